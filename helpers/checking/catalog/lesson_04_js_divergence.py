"""Lesson 04, first part: the Jensen-Shannon divergence, its bounds, and those of KL."""

import math

import numpy as np

from helpers import information
from helpers.checking.exercise import Exercise, Mistake, Property, case

LN2 = math.log(2)
HALF_OVERLAP = (np.array([0.5, 0.5, 0.0]), np.array([0.0, 0.5, 0.5]))
DISJOINT = (np.array([0.75, 0.25, 0.0, 0.0]), np.array([0.0, 0.0, 0.5, 0.5]))
EQUAL = (np.array([0.2, 0.3, 0.5]), np.array([0.2, 0.3, 0.5]))
POINT_AND_COIN = (np.array([1.0, 0.0]), np.array([0.5, 0.5]))


def random_pairs(rng, sizes=(2, 3, 5, 8)):
    return [(rng.dirichlet(np.full(size, 0.8)), rng.dirichlet(np.full(size, 0.8))) for size in sizes]


def arrays(*values):
    return tuple(np.asarray(value, dtype=float) for value in values)


def quiet(compute):
    with np.errstate(all="ignore"):
        return compute()


def plogq(p, q):
    """sum p ln q with 0 log 0 = 0; -inf where p has mass and q has none."""
    p, q = arrays(p, q)
    return quiet(lambda: float(np.sum(np.where(p > 0, p * np.log(q), 0.0))))


# js_divergence ----------------------------------------------------------------------------------------------------


def js_as_entropy_of_the_mixture(p, q):
    p, q = arrays(p, q)
    return information.entropy((p + q) / 2) - (information.entropy(p) + information.entropy(q)) / 2


def js_one_by_one(p, q):
    total = 0.0
    for a, b in zip(*arrays(p, q), strict=True):
        total += sum(x / 2 * math.log2(2 * x / (a + b)) for x in (a, b) if x > 0)
    return total


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


JS_DIVERGENCE = Exercise(
    name="js_divergence", number="4.1", title="The Jensen-Shannon divergence", points=2, minutes=6, difficulty=2,
    reference=information.js_divergence,
    cases=lambda rng: [
        case(*HALF_OVERLAP, note="half of the probability is shared: 0.5 bit"),
        case(*POINT_AND_COIN, note="a certain outcome against a fair coin: 0.3113 bit"),
        *[case(p, q) for p, q in random_pairs(rng)],
        case(*DISJOINT, note="laws that share no outcome are 1 bit apart"),
        case(*EQUAL, note="equal laws are 0 apart"),
    ],
    properties=(
        Property("the divergence is never negative", lambda value, p, q: float(value) >= -1e-9),
        Property("it is at most 1 bit", lambda value, p, q: float(value) <= 1 + 1e-9),
        Property("it is finite for every pair", lambda value, p, q: np.isfinite(float(value))),
    ),
    mistakes=(
        Mistake("halves missing", lambda p, q: 2 * information.js_divergence(p, q),
                "Both divergences are counted in full: laws that share nothing would be 2 bits apart. "
                "Each counts with weight 1/2."),
        Mistake("no middle: mean of the two KLs",
                lambda p, q: (information.kl_divergence(p, q) + information.kl_divergence(q, p)) / 2,
                "That averages KL(p || q) and KL(q || p), which is infinite as soon as one law has an outcome that the "
                "other lacks. Each law is compared with the mixture, not with the other law."),
        Mistake("no middle: sum of the two KLs",
                lambda p, q: information.kl_divergence(p, q) + information.kl_divergence(q, p),
                "That is the Jeffreys divergence. The Jensen-Shannon divergence compares each law with the mixture."),
        Mistake("one half only", lambda p, q: information.kl_divergence(p, np.add(p, q) / 2),
                "Only p is compared with the mixture. q has its half as well."),
        Mistake("mixture not halved",
                lambda p, q: _js_about(np.add)(p, q),
                "The mixture is p + q here, which sums to 2. A middle law needs (p + q) / 2."),
        Mistake("KL the wrong way round",
                lambda p, q: (information.kl_divergence(np.add(p, q) / 2, p)
                              + information.kl_divergence(np.add(p, q) / 2, q)) / 2,
                "Each KL has its arguments swapped: the mixture stands first, so the result can be infinite. "
                "The law comes first, the mixture second."),
        Mistake("square root", lambda p, q: math.sqrt(information.js_divergence(p, q)),
                "That is the Jensen-Shannon distance, the square root. (scipy's jensenshannon returns it as well.) "
                "The divergence comes without the root."),
        Mistake("nats", lambda p, q: information.js_divergence(p, q) * LN2,
                "That is the right quantity in nats: its largest value is 0.6931. In bits it is 1."),
        Mistake("geometric mean as the middle", _js_about(_geometric_middle),
                "The middle is the geometric mean, which is 0 wherever one law is. Use the arithmetic mean."),
        Mistake("weights 1/4 and 3/4", _skewed_js,
                "The two laws have different weights. Both count one half, in the mixture and in the average."),
        Mistake("0 log 0 is nan",
                lambda p, q: quiet(lambda: float(sum(np.sum(a * np.log2(a / (np.add(p, q) / 2))) / 2
                                                      for a in arrays(p, q)))),
                "An outcome of probability 0 gives 0 times log 0, which is nan for a computer. Its share is 0."),
        Mistake("entropies not halved",
                lambda p, q: information.entropy(np.add(p, q) / 2) - information.entropy(p) - information.entropy(q),
                "The entropies of p and q are subtracted in full. Each law counts one half."),
        Mistake("total variation", lambda p, q: float(np.abs(np.subtract(p, q)).sum() / 2),
                "That is the total variation distance. It has the same extremes, and other values in between."),
        Mistake("KL itself", information.kl_divergence,
                "That is KL(p || q). The Jensen-Shannon divergence compares each law with their mixture."),
    ),
    hints=("What is the law you draw from if a fair coin chooses between p and q?",
           "Compare p with that mixture, compare q with that mixture, and average.",
           "helpers.information has kl_divergence(p, q), in bits, with 0 log 0 = 0."),
    alternatives=(js_as_entropy_of_the_mixture, js_one_by_one), read='"A middle to compare with"',
)


