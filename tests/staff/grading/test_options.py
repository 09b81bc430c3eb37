"""What an instructor asks for beside marks: dates, a roster, what does not count, one exercise again."""

import os
import zipfile
from datetime import datetime

import pytest

from staff.grading import course
from staff.grading import grade as grading
from staff.grading.__main__ import main
from staff.grading.grade import Settings, grade
from staff.grading.reports import marks as keep
from tests.staff.grading.grading import NATS, Page, hand_in, rows, with_answer, without_isolation_skip
from tests.staff.grading.submissions import making

pytestmark = pytest.mark.usefixtures("in_a_hurry")
RIGHT, WRONG = making.notebook(*making.solved()), making.notebook(*making.solved(entropy=NATS))


def run(place, **options):
    """What was said, and (student, exercise) -> row of marks.csv."""
    said = []
    options = {"jobs": 2, **options}
    without_isolation_skip(lambda: grade(Settings(place / "in", place / "out", **options), said.append))
    return " ".join(said), {(row["student"], row["exercise"]): row for row in rows(place / "out" / "marks.csv")}


def summary(place):
    return {row["student"]: row for row in rows(place / "out" / "summary.csv")}


def test_one_exercise_again_keeps_all_other_marks(tmp_path):
    hand_in(tmp_path / "in", ann=RIGHT, ben=WRONG)
    _, before = run(tmp_path, seed=1)
    said, after = run(tmp_path, seed=2, exercises=("entropy",))
    assert "2 notebooks to run" in said
    assert {row["exercise"] for row in after.values() if row["seed"] == "2"} == {"entropy"}
    assert {key: {**row, "seed": ""} for key, row in after.items()} == \
        {key: {**row, "seed": ""} for key, row in before.items()}
    _, after = run(tmp_path, seed=3, exercises=("entropy",), students=("ben",))
    assert [key for key, row in after.items() if row["seed"] == "3"] == [("ben", "entropy")]
    assert "0 notebooks to run" in run(tmp_path)[0]


def test_after_a_change_of_the_course_one_exercise_does_not_hide_that_the_others_are_old(tmp_path, monkeypatch):
    hand_in(tmp_path / "in", ann=RIGHT)
    run(tmp_path, seed=1)
    monkeypatch.setattr(keep, "course_version", lambda root: "changed")
    run(tmp_path, seed=2, exercises=("entropy",))
    said, after = run(tmp_path, seed=3)
    assert "1 notebooks to run" in said and {row["seed"] for row in after.values()} == {"3"}


def test_excused_for_all_by_an_option_and_for_one_by_hand(tmp_path):
    hand_in(tmp_path / "in", ann=with_answer(WRONG), ben=WRONG)
    run(tmp_path)
    assert (summary(tmp_path)["ann"]["total"], summary(tmp_path)["ann"]["out_of"]) == ("7", "12")
    with open(tmp_path / "out" / "hand_marks" / "ann.csv", "a") as file:
        file.write("01_entropy,binned_entropy,Excused,2,was ill\n")
    said, after = run(tmp_path, excuse=("entropy", "two_kinds_of_entropy"))
    assert "0 notebooks to run" in said and after["ann", "entropy"]["status"] == "excused"
    points = {name: [one[key] for key in ("total", "out_of", "written_out_of")]
              for name, one in summary(tmp_path).items()}
    assert points == {"ann": ["7", "8", "0"], "ben": ["7", "10", "0"]}
    assert "– of 0 excused: it does not count." in Page(tmp_path / "out" / "feedback" / "ann.html").text
    run(tmp_path)  # the option is over, what is written by hand stays
    assert [summary(tmp_path)[name]["out_of"] for name in ("ann", "ben")] == ["10", "12"]


def test_a_late_notebook_loses_what_the_table_says_and_one_of_unknown_time_nothing(tmp_path):
    with zipfile.ZipFile(tmp_path / "in", "w") as archive:
        for entry, day in (("ann/01_entropy.ipynb", 30), ("ben/01_entropy.ipynb", 31),
                           ("chochi_LATE_12_34_01_entropy.ipynb", 31), ("dovdee_13_35_01_entropy.ipynb", 31)):
            archive.writestr(zipfile.ZipInfo(entry, (2026, 10, day, 12, 0, 0)), RIGHT)
    (tmp_path / "dates.csv").write_text("lesson,date,percent per day\n1,2026-10-30,25\n")
    _, after = run(tmp_path, deadlines=tmp_path / "dates.csv")
    assert {name: one["total"] for name, one in summary(tmp_path).items()} == {
        "ann": "12", "ben": "9", "chochi": "12", "dovdee": "12"}
    assert [after[name, "entropy"]["late_percent"] for name in ("ann", "ben", "chochi")] == ["", "25", ""]
    assert "01_entropy: late by 1 day, 25 % off" in Page(tmp_path / "out" / "index.html").text
    for page in ("reports/ben", "feedback/ben"):
        assert "late by 1 day: due 2026-10-30 23:59, came 2026-10-31 12:00, 25 % off" in \
            Page(tmp_path / "out" / f"{page}.html").text
    assert "chochi: late" not in Page(tmp_path / "out" / "index.html").text
    assert "not by how much" in Page(tmp_path / "out" / "reports" / "chochi.html").text
    assert "late? Nobody knows" in Page(tmp_path / "out" / "feedback" / "dovdee.html").text


