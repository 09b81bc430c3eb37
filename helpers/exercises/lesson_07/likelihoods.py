"""Lesson 07, fourth part: log Q for each kind of code. Batches are tensors of N samples; everything is in nats.

Chen et al. (2016), section 6.
"""

import math

import numpy as np
import torch
import torch.nn.functional as F

from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.checking.probes.torch import ValueOrGradients

LN_2PI = math.log(2 * math.pi)


def tracked(*batch):
    """The batch, for a case that asks for gradients in its real numbers."""
    return tuple(tensor.requires_grad_() if tensor.is_floating_point() else tensor for tensor in batch)


def holds_for_values(law):
    """A law about values; a case that asks for gradients has none."""
    return lambda value, *arguments: isinstance(value, dict) or law(value, *arguments)


# categorical_log_prob ---------------------------------------------------------------------------------------------


def categorical_log_prob(logits, codes):
    """ln of the softmax of logits (N, K) at codes (N,), shape (N,)."""
    return logits.log_softmax(dim=1).gather(1, codes[:, None])[:, 0]


def _pick(scores):
    """The entry of ``scores(logits)`` at each code."""
    return lambda logits, codes: scores(logits)[torch.arange(len(codes)), codes]


def _logits(rng, n, k):
    return torch.tensor(rng.normal(scale=2, size=(n, k)), dtype=torch.float32), torch.tensor(rng.integers(0, k, n))


CATEGORICAL_LOG_PROB = Exercise(
    name="categorical_log_prob", number="7.7", title="log Q of a category", points=1, minutes=5, difficulty=1,
    reference=categorical_log_prob, probe=ValueOrGradients(("logits", "codes")),
    cases=lambda rng: [
        case(torch.tensor([[0.0, 0.0], [math.log(3), 0.0]]), torch.tensor([0, 1]),
             note="Q gives these codes the probabilities 1/2 and 1/4: -0.6931 and -1.3863"),
        *[case(*_logits(rng, n, k)) for n, k in ((3, 10), (5, 4), (4, 2))],
        case(torch.tensor([[1e4, 0.0, 0.0], [0.0, 1e4, -1e4]]), torch.tensor([1, 1]),
             note="logits of 10,000 happen; the logarithms are -10000 and 0, and finite"),
        case(*tracked(*_logits(rng, 3, 4))),
    ],
    properties=(Property("the logarithm of a probability is not positive",
                         holds_for_values(lambda value, logits, codes: np.all(value <= 1e-6))),),
    mistakes=(
        Mistake("torch's Categorical with probabilities", lambda logits, codes: torch.distributions.Categorical(
            probs=logits.softmax(dim=1)).log_prob(codes),
                "torch's Categorical lifts a probability of 0 to 1.2e-7, so that no logarithm falls under -15.94 and "
                "no gradient is left there. Give it logits=."),
        Mistake("softmax twice", _pick(lambda logits: logits.softmax(dim=1).log_softmax(dim=1)),
                "The softmax is taken twice: log_softmax (like cross_entropy) expects logits, not probabilities. "
                "A Q like this can never be sure."),
        Mistake("cross-entropy of the batch", F.cross_entropy,
                "That is the loss: the mean, with the other sign. Return a log probability for each sample."),
        Mistake("every code for every sample", lambda logits, codes: logits.log_softmax(dim=1)[:, codes],
                "Every sample is scored on the codes of all samples. Code i belongs to row i only."),
        Mistake("softmax over the batch", _pick(lambda logits: logits.log_softmax(dim=0)),
                "The softmax runs over the samples. Each row is one image, and its categories share the probability."),
        Mistake("logit itself", _pick(lambda logits: logits),
                "These are the logits at the codes. Subtract ln of the sum of all exponentials from each."),
        Mistake("most probable category", lambda logits, codes: logits.log_softmax(dim=1).amax(dim=1),
                "That is the log probability of Q's favourite category. Score the code that made the image."),
        Mistake("log of the softmax", _pick(lambda logits: logits.softmax(dim=1).log()),
                "Right for small logits. For large ones the softmax rounds to 0 and its logarithm is -inf: "
                "use a function that does both at once."),
        Mistake("exponentials overflow", _pick(lambda logits: (logits.exp() / logits.exp().sum(1, keepdim=True)).log()),
                "The exponential of a large logit is inf, and inf/inf is nan. Use a function made for this."),
        Mistake("all categories", lambda logits, codes: logits.log_softmax(dim=1),
                "These are the log probabilities of all categories. Pick the one of each sample's code."),
        Mistake("sigmoid of each logit", _pick(F.logsigmoid),
                "Each logit goes through a sigmoid of its own. Categories exclude each other: a softmax sums to 1."),
    ),
    hints=("A softmax turns logits into probabilities; you need the logarithm of one of them in each row.",
           "logits.log_softmax(dim=1) is finite for every logit.",
           "Pick entry codes[i] of row i: indexing with torch.arange(len(codes)) and codes does it."),
    read='"A categorical code"',
)


