"""Batches of codes and of Q's answers, for the exercises of lesson 08."""

import torch
import torch.nn.functional as F

from helpers.checking.exercise import Case, Property, case
from helpers.checking.probes.device import TensorElsewhere


def random_source(rng) -> torch.Generator:
    """A torch generator seeded from ``rng``."""
    return torch.Generator().manual_seed(int(rng.integers(2**31)))


def random_normal(rng, *shape, scale=1.0):
    return torch.tensor(rng.normal(scale=scale, size=shape), dtype=torch.float32)


def random_categories(rng, n):
    return torch.tensor(rng.integers(0, 10, size=n))


def random_continuous(rng, n):
    return torch.tensor(rng.uniform(-1, 1, size=(n, 2)), dtype=torch.float32)


def random_answers(rng, n):
    """(category_logits, continuous_mean, category, continuous): what Q says about n images, and what made them."""
    return (random_normal(rng, n, 10, scale=2), random_normal(rng, n, 2), random_categories(rng, n),
            random_continuous(rng, n))


def one_hot(category):
    return F.one_hot(category, 10).float()


def logits_for(category, margin):
    """Logits that are ``margin`` at the category and 0 elsewhere."""
    return one_hot(category) * margin


def gradient_case(*arguments, note="") -> Case:
    """A case whose gradients are compared: those for its tensors of floating-point numbers."""
    for argument in arguments:
        if isinstance(argument, torch.Tensor) and argument.is_floating_point():
            argument.requires_grad_()
    return case(*arguments, note=note)


def case_on_a_gpu(*arguments) -> Case:
    """A case that asks whether the answer stays on the device of its inputs."""
    return case(*(argument.as_subclass(TensorElsewhere) if isinstance(argument, torch.Tensor) else argument
                  for argument in arguments))


def law_of_values(statement, holds) -> Property:
    """A law that says nothing about gradients, which come as a dictionary."""
    return Property(statement, lambda value, *_: isinstance(value, dict | str) or holds(float(value)))
