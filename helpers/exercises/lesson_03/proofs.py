"""Lesson 03, second part: the numbers and lines behind PRML 1.31, 1.39 and 1.41."""

import math

import numpy as np

from helpers import information
from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.checking.probes import plain as probes
from helpers.exercises.shared.joint_tables import (
    BISHOP,
    COIN_OR_CERTAIN,
    MACKAY,
    bits,
    h_x,
    h_x_given_y,
    h_y,
    h_y_given_x,
    mutual,
    random_tables,
    reversed_divergence,
)

# bishop_table -----------------------------------------------------------------------------------------------------

SIX = ("H[x]", "H[y]", "H[y|x]", "H[x|y]", "H[x,y]", "I[x,y]")


def bishop_table():
    numbers = (h_x(BISHOP), h_y(BISHOP), h_y_given_x(BISHOP), h_x_given_y(BISHOP), bits(BISHOP), mutual(BISHOP))
    return dict(zip(SIX, numbers, strict=True))


def _bishop_with(**changes):
    """Bishop's six numbers with some changed: marginal, conditional, joint, shared."""
    names = {"marginal": SIX[0:2], "conditional": SIX[2:4], "joint": SIX[4:5], "shared": SIX[5:6]}
    return bishop_table() | {key: value for kind, value in changes.items() for key in names[kind]}


BISHOP_TABLE = Exercise(
    name="bishop_table", number="3.5", title="Six numbers by hand", points=2, minutes=10, difficulty=2,
    reference=bishop_table, tolerance=8e-4,  # for 0.918 - 0.667 = 0.251
    cases=lambda rng: [case(note="the three cells are equally likely, and x = 0 happens two times in three")],
    properties=(
        Property("H[x,y] = H[x] + H[y|x]", lambda value: abs(value["H[x,y]"] - value["H[x]"] - value["H[y|x]"]) < 0.02),
        Property("I[x,y] = H[x] - H[x|y]", lambda value: abs(value["I[x,y]"] - value["H[x]"] + value["H[x|y]"]) < 0.02),
        Property("x and y share no more than either has: I[x,y] is at most H[x]",
                 lambda value: value["I[x,y]"] <= value["H[x]"] + 0.02),
    ),
    mistakes=(
        Mistake("conditionals not weighted", lambda: _bishop_with(conditional=0.5),
                "The conditional entropies are plain means of 1 bit and 0 bits. The row with 1 bit happens two times "
                "in three."),
        Mistake("weight of the other row", lambda: _bishop_with(conditional=1 / 3),
                "The row that leaves a fair coin happens two times in three, not one time in three."),
        Mistake("marginal and conditional exchanged",
                lambda: _bishop_with(marginal=2 / 3, conditional=h_x(BISHOP), shared=mutual(BISHOP)),
                "H[x] and H[y|x] have changed places: knowing x cannot raise the uncertainty about y."),
        Mistake("overlap with its sign turned", lambda: _bishop_with(shared=-mutual(BISHOP)),
                "I[x,y] has the wrong sign: H[x] + H[y] comes first, H[x,y] is subtracted."),
        Mistake("one row only", lambda: _bishop_with(conditional=1.0),
                "H[y|x] is an average over x. You gave the entropy in the row with a choice; the other has none."),
        Mistake("empty cell counted", lambda: _bishop_with(joint=2.0),
                "Four equally likely cells would have 2 bits. One cell is empty, the other three have 1/3 each."),
        Mistake("taken as independent", lambda: _bishop_with(joint=2 * h_x(BISHOP), shared=0.0),
                "H[x,y] is taken as H[x] + H[y], which holds for independent variables only. Are these?"),
        Mistake("joint entropy added", lambda: _bishop_with(shared=2 * h_x(BISHOP) + bits(BISHOP)),
                "I[x,y] is larger than either entropy. H[x] + H[y] counts the overlap twice: subtract H[x,y]."),
        Mistake("Gaussian formula", lambda: _bishop_with(shared=-0.5 * math.log2(0.75)),
                "I[x,y] is -1/2 log2(1 - correlation^2) with correlation 1/2. That formula is for Gaussian variables."),
        Mistake("nothing conditioned", lambda: _bishop_with(conditional=h_x(BISHOP), shared=0.0),
                "The conditional entropies equal the marginal ones, as if x said nothing of y. One row is certain."),
        Mistake("even marginals", lambda: _bishop_with(marginal=1.0),
                "The marginals are taken as fair coins, 1 bit each. The rows of the table sum to 2/3 and 1/3."),
    ),
    hints=("Rows x, columns y: the rows sum to 2/3 and 1/3. What is the entropy of (2/3, 1/3)?",
           "The table has three cells of 1/3: H[x,y] = log2 3. The chain rule gives the conditionals.",
           "For I[x,y], take H[x] + H[y] and subtract what was counted twice."),
    read='"Six numbers and one picture"',
)


# information_four_ways --------------------------------------------------------------------------------------------


def four_with(joint, changed):
    return np.array([changed.get(index, mutual(joint)) for index in range(4)])


