"""Lesson 09, second part: what the entropy of the code does once it can be trained. Tensors, nats."""

import math

import torch
import torch.nn.functional as F

from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.checking.probes.torch import ValueOrGradients
from helpers.exercises.shared.code_batches import gradient_case, law_of_values, logits_for, random_normal
from helpers.gan import learned_prior

LN2, LN10 = math.log(2), math.log(10)
SEVEN_THREE = torch.tensor([0.7, 0.3]).log()


def _entropy(p):
    return -torch.xlogy(p, p).sum(-1)


# prior_entropy ----------------------------------------------------------------------------------------------------


def _naive_entropy(logits):
    p = logits.softmax(0)
    return -(p * p.log()).sum()


def _infinite_slope_at_zero(logits):
    return torch.special.entr(logits.softmax(0)).sum()


def _exponentials(logits):
    p = logits.exp() / logits.exp().sum()
    return -(p * p.log()).sum()


PRIOR_ENTROPY = Exercise(
    name="prior_entropy", number="9.4", title="The entropy of a prior that moves", points=1, minutes=5, difficulty=1,
    reference=learned_prior.prior_entropy, probe=ValueOrGradients(("logits",)),
    cases=lambda rng: [
        case(SEVEN_THREE, note="the entropy of (0.7, 0.3) is 0.6109 nats"),
        case(torch.zeros(10), note="equal logits: ln 10 = 2.3026"),
        case(SEVEN_THREE + 200, note="the same law with 200 added to its logits: 0.6109 nats again"),
        *[case(random_normal(rng, count)) for count in (10, 4)],
        case(torch.tensor([300.0, 0.0, 0.0]), note="a law that is all but sure: 0, not nan"),
        gradient_case(SEVEN_THREE.clone(), note="the gradient for (0.7, 0.3) is (-0.1779, 0.1779)"),
        gradient_case(random_normal(rng, 10)),
        gradient_case(torch.tensor([300.0, 0.0, 0.0]), note="all but sure: the gradient is 0, not nan"),
    ],
    properties=(law_of_values("the entropy of a law over categories is never negative", lambda value: value >= -1e-5),),
    mistakes=(
        Mistake("torch's Categorical(logits)", lambda logits: torch.distributions.Categorical(logits).entropy(),
                "torch's Categorical takes its first argument for probabilities, which may not be negative. Name it: "
                "Categorical(logits=logits)."),
        Mistake("logits taken for probabilities", _entropy,
                "Logits are no probabilities: they may be negative and need not add up to 1. Apply a softmax."),
        Mistake("logits taken for logarithms", lambda logits: -(logits.softmax(0) * logits).sum(),
                "Logits are logarithms of probabilities only up to a constant. log_softmax subtracts it."),
        Mistake("sigmoid", lambda logits: _entropy(logits.sigmoid()),
                "A sigmoid makes each entry a probability of its own. Together they do not add up to 1: softmax."),
        Mistake("surprise of the likeliest", lambda logits: -logits.log_softmax(0).max(),
                "That is the surprise of the most probable category. Average the surprise over all of them."),
        Mistake("mean surprise without weights", lambda logits: -logits.log_softmax(0).mean(),
                "The surprises are averaged as if all were equally probable. Weight each with its own probability."),
        Mistake("0 log 0 is nan", _naive_entropy,
                "A probability rounds to 0, and 0 times log 0 is nan. log_softmax never takes the logarithm of 0."),
        Mistake("slope at 0 log 0 is nan", _infinite_slope_at_zero,
                "The value is right. But p ln p has an infinite slope at 0, so a gradient is nan: use log_softmax."),
        Mistake("exponential overflows", _exponentials,
                "The exponential of a large logit is infinite, and inf over inf is nan. softmax avoids that."),
    ),
    hints=("H = -sum of p ln p, with p = softmax(logits).",
           "logits.log_softmax(dim=0) is ln p, and its exponential is p."),
    tolerance=1e-5,
    read='"An entropy that can be trained"',
)


