"""The loop keeps what it promises: exact resume, a stop that loses nothing, one clear sentence for every fault.

The networks are tiny and one thread computes, so that sums are added in one order; nothing depends on the clock.
"""

import contextlib
import os  # noqa: F401  used by the processes that kill themselves
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from torch import nn

from helpers.training.checkpoints import CheckpointError
from helpers.training.loop import (
    adam,
    averaged,
    draw,
    frozen,
    linear_decay,
    seeded,
    train,
    update_average,
)
from helpers.training.run import TrainingDiverged
from helpers.training.speed import thread_count
from tests.pages import ROOT

STEPS = 20


def tiny_run(checkpoint: Path | None = None, at_step=None, width: int = 8, rate: float = 0.01, **settings):
    """Train a tiny network that uses every kind of state: two optimisers' worth of moments, running statistics, an
    average, the loop's random numbers and torch's (dropout). ``at_step(number)`` is called inside each step.

    Returns (weights as one vector, history).
    """
    with seeded(1):
        network = nn.Sequential(nn.Linear(4, width), nn.BatchNorm1d(width), nn.Dropout(0.3), nn.Linear(width, 1))
    average = averaged(network)
    optimizer = adam(network, rate)

    def step(random, progress):
        if at_step:
            at_step(round(float(progress) * settings.get("steps", STEPS)) + 1)
        inputs = torch.randn(16, 4, generator=random)
        loss = (network(inputs).squeeze(1) - inputs.sum(1)).square().mean() * (1 + progress)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        update_average(average, network, 0.9)
        return {"loss": loss, "largest": inputs.max()}

    settings = {"steps": STEPS, "seed": 3, "schedule": linear_decay(), "threads": 1, "save_every": 5, "quiet": True,
                **settings}
    history = train(step, {"network": network, "average": average}, {"network": optimizer}, checkpoint=checkpoint,
                    **settings)
    values = [*network.state_dict().values(), *average.state_dict().values()]
    return torch.cat([value.double().flatten() for value in values]), history


def assert_same_run(run, other):
    assert torch.equal(run[0], other[0])
    assert run[1].keys() == other[1].keys()
    for name in run[1]:
        np.testing.assert_array_equal(run[1][name], other[1][name])


def killed_at(point: str, checkpoint: Path) -> int:
    """Run ``tiny_run`` in a process that kills itself at ``point``, as ``kill -9`` would; its return code."""
    code = f"from {__name__} import *; {point}; tiny_run(Path({str(checkpoint)!r}), at_step=at_step)"
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, timeout=300, check=False).returncode


# --- what is recorded, and that it can be repeated


def test_history_has_one_entry_a_step():
    _, history = tiny_run(read_every=7)
    assert history["step"].tolist() == list(range(1, STEPS + 1))
    assert all(values.shape == (STEPS,) and np.isfinite(values).all() for values in history.values())
    assert history["loss"][-5:].mean() < history["loss"][:5].mean()


def test_same_seed_same_run_whatever_the_global_state():
    before = torch.get_rng_state()
    run = tiny_run()
    assert torch.equal(before, torch.get_rng_state())
    torch.manual_seed(99)
    assert_same_run(run, tiny_run())
    assert not torch.equal(run[0], tiny_run(seed=4)[0])


def test_reading_losses_rarely_or_measuring_on_the_way_changes_nothing():
    run = tiny_run(read_every=1)
    measured = tiny_run(read_every=100, measure=lambda: {"accuracy": float(torch.rand(()))}, measure_every=8)
    accuracy = measured[1].pop("accuracy")
    assert_same_run(run, measured)
    assert np.flatnonzero(np.isfinite(accuracy)).tolist() == [7, 15, 19]


def test_trying_numbers_of_threads_changes_nothing(monkeypatch):
    def try_the_work(work):
        work()
        work()
        return 1

    run = tiny_run()
    monkeypatch.setattr("helpers.training.run.fastest_thread_count", try_the_work)
    monkeypatch.setattr("helpers.training.run.WORTH_MEASURING", 1)
    assert_same_run(run, tiny_run(threads=None))


def test_threads_are_tried_again_when_steps_become_slow_and_nothing_is_lost(monkeypatch):
    def clock():  # asked twice a step; from step 30 on a step takes three times as long
        clock.asked += 1
        clock.now += (1.0 if clock.asked < 60 else 3.0) if clock.asked % 2 == 0 else 0.0
        return clock.now

    def try_the_work(work):
        work()
        tried.append(torch.get_num_threads())
        return 1

    clock.asked, clock.now, tried = 0, 0.0, []
    expected = tiny_run(steps=80)
    monkeypatch.setattr("helpers.training.run.fastest_thread_count", try_the_work)
    monkeypatch.setattr("helpers.training.run.WORTH_MEASURING", 1)
    monkeypatch.setattr("helpers.training.loop.time", SimpleNamespace(perf_counter=clock))
    with thread_count(2):
        assert_same_run(expected, tiny_run(steps=80, threads=None))
    assert tried == [2, 2], "at the start and once more, with as many threads as there may be"


