"""The learner's copies in JupyterLab, used with mouse and keyboard as a learner uses them.

One server for all tests, on copies in a temporary folder: JupyterLab saves by itself.
"""

import shutil
import socket
import subprocess
import sys
import threading
from collections import deque
from pathlib import Path
from typing import NamedTuple

import nbformat
import pytest

from staff.authoring.notebook import METADATA
from tests.pages import ROOT, Tags
from tests.staff.browser.conftest import serious_faults

NOTEBOOKS = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
IDLE = "| Idle"
OUTPUTS = ".jp-OutputArea-output"
WRONG = "return float(-np.sum(p[p > 0] * np.log(p[p > 0])))"
RIGHT = WRONG.replace("np.log(", "np.log2(")


class Lab(NamedTuple):
    address: str
    root: Path
    alternative_texts: list[str]  # of the pictures in figures.ipynb


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@pytest.fixture(scope="module")
def lab(tmp_path_factory, request):
    """A JupyterLab that serves copies of notebooks/, and figures.ipynb with all that solutions/ draw."""
    request.getfixturevalue("browser")  # without one there is nothing to serve
    root, home = tmp_path_factory.mktemp("lab"), tmp_path_factory.mktemp("home")
    for name in NOTEBOOKS:
        shutil.copy(ROOT / "notebooks" / name, root)
    settings = home / "config" / "lab" / "user-settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    (settings / "themes.jupyterlab-settings").write_text('{"adaptive-theme": true}')  # the browser's scheme
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
    yield Lab(f"http://127.0.0.1:{port}", root, alternative_texts(figures))
    server.terminate()
    server.wait()


def is_drawn(output) -> bool:
    """Whether it is shown by HTML of ours: a figure, or the map of the lessons."""
    return "text/html" in output.get("data", {})


def notebook_of_figures():
    cells = [cell for path in sorted((ROOT / "solutions").glob("*.ipynb"))
             for cell in nbformat.read(path, as_version=4).cells if any(map(is_drawn, cell.get("outputs", [])))]
    return nbformat.v4.new_notebook(cells=cells)


def alternative_texts(notebook) -> list[str]:
    outputs = [output for cell in notebook.cells for output in cell.outputs if is_drawn(output)]
    return [alt for output in outputs for alt in Tags(output.data["text/html"]).all("img", "alt")]


def open_from_list(page, name):
    """Open a notebook from the list of files as a learner does, and wait until its kernel is ready."""
    page.locator(".jp-DirListing-item").filter(has_text=name).dblclick()
    page.locator(f".jp-mod-current[title^='Name: {name}']").wait_for()
    page.locator("#jp-main-statusbar").get_by_text(IDLE).wait_for()
    return page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")


def test_every_learners_copy_opens(lab, look):
    page = look(f"{lab.address}/lab?reset")
    for name in NOTEBOOKS:
        first = nbformat.read(ROOT / "notebooks" / name, as_version=4).cells[0]
        (title,) = [line[2:] for line in first.source.splitlines() if line.startswith("# ")]
        open_from_list(page, name).get_by_role("heading", name=title).wait_for()
    assert page.faults == []
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_learner_is_told_the_mistake_and_then_passes(lab, look, scheme):
    name = f"{scheme}.ipynb"
    shutil.copy(ROOT / "notebooks" / "01_entropy.ipynb", lab.root / name)
    page = look(f"{lab.address}/lab/tree/{name}?reset", scheme=scheme)
    page.locator(f"body[data-jp-theme-name='JupyterLab {scheme.title()}']").wait_for(state="attached")
    page.locator("#jp-main-statusbar").get_by_text(IDLE).wait_for()
    cells = page.locator(".jp-NotebookPanel .jp-Cell")
    cells.nth(0).click()
    for _ in range(3):
        page.keyboard.press("Shift+Enter")
    exercise = cells.filter(has_text="def entropy(p):")
    verdict = cells.filter(has_text='check("entropy", entropy)').locator(OUTPUTS)

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
    assert serious_faults(page, OUTPUTS) == []
    answer("return", RIGHT)
    verdict.filter(has_text="✓ 1.2 entropy").wait_for()
    for key in ("a", "Enter"):  # a new cell
        page.keyboard.press(key)
    page.keyboard.type('hint("entropy")')
    page.keyboard.press("Shift+Enter")
    cells.filter(has_text='hint("entropy")').locator(OUTPUTS).filter(has_text="Hint 1 of").wait_for()
    assert serious_faults(page, OUTPUTS) == []
    assert page.faults == []
    page.close()


