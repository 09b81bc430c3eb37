"""What a GPU does and what stops there, on tensors that only say that they lie on one."""

import copy
import subprocess
import sys

import numpy as np
import pytest
import torch
from torch import nn

from helpers.checking.probes.device import Elsewhere, TensorElsewhere, elsewhere, follows_its_inputs
from helpers.checking.probes.plain import Refusal


def on_a_gpu(*numbers):
    return torch.tensor(numbers).as_subclass(TensorElsewhere)


GOES_ON = {
    "zeros on its device": lambda x, i, g: x + torch.zeros(3, device=x.device),
    "zeros like it": lambda x, i, g: x + torch.zeros_like(x) + x.new_zeros(3),
    "moved there": lambda x, i, g: x + torch.ones(3).to(x.device) + torch.ones(3).to(x),
    "of its type": lambda x, i, g: x + torch.ones(3).type_as(x),
    "made from it": lambda x, i, g: (torch.as_tensor(x), torch.as_tensor([1.0], device=x.device)),
    "from a list": lambda x, i, g: torch.tensor(x.tolist(), device=x.device),
    "back from the CPU": lambda x, i, g: torch.from_numpy(np.sqrt(x.cpu().numpy())).to(x.device),
    "drawn there": lambda x, i, g: torch.randn(3, generator=g, device=g.device) + x,
    "drawn from it": lambda x, i, g: torch.randint_like(x, 5) + torch.rand_like(x),
    "numbers of the CPU": lambda x, i, g: x.item() if x.ndim == 0 else x * torch.tensor(2.0) + float(x.sum()),
    "where": lambda x, i, g: torch.where(x > 0, x, torch.tensor(0.0)),
    "an index from the CPU": lambda x, i, g: x[torch.arange(2)],
    "entries written": lambda x, i, g: torch.zeros(4, device=x.device).index_fill_(0, i, 1.0)[i],
    "a device for all": lambda x, i, g: _under(x.device, lambda: torch.ones(3) * x),
    "a network moved": lambda x, i, g: nn.Sequential(nn.Linear(3, 2), nn.ReLU()).to(x.device)(x),
    "weights of a network moved": lambda x, i, g: nn.Linear(3, 2).to(x.device).weight * 2,
    "the form of it": lambda x, i, g: torch.zeros(1).expand_as(x).to(x.device) + x,
    "several results": lambda x, i, g: tuple(x.split(1)) + tuple(x.max(0)),
    "an error of its own": lambda x, i, g: x[7],
}
STOPS = {
    "added": lambda x, i, g: x + torch.zeros(3),
    "joined": lambda x, i, g: torch.cat([x, torch.zeros(1)]),
    "a single number joined": lambda x, i, g: torch.stack([x[0], torch.tensor(1.0)]),
    "one in a tuple": lambda x, i, g: torch.stack((x[0], torch.tensor(1.0))),
    "a network left behind": lambda x, i, g: nn.Linear(3, 2)(x),
    "a network moved back": lambda x, i, g: nn.Linear(3, 2).to(x.device).to("cpu")(x),
    "of its form, on the CPU": lambda x, i, g: torch.zeros(1).expand_as(x),
    "of its form, added": lambda x, i, g: torch.zeros(1).expand_as(x) + x,
    "indexed": lambda x, i, g: torch.eye(4)[i],
    "filled": lambda x, i, g: torch.zeros(4).scatter_(0, i, x),
    "moved to the CPU": lambda x, i, g: x * x.cpu(),
    "returned from the CPU": lambda x, i, g: (x, torch.arange(3)),
    "to numpy": lambda x, i, g: torch.tensor(x.numpy(), device=x.device),
    "through numpy": lambda x, i, g: torch.tensor(np.exp(x), device=x.device),
    "drawn on the CPU": lambda x, i, g: torch.randn(3, generator=g).to(x.device),
    "drawn from the CPU's generator": lambda x, i, g: torch.randn(3, generator=torch.Generator(), device=x.device),
}


def _under(device, compute):
    with device:
        return compute()


def arguments():
    return on_a_gpu(1.0, 2.0, 3.0), on_a_gpu(0, 2, 1), Elsewhere()


@pytest.mark.parametrize("title", GOES_ON)
def test_what_a_gpu_does(title):
    assert follows_its_inputs(GOES_ON[title], arguments()) == "works there"


@pytest.mark.parametrize("title", STOPS)
def test_what_stops_on_a_gpu(title):
    with pytest.raises(Refusal, match="on a GPU this stops"):
        follows_its_inputs(STOPS[title], arguments())


def test_a_copy_lies_there_too():
    assert all(elsewhere((argument,)) for argument in copy.deepcopy(arguments()))


EVERY_EXERCISE = """
import sys
from helpers.checking import exercises, judge_answer

for name, exercise in exercises().items():
    slips = [mistake.answer for mistake in (*exercise.mistakes[:1], *exercise.mistakes[-1:])]
    for answer in (exercise.reference, *slips, lambda *arguments: 0.5):
        judge_answer(name, answer)
        assert "torch._dynamo" not in sys.modules, name
"""


def test_no_check_imports_the_compiler_of_torch():
    """It takes longer than all checks of a lesson together."""
    subprocess.run([sys.executable, "-c", EVERY_EXERCISE], check=True)
