"""Lesson 09, last part: fifty categories become ten, and a prior is put in the order of the digits."""

import numpy as np

from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.gan import fine_categories, learned_prior
from helpers.information import mutual_information

# several_moves ----------------------------------------------------------------------------------------------------

TWO_PAIRS = np.array([[0.2, 0.05, 0.0], [0.05, 0.2, 0.0], [0.0, 0.0, 0.5]])
LEAKY = np.array([[0.4, 0.1], [0.1, 0.4]])


def _random_joint(rng, count, symmetric=True):
    """A table whose entries on the diagonal are large: most moves change no category."""
    joint = rng.dirichlet(np.full(count * count, 0.7)).reshape(count, count) + np.diag(rng.uniform(0.05, 0.3, count))
    joint = (joint + joint.T) / 2 if symmetric else joint
    return joint / joint.sum()


def _conditional(joint):
    return joint / joint.sum(axis=1, keepdims=True)


def _power(joint, moves):
    return np.linalg.matrix_power(joint, moves)


SEVERAL_MOVES = Exercise(
    name="several_moves", number="9.9", title="Moved again and again", points=2, minutes=10, difficulty=3,
    reference=fine_categories.several_moves,
    cases=lambda rng: [
        case(LEAKY, 2, note="a fifth changes at each move. After two, 0.8 * 0.8 + 0.2 * 0.2 = 0.68 of each half is "
                            "where it began: 0.34"),
        case(TWO_PAIRS, 3, note="nothing ever comes from or to the last category: 0.5 stays there"),
        *[case(_random_joint(rng, count, symmetric), moves)
          for count, moves, symmetric in ((3, 4, True), (4, 2, True), (3, 3, False), (5, 4, False))],
        case(_random_joint(rng, 3), 1, note="after one move the table is the given one"),
    ],
    properties=(
        Property("a joint table adds up to 1", lambda value, *_: abs(np.sum(value) - 1) < 1e-6),
        Property("the shares at the start stay as they are",
                 lambda value, joint, moves: np.allclose(np.sum(value, axis=1), joint.sum(axis=1))),
    ),
    mistakes=(
        Mistake("power of the joint table", lambda joint, moves: _power(joint, moves),
                "The joint table itself is multiplied. A move is a conditional table: each row divided by its sum."),
        Mistake("power, then made to add up to 1", lambda joint, moves: _power(joint, moves)
                / _power(joint, moves).sum(),
                "The power of the joint table is rescaled. The rows are divided by their sums before the power."),
        Mistake("power of each entry", lambda joint, moves: joint**moves,
                "Each entry is raised to the power. Two moves pass through any category: a product of matrices."),
        Mistake("power of each conditional entry", lambda joint, moves: joint.sum(axis=1, keepdims=True)
                * _conditional(joint)**moves,
                "Each entry is raised to the power by itself. Use np.linalg.matrix_power."),
        Mistake("columns divided", lambda joint, moves: joint.sum(axis=1, keepdims=True)
                * _power(joint / joint.sum(axis=0, keepdims=True), moves),
                "Columns are divided by their sums. A row is where a picture was, so each row is divided by its own."),
        Mistake("share of the columns", lambda joint, moves: joint.sum(axis=0) * _power(_conditional(joint), moves),
                "The shares multiply the columns. They belong to the start, the rows: share[:, None]."),
        Mistake("start forgotten", lambda joint, moves: np.outer(joint.sum(axis=1), joint.sum(axis=0)),
                "That is the table after very many moves, if everything mixes: start and end are independent."),
        Mistake("times the number of moves", lambda joint, moves: moves * joint,
                "The table is multiplied with the number of moves. Then it adds up to more than 1."),
    ),
    hints=("One move: from category i, category j is reached with probability joint[i, j] / (sum of row i).",
           "Several moves: the power of that matrix, np.linalg.matrix_power.",
           "Multiply row i with the share of category i, and it is a joint table again."),
    read='"Walk further"',
)


# cheapest_merge ---------------------------------------------------------------------------------------------------


def _pairs(joint):
    return [(i, j) for j in range(len(joint)) for i in range(j)]


def _terms(joint):
    """p ln p, 0 where p is 0."""
    return joint * np.log(np.where(joint > 0, joint, 1))


def _best(score):
    return lambda joint: max(_pairs(joint), key=lambda pair: score(joint, *pair))


def _after(joint, i, j):
    return mutual_information(fine_categories.merged(joint, i, j))


def _share(joint, *places):
    return joint.sum(axis=1)[list(places)]


SMALL_AND_APART = np.array([
    [0.20, 0.15, 0.00, 0.00, 0.00],
    [0.15, 0.20, 0.00, 0.00, 0.00],
    [0.00, 0.00, 0.02, 0.00, 0.00],
    [0.00, 0.00, 0.00, 0.02, 0.00],
    [0.00, 0.00, 0.00, 0.00, 0.26],
])

EVERY_RULE_OF_THUMB_FAILS = np.array(
    [[13, 3, 2, 3, 2], [3, 7, 3, 0, 1], [2, 3, 14, 1, 2], [3, 0, 1, 30, 1], [2, 1, 2, 1, 0]]) / 100

