"""Codes, images and guesses as small tables, for the exercises of lesson 07. Everything is in nats.

prior: P(c), shape (K,). likelihood: p(x|c), shape (K, X), rows sum to 1. q: Q(c|x), shape (K, X), columns sum to 1.
"""

import math

import numpy as np

from helpers import information

LN2 = math.log(2)
TWO_CODES = (np.array([0.75, 0.25]), np.array([[0.2, 0.8], [0.6, 0.4]]))
GUESS_FOR_TWO = np.array([[0.5, 0.9], [0.5, 0.1]])
# Code 1 never makes image 0, nobody makes image 3.
GAPS = (np.array([0.2, 0.3, 0.5]), np.array([[0.5, 0.5, 0, 0], [0, 0.5, 0.5, 0], [0.25, 0.25, 0.5, 0]]))


def symmetric_channel(codes, error):
    """A likelihood (K, K): the right image with chance 1 - error, each of the others equally often."""
    return np.full((codes, codes), error / (codes - 1)) + np.eye(codes) * (1 - error * codes / (codes - 1))


def random_channels(rng, sizes=((2, 3), (4, 3), (3, 6))):
    """(prior, likelihood) pairs, not square, the prior far from uniform."""
    return [(rng.dirichlet(np.full(codes, 2.0)), rng.dirichlet(np.full(images, 0.7), size=codes))
            for codes, images in sizes]


def random_guess(rng, shape):
    """Any Q(c|x), shape (K, X)."""
    return rng.dirichlet(np.full(shape[0], 1.5), size=shape[1]).T


def quiet(compute):
    with np.errstate(all="ignore"):
        return compute()


def nats(p):
    """-sum p ln p, 0 ln 0 = 0."""
    return float(information.entropy(p) * LN2)


def mean_log(weights, q):
    """sum weights ln q; nothing where the weight is 0, -inf where only q is."""
    return quiet(lambda: float(np.sum(np.where(weights > 0, weights * np.log(q), 0.0))))


def joint_of(prior, likelihood):
    return prior[:, None] * likelihood
