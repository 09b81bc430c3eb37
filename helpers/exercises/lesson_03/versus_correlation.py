"""Lesson 03, third part: information against correlation."""

import math

import numpy as np

from helpers import information
from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.exercises.shared.joint_tables import h_x, h_y, mutual

# gaussian_mutual_information --------------------------------------------------------------------------------------

GAUSSIAN_MUTUAL_INFORMATION = Exercise(
    name="gaussian_mutual_information", number="3.8", title="Correlation as information", points=1, minutes=5,
    difficulty=1, reference=information.gaussian_mutual_information,
    cases=lambda rng: [
        case(0.5, note="a correlation of one half is worth 0.1438 nats"),
        case(-0.8, note="the sign of the correlation does not matter: 0.5108 nats"),
        case(0.0, note="uncorrelated Gaussians are independent: 0 nats"),
        case(0.99, note="a correlation of 0.99 is worth 1.9585 nats"),
        *[case(float(r)) for r in rng.uniform(-0.95, 0.95, size=5)],
    ],
    properties=(Property("mutual information is never negative", lambda value, correlation: float(value) >= 0),),
    mistakes=(
        Mistake("correlation not squared", lambda r: -0.5 * math.log(1 - r),
                "The correlation stands there unsquared. Where it is negative, so is the result."),
        Mistake("plus under the logarithm", lambda r: 0.5 * math.log(1 + r**2),
                "This stays below 0.3466 nats however strong the correlation. At correlation 1 it must be infinite."),
        Mistake("Fisher's z", lambda r: 0.5 * math.log((1 + r) / (1 - r)),
                "That is Fisher's transform of a correlation. Its sign follows the correlation; information has none."),
    ),
    hints=("I = h[x] + h[y] - h[x,y], and the units cancel: take both variances as 1.",
           "h[x,y] of a Gaussian pair is ln(2 pi e) + ln(determinant of the covariance) / 2.",
           "The determinant of [[1, r], [r, 1]] is 1 - r^2."),
    read='"Where the two agree"',
)


# uncorrelated_but_dependent ---------------------------------------------------------------------------------------


def parabola():
    x = np.array([-1.0, 0.0, 1.0])
    y = np.array([0.0, 1.0])
    return x, y, np.array([[0, 1], [1, 0], [0, 1]]) / 3


def _distinct(values):
    values = np.sort(np.asarray(values, dtype=float))
    return values.ndim == 1 and np.all(np.isfinite(values)) and np.all(np.diff(values) > 1e-6 * np.ptp(values))


def _correlation(value):
    x, y, joint = (np.asarray(part, dtype=float) for part in value)
    x, y = x / np.ptp(x), y / np.ptp(y)
    x, y = x - joint.sum(axis=1) @ x, y - joint.sum(axis=0) @ y
    return x @ joint @ y / np.sqrt((joint.sum(axis=1) @ x**2) * (joint.sum(axis=0) @ y**2))


def _table(value):
    return np.asarray(value[2], dtype=float)


def _sums_to_one(value):
    return np.all(_table(value) >= 0) and abs(_table(value).sum() - 1) < 1e-6


UNCORRELATED_BUT_DEPENDENT = Exercise(
    name="uncorrelated_but_dependent", number="3.9", title="No correlation, plenty of information", points=2,
    minutes=10, difficulty=3, reference=parabola, construction=True,
    cases=lambda rng: [case()],
    properties=(
        Property("there are three parts: x values, y values and the table",
                 lambda value: isinstance(value, tuple) and len(value) == 3),
        Property("each value is listed once, as a number: a value that two cells share has one row or column",
                 lambda value: _distinct(value[0]) and _distinct(value[1])),
        Property("the table has one row for every x value and one column for every y value",
                 lambda value: np.shape(value[2]) == (len(value[0]), len(value[1]))),
        Property("no probability is negative and all of them sum to 1", _sums_to_one),
        Property("x and y both vary", lambda value: min(h_x(_table(value)), h_y(_table(value))) > 0.01),
        Property("the correlation of x and y is 0", lambda value: abs(_correlation(value)) < 1e-6),
        Property("x and y share at least 0.9 bits", lambda value: mutual(_table(value)) >= 0.9),
    ),
    mistakes=(
        Mistake("y equals x", lambda: (np.array([0, 1]), np.array([0, 1]), np.eye(2) / 2),
                "y = x shares everything, but it is as correlated as can be. Let y go up on both sides of x."),
        Mistake("independent", lambda: (np.array([0, 1]), np.array([0, 1]), np.full((2, 2), 0.25)),
                "All cells are equally likely, so x says nothing of y: no correlation, and no information."),
        Mistake("lopsided parabola", lambda: (np.arange(3), np.array([0, 1, 4]), np.eye(3) / 3),
                "y = x^2 is a good idea, but over 0, 1, 2 it only rises. Put x on both sides of 0."),
        Mistake("y listed once per x", lambda: (np.array([-1, 0, 1]), np.array([1, 0, 1]), np.eye(3) / 3),
                "y = 1 is listed twice. x = -1 and x = 1 lead to the same y: they belong in the same column."),
        Mistake("not normalised", lambda: (np.array([-1, 0, 1]), np.array([0, 1]), np.array([[0, 1], [1, 0], [0, 1]])),
                "The table marks the cells that are possible. Divide it by its sum."),
        Mistake("table turned", lambda: (np.array([-1, 0, 1]), np.array([0, 1]), np.array([[0, 1, 0], [1, 0, 1]]) / 3),
                "Rows belong to x, columns to y. Your table has them the other way round."),
        Mistake("too uneven", lambda: (np.array([-1, 0, 1]), np.array([0, 1]),
                                       np.array([[0, 0.1], [0.8, 0], [0, 0.1]])),
                "The right shape with too little in it: y itself has only 0.7219 bits. Spread the probability."),
        Mistake("y does not vary", lambda: (np.array([-1, 1]), np.array([1]), np.array([[0.5], [0.5]])),
                "y is always 1, whatever x is. A constant cannot be told anything about."),
    ),
    hints=("Correlation sees only whether y rises or falls with x on the whole.",
           "Think of a y that depends on how far x is from 0, not on which side.",
           "If x determines y, the information is H[y]. How evenly must y be spread for 0.9 bits?"),
    read='"Where they part"',
)


EXERCISES = (GAUSSIAN_MUTUAL_INFORMATION, UNCORRELATED_BUT_DEPENDENT)
