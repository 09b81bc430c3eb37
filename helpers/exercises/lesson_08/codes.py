"""Lesson 08, first part: the codes, what the generator reads, and a grid that moves one code."""

import numpy as np
import torch
import torch.nn.functional as F

from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.checking.probes.device import Elsewhere
from helpers.checking.probes.torch import code_statistics
from helpers.exercises.shared.code_batches import (
    case_on_a_gpu,
    one_hot,
    random_categories,
    random_continuous,
    random_normal,
    random_source,
)
from helpers.gan import recipes

# sample_codes -----------------------------------------------------------------------------------------------------


def _with(change):
    """The right codes with ``change(noise, category, continuous, generator)`` applied."""
    return lambda n, generator: change(*recipes.sample_codes(n, generator), generator)


SAMPLE_CODES = Exercise(
    name="sample_codes", number="8.1", title="Noise and codes", points=1, minutes=5, difficulty=1,
    reference=recipes.sample_codes, probe=code_statistics, tolerance=0.03,
    cases=lambda rng: [case(8000, torch.Generator().manual_seed(0)), case(8000, random_source(rng)),
                       case(80, Elsewhere())],
    properties=(
        Property("the noise is standard normal",
                 lambda value, *_: abs(value["mean of the noise"]) < 0.03
                 and abs(value["standard deviation of the noise"] - 1) < 0.03),
        Property("each of the categories 0 to 9 has probability 1/10",
                 lambda value, *_: np.all(np.abs(value["share of each category"] - 0.1) < 0.03)),
        Property("the continuous codes are uniform on [-1, 1]",
                 lambda value, *_: value["share of continuous codes outside [-1, 1]"] == 0
                 and abs(value["mean of the continuous codes"]) < 0.03
                 and abs(value["mean size of the continuous codes"] - 0.5) < 0.03),
    ),
    mistakes=(
        Mistake("continuous codes in [0, 1]",
                _with(lambda z, c1, c, g: (z, c1, (c + 1) / 2)),
                "torch.rand draws from [0, 1]. Stretch it to length 2, then shift it."),
        Mistake("continuous codes stretched but not shifted", _with(lambda z, c1, c, g: (z, c1, c + 1)),
                "The codes lie in [0, 2]: the length is right, the middle should be 0."),
        Mistake("continuous codes normal", _with(lambda z, c1, c, g: (z, c1, torch.randn(len(c), 2, generator=g))),
                "These codes are normal. The paper draws them uniformly from [-1, 1]."),
        Mistake("normal(-1, 1) for uniform(-1, 1)",
                _with(lambda z, c1, c, g: (z, c1, torch.randn(len(c), 2, generator=g) - 1)),
                "torch.normal(-1, 1) has mean -1 and standard deviation 1. The numbers should be an interval's ends."),
        Mistake("noise uniform", lambda n, generator: (torch.rand(n, 62, generator=generator) * 2 - 1,
                                                       *recipes.sample_codes(n, generator)[1:]),
                "The noise is uniform here. Only c2 and c3 are; the noise z is standard normal."),
        Mistake("noise uniform on [0, 1]", lambda n, generator: (torch.rand(n, 62, generator=generator),
                                                                 *recipes.sample_codes(n, generator)[1:]),
                "torch.rand is uniform on [0, 1]. Standard normal noise comes from torch.randn."),
        Mistake("category 9 never drawn", _with(lambda z, c1, c, g: (z, torch.randint(9, (len(z),), generator=g), c)),
                "The upper end of torch.randint is not drawn itself: nine categories are left."),
        Mistake("category one-hot", _with(lambda z, c1, c, g: (z, one_hot(c1), c)),
                "The one-hot form comes in the next exercise. Here a category is a whole number from 0 to 9."),
        Mistake("category in a column", _with(lambda z, c1, c, g: (z, c1[:, None], c)),
                "The category is a vector of length n, not a matrix with one column."),
        Mistake("category as float", _with(lambda z, c1, c, g: (z, c1.float(), c)),
                "An index is a whole number: torch.randint gives int64, and so does .long()."),
        Mistake("categories in turn", _with(lambda z, c1, c, g: (z, torch.arange(len(z)) % 10, c)),
                "The categories are equally frequent, but they come in the same order every time. Draw them."),
    ),
    hints=("Three draws, three laws: torch.randn, torch.randint, torch.rand.",
           "torch.rand is uniform on [0, 1]. Which stretch and shift bring it to [-1, 1]?",
           "All three take the argument generator=generator."),
    read='"The codes"',
)


# generator_input --------------------------------------------------------------------------------------------------


GENERATOR_INPUT = Exercise(
    name="generator_input", number="8.2", title="What the generator reads", points=1, minutes=4, difficulty=1,
    reference=recipes.generator_input,
    cases=lambda rng: [
        case(random_normal(rng, 3, 62), torch.tensor([0, 9, 4]), random_continuous(rng, 3)),
        case(random_normal(rng, 2, 62), torch.tensor([1, 3]), random_continuous(rng, 2)),
        case(random_normal(rng, 1, 62), torch.tensor([0]), torch.tensor([[-2.0, 2.0]])),
        case(random_normal(rng, 8, 62), random_categories(rng, 8), random_continuous(rng, 8)),
        case_on_a_gpu(random_normal(rng, 8, 62), random_categories(rng, 8), random_continuous(rng, 8)),
    ],
    properties=(
        Property("columns 62 to 71 are 1 at the category and 0 elsewhere",
                 lambda value, noise, category, *_: np.array_equal(value[:, 62:72], one_hot(category).numpy())),
    ),
    mistakes=(
        Mistake("category first", lambda z, c1, c: torch.cat([one_hot(c1), z, c], 1),
                "The width is right, the order is not: noise first, then the category, then the continuous codes."),
        Mistake("continuous before category", lambda z, c1, c: torch.cat([z, c, one_hot(c1)], 1),
                "The category's ten columns come before the two continuous ones."),
        Mistake("continuous first", lambda z, c1, c: torch.cat([c, one_hot(c1), z], 1),
                "That is the order turned round: noise comes first."),
        Mistake("category as a number", lambda z, c1, c: torch.cat([z, c1[:, None].float(), c], 1),
                "One column holds the category as a number, as if 9 were nine times 1. Give each a column of its own."),
        Mistake("width of one-hot left open", lambda z, c1, c: torch.cat([z, F.one_hot(c1).float(), c], 1),
                "F.one_hot guesses the number of columns from the largest category in the batch. Tell it: ten."),
        Mistake("categories counted from 1", lambda z, c1, c: torch.cat([z, F.one_hot(c1, 11)[:, 1:].float(), c], 1),
                "The 1 stands one column too far left. Category 0 belongs to the first of the ten columns."),
        Mistake("continuous codes clipped", lambda z, c1, c: torch.cat([z, one_hot(c1), c.clamp(-1, 1)], 1),
                "Codes beyond [-1, 1] are allowed: the traversal goes from -2 to 2."),
    ),
    hints=("F.one_hot(category, 10) gives whole numbers in ten columns.",
           "torch.cat joins tensors; dim=1 puts them side by side."),
    read='"The codes"',
)


EXERCISES = (SAMPLE_CODES, GENERATOR_INPUT)
