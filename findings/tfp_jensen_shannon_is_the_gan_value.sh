#!/usr/bin/env bash
# TensorFlow Probability's `vi.jensen_shannon` is by default not a Jensen-Shannon divergence but the value of the GAN game
# at the best discriminator, 2 JSD - ln 4; with self_normalized=True it is 2 JSD.
# Guess: 0 for equal laws, ln 2 for disjoint ones.   Seen: -1.3863 and 0, with the flag 0 and 1.3863: never the JSD itself.
# Who meets it: whoever checks js_divergence or gan_value_at_optimum with this library.
# Acts: lesson 4, after gan_value_at_optimum
source "$(dirname "$0")/_common.sh"
install tensorflow-probability==0.25.0 jax==0.4.35 jaxlib==0.4.35 numpy==1.26.4
python - <<'PYTHON'
import numpy as np
from finding import number, versions
from tensorflow_probability.substrates.jax import vi

versions("tensorflow-probability", "jax", "numpy")


def divergence(p, q, **options):
    return float(np.sum(q * np.asarray(vi.jensen_shannon(np.log(p / q), **options))))


def jsd(p, q):
    m = (p + q) / 2
    return float(np.sum(p * np.log(p / m) + q * np.log(q / m))) / 2


p, q = np.array([0.5, 0.5]), np.array([0.9, 0.1])
number("equal laws", divergence(p, p), guess=0, seen=-np.log(4))
number("(.5, .5), (.9, .1): by default", divergence(p, q), guess=jsd(p, q), seen=2 * jsd(p, q) - np.log(4))
number("(.5, .5), (.9, .1): self_normalized", divergence(p, q, self_normalized=True), guess=jsd(p, q), seen=2 * jsd(p, q))
nearly = np.array([1 - 1e-6, 1e-6])
number("disjoint but for 1e-6: self_normalized", divergence(nearly, nearly[::-1], self_normalized=True), guess=np.log(2), seen=np.log(4))
PYTHON
