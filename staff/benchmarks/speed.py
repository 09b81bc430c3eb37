"""How fast training is: against a public loop, and against an earlier state of this repository. Always in turns."""

import contextlib
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import torch

from helpers.data import load_mnist
from helpers.gan.recipes import infogan
from staff.benchmarks.public_loop import BATCH, public_steps

ROOT = Path(__file__).parents[2]
BEFORE = "before-speed"  # the tag of the state that is compared with
# Trains the recipe of the repository it is started in, as many steps as each line asks for.
RECIPE = """
import sys, time
from helpers.data import load_mnist
from helpers.gan.recipes import beyond_the_paper
recipe = beyond_the_paper(load_mnist("train")[0], seed=0)
for line in sys.stdin:
    start = time.perf_counter()
    recipe.train(int(line), precision="auto", threads=int(sys.argv[1]), quiet=True)
    print(time.perf_counter() - start, flush=True)
"""


def measure_speed(rounds: int = 7, steps: int = 10) -> dict:
    """Every round trains the public loop, ours in float32 and bfloat16, and the recipe before and now.

    Turns cancel what changes slowly on the machine; ratios are formed within a round.
    """
    images, _ = load_mnist("train")
    public, recipe = public_steps(), infogan(images, "paper")

    def ours(precision: str):
        return lambda: recipe.train(steps=steps, precision=precision, threads=torch.get_num_threads(), quiet=True)

    def theirs():
        for _ in range(steps):
            next(public)

    rates = take_turns({"public": theirs, "float32": ours("float32"), "bfloat16": ours("bfloat16")}, rounds)
    rates = {name: [steps * BATCH / seconds for seconds in values] for name, values in rates.items()}
    result = {
        "rounds": rounds,
        "threads": torch.get_num_threads(),
        "rates": {name: spread(values) for name, values in rates.items()},
        "ratios": {name: within(rates[name], rates["public"]) for name in ("float32", "bfloat16")},
    }
    with contextlib.ExitStack() as stack:
        before = stack.enter_context(checked_out(BEFORE))
        if before:
            trees = {"before": before, "now": ROOT}
            seconds = take_turns({name: stack.enter_context(recipe_in(tree)) for name, tree in trees.items()}, rounds)
            result["recipe"] = {
                "milliseconds": {name: spread([1000 * s / steps for s in seconds[name]]) for name in trees},
                "ratio": within(seconds["now"], seconds["before"]),
            }
    return result


def take_turns(works: dict[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Seconds of every work in every round; one more round before them warms up."""
    seconds = {name: [] for name in works}
    for number in range(rounds + 1):
        for name, work in works.items():
            start = time.perf_counter()
            work()
            if number:
                seconds[name].append(time.perf_counter() - start)
    return seconds


@contextlib.contextmanager
def checked_out(revision: str) -> Iterator[Path | None]:
    """A folder with that state of this repository; None where it is not known, as in a copy without history."""
    known = subprocess.run(["git", "rev-parse", "--verify", "--quiet", revision], cwd=ROOT, capture_output=True)
    if known.returncode:
        yield None
        return
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(f"git archive {revision} | tar -x -C {folder}", shell=True, check=True, cwd=ROOT)
        yield Path(folder)


@contextlib.contextmanager
def recipe_in(tree: Path, steps: int = 10) -> Iterator[Callable[[], object]]:
    """A function that trains the recipe of that tree ``steps`` further, in a process that waits for it."""
    command = [sys.executable, "-c", RECIPE, str(torch.get_num_threads())]
    with subprocess.Popen(command, cwd=tree, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        def train():
            print(steps, file=process.stdin, flush=True)
            if not process.stdout.readline():
                raise RuntimeError(f"the recipe in {tree} has stopped")
        yield train
        process.stdin.close()


def within(values: list[float], base: list[float]) -> list[float]:
    """Spread of the ratios that are formed within a round."""
    return spread([value / other for value, other in zip(values, base, strict=True)])


def spread(values: list[float]) -> list[float]:
    """[median, smallest, largest]."""
    return [statistics.median(values), min(values), max(values)]
