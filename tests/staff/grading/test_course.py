"""The course as a submission sees it, and what the grader knows of a lesson."""

import ast
import json
import re
import shutil
import subprocess
import sys

import pytest

from helpers.checking import exercises
from staff.grading import course
from staff.grading.submissions.notebook import read_notebook

LESSONS = course.lessons()
every_lesson = pytest.mark.parametrize("lesson", LESSONS.values(), ids=[lesson.name for lesson in LESSONS.values()])


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
    code = ("from helpers.gan import recipes\nfrom helpers.pictures.explorers.codes import ExploreCodes\n"
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
    assert course.lessons_of(lesson.learner, "mine.ipynb", LESSONS) == [lesson]
    assert course.lessons_of(None, f"{lesson.name} (1).ipynb", LESSONS) == [lesson]
    assert course.lessons_of(None, "mine.ipynb", LESSONS) == []
