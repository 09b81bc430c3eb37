"""Lesson 07, second part: the lower bound on the mutual information of a code and an image, and its gap.

prior: P(c), shape (K,). likelihood: p(x|c), shape (K, X), rows sum to 1. q: Q(c|x), shape (K, X), columns sum to 1.
Everything is in nats. The bound is that of Barber and Agakov (2003); Chen et al. (2016), equation 4.
"""

import math

import numpy as np

from helpers import information
from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.exercises.lesson_07.posterior import posterior
from helpers.exercises.shared.channels import (
    GAPS,
    GUESS_FOR_TWO,
    LN2,
    TWO_CODES,
    joint_of,
    mean_log,
    nats,
    quiet,
    random_channels,
    random_guess,
    symmetric_channel,
)

# information_lower_bound ------------------------------------------------------------------------------------------


def information_lower_bound(prior, likelihood, q):
    """L_I = H(c) + sum P(c) p(x|c) ln Q(c|x), nats; -inf where Q excludes a pair that happens."""
    return nats(prior) + mean_log(joint_of(prior, likelihood), q)


INFORMATION_LOWER_BOUND = Exercise(
    name="information_lower_bound", number="7.3", title="The bound", points=3, minutes=10, difficulty=3,
    reference=information_lower_bound,
    cases=lambda rng: [
        case(*TWO_CODES, GUESS_FOR_TWO,
             note="H(c) = 0.5623, and 0.3 ln 0.5 + 0.6 ln 0.9 + 0.1 ln 0.1 = -0.5014: together 0.0609"),
        *[case(*channel, random_guess(rng, channel[1].shape)) for channel in random_channels(rng)],
        case(np.full(10, 0.1), symmetric_channel(10, 0.05), symmetric_channel(10, 0.10),
             note="ten codes, 5 % of the images wrong, Q believes in 10 %: 1.9775 nats"),
        case(*TWO_CODES, posterior(*TWO_CODES), note="Q is the posterior here, and the bound is I(c;x) = 0.0673"),
        case(*GAPS, posterior(*GAPS), note="where a pair never happens, ln Q counts nothing: 0.2035 nats"),
        case(np.array([0.5, 0.5]), symmetric_channel(2, 0.1), np.eye(2),
             note="Q calls impossible what happens in 1 case of 10: the bound is -inf"),
    ],
    properties=(
        Property("the bound is at most I(c;x)", lambda value, prior, likelihood, q:
                 float(value) <= information.mutual_information(joint_of(prior, likelihood)) * LN2 + 1e-6),
    ),
    mistakes=(
        Mistake("bits and nats mixed", lambda prior, likelihood, q: nats(prior) / LN2
                + mean_log(joint_of(prior, likelihood), q),
                "H(c) is in bits and E ln Q in nats. Lesson 1's entropy is in bits: multiply by ln 2."),
        Mistake("images not weighted", lambda prior, likelihood, q: nats(prior)
                + mean_log(posterior(prior, likelihood), q),
                "Every image counts alike: ln Q is averaged over the posterior and added up. Weigh each with p(x)."),
        Mistake("cross-entropy added", lambda prior, likelihood, q: nats(prior)
                - mean_log(joint_of(prior, likelihood), q),
                "E ln Q has the wrong sign. ln of a probability is negative, and it lowers H(c)."),
        Mistake("ln K for the entropy", lambda prior, likelihood, q: math.log(len(prior))
                + mean_log(joint_of(prior, likelihood), q),
                "H(c) is taken as ln K, which holds for equally frequent codes only."),
        Mistake("code drawn anew", lambda prior, likelihood, q: nats(prior)
                + mean_log(np.outer(prior, prior @ likelihood), q),
                "The code is averaged apart from the image. Score the code that made it: the weights are P(c) p(x|c)."),
        Mistake("Q averages itself", lambda prior, likelihood, q: nats(prior)
                + mean_log(q * (prior @ likelihood), q),
                "ln Q is averaged over Q's own guesses, which measures how confident Q is, not whether it is right. "
                "Average over the codes that made the images."),
        Mistake("logarithm of the mean", lambda prior, likelihood, q: nats(prior)
                + math.log(float(np.sum(joint_of(prior, likelihood) * q))),
                "The average is taken before the logarithm. That is larger (Jensen) and no lower bound."),
        Mistake("codes not weighted", lambda prior, likelihood, q: nats(prior)
                + mean_log(likelihood / len(prior), q),
                "The rows of the likelihood count alike. A code counts as often as it is drawn: use the prior."),
        Mistake("prior left out of the average", lambda prior, likelihood, q: nats(prior) + mean_log(likelihood, q),
                "ln Q is weighted with p(x|c) alone. A pair happens with probability P(c) p(x|c)."),
        Mistake("posterior in place of q", lambda prior, likelihood, q:
                information_lower_bound(prior, likelihood, posterior(prior, likelihood)),
                "That is I(c;x) itself, with the posterior inside. The bound uses the guess q."),
        Mistake("q transposed", lambda prior, likelihood, q: nats(prior) + mean_log(joint_of(prior, likelihood), q.T),
                "q is read as q[x, c]. Its rows are codes, like those of the likelihood."),
        Mistake("0 log 0 is nan", lambda prior, likelihood, q: quiet(
            lambda: nats(prior) + float(np.sum(joint_of(prior, likelihood) * np.log(q)))),
                "A pair that never happens and that Q excludes gives 0 times minus infinity. It adds nothing."),
    ),
    hints=("The bound is H(c) plus an average of ln Q(c|x). Over which pairs (c, x) is the average?",
           "The pair (c, x) happens with probability prior[c] * likelihood[c, x].",
           "Sum weight times ln q over the pairs with weight above 0. np.log(0) is -inf, which is wanted where the "
           "weight is not 0."),
    read='"A guess is enough for a bound"',
)