# gaussian_log_prob ------------------------------------------------------------------------------------------------


def gaussian_log_prob(codes, mean, log_std):
    """sum over the codes of ln N(c; mean, std), shapes (N, d) -> (N,)."""
    return _gaussian_terms(codes, mean, log_std).sum(dim=1)


def _gaussian_terms(codes, mean, log_std):
    return -0.5 * LN_2PI - log_std - ((codes - mean) / log_std.exp()).square() / 2


def _gaussian_batch(rng, n, d):
    return tuple(torch.tensor(rng.uniform(-1, 1, size=(n, d)), dtype=torch.float32) for _ in range(3))


GAUSSIAN_LOG_PROB = Exercise(
    name="gaussian_log_prob", number="7.8", title="log Q of a number", points=2, minutes=8, difficulty=2,
    reference=gaussian_log_prob, probe=ValueOrGradients(("codes", "mean", "log_std")),
    cases=lambda rng: [
        case(torch.tensor([[0.5]]), torch.tensor([[0.0]]), torch.tensor([[-2.0]]),
             note="ln N(0.5; 0, e^-2) = -0.9189 + 2 - 0.125 e^4 = -5.7437"),
        case(torch.tensor([[0.0, 1.0]]), torch.tensor([[0.0, 0.0]]), torch.tensor([[0.0, 0.0]]),
             note="standard Gaussians: -0.9189 for the first code, -1.4189 for the second, and they add"),
        *[case(*_gaussian_batch(rng, n, d)) for n, d in ((3, 2), (4, 3), (5, 1))],
        case(torch.tensor([[0.3]]), torch.tensor([[0.3]]), torch.tensor([[-3.0]]),
             note="a density may be larger than 1: -0.9189 + 3 = 2.0811"),
        case(torch.tensor([[0.3]]), torch.tensor([[0.3]]), torch.tensor([[-10.0]]),
             note="the narrower, the higher, without an end: -0.9189 + 10 = 9.0811"),
        case(*tracked(*_gaussian_batch(rng, 3, 2))),
    ],
    mistakes=(
        Mistake("standard deviation 1", lambda codes, mean, log_std: gaussian_log_prob(codes, mean, 0 * log_std),
                "log_std is not used: that is a Gaussian with standard deviation 1."),
        Mistake("constant once", lambda codes, mean, log_std:
                gaussian_log_prob(codes, mean, log_std) + (codes.shape[1] - 1) * LN_2PI / 2,
                "ln(2 pi)/2 is subtracted once. Every code has its own."),
        Mistake("divided by the standard deviation", lambda codes, mean, log_std:
                (-0.5 * LN_2PI - log_std - (codes - mean).square() / log_std.exp() / 2).sum(dim=1),
                "The squared error is divided by the standard deviation. It is divided by the variance."),
        Mistake("narrow widths lifted", lambda codes, mean, log_std:
                gaussian_log_prob(codes, mean, log_std.clamp_min(math.log(1e-6) / 2)),
                "A standard deviation below 0.001 is taken for 0.001. torch's gaussian_nll_loss does that, as long as "
                "its eps is 1e-6, and so does a floor of your own."),
        Mistake("missing half", lambda codes, mean, log_std:
                (-0.5 * LN_2PI - log_std - ((codes - mean) / log_std.exp()).square()).sum(dim=1),
                "The squared error has the factor 1/2."),
        Mistake("summed over the batch", lambda codes, mean, log_std: _gaussian_terms(codes, mean, log_std).sum(dim=0),
                "The samples are summed, and the codes are not. Add the codes of each sample: axis 1."),
    ),
    hints=("Take the logarithm of exp(-(c - mean)^2 / (2 std^2)) / (std sqrt(2 pi)): three terms.",
           "ln N = -ln(2 pi)/2 - log_std - (c - mean)^2 / (2 std^2), with std = exp(log_std).",
           "Independent codes: add the terms of one sample, .sum(dim=1)."),
    read='"A continuous code"',
)


EXERCISES = (CATEGORICAL_LOG_PROB, GAUSSIAN_LOG_PROB)
