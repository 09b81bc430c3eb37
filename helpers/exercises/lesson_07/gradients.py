"""Lesson 07, last part: gradients of an expectation through its samples, and what InfoGAN's objective trains.

Chen et al. (2016), sections 5 and 6. Tensors of N samples; the noise is standard normal.
"""

import math

import torch

from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.checking.probes.plain import sets_of_names
from helpers.checking.probes.torch_stubs import cosine, cube, square

# reparameterised_gradient -----------------------------------------------------------------------------------------


def _slope(f, x):
    """f'(x) for every entry of x."""
    x = x.detach().clone().requires_grad_()
    return torch.autograd.grad(f(x).sum(), x)[0]


def reparameterised_gradient(f, mean, noise):
    """d/dmean of f(mean + noise) for every sample: f'(mean + noise), shape (N,)."""
    return _slope(f, mean + noise)


def _samples(rng, count):
    return float(rng.normal()), torch.tensor(rng.normal(size=count))


AT_A_HALF = (square, 0.5, torch.tensor([1.0, -0.5, 2.5], dtype=torch.float64))

REPARAMETERISED_GRADIENT = Exercise(
    name="reparameterised_gradient", number="7.11", title="The gradient along the path", points=2, minutes=8,
    difficulty=2, reference=reparameterised_gradient,
    cases=lambda rng: [
        case(*AT_A_HALF, note="the samples are at 1.5, 0 and 3, where x^2 has the slopes 3, 0 and 6"),
        *[case(f, *_samples(rng, count)) for f, count in ((cube, 4), (cosine, 5), (square, 6))],
        case(cosine, 0.0, torch.zeros(3, dtype=torch.float64), note="without noise every sample has the slope of f at "
                                                                    "the mean, here 0"),
    ],
    properties=(
        Property("x^3 never falls, so its slope is never negative",
                 lambda value, f, mean, noise: f is not cube or bool((value >= -1e-9).all())),
    ),
    mistakes=(
        Mistake("slope at the mean", lambda f, mean, noise: _slope(f, mean + 0 * noise),
                "That is the slope of f at the mean, for every sample. The slope is taken where the sample is."),
        Mistake("slope at the noise", lambda f, mean, noise: _slope(f, noise),
                "The slope is taken at the noise. The sample is at mean + noise."),
        Mistake("value of f", lambda f, mean, noise: f(mean + noise),
                "These are the values of f at the samples. Its slopes are asked."),
        Mistake("times the noise", lambda f, mean, noise: _slope(f, mean + noise) * noise,
                "The slope times the noise is the derivative for the standard deviation. For the mean, the inner "
                "derivative of mean + noise is 1."),
    ),
    hints=("Sample i is mean + noise[i]. How does f change there when the mean moves a little?",
           "torch.full_like(noise, mean, requires_grad=True) gives each sample a mean of its own.",
           "Compute f(means + noise).sum(), call backward on it, and look at means.grad."),
    read='"Two ways to a gradient"',
)


# score_function_gradient ------------------------------------------------------------------------------------------


def score_function_gradient(f, mean, noise):
    """f(x) d/dmean ln N(x; mean, 1) at x = mean + noise, for every sample, shape (N,)."""
    return f(mean + noise) * noise


def _log_density(noise):
    return -0.5 * noise**2 - 0.5 * math.log(2 * math.pi)