INFORMATION_FOUR_WAYS = Exercise(
    name="information_four_ways", number="3.6", title="One number, four ways", points=2, minutes=10, difficulty=2,
    reference=information.information_four_ways,
    cases=lambda rng: [
        case(COIN_OR_CERTAIN.copy(), note="all four are 0.2936 bits"),
        *[case(joint) for joint in random_tables(rng)],
        case(MACKAY.copy(), note="all four are 3/8 = 0.375 bits"),
        case(BISHOP.copy(), note="all four are 0.2516 bits"),
        case(np.outer([0.25, 0.75], [0.5, 0.3, 0.2]), note="independent variables: four zeros"),
    ],
    properties=(
        Property("the four ways lead to the same number", lambda value, joint: np.ptp(value) < 1e-4),
        Property("mutual information is never negative", lambda value, joint: np.min(value) > -1e-6),
    ),
    mistakes=(
        Mistake("conditionals crossed",
                lambda joint: four_with(joint, {0: h_x(joint) - h_y_given_x(joint),
                                                1: h_y(joint) - h_x_given_y(joint)}),
                "From H[x] take what is left of x, H[x|y], and from H[y] take H[y|x]. Yours are crossed. "
                "conditional_entropy(joint.T) gives H[x|y]."),
        Mistake("marginals crossed",
                lambda joint: four_with(joint, {0: h_y(joint) - h_x_given_y(joint),
                                                1: h_x(joint) - h_y_given_x(joint)}),
                "H[y] stands where H[x] belongs, and H[x] where H[y] belongs: x is the row of the table."),
        Mistake("H[y|x] used twice",
                lambda joint: four_with(joint, {0: h_x(joint) - h_y_given_x(joint)}),
                "H[y|x] is subtracted in both of the first two. What is left of x is H[x|y]: turn the table."),
        Mistake("H[x|y] used twice",
                lambda joint: four_with(joint, {1: h_y(joint) - h_x_given_y(joint)}),
                "H[x|y] is subtracted in both of the first two. What is left of y is H[y|x]."),
        Mistake("joint entropy added",
                lambda joint: four_with(joint, {2: h_x(joint) + h_y(joint) + bits(joint)}),
                "In the third way the joint entropy is added. H[x] + H[y] counts the overlap twice: subtract H[x,y]."),
        Mistake("third sign turned", lambda joint: four_with(joint, {2: -mutual(joint)}),
                "The third way has the opposite sign: H[x] + H[y] comes first."),
        Mistake("divergence the other way round", lambda joint: four_with(joint, {3: reversed_divergence(joint)}),
                "The fourth is KL(p(x)p(y) || p(x,y)). The joint law comes first: it gives the weights."),
        Mistake("divergence upside down", lambda joint: four_with(joint, {3: -mutual(joint)}),
                "In the fourth way the ratio inside the logarithm is upside down."),
    ),
    hints=("You have written all the parts: marginals, entropies, conditional_entropy, mutual_information.",
           "H[x|y] is conditional_entropy of the table with rows and columns exchanged, joint.T.",
           "Return np.array([...]) with the four in the order of the specification."),
    read='"Four ways to the same number"',
)


# next_line_1_31 ---------------------------------------------------------------------------------------------------


def logarithm_of_the_ratio(p_xy, p_x, p_y):
    return p_xy * np.log2(p_xy / (p_x * p_y))


def _counterexample(joint):
    surplus = h_x(joint) + h_y(joint) - bits(joint)
    return case(joint, note=f"a counterexample to your line, because here H[x] + H[y] - H[x,y] is {surplus:.4f} bits")


NEXT_LINE_1_31 = Exercise(
    name="next_line_1_31", number="3.7", title="The next line of a proof", points=2, minutes=8, difficulty=3,
    reference=logarithm_of_the_ratio, probe=probes.sum_over_cells,
    cases=lambda rng: [
        _counterexample(np.array([[0.5, 0.25], [0.125, 0.125]])),
        _counterexample(np.array([[0.5, 0.125, 0.125], [0.0625, 0.125, 0.0625]])),
        *[_counterexample(rng.dirichlet(np.full(shape[0] * shape[1], 1.5)).reshape(shape))
          for shape in ((2, 2), (3, 2), (2, 4), (4, 4))],
        _counterexample(np.outer([0.25, 0.75], [0.5, 0.5])),
    ],
    mistakes=(
        Mistake("weights of the product", lambda p_xy, p_x, p_y: p_x * p_y * np.log2(p_xy / (p_x * p_y)),
                "The logarithm is right, its weight is not. All three entropies are averages over p(x,y), once each "
                "marginal sum has been turned into a sum over the table."),
        Mistake("marginal sums over all cells",
                lambda p_xy, p_x, p_y: p_xy * np.log2(p_xy) - p_x * np.log2(p_x) - p_y * np.log2(p_y),
                "H[x] is a sum over x alone. Summed over the whole table, p(x) log p(x) is counted once for every y. "
                "Write p(x) as the sum of p(x,y) over y first."),
        Mistake("sum of the marginals", lambda p_xy, p_x, p_y: p_xy * np.log2(p_xy / (p_x + p_y)),
                "The logarithms of p(x) and p(y) add up to the logarithm of their product, not of their sum."),
        Mistake("ratio not weighted", lambda p_xy, p_x, p_y: np.log2(p_xy / (p_x * p_y)),
                "Every cell counts the same here. An entropy weights each logarithm by how often the cell happens."),
    ),
    hints=("Write the three entropies as sums. Only one of them runs over the whole table.",
           "-sum over x of p(x) log p(x) = -sum over x and y of p(x,y) log p(x). Why?",
           "Now all three have the weight p(x,y). Collect the logarithms into one."),
    read='"Never more than the sum"',
)


EXERCISES = (BISHOP_TABLE, INFORMATION_FOUR_WAYS, NEXT_LINE_1_31)
