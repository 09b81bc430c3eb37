"""The command as an instructor uses it: stopped, killed, and where there is nothing to grade."""

import contextlib
import signal
import subprocess
import sys

import pytest

from staff.grading.__main__ import main
from tests.staff.grading.grading import NATS, hand_in, rows
from tests.staff.grading.submissions import making


def test_killed_half_way_and_run_again(school, tmp_path, monkeypatch, capsys, in_a_hurry):
    names = [f"student{number}" for number in range(5)]
    hand_in(tmp_path / "in", **{name: making.notebook(*making.solved(entropy=NATS)) for name in names})
    arguments = [str(tmp_path / "in"), "--jobs", "1", "--out", str(tmp_path / "out")]
    monkeypatch.setenv("TMPDIR", str(tmp_path))  # who is killed cannot clean up
    with subprocess.Popen([sys.executable, "-m", "staff.grading", *arguments], stderr=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL) as first:
        while len(list((tmp_path / "out").glob("records/*.json"))) < 2:
            with contextlib.suppress(subprocess.TimeoutExpired):
                assert first.wait(0.02) is None, "it ended before it could be killed"
        first.send_signal(signal.SIGKILL)
    assert not (tmp_path / "out" / "marks.csv").exists()
    assert main(arguments) == 0
    assert "5 notebooks to run" not in capsys.readouterr().out
    expected = {row["exercise"]: (row["status"], row["points"], row["mistake"])
                for row in rows(school[0] / "out" / "marks.csv") if row["student"] == "dov"}
    marks = rows(tmp_path / "out" / "marks.csv")
    assert [row["student"] for row in marks] == [name for name in names for _ in making.NAMES]
    assert all((row["status"], row["points"], row["mistake"]) == expected[row["exercise"]] for row in marks)


def test_interrupted_from_the_keyboard_nothing_is_left(tmp_path, monkeypatch):
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    hand_in(tmp_path / "in", ann=making.notebook("while True: pass", *making.solved()))
    command = [sys.executable, "-m", "staff.grading", tmp_path / "in", "--out", tmp_path / "out", "--jobs", "1"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as grader:
        assert any("Isolation in force" in line for line in grader.stdout)  # the endless cell has 60 s from now on
        grader.send_signal(signal.SIGINT)
        said = grader.communicate(timeout=30)[1]
    assert grader.returncode == 130 and "the same command goes on from here" in said
    assert not [*(tmp_path / "temporary").iterdir()]


@pytest.mark.parametrize(("missing", "words"), [
    ("linux", "grading needs Linux"), ("bwrap", "sudo apt install bubblewrap"), ("namespaces", "No permission")])
def test_without_isolation_nothing_is_run(tmp_path, monkeypatch, capsys, missing, words):
    if missing == "linux":
        monkeypatch.setattr(sys, "platform", "darwin")
    elif missing == "bwrap":
        monkeypatch.setenv("PATH", str(tmp_path))
    else:
        (tmp_path / "bwrap").write_text("#!/bin/sh\necho 'bwrap: No permissions to create a new namespace' >&2; exit 1")
        (tmp_path / "bwrap").chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))
    hand_in(tmp_path / "in", ann=making.notebook(*making.solved()))
    assert main([str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--jobs", "1"]) == 2
    said = capsys.readouterr().err
    assert "cannot be isolated" in said and words in said and "Nothing was run" in said
    assert not (tmp_path / "out" / "marks.csv").exists()


@pytest.mark.parametrize(("submissions", "out", "words"), [
    ("nowhere", "out", "there is no folder or zip file"),
    ("empty", "out", "there are no submissions in"),
    ("strange", "out", "belongs to a lesson of this course"),
    ("strange", "strange/marks", "the marks must not lie among the submissions"),
])
def test_what_cannot_be_graded_is_said_in_a_sentence(tmp_path, capsys, submissions, out, words):
    (tmp_path / "empty").mkdir()
    hand_in(tmp_path / "strange", ann=making.notebook("1 + 1").replace("01", "02"))
    (tmp_path / "strange" / "ann" / "01_entropy.ipynb").rename(tmp_path / "strange" / "ann" / "mine.ipynb")
    assert main([str(tmp_path / submissions), "--out", str(tmp_path / out)]) == 1
    assert words in capsys.readouterr().err


def test_a_lesson_that_is_not_there(tmp_path, capsys):
    assert main([str(hand_in(tmp_path / "in", ann="{}")), "--out", str(tmp_path / "out"), "--lessons", "99"]) == 1
    assert "there is no lesson 99; there are 0, 1, 2" in capsys.readouterr().err