# prior_gradient ---------------------------------------------------------------------------------------------------


def prior_gradient(logits, values):
    """p_k (v_k - sum_j p_j v_j), with p = softmax(logits): the gradient of the mean value in the logits."""
    p = logits.softmax(dim=0)
    return p * (values - p @ values)


def _centred(logits, values):
    return values - logits.softmax(0) @ values


PRIOR_GRADIENT = Exercise(
    name="prior_gradient", number="9.5", title="Where a mean pulls the prior", points=2, minutes=10, difficulty=3,
    reference=prior_gradient,
    cases=lambda rng: [
        case(torch.zeros(2), torch.tensor([1.0, 3.0]),
             note="category 0 has the lower value, so raising its logit lowers the mean: (-0.5, 0.5)"),
        case(SEVEN_THREE, torch.tensor([0.0, 1.0]), note="the mean is 0.3, and its gradient (-0.21, 0.21)"),
        *[case(random_normal(rng, count), random_normal(rng, count)) for count in (10, 3, 10)],
        case(random_normal(rng, 4), torch.full((4,), 5.0), note="if all values are equal, nothing pulls: 0"),
    ],
    properties=(
        Property("a gradient in logits adds up to 0: adding a constant to all of them changes no probability",
                 lambda value, *_: abs(float(value.sum())) < 1e-4),
    ),
    mistakes=(
        Mistake("mean not taken away", lambda logits, values: logits.softmax(0) * values,
                "Raising one logit lowers all other probabilities. That takes the mean value away."),
        Mistake("not weighted", _centred,
                "A category that is hardly ever drawn has hardly any pull: weight with p_k."),
        Mistake("plain mean taken away", lambda logits, values: logits.softmax(0) * (values - values.mean()),
                "The plain mean of the values is taken away. It is the mean under the prior."),
        Mistake("diagonal of the softmax only",
                lambda logits, values: logits.softmax(0) * (1 - logits.softmax(0)) * values,
                "p (1 - p) is how p_k changes with its own logit. The other probabilities change, too."),
        Mistake("all but the diagonal", lambda logits, values: logits.softmax(0) * (
            logits.softmax(0) * values - logits.softmax(0) @ values),
                "Only the effect of the other probabilities is complete here. p_k changes by p_k (1 - p_k)."),
        Mistake("logits taken for probabilities", lambda logits, values: logits * (values - logits @ values),
                "The logits are used as probabilities. Take their softmax first."),
        Mistake("mean value", lambda logits, values: logits.softmax(0) @ values,
                "That is the mean value itself. Its gradient in the logits is asked."),
        Mistake("surprise in place of the values", lambda logits, values: prior_gradient(logits,
                                                                                         -logits.log_softmax(0)),
                "That is the gradient of the entropy. Here the mean is that of `values`."),
    ),
    hints=("The mean is the sum of p_j v_j. How does p_j change when logit k grows? p_k (1 - p_k) for j = k, "
           "and -p_j p_k for every other j.",
           "Multiply with v_j, add up, and take p_k out of all terms.",
           "What is left in the brackets is v_k minus the mean."),
    tolerance=1e-5, read='"Where does it pull?"',
)


# prior_information ------------------------------------------------------------------------------------------------


def _known(category_logits, codes):
    return (codes * category_logits.log_softmax(1)).sum(1).mean()


def _one_hot(*categories, kinds=10):
    return F.one_hot(torch.tensor(categories), kinds).float()


