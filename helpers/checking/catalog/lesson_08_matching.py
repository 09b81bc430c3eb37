"""Lesson 08, fourth part: categories matched to digits, and the grid of pictures."""

import numpy as np
import torch
from scipy.optimize import linear_sum_assignment

from helpers import evaluation
from helpers.checking.catalog.code_batches import one_hot, random_normal
from helpers.checking.exercise import Exercise, Mistake, Property, case

# match_categories and matched_accuracy ----------------------------------------------------------------------------


def _labelled(table):
    """(categories, labels) with these counts, in an order that tells nothing."""
    table = np.asarray(table)
    categories, labels = (np.repeat(index.ravel(), table.ravel()) for index in np.indices(table.shape))
    order = np.random.default_rng(len(categories)).permutation(len(categories))
    return categories[order], labels[order]


def _with_block(block, rest=20):
    """A 10 x 10 table: ``block`` in the corner, ``rest`` images on the diagonal of the other categories."""
    table = np.diag(np.full(10, rest))
    table[:len(block), :len(block)] = block
    return table


def _table_with_one_best(rng):
    """A random table whose best matching is the only one of its value."""
    while True:
        table = rng.integers(0, 40, size=(10, 10))
        rows, columns = linear_sum_assignment(table, maximize=True)
        best, others = table[rows, columns].sum(), []
        for row, column in zip(rows, columns, strict=True):
            without = table.copy()
            without[row, column] = -1000
            others.append(without[linear_sum_assignment(without, maximize=True)].sum())
        if max(others) < best:
            return table


def _table(categories, labels):
    return evaluation.confusion_table(categories, labels, 10)


def match_by_cost(categories, labels):
    table = np.histogram2d(np.asarray(categories), np.asarray(labels), bins=(np.arange(11), np.arange(11)))[0]
    return linear_sum_assignment(-table)[1]


def match_by_exchange(categories, labels):
    """Search over subsets of digits, category by category."""
    table = _table(categories, labels)
    best = {0: (0, ())}
    for category in range(10):
        step = {}
        for taken, (total, digits) in best.items():
            for digit in range(10):
                if not taken >> digit & 1:
                    key, value = taken | 1 << digit, total + int(table[category, digit])
                    if key not in step or step[key][0] < value:
                        step[key] = value, (*digits, digit)
        best = step
    return list(best[2**10 - 1][1])


def _match_greedily(categories, labels):
    table, matching = _table(categories, labels).astype(float), np.zeros(10, dtype=int)
    for _ in range(10):
        category, digit = np.unravel_index(table.argmax(), table.shape)
        matching[category] = digit
        table[category, :] = table[:, digit] = -1
    return matching


def _match_worst(categories, labels):
    return linear_sum_assignment(_table(categories, labels))[1]


def _commonest(categories, labels):
    return _table(categories, labels).argmax(axis=1)


def _match_what_occurs(categories, labels):
    seen = np.unique(categories)
    return linear_sum_assignment(_table(categories, labels)[seen], maximize=True)[1]


SHARED = _with_block([[50, 0, 0], [40, 10, 0], [0, 30, 25]])
UNUSED = np.roll(np.diag([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]) + np.eye(10, 10, 1, dtype=int), 3, axis=1)

