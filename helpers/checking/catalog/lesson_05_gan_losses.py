"""Lesson 05, first part: the losses of a GAN and their slopes. A loss is right when its value and its gradient are."""

import numpy as np
import torch
import torch.nn.functional as F

from helpers import losses
from helpers.checking import gan_probes
from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.checking.torch_probes import ValueOrGradients

LARGE = 1e4


def tensor(values):
    return torch.tensor(np.asarray(values), dtype=torch.float32)


def tracked(values):
    """A tensor for a case that asks for gradients."""
    return tensor(values).requires_grad_()


def small_number_inside(logarithm_of):
    """-mean ln(probability + 1e-8), as people write it who met an inf."""
    return -torch.log(logarithm_of + 1e-8).mean()


def plain_logarithm(probability):
    return -torch.log(probability).mean()


NUMBER = ("a number, not a tensor",
          "You return a plain number. Its value is right, but no gradient can flow through it: leave out .item() or "
          "float().")
DETACHED = ("cut off from the logits",
            "The value is right, but the tensor is cut off from the logits, so nothing can learn from it. Leave out "
            ".detach(), .data and torch.tensor(...).")
OVERFLOW = ("sigmoid, then logarithm",
            "For large logits the sigmoid rounds to 0 or 1, and the logarithm of 0 is infinite. F.softplus and "
            "F.logsigmoid compute the logarithm from the logit.")
EPSILON = ("small number inside the logarithm",
           "A small number inside the logarithm hides the infinity, but caps the loss at 18.42 and makes the slope 0 "
           "just where the network is most wrong. Compute the logarithm from the logit: F.softplus, F.logsigmoid.")
TWICE = ("sigmoid twice",
         "The logits went through a sigmoid first, and then through a loss that expects logits. It takes the sigmoid "
         "itself.")
CLIPPED = ("logits clipped",
           "The logits are clipped before the loss. Beyond the limit the loss stands still and the slope is 0. "
           "F.softplus needs no clipping.")
NOT_PROBABILITIES = ("logits taken as probabilities",
                     "The logits are used as if they were probabilities. A logit can be any number; D is its sigmoid.")
SUMMED = ("summed over the batch", "The samples are summed. A mean does not depend on the batch's size.")
NOT_AVERAGED = ("not averaged", "That is one loss for each sample. A loss is one number: take the mean.")


def _mistakes_of_form(loss):
    """Slips that any loss can suffer."""
    return (
        Mistake(NUMBER[0], lambda *logits: loss(*logits).item(), NUMBER[1]),
        Mistake(DETACHED[0], lambda *logits: loss(*logits).detach(), DETACHED[1]),
    )


# discriminator_loss -----------------------------------------------------------------------------------------------


def discriminator_loss_by_cross_entropy(real_logits, fake_logits):
    loss = F.binary_cross_entropy_with_logits
    return loss(real_logits, torch.ones_like(real_logits)) + loss(fake_logits, torch.zeros_like(fake_logits))


def discriminator_loss_by_logsigmoid(real_logits, fake_logits):
    return -F.logsigmoid(real_logits).mean() - F.logsigmoid(-fake_logits).mean()


