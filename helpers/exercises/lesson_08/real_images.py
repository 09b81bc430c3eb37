"""Lesson 08, last part, beyond the paper: information and consistency on real images."""

import math

import torch
import torch.nn.functional as F

from helpers.checking.exercise import Exercise, Mistake, case
from helpers.checking.probes.torch import ValueOrGradients
from helpers.exercises.shared.code_batches import case_on_a_gpu, gradient_case, law_of_values, random_normal
from helpers.gan import losses

LN10 = math.log(10)


# real_information -------------------------------------------------------------------------------------------------


def _entropy_of(p):
    return -torch.xlogy(p, p).sum(-1)


def _entropies(category_logits):
    """H of the mean of the softmaxes, and the mean of their H."""
    inside = losses.entropy(category_logits).mean()
    return losses.real_information(category_logits) + inside, inside


def _mean_of_logits(logits):
    return losses.entropy(logits.mean(0)) - _entropies(logits)[1]


def _entropy_of_logarithms(log_p):
    return -(log_p.exp() * log_p).sum(-1)


def _with_the_functions_of_the_lesson(log_p):
    """H of the mean minus the mean of H, of what a learner takes for logarithms of probabilities."""
    log_mean = log_p.logsumexp(0) - math.log(len(log_p))
    return _entropy_of_logarithms(log_mean) - _entropy_of_logarithms(log_p).mean()


def _mean_of_logarithms(logits):
    log_p = logits.log_softmax(1)
    return _entropy_of_logarithms(log_p.mean(0)) - _entropy_of_logarithms(log_p).mean()


def _nan_at_zero(logits):
    p = logits.softmax(1)
    return -(p.mean(0) * p.mean(0).log()).sum() + (p * p.log()).sum(1).mean()


def _infinite_slope_at_zero(logits):
    p = logits.softmax(1)
    return torch.special.entr(p.mean(0)).sum() - torch.special.entr(p).sum(1).mean()


REAL_INFORMATION = Exercise(
    name="real_information", number="8.12", title="Information between real images and c1", points=2, minutes=10,
    difficulty=3, reference=losses.real_information, probe=ValueOrGradients(("category_logits",)),
    cases=lambda rng: [
        case(torch.eye(10) * 30, note="ten images, ten sure and different categories: ln 10 = 2.3026"),
        case(torch.eye(10)[[3, 3, 3]] * 30, note="always the same category: 0"),
        case(torch.zeros(4, 10), note="Q is undecided about every image: 0"),
        case(torch.eye(10)[[3, 3, 7, 7]] * 30, note="two categories, half the images each: ln 2 = 0.6931"),
        *[case(random_normal(rng, n, 10, scale=2)) for n in (2, 8, 30)],
        case(torch.eye(10)[[0, 1]] * 1000, note="a category of probability 0 adds nothing: ln 2 = 0.6931"),
        gradient_case(random_normal(rng, 4, 10)),
        case_on_a_gpu(random_normal(rng, 4, 10)),
        gradient_case(torch.eye(10)[[0, 1]] * 1000, note="Q is sure: no gradient, and none that is nan"),
    ],
    properties=(
        law_of_values("mutual information is never negative", lambda value: value >= -1e-5),
        law_of_values("it never exceeds ln 10 = 2.3026", lambda value: value <= LN10 + 1e-5),
    ),
    mistakes=(
        Mistake("mean of the logits", _mean_of_logits,
                "The logits are averaged before the softmax. The law of the category is the mean of the softmaxes."),
        Mistake("mean of the logarithms", _mean_of_logarithms,
                "The logarithms are averaged. The law of the category is the mean of the probabilities: log_of_mean."),
        Mistake("logits taken for logarithms", _with_the_functions_of_the_lesson,
                "entropy and log_of_mean want logarithms of probabilities and got the logits: log_softmax is missing."),
        Mistake("only the mean of the entropies", lambda logits: _entropies(logits)[1],
                "That is H(c | x), how unsure Q is about an image. H(c), of the average, is missing."),
        Mistake("only the entropy of the mean", lambda logits: _entropies(logits)[0],
                "That is H(c), how evenly Q uses its categories. What it is unsure of, H(c | x), must be taken away."),
        Mistake("ln 10 for the entropy of the mean", lambda logits: LN10 - _entropies(logits)[1],
                "ln 10 is right for codes drawn uniformly. On real images categories are as frequent as Q makes them."),
        Mistake("sum over the images", lambda logits: _entropies(logits)[0] - len(logits) * _entropies(logits)[1],
                "The entropies of the images are summed. Their mean is H(c | x)."),
        Mistake("sum of both", lambda logits: sum(_entropies(logits)),
                "Both entropies are added. What Q is unsure of is taken away."),
        Mistake("softmax over the images, entropy over the categories",
                lambda logits: _with_the_functions_of_the_lesson(logits.log_softmax(0)),
                "log_softmax runs over the images here. Every image has a law of its own, over the categories: dim=1."),
        Mistake("hard decisions", lambda logits: _entropy_of(F.one_hot(logits.argmax(1), 10).double().mean(0)),
                "Only the most likely category of an image counts here: H(c | x) is lost, and so is the gradient."),
        Mistake("logits taken for probabilities",
                lambda logits: _entropy_of(logits.mean(0)) - _entropy_of(logits).mean(),
                "The entropies are those of the logits. A softmax makes probabilities of them first."),
        Mistake("0 log 0 is nan", _nan_at_zero,
                "A probability rounds to 0, and 0 times log 0 is nan. log_softmax never takes the logarithm of 0."),
        Mistake("slope at 0 log 0 is nan", _infinite_slope_at_zero,
                "The value is right. But p ln p has an infinite slope at p = 0, and training would fill with nan as "
                "soon as Q is sure of something. Take p and ln p from log_softmax."),
    ),
    hints=("Lesson 3: I(x; c) = H(c) - H(c | x).",
           "H(c) is the entropy of the average row of softmaxes; H(c | x) is the average of the rows' entropies.",
           "With log_p = log_softmax, the entropy of a row is -(log_p.exp() * log_p).sum(). For the average row, "
           "log_p.logsumexp(dim=0) - ln(n) is its logarithm."),
    tolerance=1e-5,
    read='"Information on real images"',
)


