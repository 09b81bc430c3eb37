"""Grading from the folder of submissions to the folder of marks: the command as an instructor uses it."""

import contextlib
import csv
import html.parser
import json
import signal
import subprocess
import sys

import pytest

from helpers.checking import exercises
from staff.grading import course
from staff.grading.__main__ import main
from staff.grading.cage import runner
from staff.grading.grade import Settings, Submission, grade, request_for
from tests.staff.grading.submissions import making

ANSWER = "**Your answer: `two_kinds_of_entropy`** · 3 points, graded by hand\n\n<img src=x onerror=alert(1)> & more"
NATS = "def entropy(p):\n    p = np.asarray(p, dtype=float)\n    p = p[p > 0]\n    return float(-np.sum(p * np.log(p)))"


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def with_answer(content):
    document = json.loads(content)
    document["cells"].append({"cell_type": "markdown", "metadata": {}, "source": ANSWER})
    return json.dumps(document)


def hand_in(folder, **contents):
    for student, content in contents.items():
        (folder / student).mkdir(parents=True)
        (folder / student / "01_entropy.ipynb").write_text(content, encoding="utf-8")
    return folder


def without_isolation_skip(run):
    try:
        return run()
    except runner.NoIsolation as problem:
        pytest.skip(f"no isolation here: {problem}")


# The lessons themselves -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def lessons(tmp_path_factory):
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


@pytest.fixture(scope="module")
def school(tmp_path_factory):
    place = tmp_path_factory.mktemp("school")
    hand_in(place / "in", ann=with_answer(making.notebook(*making.solved())), ben=making.stubs(),
            cho=making.notebook(*making.solved(entropy=NATS)), dov=making.notebook(*making.solved(entropy=NATS)))
    said = []
    without_isolation_skip(lambda: grade(Settings(place / "in", place / "out", jobs=1), said.append))
    return place, said


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


class Page(html.parser.HTMLParser):
    """The tags of a page, and all of its text."""

    def __init__(self, path):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.text += data


def test_the_report_shows_what_the_learner_saw_and_escapes_it(school):
    page = Page(school[0] / "out" / "reports" / "ann.html")
    assert "✓" in page.text and "1.2 entropy" in page.text and "all 9 cases are right" in page.text
    assert "<img src=x onerror=alert(1)> & more" in page.text
    assert not any(tag == "img" or any(name.startswith("on") for name in attributes) for tag, attributes in page.tags)
    model_answer = course.lessons()[1].questions[0].model_answer
    assert model_answer[:60] in page.text
    assert "1.1 surprisal0 of 1not attempted yet." in Page(school[0] / "out" / "reports" / "ben.html").text
    wrong = Page(school[0] / "out" / "reports" / "cho.html")
    assert "That is the right quantity in nats: the logarithm is the natural one." in wrong.text


def test_the_overview_shows_common_mistakes_and_hard_exercises(school):
    page = Page(school[0] / "out" / "index.html")
    assert "natural logarithm (2)" in page.text
    assert page.text.count("hard:") == 3  # entropy, and the two answers that use it: one of three has passed
    links = [attributes["href"] for tag, attributes in page.tags if tag == "a"]
    assert links == [f"reports/{name}.html" for name in ("ann", "ben", "cho", "dov")]
    assert all((school[0] / "out" / link).exists() for link in links)


def test_a_second_run_runs_what_has_changed_and_keeps_marks_given_by_hand(school):
    place, _ = school
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
    assert "ann12 of 122.5 of 314.5" in Page(place / "out" / "index.html").text
    fields = [attributes for tag, attributes in Page(place / "out" / "reports" / "ann.html").tags if tag == "input"]
    assert fields[0]["value"] == "2.5"
    after = (place / "out" / "marks.csv").read_bytes()
    assert before.replace(b"ben,01_entropy,surprisal,0,1,not attempted,,not attempted yet.",
                          b"ben,01_entropy,surprisal,1,1,passed,,all 7 cases are right.") == after


