#!/usr/bin/env bash
# pyitlib takes -1 for "no value" unless told otherwise: a fair code in {-1, +1} tells nothing about itself.
# Guess: an integer is an integer.   Seen: I(c; c) = 0 bits for c in {-1, +1}, 1 bit for the same c in {0, 1}; the entropy
# of four equal symbols -1, 0, 1, 2 is 1.585 bits, not 2.
# Who meets it: InfoGAN's codes and a GAN's labels are often written -1 and +1.
# Acts: 1.4 entropy_from_samples: cases with -1 and a named mistake (it was accepted before); lesson 1
source "$(dirname "$0")/_common.sh"
install pyitlib==0.3.1 numpy==2.4.6 scipy==1.17.1 scikit-learn==1.9.1
python - <<'PYTHON'
import numpy as np
from finding import number, versions
from pyitlib import discrete_random_variable as drv

versions("pyitlib", "numpy")
code = np.array([-1, -1, 1, 1])
number("I(c; c), c in {-1, 1}, bits", float(drv.information_mutual(code, code)), guess=1, seen=0.0)
number("I(c; c), c in {0, 1}, bits", float(drv.information_mutual((code + 1) // 2, (code + 1) // 2)), guess=1, seen=1.0)
number("H of -1, 0, 1, 2 in equal parts, bits", float(drv.entropy(np.array([-1, 0, 1, 2] * 2))), guess=2, seen=np.log2(3))
number("the same with fill_value=-9, bits", float(drv.entropy(np.array([-1, 0, 1, 2] * 2), fill_value=-9)), guess=2, seen=2.0)
PYTHON
