"""Lesson 03: what two variables share."""

import math

import numpy as np

from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.exercises.shared.joint_tables import (
    BISHOP,
    COIN_OR_CERTAIN,
    MACKAY,
    h_x,
    h_x_given_y,
    h_y,
    independent_table,
    index_correlation,
    mutual,
    random_tables,
    reversed_divergence,
)

# mutual_information -----------------------------------------------------------------------------------------------


def marginals_crossed(joint):
    product = joint.sum(axis=0)[:, None] * joint.sum(axis=1)[None, :]
    cells = joint > 0
    return float(np.sum(joint[cells] * np.log2(joint[cells] / product[cells])))


def mutual_info_score(x, y, contingency):
    """What scikit-learn does with a table of probabilities."""
    return math.log(contingency.astype(int).sum())


MUTUAL_INFORMATION = Exercise(
    name="mutual_information", number="3.4", title="How much one variable tells about the other", points=2, minutes=8,
    difficulty=2, reference=mutual,
    cases=lambda rng: [
        case(COIN_OR_CERTAIN.copy(), note="H[y] = 0.5436 bits, and 0.25 of them are left when x is known: I = 0.2936"),
        *[case(joint) for joint in random_tables(rng)],
        case(MACKAY.copy(), note="MacKay's table has H[y] - H[y|x] = 14/8 - 11/8 = 0.375 bits"),
        case(BISHOP.copy(), note="Bishop's table has 0.9183 - 0.6667 = 0.2516 bits"),
        case(np.array([[0.5, 0.0], [0.0, 0.5]]), note="each determines the other, a fair coin: 1 bit"),
        case(np.outer([0.25, 0.75], [0.5, 0.3, 0.2]), note="independent variables tell nothing: 0 bits"),
        case(np.array([[0.4, 0.1], [0.1, 0.4]]), note="a fair bit that is flipped 1 time in 5: 1 - 0.7219 bits"),
    ],
    properties=(
        Property("mutual information is a single number, never negative", lambda value, joint: float(value) >= -1e-9),
        Property("x cannot tell more than y's whole entropy, nor more than its own",
                 lambda value, joint: float(value) <= min(h_x(joint), h_y(joint)) + 1e-9),
    ),
    mistakes=(
        Mistake("scikit-learn's mutual_info_score", lambda joint: mutual_info_score(None, None, contingency=joint),
                "scikit-learn casts the table to integers, so probabilities become 0. It is for counts, and in nats."),
        Mistake("what is left of x subtracted", lambda joint: h_y(joint) - h_x_given_y(joint),
                "H[y] - H[x|y] mixes two variables. What is left of y, when x is known, is H[y|x]."),
        Mistake("divergence the other way round", reversed_divergence,
                "That is KL(p(x)p(y) || p(x,y)). The weights in front of the logarithm are those of the joint law."),
        Mistake("joint missing from the ratio", lambda joint: -h_x(joint) - h_y(joint),
                "Your sum is -H[x] - H[y]: in the logarithm stand the marginals only. The ratio has p(x,y) on top."),
        Mistake("distance between the tables", lambda joint: float(np.abs(joint - independent_table(joint)).sum() / 2),
                "That is how far the table is from the independent one. A divergence averages the ratio's logarithm."),
        Mistake("marginals crossed", marginals_crossed,
                "The rows are multiplied by p(y) and the columns by p(x). Row x of the product belongs to p(x)."),
        Mistake("Gaussian formula", lambda joint: -0.5 * math.log2(1 - index_correlation(joint) ** 2)
                if abs(index_correlation(joint)) < 1 - 1e-12 else math.inf,
                "That is -1/2 log(1 - correlation^2), which holds for Gaussian variables. "
                "This table is not Gaussian, and its rows and columns are names, not numbers."),
        Mistake("share of the entropy", lambda joint: mutual(joint) / math.sqrt(h_x(joint) * h_y(joint)),
                "The value is divided by the root of H[x] H[y]: a score without a unit. Give the bits themselves."),
        Mistake("ratio not weighted",
                lambda joint: float(np.sum(np.log2(joint[joint > 0] / independent_table(joint)[joint > 0]))),
                "Every cell counts the same. A divergence weights each logarithm by p(x,y), its probability."),
    ),
    hints=("What would the table be if x and y were independent and kept their marginals?",
           "np.outer(p_x, p_y) is that table. Mutual information is the divergence of the real table from it.",
           "You can also do without a new sum: which entropies count the shared part twice?"),
    read='"What the two share"',
)


EXERCISES = (MUTUAL_INFORMATION,)
