"""The builder: what learners and readers get from a lesson, and what an author is told who slips."""

import dataclasses
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.inputtransformer2 import TransformerManager

from helpers.checking import find_exercise
from staff.authoring import LessonError, Project, learner_notebook, read_lesson, solution_notebook, stored_form
from staff.authoring.__main__ import build, main
from staff.authoring.execute import check_outputs
from staff.authoring.overview import with_current_lessons
from staff.authoring.rules import check_lesson

PROJECT = Project("https://github.com/someone/something", "1.2.3")
TITLE = "# %% [markdown]\n# # A lesson\n#\n# Why.\n\n"
EXERCISE = '''\
# %% [markdown]
# {exercise entropy}
#
# Return it.

# %%
def entropy(p):
    """Bits."""
    # BEGIN SOLUTION
    return SECRET(p)
    # END SOLUTION


'''
CHECK = '# %%\ncheck("entropy", entropy)\n\n'
WRITTEN = """\
# %% [markdown]
# {written why_bits 2}
#
# <!-- BEGIN SOLUTION -->
# Because SECRET.
# <!-- END SOLUTION -->
"""
FIGURE = '# %%\nfig, axes = subplots()\nshow(fig, alt="two lines")\n\n'
QUESTION = "# %% [markdown]\n# ## Coins\n#\n# **Predict.** How many bits?\n\n"
PREDICT = '# %%\npredict("coin_surprise", ...)  # a number, in bits\n\n'
RECALL = '# %%\nprint(3.3)\nrecall("coin_surprise", 3.3, "bits")\n\n'
PREDICTED = QUESTION + PREDICT + RECALL
LESSON = TITLE + EXERCISE + CHECK + WRITTEN + FIGURE


@pytest.fixture
def project(tmp_path):
    """A project in an empty folder. ``project(text)`` writes its only lesson and returns the path of the source."""
    (tmp_path / "solutions").mkdir()
    (tmp_path / "README.md").write_text("| 01_lesson | about | |\n")
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nversion = "1.2.3"\n[project.urls]\nRepository = "https://github.com/someone/something"\n'
    )

    def write(text=LESSON, name="01_lesson"):
        source = tmp_path / "solutions" / f"{name}.py"
        source.write_text(text, encoding="utf-8")
        return source

    return write


def both(source):
    lesson = read_lesson(source)
    check_lesson(lesson)
    return solution_notebook(lesson, PROJECT), learner_notebook(lesson, PROJECT)


def texts(notebook):
    return [cell.source for cell in notebook.cells]


# What comes out


def test_the_learner_gets_blanks_and_the_reader_the_solution(project):
    solution, learner = both(project())
    assert 'def entropy(p):\n    """Bits."""\n    return SECRET(p)' in texts(solution)
    blank = 'raise NotImplementedError("entropy")  # replace this line with your code'
    assert f'def entropy(p):\n    """Bits."""\n    {blank}' in texts(learner)
    assert texts(solution)[5].endswith("Because SECRET.")
    assert texts(learner)[5] == (
        "**Your answer: `why_bits`** · 2 points, graded by hand\n\n*Write your answer here.*"
    )
    assert "SECRET" not in stored_form(learner)
    assert "SOLUTION" not in stored_form(solution) + stored_form(learner)


def test_an_exercise_is_announced_from_the_catalog(project, monkeypatch):
    entropy = dataclasses.replace(find_exercise("entropy"), title="Bits", difficulty=3, minutes=1, points=2)
    monkeypatch.setattr("staff.authoring.notebook.find_exercise", lambda name: entropy)
    solution, _ = both(project())
    assert texts(solution)[2] == (
        "### Exercise 1.2: Bits\n\n`entropy` · difficulty ●●●○ · about 1 minute · 2 points\n\nReturn it."
    )


def test_both_notebooks_have_the_same_cells_with_ids_by_position(project):
    solution, learner = both(project())
    ids = [cell.id for cell in solution.cells]
    assert ids == [f"01-lesson-{index:03d}" for index in range(len(ids))]
    assert ids == [cell.id for cell in learner.cells]
    for notebook in (solution, learner):
        nbformat.validate(notebook)


def test_the_same_source_gives_the_same_bytes(project):
    source = project()
    assert [stored_form(notebook) for notebook in both(source)] == [stored_form(notebook) for notebook in both(source)]