def test_bfloat16_can_be_asked_for_or_left_to_the_processor(monkeypatch):
    exact, _ = tiny_run()
    for fast in (False, True):
        monkeypatch.setattr("helpers.training.loop.has_fast_bfloat16", lambda device, fast=fast: fast)
        weights, _ = tiny_run(precision="auto")
        assert torch.equal(weights, tiny_run(precision="bfloat16" if fast else "float32")[0])
        assert torch.equal(weights, exact) != fast


def test_learning_rates_follow_the_schedule_and_come_back():
    network = nn.Linear(2, 1)
    optimizer, seen = adam(network, 0.5), []

    def step(random, progress):
        seen.append(optimizer.param_groups[0]["lr"])
        return {"loss": network(torch.ones(1, 2)).sum()}

    train(step, {"n": network}, {"o": optimizer}, steps=4, schedule=linear_decay(0.5), threads=1, quiet=True)
    assert seen == [0.5, 0.5, 0.5, 0.25] and optimizer.param_groups[0]["lr"] == 0.5


def test_device_and_time_are_said_before_the_wait(capsys):
    tiny_run(quiet=False)
    out, err = capsys.readouterr()
    assert "CPU, 1 thread:" in out and "ms a step" in out and "to go." in out
    assert "CPU, 1 thread, float32" in err and f"{STEPS}/{STEPS}" in err


# --- stopped, killed, gone on


@pytest.mark.parametrize("point", [
    # in the middle of a step, three steps after the second checkpoint
    "at_step = lambda number: number == 13 and os.kill(os.getpid(), signal.SIGKILL)",
    # in the middle of writing the second checkpoint
    "at_step = None; real = os.fsync; count = []\n"
    "def die(file): count.append(file); os.kill(os.getpid(), signal.SIGKILL) if len(count) == 2 else real(file)\n"
    "os.fsync = die",
], ids=["in a step", "in a checkpoint"])
def test_a_killed_run_goes_on_to_the_same_weights(tmp_path, point):
    path = tmp_path / "run.pt"
    assert killed_at(point.replace("; tiny_run", "\ntiny_run"), path) == -signal.SIGKILL
    assert path.exists()
    taken = []
    resumed = tiny_run(path, at_step=taken.append)
    assert taken[0] in (11, 6)
    assert_same_run(tiny_run(), resumed)


def test_interrupt_finishes_the_step_saves_and_returns(tmp_path, capsys):
    path = tmp_path / "run.pt"
    handler = signal.getsignal(signal.SIGINT)
    _, history = tiny_run(path, lambda number: number == 7 and signal.raise_signal(signal.SIGINT), quiet=False)
    assert history["step"][-1] == 7
    assert "Stopped after step 7 of 20; call train again to go on from there." in capsys.readouterr().out
    assert signal.getsignal(signal.SIGINT) is handler
    assert_same_run(tiny_run(), tiny_run(path))


def test_a_second_interrupt_does_not_wait_for_the_step(tmp_path):
    path = tmp_path / "run.pt"

    def twice(number):
        if number == 7:
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGINT)

    _, history = tiny_run(path, twice)
    assert history["step"][-1] == 6 and tiny_run(path)[1]["step"][-1] == STEPS


def test_stopped_without_a_checkpoint_says_so(capsys):
    _, history = tiny_run(None, lambda number: number == 7 and signal.raise_signal(signal.SIGINT), quiet=False)
    assert len(history["loss"]) == 7 and "nothing was saved" in capsys.readouterr().out


def test_a_finished_run_is_loaded_and_restart_trains_again(tmp_path, capsys):
    path, taken = tmp_path / "run.pt", []
    run = tiny_run(path)
    assert_same_run(run, tiny_run(path, taken.append, quiet=False))
    assert taken == [] and "Loaded the finished run" in capsys.readouterr().out
    assert_same_run(run, tiny_run(path, taken.append, restart=True))
    assert len(taken) == STEPS


# --- faults


def diverge(checkpoint: Path | None, poison, steps: int = 20):
    """Train one linear layer; ``poison(number, network, loss)`` returns the loss to use. (network, weights by step)."""
    with seeded(1):
        network = nn.Linear(4, 1)
    optimizer, weights = adam(network, 0.01), {}

    def step(random, progress):
        number = round(float(progress) * steps) + 1
        loss = network(torch.randn(8, 4, generator=random)).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        loss = poison(number, network, loss)
        weights[number] = network.weight.detach().clone()
        return {"loss": loss}

    with pytest.raises(TrainingDiverged) as caught:
        train(step, {"net": network}, {"net": optimizer}, steps=steps, checkpoint=checkpoint, save_every=5, threads=1,
              read_every=100, quiet=True)
    return network, weights, caught.value


