"""Lesson 05, third part: objectives without a sigmoid. A loss is right when its value and its gradient are."""

import torch
import torch.nn.functional as F

from helpers.checking.exercise import Exercise, Mistake, case
from helpers.checking.probes.torch import ValueOrGradients
from helpers.exercises.shared.logit_batches import EXTREME, FAKE, REAL, tensor, tracked
from helpers.gan import losses

# least_squares_losses, wasserstein_losses, hinge_losses -----------------------------------------------------------

PAIR = ValueOrGradients(("real", "fake"), ("the discriminator's loss", "the generator's loss"))


def _pair_cases(rng, note, extreme_note):
    return [
        case(tensor(REAL), tensor(FAKE), note=note),
        *[case(tensor(rng.normal(0, 2, n)), tensor(rng.normal(0, 2, n))) for n in (3, 5)],
        case(tracked(REAL), tracked(FAKE)),
        case(tensor(EXTREME), tensor(EXTREME), note=extreme_note),
        case(tracked(EXTREME), tracked(EXTREME)),
    ]


def _score_squares(r, f, scale=0.5, target=1.0):
    return scale * ((r - 1) ** 2).mean() + scale * (f**2).mean(), scale * ((f - target) ** 2).mean()


LEAST_SQUARES_LOSSES = Exercise(
    name="least_squares_losses", number="5.7", title="Least squares", points=1, minutes=5, difficulty=2,
    reference=losses.least_squares_losses, probe=PAIR,
    cases=lambda rng: _pair_cases(
        rng, "0.5 * mean(1, 4) + 0.5 * mean(0.25, 9) = 3.5625, and 0.5 * mean(0.25, 16) = 4.0625",
        "a score of 10000 costs about 10000 squared"),
    mistakes=(
        Mistake("generator gets minus the discriminator's loss",
                lambda r, f: ((d := _score_squares(r, f)[0]), -d),
                "The generator's loss is minus the discriminator's here. It aims at the score 1 instead."),
        Mistake("squares of the means",
                lambda r, f: (((r.mean() - 1) ** 2 + f.mean() ** 2) / 2, (f.mean() - 1) ** 2 / 2),
                "The mean scores are squared. Square each sample's error, then average."),
        Mistake("absolute errors", lambda r, f: (((r - 1).abs().mean() + f.abs().mean()) / 2, (f - 1).abs().mean() / 2),
                "The errors are absolute, not squared."),
    ),
    hints=("Real scores should be 1, generated ones 0. The generator wants its scores to be 1.",
           "Each term is half a mean of squares."),
    read='"Other objectives"',
)

WASSERSTEIN_LOSSES = Exercise(
    name="wasserstein_losses", number="5.8", title="Wasserstein", points=1, minutes=4, difficulty=1,
    reference=losses.wasserstein_losses, probe=PAIR,
    cases=lambda rng: [*_pair_cases(rng, "the mean scores are 0.5 and -1.25: losses -1.75 and 1.25",
                                    "both mean scores are 0"),
                       case(tensor(FAKE), tensor(REAL), note="a generator that is ahead: losses 1.75 and -0.5")],
    mistakes=(
        Mistake("logarithms", lambda r, f: (losses.discriminator_loss(r, f), losses.non_saturating_loss(f)),
                "Those are the losses with logarithms. Here the scores themselves are averaged."),
    ),
    hints=("The discriminator makes the gap between real and generated mean scores as large as it can. It minimises.",
           "The generator can only change its own mean score."),
    read='"Other objectives"',
)


def _hinge(r, f):
    return torch.relu(1 - r).mean() + torch.relu(1 + f).mean()


HINGE_LOSSES = Exercise(
    name="hinge_losses", number="5.9", title="Hinge", points=1, minutes=5, difficulty=2,
    reference=losses.hinge_losses, probe=PAIR,
    cases=lambda rng: _pair_cases(rng, "mean(0, 2) + mean(1.5, 0) = 1.75, and minus the mean score is 1.25",
                                  "a real score of -10000 and a generated one of 10000 cost 10001 each, halved"),
    mistakes=(
        Mistake("torch's hinge_embedding_loss", lambda r, f: (
            F.hinge_embedding_loss(r, torch.ones_like(r)) + F.hinge_embedding_loss(f, -torch.ones_like(f)), -f.mean()),
                "torch's hinge_embedding_loss is made for distances: for the target 1 it returns the score itself. "
                "Asked is relu(1 - real) and relu(1 + fake)."),
        Mistake("relu after the mean",
                lambda r, f: (torch.relu(1 - r.mean()) + torch.relu(1 + f.mean()), -f.mean()),
                "The margin is applied to the mean score. It belongs to each sample: none must pay for another."),
        Mistake("margin on the wrong side",
                lambda r, f: (torch.relu(1 + r).mean() + torch.relu(1 - f).mean(), -f.mean()),
                "Real scores are pushed below -1 and generated ones above 1. It is the other way round."),
        Mistake("no margin", lambda r, f: (torch.relu(-r).mean() + torch.relu(f).mean(), -f.mean()),
                "The margin of 1 is missing: a score just above 0 would already be good enough."),
        Mistake("no relu", lambda r, f: ((1 - r).mean() + (1 + f).mean(), -f.mean()),
                "Without max(0, ...) the discriminator is paid for scores far beyond the margin."),
        Mistake("generator with a margin", lambda r, f: (_hinge(r, f), torch.relu(1 - f).mean()),
                "The generator has no margin: its loss is minus its mean score."),
    ),
    hints=("A real sample pays for every unit that its score is below 1, a generated one for every unit above -1.",
           "torch.relu is max(0, x). Apply it to each sample, then average."),
    read='"Other objectives"',
)


EXERCISES = (LEAST_SQUARES_LOSSES, WASSERSTEIN_LOSSES, HINGE_LOSSES)