REAL, FAKE = [2.0, -1.0], [0.5, -3.0]
EXTREME = [LARGE, -LARGE]

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
        Mistake("value, not loss", lambda r, f: -losses.discriminator_loss(r, f),
                "That is the value V of the game, which the discriminator maximises. An optimizer minimises: turn "
                "the sign."),
        Mistake("labels swapped", lambda r, f: losses.discriminator_loss(f, r),
                "Real samples are trained to be called generated, and the other way round. Large logits mean real."),
        Mistake("halved", lambda r, f: losses.discriminator_loss(r, f) / 2,
                "That is the mean over both kinds of samples. Here the loss is the sum of two means, so it is -V."),
        Mistake("real part only", lambda r, f: F.softplus(-r).mean(),
                "Only the real samples count. The discriminator must also reject the generated ones."),
        Mistake("generated part only", lambda r, f: F.softplus(f).mean(),
                "Only the generated samples count. The discriminator must also accept the real ones."),
        Mistake("both called generated", lambda r, f: F.softplus(r).mean() + F.softplus(f).mean(),
                "The real samples are scored with -ln(1 - D), as if they were generated. Theirs is -ln D."),
        Mistake("generated part subtracted", lambda r, f: F.softplus(-r).mean() - F.softplus(f).mean(),
                "The generated part is subtracted. Both parts are costs, and they are added."),
        Mistake("generated logits detached", lambda r, f: losses.discriminator_loss(r, f.detach()),
                "The value is right, but the generated logits are cut off: the discriminator cannot learn from them. "
                "It is the samples that are detached, in the training step, before the discriminator sees them."),
        Mistake(CLIPPED[0], lambda r, f: losses.discriminator_loss(r.clamp(-50, 50), f.clamp(-50, 50)), CLIPPED[1]),
        Mistake(NOT_PROBABILITIES[0], lambda r, f: -torch.log(r).mean() - torch.log(1 - f).mean(),
                NOT_PROBABILITIES[1]),
        Mistake("both called real", lambda r, f: F.softplus(-r).mean() + F.softplus(-f).mean(),
                "The generated samples are scored with -ln D, as if they were real. Theirs is -ln(1 - D)."),
        Mistake(SUMMED[0], lambda r, f: (F.softplus(-r) + F.softplus(f)).sum(), SUMMED[1]),
        Mistake(NOT_AVERAGED[0], lambda r, f: F.softplus(-r) + F.softplus(f), NOT_AVERAGED[1]),
        Mistake(TWICE[0], lambda r, f: losses.discriminator_loss(r.sigmoid(), f.sigmoid()),
                TWICE[1] + " With two sigmoids this loss can never fall below 1.0064."),
        Mistake("smoothed labels", lambda r, f: 0.9 * F.softplus(-r).mean() + 0.1 * F.softplus(r).mean()
                + F.softplus(f).mean(),
                "The real samples are called real with probability 0.9 only. That trick has its uses; the loss of the "
                "game has sharp labels."),
        Mistake(OVERFLOW[0], lambda r, f: plain_logarithm(r.sigmoid()) + plain_logarithm(1 - f.sigmoid()), OVERFLOW[1]),
        Mistake(EPSILON[0], lambda r, f: small_number_inside(r.sigmoid()) + small_number_inside(1 - f.sigmoid()),
                EPSILON[1]),
        *_mistakes_of_form(losses.discriminator_loss),
    ),
    hints=("Two means: -ln D over real samples, -ln(1 - D) over generated ones. D is the sigmoid of the logit.",
           "-ln sigmoid(a) = ln(1 + exp(-a)), and 1 - sigmoid(a) = sigmoid(-a).",
           "F.softplus(a) is ln(1 + exp(a)), and stays finite for any a."),
    alternatives=(discriminator_loss_by_cross_entropy, discriminator_loss_by_logsigmoid), read='"Logits"',
)


def _number(value):
    """The value, or 0 where a case asked for gradients."""
    return np.zeros(1) if isinstance(value, dict) else np.asarray(value, dtype=float)


# saturating_loss --------------------------------------------------------------------------------------------------


