"""Probes and stub networks for a GAN's training steps: what moved, by how much, and what leaked where.

Two networks with two weights each, so that every number can be checked on paper. They hold no right answer.
"""

from collections.abc import Callable

import torch
from torch import nn

from helpers.checking.probes.plain import STALE, Refusal, require_signature


class Line(nn.Module):
    """x -> slope * x + offset."""

    def __init__(self, slope: float, offset: float):
        super().__init__()
        self.slope, self.offset = nn.Parameter(torch.tensor(slope)), nn.Parameter(torch.tensor(offset))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.slope * x + self.offset


class TinyGenerator(Line):
    """Noise (N, 1) -> samples (N, 1)."""


class TinyDiscriminator(Line):
    """Samples (N, 1) -> logits (N,)."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return super().forward(x).squeeze(1)


class BatchDiscriminator(TinyDiscriminator):
    """Logits that depend on the other samples of the batch, as behind a batch normalisation in training."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return super().forward(x - x.mean(dim=0) / 2 if self.training else x)


class WideGenerator(nn.Module):
    """Noise (N, 1) -> samples (N, 1), with a matrix, a vector and a single number among its weights."""

    def __init__(self):
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.tensor([[0.5], [-1.0]])), nn.Parameter(torch.tensor([0.25, 0.5]))
        self.norm_scale = nn.Parameter(torch.tensor(1.5))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.norm_scale * (x @ self.weight.T + self.bias).tanh().sum(dim=1, keepdim=True)


def mean_square(logits):
    """A loss of logits."""
    return (logits**2).mean()


def mean_square_plus_one(logits):
    """The same loss, lifted by 1."""
    return (logits**2).mean() + 1


def mean_cube(logits):
    """Another loss of logits."""
    return (logits**3).mean()


def spread(logits):
    """A loss that mixes the samples: the mean squared distance from their mean."""
    return ((logits - logits.mean()) ** 2).mean()


def mean_exponential(logits):
    """A loss of logits whose slope is never 0."""
    return logits.exp().mean()


def step_effects(answer: Callable, generator, discriminator, optimizer, *batch):
    """What one training step does to both networks. The one in ``optimizer`` starts with a gradient of an old step."""
    require_signature(answer, generator, discriminator, optimizer, *batch)
    networks = {"generator": generator, "discriminator": discriminator}
    own = {id(weight) for group in optimizer.param_groups for weight in group["params"]}
    # False comes first: the network that shares weights with the optimizer.
    trained, other = sorted(networks, key=lambda name: not own & {id(w) for w in networks[name].parameters()})
    _set_gradients(networks[trained], STALE)
    before = {name: _weights(network) for name, network in networks.items()}
    watched = _Watch(generator, optimizer)
    loss = _run(answer, generator, discriminator, optimizer, *batch)
    return None if loss is None else {
        f"{other} moved": not before[other].equal(_weights(networks[other])),
        "calls of optimizer.step": watched.steps,
        "a gradient reached the generator": watched.reached,
        "the loss returned": loss,
        f"change of the {trained}'s weights": _weights(networks[trained]) - before[trained],
        # Freezing a network for one step is fine if it can learn again afterwards.
        "both networks can still learn": all(weight.requires_grad for network in networks.values()
                                             for weight in network.parameters()),
        "both networks are in training mode": generator.training and discriminator.training,
        "the loss returned still holds its graph": isinstance(loss, torch.Tensor) and loss.requires_grad,
    }


def norm_without_traces(answer: Callable, generator, discriminator, noise, loss):
    """The value, refused where measuring it moved a weight. Both networks start with gradients of earlier steps."""
    for network in (generator, discriminator):
        _set_gradients(network, STALE)
    before = _weights(generator), _weights(discriminator)
    require_signature(answer, generator, discriminator, noise, loss)
    value = _run(answer, generator, discriminator, noise, loss)
    if not (before[0].equal(_weights(generator)) and before[1].equal(_weights(discriminator))):
        raise Refusal("it moved a weight: a measurement leaves both networks as they were.")
    return value


def _run(answer: Callable, *arguments):
    try:
        return answer(*arguments)
    except RuntimeError as error:
        if "does not require grad" not in str(error):
            raise
        raise Refusal("there is nothing to derive: the loss depends on no weight, because everything before it was "
                      "computed under torch.no_grad() or cut off with .detach().") from None


def _weights(network: nn.Module) -> torch.Tensor:
    return torch.cat([weight.detach().flatten() for weight in network.parameters()])


def _set_gradients(network: nn.Module, value: float) -> None:
    for weight in network.parameters():
        weight.grad = torch.full_like(weight, value)


class _Watch:
    """Sees whether a gradient arrives at a weight of ``network``, and how often ``optimizer`` steps."""

    def __init__(self, network: nn.Module, optimizer: torch.optim.Optimizer):
        self.reached, self.steps = False, 0
        for weight in network.parameters():
            weight.register_hook(self._arrive)
        optimizer.register_step_pre_hook(self._step)

    def _arrive(self, gradient: torch.Tensor) -> None:
        self.reached = self.reached or bool(gradient.any())

    def _step(self, *_) -> None:
        self.steps += 1
