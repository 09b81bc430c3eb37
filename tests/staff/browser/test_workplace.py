"""The lessons that run in the reader's browser: worked in as a learner does, with no network.

Python there is Pyodide. npm has its core alone, but one package on PyPI brings a whole distribution: its folder is
used, and none of its code. Where it is not installed these tests are skipped.
"""

import functools
import http.server
import io
import json
import os
import re
import threading
import time
from http import HTTPStatus
from typing import ClassVar
from urllib.parse import urlsplit

import nbformat
import pytest

from staff.reading_copy import workplace
from tests.pages import ROOT
from tests.staff.browser.conftest import PYODIDE, serious_faults

pytestmark = pytest.mark.skipif(PYODIDE is None, reason="needs a Pyodide: pip install '.[browser-tests]'")

PATIENCE = 400_000  # milliseconds; a busy machine is no fault of the page
RIGHT = "def entropy(p):\n    p = np.asarray(p, dtype=float)\n    p = p[p > 0]\n    return -np.sum(p * np.log2(p))"
IN_NATS = RIGHT.replace("log2", "log")
CELLS = "[...jupyterapp.shell.currentWidget.content.model.sharedModel.cells].map(cell => cell.toJSON())"
PYTHONS_MEMORY = "import pyodide_js\nprint(pyodide_js._module.HEAPU8.length / 1e6)"  # megabytes; it never shrinks
SHOWN = ".jp-OutputArea-output"
IDLE = "jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"


class Files(http.server.SimpleHTTPRequestHandler):
    """Serves the files of a folder, and the contents of ``instead`` in place of those that it names."""

    instead: ClassVar[dict[str, bytes]] = {}

    def send_head(self):
        content = self.instead.get(urlsplit(self.path).path)
        if content is None:
            return super().send_head()
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        return io.BytesIO(content)

    def log_message(self, *arguments):
        """Says nothing."""


@pytest.fixture(scope="module")
def served(site):
    """The address of a plain web server of the site. The application can be asked what it holds, as only here."""
    settings = json.loads((site / workplace.FOLDER / "jupyter-lite.json").read_text(encoding="utf-8"))
    settings["jupyter-config-data"]["exposeAppInBrowser"] = True
    Files.instead[f"/{workplace.FOLDER}/jupyter-lite.json"] = json.dumps(settings).encode()
    handler = functools.partial(Files, directory=site)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class Notebook:
    """A lesson in a page: run cells, write in them, read what they put out."""

    def __init__(self, page):
        self.page = page

    def wait(self):
        self.page.wait_for_function(f"window.jupyterapp && {IDLE}", timeout=PATIENCE)

    def cells(self):
        return self.page.evaluate(CELLS)

    def index(self, start):
        return next(index for index, cell in enumerate(self.cells()) if cell["source"].startswith(start))

    def run(self, start, code=None):
        """Run the cell that begins with ``start``, with ``code`` typed over it where that is given; its output."""
        index = self.index(start)
        cell = self.page.locator(f".jp-Cell[data-windowed-list-index='{index}']").first
        self.page.evaluate(f"jupyterapp.shell.currentWidget.content.activeCellIndex = {index}")
        self.page.evaluate("jupyterapp.shell.currentWidget.content.scrollToItem"
                           f"({index}, 'center').catch(() => null)")
        cell.locator(".cm-content").click()
        if code is not None:
            self.page.keyboard.press("Control+a")
            self.page.keyboard.insert_text(code)
        before = self.cells()[index]["execution_count"]
        self.page.keyboard.press("Control+Enter")
        self.page.wait_for_function(
            f"(count => count !== null && count !== {json.dumps(before)})({CELLS}[{index}].execution_count)",
            timeout=PATIENCE)
        self.wait()
        return printed(self.cells()[index]) + cell.locator(".jp-OutputArea").inner_text()

    def run_all(self):
        self.page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
        last = "[...jupyterapp.shell.currentWidget.content.model.sharedModel.cells].filter(c => c.cell_type === 'code')"
        self.page.wait_for_function(
            f"{last}.at(-1).execution_count !== null || {CELLS}.some(cell => (cell.outputs || [])"
            ".some(output => output.output_type === 'error'))", timeout=PATIENCE)
        self.wait()