DRAWS = """\
# %%
from helpers.pictures.figures import show, subplots

# %%
fig, axes = subplots()
axes.plot([1, 2], label="a line")
axes.set(xlabel="steps", ylabel="nats")
axes.legend()
show(fig, alt="a line")

"""


def test_code_that_only_draws_is_folded_in_jupyterlab_in_colab_and_on_the_site(project):
    lesson = read_lesson(project(TITLE + DRAWS))
    for notebook in (learner_notebook(lesson, PROJECT), solution_notebook(lesson, PROJECT)):
        folded = notebook.cells[-1]
        assert folded.metadata == {"tags": ["hide-input"], "jupyter": {"source_hidden": True}, "cellView": "form"}
        assert folded.source.startswith("# @title ")


@pytest.mark.parametrize("old, new", [
    ("axes.plot([1, 2]", "losses = []\nfor rate in [1, 2]:\n    losses.append(rate)\naxes.plot(losses"),
    ("axes.legend()", "if True:\n    for number in range(3):\n        print(number)"),
    ('show(fig, alt="a line")', ""),
    ('axes.set(xlabel="steps", ylabel="nats")\naxes.legend()\n', ""),  # too short to be in the way
])
def test_code_that_does_more_than_draw_is_not_folded(project, old, new):
    lesson = read_lesson(project(TITLE + DRAWS.replace(old, new)))
    cell = solution_notebook(lesson, PROJECT).cells[-1]
    assert "tags" not in cell.metadata and "@title" not in cell.source


def test_a_function_that_draws_does_so_in_later_cells(project):
    define = "# %%\ndef draw(axes):\n    axes.plot([1])\n    show(axes.figure, alt='a dot')\n\n"
    use = "# %%\nfor number in range(3):\n    draw(number)\n    draw(number)\n    draw(number)\nshow(1, alt='x')\n\n"
    lesson = read_lesson(project(TITLE + DRAWS + define + use))
    assert "@title" in solution_notebook(lesson, PROJECT).cells[-1].source


def test_a_training_cell_is_not_compared(project):
    solution, _ = both(project(TITLE + '# %% tags=["train"]\nx = 1\n'))
    assert solution.cells[2].metadata == {"tags": ["nbval-ignore-output", "train"]}


@given(
    depth=st.integers(1, 4),
    before=st.lists(st.sampled_from(["a = 1", "", "# a note"]), max_size=3),
    solution=st.lists(st.sampled_from(["b = 2", "", "if b:", "    return b", "# BEGIN"]), min_size=1, max_size=6),
)
def test_whatever_the_region_it_is_replaced_at_its_own_depth(tmp_path_factory, depth, before, solution):
    source = tmp_path_factory.mktemp("lesson") / "01_lesson.py"
    margin = "    " * depth
    body = [*before, "# BEGIN SOLUTION", *solution, "# END SOLUTION", "c = 3"]
    source.write_text(
        TITLE + EXERCISE.split("# %%\n")[0] + "# %%\ndef entropy(p):\n" + "\n".join(margin + line for line in body)
    )
    lesson = read_lesson(source)
    learner = texts(learner_notebook(lesson, PROJECT))[-1].splitlines()
    blank = 'raise NotImplementedError("entropy")  # replace this line with your code'
    rest = [*before, blank, "c = 3"]
    assert learner == ["def entropy(p):", *((margin + line) for line in rest)]
    assert texts(solution_notebook(lesson, PROJECT))[-1].splitlines()[1:] == [
        margin + line for line in [*before, *solution, "c = 3"]
    ]


def test_the_first_line_opens_the_released_notebook_in_colab(project):
    solution, learner = both(project())
    colab = "https://colab.research.google.com/github/someone/something/blob/v1.2.3"
    assert texts(learner)[0].splitlines()[0].endswith(f"]({colab}/notebooks/01_lesson.ipynb)")
    assert texts(solution)[0].splitlines()[0].endswith(f"]({colab}/solutions/01_lesson.ipynb)")
    assert texts(learner)[0].splitlines()[2] == "# A lesson"


