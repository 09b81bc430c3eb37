"""Lesson 07, third part: the bound without the posterior (Lemma 5.1).

Chen et al. (2016), equation 5, Lemma 5.1 and appendix A. Tables as in channels.py. Everything is in nats.
"""


import numpy as np

from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.exercises.shared.channels import (
    GUESS_FOR_TWO,
    nats,
    quiet,
    random_channels,
    random_guess,
)

# resampled_expectation --------------------------------------------------------------------------------------------

UNEVEN = np.array([[0.1, 0.3], [0.5, 0.1]])


def columns_normalised(joint):
    """P(x|y), shape (X, Y); zeros where y never happens."""
    p_y = joint.sum(axis=0)
    return np.divide(joint, p_y, out=np.zeros_like(joint), where=p_y > 0)


def resampled_expectation(joint, f):
    """E f(x', y) with x ~ X, y ~ Y|x, x' ~ X|y, draw by draw: sum over x, y, x' of p(x, y) p(x'|y) f(x', y)."""
    return float(np.einsum("xy,ry,ry->", joint, columns_normalised(joint), f))


def _random_tables(rng):
    """(joint, f), the last table with a column that never happens."""
    tables = [rng.dirichlet(np.full(rows * columns, 0.7)).reshape(rows, columns) for rows, columns in ((3, 4), (5, 2))]
    never = np.column_stack([tables[0][:, :2], np.zeros(3), tables[0][:, 2:]])
    return [(joint, rng.normal(size=joint.shape)) for joint in (*tables, never)]


RESAMPLED_EXPECTATION = Exercise(
    name="resampled_expectation", number="7.5", title="Draw the code again", points=3, minutes=10, difficulty=3,
    reference=resampled_expectation,
    cases=lambda rng: [
        case(UNEVEN, np.full((2, 2), 2.0), note="the average of the constant 2 is 2"),
        case(UNEVEN, np.array([[1.0, 2.0], [3.0, 6.0]]),
             note="y = 0 comes with chance 0.6, and then x' is 0 or 1 with chances 1/6, 5/6; y = 1 comes with chance "
                  "0.4, and then they are 3/4, 1/4: 0.6 (1/6 + 15/6) + 0.4 (6/4 + 6/4) = 2.8"),
        *[case(*table) for table in _random_tables(rng)],
    ],
    properties=(
        Property("an average lies between the smallest and the largest f",
                 lambda value, joint, f: f.min() - 1e-9 <= float(value) <= f.max() + 1e-9),
    ),
    mistakes=(
        Mistake("two f multiplied",
                lambda joint, f: float(np.einsum("xy,xy,ry,ry->", joint, f, columns_normalised(joint), f)),
                "f counts twice: once for the first x and once for the second. Only the second draw is scored."),
        Mistake("second x drawn on its own",
                lambda joint, f: float(np.sum(np.outer(joint.sum(axis=1), joint.sum(axis=0)) * f)),
                "x' is drawn from its marginal, independently of y. It is drawn from X given y."),
        Mistake("not divided by p(y)", lambda joint, f: float(np.einsum("xy,ry,ry->", joint, joint, f)),
                "x' is weighted with p(x', y). Given y, its law is p(x', y) / p(y)."),
        Mistake("rows normalised", lambda joint, f: quiet(lambda: float(np.einsum(
            "xy,ry,ry->", joint, joint / joint.sum(axis=1, keepdims=True), f))),
                "x' is weighted with p(y|x'), normalised along the rows. In the law of x' given y columns sum to 1."),
        Mistake("second draw not weighted", lambda joint, f: float(np.einsum("xy,ry->", joint, f)),
                "f is summed over x' without weights. Each x' counts with its chance given y."),
        Mistake("y not weighted", lambda joint, f: float(np.sum(columns_normalised(joint) * f)),
                "The averages given y are added up. Weight each with p(y), how often this y comes about."),
        Mistake("every y alike", lambda joint, f: float(np.sum(columns_normalised(joint) * f) / joint.shape[1]),
                "Every y counts alike. y comes about with chance p(y)."),
        Mistake("second draw left out", lambda joint, f: float(np.sum(joint.sum(axis=1)[:, None] * f) / joint.shape[1]),
                "y plays no part: f is averaged over the first x and all y alike."),
    ),
    hints=("Follow the draws: the pair (x, y) has probability joint[x, y]. What are the chances of x' once y is known?",
           "p(x'|y) = joint[x', y] / p(y): the columns of the table, each divided by its sum.",
           "Three indices: the sum of joint[x, y] * p(x'|y) * f[x', y]. Which of the sums can be done at once?"),
    read='"Draw the code again"',
)


# estimated_bound --------------------------------------------------------------------------------------------------


def estimated_bound(prior, q, codes, outcomes):
    """H(c) + mean of ln Q(c_i | x_i) over drawn pairs, nats."""
    return nats(prior) + quiet(lambda: float(np.mean(np.log(q[codes, outcomes]))))