# js_bound_chain ---------------------------------------------------------------------------------------------------


def js_bound_chain(p, q):
    """JSD <= each ratio to the mixture replaced by its largest value <= replaced by 2, in bits, shape (3,)."""
    p, q = arrays(p, q)
    middle = (p + q) / 2
    largest_p, largest_q = np.max(p[p > 0] / middle[p > 0]), np.max(q[q > 0] / middle[q > 0])
    return np.array([information.js_divergence(p, q), (np.log2(largest_p) + np.log2(largest_q)) / 2, 1.0])


def bound_chain_by_loop(p, q):
    largest, average = [], 0.0
    for law in (p, q):
        ratios = [(x, 2 * x / (a + b)) for x, a, b in zip(law, p, q, strict=True) if x > 0]
        average += sum(x * math.log2(ratio) for x, ratio in ratios) / 2
        largest.append(math.log2(max(ratio for _, ratio in ratios)))
    return [average, sum(largest) / 2, math.log2(2)]


def bound_chain_by_where(p, q):
    both = np.array(arrays(p, q))
    total = both.sum(axis=0)
    ratios = np.where(both > 0, 2 * both / np.where(total > 0, total, 1), 1e-300)
    return ((both * np.log2(ratios)).sum() / 2, np.log2(ratios.max(axis=1)).mean(), 1)


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
        Mistake("ratio without logarithm", _chain_with(
            second=lambda p, q, right: sum(r.max() for r in _ratios(p, q)) / 2),
                "The largest ratios are averaged without their logarithm."),
        Mistake("halves missing in the middle", _chain_with(second=lambda p, q, right: 2 * right[1]),
                "The middle link adds the two logarithms. Each law counts one half."),
        Mistake("average ratio", _chain_with(
            second=lambda p, q, right: sum(math.log2(np.mean(r)) for r in _ratios(p, q)) / 2),
                "The middle link uses the mean ratio. An upper bound needs the largest."),
        Mistake("2 already in the middle", _chain_with(second=lambda p, q, right: 1.0),
                "The middle link uses 2 for every ratio. That is the last link; the middle one has the largest ratio "
                "that really occurs."),
        Mistake("begins with 0", lambda p, q: np.array([0.0, information.js_divergence(p, q), 1.0]),
                "0 is the other bound. This chain begins with the divergence and goes up to 1 bit in two steps."),
        Mistake("last link 2", _chain_with(third=lambda p, q, right: 2.0),
                "The last link is 2, the ratio itself. The logarithm of it belongs there, averaged over both laws."),
        Mistake("nats", lambda p, q: js_bound_chain(p, q) * LN2,
                "The whole chain is in nats. It is asked in bits."),
        Mistake("reversed", lambda p, q: js_bound_chain(p, q)[::-1],
                "The chain stands the wrong way round: it begins with the divergence and grows."),
    ),
    hints=("Write the divergence as an average of log2 of two ratios, p/m and q/m.",
           "An average is never larger than the largest value that is averaged. Take that value for each law.",
           "p/m = 2p/(p + q). How large can that become, and what is its log2?"),
    alternatives=(bound_chain_by_loop, bound_chain_by_where), read='"Why it can never pass 1 bit"',
)


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
    alternatives=(
        lambda: (([1 / 3] * 3, [1 / 3] * 3), ([0.9, 0.1, 0, 0, 0], [0, 0, 0.2, 0.3, 0.5])),
        lambda: np.array([[[0.1, 0.2, 0.3, 0.4]] * 2, [[0.5, 0, 0.5, 0], [0, 0.25, 0, 0.75]]]),
    ),
    read='"When the bounds are attained"',
)


