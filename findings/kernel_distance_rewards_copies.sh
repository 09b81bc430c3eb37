#!/usr/bin/env bash
# The kernel (Inception) distance of pictures to *themselves* is negative, clearly under that of fresh pictures of the same law:
# copying the reference beats the truth.
# Guess: a distance from a set to itself is 0 and nothing scores lower.   Seen (500 and 1,000 sets of 64 and 128 features): clean-fid
# -0.028 for a copy, 0.003 for fresh samples; torch-fidelity -0.014 and 0.000. The estimate is unbiased for *independent*
# sets only. And clean-fid draws its subsets from numpy's global generator.
# Who meets it: a generator that memorised MNIST's training set, scored against that set.
# Acts: lesson 6, after frechet_distance
source "$(dirname "$0")/_common.sh"
install torch==2.14.1 torchvision==0.29.1 torch-fidelity==0.4.0 clean-fid==0.1.35 requests==2.32.5 numpy==2.4.6 scipy==1.17.1
python - 2>/dev/null <<'PYTHON'
import numpy as np
import torch
from cleanfid.fid import kernel_distance
from finding import fact, number, versions
from torch_fidelity.metric_kid import kid_features_to_metric

versions("torch-fidelity", "clean-fid", "torch", "numpy")
a, b = (np.random.default_rng(seed).normal(size=(500, 64)) for seed in (0, 1))
number("clean-fid, a copy", kernel_distance(a, a), guess=0, seen=-0.0282, within=0.004)
number("clean-fid, fresh samples", kernel_distance(a, b), guess=0, seen=0.0, within=0.006)
c, d = (torch.randn(1000, 128, generator=torch.Generator().manual_seed(seed)) for seed in (0, 1))
kid = lambda x, y: kid_features_to_metric(x, y, verbose=False)["kernel_inception_distance_mean"]
number("torch-fidelity, a copy", kid(c, c), guess=0, seen=-0.0141, within=0.002)
number("torch-fidelity, fresh samples", kid(c, d), guess=0, seen=0.0, within=0.003)
fact("a copy scores under fresh samples, in both", bool(kernel_distance(a, a) < kernel_distance(a, b) and kid(c, c) < kid(c, d)), guess=False, seen=True)
PYTHON
