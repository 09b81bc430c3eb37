"""Right answers of lesson 03 in other forms than the worked one."""

import math

import numpy as np

from helpers import information
from helpers.exercises.shared.common import LN2
from helpers.exercises.shared.joint_tables import (
    bits,
    conditional_entropy_by_rows,
    h_x,
    h_y,
    h_y_given_x,
    information_by_cells,
    mutual,
)


def marginals_by_loop(joint):
    rows, columns = np.shape(joint)
    p_x = [sum(joint[x][y] for y in range(columns)) for x in range(rows)]
    p_y = [sum(joint[x][y] for x in range(rows)) for y in range(columns)]
    return np.array(p_x), np.array(p_y)


def marginals_by_product(joint):
    return joint @ np.ones(joint.shape[1]), np.ones(joint.shape[0]) @ joint


def conditional_entropy_by_cells(joint):
    total = 0.0
    for row in joint:
        for cell in row:
            if cell > 0:
                total += cell * math.log2(row.sum() / cell)
    return total


def chain_by_parts(joint):
    p_x = joint.sum(axis=1)
    rows = [p * information.entropy(row / p) for p, row in zip(p_x, joint, strict=True) if p > 0]
    return [information.entropy(joint.ravel()), information.entropy(p_x), sum(rows)]


def chain_as_array(joint):
    cells = joint[joint > 0]
    conditional = (joint / np.maximum(joint.sum(axis=1, keepdims=True), 1e-300))[joint > 0]
    marginal = joint.sum(axis=1)[np.nonzero(joint)[0]]
    return -np.array([cells @ np.log2(cells), cells @ np.log2(marginal), cells @ np.log2(conditional)])


def pixel_information_by_loop(images, labels):
    result = np.zeros((28, 28))
    for row, column in np.argwhere(images.max(axis=0) > 127):
        table = np.zeros((2, labels.max() + 1))
        np.add.at(table, ((images[:, row, column] > 127).astype(int), labels), 1)
        result[row, column] = mutual(table / len(labels))
    return result


def pixel_information_by_conditioning(images, labels):
    def coin(share):
        return -sum(np.where(p > 0, p * np.log2(np.maximum(p, 1e-300)), 0) for p in (share, 1 - share))

    ink = images / 255 > 0.5
    groups = [labels == digit for digit in set(labels.tolist())]
    return coin(ink.mean(axis=0)) - sum(group.mean() * coin(ink[group].mean(axis=0)) for group in groups)


def bishop_by_hand():
    three, third = math.log2(3), 2 / 3
    return {"H[x]": three - third, "H[y]": three - third, "H[y|x]": third, "H[x|y]": third, "H[x,y]": three,
            "I[x,y]": three - 4 / 3}


def bishop_rounded():
    return {key: round(value, 3) for key, value in bishop_by_hand().items()}


def four_ways_from_entropies(joint):
    x, y, both, divergence = h_x(joint), h_y(joint), bits(joint), information_by_cells(joint)
    return [x - (both - y), y - (both - x), x + y - both, divergence]


def four_ways_from_definitions(joint):
    left_of_x, left_of_y = conditional_entropy_by_rows(joint.T), conditional_entropy_by_rows(joint)
    x, y = information.entropy(joint.sum(axis=1)), information.entropy(joint.sum(axis=0))
    return np.array([x - left_of_x, y - left_of_y, x + y - information.entropy(joint.ravel()), mutual(joint)])


def three_logarithms(p_xy, p_x, p_y):
    return p_xy * np.log2(p_xy) - p_xy * np.log2(p_x) - p_xy * np.log2(p_y)


def never_negative_terms(p_xy, p_x, p_y):
    """The added terms cancel in the sum and make every single term non-negative."""
    ratio = p_xy / (p_x * p_y)
    return p_x * p_y * (ratio * np.log(ratio) - ratio + 1) / LN2


def information_by_entropies(joint):
    p_x, p_y = information.marginals(joint)
    return information.entropy(p_x) + information.entropy(p_y) - information.entropy(joint.ravel())


def compass():
    steps = np.array([-1.0, 0.0, 1.0])
    return steps, steps, np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]]) / 4


def wider_parabola():
    x = np.arange(-2, 3)
    y = np.array([0, 1, 4])
    return list(x), list(y), ((x[:, None] ** 2 == y) / 5).tolist()


def histogram_by_hand(x, y, bins):
    def cell(values):
        share = (values - values.min()) / (values.max() - values.min())
        return np.minimum((share * bins).astype(int), bins - 1)

    counts = np.zeros((bins, bins))
    np.add.at(counts, (cell(x), cell(y)), 1)
    return mutual(counts / len(x))


def three_plug_in_entropies(x, y, bins):
    counts, _, _ = np.histogram2d(x, y, bins=bins)
    h = information.entropy
    return h(counts.sum(axis=1) / len(x)) + h(counts.sum(axis=0) / len(x)) - h(counts.ravel() / len(x))


RIGHT = {
    "marginals": (marginals_by_loop, marginals_by_product),
    "conditional_entropy": (conditional_entropy_by_rows, conditional_entropy_by_cells),
    "chain_rule": (chain_by_parts, chain_as_array),
    "pixel_information": (pixel_information_by_loop, pixel_information_by_conditioning),
    "bishop_table": (bishop_by_hand, bishop_rounded),
    "information_four_ways": (four_ways_from_entropies, four_ways_from_definitions),
    "next_line_1_31": (three_logarithms, never_negative_terms),
    "mutual_information": (
        information_by_entropies, information_by_cells, lambda joint: h_y(joint) - h_y_given_x(joint),
    ),
    "gaussian_mutual_information": (
        lambda r: -0.25 * math.log((1 - r * r) ** 2), lambda r: np.log(1 / np.sqrt(1 - r**2)),
    ),
    "uncorrelated_but_dependent": (compass, wider_parabola),
    "mutual_information_from_samples": (histogram_by_hand, three_plug_in_entropies),
}
