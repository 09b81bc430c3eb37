"""Lesson 02, fourth part: Gaussians, estimates from samples, the Gaussian closest in forward KL."""

import math

import numpy as np

from helpers import information
from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.checking.probes import stubs

# gaussian_kl ------------------------------------------------------------------------------------------------------


def _gaussian_kl(mean_p, std_p, mean_q, std_q, log_ratio=1.0, constant=0.5):
    return log_ratio * math.log(std_q / std_p) + (std_p**2 + (mean_p - mean_q) ** 2) / (2 * std_q**2) - constant


GAUSSIAN_KL = Exercise(
    name="gaussian_kl", number="2.9", title="KL divergence of two Gaussians", points=1, minutes=6, difficulty=2,
    reference=information.gaussian_kl,
    cases=lambda rng: [
        case(0.0, 1.0, 0.0, 1.0, note="the same Gaussian twice: 0"),
        case(0.0, 1.0, 2.0, 1.0, note="equal widths 1, means 2 apart: 2 nats"),
        case(0.0, 1.0, 0.0, 2.0, note="a belief that is twice as wide costs 0.3181 nats"),
        case(0.0, 2.0, 0.0, 1.0, note="a belief that is half as wide costs 0.8069 nats"),
        case(0.0, 1.0, 200.0, 1.0, note="200 standard deviations apart: 200^2 / 2 = 20000 nats"),
        case(0.0, 1.0, 0.0, 200.0, note="ln 200 + 1/80000 - 1/2 = 4.7983 nats"),
        case(1.0, 1.0, 3.0, 1.0, note="only the distance of the means counts: 2 nats, as with means 0 and 2"),
        *[case(*map(float, (m[0], s[0], m[1], s[1]))) for m, s in zip(rng.normal(size=(4, 2)) * 2,
                                                                     rng.uniform(0.3, 3, size=(4, 2)), strict=True)],
    ],
    properties=(
        Property("a KL divergence is never negative", lambda value, *arguments: float(value) >= -1e-9),
    ),
    mistakes=(
        Mistake("variances where widths belong",
                lambda mean_p, std_p, mean_q, std_q: information.gaussian_kl(mean_p, std_p**2, mean_q, std_q**2),
                "The variances are used as standard deviations: torch's Normal takes standard deviations."),
        Mistake("logarithm missing", lambda *arguments: _gaussian_kl(*arguments, log_ratio=0.0),
                "The ratio of the widths also enters through its logarithm."),
        Mistake("logarithm upside down", lambda *arguments: _gaussian_kl(*arguments, log_ratio=-1.0),
                "The logarithm is upside down: std_q belongs on top."),
        Mistake("logarithm of the variances", lambda *arguments: _gaussian_kl(*arguments, log_ratio=2.0),
                "The logarithm of the ratio of the widths is half that of the variances: a factor 1/2 is missing."),
        Mistake("variance of p forgotten",
                lambda mean_p, std_p, mean_q, std_q: math.log(std_q / std_p)
                + (mean_p - mean_q) ** 2 / (2 * std_q**2),
                "E (x - mean_q)^2 over p is more than (mean_p - mean_q)^2: it also holds the variance of p."),
        Mistake("std in place of variance",
                lambda mean_p, std_p, mean_q, std_q: 0.5 * math.log(std_q / std_p)
                + (std_p + (mean_p - mean_q) ** 2) / (2 * std_q) - 0.5,
                "The formula is used with variances, but the arguments are standard deviations: square them."),
        Mistake("width of p not squared",
                lambda mean_p, std_p, mean_q, std_q: math.log(std_q / std_p)
                + (std_p + (mean_p - mean_q) ** 2) / (2 * std_q**2) - 0.5,
                "std_p enters the mean square as a variance: square it."),
        Mistake("divided by the variance of p",
                lambda mean_p, std_p, mean_q, std_q: math.log(std_q / std_p)
                + (std_p**2 + (mean_p - mean_q) ** 2) / (2 * std_p**2) - 0.5,
                "The mean square is divided by the variance of p. It comes from the density of q."),
        Mistake("difference not squared",
                lambda mean_p, std_p, mean_q, std_q: math.log(std_q / std_p)
                + (std_p**2 + (mean_p - mean_q)) / (2 * std_q**2) - 0.5,
                "The distance of the means is not squared."),
        Mistake("2 in the denominator missing",
                lambda mean_p, std_p, mean_q, std_q: math.log(std_q / std_p)
                + (std_p**2 + (mean_p - mean_q) ** 2) / std_q**2 - 1,
                "A Gaussian has (x - mean)^2 / (2 std^2) in its exponent: the 2 is missing."),
    ),
    hints=("Average ln p(x) - ln q(x) over x from p.",
           "E (x - mean_q)^2 over p is std_p^2 + (mean_p - mean_q)^2.",
           "ln(std_q / std_p), plus that over 2 std_q^2, minus 1/2."),
    read='"Gaussians"',
)


# kl_monte_carlo ---------------------------------------------------------------------------------------------------


def _ratios(log_p, log_q, samples):
    return log_p(samples) - log_q(samples)


