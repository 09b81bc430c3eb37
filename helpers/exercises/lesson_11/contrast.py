"""Lesson 11, third part: InfoNCE (van den Oord et al. 2018), and the most it can say, in nats."""

import math

import numpy as np

from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.exercises.lesson_11.scores import LARGE, SURE, log_mean_exp, random_scores
from helpers.exercises.shared.common import quiet

# infonce_bound ----------------------------------------------------------------------------------------------------


def infonce_bound(scores):
    """The mean over rows of score_ii - ln mean_j e^score_ij."""
    return float(np.mean(np.diagonal(scores) - log_mean_exp(scores, axis=1)))


def without_the_pair(scores):
    rows = [score - log_mean_exp(np.delete(row, i))
            for i, (row, score) in enumerate(zip(scores, np.diagonal(scores), strict=True))]
    return float(np.mean(rows))


def others_for_log_n(scores):
    return infonce_bound(scores) - math.log(len(scores)) + math.log(len(scores) - 1)


INFONCE_BOUND = Exercise(
    name="infonce_bound", number="11.6", title="Which of the batch is mine?", points=2, minutes=10, difficulty=2,
    reference=infonce_bound,
    cases=lambda rng: [
        case(SURE, note="each row: 2 - ln((e^2 + 1)/2) = 0.5662"),
        *[case(scores) for scores in random_scores(rng)],
        case(np.full((4, 4), 5.0), note="a critic that cannot tell pairs apart earns 0"),
        case(LARGE, note="e^800 is too large for a float; the bound, 0.9095, is not"),
        case(np.eye(4) * 100, note="a critic that is sure and right earns ln 4 = 1.3863"),
    ],
    properties=(
        Property("a batch of N never says more than ln N",
                 lambda value, scores: float(value) <= math.log(len(scores)) + 1e-9),
    ),
    mistakes=(
        Mistake("pair left out of the mean", without_the_pair,
                "The mean under the logarithm runs over the others only. It runs over the whole row, the pair itself "
                "included: without it, it is no bound."),
        Mistake("both directions", lambda scores: (infonce_bound(scores) + infonce_bound(scores.T)) / 2,
                "Rows and columns are averaged, as CLIP's loss does. Here only the rows are asked."),
        Mistake("one logarithm for all", lambda scores: float(np.trace(scores) / len(scores) - log_mean_exp(scores)),
                "One logarithm is taken of the mean over the whole matrix. Each row has a logarithm of its own."),
        Mistake("ln(N - 1)", others_for_log_n,
                "The sum is divided by N - 1, the number of others. The row has N entries."),
        Mistake("softmax over the whole matrix", lambda scores: float(math.log(len(scores)) + np.mean(
            np.diagonal(scores)) - log_mean_exp(scores) - math.log(scores.size)),
                "The softmax runs over all N x N scores. Each row is a guess of its own, over N places."),
        Mistake("largest score in place of the sum", lambda scores: float(
            math.log(len(scores)) + np.mean(np.diagonal(scores) - scores.max(axis=1))),
                "The largest score of the row stands in place of ln of the sum of e^score."),
        Mistake("share of right guesses", lambda scores: float(np.mean(scores.argmax(axis=1) == range(len(scores)))),
                "That is how often the true y has the highest score. The bound wants the mean logarithm of its share."),
        Mistake("mean of the shares", lambda scores: math.log(len(scores)) + math.log(np.mean(np.exp(
            np.diagonal(scores) - log_mean_exp(scores, axis=1))) / len(scores)),
                "The shares are averaged before the logarithm. Take the logarithm in each row, then average (Jensen: "
                "yours is larger)."),
        Mistake("e^score too large", lambda scores: quiet(lambda: float(np.mean(np.log(
            np.exp(np.diagonal(scores)) / np.exp(scores).mean(axis=1))))),
                "e^score is too large for a float where scores are in the hundreds, and infinity over infinity is nan. "
                "Work with logarithms: scipy.special.logsumexp along the rows."),
    ),
    hints=("In row i, the softmax of the scores is the guess which y belongs to x_i. What is the cross-entropy?",
           "scipy.special.logsumexp(scores, axis=1) is ln of each row's sum. The mean is wanted: which ln comes in?",
           "So it is ln N minus the cross-entropy of that guess."),
    read='"Which of the batch is mine?"',
)


# infonce_ceiling --------------------------------------------------------------------------------------------------


def infonce_ceiling(batch, information):
    """(ln batch, the smallest whole number whose logarithm is at least the information)."""
    return math.log(batch), math.ceil(math.exp(information))


INFONCE_CEILING = Exercise(
    name="infonce_ceiling", number="11.7", title="The ceiling", points=1, minutes=5, difficulty=1,
    reference=infonce_ceiling,
    cases=lambda rng: [
        case(64, 5.0, note="a batch of 64 says at most 4.1589 nats; 5 nats need 149 pairs, and 148 say a little less"),
        *[case(int(rng.integers(3, 600)), float(np.log(rng.integers(4, 600) + rng.uniform(0.2, 0.45))))
          for _ in range(4)],
        case(8, 0.5, note="half a nat needs 2 pairs; the ceiling of 8 pairs stays ln 8 = 2.0794"),
    ],
    mistakes=(
        Mistake("the pair itself not counted", lambda batch, information: (
            math.log(batch - 1), math.ceil(math.exp(information)) + 1),
                "Only the others are counted, batch - 1. The pair itself stands under the logarithm, too."),
        Mistake("rounded down", lambda batch, information: (math.log(batch), math.floor(math.exp(information))),
                "The number of pairs is rounded down, to a batch whose ceiling is lower than the information."),
        Mistake("rounded to the nearest", lambda batch, information: (math.log(batch), round(math.exp(information))),
                "The number of pairs is rounded to the nearest whole number, which may be too small: always round up."),
        Mistake("not rounded", lambda batch, information: (math.log(batch), math.exp(information)),
                "A batch is a whole number of pairs: the smallest whole one whose ceiling is high enough."),
        Mistake("all pairs of the batch", lambda batch, information: (
            math.log(batch * (batch - 1)), math.ceil(math.exp(information))),
                "The matrix has batch x (batch - 1) entries off the diagonal, but each row compares with its own "
                "entries only."),
        Mistake("never above the information", lambda batch, information: (
            min(math.log(batch), information), math.ceil(math.exp(information))),
                "The ceiling is cut off at the information. It holds for any scores whatever, even where the "
                "information is smaller."),
        Mistake("power of two", lambda batch, information: (
            math.log(batch), 2 ** math.ceil(information / math.log(2))),
                "The size is rounded up to a power of two. Any whole number will do."),
        Mistake("power of 2", lambda batch, information: (math.log(batch), math.ceil(2**information)),
                "The information is in nats, so the batch is a power of e, not of 2."),
        Mistake("bits", lambda batch, information: (math.log2(batch), math.ceil(2**information)),
                "That is right in bits. Here the ceiling and the information are in nats."),
    ),
    hints=("In each row, score_ii - ln mean_j e^score_ij. The mean is at least e^score_ii / N: what follows?",
           "The ceiling is a logarithm of the batch, so the batch is an exponential of the information, rounded up."),
    read='"The ceiling"',
)


EXERCISES = (INFONCE_BOUND, INFONCE_CEILING)
