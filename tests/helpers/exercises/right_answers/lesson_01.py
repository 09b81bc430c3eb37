"""Right answers of lesson 01 in other forms than the worked one."""

import math

import numpy as np

from helpers.exercises.lesson_01.entropy import plain


def binned_by_linspace(density, low, high, bins):
    edges = np.linspace(low, high, bins + 1)
    weights = np.array([density(x) for x in (edges[:-1] + edges[1:]) / 2], dtype=float)
    p = weights / weights.sum()
    return -sum(x * math.log(x) for x in p if x > 0)


def binned_by_arange(density, low, high, bins):
    width = (high - low) / bins
    weights = np.asarray(density(low + width * (np.arange(bins) + 0.5)), dtype=float)
    weights = weights[weights > 0]
    return np.log(weights.sum()) - np.sum(weights * np.log(weights)) / weights.sum()


def surprisal_by_mask(p):
    p = plain(p)
    result = np.full(p.shape, np.inf)
    result[p > 0] = np.log2(1 / p[p > 0])
    return result


def surprisal_one_by_one(p):
    return np.reshape([math.inf if x == 0 else -math.log(x, 2) for x in plain(p).ravel()], np.shape(p))


def entropy_by_where(p):
    p = plain(p)
    return np.sum(np.where(p > 0, -p * np.log2(np.where(p > 0, p, 1)), 0))


def entropy_by_loop(p):
    return sum(x * math.log2(1 / x) for x in plain(p) if x > 0)


def lengths_by_loop(p):
    return [math.ceil(-math.log2(x)) if x > 0 else 0 for x in plain(p)]


def lengths_by_mask(p):
    p = plain(p)
    lengths = np.zeros(p.shape, dtype=int)
    lengths[p > 0] = np.ceil(-np.log2(p[p > 0])).astype(int)
    return lengths


def plug_in_by_counter(samples):
    counts = {}
    for sample in np.asarray(samples).tolist():
        counts[sample] = counts.get(sample, 0) + 1
    total = sum(counts.values())
    return -sum(n / total * math.log2(n / total) for n in counts.values())


def plug_in_by_difference(samples):
    counts = np.unique(np.asarray(samples), return_counts=True)[1]
    return np.log2(counts.sum()) - np.sum(counts * np.log2(counts)) / counts.sum()


def gibbs_by_newton(values, mean):
    values = plain(values)
    if np.isclose(mean, values.min()) or np.isclose(mean, values.max()):
        p = np.isclose(values, mean).astype(float)
        return p / p.sum()
    slope, step = 0.0, 1.0
    for _ in range(2000):
        weights = np.exp(slope * values - np.max(slope * values))
        p = weights / weights.sum()
        gap = mean - p @ values
        step = gap / max(p @ (values - p @ values) ** 2, 1e-12)
        slope += float(np.clip(step, -1, 1))
    return p


def gibbs_by_bisection(values, mean):
    values = plain(values)

    def law(slope):
        weights = np.exp(slope * (values - mean) - np.max(slope * (values - mean)))
        return weights / weights.sum()

    low, high = -500.0, 500.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if law(middle) @ values < mean else (low, middle)
    return law((low + high) / 2)


RIGHT = {
    "gaussian_entropy": (
        lambda std: math.log(std) + 0.5 * (1 + math.log(2 * math.pi)),
        lambda std: np.log(std * np.sqrt(2 * np.pi * np.e)),
    ),
    "uniform_entropy": (lambda low, high: -math.log(1 / (high - low)), lambda low, high: np.log(np.abs(high - low))),
    "binned_entropy": (binned_by_linspace, binned_by_arange),
    "surprisal": (surprisal_by_mask, surprisal_one_by_one),
    "entropy": (entropy_by_where, entropy_by_loop),
    "shannon_code_lengths": (lengths_by_loop, lengths_by_mask),
    "entropy_from_samples": (plug_in_by_counter, plug_in_by_difference),
    "most_uncertain_given_mean": (gibbs_by_newton, gibbs_by_bisection),
}
