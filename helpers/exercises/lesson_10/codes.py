"""Lesson 10, first part: turning codes without changing their law."""

import math

import numpy as np
from scipy.special import ndtr, ndtri

from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.exercises.shared.common import quiet

# rotate_codes -----------------------------------------------------------------------------------------------------


def rotate_codes(codes, angle):
    """(x cos - y sin, x sin + y cos) of every row (x, y): turned counter-clockwise by ``angle`` radians."""
    x, y = np.asarray(codes, dtype=float).T
    return np.column_stack([x * np.cos(angle) - y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle)])


def _linear(matrix):
    """The answer that multiplies every row by ``matrix(cos, sin)``, a 2 x 2 table of its rows."""
    return lambda codes, angle: np.asarray(codes) @ np.array(matrix(math.cos(angle), math.sin(angle))).T


def _first_one_overwritten(codes, angle):
    x, y = np.asarray(codes, dtype=float).T
    x = x * np.cos(angle) - y * np.sin(angle)
    return np.column_stack([x, x * np.sin(angle) + y * np.cos(angle)])


ROTATE_CODES = Exercise(
    name="rotate_codes", number="10.1", title="Turn a pair of codes", points=1, minutes=5, difficulty=1,
    reference=rotate_codes,
    cases=lambda rng: [
        case(np.array([[1.0, 0.0], [0.0, 1.0], [2.0, 1.0]]), math.pi / 2,
             note="a quarter turn takes (1, 0) to (0, 1), (0, 1) to (-1, 0) and (2, 1) to (-1, 2)"),
        *[case(rng.normal(size=(n, 2)), float(rng.uniform(0.3, 1.2) * sign)) for n, sign in ((4, 1), (5, -1), (2, 1))],
        case(np.array([[0.3, -0.8]]), 0.0, note="angle 0 leaves every code where it is"),
        case(rng.normal(size=(3, 2)), 2 * math.pi, note="a full turn leaves every code where it is"),
    ],
    properties=(Property("a rotation leaves every distance from the origin as it is",
                         lambda value, codes, angle: np.allclose(np.hypot(*np.transpose(value)), np.hypot(*codes.T))),),
    mistakes=(
        Mistake("degrees", lambda codes, angle: rotate_codes(codes, math.radians(angle)),
                "The angle is taken as degrees. It is in radians."),
        Mistake("radians converted", lambda codes, angle: rotate_codes(codes, math.degrees(angle)),
                "The angle is turned into degrees first. np.cos and np.sin take radians, and the angle is in radians."),
        Mistake("first code overwritten", _first_one_overwritten,
                "The second code is made from the new first code. Both need the old ones: keep them until the end."),
        Mistake("mirrored", _linear(lambda cos, sin: [[cos, sin], [sin, -cos]]),
                "That is a reflection: it keeps distances, and turns left into right. Exactly one sine has a minus."),
        Mistake("both signs plus", _linear(lambda cos, sin: [[cos, sin], [sin, cos]]),
                "Both sines have a plus, which is no turn. The first coordinate is x cos - y sin."),
        Mistake("sine and cosine exchanged", _linear(lambda cos, sin: [[sin, -cos], [cos, sin]]),
                "Sine and cosine stand in each other's place. At angle 0 nothing may move."),
        Mistake("first code only", lambda codes, angle: np.column_stack([rotate_codes(codes, angle)[:, 0],
                                                                          np.asarray(codes)[:, 1]]),
                "Only the first code moves. The second one becomes x sin + y cos."),
        Mistake("angle added", lambda codes, angle: np.asarray(codes) + angle,
                "The angle is added to the coordinates, which shifts the cloud. A rotation mixes the two coordinates."),
        Mistake("sheared", lambda codes, angle: np.asarray(codes) @ np.array([[1, -math.sin(angle)],
                                                                              [math.sin(angle), 1]]).T,
                "The cosines are missing, so the cloud grows. Each coordinate keeps cos of itself."),
    ),
    hints=("Take both columns out first: x, y = codes[:, 0], codes[:, 1].",
           "The new columns are x cos - y sin and x sin + y cos; np.column_stack puts them side by side."),
    read='"Turn the codes"',
)


# marginal_preserving_mix ------------------------------------------------------------------------------------------


def _to_gaussian(codes):
    return ndtri((np.asarray(codes, dtype=float) + 1) / 2)


def _to_uniform(gaussian):
    return 2 * ndtr(gaussian) - 1


