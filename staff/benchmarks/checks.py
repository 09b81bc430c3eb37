"""How long a learner waits for a check: every exercise, a right and a wrong answer, first call in a fresh process."""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from helpers.checking import exercises, judge_answer
from staff.benchmarks.speed import BEFORE, ROOT, checked_out, spread, take_turns, within

ONE_CHECK = """
import numpy as np
from helpers.checking import check

def entropy(p):
    p = np.asarray(p)[np.asarray(p) > 0]
    return float(-(p * np.log2(p)).sum())

check("entropy", entropy)
"""


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
