#!/usr/bin/env bash
# infomeasure's Kullback-Leibler divergence of samples leaves out the symbols that q lacks: it is 0 for disjoint samples
# and negative where the truth is infinite.
# Guess: infinite.   Seen: 0 for samples without a common symbol (a line in the log, no error), -0.637 nats for p = (1/3,
# 1/3, 1/3) against q = (1/2, 1/2, 0): the cross-entropy skips the third symbol, the entropy does not.
# Who meets it: whoever estimates a divergence from samples, where a missing symbol is the rule.
# Acts: 2.8 kl_divergence: the mistake names it
source "$(dirname "$0")/_common.sh"
install infomeasure==0.6.3 numpy==2.4.6 scipy==1.17.1
python - 2>/dev/null <<'PYTHON'
import infomeasure
import numpy as np
from finding import number, versions

versions("infomeasure", "numpy")
kl = lambda p, q: float(infomeasure.kld(np.array(p), np.array(q), approach="discrete"))
number("KL of samples 000.. and 111.., nats", kl([0] * 12, [1] * 12), guess="inf", seen=0.0)
number("KL of 012012.. against 0101.., nats", kl([0, 1, 2] * 4, [0, 1] * 6), guess="inf", seen=2 / 3 * np.log(2) - np.log(3))
number("KL of 0101.. against 012012.., nats", kl([0, 1] * 6, [0, 1, 2] * 4), guess=np.log(1.5), seen=np.log(1.5))
PYTHON
