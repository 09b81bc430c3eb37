"""The learner's copies in JupyterLab, used with mouse and keyboard as a learner uses them.

One server for all tests, on copies in a temporary folder: JupyterLab saves by itself.
"""

import shutil
import socket
import subprocess
import sys
import threading
from collections import deque
from typing import NamedTuple

import nbformat
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE
from tests.pages import ROOT, Tags

NOTEBOOKS = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
IDLE = "| Idle"
WRONG = "return float(-np.sum(p[p > 0] * np.log(p[p > 0])))"
RIGHT = WRONG.replace("np.log(", "np.log2(")


class Lab(NamedTuple):
    address: str
    alternative_texts: list[str]  # of the pictures in figures.ipynb


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@pytest.fixture(scope="module")
def lab(tmp_path_factory, request):
    """A JupyterLab that serves copies of notebooks/, and figures.ipynb with every picture of solutions/."""
    request.getfixturevalue("browser")  # without one there is nothing to serve
    root, home = tmp_path_factory.mktemp("lab"), tmp_path_factory.mktemp("home")
    for name in NOTEBOOKS:
        shutil.copy(ROOT / "notebooks" / name, root)
    figures = notebook_of_figures()
    nbformat.write(figures, root / "figures.ipynb")
    port = free_port()
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--ServerApp.port={port}",
               "--ServerApp.port_retries=0", "--IdentityProvider.token=", f"--ServerApp.root_dir={root}"]
    with pytest.MonkeyPatch.context() as patch:
        for variable, folder in {"HOME": "", "JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data",
                                 "JUPYTER_RUNTIME_DIR": "runtime", "IPYTHONDIR": "ipython"}.items():
            patch.setenv(variable, str(home / folder))
        server = subprocess.Popen(command, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
    lines = []
    for line in server.stderr:
        lines.append(line)
        if "is running at" in line:
            break
    else:
        pytest.fail("JupyterLab did not start:\n" + "".join(lines))
    # A full pipe would stop the server.
    threading.Thread(target=deque, args=(server.stderr, 0), daemon=True).start()
    yield Lab(f"http://127.0.0.1:{port}", alternative_texts(figures))
    server.terminate()
    server.wait()


def has_picture(output) -> bool:
    return "<img" in output.get("data", {}).get("text/html", "")


def notebook_of_figures():
    cells = [cell for path in sorted((ROOT / "solutions").glob("*.ipynb"))
             for cell in nbformat.read(path, as_version=4).cells if any(map(has_picture, cell.get("outputs", [])))]
    return nbformat.v4.new_notebook(cells=cells)


def alternative_texts(notebook) -> list[str]:
    outputs = [output for cell in notebook.cells for output in cell.outputs if has_picture(output)]
    return [alt for output in outputs for alt in Tags(output.data["text/html"]).all("img", "alt")]


def notebook(page, name):
    """Open a notebook from the list of files as a learner does, and wait until its kernel is ready."""
    page.locator(".jp-DirListing-item").filter(has_text=name).dblclick()
    page.locator(f".jp-mod-current[title^='Name: {name}']").wait_for()
    page.locator("#jp-main-statusbar").get_by_text(IDLE).wait_for()
    return page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")


def faults(page):
    """Without the badge that opens a notebook in Colab: the one picture that is fetched, where there is a network."""
    return [fault for fault in page.faults if not fault.endswith("/colab-badge.svg")]


def test_every_learners_copy_opens(lab, look):
    page = look(f"{lab.address}/lab?reset")
    for name in NOTEBOOKS:
        cells = nbformat.read(ROOT / "notebooks" / name, as_version=4).cells
        panel = notebook(page, name)
        title = next(line for line in cells[0].source.splitlines() if line.startswith("# "))
        panel.get_by_role("heading", name=title[2:]).wait_for()
        expect(panel.locator(".jp-Cell")).to_have_count(len(cells), timeout=PATIENCE)
    assert faults(page) == []
    page.close()


def test_a_learner_is_told_the_mistake_and_then_passes(lab, look):
    page = look(f"{lab.address}/lab/tree/01_entropy.ipynb?reset")
    page.locator("#jp-main-statusbar").get_by_text(IDLE).wait_for()
    cells = page.locator(".jp-NotebookPanel .jp-Cell")
    cells.nth(0).click()
    for _ in range(3):
        page.keyboard.press("Shift+Enter")
    exercise = cells.filter(has_text="def entropy(p):")
    verdict = cells.filter(has_text='check("entropy", entropy)').locator(".jp-OutputArea-output")

    def answer(line, code):
        """Replace a line of the exercise by typing, run it and the check below it."""
        exercise.locator(".cm-line").filter(has_text=line).click()
        page.keyboard.press("Home")
        page.keyboard.press("Shift+End")
        page.keyboard.type(code)
        page.keyboard.press("Shift+Enter")
        page.keyboard.press("Shift+Enter")

    answer("raise NotImplementedError", f"p = np.asarray(p)\n{WRONG}")
    verdict.filter(has_text="(mistake: natural logarithm)").wait_for()
    answer("return", RIGHT)
    verdict.filter(has_text="✓ 1.2 entropy").wait_for()
    assert faults(page) == []
    page.close()


def test_a_screen_reader_gets_the_alternative_text_of_every_figure(lab, look):
    page = look(f"{lab.address}/lab/tree/figures.ipynb?reset")
    expected = lab.alternative_texts
    pictures = page.locator(".jp-OutputArea-output img")
    pictures.nth(len(expected) - 1).wait_for(state="attached")
    assert pictures.evaluate_all("all => all.map(one => one.alt)") == expected
    assert all(len(alt.split()) >= 5 for alt in expected)
    assert faults(page) == []
    page.close()
