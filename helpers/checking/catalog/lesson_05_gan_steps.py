"""Lesson 05, second part: one training step of each network, and the gradient that reaches the generator.

Judged on two networks of two weights each: what moved, by how much, and what leaked.
"""

import torch
import torch.nn.functional as F

from helpers import gan_steps, losses
from helpers.checking import gan_probes
from helpers.checking.exercise import Exercise, Mistake, Property, case


def _column(*values):
    return torch.tensor(values, dtype=torch.float32).unsqueeze(1)


def _random_column(rng, n):
    return torch.tensor(rng.normal(size=(n, 1)), dtype=torch.float32)


def _networks(slope=0.5):
    return gan_probes.TinyGenerator(slope, 1.0), gan_probes.TinyDiscriminator(-slope, 0.25)


def _sgd(network, **options):
    return torch.optim.SGD(network.parameters(), lr=0.5, **options)


def _train(optimizer, loss):
    """The part of a step that everybody writes alike."""
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def _game_loss(discriminator, real, fake):
    return losses.discriminator_loss(discriminator(real), discriminator(fake))


# discriminator_step -----------------------------------------------------------------------------------------------


def _discriminator_case(rng=None, n=2, slope=0.5, note="", make=_sgd, **options):
    generator, discriminator = _networks(slope)
    real, noise = (_column(1, 2), _column(0, -1)) if rng is None else (_random_column(rng, n), _random_column(rng, n))
    return case(generator, discriminator, make(discriminator, **options), real, noise, note=note)


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
    scores = discriminator(torch.cat([real, fake]))
    loss = losses.discriminator_loss(scores[: len(real)], scores[len(real) :])
    for weight in discriminator.parameters():
        weight.grad = None
    loss.backward()
    optimizer.step()
    return loss.detach()


def _d_missing_detach(generator, discriminator, optimizer, real, noise):
    return _train(optimizer, _game_loss(discriminator, real, generator(noise)))


def _d_stale(generator, discriminator, optimizer, real, noise):
    loss = _game_loss(discriminator, real, generator(noise).detach())
    loss.backward()
    optimizer.step()
    return loss.item()


def _d_cleared_after_backward(generator, discriminator, optimizer, real, noise):
    loss = _game_loss(discriminator, real, generator(noise).detach())
    loss.backward()
    optimizer.zero_grad()
    optimizer.step()
    return loss.item()


def _d_no_step(generator, discriminator, optimizer, real, noise):
    loss = _game_loss(discriminator, real, generator(noise).detach())
    optimizer.zero_grad()
    loss.backward()
    return loss.item()


def _d_sigmoid(generator, discriminator, optimizer, real, noise):
    fake = generator(noise).detach()
    loss = losses.discriminator_loss(discriminator(real).sigmoid(), discriminator(fake).sigmoid())
    return _train(optimizer, loss)


def _d_swapped(generator, discriminator, optimizer, real, noise):
    return _train(optimizer, _game_loss(discriminator, generator(noise).detach(), real))


def _d_maximises(generator, discriminator, optimizer, real, noise):
    loss = _game_loss(discriminator, real, generator(noise).detach())
    _train(optimizer, -loss)
    return loss.item()


def _d_moves_generator(generator, discriminator, optimizer, real, noise):
    own = torch.optim.SGD(generator.parameters(), lr=0.5)
    return _train(own, _game_loss(discriminator, real, generator(noise)))


def _d_moves_both(generator, discriminator, optimizer, real, noise):
    own = torch.optim.SGD(generator.parameters(), lr=0.5)
    own.zero_grad()
    value = _train(optimizer, _game_loss(discriminator, real, generator(noise)))
    own.step()
    return value


def _d_noise_as_fake(generator, discriminator, optimizer, real, noise):
    return _train(optimizer, _game_loss(discriminator, real, noise))


def _d_generators_loss(generator, discriminator, optimizer, real, noise):
    return _train(optimizer, losses.non_saturating_loss(discriminator(generator(noise).detach())))


def _d_logits_detached(generator, discriminator, optimizer, real, noise):
    fake_logits = discriminator(generator(noise)).detach()
    return _train(optimizer, losses.discriminator_loss(discriminator(real), fake_logits))


def _d_no_grad(generator, discriminator, optimizer, real, noise):
    with torch.no_grad():
        loss = _game_loss(discriminator, real, generator(noise))
    return _train(optimizer, loss)


