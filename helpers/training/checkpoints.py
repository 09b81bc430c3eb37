"""Checkpoints that are whole or not there, and that say in one sentence why they cannot be used.

A checkpoint is a dict of tensors, numbers and strings, so it is read with ``weights_only=True`` and runs no code.
"""

import contextlib
import io
import os
from pathlib import Path

import torch

FORMAT = "infogan-curriculum checkpoint 1"


class CheckpointError(RuntimeError):
    """A checkpoint cannot be used or written. The text is one sentence, with the remedy; no file was changed."""


def save_checkpoint(path: Path, state: dict) -> None:
    """Write ``state`` to ``path`` whole or not at all: to a temporary file beside it first, then renamed over it.

    Raises CheckpointError where the disk refuses (full, read-only); the file that was there before is still there.
    """
    path = Path(path)
    packed = io.BytesIO()
    torch.save({"format": FORMAT, **state}, packed)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(temporary, "wb") as file:
            file.write(packed.getbuffer())
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError as error:
        kept = f"the checkpoint of before is kept in {path}" if path.exists() else "there is none yet"
        raise CheckpointError(
            f"the checkpoint of step {state['step']} could not be written ({error.strerror or error}); {kept}."
        ) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def load_checkpoint(path: Path) -> dict:
    """The state in ``path``, on the CPU. Raises CheckpointError where the file is damaged or not one of ours."""
    path = Path(path)
    remedy = "Move it away, give another path, or train anew over it with restart=True."
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except OSError as error:
        raise CheckpointError(f"{path} cannot be read ({error.strerror or error}). {remedy}") from error
    except Exception as error:  # torch raises many kinds on a damaged file
        raise CheckpointError(f"{path} is damaged, or is not a checkpoint of this training loop. {remedy}") from error
    if not isinstance(state, dict) or state.get("format") != FORMAT:
        raise CheckpointError(f"{path} is not a checkpoint of this training loop. {remedy}")
    return state


def require_same_run(path: Path, state: dict, config: dict, modules: dict) -> None:
    """Raise CheckpointError, naming the first difference, unless ``state`` is of this configuration and networks."""
    remedy = "Go back to that setting, give another path, or train anew over it with restart=True."
    before = state["config"]
    for key in [*config, *(key for key in before if key not in config)]:
        old, new = (repr(held[key]) if key in held else "not set" for held in (before, config))
        if old != new:
            raise CheckpointError(f"{path} was made with {key} = {old}, here it is {new}. {remedy}")
    theirs, ours = (
        {f"{name}.{key}": tuple(value.shape) for name, held in group.items() for key, value in held.items()}
        for group in (state["modules"], {name: module.state_dict() for name, module in modules.items()})
    )
    for key in [*ours, *(key for key in theirs if key not in ours)]:
        if theirs.get(key) != ours.get(key):
            shapes = f"{theirs.get(key, 'missing')} there and {ours.get(key, 'missing')} here"
            raise CheckpointError(f"{path} holds other networks: {key} is {shapes}. {remedy}")