SCORE_FUNCTION_GRADIENT = Exercise(
    name="score_function_gradient", number="7.12", title="The gradient without a path", points=2, minutes=8,
    difficulty=3, reference=score_function_gradient,
    cases=lambda rng: [
        case(*AT_A_HALF, note="x^2 is 2.25, 0 and 9 at the samples, and ln N has the slopes 1, -0.5 and 2.5"),
        *[case(f, *_samples(rng, count)) for f, count in ((cube, 4), (cosine, 5), (square, 6))],
        case(cosine, 0.5, torch.tensor([0.0, 1.0], dtype=torch.float64),
             note="a sample at the mean is as likely when the mean moves a little: its estimate is 0"),
    ],
    properties=(
        Property("where the noise is 0 the estimate is 0",
                 lambda value, f, mean, noise: bool((abs(value[noise.numpy() == 0]) < 1e-9).all())),
    ),
    mistakes=(
        Mistake("position in place of noise", lambda f, mean, noise: f(mean + noise) * (mean + noise),
                "f is multiplied with x. The slope of ln N(x; mean, 1) in the mean is x - mean."),
        Mistake("f of the noise", lambda f, mean, noise: f(noise) * noise,
                "f is taken at the noise. The sample is at mean + noise."),
        Mistake("f of the mean", lambda f, mean, noise: f(mean + 0 * noise) * noise,
                "f is taken at the mean, for every sample. It is taken where the sample is."),
        Mistake("log density, not its slope", lambda f, mean, noise: f(mean + noise) * _log_density(noise),
                "f is multiplied with ln N. Multiply with the derivative of ln N for the mean."),
        Mistake("density itself", lambda f, mean, noise: f(mean + noise) * noise * _log_density(noise).exp(),
                "The density appears as a factor. The samples are drawn from it already: it is in the average."),
        Mistake("mean of f subtracted", lambda f, mean, noise: (f(mean + noise) - f(mean + noise).mean()) * noise,
                "You subtracted the mean of f, a baseline, which the lesson does next. Give the plain estimate here."),
        Mistake("slope times noise", lambda f, mean, noise: _slope(f, mean + noise) * noise,
                "f was differentiated. The score-function estimate needs the value of f only."),
        Mistake("value of f", lambda f, mean, noise: f(mean + noise),
                "These are the values of f. Each is weighted with the slope of ln N at its sample."),
    ),
    hints=("E f(x) is the integral of f(x) N(x; mean, 1). Only N depends on the mean.",
           "The derivative of N is N times the derivative of ln N, which is called the score.",
           "ln N(x; mean, 1) = -(x - mean)^2 / 2 + constant. What is its slope for the mean, and what is x - mean?"),
    read='"Two ways to a gradient"',
)


# gradient_reaches -------------------------------------------------------------------------------------------------


def gradient_reaches():
    """Which terms of the objective have a gradient in each part, with D and Q on one trunk."""
    return {"G": {"V", "L_I"}, "trunk": {"V", "L_I"}, "D head": {"V"}, "Q head": {"L_I"}}


def _reaches(**changes):
    """The right dict with some entries changed; D_head stands for "D head"."""
    return lambda: gradient_reaches() | {part.replace("_", " "): terms for part, terms in changes.items()}


BOTH = {"V", "L_I"}

GRADIENT_REACHES = Exercise(
    name="gradient_reaches", number="7.13", title="Which gradient reaches what?", points=2, minutes=6, difficulty=2,
    reference=gradient_reaches, probe=sets_of_names,
    cases=lambda rng: [case(note="a term reaches every part that it was computed through")],
    properties=(
        Property("the terms are called 'V' and 'L_I'", lambda value: all(terms <= BOTH for terms in value.values())),
        Property("no part is idle: each one is trained by something", lambda value: all(value.values())),
        Property("G makes the image that D judges, so V depends on G", lambda value: "V" in value["G"]),
        Property("Q reads the code from G's image, so L_I depends on G", lambda value: "L_I" in value["G"]),
        Property("D's output needs D's head", lambda value: "V" in value["D head"]),
        Property("Q's output needs Q's head", lambda value: "L_I" in value["Q head"]),
        Property("V is computed from D's output alone, and Q's head is no part of it",
                 lambda value: "V" not in value["Q head"]),
        Property("L_I is computed from Q's output alone, and D's head is no part of it",
                 lambda value: "L_I" not in value["D head"]),
        Property("both heads stand on the trunk", lambda value: value["trunk"] == BOTH),
    ),
    mistakes=(
        Mistake("L_I does not reach the trunk", _reaches(trunk={"V"}),
                "L_I comes from Q's head to G through the trunk. Only detached features would stop it there."),
        Mistake("everything reaches everything", lambda: dict.fromkeys(gradient_reaches(), BOTH),
                "Both terms reach all parts in your dict. They part ways where the two heads begin."),
        Mistake("heads swapped", _reaches(D_head={"L_I"}, Q_head={"V"}),
                "The heads are swapped: D's output makes V, and Q's output makes L_I."),
        Mistake("two separate networks", _reaches(trunk={"V"}, G={"V"}),
                "Here L_I stays in Q's head. It flows on through the trunk into the image, and from there into G."),
        Mistake("G and the heads only", _reaches(trunk=set()),
                "The trunk is left out. Both heads stand on it, and a gradient passes through what was computed."),
    ),
    hints=("Write V as a function of D's output, and D's output as head(trunk(G(codes))). Whose weights are in there?",
           "Do the same for L_I: Q head, trunk, and what made the image.",
           "A term reaches a part if changing that part's weights changes the term."),
    read='"Which gradient reaches what?"',
)

EXERCISES = (REPARAMETERISED_GRADIENT, SCORE_FUNCTION_GRADIENT, GRADIENT_REACHES)
