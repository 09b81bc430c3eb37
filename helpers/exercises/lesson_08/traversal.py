"""Lesson 08, first part: the grid that moves one code."""

import numpy as np
import torch

from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.checking.probes.torch import grid_of_codes
from helpers.exercises.shared.code_batches import case_on_a_gpu, one_hot, random_normal

# traversal_codes --------------------------------------------------------------------------------------------------


def traversal_codes(index, values, noise):
    columns = len(values)
    continuous = values.new_zeros(10 * columns, 2)
    continuous[:, index] = values.repeat(10)
    category = torch.arange(10, device=values.device).repeat_interleave(columns)
    return noise.repeat(10 * columns, 1), category, continuous


def _traversal(change):
    """The right grid with ``change(noise, category, continuous, index, values)`` applied."""
    return lambda index, values, noise: change(*traversal_codes(index, values, noise), index, values)


def _both_swept(index, values, noise):
    z, category, continuous = traversal_codes(index, values, noise)
    return z, category, continuous[:, [index]].expand(-1, 2)


def _column_by_column(index, values, noise):
    z, _, continuous = traversal_codes(index, values, noise)
    continuous[:, index] = values.repeat_interleave(10)
    return z, torch.arange(10).repeat(len(values)), continuous


def _orders_mixed(z, category, continuous, index, values):
    return z, torch.arange(10).repeat(len(values)), continuous


def _both_in_blocks(z, category, continuous, index, values):
    continuous[:, index] = values.repeat_interleave(10)
    return z, category, continuous


def _other_code_at_one(index, values, noise):
    z, category, continuous = traversal_codes(index, values, noise)
    continuous[:, 1 - index] = 1
    return z, category, continuous


TRAVERSAL_CODES = Exercise(
    name="traversal_codes", number="8.3", title="A grid that moves one code", points=2, minutes=10, difficulty=2,
    reference=traversal_codes, probe=grid_of_codes,
    cases=lambda rng: [
        case(0, torch.tensor([-2.0, 0.0, 2.0]), random_normal(rng, 62)),
        case(1, torch.tensor([-2.0, 0.0, 2.0]), random_normal(rng, 62)),
        case(0, torch.linspace(-2, 2, 10), random_normal(rng, 62)),
        *[case(index, random_normal(rng, n), random_normal(rng, 62)) for index, n in ((1, 4), (0, 1))],
        case_on_a_gpu(0, torch.linspace(-2, 2, 4), random_normal(rng, 62)),
    ],
    properties=(
        Property("a row of the grid has one category",
                 lambda value, index, values, noise: np.all(np.ptp(value[1].reshape(10, -1), axis=1) == 0)),
        Property("the code that is not swept stays 0",
                 lambda value, index, *_: np.all(value[2][:, 1 - index] == 0)),
        Property("all images share one noise vector",
                 lambda value, index, values, noise: np.all(value[0] == noise.numpy())),
    ),
    mistakes=(
        Mistake("columns before rows", _column_by_column,
                "The grid is filled column by column. The first images should be category 0 at every value, then 1."),
        Mistake("category and value run together", _traversal(_orders_mixed),
                "Categories and values change at the same time. One of them repeats as a block (repeat), the other "
                "entry by entry (repeat_interleave)."),
        Mistake("values and categories in blocks", _traversal(_both_in_blocks),
                "Categories and values both come in blocks. Within a row of one category, the value changes from "
                "picture to picture: repeat the values as a whole."),
        Mistake("both codes swept", _both_swept,
                "c2 and c3 both change. A traversal moves one code and holds everything else."),
        Mistake("fresh noise for every image",
                _traversal(lambda z, c1, c, index, values: (torch.randn(len(z), 62), c1, c)),
                "Every image has noise of its own, so that more than one thing changes along a row."),
        Mistake("other code not 0", _other_code_at_one,
                "The code that does not move is 1, the end of its range. Hold it in the middle, at 0."),
        Mistake("values clipped", lambda index, values, noise: traversal_codes(index, values.clamp(-1, 1), noise),
                "The values are cut at -1 and 1. The traversal goes past what was trained on purpose."),
        Mistake("category one-hot", _traversal(lambda z, c1, c, index, values: (z, one_hot(c1), c)),
                "The category is given by its index here. generator_input makes it one-hot."),
        Mistake("category not an integer", _traversal(lambda z, c1, c, index, values: (z, c1.float(), c)),
                "The category is a floating-point number here. generator_input takes it as an index."),
        Mistake("one row only", lambda index, values, noise: tuple(
            part[:len(values)] for part in traversal_codes(index, values, noise)),
                "That is the row of category 0. The grid has ten rows, one for each category."),
    ),
    hints=("Ten rows of len(values) images: how often does each category appear, and each value?",
           "torch.arange(10).repeat_interleave(3) is 0, 0, 0, 1, 1, 1, ...; .repeat(10) repeats the whole.",
           "Start the continuous codes with torch.zeros and fill one column."),
    read='"A grid that moves one code"',
)


EXERCISES = (TRAVERSAL_CODES,)
