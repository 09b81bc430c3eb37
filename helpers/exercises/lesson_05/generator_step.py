"""Lesson 05, fifth part: one training step of the generator."""

import torch

from helpers.checking.exercise import Exercise, Mistake, case
from helpers.checking.probes import gan as gan_probes
from helpers.exercises.shared.training_steps import column, networks, random_column, sgd, train
from helpers.gan import losses, steps

# generator_step ---------------------------------------------------------------------------------------------------


def _generator_case(rng=None, n=2, slope=0.5, loss=gan_probes.mean_exponential, note="", **options):
    generator, discriminator = networks(slope)
    noise = column(2, -1) if rng is None else random_column(rng, n)
    return case(generator, discriminator, sgd(generator, **options), noise, loss, note=note)


def _of_loss(loss_of):
    """A step down another loss: ``loss_of(the loss, D, samples, noise)``."""
    def answer(generator, discriminator, optimizer, noise, loss):
        return train(optimizer, loss_of(loss, discriminator, generator(noise), noise))
    return answer


def _stale(generator, discriminator, optimizer, noise, loss):
    value = loss(discriminator(generator(noise)))
    value.backward()
    optimizer.step()
    return value.item()


def _maximises(generator, discriminator, optimizer, noise, loss):
    value = loss(discriminator(generator(noise)))
    train(optimizer, -value)
    return value.item()


def _fresh_noise(generator, discriminator, optimizer, noise, loss):
    return train(optimizer, loss(discriminator(generator(torch.randn_like(noise)))))


def _loss_after(generator, discriminator, optimizer, noise, loss):
    train(optimizer, loss(discriminator(generator(noise))))
    return loss(discriminator(generator(noise))).item()


GENERATOR_STEP = Exercise(
    name="generator_step", number="5.11", title="One step of the generator", points=3, minutes=8, difficulty=3,
    reference=steps.generator_step, probe=gan_probes.step_effects,
    cases=lambda rng: [
        _generator_case(),
        _generator_case(slope=-1.0, loss=gan_probes.mean_square),
        _generator_case(rng, 3),
        _generator_case(rng, 5, momentum=0.5, weight_decay=0.25),
    ],
    mistakes=(
        Mistake("logits detached", _of_loss(lambda loss, D, fake, noise: loss(D(fake).detach())),
                "The logits are cut off, so backward finds no way to any weight. Nothing is detached in this step."),
        Mistake("old gradients not cleared", _stale,
                "The loss is right, the movement is not: gradients of an earlier step are added to the new one. Clear "
                "them with optimizer.zero_grad() before backward."),
        Mistake("sigmoid before the loss", _of_loss(lambda loss, D, fake, noise: loss(D(fake).sigmoid())),
                "The loss gets probabilities. It takes logits, as the discriminator returns them."),
        Mistake("maximises its loss", _maximises,
                "The generator moves the wrong way: it climbs its loss. An optimizer already goes downhill."),
        Mistake("a loss of its own", _of_loss(lambda loss, D, fake, noise: losses.non_saturating_loss(D(fake))),
                "The loss you are given is not used: this is the non-saturating one whatever is asked."),
        Mistake("discriminator left out", _of_loss(lambda loss, D, fake, noise: loss(fake.squeeze(1))),
                "The loss is applied to the samples. They must pass through the discriminator first."),
        Mistake("noise of its own", _fresh_noise,
                "The noise is drawn inside the step. Use the noise you are given, so that a run can be repeated."),
        Mistake("loss after the step", _loss_after,
                "That is the loss after the step, which costs a second pass. Return the one that was minimised."),
    ),
    hints=("noise -> generator -> discriminator -> loss. Here the gradient must run all the way back.",
           "No detach. The optimizer holds the generator's weights only, so only they move.",
           "The three lines are the same as in the discriminator's step."),
    read='"Wiring"',
)


EXERCISES = (GENERATOR_STEP,)
