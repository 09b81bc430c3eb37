"""Lesson 04, first part: the Jensen-Shannon divergence, and the proof of its upper bound."""

import math

import numpy as np

from helpers import information
from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.exercises.shared.common import LN2, quiet
from helpers.exercises.shared.pairs_of_laws import (
    DISJOINT,
    EQUAL,
    HALF_OVERLAP,
    POINT_AND_COIN,
    arrays,
    plogq,
    random_pairs,
)

# js_divergence ----------------------------------------------------------------------------------------------------


def _js_about(middle):
    """The two halves of a JSD about another middle, in bits."""
    return lambda p, q: (plogq(p, p) - plogq(p, middle(p, q)) + plogq(q, q) - plogq(q, middle(p, q))) / 2 / LN2


def _geometric_middle(p, q):
    middle = np.sqrt(np.multiply(p, q))
    return middle / middle.sum() if middle.sum() > 0 else middle


def _skewed_js(p, q):
    p, q = arrays(p, q)
    middle = p / 4 + 3 * q / 4
    return information.kl_divergence(p, middle) / 4 + 3 * information.kl_divergence(q, middle) / 4


def _second_half_larger(p, q):
    """In the pair of a point and a coin the first half is the larger one."""
    halves = [information.kl_divergence(law, (p + q) / 2) for law in (p, q)]
    return (p, q) if halves[1] > halves[0] else (q, p)


JS_DIVERGENCE = Exercise(
    name="js_divergence", number="4.1", title="The Jensen-Shannon divergence", points=2, minutes=6, difficulty=2,
    reference=information.js_divergence,
    cases=lambda rng: [
        case(*HALF_OVERLAP, note="half of the probability is shared: 0.5 bit"),
        case(*POINT_AND_COIN, note="a certain outcome against a fair coin: 0.3113 bit"),
        *[case(*_second_half_larger(p, q)) for p, q in random_pairs(rng)],
        case(*DISJOINT, note="laws that share no outcome are 1 bit apart"),
        case(*EQUAL, note="equal laws are 0 apart"),
    ],
    properties=(
        Property("the divergence is never negative", lambda value, p, q: float(value) >= -1e-9),
        Property("it is at most 1 bit", lambda value, p, q: float(value) <= 1 + 1e-9),
        Property("it is finite for every pair", lambda value, p, q: np.isfinite(float(value))),
    ),
    mistakes=(
        Mistake("no middle: mean of the two KLs",
                lambda p, q: (information.kl_divergence(p, q) + information.kl_divergence(q, p)) / 2,
                "That averages KL(p || q) and KL(q || p), which is infinite as soon as one law has an outcome that the "
                "other lacks. Each law is compared with the mixture, not with the other law."),
        Mistake("one half only", lambda p, q: information.kl_divergence(p, np.add(p, q) / 2),
                "Only p is compared with the mixture. q has its half as well."),
        Mistake("the larger half only",
                lambda p, q: max(information.kl_divergence(law, np.add(p, q) / 2) for law in (p, q)),
                "Only the larger of the two divergences from the mixture counts here. Take their mean."),
        Mistake("KL the wrong way round",
                lambda p, q: (information.kl_divergence(np.add(p, q) / 2, p)
                              + information.kl_divergence(np.add(p, q) / 2, q)) / 2,
                "Each KL has its arguments swapped: the mixture stands first, so the result can be infinite. "
                "The law comes first, the mixture second."),
        Mistake("scipy's jensenshannon", lambda p, q: math.sqrt(information.js_divergence(p, q) * LN2),
                "scipy.spatial.distance.jensenshannon returns the *root* of the divergence, in *nats*. "
                "jensenshannon(p, q, 2)**2 is the divergence in bits."),
        Mistake("geometric mean as the middle", _js_about(_geometric_middle),
                "The middle is the geometric mean, which is 0 wherever one law is. Use the arithmetic mean."),
        Mistake("weights 1/4 and 3/4", _skewed_js,
                "The two laws have different weights. Both count one half, in the mixture and in the average."),
        Mistake("entropies not halved",
                lambda p, q: information.entropy(np.add(p, q) / 2) - information.entropy(p) - information.entropy(q),
                "The entropies of p and q are subtracted in full. Each law counts one half."),
    ),
    hints=("What is the law you draw from if a fair coin chooses between p and q?",
           "Compare p with that mixture, compare q with that mixture, and average.",
           "helpers.information has kl_divergence(p, q), in bits, with 0 log 0 = 0."),
    read='"A middle to compare with"',
)