def _estimate(change):
    """The exercise with the ratios' mean and error changed by ``change(ratios)``."""
    return lambda log_p, log_q, samples: change(_ratios(log_p, log_q, samples))


def _mean_and_error(terms):
    return terms.mean(), terms.std(ddof=1) / np.sqrt(len(terms))


KL_MONTE_CARLO = Exercise(
    name="kl_monte_carlo", number="2.10", title="KL divergence from samples", points=2, minutes=8, difficulty=2,
    reference=information.kl_monte_carlo,
    cases=lambda rng: [
        case(stubs.log_standard_normal, stubs.log_shifted_normal, np.array([0.0, 1.0, 2.0]),
             note="ln p - ln q is 0.5, -0.5, -1.5: mean -0.5 (an estimate may be negative), standard deviation 1, "
             "error 1/sqrt(3) = 0.5774"),
        case(stubs.log_standard_normal, stubs.log_standard_normal, rng.normal(size=5),
             note="p against itself: exactly 0, and no error"),
        case(stubs.log_standard_normal, stubs.log_wide_normal, rng.normal(size=40)),
        case(stubs.log_laplace, stubs.log_standard_normal, rng.laplace(size=30)),
        case(stubs.log_shifted_normal, stubs.log_standard_normal, rng.normal(loc=1, size=300)),
    ],
    properties=(
        Property("the standard error is not negative", lambda value, *arguments: float(value[1]) >= 0),
    ),
    mistakes=(
        Mistake("median", _estimate(lambda r: (np.median(r), r.std(ddof=1) / np.sqrt(len(r)))),
                "The median of the ratios is not their mean. The divergence is an average."),
        Mistake("weighted by the density",
                lambda log_p, log_q, samples: _mean_and_error(np.exp(log_p(samples)) * _ratios(log_p, log_q, samples)),
                "p is in the samples already: frequent values come often. Multiplying by p(x) counts it twice."),
        Mistake("logarithm of the mean ratio", _estimate(lambda r: (np.log(np.mean(np.exp(r))),
                                                                   r.std(ddof=1) / np.sqrt(len(r)))),
                "The ratios p/q are averaged first. The logarithm stands inside the average (and Jensen says which "
                "of the two is larger)."),
    ),
    hints=("One number for each sample: ln p(x) - ln q(x).", "The estimate is the mean of these numbers.",
           "The standard error of a mean is np.std(..., ddof=1) / sqrt(N)."),
    read='"KL from samples"',
)


# forward_kl_gaussian ----------------------------------------------------------------------------------------------


def _forward(change):
    return lambda values, p: change(values, p, *information.forward_kl_gaussian(values, p))


FORWARD_KL_GAUSSIAN = Exercise(
    name="forward_kl_gaussian", number="2.11", title="The Gaussian closest in forward KL", points=1, minutes=6,
    difficulty=2, reference=information.forward_kl_gaussian,
    cases=lambda rng: [
        case(np.array([-3.0, 1.0]), np.array([0.25, 0.75]),
             note="mean 0; variance 0.25 * 9 + 0.75 * 1 = 3; std 1.7321"),
        case(np.array([2.0, 4.0, 9.0]), np.array([0.5, 0.25, 0.25]), note="mean 4.25; std 2.8614"),
        *[case(rng.uniform(-3, 5, size), rng.dirichlet(np.ones(size))) for size in (3, 5, 20)],
    ],
    properties=(
        Property("the width is not negative", lambda value, values, p: float(value[1]) >= 0),
    ),
    mistakes=(
        Mistake("spread about 0", _forward(lambda values, p, mean, std: (mean, math.sqrt(p @ values**2))),
                "That is the root mean square, the spread about 0. Measure from the mean."),
        Mistake("the largest mode", _forward(lambda values, p, mean, std: (float(values[np.argmax(p)]), std)),
                "The most probable value is what the reverse KL may choose. Forward KL must cover everything p does."),
        Mistake("spread about the mode",
                lambda values, p: (float(values[np.argmax(p)]),
                                   math.sqrt(p @ (values - values[np.argmax(p)]) ** 2)),
                "The most probable value is what the reverse KL may choose. Forward KL must cover everything p does, "
                "in its centre and in its width."),
        Mistake("width without weights",
                _forward(lambda values, p, mean, std: (mean, float(np.sqrt(np.mean((values - mean) ** 2))))),
                "The mean is weighted, but the squared distances are averaged without p."),
        Mistake("mean absolute distance",
                _forward(lambda values, p, mean, std: (mean, float(p @ np.abs(values - mean)))),
                "That is the mean absolute distance. The derivative of ln q leads to the mean square."),
    ),
    hints=("KL(p || q) depends on q only through E ln q(x), x from p.",
           "Write ln q(x) of a Gaussian and set its derivatives with respect to mean and std to 0.",
           "The best Gaussian has p's own mean and p's own standard deviation."),
    read='"Two directions"',
)

EXERCISES = (GAUSSIAN_KL, KL_MONTE_CARLO, FORWARD_KL_GAUSSIAN)
