"""Lesson 09, third part: draws of a category with a gradient. Jang et al. 2017, Maddison et al. 2017."""

import torch
import torch.nn.functional as F

from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.checking.probes.prior import forward_and_backward
from helpers.exercises.shared.code_batches import random_normal
from helpers.gan import learned_prior

# gumbel_softmax_sample --------------------------------------------------------------------------------------------


def _gumbel(uniform):
    return -(-uniform.log()).log()


def _soft(change):
    """softmax over the categories of ``change(logits, gumbel noise, temperature)``."""
    return lambda logits, uniform, temperature: change(logits, _gumbel(uniform), temperature).softmax(1)


def _rows(rng, n, kinds):
    return torch.tensor(rng.uniform(0.02, 0.98, size=(n, kinds)), dtype=torch.float32)


NO_NOISE = torch.tensor([[0.36787944, 0.36787944, 0.36787944]])  # e^-1, where the Gumbel noise is 0

GUMBEL_SOFTMAX_SAMPLE = Exercise(
    name="gumbel_softmax_sample", number="9.7", title="A soft draw", points=2, minutes=10, difficulty=3,
    reference=learned_prior.gumbel_softmax_sample, probe=forward_and_backward,
    cases=lambda rng: [
        case(torch.zeros(3), torch.tensor([[0.9, 0.5, 0.1], [0.2, 0.3, 0.8]]), 1.0,
             note="without a preference the largest number drawn wins. Row 1: (0.8349, 0.1269, 0.0382), which is in "
                  "proportion to -1 / ln u"),
        case(torch.tensor([0.0, 1.0, 2.0]), NO_NOISE, 1.0,
             note="for uniform numbers of 1/e the noise is 0, and softmax(logits) is left"),
        case(torch.tensor([0.0, 1.0, 2.0]), NO_NOISE, 0.5,
             note="no noise, temperature one half: softmax(2 * logits)"),
        *[case(random_normal(rng, kinds), _rows(rng, n, kinds), temperature)
          for kinds, n, temperature in ((10, 4, 1.0), (10, 6, 0.4), (4, 2, 2.5))],
    ],
    properties=(
        Property("each row is a law: positive, and it adds up to 1",
                 lambda value, *_: bool((value["the result"] >= 0).all())
                 and bool((abs(value["the result"].sum(-1) - 1) < 1e-3).all())),
    ),
    mistakes=(
        Mistake("no noise", lambda logits, uniform, temperature: (logits / temperature + 0 * uniform).softmax(1),
                "The noise is missing: every row is the same law, and nothing is drawn."),
        Mistake("noise subtracted", _soft(lambda logits, noise, temperature: (logits - noise) / temperature),
                "The Gumbel noise has the wrong sign: it is -ln(-ln u), and it is added."),
        Mistake("one logarithm", lambda logits, uniform, temperature: (
            (logits - uniform.log()) / temperature).softmax(1),
                "-ln u is exponential noise. Gumbel noise takes the logarithm once more: -ln(-ln u)."),
        Mistake("logarithm of the uniform number", lambda logits, uniform, temperature: (
            (logits + uniform.log()) / temperature).softmax(1),
                "ln u alone is added. Gumbel noise is -ln(-ln u)."),
        Mistake("uniform noise", lambda logits, uniform, temperature: ((logits + uniform) / temperature).softmax(1),
                "The uniform numbers are added as they are. Turn them into Gumbel noise first."),
        Mistake("temperature multiplied", _soft(lambda logits, noise, temperature: (logits + noise) * temperature),
                "The temperature is multiplied with. Divide by it: a low temperature makes the draw nearly one-hot."),
        Mistake("temperature after the softmax", lambda logits, uniform, temperature: (
            logits + _gumbel(uniform)).softmax(1) / temperature,
                "The softmax is divided by the temperature, and the rows no longer add up to 1. Divide before it."),
        Mistake("temperature left out", _soft(lambda logits, noise, temperature: logits + noise),
                "The temperature is not used."),
        Mistake("temperature on the logits only",
                _soft(lambda logits, noise, temperature: logits / temperature + noise),
                "Only the logits are divided by the temperature. Then it changes which category wins, and the draws "
                "have the wrong probabilities. Divide the sum."),
        Mistake("temperature on the noise only",
                _soft(lambda logits, noise, temperature: logits + noise / temperature),
                "Only the noise is divided by the temperature. Divide the sum of logits and noise."),
        Mistake("probabilities in place of logits",
                _soft(lambda logits, noise, temperature: (logits.softmax(0) + noise) / temperature),
                "The noise is added to probabilities. It belongs on logits, that is, on their logarithms."),
        Mistake("softmax over the draws", lambda logits, uniform, temperature: (
            (logits + _gumbel(uniform)) / temperature).softmax(0),
                "The softmax runs over the draws. Each row is one draw: softmax over the last dimension."),
        Mistake("hard draw", lambda logits, uniform, temperature: F.one_hot(
            (logits + _gumbel(uniform)).argmax(1), len(logits)).float(),
                "That is the category itself, one-hot, and no gradient passes through it. The softmax in place of the "
                "largest entry keeps the gradient."),
        Mistake("made hard already", lambda logits, uniform, temperature: learned_prior.straight_through(
            learned_prior.gumbel_softmax_sample(logits, uniform, temperature)),
                "That is hard forward and soft backward, the next exercise. Here the draw stays soft."),
        Mistake("numbers of its own", lambda logits, uniform, temperature: F.gumbel_softmax(
            logits.expand(len(uniform), -1), tau=temperature),
                "Noise is drawn inside. Use the uniform numbers that are given, so that a run can be repeated."),
        Mistake("one noise for all", lambda logits, uniform, temperature: learned_prior.gumbel_softmax_sample(
            logits, uniform[:1].expand(len(uniform), -1), temperature),
                "All draws use the first row of noise. Each row has its own."),
        Mistake("softmax forgotten", lambda logits, uniform, temperature: (logits + _gumbel(uniform)) / temperature,
                "These are the noisy logits. A softmax over each row is missing."),
    ),
    hints=("Gumbel noise is made from uniform numbers: -ln(-ln u).",
           "Add it to the logits, divide everything by the temperature, softmax over the last dimension."),
    tolerance=1e-5, read='"A soft draw"',
)