def test_killed_half_way_and_run_again(school, tmp_path):
    names = [f"student{number}" for number in range(5)]
    hand_in(tmp_path / "in", **{name: making.notebook(*making.solved(entropy=NATS)) for name in names})
    command = [sys.executable, "-m", "staff.grading", tmp_path / "in", "--jobs", "1"]
    with subprocess.Popen([*command, "--out", tmp_path / "out"], stderr=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL) as first:
        while len(list((tmp_path / "out").glob("records/*.json"))) < 2:
            with contextlib.suppress(subprocess.TimeoutExpired):
                assert first.wait(0.02) is None, "it ended before it could be killed"
        first.send_signal(signal.SIGKILL)
    assert not (tmp_path / "out" / "marks.csv").exists()
    second = subprocess.run([*command, "--out", tmp_path / "out"], capture_output=True, text=True, check=True)
    assert "5 notebooks to run" not in second.stdout
    expected = {row["exercise"]: (row["status"], row["points"], row["mistake"])
                for row in rows(school[0] / "out" / "marks.csv") if row["student"] == "dov"}
    marks = rows(tmp_path / "out" / "marks.csv")
    assert [row["student"] for row in marks] == [name for name in names for _ in making.NAMES]
    assert all((row["status"], row["points"], row["mistake"]) == expected[row["exercise"]] for row in marks)


def test_interrupted_from_the_keyboard(tmp_path):
    hand_in(tmp_path / "in", ann=making.notebook("while True: pass", *making.solved()))
    command = [sys.executable, "-m", "staff.grading", tmp_path / "in", "--out", tmp_path / "out", "--jobs", "1"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as grader:
        assert any("Isolation in force" in line for line in grader.stdout)  # the endless cell has 60 s from now on
        grader.send_signal(signal.SIGINT)
        said = grader.communicate(timeout=30)[1]
    assert grader.returncode == 130 and "the same command goes on from here" in said


def test_training_cells_run_when_asked(tmp_path):
    lesson = next(lesson for lesson in course.lessons().values() if lesson.training_cells(lesson.learner))
    work = Submission("ann", lesson, "x.ipynb", notebook=lesson.learner)
    cells = {train: {index for index, _ in request_for(work, {}, Settings(tmp_path, tmp_path, train=train))["cells"]}
             for train in (True, False)}
    assert cells[True] - cells[False] == set(lesson.training_cells(lesson.learner))


# Without isolation, and what cannot be graded ---------------------------------------------------------------------


def test_without_isolation_nothing_is_run(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(runner.Keeper, "ask", lambda self, request: {"refused": "the kernel does not let you"})
    hand_in(tmp_path / "in", ann=making.notebook(*making.solved()))
    assert main([str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--jobs", "1"]) == 2
    said = capsys.readouterr().err
    assert "cannot be isolated: the kernel does not let you" in said and "--unisolated" in said
    assert not (tmp_path / "out" / "marks.csv").exists()


def test_unisolated_says_so(tmp_path, capsys):
    notebook = making.notebook(*making.solved(), "raise SystemError(__import__('os').getpid())")
    hand_in(tmp_path / "in", ann=notebook)
    assert main([str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--jobs", "1", "--unisolated"]) == 0
    assert "NO ISOLATION" in capsys.readouterr().out
    assert {row["status"] for row in rows(tmp_path / "out" / "marks.csv")} == {"passed"}


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


# A cluster --------------------------------------------------------------------------------------------------------


def test_a_cluster_gives_the_same_marks(school, tmp_path):
    distributed = pytest.importorskip("dask.distributed")
    hand_in(tmp_path / "in", ann=making.notebook(*making.solved()), cho=making.notebook(*making.solved(entropy=NATS)),
            dov=making.notebook(*making.solved(entropy=NATS)), eve=making.notebook("import os\nos._exit(1)"))
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        settings = Settings(tmp_path / "in", tmp_path / "out", scheduler=cluster.scheduler_address)
        grade(settings, lambda line: None)
    marks = rows(tmp_path / "out" / "marks.csv")
    assert [row for row in marks if row["student"] == "cho"] == [
        row for row in rows(school[0] / "out" / "marks.csv") if row["student"] == "cho"]
    assert {row["status"] for row in marks if row["student"] == "ann"} == {"passed"}
    assert {row["status"] for row in marks if row["student"] == "eve"} == {"not found"}
