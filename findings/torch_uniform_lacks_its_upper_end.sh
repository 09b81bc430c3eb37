#!/usr/bin/env bash
# torch's Uniform(-1, 1) calls 1 a member of its support and gives it density 0: log_prob(1) is minus infinity, without
# the error that 1.5 gets. scipy gives both ends the density 1/2.
# Guess: -0.6931 at both ends, as everywhere between.   Seen: -0.6931 at -1, -inf at 1.
# Who meets it: codes at the ends of a traversal (lesson 8 draws c2 from -1 to 1) scored under their own prior.
# Acts: lesson 8, after sample_codes
source "$(dirname "$0")/_common.sh"
install torch==2.13.0 numpy==2.4.6 scipy==1.17.1
python - <<'PYTHON'
import numpy as np
import torch
from finding import fact, number, versions
from scipy.stats import uniform
from torch.distributions import Uniform

versions("torch", "scipy")
prior = Uniform(-1.0, 1.0)
number("torch, log density at -1", float(prior.log_prob(torch.tensor(-1.0))), guess=-np.log(2), seen=-np.log(2))
fact("torch, 1 is in the support", bool(prior.support.check(torch.tensor(1.0))), guess=True, seen=True)
number("torch, log density at 1", float(prior.log_prob(torch.tensor(1.0))), guess=-np.log(2), seen=float("-inf"))
number("scipy, log density at 1", float(uniform(-1, 2).logpdf(1.0)), guess=-np.log(2), seen=-np.log(2))
PYTHON
