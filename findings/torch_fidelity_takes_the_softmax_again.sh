#!/usr/bin/env bash
# torch-fidelity's score from features takes a softmax of what it is given: class *probabilities* of a perfect ten-class
# generator score 1.08 instead of 10.
# Guess: the score is defined by p(y given x), so probabilities are its input.   Seen: 1.08 for one-hot probabilities (1 is
# the worst possible), 10 for logits, in one piece.
# Who meets it: whoever scores digits with an own classifier (its last layer being a softmax) and torch-fidelity.
# Acts: lesson 6, after classifier_score
source "$(dirname "$0")/_common.sh"
install torch==2.14.1 torchvision==0.29.1 torch-fidelity==0.4.0 numpy==2.4.6 scipy==1.17.1
python - <<'PYTHON'
import torch
from finding import number, versions
from torch_fidelity.metric_isc import isc_features_to_metric

versions("torch-fidelity", "torch")
perfect = torch.eye(10, dtype=torch.float64)[torch.arange(2000) % 10]
score = lambda features: isc_features_to_metric(features, splits=1)["inception_score_mean"]
number("from probabilities", score(perfect), guess=10, seen=1.0761, within=2e-3)
number("from logits", score(50 * perfect), guess=10, seen=10.0)
PYTHON
