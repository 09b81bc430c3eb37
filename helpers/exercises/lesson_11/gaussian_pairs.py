"""Lesson 11, third part: the best critic of a Gaussian pair, and the bound that needs no critic but a law, in nats.

x, y: (N, d), standard Gaussians whose j-th coordinates have one correlation; other coordinates are independent.
Barber and Agakov (2003) for the second; Poole et al. (2019), section 2.1.
"""

import math

import numpy as np

from helpers.checking.exercise import Exercise, Mistake, case

LOG_TWO_PI = math.log(2 * math.pi)


def log_normal(values, mean=0.0, std=1.0):
    """ln of a Gaussian density, entry by entry."""
    return -(((values - mean) / std) ** 2 + LOG_TWO_PI) / 2 - np.log(std)


# best_critic_gaussian ---------------------------------------------------------------------------------------------


def best_critic_gaussian(x, y, correlation):
    """ln p(x_i, y_j) / (p(x_i) p(y_j)), shape (N, N)."""
    noise = np.sqrt(1 - correlation**2)
    given = log_normal(y[None], correlation * x[:, None], noise)
    return (given - log_normal(y[None])).sum(axis=2)


def _parts(x, y, correlation):
    """The product, the squares and the logarithm that the best critic is made of, each for every pair."""
    squares = (x**2).sum(axis=1)[:, None] + (y**2).sum(axis=1)
    return x @ y.T, squares, x.shape[1] * math.log(1 - correlation**2) / 2


def without_squares(x, y, correlation):
    product, _, constant = _parts(x, y, correlation)
    return correlation * product / (1 - correlation**2) - constant


def correlation_not_squared(x, y, correlation):
    product, squares, constant = _parts(x, y, correlation)
    return (2 * correlation * product - correlation * squares) / (2 * (1 - correlation**2)) - constant


def without_the_marginals(x, y, correlation):
    _, squares, _ = _parts(x, y, correlation)
    return best_critic_gaussian(x, y, correlation) - squares / 2 - x.shape[1] * LOG_TWO_PI


def given_alone(x, y, correlation):
    return best_critic_gaussian(x, y, correlation) + log_normal(y[None]).sum(axis=2)


def mean_without_the_correlation(x, y, correlation):
    given = log_normal(y[None], x[:, None], np.sqrt(1 - correlation**2))
    return (given - log_normal(y[None])).sum(axis=2)


def only_the_pairs(x, y, correlation):
    return np.diagonal(best_critic_gaussian(x, y, correlation)).copy()


def width_by_correlation(x, y, correlation):
    given = log_normal(y[None], correlation * x[:, None], 1 - correlation**2)
    return (given - log_normal(y[None])).sum(axis=2)


def product_once(x, y, correlation):
    product, _, _ = _parts(x, y, correlation)
    return best_critic_gaussian(x, y, correlation) - correlation * product / (2 * (1 - correlation**2))


def _gaussian_pairs(rng):
    pairs = []
    for size, width, correlation in ((3, 1, 0.8), (4, 2, -0.6), (3, 3, 0.9), (2, 2, 0.4)):
        x = rng.normal(size=(size, width))
        pairs.append((x, correlation * x + np.sqrt(1 - correlation**2) * rng.normal(size=(size, width)), correlation))
    return pairs


ONE_AND_TWO = np.array([[0.0], [1.0]]), np.array([[0.0], [2.0]])

