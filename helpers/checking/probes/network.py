"""Probes for answers that build a network. It is judged by what it does and can learn, never by what it is made of.

Every right answer gives the same facts, in plain words, whatever its layers are.
"""

from collections.abc import Callable

import torch
from torch import nn

from helpers.checking.probes.plain import Refusal, require_signature

BATCH = 8
NEARLY, SLACK = 0.9, 0.001  # a pixel that reaches 0.9 can reach 1; rounding may carry it a little further
NO_LIMIT = 3.0  # a sigmoid ends at 1, and so does a tanh
LEARNING_STEPS, PATIENCE, LEARNING_RATE = 50, 10, 0.1


def generator_behaviour(answer: Callable, noise_dim: int):
    """For ``answer(noise_dim)`` -> network: what images it makes and can learn to make, and what they depend on."""
    require_signature(answer, noise_dim)
    network = _network(answer, noise_dim)
    if network is None:
        return None
    noise, form = _random(BATCH, noise_dim).requires_grad_(), ((1, 28, 28), "noise vector")
    images = _outputs(network, noise.clone(), *form)
    return {
        "weights that a gradient reaches": _weights_reached(network, images),
        "noise entries that change the images": _share(_slope(images, noise), ("none", "a part", "all"), needed=1.0),
        "shades in an image": "many" if bool((images.flatten(1).std(dim=1) > 0).all()) else "one",
        **_on_its_own(network, noise, *form),
        "lightest pixel it can learn": _lightest(_learnt(answer, noise, 1, (noise_dim,), enough=1 + SLACK)),
        "darkest pixel it can learn": _darkest(_learnt(answer, noise, -1, (noise_dim,), enough=1 + SLACK)),
        **_as_a_product(answer, network, noise, noise_dim),
    }


def discriminator_behaviour(answer: Callable):
    """For ``answer()`` -> network: what logits it returns and can learn to return, and what they depend on."""
    require_signature(answer)
    network = _network(answer)
    if network is None:
        return None
    images, form = _random(BATCH, 1, 28, 28).tanh().requires_grad_(), ((), "image")
    given = images.clone()
    logits = _outputs(network, given, *form)
    return {
        "weights that a gradient reaches": _weights_reached(network, logits),
        "pixels that change the logits": _share(_slope(logits, images), ("none", "a few", "most"), needed=0.5),
        "the images it is given": "left as they are" if given.equal(images) else "changed",
        **_on_its_own(network, images, *form),
        "highest logit it can learn": _limit(_learnt(answer, images, 1, (), enough=NO_LIMIT)),
        "lowest logit it can learn": _limit(_learnt(answer, images, -1, (), enough=NO_LIMIT)),
        **_as_a_product(answer, network, images),
    }


def _network(answer: Callable, *arguments) -> nn.Module | None:
    network = answer(*arguments)
    if network is None:
        return None
    if isinstance(network, type):
        raise Refusal("it returned a class. Return a network made from it, with brackets.")
    if not isinstance(network, nn.Module):
        raise Refusal(f"it returned a value of type {type(network).__name__}. Return a network, a torch.nn.Module: it "
                      "can be called, and an optimizer finds its weights.")
    weights = {id(weight) for weight in network.parameters() if weight.requires_grad}
    if not weights:
        frozen = any(True for _ in network.parameters())
        raise Refusal("its weights are frozen: requires_grad is False." if frozen
                      else "it has no weights that an optimizer would find.")
    if weights & {id(weight) for weight in answer(*arguments).parameters()}:
        raise Refusal("a second call returned the same network, with the same weights in it.")
    return network


def _random(*shape: int) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(sum(shape)))


def _outputs(network: nn.Module, inputs: torch.Tensor, shape: tuple[int, ...], thing: str) -> torch.Tensor:
    """``network(inputs)``, refused where it fails or where the shape is not (N, *shape)."""
    count = f"{len(inputs)} {thing}{'s' * (len(inputs) > 1)}" + (" in evaluation mode" if not network.training else "")
    try:
        outputs = network(inputs)
    except Exception as error:
        reason = str(error).strip().splitlines() or [""]
        raise Refusal(f"given {count}, shape {tuple(inputs.shape)}, it fails: {type(error).__name__}: "
                      f"{reason[0][:200]}") from None
    if not isinstance(outputs, torch.Tensor):
        raise Refusal(f"given {count}, it gave a value of type {type(outputs).__name__}, expected a tensor.")
    if outputs.shape != (len(inputs), *shape):
        raise Refusal(f"given {count}, it gave shape {tuple(outputs.shape)}, expected {(len(inputs), *shape)}.")
    if not bool(torch.isfinite(outputs).all()):
        raise Refusal(f"given {count}, it gave numbers that are not finite.")
    return outputs


