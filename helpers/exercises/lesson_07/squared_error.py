"""Lesson 07, sixth part: the claim of a tutorial that the squared error will do for log Q.

Anibali, "Implementing InfoGAN: easier than it seems?"
"""

import math

from helpers.checking.exercise import Exercise, Mistake, Property, case

LN_2PI = math.log(2 * math.pi)


# mse_form ---------------------------------------------------------------------------------------------------------


def mse_form(std, dims):
    """(scale, offset): -ln N(c; mean, std) = scale * mean squared error + offset, for dims codes."""
    return dims / (2 * std**2), dims * (math.log(std) + LN_2PI / 2)


def _pair(scale, offset):
    """A wrong pair: functions of std and dims; None keeps the right value."""
    return lambda std, dims: tuple(
        right if wrong is None else wrong(std, dims)
        for right, wrong in zip(mse_form(std, dims), (scale, offset), strict=True))


MSE_FORM = Exercise(
    name="mse_form", number="7.10", title="Just use the squared error", points=2, minutes=8, difficulty=2,
    reference=mse_form,
    cases=lambda rng: [
        case(0.5, 3, note="each of the three codes has 2 error^2 + 0.2258; the mean squared error is their sum "
                          "divided by 3, so scale 6 and offset 0.6774"),
        case(1.0, 2, note="InfoGAN's two codes with standard deviation 1: scale 1, offset 1.8379"),
        case(0.1, 1, note="scale 50 and a negative offset, -1.3836"),
        *[case(float(std), int(dims)) for std, dims in zip(rng.uniform(0.2, 3, 3), rng.integers(2, 7, 3), strict=True)],
    ],
    properties=(
        Property("a larger error costs more: the scale is positive", lambda value, std, dims: float(value[0]) > 0),
        Property("at error 0 it is minus the log density at the mean",
                 lambda value, std, dims: abs(float(value[1]) - mse_form(std, dims)[1]) < 1e-5),
    ),
    mistakes=(
        Mistake("just the error", lambda std, dims: (1.0, 0.0),
                "(1, 0) would make the squared error the log density itself. What does the Gaussian put around it?"),
        Mistake("offset left out", _pair(None, lambda std, dims: 0.0),
                "The offset is 0. It does not change the gradient, but without it the number is no log density."),
        Mistake("ln std left out", _pair(None, lambda std, dims: dims * LN_2PI / 2),
                "The offset lacks ln std."),
    ),
    hints=("Write -ln N for one code: (c - mean)^2 / (2 std^2) + ln std + ln(2 pi)/2.",
           "Add dims of them. The sum of the squared errors is dims times their mean.",
           "What multiplies the mean squared error is the scale, the rest is the offset."),
    read='"Just use the squared error"',
)


EXERCISES = (MSE_FORM,)
