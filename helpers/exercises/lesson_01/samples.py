"""Lesson 01, second part: entropy from samples, and the most uncertain law."""

import math

import numpy as np

from helpers import information
from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.exercises.lesson_01.entropy import bits, plain
from helpers.exercises.shared.common import LN2, quiet

# entropy_from_samples ---------------------------------------------------------------------------------------------


def _counts(samples):
    return np.unique(np.asarray(samples), return_counts=True)[1]


ENTROPY_FROM_SAMPLES = Exercise(
    name="entropy_from_samples", number="1.4", title="Entropy estimated from data", points=1, minutes=5, difficulty=2,
    reference=information.entropy_from_samples,
    cases=lambda rng: [
        case(np.array([0, 1, 0, 1]), note="half zeros, half ones: 1 bit"),
        case(np.array([3, 3, 3, 7]), note="frequencies 3/4 and 1/4: 0.8113 bits"),
        case(np.array([5, 5, 5]), note="one value only: 0 bits"),
        case(np.array([-2, 9, 9, -2, 4, 4, 4, 4]), note="frequencies 1/4, 1/4, 1/2: 1.5 bits"),
        case(np.array([-1, -1, 0, 1]), note="-1 is a value like any other: frequencies 1/2, 1/4, 1/4, 1.5 bits"),
        case(np.array([0, 0, 1, 1000]), note="0 and 1 are different values: frequencies 1/2, 1/4, 1/4, 1.5 bits"),
        *[case(rng.integers(0, k, size=n)) for k, n in ((3, 20), (6, 50), (40, 400))],
    ],
    properties=(
        Property("the estimate is at most log2 of the number of different values",
                 lambda value, samples: float(value) <= math.log2(len(_counts(samples))) + 1e-9),
    ),
    mistakes=(
        Mistake("every -1 left out", lambda samples: information.entropy_from_samples(
            [sample for sample in samples if sample != -1]),
                "Every -1 is left out, as by pyitlib, for which it is a missing value. Here it is one like any other."),
        Mistake("samples taken as probabilities",
                lambda samples: quiet(lambda: bits(plain(samples) / np.sum(samples))),
                "The samples themselves are used as weights. Count how often each value occurs first."),
        Mistake("counts not normalised",
                lambda samples: float(-np.sum(_counts(samples) * np.log2(_counts(samples)))),
                "These are counts. Divide by the number of samples to get frequencies."),
        Mistake("uniform over the values seen", lambda samples: math.log2(len(_counts(samples))),
                "log2 of the number of values would be right if all were equally frequent."),
        Mistake("sum over the samples",
                lambda samples: float(-sum((share := np.mean(samples == sample)) * np.log2(share)
                                           for sample in samples)),
                "The sum runs over the samples, so a frequent value counts again and again. Each value has one term."),
        Mistake("histogram", lambda samples: bits(np.histogram(samples)[0] / len(samples)),
                "A histogram puts neighbouring values into one bin. Count every value by itself."),
        Mistake("Miller-Madow correction",
                lambda samples: information.entropy(_counts(samples) / len(samples))
                + (len(_counts(samples)) - 1) / (2 * len(samples) * LN2),
                "That is the plug-in estimate with a bias correction. Give the plug-in estimate: its bias comes next."),
        Mistake("divided by the number of values",
                lambda samples: float(-np.sum((q := _counts(samples) / len(_counts(samples))) * np.log2(q))),
                "The counts are divided by the number of different values, not by the number of samples."),
    ),
    hints=("What are the frequencies of the values?", "np.unique(samples, return_counts=True) counts each value.",
           "Counts over their sum are probabilities, and you have a function for these."),
    read='"Entropy from samples"',
)


# most_uncertain_given_mean ----------------------------------------------------------------------------------------


def _two_ends(values, mean):
    values = plain(values)
    p = np.zeros(len(values))
    low, high = values.argmin(), values.argmax()
    p[high] = (mean - values[low]) / (values[high] - values[low])
    p[low] = 1 - p[high]
    return p


def _linear_tilt(values, mean):
    values = plain(values)
    centred = values - values.mean()
    return 1 / len(values) + centred * (mean - values.mean()) / np.sum(centred**2)


def _discretised_gaussian(values, mean):
    weights = np.exp(-((plain(values) - mean) ** 2) / (2 * np.var(values)))
    return weights / weights.sum()


MOST_UNCERTAIN_GIVEN_MEAN = Exercise(
    name="most_uncertain_given_mean", number="1.5", title="As uncertain as the mean allows", points=3, minutes=15,
    difficulty=3, reference=information.most_uncertain_given_mean, tolerance=1e-5,
    cases=lambda rng: [
        case(np.arange(1.0, 7.0), 3.5, note="a die whose mean is 3.5 can be fair: 1/6 each"),
        case(np.arange(1.0, 7.0), 4.5, note="Jaynes' loaded die: 0.0543, 0.0788, 0.1142, 0.1654, 0.2398, 0.3475"),
        case(np.array([0.0, 1.0]), 0.3, note="two values: the mean leaves no choice"),
        case(np.array([0.0, 1.0, 2.0]), 0.5),
        case(np.array([1.0, 2.0, 3.0]), 2.99, note="a mean so near the end leaves 0.0098 and 0.9901 for 2 and 3"),
        case(np.array([1000.0, 1001.0, 1002.0]), 1001.5, note="far from 0 the law is the same as near it: only "
             "differences of the values count"),
        *[case(values, float(values.min() + share * np.ptp(values)))
          for values, share in ((np.sort(rng.normal(size=4)), 0.4), (rng.normal(size=6) * 3, 0.6))],
    ],
    properties=(
        Property("probabilities are not negative and sum to 1",
                 lambda value, values, mean: np.all(value >= -1e-9) and abs(np.sum(value) - 1) < 1e-6),
        Property("the law has the mean that was asked for",
                 lambda value, values, mean: abs(np.dot(value, values) - mean) < 1e-5),
    ),
    mistakes=(
        Mistake("uniform", lambda values, mean: np.full(len(values), 1 / len(values)),
                "The uniform law is the most uncertain one of all, but its mean is not the one asked for."),
        Mistake("only the two ends", _two_ends,
                "The mean is right, but only two values are ever taken: that is far from uncertain."),
        Mistake("linear weights", _linear_tilt,
                "Weights that grow linearly can meet the mean, but another law with this mean has more entropy. "
                "Set the derivative of the Lagrangian to zero: which function of the value comes out?"),
        Mistake("discretised Gaussian", _discretised_gaussian,
                "A bell is the most uncertain law when the variance is given too. Here only the mean is."),
        Mistake("sign of the slope", lambda values, mean: information.most_uncertain_given_mean(
            values, float(2 * np.mean(values) - mean)) if np.min(values) < 2 * np.mean(values) - mean < np.max(values)
                else _linear_tilt(values, mean),
                "The weights fall where they should rise: the exponent's sign is turned."),
    ),
    hints=("Maximise H(p) with two Lagrange multipliers: one for the sum, one for the mean.",
           "The result is p_k proportional to exp(slope * value_k). One number, the slope, is left to find.",
           "The mean grows with the slope, so bisection or scipy.optimize.brentq finds it."),
    read='"The most uncertain law"',
)


EXERCISES = (ENTROPY_FROM_SAMPLES, MOST_UNCERTAIN_GIVEN_MEAN)