MATCH_CATEGORIES = Exercise(
    name="match_categories", number="8.8", title="Which digit is which category", points=2, minutes=10, difficulty=2,
    reference=evaluation.match_categories,
    cases=lambda rng: [
        case(np.array([*range(10), 0]), np.array([3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3]),
             note="category 0 holds threes, category 1 fours, and so on up to category 9 with twos"),
        case(*_labelled(SHARED), note="categories 0 and 1 both hold mostly zeros, but each digit is given once: "
                                      "0, 1, 2, ..., 9 agrees with most images"),
        *[case(*_labelled(_table_with_one_best(rng))) for _ in range(3)],
        case(*_labelled(UNUSED[:9]), note="category 9 holds no image and gets the digit that is left over"),
    ],
    properties=(
        Property("each digit is given to exactly one category",
                 lambda value, *_: sorted(np.asarray(value).tolist()) == list(range(10))),
    ),
    mistakes=(
        Mistake("commonest label", _commonest,
                "Each category takes its commonest label, so that two categories may claim one digit. The matching has "
                "to be one-to-one."),
        Mistake("worst matching", _match_worst,
                "linear_sum_assignment minimises a cost. Agreement is to be maximised: maximize=True, or change the "
                "sign."),
        Mistake("other way round", lambda *a: np.argsort(evaluation.match_categories(*a)),
                "That is the category of each digit. Asked is the digit of each category."),
        Mistake("greedy", _match_greedily,
                "Taking the largest count first can spoil the rest. The best matching looks at all pairs together: "
                "scipy.optimize.linear_sum_assignment."),
        Mistake("row and column indices", lambda *a: linear_sum_assignment(_table(*a), maximize=True),
                "linear_sum_assignment returns rows and columns. The rows are 0 to 9 here: return the columns."),
        Mistake("only categories that occur", _match_what_occurs,
                "A category without images is missing. The table always has ten rows."),
        Mistake("identity", lambda *a: np.arange(10),
                "Category k need not be digit k: Q never sees a label. Find the matching from the counts."),
    ),
    hints=("Count first: a table with categories as rows and labels as columns.",
           "np.add.at(table, (categories, labels), 1) fills it.",
           "scipy.optimize.linear_sum_assignment(table, maximize=True) returns rows and columns."),
    alternatives=(match_by_cost, match_by_exchange), read='"Accuracy without names"',
)


def accuracy_by_trace(categories, labels):
    table = _table(categories, labels)
    return np.trace(table[:, match_by_cost(categories, labels)]) / table.sum()


def accuracy_by_renaming(categories, labels):
    named = np.array([match_by_cost(categories, labels)[c] for c in np.asarray(categories)])
    return float((named == np.asarray(labels)).sum()) / len(labels)


def _share(matching, categories, labels):
    return float(np.mean(np.asarray(matching)[categories] == labels))


FACTS_TABLE = _with_block([[50, 0, 0], [40, 10, 0], [0, 30, 20]], rest=0)

MATCHED_ACCURACY = Exercise(
    name="matched_accuracy", number="8.9", title="Accuracy after matching", points=1, minutes=5, difficulty=1,
    reference=evaluation.matched_accuracy,
    cases=lambda rng: [
        case(np.array([2, 2, 0, 1]), np.array([7, 7, 4, 9]), note="renamed perfectly: 1"),
        case(*_labelled(FACTS_TABLE), note="80 of 150 images agree in the best one-to-one matching: 0.5333"),
        case(np.array([5, 5, 5, 5]), np.array([0, 1, 1, 2]), note="one category for everything: 2 of 4 images"),
        *[case(*_labelled(_table_with_one_best(rng))) for _ in range(3)],
    ],
    properties=(Property("a share lies between 0 and 1", lambda value, *_: 0 <= float(value) <= 1),),
    mistakes=(
        Mistake("purity", lambda c, y: evaluation.purity(c, y),
                "That is purity: several categories may share a digit, which flatters. Use the one-to-one matching."),
        Mistake("no matching", lambda c, y: float(np.mean(np.asarray(c) == y)),
                "Categories are compared with labels as they are. Rename them by the matching first."),
        Mistake("matching applied to the labels", lambda c, y: _share(evaluation.match_categories(c, y), y, c),
                "The matching turns a category into a digit. Index it with the categories, not with the labels."),
        Mistake("percent", lambda c, y: 100 * evaluation.matched_accuracy(c, y),
                "That is the right share in percent. Return it as a number between 0 and 1."),
        Mistake("number of images", lambda c, y: evaluation.matched_accuracy(c, y) * len(y),
                "That is how many images agree. Divide by how many there are."),
        Mistake("worst matching", lambda c, y: _share(_match_worst(c, y), c, y),
                "That is the worst matching there is. The best one agrees with most images."),
        Mistake("greedy", lambda c, y: _share(_match_greedily(c, y), c, y),
                "The matching takes the largest counts first, and a better one exists."),
        Mistake("error", lambda c, y: 1 - evaluation.matched_accuracy(c, y),
                "That is the error. The accuracy is 1 minus it."),
    ),
    hints=("match_categories gives the digit of each category.",
           "matching[categories] renames all categories at once."),
    alternatives=(accuracy_by_trace, accuracy_by_renaming), read='"Accuracy without names"',
)


