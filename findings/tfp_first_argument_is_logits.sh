#!/usr/bin/env bash
# The first argument of TensorFlow Probability's Bernoulli and Categorical is logits (torch: probabilities), and
# probabilities that do not sum to 1 are not renormalised (torch: they are).
# Guess: `Bernoulli(0.5)` is a fair coin and `Categorical(probs=[5, 5])` as well.   Seen: its mean is 0.6225, and the entropy
# of the second is -16.09 nats.
# Who meets it: whoever writes Q with one library after a page about the other.
# Acts: lesson 7, after categorical_log_prob
source "$(dirname "$0")/_common.sh"
install tensorflow-probability==0.25.0 jax==0.4.35 jaxlib==0.4.35 numpy==1.26.4
python - <<'PYTHON'
from finding import number, versions
from tensorflow_probability.substrates.jax import distributions as tfd

versions("tensorflow-probability", "jax", "numpy")
number("mean of Bernoulli(0.5)", float(tfd.Bernoulli(0.5).mean()), guess=0.5, seen=0.622459)
number("entropy of Categorical([0.9, 0.1]), nats", float(tfd.Categorical([0.9, 0.1]).entropy()), guess=0.3251, seen=0.619121)
number("entropy of Categorical(probs=[5, 5]), nats", float(tfd.Categorical(probs=[5.0, 5.0]).entropy()), guess=0.6931, seen=-16.09438)
PYTHON
