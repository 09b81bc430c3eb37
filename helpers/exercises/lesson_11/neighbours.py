"""Lesson 11, second part: information from the distances between neighbours, in nats.

The first estimate of Kraskov, Stögbauer and Grassberger (2004), equation 8. x: (N, d_x), y: (N, d_y).
"""

import numpy as np

from helpers.checking.exercise import Exercise, Mistake, Property, case

# ksg_information --------------------------------------------------------------------------------------------------


def psi(numbers):
    """The digamma function of whole numbers: 1 + 1/2 + ... + 1/(n - 1) minus Euler's constant."""
    numbers = np.asarray(numbers)
    harmonic = np.concatenate([[0.0], np.cumsum(1 / np.arange(1, numbers.max() + 1))])
    return harmonic[numbers - 1] - np.euler_gamma


def distances(points):
    """(N, N): the largest difference in any coordinate."""
    return np.abs(points[:, None] - points).max(axis=2)


def _ksg(x, y, k, joint=None, strict=True, own=1, of=psi, norm=distances):
    """The estimate from the tables of distances; ``own``: how often a point counts itself."""
    far_x, far_y = norm(x), norm(y)
    radius = np.sort(np.maximum(far_x, far_y) if joint is None else joint, axis=1)[:, k, None]
    near = np.less if strict else np.less_equal
    n_x, n_y = (near(far, radius).sum(axis=1) - 1 + own for far in (far_x, far_y))
    return float(psi(len(x)) + psi(k) - np.mean(of(np.maximum(n_x, 1)) + of(np.maximum(n_y, 1))))


def ksg_information(x, y, k):
    """psi(k) + psi(N) - mean of psi(n_x + 1) + psi(n_y + 1), in nats. x (N, d_x), y (N, d_y), no ties."""
    return _ksg(x, y, k)


def second_ksg(x, y, k):
    """The second estimate of the paper, equation 9."""
    far_x, far_y = distances(x), distances(y)
    order = np.argsort(np.maximum(far_x, far_y), axis=1)[:, 1:k + 1]
    n_x, n_y = ((far <= np.take_along_axis(far, order, 1).max(1)[:, None]).sum(axis=1) - 1 for far in (far_x, far_y))
    return float(psi(k) - 1 / k + psi(len(x)) - np.mean(psi(n_x) + psi(n_y)))


def euclidean(points):
    return np.sqrt(((points[:, None] - points) ** 2).sum(axis=2))


def logarithms(numbers):
    return np.log(numbers)


def _scaled(values):
    return (values - values.mean(axis=0)) / values.std(axis=0)


def _random_pairs(rng):
    pairs = []
    for size, width, k, strength in ((30, 1, 2, 0.9), (40, 2, 3, 0.6), (25, 2, 1, 0.8)):
        x = rng.normal(size=(size, 1))
        noise = rng.normal(size=(size, width)) * [3.0, 0.5][:width]
        pairs.append((x, strength * x * 2 + noise, k))
    return pairs


def _one_fewer(x, y):
    """Distances of the pairs, with the own one twice, so that the k-th neighbour is the (k - 1)-th."""
    both = np.maximum(distances(x), distances(y))
    return np.hstack([np.zeros((len(both), 1)), both])


def _numbers(x, y, k):
    far_x, far_y = distances(x), distances(y)
    radius = np.sort(np.maximum(far_x, far_y), axis=1)[:, k, None]
    return (far_x < radius).sum(axis=1), (far_y < radius).sum(axis=1)


def _mean_psi_y(x, y, k):
    return float(np.mean(psi(_numbers(x, y, k)[1])))


def _of_mean(x, y, k):
    from scipy.special import digamma

    n_x, n_y = _numbers(x, y, k)
    return float(psi(len(x)) + psi(k) - digamma(n_x.mean()) - digamma(n_y.mean()))


FOUR = np.array([[0.0], [1.0], [4.0], [9.0]]), np.array([[0.0], [2.0], [3.0], [8.0]]), 1
APART = np.array([[0.0], [5.0], [1.0], [6.0], [2.2]]), np.array([[0.0], [1.1], [5.0], [6.2], [2.5]]), 1

