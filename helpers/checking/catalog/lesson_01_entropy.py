"""Lesson 01, discrete part: surprisal, entropy, codes, estimates, maximum entropy."""

import math

import numpy as np

from helpers import information
from helpers.checking.catalog.common import LN2, quiet
from helpers.checking.exercise import Exercise, Mistake, Property, case


def _distributions(rng, sizes=(2, 3, 5, 8)):
    """Random probability vectors, uneven enough to tell formulas apart."""
    return [rng.dirichlet(np.full(size, 0.7)) for size in sizes]


def _plain(p):
    return np.asarray(p, dtype=float)


def _bits(p):
    """-sum p log2 p of any weights, whether they sum to 1 or not."""
    return float(-np.sum(p[p > 0] * np.log2(p[p > 0])))


# surprisal --------------------------------------------------------------------------------------------------------


def surprisal_by_mask(p):
    p = _plain(p)
    result = np.full(p.shape, np.inf)
    result[p > 0] = np.log2(1 / p[p > 0])
    return result


def surprisal_one_by_one(p):
    return np.array([math.inf if x == 0 else -math.log(x, 2) for x in _plain(p)])


def surprisal_epsilon(p):
    return -np.log2(_plain(p) + 1e-8)


SURPRISAL = Exercise(
    name="surprisal", number="1.1", title="The surprise of an outcome", points=1, minutes=3, difficulty=1,
    reference=information.surprisal,
    cases=lambda rng: [
        case(np.array([0.5, 0.25]), note="one outcome in two is 1 bit of surprise, one in four is 2 bits"),
        case(np.array([1.0, 0.125]), note="a certain outcome has no surprise, one in eight has 3 bits"),
        *[case(p) for p in _distributions(rng)],
        case(np.array([0.0, 1.0]), note="an impossible outcome has infinite surprise"),
    ],
    properties=(Property("surprisal is never negative", lambda value, p: np.all(value >= 0)),),
    mistakes=(
        Mistake("natural logarithm", lambda p: quiet(lambda: -np.log(_plain(p))),
                "That is the right quantity in nats. Bits need the logarithm to base 2."),
        Mistake("missing minus", lambda p: quiet(lambda: np.log2(_plain(p))),
                "The logarithm of a probability is never positive. A surprise is its opposite."),
        Mistake("one minus p", lambda p: 1 - _plain(p),
                "1 - p also falls from certain to impossible, but two independent surprises must add up, and it does "
                "not do that."),
        Mistake("surprise of the opposite", lambda p: quiet(lambda: -np.log2(1 - _plain(p))),
                "That is the surprise when the outcome does not come. Likely outcomes must surprise less."),
        Mistake("reciprocal", lambda p: quiet(lambda: 1 / _plain(p)),
                "1/p multiplies where surprises add: the logarithm is missing."),
        Mistake("weighted by p", lambda p: quiet(lambda: np.nan_to_num(-_plain(p) * np.log2(_plain(p)))),
                "That is the outcome's share of the entropy. The surprise of one outcome is not weighted."),
        Mistake("epsilon inside the logarithm", surprisal_epsilon,
                "Adding a small number inside the logarithm makes an impossible outcome finite, and every other value "
                "slightly wrong. Its surprise is inf."),
        Mistake("warning at zero", lambda p: -np.log2(_plain(p)),
                "The values are right; only the zero needs care. Look at np.errstate, or compute where p > 0 only."),
    ),
    hints=("How much less likely is an outcome of 2 bits than one of 1 bit?",
           "numpy has np.log2. What is its value at 0, and what does it say aloud there?",
           "`with np.errstate(divide='ignore'):` silences the division warning inside its block."),
    alternatives=(surprisal_by_mask, surprisal_one_by_one), quiet=True, read='"Surprise"',
)


# entropy ----------------------------------------------------------------------------------------------------------


def entropy_by_where(p):
    p = _plain(p)
    return np.sum(np.where(p > 0, -p * np.log2(np.where(p > 0, p, 1)), 0))