def _d_halved(generator, discriminator, optimizer, real, noise):
    return _train(optimizer, _game_loss(discriminator, real, generator(noise).detach()) / 2)


def _d_two_steps(generator, discriminator, optimizer, real, noise):
    on_real = _train(optimizer, F.softplus(-discriminator(real)).mean())
    return on_real + _train(optimizer, F.softplus(discriminator(generator(noise).detach())).mean())


def _d_real_only(generator, discriminator, optimizer, real, noise):
    return _train(optimizer, F.softplus(-discriminator(real)).mean())


def _d_fresh_noise(generator, discriminator, optimizer, real, noise):
    return _train(optimizer, _game_loss(discriminator, real, generator(torch.randn_like(noise)).detach()))


def _d_returns_tensor(generator, discriminator, optimizer, real, noise):
    loss = _game_loss(discriminator, real, generator(noise).detach())
    _train(optimizer, loss)
    return loss


def _d_loss_after(generator, discriminator, optimizer, real, noise):
    fake = generator(noise).detach()
    _train(optimizer, _game_loss(discriminator, real, fake))
    return _game_loss(discriminator, real, fake).item()


DISCRIMINATOR_STEP = Exercise(
    name="discriminator_step", number="5.10", title="One step of the discriminator", points=3, minutes=10, difficulty=3,
    reference=gan_steps.discriminator_step, probe=gan_probes.discriminator_effects,
    cases=lambda rng: [
        _discriminator_case(),
        _discriminator_case(slope=-1.0),
        _discriminator_case(rng, 3),
        _discriminator_case(rng, 5, momentum=0.5, weight_decay=0.25),
    ],
    mistakes=(
        Mistake("detach is missing", _d_missing_detach,
                "The discriminator learns rightly, but its gradient runs on through the samples into the generator, "
                "where it stays and spoils the generator's next step. Cut it at the samples: .detach()."),
        Mistake("old gradients not cleared", _d_stale,
                "The loss is right, the movement is not: the gradient that the generator's step left in the "
                "discriminator is added to the new one. Clear it with optimizer.zero_grad() before backward."),
        Mistake("gradients cleared too late", _d_cleared_after_backward,
                "The gradients are cleared between backward and step, so that the step finds zeros. Clear them before "
                "backward."),
        Mistake("optimizer.step is missing", _d_no_step,
                "The gradients are computed, but nothing moves: optimizer.step() applies them."),
        Mistake("sigmoid twice", _d_sigmoid,
                "The discriminator returns logits, and discriminator_loss takes logits. A sigmoid in between is one "
                "too many."),
        Mistake("labels swapped", _d_swapped,
                "Real and generated samples have changed places: the discriminator learns to call the generated ones "
                "real."),
        Mistake("maximises its loss", _d_maximises,
                "The discriminator moves the wrong way: it climbs its loss. An optimizer already goes downhill."),
        Mistake("moves the generator in place of the discriminator", _d_moves_generator,
                "The generator moved, and the discriminator did not. Use the optimizer you are given: it holds the "
                "discriminator's weights."),
        Mistake("moves both networks", _d_moves_both,
                "The generator moved as well. In this step it only supplies samples."),
        Mistake("noise shown as samples", _d_noise_as_fake,
                "The noise itself goes into the discriminator. It must pass through the generator first."),
        Mistake("the generator's loss", _d_generators_loss,
                "That is the generator's loss. The discriminator is trained with discriminator_loss, on real and "
                "generated samples."),
        Mistake("detach behind the discriminator", _d_logits_detached,
                "The generated logits are detached, so that the discriminator learns nothing from them. Detach the "
                "samples, before the discriminator sees them."),
        Mistake("no_grad around everything", _d_no_grad,
                "Only the generator's part may stand under torch.no_grad(). The discriminator needs its graph."),
        Mistake("halved", _d_halved,
                "The loss is halved. discriminator_loss is the sum of the two means, as it is."),
        Mistake("two steps", _d_two_steps,
                "The optimizer steps twice, once for each kind of samples. Add both losses and step once."),
        Mistake("real samples only", _d_real_only,
                "Only the real samples count here. The generated ones belong to the loss."),
        Mistake("noise of its own", _d_fresh_noise,
                "The samples come from noise drawn inside the step. Use the noise you are given, so that a run can be "
                "repeated."),
        Mistake("returns the tensor", _d_returns_tensor,
                "The value is right, but it is a tensor that still holds its graph: a history of such losses fills the "
                "memory. Return loss.item()."),
        Mistake("loss after the step", _d_loss_after,
                "That is the loss after the step, which costs a second pass. Return the one that was minimised."),
    ),
    hints=("Samples first: generator(noise). Which network must not learn from them?",
           "The loss is discriminator_loss of the logits of real and of generated samples.",
           "Then always the same three lines: optimizer.zero_grad(), loss.backward(), optimizer.step()."),
    alternatives=(discriminator_step_by_backward_twice, discriminator_step_without_graph), read='"Wiring"',
)


