"""The parts of the grader, one by one: names of submissions, notebooks of any make, the border, hand marks, tables."""

import ast
import base64
import contextlib
import csv
import json
import os
import pickle
import re
import shutil
import subprocess
import sys
import tracemalloc
import zipfile
from pathlib import Path, PurePosixPath

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.checking import exercises
from helpers.checking.exercise import Case
from helpers.checking.judge import judge
from helpers.checking.observe import Observation, observe, same, to_plain
from helpers.checking.probes.plain import call, sets_of_names
from staff.grading import course, handout
from staff.grading.cage.plain import LARGEST_ARRAY, encode_observation
from staff.grading.cage.transport import TransportError, clean, decode_observation, pack_inputs
from staff.grading.reports import tables
from staff.grading.reports.hand import HandMark, merge_hand_marks
from staff.grading.reports.marks import Record, Row, judged
from staff.grading.submissions.find import File, Student, find_students, newest
from staff.grading.submissions.notebook import Notebook, Unreadable, read_notebook

LESSONS = course.lessons()
every_lesson = pytest.mark.parametrize("lesson", LESSONS.values(), ids=[lesson.name for lesson in LESSONS.values()])
every_exercise = pytest.mark.parametrize("exercise", exercises().values(), ids=list(exercises()))
anything = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
                        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)


# Submissions ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("entry", "student", "file", "late"), [
    ("ann/01_entropy.ipynb", "ann", "01_entropy.ipynb", False),
    ("ann.ipynb", "ann", "ann.ipynb", False),
    ("doejane_12345_678901_01_entropy-1.ipynb", "doejane", "01_entropy-1.ipynb", False),
    ("doejane_LATE_12345_678901_01_entropy.ipynb", "doejane", "01_entropy.ipynb", True),
    ("Jane Doe_123456_assignsubmission_file_/01_entropy.ipynb", "Jane Doe", "01_entropy.ipynb", False),
    ("Jane Doe_123456_assignsubmission_file_01_entropy.ipynb", "Jane Doe", "01_entropy.ipynb", False),
    ("Zoe\u0308/a folder/01 Entropy (2).IPYNB", "Zo\u00eb", "a folder/01 Entropy (2).IPYNB", False),
])
@pytest.mark.parametrize("zipped", [False, True], ids=["folder", "zip"])
def test_students_by_the_names_of_platforms(tmp_path, entry, student, file, late, zipped):
    if zipped:
        place = tmp_path / "all.zip"
        with zipfile.ZipFile(place, "w") as archive:
            archive.writestr(entry, "{}")
    else:
        place = tmp_path / "all"
        (place / entry).parent.mkdir(parents=True)
        (place / entry).write_text("{}")
    [found], ignored = find_students(place)
    assert (found.name, [str(one.path) for one in found.files], found.late, ignored) == (student, [file], late, [])
    assert found.files[0].read() == b"{}"


def test_students_of_one_name_are_two_students(tmp_path):
    for entry in ("Li Na_1_assignsubmission_file_", "Li Na_2_assignsubmission_file_", "bob", "Bob", "Bob (2)"):
        (tmp_path / entry).mkdir()
    names = [student.name for student in find_students(tmp_path)[0]]
    assert names == ["Bob", "Bob (2)", "Li Na (1)", "Li Na (2)", "bob (3)"]


def test_another_file_in_place_of_a_notebook_is_said(tmp_path):
    (tmp_path / "ann").mkdir()
    (tmp_path / "ann" / "essay.pdf").write_text("")
    [ann] = find_students(tmp_path)[0]
    assert ann.notes == ["there is no notebook among essay.pdf"]


def test_no_more_is_read_than_fits(tmp_path):
    for number in range(4):
        (tmp_path / f"{number}.ipynb").write_text("{}" * 10)
    student = Student("ann", bytes_left=30)
    read = [student.read(File(PurePosixPath(path.name), path.read_bytes)) for path in sorted(tmp_path.iterdir())[:2]]
    assert read == [b"{}" * 10] * 2
    with pytest.raises(ValueError, match="not read, for there are more than"):
        student.read(File(PurePosixPath("3.ipynb"), (tmp_path / "3.ipynb").read_bytes))


def test_what_is_no_submission(tmp_path):
    for name in ("grades.csv", ".DS_Store", "__MACOSX", "ann.ipynb"):
        (tmp_path / name).write_text("")
    students, ignored = find_students(tmp_path)
    assert [student.name for student in students] == ["ann"] and ignored == ["grades.csv"]
    with pytest.raises(FileNotFoundError, match="no folder or zip file"):
        find_students(tmp_path / "nowhere")


