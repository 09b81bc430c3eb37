"""Right answers of lesson 04 in other forms than the worked one."""

import math

import numpy as np

from helpers import information
from helpers.exercises.lesson_04.game import gan_value, optimal_discriminator
from helpers.exercises.shared.common import LN2
from helpers.exercises.shared.pairs_of_laws import arrays, js_joint


def shortfall_by_difference(p, q, d):
    return gan_value(p, q, optimal_discriminator(p, q)) - gan_value(p, q, d)


def shortfall_by_loop(p, q, d):
    coins = [(a + b, a / (a + b), x) for a, b, x in zip(p, q, d, strict=True) if a + b > 0]
    return sum(mass * information.kl_divergence([best, 1 - best], [x, 1 - x]) * LN2 for mass, best, x in coins)


def discriminator_by_loop(p, q):
    return [a / (a + b) if a + b > 0 else 0.5 for a, b in zip(p, q, strict=True)]


def discriminator_by_bayes(p, q):
    joint = js_joint(p, q)
    evidence = joint.sum(axis=0)
    return np.where(evidence > 0, joint[0] / np.where(evidence > 0, evidence, 1), 0.5)


def value_by_loop(p, q, d):
    total = 0.0
    for a, b, x in zip(p, q, d, strict=True):
        for weight, chance in ((a, x), (b, 1 - x)):
            if weight > 0:
                total += weight * math.log(chance) if chance > 0 else -math.inf
    return total


def value_by_special_function(p, q, d):
    from scipy.special import xlog1py, xlogy

    return np.sum(xlogy(p, d)) + np.sum(xlog1py(q, -np.asarray(d)))


def js_as_entropy_of_the_mixture(p, q):
    p, q = arrays(p, q)
    return information.entropy((p + q) / 2) - (information.entropy(p) + information.entropy(q)) / 2


def js_one_by_one(p, q):
    total = 0.0
    for a, b in zip(*arrays(p, q), strict=True):
        total += sum(x / 2 * math.log2(2 * x / (a + b)) for x in (a, b) if x > 0)
    return total


def bound_chain_by_loop(p, q):
    largest, average = [], 0.0
    for law in (p, q):
        ratios = [(x, 2 * x / (a + b)) for x, a, b in zip(law, p, q, strict=True) if x > 0]
        average += sum(x * math.log2(ratio) for x, ratio in ratios) / 2
        largest.append(math.log2(max(ratio for _, ratio in ratios)))
    return [average, sum(largest) / 2, math.log2(2)]


def bound_chain_by_where(p, q):
    both = np.array(arrays(p, q))
    total = both.sum(axis=0)
    ratios = np.where(both > 0, 2 * both / np.where(total > 0, total, 1), 1e-300)
    return ((both * np.log2(ratios)).sum() / 2, np.log2(ratios.max(axis=1)).mean(), 1)


RIGHT = {
    "value_shortfall": (shortfall_by_difference, shortfall_by_loop),
    "gan_value_at_optimum": (
        lambda p, q: gan_value(p, q, optimal_discriminator(p, q)),
        lambda p, q: -2 * LN2 * information.conditional_entropy(js_joint(p, q).T),
    ),
    "optimal_discriminator": (discriminator_by_loop, discriminator_by_bayes),
    "gan_value": (value_by_loop, value_by_special_function),
    "js_divergence": (js_as_entropy_of_the_mixture, js_one_by_one),
    "js_bound_chain": (bound_chain_by_loop, bound_chain_by_where),
    "js_extremes": (
        lambda: (([1 / 3] * 3, [1 / 3] * 3), ([0.9, 0.1, 0, 0, 0], [0, 0, 0.2, 0.3, 0.5])),
        lambda: np.array([[[0.1, 0.2, 0.3, 0.4]] * 2, [[0.5, 0, 0.5, 0], [0, 0.25, 0, 0.75]]]),
    ),
    "js_joint": (lambda p, q: np.stack(arrays(p, q)) * 0.5, lambda p, q: [[x / 2 for x in p], [x / 2 for x in q]]),
    "infinite_kl_with_overlap": (
        lambda: ([0.2, 0.3, 0.5], [0.5, 0.5, 0.0]),
        lambda: np.array([[0.01, 0.99, 0], [0.0, 0.3, 0.7]]),
    ),
    "largest_kl": (
        lambda q: max(information.kl_divergence(point, q) for point in np.eye(len(q))),
        lambda q: np.max(information.surprisal(q)),
    ),
}
