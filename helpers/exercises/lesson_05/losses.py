"""Lesson 05, first part: the losses of the game. A loss is right when its value and its gradient are."""

import numpy as np
import torch
import torch.nn.functional as F

from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.checking.probes.torch import ValueOrGradients
from helpers.exercises.shared.logit_batches import EXTREME, FAKE, REAL, tensor, tracked
from helpers.gan import losses


def plain_logarithm(probability):
    return -torch.log(probability).mean()


def capped(logits, label):
    """Binary cross-entropy as torch computes it from probabilities."""
    return F.binary_cross_entropy(logits.sigmoid(), torch.full_like(logits, label))


def notebook_loss(fake_logits):
    """mean of 1 - ln D: what the guide's notebook calls its saturating loss."""
    return (1 - F.logsigmoid(fake_logits)).mean()


OVERFLOW = ("sigmoid, then logarithm",
            "For large logits the sigmoid rounds to 0 or 1, or exp overflows, so the logarithm is infinite. "
            "F.softplus and F.logsigmoid compute it safely from the logit.")
CAPPED = ("cross-entropy of probabilities",
          "torch's binary_cross_entropy takes probabilities and cuts each logarithm off at -100. The sigmoid has no "
          "slope there, just where the network is most wrong. Compute the logarithm from the logit: F.softplus, "
          "F.logsigmoid.")
CLIPPED = ("logits clipped",
           "The logits are clipped first. Beyond the limit the slope is 0. F.softplus needs no clipping.")
NOT_PROBABILITIES = ("logits taken as probabilities",
                     "The logits are used as if they were probabilities. A logit can be any number; D is its sigmoid.")
# discriminator_loss -----------------------------------------------------------------------------------------------


DISCRIMINATOR_LOSS = Exercise(
    name="discriminator_loss", number="5.1", title="The discriminator's loss", points=2, minutes=7, difficulty=2,
    reference=losses.discriminator_loss, probe=ValueOrGradients(("real_logits", "fake_logits")),
    cases=lambda rng: [
        case(tensor(REAL), tensor(FAKE), note="-mean of ln D over the real ones is 0.7201, the other half is 0.5113"),
        case(tensor([0.0, 0.0]), tensor([0.0, 0.0]), note="a discriminator that knows nothing has 2 ln 2 = 1.3863"),
        *[case(tensor(rng.normal(0, 3, n)), tensor(rng.normal(0, 3, n))) for n in (3, 5)],
        case(tracked(REAL), tracked(FAKE)),
        case(tensor(EXTREME), tensor(EXTREME),
             note="one sample of each kind is surely wrong and costs 10000, the other costs nothing: 10000 in all"),
        case(tracked(EXTREME), tracked(EXTREME)),
    ],
    properties=(Property("this loss is never negative", lambda value, real, fake: np.all(_number(value) >= 0)),),
    mistakes=(
        Mistake(CLIPPED[0], lambda r, f: losses.discriminator_loss(r.clamp(-50, 50), f.clamp(-50, 50)), CLIPPED[1]),
        Mistake(NOT_PROBABILITIES[0], lambda r, f: -torch.log(r).mean() - torch.log(1 - f).mean(),
                NOT_PROBABILITIES[1]),
        Mistake("smoothed labels", lambda r, f: 0.9 * F.softplus(-r).mean() + 0.1 * F.softplus(r).mean()
                + F.softplus(f).mean(),
                "The real samples are called real with probability 0.9 only. The loss of the game has sharp labels."),
        Mistake(OVERFLOW[0], lambda r, f: plain_logarithm(r.sigmoid()) + plain_logarithm(1 - f.sigmoid()), OVERFLOW[1]),
        Mistake(CAPPED[0], lambda r, f: capped(r, 1.0) + capped(f, 0.0), CAPPED[1]),
        Mistake("1 - ln D", lambda r, f: F.softplus(-r).mean() - notebook_loss(f),
                "For the generated samples that is 1 minus the logarithm of D, not the logarithm of 1 - D."),
    ),
    hints=("Two means: -ln D over real samples, -ln(1 - D) over generated ones. D is the sigmoid of the logit.",
           "-ln sigmoid(a) = ln(1 + exp(-a)), and 1 - sigmoid(a) = sigmoid(-a).",
           "F.softplus(a) is ln(1 + exp(a)), and stays finite for any a."),
    read='"Logits"',
)