@pytest.mark.parametrize("installed", [True, False])
def test_the_boot_cell_installs_the_helpers_only_where_they_are_missing(project, monkeypatch, installed):
    boot = texts(both(project())[0])[1]
    assert len(boot.splitlines()) == 3
    if not installed:
        monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    magics = []
    shell = type("Shell", (), {"run_line_magic": lambda self, *call: magics.append(call)})()
    for _ in range(2):
        exec(TransformerManager().transform_cell(boot), {"get_ipython": lambda: shell})
    # Without --no-deps, pip could replace Colab's own torch or numpy.
    install = ("pip", 'install --quiet --no-deps "git+https://github.com/someone/something@v1.2.3"')
    assert magics == ([] if installed else [install, install])


# What an author is told


def broken(text, old, new):
    assert old in text
    return text.replace(old, new, 1)


SLIPS = {
    "no end": (broken(LESSON, "    # END SOLUTION\n", ""), 14, "the solution region that begins here does not end"),
    "no begin": (broken(LESSON, "    # BEGIN SOLUTION\n", ""), 15, "a solution region ends here that does not begin"),
    "nested": (broken(LESSON, "    return", "    # BEGIN SOLUTION\n    return"), 15, "begins inside another one"),
    "misspelt marker": (broken(LESSON, "# BEGIN SOLUTION", "#BEGIN SOLUTION"), 14, "almost a solution marker"),
    "code marker in text": (broken(LESSON, "<!-- BEGIN SOLUTION -->", "# BEGIN SOLUTION"), 25, "almost a solution"),
    "list by accident": (TITLE + "# %% [markdown]\n# Upside down it is no\n# 6. It is a nine.\n", 8, "a numbered list"),
    "no check": (TITLE + EXERCISE, 7, "the exercise 'entropy' has no check"),
    "check too early": (TITLE + CHECK + EXERCISE, 7, "an exercise that is not announced before it"),
    "check alone": (TITLE + CHECK, 7, "a check of 'entropy', an exercise that is not announced"),
    "unknown exercise": (broken(LESSON, "{exercise entropy}", "{exercise entrpy}"), 7, "did you mean 'entropy'?"),
    "unknown check": (broken(LESSON, 'check("entropy"', 'check("entrpy"'), 20, "did you mean 'entropy'?"),
    "unknown hint": (LESSON + '# %%\nhint("entrpy")\n', 33, "did you mean 'entropy'?"),
    "announced twice": (LESSON + "# %% [markdown]\n# {exercise entropy}\n", 33, "is announced twice"),
    "no blank": (LESSON.replace("    # BEGIN SOLUTION\n", "").replace("    # END SOLUTION\n", ""), 7, "no solution"),
    "blank without exercise": (TITLE + EXERCISE.split("\n\n", 1)[1], 9, "before any exercise is announced"),
    "answer without question": (broken(LESSON, "# {written why_bits 2}\n", ""), 24, "that is no written answer"),
    "question without answer": (TITLE + "# %% [markdown]\n# {written why 2}\n", 7, "'why' has no model answer"),
    "asked twice": (LESSON + WRITTEN, 33, "'why_bits' is asked twice"),
    "no points": (broken(LESSON, "why_bits 2", "why_bits"), 23, "`{written why_bits}` is not understood"),
    "not first": (broken(LESSON, "# {exercise", "# Now:\n# {exercise"), 8, "is not the first line of its cell"),
    "long cell": (TITLE + "# %%\n" + "x = 1\n" * 16, 7, "a code cell of 16 lines"),
    "no show": (TITLE + "# %%\nx = 1\nfig, axes = subplots()\n", 8, "not shown with alternative text"),
    "show without alt": (TITLE + "# %%\nshow(fig)\n", 7, "show(...) without alternative text"),
    "empty alt": (TITLE + '# %%\nshow(fig, alt=" ")\n', 7, "show(...) without alternative text"),
    "plt.show": (TITLE + "# %%\nplt.plot([1])\nplt.show()\n", 8, "plt.show()"),
    "plt without show": (TITLE + "# %%\nplt.plot([1])\n", 7, "not shown with alternative text"),
    "output taken back": (TITLE + "# %%\nx = 1\nclear_output()\n", 8, "changes an output that was shown"),
    "unknown tag": (TITLE + '# %% tags=["trian"]\nx = 1\n', 6, "the tag 'trian' is unknown"),
    "short name": (TITLE + "# %%\nkl = [kl_divergence(p, p) for p in laws]\n", 7, "binds the short name 'kl'"),
    "short name in a loop": (TITLE + "# %%\nfor loss in losses:\n    print(loss)\n", 7, "binds the short name 'loss'"),
    "nowhere to predict": (TITLE + QUESTION + RECALL, 9, "with nowhere to put the prediction"),
    "nothing after it": (TITLE + QUESTION, 9, "with nowhere to put the prediction"),
    "no form": (TITLE + broken(PREDICTED, "  # a number, in bits", ""), 9, "or without its form"),
    "text below": (TITLE + broken(PREDICTED, "bits?\n", "bits?\n#\n# Both are tables.\n"), 9, "text goes on below"),
    "two at once": (TITLE + broken(PREDICTED, "bits?\n", "bits?\n#\n# **Predict.** Or nats?\n"), 9, "text goes on"),
    "nothing asked": (TITLE + PREDICT + RECALL, 7, "does not answer a `**Predict.**`"),
    "not in its own cell": (TITLE + PREDICTED + PREDICT.replace("# %%", "# %%\nx = 1"), 20, "does not answer a"),
    "never recalled": (TITLE + QUESTION + PREDICT, 12, "'coin_surprise' is never shown again"),
    "recalled too early": (TITLE + RECALL + QUESTION + PREDICT, 8, "recall of 'coin_surprise', which is not predicted"),
    "predicted twice": (TITLE + PREDICTED + PREDICTED, 24, "the prediction 'coin_surprise' is made twice"),
    "another predict": (TITLE + "# %%\nfrom helpers.checking import recall\nfrom helpers.gan.networks import predict\n",
                        7, "binds 'predict', a function of helpers.checking"),
    "another recall": (TITLE + "# %%\nfor recall in shares:\n    print(recall)\n", 7, "binds 'recall', a function"),
    "another report": (TITLE + "# %%\nreport = np.linspace(0, 1)\n", 7, "binds 'report', a function"),
    "another check": (TITLE + "# %%\ndef check(network):\n    return 1\n", 7, "binds 'check', a function"),
    "no Python": (TITLE + "# %%\nx = 1\ndef\n", 8, "this is not Python"),
    "no title": ("# %%\nx = 1\n", 1, "does not begin with its title"),
    "no cell": ("x = 1\n", 1, "text before the first cell"),
    "empty": ("", 1, "does not begin with its title"),
    "raw cell": (TITLE + "# %% [raw]\n# x\n", 6, "a cell of type raw"),
}


