#!/usr/bin/env bash
# torch's F.kl_div of a law with itself is nan as soon as one of its probabilities is 0, and its recommended reduction
# "batchmean" divides the divergence of a single law by the number of outcomes.
# Guess: 0, since 0 ln 0 = 0 is taken care of (it is, for the target alone); "batchmean" is the textbook value.
# Seen: nan, in both spellings of the target; (1/2, 1/2) from (0.9, 0.1) has 0.5108 by "sum", 0.2554 by "batchmean".
# Who meets it: kl_divergence of lesson 2 answered with the library.
# Acts: 2.8 kl_divergence: two named mistakes; lesson 2
source "$(dirname "$0")/_common.sh"
install torch==2.13.0 numpy==2.4.6
python - <<'PYTHON'
import math

import torch
import torch.nn.functional as F
from finding import fact, number, versions

versions("torch")
sure = torch.tensor([1.0, 0.0])
fact("KL((1, 0), (1, 0)) is nan", bool(F.kl_div(sure.log(), sure, reduction="sum").isnan()), guess=False, seen=True)
fact("the same with log_target", bool(F.kl_div(sure.log(), sure.log(), reduction="sum", log_target=True).isnan()), guess=False, seen=True)
number("KL((1, 0), (1/2, 1/2))", float(F.kl_div(torch.tensor([0.5, 0.5]).log(), sure, reduction="sum")), guess=math.log(2), seen=math.log(2))
p, q = torch.tensor([0.5, 0.5]), torch.tensor([0.9, 0.1])
truth = float((p * (p / q).log()).sum())
number("KL by sum", float(F.kl_div(q.log(), p, reduction="sum")), guess=truth, seen=truth)
number("KL by batchmean", float(F.kl_div(q.log(), p, reduction="batchmean")), guess=truth, seen=truth / 2)
PYTHON
