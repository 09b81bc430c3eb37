"""Lesson 05, second part: the slopes of the generator's two losses."""

import numpy as np
import torch
import torch.nn.functional as F

from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.checking.probes import gan as gan_probes
from helpers.exercises.shared.logit_batches import EXTREME, tensor

# loss_slopes ------------------------------------------------------------------------------------------------------


def loss_slopes(logits):
    """d/da of ln(1 - sigmoid(a)) and of -ln sigmoid(a): (-D, -(1 - D)), each of the shape of logits."""
    return -torch.sigmoid(logits), -torch.sigmoid(-logits)


def _changed(change):
    return lambda logits: change(*loss_slopes(logits))


LOSS_SLOPES = Exercise(
    name="loss_slopes", number="5.4", title="How steep is each loss in the logit?", points=2, minutes=8, difficulty=2,
    reference=loss_slopes,
    cases=lambda rng: [
        case(tensor([-3.0, 1.0]),
             note="the saturating loss has the slopes -0.0474 and -0.7311, the other one -0.9526 and -0.2689"),
        case(tensor([0.0]), note="at D = 0.5 both slopes are -0.5"),
        *[case(tensor(rng.normal(0, 3, n))) for n in (3, 5)],
        case(tensor(EXTREME), note="slopes -1 and 0 for the saturating loss, 0 and -1 for the other"),
    ],
    properties=(
        Property("both losses fall when the logit rises", lambda value, a: all(np.all(part <= 0) for part in value)),
        Property("the two slopes add up to -1", lambda value, a: np.allclose(value[0] + value[1], -1, atol=1e-4)),
    ),
    mistakes=(
        Mistake("slope in D", lambda a: (-1 / (1 - a.sigmoid()), -1 / a.sigmoid()),
                "Those are slopes in D. By the chain rule they are multiplied by dD/da = D (1 - D)."),
        Mistake("slope of the sigmoid", lambda a: (-a.sigmoid() * (1 - a.sigmoid()),) * 2,
                "That is the slope of the sigmoid alone. The logarithm has a slope too: -1/(1 - D) or -1/D."),
        Mistake("averaged", _changed(lambda s, n: (s.mean(), n.mean())), "Give one slope for each logit, not a mean."),
        Mistake("exp over 1 + exp", lambda a: (-a.exp() / (1 + a.exp()), -1 / (1 + a.exp())),
                "exp overflows for a large logit, and inf/inf is nan. torch.sigmoid does not."),
        Mistake("the losses themselves", lambda a: (-F.softplus(a), F.softplus(-a)),
                "Those are the two losses. Their derivatives are asked."),
    ),
    hints=("Derive ln(1 - sigmoid(a)) = -softplus(a). The derivative of softplus is the sigmoid.",
           "-ln sigmoid(a) = softplus(-a). Mind the inner derivative.",
           "In terms of D: one slope is -D. What is left for the other, if they add up to -1?"),
    read='"Slopes"',
)


# slopes_in_probability --------------------------------------------------------------------------------------------


def slopes_in_probability(d):
    """d/dD of ln(1 - D) and of -ln D: (-1/(1 - D), -1/D), each of the shape of d."""
    return -1 / (1 - d), -1 / d


SLOPES_IN_PROBABILITY = Exercise(
    name="slopes_in_probability", number="5.5", title="How steep is each loss in D?", points=1, minutes=5, difficulty=2,
    reference=slopes_in_probability,
    cases=lambda rng: [
        case(tensor([0.01, 0.75]), note="saturating -1.0101 and -4, non-saturating -100 and -1.3333"),
        case(tensor([0.5]), note="at D = 0.5 both slopes are -2"),
        *[case(tensor(rng.uniform(0.02, 0.98, n))) for n in (3, 5)],
    ],
    properties=(
        Property("both losses fall when D rises", lambda value, d: all(np.all(part < 0) for part in value)),
    ),
    mistakes=(
        Mistake("slope in the logit", lambda d: (-d, d - 1),
                "Those are the slopes in the logit, as in the exercise before. Here D itself is the variable."),
        Mistake("multiplied by the sigmoid's slope twice", lambda d: (-d * d * (1 - d), -(1 - d) * d * (1 - d)),
                "The slope of the sigmoid does not belong here: D itself is the variable."),
        Mistake("averaged", lambda d: tuple(part.mean() for part in slopes_in_probability(d)),
                "Give one slope for each D, not a mean."),
        Mistake("the losses themselves", lambda d: (torch.log(1 - d), -torch.log(d)),
                "Those are the two losses. Their derivatives are asked."),
    ),
    hints=("The derivative of ln u is 1/u, times the derivative of u.", "For the saturating loss u = 1 - D."),
    read='"Slopes"',
)


