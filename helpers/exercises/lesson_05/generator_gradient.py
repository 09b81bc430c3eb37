"""Lesson 05, last part: the gradient that reaches the generator."""

import torch

from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.checking.probes import gan as gan_probes
from helpers.exercises.shared.training_steps import column, random_column, sgd
from helpers.gan import steps

# generator_gradient_norm ------------------------------------------------------------------------------------------


def _norm_with(combine):
    def answer(generator, discriminator, noise, loss):
        gradients = torch.autograd.grad(loss(discriminator(generator(noise))), list(generator.parameters()))
        return float(combine(torch.cat([gradient.flatten() for gradient in gradients])))
    return answer


def _norm_of_weights(weights_of, combine=torch.norm):
    """``combine`` of the norms of the gradients in those weights."""
    def answer(generator, discriminator, noise, loss):
        weights = weights_of(generator, discriminator)
        gradients = torch.autograd.grad(loss(discriminator(generator(noise))), weights)
        return combine(torch.stack([gradient.norm() for gradient in gradients])).item()
    return answer


def _norm_stale(generator, discriminator, noise, loss):
    loss(discriminator(generator(noise))).backward()
    return torch.stack([weight.grad.norm() for weight in generator.parameters()]).norm().item()


def _norm_at_samples(generator, discriminator, noise, loss):
    fake = generator(noise).detach().requires_grad_()
    return torch.autograd.grad(loss(discriminator(fake)), fake)[0].norm().item()


def _norm_after_a_step(generator, discriminator, noise, loss):
    steps.generator_step(generator, discriminator, sgd(generator), noise, loss)
    return torch.stack([weight.grad.norm() for weight in generator.parameters()]).norm().item()


def _norm_case(rng=None, n=3, slopes=(0.5, -0.5), offsets=(1.0, 0.25), loss=gan_probes.mean_exponential, note="",
               wide=False):
    generator = gan_probes.WideGenerator() if wide else gan_probes.TinyGenerator(slopes[0], offsets[0])
    discriminator = gan_probes.TinyDiscriminator(slopes[1], offsets[1])
    noise = column(4 / 3, 4 / 3) if rng is None else random_column(rng, n)
    return case(generator, discriminator, noise, loss, note=note)


GENERATOR_GRADIENT_NORM = Exercise(
    name="generator_gradient_norm", number="5.12", title="How much reaches the generator?", points=2, minutes=7,
    difficulty=2, reference=steps.generator_gradient_norm, probe=gan_probes.norm_without_traces,
    cases=lambda rng: [
        _norm_case(slopes=(0.0, 3.0), offsets=(0.0, 0.0),
                   note="the gradients are 4 in the slope and 3 in the offset: the norm is 5"),
        _norm_case(),
        *[_norm_case(rng, n) for n in (3, 6)],
        _norm_case(rng, loss=gan_probes.mean_square),
        _norm_case(rng, wide=True, note="weights are matrices, vectors and single numbers, whatever they are called: "
                                        "all of them count"),
    ],
    properties=(Property("a norm is never negative", lambda value, *arguments: float(value) >= 0),),
    mistakes=(
        Mistake("sum of the norms", _norm_of_weights(lambda g, d: list(g.parameters()), torch.sum),
                "The norms of the weight tensors are added. The norm of all is the root of the sum of their squares."),
        Mistake("absolute values added", _norm_with(lambda gradient: gradient.abs().sum()),
                "The absolute values of all entries are added. A norm is the root of the sum of their squares."),
        Mistake("first tensor only", _norm_of_weights(lambda g, d: list(g.parameters())[:1]),
                "Only the first weight tensor counts here. All weights of the generator belong to the gradient."),
        Mistake("the loss itself", lambda g, d, noise, loss: float(loss(d(g(noise)))),
                "That is the loss. The length of its gradient is asked."),
        Mistake("mean", _norm_with(lambda gradient: gradient.abs().mean()),
                "That is a mean over the weights. A norm adds the squares and takes the root."),
        Mistake("largest entry", _norm_with(lambda gradient: gradient.abs().max()),
                "That is the largest single gradient. The Euclidean norm takes all of them."),
        Mistake("old gradients not cleared", _norm_stale,
                "An earlier gradient is still in .grad, and backward adds to it. Clear it first."),
        Mistake("the discriminator's gradient", _norm_of_weights(lambda g, d: list(d.parameters())),
                "That is the gradient in the discriminator's weights. The generator's are asked."),
        Mistake("both networks", _norm_of_weights(lambda g, d: [*g.parameters(), *d.parameters()]),
                "The discriminator's weights are counted as well. Only the generator's are asked."),
        Mistake("gradient at the samples", _norm_at_samples,
                "That is the gradient at the samples. It has to run on through the generator, into its weights."),
        Mistake("after a step", _norm_after_a_step,
                "Measuring must not move a weight. Compute the gradient and stop there."),
    ),
    hints=("loss(discriminator(generator(noise))) is the number to derive, the generator's weights are the variables.",
           "torch.autograd.grad(value, list(generator.parameters())) returns the gradients and changes nothing.",
           "The norm of all: square every entry of every gradient, add, take the root."),
    read='"The vanishing gradient, measured"',
)


EXERCISES = (GENERATOR_GRADIENT_NORM,)