def notebook_loss(fake_logits):
    """mean of 1 - ln D: what the guide's notebook calls its saturating loss."""
    return (1 - F.logsigmoid(fake_logits)).mean()


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
        Mistake("minus ln(1 - D)", lambda f: F.softplus(f).mean(),
                "The sign is turned: minimising this makes the discriminator reject the samples. The generator wants "
                "1 - D small."),
        Mistake("minus ln D", losses.non_saturating_loss,
                "That is the non-saturating loss, the next exercise. The game itself has ln(1 - D)."),
        Mistake("ln D", lambda f: F.logsigmoid(f).mean(),
                "That is ln D. Minimising it makes the discriminator reject the samples."),
        Mistake("1 - D", lambda f: (1 - f.sigmoid()).mean(), "The logarithm is missing."),
        Mistake(CLIPPED[0], lambda f: losses.saturating_loss(f.clamp(-50, 50)), CLIPPED[1]),
        Mistake(NOT_PROBABILITIES[0], lambda f: torch.log(1 - f).mean(), NOT_PROBABILITIES[1]),
        Mistake(SUMMED[0], lambda f: -F.softplus(f).sum(), SUMMED[1]),
        Mistake(NOT_AVERAGED[0], lambda f: -F.softplus(f), NOT_AVERAGED[1]),
        Mistake(TWICE[0], lambda f: losses.saturating_loss(f.sigmoid()), TWICE[1]),
        Mistake("logarithm of the mean", lambda f: torch.log(1 - f.sigmoid().mean()),
                "The logarithm is taken of the mean. It belongs to each sample; the mean comes last."),
        Mistake(OVERFLOW[0], lambda f: -plain_logarithm(1 - f.sigmoid()), OVERFLOW[1]),
        Mistake(EPSILON[0], lambda f: -small_number_inside(1 - f.sigmoid()), EPSILON[1]),
        *_mistakes_of_form(losses.saturating_loss),
    ),
    hints=("The generator minimises the part of V that depends on it: the mean of ln(1 - D).",
           "1 - sigmoid(a) = 1 / (1 + exp(a)). What is its logarithm?"),
    alternatives=(
        lambda f: F.logsigmoid(-f).mean(),
        lambda f: -F.binary_cross_entropy_with_logits(f, torch.zeros_like(f)),
    ),
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
        Mistake("ln D", lambda f: F.logsigmoid(f).mean(),
                "The sign is turned: minimising ln D drives D to 0, and the loss to minus infinity."),
        Mistake("ln(1 - D)", losses.saturating_loss,
                "That is the saturating loss. The non-saturating one uses ln D instead."),
        Mistake("minus ln(1 - D)", lambda f: F.softplus(f).mean(),
                "That scores the samples with the label generated. The generator wants the label real."),
        Mistake("1 - ln D", notebook_loss,
                "There is a 1 too many. It changes the value and not the slope."),
        Mistake("1 - D", lambda f: (1 - f.sigmoid()).mean(), "The logarithm is missing."),
        Mistake(CLIPPED[0], lambda f: losses.non_saturating_loss(f.clamp(-50, 50)), CLIPPED[1]),
        Mistake(NOT_PROBABILITIES[0], lambda f: -torch.log(f).mean(), NOT_PROBABILITIES[1]),
        Mistake(SUMMED[0], lambda f: F.softplus(-f).sum(), SUMMED[1]),
        Mistake(NOT_AVERAGED[0], lambda f: F.softplus(-f), NOT_AVERAGED[1]),
        Mistake(TWICE[0], lambda f: losses.non_saturating_loss(f.sigmoid()),
                TWICE[1] + " With two sigmoids this loss is locked between 0.3133 and 0.6931."),
        Mistake("logarithm of the mean", lambda f: -torch.log(f.sigmoid().mean()),
                "The logarithm is taken of the mean. It belongs to each sample; the mean comes last."),
        Mistake(OVERFLOW[0], lambda f: plain_logarithm(f.sigmoid()), OVERFLOW[1]),
        Mistake(EPSILON[0], lambda f: small_number_inside(f.sigmoid()), EPSILON[1]),
        *_mistakes_of_form(losses.non_saturating_loss),
    ),
    hints=("Generated samples, scored by the discriminator's loss as if they were real.",
           "-ln sigmoid(a) = ln(1 + exp(-a))."),
    alternatives=(
        lambda f: -F.logsigmoid(f).mean(),
        lambda f: F.binary_cross_entropy_with_logits(f, torch.ones_like(f)),
    ),
    read='"Two losses for the generator"',
)


# loss_slopes ------------------------------------------------------------------------------------------------------


def loss_slopes(logits):
    """d/da of ln(1 - sigmoid(a)) and of -ln sigmoid(a): (-D, -(1 - D)), each of the shape of logits."""
    return -torch.sigmoid(logits), -torch.sigmoid(-logits)


