"""How long does grading take? Equal notebooks of one lesson, graded here and by nbgrader.

``python -m staff.benchmarks.grading [--students 100] [--lesson 1] [--nbgrader PYTHON --nbgrader-students 20]``

PYTHON is the Python of an environment that has nbgrader and what the lessons need. A class is graded twice: at one go,
and killed with SIGKILL half-way and started again. Both must give the same marks. Times are seconds of wall clock,
the start of the grader included.
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

from staff.grading.course import ROOT, Lesson, lessons
from staff.grading.submissions.notebook import read_notebook


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m staff.benchmarks.grading", description="Time the grader.")
    parser.add_argument("--students", type=int, default=100)
    parser.add_argument("--lesson", type=int, default=1)
    parser.add_argument("--nbgrader", metavar="PYTHON", default="", help="Python of an environment with nbgrader")
    parser.add_argument("--nbgrader-students", type=int, default=20, help="how many notebooks nbgrader gets")
    options = parser.parse_args(arguments)
    measured = measure_grading(options.nbgrader, options.students, options.nbgrader_students, options.lesson)
    for run in measured["runs"]:
        print(f"{run['what']}: {run['notebooks']} notebooks, {run['seconds'] / run['notebooks']:.2f} s each")
    print(f"Killed after {measured['before the kill']} of {options.students}: the same marks.")
    print(measured["isolation"])
    return 0


def measure_grading(nbgrader: str = "", students: int = 100, nbgrader_students: int = 20, number: int = 1) -> dict:
    """The times of all runs as plain numbers. AssertionError where a mark is not what it should be.

    ``nbgrader``: the Python of its environment, "" to leave it out.
    """
    lesson = lessons()[number]
    with tempfile.TemporaryDirectory() as folder:
        place, jobs = Path(folder), len(os.sched_getaffinity(0))
        for student in range(students):
            _put(place / "class" / f"student{student:03}", lesson, without_one(lesson, student))
        for student in range(nbgrader_students):
            _put(place / "solved" / f"student{student:03}", lesson, solved(lesson))
        whole = [_grade(place / "class", place / "at one go", jobs)]
        before = _kill_half_way(place / "class", place / "killed", jobs, students // 2)
        _grade(place / "class", place / "killed", jobs)
        assert _marks(place / "killed") == _marks(place / "at one go"), "a killed run has given other marks"
        runs = [{"what": f"here, {jobs} at a time", "notebooks": students, "seconds": whole[0][0]}]
        seconds, _ = _grade(place / "solved", place / "one by one", 1)
        assert all(status == "passed" for *_, status in _marks(place / "one by one")), "a solved notebook has failed"
        runs.append({"what": "here, 1 at a time", "notebooks": nbgrader_students, "seconds": seconds})
        if nbgrader:
            seconds, version = time_nbgrader(place / "nbgrader", lesson, nbgrader_students, nbgrader)
            runs.append({"what": f"nbgrader {version} autograde, 1 at a time", "notebooks": nbgrader_students,
                         "seconds": seconds})
    return {"lesson": lesson.name, "runs": runs, "isolation": whole[0][1], "before the kill": before}


def _command(submissions: Path, out: Path, jobs: int) -> list:
    return [sys.executable, "-m", "staff.grading", submissions, "--out", out, "--jobs", str(jobs)]


def _grade(submissions: Path, out: Path, jobs: int) -> tuple[float, str]:
    """Seconds, and the line that says which isolation was in force."""
    began = time.monotonic()
    done = subprocess.run(_command(submissions, out, jobs), check=True, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True)
    seconds = time.monotonic() - began
    return seconds, next(line for line in done.stdout.splitlines() if line.startswith("Isolation in force"))


def _kill_half_way(submissions: Path, out: Path, jobs: int, enough: int) -> int:
    """Start to grade and kill it after ``enough`` records. Returns how many there are."""
    with subprocess.Popen(_command(submissions, out, jobs), env={**os.environ, "TMPDIR": str(out.parent)},
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as first:
        while first.poll() is None and len(list(out.glob("records/*.json"))) < enough:
            with contextlib.suppress(subprocess.TimeoutExpired):
                first.wait(0.1)
        first.send_signal(signal.SIGKILL)
    return len(list(out.glob("records/*.json")))


def _marks(out: Path) -> list[tuple]:
    """What a run has decided; messages may show inputs, which are new in every run."""
    with open(out / "marks.csv", newline="", encoding="utf-8") as file:
        return [(row["student"], row["exercise"], row["points"], row["mistake"], row["status"])
                for row in csv.DictReader(file)]


def time_nbgrader(place: Path, lesson: Lesson, count: int, python: str) -> tuple[float, str]:
    """Seconds of ``nbgrader autograde`` for ``count`` notebooks, and its version. No cell may fail."""
    content = for_nbgrader(lesson)
    _put(place / "source" / "lesson", lesson, content)
    for number in range(count):
        _put(place / "submitted" / f"student{number:03}" / "lesson", lesson, content)
    path = os.pathsep.join((str(Path(python).parent), os.environ["PATH"]))
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1",
                   "INFOGAN_PROGRESS": "off"}

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
    version = [python, "-c", "import nbgrader; print(nbgrader.__version__)"]
    return seconds, subprocess.run(version, check=True, capture_output=True, text=True).stdout.strip()


def solved(lesson: Lesson) -> dict:
    """The solution notebook without outputs."""
    document = json.loads((ROOT / "solutions" / f"{lesson.name}.ipynb").read_text(encoding="utf-8"))
    for cell in document["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
    return document


def without_one(lesson: Lesson, number: int) -> dict:
    """The same, and the student's ``number`` decides which answer was deleted, if any: marks that can be told apart."""
    names, document = [*(exercise.name for exercise in lesson.exercises), ""], solved(lesson)
    gone = names[number % len(names)]
    if gone:
        cells = read_notebook(json.dumps(document).encode()).defining(gone)
        document["cells"] = [cell for index, cell in enumerate(document["cells"]) if index not in cells]
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
