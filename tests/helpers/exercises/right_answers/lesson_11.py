"""Right answers of lesson 11 in other forms than the worked one."""

import math

import numpy as np

from helpers.exercises.lesson_11.counts import entropy_of
from helpers.exercises.lesson_11.gaussian_pairs import LOG_TWO_PI
from helpers.exercises.lesson_11.neighbours import psi
from helpers.exercises.lesson_11.wall import size_for


def infonce_by_softmax(scores):
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.log(len(scores)) + np.mean(np.log(np.diagonal(weights) / weights.sum(axis=1)))


def infonce_by_logsumexp(scores):
    from scipy.special import logsumexp

    return np.log(len(scores)) - np.mean(logsumexp(scores, axis=1) - np.diag(scores))


def ceiling_by_search(batch, information):
    size = 1
    while np.log(size) < information:
        size += 1
    return np.log(batch), size


def ceiling_by_int(batch, information):
    size = int(np.exp(information))
    return -np.log(1 / batch), size + (np.log(size) < information)


def three_corrected_entropies(counts):
    def corrected(some):
        return entropy_of(some) + (np.count_nonzero(some) - 1) / (2 * some.sum())
    return corrected(counts.sum(axis=1)) + corrected(counts.sum(axis=0)) - corrected(counts)


def by_cells(counts):
    n, p_x, p_y = counts.sum(), counts.sum(axis=1), counts.sum(axis=0)
    total = 0.0
    for x, y in zip(*np.nonzero(counts), strict=True):
        total += counts[x, y] / n * np.log(counts[x, y] * n / (p_x[x] * p_y[y]))
    return total - ((counts > 0).sum() - (p_x > 0).sum() - (p_y > 0).sum() + 1) / (2 * n)


def critic_expanded(x, y, correlation):
    left = 1 - correlation**2
    squares = (x**2).sum(axis=1)[:, None] + (y**2).sum(axis=1)
    return (2 * correlation * x @ y.T - correlation**2 * squares) / (2 * left) - x.shape[1] * np.log(left) / 2


def critic_by_loop(x, y, correlation):
    inverse = np.linalg.inv([[1, correlation], [correlation, 1]])
    found = np.zeros((len(x), len(y)))
    for i in range(len(x)):
        for j in range(len(y)):
            for a, b in zip(x[i], y[j], strict=True):
                pair = np.array([a, b])
                found[i, j] += (a * a + b * b - pair @ inverse @ pair - math.log(1 - correlation**2)) / 2
    return found


def barber_agakov_by_loop(x, mean, std, entropy):
    total = 0.0
    for row, guess in zip(x, mean, strict=True):
        for value, middle in zip(row, guess, strict=True):
            total -= (value - middle) ** 2 / (2 * std**2) + math.log(std * math.sqrt(2 * math.pi))
    return entropy + total / len(x)


def barber_agakov_by_errors(x, mean, std, entropy):
    d = x.shape[1]
    return entropy - d * (np.log(std) + LOG_TWO_PI / 2) - np.mean((x - mean) ** 2) * d / (2 * std**2)


def ksg_by_trees(x, y, k):
    from scipy.spatial import cKDTree
    from scipy.special import digamma

    both = np.hstack([x, y])
    radius = np.nextafter(cKDTree(both).query(both, k + 1, p=np.inf)[0][:, k], 0)
    n_x, n_y = (cKDTree(one).query_ball_point(one, radius, p=np.inf, return_length=True) for one in (x, y))
    return digamma(k) + digamma(len(x)) - np.mean(digamma(n_x) + digamma(n_y))


def ksg_point_by_point(x, y, k):
    total = 0.0
    for i in range(len(x)):
        far_x, far_y = np.abs(x - x[i]).max(axis=1), np.abs(y - y[i]).max(axis=1)
        radius = sorted(np.maximum(far_x, far_y))[k]
        total += psi(sum(far_x < radius)) + psi(sum(far_y < radius))
    return psi(k) + psi(len(x)) - total / len(x)


def dv_by_loop(scores):
    n, top = len(scores), scores.max()
    total = sum(np.exp(scores[i, j] - top) for i in range(n) for j in range(n) if i != j)
    return sum(scores[i, i] for i in range(n)) / n - np.log(total / (n * (n - 1))) - top


def dv_by_logsumexp(scores):
    from scipy.special import logsumexp

    n = len(scores)
    return np.trace(scores) / n - logsumexp(scores - np.diag(np.full(n, np.inf))) + np.log(n * (n - 1))


def nwj_by_loop(scores):
    n = len(scores)
    total = 0.0
    for i in range(n):
        total += scores[i, i] / n - sum(np.exp(scores[i, j]) for j in range(n) if j != i) / (np.e * n * (n - 1))
    return total


def nwj_by_sums(scores):
    n = len(scores)
    return np.trace(scores) / n - (np.exp(scores).sum() - np.exp(np.diag(scores)).sum()) / np.e / (n * n - n)


def with_shuffled_names(samples, chance):
    n = size_for(samples, chance) + 7
    return np.full((n, n), 1 / n**2), np.eye(n)[np.random.default_rng(0).permutation(n)] / n


def smallest_pair(samples, chance):
    n = samples
    while 1 - np.prod(1 - np.arange(samples) / n) > chance:
        n += 1
    marginal = np.full(n, 1 / n)
    return np.outer(marginal, marginal), np.diag(marginal)[::-1]


RIGHT = {
    "infonce_bound": (infonce_by_softmax, infonce_by_logsumexp),
    "infonce_ceiling": (ceiling_by_search, ceiling_by_int),
    "miller_madow": (three_corrected_entropies, by_cells),
    "best_critic_gaussian": (critic_expanded, critic_by_loop),
    "barber_agakov_bound": (barber_agakov_by_loop, barber_agakov_by_errors),
    "ksg_information": (ksg_by_trees, ksg_point_by_point),
    "donsker_varadhan_bound": (dv_by_loop, dv_by_logsumexp),
    "nwj_bound": (nwj_by_loop, nwj_by_sums),
    "indistinguishable_pair": (with_shuffled_names, smallest_pair),
}