# generator_step ---------------------------------------------------------------------------------------------------


def _generator_case(rng=None, n=2, slope=0.5, loss=gan_probes.mean_exponential, note="", **options):
    generator, discriminator = _networks(slope)
    noise = _column(2, -1) if rng is None else _random_column(rng, n)
    return case(generator, discriminator, _sgd(generator, **options), noise, loss, note=note)


def generator_step_with_frozen_discriminator(generator, discriminator, optimizer, noise, loss):
    for weight in discriminator.parameters():
        weight.requires_grad_(False)
    value = _train(optimizer, loss(discriminator(generator(noise))))
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


def _g_detach(generator, discriminator, optimizer, noise, loss):
    return _train(optimizer, loss(discriminator(generator(noise).detach())))


def _g_stale(generator, discriminator, optimizer, noise, loss):
    value = loss(discriminator(generator(noise)))
    value.backward()
    optimizer.step()
    return value.item()


def _g_cleared_after_backward(generator, discriminator, optimizer, noise, loss):
    value = loss(discriminator(generator(noise)))
    value.backward()
    optimizer.zero_grad()
    optimizer.step()
    return value.item()


def _g_no_step(generator, discriminator, optimizer, noise, loss):
    value = loss(discriminator(generator(noise)))
    optimizer.zero_grad()
    value.backward()
    return value.item()


def _g_sigmoid(generator, discriminator, optimizer, noise, loss):
    return _train(optimizer, loss(discriminator(generator(noise)).sigmoid()))


def _g_maximises(generator, discriminator, optimizer, noise, loss):
    value = loss(discriminator(generator(noise)))
    _train(optimizer, -value)
    return value.item()


def _g_two_steps(generator, discriminator, optimizer, noise, loss):
    _train(optimizer, loss(discriminator(generator(noise))))
    return _train(optimizer, loss(discriminator(generator(noise))))


def _g_logits_detached(generator, discriminator, optimizer, noise, loss):
    return _train(optimizer, loss(discriminator(generator(noise)).detach()))


def _g_own_loss(generator, discriminator, optimizer, noise, loss):
    return _train(optimizer, losses.non_saturating_loss(discriminator(generator(noise))))


def _g_moves_discriminator(generator, discriminator, optimizer, noise, loss):
    own = torch.optim.SGD(discriminator.parameters(), lr=0.5)
    return _train(own, loss(discriminator(generator(noise))))


def _g_moves_both(generator, discriminator, optimizer, noise, loss):
    own = torch.optim.SGD(discriminator.parameters(), lr=0.5)
    own.zero_grad()
    value = _train(optimizer, loss(discriminator(generator(noise))))
    own.step()
    return value


def _g_no_discriminator(generator, discriminator, optimizer, noise, loss):
    return _train(optimizer, loss(generator(noise).squeeze(1)))


def _g_fresh_noise(generator, discriminator, optimizer, noise, loss):
    return _train(optimizer, loss(discriminator(generator(torch.randn_like(noise)))))


def _g_freezes(generator, discriminator, optimizer, noise, loss):
    discriminator.requires_grad_(False)
    return _train(optimizer, loss(discriminator(generator(noise))))


def _g_returns_tensor(generator, discriminator, optimizer, noise, loss):
    value = loss(discriminator(generator(noise)))
    _train(optimizer, value)
    return value


def _g_loss_after(generator, discriminator, optimizer, noise, loss):
    _train(optimizer, loss(discriminator(generator(noise))))
    return loss(discriminator(generator(noise))).item()


