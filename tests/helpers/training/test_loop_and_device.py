"""The loop and the device, without a GPU: CUDA graphs, runs that change the kind of device, which device is chosen."""

import contextlib
import signal

import numpy as np
import pytest
import torch
from torch import nn

from helpers.training.checkpoints import load_checkpoint, save_checkpoint
from helpers.training.loop import adam, linear_decay, pick_device, seeded, train
from helpers.training.run import Run
from helpers.training.speed import has_fast_bfloat16
from tests.helpers.training.test_loop import STEPS, assert_same_run, tiny_run

# --- CUDA graphs: everything but the graph itself, which a stand-in that runs the step takes the place of


def test_steps_are_captured_after_the_warm_up_and_read_the_same_tensors(monkeypatch):
    captured_at, replayed = [], []

    def stand_in(work, random):
        captured_at.append(len(replayed))

        def replay():
            replayed.append(True)
            return work()
        return replay

    monkeypatch.setattr("helpers.training.run.can_capture", lambda device: True)
    monkeypatch.setattr("helpers.training.run.capture", stand_in)
    captured = tiny_run()
    monkeypatch.undo()
    assert captured_at == [0] and len(replayed) == STEPS - 3, "one capture, and a replay for every step after it"
    assert_same_run(tiny_run(), captured)


def test_a_step_that_cannot_be_captured_runs_as_written_and_that_is_said(monkeypatch, capsys):
    tried, streams = [], []

    def refuse(work, random):
        tried.append(True)
        raise RuntimeError("operation not permitted when stream is capturing")

    monkeypatch.setattr("helpers.training.run.can_capture", lambda device: True)
    monkeypatch.setattr("helpers.training.run.capture", refuse)
    monkeypatch.setattr("helpers.training.run.side_stream",
                        lambda device: streams.append(device) or contextlib.nullcontext())
    run = tiny_run(quiet=False)
    monkeypatch.undo()
    assert tried == [True]
    assert len(streams) == 3, "a stream of its own for the warm-up, and none for the steps that go on as written"
    said = " ".join(capsys.readouterr().out.split())
    assert "cannot be recorded as a CUDA graph" in said and ".item()" in said
    assert said.count("operation not permitted when stream is capturing") == 1
    assert_same_run(tiny_run(), run)


def test_learning_rates_in_tensors_are_changed_in_place_also_after_going_on(tmp_path):
    """A CUDA graph reads the rate from one tensor for ever: it must be written to, never replaced."""
    def run(stop_at=None):
        network = nn.Linear(2, 1)
        rate = torch.tensor(0.5)
        optimizer, seen = torch.optim.Adam(network.parameters(), lr=rate), []

        def step(random, progress):
            seen.append((optimizer.param_groups[0]["lr"] is rate, rate.item()))
            if len(seen) == stop_at:
                signal.raise_signal(signal.SIGINT)
            return {"loss": network(torch.ones(1, 2)).sum()}

        train(step, {"n": network}, {"o": optimizer}, steps=4, schedule=linear_decay(0.5), threads=1, quiet=True,
              checkpoint=tmp_path / "run.pt")
        return seen

    assert run(stop_at=2) == [(True, 0.5), (True, 0.5)]
    assert run() == [(True, 0.5), (True, 0.25)]


# --- from one kind of device to the other


def made_elsewhere(path):
    """The checkpoint as a run on a GPU writes it: rates in single precision, a graph's Adam, other random state."""
    state = load_checkpoint(path)
    for name, optimizer in state["optimizers"].items():
        for group in optimizer["param_groups"]:
            group |= {"lr": torch.tensor(group["lr"]), "capturable": True}
        rates = state["config"][f"{name} learning rate"]
        state["config"][f"{name} learning rate"] = [float(f"{float(torch.tensor(rate)):.6g}") for rate in rates]
    state |= {"device": "cuda", "random": torch.zeros(16, dtype=torch.uint8)}
    save_checkpoint(path, state)


