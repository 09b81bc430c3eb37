#!/usr/bin/env bash
# statsmodels' renyientropy is in bits at order 1 and in nats at every other order, with the same logbase=2.
# Guess: logbase=2 means bits throughout.   Seen: a fair coin has 1 at order 1, 0.6931 at order 2, 1.0001 and infinity.
# Who meets it: whoever plots a family of entropies against its order: a jump by ln 2 where the curve is constant.
# Acts: lesson 1, after entropy
source "$(dirname "$0")/_common.sh"
install statsmodels==0.14.6 numpy==2.4.6 scipy==1.17.1 pandas==2.3.3 matplotlib==3.10.8
python - <<'PYTHON'
import numpy as np
from finding import number, versions
from statsmodels.sandbox.infotheo import renyientropy

versions("statsmodels", "numpy", "scipy")
coin = np.array([0.5, 0.5])
number("order 1", renyientropy(coin, alpha=1, logbase=2), guess=1, seen=1.0)
for order in (1.0001, 2, np.inf):
    number(f"order {order}", renyientropy(coin, alpha=order, logbase=2), guess=1, seen=np.log(2))
PYTHON
