"""Faster settings change nothing but the speed, and are put back."""

import math
import subprocess
import sys

import pytest
import torch
from torch import nn

from helpers.gan.losses import discriminator_loss
from helpers.training import speed

CPU = torch.device("cpu")


class Pair(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(64, 64)

    def forward(self, inputs):
        hidden = self.layer(inputs)
        return hidden, {"kind": hidden.dtype}


def test_forward_in_bfloat16_is_close_returns_float32_and_is_undone():
    network, inputs = Pair(), torch.randn(8, 64, generator=torch.Generator().manual_seed(0))
    exact, _ = network(inputs)
    with speed.forward_in_bfloat16([network], CPU):
        hidden, inside = network(inputs)
        hidden.sum().backward()
    assert inside["kind"] == torch.bfloat16 and hidden.dtype == torch.float32
    assert 0 < (hidden - exact).abs().max() < 0.05
    assert network.layer.weight.grad.dtype == torch.float32
    assert network(inputs)[1]["kind"] == torch.float32


def test_losses_stay_in_single_precision():
    """Under autocast ln 10 reads 2.296875 by one formula and 2.302585 by another; losses are computed outside of it."""
    network, inputs = Pair(), torch.zeros(4, 64)
    with speed.forward_in_bfloat16([network], CPU):
        logits = network(inputs)[0][:, :10] * 0
        assert not torch.is_autocast_enabled("cpu")
        assert float(-logits.log_softmax(dim=1)[0, 0]) == pytest.approx(math.log(10), abs=1e-6)
        assert float(discriminator_loss(logits[:, 0], logits[:, 1])) == pytest.approx(2 * math.log(2), abs=1e-6)


def test_bfloat16_sees_weights_as_they_are_after_an_update():
    network, inputs = Pair(), torch.ones(1, 64)
    with speed.forward_in_bfloat16([network], CPU):
        before, _ = network(inputs)
        with torch.no_grad():
            network.layer.bias.add_(10)
        assert (network(inputs)[0] - before).min() > 9


def test_number_of_threads_is_chosen_among_what_torch_may_use_and_put_back(monkeypatch):
    with speed.thread_count(4):
        seconds = {1: 3.0, 2: 1.0, 4: 2.0}
        tried = []

        def work():
            tried.append(torch.get_num_threads())

        now = [0.0]

        def perf_counter():
            now[0] += seconds[torch.get_num_threads()]
            return now[0]

        monkeypatch.setattr(speed.time, "perf_counter", perf_counter)
        assert speed.fastest_thread_count(work) == 2
        assert sorted(set(tried)) == [1, 2, 4] and torch.get_num_threads() == 4
    with speed.thread_count(1):
        assert speed.fastest_thread_count(pytest.fail) == 1


def test_settings_for_gpus_are_left_alone_on_a_cpu():
    before = torch.get_float32_matmul_precision()
    with speed.fast_float32(CPU), speed.side_stream(CPU):
        assert torch.get_float32_matmul_precision() == before
    assert isinstance(speed.has_fast_bfloat16(CPU), bool)


CHECKED = "import math, torch; from helpers.checking import check; check('bits_to_nats', lambda b: b * math.log(2))"


@pytest.mark.parametrize("cell", ["import helpers.training.loop", CHECKED], ids=["loop", "check"])
def test_a_notebook_imports_the_compiler_while_it_waits(cell):
    """As a kernel does: a cell runs inside the loop, and then the loop waits."""
    code = f"""
import asyncio, sys

async def kernel():
    {cell}
    print("torch._dynamo" in sys.modules)
    while "torch._dynamo" not in sys.modules:
        await asyncio.sleep(0.1)
    print("there")

asyncio.run(asyncio.wait_for(kernel(), 120))
"""
    seen = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert seen.stdout.split()[-2:] == ["False", "there"], seen.stderr