def test_a_screen_reader_gets_the_alternative_text_of_every_figure(lab, look):
    page = look(f"{lab.address}/lab/tree/figures.ipynb?reset")
    expected = lab.alternative_texts
    pictures = page.locator(f"{OUTPUTS} img")
    pictures.nth(len(expected) - 1).wait_for(state="attached")
    assert pictures.evaluate_all("all => all.map(one => one.alt)") == expected
    assert all(len(alt.split()) >= 5 for alt in expected)
    assert serious_faults(page, OUTPUTS) == []
    assert page.faults == []
    page.close()


def test_four_explorers_answer_to_mouse_and_keyboard(lab, look):
    names = [f"explore_{module}" for module in ("gaussians", "table", "sigmoid", "film")]
    cells = [nbformat.v4.new_code_cell(f"from helpers.pictures.explorers.{name[8:]} import {name}\n{name}()")
             for name in names]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=METADATA), lab.root / "explorers.ipynb")
    page = look(f"{lab.address}/lab/tree/explorers.ipynb?reset")
    page.locator("#jp-main-statusbar").get_by_text(IDLE).wait_for()
    cells = page.locator(".jp-NotebookPanel .jp-Cell")
    cells.first.click()
    for _ in names:
        page.keyboard.press("Shift+Enter")
    gaussians, table, sigmoid, film = (cells.filter(has_text=f"{name}()") for name in names)

    def shows(explorer, words):
        explorer.locator(f"{OUTPUTS} img[alt*='{words}']").wait_for()

    def types(explorer, label, value):
        explorer.get_by_label(label, exact=True).click(click_count=3)
        page.keyboard.type(f"{value}\n")

    def presses(explorer, role, key, number=0):
        explorer.locator(OUTPUTS).get_by_role(role).nth(number).focus()
        page.keyboard.press(key)

    for explorer in (table, sigmoid, film):  # until then, what comes in moves the slider away under the mouse
        explorer.locator(f"{OUTPUTS} img").wait_for()
    shows(gaussians, "q is a Gaussian of mean 2.0 and width 1.0")
    handle = gaussians.locator(f"{OUTPUTS} [role=slider]").first
    handle.hover()
    box = handle.bounding_box()
    page.mouse.down()
    page.mouse.move(box["x"] - 300, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    shows(gaussians, "q is a Gaussian of mean -5.0 and width 1.0")
    presses(gaussians, "checkbox", "Space")
    shows(gaussians, "p has two humps")
    presses(gaussians, "button", "Enter", 1)
    shows(gaussians, "mean -3.0 and width 0.7. In nats: KL(p || q), forward 14.021, KL(q || p), reverse 0.511")
    types(table, "y 0", 0.8)
    shows(table, "is 0.80 for x = 0 and 0.80 for x = 1: correlation 0.000, information 0.000 bits")
    presses(sigmoid, "slider", "ArrowRight", 1)
    shows(sigmoid, "sharpness 1.5")
    types(sigmoid, "sharpness", 4)
    shows(sigmoid, "saturating, ln(1 - D) 2.5e-05")
    film.get_by_role("button", name="Next").click()
    shows(film, "After 10 steps")
    presses(film, "slider", "ArrowRight")
    shows(film, "After 20 steps")
    assert serious_faults(page, f"{OUTPUTS} img, {OUTPUTS} table, {OUTPUTS} input, {OUTPUTS} button") == []
    assert page.faults == []
    page.close()


def test_lesson_0_has_sliders_that_change_a_picture_and_a_map_that_leads_to_lessons(lab, look):
    page = look(f"{lab.address}/lab/tree/00_start_here.ipynb?reset")
    page.locator("#jp-main-statusbar").get_by_text(IDLE).wait_for()
    cells = page.locator(".jp-NotebookPanel .jp-Cell")
    explorer = cells.filter(has_text="ExploreCodes()")
    cells.first.click()
    while "jp-mod-selected" not in explorer.get_attribute("class"):
        page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")
    picture, slider = explorer.locator(f"{OUTPUTS} img"), explorer.locator(f"{OUTPUTS} [role=slider]").nth(1)
    picture.wait_for()
    before = picture.get_attribute("src")
    slider.focus()
    page.keyboard.press("ArrowRight")
    explorer.locator("img[alt*='c2 = 0.1']").wait_for()
    assert picture.get_attribute("src") != before
    assert serious_faults(page, f"{OUTPUTS} img, {OUTPUTS} table") == []
    cells.filter(has_text="Map()").locator(".cm-line").click()
    page.keyboard.press("Shift+Enter")
    page.locator(OUTPUTS).get_by_role("link", name="1. Entropy").click()
    page.locator(".jp-mod-current[title^='Name: 01_entropy.ipynb']").wait_for()
    assert page.faults == []
    page.close()
