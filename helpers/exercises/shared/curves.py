"""Curves, and random places on them, for lesson 02's exercises on convexity."""

import numpy as np

from helpers.checking.exercise import case
from helpers.checking.probes import stubs
from helpers.exercises.shared.common import quiet

CONVEX = (stubs.square, stubs.fourth_power, stubs.exponential, stubs.minus_log, stubs.absolute_value,
          stubs.straight_line)
STRICTLY_CONVEX = CONVEX[:4]


def points(rng, f, size):
    """Points where ``f`` is defined, spread enough to tell formulas apart."""
    return rng.uniform(0.3, 4, size) if f is stubs.minus_log else rng.uniform(-2, 2, size)


def laws(rng, curves, sizes):
    """Calls (f, values, p), one for each pair of a curve and a size."""
    return [case(f, points(rng, f, size), rng.dirichlet(np.full(size, 2.0)))
            for f, size in zip(curves, sizes, strict=True)]


def never_falls(numbers):
    """Whether each number is at least the one before it, up to rounding."""
    return quiet(lambda: bool(np.all(np.diff(numbers) >= -1e-9)))