KSG_INFORMATION = Exercise(
    name="ksg_information", number="11.2", title="Information from neighbours", points=3, minutes=15, difficulty=3,
    reference=ksg_information,
    cases=lambda rng: [
        case(*FOUR, note="the nearest neighbours are at 2, 2, 3 and 5; n_x = 1, 1, 0, 0 and n_y = 0, 1, 1, 0, so that "
                         "psi(4) - psi(2) = 1/2 + 1/3 = 0.8333 is left"),
        *[case(*pairs) for pairs in _random_pairs(rng)],
        case(*APART, note="these five pairs lie apart: the estimate is negative, -0.4167, and that is right"),
    ],
    properties=(
        Property("the estimate never exceeds psi(N) - psi(k)",
                 lambda value, x, y, k: float(value) <= psi(len(x)) - psi(k) + 1e-9),
    ),
    mistakes=(
        Mistake("not strictly nearer", lambda x, y, k: _ksg(x, y, k, strict=False),
                "The k-th neighbour itself is counted where it lies exactly at the distance. Count those that are "
                "strictly nearer: query_ball_point counts up to its radius, so make it a little smaller."),
        Mistake("itself taken for a neighbour", lambda x, y, k: _ksg(x, y, k, joint=_one_fewer(x, y)),
                "A tree finds the point itself first, at distance 0. Ask for k + 1 neighbours and take the last."),
        Mistake("one too many", lambda x, y, k: _ksg(x, y, k, own=2),
                "query_ball_point counts the point itself already: its number is n + 1. Do not add another 1."),
        Mistake("n for n + 1", lambda x, y, k: _ksg(x, y, k, own=0),
                "The digamma function is taken of n. In this formula it is taken of n + 1."),
        Mistake("Euclidean distance", lambda x, y, k: _ksg(x, y, k, euclidean(np.hstack([x, y])), norm=euclidean),
                "The distances are Euclidean, as a tree takes them by default. The distance of two points is the "
                "largest difference of their coordinates: p=np.inf in every call."),
        Mistake("neighbours by Euclidean distance", lambda x, y, k: _ksg(x, y, k, euclidean(np.hstack([x, y]))),
                "The neighbours are sought with the Euclidean distance. The distance of two pairs is the larger of the "
                "distances in x and in y: p=np.inf."),
        Mistake("logarithm for digamma", lambda x, y, k: np.log(k) + np.log(len(x))
                + _ksg(x, y, k, of=logarithms) - psi(k) - psi(len(x)),
                "ln stands in place of psi. For small numbers they differ much: psi(1) = -0.5772 and ln 1 = 0."),
        Mistake("half the distance", lambda x, y, k: _ksg(x, y, k, np.maximum(distances(x), distances(y)) / 2),
                "Points are counted within half of the k-th neighbour's distance. (The paper calls twice this distance "
                "epsilon, so its epsilon/2 is the distance itself.)"),
        Mistake("psi of the mean", _of_mean,
                "The numbers are averaged before psi is taken. Take psi of the number at each point, then average."),
        Mistake("psi(k) left out", lambda x, y, k: _ksg(x, y, k) - psi(k),
                "psi(k) is missing. For k = 1 it is -0.5772."),
        Mistake("psi(N) left out", lambda x, y, k: _ksg(x, y, k) - psi(len(x)), "psi(N) is missing."),
        Mistake("ln N for psi(N)", lambda x, y, k: _ksg(x, y, k) - psi(len(x)) + np.log(len(x)),
                "The number of samples stands under a logarithm. It has its psi as well."),
        Mistake("only x", lambda x, y, k: _ksg(x, y, k) + _mean_psi_y(x, y, k),
                "Only psi(n_x + 1) is taken off. The neighbours in y count as well."),
        Mistake("the paper's second estimate", second_ksg,
                "That is the second estimate of the paper, with -1/k and a distance for x and y each. It is as good. "
                "Here the first one is asked, with one distance for both."),
        Mistake("scaled first", lambda x, y, k: _ksg(_scaled(x), _scaled(y), k),
                "x and y are scaled to variance 1 first. That is often wise and changes the neighbours; take the "
                "values as they are."),
        Mistake("a distance of its own for each",
                lambda x, y, k: float(psi(len(x)) + psi(k) - 2 * psi(k)),
                "The k-th neighbour is sought in x alone and in y alone, so that every point has k - 1 nearer ones. "
                "The distance comes from the pairs, and then one counts in x and in y."),
    ),
    hints=("cKDTree(np.hstack([x, y])).query(..., k + 1, p=np.inf) gives distances (N, k + 1). Which column is asked?",
           "query_ball_point(x, radius, p=np.inf, return_length=True) counts up to and with the radius, and the point "
           "itself. np.nextafter(radius, 0) is the next smaller number.",
           "So the numbers that come back are n + 1 already. scipy.special.digamma of them, averaged, is taken off."),
    read='"Neighbours in place of cells"',
)


EXERCISES = (KSG_INFORMATION,)
