"""Functions and networks that exercises are called with. They carry no right answer and travel by name.

Modules that need torch import it inside their functions: the numpy lessons do not wait for it.
"""

import numpy as np


def unit_density(x):
    """Uniform density on [0, 1]."""
    return np.ones_like(np.asarray(x, dtype=float))


def ramp_density(x):
    """Density 2x on [0, 1]."""
    return 2 * np.asarray(x, dtype=float)


def standard_normal_density(x):
    """Density of N(0, 1)."""
    return np.exp(-np.asarray(x, dtype=float) ** 2 / 2) / np.sqrt(2 * np.pi)


# Curves for lesson 02. All but the sine are convex; the straight line and the absolute value are not strictly so.


def square(x):
    """x^2"""
    return np.asarray(x, dtype=float) ** 2


def fourth_power(x):
    """x^4"""
    return np.asarray(x, dtype=float) ** 4


def exponential(x):
    """e^x"""
    return np.exp(np.asarray(x, dtype=float))


def minus_log(x):
    """-ln x, for x > 0"""
    return -np.log(np.asarray(x, dtype=float))


def absolute_value(x):
    """|x|"""
    return np.abs(np.asarray(x, dtype=float))


def straight_line(x):
    """3 x - 1"""
    return 3 * np.asarray(x, dtype=float) - 1


def sine(x):
    """sin x, neither convex nor concave"""
    return np.sin(np.asarray(x, dtype=float))


# Logarithms of densities, in nats, for lesson 02.


def log_standard_normal(x):
    """ln of the density of N(0, 1)"""
    return -np.asarray(x, dtype=float) ** 2 / 2 - np.log(2 * np.pi) / 2


def log_shifted_normal(x):
    """ln of the density of N(1, 1)"""
    return log_standard_normal(np.asarray(x, dtype=float) - 1)


def log_wide_normal(x):
    """ln of the density of N(0, 2^2)"""
    return log_standard_normal(np.asarray(x, dtype=float) / 2) - np.log(2)


def log_laplace(x):
    """ln of the density exp(-|x|) / 2"""
    return -np.abs(np.asarray(x, dtype=float)) - np.log(2)
