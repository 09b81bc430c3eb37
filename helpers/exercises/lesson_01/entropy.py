"""Lesson 01, first part: surprisal, entropy, and codes."""

import math

import numpy as np

from helpers import information
from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.exercises.shared.common import quiet


def _distributions(rng, sizes=(2, 3, 5, 8)):
    """Random probability vectors, uneven enough to tell formulas apart."""
    return [rng.dirichlet(np.full(size, 0.7)) for size in sizes]


def plain(p):
    return np.asarray(p, dtype=float)


def bits(p):
    """-sum p log2 p of any weights, whether they sum to 1 or not."""
    return float(-np.sum(p[p > 0] * np.log2(p[p > 0])))


# surprisal --------------------------------------------------------------------------------------------------------


SURPRISAL = Exercise(
    name="surprisal", number="1.1", title="The surprise of an outcome", points=1, minutes=3, difficulty=1,
    reference=information.surprisal,
    cases=lambda rng: [
        case(np.array([0.5, 0.25]), note="one outcome in two is 1 bit of surprise, one in four is 2 bits"),
        case(np.array([1.0, 0.125]), note="a certain outcome has no surprise, one in eight has 3 bits"),
        *[case(p) for p in _distributions(rng)],
        case(np.array([[0.5, 0.25], [0.125, 0.125]]), note="one surprise for every entry of a table, in its shape"),
        case(np.array([0.0, 1.0]), note="an impossible outcome has infinite surprise"),
    ],
    properties=(Property("surprisal is never negative", lambda value, p: np.all(value >= 0)),),
    mistakes=(
        Mistake("scipy.special.entr", lambda p: quiet(lambda: np.where(plain(p) > 0, -plain(p) * np.log(plain(p)), 0)),
                "scipy.special.entr is -p ln p: the surprise already weighted, and in nats. Surprise is -log2 p."),
        Mistake("one minus p", lambda p: 1 - plain(p),
                "1 - p falls from certain to impossible, too, but two independent surprises must add up."),
        Mistake("weighted by p", lambda p: quiet(lambda: np.nan_to_num(-plain(p) * np.log2(plain(p)))),
                "That is the outcome's share of the entropy. The surprise of one outcome is not weighted."),
        Mistake("warning at zero", lambda p: -np.log2(plain(p)),
                "The values are right; only the zero needs care. Look at np.errstate, or compute where p > 0 only."),
    ),
    hints=("How much less likely is an outcome of 2 bits than one of 1 bit?",
           "numpy has np.log2. What is its value at 0, and what does it say aloud there?",
           "`with np.errstate(divide='ignore'):` silences the division warning inside its block."),
    quiet=True, read='"Surprise"',
)


# entropy ----------------------------------------------------------------------------------------------------------


ENTROPY = Exercise(
    name="entropy", number="1.2", title="Entropy is average surprise", points=2, minutes=5, difficulty=1,
    reference=information.entropy,
    cases=lambda rng: [
        case(np.array([0.5, 0.5]), note="a fair coin has 1 bit"),
        case(np.array([0.5, 0.25, 0.125, 0.125]), note="its surprises are 1, 2, 3, 3 bits: 1.75 bits on average"),
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
        Mistake("natural logarithm", lambda p: information.entropy(p) * math.log(2),
                "That is the right quantity in nats: the logarithm is the natural one."),
        Mistake("probabilities taken for samples",
                lambda p: bits(np.unique(np.asarray(p), return_counts=True)[1] / np.size(p)),
                "The probabilities are taken for samples, as infomeasure.entropy, pyitlib's entropy and npeet's "
                "entropyd do: to them (0.5, 0.5) is one symbol, twice."),
        Mistake("sum of surprises", lambda p: float(np.sum(information.surprisal(p))),
                "The surprises are added, but not weighted: each one counts as often as its outcome happens."),
        Mistake("plain mean of surprises", lambda p: float(np.mean(information.surprisal(p[p > 0]))),
                "That average treats all outcomes as equally frequent. Weight each surprise by its probability."),
        Mistake("log of the sum", lambda p: float(-np.log2(np.sum(plain(p) ** 2))),
                "The logarithm stands outside the average here (that is the Rényi entropy of order 2). "
                "Average the surprises, not the probabilities."),
    ),
    hints=("Average surprise: each outcome's surprise, as often as it happens.",
           "Two arrays of the same length: multiply, then sum.",
           "p[p > 0] keeps the outcomes that can happen."),
    read='"Units" and "Average surprise"',
)


# shannon_code_lengths ---------------------------------------------------------------------------------------------


def _lengths(p, rounding):
    return np.where(plain(p) > 0, rounding(-np.log2(np.maximum(plain(p), 1e-300))), 0).astype(int)


SHANNON_CODE_LENGTHS = Exercise(
    name="shannon_code_lengths", number="1.3", title="Code lengths that surprise dictates", points=1, minutes=4,
    difficulty=2, reference=information.shannon_code_lengths,
    cases=lambda rng: [
        case(np.array([0.5, 0.25, 0.125, 0.125]), note="powers of 1/2 need exactly 1, 2, 3, 3 bits"),
        case(np.array([0.24, 0.76]), note="a surprise of 2.06 bits needs 3 bits, one of 0.40 needs 1"),
        case(np.array([0.4, 0.3, 0.2, 0.1]), note="surprises 1.32, 1.74, 2.32, 3.32 round up to 2, 2, 3, 4"),
        *[case(p) for p in _distributions(rng)],
        case(np.array([0.75, 0.25, 0.0]), note="an outcome that never happens gets no code word: length 0"),
    ],
    properties=(
        Property("code lengths are whole numbers", lambda value, p: np.all(np.asarray(value) == np.round(value))),
        Property("the lengths satisfy Kraft's inequality, sum of 2^-length at most 1",
                 lambda value, p: np.sum(2.0 ** -np.asarray(value, dtype=float)[plain(p) > 0]) <= 1 + 1e-12),
    ),
    mistakes=(
        Mistake("rounded down", lambda p: _lengths(p, np.floor),
                "Rounding down makes code words too short: there are not enough of them (Kraft's inequality breaks)."),
        Mistake("rounded to nearest", lambda p: _lengths(p, np.round),
                "Rounding to the nearest whole number is too short for some outcomes. Round up."),
        Mistake("not rounded", lambda p: np.where(plain(p) > 0, -np.log2(np.maximum(plain(p), 1e-300)), 0),
                "These are the surprises themselves. A code word has a whole number of bits."),
        Mistake("natural logarithm", lambda p: np.where(
            plain(p) > 0, np.ceil(-np.log(np.maximum(plain(p), 1e-300))), 0).astype(int),
                "The lengths are those of nats. A binary code needs the logarithm to base 2."),
        Mistake("one bit too many", lambda p: _lengths(p, lambda x: np.floor(x) + 1),
                "floor + 1 is one bit too long where the surprise is a whole number already."),
        Mistake("infinity as an integer", lambda p: quiet(lambda: np.ceil(-np.log2(plain(p))).astype(int)),
                "The surprise of an impossible outcome is infinite, and no integer is: the conversion makes a nonsense "
                "number of it. Put 0 there first."),
        Mistake("fixed length", lambda p: np.full(len(p), math.ceil(math.log2(len(p)))),
                "That is a code of fixed length. Frequent outcomes should get shorter words."),
    ),
    hints=("How long should the word of an outcome be whose surprise is 2.3 bits?", "np.ceil rounds up."),
    read='"A code that pays for surprise"',
)


EXERCISES = (SURPRISAL, ENTROPY, SHANNON_CODE_LENGTHS)
