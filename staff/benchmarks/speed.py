"""How fast training, checks and tests are: against a public loop, and an earlier state of this repository. In turns."""

import contextlib
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import torch
from torch.utils.flop_counter import FlopCounterMode

from helpers.checking import exercises, judge_answer
from helpers.data import load_mnist
from helpers.gan.recipes import infogan
from staff.benchmarks.public_loop import BATCH, public_steps

ROOT = Path(__file__).parents[2]
BEFORE = "07b38d4527691f4a6c6135716dd0e87ee5131042"  # what is compared with: once the tag before-speed
PRECISIONS = ("float32", "bfloat16")
# Trains a recipe of the repository it is started in, as many steps as each line asks for.
WORKER = """
import sys
from helpers.data import load_mnist
from helpers.gan import recipes
name, size, precision, threads = sys.argv[1:]
recipe = getattr(recipes, name)(load_mnist("train")[0], size, seed=0)
for line in sys.stdin:
    recipe.train(int(line), precision=precision, threads=int(threads), quiet=True)
    print("done", flush=True)
"""

# A check that needs no torch, in a new process.
ONE_CHECK = """
import numpy as np
from helpers.checking import check

def entropy(p):
    p = np.asarray(p)[np.asarray(p) > 0]
    return float(-(p * np.log2(p)).sum())

check("entropy", entropy)
"""


def measure_speed(rounds: int = 7, steps: int = 10) -> dict:
    """Every round trains the public loop and ours, in float32 and bfloat16, and the recipe; ours now and before.

    Turns cancel what changes slowly on the machine; ratios are formed within a round. Products of large matrices with
    as many multiplications as a step of ours take turns as well: no step can be faster than they are.
    """
    public = public_steps()

    def theirs():
        for _ in range(steps):
            next(public)

    with contextlib.ExitStack() as stack:
        trees = {"now": ROOT, "before": stack.enter_context(checked_out(BEFORE))}
        trees = {when: tree for when, tree in trees.items() if tree}
        works = {f"{precision}, {when}": stack.enter_context(trainer(tree, steps, "infogan", "paper", precision))
                 for precision in PRECISIONS for when, tree in trees.items()}
        works |= {f"{precision}, products": products(precision, steps * flops_of_a_step()) for precision in PRECISIONS}
        seconds = take_turns({"public": theirs, **works}, rounds)
        recipes = {when: stack.enter_context(trainer(tree, steps, "beyond_the_paper", "small", "auto"))
                   for when, tree in trees.items()}
        of_recipe = take_turns(recipes, rounds)
    rates = {name: [steps * BATCH / each for each in values] for name, values in seconds.items()}
    return {
        "rounds": rounds,
        "threads": torch.get_num_threads(),
        "rates": {name: spread(values) for name, values in rates.items()},
        "ratios": {name: within(values, rates["public"]) for name, values in rates.items() if name != "public"},
        "recipe": {
            "milliseconds": {when: spread([1000 * each / steps for each in of_recipe[when]]) for when in trees},
            "ratio": within(of_recipe["now"], of_recipe["before"]) if "before" in trees else None,
        },
    }


def flops_of_a_step() -> int:
    """Multiplications and additions of one step of InfoGAN in the paper's size, forward and backward."""
    recipe = infogan(load_mnist("test")[0], "paper")
    with FlopCounterMode(display=False) as counter:
        recipe.step(torch.Generator(), torch.zeros(()))
    return counter.get_total_flops()


def products(precision: str, flops: int, size: int = 2048) -> Callable[[], object]:
    """A function that makes ``flops`` multiplications and additions, in products of square matrices."""
    one, other = torch.ones(2, size, size, dtype=getattr(torch, precision))

    def multiply():
        for _ in range(round(flops / (2 * size**3))):
            one @ other
    return multiply


