#!/usr/bin/env bash
# torchgan's InfoGANGenerator draws, in its own `sampler`, the same category every time, in a vector as long as the
# *continuous* code.
# Guess: 1,000 draws of a ten-way code hold ten values, its entropy is ln 10.   Seen: one value, entropy 0; with ten categories
# and two continuous codes the vector has two entries, and the generator cannot take its own sample.
# Who meets it: the pictures by which training is judged: one row of the paper's figure, whatever was learned.
# Acts: lesson 8, "Implementations compared"
source "$(dirname "$0")/_common.sh"
install torch==2.14.1 torchvision==0.29.1 torchgan==0.1.0 numpy==2.4.6 scipy==1.17.1
python - <<'PYTHON'
import math

import torch
from finding import fact, number, versions
from torchgan.models import InfoGANGenerator

versions("torchgan", "torch")
equal = InfoGANGenerator(10, 10, encoding_dims=62, out_size=32, out_channels=1)
shares = equal.sampler(1000, "cpu")[1].mean(0)
number("entropy of 1,000 categories, nats", float(-(shares * shares.clamp(min=1e-30).log()).sum()), guess=math.log(10), seen=0.0)
paper = InfoGANGenerator(10, 2, encoding_dims=62, out_size=32, out_channels=1)
sample = paper.sampler(4, "cpu")
fact("shape of four categories out of ten", tuple(sample[1].shape), guess=(4, 10), seen=(4, 2))
try:
    paper(*sample)
    taken = True
except RuntimeError:
    taken = False
fact("the generator takes its own sample", taken, guess=True, seen=False)
PYTHON
