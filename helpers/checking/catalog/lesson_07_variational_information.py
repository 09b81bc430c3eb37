"""Lesson 07, first part: mutual information of a code and an image on small tables, its lower bound, and the gap.

prior: P(c), shape (K,). likelihood: p(x|c), shape (K, X), rows sum to 1. q: Q(c|x), shape (K, X), columns sum to 1.
Everything is in nats. The bound is that of Barber and Agakov (2003); Chen et al. (2016), equation 4.
"""

import math

import numpy as np

from helpers import information
from helpers.checking.catalog.channels import (
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
from helpers.checking.exercise import Exercise, Mistake, Property, case

# posterior --------------------------------------------------------------------------------------------------------


def posterior(prior, likelihood):
    """P(c|x) = P(c) p(x|c) / p(x), shape (K, X); the prior where p(x) = 0."""
    joint = joint_of(prior, likelihood)
    evidence = joint.sum(axis=0)
    return np.where(evidence > 0, joint / np.where(evidence > 0, evidence, 1), prior[:, None])


def posterior_by_loop(prior, likelihood):
    columns = []
    for column in np.transpose(likelihood):
        joint = [p * chance for p, chance in zip(prior, column, strict=True)]
        columns.append([share / sum(joint) for share in joint] if sum(joint) > 0 else list(prior))
    return np.transpose(columns)


def posterior_in_place(prior, likelihood):
    result = np.tile(prior, (likelihood.shape[1], 1)).T
    possible = prior @ likelihood > 0
    result[:, possible] = np.einsum("c,cx->cx", prior, likelihood)[:, possible] / (prior @ likelihood)[possible]
    return result


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
        Property("no probability is negative", lambda value, prior, likelihood: np.all(value >= 0)),
        Property("each image has one code: every column sums to 1",
                 lambda value, prior, likelihood: np.allclose(value.sum(axis=0), 1, atol=1e-6)),
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
                "The prior is multiplied along the columns, the images. It belongs to the rows: give it the shape "
                "(K, 1)."),
        Mistake("evidence without the prior",
                lambda prior, likelihood: quiet(lambda: np.where((m := likelihood.mean(axis=0)) > 0,
                                                                 joint_of(prior, likelihood) / m, prior[:, None])),
                "p(x) is the plain mean of the likelihoods. It is their mean under the prior."),
        Mistake("nan where p(x) = 0",
                lambda prior, likelihood: quiet(lambda: (j := joint_of(prior, likelihood)) / j.sum(axis=0)),
                "An image that nobody makes gives 0/0. Its column is the prior by convention."),
        Mistake("zero where p(x) = 0", _posterior_or(np.zeros_like),
                "For an image that nobody makes you return a column of zeros, which is no law. Return the prior."),
        Mistake("uniform where p(x) = 0", _posterior_or(lambda prior: np.full((len(prior), 1), 1 / len(prior))),
                "For an image that nobody makes you return the uniform law. Nothing was learned, so it is the prior."),
        Mistake("most probable code only",
                lambda prior, likelihood: np.eye(len(prior))[joint_of(prior, likelihood).argmax(axis=0)].T,
                "Only the most probable code is left. The posterior keeps the doubt: probabilities, not a decision."),
        Mistake("image ignored", lambda prior, likelihood: np.repeat(prior[:, None], likelihood.shape[1], axis=1),
                "Every column is the prior, as if the image said nothing."),
        Mistake("transposed", lambda prior, likelihood: posterior(prior, likelihood).T,
                "Rows and columns are swapped. Rows are codes here, columns are images."),
    ),
    hints=("Bayes: P(c|x) = P(c) p(x|c) / p(x). What is p(x), in terms of the other two?",
           "prior[:, None] * likelihood is the joint table. Its column sums are p(x).",
           "Divide only where p(x) > 0. np.divide has `where` and `out`, and np.where also works."),
    alternatives=(posterior_by_loop, posterior_in_place), read='"A generator you can see through"',
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
        Mistake("bits", lambda prior: information.entropy(prior),
                "That is the right quantity in bits. This lesson counts in nats, with the natural logarithm."),
        Mistake("logarithm to base 10", lambda prior: nats(prior) / math.log(10),
                "The logarithm is the one to base 10. Nats need the natural one."),
        Mistake("surprises not weighted", lambda prior: -float(np.mean(np.log(prior[prior > 0]))),
                "That is the plain mean of the surprises. A code counts as often as it is drawn."),
        Mistake("uniform assumed", lambda prior: math.log(len(prior)),
                "ln K is the ceiling for equally frequent codes only. An uneven prior leaves less to find out."),
        Mistake("uniform over the codes in use", lambda prior: math.log(np.count_nonzero(prior)),
                "The logarithm of the number of codes in use is too much where they are not equally frequent."),
        Mistake("most frequent code only", lambda prior: -math.log(np.max(prior)),
                "That is the surprise of the most frequent code. Average the surprise over all codes."),
        Mistake("sign", lambda prior: -nats(prior),
                "The sign is turned: ln of a probability is negative, information is not."),
        Mistake("always ten codes", lambda prior: math.log(10),
                "ln 10 belongs to ten equally frequent codes. Compute the value from the prior that is given."),
        Mistake("0 log 0 is nan", lambda prior: quiet(lambda: float(-np.sum(prior * np.log(prior)))),
                "A code of probability 0 gives 0 times minus infinity. It adds nothing: leave it out."),
        Mistake("chance of a wrong guess", lambda prior: 1 - float(np.max(prior)),
                "That is how often the best blind guess is wrong. Information is counted in nats, not in errors."),
    ),
    hints=("I(c;x) = H(c) - H(c|x). How small can the second term be for a code with finitely many values?",
           "When the image gives the code away, H(c|x) = 0. You wrote a function for the other term in lesson 1.",
           "Lesson 1's entropy is in bits. One bit is ln 2 nats."),
    alternatives=(lambda prior: -sum(p * math.log(p) for p in prior if p > 0),
                  lambda prior: information.mutual_information(np.diag(prior)) * LN2),
    read='"The ceiling"',
)


