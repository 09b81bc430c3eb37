"""One training loop: it says how long it will take, shows progress, keeps a history, and loses nothing.

In a lesson::

    with seeded(0):                                            # initial weights; global state is left as it was
        modules = {"G": Generator("small").to(device), "D": Discriminator("small").to(device)}
    optimizers = {"G": adam(modules["G"], 2e-3), "D": adam(modules["D"], 1e-3)}

    def step(random, progress):                                # one update of everything
        real = draw(images, 128, random)                       # images: one tensor, on the device
        noise = torch.randn(128, 62, generator=random, device=random.device)
        ...
        return {"D loss": d_loss, "G loss": g_loss}            # named scalars, recorded at every step

    history = train(step, modules, optimizers, steps=2000, seed=0, checkpoint="runs/lesson_08.pt")
    history["step"], history["D loss"]                         # numpy arrays, one entry a step

``random`` is the loop's torch.Generator on the device of the networks: draw everything from it. ``progress`` is a
tensor scalar that goes from 0 to 1, for noise that fades: ``0.4 * (1 - progress)``. In the generator's part of a step,
write ``with frozen(discriminator):`` around its forward pass and ``backward()``: gradients pass through D, and those of
D's own weights are not computed.

A run that is stopped (Interrupt in the notebook, Ctrl-C) saves and returns the history so far. Call ``train`` again
with the same arguments and it goes on from there, on a CPU to the same bit as if it had never been stopped (another
number of threads, tried where the pace changes, rounds differently). A finished run is loaded, not trained again;
``restart=True`` forgets the checkpoint. A run begun on a CPU can go on on a GPU, and the other way round, with other
random numbers from there. On a GPU the step is recorded after a few calls and then replayed: Python in it runs no more,
so a counter or a print stands still. A loss or a weight that is not finite raises
:class:`helpers.training.run.TrainingDiverged`, and the weights of the last checkpoint are put back where there is one.
"""

import contextlib
import copy
import os
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
import torch
from torch import nn
from tqdm.auto import tqdm

from helpers.training.progress import Progress, interrupt_sets_flag
from helpers.training.run import Run, device_of
from helpers.training.speed import (
    Pace,
    fast_float32,
    forward_in_bfloat16,
    has_fast_bfloat16,
    has_kernels,
    import_compiler_when_idle,
    thread_count,
)

import_compiler_when_idle()


def train(
    step: Callable[[torch.Generator, torch.Tensor], dict],
    modules: dict[str, nn.Module],
    optimizers: dict[str, torch.optim.Optimizer],
    *,
    steps: int,
    seed: int = 0,
    schedule: Callable[[float], float] | None = None,
    measure: Callable[[], dict[str, float]] | None = None,
    measure_every: int = 500,
    checkpoint: str | Path | None = None,
    save_every: int = 250,
    restart: bool = False,
    config: dict | None = None,
    precision: str = "float32",
    threads: int | None = None,
    read_every: int = 25,
    quiet: bool = False,
) -> dict[str, np.ndarray]:
    """Call ``step(random, progress)`` ``steps`` times and return the history: arrays of one entry a step.

    ``schedule(progress)`` multiplies the learning rates. ``measure()`` returns numbers, such as an accuracy, that enter
    the history every ``measure_every`` steps and at the end (nan between). ``config`` holds plain settings that a
    checkpoint must share to be gone on from; steps, seed, precision and the optimisers' settings always count.
    ``precision`` is "float32", "bfloat16", or "auto": bfloat16 where the processor or GPU multiplies it faster.
    ``threads``: by default the fastest count is found by measurement, once more where the pace changes.
    Losses are read from the device every ``read_every`` steps only. ``quiet`` prints nothing.

    A test of a lesson sets the variable INFOGAN_SHORTER. Where it is "1500:300 400:100", a training of 1500 steps runs
    300, from progress 0 to 1 and without the checkpoint, and in the history each of them stands for five.

    Raises TrainingDiverged (see above) and CheckpointError where the checkpoint is damaged, foreign or of another run.
    """
    asked, steps = steps, steps_to_run(steps)
    path = Path(checkpoint) if checkpoint and steps == asked else None
    say = (lambda text: None) if quiet else tqdm.write
    device = device_of(modules)
    if precision == "auto":
        precision = "bfloat16" if has_fast_bfloat16(device) else "float32"
    run = Run(step, modules, optimizers, steps, seed, schedule, {"precision": precision, **(config or {})}, path)
    with contextlib.ExitStack() as stack:
        stack.enter_context(seeded(seed))
        stack.enter_context(fast_float32(run.device))
        if precision == "bfloat16":
            stack.enter_context(forward_in_bfloat16(modules.values(), run.device))
        if path and path.exists() and not restart:
            remark = run.resume()
            what = "Loaded the finished run" if run.done == steps else f"Going on from step {run.done}"
            say(f"{what} in {path}.{remark if run.done < steps else ''}")
        if run.done == steps:
            return stretched(run.history(), asked / steps)
        stop = stack.enter_context(interrupt_sets_flag())
        stack.callback(run.reset_rates)
        try:
            run.threads, most = threads or run.threads or run.measure_threads(), torch.get_num_threads()
            stack.enter_context(thread_count(run.threads))
            progress, pace = stack.enter_context(Progress(run, precision, read_every, quiet)), Pace()
            while run.done < steps and not stop.is_set():
                start = time.perf_counter()
                run.advance(say)
                if pace.changed(time.perf_counter() - start) and not threads:
                    with thread_count(most):
                        run.threads = run.measure_threads()
                    torch.set_num_threads(run.threads)
                    pace = Pace()
                progress.tick()
                if measure and (run.done % measure_every == 0 or run.done == steps):
                    with torch.random.fork_rng():
                        run.note(measure())
                if path and run.done % save_every == 0:
                    run.save(say)
        except KeyboardInterrupt:  # a second interrupt, or one that did not reach the main thread
            pass
        run.read()
        if path and run.saved != run.done:
            run.save(say)
    if run.done < steps:
        kept = "call train again to go on from there" if path and run.saved == run.done else "nothing was saved"
        say(f"Stopped after step {run.done} of {steps}; {kept}.")
    return stretched(run.history(), asked / steps)


