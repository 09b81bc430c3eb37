"""Lesson 04: the Jensen-Shannon divergence, its bounds, and the game whose value it is."""

import math

import numpy as np

from helpers import information
from helpers.checking.exercise import Exercise, Mistake, Property, case

LN2 = math.log(2)
LN4 = math.log(4)
HALF_OVERLAP = (np.array([0.5, 0.5, 0.0]), np.array([0.0, 0.5, 0.5]))
DISJOINT = (np.array([0.75, 0.25, 0.0, 0.0]), np.array([0.0, 0.0, 0.5, 0.5]))
EQUAL = (np.array([0.2, 0.3, 0.5]), np.array([0.2, 0.3, 0.5]))
POINT_AND_COIN = (np.array([1.0, 0.0]), np.array([0.5, 0.5]))


def _random_pairs(rng, sizes=(2, 3, 5, 8)):
    return [(rng.dirichlet(np.full(size, 0.8)), rng.dirichlet(np.full(size, 0.8))) for size in sizes]


def _arrays(*values):
    return tuple(np.asarray(value, dtype=float) for value in values)


def _quiet(compute):
    with np.errstate(all="ignore"):
        return compute()


def _plogq(p, q):
    """sum p ln q with 0 log 0 = 0; -inf where p has mass and q has none."""
    p, q = _arrays(p, q)
    return _quiet(lambda: float(np.sum(np.where(p > 0, p * np.log(q), 0.0))))


# js_divergence ----------------------------------------------------------------------------------------------------


def js_as_entropy_of_the_mixture(p, q):
    p, q = _arrays(p, q)
    return information.entropy((p + q) / 2) - (information.entropy(p) + information.entropy(q)) / 2


def js_one_by_one(p, q):
    total = 0.0
    for a, b in zip(*_arrays(p, q), strict=True):
        total += sum(x / 2 * math.log2(2 * x / (a + b)) for x in (a, b) if x > 0)
    return total


def _js_about(middle):
    """The two halves of a JSD about another middle, in bits."""
    return lambda p, q: (_plogq(p, p) - _plogq(p, middle(p, q)) + _plogq(q, q) - _plogq(q, middle(p, q))) / 2 / LN2


def _geometric_middle(p, q):
    middle = np.sqrt(np.multiply(p, q))
    return middle / middle.sum() if middle.sum() > 0 else middle


def _skewed_js(p, q):
    p, q = _arrays(p, q)
    middle = p / 4 + 3 * q / 4
    return information.kl_divergence(p, middle) / 4 + 3 * information.kl_divergence(q, middle) / 4