@pytest.mark.parametrize(("files", "best"), [
    (["01_entropy.ipynb", "01_entropy (1).ipynb", "01_entropy-2.ipynb"], "01_entropy-2.ipynb"),
    (["01_entropy-9.ipynb", "01_entropy-10.ipynb"], "01_entropy-10.ipynb"),
    (["old/01_entropy.ipynb", "01_entropy.ipynb"], "01_entropy.ipynb"),
    (["01_entropy_v2.ipynb", "01_entropy_final.ipynb"], "01_entropy_v2.ipynb"),
    (["x" + "1" * 60_000 + "a1b.ipynb", "01_entropy-2.ipynb"], "01_entropy-2.ipynb"),
])
def test_the_newest_version_by_name(files, best):
    assert str(newest([PurePosixPath(file) for file in files])) == best


# Notebooks --------------------------------------------------------------------------------------------------------


@given(st.binary() | anything.map(lambda thing: json.dumps(thing).encode())
       | anything.map(lambda thing: json.dumps({"cells": [thing]}).encode()))
def test_any_file_is_read_or_unreadable(content):
    try:
        assert isinstance(read_notebook(content), Notebook)
    except Unreadable as problem:
        assert str(problem)


def test_written_answers_are_found_by_their_heading():
    sources = ["**Your answer: `one`** · 3 points, graded by hand\n\nBecause *p* is small.",
               "**Your answer: `two`** · 1 point, graded by hand\n\n*Write your answer here.*",
               "Your answer: `three`", "**Your answer: `one`** \n\nAnd another reason."]
    content = json.dumps({"cells": [{"cell_type": "markdown", "source": source} for source in sources]})
    assert read_notebook(content.encode()).written_answers() == {"one": "Because *p* is small.\n\nAnd another reason."}


# The course as a submission sees it -------------------------------------------------------------------------------


@every_lesson
def test_a_lesson_has_what_it_imports_and_no_answers(lesson):
    unanswered = {name for name, exercise in exercises().items() if course.lesson_number(exercise) >= lesson.number}
    assert not any("catalog" in path or "judge" in path or "grading" in path for path in lesson.files)
    for path, source in lesson.files.items():
        for node in ast.parse(source).body:
            if isinstance(node, ast.FunctionDef) and node.name in unanswered:
                assert isinstance(node.body[0], ast.Raise), f"{path} answers {node.name}"
            if isinstance(node, ast.ImportFrom) and node.module.startswith("helpers."):
                target = node.module.replace(".", "/")
                assert f"{target}.py" in lesson.files or f"{target}/__init__.py" in lesson.files, (path, node.module)
                for alias in node.names:
                    there = lesson.files.get(f"{target}.py", alias.name)
                    assert re.search(rf"\b{alias.name}\b", there), f"{path} imports {alias.name}, which is not there"


def test_answers_are_taken_out_and_what_needs_them_still_works():
    source = "\n".join(("def double(x): return 2 * x", "def triple(x): return double(x) + x",
                        "def six(x): return triple(x) * 2", "def lonely(x): return x"))
    seen = {}
    exec(course.without_answers(source, {"double", "triple", "lonely"}), seen)
    assert seen["six"](1) == 6
    for name in ("double", "triple", "lonely"):
        with pytest.raises(NotImplementedError, match=name):
            seen[name](1)


def test_an_answer_that_another_module_works_with_stays_for_that_module_alone(tmp_path):
    """Lesson 0 shows InfoGAN at work, long before the learner writes its parts."""
    for path, source in LESSONS[0].files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(source, encoding="utf-8")
    for folder in ("mnist", "weights"):
        shutil.copytree(course.ROOT / "helpers" / folder, tmp_path / "helpers" / folder)
    code = ("from helpers.gan import recipes\nfrom helpers.pictures.explorer import ExploreCodes\n"
            "print(ExploreCodes().picture.value)\n"
            "try: recipes.generator_input(1, 2, 3)\nexcept NotImplementedError as error: print('stub', error)")
    run = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert "Generated digit with c1" in run.stdout and run.stdout.endswith("stub generator_input\n"), run.stderr


@every_lesson
def test_training_cells_are_known_without_their_tags(lesson):
    with_tags = lesson.training_cells(lesson.learner)
    bare = [{"cell_type": cell.kind, "source": cell.source.replace("20", "3") + "\n# mine"}
            for cell in lesson.learner.cells]
    assert lesson.training_cells(read_notebook(json.dumps({"cells": bare}).encode())) == with_tags


@every_lesson
def test_a_notebook_tells_its_lesson_whatever_its_name(lesson):
    assert course.lesson_of(lesson.learner, "mine.ipynb", LESSONS) is lesson
    assert course.lesson_of(None, f"{lesson.name} (1).ipynb", LESSONS) is lesson
    assert course.lesson_of(None, "mine.ipynb", LESSONS) is None