# consistency_loss -------------------------------------------------------------------------------------------------


def _consistency(p_logits, q_logits):
    return (p_logits.softmax(1) * (p_logits.log_softmax(1) - q_logits.log_softmax(1))).sum(1).mean()


def _divergence_of_torch(a, b):
    return torch.distributions.kl_divergence(*(torch.distributions.Categorical(logits=law) for law in (a, b))).mean()


CONSISTENCY_LOSS = Exercise(
    name="consistency_loss", number="8.13", title="The same category after a shift", points=2, minutes=10, difficulty=3,
    reference=losses.consistency_loss, probe=ValueOrGradients(("logits", "logits_of_shifted")),
    cases=lambda rng: [
        case(torch.zeros(2, 10), torch.zeros(2, 10), note="the same answer twice costs 0"),
        case(torch.tensor([[0.0, 0.0]]), torch.tensor([[LN10 - math.log(90), 0.0]]),
             note="KL((1/2, 1/2) || (1/10, 9/10)) = 0.5108 nats"),
        *[case(random_normal(rng, n, 10, scale=2), random_normal(rng, n, 10, scale=2)) for n in (1, 5, 20)],
        case(torch.eye(10)[[1, 2]] * 1000, torch.eye(10)[[3, 2]] * 1000, note="sure and changed once in two: 1000 / 2"),
        gradient_case(random_normal(rng, 3, 10), random_normal(rng, 3, 10)),
        case_on_a_gpu(random_normal(rng, 3, 10), random_normal(rng, 3, 10)),
    ],
    properties=(law_of_values("a divergence is never negative", lambda value: value >= -1e-5),),
    mistakes=(
        Mistake("gradient through the first", lambda a, b: _consistency(a, b),
                "The value is right, but a gradient flows into `logits` too. They are the target: detach them."),
        Mistake("gradient through the first only", lambda a, b: _consistency(a, b.detach()),
                "The wrong side is detached: `logits` is the target, and `logits_of_shifted` is to move."),
        Mistake("cross-entropy", lambda a, b: F.cross_entropy(b, a.detach().softmax(1)),
                "That is the cross-entropy. Its gradient is right; it exceeds KL by the entropy of the first law."),
        Mistake("squared difference", lambda a, b: (a.detach().softmax(1) - b.softmax(1)).square().sum(1).mean(),
                "That is a squared distance of the two laws. Asked is the Kullback-Leibler divergence."),
        Mistake("probabilities given to kl_div", lambda a, b: F.kl_div(b.softmax(1), a.detach().softmax(1),
                                                                       reduction="batchmean"),
                "F.kl_div wants the logarithm of its first argument: log_softmax."),
        Mistake("logits given to kl_div", lambda a, b: F.kl_div(b, a.detach().softmax(1), reduction="batchmean"),
                "F.kl_div gets the logits themselves. It wants log-probabilities: log_softmax."),
        Mistake("logits given twice to kl_div",
                lambda a, b: F.kl_div(b, a.detach(), reduction="batchmean", log_target=True),
                "F.kl_div gets the logits themselves, twice. It wants log-probabilities: log_softmax."),
        Mistake("log target not announced", lambda a, b: F.kl_div(b.log_softmax(1), a.detach().log_softmax(1),
                                                                  reduction="batchmean"),
                "F.kl_div takes its second argument as probabilities, unless log_target=True says otherwise."),
        Mistake("logarithm of a softmax that is zero",
                lambda a, b: (a.detach().softmax(1) * (a.detach().softmax(1) / b.softmax(1)).log()).sum(1).mean(),
                "A probability rounds to 0, and its logarithm is no number. log_softmax never takes that of 0."),
        Mistake("infinite where a probability rounds to 0", lambda a, b: _divergence_of_torch(a.detach(), b),
                "torch.distributions calls the divergence infinite where a probability of the second law rounds to 0. "
                "With log_softmax the sum of p (ln p - ln q) stays finite."),
        Mistake("hard target", lambda a, b: F.cross_entropy(b, a.argmax(1)),
                "Only the most likely category of the original is kept as the target. Its whole law is the target."),
        Mistake("softmax over the images", lambda a, b: _consistency(a.detach().T, b.T) * a.shape[1] / len(a),
                "The softmax runs over the images. It belongs to the categories of one image: dim=1."),
        Mistake("symmetric", lambda a, b: (_consistency(a.detach(), b) + _consistency(b, a.detach())) / 2,
                "Both directions of the divergence are averaged. Only KL(original || shifted) is asked."),
    ),
    hints=("KL(p || q) = sum of p (ln p - ln q), over the categories; then the mean over the images.",
           "log_softmax gives ln p and ln q without rounding to zero.",
           "logits.detach() is the same numbers without a gradient."),
    tolerance=1e-5, read='"The same digit, moved"',
)

EXERCISES = (REAL_INFORMATION, CONSISTENCY_LOSS)