def slopes_by_autograd(logits):
    found = []
    for loss in (losses.saturating_loss, losses.non_saturating_loss):
        a = logits.detach().clone().requires_grad_()
        found.append(torch.autograd.grad(loss(a) * len(a), a)[0])
    return tuple(found)


def _changed(change):
    return lambda logits: change(*loss_slopes(logits))


LOSS_SLOPES = Exercise(
    name="loss_slopes", number="5.4", title="How steep is each loss in the logit?", points=2, minutes=8, difficulty=2,
    reference=loss_slopes,
    cases=lambda rng: [
        case(tensor([-3.0, 1.0]), note="D is 0.0474 and 0.7311: slopes -0.0474, -0.7311 and -0.9526, -0.2689"),
        case(tensor([0.0]), note="at D = 0.5 both slopes are -0.5"),
        *[case(tensor(rng.normal(0, 3, n))) for n in (3, 5)],
        case(tensor(EXTREME), note="slopes -1 and 0 for the saturating loss, 0 and -1 for the other"),
    ],
    properties=(
        Property("both losses fall when the logit rises", lambda value, a: all(np.all(part <= 0) for part in value)),
        Property("the two slopes add up to -1", lambda value, a: np.allclose(value[0] + value[1], -1, atol=1e-4)),
    ),
    mistakes=(
        Mistake("order swapped", _changed(lambda s, n: (n, s)), "The two are in the other order: saturating first."),
        Mistake("sign", _changed(lambda s, n: (-s, -n)),
                "Both slopes have the wrong sign. A more convincing sample has a lower loss, so they are negative."),
        Mistake("sign of the first", _changed(lambda s, n: (-s, n)),
                "The saturating slope has the wrong sign: ln(1 - D) falls when the logit rises."),
        Mistake("slope in D", lambda a: (-1 / (1 - a.sigmoid()), -1 / a.sigmoid()),
                "Those are slopes in D. By the chain rule they are multiplied by dD/da = D (1 - D)."),
        Mistake("slope of the sigmoid", lambda a: (-a.sigmoid() * (1 - a.sigmoid()),) * 2,
                "That is the slope of the sigmoid alone. The logarithm has a slope too: -1/(1 - D) or -1/D."),
        Mistake("divided by the batch size", _changed(lambda s, n: (s / len(s), n / len(n))),
                "These are the slopes of the mean over the batch. Give the slope of each sample's own loss."),
        Mistake("averaged", _changed(lambda s, n: (s.mean(), n.mean())), "Give one slope for each logit, not a mean."),
        Mistake("exp over 1 + exp", lambda a: (-a.exp() / (1 + a.exp()), -1 / (1 + a.exp())),
                "exp overflows for a large logit, and inf/inf is nan. torch.sigmoid does not."),
        Mistake("the losses themselves", lambda a: (-F.softplus(a), F.softplus(-a)),
                "Those are the two losses. Their derivatives are asked."),
    ),
    hints=("Derive ln(1 - sigmoid(a)) = -softplus(a). The derivative of softplus is the sigmoid.",
           "-ln sigmoid(a) = softplus(-a). Mind the inner derivative.",
           "In terms of D: one slope is -D. What is left for the other, if they add up to -1?"),
    alternatives=(slopes_by_autograd, lambda a: ((d := torch.sigmoid(a)) * -1, d - 1)), read='"Slopes"',
)


# slopes_in_probability --------------------------------------------------------------------------------------------


def slopes_in_probability(d):
    """d/dD of ln(1 - D) and of -ln D: (-1/(1 - D), -1/D), each of the shape of d."""
    return -1 / (1 - d), -1 / d


