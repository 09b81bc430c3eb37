"""Lesson 03, last part: information in the pixels of MNIST."""

import numpy as np

from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.exercises.shared.common import quiet
from helpers.exercises.shared.joint_tables import mutual

# pixel_information ------------------------------------------------------------------------------------------------


def pixel_information(images, labels):
    ink = images.reshape(len(images), -1) > 127
    digits = np.unique(labels)
    inked = np.array([ink[labels == digit].sum(axis=0) for digit in digits])
    joint = np.stack([inked, np.array([np.sum(labels == digit) for digit in digits])[:, None] - inked]) / len(images)
    independent = joint.sum(axis=0) * joint.sum(axis=1, keepdims=True)
    ratio = np.divide(joint, independent, out=np.ones_like(joint), where=joint > 0)
    return np.sum(joint * np.log2(ratio), axis=(0, 1)).reshape(images.shape[1:])


def _pixel_tables(images, labels, threshold=127):
    """Joint tables of ink and digit, shape (2, digits, 28, 28)."""
    ink = images > threshold
    inked = np.array([ink[labels == digit].sum(axis=0) for digit in np.unique(labels)])
    sizes = np.array([np.sum(labels == digit) for digit in np.unique(labels)])[:, None, None]
    return np.stack([sizes - inked, inked]) / len(images)


def _cell_sum(weights):
    return -np.sum(np.where(weights > 0, weights * np.log2(np.maximum(weights, 1e-300)), 0),
                   axis=tuple(range(weights.ndim - 2)))


def _from_tables(tables):
    return _cell_sum(tables.sum(axis=0)) + _cell_sum(tables.sum(axis=1)) - _cell_sum(tables)


def digits_taken_as_equal(images, labels):
    tables = _pixel_tables(images, labels)
    return _from_tables(tables / tables.sum(axis=0) / tables.shape[1])


def plain_mean_over_the_digits(images, labels):
    tables = _pixel_tables(images, labels)
    left_open = [_cell_sum(table / table.sum(axis=0)) for table in np.moveaxis(tables, 1, 0)]
    return _cell_sum(tables.sum(axis=1)) - np.mean(left_open, axis=0)


def only_ink_counted(images, labels):
    inked = _pixel_tables(images, labels)[1]
    chance = np.array([np.mean(labels == digit) for digit in np.unique(labels)])[:, None, None] * inked.sum(axis=0)
    return np.sum(inked * np.log2(np.divide(inked, chance, out=np.ones_like(inked), where=inked > 0)), axis=0)


def squared_correlation(images, labels):
    ink, digit = (images > 127) - np.mean(images > 127, axis=0), labels - labels.mean()
    spread = np.sqrt(np.sum(ink**2, axis=0) * np.sum(digit**2))
    return np.divide(np.tensordot(digit, ink, 1) ** 2, spread**2, out=np.zeros((28, 28)), where=spread > 0)


def grey_levels_in_place_of_ink(images, labels):
    result = np.zeros((28, 28))
    for row, column in np.argwhere(np.ptp(images, axis=0) > 0):
        levels, grey = np.unique(images[:, row, column], return_inverse=True)
        table = np.zeros((len(levels), labels.max() + 1))
        np.add.at(table, (grey, labels), 1)
        result[row, column] = mutual(table / len(labels))
    return result


def pixel_zero_times_log_zero(images, labels):
    tables = _pixel_tables(images, labels)
    return quiet(lambda: np.sum(tables * np.log2(tables / (tables.sum(axis=0) * tables.sum(axis=1, keepdims=True))),
                                 axis=(0, 1)))


def _digits(rng, size, classes):
    """Small images: a few pixels follow the digit, some are grey about the threshold, most stay blank."""
    labels = rng.choice(classes, size=size, p=rng.dirichlet(np.full(len(classes), 4.0)))
    labels[: len(classes)] = classes
    images = np.zeros((size, 28, 28), dtype=np.uint8)
    for row, column in rng.integers(4, 24, size=(12, 2)):
        chance = rng.uniform(size=10)[labels]
        dark = rng.choice([0, 1, 100, 127], size=size).astype(np.uint8)
        bright = rng.choice([128, 129, 200, 255], size=size).astype(np.uint8)
        images[:, row, column] = np.where(rng.uniform(size=size) < chance, bright, dark)
    return images, labels