# bound_gap --------------------------------------------------------------------------------------------------------


def bound_gap(prior, likelihood, q):
    """E_x KL(P(c|x) || Q(c|x)), nats: what the bound misses."""
    joint = joint_of(prior, likelihood)
    return mean_log(joint, posterior(prior, likelihood)) - mean_log(joint, q)


def gap_by_difference(prior, likelihood, q):
    exact = information.mutual_information(joint_of(prior, likelihood)) * LN2
    return exact - information_lower_bound(prior, likelihood, q)


def _column_kl(p, q):
    """KL between the columns of two tables, nats, shape (X,)."""
    return np.array([mean_log(a, a) - mean_log(a, b) for a, b in zip(p.T, q.T, strict=True)])


def _gap_with(divergence, weights=lambda prior, likelihood: prior @ likelihood):
    def answer(prior, likelihood, q):
        w = weights(prior, likelihood)
        d = divergence(posterior(prior, likelihood), q)
        return quiet(lambda: float(np.sum(np.where(w > 0, w * d, 0.0))))
    return answer


BOUND_GAP = Exercise(
    name="bound_gap", number="7.4", title="What the bound misses", points=2, minutes=8, difficulty=3,
    reference=bound_gap,
    cases=lambda rng: [
        case(*TWO_CODES, np.array([[0.5, 0.5], [0.5, 0.5]]),
             note="image 0 costs nothing, image 1 comes in 7 cases of 10 and costs "
                  "6/7 ln(12/7) + 1/7 ln(2/7) = 0.2830: together 0.1981"),
        *[case(*channel, random_guess(rng, channel[1].shape)) for channel in random_channels(rng)],
        case(np.full(10, 0.1), symmetric_channel(10, 0.05), symmetric_channel(10, 0.10),
             note="0.95 ln(0.95/0.9) + 0.05 ln(0.05/0.1) = 0.0167 for every image"),
        case(*TWO_CODES, posterior(*TWO_CODES), note="Q is the posterior here: the gap is closed"),
        case(*GAPS, np.column_stack([posterior(*GAPS)[:, :3], [1.0, 0.0, 0.0]]),
             note="Q is wrong only about an image that is never made: the gap is closed"),
        case(np.array([0.5, 0.5]), symmetric_channel(2, 0.1), np.eye(2),
             note="Q calls impossible what happens: the gap is inf"),
    ],
    properties=(
        Property("a gap is never negative", lambda value, prior, likelihood, q: float(value) >= -1e-9),
        Property("bound + gap = I(c;x)", lambda value, prior, likelihood, q: abs(
            float(value) - gap_by_difference(prior, likelihood, q)) < 1e-6),
    ),
    mistakes=(
        Mistake("arguments of KL swapped", _gap_with(lambda truth, q: _column_kl(q, truth)),
                "Q stands first in the divergence. The truth comes first: codes that made the image are averaged."),
        Mistake("images not weighted", _gap_with(_column_kl, lambda prior, likelihood:
                                                 np.full(likelihood.shape[1], 1 / likelihood.shape[1])),
                "Every image counts alike. An image counts as often as it is made, with p(x)."),
        Mistake("summed over the images", _gap_with(_column_kl, lambda prior, likelihood:
                                                    (prior @ likelihood > 0).astype(float)),
                "The divergences of all images are added. Average them with the weights p(x)."),
        Mistake("bits and nats mixed", lambda prior, likelihood, q:
                information.mutual_information(joint_of(prior, likelihood))
                - information_lower_bound(prior, likelihood, q),
                "I(c;x) is in bits here and the bound in nats. One bit is ln 2 nats."),
        Mistake("prior in place of the posterior",
                lambda prior, likelihood, q: _gap_with(lambda truth, guess: _column_kl(
                    np.repeat(prior[:, None], q.shape[1], axis=1), guess))(prior, likelihood, q),
                "Q is compared with the prior. It must guess the posterior of the image it sees."),
        Mistake("difference of entropies", _gap_with(lambda truth, q: _column_kl(truth, np.ones_like(q))
                                                     - _column_kl(q, np.ones_like(q))),
                "That compares how uncertain the posterior and Q are. Q can be sure and wrong: compare code by code."),
        Mistake("squared difference", _gap_with(lambda truth, q: np.sum((truth - q) ** 2, axis=0)),
                "The squared difference also vanishes for the best Q, but it is not what the bound misses."),
        Mistake("0 log 0 is nan", lambda prior, likelihood, q: quiet(lambda: float(np.sum(
            joint_of(prior, likelihood) * np.log(posterior(prior, likelihood) / q)))),
                "A pair that never happens gives 0 times the logarithm of 0. It adds nothing: leave it out."),
    ),
    hints=("For one image: the KL divergence from the posterior to Q. Then average over the images.",
           "Image x has the weight p(x) = prior @ likelihood. Use your posterior function.",
           "Weight p(x) times P(c|x) is the joint table, so one sum is enough: joint * ln(posterior / q)."),
    read='"What the bound misses"',
)


EXERCISES = (INFORMATION_LOWER_BOUND, BOUND_GAP)
