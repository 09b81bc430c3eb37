#!/usr/bin/env bash
# Precision and recall of a *perfect* generator are 0.69 and 0.66 in 128 features (prdc, five neighbours, 1,000 pictures); shrinking
# its pictures towards the mean makes density 197.
# Guess: two samples of one law score near 1, and density, like precision, ends at 1.   Seen: 1.00 in 2 features, 0.86 in 16, 0.69 in
# 128; half the spread gives precision 1, recall 0 and a density near 200.
# Who meets it: whoever reads "precision 0.7" of digits as "three of ten are bad".
# Acts: lesson 6, after frechet_distance
source "$(dirname "$0")/_common.sh"
install prdc==0.2 scikit-learn==1.9.1 numpy==2.4.6 scipy==1.17.1
python - <<'PYTHON'
import numpy as np
from finding import number, versions
from prdc import compute_prdc

versions("prdc", "scikit-learn", "numpy")
rng = np.random.default_rng(0)
for width, precision, recall in ((2, 1.0, 1.0), (16, 0.86, 0.87), (128, 0.69, 0.66)):
    scores = compute_prdc(rng.normal(size=(1000, width)), rng.normal(size=(1000, width)), nearest_k=5)
    number(f"{width} features, precision of the truth", scores["precision"], guess=1, seen=precision, within=0.04)
    number(f"{width} features, recall of the truth", scores["recall"], guess=1, seen=recall, within=0.04)
shrunk = compute_prdc(rng.normal(size=(1000, 128)), 0.5 * rng.normal(size=(1000, 128)), nearest_k=5)
number("half the spread: density", shrunk["density"], guess=1, seen=197.0, within=6)
number("half the spread: recall", shrunk["recall"], guess=1, seen=0.0)
PYTHON
