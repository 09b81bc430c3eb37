"""Lesson 04, second part: when the bounds are attained, the coin behind the divergence, and what bounds KL."""


import numpy as np

from helpers import information
from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.exercises.shared.pairs_of_laws import DISJOINT, EQUAL, HALF_OVERLAP, arrays, js_joint, random_pairs

# js_extremes ------------------------------------------------------------------------------------------------------


def js_extremes():
    """((p, q) with JSD 0, (p, q) with JSD 1 bit), more than two outcomes, no point masses."""
    return EQUAL, DISJOINT


def _laws_of(value):
    """The four laws of ``value`` as arrays of floats."""
    return [np.asarray(law, dtype=float) for pair in value for law in pair]


EXTREME_LAWS = (
    Property("there are two pairs (p, q)", lambda value: len(value) == 2 and all(len(pair) == 2 for pair in value)),
    Property("each p and q is a vector of at least 3 outcomes",
             lambda value: all(law.ndim == 1 and law.size >= 3 for law in _laws_of(value))),
    Property("the two laws of a pair are on the same outcomes",
             lambda value: all(len(pair[0]) == len(pair[1]) for pair in value)),
    Property("no probability is negative", lambda value: all(np.all(law >= 0) for law in _laws_of(value))),
    Property("every law sums to 1", lambda value: all(abs(law.sum() - 1) < 1e-6 for law in _laws_of(value))),
    Property("no law puts everything on one outcome",
             lambda value: all(np.sum(law > 0) >= 2 for law in _laws_of(value))),
    Property("the first pair has divergence 0, which only equal laws have",
             lambda value: np.allclose(*_laws_of(value)[:2], rtol=0, atol=1e-6)),
    Property("the second pair has divergence 1 bit: no outcome is possible under both laws",
             lambda value: not np.any((_laws_of(value)[2] > 0) & (_laws_of(value)[3] > 0))),
)

JS_EXTREMES = Exercise(
    name="js_extremes", number="4.3", title="When the bounds are attained", points=1, minutes=4, difficulty=1,
    reference=js_extremes, cases=lambda rng: [case()], properties=EXTREME_LAWS, construction=True,
    mistakes=(
        Mistake("point masses", lambda: (([1, 0, 0], [1, 0, 0]), ([1, 0, 0], [0, 1, 0])),
                "Point masses attain both bounds, but they hide the reason. Spread each law over several outcomes."),
        Mistake("two outcomes", lambda: (([0.5, 0.5], [0.5, 0.5]), ([1, 0], [0, 1])),
                "With two outcomes only point masses can be 1 bit apart. Use three outcomes or more."),
        Mistake("pairs swapped", lambda: (DISJOINT, EQUAL),
                "The pairs are in the other order: the pair with divergence 0 comes first."),
        Mistake("overlap left", lambda: (EQUAL, HALF_OVERLAP),
                "The second pair shares an outcome, and that outcome tells you nothing about where it came from. "
                "1 bit needs supports that do not meet."),
        Mistake("permuted law", lambda: (([0.2, 0.3, 0.5], [0.5, 0.3, 0.2]), DISJOINT),
                "The first pair holds the same numbers in another order. Those are different laws."),
        Mistake("not normalised", lambda: (([1, 1, 1], [1, 1, 1]), ([1, 1, 0, 0], [0, 0, 1, 1])),
                "The entries are weights, not probabilities. Divide by their sum."),
    ),
    hints=("When does each law have divergence 0 from the mixture?",
           "1 bit means that one look at the sample tells you which law it came from. What must the supports do?",
           "Four outcomes leave room for two laws of two outcomes each."),
    read='"When the bounds are attained"',
)


# js_joint ---------------------------------------------------------------------------------------------------------


JS_JOINT = Exercise(
    name="js_joint", number="4.4", title="A coin and the sample it selects", points=1, minutes=4, difficulty=2,
    reference=js_joint,
    cases=lambda rng: [
        case(np.array([0.2, 0.3, 0.5]), np.array([0.6, 0.4, 0.0]),
             note="the coin shows heads and the first outcome follows with probability 1/2 * 0.2 = 0.1"),
        case(np.array([1.0, 0.0]), np.array([0.75, 0.25]), note="rows [0.5, 0] and [0.375, 0.125]"),
        *[case(p, q) for p, q in random_pairs(rng)],
    ],
    properties=(
        Property("the table sums to 1", lambda value, p, q: abs(np.sum(value) - 1) < 1e-6),
        Property("each row sums to 1/2, for the coin is fair",
                 lambda value, p, q: np.allclose(np.sum(value, axis=1), 0.5)),
    ),
    mistakes=(
        Mistake("not halved", lambda p, q: np.array([p, q]),
                "The rows are p and q themselves, so the table sums to 2. They are conditional on the coin; "
                "a joint law multiplies by the probability of the coin's side."),
        Mistake("product of the laws", lambda p, q: np.outer(p, q),
                "That is the joint law of two samples, one from each law. Here one is drawn, as the coin says."),
        Mistake("independent of the coin", lambda p, q: np.array([np.add(p, q)] * 2) / 4,
                "Both rows are the mixture, as if the sample did not depend on the coin. Its information would be 0."),
    ),
    hints=("Joint = probability of the coin's side times probability of the sample given that side.",
           "Row 0 is the coin's side that selects p."),
    read='"A guessing game"',
)