# straight_through -------------------------------------------------------------------------------------------------


def _hard(soft):
    return F.one_hot(soft.argmax(-1), soft.shape[-1]).to(soft.dtype)


STRAIGHT_THROUGH = Exercise(
    name="straight_through", number="9.8", title="Hard forward, soft backward", points=2, minutes=8, difficulty=3,
    reference=learned_prior.straight_through, probe=forward_and_backward,
    cases=lambda rng: [
        case(torch.tensor([[0.2, 0.7, 0.1], [0.4, 0.3, 0.3]]),
             note="forward (0, 1, 0) and (1, 0, 0); backward the gradient passes as it is: (1, 2, 3) in both rows"),
        *[case(random_normal(rng, n, kinds).softmax(1)) for n, kinds in ((1, 10), (8, 10), (3, 4))],
        case(torch.tensor([[0.999, 0.001]]), note="nearly one-hot, and still it is made one-hot"),
    ],
    properties=(
        Property("each row of the output is one-hot", lambda value, *_: bool(
            ((abs(value["the result"]) < 1e-3) | (abs(value["the result"] - 1) < 1e-3)).all())
            and bool((abs(value["the result"].sum(-1) - 1) < 1e-3).all())),
    ),
    mistakes=(
        Mistake("no gradient", _hard,
                "The values are right, but no gradient passes: one_hot and argmax have none. Add something that is 0 "
                "and has the gradient of soft."),
        Mistake("one-hot times soft", lambda soft: _hard(soft) * soft,
                "The product keeps the largest entry and its gradient only. Forward it should be 1."),
        Mistake("scaled to 1", lambda soft: _hard(soft) * soft / soft.detach(),
                "Forward it is one-hot, but only the winner gets a gradient. The others should learn, too."),
        Mistake("rounded", lambda soft: soft + (soft.round() - soft).detach(),
                "Rounding gives no 1 at all where no entry exceeds one half. The largest entry wins."),
        Mistake("rounded without gradient", lambda soft: soft.round(),
                "Rounding gives no 1 where no entry exceeds one half, and it has no gradient."),
        Mistake("sharpened", lambda soft: (soft / 0.1).softmax(-1),
                "Another softmax sharpens the draw, but it does not make it one-hot, and its gradient is another one."),
        Mistake("index", lambda soft: soft.argmax(-1),
                "That is the index of the winner. The generator reads it one-hot."),
        Mistake("smallest entry", lambda soft: F.one_hot(soft.argmin(-1), soft.shape[-1]) + soft - soft.detach(),
                "The smallest entry of each row became 1. It is the largest."),
        Mistake("winner of each column", lambda soft: torch.zeros_like(soft).scatter(
            0, soft.argmax(0, keepdim=True), 1.0) + soft - soft.detach(),
                "The largest entry of each column became 1. Each row is one draw: argmax over the last dimension."),
        Mistake("gradient of the winner only", lambda soft: _hard(soft) + _hard(soft) * (soft - soft.detach()),
                "The gradient passes at the winner only. It should pass everywhere: leave soft - soft.detach() alone."),
        Mistake("drawn once more", lambda soft: F.one_hot(torch.multinomial(soft, 1)[:, 0], soft.shape[-1])
                + soft - soft.detach(),
                "The category is drawn a second time. The soft draw has its noise already: its largest entry wins."),
    ),
    hints=("F.one_hot(soft.argmax(dim=-1), number of categories) is the forward value.",
           "x.detach() has the value of x and no gradient. So x - x.detach() has the value 0 and the gradient of x."),
    tolerance=1e-5,
    read='"Hard forward, soft backward"',
)

EXERCISES = (GUMBEL_SOFTMAX_SAMPLE, STRAIGHT_THROUGH)
