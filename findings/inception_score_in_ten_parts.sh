#!/usr/bin/env bash
# Tools average the Inception-type score over ten parts of the pictures, so a perfect ten-class generator loses nearly half of
# it with 100 pictures: its score is a statement about the number of pictures.
# Guess: a generator of ten equally frequent, certain classes scores 10.   Seen (torch-fidelity, defaults): 5.3 at
# 100 pictures, 9.1 at 500, 9.8 at 2,000; in one part 10.00 for each.
# Who meets it: a score of a tool beside a score by the formula, or scores of different sample sizes.
# Acts: lesson 6, after classifier_score; a test that our score is 10 at every number of pictures
source "$(dirname "$0")/_common.sh"
install torch==2.14.1 torchvision==0.29.1 torch-fidelity==0.4.0 numpy==2.4.6 scipy==1.17.1
python - <<'PYTHON'
import torch
from finding import number, versions
from torch_fidelity.metric_isc import isc_features_to_metric

versions("torch-fidelity", "torch")
for count, seen in ((100, 5.3), (500, 9.15), (2000, 9.76)):
    logits = 50 * torch.eye(10, dtype=torch.float64)[torch.arange(count) % 10]
    number(f"{count} pictures, default", isc_features_to_metric(logits)["inception_score_mean"], guess=10, seen=seen, within=0.5 if count == 100 else 0.1)
    number(f"{count} pictures, one part", isc_features_to_metric(logits, splits=1)["inception_score_mean"], guess=10, seen=10.0)
PYTHON
