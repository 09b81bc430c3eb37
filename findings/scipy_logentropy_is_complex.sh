#!/usr/bin/env bash
# The logarithm of an entropy, `logentropy` of scipy's new distributions, is a complex number where the entropy is negative.
# Guess: nan, or an error, for U(0, 1/2), whose differential entropy is -ln 2.   Seen: ln(ln 2) + pi i, of complex type; and
# for U(0, 2), whose entropy is positive, a complex number, too.
# Who meets it: who compares log entropies, or plots them.
# Acts: lesson 11, under the table of ten libraries
source "$(dirname "$0")/_common.sh"
install scipy==1.17.1 numpy==2.4.6
python - <<'PYTHON'
import numpy as np
from finding import fact, number, versions
from scipy import stats

versions("scipy", "numpy")
narrow, wide = stats.Uniform(a=0, b=0.5), stats.Uniform(a=0, b=2)
number("entropy of U(0, 1/2), nats", narrow.entropy(), guess=-np.log(2), seen=-0.6931)
value = narrow.logentropy()
fact("its logentropy is complex", bool(np.iscomplexobj(value)), guess=False, seen=True)
number("real part", np.real(value), guess="nan", seen=float(np.log(np.log(2))))
number("imaginary part", np.imag(value), guess="nan", seen=float(np.pi))
fact("logentropy of U(0, 2) is complex", bool(np.iscomplexobj(wide.logentropy())), guess=False, seen=True)
PYTHON
