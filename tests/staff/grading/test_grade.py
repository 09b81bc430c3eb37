"""Grading from the folder of submissions to the folder of marks."""

import re
import shutil

import pytest

from helpers.checking import exercises
from staff.grading import course
from staff.grading.grade import Settings, Submission, grade, request_for
from staff.grading.submissions.notebook import Cell, Notebook
from tests.staff.grading.grading import NATS, Page, hand_in, rows, without_isolation_skip
from tests.staff.grading.submissions import making

# The lessons themselves -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def lessons(tmp_path_factory, in_a_hurry):
    """Every lesson, solved by one student and handed in untouched by another: student, exercise -> row, and records."""
    place = tmp_path_factory.mktemp("lessons")
    known = course.lessons()
    for student, folder in (("solved", "solutions"), ("untouched", "notebooks")):
        (place / "in" / student).mkdir(parents=True)
        for lesson in known.values():
            source = course.ROOT / folder / f"{lesson.name}.ipynb"
            if source.exists():
                (place / "in" / student / source.name).write_bytes(source.read_bytes())
    records = without_isolation_skip(lambda: grade(Settings(place / "in", place / "out", jobs=2), lambda line: None))
    return {(row["student"], row["exercise"]): row for row in rows(place / "out" / "marks.csv")}, records


@pytest.mark.parametrize("exercise", exercises().values(), ids=list(exercises()))
def test_solutions_get_full_marks_and_untouched_copies_none(lessons, exercise):
    if ("solved", exercise.name) not in lessons[0]:
        pytest.skip("its lesson is not built yet")
    solved, untouched = (lessons[0][student, exercise.name] for student in ("solved", "untouched"))
    assert (solved["status"], solved["points"]) == ("passed", str(exercise.points)), solved["message"]
    assert (untouched["status"], untouched["points"]) == ("not attempted", "0"), untouched["message"]


def test_no_cell_of_a_solution_stops_but_for_training_that_was_skipped(lessons):
    for record in lessons[1]:
        if record.student == "solved":
            assert not record.failed_cells or any("Training cells were skipped" in note for note in record.notes)
            stopped = [why for why in record.failed_cells.values() if not why.startswith("NameError")]
            assert not stopped, record.lesson


# A class ----------------------------------------------------------------------------------------------------------


def test_the_isolation_is_printed(school):
    [line] = [line for line in school[1] if line.startswith("Isolation in force")]
    assert "no network" in line and "an unprivileged user" in line and "600 s" in line


def test_a_mistake_gets_its_name(school):
    marks = {(row["student"], row["exercise"]): row for row in rows(school[0] / "out" / "marks.csv")}
    wrong = marks["cho", "entropy"]
    assert (wrong["status"], wrong["points"], wrong["mistake"]) == ("failed", "0", "natural logarithm")
    assert "returned 0.6931; a fair coin has 1 bit" in wrong["message"]
    assert marks["cho", "surprisal"]["points"] == "1"
    assert "It uses entropy, which did not pass: look there first." in marks["cho", "binned_entropy"]["message"]


def test_a_second_run_runs_what_has_changed_and_keeps_marks_given_by_hand(school, tmp_path, in_a_hurry):
    place = shutil.copytree(school[0], tmp_path / "school")
    table = place / "out" / "hand_marks" / "ann.csv"
    table.write_text(table.read_text().replace("two_kinds_of_entropy,,3", "two_kinds_of_entropy,2.5,3"))
    before = (place / "out" / "marks.csv").read_bytes()
    (place / "in" / "ben" / "01_entropy.ipynb").write_text(making.stubs(making.SOLVED["surprisal"]))
    said = []
    grade(Settings(place / "in", place / "out", jobs=1), said.append)
    assert "1 notebooks to run" in said[0]
    summary = {row["student"]: row for row in rows(place / "out" / "summary.csv")}
    assert (summary["ann"]["written"], summary["ann"]["total"]) == ("2.5", "14.5")
    assert summary["ben"]["01_entropy"] == "1"
    assert "ann 12 of 12 2.5 of 3 14.5" in Page(place / "out" / "index.html").text
    fields = [attributes for tag, attributes in Page(place / "out" / "reports" / "ann.html").tags if tag == "input"]
    assert fields[0]["value"] == "2.5"
    before, after = (re.sub(rb",\d*\r\n", b"\n", text) for text in  # without the seeds
                     (before, (place / "out" / "marks.csv").read_bytes()))
    assert before.replace(b"ben,,01_entropy,surprisal,0,1,not attempted,,not attempted yet.",
                          b"ben,,01_entropy,surprisal,1,1,passed,,all 8 cases are right.") == after


def test_training_cells_run_when_asked_and_else_only_what_they_define(tmp_path):
    lesson = next(lesson for lesson in course.lessons().values() if lesson.training_cells(lesson.learner))
    cells = [*lesson.learner.cells, Cell("code", "def entropy(p):\n    return 1\nentropy(2)", ("train",))]
    work = Submission("ann", lesson, "x.ipynb", notebook=Notebook(tuple(cells)))
    whole, reduced = (dict(request_for(work, {}, [], Settings(tmp_path, tmp_path, train=train))["cells"])
                      for train in (True, False))
    training = lesson.training_cells(work.notebook)
    assert {index for index in whole if whole[index] != reduced[index]} == {*training}
    assert reduced[len(cells) - 1] == "def entropy(p):\n    return 1"


def test_a_mark_can_be_repeated_with_its_seed_for_one_student(school, tmp_path, in_a_hurry):
    hand_in(tmp_path / "in", cho=making.notebook(*making.solved(entropy=NATS)), dov=making.stubs())

    def graded(**options):
        grade(Settings(tmp_path / "in", tmp_path / "out", jobs=2, **options), lambda line: None)
        return {(row["student"], row["exercise"]): row for row in rows(tmp_path / "out" / "marks.csv")}
    first = graded(seed=7)
    assert first["cho", "entropy"]["seed"] == "7"
    other = graded(students=("cho",), seed=8)
    assert other["cho", "entropy"]["seed"] == "8" and other["dov", "entropy"] == first["dov", "entropy"]
    assert graded(students=("cho",), seed=7) == first
