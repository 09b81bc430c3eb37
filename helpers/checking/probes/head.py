"""A probe for answers that build a head: a network of its own that reads features, and is judged by what it does."""

import copy
from collections.abc import Callable

import torch
from torch import nn

from helpers.checking.probes import network as networks
from helpers.checking.probes.plain import require_signature

THING, LARGER = "feature vector", 3.0


class _Columns(nn.Module):
    """Some columns of what a head returns."""

    def __init__(self, head: nn.Module, columns: slice):
        super().__init__()
        self.head, self.columns = head, columns

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        return self.head(features)[:, self.columns]


def head_behaviour(answer: Callable, features: int, categories: int, continuous: int):
    """For ``answer(features, categories, continuous)`` -> network: what it adds, returns and can learn to return."""
    arguments = (features, categories, continuous)
    require_signature(answer, *arguments)
    head = networks._network(answer, *arguments)
    if head is None:
        return None
    given, form = networks._random(networks.BATCH, features).requires_grad_(), ((categories + continuous,), THING)
    codes = networks._outputs(head, given.clone(), *form)
    kinds = {"category logit": slice(1), "mean of a continuous code": slice(categories, None)}
    learnt = {}
    for name, columns in kinds.items():
        part = lambda *numbers, columns=columns: _Columns(answer(*numbers), columns)
        for word, sign in (("highest", 1), ("lowest", -1)):
            extreme = networks._learnt(part, given, sign, arguments, enough=networks.NO_LIMIT)
            learnt[f"{word} {name} it can learn"] = networks._limit(extreme)
    return {
        "weights that a gradient reaches": networks._weights_reached(head, codes),
        "features that a gradient reaches": networks._share(
            networks._slope(codes, given), ("none", "a part", "all"), needed=1.0),
        "numbers it adds for an optimizer": sum(weight.numel() for weight in head.parameters()),
        "answers to features three times as large, in training mode": _scaled(head, given, form),
        **networks._on_its_own(head, given, *form),
        **learnt,
        "slope of its activation below 0": _slope_below_zero(head, given, form),
        **networks._as_a_product(answer, head, given, *arguments),
    }


@torch.no_grad()
def _scaled(head: nn.Module, features: torch.Tensor, form: tuple) -> str:
    """Batch normalisation takes the scale of a batch away, where no bias was added before."""
    plain, larger = (networks._outputs(head, features * scale, *form) for scale in (1.0, LARGER))
    return "the same" if networks._close(plain, larger) else "others"


@torch.no_grad()
def _slope_below_zero(head: nn.Module, features: torch.Tensor, form: tuple) -> float:
    """With matrices of ones, the answer to features far below 0 over that to such above it; 1 without a bend."""
    head = copy.deepcopy(head).eval()
    for weight in head.parameters():
        if weight.dim() > 1:
            weight.fill_(1.0)
    above, zero, below = (networks._outputs(head, torch.full_like(features, x), *form)[0, 0] for x in (1e4, 0.0, -1e4))
    return round(float((zero - below) / (above - zero)), 2) if above != zero else 0.0