GENERATOR_STEP = Exercise(
    name="generator_step", number="5.11", title="One step of the generator", points=3, minutes=8, difficulty=3,
    reference=gan_steps.generator_step, probe=gan_probes.generator_effects,
    cases=lambda rng: [
        _generator_case(),
        _generator_case(slope=-1.0, loss=gan_probes.mean_square),
        _generator_case(rng, 3),
        _generator_case(rng, 5, momentum=0.5, weight_decay=0.25),
    ],
    mistakes=(
        Mistake("a detach too many", _g_detach,
                "The loss is right, and the generator does not move: the gradient is cut off at the samples, by "
                ".detach() or torch.no_grad(). In this step it must run through the discriminator into the generator."),
        Mistake("logits detached", _g_logits_detached,
                "The logits are cut off, so that backward finds no way to any weight. Nothing is detached in this "
                "step."),
        Mistake("two steps", _g_two_steps, "The generator makes two steps. One call is one step."),
        Mistake("old gradients not cleared", _g_stale,
                "The loss is right, the movement is not: gradients of an earlier step are added to the new one. Clear "
                "them with optimizer.zero_grad() before backward."),
        Mistake("gradients cleared too late", _g_cleared_after_backward,
                "The gradients are cleared between backward and step, so that the step finds zeros. Clear them before "
                "backward."),
        Mistake("optimizer.step is missing", _g_no_step,
                "The gradients are computed, but nothing moves: optimizer.step() applies them."),
        Mistake("sigmoid before the loss", _g_sigmoid,
                "The loss gets probabilities. It takes logits, as the discriminator returns them."),
        Mistake("maximises its loss", _g_maximises,
                "The generator moves the wrong way: it climbs its loss. An optimizer already goes downhill."),
        Mistake("a loss of its own", _g_own_loss,
                "The loss you are given is not used: this is the non-saturating one whatever is asked."),
        Mistake("moves the discriminator in place of the generator", _g_moves_discriminator,
                "The discriminator moved, and the generator did not. Use the optimizer you are given: it holds the "
                "generator's weights."),
        Mistake("moves both networks", _g_moves_both,
                "The discriminator moved as well: it learns to be deceived. Only the generator learns in this step."),
        Mistake("discriminator left out", _g_no_discriminator,
                "The loss is applied to the samples. They must pass through the discriminator first."),
        Mistake("noise of its own", _g_fresh_noise,
                "The samples come from noise drawn inside the step. Use the noise you are given, so that a run can be "
                "repeated."),
        Mistake("discriminator frozen for good", _g_freezes,
                "The discriminator is frozen and stays so: it will never learn again. Give its weights back "
                "requires_grad_(True) after backward, or do not freeze it."),
        Mistake("returns the tensor", _g_returns_tensor,
                "The value is right, but it is a tensor that still holds its graph: a history of such losses fills the "
                "memory. Return loss.item()."),
        Mistake("loss after the step", _g_loss_after,
                "That is the loss after the step, which costs a second pass. Return the one that was minimised."),
    ),
    hints=("noise -> generator -> discriminator -> loss. Here the gradient must run all the way back.",
           "No detach. The optimizer holds the generator's weights only, so only they move.",
           "The three lines are the same as in the discriminator's step."),
    alternatives=(generator_step_with_frozen_discriminator, generator_step_by_hand), read='"Wiring"',
)


# generator_gradient_norm ------------------------------------------------------------------------------------------


def norm_by_backward(generator, discriminator, noise, loss):
    generator.zero_grad()
    loss(discriminator(generator(noise))).backward()
    squares = sum((weight.grad**2).sum() for weight in generator.parameters())
    return squares.sqrt().item()


def norm_by_flattening(generator, discriminator, noise, loss):
    gradients = torch.autograd.grad(loss(discriminator(generator(noise))), tuple(generator.parameters()))
    return torch.linalg.vector_norm(torch.cat([gradient.flatten() for gradient in gradients]))


def _norm_with(combine):
    def answer(generator, discriminator, noise, loss):
        gradients = torch.autograd.grad(loss(discriminator(generator(noise))), list(generator.parameters()))
        return float(combine(torch.cat([gradient.flatten() for gradient in gradients])))
    return answer


def _norm_of_weights(weights_of):
    def answer(generator, discriminator, noise, loss):
        weights = weights_of(generator, discriminator)
        gradients = torch.autograd.grad(loss(discriminator(generator(noise))), weights)
        return torch.stack([gradient.norm() for gradient in gradients]).norm().item()
    return answer


def _norm_stale(generator, discriminator, noise, loss):
    loss(discriminator(generator(noise))).backward()
    return torch.stack([weight.grad.norm() for weight in generator.parameters()]).norm().item()