def entropy_by_loop(p):
    return sum(x * math.log2(1 / x) for x in _plain(p) if x > 0)


ENTROPY = Exercise(
    name="entropy", number="1.2", title="Entropy is average surprise", points=2, minutes=5, difficulty=1,
    reference=information.entropy,
    cases=lambda rng: [
        case([0.5, 0.5], note="a fair coin has 1 bit"),
        case([0.5, 0.25, 0.125, 0.125], note="its surprises are 1, 2, 3, 3 bits: 1.75 bits on average"),
        *[case(p) for p in _distributions(rng)],
        case(np.array([0.5, 0.5, 0.0]), note="an outcome that never happens adds nothing: 1 bit"),
        case(np.array([0.0, 1.0]), note="a certain outcome leaves 0 bits"),
        case(np.full(10, 0.1), note="ten equally likely digits have log2(10) = 3.3219 bits"),
    ],
    properties=(
        Property("entropy is never negative", lambda value, p: float(value) >= -1e-12),
        Property("K outcomes have at most log2(K) bits", lambda value, p: float(value) <= math.log2(len(p)) + 1e-9),
    ),
    mistakes=(
        Mistake("natural logarithm", lambda p: information.entropy(p) * LN2,
                "That is the right quantity in nats: the logarithm is the natural one."),
        Mistake("missing minus", lambda p: -information.entropy(p),
                "Every p log2 p is zero or negative. Entropy is the sum with its sign turned."),
        Mistake("sum of surprises", lambda p: float(np.sum(information.surprisal(p))),
                "The surprises are added, but not weighted: each one counts as often as its outcome happens."),
        Mistake("all outcomes equally likely", lambda p: math.log2(len(p)),
                "log2 of the number of outcomes is right only when all are equally likely: p has to come in."),
        Mistake("plain mean of surprises", lambda p: float(np.mean(information.surprisal(p))),
                "That average treats all outcomes as equally frequent. Weight each surprise by its probability."),
        Mistake("divided by K", lambda p: information.entropy(p) / len(p),
                "The probabilities already do the averaging: np.mean divides once more. Use a sum."),
        Mistake("not summed", lambda p: np.where(_plain(p) > 0, -_plain(p) * np.log2(np.maximum(p, 1e-300)), 0),
                "These are the contributions of the single outcomes. Entropy is their sum."),
        Mistake("log of the sum", lambda p: float(-np.log2(np.sum(_plain(p) ** 2))),
                "The logarithm stands outside the average here (that is the Rényi entropy of order 2). "
                "Average the surprises, not the probabilities."),
        Mistake("0 log 0 is nan", lambda p: quiet(lambda: float(-np.sum(_plain(p) * np.log2(_plain(p))))),
                "0 times log 0 is nan for a computer. Outcomes that never happen add nothing: leave them out."),
        Mistake("logarithm to base 10", lambda p: information.entropy(p) * LN2 / math.log(10),
                "The logarithm is the one to base 10. Bits need base 2."),
        Mistake("logarithm to base K", lambda p: information.entropy(p) / math.log2(len(p)),
                "Dividing by log K makes every uniform distribution 1. That is a relative entropy, without a unit."),
        Mistake("zero outcome counted", lambda p: _bits(np.where(_plain(p) > 0, p, 1e-3)),
                "The value is off where an outcome has probability 0: it is treated as a small probability. "
                "Its share is exactly 0."),
    ),
    hints=("Average surprise: each outcome's surprise, as often as it happens.",
           "Two arrays of the same length: multiply, then sum.",
           "p[p > 0] keeps the outcomes that can happen."),
    alternatives=(entropy_by_where, entropy_by_loop), read='"Units" and "Average surprise"',
)


# shannon_code_lengths ---------------------------------------------------------------------------------------------


def lengths_by_loop(p):
    return [math.ceil(-math.log2(x)) if x > 0 else 0 for x in _plain(p)]