def probability_slopes_by_autograd(d):
    found = []
    for loss in (lambda x: torch.log1p(-x), lambda x: -torch.log(x)):
        x = d.detach().clone().requires_grad_()
        found.append(torch.autograd.grad(loss(x).sum(), x)[0])
    return found


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
        Mistake("order swapped", lambda d: slopes_in_probability(d)[::-1],
                "The two are in the other order: saturating first."),
        Mistake("sign", lambda d: (1 / (1 - d), 1 / d), "Both losses fall when D rises, so both slopes are negative."),
        Mistake("inner derivative", lambda d: (1 / (1 - d), -1 / d),
                "ln(1 - D) has an inner derivative: that of 1 - D is -1."),
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
    alternatives=(probability_slopes_by_autograd, lambda d: (1 / (d - 1), -d.reciprocal())), read='"Slopes"',
)


# slope_ratio ------------------------------------------------------------------------------------------------------


def slope_ratio(loss, other, logits):
    """Slope of ``loss`` over slope of ``other`` in each logit, shape (N,)."""
    slopes = []
    for function in (loss, other):
        a = logits.detach().clone().requires_grad_()
        slopes.append(torch.autograd.grad(function(a), a)[0])
    return slopes[0] / slopes[1]


def ratio_by_backward(loss, other, logits):
    first, second = logits.clone().requires_grad_(), logits.clone().requires_grad_()
    loss(first).backward()
    other(second).backward()
    return first.grad.numpy() / second.grad.numpy()


def ratio_by_functional(loss, other, logits):
    return torch.func.grad(loss)(logits) / torch.func.grad(other)(logits)


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
        case(gan_probes.mean_cube, gan_probes.mean_square, tensor([1.0, 2.0]),
             note="slopes 3, 12 over 2, 4, both divided by the batch size: 1.5 and 3"),
        case(gan_probes.mean_square_plus_one, gan_probes.mean_square, tensor([1.0, -2.0, 3.0]),
             note="a constant has no slope: the ratio is 1 everywhere"),
        *[case(gan_probes.mean_exponential, gan_probes.mean_square, tensor(rng.uniform(0.5, 2, n))) for n in (3, 4)],
    ],
    mistakes=(
        Mistake("upside down", lambda loss, other, a: slope_ratio(other, loss, a),
                "The ratio is upside down: the slope of the first loss stands above."),
        Mistake("ratio of the values", lambda loss, other, a: torch.full_like(a, float(loss(a) / other(a))),
                "Those are the values of the losses. Training sees only their slopes."),
        Mistake("a ratio of two numbers", lambda loss, other, a: loss(a) / other(a),
                "That is the ratio of the two values, one number. A slope belongs to each logit."),
        Mistake("gradients accumulated", _accumulated,
                "backward adds to .grad, so the second gradient includes the first one. Use two copies of the logits, "
                "or torch.autograd.grad."),
        Mistake("ratio of the norms", _norm_ratio,
                "That is the ratio of the two gradients' lengths, one number. Give the ratio for each logit."),
        Mistake("one slope only", lambda loss, other, a: torch.func.grad(loss)(a),
                "That is the slope of the first loss. Divide by the slope of the other."),
        Mistake("averaged", lambda loss, other, a: slope_ratio(loss, other, a).mean(),
                "That is the mean of the ratios, one number. Give the ratio for each logit."),
        Mistake("difference", lambda loss, other, a: torch.func.grad(loss)(a) - torch.func.grad(other)(a),
                "That is the difference of the slopes, not their ratio."),
    ),
    hints=("torch.autograd.grad(loss(a), a)[0] is the slope in each entry of a.",
           "a must require gradients: logits.clone().requires_grad_().",
           "Do this for both losses, and divide."),
    alternatives=(ratio_by_backward, ratio_by_functional), read='"A lens for losses"',
)


# least_squares_losses, wasserstein_losses, hinge_losses -----------------------------------------------------------

PAIR = ValueOrGradients(("real", "fake"), ("the discriminator's loss", "the generator's loss"))
PAIR_NUMBER = lambda pair: lambda real, fake: tuple(loss.item() for loss in pair(real, fake))
ORDER = ("order swapped", "The two losses are in the other order: the discriminator's comes first.")


