"""How long does grading take? Equal, solved notebooks of one lesson, graded here and by nbgrader.

``python -m helpers.grading.benchmark [--students 100] [--lesson 1] [--nbgrader PYTHON --nbgrader-students 20]``

PYTHON is the Python of an environment that has nbgrader. The run here is killed with SIGKILL half-way and started
again; both parts count. Times are seconds of wall clock per notebook.
"""

import argparse
import contextlib
import csv
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from helpers.grading.course import ROOT, Lesson, lessons


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m helpers.grading.benchmark", description="Time the grader.")
    parser.add_argument("--students", type=int, default=100)
    parser.add_argument("--lesson", type=int, default=1)
    parser.add_argument("--nbgrader", metavar="PYTHON", help="Python of an environment with nbgrader")
    parser.add_argument("--nbgrader-students", type=int, default=20, help="how many notebooks nbgrader gets")
    options = parser.parse_args(arguments)
    lesson = lessons()[options.lesson]
    with tempfile.TemporaryDirectory() as folder:
        for jobs in (len(os.sched_getaffinity(0)), 1):
            count = options.students if jobs > 1 else options.nbgrader_students
            place = Path(folder) / f"jobs-{jobs}"
            seconds = time_here(place, lesson, count, jobs, kill=jobs > 1)
            print(f"here, {jobs} at a time: {count} notebooks, {seconds / count:.2f} s each", flush=True)
        if options.nbgrader:
            count = options.nbgrader_students
            seconds = time_nbgrader(Path(folder) / "nbgrader", lesson, count, options.nbgrader)
            print(f"nbgrader autograde: {count} notebooks, {seconds / count:.2f} s each")
    return 0


def time_here(place: Path, lesson: Lesson, count: int, jobs: int, kill: bool) -> float:
    """Seconds for ``count`` notebooks, the start of the grader included. Every mark must be full."""
    for number in range(count):
        _put(place / "in" / f"student{number:03}", lesson, solved(lesson))
    command = [sys.executable, "-m", "helpers.grading", place / "in", "--out", place / "out", "--jobs", str(jobs)]
    began = time.monotonic()
    if kill:
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as first:
            while first.poll() is None and len(list((place / "out").glob("records/*.json"))) < count // 2:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    first.wait(0.1)
            first.send_signal(signal.SIGKILL)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    seconds = time.monotonic() - began
    with open(place / "out" / "marks.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == count * len(lesson.exercises) and all(row["status"] == "passed" for row in rows)
    return seconds


def time_nbgrader(place: Path, lesson: Lesson, count: int, python: str) -> float:
    """Seconds of ``nbgrader autograde`` for ``count`` notebooks. Every mark must be full."""
    content = for_nbgrader(lesson)
    _put(place / "source" / "lesson", lesson, content)
    for number in range(count):
        _put(place / "submitted" / f"student{number:03}" / "lesson", lesson, content)
    path = os.pathsep.join((str(Path(python).parent), os.environ["PATH"]))
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}

    def nbgrader(*words: str) -> None:
        command = [python, "-m", "nbgrader", *words, "lesson", f"--CourseDirectory.root={place}"]
        done = subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"nbgrader {words[0]} failed:\n{done.stderr[-2000:]}")

    nbgrader("generate_assignment", "--create")
    began = time.monotonic()
    nbgrader("autograde")
    seconds = time.monotonic() - began
    graded = list((place / "autograded").glob("*/lesson/*.ipynb"))
    assert len(graded) == count and not any('"output_type": "error"' in path.read_text() for path in graded)
    return seconds


def solved(lesson: Lesson) -> dict:
    """The solution notebook without outputs."""
    document = json.loads((ROOT / "solutions" / f"{lesson.name}.ipynb").read_text(encoding="utf-8"))
    for cell in document["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
    return document


def for_nbgrader(lesson: Lesson) -> dict:
    """The same with nbgrader's metadata: functions are solutions, checks are tests with the exercise's points."""
    document, points = solved(lesson), {exercise.name: exercise.points for exercise in lesson.exercises}
    for index, cell in enumerate(document["cells"]):
        source = "".join(cell["source"])
        checked = next((name for name in points if source.startswith(f'check("{name}"')), None)
        defined = next((name for name in points if f"def {name}(" in source), None)
        if cell["cell_type"] != "code" or not (checked or defined):
            continue
        marks = {"grade": bool(checked), "locked": bool(checked), "solution": not checked, "schema_version": 3,
                 "task": False, "grade_id": f"cell-{index}"}
        cell["metadata"]["nbgrader"] = {**marks, "points": points[checked]} if checked else marks
    return document


def _put(folder: Path, lesson: Lesson, document: dict) -> None:
    folder.mkdir(parents=True)
    (folder / f"{lesson.name}.ipynb").write_text(json.dumps(document), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