PRIOR_INFORMATION = Exercise(
    name="prior_information", number="9.6", title="The bound with a prior that moves", points=2, minutes=8,
    difficulty=2, reference=learned_prior.prior_information,
    probe=ValueOrGradients(("prior_logits", "category_logits", "codes")),
    cases=lambda rng: [
        case(torch.zeros(10), logits_for(torch.tensor([3, 7]), 20.0), _one_hot(3, 7),
             note="equally likely codes, and Q is sure and right: ln 10 = 2.3026"),
        case(SEVEN_THREE, torch.tensor([[20.0, 0.0], [0.0, 20.0], [20.0, 0.0]]), _one_hot(0, 1, 0, kinds=2),
             note="Q is sure and right about a code of 0.6109 nats: 0.6109"),
        case(SEVEN_THREE, torch.zeros(2, 2), torch.tensor([[0.5, 0.5], [0.9, 0.1]]),
             note="Q answers one half each time, which costs ln 2: 0.6109 - 0.6931 = -0.0823"),
        *[case(random_normal(rng, 10), random_normal(rng, n, 10, scale=2), random_normal(rng, n, 10).softmax(1))
          for n in (1, 6, 20)],
        gradient_case(random_normal(rng, 10), random_normal(rng, 4, 10), random_normal(rng, 4, 10).softmax(1)),
    ],
    properties=(
        Property("the bound is at most the entropy of the prior",
                 lambda value, prior_logits, *_: isinstance(value, dict) or float(value) <= float(
                     _entropy(prior_logits.softmax(0))) + 1e-4),
    ),
    mistakes=(
        Mistake("ln 10 for the entropy", lambda prior, logits, codes: LN10 + _known(logits, codes),
                "ln 10 is the entropy of ten equally likely codes. This prior has its own, and it moves."),
        Mistake("ln K for the entropy", lambda prior, logits, codes: math.log(len(prior)) + _known(logits, codes),
                "ln K is the entropy of equally likely codes. This prior has its own, and it moves."),
        Mistake("cross-entropy added", lambda prior, logits, codes: learned_prior.prior_entropy(prior)
                - _known(logits, codes),
                "What Q does not know is added. It is taken away from the entropy."),
        Mistake("entropy of the batch", lambda prior, logits, codes: _entropy(codes.mean(0)) + _known(logits, codes),
                "The entropy is that of the codes in this batch. H(c) belongs to the prior they are drawn from."),
        Mistake("softmax forgotten", lambda prior, logits, codes: learned_prior.prior_entropy(prior)
                + (codes * logits).sum(1).mean(),
                "Logits are log-probabilities only up to a constant for each image. log_softmax subtracts it."),
        Mistake("sum over the batch", lambda prior, logits, codes: learned_prior.prior_entropy(prior)
                + _known(logits, codes) * len(codes),
                "The images of the batch are summed. Take their mean."),
        Mistake("mean over the categories too", lambda prior, logits, codes: learned_prior.prior_entropy(prior)
                + (codes * logits.log_softmax(1)).mean(),
                "The product is averaged over the categories, too. Sum over the categories, average over the images."),
        Mistake("codes made hard", lambda prior, logits, codes: learned_prior.prior_entropy(prior)
                - F.cross_entropy(logits, codes.argmax(1)),
                "Only the largest entry of a code counts here. A code may be soft, and then all entries count; and no "
                "gradient passes through argmax."),
        Mistake("softmax over the batch", lambda prior, logits, codes: learned_prior.prior_entropy(prior)
                + (codes * logits.log_softmax(0)).sum(1).mean(),
                "The softmax runs over the images. It belongs to the categories of one image: dim=1."),
        Mistake("probability in place of its logarithm", lambda prior, logits, codes: learned_prior.prior_entropy(
            prior) + (codes * logits.softmax(1)).sum(1).mean(),
                "The code counts with its probability under Q. The logarithm is missing."),
    ),
    hints=("Two terms: the entropy of the prior, and the mean of ln Q at the code that made the image.",
           "A one-hot code picks its entry: (codes * log_q).sum(dim=1). For a soft code it is a weighted mean."),
    tolerance=1e-5, read='"The bound moves, too"',
)

EXERCISES = (PRIOR_ENTROPY, PRIOR_GRADIENT, PRIOR_INFORMATION)