def _pair_cases(rng, note, extreme_note):
    return [
        case(tensor(REAL), tensor(FAKE), note=note),
        *[case(tensor(rng.normal(0, 2, n)), tensor(rng.normal(0, 2, n))) for n in (3, 5)],
        case(tracked(REAL), tracked(FAKE)),
        case(tensor(EXTREME), tensor(EXTREME), note=extreme_note),
        case(tracked(EXTREME), tracked(EXTREME)),
    ]


def _pair_mistakes(pair):
    return (
        Mistake(ORDER[0], lambda r, f: pair(r, f)[::-1], ORDER[1]),
        Mistake("real and generated swapped", lambda r, f: pair(f, r),
                "Real and generated scores are exchanged. High scores mean real."),
        Mistake("sigmoid first", lambda r, f: pair(r.sigmoid(), f.sigmoid()),
                "The scores went through a sigmoid. This loss takes raw scores; a sigmoid would bring the saturation "
                "back that it avoids."),
        Mistake(SUMMED[0], lambda r, f: tuple(loss * len(r) for loss in pair(r, f)), SUMMED[1]),
        Mistake(NUMBER[0], PAIR_NUMBER(pair), NUMBER[1]),
    )


def _score_squares(r, f, scale=0.5, target=1.0):
    return scale * ((r - 1) ** 2).mean() + scale * (f**2).mean(), scale * ((f - target) ** 2).mean()


LEAST_SQUARES_LOSSES = Exercise(
    name="least_squares_losses", number="5.7", title="Least squares", points=1, minutes=5, difficulty=2,
    reference=losses.least_squares_losses, probe=PAIR,
    cases=lambda rng: _pair_cases(
        rng, "0.5 * mean(1, 4) + 0.5 * mean(0.25, 9) = 3.5625, and 0.5 * mean(0.25, 16) = 4.0625",
        "a score of 10000 costs about 10000 squared"),
    mistakes=(
        Mistake("without 1/2", lambda r, f: _score_squares(r, f, scale=1.0),
                "Every term lacks its factor 1/2. The minimum is the same, the step size is not."),
        Mistake("generator aims at 0", lambda r, f: _score_squares(r, f, target=0.0),
                "The generator aims at the score 0 here, which is the discriminator's target for it. It wants 1."),
        Mistake("generator gets minus the discriminator's loss",
                lambda r, f: ((d := _score_squares(r, f)[0]), -d),
                "The generator's loss is minus the discriminator's here. It aims at the score 1 instead."),
        Mistake("targets 1, -1 and 0",
                lambda r, f: ((((r - 1) ** 2).mean() + ((f + 1) ** 2).mean()) / 2, (f**2).mean() / 2),
                "Those are other targets that are in use as well. Here real is 1, generated is 0, and the generator "
                "aims at 1."),
        Mistake("squares of the means",
                lambda r, f: (((r.mean() - 1) ** 2 + f.mean() ** 2) / 2, (f.mean() - 1) ** 2 / 2),
                "The mean scores are squared. Square each sample's error, then average."),
        Mistake("absolute errors", lambda r, f: (((r - 1).abs().mean() + f.abs().mean()) / 2, (f - 1).abs().mean() / 2),
                "The errors are absolute, not squared."),
        *_pair_mistakes(losses.least_squares_losses),
    ),
    hints=("Real scores should be 1, generated ones 0. The generator wants its scores to be 1.",
           "Each term is half a mean of squares."),
    alternatives=(
        lambda r, f: (0.5 * (F.mse_loss(r, torch.ones_like(r)) + F.mse_loss(f, torch.zeros_like(f))),
                      0.5 * F.mse_loss(f, torch.ones_like(f))),
        lambda r, f: [(torch.mean((r - 1) ** 2) + torch.mean(f**2)) / 2, torch.mean((f - 1) ** 2) / 2],
    ),
    read='"Other objectives"',
)

