"""Lesson 03, first part: marginals, conditional entropy, the chain rule."""


import numpy as np

from helpers import information
from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.exercises.shared.common import quiet
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
)

# marginals --------------------------------------------------------------------------------------------------------


MARGINALS = Exercise(
    name="marginals", number="3.1", title="What each variable does on its own", points=1, minutes=3, difficulty=1,
    reference=information.marginals,
    cases=lambda rng: [
        case(COIN_OR_CERTAIN.copy(), note="the rows sum to 0.25 and 0.75, the columns to 0.875, 0.125 and 0"),
        case(BISHOP.copy(), note="p(x) = (2/3, 1/3) and p(y) = (1/3, 2/3)"),
        case(np.array([[0.5], [0.5]]), note="y has one value only: p(x) = (0.5, 0.5), p(y) = (1)"),
        *[case(joint) for joint in random_tables(rng)],
    ],
    properties=(
        Property("p(x) has one entry per row and p(y) one per column",
                 lambda value, joint: (np.shape(value[0]), np.shape(value[1])) == ((len(joint),), (joint.shape[1],))),
        Property("each marginal sums to 1", lambda value, joint: np.allclose([np.sum(v) for v in value], 1)),
    ),
    mistakes=(
        Mistake("uniform", lambda joint: tuple(np.full(k, 1 / k) for k in joint.shape),
                "These laws do not use the table at all."),
        Mistake("conditional tables",
                lambda joint: (joint / joint.sum(axis=1, keepdims=True), joint / np.maximum(joint.sum(axis=0), 1e-300)),
                "These are conditional laws, rows and columns divided by their sums. The sums themselves are asked."),
        Mistake("kept as a table", lambda joint: (joint.sum(axis=1, keepdims=True), joint.sum(axis=0, keepdims=True)),
                "The numbers are right, but keepdims leaves a table of one column or row. A marginal is a vector."),
    ),
    hints=("p(x = 0) is the chance of row 0, whatever y is.",
           "joint.sum(axis=1) adds up along each row. What is left over, x or y?"),
    read='"One table, two variables"',
)


# conditional_entropy ----------------------------------------------------------------------------------------------


def divided_without_keepdims(joint):
    conditional = joint / joint.sum(axis=1)
    cells = joint > 0
    return float(-np.sum(joint[cells] * np.log2(conditional[cells])))


def conditional_zero_times_log_zero(joint):
    return quiet(lambda: float(-np.sum(joint * np.log2(joint / joint.sum(axis=1, keepdims=True)))))


CONDITIONAL_ENTROPY = Exercise(
    name="conditional_entropy", number="3.2", title="What is left of y when x is known", points=2, minutes=8,
    difficulty=2, reference=h_y_given_x,
    cases=lambda rng: [
        case(COIN_OR_CERTAIN.copy(),
             note="y is a fair coin in row 0, a quarter of the time, and certain in row 1: 0.25 bits"),
        *[case(joint) for joint in random_tables(rng)],
        case(MACKAY.copy(), note="MacKay's table has H[y|x] = 11/8 = 1.375 bits"),
        case(BISHOP.copy(), note="row 0 leaves 1 bit and happens 2/3 of the time: 0.6667 bits"),
        case(np.outer([0.25, 0.75], [0.5, 0.25, 0.25]), note="x says nothing about y here: H[y|x] = H[y] = 1.5 bits"),
        case(np.array([[0.25, 0.0, 0.0], [0.0, 0.25, 0.5]]), note="0.75 * 0.9183 = 0.6887 bits"),
        case(np.array([[0.5, 0.0], [0.0, 0.5]]), note="x determines y: 0 bits"),
        case(np.array([[0.25, 0.75], [0.0, 0.0]]), note="row 1 never happens: H[y|x] is row 0's 0.8113 bits"),
    ],
    properties=(
        Property("H[y|x] is never negative", lambda value, joint: float(value) >= -1e-9),
        Property("knowing x never raises the average uncertainty: H[y|x] is at most H[y]",
                 lambda value, joint: float(value) <= h_y(joint) + 1e-9),
    ),
    mistakes=(
        Mistake("conditioned on the wrong variable", h_x_given_y,
                "That is H[x|y], what is left of x when y is known. Given x means: look at one row at a time. "
                "(H[x,y] - H[y] gives it too. Bishop's table cannot tell the two apart.)"),
        Mistake("plain mean over the rows", lambda joint: float(np.mean([
            bits(row / row.sum()) if row.sum() else 0 for row in joint])),
                "Every row counts the same here. A row's entropy counts as often as the row happens, p(x)."),
        Mistake("rows not divided by their sums", lambda joint: float(sum(row.sum() * bits(row) for row in joint)),
                "The rows are weighted by p(x), but they are no laws yet: divide each by its sum before its entropy."),
        Mistake("0 log 0 is nan", conditional_zero_times_log_zero,
                "0 times log 0 is nan for a computer, and a row that never happens gives 0 / 0. "
                "Cells that never happen add nothing: leave them out."),
        Mistake("divided along the wrong axis", divided_without_keepdims,
                "joint / joint.sum(axis=1) divides the columns: numpy lines up the last axes. Use keepdims=True."),
    ),
    hints=("Take one row. Divide it by its sum: that is p(y|x) for this x. What is its entropy?",
           "Average the rows' entropies, each as often as its row happens.",
           "Or in one sum: -p(x,y) log2 p(y|x) over the cells that can happen."),
    read='"What is left of y"',
)


# chain_rule -------------------------------------------------------------------------------------------------------


CHAIN_RULE = Exercise(
    name="chain_rule", number="3.3", title="The chain rule, in numbers", points=1, minutes=5, difficulty=2,
    reference=information.chain_rule,
    cases=lambda rng: [
        case(COIN_OR_CERTAIN.copy(), note="H[x,y] = 1.0613, H[x] = 0.8113 and H[y|x] = 0.25 bits"),
        *[case(joint) for joint in random_tables(rng)],
        case(MACKAY.copy(), note="H[x,y] = 27/8, H[x] = 2 and H[y|x] = 11/8 bits"),
        case(BISHOP.copy(), note="H[x,y] = 1.5850, H[x] = 0.9183 and H[y|x] = 0.6667 bits"),
        case(np.outer([0.5, 0.5], [0.25, 0.75]), note="independent: H[x,y] = 1 + 0.8113 bits"),
    ],
    properties=(
        Property("the chain rule: the first number is the sum of the other two",
                 lambda value, joint: abs(float(value[0]) - float(value[1]) - float(value[2])) < 1e-4),
        Property("for tables, H[x,y] is at least H[x]",
                 lambda value, joint: float(value[0]) >= float(value[1]) - 1e-6),
    ),
    mistakes=(
        Mistake("parts in the wrong order", lambda joint: (bits(joint), h_y_given_x(joint), h_x(joint)),
                "The sum is right, the two parts are swapped: first H[x], then H[y|x]."),
        Mistake("mutual information", lambda joint: (bits(joint), h_x(joint), mutual(joint)),
                "The last part is what x tells about y. After H[x] comes what x leaves open, H[y|x]."),
    ),
    hints=("H[x,y] is the entropy of all cells in one long vector: joint.ravel().",
           "H[x] comes from a marginal, H[y|x] from your last exercise."),
    read='"The chain rule"',
)


EXERCISES = (MARGINALS, CONDITIONAL_ENTROPY, CHAIN_RULE)
