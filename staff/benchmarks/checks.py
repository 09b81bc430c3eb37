"""How long a learner waits for a check: every exercise, right and wrong answers, first call in a fresh process."""

import statistics
import time

from helpers.checking import exercises, judge_answer


def measure_checks() -> dict:
    """Seconds of the slowest of three first calls per exercise: the right answer, and two slips that get diagnosed.

    The last one of the catalog is compared with all others first.
    """
    seconds = {}
    for name, exercise in exercises().items():
        slips = exercise.mistakes[:1] + exercise.mistakes[1:][-1:]
        answers = [exercise.reference, *(mistake.answer for mistake in slips)]
        seconds[name] = max(_seconds(name, answer) for answer in answers)
    worst = max(seconds, key=seconds.get)
    return {"exercises": len(seconds), "median": statistics.median(seconds.values()), "worst": seconds[worst],
            "worst name": worst, "over 0.5 s": {name: value for name, value in seconds.items() if value > 0.5}}


def _seconds(name: str, answer) -> float:
    start = time.perf_counter()
    judge_answer(name, answer)
    return time.perf_counter() - start
