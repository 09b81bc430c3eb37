#!/usr/bin/env bash
# dit forgets outcomes of probability 0: `.pmf` of (1/2, 1/2, 0) and of (0, 1/2, 1/2) is the same vector.
# Guess: a distribution keeps the vector it was given.   Seen: both are [0.5, 0.5], so entry by entry nothing is left of
# a divergence that is infinite; dit's own divergence, which goes by outcome, is right.
# Who meets it: whoever hands `distribution.pmf` from dit to numpy, scipy or an own function.
# Acts: lesson 2, after kl_divergence
source "$(dirname "$0")/_common.sh"
install dit==2.3 numpy==2.4.6 scipy==1.17.1
python - <<'PYTHON'
import dit
import numpy as np
from finding import fact, number, versions

versions("dit", "numpy")
p = dit.Distribution(["a", "b", "c"], [0.5, 0.5, 0])
q = dit.Distribution(["a", "b", "c"], [0, 0.5, 0.5])
fact("length of p.pmf", len(p.pmf), guess=3, seen=2)
fact("p.pmf equals q.pmf", bool(np.array_equal(p.pmf, q.pmf)), guess=False, seen=True)
number("KL(p, q) from the two .pmf, bits", float(np.sum(p.pmf * np.log2(p.pmf / q.pmf))), guess="inf", seen=0.0)
number("KL(p, q) by dit, bits", dit.divergences.kullback_leibler_divergence(p, q), guess="inf", seen=float("inf"))
r = dit.Distribution(["b", "a"], [0.9, 0.1])
fact("pmf given for outcomes b, a", [round(float(v), 6) for v in r.pmf], guess=[0.9, 0.1], seen=[0.1, 0.9])
PYTHON
