"""Lesson 08, second part: the two losses of InfoGAN."""

import torch
import torch.nn.functional as F

from helpers.checking.exercise import Exercise, Mistake, case
from helpers.checking.probes.torch import ValueOrGradients
from helpers.exercises.shared.code_batches import case_on_a_gpu, gradient_case, random_normal
from helpers.gan import losses

# infogan_losses ---------------------------------------------------------------------------------------------------


def infogan_losses(real_logits, fake_logits, information, weight):
    return (losses.discriminator_loss(real_logits, fake_logits) + weight * information,
            losses.non_saturating_loss(fake_logits) + weight * information)


def _adversarial(real_logits, fake_logits):
    return losses.discriminator_loss(real_logits, fake_logits), losses.non_saturating_loss(fake_logits)


def _infogan(change):
    """Losses that ``change(d, g, cost, real_logits, fake_logits)`` makes of the two adversarial ones and the cost."""
    return lambda real, fake, information, weight: change(*_adversarial(real, fake), weight * information, real, fake)


def _naive_losses(real, fake, information, weight):
    cost = weight * information
    d_loss = -real.sigmoid().log().mean() - (1 - fake.sigmoid()).log().mean()
    return d_loss + cost, cost - fake.sigmoid().log().mean()


INFOGAN_LOSSES = Exercise(
    name="infogan_losses", number="8.6", title="The two losses of InfoGAN", points=2, minutes=10, difficulty=2,
    reference=infogan_losses,
    probe=ValueOrGradients(("real_logits", "fake_logits", "information", "weight"), ("loss 1", "loss 2")),
    cases=lambda rng: [
        case(torch.zeros(2), torch.zeros(2), torch.tensor(4.0), 1.0,
             note="D knows nothing: 2 ln 2 + 4 = 5.3863 and ln 2 + 4 = 4.6931"),
        case(torch.tensor([2.0, 4.0]), torch.tensor([-3.0, -1.0]), torch.tensor(4.0), 0.5,
             note="D is right about most: 0.2535 + 2 = 2.2535 and 2.1809 + 2 = 4.1809"),
        case(torch.tensor([1.0, 0.0]), torch.tensor([-1.0, -2.0]), torch.tensor(4.0), 0.0,
             note="without weight it is a plain GAN: 0.7233 and 1.7201"),
        *[case(random_normal(rng, n, scale=2), random_normal(rng, n, scale=2), torch.tensor(float(rng.uniform(1, 5))),
               float(rng.uniform(0.1, 2))) for n in (1, 6, 20)],
        case(torch.tensor([-500.0, 3.0]), torch.tensor([-500.0, 500.0]), torch.tensor(2.0), 1.0,
             note="the losses stay finite for large logits"),
        gradient_case(random_normal(rng, 3), random_normal(rng, 3), torch.tensor(3.0), 0.5),
        case_on_a_gpu(random_normal(rng, 3), random_normal(rng, 3), torch.tensor(3.0), 0.5),
    ],
    mistakes=(
        Mistake("information rewarded with the wrong sign", _infogan(lambda d, g, cost, *_: (d - cost, g - cost)),
                "`information` is a cost already, minus log Q. Subtracting it makes both networks hide the codes, and "
                "the bound falls without limit."),
        Mistake("weight left out", lambda real, fake, information, weight: infogan_losses(real, fake, information, 1.0),
                "The weight, the paper's lambda, is not used."),
        Mistake("weight on the adversarial part",
                lambda real, fake, information, weight: tuple(
                    weight * loss + information for loss in _adversarial(real, fake)),
                "The weight scales the adversarial part. The paper's lambda stands in front of L_I."),
        Mistake("saturating generator", _infogan(lambda d, g, cost, real, fake: (
            d + cost, losses.saturating_loss(fake) + cost)),
                "The adversarial part is log(1 - D(G)), which hardly moves a generator that D sees through. Use "
                "-log D(G)."),
        Mistake("minus the discriminator's loss", _infogan(lambda d, g, cost, *_: (d + cost, cost - d)),
                "That is the minimax form, which saturates, and half of it does not depend on G. Use -log D(G)."),
        Mistake("discriminator's halves averaged", _infogan(lambda d, g, cost, *_: (d / 2 + cost, g + cost)),
                "The two halves of D's loss are averaged. In the paper's V they are added."),
        Mistake("sum over the batch", lambda real, fake, information, weight: tuple(
            loss * len(real) + weight * information for loss in _adversarial(real, fake)),
                "The losses are summed over the batch. Take means, or the weight means less in larger batches."),
        Mistake("real images left out", _infogan(
            lambda d, g, cost, real, fake: (F.softplus(fake).mean() + cost, g + cost)),
                "D's loss has two halves. The one about the real images is missing."),
        Mistake("least squares", lambda real, fake, information, weight: tuple(
            loss + weight * information for loss in losses.least_squares_losses(real, fake)),
                "These are the losses of the least-squares GAN. The paper's V has logarithms."),
        Mistake("sigmoid twice", lambda real, fake, information, weight: infogan_losses(
            real.sigmoid(), fake.sigmoid(), information, weight),
                "The logits go through a sigmoid before a loss that has one. D's loss never falls below 1.0064."),
        Mistake("logarithm of zero", _naive_losses,
                "The sigmoid rounds to 0 or 1 for large logits and its logarithm is infinite. Use F.softplus or "
                "F.binary_cross_entropy_with_logits, which take logits."),
    ),
    hints=("-log sigmoid(a) = softplus(-a), and -log(1 - sigmoid(a)) = softplus(a).",
           "D's loss: mean softplus(-real_logits) + mean softplus(fake_logits), plus the weighted cost.",
           "G's loss: the non-saturating one of lesson 5, plus the same weighted cost."),
    read='"Two losses, one game"',
)


EXERCISES = (INFOGAN_LOSSES,)
