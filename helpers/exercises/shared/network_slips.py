"""Slips that any answer suffers that builds a network, whatever the network is for."""

from collections.abc import Callable

from torch import nn

from helpers.checking.exercise import Mistake

CUT_OFF = "No gradient flows: the result is cut off from the weights by torch.no_grad(), .detach(), .data or numpy."
CLASS = "That is the class itself. Its brackets make a network: MyNetwork(...)."
BATCH_STATISTICS = (
    "In evaluation mode a result must not depend on the rest of the batch. Something still uses the statistics of the "
    "batch, such as a batch normalisation without running statistics.")


class Calls(nn.Module):
    """A network whose forward pass is ``use(self, inputs)``, as a learner's class would have it."""

    def __init__(self, use: Callable, **layers: nn.Module):
        super().__init__()
        self.use = use
        for name, layer in layers.items():
            setattr(self, name, layer)

    def forward(self, inputs):
        return self.use(self, inputs)


def body(inputs: int) -> nn.Sequential:
    """Features (N, 16), enough for a wrong answer."""
    return nn.Sequential(nn.Linear(inputs, 16), nn.ReLU())


def _one_for_all(make):
    """``make`` called once for each set of arguments, as with a network at the top of a notebook."""
    made = {}

    def answer(*arguments):
        if arguments not in made:
            made[arguments] = make(*arguments)
        return made[arguments]
    return answer


def _in_a_list(make):
    def answer(*arguments):
        layers = [make(*arguments)]
        return Calls(lambda self, inputs: layers[0](inputs))
    return answer


def _partly_in_a_list(make):
    def answer(*arguments):
        layers, network = [nn.Linear(16, 16)], make(*arguments)
        hook = lambda module, inputs, features: layers[0](features)
        next(part for part in network.modules() if isinstance(part, nn.ReLU)).register_forward_hook(hook)
        return network
    return answer


def slips(make: Callable) -> tuple[Mistake, ...]:
    """Wrong answers made from ``make``, a right one with a ReLU after 16 features."""
    return (
        Mistake("layers in a plain list", _in_a_list(make),
                "PyTorch knows of no layers in it, so that .parameters() is empty and nothing would train. Layers in a "
                "plain list are not seen: nn.Sequential, nn.ModuleList or an attribute of the module make them known."),
        Mistake("a layer in a plain list", _partly_in_a_list(make),
                "A copy that is given the same state_dict does not do the same: some weights are not in it, because "
                "their layer stands in a plain list or dict, or is made outside. No optimizer would find them."),
        Mistake("one network for all calls", _one_for_all(make),
                "Every call returns the same network. Two runs would train one set of weights, one after the other: "
                "make the layers inside the function."),
        Mistake("frozen", lambda *arguments: make(*arguments).requires_grad_(False),
                "A frozen network cannot learn. Freezing belongs in a training step, if anywhere."),
    )
