#!/usr/bin/env bash
# npeet-plus adds noise from numpy's global generator: measuring a mutual information changes every random number after it,
# and its p-value puts the generator where *its* argument says.
# Guess: an estimator of given samples is a pure function.   Seen: the next np.random.rand() differs after `mi`, and after
# `mi_pvalue(..., random_state=0)` the stream no longer depends on the seed that was set before.
# Who meets it: "same seed, other picture" as soon as a measurement stands between two training steps.
# Acts: lesson 3, after mutual_information_from_samples
source "$(dirname "$0")/_common.sh"
install npeet-plus==0.2.0 numpy==2.4.6 scipy==1.17.1 scikit-learn==1.9.1
python - <<'PYTHON'
import npeet_plus
import numpy as np
from finding import fact, number, versions

versions("npeet-plus", "numpy")
x, y = np.random.default_rng(0).normal(size=(2, 200, 1))


def after(seed, measure):
    np.random.seed(seed)
    measure()
    return np.random.rand()


nothing, measured = after(1, lambda: None), after(1, lambda: npeet_plus.mi(x, y))
fact("the next random number is the same after mi()", bool(nothing == measured), guess=True, seen=False)
pvalue = lambda: npeet_plus.mi_pvalue(x, y, n_permutations=2, random_state=0)
fact("seeds 1 and 2 still differ after mi_pvalue()", bool(after(1, pvalue) != after(2, pvalue)), guess=True, seen=False)
normal = np.random.default_rng(0).normal(size=(5000, 1))
number("entropy(N(0, 1)) (nats would be 1.419)", npeet_plus.entropy(normal), guess=1.419, seen=2.05, within=0.08)
PYTHON