def _one_pixel(row, column, values, labels):
    images = np.zeros((len(labels), 28, 28), dtype=np.uint8)
    images[:, row, column] = values
    return images, np.array(labels)


PIXEL_INFORMATION = Exercise(
    name="pixel_information", number="3.11", title="A map of telling pixels", points=3, minutes=15, difficulty=3,
    reference=pixel_information,
    cases=lambda rng: [
        case(*_one_pixel(9, 14, [255, 200, 20, 0, 0, 90], [0, 0, 7, 7, 7, 7]),
             note="one pixel is inked for every 0 and for no 7; a third are 0s: 0.9183 bits there, 0 elsewhere"),
        *[case(*_digits(rng, size, classes))
          for size, classes in ((40, np.arange(10)), (60, np.array([1, 4, 9])), (90, np.arange(10)))],
        case(*_one_pixel(3, 3, [255] * 260 + [0] * 260, [1] * 260 + [2] * 260),
             note="a count may go past 255: 260 of 520 images are inked there, and it tells the digit: 1 bit"),
        case(*_one_pixel(20, 5, [127, 128, 127, 128], [3, 8, 3, 8]),
             note="128 counts as ink, 127 does not: 1 bit at [20, 5], 0 elsewhere"),
        case(*_one_pixel(14, 14, 255, [1, 2, 3]), note="a pixel that is always inked tells nothing: 0 everywhere"),
    ],
    properties=(
        Property("mutual information is never negative", lambda value, images, labels: np.min(value) > -1e-9),
        Property("a pixel that is on or off tells at most 1 bit",
                 lambda value, images, labels: np.max(value) < 1 + 1e-9),
        Property("a pixel that never changes tells nothing",
                 lambda value, images, labels: np.all(np.abs(value[np.ptp(images, axis=0) == 0]) < 1e-9)),
    ),
    mistakes=(
        Mistake("any grey is ink", lambda images, labels: _from_tables(_pixel_tables(images, labels, 0)),
                "Every pixel above 0 counts as ink here. The threshold is 127."),
        Mistake("127 counted as ink", lambda images, labels: _from_tables(_pixel_tables(images, labels, 126)),
                "127 itself is not ink: the condition is > 127, not >= 127."),
        Mistake("grey levels in place of ink", grey_levels_in_place_of_ink,
                "Every grey level counts as a value of its own. Turn the pixels into ink or no ink first."),
        Mistake("entropy of the pixel",
                lambda images, labels: _cell_sum(_pixel_tables(images, labels).sum(axis=1)),
                "That is how uncertain the pixel is. Subtract what is left of it when the digit is known."),
        Mistake("what the digit leaves open",
                lambda images, labels: _cell_sum(_pixel_tables(images, labels).sum(axis=1))
                - pixel_information(images, labels),
                "That is H[pixel | digit], what stays uncertain when the digit is known. Subtract it from H[pixel]."),
        Mistake("only ink counted", only_ink_counted,
                "Only images with ink in that pixel are counted. A pixel without ink tells something too: the table "
                "has two rows."),
        Mistake("digits taken as equally frequent", digits_taken_as_equal,
                "Each digit counts the same here. The joint table counts images, and some digits have more of them."),
        Mistake("plain mean over the digits", plain_mean_over_the_digits,
                "What a digit leaves open is averaged without weights. Each digit counts as often as it comes."),
        Mistake("squared correlation", squared_correlation,
                "That is the squared correlation with the label as a number. A digit is a name: 9 is not more than 1."),
        Mistake("0 log 0 is nan", pixel_zero_times_log_zero,
                "A pixel that is always blank, or a digit that is absent, has empty cells. 0 times log 0 and 0 / 0 are "
                "nan for a computer. Empty cells add nothing: leave them out."),
    ),
    hints=("For one pixel: a table with 2 rows (no ink, ink) and one column per digit.",
           "(images > 127)[labels == 3].mean(axis=0) is p(ink | digit 3) for all pixels at once.",
           "H[pixel] - H[pixel | digit] needs nothing but entropies of coins, for 784 pixels at a time."),
    read='"Where MNIST tells its digits"',
)


EXERCISES = (PIXEL_INFORMATION,)