def marginal_preserving_mix(uniform_codes, angle):
    """2 Phi(rotated Phi^-1((u + 1) / 2)) - 1: independent U(-1, 1) codes in, independent U(-1, 1) codes out."""
    return _to_uniform(rotate_codes(_to_gaussian(uniform_codes), angle))


def _square_turned(uniform_codes, angle):
    return rotate_codes(uniform_codes, angle)


def _uniform(rng, n):
    return rng.uniform(-0.98, 0.98, size=(n, 2))


MARGINAL_PRESERVING_MIX = Exercise(
    name="marginal_preserving_mix", number="10.2", title="Mix two codes and keep their law", points=2, minutes=12,
    difficulty=3, reference=marginal_preserving_mix, quiet=True,
    cases=lambda rng: [
        case(np.array([[0.5, 0.0], [0.6, 0.8]]), math.pi / 2,
             note="a quarter turn takes (0.5, 0) to (0, 0.5) and (0.6, 0.8) to (-0.8, 0.6), on the square too"),
        case(np.array([[0.9, 0.9]]), math.pi / 4,
             note="0.9 is 1.6449 standard deviations, so that (0.9, 0.9) goes to (0, 0.98): 1.6449 times root 2 is "
                  "2.3262"),
        *[case(_uniform(rng, n), float(angle)) for n, angle in zip((4, 6, 3), rng.uniform(0.2, 1.3, 3), strict=True)],
        case(_uniform(rng, 3), 0.0, note="angle 0 leaves every code where it is"),
    ],
    properties=(
        Property("the mixed codes stay between -1 and 1", lambda value, *_: np.max(np.abs(value)) <= 1),
        Property("angle 0 leaves every code where it is",
                 lambda value, codes, angle: angle != 0 or np.allclose(value, codes, atol=1e-5)),
    ),
    mistakes=(
        Mistake("square turned", _square_turned,
                "The uniform codes are rotated. A square turned is another law. Make them Gaussian first."),
        Mistake("square turned and clipped", lambda u, angle: np.clip(rotate_codes(u, angle), -1, 1),
                "The square is turned, and what sticks out is clipped to the border. The law is not kept: many codes "
                "end up at exactly -1 and 1."),
        Mistake("left Gaussian", lambda u, angle: rotate_codes(_to_gaussian(u), angle),
                "These are the rotated Gaussian codes. Bring them back to the square with the normal CDF."),
        Mistake("not brought to [0, 1]", lambda u, angle: quiet(lambda: _to_uniform(rotate_codes(ndtri(u), angle))),
                "The inverse CDF takes a probability, and -0.5 stands for 0.25: map [-1, 1] to [0, 1] first."),
        Mistake("not made Gaussian", lambda u, angle: _to_uniform(rotate_codes(u, angle)),
                "The uniform codes are rotated as they are; only the way back goes through the normal CDF. Make them "
                "Gaussian first, with its inverse."),
        Mistake("CDF before and after", lambda u, angle: _to_uniform(rotate_codes(_to_uniform(u), angle)),
                "The codes go through the normal CDF on the way in. Its inverse makes uniform codes Gaussian."),
        Mistake("CDF and its inverse exchanged",
                lambda u, angle: quiet(lambda: 2 * ndtri(rotate_codes(ndtr((np.asarray(u) + 1) / 2), angle)) - 1),
                "The CDF stands first and its inverse last. It is the inverse that makes codes Gaussian."),
        Mistake("degrees", lambda u, angle: marginal_preserving_mix(u, math.radians(angle)),
                "The angle is taken as degrees. It is in radians, as in rotate_codes."),
        Mistake("tanh in place of the normal CDF",
                lambda u, angle: np.tanh(rotate_codes(np.arctanh(np.asarray(u)), angle)),
                "tanh squashes to (-1, 1) as well, but arctanh of a uniform code is not Gaussian, and only a round "
                "cloud may be turned. Use the normal CDF."),
        Mistake("mapped twice", lambda u, angle: marginal_preserving_mix((np.asarray(u) + 1) / 2, angle),
                "The codes are brought from [-1, 1] to [0, 1] twice. Once is enough before the inverse CDF."),
    ),
    hints=("Only a cloud that looks the same from all sides survives a rotation. Two independent Gaussians do.",
           "A uniform code u on [-1, 1] is the probability (u + 1) / 2; scipy.special.ndtri makes it Gaussian.",
           "Then rotate_codes, then back: ndtr gives a probability, and 2 p - 1 a code."),
    read='"Turn the codes"',
)

EXERCISES = (ROTATE_CODES, MARGINAL_PRESERVING_MIX)
