"""From observations to rows of marks."""

import json

import pytest

from staff.grading import course
from staff.grading.cage.transport import Report, decode_message
from staff.grading.reports.marks import judged
from staff.grading.submissions.notebook import Notebook

LESSON = course.lessons()[1]


@pytest.mark.parametrize(("report", "status"), [
    (None, "not run"), ({}, "not run"), ({"status": "passed", "points": 9}, "could not check"),
    ({"observations": "passed"}, "could not check"), ({"observations": [{"outcome": "passed"}]}, "could not check"),
    ({"observations": []}, "could not check"), ({"missing": True}, "not found"), ({"late": True}, "not run"),
    (Report("stopped", None, "it was ended"), "not run"), ({"not callable": "float"}, "failed"),
])
def test_only_what_was_judged_has_points(report, status):
    if isinstance(report, dict):
        line = json.dumps({"exercise": "entropy", "cell": None, **report}).encode()
        report = decode_message(line, set(), {"entropy"}).said
    reports = {"entropy": {None: report}} if report else {}
    rows = judged(LESSON, Notebook(()), {"cells": {}, "exercises": reports}, 1)
    [row] = [row for row in rows if row.exercise == "entropy"]
    assert row.status == status and row.message
    assert row.points == (None if status in ("not run", "could not check") else 0)
