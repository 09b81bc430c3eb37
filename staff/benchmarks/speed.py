"""Images per second of the public loop and of ours: the paper's architecture, batch 128, in turns."""

import statistics
import time

import torch

from helpers.data import load_mnist
from helpers.gan.recipes import infogan
from helpers.training.speed import has_fast_bfloat16
from staff.benchmarks.public_loop import BATCH, public_steps


def measure_speed(rounds: int = 7, steps: int = 10) -> dict:
    """Every round trains the public loop, ours in float32 and, where the processor has it, ours in bfloat16.

    Turns cancel what changes slowly on the machine; ratios are formed within a round.
    """
    images, _ = load_mnist("train")
    public, recipe = public_steps(), infogan(images, "paper")

    def ours(precision: str):
        return lambda: recipe.train(steps=steps, precision=precision, threads=torch.get_num_threads(), quiet=True)

    def theirs():
        for _ in range(steps):
            next(public)

    runs = {"public": theirs, "float32": ours("float32")}
    if has_fast_bfloat16(torch.device("cpu")):
        runs["bfloat16"] = ours("bfloat16")
    rates = {name: [] for name in runs}
    for number in range(rounds + 1):
        for name, run in runs.items():
            start = time.perf_counter()
            run()
            if number:  # the first round warms up
                rates[name].append(steps * BATCH / (time.perf_counter() - start))
    return {
        "rounds": rounds,
        "threads": torch.get_num_threads(),
        "rates": {name: spread(values) for name, values in rates.items()},
        "ratios": {
            name: spread([mine / base for mine, base in zip(values, rates["public"], strict=True)])
            for name, values in rates.items() if name != "public"
        },
    }


def spread(values: list[float]) -> list[float]:
    """[median, smallest, largest]."""
    return [statistics.median(values), min(values), max(values)]