CHEAPEST_MERGE = Exercise(
    name="cheapest_merge", number="9.10", title="The merging that loses least", points=2, minutes=10, difficulty=3,
    reference=fine_categories.cheapest_merge,
    cases=lambda rng: [
        case(np.array([[0.10, 0.10, 0.0], [0.10, 0.10, 0.0], [0.0, 0.0, 0.6]]),
             note="categories 0 and 1 are exchanged at random: merging them loses nothing"),
        case(np.array([[0.6, 0.0, 0.0], [0.0, 0.05, 0.05], [0.0, 0.05, 0.25]]),
             note="0.5740 bits are lost with (0, 1), 0.9100 with (0, 2), 0.0295 with (1, 2)"),
        case(SMALL_AND_APART, note="categories 0 and 1 change places almost freely: merging them loses 0.0103 bits. "
                                   "2 and 3 are small, but they never change places: 0.04 bits"),
        case(EVERY_RULE_OF_THUMB_FAILS, note="0.0430 bits are lost with (0, 4), 0.0573 with (2, 4)"),
        *[case(_random_joint(rng, count)) for count in (4, 5, 6, 5, 6, 7)],
    ],
    properties=(
        Property("two different categories are named, the smaller first",
                 lambda value, joint: 0 <= int(value[0]) < int(value[1]) < len(joint)),
    ),
    mistakes=(
        Mistake("most lost", _best(lambda joint, i, j: -_after(joint, i, j)),
                "That pair loses the most information. The one that loses least keeps most of it."),
        Mistake("largest exchange", _best(lambda joint, i, j: joint[i, j]),
                "That pair has the largest entry off the diagonal. Large categories have large entries anyway: compare "
                "the information before and after."),
        Mistake("largest exchange for its size", _best(lambda joint, i, j: joint[i, j]
                                                       / (_share(joint, i)[0] * _share(joint, j)[0])),
                "That pair is exchanged most often compared with chance. What does the merging lose, in bits?"),
        Mistake("two smallest", _best(lambda joint, i, j: -_share(joint, i, j).sum()),
                "These are the two smallest categories. A small one may be a rare digit."),
        Mistake("two largest", _best(lambda joint, i, j: _share(joint, i, j).sum()),
                "These are the two largest categories. Compare the information before and after."),
        Mistake("most entropy left", _best(lambda joint, i, j: -float(_terms(
            fine_categories.merged(joint, i, j)).sum())),
                "That pair leaves the most joint entropy. What counts is the mutual information."),
        Mistake("largest diagonal", _best(lambda joint, i, j: joint[i, i] + joint[j, j]),
                "These two have the most moves that change nothing. Compare the information before and after."),
        Mistake("nearest rows", _best(lambda joint, i, j: -np.abs(joint[i] - joint[j]).sum()),
                "These are the two rows that differ least. Rows of small categories differ little because they are "
                "small: compare the information before and after."),
        Mistake("information in place of the pair", lambda joint: max(_after(joint, i, j) for i, j in _pairs(joint)),
                "That is the information that is left. Return the pair itself."),
        Mistake("neighbours only", lambda joint: max(((i, i + 1) for i in range(len(joint) - 1)),
                                                     key=lambda pair: _after(joint, *pair)),
                "Only neighbouring numbers are compared. The numbers of the categories mean nothing: try all pairs."),
    ),
    hints=("mutual_information(merged(joint, i, j)) is what is left after merging i and j.",
           "Try all pairs with i < j, and keep the one with the most left: max(pairs, key=...)."),
    read='"Ten of fifty"',
)


# proportions_by_digit ---------------------------------------------------------------------------------------------


CYCLE = np.array([1, 2, 0, 4, 5, 3, 9, 6, 7, 8])
SHARES = np.array([0.3, 0.05, 0.15, 0.02, 0.08, 0.1, 0.12, 0.06, 0.09, 0.03])

PROPORTIONS_BY_DIGIT = Exercise(
    name="proportions_by_digit", number="9.11", title="Whose share is it?", points=1, minutes=6, difficulty=2,
    reference=learned_prior.proportions_by_digit,
    cases=lambda rng: [
        case(SHARES, CYCLE, note="category 0 is the ones, so its 0.3 stands at place 1; category 2 is the zeros, so "
                                 "its 0.15 stands at place 0"),
        *[case(rng.dirichlet(np.full(10, 2.0)), np.roll(rng.permutation(10), 1)) for _ in range(3)],
        case(SHARES, np.arange(10), note="category k is digit k: nothing moves"),
    ],
    properties=(Property("the same shares, in another order",
                         lambda value, prior, matching: np.allclose(np.sort(value), np.sort(prior))),),
    mistakes=(
        Mistake("other way round", lambda prior, matching: np.asarray(prior)[matching],
                "prior[matching] takes, at place k, the share of category matching[k]. But matching[k] is a digit: it "
                "is the place where the share goes."),
        Mistake("order of the categories", lambda prior, matching: np.array(prior),
                "The shares stand in the order of the categories. Category 0 is not digit 0."),
        Mistake("the matching itself", lambda prior, matching: np.array(matching),
                "That is the matching. Return the shares."),
        Mistake("category of each digit", lambda prior, matching: np.argsort(matching),
                "That is the category of each digit. Return its share."),
    ),
    hints=("matching[k] is the digit of category k. Where does the share of category k go?",
           "Make an array of zeros, and assign all shares at once: ordered[matching] = prior."),
    read='"Whose share is it?"',
)

EXERCISES = (SEVERAL_MOVES, CHEAPEST_MERGE, PROPORTIONS_BY_DIGIT)
