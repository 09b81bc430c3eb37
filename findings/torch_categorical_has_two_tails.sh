#!/usr/bin/env bash
# torch's Categorical has two wrong tails: the divergence of logits (0, 0) from (0, -150) is infinite (truth 74.31), and
# the log probability of an outcome of probability 0 is -15.94 (truth: minus infinity).
# Guess: logits exist so that such things come out right.   Seen: probabilities are rounded to 0 first in float32 (float64 is
# right: 74.31), and given probabilities are lifted to 1.2e-7, so the same 0 scores -36.04 in float64.
# Who meets it: a confident Q: the bound of lesson 7 jumps to minus infinity, or a wrong Q costs 15.94 nats, not more.
# Acts: 7.7 categorical_log_prob: named mistake; lesson 7
source "$(dirname "$0")/_common.sh"
install torch==2.13.0 numpy==2.4.6
python - <<'PYTHON'
import torch
from finding import number, versions
from torch.distributions import Categorical, kl_divergence

versions("torch")


def divergence(dtype):
    return float(kl_divergence(*(Categorical(logits=torch.tensor(logits, dtype=dtype)) for logits in ([0.0, 0.0], [0.0, -150.0]))))


truth = float((0.5 * (torch.tensor([0.0, 0.0]).log_softmax(0) - torch.tensor([0.0, -150.0]).log_softmax(0))).sum())
number("KL, float32", divergence(torch.float32), guess=truth, seen=float("inf"))
number("KL, float64", divergence(torch.float64), guess=truth, seen=truth)
for dtype, seen in ((torch.float32, -15.942385), (torch.float64, -36.043653)):
    impossible = Categorical(probs=torch.tensor([1.0, 0.0], dtype=dtype)).log_prob(torch.tensor(1))
    number(f"log probability of an impossible outcome, {dtype}", float(impossible), guess="-inf", seen=seen)
PYTHON
