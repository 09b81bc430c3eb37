"""Right answers of lesson 05 in other forms than the worked one."""

import torch
import torch.nn.functional as F

from helpers.exercises.lesson_05.discriminator_step import _game_loss
from helpers.exercises.shared.training_steps import train
from helpers.gan import losses


def discriminator_step_by_backward_twice(generator, discriminator, optimizer, real, noise):
    optimizer.zero_grad()
    on_real = F.binary_cross_entropy_with_logits(discriminator(real), torch.ones(len(real)))
    on_fake = F.binary_cross_entropy_with_logits(discriminator(generator(noise).detach()), torch.zeros(len(noise)))
    on_real.backward()
    on_fake.backward()
    optimizer.step()
    return float(on_real + on_fake)


def discriminator_step_without_graph(generator, discriminator, optimizer, real, noise):
    with torch.no_grad():
        fake = generator(noise)
    loss = _game_loss(discriminator, real, fake)
    for weight in discriminator.parameters():
        weight.grad = None
    loss.backward()
    optimizer.step()
    return loss.detach()


def norm_by_backward(generator, discriminator, noise, loss):
    generator.zero_grad()
    loss(discriminator(generator(noise))).backward()
    squares = sum((weight.grad**2).sum() for weight in generator.parameters())
    return squares.sqrt().item()


def norm_by_flattening(generator, discriminator, noise, loss):
    gradients = torch.autograd.grad(loss(discriminator(generator(noise))), tuple(generator.parameters()))
    return torch.linalg.vector_norm(torch.cat([gradient.flatten() for gradient in gradients]))


def generator_step_with_frozen_discriminator(generator, discriminator, optimizer, noise, loss):
    for weight in discriminator.parameters():
        weight.requires_grad_(False)
    value = train(optimizer, loss(discriminator(generator(noise))))
    for weight in discriminator.parameters():
        weight.requires_grad_(True)
    return value


def generator_step_by_hand(generator, discriminator, optimizer, noise, loss):
    value = loss(discriminator(generator(noise)))
    weights = list(generator.parameters())
    for weight, gradient in zip(weights, torch.autograd.grad(value, weights), strict=True):
        weight.grad = gradient
    optimizer.step()
    return value.detach().numpy()


def discriminator_loss_by_cross_entropy(real_logits, fake_logits):
    loss = F.binary_cross_entropy_with_logits
    return loss(real_logits, torch.ones_like(real_logits)) + loss(fake_logits, torch.zeros_like(fake_logits))


def discriminator_loss_by_logsigmoid(real_logits, fake_logits):
    return -F.logsigmoid(real_logits).mean() - F.logsigmoid(-fake_logits).mean()


def slopes_by_autograd(logits):
    found = []
    for loss in (losses.saturating_loss, losses.non_saturating_loss):
        a = logits.detach().clone().requires_grad_()
        found.append(torch.autograd.grad(loss(a) * len(a), a)[0])
    return tuple(found)


def probability_slopes_by_autograd(d):
    found = []
    for loss in (lambda x: torch.log1p(-x), lambda x: -torch.log(x)):
        x = d.detach().clone().requires_grad_()
        found.append(torch.autograd.grad(loss(x).sum(), x)[0])
    return found


def ratio_by_backward(loss, other, logits):
    first, second = logits.clone().requires_grad_(), logits.clone().requires_grad_()
    loss(first).backward()
    other(second).backward()
    return first.grad.numpy() / second.grad.numpy()


def ratio_by_functional(loss, other, logits):
    slopes = [torch.autograd.functional.jacobian(function, logits) for function in (loss, other)]
    return slopes[0] / slopes[1]


RIGHT = {
    "discriminator_step": (discriminator_step_by_backward_twice, discriminator_step_without_graph),
    "generator_gradient_norm": (norm_by_backward, norm_by_flattening),
    "generator_step": (generator_step_with_frozen_discriminator, generator_step_by_hand),
    "discriminator_loss": (discriminator_loss_by_cross_entropy, discriminator_loss_by_logsigmoid),
    "saturating_loss": (
        lambda f: F.logsigmoid(-f).mean(),
        lambda f: -F.binary_cross_entropy_with_logits(f, torch.zeros_like(f)),
    ),
    "non_saturating_loss": (
        lambda f: -F.logsigmoid(f).mean(),
        lambda f: F.binary_cross_entropy_with_logits(f, torch.ones_like(f)),
    ),
    "least_squares_losses": (
        lambda r, f: (0.5 * (F.mse_loss(r, torch.ones_like(r)) + F.mse_loss(f, torch.zeros_like(f))),
                      0.5 * F.mse_loss(f, torch.ones_like(f))),
        lambda r, f: [(torch.mean((r - 1) ** 2) + torch.mean(f**2)) / 2, torch.mean((f - 1) ** 2) / 2],
    ),
    "wasserstein_losses": (
        lambda r, f: (-(r.mean() - f.mean()), -f.mean()),
        lambda r, f: (f.sum() / len(f) - r.sum() / len(r), (-f).mean()),
    ),
    "hinge_losses": (
        lambda r, f: ((1 - r).clamp(min=0).mean() + (1 + f).clamp(min=0).mean(), -f.mean()),
        lambda r, f: (torch.where(r < 1, 1 - r, 0 * r).mean() + torch.where(f > -1, 1 + f, 0 * f).mean(), (-f).mean()),
    ),
    "loss_slopes": (slopes_by_autograd, lambda a: ((d := torch.sigmoid(a)) * -1, d - 1)),
    "slopes_in_probability": (probability_slopes_by_autograd, lambda d: (1 / (d - 1), -d.reciprocal())),
    "slope_ratio": (ratio_by_backward, ratio_by_functional),
}
