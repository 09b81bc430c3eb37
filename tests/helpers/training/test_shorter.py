"""A test of a lesson trains for fewer steps, and what the lesson's cells see of it has the form they asked for."""

import numpy as np
import pytest
import torch
from torch import nn

from helpers.training.loop import adam, counted, linear_decay, train


def trained(steps, **settings):
    """The history of a training whose loss is the number of the step, and its progress at every step."""
    network, seen = nn.Linear(1, 1), []
    optimizer = adam(network, 0.1)

    def step(random, progress):
        seen.append(float(progress))
        optimizer.zero_grad()
        network(torch.ones(1, 1)).sum().backward()
        optimizer.step()
        return {"loss": float(len(seen))}

    history = train(step, {"network": network}, {"network": optimizer}, steps=steps, schedule=linear_decay(),
                    measure=lambda: {"accuracy": len(seen)}, measure_every=50, threads=1, quiet=True, **settings)
    return history, seen


@pytest.fixture
def shorter(monkeypatch):
    monkeypatch.setenv("INFOGAN_SHORTER", "800:200 403:150")


@pytest.mark.parametrize(("steps", "run"), [(800, 200), (403, 150), (120, 120)])
def test_the_history_is_as_long_as_asked_and_every_row_stands_for_several_steps(shorter, steps, run):
    history, seen = trained(steps)
    assert len(seen) == run
    assert seen[0] == 0 and seen[-1] == pytest.approx(1, abs=1 / len(seen))
    assert {len(column) for column in history.values()} == {steps}
    assert list(history["step"]) == list(range(1, steps + 1))
    assert history["loss"][[0, -1]].tolist() == [1, len(seen)] and np.all(np.diff(history["loss"]) >= 0)
    measured = history["accuracy"][~np.isnan(history["accuracy"])]
    assert measured.tolist() == [*range(50, run, 50), run] and history["accuracy"][-1] == len(seen)


def test_a_shorter_run_neither_reads_nor_writes_the_checkpoint_of_a_whole_one(shorter, monkeypatch, tmp_path):
    path = tmp_path / "run.pt"
    trained(800, checkpoint=path)
    assert not path.exists()
    monkeypatch.delenv("INFOGAN_SHORTER")
    assert len(trained(800, checkpoint=path)[1]) == 800
    kept = path.read_bytes()
    monkeypatch.setenv("INFOGAN_SHORTER", "800:100")
    assert len(trained(800, checkpoint=path)[1]) == 100 and path.read_bytes() == kept


def test_a_loop_of_its_own_counts_the_steps_that_are_run(shorter, monkeypatch):
    assert list(counted(800)) == list(range(200)) and len(list(counted(50))) == 50
    monkeypatch.delenv("INFOGAN_SHORTER")
    assert list(counted(800)) == list(range(800))
