"""One step of a GAN's training for each network, and the gradient that reaches the generator.

Lesson 05 has the learner write these; lesson 06 uses them. The discriminator returns logits, shape (N,). Each function
refuses shapes that would go wrong silently, by broadcasting, with a ValueError that says what to change.
"""

from collections.abc import Callable

import torch
from torch import nn

from helpers.gan.losses import discriminator_loss


def discriminator_step(
    generator: nn.Module,
    discriminator: nn.Module,
    optimizer: torch.optim.Optimizer,
    real: torch.Tensor,
    noise: torch.Tensor,
) -> float:
    """One step of D on ``real`` (N, ...) and on samples made from ``noise`` (N, d); returns D's loss before it, nats.

    Nothing reaches G. ``optimizer`` holds D's weights. Goodfellow et al. 2014, algorithm 1, inner loop.
    """
    with torch.no_grad():
        fake = generator(noise)
    if fake.shape[1:] != real.shape[1:]:
        raise ValueError(
            f"the generator makes samples of shape {tuple(fake.shape[1:])}, the real ones have "
            f"{tuple(real.shape[1:])}: bring both into the same form before the discriminator sees them."
        )
    loss = discriminator_loss(logits_of(discriminator, real), logits_of(discriminator, fake))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def generator_step(
    generator: nn.Module,
    discriminator: nn.Module,
    optimizer: torch.optim.Optimizer,
    noise: torch.Tensor,
    loss: Callable[[torch.Tensor], torch.Tensor],
) -> float:
    """One step of G on samples made from ``noise`` (N, d); returns G's loss before it, nats.

    ``loss`` maps the logits of the samples to a scalar, ``optimizer`` holds G's weights. D is not moved; the gradient
    that backward leaves in it is cleared by D's next step.
    """
    value = _scalar(loss(logits_of(discriminator, generator(noise))))
    optimizer.zero_grad()
    value.backward()
    optimizer.step()
    return value.item()


def generator_gradient_norm(
    generator: nn.Module,
    discriminator: nn.Module,
    noise: torch.Tensor,
    loss: Callable[[torch.Tensor], torch.Tensor],
) -> float:
    """Euclidean norm of d loss / d (all weights of G) on samples made from ``noise`` (N, d), nats per unit of weight.

    Moves nothing and leaves no gradient behind.
    """
    value = _scalar(loss(logits_of(discriminator, generator(noise))))
    gradients = torch.autograd.grad(value, list(generator.parameters()))
    return torch.stack([gradient.norm() for gradient in gradients]).norm().item()


def logits_of(discriminator: nn.Module, images: torch.Tensor) -> torch.Tensor:
    """D's logits, one for each image, shape (N,). ValueError for any other shape."""
    logits = discriminator(images)
    if logits.shape != (len(images),):
        raise ValueError(
            f"the discriminator returned shape {tuple(logits.shape)} for {len(images)} samples: it must return one "
            f"logit each, shape ({len(images)},). A last axis of length 1 goes away with .squeeze(1)."
        )
    return logits


def _scalar(value: torch.Tensor) -> torch.Tensor:
    if value.ndim != 0:
        raise ValueError(
            f"the loss returned shape {tuple(value.shape)}: it must average over the batch and return one number."
        )
    return value