def measure_checks(call: Callable, rounds: int = 7) -> dict:
    """Seconds of the slower of two first calls per exercise: the right answer, and a wrong one that gets diagnosed.

    ``call(function, calls)`` runs each in a process of its own, in which torch is already imported, as in a lesson.
    Beside it, what it takes to import the checks and judge one answer that needs no torch, now and before.
    """
    runs = call(measure_check, [(name, right) for name in exercises() for right in (True, False)])
    seconds: dict[str, float] = {}
    for run in runs:
        seconds[run["exercise"]] = max(run["seconds"], seconds.get(run["exercise"], 0.0))
    worst = max(seconds, key=seconds.get)
    result = {"exercises": len(seconds), "median": statistics.median(seconds.values()), "worst": seconds[worst],
              "worst name": worst, "over 0.5 s": {name: value for name, value in seconds.items() if value > 0.5}}
    with checked_out(BEFORE) as before:
        if before:
            times = take_turns({"before": lambda: one_check(before), "now": lambda: one_check(ROOT)}, rounds)
            result["import"] = {**{when: spread(values) for when, values in times.items()},
                                "ratio": within(times["now"], times["before"])}
    return result


def measure_check(name: str, right: bool) -> dict:
    """One first call. The wrong answer is the last slip of the catalog, which is compared with all others first."""
    exercise = exercises()[name]
    answer = exercise.reference if right or not exercise.mistakes else exercise.mistakes[-1].answer
    start = time.perf_counter()
    judge_answer(name, answer)
    return {"exercise": name, "seconds": time.perf_counter() - start}


def one_check(tree: Path) -> None:
    """Import and check in a new process of that tree."""
    subprocess.run([sys.executable, "-c", ONE_CHECK], cwd=tree, check=True, capture_output=True)


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
def trainer(tree: Path, steps: int, *what: str) -> Iterator[Callable[[], object]]:
    """A function that trains ``what``, a recipe, size and precision, of that tree further, in a waiting process."""
    command = [sys.executable, "-c", WORKER, *what, str(torch.get_num_threads())]
    with subprocess.Popen(command, cwd=tree, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        def train():
            print(steps, file=process.stdin, flush=True)
            if not process.stdout.readline():
                raise RuntimeError(f"training {', '.join(what)} in {tree} has stopped")
        yield train
        process.stdin.close()


def within(values: list[float], base: list[float]) -> list[float]:
    """Spread of the ratios that are formed within a round."""
    return spread([value / other for value, other in zip(values, base, strict=True)])


def spread(values: list[float]) -> list[float]:
    """[median, smallest, largest]."""
    return [statistics.median(values), min(values), max(values)]


def measure_suite() -> dict:
    """Seconds and summary of ``make test``, now and before, each in a copy with an environment of its own.

    A run that fails is measured, too: its summary says how many tests failed.
    """
    result = {}
    for when, revision in {"now": "HEAD", "before": BEFORE}.items():
        with tempfile.TemporaryDirectory() as folder:
            tree = Path(folder) / "course"
            subprocess.run(["git", "clone", "--quiet", str(ROOT), str(tree)], check=True)
            subprocess.run(["git", "checkout", "--quiet", _commit(revision)], cwd=tree, check=True)
            subprocess.run(["make", "setup"], cwd=tree, check=True, capture_output=True)
            start = time.perf_counter()
            run = subprocess.run(["make", "test"], cwd=tree, capture_output=True, text=True)
            result[when] = {"seconds": time.perf_counter() - start, "summary": _summary(run.stdout)}
        print(f"{when}: {result[when]}", *re.findall("^FAILED.*", run.stdout, re.MULTILINE), sep="\n", flush=True)
    return result


def _commit(revision: str) -> str:
    return subprocess.run(["git", "rev-parse", f"{revision}^{{commit}}"], cwd=ROOT, check=True, capture_output=True,
                          text=True).stdout.strip()


def _summary(output: str) -> str:
    """pytest's last line: "5674 passed, 32 skipped"."""
    counts = re.findall(r"\d+ (?:failed|passed|skipped|errors?)", output.strip().splitlines()[-1] if output else "")
    return ", ".join(counts) or "no summary"
