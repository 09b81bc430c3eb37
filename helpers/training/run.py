"""The state of a training run: advance it by one step, read its losses, save it, bring it back."""

import contextlib
import copy
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import nn

from helpers.training.checkpoints import CheckpointError, load_checkpoint, require_same_run, save_checkpoint
from helpers.training.speed import can_capture, capture, fastest_thread_count, side_stream

WARM_UP_STEPS = 3  # before a step is timed or captured in a graph
WORTH_MEASURING = 100  # steps: in a shorter run, trying numbers of threads takes longer than it saves


class TrainingDiverged(ArithmeticError):
    """A loss or a weight is nan or infinite. ``history`` is what was recorded before."""

    def __init__(self, message: str, history: dict[str, np.ndarray]):
        super().__init__(message)
        self.history = history


def device_of(modules: dict[str, nn.Module]) -> torch.device:
    """The device of the first weight."""
    return next(weight.device for module in modules.values() for weight in module.parameters())


def _load_optimizer(optimizer: torch.optim.Optimizer, state: dict) -> None:
    """Take over what an optimiser has gathered, and leave its settings as they are here.

    The loop sets the rates, in the very tensors that a CUDA graph reads; ``capturable`` depends on the device.
    """
    own = [{key: value for key, value in group.items() if key != "params"} for group in optimizer.param_groups]
    groups = [{**group, **settings} for group, settings in zip(state["param_groups"], own, strict=True)]
    optimizer.load_state_dict({**state, "param_groups": groups})
    for group, settings in zip(optimizer.param_groups, own, strict=True):
        group.update(settings)  # loading has copied them


