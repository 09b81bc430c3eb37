"""A class of broken and hostile submissions, graded in one run: no row is missing, nobody gains, nobody suffers."""

import csv
import os
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from staff.grading.cage import cage, runner
from staff.grading.cage.transport import clean
from staff.grading.grade import Settings, grade
from tests.staff.grading.submissions.attacks import attacks
from tests.staff.grading.submissions.broken import BROKEN
from tests.staff.grading.submissions.cheats import CHEATS
from tests.staff.grading.submissions.making import LESSON, NAMES

LIMITS = {**runner.LIMITS, "cell_seconds": 6, "exercise_seconds": 6, "total_seconds": 60, "memory_megabytes": 512,
          "file_megabytes": 64}


@pytest.fixture(scope="module")
def school(tmp_path_factory):
    """All of them, graded in one run: (folder of submissions, folder of marks, records, those that are hostile)."""
    place = tmp_path_factory.mktemp("school")
    submissions, out, mark = place / "submissions", place / "marks", place / f"mark-{os.getpid()}"
    submissions.mkdir()
    asleep = [sys.executable, "-c", "import time; time.sleep(1000)"]
    with socket.create_server(("127.0.0.1", 0)) as server, subprocess.Popen(asleep) as victim:
        targets = [str(submissions), str(out), str(place)]
        hostile = {**CHEATS, **attacks(targets, mark, server.getsockname()[1], victim.pid)}
        for name, defect in {**BROKEN, **hostile}.items():
            defect.write(submissions, name)
        before = {path: path.read_bytes() for path in submissions.rglob("*") if path.is_file()}
        settings = Settings(submissions, out, (1,), jobs=2, limits=LIMITS)
        try:
            records = grade(settings, lambda line: None)
        except cage.NoIsolation as problem:
            pytest.skip(f"no isolation here: {problem}")
        finally:
            survived = victim.poll() is None
            victim.kill()
        server.setblocking(False)
        with pytest.raises(BlockingIOError):
            server.accept()
    assert survived
    assert before == {path: path.read_bytes() for path in submissions.rglob("*") if path.is_file()}
    installation = [Path(sys.prefix), Path(os.__file__).parent, Path(np.__file__).parent]
    assert not any((folder / mark.name).exists() for folder in [place, *installation])
    return submissions, out, records, hostile


@pytest.fixture(scope="module")
def marks(school):
    """(student, exercise) -> row of marks.csv."""
    with open(school[1] / "marks.csv", newline="", encoding="utf-8") as file:
        return {(row["student"].removeprefix("'"), row["exercise"]): row for row in csv.DictReader(file)}


def student(name):
    return clean(os.fsdecode(b"name_that_is_no_text\xff\xfe")) if name == "name_that_is_no_text" else name


def statuses(marks, name):
    return {exercise: marks[student(name), exercise]["status"] for exercise in NAMES}


def test_what_would_lead_out_of_the_cage_fails(school):
    [record] = [record for record in school[2] if record.student == "escapes"]
    assert [why for why in record.failed_cells.values() if f"SystemError: {[-1] * 8}" in why]


def observed(source, cages):
    request = {"cells": [[0, source]], "exercises": {}, "files": LESSON.files, "limits": LIMITS, "training": [],
               "hidden": [], "secrets": []}
    return runner.observe(request, cages)["cells"]


@pytest.fixture
def cages():
    try:
        made = runner.Cages()
        observed("", made)
    except cage.NoIsolation as problem:
        pytest.skip(f"no isolation here: {problem}")
    yield made
    made.close()


def test_submissions_do_not_share_a_user(cages):
    """Or one of them could use up the processes and threads that others need at the same time."""
    with ThreadPoolExecutor(2) as threads:
        users = list(threads.map(observed, ["import os\nraise SystemError(os.getuid())"] * 2, [cages] * 2))
    assert users[0] != users[1]


def test_enough_defects(school):
    assert len(BROKEN) + len(school[3]) >= 30


@pytest.mark.parametrize("name", BROKEN)
def test_a_defect_costs_only_what_depends_on_it(marks, name):
    defect = BROKEN[name]
    assert statuses(marks, name) == {exercise: defect.expected.get(exercise, defect.rest) for exercise in NAMES}


@pytest.mark.parametrize("name", [*CHEATS, *attacks([], Path("mark"), 0, 0)])
def test_an_attack_gains_nothing(school, marks, name):
    got, defect = statuses(marks, name), school[3][name]
    assert "passed" not in got.values()
    assert all(marks[student(name), exercise]["points"] in ("", "0") for exercise in NAMES)
    if defect.rest:
        messages = {exercise: marks[student(name), exercise]["message"] for exercise in NAMES}
        assert got == {exercise: defect.expected.get(exercise, defect.rest) for exercise in NAMES}, messages