JS_DIVERGENCE = Exercise(
    name="js_divergence", number="4.1", title="The Jensen-Shannon divergence", points=2, minutes=6, difficulty=2,
    reference=information.js_divergence,
    cases=lambda rng: [
        case(*HALF_OVERLAP, note="half of the probability is shared: 0.5 bit"),
        case(*POINT_AND_COIN, note="a certain outcome against a fair coin: 0.3113 bit"),
        *[case(p, q) for p, q in _random_pairs(rng)],
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
                lambda p, q: _quiet(lambda: float(sum(np.sum(a * np.log2(a / (np.add(p, q) / 2))) / 2
                                                      for a in _arrays(p, q)))),
                "An outcome of probability 0 gives 0 times log 0, which is nan for a computer. Its share is 0."),
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
    p, q = _arrays(p, q)
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
    both = np.array(_arrays(p, q))
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
    p, q = _arrays(p, q)
    middle = (p + q) / 2
    return p[p > 0] / middle[p > 0], q[q > 0] / middle[q > 0]


JS_BOUND_CHAIN = Exercise(
    name="js_bound_chain", number="4.2", title="The proof of the upper bound, in numbers", points=2, minutes=8,
    difficulty=3, reference=js_bound_chain,
    cases=lambda rng: [
        case(np.array([0.75, 0.25]), np.array([0.25, 0.75]),
             note="the largest ratio is 1.5 for both laws, so the middle link is log2(1.5) = 0.5850 bit"),
        case(*HALF_OVERLAP, note="the largest ratio is already 2 for both laws: 0.5, 1, 1"),
        *[case(p, q) for p, q in _random_pairs(rng)],
        case(*POINT_AND_COIN, note="the ratios of q are 2/3 and 2: the largest of p is 4/3, of q 2"),
        case(*EQUAL, note="all ratios are 1: the first two links are 0"),
    ],
    properties=(
        Property("no link of the chain is smaller than the one before",
                 lambda value, p, q: np.all(np.diff(np.asarray(value, dtype=float)) >= -1e-9)),
    ),
    mistakes=(
        Mistake("ratio of p to q", _chain_with(second=lambda p, q, right: _quiet(lambda: float(
            (np.log2(np.max(_arrays(p)[0][p > 0] / _arrays(q)[0][p > 0]))
             + np.log2(np.max(_arrays(q)[0][q > 0] / _arrays(p)[0][q > 0]))) / 2))),
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
        Mistake("last link 2", _chain_with(third=lambda p, q, right: 2.0),
                "The last link is 2, the ratio itself. Its logarithm to base 2 belongs there, averaged over both laws."),
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
                "The first pair holds the same numbers in another order. The outcomes matter: those are different laws."),
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
    return np.array(_arrays(p, q)) / 2


JS_JOINT = Exercise(
    name="js_joint", number="4.4", title="A coin and the sample it selects", points=1, minutes=4, difficulty=2,
    reference=js_joint,
    cases=lambda rng: [
        case(np.array([0.2, 0.3, 0.5]), np.array([0.6, 0.4, 0.0]),
             note="the coin shows heads and the first outcome follows with probability 1/2 * 0.2 = 0.1"),
        case(np.array([1.0, 0.0]), np.array([0.75, 0.25]), note="rows [0.5, 0] and [0.375, 0.125]"),
        *[case(p, q) for p, q in _random_pairs(rng)],
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
    alternatives=(lambda p, q: np.stack(_arrays(p, q)) * 0.5, lambda p, q: [[x / 2 for x in p], [x / 2 for x in q]]),
    read='"A guessing game"',
)


# infinite_kl_with_overlap -----------------------------------------------------------------------------------------


def infinite_kl_with_overlap():
    """(p, q) with KL(p || q) = inf although some outcome is possible under both."""
    return np.array([0.5, 0.5]), np.array([1.0, 0.0])


def _pair_of(value):
    p, q = _arrays(*value)
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
    smallest = np.min(_arrays(q)[0])
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
        Mistake("nats", lambda q: largest_kl(q) * LN2, "That is the right quantity in nats. It is asked in bits."),
        Mistake("uniform law", lambda q: information.kl_divergence(np.full(len(q), 1 / len(q)), q),
                "That is the divergence of the uniform law. A law on a single outcome can be further away."),
        Mistake("log K", lambda q: math.log2(len(q)),
                "log2 K is the bound for a uniform q only. It depends on the smallest probability of q."),
        Mistake("zeros left out", lambda q: float(-np.log2(np.min(q[q > 0]))),
                "The impossible outcome is left out. p may put mass there, and then KL is infinite."),
        Mistake("always infinite", lambda q: float("inf"),
                "KL has no bound that holds for every q. For a q without zeros on finitely many outcomes it has one."),
        Mistake("missing minus", lambda q: _quiet(lambda: float(np.log2(np.min(q)))),
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


# optimal_discriminator --------------------------------------------------------------------------------------------


def optimal_discriminator(p, q):
    """p / (p + q), the probability that a sample is real; 0.5 where both are 0. Shape (K,)."""
    p, q = _arrays(p, q)
    return np.divide(p, p + q, out=np.full(p.shape, 0.5), where=p + q > 0)


def discriminator_by_loop(p, q):
    return [a / (a + b) if a + b > 0 else 0.5 for a, b in zip(p, q, strict=True)]


def discriminator_by_bayes(p, q):
    joint = js_joint(p, q)
    evidence = joint.sum(axis=0)
    return np.where(evidence > 0, joint[0] / np.where(evidence > 0, evidence, 1), 0.5)


OPTIMAL_DISCRIMINATOR = Exercise(
    name="optimal_discriminator", number="4.7", title="The best possible discriminator", points=2, minutes=6,
    difficulty=2, reference=optimal_discriminator, quiet=True,
    cases=lambda rng: [
        case(np.array([0.75, 0.25]), np.array([0.25, 0.75]), note="three of four first outcomes are real: D = 0.75"),
        case(*HALF_OVERLAP, note="certainly real, undecided, certainly generated: 1, 0.5, 0"),
        *[case(p, q) for p, q in _random_pairs(rng)],
        case(np.array([0.5, 0.5, 0.0, 0.0]), np.array([0.1, 0.4, 0.5, 0.0]),
             note="the last outcome never happens, so D is 0.5 there by convention"),
    ],
    properties=(Property("D is a probability", lambda value, p, q: np.all((value >= 0) & (value <= 1))),),
    mistakes=(
        Mistake("generated, not real", lambda p, q: optimal_discriminator(q, p),
                "That is the probability that the sample was generated. D is the probability that it is real."),
        Mistake("ratio p/q", lambda p, q: _quiet(lambda: np.divide(p, q)),
                "p/q is a ratio of laws, not a probability: it has no upper bound. Compare p with p + q."),
        Mistake("one half everywhere", lambda p, q: np.full(len(p), 0.5),
                "One half everywhere is the best D only where p and q are equal."),
        Mistake("hard decision", lambda p, q: np.where(np.asarray(p) > q, 1.0, np.where(np.asarray(p) == q, 0.5, 0.0)),
                "That is the likelier answer, 0 or 1. The game rewards the probability itself."),
        Mistake("nan where nothing happens", lambda p, q: _quiet(lambda: p / (p + q)),
                "Where p and q are both 0 the formula is 0/0. Every D is equally good there; return 0.5."),
        Mistake("zero where nothing happens", lambda p, q: p / np.where(p + q > 0, p + q, 1),
                "Where p and q are both 0 you return 0, as if it were certainly generated. Return 0.5 there."),
        Mistake("divided by the mixture", lambda p, q: np.where(p + q > 0, 2 * optimal_discriminator(p, q), 0.5),
                "p is divided by (p + q) / 2, so D reaches 2. That is the ratio of the JSD's proof; D is half of it."),
        Mistake("softmax of the laws", lambda p, q: 1 / (1 + np.exp(q - p)),
                "The laws themselves go through a sigmoid here. The logit of the best D is ln p - ln q."),
    ),
    hints=("Of all samples with this outcome, what share is real?",
           "For one outcome, maximise p ln d + q ln(1 - d): set its slope p/d - q/(1 - d) to zero.",
           "np.divide has `where` and `out` for entries that must not be divided."),
    alternatives=(discriminator_by_loop, discriminator_by_bayes), read='"The best discriminator"',
)


# gan_value --------------------------------------------------------------------------------------------------------


def gan_value(p, q, d):
    """V = sum p ln d + sum q ln(1 - d), in nats; 0 ln 0 = 0, -inf where D is surely wrong."""
    return _plogq(p, d) + _plogq(q, 1 - np.asarray(d, dtype=float))


def value_by_loop(p, q, d):
    total = 0.0
    for a, b, x in zip(p, q, d, strict=True):
        for weight, chance in ((a, x), (b, 1 - x)):
            if weight > 0:
                total += weight * math.log(chance) if chance > 0 else -math.inf
    return total


def value_by_special_function(p, q, d):
    from scipy.special import xlog1py, xlogy

    return np.sum(xlogy(p, d)) + np.sum(xlog1py(q, -np.asarray(d)))


def _discriminators(rng):
    return [(*pair, rng.uniform(0.05, 0.95, size=len(pair[0]))) for pair in _random_pairs(rng)]


GAN_VALUE = Exercise(
    name="gan_value", number="4.8", title="The value of the game", points=2, minutes=6, difficulty=2,
    reference=gan_value,
    cases=lambda rng: [
        case(np.array([0.75, 0.25]), np.array([0.25, 0.75]), np.array([0.5, 0.5]),
             note="a discriminator that always says 0.5 scores 2 ln 0.5 = -1.3863"),
        case(np.array([0.75, 0.25]), np.array([0.25, 0.75]), np.array([0.8, 0.1]),
             note="0.75 ln 0.8 + 0.25 ln 0.1 + 0.25 ln 0.2 + 0.75 ln 0.9 = -1.2244"),
        *[case(*triple) for triple in _discriminators(rng)],
        case(*HALF_OVERLAP, np.array([1.0, 0.5, 0.0]), note="certain and right where it can be: ln 0.5 = -0.6931"),
        case(*HALF_OVERLAP, np.array([0.0, 0.5, 0.0]), note="a real sample called surely generated costs everything"),
    ],
    properties=(
        Property("the value is never positive", lambda value, p, q, d: float(value) <= 1e-9),
        Property("no D does better than p / (p + q)",
                 lambda value, p, q, d: float(value) <= gan_value(p, q, optimal_discriminator(p, q)) + 1e-9),
    ),
    mistakes=(
        Mistake("bits", lambda p, q, d: gan_value(p, q, d) / LN2,
                "That is the right quantity in bits. From here on everything is in nats, the natural logarithm."),
        Mistake("loss, not value", lambda p, q, d: -gan_value(p, q, d),
                "That is the discriminator's loss, which it minimises. The value V, which is negative, is what it maximises."),
        Mistake("D and 1 - D swapped", lambda p, q, d: gan_value(q, p, d),
                "ln D belongs to the real samples, ln(1 - D) to the generated ones. Here it is the other way round."),
        Mistake("real part only", lambda p, q, d: _plogq(p, d),
                "Only the real samples count here. The generated ones add their share."),
        Mistake("generated part subtracted",
                lambda p, q, d: _quiet(lambda: _plogq(p, d) - _plogq(q, 1 - np.asarray(d))),
                "The generated part is subtracted. The value adds both logarithms."),
        Mistake("halved", lambda p, q, d: gan_value(p, q, d) / 2,
                "That is the mean over the two kinds of samples. The value is the sum of two averages."),
        Mistake("0 log 0 is nan",
                lambda p, q, d: _quiet(lambda: float(np.sum(p * np.log(d)) + np.sum(q * np.log(1 - np.asarray(d))))),
                "0 times ln 0 is nan for a computer. Where a law has no mass it adds nothing."),
        Mistake("small number inside the logarithm",
                lambda p, q, d: float(np.sum(p * np.log(d + 1e-8)) + np.sum(q * np.log(1 - d + 1e-8))),
                "A small number inside the logarithm hides that a sure and wrong discriminator scores -inf."),
        Mistake("ln D for both", lambda p, q, d: _plogq(p, d) - _plogq(q, d),
                "The generated samples are scored with -ln D. The game of this lesson uses ln(1 - D)."),
    ),
    hints=("Two averages: ln D over real samples, ln(1 - D) over generated ones.",
           "An average over a law is a sum weighted by its probabilities.",
           "Sum over the outcomes where the law has mass, so that 0 ln 0 never happens. np.log(0) is -inf, "
           "which is what you want where a law does have mass."),
    alternatives=(value_by_loop, value_by_special_function), read='"The game"',
)


# value_shortfall --------------------------------------------------------------------------------------------------


def value_shortfall(p, q, d):
    """sum (p + q) KL(Bernoulli(D*) || Bernoulli(d)), in nats: what d loses against the best discriminator D*."""
    p, q, d = _arrays(p, q, d)
    best = optimal_discriminator(p, q)
    with np.errstate(divide="ignore", invalid="ignore"):
        per_outcome = (np.where(best > 0, best * np.log(best / d), 0)
                       + np.where(best < 1, (1 - best) * np.log((1 - best) / (1 - d)), 0))
    return float(np.sum((p + q) * per_outcome))


def shortfall_by_difference(p, q, d):
    return gan_value(p, q, optimal_discriminator(p, q)) - gan_value(p, q, d)


def shortfall_by_loop(p, q, d):
    coins = [(a + b, a / (a + b), x) for a, b, x in zip(p, q, d, strict=True) if a + b > 0]
    return sum(mass * information.kl_divergence([best, 1 - best], [x, 1 - x]) * LN2 for mass, best, x in coins)


def _shortfall_with(weights, divergence):
    """A shortfall with another weight per outcome, or another divergence of coins."""
    def answer(p, q, d):
        p, q, d = _arrays(p, q, d)
        best = optimal_discriminator(p, q)
        return _quiet(lambda: float(np.sum(weights(p, q) * divergence(best, d))))
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
        *[case(*triple) for triple in _discriminators(rng)],
        case(*HALF_OVERLAP, np.array([0.9, 0.5, 0.2]),
             note="0.5 ln(1/0.9) + 0 + 0.5 ln(1/0.8) = 0.1643"),
    ],
    properties=(Property("a shortfall is never negative", lambda value, p, q, d: float(value) >= -1e-9),),
    mistakes=(
        Mistake("arguments of KL swapped", _shortfall_with(np.add, lambda best, d: _coin_kl(d, best)),
                "The two coins are swapped: d stands first. The best discriminator is the truth, so it comes first."),
        Mistake("not weighted", _shortfall_with(lambda p, q: np.ones_like(p), _coin_kl),
                "Every outcome counts alike here. It counts as often as it happens, with p + q."),
        Mistake("weighted by the mixture", _shortfall_with(lambda p, q: (p + q) / 2, _coin_kl),
                "The weights are those of the mixture, (p + q) / 2. The value sums two averages: the weight is p + q."),
        Mistake("real part only",
                _shortfall_with(np.add, lambda best, d: np.where(best > 0, best * np.log(best / d), 0)),
                "Only the half of each coin that says real is compared. The other half, 1 - D, belongs to it."),
        Mistake("bits", lambda p, q, d: value_shortfall(p, q, d) / LN2,
                "That is the right quantity in bits. It is asked in nats."),
        Mistake("sign", lambda p, q, d: -value_shortfall(p, q, d),
                "The sign is turned: the shortfall is the best value minus the value of d."),
        Mistake("squared error", _shortfall_with(np.add, lambda best, d: (best - d) ** 2),
                "The squared difference also vanishes at the best discriminator, but it is not what the value loses."),
    ),
    hints=("For one outcome, (p + q) is its mass and D* = p / (p + q) the true share of real samples.",
           "The loss of a forecast d for a coin that is really D* is the KL divergence between the two coins.",
           "KL of two coins: D* ln(D*/d) + (1 - D*) ln((1 - D*)/(1 - d)). Weight with p + q and sum."),
    alternatives=(shortfall_by_difference, shortfall_by_loop), read='"The best discriminator"',
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
        *[case(p, q) for p, q in _random_pairs(rng)],
        case(*DISJOINT, note="a perfect discriminator scores 0"),
    ],
    properties=(
        Property("the value lies between -ln 4 and 0", lambda value, p, q: -LN4 - 1e-9 <= float(value) <= 1e-9),
    ),
    mistakes=(
        Mistake("factor 2 lost", lambda p, q: information.js_divergence(p, q) * LN2 - LN2,
                "That is half the value. Each of the two averages has its own divergence and its own ln 2."),
        Mistake("ln 2 for ln 4", lambda p, q: 2 * information.js_divergence(p, q) * LN2 - LN2,
                "One ln 2 is missing: there is one in the real part and one in the generated part, together ln 4."),
        Mistake("bits and nats mixed", lambda p, q: 2 * information.js_divergence(p, q) - LN4,
                "The divergence is in bits and ln 4 in nats. Multiply the bits by ln 2."),
        Mistake("constant left out", lambda p, q: 2 * information.js_divergence(p, q) * LN2,
                "That is 0 for equal laws, but nobody scores 0 when nothing can be told apart. A constant is missing."),
        Mistake("D = 1/2", lambda p, q: -LN4,
                "-ln 4 is the value for equal laws only. Elsewhere the best discriminator does better."),
        Mistake("constant added", lambda p, q: 2 * information.js_divergence(p, q) * LN2 + LN4,
                "The constant has the wrong sign: a sum of logarithms of probabilities is never positive."),
        Mistake("divergence counted once", lambda p, q: information.js_divergence(p, q) * LN2 - LN4,
                "The divergence counts once here. It is the mean of two KL divergences, and the value is their sum."),
        Mistake("bits", lambda p, q: gan_value_at_optimum(p, q) / LN2,
                "That is the right quantity in bits. It is asked in nats."),
    ),
    hints=("Put D* = p/(p + q) into the value, and look at p/(p + q) = (p/m) / 2.",
           "ln((p/m)/2) = ln(p/m) - ln 2. What do the two averages of ln(p/m) and ln(q/m) add up to?",
           "js_divergence is in bits; multiply by ln 2."),
    alternatives=(
        lambda p, q: gan_value(p, q, optimal_discriminator(p, q)),
        lambda p, q: -2 * LN2 * information.conditional_entropy(js_joint(p, q).T),
    ),
    read='"What the value measures"',
)

EXERCISES = (
    JS_DIVERGENCE, JS_BOUND_CHAIN, JS_EXTREMES, JS_JOINT, INFINITE_KL_WITH_OVERLAP, LARGEST_KL, OPTIMAL_DISCRIMINATOR,
    GAN_VALUE, VALUE_SHORTFALL, GAN_VALUE_AT_OPTIMUM,
)