def steps_to_run(steps: int) -> int:
    """How many steps a training of ``steps`` has: all of them, or what INFOGAN_SHORTER has for this number."""
    shorter = dict(pair.split(":") for pair in os.environ.get("INFOGAN_SHORTER", "").split())
    return int(shorter.get(str(steps), steps))


def counted(steps: int, quiet: bool = False) -> Iterable[int]:
    """The numbers of the steps, with a bar, for a loop that is not :func:`train`: ``for step in counted(300):``."""
    return tqdm(range(steps_to_run(steps)), desc="training", leave=False, disable=quiet)


def stretched(history: dict[str, np.ndarray], times: float) -> dict[str, np.ndarray]:
    """The history with each row standing for ``times`` steps. What was measured now and then stays where it was."""
    rows = (np.arange(round(len(history["step"]) * times)) / times).astype(int)
    ends = np.diff(rows, append=-1) != 0  # a row's last copy
    long = {name: np.where(ends | ~np.isnan(column).any(), column[rows], np.nan) for name, column in history.items()}
    return {**long, "step": np.arange(1, len(rows) + 1)}


def pick_device() -> torch.device:
    """The GPU if there is one that this torch can use, else the CPU. The variable INFOGAN_DEVICE overrides it.

    ValueError where INFOGAN_DEVICE is neither "cpu" nor "cuda", or is "cuda" and there is none.
    """
    wish = os.environ.get("INFOGAN_DEVICE", "")
    if wish not in ("", "cpu", "cuda"):
        raise ValueError(f'INFOGAN_DEVICE is {wish!r}; expected "cpu" or "cuda".')
    if wish == "cpu" or not torch.cuda.is_available():
        if wish == "cuda":
            raise ValueError("INFOGAN_DEVICE is \"cuda\", and torch finds no GPU here. Unset it to use the CPU.")
        return torch.device("cpu")
    if not has_kernels():
        print(f"{torch.cuda.get_device_name()} is left alone: torch {torch.__version__} has no programs for it. "
              "Everything runs on the CPU; another torch may know this GPU.")
        return torch.device("cpu")
    return torch.device("cuda")


@contextlib.contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Inside, torch's global generators start from ``seed``; afterwards they are as they were."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        yield


@contextlib.contextmanager
def frozen(*modules: nn.Module) -> Iterator[None]:
    """Inside, gradients flow through the modules, and those of their weights are not computed."""
    weights = [weight for module in modules for weight in module.parameters() if weight.requires_grad]
    for weight in weights:
        weight.requires_grad_(False)
    try:
        yield
    finally:
        for weight in weights:
            weight.requires_grad_(True)


def draw(images: torch.Tensor, count: int, random: torch.Generator) -> torch.Tensor:
    """``count`` images, with replacement. uint8 images (N, 28, 28) become floats (count, 1, 28, 28) in [-1, 1]."""
    return pick(images, torch.randint(len(images), (count,), generator=random, device=images.device))


def pick(images: torch.Tensor, places: torch.Tensor) -> torch.Tensor:
    """The images at these places, as ``draw`` returns them."""
    batch = images[places]
    return batch.unsqueeze(1).float().div_(127.5).sub_(1) if images.dtype == torch.uint8 else batch


def adam(modules: nn.Module | list[nn.Module], learning_rate: float, beta1: float = 0.5) -> torch.optim.Adam:
    """Adam with beta2 0.999 in its fused form, on a GPU also in the form that a CUDA graph can hold.

    The fused form changes weights without PyTorch noticing. A backward pass through logits that D gave *before* its
    step then raises no error, and its gradient is wrong: after a step, compute the logits anew.
    """
    modules = [modules] if isinstance(modules, nn.Module) else modules
    weights = [weight for module in modules for weight in module.parameters()]
    on_gpu = weights[0].device.type == "cuda"
    rate = torch.tensor(learning_rate, device=weights[0].device) if on_gpu else learning_rate
    return torch.optim.Adam(weights, lr=rate, betas=(beta1, 0.999), fused=True, capturable=on_gpu)


def averaged(module: nn.Module) -> nn.Module:
    """A copy that will hold the running average of the module's weights. Give it to ``train`` among the modules."""
    return copy.deepcopy(module).requires_grad_(False)


@torch.no_grad()
def update_average(average: nn.Module, module: nn.Module, decay: float = 0.995) -> None:
    """average <- decay * average + (1 - decay) * module for the weights; running statistics are copied."""
    torch._foreach_lerp_(list(average.parameters()), list(module.parameters()), 1 - decay)
    for kept, current in zip(average.buffers(), module.buffers(), strict=True):
        kept.copy_(current)


def linear_decay(start: float = 0.5) -> Callable[[float], float]:
    """A schedule: learning rates stay until ``start`` of the run, then fall on a line that reaches 0 at its end."""
    return lambda progress: min(1.0, (1 - progress) / (1 - start))