class Run:
    """Everything that changes during training: networks, optimisers, random numbers, step, history."""

    def __init__(
        self,
        step: Callable[[torch.Generator, torch.Tensor], dict],
        modules: dict[str, nn.Module],
        optimizers: dict[str, torch.optim.Optimizer],
        steps: int,
        seed: int,
        schedule: Callable[[float], float] | None,
        config: dict,
        path: Path | None,
    ):
        self.step, self.modules, self.optimizers, self.steps, self.path = step, modules, optimizers, steps, path
        self.device = device_of(modules)
        self.random = torch.Generator(self.device).manual_seed(seed)
        self.progress = torch.zeros((), device=self.device)
        self.schedule = schedule or (lambda progress: 1.0)
        self._rates = [(group["lr"], float(group["lr"])) for group in self._groups()]
        self.config = {"steps": steps, "seed": seed, **self._optimizer_settings(), **config}
        self.done = 0
        self.saved: int | None = None
        self.threads: int | None = None
        self._names: list[str] = []
        self._pending: list[torch.Tensor] = []
        self._rows: list[list[float]] = []
        self._measured: dict[str, dict[int, float]] = {}
        self._replay: Callable[[], torch.Tensor] | None = None
        self._eager_steps = 0

    # --- going forward

    def advance(self, say: Callable[[str], None]) -> None:
        """One step. On a GPU the first few run as written; then the step is captured in a graph if it can be."""
        self.progress.fill_(self.done / self.steps)
        self._set_rates(self.schedule(self.done / self.steps))
        if self._eager_steps == WARM_UP_STEPS and self._replay is None and can_capture(self.device):
            self._try_capture(say)
        if self._replay:
            row = self._replay()
        else:
            # Capturing asks for a stream of its own before it, and only then.
            with side_stream(self.device) if self._eager_steps < WARM_UP_STEPS else contextlib.nullcontext():
                row = self._losses()
            self._eager_steps += 1
        self._pending.append(row)
        self.done += 1

    def _losses(self) -> torch.Tensor:
        named = self.step(self.random, self.progress)
        names = list(named)
        if names != (self._names or names):
            raise ValueError(f"the step returned the losses {names}, and {self._names} before; return the same names.")
        self._names = names
        values = [torch.as_tensor(value, dtype=torch.float32, device=self.device).detach() for value in named.values()]
        for name, value in zip(names, values, strict=True):
            if value.numel() != 1:
                raise ValueError(f"the step returned {name!r} with shape {tuple(value.shape)}; a scalar is needed: "
                                 "take its mean.")
        return torch.stack([value.reshape(()) for value in values]) if values else torch.zeros(0)

    def _try_capture(self, say: Callable[[str], None]) -> None:
        for optimizer in self.optimizers.values():
            optimizer.zero_grad(set_to_none=True)  # so that gradients live in the graph's own memory
        try:
            self._replay = capture(self._losses, self.random)
        except RuntimeError as error:
            say("This step cannot be recorded as a CUDA graph, so it goes on as written, more slowly. A graph cannot "
                "hold .item(), `if` or print with a tensor's value, or shapes that change. "
                f"PyTorch says: {str(error).splitlines()[0]}")

    def measure_threads(self) -> int:
        """The fastest number of threads for this step, tried on real steps that are then taken back."""
        if self.device.type != "cpu" or self.steps - self.done < WORTH_MEASURING:
            return self.threads or torch.get_num_threads()
        self.read()
        before = copy.deepcopy(self._state())
        try:
            return fastest_thread_count(self._losses)
        finally:
            self._restore(before)

    # --- losses

    def read(self) -> None:
        """Fetch the losses of the steps since the last read: the only time the loop waits for a GPU."""
        rows = torch.stack(self._pending).tolist() if self._pending else []
        self._pending = []
        for row in rows:
            if not np.isfinite(row).all():
                name = self._names[int(np.argmin(np.isfinite(row)))]
                self._diverged(f"{name} is {row[self._names.index(name)]} at step {len(self._rows) + 1}")
            self._rows.append(row)

    def note(self, measured: dict[str, float]) -> None:
        """Enter numbers measured after the step just done."""
        for name, value in measured.items():
            self._measured.setdefault(name, {})[self.done] = float(value)

    def latest(self) -> dict[str, float]:
        """The losses read last, by name."""
        return dict(zip(self._names, self._rows[-1], strict=True)) if self._rows else {}

    def history(self) -> dict[str, np.ndarray]:
        """"step" (1, 2, ...), then every loss and every measured number, nan where it was not measured."""
        count = len(self._rows)
        columns = np.array(self._rows, dtype=np.float64).reshape(count, len(self._names))
        history = {"step": np.arange(1, count + 1), **dict(zip(self._names, columns.T.copy(), strict=True))}
        for name, at in self._measured.items():
            history[name] = np.array([at.get(step, np.nan) for step in range(1, count + 1)])
        return history

    def _diverged(self, what: str) -> None:
        history, back = self.history(), "there is no checkpoint to go back to"
        if self.saved is not None:
            self._restore(load_checkpoint(self.path))
            back = f"the weights of step {self.done} are back in place, from {self.path}"
        raise TrainingDiverged(f"training stopped: {what}; {back}. Smaller learning rates often help.", history)

    # --- kept and brought back

    def save(self, say: Callable[[str], None]) -> None:
        """Write the checkpoint, unless a weight is not finite. Where the disk refuses, say so and go on."""
        self.read()
        for name, module in self.modules.items():
            if not all(bool(torch.isfinite(weight).all()) for weight in module.parameters()):
                self._diverged(f"a weight of {name} is not finite after step {self.done}")
        try:
            save_checkpoint(self.path, self._state())
            self.saved = self.done
        except CheckpointError as error:
            say(f"Not saved: {error}")

    def resume(self) -> str:
        """Take up the run in the checkpoint; a remark for who waits, or "".

        Raises CheckpointError, and changes nothing, where that is another run.
        """
        state = load_checkpoint(self.path)
        require_same_run(self.path, state, self.config, self.modules)
        self._restore(state)
        self.saved = self.done
        if state["device"] == self.device.type:
            return ""
        return f" It was begun on another kind of device ({state['device']}), so its random numbers start anew here."

    def _state(self) -> dict:
        return {
            "step": self.done,
            "config": self.config,
            "modules": {name: module.state_dict() for name, module in self.modules.items()},
            "optimizers": {name: optimizer.state_dict() for name, optimizer in self.optimizers.items()},
            "device": self.device.type,
            "random": self.random.get_state(),
            "global random": torch.get_rng_state(),
            "threads": self.threads,
            "names": self._names,
            "losses": torch.tensor(self._rows, dtype=torch.float64),
            "measured": self._measured,
        }

    def _restore(self, state: dict) -> None:
        for name, module in self.modules.items():
            module.load_state_dict(state["modules"][name])
        for name, optimizer in self.optimizers.items():
            _load_optimizer(optimizer, state["optimizers"][name])
        self.done, self.threads, self._names = state["step"], state["threads"], list(state["names"])
        self._rows, self._pending, self._measured = state["losses"].tolist(), [], copy.deepcopy(state["measured"])
        if state["device"] == self.device.type:
            self.random.set_state(state["random"])
        else:  # the two kinds of generator cannot continue each other's numbers
            self.random.manual_seed(self.config["seed"] + 1_000_003 * self.done)
        torch.set_rng_state(state["global random"])

    # --- learning rates

    def _groups(self) -> list[dict]:
        return [group for optimizer in self.optimizers.values() for group in optimizer.param_groups]

    def _set_rates(self, factor: float) -> None:
        for group, (rate, base) in zip(self._groups(), self._rates, strict=True):
            if isinstance(rate, torch.Tensor):
                rate.fill_(base * factor)  # in place: a CUDA graph reads this very tensor
            else:
                group["lr"] = base * factor

    def reset_rates(self) -> None:
        """Learning rates as they were before the run."""
        self._set_rates(1.0)

    def _optimizer_settings(self) -> dict:
        """The settings that change what training computes, by readable name: {"G learning rate": 0.002, ...}."""
        settings = {}
        for name, optimizer in self.optimizers.items():
            settings[f"{name} optimizer"] = type(optimizer).__name__
            # Rounded: on a GPU a rate is a tensor, and single precision knows no 0.001.
            settings[f"{name} learning rate"] = [float(f"{float(group['lr']):.6g}") for group in optimizer.param_groups]
            for key in ("betas", "momentum", "weight_decay"):
                if key in optimizer.defaults:
                    settings[f"{name} {key}"] = str(optimizer.defaults[key])
        return settings