BEST_CRITIC_GAUSSIAN = Exercise(
    name="best_critic_gaussian", number="11.3", title="The best critic of a Gaussian pair", points=2, minutes=12,
    difficulty=3, reference=best_critic_gaussian,
    cases=lambda rng: [
        case(*ONE_AND_TWO, 0.6,
             note="x = y = 0 has 0.2231 nats, and x = 1, y = 2 has 0.6919"),
        *[case(*pairs) for pairs in _gaussian_pairs(rng)],
        case(*ONE_AND_TWO, 0.0, note="without correlation every pair is as likely as if drawn apart: 0"),
    ],
    mistakes=(
        Mistake("squares left out", without_squares,
                "Only the product x y is there. The squares of x and y are divided by 1 - correlation^2 in the joint "
                "density and not in the marginals, so a part of them stays."),
        Mistake("constant left out", lambda x, y, correlation: best_critic_gaussian(x, y, correlation)
                + _parts(x, y, correlation)[2],
                "-1/2 ln(1 - correlation^2) for each coordinate is missing: the two densities have different "
                "heights."),
        Mistake("constant once", lambda x, y, correlation: best_critic_gaussian(x, y, correlation)
                + _parts(x, y, correlation)[2] * (1 - 1 / x.shape[1]),
                "-1/2 ln(1 - correlation^2) stands there once. Each coordinate has its own."),
        Mistake("constant with the wrong sign", lambda x, y, correlation: best_critic_gaussian(x, y, correlation)
                + 2 * _parts(x, y, correlation)[2],
                "1/2 ln(1 - correlation^2) has the wrong sign: the narrower density is the higher one."),
        Mistake("correlation not squared", correlation_not_squared,
                "The squares of x and y are multiplied by the correlation. It is correlation^2 that is left of them."),
        Mistake("marginals left out", without_the_marginals,
                "That is ln p(x, y). Divide by the marginals: subtract ln p(x) and ln p(y)."),
        Mistake("conditional density alone", given_alone,
                "That is ln p(y | x). Divide by p(y): subtract its logarithm."),
        Mistake("divided by p(x)", lambda x, y, correlation: given_alone(x, y, correlation)
                - log_normal(x[:, None]).sum(axis=2),
                "p(y | x) is divided by p(x). It is p(y) that it has to be compared with."),
        Mistake("mean without the correlation", mean_without_the_correlation,
                "y is expected at x. Given x its mean is correlation * x."),
        Mistake("only the pairs", only_the_pairs,
                "Only the N pairs that belong together have a score. Every x_i is scored with every y_j: a matrix "
                "(N, N)."),
        Mistake("variance for the standard deviation", width_by_correlation,
                "1 - correlation^2 is the variance of y given x. Its root is the standard deviation."),
        Mistake("product counted half", product_once,
                "The term with x y is half as large as it should be: in the joint density stands 2 correlation x y, "
                "over 2 (1 - correlation^2)."),
        Mistake("cosine similarity", lambda x, y, correlation: (x @ y.T) / np.maximum(
            np.linalg.norm(x, axis=1)[:, None] * np.linalg.norm(y, axis=1), 1e-12),
                "That is a similarity without the lengths, as some networks use it. The logarithm of the ratio of "
                "densities is asked."),
    ),
    hints=("ln p(x, y) - ln p(x) - ln p(y) = ln p(y | x) - ln p(y). What is the law of y given x?",
           "Given x it is a Gaussian with mean correlation * x and variance 1 - correlation^2.",
           "x[:, None] has shape (N, 1, d) and y[None] (1, N, d): entry [i, j] of their difference belongs to x_i and "
           "y_j. Add up the last axis."),
    read='"A critic in place of the ratio"',
)


# barber_agakov_bound ----------------------------------------------------------------------------------------------


def barber_agakov_bound(x, mean, std, entropy):
    """entropy + the mean of ln N(x_i; mean_i, std), summed over the d coordinates."""
    return float(entropy + log_normal(x, mean, std).sum(axis=1).mean())


def _with(change):
    """An answer with another average of ln q: ``change(x, mean, std)``."""
    return lambda x, mean, std, entropy: float(entropy + change(x, mean, std))


def _guesses(rng):
    found = []
    for size, width, std in ((4, 1, 0.5), (5, 2, 0.7), (6, 3, 1.6)):
        x = rng.uniform(-2, 2, size=(size, width))
        found.append((x, x + std * rng.normal(size=x.shape) + 0.1, std, width * math.log(4)))
    return found


