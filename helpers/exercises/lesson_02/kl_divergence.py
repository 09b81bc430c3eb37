"""Lesson 02, third part: cross-entropy and KL divergence of tables."""

import math

import numpy as np

from helpers import information
from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.exercises.shared.common import quiet

INF = float("inf")


def _pairs(rng, sizes=(2, 3, 5, 8)):
    """Random pairs of probability vectors, uneven enough to tell formulas apart."""
    return [case(rng.dirichlet(np.full(size, 0.8)), rng.dirichlet(np.full(size, 2.0))) for size in sizes]


def _violated(p, q):
    return bool(np.any((p > 0) & (q == 0)))


def _over(keep, terms):
    """The sum of ``terms`` where ``keep`` is true."""
    return float(np.sum(terms[keep]))


# cross_entropy ----------------------------------------------------------------------------------------------------


CROSS_ENTROPY = Exercise(
    name="cross_entropy", number="2.7", title="Bits paid under a wrong belief", points=1, minutes=5, difficulty=1,
    reference=information.cross_entropy,
    cases=lambda rng: [
        case(np.array([0.5, 0.25, 0.25]), np.array([0.25, 0.5, 0.25]),
             note="the code lengths under q are 2, 1, 2, used half, a quarter, a quarter of the time: 1.75 bits"),
        case(np.array([0.5, 0.5]), np.array([0.9, 0.1]), note="(0.1520 + 3.3219) / 2 = 1.7370 bits"),
        *_pairs(rng),
        case(np.array([1.0, 0.0]), np.array([0.5, 0.5]), note="an outcome that never happens costs nothing: 1 bit"),
        case(np.array([0.5, 0.5, 0.0]), np.array([0.5, 0.5, 0.0]), note="where p is 0, q may be 0 as well: 1 bit"),
        case(np.array([0.5, 0.5]), np.array([1.0, 0.0]),
             note="the second outcome happens, and q has no code word for it: inf"),
        case(np.array([0.5, 0.25, 0.25]), np.array([0.5, 0.5, 0.0]),
             note="the third outcome happens, and q has no code word for it: inf"),
    ],
    properties=(
        Property("the cross-entropy is at least the entropy of p",
                 lambda value, p, q: float(value) >= information.entropy(p) - 1e-9),
    ),
    mistakes=(
        Mistake("torch's cross_entropy", lambda p, q: float(p @ (np.log(np.exp(q).sum()) - q)),
                "F.cross_entropy takes logits: q, a law already, went through a softmax, and the result is in nats."),
        Mistake("torch's binary_cross_entropy", lambda p, q: quiet(lambda: float(-np.mean(
            p * np.maximum(np.log(q), -100) + (1 - p) * np.maximum(np.log(1 - q), -100)))),
                "F.binary_cross_entropy treats every outcome as a coin of its own, and averages them, in nats."),
        Mistake("not weighted", lambda p, q: quiet(lambda: _over(p > 0, -np.log2(q))),
                "The code lengths are added, but not weighted by how often they are used."),
        Mistake("binary cross-entropy",
                lambda p, q: quiet(lambda: float(-np.nansum(p * np.log2(q)) - np.nansum((1 - p) * np.log2(1 - q)))),
                "The terms with 1 - p and 1 - q belong to yes-or-no outcomes. Here the entries are those of one law."),
        Mistake("whole-number lengths", lambda p, q: quiet(lambda: _over(p > 0, p * np.ceil(-np.log2(q)))),
                "That is the average length of Shannon's code for q, rounded up. Cross-entropy uses -log2 q itself."),
        Mistake("infinite at any zero", lambda p, q: INF if np.any(q == 0) else information.cross_entropy(p, q),
                "q = 0 does no harm where p = 0 as well: that outcome needs no word."),
        Mistake("0 log 0 is nan", lambda p, q: quiet(lambda: float(-np.sum(p * np.log2(q)))),
                "0 times infinity is nan for a computer. Leave out the outcomes with p = 0."),
    ),
    hints=("Under q, an outcome has a word of -log2 q bits. How often is it used?",
           "Sum over the outcomes that happen: p > 0.",
           "np.log2(0) is -inf, which is what you want where p > 0 and never where p = 0."),
    read='"A wrong belief costs bits"',
)


# kl_divergence ----------------------------------------------------------------------------------------------------


def _disjoint(p, q):
    return not np.any((p > 0) & (q > 0))


def _kl_terms(p, q):
    return np.where((p > 0) & (q > 0), p * np.log2(np.maximum(p, 1e-300) / np.maximum(q, 1e-300)), 0.0)