# js_joint ---------------------------------------------------------------------------------------------------------


def js_joint(p, q):
    """Joint law (2, K) of a fair coin and the sample it selects: row 0 is p / 2, row 1 is q / 2."""
    return np.array(arrays(p, q)) / 2


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
        Mistake("coin in the columns", lambda p, q: np.array([p, q]).T / 2,
                "The coin is in the columns. Here it is in the rows, shape (2, K)."),
        Mistake("product of the laws", lambda p, q: np.outer(p, q),
                "That is the joint law of two independent samples, one from each law. Here one sample is drawn, "
                "from the law the coin chose."),
        Mistake("rows swapped", lambda p, q: np.array([q, p]) / 2,
                "The rows are swapped: the first row belongs to p."),
        Mistake("independent of the coin", lambda p, q: np.array([np.add(p, q)] * 2) / 4,
                "Both rows are the mixture, as if the sample did not depend on the coin. Its information would be 0."),
    ),
    hints=("Joint = probability of the coin's side times probability of the sample given that side.",
           "Row 0 is the coin's side that selects p."),
    alternatives=(lambda p, q: np.stack(arrays(p, q)) * 0.5, lambda p, q: [[x / 2 for x in p], [x / 2 for x in q]]),
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
    alternatives=(lambda: ([0.2, 0.3, 0.5], [0.5, 0.5, 0.0]), lambda: np.array([[0.01, 0.99, 0], [0.0, 0.3, 0.7]])),
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
        Mistake("largest probability", lambda q: float(-np.log2(np.max(q))),
                "That is the surprise of the likeliest outcome. The furthest law sits on the least likely one."),
        Mistake("logarithm missing", lambda q: quiet(lambda: float(1 / np.min(q))),
                "That is one over the smallest probability. Its logarithm is missing."),
        Mistake("entropy", lambda q: information.entropy(q),
                "That is the entropy of q. The furthest law sits on a single outcome: which?"),
        Mistake("nats", lambda q: largest_kl(q) * LN2, "That is the right quantity in nats. It is asked in bits."),
        Mistake("uniform law", lambda q: information.kl_divergence(np.full(len(q), 1 / len(q)), q),
                "That is the divergence of the uniform law. A law on a single outcome can be further away."),
        Mistake("log K", lambda q: math.log2(len(q)),
                "log2 K is the bound for a uniform q only. It depends on the smallest probability of q."),
        Mistake("zeros left out", lambda q: float(-np.log2(np.min(q[q > 0]))),
                "The impossible outcome is left out. p may put mass there, and then KL is infinite."),
        Mistake("always infinite", lambda q: float("inf"),
                "KL has no bound that holds for every q. For a q without zeros on finitely many outcomes it has one."),
        Mistake("missing minus", lambda q: quiet(lambda: float(np.log2(np.min(q)))),
                "The logarithm of a probability is negative, and a divergence is not."),
    ),
    hints=("KL(p || q) averages log2(p/q) over p. Where would you put all of p's mass to make it large?",
           "A law on one outcome k has KL = log2(1 / q_k)."),
    alternatives=(
        lambda q: max(information.kl_divergence(point, q) for point in np.eye(len(q))),
        lambda q: np.max(information.surprisal(q)),
    ),
    read='"What can be said of KL"',
)

EXERCISES = (JS_DIVERGENCE, JS_BOUND_CHAIN, JS_EXTREMES, JS_JOINT, INFINITE_KL_WITH_OVERLAP, LARGEST_KL)
