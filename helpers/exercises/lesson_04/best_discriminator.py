"""Lesson 04, last part: what the best discriminator cannot lose, and what the value measures."""

import math

import numpy as np

from helpers import information
from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.exercises.lesson_04.game import discriminators_for_pairs, optimal_discriminator
from helpers.exercises.shared.common import LN2, quiet
from helpers.exercises.shared.pairs_of_laws import DISJOINT, EQUAL, HALF_OVERLAP, arrays, random_pairs

LN4 = math.log(4)

# value_shortfall --------------------------------------------------------------------------------------------------


def value_shortfall(p, q, d):
    """sum (p + q) KL(Bernoulli(D*) || Bernoulli(d)), in nats: what d loses against the best discriminator D*."""
    p, q, d = arrays(p, q, d)
    best = optimal_discriminator(p, q)
    with np.errstate(divide="ignore", invalid="ignore"):
        per_outcome = (np.where(best > 0, best * np.log(best / d), 0)
                       + np.where(best < 1, (1 - best) * np.log((1 - best) / (1 - d)), 0))
    return float(np.sum((p + q) * per_outcome))


def _shortfall_with(weights, divergence):
    """A shortfall with another weight per outcome, or another divergence of coins."""
    def answer(p, q, d):
        p, q, d = arrays(p, q, d)
        best = optimal_discriminator(p, q)
        return quiet(lambda: float(np.sum(weights(p, q) * divergence(best, d))))
    return answer


def _coin_kl(a, b):
    return np.array([information.kl_divergence([x, 1 - x], [y, 1 - y]) * LN2 for x, y in zip(a, b, strict=True)])


VALUE_SHORTFALL = Exercise(
    name="value_shortfall", number="4.9", title="Why no discriminator beats D*", points=2, minutes=8, difficulty=3,
    reference=value_shortfall,
    cases=lambda rng: [
        case(np.array([0.75, 0.25]), np.array([0.25, 0.75]), np.array([0.5, 0.5]),
             note="two outcomes of mass 1, each with KL between the coins (3/4, 1/4) and (1/2, 1/2): 0.2616 in all"),
        case(np.array([0.75, 0.25]), np.array([0.25, 0.75]), np.array([0.75, 0.25]),
             note="this is the best discriminator itself: it loses 0"),
        *[case(*triple) for triple in discriminators_for_pairs(rng)],
        case(*HALF_OVERLAP, np.array([0.9, 0.5, 0.2]),
             note="0.5 ln(1/0.9) + 0 + 0.5 ln(1/0.8) = 0.1643"),
        case(np.array([0.75, 0.25, 0.0]), np.array([0.25, 0.75, 0.0]), np.array([0.5, 0.5, 0.3]),
             note="what neither law does costs nothing: 0.2616, as without it"),
    ],
    properties=(Property("a shortfall is never negative", lambda value, p, q, d: float(value) >= -1e-9),),
    mistakes=(
        Mistake("arguments of KL swapped", _shortfall_with(np.add, lambda best, d: _coin_kl(d, best)),
                "The two coins are swapped: d stands first. The best discriminator is the truth, so it comes first."),
        Mistake("not weighted", _shortfall_with(lambda p, q: np.ones_like(p), _coin_kl),
                "Every outcome counts alike here. It counts as often as it happens, with p + q."),
        Mistake("real part only",
                _shortfall_with(np.add, lambda best, d: np.where(best > 0, best * np.log(best / d), 0)),
                "Only the half of each coin that says real is compared. The other half, 1 - D, belongs to it."),
        Mistake("squared error", _shortfall_with(np.add, lambda best, d: (best - d) ** 2),
                "The squared difference also vanishes at the best discriminator, but it is not what the value loses."),
    ),
    hints=("For one outcome, (p + q) is its mass and D* = p / (p + q) the true share of real samples.",
           "The loss of a forecast d for a coin that is really D* is the KL divergence between the two coins.",
           "KL of two coins: D* ln(D*/d) + (1 - D*) ln((1 - D*)/(1 - d)). Weight with p + q and sum."),
    read='"The best discriminator"',
)


# gan_value_at_optimum ---------------------------------------------------------------------------------------------


def gan_value_at_optimum(p, q):
    """max over D of V = 2 JSD(p, q) - ln 4, in nats."""
    return 2 * information.js_divergence(p, q) * LN2 - LN4


GAN_VALUE_AT_OPTIMUM = Exercise(
    name="gan_value_at_optimum", number="4.10", title="The value is a divergence", points=2, minutes=6, difficulty=2,
    reference=gan_value_at_optimum,
    cases=lambda rng: [
        case(*HALF_OVERLAP, note="D* = (1, 0.5, 0), and the value is ln 0.5 = -0.6931"),
        case(*EQUAL, note="nobody can tell equal laws apart: -ln 4 = -1.3863"),
        *[case(p, q) for p, q in random_pairs(rng)],
        case(*DISJOINT, note="a perfect discriminator scores 0"),
    ],
    properties=(
        Property("the value lies between -ln 4 and 0", lambda value, p, q: -LN4 - 1e-9 <= float(value) <= 1e-9),
    ),
    mistakes=(
        Mistake("bits and nats mixed", lambda p, q: 2 * information.js_divergence(p, q) - LN4,
                "The divergence is in bits and ln 4 in nats. Multiply the bits by ln 2."),
        Mistake("divided by ln 2", lambda p, q: 2 * information.js_divergence(p, q) / LN2 - LN4,
                "The bits are divided by ln 2. A bit is ln 2 = 0.6931 nats: multiply."),
        Mistake("constant in bits", lambda p, q: 2 * information.js_divergence(p, q) * LN2 - 2,
                "The constant is 2, the logarithm of 4 to base 2. In nats it is ln 4."),
        Mistake("D = 1/2", lambda p, q: -LN4,
                "-ln 4 is the value for equal laws only. Elsewhere the best discriminator does better."),
    ),
    hints=("Put D* = p/(p + q) into the value, and look at p/(p + q) = (p/m) / 2.",
           "ln((p/m)/2) = ln(p/m) - ln 2. What do the two averages of ln(p/m) and ln(q/m) add up to?",
           "js_divergence is in bits; multiply by ln 2."),
    read='"What the value measures"',
)


EXERCISES = (VALUE_SHORTFALL, GAN_VALUE_AT_OPTIMUM)