def test_a_run_begun_on_a_gpu_goes_on_here_with_its_weights_history_and_optimiser(tmp_path, capsys):
    path = tmp_path / "run.pt"

    def run(stop_at=None):
        with seeded(0):
            network = nn.Linear(2, 1)
        optimizer, called = adam(network, 1e-3), []

        def step(random, progress):
            called.append(True)
            if len(called) == stop_at:
                signal.raise_signal(signal.SIGINT)
            loss = (network(torch.randn(8, 2, generator=random)) - 1).square().mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            return {"loss": loss}

        history = train(step, {"n": network}, {"o": optimizer}, steps=10, threads=1, checkpoint=path)
        return history, optimizer, len(called)

    first, _, _ = run(stop_at=6)
    made_elsewhere(path)
    capsys.readouterr()
    history, optimizer, called = run()
    assert called == 4 and len(history["step"]) == 10
    np.testing.assert_array_equal(history["loss"][:6], first["loss"])
    group = optimizer.param_groups[0]
    assert group["lr"] == 1e-3 and group["capturable"] is False
    assert {int(state["step"]) for state in optimizer.state.values()} == {10}
    said = " ".join(capsys.readouterr().out.split())
    assert "Going on from step 6" in said and "random numbers start anew" in said


def test_the_rate_of_a_gpu_is_the_same_setting_as_that_of_a_cpu():
    network = nn.Linear(2, 1)
    settings = [Run(None, {"n": network}, {"o": torch.optim.Adam(network.parameters(), lr=rate)}, 1, 0, None, {}, None)
                .config["o learning rate"] for rate in (0.001, torch.tensor(0.001))]
    assert settings == [[0.001], [0.001]]


# --- which device


@pytest.mark.parametrize(("wish", "there", "built", "device"), [
    ("", False, [], "cpu"), ("cpu", True, ["sm_90"], "cpu"), ("", True, ["sm_80", "sm_90"], "cuda"),
    ("cuda", True, ["sm_90"], "cuda"), ("", True, ["sm_50", "sm_100"], "cpu"), ("", True, ["compute_80"], "cuda"),
    ("", True, ["sm_80", "sm_86"], "cpu"),
])
def test_the_device_is_one_that_works_here(monkeypatch, capsys, wish, there, built, device):
    monkeypatch.setenv("INFOGAN_DEVICE", wish)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: there)
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda *_: (9, 0))
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda *_: "A new GPU")
    monkeypatch.setattr(torch.cuda, "get_arch_list", lambda: built)
    assert pick_device().type == device
    refused = there and not wish and device == "cpu"
    assert ("A new GPU is left alone" in capsys.readouterr().out) == refused


@pytest.mark.parametrize(("wish", "said"), [("tpu", 'expected "cpu" or "cuda"'), ("cuda", "torch finds no GPU")])
def test_a_wish_for_a_device_that_is_not_there_is_refused(monkeypatch, wish, said):
    monkeypatch.setenv("INFOGAN_DEVICE", wish)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(ValueError, match=said):
        pick_device()


def test_bfloat16_is_asked_for_in_a_way_that_the_oldest_torch_knows(monkeypatch):
    for asked in ("_is_amx_tile_supported", "_is_avx512_bf16_supported"):
        monkeypatch.setattr(torch.cpu, asked, lambda: True, raising=False)
        assert has_fast_bfloat16(torch.device("cpu")) is True
        monkeypatch.delattr(torch.cpu, "_is_amx_tile_supported", raising=False)
    monkeypatch.delattr(torch.cpu, "_is_avx512_bf16_supported", raising=False)
    assert has_fast_bfloat16(torch.device("cpu")) is False
    for capability, fast in (((7, 5), False), ((8, 0), True), ((9, 0), True)):
        monkeypatch.setattr(torch.cuda, "get_device_capability", lambda device, found=capability: found)
        assert has_fast_bfloat16(torch.device("cuda")) is fast
