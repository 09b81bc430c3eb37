#!/usr/bin/env bash
# POT's `emd2_1d` answers with the *squared* distance where its own `wasserstein_1d` and scipy answer with the distance.
# Guess: three functions for one quantity agree: moving all mass from 0 to 3 costs 3.   Seen: 9, 3, 3; `ot.dist`, the usual
# first step, is squared as well.   (The 2 of emd2 says "value, not plan", not "squared".)
# Who meets it: whoever checks a Wasserstein GAN's critic against the earth mover's distance.
# Acts: lesson 5, after wasserstein_losses
source "$(dirname "$0")/_common.sh"
install pot==0.9.7.post1 numpy==2.4.6 scipy==1.17.1
python - <<'PYTHON'
import numpy as np
import ot
from finding import number, versions
from scipy.stats import wasserstein_distance

versions("pot", "numpy", "scipy")
here, there = np.zeros(4), np.full(4, 3.0)
number("scipy wasserstein_distance", wasserstein_distance(here, there), guess=3, seen=3.0)
number("ot.wasserstein_1d", float(ot.wasserstein_1d(here, there)), guess=3, seen=3.0)
number("ot.emd2_1d", ot.emd2_1d(here, there), guess=3, seen=9.0)
number("ot.emd2 of ot.dist", ot.emd2([], [], ot.dist(here[:, None], there[:, None])), guess=3, seen=9.0)
PYTHON
