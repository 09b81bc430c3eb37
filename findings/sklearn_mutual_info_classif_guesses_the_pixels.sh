#!/usr/bin/env bash
# scikit-learn's mutual_info_classif treats black-and-white pixels as continuous: another answer in every call.
# Guess: 0/1, boolean or uint8 columns are discrete, so the answer is the plug-in value in nats, the same every time.
# Seen: 'auto' means "dense array = continuous", so noise and neighbours are used: for a truth of 0.154 nats twenty calls spread
# over more than 0.03 nats, for int, uint8 and bool alike; discrete_features=True is right each time.
# Who meets it: pixel_information of lesson 3, done with the library.
# Acts: lesson 3, after pixel_information
source "$(dirname "$0")/_common.sh"
install scikit-learn==1.9.1 numpy==2.4.6 scipy==1.17.1
python - <<'PYTHON'
import numpy as np
from finding import fact, number, versions
from sklearn.feature_selection import mutual_info_classif
from sklearn.metrics import mutual_info_score

versions("scikit-learn", "numpy", "scipy")
rng = np.random.default_rng(0)
labels = rng.integers(0, 10, 1000)
pixel = (labels < 3) ^ (rng.random(1000) < 0.2)
truth = mutual_info_score(pixel, labels)
right = mutual_info_classif(pixel[:, None], labels, discrete_features=True)[0]
number("discrete_features=True, nats", right, guess=truth, seen=truth)
for kind in (int, np.uint8, bool):
    column = pixel[:, None].astype(kind)
    calls = [mutual_info_classif(column, labels, random_state=seed)[0] for seed in range(20)]
    print(f"{kind.__name__}: 20 calls from {min(calls):.3f} to {max(calls):.3f} nats, truth {truth:.3f}")
    fact(f"{kind.__name__}: calls spread over more than 0.03 nats", bool(np.ptp(calls) > 0.03), guess=False, seen=True)
PYTHON
