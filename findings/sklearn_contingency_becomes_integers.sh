#!/usr/bin/env bash
# scikit-learn's mutual_info_score(contingency=...) casts a table to integers: a joint law of probabilities becomes all zeros.
# Guess: the table is divided by its sum, so probabilities do as well as counts.   Seen: a bare "math domain error" for
# probabilities, and for weights (2.9, 1.1; 1.1, 2.9) the value of (2, 1; 1, 2): 0.0566 nats for 0.1050.
# Who meets it: mutual_information(joint) of lesson 3, answered with the library.
# Acts: 3.4 mutual_information: named mistake
source "$(dirname "$0")/_common.sh"
install scikit-learn==1.9.1 numpy==2.4.6 scipy==1.17.1
python - <<'PYTHON'
import numpy as np
from finding import fact, number, versions
from sklearn.metrics import mutual_info_score

versions("scikit-learn", "numpy", "scipy")


def truth(table):
    joint = np.asarray(table) / np.sum(table)
    return float(np.sum(joint * np.log(joint / np.outer(joint.sum(1), joint.sum(0)))))


weights = np.array([[2.9, 1.1], [1.1, 2.9]])
number("weights, nats", mutual_info_score(None, None, contingency=weights), guess=truth(weights), seen=truth([[2, 1], [1, 2]]))
try:
    answer = mutual_info_score(None, None, contingency=weights / weights.sum())
except ValueError as error:
    answer = str(error)
fact("probabilities", "number" if isinstance(answer, float) else "error", guess="number", seen="error")
print("the error reads:", answer)
PYTHON
