"""Lesson 08, second part: the information terms of its objective."""

import math

import torch
import torch.nn.functional as F

from helpers.checking.exercise import Exercise, Mistake, case
from helpers.checking.probes.torch import ValueOrGradients
from helpers.exercises.shared.code_batches import (
    case_on_a_gpu,
    gradient_case,
    law_of_values,
    logits_for,
    one_hot,
    random_answers,
    random_categories,
    random_normal,
)
from helpers.gan import losses

LN10 = math.log(10)
LN_2PI = math.log(2 * math.pi)


# information_loss -------------------------------------------------------------------------------------------------


def _information(category_part, continuous_part):
    """An information loss made of two parts."""
    return lambda logits, mean, category, codes: category_part(logits, category) + continuous_part(codes, mean)


def _half_squares(continuous, mean):
    return (continuous - mean).square().sum(1).mean() / 2


def _gaussian_part(continuous, mean):
    return _half_squares(continuous, mean) + LN_2PI


INFORMATION_LOSS = Exercise(
    name="information_loss", number="8.4", title="What Q pays for the codes", points=3, minutes=12, difficulty=2,
    reference=losses.information_loss, probe=ValueOrGradients(("category_logits", "continuous_mean", "category",
                                                               "continuous")),
    cases=lambda rng: [
        case(torch.zeros(2, 10), torch.zeros(2, 2), torch.tensor([3, 7]), torch.zeros(2, 2),
             note="Q is undecided, both codes are 0: ln 10 + ln(2 pi) = 4.1405"),
        case(logits_for(torch.tensor([3, 7]), 20.0), torch.tensor([[0.5, 0.0], [0.0, -1.0]]), torch.tensor([3, 7]),
             torch.tensor([[0.5, 0.0], [0.0, -1.0]]), note="Q is sure and right: ln(2 pi) = 1.8379 is left"),
        case(logits_for(torch.tensor([3, 7]), 20.0), torch.zeros(2, 2), torch.tensor([3, 7]),
             torch.tensor([[1.0, 1.0], [1.0, 0.0]]),
             note="half the squared errors are 1 and 1/2: 0.75 + ln(2 pi) = 2.5879"),
        *[case(*random_answers(rng, n)) for n in (1, 4, 30)],
        case(logits_for(torch.tensor([3, 7]), -10000.0), torch.zeros(2, 2), torch.tensor([3, 7]), torch.zeros(2, 2),
             note="Q is sure and wrong: the loss is large, not infinite"),
        gradient_case(*random_answers(rng, 3)),
        case_on_a_gpu(*random_answers(rng, 3)),
    ],
    properties=(
        law_of_values("two codes with a standard deviation of 1 cost at least ln(2 pi) = 1.8379 nats",
                      lambda value: value >= LN_2PI - 1e-4),
    ),
    mistakes=(
        Mistake("mean over the kinds of code", lambda logits, mean, c, u: (F.cross_entropy(
            logits, c) + (0.5 * math.log(2 * math.pi) + 0.5 * (u - mean) ** 2).mean()) / 2,
                "The parts of the code are averaged, as torchgan 0.1.0 does. Log densities of independent codes add."),
        Mistake("sigmoid before cross-entropy", lambda logits, mean, c, u: losses.information_loss(
            logits.sigmoid(), mean, c, u),
                "A sigmoid stands before the softmax, as in vegans 0.4.0: the category's cross-entropy cannot fall "
                "under 1.4612, so that L_I stays under 0.8414."),
        Mistake("softmax before cross-entropy",
                _information(lambda logits, c: F.cross_entropy(logits.softmax(1), c), _gaussian_part),
                "F.cross_entropy takes logits and applies the softmax itself. Twice, it can never fall below "
                "ln(e + 9) - 1 = 1.4612, not even for a Q that is sure and right."),
        Mistake("constant left out", _information(F.cross_entropy, _half_squares),
                "The gradient is right, but this is no log density: each code lacks ln(2 pi)/2 = 0.9189, and a bound "
                "made from it promises too much. (For two codes F.mse_loss is the same: half the sum of squares.)"),
        Mistake("mean over the codes", _information(F.cross_entropy, lambda c, m: _gaussian_part(c, m) / 2),
                "log densities of independent codes add up. Averaging over c2 and c3 halves their weight."),
        Mistake("continuous part summed over the batch",
                _information(F.cross_entropy, lambda c, m: _gaussian_part(c, m) * len(c)),
                "The Gaussian part is summed over the images, too. Sum over the two codes, then take the mean."),
        Mistake("logits taken for log-probabilities",
                _information(lambda logits, c: -logits.gather(1, c[:, None]).mean(), _gaussian_part),
                "Logits are log-probabilities only up to a constant for each image. log_softmax subtracts it."),
        Mistake("a sigmoid for each category", _information(
            lambda logits, c: F.binary_cross_entropy_with_logits(logits, one_hot(c)), _gaussian_part),
                "That treats the categories as ten independent yes-or-no questions. They exclude each other: softmax."),
        Mistake("category only", lambda logits, mean, category, continuous: F.cross_entropy(logits, category),
                "The continuous codes are missing."),
        Mistake("continuous codes only", lambda logits, mean, category, continuous: _gaussian_part(continuous, mean),
                "The category is missing."),
        Mistake("category by squared error",
                _information(lambda logits, c: (logits.softmax(1) - one_hot(c)).square().sum(1).mean(),
                             _gaussian_part),
                "A squared error on the one-hot category has no reading as information. Use -log Q(category)."),
        Mistake("probability in place of its logarithm",
                _information(lambda logits, c: -logits.softmax(1).gather(1, c[:, None]).mean(), _gaussian_part),
                "The right category counts with its probability. The logarithm is missing."),
        Mistake("logarithm of a softmax that is zero",
                _information(lambda logits, c: -logits.softmax(1).gather(1, c[:, None]).log().mean(), _gaussian_part),
                "The softmax rounds to 0 for a category that Q is sure is wrong, and its logarithm is infinite. Take "
                "both in one: log_softmax or F.cross_entropy."),
        Mistake("softmax over the batch",
                _information(lambda logits, c: -logits.log_softmax(0).gather(1, c[:, None]).mean(), _gaussian_part),
                "The softmax runs over the images. It belongs to the categories of one image: dim=1."),
    ),
    hints=("Two terms: the category by cross-entropy, the two continuous codes by a Gaussian with variance 1.",
           "-log N(c; mean, 1) = (c - mean)^2 / 2 + ln(2 pi) / 2, for each code.",
           "Sum over the codes of an image, then take the mean over the images."),
    read='"What Q is trained on"',
)


