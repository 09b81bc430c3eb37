"""Lesson 05, fourth part: one training step of the discriminator.

Judged on two networks of two weights each: what moved, by how much, and what leaked.
"""

import torch
import torch.nn.functional as F

from helpers.checking.exercise import Exercise, Mistake, case
from helpers.checking.probes import gan as gan_probes
from helpers.exercises.shared.training_steps import column, networks, random_column, sgd, train
from helpers.gan import losses, steps

# discriminator_step -----------------------------------------------------------------------------------------------


def _game_loss(discriminator, real, fake):
    return losses.discriminator_loss(discriminator(real), discriminator(fake))


def _discriminator_case(rng=None, n=2, slope=0.5, note="", make=sgd, sees_the_batch=False, **options):
    generator, discriminator = networks(slope)
    if sees_the_batch:
        discriminator = gan_probes.BatchDiscriminator(-slope, 0.25)
    real, noise = (column(1, 2), column(0, -1)) if rng is None else (random_column(rng, n), random_column(rng, n))
    return case(generator, discriminator, make(discriminator, **options), real, noise, note=note)


def _of_loss(loss_of):
    """A step down another loss: ``loss_of(D, real samples, samples, noise)``, the samples being G's, with its graph."""
    def answer(generator, discriminator, optimizer, real, noise):
        return train(optimizer, loss_of(discriminator, real, generator(noise), noise))
    return answer


def _joined(discriminator, real, fake, noise):
    scores = discriminator(torch.cat([real, fake.detach()]))
    return losses.discriminator_loss(scores[: len(real)], scores[len(real) :])


def _stale(generator, discriminator, optimizer, real, noise):
    loss = _game_loss(discriminator, real, generator(noise).detach())
    loss.backward()
    optimizer.step()
    return loss.item()


def _maximises(generator, discriminator, optimizer, real, noise):
    loss = _game_loss(discriminator, real, generator(noise).detach())
    train(optimizer, -loss)
    return loss.item()


def _moves_generator(generator, discriminator, optimizer, real, noise):
    return train(sgd(generator), _game_loss(discriminator, real, generator(noise)))


def _no_grad(generator, discriminator, optimizer, real, noise):
    with torch.no_grad():
        loss = _game_loss(discriminator, real, generator(noise))
    return train(optimizer, loss)


def _fresh_noise(generator, discriminator, optimizer, real, noise):
    return train(optimizer, _game_loss(discriminator, real, generator(torch.randn_like(noise)).detach()))


def _loss_after(generator, discriminator, optimizer, real, noise):
    fake = generator(noise).detach()
    train(optimizer, _game_loss(discriminator, real, fake))
    return _game_loss(discriminator, real, fake).item()


DISCRIMINATOR_STEP = Exercise(
    name="discriminator_step", number="5.10", title="One step of the discriminator", points=3, minutes=10, difficulty=3,
    reference=steps.discriminator_step, probe=gan_probes.step_effects,
    cases=lambda rng: [
        _discriminator_case(),
        _discriminator_case(slope=-1.0),
        _discriminator_case(rng, 3),
        _discriminator_case(rng, 5, momentum=0.5, weight_decay=0.25),
        _discriminator_case(rng, 4, sees_the_batch=True),
    ],
    mistakes=(
        Mistake("real and generated joined", _of_loss(_joined),
                "D is called once, on real and generated samples joined together. With batch normalisation its answer "
                "depends on the whole batch, and the mixture tells it nothing of either kind: call it once for each."),
        Mistake("old gradients not cleared", _stale,
                "The loss is right, the movement is not: the gradient that the generator's step left in the "
                "discriminator is added to the new one. Clear it with optimizer.zero_grad() before backward."),
        Mistake("sigmoid twice", _of_loss(lambda D, real, fake, noise: losses.discriminator_loss(
            D(real).sigmoid(), D(fake.detach()).sigmoid())),
                "The discriminator returns logits, and its loss takes them. A sigmoid between is one too many."),
        Mistake("labels swapped", _of_loss(lambda D, real, fake, noise: _game_loss(D, fake.detach(), real)),
                "Real and generated samples have changed places: the discriminator calls the generated ones real."),
        Mistake("maximises its loss", _maximises,
                "The discriminator moves the wrong way: it climbs its loss. An optimizer already goes downhill."),
        Mistake("moves the generator in place of the discriminator", _moves_generator,
                "The generator moved, and the discriminator did not. Use the optimizer that you are given."),
        Mistake("noise shown as samples", _of_loss(lambda D, real, fake, noise: _game_loss(D, real, noise)),
                "The noise itself goes into the discriminator. It must pass through the generator first."),
        Mistake("discriminator left out", _of_loss(lambda D, real, fake, noise: losses.discriminator_loss(real, fake)),
                "The loss is applied to the samples. They must pass through the discriminator first."),
        Mistake("the generator's loss", _of_loss(lambda D, real, fake, _: losses.non_saturating_loss(D(fake.detach()))),
                "That is the generator's loss. Use discriminator_loss, of real and generated samples."),
        Mistake("detach behind the discriminator", _of_loss(
            lambda D, real, fake, noise: losses.discriminator_loss(D(real), D(fake).detach())),
                "The generated logits are detached, so that the discriminator learns nothing from them. Detach the "
                "samples, before the discriminator sees them."),
        Mistake("no_grad around everything", _no_grad,
                "Only the generator's part may stand under torch.no_grad(). The discriminator needs its graph."),
        Mistake("real samples only", _of_loss(lambda D, real, fake, noise: F.softplus(-D(real)).mean()),
                "Only the real samples count here. The generated ones belong to the loss."),
        Mistake("noise of its own", _fresh_noise,
                "The noise is drawn inside the step. Use the noise you are given, so that a run can be repeated."),
        Mistake("loss after the step", _loss_after,
                "That is the loss after the step, which costs a second pass. Return the one that was minimised."),
    ),
    hints=("Samples first: generator(noise). Which network must not learn from them?",
           "The loss is discriminator_loss of the logits of real and of generated samples.",
           "Then always the same three lines: optimizer.zero_grad(), loss.backward(), optimizer.step()."),
    read='"Wiring"',
)


EXERCISES = (DISCRIMINATOR_STEP,)
