"""The boot cell as Colab runs it: what is preinstalled stays as it is, and running it twice does nothing more.

Colab's machine is played by an empty environment that can import what is installed here, all but the course, and whose
own records claim other versions. Nothing is downloaded: the package comes from a repository made of this checkout.
"""

import json
import os
import shutil
import subprocess
import sys
import tomllib
import venv
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from staff.authoring import Project
from tests.pages import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# Versions that Colab had in 2025, and older ones; the ranges must leave them in place.
COLAB = {
    "numpy": ["1.26.4", "2.0.2"], "scipy": ["1.13.1", "1.16.1"], "matplotlib": ["3.7.1", "3.10.0"],
    "torch": ["2.4.0", "2.8.0"], "torchvision": ["0.19.0", "0.23.0"], "tqdm": ["4.67.1"], "ipywidgets": ["7.7.1"],
}
# Nothing from an index. To build the package pip takes the setuptools that is here: "0" is how pip spells this wish.
OFFLINE = {**os.environ, "PIP_NO_INDEX": "1", "PIP_NO_BUILD_ISOLATION": "0", "PYTHONPATH": ""}
# What stands in the first cells of a lesson, run in one kernel: boot, boot again, and work.
SESSION = """
import json, sys
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
cells = json.load(sys.stdin)
for cell in cells:
    shell.run_cell(cell).raise_error()
"""
WORK = """\
import helpers, math, numpy
from helpers.checking import check
from helpers.data import load_mnist
check("bits_to_nats", lambda bits: numpy.asarray(bits) * math.log(2))
print(tuple(load_mnist("test")[0].shape), helpers.__file__)"""


def git(*arguments, folder):
    identity = ("-c", "user.name=course", "-c", "user.email=course@localhost")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """The course as a repository with its tag."""
    if not shutil.which("git"):
        pytest.skip("needs git")
    folder = tmp_path_factory.mktemp("repository")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)
    shutil.copytree(ROOT / "helpers", folder / "helpers", ignore=shutil.ignore_patterns("__pycache__"))
    project = Project(f"file://{folder}", PROJECT["version"])
    git("init", "--quiet", folder=folder)
    git("add", ".", folder=folder)
    git("commit", "--quiet", "-m", "everything", folder=folder)
    git("tag", project.tag, folder=folder)
    return project


class Machine:
    """An environment of its own, with ``versions`` of packages on record."""

    def __init__(self, folder, versions):
        venv.create(folder / "env", with_pip=False)
        self.folder = folder
        self.python = folder / "env" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
        self.packages = Path(self.run("import sysconfig; print(sysconfig.get_path('purelib'))").strip())
        for name, version in versions.items():
            record = self.packages / f"{name}-{version}.dist-info"
            record.mkdir()
            (record / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        # A plain line: the editable install of the course, a .pth file of its own over there, is not followed.
        here = Path(metadata.distribution("pytest").locate_file(""))
        (self.packages / "what-is-preinstalled.pth").write_text(f"{here}\n")

    def run(self, code, text=""):
        run = subprocess.run([self.python, "-c", code], input=text, cwd=self.folder, env=OFFLINE, capture_output=True,
                             text=True)
        assert run.returncode == 0, run.stdout + run.stderr
        return run.stdout

    def cells(self, *cells):
        return self.run(SESSION, json.dumps(cells))

    def records(self):
        """Every file of the environment but compiled code, with its time and size."""
        return {path.relative_to(self.packages).as_posix(): (path.stat().st_mtime_ns, path.stat().st_size)
                for path in self.packages.rglob("*") if path.is_file() and path.suffix != ".pyc"}


@pytest.mark.parametrize("end", [0, -1], ids=["older", "newer"])
def test_boot_installs_the_course_and_changes_nothing_else(project, tmp_path, end):
    machine = Machine(tmp_path, {name: versions[end] for name, versions in COLAB.items()})
    before = machine.records()
    said = machine.cells(project.boot(), WORK)
    assert "✓ 0.1 bits_to_nats" in said and f"(10000, 28, 28) {machine.packages}" in said
    after = machine.records()
    assert before.items() <= after.items()
    assert {name.split("/")[0] for name in after.keys() - before.keys()} == {
        "helpers", f"infogan_curriculum-{project.version}.dist-info"}
    assert machine.cells(project.boot(), project.boot()) == "" and machine.records() == after
    assert "helpers" not in [path.name for path in tmp_path.iterdir()]
    broken = machine.run("import subprocess, sys; print(subprocess.run([sys.executable, '-m', 'pip', 'check'], "
                         "capture_output=True, text=True).stdout)")
    assert "infogan" not in broken, "a range leaves out one of Colab's versions"


def test_boot_leaves_even_a_version_alone_that_is_too_old_for_the_course(project, tmp_path):
    machine = Machine(tmp_path, {"numpy": "1.20.0"})
    before = machine.records()
    machine.cells(project.boot(), "import helpers")
    assert before.items() <= machine.records().items()


def test_ranges_admit_what_colab_has_what_they_begin_with_and_what_comes_next():
    for requirement in map(Requirement, PROJECT["dependencies"]):
        (bound,) = requirement.specifier
        assert bound.operator == ">=", "an upper end would make the next version of Colab an error"
        assert all(version in requirement.specifier for version in (bound.version, *COLAB[requirement.name], "999"))