KL_DIVERGENCE = Exercise(
    name="kl_divergence", number="2.8", title="KL divergence: the extra bits", points=2, minutes=8, difficulty=2,
    reference=information.kl_divergence,
    cases=lambda rng: [
        case(np.array([0.5, 0.5]), np.array([0.75, 0.25]), note="0.5 log2(2/3) + 0.5 log2(2) = 0.2075 bits"),
        case(np.array([0.36, 0.48, 0.16]), np.full(3, 1 / 3), note="log2(3) - 1.4619 = 0.1231 bits"),
        case(np.array([0.2, 0.3, 0.5]), np.array([0.2, 0.3, 0.5]), note="the right belief costs nothing extra: 0"),
        case(np.array([0.5, 0.5]), np.array([1 / 64, 63 / 64]),
             note="0.5 log2(32) + 0.5 log2(32/63) = 2.0114 bits: a divergence has no upper bound such as log2 K"),
        *_pairs(rng),
        case(np.array([1.0, 0.0]), np.array([0.5, 0.5]), note="an outcome that never happens adds nothing: 1 bit"),
        case(np.array([0.5, 0.5, 0.0]), np.array([0.25, 0.75, 0.0]), note="where p is 0, q may be 0 as well"),
        case(np.array([0.5, 0.5]), np.array([1.0, 0.0]),
             note="the second outcome happens and q rules it out: inf, although the supports overlap"),
        case(np.array([1.0, 0.0]), np.array([0.0, 1.0]), note="what happens is ruled out by q: inf"),
    ],
    properties=(
        Property("a KL divergence is never negative (Gibbs)", lambda value, p, q: float(value) >= -1e-9),
        Property("it is 0 only where p = q", lambda value, p, q: float(value) > 1e-12 or np.allclose(p, q)),
    ),
    mistakes=(
        Mistake("torch's kl_div at 0", lambda p, q: quiet(lambda: float(np.sum(
            np.where(p > 0, p * np.log2(np.where(p > 0, p, 1)), 0) - p * np.log2(q)))),
                "F.kl_div multiplies 0 with ln 0 where both laws are 0, which is nan: even for a law and itself. Leave "
                "out the outcomes with p = 0."),
        Mistake("torch's kl_div without the logarithm", lambda p, q: float(np.sum(
            np.where(p > 0, p * np.log(np.where(p > 0, p, 1)), 0) - p * q)) / math.log(2),
                "F.kl_div takes the logarithm of q first, and p second: F.kl_div(q.log(), p, reduction='sum')."),
        Mistake("missing support dropped", lambda p, q: float(_kl_terms(p, q).sum()),
                "Outcomes with q = 0 are left out, as infomeasure's kld does. If they can happen, it is inf."),
        Mistake("infinite only if disjoint",
                lambda p, q: INF if _disjoint(p, q) else float(_kl_terms(p, q).sum()),
                "The supports need not be disjoint: one outcome with p > 0 and q = 0 is enough for inf."),
        Mistake("infinite at any zero", lambda p, q: INF if np.any(q == 0) else information.kl_divergence(p, q),
                "q = 0 does no harm where p = 0 as well: that outcome never happens."),
        Mistake("0 log 0 is nan", lambda p, q: quiet(lambda: float(np.sum(p * np.log2(p / q)))),
                "0 times log 0 is nan for a computer. Leave out the outcomes with p = 0."),
        Mistake("both directions averaged",
                lambda p, q: (information.kl_divergence(p, q) + information.kl_divergence(q, p)) / 2,
                "That is the average of KL(p || q) and KL(q || p), which is symmetric. Only the first is asked for."),
        Mistake("total variation", lambda p, q: float(np.abs(p - q).sum() / 2),
                "Half the sum of |p - q| is the total variation distance. Average log2(p/q) over p."),
        Mistake("logarithm of the mean ratio",
                lambda p, q: quiet(lambda: float(np.log2(_over(p > 0, p * p / q)))),
                "The ratios p/q are averaged first. The logarithm stands inside the average."),
        Mistake("not weighted", lambda p, q: INF if _violated(p, q) else _over(
            p > 0, np.log2(np.maximum(p, 1e-300)) - np.log2(np.maximum(q, 1e-300))),
                "The logarithms of the ratios are added without weights. Each counts as often as its outcome happens."),
        Mistake("absolute values", lambda p, q: INF if _violated(p, q) else float(np.abs(_kl_terms(p, q)).sum()),
                "Single terms may be negative, and must stay so: only the sum is never negative."),
    ),
    hints=("The extra cost: what an outcome costs under q, minus what it costs under p, on average over p.",
           "log2(p/q), weighted with p, summed over the outcomes with p > 0.",
           "First ask whether there is an outcome with p > 0 and q = 0."),
    read='"KL divergence" and "Infinite"',
)

EXERCISES = (CROSS_ENTROPY, KL_DIVERGENCE)