def _draws(rng, channel, count):
    """(prior, q, codes, outcomes): pairs drawn from the channel, and a guess."""
    prior, likelihood = channel
    codes = rng.choice(len(prior), size=count, p=prior)
    outcomes = np.array([rng.choice(likelihood.shape[1], p=likelihood[code]) for code in codes])
    return prior, random_guess(rng, likelihood.shape), codes, outcomes


def _mean_of(scores):
    return lambda prior, q, codes, outcomes: nats(prior) + quiet(
        lambda: float(np.mean(scores(prior, q, codes, outcomes))))


ESTIMATED_BOUND = Exercise(
    name="estimated_bound", number="7.6", title="The bound from samples", points=2, minutes=6, difficulty=2,
    reference=estimated_bound,
    cases=lambda rng: [
        case(np.array([0.75, 0.25]), GUESS_FOR_TWO, np.array([0, 1, 0, 0]), np.array([1, 0, 1, 0]),
             note="H(c) = 0.5623, and Q gives the four codes 0.9, 0.5, 0.9, 0.5, whose logarithms have the mean "
                  "-0.3993: together 0.1631"),
        *[case(*_draws(rng, channel, count)) for channel, count in zip(random_channels(rng), (6, 20, 50), strict=True)],
        case(np.array([0.5, 0.5]), np.eye(2), np.array([0, 1, 1]), np.array([0, 1, 0]),
             note="Q called the third code impossible: -inf"),
    ],
    properties=(
        Property("no Q beats the ceiling H(c)", lambda value, prior, *rest: float(value) <= nats(prior) + 1e-9),
    ),
    mistakes=(
        Mistake("entropy of the drawn codes", lambda prior, q, codes, outcomes: estimated_bound(
            np.bincount(codes) / len(codes), q, codes, outcomes),
                "H(c) is estimated from the drawn codes, which is too low on average. The prior is known: use it."),
        Mistake("surprise of the drawn codes", lambda prior, q, codes, outcomes:
                quiet(lambda: float(np.mean(np.log(q[codes, outcomes]) - np.log(prior[codes])))),
                "H(c) is estimated by the mean surprise of the drawn codes. That is right on average, but it adds "
                "scatter: the prior is known, and so is its entropy."),
        Mistake("all codes with all images", _mean_of(lambda prior, q, codes, outcomes: np.log(q[codes][:, outcomes])),
                "Every drawn code is scored on every drawn image. Code i belongs to image i only."),
        Mistake("cross-entropy added", lambda prior, q, codes, outcomes: 2 * nats(prior) - estimated_bound(
            prior, q, codes, outcomes),
                "The mean of ln Q has the wrong sign. ln of a probability is negative, and it lowers H(c)."),
        Mistake("codes and images swapped", lambda prior, q, codes, outcomes: estimated_bound(
            prior, q, outcomes, codes),
                "q is read as q[x, c]. Its rows are codes, its columns images."),
        Mistake("code drawn anew", _mean_of(lambda prior, q, codes, outcomes: prior @ np.log(q[:, outcomes])),
                "Every image is scored with all codes, weighted by the prior, as if the code were drawn anew. "
                "Score the code that made the image."),
        Mistake("every code scored", _mean_of(lambda prior, q, codes, outcomes: np.log(q[:, outcomes])),
                "Every image is scored with all codes alike. Score the one that made the image."),
        Mistake("Q scores its own choice", _mean_of(lambda prior, q, codes, outcomes:
                                                    np.log(q[:, outcomes].max(axis=0))),
                "The largest entry of the column is Q's favourite. The code that made the image is known: score that."),
        Mistake("Q averages itself", _mean_of(lambda prior, q, codes, outcomes: np.sum(
            np.where(q[:, outcomes] > 0, q[:, outcomes] * np.log(q[:, outcomes]), 0), axis=0)),
                "ln Q is averaged over Q's own guesses, which measures how confident Q is, not whether it is right."),
        Mistake("logarithm of the mean", lambda prior, q, codes, outcomes:
                nats(prior) + float(np.log(np.mean(q[codes, outcomes]))),
                "The mean is taken before the logarithm. That is larger (Jensen) and bounds nothing."),
        Mistake("sum, not mean", lambda prior, q, codes, outcomes: nats(prior) + quiet(
            lambda: float(np.sum(np.log(q[codes, outcomes])))),
                "The logarithms are added. Divide by the number of samples."),
    ),
    hints=("An average over drawn pairs is a plain mean: the draws carry the weights.",
           "For sample i, Q's probability of the right code is q[codes[i], outcomes[i]].",
           "q[codes, outcomes] picks all of them at once. Mean of the logarithm, plus H(c) of the prior."),
    read='"The bound from samples"',
)

EXERCISES = (RESAMPLED_EXPECTATION, ESTIMATED_BOUND)
