"""What a learner has passed: kept between sessions and by several notebooks at once, never where it does not belong."""

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from helpers.checking import CheckFailed, check, exercises, find_exercise, judge_answer, passed, progress, report
from helpers.pictures.course import LESSONS
from staff.authoring import Project, read_lesson, solution_notebook
from staff.authoring.execute import execute
from staff.grading.inside import stand_in
from tests.pages import ROOT


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """A folder that does not exist yet, in a session in which nothing has happened."""
    monkeypatch.setenv("INFOGAN_PROGRESS", str(tmp_path / "data" / "passed"))
    monkeypatch.setattr(passed, "_passed_here", set())
    monkeypatch.setattr(passed, "_said", set())
    monkeypatch.setattr("helpers.checking.display._last_messages", {})
    return tmp_path / "data" / "passed"


def solve(*names):
    for name in names:
        check(name, find_exercise(name).reference)


def in_another_session(code):
    code = f"from helpers.checking import *\n{code}"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return run.stdout


def told(capsys):
    capsys.readouterr()
    progress()
    return capsys.readouterr().out


def test_what_is_passed_is_told_per_lesson_in_words(kept, capsys):
    assert told(capsys).startswith(f"0 of {len(exercises())} exercises passed.\n")
    solve("entropy", "bits_to_nats")
    text = told(capsys)
    assert text.startswith(f"2 of {len(exercises())} exercises passed.\n")
    assert "\nLesson 0, Start here: 1 of 1 passed.\n" in text
    assert "\nLesson 1, Entropy: 1 of 8 passed. Passed: entropy. Not yet: surprisal, shannon_code_lengths" in text
    assert not [name for name in exercises() if name not in ("entropy", "bits_to_nats")
                and re.search(rf"Passed: [^.]*\b{name}\b", text)]


def test_another_session_knows_it(kept, capsys):
    assert "Passed: entropy." in in_another_session("check('entropy', find_exercise('entropy').reference); progress()")
    assert "Passed: entropy." in told(capsys)


def test_only_a_right_answer_counts_and_a_later_wrong_one_takes_nothing_away(kept):
    with pytest.raises(CheckFailed):
        check("entropy", lambda p: 0.0)
    assert passed.passed() == set() and not kept.exists()
    solve("entropy")
    with pytest.raises(CheckFailed):
        check("entropy", lambda p: 0.0)
    assert passed.passed() == {"entropy"}


def test_notebooks_that_run_at_once_lose_nothing(kept):
    names = list(exercises())
    code = "from helpers.checking.passed import record\nfor name in {!r}: record(name)"
    both = [subprocess.Popen([sys.executable, "-c", code.format(names[start::2])]) for start in (0, 1)]
    assert [process.wait() for process in both] == [0, 0]
    assert passed.passed() == set(names)


def test_files_that_are_no_exercise_or_hold_rubbish_do_no_harm(kept, capsys):
    kept.mkdir(parents=True)
    (kept / "an_exercise_of_an_older_course").touch()
    (kept / "entropy").write_bytes(b"\x00 rubbish")
    assert told(capsys).startswith("1 of ")


def test_where_nothing_can_be_kept_that_is_said_once_and_all_goes_on(kept, capsys):
    kept.parent.write_text("a file where the folder should be")
    solve("entropy")
    first = capsys.readouterr().out
    assert f"What you have passed cannot be kept in {kept} (Not a directory), so" in first
    solve("surprisal")
    assert "cannot be kept" not in capsys.readouterr().out
    progress()
    assert "2 of " in capsys.readouterr().out
    assert kept.parent.read_text() == "a file where the folder should be"


def test_it_is_kept_with_the_learners_data_and_not_with_the_course(monkeypatch, tmp_path):
    monkeypatch.delenv("INFOGAN_PROGRESS")
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    assert ROOT not in passed.folder().parents and Path.home() in passed.folder().parents
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert tmp_path in passed.folder().parents
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setattr(Path, "home", lambda: exec("raise RuntimeError"))
    assert passed.folder() is None


def test_tests_the_builder_and_grading_keep_nothing(kept, tmp_path, monkeypatch):
    source = tmp_path / "99_built.py"
    source.write_text('# %% [markdown]\n# # A lesson\n\n# %%\nfrom helpers.checking import check, find_exercise\n'
                      'check("entropy", find_exercise("entropy").reference)\n')
    lesson = read_lesson(source)
    notebook = solution_notebook(lesson, Project.read(ROOT))
    execute(lesson, notebook, tmp_path)
    assert "✓" in nbformat.writes(notebook)
    assert judge_answer("entropy", find_exercise("entropy").reference).passed
    for name in ("check", "hint", "progress", "report"):
        assert callable(getattr(stand_in, name)), "a submission imports what lesson 0 imports"
    stand_in.check("entropy", find_exercise("entropy").reference)
    stand_in.progress()
    assert not kept.exists()
    monkeypatch.undo()
    assert os.environ["INFOGAN_PROGRESS"] == "off" and passed.folder() is None, "set in conftest.py"


def test_every_exercise_belongs_to_a_lesson_with_a_title():
    assert {int(exercise.number.split(".")[0]) for exercise in exercises().values()} <= LESSONS.keys()


# Reports


def test_a_report_has_what_an_issue_needs_and_nothing_of_the_machine(kept, capsys):
    with pytest.raises(CheckFailed) as failed:
        check("entropy", lambda p: 0.5)
    report("entropy")
    text = capsys.readouterr().out
    assert "Exercise 1.2 entropy, infogan-curriculum " in text and "numpy 2" in text and "torch" in text
    assert f"{Project.read(ROOT).repository}/issues/new\n" in text
    assert [line.strip() for line in str(failed.value).splitlines()] == [
        line.strip() for line in text.splitlines()[-len(str(failed.value).splitlines()):]]
    assert str(ROOT) not in text and str(Path.home()) + "/" not in text


def test_a_report_before_any_check_says_so_and_a_wrong_name_is_met_with_the_right_one(kept, capsys):
    report("surprisal")
    assert "check('surprisal', ...) was not called in this session." in capsys.readouterr().out
    with pytest.raises(KeyError, match="did you mean 'entropy'"):
        report("entropi")
