"""Lesson 08, fourth part: categories matched to digits."""

import numpy as np
from scipy.optimize import linear_sum_assignment

from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.measures import clusters

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
    return clusters.confusion_table(categories, labels, 10)


def _match_greedily(categories, labels):
    table, matching = _table(categories, labels).astype(float), np.zeros(10, dtype=int)
    for _ in range(10):
        category, digit = np.unravel_index(table.argmax(), table.shape)
        matching[category] = digit
        table[category, :] = table[:, digit] = -1
    return matching


def _match_in_turn(categories, labels):
    table, matching = _table(categories, labels).astype(float), []
    for category in range(10):
        matching.append(int(table[category].argmax()))
        table[:, matching[-1]] = -1
    return np.array(matching)


def _match_by_frequency(categories, labels):
    table, matching = _table(categories, labels), np.zeros(10, dtype=int)
    matching[np.argsort(-table.sum(axis=1), kind="stable")] = np.argsort(-table.sum(axis=0), kind="stable")
    return matching


def _match_worst(categories, labels):
    return linear_sum_assignment(_table(categories, labels))[1]


def _commonest(categories, labels):
    return _table(categories, labels).argmax(axis=1)


def _match_what_occurs(categories, labels):
    seen = np.unique(categories)
    return linear_sum_assignment(_table(categories, labels)[seen], maximize=True)[1]


def _match_by_shares(categories, labels):
    table = _table(categories, labels)
    return linear_sum_assignment(table / np.maximum(table.sum(axis=1, keepdims=True), 1), maximize=True)[1]


def _match_pairs_counted_once(categories, labels):
    return linear_sum_assignment(_table(categories, labels) > 0, maximize=True)[1]


SHARED = _with_block([[50, 0, 0], [40, 10, 0], [0, 30, 25]])
UNUSED = np.roll(np.diag([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]) + np.eye(10, 10, 1, dtype=int), 3, axis=1)

MATCH_CATEGORIES = Exercise(
    name="match_categories", number="8.10", title="Which digit is which category", points=2, minutes=10, difficulty=2,
    reference=clusters.match_categories,
    cases=lambda rng: [
        case(np.array([*range(10), 0]), np.array([3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3]),
             note="category 0 holds threes, category 1 fours, and so on up to category 9 with twos"),
        case(*_labelled(SHARED), note="categories 0 and 1 both hold mostly zeros, but each digit is given once: "
                                      "0, 1, 2, ..., 9 agrees with most images"),
        *[case(*_labelled(_table_with_one_best(rng))) for _ in range(3)],
        case(*_labelled(_with_block([[30, 20], [2, 0]])),
             note="a large category and one of two images both hold zeros: the larger number of zeros counts"),
        case(*_labelled(UNUSED[:9]), note="category 9 holds no image and gets the digit that is left over"),
    ],
    properties=(
        Property("each digit is given to exactly one category",
                 lambda value, *_: sorted(np.asarray(value).tolist()) == list(range(10))),
    ),
    mistakes=(
        Mistake("commonest label", _commonest,
                "Each category takes its commonest label, so two may claim one digit. Match one to one."),
        Mistake("every pair counted once", _match_pairs_counted_once,
                "A pair of category and digit counts once here, however often it occurs: table[categories, labels] "
                "+= 1 does that. Count with a loop or with np.add.at."),
        Mistake("shares for counts", _match_by_shares,
                "Every category counts the same here, however few images it holds. What is counted is images."),
        Mistake("worst matching", _match_worst,
                "linear_sum_assignment minimises a cost. Agreement is maximised: maximize=True, or change the sign."),
        Mistake("other way round", lambda *a: np.argsort(clusters.match_categories(*a)),
                "That is the category of each digit. Asked is the digit of each category."),
        Mistake("greedy", _match_greedily,
                "Taking the largest count first can spoil the rest. The best matching looks at all pairs together: "
                "scipy.optimize.linear_sum_assignment."),
        Mistake("first come, first served", _match_in_turn,
                "Category 0 chooses first, then category 1 from what is left, and so on. The order of the categories "
                "should not matter: look at all pairs together."),
        Mistake("commonest category of each digit", lambda *a: _table(*a).argmax(axis=0),
                "That is the commonest category of each digit. Asked is the digit of each category, each digit once."),
        Mistake("sorted by frequency", _match_by_frequency,
                "Categories and digits are paired by how frequent they are. That does not say which images agree."),
        Mistake("row and column indices", lambda *a: linear_sum_assignment(_table(*a), maximize=True),
                "linear_sum_assignment returns rows and columns. The rows are 0 to 9 here: return the columns."),
        Mistake("only categories that occur", _match_what_occurs,
                "A category without images is missing. The table always has ten rows."),
    ),
    hints=("Count first: a table with categories as rows and labels as columns.",
           "np.add.at(table, (categories, labels), 1) fills it.",
           "scipy.optimize.linear_sum_assignment(table, maximize=True) returns rows and columns."),
    read='"Accuracy without names"',
)


def _share(matching, categories, labels):
    return float(np.mean(np.asarray(matching)[categories] == labels))


def _balanced(categories, labels):
    matching = clusters.match_categories(categories, labels)
    return sum(_share(matching, *(a[np.asarray(categories) == k] for a in (categories, labels)))
               for k in np.unique(categories)) / 10


FACTS_TABLE = _with_block([[50, 0, 0], [40, 10, 0], [0, 30, 20]], rest=0)

MATCHED_ACCURACY = Exercise(
    name="matched_accuracy", number="8.11", title="Accuracy after matching", points=1, minutes=5, difficulty=1,
    reference=clusters.matched_accuracy,
    cases=lambda rng: [
        case(np.array([2, 2, 0, 1]), np.array([7, 7, 4, 9]), note="renamed perfectly: 1"),
        case(*_labelled(FACTS_TABLE), note="80 of 150 images agree in the best one-to-one matching: 0.5333"),
        case(np.array([5, 5, 5, 5]), np.array([0, 1, 1, 2]), note="one category for everything: 2 of 4 images"),
        *[case(*_labelled(_table_with_one_best(rng))) for _ in range(3)],
    ],
    properties=(Property("a share lies between 0 and 1", lambda value, *_: 0 <= float(value) <= 1),),
    mistakes=(
        Mistake("purity", lambda c, y: clusters.purity(c, y),
                "That is purity: several categories may share a digit, which flatters. Use the one-to-one matching."),
        Mistake("no matching", lambda c, y: float(np.mean(np.asarray(c) == y)),
                "Categories are compared with labels as they are. Rename them by the matching first."),
        Mistake("matching applied to the labels", lambda c, y: _share(clusters.match_categories(c, y), y, c),
                "The matching turns a category into a digit. Index it with the categories, not with the labels."),
        Mistake("worst matching", lambda c, y: _share(_match_worst(c, y), c, y),
                "That is the worst matching there is. The best one agrees with most images."),
        Mistake("greedy", lambda c, y: _share(_match_greedily(c, y), c, y),
                "The matching takes the largest counts first, and a better one exists."),
        Mistake("mean over the categories", _balanced,
                "That is the mean of ten shares, one for each category. Count images: large categories weigh more."),
        Mistake("divided by 10,000", lambda c, y: clusters.matched_accuracy(c, y) * len(y) / 10_000,
                "The number of agreeing images is divided by a fixed 10,000. Divide by the number of images given."),
    ),
    hints=("match_categories gives the digit of each category.",
           "matching[categories] renames all categories at once."),
    read='"Accuracy without names"',
)

EXERCISES = (MATCH_CATEGORIES, MATCHED_ACCURACY)
