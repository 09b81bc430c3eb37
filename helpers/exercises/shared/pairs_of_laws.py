"""Pairs of laws on the same outcomes, for the exercises of lesson 04."""

import numpy as np

from helpers.exercises.shared.common import quiet

HALF_OVERLAP = (np.array([0.5, 0.5, 0.0]), np.array([0.0, 0.5, 0.5]))
DISJOINT = (np.array([0.75, 0.25, 0.0, 0.0]), np.array([0.0, 0.0, 0.5, 0.5]))
EQUAL = (np.array([0.2, 0.3, 0.5]), np.array([0.2, 0.3, 0.5]))
POINT_AND_COIN = (np.array([1.0, 0.0]), np.array([0.5, 0.5]))


def random_pairs(rng, sizes=(2, 3, 5, 8)):
    return [(rng.dirichlet(np.full(size, 0.8)), rng.dirichlet(np.full(size, 0.8))) for size in sizes]


def arrays(*values):
    return tuple(np.asarray(value, dtype=float) for value in values)


def plogq(p, q):
    """sum p ln q with 0 log 0 = 0; -inf where p has mass and q has none."""
    p, q = arrays(p, q)
    return quiet(lambda: float(np.sum(np.where(p > 0, p * np.log(q), 0.0))))


def js_joint(p, q):
    """Joint law (2, K) of a fair coin and the sample it selects: row 0 is p / 2, row 1 is q / 2."""
    return np.array(arrays(p, q)) / 2
