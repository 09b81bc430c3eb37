"""``python -m benchmarks [--only speed,checks,recipe,gpu] [--seeds 3]``: measure, print, write RESULTS.md.

Every measurement runs in a process of its own, one after another. Parts that are not measured now keep what
benchmarks/results.json has of them.
"""

import argparse
import json
import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import torch

from benchmarks.report import describe_machine, render

HERE = Path(__file__).parent
RESULTS, REPORT = HERE / "results.json", HERE.parent / "RESULTS.md"
FIRST_SEED = 101


def in_own_process(function, *arguments):
    """``function(*arguments)`` in a fresh process, so that its memory and caches are its own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


def measure(part: str, seeds: int, steps: int) -> dict:
    """The results of one part, as plain numbers."""
    from benchmarks.accuracy import measure_training, real_floor
    from benchmarks.checks import measure_checks
    from benchmarks.speed import measure_speed

    if part == "speed":
        return in_own_process(measure_speed)
    if part == "checks":
        return in_own_process(measure_checks)
    if part == "gpu" and not torch.cuda.is_available():
        return {}
    runs = []
    for seed in range(FIRST_SEED, FIRST_SEED + seeds):
        for recipe, precision, size in plans(part):
            run = in_own_process(measure_training, recipe, seed, steps, precision, size)
            result = f"accuracy {run['accuracy']:.4f} in {run['seconds']:.0f} s"
            print(f"{recipe}, {precision}, seed {seed}: {result}", flush=True)
            runs.append(run)
    return {"runs": runs, "floor": real_floor()}


def plans(part: str) -> list[tuple[str, str, str]]:
    """(recipe, precision, size) of the trainings of a part, interleaved over seeds."""
    from helpers.speed import has_fast_bfloat16

    if part == "gpu":
        return [("infogan", "bfloat16", "paper")]
    fast = has_fast_bfloat16(torch.device("cpu"))
    precisions = ["float32", "bfloat16"] if fast else ["float32"]
    beyond = [("beyond_the_paper", precision, "small") for precision in precisions]
    return [*beyond, ("infogan", precisions[-1], "small")]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="speed,checks,recipe,gpu", help="parts, separated by commas")
    parser.add_argument("--seeds", type=int, default=3, help="trainings per recipe")
    parser.add_argument("--steps", type=int, default=2000, help="length of a training")
    parser.add_argument("--dry", action="store_true", help="print the tables, write nothing")
    options = parser.parse_args(arguments)
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    for part in options.only.split(","):
        print(f"measuring {part} ...", flush=True)
        results[part] = {**measure(part, options.seeds, options.steps), "machine": describe_machine()}
    text = render(results)
    print(text)
    if not options.dry:
        RESULTS.write_text(json.dumps(results, indent=1) + "\n")
        REPORT.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