def test_moodle_knows_the_time_better_than_its_zip_file(tmp_path):
    with zipfile.ZipFile(tmp_path / "in", "w") as archive:
        archive.writestr("Ann Lee_7_assignsubmission_file_/01_entropy.ipynb", RIGHT)
    (tmp_path / "given.csv").write_text(
        "Identifier,Full name,Email address,Grade,Maximum Grade,Last modified (submission),Last modified (grade)\n"
        'Participant 7,Ann Lee,ann@x.org,,15,"Sunday, 1 November 2026, 12:30 AM",-\n')
    (tmp_path / "dates.csv").write_text("lesson,date,percent per day\n01_entropy,2026-10-30,25\n")
    run(tmp_path, deadlines=tmp_path / "dates.csv", roster=tmp_path / "given.csv")
    [row] = rows(tmp_path / "out" / "moodle.csv")
    assert row["Grade"] == "6" and row["Identifier"] == "Participant 7"
    with zipfile.ZipFile(tmp_path / "out" / "feedback.zip") as archive:
        assert archive.namelist() == ["Ann Lee_7_assignsubmission_file_/feedback.html"]
    assert [summary(tmp_path)["Ann Lee"][key] for key in ("id", "email", "total")] == ["7", "ann@x.org", "6"]


def test_two_lessons_in_one_notebook_are_both_graded(tmp_path):
    lessons = course.lessons()
    cells = [cell.source for number in (1, 2) for cell in lessons[number].learner.cells if cell.kind == "code"]
    entropy = next(index for index, source in enumerate(cells) if "def entropy(" in source)
    cells[entropy] = making.SOLVED["entropy"]
    hand_in(tmp_path / "in", ann=making.notebook(*cells))
    _, after = run(tmp_path)
    assert {row["lesson"] for row in after.values()} == {lessons[1].name, lessons[2].name}
    assert after["ann", "entropy"]["status"] == "passed"
    others = {row["status"] for (_, exercise), row in after.items() if exercise != "entropy"}
    assert others == {"not attempted"}


def test_a_rerun_beside_a_rival_version_keeps_both_marks_and_sees_what_changes(tmp_path):
    hand_in(tmp_path / "in", ann=WRONG)
    rival = tmp_path / "in" / "ann" / "01_entropy (1).ipynb"
    rival.write_text(RIGHT)
    words = "Another version that was worked on, 01_entropy.ipynb, would get 7 points"
    assert "2 notebooks to run" in run(tmp_path)[0]
    for options in ({}, {"again": True}, {"students": ("ann",)}, {"exercises": ("entropy",)}):
        run(tmp_path, **options)
        assert summary(tmp_path)["ann"]["total"] == "12" and summary(tmp_path)["ann"]["to_look_at"] == "1"
        assert words in Page(tmp_path / "out" / "reports" / "ann.html").text, options
    (tmp_path / "in" / "ann" / "01_entropy.ipynb").write_text(making.stubs(making.SOLVED["surprisal"]))
    assert "2 notebooks to run" in run(tmp_path)[0]
    assert "would get 1 points" in Page(tmp_path / "out" / "reports" / "ann.html").text


def test_a_record_is_kept_only_when_all_versions_have_run(tmp_path, monkeypatch):
    """Or a run that is killed between them would leave a mark that looks finished."""
    hand_in(tmp_path / "in", ann=WRONG)
    (tmp_path / "in" / "ann" / "01_entropy (1).ipynb").write_text(RIGHT)
    saved = []
    monkeypatch.setattr(keep, "save", lambda folder, record: saved.append((len(record.rivals), record.rows[0].status)))
    run(tmp_path, jobs=1)
    assert saved == [(1, "passed")]


@pytest.mark.parametrize(("options", "words"), [
    (["--exercise", "entropi"], "there is no exercise entropi; is entropy meant?"),
    (["--excuse", "2.3"], "there is no exercise 2.3"),
    (["--deadlines", "nowhere.csv"], "nowhere.csv: it cannot be read"),
    (["--roster", "bad.csv"], "bad.csv, line 1: this is no gradebook of Canvas"),
])
def test_a_slip_in_an_option_is_said_before_anything_runs(tmp_path, capsys, monkeypatch, options, words):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.csv").write_text("a,b\n")
    hand_in(tmp_path / "in", ann=RIGHT)
    assert main(["in", "--out", "out", *options]) == 1
    assert words in capsys.readouterr().err and not (tmp_path / "out").exists()


def test_the_time_of_a_file_is_that_of_this_clock(tmp_path):
    hand_in(tmp_path / "in", ann=RIGHT)
    when = datetime(2026, 10, 31, 0, 30).timestamp()
    os.utime(tmp_path / "in" / "ann" / "01_entropy.ipynb", (when, when))
    (tmp_path / "dates.csv").write_text("lesson,date,percent per day\n1,2026-10-30,50\n")
    run(tmp_path, deadlines=tmp_path / "dates.csv")
    assert summary(tmp_path)["ann"]["total"] == "6"
    assert "came 2026-10-31 00:30" in summary(tmp_path)["ann"]["late"]


def test_what_stops_the_search_for_copies_stops_nothing_else(tmp_path, monkeypatch):
    def fails(works):
        raise IndexError("no run")
    hand_in(tmp_path / "in", ann=RIGHT)
    monkeypatch.setattr(grading.alike, "require", lambda: None)
    monkeypatch.setattr(grading.alike, "pairs", fails)
    said, after = run(tmp_path, alike=True)
    assert "alike.html could not be written (IndexError: no run)" in said and after["ann", "entropy"]["points"] == "2"
