"""Lesson 01, last part: differential entropy, as the limit of the entropy of bins."""

import math

import numpy as np

from helpers import information
from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.checking.probes import stubs
from helpers.exercises.shared.common import quiet

# differential entropy ---------------------------------------------------------------------------------------------


GAUSSIAN_ENTROPY = Exercise(
    name="gaussian_entropy", number="1.7", title="Differential entropy of a Gaussian", points=1, minutes=3,
    difficulty=1, reference=information.gaussian_entropy,
    cases=lambda rng: [
        case(1.0, note="the standard Gaussian has 1.4189 nats"),
        case(0.1, note="a narrow Gaussian has a negative differential entropy: -0.8836 nats"),
        case(2.0, note="doubling the width adds ln 2: 2.1121 nats"),
        *[case(float(std)) for std in rng.uniform(0.05, 5, size=3)],
    ],
    mistakes=(
        Mistake("variance where the width belongs", lambda std: information.gaussian_entropy(std**2),
                "The variance is used as the standard deviation. scipy.stats.norm and torch's Normal take the standard "
                "deviation; scipy's multivariate_normal takes the covariance."),
        Mistake("negative cut off", lambda std: max(0.0, information.gaussian_entropy(std)),
                "A differential entropy may be negative: a density can be larger than 1."),
        Mistake("absolute value", lambda std: abs(information.gaussian_entropy(std)),
                "The sign is lost. A narrow density has a negative differential entropy."),
    ),
    hints=("Average -ln p(x) over x: what is the average of (x - mean)^2?",
           "-ln p(x) = ln(std) + ln(2 pi)/2 + (x - mean)^2 / (2 std^2)."),
    read='"From bins to densities"',
)

UNIFORM_ENTROPY = Exercise(
    name="uniform_entropy", number="1.8", title="Differential entropy of a uniform law", points=1, minutes=2,
    difficulty=1, reference=information.uniform_entropy,
    cases=lambda rng: [
        case(0.0, 0.5, note="on an interval of length 1/2 the density is 2: -ln 2 = -0.6931 nats"),
        case(-1.0, 1.0, note="InfoGAN's codes on [-1, 1] have ln 2 = 0.6931 nats"),
        case(1.0, 3.0, note="from 1 to 3 the length is 2: ln 2 = 0.6931 nats"),
        case(0.0, 1.0, note="length 1 gives 0 nats, which is not the least possible"),
        *[case(float(low), float(low + width)) for low, width in zip(rng.normal(size=3), rng.uniform(0.1, 5, 3),
                                                                     strict=True)],
    ],
    mistakes=(
        Mistake("scipy.stats.uniform(low, high)", lambda low, high: math.log(high) if high > 0 else math.nan,
                "Only the upper end counts, as in scipy's uniform(low, high): it takes the lower end and the width."),
        Mistake("variance", lambda low, high: 0.5 * math.log(2 * math.pi * math.e * (high - low) ** 2 / 12),
                "That is the entropy of the Gaussian with the variance of this law, which is larger."),
    ),
    hints=("The density is the same everywhere: one over the length.", "Entropy averages minus its natural logarithm."),
    read='"From bins to densities"',
)


# binned_entropy ---------------------------------------------------------------------------------------------------


def _bins(density, low, high, bins, offset=0.5):
    width = (high - low) / bins
    return np.asarray(density(low + width * (np.arange(bins) + offset)), dtype=float), width


def _entropy_nats(p):
    p = p[p > 0]
    return float(-np.sum(p * np.log(p)))


def edges_with_nan(density, low, high, bins):
    weights = np.asarray(density(np.linspace(low, high, bins)), dtype=float)
    p = weights / weights.sum()
    return quiet(lambda: float(-np.sum(p * np.log(p))))


BINNED_ENTROPY = Exercise(
    name="binned_entropy", number="1.6", title="Entropy of a binned density", points=2, minutes=8, difficulty=2,
    reference=information.binned_entropy,
    cases=lambda rng: [
        case(stubs.unit_density, 0.0, 1.0, 8, note="eight equal bins: ln 8 = 2.0794 nats"),
        case(stubs.ramp_density, 0.0, 1.0, 2, note="the masses are 1/4 and 3/4: 0.5623 nats"),
        case(stubs.standard_normal_density, -8.0, 8.0, 64, note="1.4189 - ln(1/4) = 2.8052 nats"),
        case(stubs.standard_normal_density, 0.0, 4.0, 5),
        *[case(stubs.ramp_density, 0.0, 1.0, int(bins)) for bins in rng.integers(3, 40, size=3)],
    ],
    properties=(
        Property("a variable with that many bins has at most ln(bins) nats",
                 lambda value, density, low, high, bins: float(value) <= math.log(bins) + 1e-9),
    ),
    mistakes=(
        Mistake("density in place of mass",
                lambda density, low, high, bins: float(-np.sum((q := _bins(density, low, high, bins)[0])[q > 0]
                                                               * np.log(q[q > 0]))),
                "The values of the density are used as probabilities. A bin's probability is density times width."),
        Mistake("differential entropy",
                lambda density, low, high, bins: information.binned_entropy(density, low, high, bins)
                + math.log((high - low) / bins),
                "ln(width) has been added already: that is the approximation of the differential entropy. "
                "The entropy of the binned variable comes first."),
        Mistake("left edges",
                lambda density, low, high, bins: _entropy_nats((w := _bins(density, low, high, bins, 0.0)[0])
                                                               / w.sum()),
                "The density is taken at the left edge of each bin. The midpoint rule takes it in the middle."),
        Mistake("edges as midpoints",
                lambda density, low, high, bins: _entropy_nats((w := np.asarray(density(np.linspace(low, high, bins)),
                                                                                dtype=float)) / w.sum()),
                "np.linspace(low, high, bins) gives points from edge to edge, not the middles of the bins."),
        Mistake("0 log 0 at an edge", edges_with_nan,
                "np.linspace(low, high, bins) gives points from edge to edge, not the middles of the bins. At an edge "
                "the density may be 0, and 0 log 0 is nan for a computer."),
        Mistake("edges in place of middles",
                lambda density, low, high, bins: _entropy_nats((w := np.asarray(density(
                    np.linspace(low, high, bins + 1)), dtype=float)) / w.sum()),
                "np.linspace(low, high, bins + 1) gives the edges, one more than bins. Take the middles between them."),
        Mistake("not renormalised",
                lambda density, low, high, bins: _entropy_nats((v := _bins(density, low, high, bins))[0] * v[1]),
                "The masses do not sum to exactly 1 (the interval cuts off a part). Divide by their sum."),
    ),
    hints=("How wide is a bin, and where is its middle?",
           "low + width * (np.arange(bins) + 0.5) are the middles.",
           "The masses are proportional to the density there; divide by their sum, then take the entropy with np.log."),
    read='"From bins to densities"',
)

EXERCISES = (BINNED_ENTROPY, GAUSSIAN_ENTROPY, UNIFORM_ENTROPY)