# js_bound_chain ---------------------------------------------------------------------------------------------------


def js_bound_chain(p, q):
    """JSD <= each ratio to the mixture replaced by its largest value <= replaced by 2, in bits, shape (3,)."""
    p, q = arrays(p, q)
    middle = (p + q) / 2
    largest_p, largest_q = np.max(p[p > 0] / middle[p > 0]), np.max(q[q > 0] / middle[q > 0])
    return np.array([information.js_divergence(p, q), (np.log2(largest_p) + np.log2(largest_q)) / 2, 1.0])


def _chain_with(first=None, second=None, third=None):
    def answer(p, q):
        right = js_bound_chain(p, q)
        return np.array([change(p, q, right) if change else value
                         for change, value in zip((first, second, third), right, strict=True)])
    return answer


def _ratios(p, q):
    p, q = arrays(p, q)
    middle = (p + q) / 2
    return p[p > 0] / middle[p > 0], q[q > 0] / middle[q > 0]


JS_BOUND_CHAIN = Exercise(
    name="js_bound_chain", number="4.2", title="The proof of the upper bound, in numbers", points=2, minutes=8,
    difficulty=3, reference=js_bound_chain,
    cases=lambda rng: [
        case(np.array([0.75, 0.25]), np.array([0.25, 0.75]),
             note="the largest ratio is 1.5 for both laws, so the middle link is log2(1.5) = 0.5850 bit"),
        case(*HALF_OVERLAP, note="the largest ratio is already 2 for both laws: 0.5, 1, 1"),
        *[case(p, q) for p, q in random_pairs(rng)],
        case(*POINT_AND_COIN, note="the ratios of q are 2/3 and 2: the largest of p is 4/3, of q 2"),
        case(*EQUAL, note="all ratios are 1: the first two links are 0"),
    ],
    properties=(
        Property("no link of the chain is smaller than the one before",
                 lambda value, p, q: quiet(lambda: np.all(np.diff(np.asarray(value, float)) >= -1e-9))),
    ),
    mistakes=(
        Mistake("ratio of p to q", _chain_with(second=lambda p, q, right: quiet(lambda: float(
            (np.log2(np.max(arrays(p)[0][p > 0] / arrays(q)[0][p > 0]))
             + np.log2(np.max(arrays(q)[0][q > 0] / arrays(p)[0][q > 0]))) / 2))),
                "The middle link uses p/q and q/p, which have no bound. The ratios are those to the mixture."),
        Mistake("one ratio for both laws", _chain_with(
            second=lambda p, q, right: math.log2(max(r.max() for r in _ratios(p, q)))),
                "The larger of the two ratios stands for both. Each law has a largest ratio of its own."),
        Mistake("ratio of p only", _chain_with(second=lambda p, q, right: math.log2(_ratios(p, q)[0].max())),
                "The largest ratio of p stands for both laws. q has its own; average the two logarithms."),
        Mistake("ratio without logarithm", _chain_with(
            second=lambda p, q, right: sum(r.max() for r in _ratios(p, q)) / 2),
                "The largest ratios are averaged without their logarithm."),
        Mistake("halves missing in the middle", _chain_with(second=lambda p, q, right: 2 * right[1]),
                "The middle link adds the two logarithms. Each law counts one half."),
        Mistake("average ratio", _chain_with(
            second=lambda p, q, right: sum(math.log2(np.mean(r)) for r in _ratios(p, q)) / 2),
                "The middle link uses the mean ratio. An upper bound needs the largest."),
        Mistake("2 already in the middle", _chain_with(second=lambda p, q, right: 1.0),
                "The middle link uses 2 for every ratio. That is the last link; this one has the largest real ratio."),
        Mistake("begins with 0", lambda p, q: np.array([0.0, information.js_divergence(p, q), 1.0]),
                "0 is the other bound. This chain begins with the divergence and goes up to 1 bit in two steps."),
        Mistake("last link 2", _chain_with(third=lambda p, q, right: 2.0),
                "The last link is 2, the ratio itself. The logarithm of it belongs there, averaged over both laws."),
    ),
    hints=("Write the divergence as an average of log2 of two ratios, p/m and q/m.",
           "An average is never larger than the largest value that is averaged. Take that value for each law.",
           "p/m = 2p/(p + q). How large can that become, and what is its log2?"),
    read='"Why it can never pass 1 bit"',
)


EXERCISES = (JS_DIVERGENCE, JS_BOUND_CHAIN)
