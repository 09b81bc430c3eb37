#!/usr/bin/env bash
# torchgan's InfoGAN penalty is the mean over the codes, not their sum: 1.61 where the paper's loss is 3.22 (one category of ten,
# one continuous code), and two continuous codes count as little as one.
# Guess: -log Q(c given x) of the whole code is the sum of its parts.   Seen: (ln 10 + 1/2 ln 2 pi) / 2 = 1.6108 for one and for
# two continuous codes (truth 3.2215 and 4.1405): the pull on the category is halved, on each continuous code divided by 2 and 4.
# Who meets it: whoever takes lambda = 1 of the paper over into this library.
# Acts: 8.4 information_loss: the mistake names it; lesson 8, "Implementations compared"
source "$(dirname "$0")/_common.sh"
install torch==2.14.1 torchvision==0.29.1 torchgan==0.1.0 numpy==2.4.6 scipy==1.17.1
python - <<'PYTHON'
import math

import torch
from finding import number, versions
from torch.distributions import Normal, OneHotCategorical
from torchgan.losses.functional import mutual_information_penalty

versions("torchgan", "torch")
category = torch.eye(10)[torch.arange(200) % 10]
for dims in (1, 2):
    code = torch.zeros(200, dims)
    loss = mutual_information_penalty(category, code, OneHotCategorical(logits=torch.zeros(200, 10)), Normal(code, torch.ones_like(code)))
    paper = math.log(10) + dims * 0.5 * math.log(2 * math.pi)
    number(f"{dims} continuous code(s): the penalty", float(loss), guess=paper, seen=1.6108, within=2e-4)
PYTHON