def _weighted_sum(outputs: torch.Tensor) -> torch.Tensor:
    """One number that depends on every entry of ``outputs``, differently."""
    return (outputs * _random(*outputs.shape)).sum()


def _weights_reached(network: nn.Module, outputs: torch.Tensor) -> str:
    weights = [weight for weight in network.parameters() if weight.requires_grad]
    if not outputs.requires_grad:
        return "none"
    found = torch.autograd.grad(_weighted_sum(outputs), weights, retain_graph=True, allow_unused=True)
    reached = sum(gradient is not None for gradient in found)
    return "all" if reached == len(weights) else "some" if reached else "none"


def _slope(outputs: torch.Tensor, inputs: torch.Tensor) -> torch.Tensor:
    """Size of the slope in each entry of one input, summed over the batch."""
    found = torch.autograd.grad(_weighted_sum(outputs), inputs, allow_unused=True)[0] if outputs.requires_grad else None
    return torch.zeros_like(inputs[0]) if found is None else found.abs().sum(dim=0)


def _share(slope: torch.Tensor, words: tuple[str, str, str], needed: float) -> str:
    """How many entries have a slope: none, too few, or as many as needed."""
    share = float((slope > 0).float().mean())
    return words[0] if share == 0 else words[1] if share < needed else words[2]


@torch.no_grad()
def _on_its_own(network: nn.Module, inputs: torch.Tensor, shape: tuple[int, ...], thing: str) -> dict[str, str]:
    """In evaluation mode an input has one output, at every call, in a batch or alone."""
    training = network.training
    network.eval()
    try:
        together, again = (_outputs(network, inputs.clone(), shape, thing) for _ in range(2))
        alone = torch.cat([_outputs(network, one.clone(), shape, thing) for one in inputs[:3].split(1)])
    finally:
        network.train(training)
    return {
        f"the same {thing} twice, in evaluation mode": "same" if _close(together, again) else "different",
        f"{thing} alone and in a batch, in evaluation mode": "same" if _close(together[:3], alone) else "different",
    }


def _close(a: torch.Tensor, b: torch.Tensor) -> bool:
    return bool(torch.allclose(a, b, rtol=1e-3, atol=1e-4))


def _learnt(answer: Callable, inputs: torch.Tensor, sign: int, arguments: tuple, enough: float) -> float:
    """The most extreme output, upwards or downwards, after a short training of a new network towards just that."""
    network = answer(*arguments).train()
    weights = [weight for weight in network.parameters() if weight.requires_grad]
    means, best = [torch.zeros_like(weight) for weight in weights], [-float("inf")]
    for _ in range(LEARNING_STEPS):
        outputs = sign * network(inputs.detach().clone())
        if not outputs.requires_grad:
            return 0.0
        best.append(max(best[-1], float(outputs.detach().max())))
        stands_still = len(best) > PATIENCE and best[-1] - best[-PATIENCE] < 0.001
        if best[-1] > enough or stands_still:
            break
        gradients = torch.autograd.grad(-outputs.mean(), weights, allow_unused=True)
        with torch.no_grad():  # as Adam does at first; torch.optim takes a second to import what it needs
            for weight, mean, gradient in zip(weights, means, gradients, strict=True):
                if gradient is not None:
                    mean.lerp_(gradient, 0.1)
                    weight.addcdiv_(mean, mean.abs().add_(1e-8), value=-LEARNING_RATE)
    return sign * best[-1]


def _lightest(pixel: float) -> str:
    return "above 1" if pixel > 1 + SLACK else "1" if pixel > NEARLY else "below 1"


def _darkest(pixel: float) -> str:
    if pixel > NEARLY - 1:
        return "not below 0"
    return "above -1" if pixel > -NEARLY else "-1" if pixel > -1 - SLACK else "below -1"


def _limit(logit: float) -> str:
    if abs(logit) > NO_LIMIT:
        return "no limit"
    return f"about {round(logit) + 0}" if abs(logit) < 1.1 else "another limit"


def _as_a_product(answer: Callable, network: nn.Module, inputs: torch.Tensor, *arguments) -> dict[str, str]:
    """What training and saving rely on."""
    other = answer(*arguments)
    pairs = zip(network.parameters(), other.parameters(), strict=False)
    alike = all(a.shape == b.shape and a.equal(b) for a, b in pairs)
    return {
        "mode of the network it returns": "training" if other.training else "evaluation",
        "weights at a second call": "the same numbers" if alike else "other numbers",
        "a copy made from its state_dict": "does the same" if _copies(network, other, inputs) else "does not",
    }


def _copies(network: nn.Module, other: nn.Module, inputs: torch.Tensor) -> bool:
    try:
        other.load_state_dict(network.state_dict())
    except RuntimeError:
        return False
    with torch.no_grad():
        return _close(*(each.eval()(inputs.detach().clone()) for each in (network, other)))