WASSERSTEIN_LOSSES = Exercise(
    name="wasserstein_losses", number="5.8", title="Wasserstein", points=1, minutes=4, difficulty=1,
    reference=losses.wasserstein_losses, probe=PAIR,
    cases=lambda rng: _pair_cases(rng, "the mean scores are 0.5 and -1.25: losses -1.75 and 1.25",
                                  "both mean scores are 0"),
    mistakes=(
        Mistake("discriminator's sign", lambda r, f: (r.mean() - f.mean(), -f.mean()),
                "The discriminator would lower the real scores here. It minimises, and wants them high."),
        Mistake("generator's sign", lambda r, f: (f.mean() - r.mean(), f.mean()),
                "The generator would lower its own scores here. It wants them high."),
        Mistake("generator gets minus the discriminator's loss",
                lambda r, f: (f.mean() - r.mean(), r.mean() - f.mean()),
                "The real scores are in the generator's loss. They do not depend on it: leave them out."),
        Mistake("both signs", lambda r, f: (r.mean() - f.mean(), f.mean()),
                "Both signs are turned: these are the quantities to maximise. An optimizer minimises."),
        Mistake("logarithms", lambda r, f: (losses.discriminator_loss(r, f), losses.non_saturating_loss(f)),
                "Those are the losses with logarithms. Here the scores themselves are averaged."),
        Mistake("distance", lambda r, f: ((f.mean() - r.mean()).abs(), -f.mean()),
                "The difference is made positive here. The discriminator must be free to make it very negative."),
        *_pair_mistakes(losses.wasserstein_losses),
    ),
    hints=("The discriminator makes the gap between real and generated mean scores as large as it can. It minimises.",
           "The generator can only change its own mean score."),
    alternatives=(lambda r, f: (-(r.mean() - f.mean()), -f.mean()),
                  lambda r, f: (f.sum() / len(f) - r.sum() / len(r), (-f).mean())),
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
        Mistake("relu after the mean",
                lambda r, f: (torch.relu(1 - r.mean()) + torch.relu(1 + f.mean()), -f.mean()),
                "The margin is applied to the mean score. It belongs to each sample: one that passes must not pay for "
                "another."),
        Mistake("margin on the wrong side",
                lambda r, f: (torch.relu(1 + r).mean() + torch.relu(1 - f).mean(), -f.mean()),
                "Real scores are pushed below -1 and generated ones above 1. It is the other way round."),
        Mistake("no margin", lambda r, f: (torch.relu(-r).mean() + torch.relu(f).mean(), -f.mean()),
                "The margin of 1 is missing: a score just above 0 would already be good enough."),
        Mistake("no relu", lambda r, f: ((1 - r).mean() + (1 + f).mean(), -f.mean()),
                "Without max(0, ...) the discriminator is paid for scores far beyond the margin."),
        Mistake("generator with a margin", lambda r, f: (_hinge(r, f), torch.relu(1 - f).mean()),
                "The generator has no margin: its loss is minus its mean score."),
        Mistake("generator's sign", lambda r, f: (_hinge(r, f), f.mean()),
                "The generator would lower its own scores here. It wants them high."),
        Mistake("halved", lambda r, f: (_hinge(r, f) / 2, -f.mean()),
                "The discriminator's loss is halved. It is the sum of the two means."),
        *_pair_mistakes(losses.hinge_losses),
    ),
    hints=("A real sample pays for every unit that its score is below 1, a generated one for every unit above -1.",
           "torch.relu is max(0, x). Apply it to each sample, then average."),
    alternatives=(
        lambda r, f: ((1 - r).clamp(min=0).mean() + (1 + f).clamp(min=0).mean(), -f.mean()),
        lambda r, f: (torch.where(r < 1, 1 - r, 0 * r).mean() + torch.where(f > -1, 1 + f, 0 * f).mean(), (-f).mean()),
    ),
    read='"Other objectives"',
)

EXERCISES = (
    DISCRIMINATOR_LOSS, SATURATING_LOSS, NON_SATURATING_LOSS, LOSS_SLOPES, SLOPES_IN_PROBABILITY, SLOPE_RATIO,
    LEAST_SQUARES_LOSSES, WASSERSTEIN_LOSSES, HINGE_LOSSES,
)
