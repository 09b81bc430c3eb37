"""Lesson 10, second part: what can be measured on a picture."""

import math

import numpy as np

from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.exercises.shared.common import quiet
from helpers.measures import factors

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
        Mistake("any grey is ink", lambda images: (np.asarray(images) > 0).sum(axis=(1, 2)),
                "Every pixel above 0 counts as full. A grey pixel holds less ink than a full one."),
        Mistake("rounded to full or empty", lambda images: (np.asarray(images) > 127).sum(axis=(1, 2)),
                "Pixels are rounded to full or empty before counting. Add up the greys themselves."),
        Mistake("share of pixels with ink", lambda images: (np.asarray(images) > 0).mean(axis=(1, 2)),
                "That is the share of pixels that hold any ink. Add up how much each of them holds."),
        Mistake("whole pixels only", lambda images: (np.asarray(images) // 255).sum(axis=(1, 2)),
                "// drops the fraction, and with it every grey pixel. Divide with /."),
        Mistake("summed in eight bits",
                lambda images: np.asarray(images).astype(np.uint8).sum(axis=(1, 2), dtype=np.uint8) / 255,
                "The sum runs over at 256: it is kept in 8 bits. Let numpy sum in a wider type."),
    ),
    hints=("The pictures have shape (N, 28, 28); the answer has shape (N,).",
           "images.sum(axis=(1, 2)) adds up rows and columns of each picture."),
    read='"Factors you can measure"',
)


# slant ------------------------------------------------------------------------------------------------------------


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
                "That angle is measured from the level: 90 degrees for an upright stroke. np.arctan2(numerator, ...)."),
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
                "The centre is the middle of all pixels with ink. Weigh each by how much it holds."),
        Mistake("nan without height", lambda images: quiet(lambda: _plain_arctan(images)),
                "Where a picture has no height, or no ink, the formula is 0/0. Return 0 there: np.arctan2 does it for "
                "u02 = 0, and a blank picture needs a mass that is not 0."),
    ),
    hints=("The mean column of the ink is (pixels * x).sum() / pixels.sum(), with x = 0, 1, ..., 27. So for the rows.",
           "For all pictures at once let sums run over axis=(1, 2) with keepdims=True: shape (N, 1, 1).",
           "np.arctan2(-u11, u02) is the arctan of the ratio, and 0 where both are 0. Before that, a blank picture "
           "divides by its ink: np.maximum(ink, 1e-9)."),
    read='"Factors you can measure"',
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


EXERCISES = (INK, SLANT)