@pytest.mark.parametrize(("text", "line", "problem"), SLIPS.values(), ids=SLIPS)
def test_a_slip_is_told_with_file_line_cause_and_remedy(project, text, line, problem):
    with pytest.raises(LessonError) as error:
        both(project(text))
    place, remedy = str(error.value).split("\n  ")
    assert place.startswith(f"solutions/01_lesson.py:{line}: ")
    assert problem in place
    assert remedy.endswith(".")


def test_a_prediction_is_made_once_in_the_course(project):
    project(TITLE + PREDICTED, "02_other")
    both(project(TITLE + PREDICTED.replace("coin_surprise", "die_surprise")))
    with pytest.raises(LessonError, match=r"01_lesson\.py:12: the prediction 'coin_surprise' is made twice"):
        both(project(TITLE + PREDICTED))


def test_the_specification_in_a_docstring_does_not_make_a_cell_too_long(project):
    both(project(broken(LESSON, '"""Bits."""', '"""Bits.\n' + "    Shape.\n" * 20 + '    """')))
    with pytest.raises(LessonError, match="a code cell of"):
        both(project(TITLE + '# %%\ndef f():\n    """\n' + "    Shape.\n" * 20 + '    """\n'))


@pytest.mark.parametrize(("output", "problem"), [
    (nbformat.v4.new_output("error", ename="ValueError", evalue="no"), "is an error, ValueError: no"),
    (nbformat.v4.new_output("display_data", {"image/png": ""}), "a picture without alternative text"),
    (nbformat.v4.new_output("stream", text=f"{Path.home()}/x.py:3: a warning"), "names a folder of this machine"),
])
def test_outputs_that_must_not_be_stored(project, output, problem):
    lesson = read_lesson(project(TITLE + "# %%\nx = 1\n"))
    cell = nbformat.v4.new_code_cell("x = 1", outputs=[output])
    with pytest.raises(LessonError, match=problem) as error:
        check_outputs(lesson, 2, cell, lesson.path.parent)
    assert "01_lesson.py:7: " in str(error.value)


