"""Networks so small that a training step on them takes a millisecond. They are inputs of exercises and answer nothing.

They stand apart from :mod:`helpers.checking.probes.stubs` so that the numpy lessons do not wait for torch.
"""

from collections import OrderedDict

import torch
from torch import nn

PIXELS = 4


class SGD(torch.optim.Optimizer):
    """What torch.optim.SGD does to weights that have a gradient, in as many lines as it takes.

    The first real optimizer of a process imports torch's compiler, which takes longer than all checks of a lesson.
    """

    def __init__(self, params, lr: float = 1e-3, momentum: float = 0, weight_decay: float = 0):
        self.defaults = {"lr": lr, "momentum": momentum, "weight_decay": weight_decay}
        self.param_groups, self.state = [{"params": list(params), **self.defaults}], {}
        self._optimizer_step_pre_hooks, self._optimizer_step_post_hooks = OrderedDict(), OrderedDict()

    def __getstate__(self) -> dict:
        return self.__dict__

    def __setstate__(self, state: dict) -> None:
        self.__dict__.update(state)

    def zero_grad(self, set_to_none: bool = True) -> None:
        for weight in self.param_groups[0]["params"]:
            weight.grad = None if set_to_none or weight.grad is None else torch.zeros_like(weight)

    def step(self, closure=None):
        for hook in self._optimizer_step_pre_hooks.values():
            hook(self, (), {})
        loss = closure() if closure else None
        for group in self.param_groups:
            for weight in group["params"]:
                if weight.grad is not None:
                    with torch.no_grad():
                        moved = group["momentum"] * self.state.get(weight, 0) + weight.grad
                        moved = moved + group["weight_decay"] * weight
                        weight.sub_(moved, alpha=group["lr"])
                    self.state[weight] = moved
        return loss


class TinyLayer(nn.Module):
    """x W + b, with weights drawn from ``source``: making one leaves torch's global random numbers alone."""

    def __init__(self, inputs: int, outputs: int, source: torch.Generator):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(inputs, outputs, generator=source) / inputs**0.5)
        self.bias = nn.Parameter(torch.randn(outputs, generator=source) / 4)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x @ self.weight + self.bias


class TinyGenerator(nn.Module):
    """Codes (N, 74) -> images (N, 1, 2, 2) in [-1, 1], with the weights of ``seed``."""

    def __init__(self, seed: int):
        super().__init__()
        self.layer = TinyLayer(74, PIXELS, torch.Generator().manual_seed(seed))

    def forward(self, codes: torch.Tensor) -> torch.Tensor:
        return self.layer(codes).tanh().view(-1, 1, 2, 2)

    def parts(self) -> dict[str, nn.Module]:
        return {"G": self.layer}


class TinyInfoDiscriminator(nn.Module):
    """Images -> (logits (N,), category_logits (N, 10), continuous_mean (N, 2)), three heads on one trunk.

    In training an image's answers depend on the others of its batch, as behind a batch normalisation.
    """

    def __init__(self, seed: int):
        super().__init__()
        source = torch.Generator().manual_seed(seed)
        self.trunk = TinyLayer(PIXELS, 6, source)
        self.d_head, self.q_head = TinyLayer(6, 1, source), TinyLayer(6, 12, source)

    def forward(self, images: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        features = self.trunk(images.flatten(1)).tanh()
        if self.training:
            features = features - features.mean(dim=0) / 2
        category_logits, continuous_mean = self.q_head(features).split([10, 2], dim=1)
        return self.d_head(features)[:, 0], category_logits, continuous_mean

    def parts(self) -> dict[str, nn.Module]:
        return {"D and Q's trunk": self.trunk, "D's head": self.d_head, "Q's head": self.q_head}


# Curves for lesson 07, differentiable and applied to each entry.


def square(x: torch.Tensor) -> torch.Tensor:
    """x^2"""
    return x**2


def cube(x: torch.Tensor) -> torch.Tensor:
    """x^3"""
    return x**3


def cosine(x: torch.Tensor) -> torch.Tensor:
    """cos x"""
    return torch.cos(x)
