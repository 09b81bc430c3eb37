"""Lesson 11, first part: information from counts, in nats, and what Miller (1955) and Madow take off it.

The plug-in estimate and its bias: Paninski (2003).
"""

import numpy as np

from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.exercises.shared.common import LN2

# miller_madow -----------------------------------------------------------------------------------------------------


def entropy_of(counts):
    """The plug-in entropy of counts of any shape, in nats."""
    p = counts[counts > 0] / counts.sum()
    return float(-np.sum(p * np.log(p)))


def occupied(counts):
    """(rows, columns, cells) with at least one sample."""
    return np.count_nonzero(counts.sum(axis=1)), np.count_nonzero(counts.sum(axis=0)), np.count_nonzero(counts)


def plug_in(counts):
    return entropy_of(counts.sum(axis=1)) + entropy_of(counts.sum(axis=0)) - entropy_of(counts)


def excess(counts):
    """What Miller and Madow take off: (cells - rows - columns + 1) / 2N, of those that are occupied."""
    rows, columns, cells = occupied(counts)
    return (cells - rows - columns + 1) / (2 * counts.sum())


def miller_madow(counts):
    """The plug-in information of counts (X, Y) minus (m_xy - m_x - m_y + 1) / 2N, in nats."""
    return plug_in(counts) - excess(counts)


def _random_counts(rng):
    """Counts with an empty row, an empty column and some empty cells, and too few samples for all of them."""
    tables = []
    for shape, size in (((4, 5), 30), ((3, 6), 25), ((6, 4), 60)):
        law = rng.dirichlet(np.full((shape[0] - 1) * (shape[1] - 1), 0.7))
        counts = np.zeros(shape, dtype=int)
        counts[1:, :-1] = rng.multinomial(size, law).reshape(shape[0] - 1, -1)
        counts[1, 0] += 2
        counts[2, 1] += 3
        tables.append(counts)
    return tables


def all_cells(counts):
    rows, columns = counts.shape
    return plug_in(counts) - (rows - 1) * (columns - 1) / (2 * counts.sum())


def rectangle(counts):
    rows, columns, _ = occupied(counts)
    return plug_in(counts) - (rows - 1) * (columns - 1) / (2 * counts.sum())


def one_forgotten(counts):
    rows, columns, cells = occupied(counts)
    return plug_in(counts) - (cells - rows - columns) / (2 * counts.sum())


def joint_alone(counts):
    return plug_in(counts) - (occupied(counts)[2] - 1) / (2 * counts.sum())


MILLER_MADOW = Exercise(
    name="miller_madow", number="11.1", title="The bias, taken off", points=2, minutes=8, difficulty=2,
    reference=miller_madow, quiet=True,
    cases=lambda rng: [
        case(np.array([[4, 1], [1, 2]]), note="0.1101 nats as counted, minus (4 - 2 - 2 + 1)/16 = 0.0625: 0.0476"),
        *[case(counts) for counts in _random_counts(rng)],
        case(np.array([[2, 0], [0, 2]]),
             note="2 cells, 2 rows, 2 columns: ln 2 minus (2 - 2 - 2 + 1)/8, that is 0.8181"),
        case(np.array([[1, 1], [1, 1]]), note="0 nats as counted, minus 1/8: an estimate may be negative"),
        case(np.array([[3, 0, 2], [0, 0, 0], [1, 0, 4]]),
             note="the empty row and the empty column do not count: 0.0863 - 1/20 = 0.0363"),
    ],
    properties=(
        Property("the correction never adds half a nat or more, whatever the counts",
                 lambda value, counts: float(value) - plug_in(counts) < 0.5),
    ),
    mistakes=(
        Mistake("plug-in estimate", plug_in,
                "That is the plug-in estimate itself. What is missing is the bias, which has to be taken off."),
        Mistake("bias added", lambda counts: plug_in(counts) + excess(counts),
                "The bias is added a second time. Each plug-in entropy is too low, so (m - 1)/2N goes up there; H[x,y] "
                "stands with a minus."),
        Mistake("empty cells counted", all_cells,
                "(K - 1)(L - 1)/2N counts every cell of the table. Count what is occupied: cells, rows and columns "
                "with at least one sample."),
        Mistake("occupied rows times occupied columns", rectangle,
                "The product of rows and columns takes every cell of an occupied row and column for occupied. Count "
                "the cells that hold a sample."),
        Mistake("one left over", one_forgotten,
                "There are three entropies, each with its (m - 1): two ones with one sign and one with the other. One "
                "is left over, not none."),
        Mistake("only the joint entropy corrected", joint_alone,
                "Only H[x,y] is corrected. H[x] and H[y] are plug-in entropies too, and too low."),
        Mistake("only the marginals corrected", lambda counts: plug_in(counts)
                + (sum(occupied(counts)[:2]) - 2) / (2 * counts.sum()),
                "Only H[x] and H[y] are corrected. H[x,y] is too low as well, by most of all."),
        Mistake("divided by N", lambda counts: plug_in(counts) - 2 * excess(counts),
                "The correction is divided by N. It is (m - 1)/2N for each entropy."),
        Mistake("bits and nats mixed", lambda counts: plug_in(counts) / LN2 - excess(counts),
                "The plug-in estimate is in bits and the correction in nats. Take natural logarithms throughout."),
        Mistake("entropy of the cells", lambda counts: entropy_of(counts) + (occupied(counts)[2] - 1)
                / (2 * counts.sum()),
                "That is the corrected entropy of the cells, H[x,y]. The information is H[x] + H[y] - H[x,y]."),
        Mistake("cut off at 0", lambda counts: max(0.0, miller_madow(counts)),
                "The estimate is cut off at 0. Information is never negative, but an estimate has to err to both sides "
                "of 0 where there is none: cut off, it is too high on average again."),
        Mistake("number of cells for N", lambda counts: plug_in(counts) - excess(counts) * counts.sum() / counts.size,
                "The correction is divided by the number of cells of the table. N is the number of samples, the sum "
                "of the counts."),
    ),
    hints=("I = H[x] + H[y] - H[x,y]. Which of the three is too low, and by how much?",
           "np.count_nonzero(counts) is the number of occupied cells; of counts.sum(axis=1), that of occupied rows.",
           "Together: the plug-in estimate minus (m_xy - m_x - m_y + 1) / 2N."),
    read='"Counting, and what it invents"',
)


EXERCISES = (MILLER_MADOW,)