# traversal_codes --------------------------------------------------------------------------------------------------


def traversal_codes(index, values, noise):
    columns = len(values)
    continuous = torch.zeros(10 * columns, 2)
    continuous[:, index] = values.repeat(10)
    return noise.repeat(10 * columns, 1), torch.arange(10).repeat_interleave(columns), continuous


def traversal_by_loop(index, values, noise):
    rows = [(category, value) for category in range(10) for value in values]
    continuous = torch.tensor([[value if k == index else 0.0 for k in range(2)] for _, value in rows])
    return torch.stack([noise for _ in rows]), torch.tensor([category for category, _ in rows]), continuous


def traversal_by_grid(index, values, noise):
    category, swept = torch.meshgrid(torch.arange(10.0), values, indexing="ij")
    pair = [torch.zeros(swept.numel()), torch.zeros(swept.numel())]
    pair[index] = swept.flatten()
    return noise.repeat(swept.numel(), 1), category.flatten().long(), torch.stack(pair, dim=1)


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


TRAVERSAL_CODES = Exercise(
    name="traversal_codes", number="8.10", title="A grid that moves one code", points=2, minutes=10, difficulty=2,
    reference=traversal_codes,
    cases=lambda rng: [
        case(0, torch.tensor([-2.0, 0.0, 2.0]), random_normal(rng, 62)),
        case(1, torch.tensor([-2.0, 0.0, 2.0]), random_normal(rng, 62)),
        case(0, torch.linspace(-2, 2, 10), random_normal(rng, 62)),
        *[case(index, random_normal(rng, n), random_normal(rng, 62)) for index, n in ((1, 4), (0, 1))],
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
                "The grid is filled column by column. The first images should be category 0 at every value, then "
                "category 1, and so on."),
        Mistake("category and value run together", _traversal(_orders_mixed),
                "Categories and values change at the same time. One of them repeats as a block (repeat), the other "
                "entry by entry (repeat_interleave)."),
        Mistake("both codes swept", _both_swept,
                "c2 and c3 both change. A traversal moves one code and holds everything else."),
        Mistake("wrong code swept", lambda index, values, noise: traversal_codes(1 - index, values, noise),
                "The other code is swept: index 0 is c2, the first column, and index 1 is c3."),
        Mistake("fresh noise for every image",
                _traversal(lambda z, c1, c, index, values: (torch.randn(len(z), 62), c1, c)),
                "Every image has noise of its own, so that more than one thing changes along a row."),
        Mistake("values clipped", lambda index, values, noise: traversal_codes(index, values.clamp(-1, 1), noise),
                "The values are cut at -1 and 1. The traversal goes past what was trained on purpose."),
        Mistake("category one-hot", _traversal(lambda z, c1, c, index, values: (z, one_hot(c1), c)),
                "The category is given by its index here. generator_input makes it one-hot."),
        Mistake("one row only", lambda index, values, noise: tuple(
            part[:len(values)] for part in traversal_codes(index, values, noise)),
                "That is the row of category 0. The grid has ten rows, one for each category."),
    ),
    hints=("Ten rows of len(values) images: how often does each category appear, and each value?",
           "torch.arange(10).repeat_interleave(3) is 0, 0, 0, 1, 1, 1, ...; .repeat(10) repeats the whole.",
           "Start the continuous codes with torch.zeros and fill one column."),
    alternatives=(traversal_by_loop, traversal_by_grid), read='"The picture"',
)

EXERCISES = (MATCH_CATEGORIES, MATCHED_ACCURACY, TRAVERSAL_CODES)