# Running


def test_a_lesson_is_executed_once_and_again_when_its_code_changes(project):
    source = project(TITLE + "# %%\nimport os\nprint(os.getpid())\n\n# %% [markdown]\n# Text.\n")
    stored = source.with_suffix(".ipynb")

    def process():
        return nbformat.read(stored, as_version=4).cells[2].outputs[0].text

    assert build(source, PROJECT) == "executed"
    first, text = process(), stored.read_text(encoding="utf-8")
    assert build(source, PROJECT) == "up to date"
    assert stored.read_text(encoding="utf-8") == text
    project(source.read_text(encoding="utf-8").replace("Text.", "Better text."))
    assert build(source, PROJECT) == "up to date"
    assert "Better text." in stored.read_text(encoding="utf-8") and process() == first
    project(source.read_text(encoding="utf-8").replace("import os", "import os  # changed"))
    assert build(source, PROJECT, run="none") == "written, not executed"
    assert build(source, PROJECT) == "executed"
    assert process() != first
    notebook = nbformat.read(stored, as_version=4)
    assert notebook.metadata.keys() == {"kernelspec", "language_info"}
    assert [cell.execution_count for cell in notebook.cells if cell.cell_type == "code"] == [1, 2]
    learner = (source.parent.parent / "notebooks" / "01_lesson.ipynb").read_text(encoding="utf-8")
    assert '"outputs": []' in learner and first.strip() not in learner


def test_a_learners_work_is_not_overwritten(project, capsys):
    source = project(TITLE + "# %%\nx = 1\n")
    copy = source.parent.parent / "notebooks" / "01_lesson.ipynb"
    build(source, PROJECT, run="none")
    worked_in = copy.read_text(encoding="utf-8").replace('"execution_count": null', '"execution_count": 1')
    copy.write_text(worked_in, encoding="utf-8")
    assert main([], source.parent.parent) == 1
    assert "notebooks/01_lesson.ipynb:1: somebody has worked in this learner's copy" in capsys.readouterr().err
    assert copy.read_text(encoding="utf-8") == worked_in


FAILURES = {
    "exception": (TITLE + "# %%\nx = 1\n1 / 0\n", 8, "this cell failed with ZeroDivisionError: division by zero"),
    "failed check": (
        TITLE + "# %%\nfrom helpers.checking import check\n\n" + EXERCISE.replace("SECRET", "sum") + CHECK,
        23,
        "this cell failed with CheckFailed: ✗ 1.2 entropy: ",
    ),
    "dead kernel": (TITLE + "# %%\nimport os\nos._exit(1)\n", 7, "the kernel died in this cell"),
}


@pytest.mark.parametrize(("text", "line", "problem"), FAILURES.values(), ids=FAILURES)
def test_a_failing_lesson_is_told_in_a_few_plain_lines(project, capsys, text, line, problem):
    source = project(text)
    assert main([], source.parent.parent) == 1
    message = capsys.readouterr().err
    assert f"solutions/01_lesson.py:{line}: {problem}" in message
    assert "Traceback" not in message and "\x1b" not in message and len(message.splitlines()) < 8
    assert not source.with_suffix(".ipynb").exists(), "a failed lesson leaves no half notebook"


def test_the_command_line_says_what_it_did(project, capsys):
    source = project(TITLE)
    assert main(["01"], source.parent.parent) == 0
    assert capsys.readouterr().out == "01_lesson: executed\n"
    assert main(["02"], source.parent.parent) == 1
    assert capsys.readouterr().err == "there is no lesson '02' in solutions/; there are: 01_lesson\n"
    project(TITLE + CHECK)
    command = [sys.executable, "-m", "staff.authoring", "no-such-lesson"]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.returncode == 1 and "no-such-lesson" in run.stderr and "Traceback" not in run.stderr


def test_the_table_of_lessons_says_which_are_written(project):
    source = project()
    table = "| lesson | about |\n| 01_lesson | bits | |\n| [02_gone](notebooks/02_gone.ipynb) | nats | 3 |\n"
    assert with_current_lessons(table, source.parent) == (
        "| lesson | about |\n"
        "| [01_lesson](notebooks/01_lesson.ipynb) | bits | 1 checked, 1 written |\n"
        "| 02_gone | nats | not written yet |\n"
    )
