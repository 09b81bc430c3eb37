"""Joint tables and their entropies, for the exercises of lesson 03. Rows are x, columns are y; all in bits."""

import numpy as np

from helpers import information
from helpers.exercises.shared.common import quiet

BISHOP = np.array([[1.0, 1.0], [0.0, 1.0]]) / 3
MACKAY = np.array([[4, 2, 1, 1], [2, 4, 1, 1], [2, 2, 2, 2], [8, 0, 0, 0]]) / 32

# Marginals differ, one cell is empty, and every quantity is short: y is certain in row 1 and a fair coin in row 0.
COIN_OR_CERTAIN = np.array([[1 / 8, 1 / 8, 0], [3 / 4, 0, 0]])


def random_tables(rng, sizes=((2, 3), (4, 2), (3, 5))):
    """Random tables, not square, uneven enough to tell formulas apart, one cell empty."""
    tables = []
    for shape in sizes:
        table = rng.dirichlet(np.full(shape[0] * shape[1], 0.8)).reshape(shape) + 0.01
        table[0, -1] = 0
        tables.append(table / table.sum())
    return tables


def bits(p):
    """-sum p log2 p of any weights, whether they sum to 1 or not."""
    p = np.asarray(p, dtype=float)
    return float(-np.sum(p[p > 0] * np.log2(p[p > 0])))


def independent_table(joint):
    """The table with the same marginals and independent variables."""
    return np.outer(joint.sum(axis=1), joint.sum(axis=0))


def index_correlation(joint):
    """Pearson's correlation of row number and column number."""
    rows, columns = np.indices(joint.shape)
    rows, columns = rows - np.sum(joint * rows), columns - np.sum(joint * columns)
    return np.sum(joint * rows * columns) / np.sqrt(np.sum(joint * rows**2) * np.sum(joint * columns**2))


h_y_given_x = information.conditional_entropy
mutual = information.mutual_information


def h_x(joint):
    return bits(joint.sum(axis=1))


def h_y(joint):
    return bits(joint.sum(axis=0))


def h_x_given_y(joint):
    return h_y_given_x(joint.T)


def conditional_entropy_by_rows(joint):
    return sum(row.sum() * information.entropy(row / row.sum()) for row in joint if row.sum() > 0)


def information_by_cells(joint):
    p_x, p_y = joint.sum(axis=1), joint.sum(axis=0)
    return sum(joint[x, y] * np.log2(joint[x, y] / (p_x[x] * p_y[y])) for x, y in np.argwhere(joint > 0))


def reversed_divergence(joint):
    """KL(p(x)p(y) || p(x,y)): infinite where a possible pair never happens."""
    independent = independent_table(joint)
    cells = independent > 0
    return quiet(lambda: float(np.sum(independent[cells] * np.log2(independent[cells] / joint[cells]))))