def lengths_by_mask(p):
    p = _plain(p)
    lengths = np.zeros(p.shape, dtype=int)
    lengths[p > 0] = np.ceil(-np.log2(p[p > 0])).astype(int)
    return lengths


def _lengths(p, rounding):
    return np.where(_plain(p) > 0, rounding(-np.log2(np.maximum(_plain(p), 1e-300))), 0).astype(int)


SHANNON_CODE_LENGTHS = Exercise(
    name="shannon_code_lengths", number="1.3", title="Code lengths that surprise dictates", points=1, minutes=4,
    difficulty=2, reference=information.shannon_code_lengths,
    cases=lambda rng: [
        case(np.array([0.5, 0.25, 0.125, 0.125]), note="powers of 1/2 need exactly 1, 2, 3, 3 bits"),
        case(np.array([0.4, 0.3, 0.2, 0.1]), note="surprises 1.32, 1.74, 2.32, 3.32 round up to 2, 2, 3, 4"),
        *[case(p) for p in _distributions(rng)],
        case(np.array([0.75, 0.25, 0.0]), note="an outcome that never happens gets no code word: length 0"),
    ],
    properties=(
        Property("code lengths are whole numbers", lambda value, p: np.all(np.asarray(value) == np.round(value))),
        Property("the lengths satisfy Kraft's inequality, sum of 2^-length at most 1",
                 lambda value, p: np.sum(2.0 ** -np.asarray(value, dtype=float)[_plain(p) > 0]) <= 1 + 1e-12),
    ),
    mistakes=(
        Mistake("rounded down", lambda p: _lengths(p, np.floor),
                "Rounding down makes code words too short: there are not enough of them (Kraft's inequality breaks)."),
        Mistake("rounded to nearest", lambda p: _lengths(p, np.round),
                "Rounding to the nearest whole number is too short for some outcomes. Round up."),
        Mistake("not rounded", lambda p: np.where(_plain(p) > 0, -np.log2(np.maximum(_plain(p), 1e-300)), 0),
                "These are the surprises themselves. A code word has a whole number of bits."),
        Mistake("natural logarithm", lambda p: np.where(
            _plain(p) > 0, np.ceil(-np.log(np.maximum(_plain(p), 1e-300))), 0).astype(int),
                "The lengths are those of nats. A binary code needs the logarithm to base 2."),
        Mistake("one bit too many", lambda p: _lengths(p, lambda x: np.floor(x) + 1),
                "floor + 1 is one bit too long where the surprise is a whole number already."),
        Mistake("fixed length", lambda p: np.full(len(p), math.ceil(math.log2(len(p)))),
                "That is a code of fixed length. Frequent outcomes should get shorter words."),
    ),
    hints=("How long should the word of an outcome be whose surprise is 2.3 bits?", "np.ceil rounds up."),
    alternatives=(lengths_by_loop, lengths_by_mask), read='"A code that pays for surprise"',
)


# entropy_from_samples ---------------------------------------------------------------------------------------------


def plug_in_by_counter(samples):
    counts = {}
    for sample in np.asarray(samples).tolist():
        counts[sample] = counts.get(sample, 0) + 1
    total = sum(counts.values())
    return -sum(n / total * math.log2(n / total) for n in counts.values())