# information_lower_bound ------------------------------------------------------------------------------------------


def information_lower_bound(prior, likelihood, q):
    """L_I = H(c) + sum P(c) p(x|c) ln Q(c|x), nats; -inf where Q excludes a pair that happens."""
    return nats(prior) + mean_log(joint_of(prior, likelihood), q)


def bound_by_loop(prior, likelihood, q):
    total = 0.0
    for code, weight in enumerate(prior):
        for image, chance in enumerate(likelihood[code]):
            if weight * chance > 0:
                guess = q[code, image]
                total += weight * chance * (math.log(guess) - math.log(weight)) if guess > 0 else -math.inf
    return total


def bound_from_the_gap(prior, likelihood, q):
    return information.mutual_information(joint_of(prior, likelihood)) * LN2 - bound_gap(prior, likelihood, q)


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
        Mistake("bits", lambda prior, likelihood, q: information_lower_bound(prior, likelihood, q) / LN2,
                "That is the right quantity in bits. It is asked in nats."),
        Mistake("bits and nats mixed", lambda prior, likelihood, q: nats(prior) / LN2
                + mean_log(joint_of(prior, likelihood), q),
                "H(c) is in bits and E ln Q in nats. Lesson 1's entropy is in bits: multiply by ln 2."),
        Mistake("cut off at 0", lambda prior, likelihood, q:
                max(0.0, information_lower_bound(prior, likelihood, q)),
                "The bound may be negative: it only promises to lie below the information. A bad guess earns less than "
                "none."),
        Mistake("images not weighted", lambda prior, likelihood, q: nats(prior)
                + mean_log(posterior(prior, likelihood), q),
                "Every image counts alike: ln Q is averaged over the posterior and then just added up. An image counts "
                "as often as it is made."),
        Mistake("entropy of the code left out",
                lambda prior, likelihood, q: mean_log(joint_of(prior, likelihood), q),
                "That is E ln Q alone, which is never positive. H(c) belongs to the bound, although it is constant."),
        Mistake("cross-entropy in place of the bound",
                lambda prior, likelihood, q: -mean_log(joint_of(prior, likelihood), q),
                "That is the cross-entropy, the loss of Q. It falls when the bound rises: the bound is H(c) minus it."),
        Mistake("cross-entropy added", lambda prior, likelihood, q: nats(prior)
                - mean_log(joint_of(prior, likelihood), q),
                "E ln Q has the wrong sign. ln of a probability is negative, and it lowers H(c)."),
        Mistake("ln K for the entropy", lambda prior, likelihood, q: math.log(len(prior))
                + mean_log(joint_of(prior, likelihood), q),
                "H(c) is taken as ln K, which holds for equally frequent codes only."),
        Mistake("code drawn anew", lambda prior, likelihood, q: nats(prior)
                + mean_log(np.outer(prior, prior @ likelihood), q),
                "The code is averaged independently of the image. Score the code that made the image: "
                "the weights are P(c) p(x|c)."),
        Mistake("Q averages itself", lambda prior, likelihood, q: nats(prior)
                + mean_log(q * (prior @ likelihood), q),
                "ln Q is averaged over Q's own guesses, which measures how confident Q is, not whether it is right. "
                "Average over the codes that made the images."),
        Mistake("logarithm of the mean", lambda prior, likelihood, q: nats(prior)
                + math.log(float(np.sum(joint_of(prior, likelihood) * q))),
                "The average is taken before the logarithm. That is larger (Jensen) and no lower bound."),
        Mistake("codes not weighted", lambda prior, likelihood, q: nats(prior)
                + mean_log(likelihood / len(prior), q),
                "The rows of the likelihood count alike. Each code counts as often as it is drawn: weight with the "
                "prior."),
        Mistake("posterior in place of q", lambda prior, likelihood, q:
                information_lower_bound(prior, likelihood, posterior(prior, likelihood)),
                "That is I(c;x) itself, with the posterior inside. The bound uses the guess q."),
        Mistake("q transposed", lambda prior, likelihood, q: nats(prior) + mean_log(joint_of(prior, likelihood), q.T),
                "q is read as q[x, c]. Its rows are codes, like those of the likelihood."),
        Mistake("0 log 0 is nan", lambda prior, likelihood, q: quiet(
            lambda: nats(prior) + float(np.sum(joint_of(prior, likelihood) * np.log(q)))),
                "A pair that never happens and that Q excludes gives 0 times minus infinity. It adds nothing."),
        Mistake("small number inside the logarithm", lambda prior, likelihood, q: nats(prior)
                + float(np.sum(joint_of(prior, likelihood) * np.log(q + 1e-8))),
                "A small number inside the logarithm hides that calling a possible code impossible costs everything."),
    ),
    hints=("The bound is H(c) plus an average of ln Q(c|x). Over which pairs (c, x) is the average?",
           "The pair (c, x) happens with probability prior[c] * likelihood[c, x].",
           "Sum weight times ln q over the pairs with weight above 0. np.log(0) is -inf, which is wanted where the "
           "weight is not 0."),
    alternatives=(bound_by_loop, bound_from_the_gap), read='"A guess is enough for a bound"',
)


