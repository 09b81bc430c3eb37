"""The part of the site where a reader works: the lessons without networks, in JupyterLite, with nothing to install.

Python itself runs in the reader's browser: Pyodide, with numpy, scipy and matplotlib. It comes from its public
distribution, or from a folder that is copied into the site, which then needs no network at all. Notebooks and what was
passed are kept in the browser's own storage.
"""

import json
import shutil
import subprocess
import sys
import zipfile
from importlib import metadata
from pathlib import Path

import nbformat

from helpers.pictures.course import DISTRIBUTION, LESSONS
from staff.set_up import LAB_SETTINGS

LAST = 4  # the last lesson without networks
PYODIDE = "https://cdn.jsdelivr.net/pyodide/v0.27.7/full/pyodide.js"  # the version that the tests run
FOLDER = "work"
# From Pyodide's distribution; what these need comes with them. Others come when a cell imports them, scipy for one.
PACKAGES = ("numpy", "matplotlib", "ipython", "micropip")
# From this environment, into the site: pure Python that the distribution does not have.
ALONG = ("comm", "ipywidgets", "jupyterlab_widgets")
# Of JupyterLab's extensions in this environment, those that JupyterLite works with.
EXTENSIONS = ("@jupyterlite/pyodide-kernel-extension", "@jupyter-widgets/jupyterlab-manager")
LEFT_OUT = ("weights", "__pycache__")  # of helpers: only networks have weights
KERNEL_SETTINGS = "@jupyterlite/pyodide-kernel-extension:kernel"
# A worker loads the packages, and addresses count from where its own program lies.
ROOT_OF_THE_SITE = "../../../../"
NEEDS_TORCH = "*This cell needs PyTorch, which does not run in a browser.*"


def works_in_browser(name: str) -> bool:
    """Whether the lesson called ``name``, as in "01_entropy", needs no torch."""
    return int(name[:2]) <= LAST


def address(name: str) -> str:
    """Where a lesson is opened, from the top of the site."""
    return f"{FOLDER}/notebooks/index.html?path={name}.ipynb"


def in_browser(learner: nbformat.NotebookNode, solved: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The learner's copy; in place of cells that need torch stand the pictures that they made in the solution."""
    outputs = {cell.id: cell.get("outputs", []) for cell in solved.cells}
    for index, cell in enumerate(learner.cells):
        if "torch" in cell.metadata.get("tags", []):
            pictures = [output.data["text/html"] for output in outputs[cell.id]
                        if "text/html" in output.get("data", {})]
            text = "\n\n".join([NEEDS_TORCH, *pictures])
            learner.cells[index] = nbformat.v4.new_markdown_cell(text, id=cell.id)
    return learner


def write_wheel(name: str, folder: Path) -> Path:
    """A package of this environment, pure Python, as a wheel in ``folder``."""
    found = metadata.distribution(name)
    wheel = folder / f"{name}-{found.version}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in found.files:
            if ".." not in path.parts and path.suffix != ".pyc":
                archive.write(path.locate(), str(path))
    return wheel


def write_course(folder: Path, root: Path) -> Path:
    """The package ``helpers`` of the checkout ``root`` as a wheel in ``folder``."""
    found = metadata.distribution(DISTRIBUTION)
    stem = f"{DISTRIBUTION.replace('-', '_')}-{found.version}"
    wheel = folder / f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted((root / "helpers").rglob("*")):
            if path.is_file() and not {*LEFT_OUT} & {*path.parts}:
                archive.write(path, path.relative_to(root).as_posix())
        archive.writestr(f"{stem}.dist-info/METADATA", found.metadata.as_string())
        archive.writestr(f"{stem}.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
    return wheel


def build_workplace(root: Path, build: Path, site: Path, pyodide: Path | None) -> None:
    """Make ``site``/work from the checkout ``root``; ``build`` is for what is needed on the way.

    ``pyodide`` is a folder with a whole distribution of Pyodide, or None for the public one.
    """
    if pyodide and not (pyodide / "pyodide-lock.json").is_file():
        raise SystemExit(f"PYODIDE={pyodide}: expected a folder with a distribution of Pyodide, and there is no "
                         "pyodide-lock.json in it.")
    lite, target = build / "lite", site / FOLDER
    shutil.rmtree(lite, ignore_errors=True)
    for folder in ("lessons", "wheels"):
        (lite / folder).mkdir(parents=True)
    for name in filter(works_in_browser, (lesson.file for lesson in LESSONS.values())):
        pair = [nbformat.read(root / folder / f"{name}.ipynb", as_version=4) for folder in ("notebooks", "solutions")]
        nbformat.write(in_browser(*pair), lite / "lessons" / f"{name}.ipynb")
    wheels = [*(write_wheel(name, lite / "wheels") for name in ALONG), write_course(lite / "wheels", root)]
    settings = {
        "pyodideUrl": "./static/pyodide/pyodide.js" if pyodide else PYODIDE,
        "loadPyodideOptions": {
            "packages": [*PACKAGES, *[f"{ROOT_OF_THE_SITE}wheels/{wheel.name}" for wheel in wheels]],
            # /drive is the browser's storage, where the notebooks are, too.
            "env": {"INFOGAN_PROGRESS": "/drive/passed"},
        },
    }
    config = {"jupyter-lite-schema-version": 0, "jupyter-config-data": {
        "appName": "InfoGAN, hands on", "litePluginSettings": {KERNEL_SETTINGS: settings}}}
    (lite / "jupyter-lite.json").write_text(json.dumps(config))
    extensions = [f"{sys.prefix}/share/jupyter/labextensions/{name}" for name in EXTENSIONS]
    (lite / "jupyter_lite_config.json").write_text(json.dumps({"LiteBuildConfig": {
        "ignore_sys_prefix": ["federated_extensions"], "federated_extensions": extensions}}))
    kept_often = {"@jupyterlab/docmanager-extension:plugin": {"autosaveInterval": 5}}  # seconds
    (lite / "overrides.json").write_text(json.dumps({**LAB_SETTINGS, **kept_often}))
    command = [sys.executable, "-c", "from jupyterlite_core.app import main; main()", "build", "--lite-dir", str(lite),
               "--contents", str(lite / "lessons"), "--output-dir", str(target), "--apps", "notebooks",
               "--no-sourcemaps", "--no-unused-shared-packages"]
    done = subprocess.run(command, cwd=lite, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"JupyterLite could not be built:\n{done.stdout}{done.stderr}")
    shutil.copytree(lite / "wheels", target / "wheels")
    if pyodide:
        shutil.copytree(pyodide, target / "static" / "pyodide")
