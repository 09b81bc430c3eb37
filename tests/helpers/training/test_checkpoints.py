"""A checkpoint is whole or not there; a file that cannot be used is left alone and named."""

import errno
import os

import pytest
import torch

from helpers.training.checkpoints import FORMAT, CheckpointError, load_checkpoint, require_same_run, save_checkpoint

STATE = {"step": 7, "weights": torch.arange(1000.0)}


def test_what_was_saved_comes_back(tmp_path):
    path = tmp_path / "new folder" / "run.pt"
    save_checkpoint(path, STATE)
    back = load_checkpoint(path)
    assert back["step"] == 7 and torch.equal(back["weights"], STATE["weights"])
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("breaking", ["write", "fsync", "replace"])
def test_a_disk_that_refuses_leaves_the_old_file_and_no_rubbish(tmp_path, monkeypatch, breaking):
    path = tmp_path / "run.pt"
    save_checkpoint(path, STATE)

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    if breaking == "write":
        monkeypatch.setattr("builtins.open", full)
    else:
        monkeypatch.setattr(os, breaking, full)
    with pytest.raises(CheckpointError) as caught:
        save_checkpoint(path, {**STATE, "step": 8})
    monkeypatch.undo()
    assert str(caught.value) == ("the checkpoint of step 8 could not be written (No space left on device); "
                                 f"the checkpoint of before is kept in {path}.")
    assert load_checkpoint(path)["step"] == 7 and list(tmp_path.iterdir()) == [path]


def damage(content: bytes) -> list[bytes]:
    flipped = bytearray(content)
    for place in range(len(content) // 3, len(content), 97):
        flipped[place] ^= 0xFF
    return [b"", b"not a checkpoint", content[: len(content) // 2], bytes(flipped)]


@pytest.mark.parametrize("kind", range(4), ids=["empty", "text", "cut short", "flipped bits"])
def test_a_damaged_file_is_named_and_kept(tmp_path, kind):
    path = tmp_path / "run.pt"
    save_checkpoint(path, STATE)
    broken = damage(path.read_bytes())[kind]
    path.write_bytes(broken)
    with pytest.raises(CheckpointError, match="is damaged, or is not a checkpoint of this training loop"):
        load_checkpoint(path)
    assert path.read_bytes() == broken


def test_files_of_others_are_refused(tmp_path):
    path = tmp_path / "weights.pt"
    torch.save(torch.nn.Linear(2, 2).state_dict(), path)
    with pytest.raises(CheckpointError, match="is not a checkpoint of this training loop"):
        load_checkpoint(path)
    with pytest.raises(CheckpointError, match="cannot be read"):
        load_checkpoint(tmp_path)


class RunsCode:
    """Unpickling this creates a file."""

    def __init__(self, path):
        self.path = str(path)

    def __reduce__(self):
        return open, (self.path, "w")


def test_a_file_that_would_run_code_does_not(tmp_path):
    path, trace = tmp_path / "run.pt", tmp_path / "trace"
    torch.save({"format": FORMAT, "step": RunsCode(trace)}, path)
    with pytest.raises(CheckpointError):
        load_checkpoint(path)
    assert not trace.exists()


def test_missing_and_additional_parts_are_told(tmp_path):
    network = torch.nn.Linear(2, 1)
    state = {"config": {"seed": 0}, "modules": {"D": network.state_dict()}}
    require_same_run(tmp_path, state, {"seed": 0}, {"D": network})
    with pytest.raises(CheckpointError, match=r"Q\.weight is missing there and"):
        require_same_run(tmp_path, state, {"seed": 0}, {"D": network, "Q": network})
    with pytest.raises(CheckpointError, match="and missing here"):
        require_same_run(tmp_path, state, {"seed": 0}, {})
    with pytest.raises(CheckpointError, match="seed = 0, here it is not set"):
        require_same_run(tmp_path, state, {}, {"D": network})