# bound_gap --------------------------------------------------------------------------------------------------------


def bound_gap(prior, likelihood, q):
    """E_x KL(P(c|x) || Q(c|x)), nats: what the bound misses."""
    joint = joint_of(prior, likelihood)
    return mean_log(joint, posterior(prior, likelihood)) - mean_log(joint, q)


def gap_by_loop(prior, likelihood, q):
    columns = zip(prior @ likelihood, posterior(prior, likelihood).T, q.T, strict=True)
    return sum(weight * information.kl_divergence(truth, guess) * LN2 for weight, truth, guess in columns if weight > 0)


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
                  "6/7 ln(12/7) + 1/7 ln(2/7) = 0.2831: together 0.1981"),
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
                "Q stands first in the divergence. The truth comes first: the average is over codes that made the "
                "image."),
        Mistake("images not weighted", _gap_with(_column_kl, lambda prior, likelihood:
                                                 np.full(likelihood.shape[1], 1 / likelihood.shape[1])),
                "Every image counts alike. An image counts as often as it is made, with p(x)."),
        Mistake("summed over the images", _gap_with(_column_kl, lambda prior, likelihood:
                                                    np.ones(likelihood.shape[1])),
                "The divergences of all images are added. Average them with the weights p(x)."),
        Mistake("bits", lambda prior, likelihood, q: bound_gap(prior, likelihood, q) / LN2,
                "That is the right quantity in bits. It is asked in nats."),
        Mistake("bits and nats mixed", lambda prior, likelihood, q:
                information.mutual_information(joint_of(prior, likelihood))
                - information_lower_bound(prior, likelihood, q),
                "I(c;x) is in bits here and the bound in nats. One bit is ln 2 nats."),
        Mistake("prior in place of the posterior",
                lambda prior, likelihood, q: _gap_with(lambda truth, guess: _column_kl(
                    np.repeat(prior[:, None], q.shape[1], axis=1), guess))(prior, likelihood, q),
                "Q is compared with the prior. It must guess the posterior of the image it sees."),
        Mistake("cross-entropy", lambda prior, likelihood, q: -mean_log(joint_of(prior, likelihood), q),
                "That is the cross-entropy of Q, which does not vanish for the best Q. "
                "Subtract the entropy of the posterior."),
        Mistake("difference of entropies", _gap_with(lambda truth, q: _column_kl(truth, np.ones_like(q))
                                                     - _column_kl(q, np.ones_like(q))),
                "That compares how uncertain the posterior and Q are. Q can be as sure and wrong: compare them code "
                "by code."),
        Mistake("sign", lambda prior, likelihood, q: -bound_gap(prior, likelihood, q),
                "The sign is turned: the gap is I(c;x) minus the bound."),
        Mistake("squared difference", _gap_with(lambda truth, q: np.sum((truth - q) ** 2, axis=0)),
                "The squared difference also vanishes for the best Q, but it is not what the bound misses."),
        Mistake("0 log 0 is nan", lambda prior, likelihood, q: quiet(lambda: float(np.sum(
            joint_of(prior, likelihood) * np.log(posterior(prior, likelihood) / q)))),
                "A pair that never happens gives 0 times the logarithm of 0. It adds nothing: leave it out."),
    ),
    hints=("For one image: the KL divergence from the posterior to Q. Then average over the images.",
           "Image x has the weight p(x) = prior @ likelihood. Use your posterior function.",
           "Weight p(x) times P(c|x) is the joint table, so one sum is enough: joint * ln(posterior / q)."),
    alternatives=(gap_by_loop, gap_by_difference), read='"What the bound misses"',
)

EXERCISES = (POSTERIOR, MAX_INFORMATION, INFORMATION_LOWER_BOUND, BOUND_GAP)
