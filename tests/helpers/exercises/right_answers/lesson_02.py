"""Right answers of lesson 02 in other forms than the worked one."""

import math

import numpy as np

from helpers.exercises.lesson_02.convexity import chord_gap
from helpers.exercises.lesson_02.jensen import jensen_chain
from helpers.exercises.lesson_02.loss_gradients import one_hot, softmax


def chord_gap_by_steps(f, a, b, weight):
    point = b + weight * (a - b)
    height = f(b) + weight * (f(a) - f(b))
    return float(height - f(point))


def chord_gap_by_dot(f, a, b, weight):
    weights, ends = np.array([weight, 1 - weight]), np.array([a, b])
    return np.dot(weights, f(ends)) - f(np.dot(weights, ends))


def three_slopes_by_pairs(f, a, b, weight):
    x = b - weight * (b - a)
    return [(f(right) - f(left)) / (right - left) for left, right in ((a, x), (a, b), (x, b))]


def three_slopes_by_gap(f, a, b, weight):
    middle, gap = (f(b) - f(a)) / (b - a), chord_gap(f, a, b, weight)
    return middle - gap / ((1 - weight) * (b - a)), middle, middle + gap / (weight * (b - a))


def gaussian_kl_from_cross_entropy(mean_p, std_p, mean_q, std_q):
    cross = 0.5 * math.log(2 * math.pi * std_q**2) + (std_p**2 + (mean_p - mean_q) ** 2) / (2 * std_q**2)
    return cross - 0.5 * math.log(2 * math.pi * math.e * std_p**2)


def gaussian_kl_by_variances(mean_p, std_p, mean_q, std_q):
    variance_p, variance_q = std_p**2, std_q**2
    return 0.5 * (np.log(variance_q / variance_p) + (variance_p + np.square(mean_p - mean_q)) / variance_q - 1)


def monte_carlo_by_loop(log_p, log_q, samples):
    ratios = [float(log_p(x)) - float(log_q(x)) for x in samples]
    mean = sum(ratios) / len(ratios)
    variance = sum((ratio - mean) ** 2 for ratio in ratios) / (len(ratios) - 1)
    return mean, math.sqrt(variance / len(ratios))


def monte_carlo_by_moments(log_p, log_q, samples):
    ratios = log_p(samples) - log_q(samples)
    return np.array([ratios.mean(), np.sqrt(np.var(ratios, ddof=1) / ratios.size)])


def forward_by_moments(values, p):
    mean = np.sum(p * values)
    return mean, math.sqrt(max(0.0, np.sum(p * values**2) - mean**2))


def forward_by_average(values, p):
    mean = np.average(values, weights=p)
    return np.array([mean, np.sqrt(np.average((values - mean) ** 2, weights=p))])


def jensen_gap_by_loop(f, values, p):
    mean = sum(weight * value for weight, value in zip(p, values, strict=True))
    return sum(weight * f(value) for weight, value in zip(p, values, strict=True)) - f(mean)


def chain_by_cumulative_sums(f, values, p):
    rest = np.cumsum(p[::-1])[::-1]
    means = np.cumsum((p * values)[::-1])[::-1] / np.where(rest > 1e-15, rest, 1)
    means = np.where(rest > 1e-15, means, values)
    return np.concatenate([[0], np.cumsum(p * f(values))[:-1]]) + rest * f(means)


def chain_from_the_end(f, values, p):
    """Backwards: start with E f(X), merge one more point into the tail at each link."""
    chain, rest, mass = [], 0.0, 0.0
    for k in reversed(range(len(p))):
        mass += p[k] * values[k]
        rest += p[k]
        head = sum(p[i] * f(values[i]) for i in range(k))
        chain.append(head + (rest * f(mass / rest) if rest > 0 else 0))
    return chain[::-1]


def cross_entropy_by_mask(p, q):
    possible = p > 0
    with np.errstate(divide="ignore"):
        return -np.sum(p[possible] * np.log2(q[possible]))


def cross_entropy_by_loop(p, q):
    total = 0.0
    for weight, belief in zip(p, q, strict=True):
        if weight > 0:
            total += weight * (math.log2(1 / belief) if belief > 0 else math.inf)
    return total


def kl_by_ratio(p, q):
    possible = p > 0
    if (q[possible] == 0).any():
        return math.inf
    return np.sum(p[possible] * np.log2(p[possible] / q[possible]))


def kl_by_difference(p, q):
    return cross_entropy_by_mask(p, q) - cross_entropy_by_mask(p, p)


def cross_entropy_gradient_in_place(logits, label):
    gradient = np.exp(logits - np.logaddexp.reduce(logits))
    gradient[label] -= 1
    return gradient


def cross_entropy_gradient_by_class(logits, label):
    p = softmax(logits)
    return [p[k] - 1 if k == label else p[k] for k in range(len(p))]


def brier_gradient_by_jacobian(logits, label):
    p = softmax(logits)
    jacobian = np.diag(p) - np.outer(p, p)
    return jacobian @ (2 * (p - one_hot(logits, label)))


def brier_gradient_by_loop(logits, label):
    p = softmax(logits)
    return [sum(2 * (p[k] - (k == label)) * p[k] * ((j == k) - p[j]) for k in range(len(p))) for j in range(len(p))]


RIGHT = {
    "chord_gap": (chord_gap_by_steps, chord_gap_by_dot),
    "three_slopes": (three_slopes_by_pairs, three_slopes_by_gap),
    "flat_but_strictly_convex": (lambda: (1, -2, 0, 0, 3), lambda: [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.5]),
    "gaussian_kl": (gaussian_kl_from_cross_entropy, gaussian_kl_by_variances),
    "kl_monte_carlo": (monte_carlo_by_loop, monte_carlo_by_moments),
    "forward_kl_gaussian": (forward_by_moments, forward_by_average),
    "jensen_gap": (jensen_gap_by_loop, lambda f, values, p: np.sum(p * f(values)) - f(np.sum(p * values))),
    "jensen_chain": (chain_by_cumulative_sums, chain_from_the_end),
    "cross_entropy": (cross_entropy_by_mask, cross_entropy_by_loop),
    "kl_divergence": (kl_by_ratio, kl_by_difference),
    "cross_entropy_gradient": (cross_entropy_gradient_in_place, cross_entropy_gradient_by_class),
    "brier_gradient": (brier_gradient_by_jacobian, brier_gradient_by_loop),
    "next_line": (
        lambda f, values, p: jensen_chain(f, values, p)[1],
        lambda f, values, p: p[-1] * f(values[-1]) + p[:-1].sum() * f(np.average(values[:-1], weights=p[:-1])),
    ),
}
