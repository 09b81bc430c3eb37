#!/usr/bin/env bash
# Nearest-neighbour estimators of mutual information, given one fair bit twice (truth: its entropy, 0.693 nats), answer
# more than the entropy (ennemi, 0.86) or far under zero (entropy-estimators, -6.1).
# Guess: ties cost a little accuracy; nothing exceeds H(bit), nothing falls under 0 by more than noise.
# Seen: as said, over five samples; ennemi told that both are discrete is exact. Its noise against ties is a choice nobody made.
# Who meets it: whoever measures I(c; x) of InfoGAN's *discrete* code with a tool made for continuous ones.
# Acts: lesson 3, after mutual_information_from_samples
source "$(dirname "$0")/_common.sh"
install ennemi==1.5.0 entropy-estimators==0.0.2 numpy==2.4.6 scipy==1.17.1
python - <<'PYTHON'
import ennemi
import numpy as np
from entropy_estimators import continuous
from finding import fact, number, versions

versions("ennemi", "entropy-estimators", "numpy", "scipy")
bits = [np.random.default_rng(seed).permutation(np.arange(1000) % 2) for seed in range(5)]
plain = [ennemi.estimate_mi(bit.astype(float), bit.astype(float)).item() for bit in bits]
told = [ennemi.estimate_mi(bit, bit, discrete_x=True, discrete_y=True).item() for bit in bits]
number("ennemi, mean of five, nats", np.mean(plain), guess=np.log(2), seen=0.86, within=0.08)
fact("ennemi exceeds the entropy in every sample", bool(min(plain) > np.log(2) + 0.05), guess=False, seen=True)
number("ennemi told that both are discrete", np.mean(told), guess=np.log(2), seen=np.log(2))
number("entropy-estimators, mean of five, nats", np.mean([continuous.get_mi(bit[:, None] * 1.0, bit[:, None] * 1.0) for bit in bits]),
       guess=np.log(2), seen=-6.1, within=0.2)
PYTHON