# The border -------------------------------------------------------------------------------------------------------


def carried(observation: Observation) -> Observation:
    return decode_observation(json.loads(json.dumps(encode_observation(observation))))


@every_exercise
def test_marks_are_the_same_on_both_sides_of_the_border(exercise):
    """What is right passes, and mistakes keep their names, when inputs and observations have travelled."""
    probe, calls = pickle.loads(base64.b64decode(pack_inputs(exercise.probe, exercise.cases_for(0))))

    def verdict(answer):
        return judge(exercise, [carried(observe(answer, probe, arguments)) for arguments in calls], 0)

    assert verdict(exercise.reference).passed
    for mistake in exercise.mistakes[:3]:
        seen = verdict(mistake.answer)
        assert (seen.status, seen.mistake) == ("failed", mistake.name)


values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers(-2**61, 2**61) | st.lists(st.floats(width=32)).map(np.array)
    | st.text(st.characters(categories=["L", "N", "P"])) | st.just(object()),
    lambda inner: st.lists(inner).map(tuple) | st.dictionaries(st.text(st.characters(categories=["L"])), inner))


@given(values)
def test_plain_values_travel_unchanged(value):
    plain = to_plain(value)
    assert same(carried(Observation("returned", plain)).value, plain)


@given(anything | st.fixed_dictionaries({"outcome": st.just("returned"), "value": anything, "changed": anything,
                                         **dict.fromkeys(("error", "line", "printed", "warned"), anything)}))
def test_any_message_is_an_observation_or_refused(message):
    with contextlib.suppress(TransportError):
        assert isinstance(decode_observation(message), Observation)


@pytest.mark.parametrize("value", [
    ["array", "<f8", [2], ""], ["array", "|O8", [1], "AAAAAAAAAAA="], ["array", "<f8", [-1], ""],
    ["array", "<f8", [2**40, 2**40], ""], ["array", "<f8", [1.5], ""], ["array", "<f8", [True], "AAAAAAAAAAA="],
    ["pickle", "gASVAAAAAAAAAA=="], {"value": 1}, 1.0, ["tuple", "ab"], ["array", "<f8", [0, 2**30], ""],
    ["tuple", [None] * 10_000], ["tuple"], [],
])
def test_crooked_values_are_refused(value):
    with pytest.raises(TransportError):
        decode_observation({"outcome": "returned", "value": value, "error": "", "line": "", "printed": "",
                            "changed": [], "warned": ""})


HUGE = np.full(LARGEST_ARRAY // 8, 8 / LARGEST_ARRAY)
SQUARE = np.full((181, 181), 181.0**-2)


@pytest.mark.parametrize("exercise", [exercise for exercise in exercises().values() if exercise.construction],
                         ids=lambda exercise: exercise.name)
@pytest.mark.parametrize("value", [
    HUGE, (HUGE, HUGE), ((HUGE, HUGE), (HUGE, HUGE)), (HUGE, HUGE[:1], HUGE[:, None]),
    (np.arange(181), np.arange(181), SQUARE), {"your line": np.zeros((0, LARGEST_ARRAY))},
])
def test_the_largest_value_that_crosses_is_judged_within_bounds(exercise, value):
    """The judge runs in the grader, where no limit of a submission holds."""
    observations = [carried(Observation("returned", value))] * len(exercise.cases_for(0))
    tracemalloc.start()
    verdict = judge(exercise, observations, 0)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert not verdict.passed and len(verdict.message) < 2000 and peak < 100 * 2**20


def test_the_ends_of_a_proof_are_not_taken_from_the_submission():
    forged = {"f(E X)": np.array(-1e9), "your line": np.array(0.0), "E f(X)": np.array(1e9)}
    exercise = exercises()["next_line"]
    cases = exercise.cases_for(0)
    assert judge(exercise, [Observation("returned", forged)] * len(cases), 0).status == "failed"


def test_the_manual_names_every_exercise_whose_report_can_be_forged():
    """What is right whatever the inputs were is a claim, unless it is what the answer itself has returned."""
    claims = set()
    for exercise in exercises().values():
        if exercise.probe not in (call, sets_of_names):
            seen = [observe(exercise.reference, exercise.probe, case.arguments) for case in exercise.cases_for(1)]
            if judge(exercise, seen, 2).passed:
                claims.add(exercise.name)
    manual = (Path(handout.__file__).parent / "README.md").read_text(encoding="utf-8")
    named = manual.partition("judged by what they do:")[2].partition(".")[0]
    assert {name for name in exercises() if f"`{name}`" in named} == claims


def test_answers_do_not_travel_with_the_inputs():
    from helpers import information

    with pytest.raises(TransportError, match="must stay with the grader"):
        pack_inputs(exercises()["entropy"].probe, [Case((information.entropy,))])
    with pytest.raises(TransportError, match="cannot travel"):
        pack_inputs(exercises()["entropy"].probe, [Case((lambda p: p,))])


def test_texts_are_made_harmless():
    assert clean("\x1b[31mred\x1b[0m \x1b]0;title\x07 \u202eevil\ud83d\x00 \n") == "red  evil? \n"
    assert len(clean("x" * 10**6)) <= 1000


# Marks ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("report", "status"), [
    (None, "not run"), ({}, "could not check"), ({"status": "passed", "points": 9}, "could not check"),
    ({"observations": "passed"}, "could not check"), ({"observations": [{"outcome": "passed"}]}, "could not check"),
    ({"observations": []}, "could not check"), ({"missing": True}, "not found"), ({"late": True}, "not run"),
    ({"stopped": "it was ended"}, "not run"), ({"not_callable": "float"}, "failed"),
])
def test_only_what_was_judged_has_points(report, status):
    lesson = LESSONS[1]
    reports = {} if report is None else {"entropy": report}
    rows = judged(lesson, Notebook(()), {"cells": {}, "exercises": reports}, 1)
    [row] = [row for row in rows if row.exercise == "entropy"]
    assert row.status == status and row.message
    assert row.points == (None if status in ("not run", "could not check") else 0)


