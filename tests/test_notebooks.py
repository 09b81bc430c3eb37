"""The committed notebooks: current, executed, and honest to a learner who has written nothing yet.

That their outputs are still true is tested by nbval, see notebook_plugin.py.
"""

import subprocess
import sys
from collections import Counter
from functools import cache

import nbformat
import pytest
from jupyter_client import KernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell

from helpers.checking import exercises
from staff.authoring import Project, learner_notebook, read_lesson, solution_notebook, stored_form
from staff.authoring.execute import code_was_run, is_executed
from staff.authoring.overview import with_current_lessons
from staff.authoring.rules import check_lesson
from tests.pages import ROOT

SOURCES = {path.stem: path for path in sorted((ROOT / "solutions").glob("*.py"))}
LARGEST = 1_500_000  # bytes; beyond this, reviews and downloads suffer
REMEDY = "run `make notebooks` and commit what it changes"
read = cache(read_lesson)
every_lesson = pytest.mark.parametrize("name", SOURCES)


def stored(folder, name):
    return nbformat.read(ROOT / folder / f"{name}.ipynb", as_version=4)


def without_outputs(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def announced(kind):
    """Lesson and name of every exercise, or every written question, in the order of the lessons."""
    for lesson, path in SOURCES.items():
        for cell in read(path).cells:
            if cell.directive() and cell.directive()[0] == kind:
                yield lesson, cell.directive()[1][0]


@every_lesson
def test_both_notebooks_are_what_the_source_makes_of_them(name):
    lesson, project = read(SOURCES[name]), Project.read(ROOT)
    check_lesson(lesson)
    assert not code_was_run(stored("notebooks", name)), "somebody has worked in this copy: move it to another folder"
    learner = (ROOT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8")
    assert learner == stored_form(learner_notebook(lesson, project)), REMEDY
    solution = stored_form(without_outputs(stored("solutions", name)))
    assert solution == stored_form(solution_notebook(lesson, project)), REMEDY


@every_lesson
def test_the_solution_is_executed_without_errors(name):
    notebook = stored("solutions", name)
    assert is_executed(notebook), REMEDY
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1)), "cells were run out of order"
    assert not [cell.id for cell in code for output in cell.outputs if output.output_type == "error"]


@every_lesson
def test_figures_have_alternative_text_and_notebooks_stay_small(name):
    path = ROOT / "solutions" / f"{name}.ipynb"
    for cell in stored("solutions", name).cells:
        for output in cell.get("outputs", []):
            assert not any(kind.startswith("image/") for kind in output.get("data", {})), cell.id
    assert path.stat().st_size < LARGEST


@pytest.fixture(scope="module")
def kernel():
    """One for all lessons: what they import takes seconds to load. That a lesson needs no other is tested by nbval."""
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(cwd=str(ROOT / "notebooks"))
    yield manager
    manager.shutdown_kernel(now=True)


@every_lesson
def test_an_untouched_copy_runs_to_its_first_check_which_says_not_attempted(kernel, name):
    notebook = stored("notebooks", name)
    first = next(index for index, cell in enumerate(notebook.cells)
                 if cell.cell_type == "code" and cell.source.startswith("check("))
    notebook.cells = [new_code_cell("%reset -f"), *notebook.cells[: first + 1]]
    reached = []
    client = NotebookClient(notebook, km=kernel, timeout=900,
                            on_cell_execute=lambda cell, cell_index: reached.append(cell_index - 1))
    with pytest.raises(CellExecutionError) as error:
        client.execute()
    assert reached[-1] == first, f"cell {reached[-1]} failed before the first check: {error.value.evalue}"
    assert error.value.ename == "CheckFailed" and error.value.evalue.endswith(": not attempted yet.")


def test_a_notebook_becomes_a_program_by_name(tmp_path):
    """nbconvert takes the ending from the notebook; without one in it, it writes a lesson as .txt."""
    command = [sys.executable, "-m", "nbconvert", "--to", "script", "--output-dir", str(tmp_path),
               str(ROOT / "notebooks" / "01_entropy.ipynb")]
    subprocess.run(command, check=True, capture_output=True)
    assert [path.name for path in tmp_path.iterdir()] == ["01_entropy.py"]


def test_there_is_no_notebook_without_a_source():
    for folder in ("solutions", "notebooks"):
        assert {path.stem for path in (ROOT / folder).glob("*.ipynb")} == set(SOURCES), REMEDY


def test_every_exercise_stands_in_its_own_lesson_once():
    by_number = {name: f"{int(exercise.number.split('.')[0]):02d}" for name, exercise in exercises().items()}
    assert {name: lesson[:2] for lesson, name in announced("exercise")} == by_number
    assert max(Counter(name for _, name in announced("exercise")).values()) == 1


def test_written_questions_have_names_of_their_own():
    names = [name for _, name in announced("written")]
    assert len(set(names)) == len(names) and not set(names) & set(exercises())


def test_the_readme_says_which_lessons_are_written():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    current = with_current_lessons(readme, ROOT / "solutions")
    stale = [row for row in current.splitlines() if row not in readme.splitlines()]
    assert not stale, REMEDY
    missing = [name for name in SOURCES if f"[{name}](notebooks/{name}.ipynb)" not in readme]
    assert not missing, "give it a row in README's table"