def plug_in_by_difference(samples):
    counts = np.unique(np.asarray(samples), return_counts=True)[1]
    return np.log2(counts.sum()) - np.sum(counts * np.log2(counts)) / counts.sum()


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
        case(np.array([0, 0, 1, 1000]), note="0 and 1 are different values: frequencies 1/2, 1/4, 1/4, 1.5 bits"),
        *[case(rng.integers(0, k, size=n)) for k, n in ((3, 20), (6, 50), (40, 400))],
    ],
    properties=(
        Property("the estimate is at most log2 of the number of different values",
                 lambda value, samples: float(value) <= math.log2(len(_counts(samples))) + 1e-9),
    ),
    mistakes=(
        Mistake("samples taken as probabilities",
                lambda samples: quiet(lambda: _bits(_plain(samples) / np.sum(samples))),
                "The samples themselves are used as weights. Count how often each value occurs first."),
        Mistake("counts not normalised",
                lambda samples: float(-np.sum(_counts(samples) * np.log2(_counts(samples)))),
                "These are counts. Divide by the number of samples to get frequencies."),
        Mistake("natural logarithm", lambda samples: information.entropy(_counts(samples) / len(samples)) * LN2,
                "That is the right estimate in nats: the logarithm is the natural one."),
        Mistake("uniform over the values seen", lambda samples: math.log2(len(_counts(samples))),
                "log2 of the number of values would be right if all were equally frequent."),
        Mistake("histogram", lambda samples: _bits(np.histogram(samples)[0] / len(samples)),
                "A histogram puts neighbouring values into one bin. Count every value by itself."),
        Mistake("Miller-Madow correction",
                lambda samples: information.entropy(_counts(samples) / len(samples))
                + (len(_counts(samples)) - 1) / (2 * len(samples) * LN2),
                "That is the plug-in estimate plus a bias correction. Give the plug-in estimate itself: the lesson "
                "looks at its bias next."),
        Mistake("divided by the number of values",
                lambda samples: float(-np.sum((q := _counts(samples) / len(_counts(samples))) * np.log2(q))),
                "The counts are divided by the number of different values, not by the number of samples."),
    ),
    hints=("What are the frequencies of the values?", "np.unique(samples, return_counts=True) counts each value.",
           "Counts over their sum are probabilities, and you have a function for these."),
    alternatives=(plug_in_by_counter, plug_in_by_difference), read='"Entropy from samples"',
)


# most_uncertain_given_mean ----------------------------------------------------------------------------------------


def gibbs_by_newton(values, mean):
    values = _plain(values)
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
    values = _plain(values)

    def law(slope):
        weights = np.exp(slope * (values - mean) - np.max(slope * (values - mean)))
        return weights / weights.sum()

    low, high = -500.0, 500.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if law(middle) @ values < mean else (low, middle)
    return law((low + high) / 2)


def _two_ends(values, mean):
    values = _plain(values)
    p = np.zeros(len(values))
    low, high = values.argmin(), values.argmax()
    p[high] = (mean - values[low]) / (values[high] - values[low])
    p[low] = 1 - p[high]
    return p


def _linear_tilt(values, mean):
    values = _plain(values)
    centred = values - values.mean()
    return 1 / len(values) + centred * (mean - values.mean()) / np.sum(centred**2)


def _discretised_gaussian(values, mean):
    weights = np.exp(-((_plain(values) - mean) ** 2) / (2 * np.var(values)))
    return weights / weights.sum()


MOST_UNCERTAIN_GIVEN_MEAN = Exercise(
    name="most_uncertain_given_mean", number="1.5", title="As uncertain as the mean allows", points=3, minutes=15,
    difficulty=3, reference=information.most_uncertain_given_mean, tolerance=1e-5,
    cases=lambda rng: [
        case(np.arange(1.0, 7.0), 3.5, note="a die whose mean is 3.5 can be fair: 1/6 each"),
        case(np.arange(1.0, 7.0), 4.5, note="Jaynes' loaded die: 0.0543, 0.0788, 0.1142, 0.1654, 0.2398, 0.3475"),
        case(np.array([0.0, 1.0]), 0.3, note="two values: the mean leaves no choice"),
        case(np.array([0.0, 1.0, 2.0]), 0.5),
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
    alternatives=(gibbs_by_newton, gibbs_by_bisection), read='"The most uncertain law"',
)

EXERCISES = (SURPRISAL, ENTROPY, SHANNON_CODE_LENGTHS, ENTROPY_FROM_SAMPLES, MOST_UNCERTAIN_GIVEN_MEAN)