def graded(name="ann", points=1, hand="", status="passed"):
    row = Row("entropy", "1.2", points, 2, status, "", "all is right")
    mark = HandMark("01_entropy", "why", hand, 3)
    return tables.Graded(name, False, (), [Record(name, "01_entropy", [row])], {("01_entropy", "why"): mark})


def written(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_nothing_is_not_zero(tmp_path):
    class_of_three = [graded("a", 0), graded("b", None, status="not run"), graded("c", 2, "1,5")]
    tables.write_summary(tmp_path / "s.csv", class_of_three)
    zero, nothing, both = written(tmp_path / "s.csv")
    assert (zero["01_entropy"], zero["written"], zero["total"]) == ("0", "", "0")
    assert (nothing["01_entropy"], nothing["total"], nothing["to_look_at"]) == ("", "", "1")
    assert (both["01_entropy"], both["written"], both["total"]) == ("2", "1.5", "3.5")


def test_a_name_cannot_be_a_formula_or_a_path(tmp_path):
    tables.write_marks(tmp_path / "m.csv", [graded(name) for name in ("=1+1", "@x", "＝1", "ann;=1+1", "ann-=1")])
    assert [row["student"] for row in written(tmp_path / "m.csv")] == ["'=1+1", "'@x", "'＝1", "ann;'=1+1", "ann-=1"]
    names = ["..", "a/b", "a_b", "x" * 300, "y" * 300, "Łukasz 李", "", "con:\n", "𠜎" * 100, tables.file_name("a/b")]
    files = [tables.file_name(name) for name in names]
    assert len(set(files)) == len(files)
    assert all("/" not in file and file.strip(".") and len(file.encode()) < 140 for file in files)


def test_marks_given_by_hand_stay(tmp_path):
    path, why, how = tmp_path / "ann.csv", HandMark("01", "why", "", 3), HandMark("01", "how", "", 2)
    merge_hand_marks(path, [why])
    path.write_text("\ufeff" + path.read_text().replace("why,,3,", 'why,"2,5",3,"good, but short"'), encoding="utf-8")
    marks = merge_hand_marks(path, [why, how])
    assert marks["01", "why"].value == 2.5 and marks["01", "why"].comment == "good, but short"
    assert marks["01", "how"].value is None
    before = path.read_bytes()
    assert merge_hand_marks(path, [why]) == marks and path.read_bytes() == before
    path.write_text("lesson,question,points,out_of,comment\n01,why,many,3,\n")
    with pytest.raises(ValueError, match="line 2: 'many' is not a number"):
        merge_hand_marks(path, [why])


# The handout ------------------------------------------------------------------------------------------------------


def test_the_handout_has_no_solutions(tmp_path):
    count = handout.write_handout(tmp_path / "a.zip")
    handout.write_handout(tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    names = zipfile.ZipFile(tmp_path / "a.zip").namelist()
    assert len(names) == count
    for wanted in ("README.md", "Makefile", "notebooks/01_entropy.ipynb", "helpers/checking/judge.py",
                   "helpers/mnist/train-images-idx3-ubyte.gz"):
        assert f"infogan-curriculum/{wanted}" in names
    assert not any(part in name for name in names for part in ("solutions", "tests", "grading", "__pycache__", ".git"))
    assert os.fspath(Path(names[0]).parts[0]) == "infogan-curriculum"
