"""``python -m staff.benchmarks [--only speed,checks,recipe,...] [--seeds 10]``: measure, print, write RESULTS.md.

Every measurement runs in a process of its own; trainings that are judged by what they learn, one a core, the others
one after another. Parts that are not measured now keep what staff/benchmarks/results.json has of them. ``suite`` runs
all tests twice, half an hour. Two parts are measured only when they are named: ``--only grading --nbgrader PYTHON``
compares with nbgrader, which has an environment of its own; ``--only large`` takes the lessons that use torch, and a
class of a thousand.
"""

import argparse
import json
import multiprocessing
import os
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

import torch

from helpers.gan.losses import CONTINUOUS_LAWS
from helpers.gan.recipes import ReaderWeights
from staff.benchmarks.accuracy import Plan, measure_training, real_floor
from staff.benchmarks.report import describe_machine, render

HERE = Path(__file__).parent
RESULTS, REPORT = HERE / "results.json", HERE.parents[1] / "RESULTS.md"
FIRST_SEED = 101  # no seed from here on was used to tune anything
BEYOND = "beyond the paper"
PLANS = {
    "recipe": [Plan(BEYOND, "beyond_the_paper", 10, keep=True), Plan("InfoGAN", "infogan"),
               Plan("InfoGAN, the paper's size", "infogan", 1, {"size": "paper"}), Plan("plain GAN", "plain_gan")],
    "information": [
        *(Plan(f"λ = {weight:g}", "infogan", settings={"weight": weight}) for weight in (0.0, 0.01, 0.1, 1.0, 10.0)),
        *(Plan(law, "infogan", settings={"law": law}) for law in CONTINUOUS_LAWS if law != "width 1"),
        Plan("learned width, λ = 0.1", "infogan", settings={"law": "learned width", "weight": 0.1}),
    ],
    "ablation": [
        Plan("Q alone, no generator", "reader_alone"),
        *(Plan(f"{BEYOND}, {change}", "beyond_the_paper", settings={"weights": weights}) for change, weights in {
            "Q without generated images": ReaderWeights(generated=0.0),
            "generated images at full weight": ReaderWeights(generated=1.0),
            "not asked to be sure": ReaderWeights(unsure=0.0),
            "not asked for all categories": ReaderWeights(even=0.0),
            "no consistency": ReaderWeights(consistency=0.0),
        }.items()),
    ],
    "gpu": [Plan("InfoGAN, the paper's size", "infogan", seeds=5, settings={"size": "paper"})],
}


def in_own_process(function, *arguments):
    """``function(*arguments)`` in a fresh process, so that its memory and caches are its own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


def one_a_core(function, calls: list[tuple]) -> list:
    """``function(*call)`` of every call, in order, each in a fresh process with one thread, as many as there are cores;
    with a GPU, one after another.

    Interrupted, or where one fails, it returns those that are finished.
    """
    workers = 1 if torch.cuda.is_available() else os.cpu_count()
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), max_tasks_per_child=1,
                             initializer=torch.set_num_threads, initargs=(1,)) as pool:
        futures = [pool.submit(function, *call) for call in calls]
        try:
            for future in as_completed(futures):
                if error := future.exception():
                    print(f"{calls[futures.index(future)]} failed: {error!r}", flush=True)
                else:
                    print("".join(f"{key} {value}, " for key, value in future.result().items()), flush=True)
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
        return [future.result() for future in futures
                if future.done() and not future.cancelled() and not future.exception()]


def measure(part: str, seeds: int | None, nbgrader: str = "") -> dict:
    """The results of one part, as plain numbers. ``seeds``: how many trainings of each kind, where not as planned."""
    from staff.benchmarks.grading import measure_grading
    from staff.benchmarks.grading_large import measure_large
    from staff.benchmarks.priors import measure_priors
    from staff.benchmarks.speed import measure_checks, measure_speed, measure_suite

    if part == "speed":
        return in_own_process(measure_speed)
    if part == "checks":
        return measure_checks(one_a_core)
    if part == "suite":
        return measure_suite()
    if part == "grading":
        return measure_grading(nbgrader)
    if part == "large":
        return measure_large()
    if part == "priors":
        return measure_priors(range(FIRST_SEED, FIRST_SEED + (seeds or 3)), one_a_core)
    if part == "gpu" and not torch.cuda.is_available():
        return {}
    calls = [(plan, seed) for plan in PLANS[part]
             for seed in range(FIRST_SEED, FIRST_SEED + (seeds or plan.seeds))]
    return {"runs": one_a_core(measure_training, calls), "floor": real_floor()}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m staff.benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="speed,checks,suite,recipe,information,ablation,priors,gpu",
                        help="parts, separated by commas")
    parser.add_argument("--seeds", type=int, help="trainings of each kind; default: 10 of the recipe, 3 of most others")
    parser.add_argument("--nbgrader", metavar="PYTHON", default="",
                        help="for the part grading: Python of an environment with nbgrader")
    parser.add_argument("--dry", action="store_true", help="print the tables, write nothing")
    options = parser.parse_args(arguments)
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    for part in options.only.split(","):
        print(f"measuring {part} ...", flush=True)
        results[part] = {**measure(part, options.seeds, options.nbgrader), "machine": describe_machine()}
        if not options.dry:  # after each part: the next one may take an hour
            RESULTS.write_text(json.dumps(results, indent=1) + "\n")
    text = render(results)
    print(text)
    if not options.dry:
        REPORT.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
