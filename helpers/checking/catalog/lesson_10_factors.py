"""Lesson 10, second part: what can be measured on a picture."""

import math

import numpy as np

from helpers import factors
from helpers.checking.catalog.common import quiet
from helpers.checking.exercise import Exercise, Mistake, Property, case

# Pictures ---------------------------------------------------------------------------------------------------------


def _inked(*places, value=255):
    """A picture (28, 28) with ``value`` in these (row, column) places."""
    picture = np.zeros((28, 28), dtype=np.uint8)
    for row, column in places:
        picture[row, column] = value
    return picture


RISING = _inked(*((14 - step, 12 + step) for step in range(5)))          # a stroke like /, at 45 degrees
FALLING = _inked(*((6 + 2 * step, 5 + step) for step in range(6)))       # steep and like \, in a corner
UPRIGHT = _inked(*((row, 20) for row in range(4, 24)))
LEVEL = _inked(*((9, column) for column in range(3, 19)))
BLANK = _inked()


def _smudges(rng, count):
    """Random pictures: leaning, off the centre, of every grey."""
    return np.stack([_smudge(rng) for _ in range(count)])


def _smudge(rng):
    picture = np.zeros((28, 28), dtype=np.uint8)
    top, left = rng.integers(1, 12, size=2)
    height, breadth = rng.integers(6, 15, size=2)
    picture[top:top + height, left:left + breadth] = rng.integers(0, 256, size=(height, breadth))
    lean = rng.integers(0, 2)
    for row in range(height):
        picture[top + row] = np.roll(picture[top + row], (row // 3) * (1 if lean else -1))
    return picture


# ink --------------------------------------------------------------------------------------------------------------


def ink_by_axis(images):
    return images.reshape(len(images), -1).mean(axis=1) * 784 / 255


def ink_by_loop(images):
    return [float((image / 255).sum()) for image in images]


INK = Exercise(
    name="ink", number="10.3", title="How much ink", points=1, minutes=4, difficulty=1, reference=factors.ink,
    cases=lambda rng: [
        case(np.stack([_inked((3, 4), (9, 9), (20, 5)), _inked((3, 4), (9, 9), value=51)]),
             note="three full pixels are 3; two pixels of 51 are 0.2 each: 0.4"),
        case(_smudges(rng, 3)), case(_smudges(rng, 5)),
        case(np.full((2, 28, 28), 255, dtype=np.uint8), note="a picture full of ink holds 784"),
        case(_smudges(rng, 2) * 0.7, note="pixels may be fractions"),
        case(BLANK[None], note="a blank picture holds 0"),
    ],
    properties=(Property("ink lies between 0 and 784 pixels",
                         lambda value, images: np.min(value) >= 0 and np.max(value) <= 784 + 1e-6),),
    mistakes=(
        Mistake("not divided by 255", lambda images: factors.ink(images) * 255,
                "That is the sum of the pixels. Divide by 255, so that a full pixel counts 1."),
        Mistake("mean of the pixels", lambda images: factors.ink(images) / 784,
                "That is the mean darkness of a pixel. Ink is the sum."),
        Mistake("mean of the raw pixels", lambda images: factors.ink(images) * 255 / 784,
                "That is the mean of the raw pixels. Ink is their sum, divided by 255."),
        Mistake("any grey is ink", lambda images: (np.asarray(images) > 0).sum(axis=(1, 2)),
                "Every pixel above 0 counts as full. A grey pixel holds less ink than a full one."),
        Mistake("dark pixels counted", lambda images: (np.asarray(images) > 127).sum(axis=(1, 2)),
                "Pixels are rounded to full or empty before counting. Add up the greys themselves."),
        Mistake("share of pixels with ink", lambda images: (np.asarray(images) > 0).mean(axis=(1, 2)),
                "That is the share of pixels that hold any ink. Add up how much each of them holds."),
        Mistake("whole pixels only", lambda images: (np.asarray(images) // 255).sum(axis=(1, 2)),
                "// drops the fraction, and with it every grey pixel. Divide with /."),
        Mistake("rounded", lambda images: np.round(factors.ink(images)),
                "The result is rounded to whole pixels. Keep the fraction."),
        Mistake("divided by 256", lambda images: factors.ink(images) * 255 / 256,
                "Full ink is 255, not 256: there are 256 greys, counted from 0."),
        Mistake("paper in place of ink", lambda images: 784 - factors.ink(images),
                "That is how much paper is left. In MNIST 0 is paper and 255 is ink."),
        Mistake("summed in eight bits",
                lambda images: np.asarray(images).astype(np.uint8).sum(axis=(1, 2), dtype=np.uint8) / 255,
                "The sum runs over at 256: it is kept in 8 bits. Let numpy sum in a wider type."),
        Mistake("all pictures together", lambda images: factors.ink(images).sum(),
                "All pictures are added up. Sum over rows and columns only: axis=(1, 2)."),
        Mistake("one number for each column", lambda images: np.asarray(images).sum(axis=1) / 255,
                "Only the rows are added up. Sum over rows and columns: axis=(1, 2)."),
    ),
    hints=("The pictures have shape (N, 28, 28); the answer has shape (N,).",
           "images.sum(axis=(1, 2)) adds up rows and columns of each picture."),
    alternatives=(ink_by_axis, ink_by_loop), read='"Factors you can measure"',
)


# slant ------------------------------------------------------------------------------------------------------------


def slant_by_loop(images):
    angles = []
    for image in np.asarray(images, dtype=float):
        rows, columns = np.nonzero(image)
        if len(rows) == 0:
            angles.append(0.0)
            continue
        weights = image[rows, columns] / image.sum()
        y, x = rows - weights @ rows, columns - weights @ columns
        spread = weights @ y**2
        angles.append(math.atan(-(weights @ (x * y)) / spread) if spread > 1e-12 else 0.0)
    return np.array(angles)


def slant_by_raw_moments(images):
    """Moments around the corner, moved to the centre of the ink afterwards."""
    images = np.asarray(images, dtype=float)
    y, x = np.mgrid[:28, :28]
    m = {key: (images * weight).sum(axis=(1, 2))
         for key, weight in {"1": 1.0, "x": x, "y": y, "xy": x * y, "yy": y * y}.items()}
    mass = np.maximum(m["1"], 1e-9)
    u11, u02 = m["xy"] - m["x"] * m["y"] / mass, m["yy"] - m["y"] ** 2 / mass
    return np.where(u02 > 1e-6, np.arctan(-u11 / np.where(u02 > 1e-6, u02, 1)), 0)


def _moments(images, centre=None):
    """(u11, u20, u02) around the centre of the ink, or around the pixel ``centre``."""
    images = np.asarray(images, dtype=float)
    y, x = np.mgrid[:28, :28]
    mass = images.sum(axis=(1, 2))
    places = []
    for axis in (x, y):
        mean = (images * axis).sum(axis=(1, 2)) / mass if centre is None else np.full(len(images), float(centre))
        places.append(axis - mean[:, None, None])
    return [(images * places[0] ** a * places[1] ** b).sum(axis=(1, 2)) for a, b in ((1, 1), (2, 0), (0, 2))]


def _from_moments(formula, centre=None):
    """The answer ``formula(u11, u20, u02)``, with 0 where it is not a number."""
    return lambda images: np.nan_to_num(quiet(lambda: formula(*_moments(images, centre))), posinf=0, neginf=0)


def _from_moments_and_mass(formula):
    def answer(images):
        u11, _, u02 = _moments(images)
        return np.nan_to_num(quiet(lambda: formula(u11, u02, np.asarray(images, dtype=float).sum(axis=(1, 2)))))

    return lambda images: quiet(lambda: answer(images))


SLANT = Exercise(
    name="slant", number="10.4", title="How far a digit leans", points=2, minutes=12, difficulty=2,
    reference=factors.slant, quiet=True,
    cases=lambda rng: [
        case(RISING[None], note="a stroke like / that goes one column right for each row up has slant pi/4 = 0.7854"),
        case(np.stack([FALLING, UPRIGHT]),
             note="a stroke like \\ that goes one column for two rows has slant -arctan(1/2) = -0.4636, and an "
                  "upright one 0"),
        *[case(_smudges(rng, count)) for count in (2, 4, 3)],
        case(_smudges(rng, 2) * 0.37, note="pixels may be fractions, and paler ink leans just as much"),
        case(np.stack([LEVEL, BLANK]), note="a picture without height, or without ink, has slant 0"),
    ],
    properties=(
        Property("a slant lies between -pi/2 and pi/2", lambda value, images: np.max(np.abs(value)) <= math.pi / 2),
        Property("a blank picture has slant 0",
                 lambda value, images: not np.any(np.asarray(value)[images.sum(axis=(1, 2)) == 0])),
    ),
    mistakes=(
        Mistake("sign", lambda images: -factors.slant(images),
                "The sign is the other one. Rows are counted downwards, so for a stroke like / the column grows while "
                "the row falls: u11 is negative, and the slant is to be positive."),
        Mistake("degrees", lambda images: np.degrees(factors.slant(images)),
                "That is the right angle in degrees. Give it in radians."),
        Mistake("no arctan", lambda images: np.tan(factors.slant(images)),
                "That is the tangent of the slant. Take its arctan."),
        Mistake("divided by the horizontal spread", _from_moments(lambda u11, u20, u02: np.arctan(-u11 / u20)),
                "u11 is divided by u20, the horizontal spread, or rows and columns are exchanged. How far does x move "
                "for each row? Divide by u02, the sum with (y - mean y)^2."),
        Mistake("around the middle of the picture", _from_moments(lambda u11, u20, u02: np.arctan(-u11 / u02), 13.5),
                "The moments are taken around the middle of the picture. Take them around the centre of the ink."),
        Mistake("around the corner", _from_moments(lambda u11, u20, u02: np.arctan(-u11 / u02), 0),
                "The moments are taken around pixel (0, 0). Subtract the ink-weighted mean column and row first."),
        Mistake("longest axis", _from_moments(lambda u11, u20, u02: 0.5 * np.arctan2(-2 * u11, u02 - u20)),
                "That is the angle of the longest axis. It turns with a digit that is wide, too; slant is the shear "
                "that would put the digit upright: arctan(-u11 / u02)."),
        Mistake("angle of the longest axis, from the level", _from_moments(
                    lambda u11, u20, u02: 0.5 * np.arctan2(2 * u11, u20 - u02)),
                "That is the angle of the longest axis, measured from the level. Slant is the shear that would put the "
                "digit upright: arctan(-u11 / u02)."),
        Mistake("arctan2's arguments exchanged", _from_moments(lambda u11, u20, u02: np.arctan2(u02, -u11)),
                "That angle is measured from the level: 90 degrees for an upright stroke. np.arctan2 takes the "
                "numerator first."),
        Mistake("divided by the ink", _from_moments_and_mass(lambda u11, u02, mass: np.arctan(-u11 / mass)),
                "u11 is divided by the ink. That makes a mean of it, and no slope: divide by u02."),
        Mistake("paper weighed", lambda images: factors.slant(255 - np.asarray(images, dtype=float)),
                "The weights are 255 - pixel: that is the slant of the paper. In MNIST 255 is ink."),
        Mistake("correlation", _from_moments(lambda u11, u20, u02: np.arctan(-u11 / np.sqrt(u20 * u02))),
                "u11 is divided by the root of both spreads, as in a correlation. Divide by u02."),
        Mistake("rounded ink", lambda images: factors.slant(np.asarray(images) > 127),
                "Pixels are rounded to full or empty first. Weigh each pixel by its grey."),
        Mistake("unweighted", lambda images: factors.slant(np.asarray(images) > 0),
                "Every pixel with ink counts the same. Weigh each pixel by how much ink it holds."),
        Mistake("unweighted centre", lambda images: _around_the_inked_pixels(images),
                "The centre is the middle of all pixels that have ink. Weigh each by how much it holds: the centre of "
                "the ink."),
        Mistake("nan without height", lambda images: quiet(lambda: _plain_arctan(images)),
                "Where a picture has no height, or no ink, the formula is 0/0. Return 0 there: np.arctan2 does it for "
                "u02 = 0, and a blank picture needs a mass that is not 0."),
    ),
    hints=("The mean column of the ink is (pixels * x).sum() / pixels.sum(), with x = 0, 1, ..., 27. So for the rows.",
           "For all pictures at once let sums run over axis=(1, 2) with keepdims=True: shape (N, 1, 1).",
           "np.arctan2(-u11, u02) is the arctan of the ratio, and 0 where both are 0. Before that, a blank picture "
           "divides by its ink: np.maximum(ink, 1e-9)."),
    alternatives=(slant_by_loop, slant_by_raw_moments), read='"Factors you can measure"',
)


def _plain_arctan(images):
    u11, _, u02 = _moments(images)
    return np.arctan(-u11 / u02)


def _around_the_inked_pixels(images):
    images, inked = np.asarray(images, dtype=float), np.asarray(images) > 0
    y, x = np.mgrid[:28, :28]
    count = np.maximum(inked.sum(axis=(1, 2), keepdims=True), 1)
    x, y = (axis - (inked * axis).sum(axis=(1, 2), keepdims=True) / count for axis in (x, y))
    return np.arctan2(-(images * x * y).sum(axis=(1, 2)), (images * y**2).sum(axis=(1, 2)))


# variance_explained -----------------------------------------------------------------------------------------------


def explained_by_loop(values, groups):
    values, groups = np.asarray(values, dtype=float), np.asarray(groups)
    between = sum((groups == g).sum() * (values[groups == g].mean() - values.mean()) ** 2 for g in set(groups.tolist()))
    return between / ((values - values.mean()) ** 2).sum()


def explained_by_what_is_left(values, groups):
    values, groups = np.asarray(values, dtype=float), np.asarray(groups)
    left = sum((groups == g).mean() * values[groups == g].var() for g in np.unique(groups))
    return 1 - left / values.var()


def _group_means(values, groups):
    return np.array([np.asarray(values)[np.asarray(groups) == g].mean() for g in np.unique(groups)])


def _measured(rng, counts):
    groups = rng.permutation(np.repeat(rng.permutation(10)[:len(counts)], counts))
    return rng.normal(size=10)[groups] + rng.normal(size=len(groups)), groups


VARIANCE_EXPLAINED = Exercise(
    name="variance_explained", number="10.5", title="How much the digit explains", points=2, minutes=10, difficulty=2,
    reference=factors.variance_explained,
    cases=lambda rng: [
        case(np.array([1.0, 3.0, 5.0, 5.0, 5.0, 5.0]), np.array([4, 4, 7, 7, 7, 7]),
             note="the means are 2 and 5; the variance is 2.3333, of which 2 lies between the groups: 6/7 = 0.8571"),
        *[case(*_measured(rng, counts)) for counts in ((3, 9, 5), (12, 4), (6, 2, 15, 8))],
        case(np.array([1.0, 3.0, 1.0, 3.0]), np.array([0, 0, 8, 8]),
             note="both groups have the same mean: nothing is explained, 0"),
        case(np.array([2.0, 2.0, 9.0]), np.array([1, 1, 3]), note="the group says everything: 1"),
    ],
    properties=(Property("a share lies between 0 and 1", lambda value, *_: -1e-9 <= float(value) <= 1 + 1e-9),),
    mistakes=(
        Mistake("share that is left", lambda v, g: 1 - factors.variance_explained(v, g),
                "That is the share within the groups, what the digit leaves open. Asked is the share between them."),
        Mistake("correlation with the label", lambda v, g: quiet(lambda: np.corrcoef(v, g)[0, 1] ** 2),
                "That is the squared correlation with the label as a number. A digit is a name: compare the means of "
                "the groups."),
        Mistake("groups taken as equally large", lambda v, g: _group_means(v, g).var() / np.var(v),
                "Every group counts the same. Give every value the mean of its group, so that large groups count "
                "more."),
        Mistake("variance of the list of means", lambda v, g: _group_means(v, g).var(),
                "That is the variance of the list of means, one for each group. Count each mean as often as its group "
                "occurs, and divide by the variance of all values."),
        Mistake("variances within, averaged equally",
                lambda v, g: 1 - np.mean([v[g == k].var() for k in np.unique(g)]) / np.var(v),
                "The variances within the groups are averaged as if all groups were equally large. Weigh each by its "
                "share of the values."),
        Mistake("upside down", lambda v, g: quiet(lambda: np.divide(1, factors.variance_explained(v, g))),
                "The ratio is upside down: the variance between the groups goes on top."),
        Mistake("squares, not variances",
                lambda v, g: sum((g == k).sum() * v[g == k].mean() ** 2 for k in np.unique(g)) / np.sum(v**2),
                "Squares of the values are compared. A variance is about the distance from the mean: subtract the mean "
                "of all values first."),
        Mistake("root of the share", lambda v, g: math.sqrt(factors.variance_explained(v, g)),
                "That is the root of the share, a ratio of standard deviations. Variances are what adds up."),
        Mistake("between over within",
                lambda v, g: quiet(lambda: np.divide(*(lambda s: (s, 1 - s))(factors.variance_explained(v, g)))),
                "The variance between the groups is divided by the variance within. Divide by all of it."),
        Mistake("variance between, not a share", lambda v, g: factors.variance_explained(v, g) * np.var(v),
                "That is the variance between the groups. Divide by the variance of all values."),
        Mistake("one value too few", lambda v, g: factors.variance_explained(v, g) * np.var(v) / np.var(v, ddof=1),
                "One variance divides by N and the other by N - 1. Take the same for both, so that a digit that says "
                "everything explains 1."),
        Mistake("standard deviation within, averaged",
                lambda v, g: 1 - sum((g == k).mean() * v[g == k].std() for k in np.unique(g)) / np.std(v),
                "Standard deviations are averaged. Averages of variances add up to the whole, those of their roots do "
                "not."),
    ),
    hints=("Replace every value by the mean of its group. The variance of that is what the group explains.",
           "for g in np.unique(groups): values[groups == g].mean() is the mean, (groups == g).sum() how many share it.",
           "Divide by values.var()."),
    alternatives=(explained_by_loop, explained_by_what_is_left), read='"What the digit has to do with it"',
)

EXERCISES = (INK, SLANT, VARIANCE_EXPLAINED)
