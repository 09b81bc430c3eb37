#!/usr/bin/env bash
# torchmetrics' picture metrics with normalize=True turn pictures in [-1, 1] into wrapped bytes: the darkest grey becomes nearly white.
# Guess: "normalize" brings the range to 0..255, or an input under 0 is refused.   Seen: x -> byte(255 x) without a word: -1 gives 1,
# -0.004 gives 255, -0.5 gives 129; only [0, 1] is meant.
# Who meets it: a generator that ends in tanh, as in lesson 6.
# Acts: lesson 6, after frechet_distance
source "$(dirname "$0")/_common.sh"
install torch==2.13.0 torchmetrics==1.9.0 numpy==2.4.6
python - <<'PYTHON'
import torch
from finding import fact, versions
from torchmetrics.image.inception import InceptionScore

versions("torchmetrics", "torch")
taken = []


class Features(torch.nn.Module):
    def forward(self, pictures):
        taken.append(pictures)
        return torch.zeros(len(pictures), 10)


score = InceptionScore(feature=Features(), normalize=True)
for value, guess, seen in ((1.0, 255, 255), (0.0, 127, 0), (-0.004, 127, 255), (-0.5, 64, 129), (-1.0, 0, 1)):
    score.update(torch.full((2, 3, 28, 28), value))
    fact(f"the pixel {value} is taken for", int(taken[-1].flatten()[0]), guess=guess, seen=seen)
PYTHON