# infinite_kl_with_overlap -----------------------------------------------------------------------------------------


def infinite_kl_with_overlap():
    """(p, q) with KL(p || q) = inf although some outcome is possible under both."""
    return np.array([0.5, 0.5]), np.array([1.0, 0.0])


def _pair_of(value):
    p, q = arrays(*value)
    return p, q


INFINITE_KL_WITH_OVERLAP = Exercise(
    name="infinite_kl_with_overlap", number="4.5", title="Infinite, and yet not disjoint", points=1, minutes=4,
    difficulty=2, reference=infinite_kl_with_overlap, cases=lambda rng: [case()], construction=True,
    properties=(
        Property("there are two laws, p and q, on the same outcomes",
                 lambda value: len(value) == 2 and _pair_of(value)[0].shape == _pair_of(value)[1].shape
                 and _pair_of(value)[0].ndim == 1),
        Property("no probability is negative", lambda value: all(np.all(law >= 0) for law in _pair_of(value))),
        Property("both laws sum to 1", lambda value: all(abs(law.sum() - 1) < 1e-6 for law in _pair_of(value))),
        Property("the supports overlap: some outcome is possible under p and under q",
                 lambda value: np.any((_pair_of(value)[0] > 0) & (_pair_of(value)[1] > 0))),
        Property("KL(p || q) is infinite: some outcome is possible under p and impossible under q",
                 lambda value: np.any((_pair_of(value)[0] > 0) & (_pair_of(value)[1] == 0))),
    ),
    mistakes=(
        Mistake("disjoint supports", lambda: ([0.5, 0.5, 0, 0], [0, 0, 0.5, 0.5]),
                "These laws share no outcome. Their KL is infinite, but less is enough: find a pair that overlaps."),
        Mistake("the other way round", lambda: ([1, 0], [0.5, 0.5]),
                "Here KL(p || q) is 1 bit; it is KL(q || p) that is infinite. Exchange the two."),
        Mistake("tiny instead of zero", lambda: ([0.5, 0.5], [1 - 1e-12, 1e-12]),
                "A very small probability makes the divergence large, not infinite. Only exactly 0 does."),
        Mistake("same support", lambda: ([0.5, 0.5, 0], [0.9, 0.1, 0]),
                "Both laws have the same support here, and on finitely many outcomes that keeps KL finite."),
        Mistake("weights", lambda: ([1, 1], [1, 0]),
                "p does not sum to 1: these are weights. Divide by their sum."),
    ),
    hints=("Which single outcome makes a term p log(p/q) infinite?",
           "One outcome can be shared, another can be missing in one of the laws.",
           "KL(p || q) asks what happens where p has mass."),
    read='"What can be said of KL"',
)


# largest_kl -------------------------------------------------------------------------------------------------------


def largest_kl(q):
    """The largest KL(p || q) over all laws p on the outcomes of q: log2(1 / min q), in bits."""
    smallest = np.min(arrays(q)[0])
    return float("inf") if smallest == 0 else float(-np.log2(smallest))


LARGEST_KL = Exercise(
    name="largest_kl", number="4.6", title="How large can KL be?", points=1, minutes=5, difficulty=2,
    reference=largest_kl,
    cases=lambda rng: [
        case(np.array([0.5, 0.25, 0.25]), note="the law that always gives the second outcome is 2 bits away"),
        case(np.array([0.125, 0.875]), note="the law that always gives the first outcome is 3 bits away"),
        *[case(rng.dirichlet(np.full(size, 2.0))) for size in (2, 4, 7)],
        case(np.array([0.5, 0.5, 0.0]), note="a law that gives the impossible outcome is infinitely far away"),
    ],
    properties=(
        Property("no law p is further away: the uniform law, for one",
                 lambda value, q: float(value) >= information.kl_divergence(np.full(len(q), 1 / len(q)), q) - 1e-9),
    ),
    mistakes=(
        Mistake("uniform law", lambda q: information.kl_divergence(np.full(len(q), 1 / len(q)), q),
                "That is the divergence of the uniform law. A law on a single outcome can be further away."),
    ),
    hints=("KL(p || q) averages log2(p/q) over p. Where would you put all of p's mass to make it large?",
           "A law on one outcome k has KL = log2(1 / q_k)."),
    read='"What can be said of KL"',
)


EXERCISES = (JS_EXTREMES, JS_JOINT, INFINITE_KL_WITH_OVERLAP, LARGEST_KL)
