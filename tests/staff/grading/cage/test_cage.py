"""The cage itself: what is shown in it, for whom it is made, and what its own trial notices."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from staff.grading.cage import cage, runner
from staff.grading.course import ROOT
from staff.grading.grade import Settings, grade
from tests.staff.grading.grading import hand_in, rows, without_isolation_skip
from tests.staff.grading.submissions import making
from tests.staff.grading.submissions.attacks import attacks

AN_ORDINARY_USER = "61000"
LOOKS = """
import os, sys
inside = [path for path in sys.path if path.startswith("/course")]
raise SystemError([os.path.exists(place) for place in {places!r}], inside)
"""


def seen_in_a_cage(places):
    cages = without_isolation_skip(runner.Cages)
    request = {"cells": [[0, LOOKS.format(places=[str(place) for place in places])]], "exercises": {}, "skipped": [],
               "files": making.LESSON.files, "limits": runner.LIMITS, "training": [], "hidden": [], "secrets": []}
    try:
        return without_isolation_skip(lambda: runner.observe(request, cages))["cells"][0]
    finally:
        cages.close()


def test_neither_the_current_folder_nor_pythonpath_nor_the_checkout_is_shown(tmp_path, monkeypatch):
    old = tmp_path / "old" / "solutions"
    old.mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "old")
    monkeypatch.setenv("PYTHONPATH", str(old))
    monkeypatch.syspath_prepend(tmp_path / "old")
    places = [tmp_path, old, tmp_path / "old", ROOT / "helpers", ROOT / "solutions", Path.home() / ".bashrc"]
    assert f"{[False] * len(places)}, ['/course']" in seen_in_a_cage(places)


def test_a_package_with_the_answers_that_is_installed_beside_python_is_hidden(tmp_path, monkeypatch):
    """The place of the course may lie in what is shown. So may the submissions."""
    places = {ROOT / ".venv" / "helpers": False}
    monkeypatch.setattr(cage, "shown", lambda: {Path("/usr"), tmp_path})
    for name in ("helpers", "other"):
        (tmp_path / name).mkdir()
    words = cage.command([], tmp_path, [tmp_path / "helpers", *places], 1, 9)
    assert str(tmp_path / "helpers") in words[words.index(str(tmp_path)) + 1:]
    assert not any(str(place) in words for place in places)


def test_the_trial_looks_for_contents_under_whatever_name(tmp_path, monkeypatch):
    """A copy of a submission lies in a folder that is shown: nothing is run."""
    notebook = making.notebook(*making.solved())
    hand_in(tmp_path / "in", ann=notebook)
    (tmp_path / "shown").mkdir()
    (tmp_path / "shown" / "x.bin").write_text(notebook, encoding="utf-8")
    real = cage.shown()
    settings = Settings(tmp_path / "in", tmp_path / "out", jobs=1)
    without_isolation_skip(lambda: grade(settings, lambda line: None))
    monkeypatch.setattr(cage, "shown", lambda: {*real, tmp_path / "shown"})
    (tmp_path / "in" / "ben.ipynb").write_text(notebook, encoding="utf-8")
    with pytest.raises(cage.NoIsolation, match="not complete: no view of other submissions, marks or solutions"):
        grade(settings, lambda line: None)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="whoever runs the tests is no root")
def test_an_ordinary_user_has_the_same_cage(tmp_path):
    """Run as another user, who sees this Python and the checkout even where they lie in root's own folders."""
    without_isolation_skip(cage.require_tools)
    needed = [*cage.shown(), ROOT]
    closed = {parent for path in needed for parent in path.parents if not parent.stat().st_mode & 1}
    view = [word for folder in sorted(closed) for word in ("--perms", "0755", "--tmpfs", str(folder))]
    for path in sorted(needed):
        if closed.intersection(path.parents):
            view += [word for parent in reversed(path.parents) for word in ("--dir", str(parent))]
            view += ["--ro-bind", str(path), str(path)]
    hostile = attacks(["/mnt/in", "/mnt/out"], tmp_path / "mark", 9, 1)
    (tmp_path / "in").mkdir()
    chosen = ("escapes", "reads_solutions", "reads_marks_and_others", "reads_everything", "writes_to_others", "network",
              "fork_bomb", "fills_the_disk")
    for name in chosen:
        hostile[name].write(tmp_path / "in", name)
    making.broken(making.notebook(*making.solved())).write(tmp_path / "in", "perfect")
    tmp_path.chmod(0o777)
    done = subprocess.run(
        ["bwrap", "--dev-bind", "/", "/", *view, "--bind", tmp_path, "/mnt", "--cap-add", "CAP_SETUID", "--cap-add",
         "CAP_SETGID", "setpriv", "--reuid", AN_ORDINARY_USER, "--regid", AN_ORDINARY_USER, "--clear-groups",
         "--inh-caps=-all", "env", "HOME=/mnt", "TMPDIR=/mnt", sys.executable, "-m", "staff.grading", "/mnt/in",
         "--out", "/mnt/out", "--jobs", "2", "--lessons", "1"], cwd=ROOT, capture_output=True, text=True)
    if "cannot be isolated" in done.stderr:
        pytest.skip(done.stderr)
    assert done.returncode == 0, done.stderr
    marks = rows(tmp_path / "out" / "marks.csv")
    assert {row["student"] for row in marks if row["status"] == "passed"} == {"perfect"}
    assert {row["status"] for row in marks if row["student"] == "perfect"} == {"passed"}
    assert {row["student"] for row in marks} == {*chosen, "perfect"} and "Isolation in force" in done.stdout
    assert (tmp_path / "out" / "index.html").stat().st_uid == int(AN_ORDINARY_USER)