# information_bound ------------------------------------------------------------------------------------------------


def _batch_entropy(category):
    shares = torch.bincount(category, minlength=10) / len(category)
    return torch.special.entr(shares).sum()


INFORMATION_BOUND = Exercise(
    name="information_bound", number="8.5", title="The bound on the information", points=1, minutes=5, difficulty=1,
    reference=losses.information_bound,
    cases=lambda rng: [
        case(torch.zeros(2, 10), torch.tensor([3, 7]), note="Q knows nothing: 0 nats"),
        case(logits_for(torch.tensor([3, 7, 7]), 20.0), torch.tensor([3, 7, 7]),
             note="Q is sure and right: ln 10 = 2.3026, all there is to know"),
        case(logits_for(torch.tensor([3, 7]), -5.0), torch.tensor([3, 7]),
             note="Q is worse than a guess: the bound is negative"),
        case(logits_for(torch.tensor([3, 7]), -200.0), torch.tensor([3, 7]),
             note="Q is sure and wrong: the cross-entropy is ln 9 + 200, the bound -199.8946"),
        *[case(random_normal(rng, n, 10, scale=2), random_categories(rng, n)) for n in (1, 5, 40)],
        case_on_a_gpu(random_normal(rng, 5, 10), random_categories(rng, 5)),
    ],
    properties=(law_of_values("the bound never exceeds ln 10 = 2.3026", lambda value: value <= LN10 + 1e-5),),
    mistakes=(
        Mistake("entropy of the batch", lambda logits, c: _batch_entropy(c) - F.cross_entropy(logits, c),
                "H(c) is the entropy of the law the codes are drawn from, ln 10, not of the codes in this batch."),
        Mistake("sum over the batch", lambda logits, c: LN10 - F.cross_entropy(logits, c, reduction="sum"),
                "The cross-entropy is summed over the batch. The bound holds for its mean."),
        Mistake("entropy of Q", lambda logits, c: LN10 - torch.special.entr(logits.softmax(1)).sum(1).mean(),
                "That is how sure Q is, right or wrong. The bound needs its cross-entropy with the true category."),
        Mistake("bits minus nats", lambda logits, c: math.log2(10) - F.cross_entropy(logits, c),
                "log2(10) is in bits and the cross-entropy in nats. Take both in nats."),
        Mistake("share of right guesses", lambda logits, c: (logits.argmax(1) == c).float().mean(),
                "That is an accuracy. The bound asks how much probability Q gives to the right category."),
    ),
    hints=("How much is there to know about a code that is one of ten, all equally likely?",
           "From that take away what Q still has to pay: the cross-entropy."),
    read='"The bound"',
)


EXERCISES = (INFORMATION_LOSS, INFORMATION_BOUND)
