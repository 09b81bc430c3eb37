"""Lesson 07, fifth part: what the authors' code logs for a continuous code.

openai/InfoGAN scores H(c) of a uniform code under N(0, 1) and fixes the width of Q on MNIST. Everything is in nats.
"""

import math

import numpy as np

from helpers import information
from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.exercises.shared.common import LN2

# logged_information -----------------------------------------------------------------------------------------------

TWO_CODES = np.array([-0.5, 0.5])
TWO_ERRORS = np.array([[0.9, 0.1], [0.2, 0.8]])


def _means(codes, likelihood):
    """p(x) and E[c|x] of equally likely codes, both (X,); the mean is 0 where x never happens."""
    together = likelihood / len(codes)
    p_x = together.sum(axis=0)
    return p_x, np.divide(codes @ together, p_x, out=np.zeros_like(p_x), where=p_x > 0)


def logged_information(codes, likelihood):
    """E c^2 / 2 - E (c - E[c|x])^2 / 2, nats."""
    _, mean = _means(codes, likelihood)
    return 0.5 * float(np.mean(codes**2)) - 0.5 * _squared_error(codes, likelihood, mean)


def _squared_error(codes, likelihood, mean):
    return float(np.sum(likelihood / len(codes) * (codes[:, None] - mean) ** 2))


def _grid(count):
    """The centres of ``count`` equal cells of [-1, 1]."""
    return (np.arange(count) + 0.5) * 2 / count - 1


def _in_nats(likelihood):
    return information.mutual_information(likelihood / len(likelihood)) * LN2


def _random_channels(rng):
    """(codes, p(x|c)): noisy ones, a nearly clean one, one with an image that never comes."""
    channels = [(_grid(codes), rng.dirichlet(np.full(images, sharp), size=codes))
                for codes, images, sharp in ((3, 4, 0.5), (6, 3, 0.2), (5, 8, 2.0))]
    codes, last = channels[0]
    return [*channels, (codes, np.column_stack([last[:, :2], np.zeros(len(codes)), last[:, 2:]]))]


LOGGED_INFORMATION = Exercise(
    name="logged_information", number="7.9", title="What the authors log", points=3, minutes=10, difficulty=3,
    reference=logged_information,
    cases=lambda rng: [
        case(TWO_CODES, np.eye(2), note="every code is read without error, so half of E c^2 is logged: 0.125"),
        case(TWO_CODES, TWO_ERRORS,
             note="the images come with chances 0.55 and 0.45, and the mean codes are -7/22 and 7/18; half of their "
                  "mean square is 0.0619"),
        case(TWO_CODES, np.full((2, 2), 0.5), note="the image says nothing about the code: 0"),
        *[case(*channel) for channel in _random_channels(rng)],
    ],
    properties=(
        Property("it is never negative", lambda value, codes, likelihood: float(value) >= -1e-9),
        Property("it is at most half of E c^2",
                 lambda value, codes, likelihood: float(value) <= np.mean(codes**2) / 2 + 1e-9),
        Property("it is at most a third of the mutual information",
                 lambda value, codes, likelihood: float(value) <= _in_nats(likelihood) / 3 + 1e-9),
    ),
    mistakes=(
        Mistake("the error alone", lambda codes, likelihood: 0.5 * _squared_error(
            codes, likelihood, _means(codes, likelihood)[1]),
                "That is half the squared error of the mean. It is taken off half of E c^2: what Q knows is logged."),
        Mistake("likelihood for posterior", lambda codes, likelihood: 0.5 * np.mean(codes**2) - 0.5 * _squared_error(
            codes, likelihood, codes @ likelihood),
                "codes @ likelihood adds up p(x|c) times c. E[c|x] weighs the codes with the posterior."),
        Mistake("images alike", lambda codes, likelihood: float(np.mean(_means(codes, likelihood)[1] ** 2)) / 2,
                "Every image counts alike. An image counts with its chance p(x)."),
        Mistake("favourite code", lambda codes, likelihood: 0.5 * np.mean(codes**2) - 0.5 * _squared_error(
            codes, likelihood, codes[likelihood.argmax(axis=0)]),
                "The most probable code of each image is not the best guess for a squared error: the mean code is."),
        Mistake("mutual information", lambda codes, likelihood: _in_nats(likelihood),
                "That is I(c; x) itself. Here the number is asked that the code logs, from squared errors alone."),
        Mistake("nan where p(x) = 0", lambda codes, likelihood: math.nan if (likelihood.sum(axis=0) == 0).any()
                else logged_information(codes, likelihood),
                "An image that never comes gives 0/0. It adds nothing."),
    ),
    hints=("The pair (c, x) has probability likelihood[c, x] / K. What is p(x), and what is the mean of c given x?",
           "E[c|x] is the sum over the codes of c times p(c, x), divided by p(x).",
           "Weigh (c - E[c|x])^2 with p(c, x), sum over both, halve it, and take it off half the mean of c^2."),
    read='"A uniform code, treated as a Gaussian"',
)

EXERCISES = (LOGGED_INFORMATION,)