def test_nan_loss_stops_with_its_step_and_the_last_good_weights(tmp_path):
    path = tmp_path / "run.pt"
    network, weights, error = diverge(path, lambda number, _, loss: loss * float("nan") if number == 13 else loss)
    assert str(error) == (f"training stopped: loss is nan at step 13; the weights of step 10 are back in place, "
                          f"from {path}. Smaller learning rates often help.")
    assert torch.equal(network.weight, weights[10]) and len(error.history["loss"]) == 12


def test_infinite_weights_are_never_saved(tmp_path):
    def poison(number, network, loss):
        if number == 15:
            network.weight.data[0, 0] = float("inf")
        return loss

    network, weights, error = diverge(tmp_path / "run.pt", poison)
    assert "a weight of net is not finite after step 15; the weights of step 10 are back" in str(error)
    assert torch.equal(network.weight, weights[10])


def test_nan_without_a_checkpoint_says_so():
    _, _, error = diverge(None, lambda number, _, loss: loss * float("nan") if number == 3 else loss)
    assert "loss is nan at step 3; there is no checkpoint" in str(error)


@pytest.mark.parametrize(("change", "said"), [
    ({"rate": 0.02}, "network learning rate = [0.01], here it is [0.02]"),
    ({"steps": 30}, "steps = 20, here it is 30"),
    ({"seed": 4}, "seed = 3, here it is 4"),
    ({"config": {"noise": 0.4}}, "noise = not set, here it is 0.4"),
    ({"width": 9}, "holds other networks: network.0.weight is (8, 4) there and (9, 4) here"),
])
def test_a_checkpoint_of_another_run_is_refused_in_one_sentence_and_kept(tmp_path, change, said):
    path = tmp_path / "run.pt"
    tiny_run(path)
    before = path.read_bytes()
    with pytest.raises(CheckpointError) as caught:
        tiny_run(path, **change)
    assert said in str(caught.value) and str(path) in str(caught.value) and "\n" not in str(caught.value)
    assert path.read_bytes() == before


def test_a_full_disk_is_said_and_costs_nothing_but_the_checkpoint(tmp_path, capsys):
    resource = pytest.importorskip("resource")
    path = tmp_path / "run.pt"
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill(number):
        if number == 8:
            resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))  # no file may grow beyond 1000 bytes

    try:
        run = tiny_run(path, fill, quiet=False)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert_same_run(tiny_run(), run)
    said = capsys.readouterr().out
    assert "Not saved: the checkpoint of step 10 could not be written" in said and "is kept in" in said
    assert [file.name for file in tmp_path.iterdir()] == ["run.pt"]
    assert_same_run(tiny_run(), tiny_run(path))


def test_losses_must_be_scalars_of_constant_names():
    network = nn.Linear(1, 1)

    def with_losses(losses):
        train(lambda random, progress: losses(progress), {"n": network}, {"o": adam(network, 0.1)}, steps=3, threads=1,
              quiet=True)

    with pytest.raises(ValueError, match=r"'loss' with shape \(5,\); a scalar is needed: take its mean"):
        with_losses(lambda progress: {"loss": torch.zeros(5)})
    with pytest.raises(ValueError, match="return the same names"):
        with_losses(lambda progress: {"a": 1.0} if progress < 0.5 else {"b": 1.0})


# --- the small tools


def test_frozen_passes_gradients_through_but_not_into():
    network, inputs = nn.Linear(3, 1), torch.ones(2, 3, requires_grad=True)
    with frozen(network):
        network(inputs).sum().backward()
    assert inputs.grad.abs().sum() > 0 and network.weight.grad is None
    assert all(weight.requires_grad for weight in network.parameters())


def test_frozen_leaves_what_was_fixed_fixed():
    network = nn.Linear(3, 1)
    network.bias.requires_grad_(False)
    with contextlib.suppress(KeyError), frozen(network):
        raise KeyError
    assert network.weight.requires_grad and not network.bias.requires_grad


def test_draw_scales_bytes_to_the_range_of_the_generator():
    images = torch.stack([torch.zeros(28, 28), torch.full((28, 28), 255)]).to(torch.uint8)
    batch = draw(images, 50, torch.Generator().manual_seed(0))
    assert batch.shape == (50, 1, 28, 28) and set(batch.unique().tolist()) == {-1.0, 1.0}
    scaled = torch.rand(3, 1, 28, 28)
    assert all((one == scaled).flatten(1).all(1).any() for one in draw(scaled, 5, torch.Generator()))


def test_average_follows_the_weights_and_copies_the_statistics():
    network = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2))
    average = averaged(network)
    start = network[0].weight.detach().clone()
    with torch.no_grad():
        network[0].weight.add_(1)
        network[1].running_mean.add_(3)
    update_average(average, network, 0.9)
    torch.testing.assert_close(average[0].weight, start + 0.1)
    assert torch.equal(average[1].running_mean, network[1].running_mean)
    assert not any(weight.requires_grad for weight in average.parameters())