# slope_ratio ------------------------------------------------------------------------------------------------------


def slope_ratio(loss, other, logits):
    """Slope of ``loss`` over slope of ``other`` in each logit, shape (N,)."""
    slopes = []
    for function in (loss, other):
        a = logits.detach().clone().requires_grad_()
        slopes.append(torch.autograd.grad(function(a), a)[0])
    return slopes[0] / slopes[1]


def _accumulated(loss, other, logits):
    a = logits.detach().clone().requires_grad_()
    loss(a).backward()
    first = a.grad.clone()
    other(a).backward()
    return first / a.grad


def _norm_ratio(loss, other, logits):
    ratio = []
    for function in (loss, other):
        a = logits.detach().clone().requires_grad_()
        ratio.append(torch.autograd.grad(function(a), a)[0].norm())
    return ratio[0] / ratio[1]


SLOPE_RATIO = Exercise(
    name="slope_ratio", number="5.6", title="A lens for losses", points=2, minutes=8, difficulty=2,
    reference=slope_ratio,
    cases=lambda rng: [
        case(gan_probes.mean_cube, gan_probes.mean_square, tensor([-1.0, 2.0]),
             note="slopes 3, 12 over -2, 4, both divided by the batch size: -1.5 and 3"),
        case(gan_probes.mean_square_plus_one, gan_probes.mean_square, tensor([1.0, -2.0, 3.0]),
             note="a constant has no slope: the ratio is 1 everywhere"),
        case(gan_probes.spread, gan_probes.mean_square, tensor([1.0, 2.0, 6.0]),
             note="a loss may mix the samples: slopes -4/3, -2/3, 2 over 2/3, 4/3, 4 give -2, -0.5, 0.5"),
        *[case(gan_probes.mean_exponential, gan_probes.mean_square, tensor(rng.uniform(0.5, 2, n))) for n in (3, 4)],
    ],
    mistakes=(
        Mistake("ratio of the values", lambda loss, other, a: torch.full_like(a, float(loss(a) / other(a))),
                "That is the ratio of the losses' values. Training sees only their slopes."),
        Mistake("a ratio of two numbers", lambda loss, other, a: loss(a) / other(a),
                "That is the ratio of the two values, one number. A slope belongs to each logit."),
        Mistake("gradients accumulated", _accumulated,
                "backward adds to .grad, so the second gradient holds the first one, too: use torch.autograd.grad."),
        Mistake("ratio of the norms", _norm_ratio,
                "That is the ratio of the two gradients' lengths, one number. Give the ratio for each logit."),
        Mistake("one slope only", lambda loss, other, a: torch.autograd.functional.jacobian(loss, a),
                "That is the slope of the first loss. Divide by the slope of the other."),
        Mistake("difference", lambda loss, other, a: (
            torch.autograd.functional.jacobian(loss, a) - torch.autograd.functional.jacobian(other, a)),
                "That is the difference of the slopes, not their ratio."),
    ),
    hints=("torch.autograd.grad(loss(a), a)[0] is the slope in each entry of a.",
           "a must require gradients: logits.clone().requires_grad_().",
           "Do this for both losses, and divide."),
    read='"A lens for losses"',
)


EXERCISES = (LOSS_SLOPES, SLOPES_IN_PROBABILITY, SLOPE_RATIO)
