"""Lesson 07, first part: the posterior of a code, and the most that an image can tell about it.

prior: P(c), shape (K,). likelihood: p(x|c), shape (K, X), rows sum to 1. Everything is in nats.
"""

import math

import numpy as np

from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.exercises.shared.channels import (
    GAPS,
    TWO_CODES,
    joint_of,
    nats,
    quiet,
    random_channels,
)

# posterior --------------------------------------------------------------------------------------------------------


def posterior(prior, likelihood):
    """P(c|x) = P(c) p(x|c) / p(x), shape (K, X); the prior where p(x) = 0."""
    joint = joint_of(prior, likelihood)
    evidence = joint.sum(axis=0)
    return np.where(evidence > 0, joint / np.where(evidence > 0, evidence, 1), prior[:, None])


def _posterior_or(filler):
    """The right columns, with ``filler(prior)`` for an image that is never made."""
    return lambda prior, likelihood: np.where(
        (prior @ likelihood) > 0, posterior(prior, likelihood), filler(prior))


POSTERIOR = Exercise(
    name="posterior", number="7.1", title="Which code made this image?", points=2, minutes=8, difficulty=2,
    reference=posterior, quiet=True,
    cases=lambda rng: [
        case(*TWO_CODES, note="image 0 comes from code 0 with chance 0.75 * 0.2 = 0.15 and from code 1 with chance "
                              "0.25 * 0.6 = 0.15, so its column is (0.5, 0.5)"),
        *[case(*channel) for channel in random_channels(rng)],
        case(*GAPS, note="nobody makes image 3, so seeing it changes nothing: its column is the prior"),
    ],
    properties=(
        Property("each image has one code: every column sums to 1",
                 lambda value, prior, likelihood: np.allclose(value.sum(axis=0), 1, atol=1e-6)),
        Property("no probability is negative", lambda value, prior, likelihood: np.all(value >= 0)),
        Property("averaged over the images, the posterior is the prior",
                 lambda value, prior, likelihood: np.allclose(value @ (prior @ likelihood), prior, atol=1e-6)),
    ),
    mistakes=(
        Mistake("not divided by p(x)", joint_of,
                "That is the joint table P(c) p(x|c). Given the image, its column must be scaled to sum to 1."),
        Mistake("prior left out",
                lambda prior, likelihood: quiet(lambda: np.where((s := likelihood.sum(axis=0)) > 0,
                                                                 likelihood / s, prior[:, None])),
                "The columns of the likelihood are normalised as if all codes were equally frequent. "
                "A frequent code explains more images: weight with the prior first."),
        Mistake("rows normalised", lambda prior, likelihood: (j := joint_of(prior, likelihood))
                / j.sum(axis=1, keepdims=True),
                "The rows were divided by their sums, which gives the likelihood back. The posterior is a law of "
                "the code, so the sums run over the codes."),
        Mistake("prior along the images",
                lambda prior, likelihood: quiet(lambda: (prior * likelihood) / (prior * likelihood).sum(axis=0)),
                "The prior is multiplied along the columns, the images. It belongs to the rows: shape (K, 1)."),
        Mistake("evidence without the prior",
                lambda prior, likelihood: quiet(lambda: np.where((m := likelihood.mean(axis=0)) > 0,
                                                                 joint_of(prior, likelihood) / m, prior[:, None])),
                "p(x) is the plain mean of the likelihoods. It is their mean under the prior."),
        Mistake("zero where p(x) = 0", _posterior_or(lambda prior: np.zeros((len(prior), 1))),
                "For an image that nobody makes you return a column of zeros, which is no law. Return the prior."),
        Mistake("uniform where p(x) = 0", _posterior_or(lambda prior: np.full((len(prior), 1), 1 / len(prior))),
                "For an image that nobody makes you return the uniform law. Nothing was learned, so it is the prior."),
        Mistake("most probable code only",
                lambda prior, likelihood: np.eye(len(prior))[joint_of(prior, likelihood).argmax(axis=0)].T,
                "Only the most probable code is left. The posterior keeps the doubt: probabilities, not a decision."),
    ),
    hints=("Bayes: P(c|x) = P(c) p(x|c) / p(x). What is p(x), in terms of the other two?",
           "prior[:, None] * likelihood is the joint table. Its column sums are p(x).",
           "Divide only where p(x) > 0. np.divide has `where` and `out`, and np.where also works."),
    read='"A generator you can see through"',
)


# max_information --------------------------------------------------------------------------------------------------


MAX_INFORMATION = Exercise(
    name="max_information", number="7.2", title="The ceiling", points=1, minutes=4, difficulty=1, reference=nats,
    cases=lambda rng: [
        case(np.array([0.5, 0.5]), note="telling two equally frequent codes apart is worth ln 2 = 0.6931 nats"),
        case(np.full(10, 0.1), note="InfoGAN's categorical code: ln 10 = 2.3026 nats"),
        case(np.array([0.7, 0.3]), note="0.7 ln(1/0.7) + 0.3 ln(1/0.3) = 0.6109 nats"),
        *[case(prior) for prior, _ in random_channels(rng)],
        case(np.array([0.6, 0.4, 0.0]), note="a code that is never drawn adds nothing: 0.6730 nats"),
    ],
    properties=(
        Property("it is never negative", lambda value, prior: float(value) >= -1e-9),
        Property("it is at most ln K", lambda value, prior: float(value) <= math.log(len(prior)) + 1e-9),
    ),
    mistakes=(
        Mistake("surprises not weighted", lambda prior: -float(np.mean(np.log(prior[prior > 0]))),
                "That is the plain mean of the surprises. A code counts as often as it is drawn."),
        Mistake("uniform over the codes in use", lambda prior: math.log(np.count_nonzero(prior)),
                "The logarithm of the number of codes in use is too much where they are not equally frequent."),
        Mistake("always ten codes", lambda prior: math.log(10),
                "ln 10 belongs to ten equally frequent codes. Compute the value from the prior that is given."),
    ),
    hints=("I(c;x) = H(c) - H(c|x). How small can the second term be for a code with finitely many values?",
           "When the image gives the code away, H(c|x) = 0. You wrote a function for the other term in lesson 1.",
           "Lesson 1's entropy is in bits. One bit is ln 2 nats."),
    read='"The ceiling"',
)


EXERCISES = (POSTERIOR, MAX_INFORMATION)
