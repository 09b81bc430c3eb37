"""What the class did: shares, discrimination, the distribution of marks, and what to talk about in the next class."""

from collections import Counter

import numpy as np
from scipy.stats import pointbiserialr

from staff.grading.course import Lesson
from staff.grading.reports.marks import ELSEWHERE
from staff.grading.reports.tables import Graded

FEWEST = 8  # students; a correlation of fewer says nothing
HARD = 0.5  # an exercise is called hard where fewer of those who tried it have passed
WORTH_A_WORD = 0.8
BY_CHANCE = 0.05
BINS = 10
SHOWN = 3


def of_class(graded: list[Graded], lessons: list[Lesson]) -> dict:
    """What the page of statistics shows."""
    shares = [share for one in graded if (share := _share(one)) is not None]
    counts, _ = np.histogram(shares, bins=BINS, range=(0, 100))
    said = Counter((f"{row.number} {row.exercise}", row.message) for one in graded for _, row in one.rows()
                   if row.status == "failed" and not row.message.endswith(ELSEWHERE))
    most = [(exercise, message, times) for (exercise, message), times in said.most_common(SHOWN) if times > 1]
    of_all = {one.name: sum(row.points or 0 for _, row in one.rows()) for one in graded}
    by_lesson = [(lesson.name, [_result(graded, index, place, of_all) for place in range(len(lesson.exercises))])
                 for index, lesson in enumerate(lessons)]
    return {"title": f"What {len(graded)} students did", "exercises": by_lesson, "most": most,
            "bars": [(int(count), round(100 * count / max(1, *counts))) for count in counts],
            "alt": _alt(shares, counts), "nothing": len(graded) - len(shares),
            "talk": [(lesson, topics) for lesson, results in by_lesson if (topics := _topics(results))]}


def _share(one: Graded) -> float | None:
    """Points in exercises in percent of those that could be had. None where nothing was handed in or judged."""
    judged = [(one.points(record, row), row.out_of) for record, row in one.rows() if record.handed_in]
    out_of = sum(possible for points, possible in judged if points is not None)
    return 100 * sum(points for points, _ in judged if points is not None) / out_of if out_of else None


def _alt(shares: list[float], counts: np.ndarray) -> str:
    if not shares:
        return "No marks yet."
    bars = "; ".join(f"{10 * index} to {10 * index + 10} %: {count}" for index, count in enumerate(counts) if count)
    return f"How many students have which share of the points in exercises. {bars}. Lowest {min(shares):.0f} %, " \
           f"median {np.median(shares):.0f} %, highest {max(shares):.0f} %."


def _result(graded: list[Graded], index: int, place: int, of_all: dict[str, float]) -> dict:
    """How the class did in one exercise; ``of_all``: the points of each student in all of them."""
    records = [(one, one.records[index]) for one in graded]
    rows = [record.rows[place] for _, record in records]
    count = Counter(row.status for row in rows)
    tried = count["passed"] + count["failed"]
    judged = [(record.rows[place].status == "passed", of_all[one.name] - record.rows[place].points)
              for one, record in records if record.rows[place].points is not None]
    correlation, chance = _correlation(judged)
    return {"exercise": f"{rows[0].number} {rows[0].exercise}", "passed": count["passed"], "failed": count["failed"],
            "missing": count["not attempted"] + count["not found"], "waiting": sum(row.waits for row in rows),
            "share": round(100 * count["passed"] / len(judged)) if judged else None, "tried": tried,
            "hard": count["passed"] < HARD * tried, "discrimination": correlation, "chance": chance,
            "mistakes": Counter(row.mistake for row in rows if row.mistake).most_common(SHOWN + 1)}


def _correlation(judged: list[tuple[bool, float]]) -> tuple[float | None, float]:
    """Point-biserial, of passing and the rest of the points, and how likely it is by chance.

    None where too few, or all alike, say nothing.
    """
    passed, rest = ([*values] for values in zip(*judged, strict=True)) if judged else ([], [])
    if len(judged) < FEWEST or len({*passed}) < 2 or len({*rest}) < 2:
        return None, 1
    found = pointbiserialr(passed, rest)
    return round(float(found.statistic), 2), float(found.pvalue)


def _topics(results: list[dict]) -> list[str]:
    """Sentences on the exercises of a lesson that went worst, and on those that the strong ones failed."""
    asked = sorted((result for result in results if result["share"] is not None), key=lambda result: result["share"])
    return [f"{result['exercise']}: {result['passed']} of {result['tried']} who tried it passed"
            + f", {result['missing']} did not try" * bool(result["missing"])
            + "".join(f"; most common mistake: {mistake} ({times})" for mistake, times in result["mistakes"][:1]) + "."
            for result in asked[:SHOWN] if result["share"] < 100 * WORTH_A_WORD] + [
        f"{result['exercise']}: who did well elsewhere failed it more often. Is something in it misleading?"
        for result in asked if result["chance"] < BY_CHANCE and result["discrimination"] < 0]