def _number(value):
    """The value, or 0 where a case asked for gradients."""
    return np.zeros(1) if isinstance(value, dict) else np.asarray(value, dtype=float)


# saturating_loss --------------------------------------------------------------------------------------------------


def _generator_cases(rng, notes):
    known, even, extreme = notes
    return [
        case(tensor(FAKE), note=known),
        case(tensor([0.0]), note=even),
        *[case(tensor(rng.normal(0, 3, n))) for n in (3, 6)],
        case(tracked(FAKE)),
        case(tensor(EXTREME), note=extreme),
        case(tracked(EXTREME)),
    ]


SATURATING_LOSS = Exercise(
    name="saturating_loss", number="5.2", title="The generator's loss, as the game has it", points=1, minutes=5,
    difficulty=2, reference=losses.saturating_loss, probe=ValueOrGradients(("fake_logits",)),
    cases=lambda rng: _generator_cases(rng, (
        "D is 0.6225 and 0.0474, so ln(1 - D) is -0.9741 and -0.0486: -0.5113 on average",
        "D is 0.5: ln 0.5 = -0.6931",
        "ln(1 - D) is -10000 for the first sample and 0 for the second: -5000 on average",
    )),
    properties=(Property("this loss is never positive", lambda value, fake: np.all(_number(value) <= 0)),),
    mistakes=(
        Mistake("1 - ln D", notebook_loss,
                "That is 1 minus the logarithm of D, not the logarithm of 1 - D. The 1 has no slope, so it trains like "
                "-ln D. The guide's own notebook has this slip: see the section on it."),
        Mistake("1 - D", lambda f: (1 - f.sigmoid()).mean(), "The logarithm is missing."),
        Mistake(NOT_PROBABILITIES[0], lambda f: torch.log(1 - f).mean(), NOT_PROBABILITIES[1]),
        Mistake("logarithm of the mean", lambda f: torch.log(1 - f.sigmoid().mean()),
                "The logarithm is taken of the mean. It belongs to each sample; the mean comes last."),
        Mistake(OVERFLOW[0], lambda f: -plain_logarithm(1 - f.sigmoid()), OVERFLOW[1]),
        Mistake(CAPPED[0], lambda f: -capped(f, 0.0), CAPPED[1]),
    ),
    hints=("The generator minimises the part of V that depends on it: the mean of ln(1 - D).",
           "1 - sigmoid(a) = 1 / (1 + exp(a)). What is its logarithm?"),
    read='"Two losses for the generator"',
)


# non_saturating_loss ----------------------------------------------------------------------------------------------

NON_SATURATING_LOSS = Exercise(
    name="non_saturating_loss", number="5.3", title="The generator's loss, as it is trained", points=1, minutes=4,
    difficulty=1, reference=losses.non_saturating_loss, probe=ValueOrGradients(("fake_logits",)),
    cases=lambda rng: _generator_cases(rng, (
        "D is 0.6225 and 0.0474, so -ln D is 0.4741 and 3.0486: 1.7613 on average",
        "D is 0.5: -ln 0.5 = 0.6931",
        "-ln D is 0 for the first sample and 10000 for the second: 5000 on average",
    )),
    properties=(Property("this loss is never negative", lambda value, fake: np.all(_number(value) >= 0)),),
    mistakes=(
        Mistake("1 - D", lambda f: (1 - f.sigmoid()).mean(), "The logarithm is missing."),
        Mistake(NOT_PROBABILITIES[0], lambda f: -torch.log(f).mean(), NOT_PROBABILITIES[1]),
        Mistake("logarithm of the mean", lambda f: -torch.log(f.sigmoid().mean()),
                "The logarithm is taken of the mean. It belongs to each sample; the mean comes last."),
        Mistake(OVERFLOW[0], lambda f: plain_logarithm(f.sigmoid()), OVERFLOW[1]),
        Mistake(CAPPED[0], lambda f: capped(f, 1.0), CAPPED[1]),
    ),
    hints=("Generated samples, scored by the discriminator's loss as if they were real.",
           "-ln sigmoid(a) = ln(1 + exp(-a))."),
    read='"Two losses for the generator"',
)


EXERCISES = (DISCRIMINATOR_LOSS, SATURATING_LOSS, NON_SATURATING_LOSS)
