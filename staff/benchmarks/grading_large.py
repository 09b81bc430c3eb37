"""How much do lessons that use torch, and very large classes, ask of the grader?

``python -m staff.benchmarks.grading_large [--lessons 6 8 9 10 11] [--students 1000] [--jobs 2]``

Each lesson's solution is graded alone, without its training cells. The class is one download from Canvas, with a
gradebook of names in many scripts, of lesson 1. Peak memory is that of the grader, and of everything it started
together with it, looked at ten times a second. The start of the grader is included.
"""

import argparse
import csv
import json
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path

import psutil

from staff.benchmarks.grading import solved, without_one
from staff.grading.course import lessons

FIRST = ("Jane", "Łukasz", "Zoë", "Юлия", "Ελένη", "ليلى", "נועה", "आरव", "娜", "さくら", "지우", "สมชาย",
         "Thị Hoa", "Öykü")
LAST = ("Doe", "Müller", "O'Neil", "Иванов", "Παπάς", "حسن", "כהן", "शर्मा", "李", "田中", "김", "ใจดี", "Nguyễn",
        "van Dyk", "Şahin")
LESSONS = (6, 8, 9, 10, 11)
MEGABYTE = 2**20


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m staff.benchmarks.grading_large", description="Measure the grader.")
    parser.add_argument("--lessons", type=int, nargs="*", default=LESSONS)
    parser.add_argument("--students", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args(arguments)
    print(json.dumps(measure_large(options.lessons, options.students, options.jobs), indent=1))
    return 0


def measure_large(numbers: Sequence[int] = LESSONS, students: int = 1000, jobs: int = 2) -> dict:
    """Plain numbers: seconds, megabytes. AssertionError where a solved notebook has failed or somebody was lost."""
    known, alone = lessons(), []
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for number in numbers:
            if number in known and (known[number].root / "solutions" / f"{known[number].name}.ipynb").exists():
                (place / f"{number}").mkdir()
                (place / f"{number}" / "ann.ipynb").write_text(json.dumps(solved(known[number])), encoding="utf-8")
                marks = place / f"marks{number}"
                alone.append({"lesson": known[number].name, **_graded(place / f"{number}", marks, 1)})
                with open(marks / "marks.csv", newline="", encoding="utf-8") as file:
                    assert all(row["status"] == "passed" for row in csv.DictReader(file)), f"lesson {number} has failed"
        _download(place, students)
        found = _graded(place / "submissions.zip", place / "marks", jobs, "--roster", place / "gradebook.csv")
        with open(place / "marks" / "canvas.csv", newline="", encoding="utf-8") as file:
            marks = [row["01_entropy (7)"] for row in csv.DictReader(file)]
        assert len(marks) == students + 1 and all(marks), "somebody has no mark in the gradebook"
        size = sum(path.stat().st_size for path in (place / "marks").rglob("*")) / MEGABYTE
    found |= {"students": students, "jobs": jobs, "megabytes of marks": round(size, 1)}
    return {"alone": alone, "class": found}


def _download(place: Path, students: int) -> None:
    """submissions.zip and gradebook.csv, as Canvas makes them."""
    lesson = lessons()[1]
    contents = [json.dumps(without_one(lesson, number)) for number in range(len(lesson.exercises) + 1)]
    rows = [["Student", "ID", "SIS User ID", "SIS Login ID", "Section", f"{lesson.name} (7)"],
            ["    Points Possible", "", "", "", "", "15"]]
    with zipfile.ZipFile(place / "submissions.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for student in range(students):
            first, last = FIRST[student % len(FIRST)], LAST[student % len(LAST)]
            written = "".join(letter for letter in f"{last}{first}".lower() if letter.isalnum() or ord(letter) > 0x300)
            archive.writestr(f"{written}_{1000 + student}_{5000 + student}_{lesson.name}.ipynb",
                             contents[student % len(contents)])
            rows.append([f"{last}, {first}", 1000 + student, f"S{student}", f"u{student}", "Section 1", ""])
    with open(place / "gradebook.csv", "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)


def _graded(submissions: Path, out: Path, jobs: int, *options: object) -> dict:
    command = [sys.executable, "-m", "staff.grading", submissions, "--out", out, "--jobs", str(jobs), *options]
    began = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as grader:
        said = []
        reader = threading.Thread(target=lambda: said.extend(grader.stderr))
        reader.start()
        peak, together = 0, 0
        while grader.poll() is None:
            own, others = _memory(psutil.Process(grader.pid))
            peak, together = max(peak, own), max(together, own + others)
            time.sleep(0.1)
        reader.join()
    if grader.returncode:
        raise RuntimeError(f"the grader has failed: {''.join(said)[-2000:]}")
    return {"seconds": round(time.monotonic() - began, 1), "megabytes of the grader": round(peak / MEGABYTE),
            "megabytes in all": round(together / MEGABYTE)}


def _memory(process: psutil.Process) -> tuple[int, int]:
    """Bytes of a process, and of all that it has started."""
    def resident(one: psutil.Process) -> int:
        try:
            return one.memory_info().rss
        except psutil.Error:
            return 0
    try:
        return resident(process), sum(map(resident, process.children(recursive=True)))
    except psutil.Error:
        return 0, 0


if __name__ == "__main__":
    sys.exit(main())