def _norm_at_samples(generator, discriminator, noise, loss):
    fake = generator(noise).detach().requires_grad_()
    return torch.autograd.grad(loss(discriminator(fake)), fake)[0].norm().item()


def _norm_detached(generator, discriminator, noise, loss):
    generator.zero_grad()
    loss(discriminator(generator(noise).detach())).backward()
    return sum(weight.grad.norm() for weight in generator.parameters() if weight.grad is not None)


def _norm_after_a_step(generator, discriminator, noise, loss):
    gan_steps.generator_step(generator, discriminator, _sgd(generator), noise, loss)
    return torch.stack([weight.grad.norm() for weight in generator.parameters()]).norm().item()


def _norm_case(rng=None, n=3, slopes=(0.5, -0.5), offsets=(1.0, 0.25), loss=gan_probes.mean_exponential, note=""):
    generator = gan_probes.TinyGenerator(slopes[0], offsets[0])
    discriminator = gan_probes.TinyDiscriminator(slopes[1], offsets[1])
    noise = _column(4 / 3, 4 / 3) if rng is None else _random_column(rng, n)
    return case(generator, discriminator, noise, loss, note=note)


GENERATOR_GRADIENT_NORM = Exercise(
    name="generator_gradient_norm", number="5.12", title="How much reaches the generator?", points=2, minutes=7,
    difficulty=2, reference=gan_steps.generator_gradient_norm, probe=gan_probes.norm_without_traces,
    cases=lambda rng: [
        _norm_case(slopes=(0.0, 3.0), offsets=(0.0, 0.0),
                   note="the gradients are 4 in the slope and 3 in the offset: the norm is 5"),
        _norm_case(),
        *[_norm_case(rng, n) for n in (3, 6)],
        _norm_case(rng, loss=gan_probes.mean_square),
    ],
    properties=(Property("a norm is never negative", lambda value, *arguments: float(value) >= 0),),
    mistakes=(
        Mistake("sum of the norms", _norm_with(lambda gradient: gradient.abs().sum()),
                "The norms of the single weight tensors are added. The norm of all together is the root of the sum of "
                "their squares."),
        Mistake("first tensor only", _norm_of_weights(lambda g, d: list(g.parameters())[:1]),
                "Only the first weight tensor counts here. All weights of the generator belong to the gradient."),
        Mistake("the loss itself", lambda g, d, noise, loss: float(loss(d(g(noise)))),
                "That is the loss. The length of its gradient is asked."),
        Mistake("squared", _norm_with(lambda gradient: (gradient**2).sum()), "The square root is missing."),
        Mistake("mean", _norm_with(lambda gradient: gradient.abs().mean()),
                "That is a mean over the weights. A norm adds the squares and takes the root."),
        Mistake("root of the mean square", _norm_with(lambda gradient: (gradient**2).mean().sqrt()),
                "The squares are averaged. They are added in a norm."),
        Mistake("largest entry", _norm_with(lambda gradient: gradient.abs().max()),
                "That is the largest single gradient. The Euclidean norm takes all of them."),
        Mistake("old gradients not cleared", _norm_stale,
                "The gradient of an earlier step is still in .grad, and backward adds to it. Clear it first, or use "
                "torch.autograd.grad."),
        Mistake("the discriminator's gradient", _norm_of_weights(lambda g, d: list(d.parameters())),
                "That is the gradient in the discriminator's weights. The generator's are asked."),
        Mistake("both networks", _norm_of_weights(lambda g, d: [*g.parameters(), *d.parameters()]),
                "The discriminator's weights are counted as well. Only the generator's are asked."),
        Mistake("gradient at the samples", _norm_at_samples,
                "That is the gradient that arrives at the samples. It has to run on through the generator, into its "
                "weights."),
        Mistake("detached", _norm_detached,
                "The gradient is cut off at the samples, so that nothing reaches the generator."),
        Mistake("after a step", _norm_after_a_step,
                "Measuring must not move a weight. Compute the gradient and stop there."),
    ),
    hints=("loss(discriminator(generator(noise))) is the number to derive, the generator's weights are the variables.",
           "torch.autograd.grad(value, list(generator.parameters())) returns the gradients and changes nothing.",
           "The norm of all: square every entry of every gradient, add, take the root."),
    alternatives=(norm_by_backward, norm_by_flattening), read='"The vanishing gradient, measured"',
)

EXERCISES = (DISCRIMINATOR_STEP, GENERATOR_STEP, GENERATOR_GRADIENT_NORM)
