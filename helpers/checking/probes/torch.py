"""Probes for answers that use torch: gradients, random codes, the weights after a training step.

They stand apart from :mod:`helpers.checking.probes.plain` so that the numpy lessons do not wait for torch.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass

import torch

from helpers.checking.probes.device import elsewhere, follows_its_inputs
from helpers.checking.probes.plain import STALE, Refusal, call, require_signature


@dataclass(frozen=True)
class ValueOrGradients:
    """For losses: the value, or the gradients in a case whose tensors require them.

    ``inputs`` names the arguments, in order. ``losses`` names what the answer returns where that is a tuple of losses.
    """

    inputs: tuple[str, ...]
    losses: tuple[str, ...] = ("",)
    __name__ = "value_or_gradients"

    def __call__(self, answer: Callable, *arguments):
        value = call(answer, *arguments)
        tracked = {
            name: argument for name, argument in zip(self.inputs, arguments, strict=True)
            if isinstance(argument, torch.Tensor) and argument.requires_grad
        }
        losses = (value,) if self.losses == ("",) else value
        if not tracked or value is None or isinstance(value, str) or len(losses) != len(self.losses):
            return value
        return {
            f"gradient of {title} for {name}" if title else f"gradient for {name}": gradient
            for title, loss in zip(self.losses, losses, strict=True)
            for name, gradient in zip(tracked, _gradients(loss, list(tracked.values())), strict=True)
        }


def _gradients(loss, inputs: list[torch.Tensor]) -> list[torch.Tensor]:
    """d loss / d input, zeros where the loss does not depend on the input."""
    if not isinstance(loss, torch.Tensor):
        raise Refusal(f"it returned a value of type {type(loss).__name__}, through which no gradient flows. "
                      "Return a tensor, without .item() or float().")
    if not loss.requires_grad:
        return [torch.zeros_like(tensor) for tensor in inputs]
    found = torch.autograd.grad(loss.sum(), inputs, retain_graph=True, allow_unused=True)
    return [torch.zeros_like(tensor) if grad is None else grad for tensor, grad in zip(inputs, found, strict=True)]


NAMES = ("noise", "category", "continuous")


def code_statistics(answer: Callable, n: int, generator: torch.Generator):
    """For ``sample_codes(n, generator)``: what holds for the codes in whatever order they were drawn."""
    require_signature(answer, n, generator)
    if elsewhere((generator,)):
        return follows_its_inputs(answer, (n, generator))
    start, global_state = generator.get_state(), torch.get_rng_state()
    codes = answer(n, generator)
    if codes is None:
        return None
    global_untouched = global_state.equal(torch.get_rng_state())
    noise, category, continuous = _three_codes(codes, n)
    second = answer(n, generator)
    replayed = answer(n, torch.Generator().set_state(start))
    shares = torch.bincount(category.clamp(0, 10), minlength=11)[:10] / n
    return {
        "mean of the noise": _rounded(noise.mean()),
        "standard deviation of the noise": _rounded(noise.std()),
        "smallest category": category.min(),
        "largest category": category.max(),
        "share of each category": _rounded(shares),
        "share of continuous codes outside [-1, 1]": _rounded((continuous.abs() > 1).double().mean()),
        "mean of the continuous codes": _rounded(continuous.mean(), 20),
        "mean size of the continuous codes": _rounded(continuous.abs().mean()),
        "codes independent of each other": _largest_correlation(noise, category, continuous) < 0.1,
        "same codes from a generator in the same state": _equal(codes, replayed),
        **{f"other {name} at the next call": not a.equal(b) for name, a, b in zip(NAMES, codes, second, strict=True)},
        "torch's global random numbers left alone": global_untouched,
    }


def grid_of_codes(answer: Callable, index: int, values: torch.Tensor, noise: torch.Tensor):
    """For ``traversal_codes(index, values, noise)``: the three codes of ten rows, one picture for each value."""
    codes = call(answer, index, values, noise)
    return codes if codes is None or isinstance(codes, str) else _three_codes(codes, 10 * len(values))


def _three_codes(codes, n: int):
    if not isinstance(codes, tuple | list) or len(codes) != 3 or not all(isinstance(c, torch.Tensor) for c in codes):
        parts = codes if isinstance(codes, tuple | list) else (codes,)
        came = f"({', '.join(type(part).__name__ for part in parts)})"
        raise Refusal(f"it returned {came}, expected three tensors (noise, category, continuous).")
    for name, code, shape in zip(NAMES, codes, ((n, 62), (n,), (n, 2)), strict=True):
        if tuple(code.shape) != shape:
            raise Refusal(f"its {name} has shape {tuple(code.shape)}, expected {shape}.")
        if name == "category" and code.dtype != torch.int64:
            raise Refusal(f"its {name} has type {code.dtype}, expected torch.int64: it will be used as an index.")
        if name != "category" and not code.dtype.is_floating_point:
            raise Refusal(f"its {name} has type {code.dtype}, expected floating-point numbers.")
    return codes


def _rounded(statistic: torch.Tensor, steps: int = 100) -> torch.Tensor:
    """Hundredths: enough to tell laws apart, and short to read. Fewer steps where chance alone moves one."""
    return (statistic.double() * steps).round() / steps + 0.0


def _equal(codes, others) -> bool:
    return all(a.equal(b) for a, b in zip(codes, others, strict=True))


def _largest_correlation(*codes: torch.Tensor) -> float:
    columns = torch.cat([code.reshape(len(code), -1)[:, :3].double() for code in codes], dim=1)
    correlations = torch.corrcoef(columns.T).nan_to_num(1.0)
    return float((correlations - torch.eye(len(correlations))).abs().max())


def two_steps(answer: Callable, generator, discriminator, optimizer, *batch):
    """For a training step on stub networks: what it returns, and what two steps in a row do to the networks.

    D starts with gradients, as those that G's step sends through it.
    """
    require_signature(answer, generator, discriminator, optimizer, *batch)
    networks = generator, discriminator
    # The second step gets copies: an input changed by the first one is the judge's business, not a wrong number.
    again = copy.deepcopy(batch)
    before = _weights(networks)
    for weight in discriminator.parameters():
        weight.grad = torch.full_like(weight, STALE)
    value = answer(generator, discriminator, optimizer, *batch)
    if value is None:
        return None
    answer(generator, discriminator, optimizer, *again)
    moves = {f"movement of {name} in two steps": weight - before[name] for name, weight in _weights(networks).items()}
    own = {id(weight) for group in optimizer.param_groups for weight in group["params"]}
    stray = [weight for weight in generator.parameters() if id(weight) not in own and weight.grad is not None]
    weights = [*generator.parameters(), *discriminator.parameters()]
    return {"what it returned": value, **moves, "gradient left in G by D's step": any(w.grad.any() for w in stray),
            "both networks can still learn": all(weight.requires_grad for weight in weights),
            "both networks are in training mode": generator.training and discriminator.training,
            "what it returned still holds its graph": _holds_graph(value)}


def _holds_graph(value) -> bool:
    parts = value if isinstance(value, tuple | list) else (value,)
    return any(isinstance(part, torch.Tensor) and part.requires_grad for part in parts)


def _weights(networks) -> dict[str, torch.Tensor]:
    """The weights of each part of the networks by its name, one flat tensor for a part."""
    return {
        name: torch.cat([weight.detach().flatten() for weight in part.parameters()]).clone()
        for network in networks for name, part in network.parts().items()
    }
