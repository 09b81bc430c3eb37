"""How long a learner waits for a check: every exercise, a right and a wrong answer, first call in a fresh process."""

import statistics
import time

from helpers.checking import exercises, judge_answer


def measure_checks() -> dict:
    """Seconds of the slower of two first calls per exercise: the right answer, and a wrong one that gets diagnosed.

    It is the last slip of the catalog, which is compared with all others first.
    """
    seconds = {}
    for name, exercise in exercises().items():
        answers = [exercise.reference, *(mistake.answer for mistake in exercise.mistakes[-1:])]
        seconds[name] = max(_seconds(name, answer) for answer in answers)
    worst = max(seconds, key=seconds.get)
    return {"exercises": len(seconds), "median": statistics.median(seconds.values()), "worst": seconds[worst],
            "worst name": worst, "over 0.5 s": {name: value for name, value in seconds.items() if value > 0.5}}


def _seconds(name: str, answer) -> float:
    start = time.perf_counter()
    judge_answer(name, answer)
    return time.perf_counter() - start
