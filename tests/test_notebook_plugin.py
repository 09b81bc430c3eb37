"""Notebooks that go wrong, tested by a pytest of their own: what it must notice, and that it says so."""

import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from tests.notebook_plugin import SHORTER, pytest_runtest_setup
from tests.pages import ROOT

FIGURE = "<img src='data:image/png;base64,{}' alt='{}'>"


def cell(source, *outputs, tags=()):
    return new_code_cell(source, outputs=list(outputs), execution_count=1, metadata={"tags": list(tags)})


def html(text):
    return new_output("display_data", {"text/html": text, "text/plain": "<IPython.core.display.HTML object>"})


def draw(picture, alt):
    return f"from IPython.display import HTML, display\ndisplay(HTML({FIGURE.format(picture, alt)!r}))"


def printed(text):
    return new_output("stream", name="stdout", text=text)


KILL = "import os, signal\nprint('before')\nos.kill(os.getpid(), signal.SIGKILL)"
TOLD = "10_disentanglement"
NOTEBOOKS = {
    "killed": [cell("1", new_output("execute_result", {"text/plain": "1"})), cell(KILL), cell("x = 1")],
    "compared": [
        cell("print(1)", printed("1\n")),
        cell("print(2)", printed("3\n")),
        cell("print(4)"),
        cell("print(5)", printed("6\n"), tags=["nbval-ignore-output", "train"]),
        cell(draw("AAAA", "a line"), html(FIGURE.format("BBBB", "a line"))),
        cell(draw("AAAA", "a line"), html(FIGURE.format("AAAA", "a curve"))),
        cell("assert False", tags=["nbval-ignore-output", "train"]),
        cell("object", new_output("execute_result", {"text/plain": "object"})),
    ],
    TOLD: [cell("import os\nos.environ.get('INFOGAN_SHORTER')",
                new_output("execute_result", {"text/plain": repr(SHORTER[TOLD])}))],
}


def outcomes(folder, notebooks, cell_timeout):
    """Run all cells, each value of ``notebooks`` as a notebook: the outcomes of each, and all that pytest printed.

    The limit is a guard only: without the plug-in, a dead kernel would be waited for as long as a cell may take.
    """
    for name, cells in notebooks.items():
        nbformat.write(new_notebook(cells=cells), folder / f"{name}.ipynb")
    command = [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), "-p", "nbval.plugin",
               "-p", "tests.notebook_plugin", "-p", "no:cacheprovider", "-rA", "--color=no",
               f"--nbval-cell-timeout={cell_timeout}", str(folder)]
    # A killed kernel leaves the file behind that its connection was written to. Loading all plug-ins takes seconds.
    environment = {**os.environ, "TMPDIR": str(folder), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    environment.pop("INFOGAN_SHORTER", None)
    text = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, env=environment).stdout
    ends = re.findall(r"^(PASSED|FAILED|XFAIL) (?:\S*/)?(\w+)\.ipynb::Cell (\d+)", text, re.MULTILINE)
    return {name: [outcome for outcome, of, _ in sorted(ends, key=lambda end: int(end[2])) if of == name]
            for name in notebooks}, text


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """Of all notebooks above, run by one pytest."""
    return outcomes(tmp_path_factory.mktemp("notebooks"), NOTEBOOKS, 3600)


def test_a_killed_kernel_is_noticed_long_before_the_cell_would_time_out(ran):
    results, text = ran
    assert results["killed"] == ["PASSED", "FAILED", "FAILED"]
    assert "the kernel died in this cell" in text


def test_outputs_are_compared_figures_by_their_alternative_text(ran):
    results, text = ran
    assert results["compared"] == ["PASSED", "FAILED", "FAILED", "PASSED", "PASSED", "FAILED", "FAILED", "PASSED"], text


def test_a_cell_that_runs_too_long_fails(tmp_path):
    results, text = outcomes(tmp_path, {"long": [cell("while True: pass"), cell("x = 1")]}, cell_timeout=1)
    assert results["long"][0] == "FAILED" and "Timeout of 1 seconds exceeded" in text


@pytest.mark.parametrize("name", SHORTER)
def test_what_a_lesson_trains_shorter_here_is_what_it_trains(name):
    source = (ROOT / "solutions" / f"{name}.py").read_text(encoding="utf-8")
    for pair in SHORTER[name].split():
        assert re.search(rf"(?i)(steps|long)\b.*\b{pair.partition(':')[0]}\b", source), pair


def test_a_lesson_is_told_how_many_steps_to_run_unless_the_whole_run_was_asked_for(ran, monkeypatch):
    assert ran[0][TOLD] == ["PASSED"]
    monkeypatch.setenv("INFOGAN_SHORTER", "")
    starting = pytest_runtest_setup(SimpleNamespace(path=Path(f"{TOLD}.ipynb")))
    next(starting)
    assert os.environ["INFOGAN_SHORTER"] == ""
    starting.close()