BARBER_AGAKOV_BOUND = Exercise(
    name="barber_agakov_bound", number="11.8", title="InfoGAN's bound again", points=2, minutes=8, difficulty=2,
    reference=barber_agakov_bound,
    cases=lambda rng: [
        case(np.array([[0.5], [-0.5]]), np.array([[0.0], [0.0]]), 0.5, math.log(2),
             note="ln 2 - ln 0.5 - ln(2 pi)/2 - 1/2 = -0.0326: a guess that errs by one standard deviation each time"),
        *[case(*guess) for guess in _guesses(rng)],
        case(np.zeros((3, 2)), np.zeros((3, 2)), 0.1, 0.0,
             note="no error at all: twice -ln 0.1 - ln(2 pi)/2, together 2.7673"),
    ],
    mistakes=(
        Mistake("entropy left out", lambda x, mean, std, entropy: barber_agakov_bound(x, mean, std, 0.0),
                "h(x) is missing. ln Q alone says what is left open about x, and not how much there was to know."),
        Mistake("cross-entropy added", lambda x, mean, std, entropy: 2 * entropy
                - barber_agakov_bound(x, mean, std, entropy),
                "The mean of ln Q has the wrong sign: a likely x must raise the bound."),
        Mistake("ln std left out", _with(lambda x, mean, std: log_normal(x, mean, std).sum(axis=1).mean()
                                         + x.shape[1] * np.log(std)),
                "-ln std for each coordinate is missing. Without it Q is no density, and a wide Q would cost nothing."),
        Mistake("mean over the coordinates", _with(lambda x, mean, std: log_normal(x, mean, std).mean()),
                "The coordinates are averaged. Their logarithms add up; the samples are averaged."),
        Mistake("sum over the samples", _with(lambda x, mean, std: log_normal(x, mean, std).sum()),
                "The samples are added up. Average them."),
        Mistake("constants once", _with(lambda x, mean, std: -((x - mean) ** 2).sum(axis=1).mean() / (2 * std**2)
                                        - LOG_TWO_PI / 2 - np.log(std)),
                "The error is summed over the coordinates, but -ln std - ln(2 pi)/2 stands there once. Each coordinate "
                "has its own."),
        Mistake("entropy of a Gaussian", lambda x, mean, std, entropy: barber_agakov_bound(
            x, mean, std, x.shape[1] * (LOG_TWO_PI + 1) / 2),
                "h(x) is taken to be that of a standard Gaussian. x has the law it has; its entropy is given."),
        Mistake("squared error added", _with(lambda x, mean, std: log_normal(x, mean, std).sum(axis=1).mean()
                                             + ((x - mean) ** 2).sum(axis=1).mean() / std**2),
                "The squared error has a plus. An x far from the guess is unlikely, so it must lower the bound."),
        Mistake("logarithm of the mean density", lambda x, mean, std, entropy: float(
            entropy + np.log(np.exp(log_normal(x, mean, std).sum(axis=1)).mean())),
                "The densities are averaged before the logarithm. That is larger (Jensen) and no bound: average ln Q."),
        Mistake("ln std twice", _with(lambda x, mean, std: log_normal(x, mean, std).sum(axis=1).mean()
                                      - x.shape[1] * np.log(std)),
                "ln std counts twice. It is ln std for each coordinate, or half of ln std squared."),
        Mistake("squared error not halved", _with(lambda x, mean, std: log_normal(x, mean, std).sum(axis=1).mean()
                                                  - ((x - mean) ** 2).sum(axis=1).mean() / (2 * std**2)),
                "The squared error counts twice: in the exponent stands -error^2 / (2 std^2)."),
    ),
    hints=("ln of a Gaussian density: three terms. Lesson 7 has them in gaussian_log_prob.",
           "Sum over the coordinates of each sample, average over the samples, add the entropy."),
    read='"Which one is L_I?"',
)


EXERCISES = (BEST_CRITIC_GAUSSIAN, BARBER_AGAKOV_BOUND)