@pytest.fixture(scope="module")
def lesson(browser, served):
    """``lesson(name)`` -> Notebook, in a browser that has never been there. It closes the one before."""
    contexts = []

    def open_lesson(name):
        while contexts:
            contexts.pop().close()
        context = browser.new_context(viewport={"width": 1250, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.faults = []
        page.on("request", lambda request: page.faults.append(request.url)
                if request.url.startswith("http") and not request.url.startswith(served) else None)
        page.goto(f"{served}/{workplace.address(name)}")
        notebook = Notebook(page)
        notebook.wait()
        return notebook

    yield open_lesson
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def solved(lesson):
    """``solved(name)`` -> the lesson, solved, all cells of which have been run; the same page while it is open."""
    opened = {}

    def run_solved(name):
        if name in opened and not opened[name].page.is_closed():
            return opened[name]
        stored = stored_solution(name)
        content = nbformat.writes(workplace.in_browser(nbformat.from_dict(stored), stored)).encode()
        Files.instead[f"/{workplace.FOLDER}/files/{name}.ipynb"] = content
        opened[name] = lesson(name)
        opened[name].run_all()
        return opened[name]

    yield run_solved
    Files.instead.clear()


def stored_solution(name):
    return nbformat.read(ROOT / "solutions" / f"{name}.ipynb", as_version=4)


def printed(cell):
    return "".join("".join(output.get("text", "")) for output in cell.get("outputs", [])
                   if output["output_type"] == "stream" and output["name"] == "stdout")


def numbers(text):
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?", text)]


def test_a_learner_is_told_the_mistake_passes_and_finds_the_work_again(lesson, record_property):
    began = time.monotonic()
    notebook = lesson("01_entropy")
    notebook.run("import numpy")
    notebook.run("def entropy(p)", IN_NATS)
    first = time.monotonic()
    message = notebook.run('check("entropy"')
    ready = time.monotonic()
    assert "(mistake: natural logarithm)" in " ".join(message.split())
    assert serious_faults(notebook.page, SHOWN) == []
    notebook.run("def entropy(p)", RIGHT)
    assert "✓ 1.2 entropy" in notebook.run('check("entropy"')
    again = time.monotonic()
    code = "from helpers.checking import predict, progress\npredict('tails_surprise', 1)\nprogress()"
    assert "Lesson 1, Entropy: 1 of 8 passed" in notebook.run("import importlib", code)
    notebook.page.keyboard.press("Control+s")
    notebook.page.wait_for_function("!jupyterapp.shell.currentWidget.context.model.dirty")
    notebook.page.reload()
    notebook.wait()
    assert notebook.cells()[notebook.index("def entropy(p)")]["source"] == RIGHT
    code = "from helpers.checking import progress, recall\nrecall('tails_surprise', 1.0)\nprogress()"
    again_there = notebook.run("from helpers.checking import predict, progress", code)
    assert "You predicted 1, and so it came out." in again_there and "Entropy: 1 of 8 passed" in again_there
    record_property("measured", f"in a browser, first check {ready - began:.1f} s after opening the page, of which the "
                                f"check took {ready - first:.1f} s; the next cell and check {again - ready:.1f} s")
    assert notebook.page.faults == []


LESSONS = sorted(path.stem for path in (ROOT / "solutions").glob("*.ipynb"))


@pytest.mark.parametrize("name", [*filter(workplace.works_in_browser, LESSONS)][::-1])
def test_a_solved_lesson_runs_from_top_to_bottom_with_the_same_numbers(solved, name, record_property):
    notebook = solved(name)
    cells = notebook.cells()
    memory = float(notebook.run("import importlib", PYTHONS_MEMORY).split()[0])
    errors = [(cell["source"][:200], output["ename"], output["evalue"]) for cell in cells
              for output in cell.get("outputs", []) if output["output_type"] == "error"]
    assert errors == []
    assert (name == "00_start_here") == ("PyTorch, which does not run" in json.dumps(cells))
    for cell, stored in zip(cells, stored_solution(name).cells, strict=True):
        if cell["cell_type"] == "code" and "nbval-ignore-output" not in stored.metadata.get("tags", []):
            assert numbers(printed(cell)) == pytest.approx(numbers(printed(stored)), rel=2e-3, abs=2e-4), cell["source"]
    record_property("measured", f"in a browser, {name} took Python to {memory:.0f} MB")
    assert memory <= 400
    assert notebook.page.faults == []


def test_what_a_lesson_shows_has_no_serious_fault(solved):
    """Figures, checks and sliders; the frame around them is JupyterLite's."""
    assert serious_faults(solved("00_start_here").page, SHOWN) == []


def test_what_is_downloaded_is_what_the_grader_reads(site):
    """The notebook in the browser has the cells, and their names, of the learner's copy."""
    for name in filter(workplace.works_in_browser, (path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))):
        there = nbformat.read(site / workplace.FOLDER / "files" / f"{name}.ipynb", as_version=4)
        here = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
        assert [cell.id for cell in there.cells] == [cell.id for cell in here.cells]
        checks = [[cell.source for cell in book.cells if cell.source.startswith(("check(", "def "))]
                  for book in (there, here)]
        assert checks[0] == checks[1] != []


def test_every_page_says_where_to_work(site):
    for path in sorted((site / "solutions").glob("*.html")):
        text = path.read_text(encoding="utf-8")
        if workplace.works_in_browser(path.stem):
            assert f'href="../{workplace.address(path.stem)}"' in text.replace("&amp;", "&"), path.name
        else:
            assert "To work through this lesson you need PyTorch" in text and "colab.research.google.com" in text


def test_a_folder_without_pyodide_is_refused(tmp_path):
    with pytest.raises(SystemExit, match="expected a folder with a distribution of Pyodide"):
        workplace.build_workplace(ROOT, tmp_path, tmp_path / "site", tmp_path)
    assert not os.listdir(tmp_path)
