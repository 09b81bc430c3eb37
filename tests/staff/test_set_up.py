"""Set-up: the messages of a machine that lacks something, what is installed, and what the README promises."""

import ast
import importlib.util
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import distributions
from pathlib import Path

import numpy as np
import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

import helpers
from helpers.checking import CheckFailed, check
from staff import set_up
from tests.pages import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def requirements(name):
    lines = (line.split("#")[0].strip() for line in (ROOT / name).read_text(encoding="utf-8").splitlines())
    return {requirement.name.lower(): requirement for requirement in map(Requirement, filter(None, lines))}


# The environment


@pytest.mark.parametrize(("version", "free", "has_venv", "sentence"), [
    ((3, 10, 4), 100, True, "This needs Python 3.11 or newer, and here is 3.10."),
    ((3, 12, 0), 100, False, "sudo apt install python3.12-venv"),
    ((3, 12, 0), 0.5, True, "The disk is nearly full: 0.5 GB are free here"),
])
def test_a_machine_that_lacks_something_is_told_what(version, free, has_venv, sentence):
    with pytest.raises(set_up.SetupError, match=re.escape(sentence)):
        set_up.require(version, free, has_venv)
    set_up.require((3, 11, 0), 100, True)


def test_the_set_up_can_be_read_by_an_old_python():
    ast.parse(Path(set_up.__file__).read_text(encoding="utf-8"), feature_version=(3, 6))


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A checkout in an empty folder whose commands are recorded and not run."""
    for name in ("requirements.txt", "constraints.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    commands = []
    monkeypatch.setattr(set_up, "_run", commands.append)
    monkeypatch.setattr(set_up, "_runs", lambda root: any("venv" in command for command in commands))
    return tmp_path, commands


def test_what_is_ready_is_left_alone_until_the_requirements_change(machine):
    root, commands = machine
    assert set_up.main(root) == 0
    assert [" ".join(command[1:3]) for command in commands] == ["-m venv", "-m pip", "-m pip"]
    assert set_up.main(root) == 0 and len(commands) == 3
    (root / "constraints.txt").write_text("numpy==2.0.0\n")
    assert set_up.main(root) == 0
    assert [" ".join(command[1:3]) for command in commands[3:]] == ["-m pip", "-m pip"], "nothing is thrown away"


def test_an_interrupted_set_up_is_not_taken_for_ready(machine, monkeypatch, capsys):
    root, commands = machine

    def fail(command):
        commands.append(command)
        if "pip" in command:
            raise set_up.SetupError("no network")

    monkeypatch.setattr(set_up, "_run", fail)
    assert set_up.main(root) == 1
    assert capsys.readouterr().err == "no network\n"
    assert not set_up.is_ready(root)


def make(*arguments):
    return subprocess.run(["make", *arguments], cwd=ROOT, capture_output=True, text=True)


@pytest.mark.skipif(shutil.which("make") is None, reason="needs make")
def test_make_says_what_is_missing_and_what_there_is():
    run = make("setup", "PYTHON=no-such-python")
    assert run.returncode != 0 and "no-such-python is missing. Install Python 3.11 or newer" in run.stderr
    targets = re.findall(r"^make (\w+) ", make("help").stdout, re.MULTILINE)
    assert {"lab", "test", "notebooks", "lint"} <= set(targets)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets)


# What is installed


def test_requirements_hold_the_dependencies_of_the_package():
    wanted = requirements("requirements.txt")
    for line in PROJECT["dependencies"]:
        assert str(wanted[Requirement(line).name]) == str(Requirement(line))


def test_every_requirement_is_pinned_within_its_range():
    pins = requirements("constraints.txt")
    for name, requirement in requirements("requirements.txt").items():
        (pin,) = pins[name].specifier
        assert pin.operator == "==" and pin.version in requirement.specifier, name


def test_every_pin_installs_on_the_oldest_python():
    oldest = ".".join(map(str, set_up.OLDEST_PYTHON))
    too_new = [f"{package.name} {package.version} needs Python {package.metadata['Requires-Python']}"
               for package in distributions()
               if f"{oldest}.0" not in SpecifierSet(package.metadata.get("Requires-Python") or "")]
    assert too_new == []


def test_no_registry_is_named():
    for name in ("requirements.txt", "constraints.txt", "pyproject.toml", "Makefile", "staff/set_up.py"):
        assert not re.search(r"index-url|find-links|pypi", (ROOT / name).read_text(encoding="utf-8")), name


def test_the_helpers_are_found_from_any_folder(tmp_path):
    command = [sys.executable, "-I", "-c", "import helpers; print(helpers.__version__)"]
    found = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert found.stdout.strip() == PROJECT["version"], found.stderr


def test_one_version_everywhere():
    assert helpers.__version__ == PROJECT["version"]
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"version: {PROJECT['version']}\n" in citation
    assert f"repository-code: {PROJECT['urls']['Repository']}\n" in citation


def test_an_installed_package_brings_mnist_and_weights(tmp_path):
    """As Colab installs it, from a copy, so that no build folder stays in the checkout."""
    copy = tmp_path / "copy"
    shutil.copytree(ROOT / "helpers", copy / "helpers", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy)
    build = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--verbose", "-w", tmp_path, copy],
        capture_output=True, text=True,
    )
    assert build.returncode == 0, build.stdout
    assert "Deprecat" not in build.stdout + build.stderr
    (wheel,) = tmp_path.glob("*.whl")
    packed = set(zipfile.ZipFile(wheel).namelist())
    data = {path.relative_to(copy).as_posix() for folder in ("mnist", "weights")
            for path in (copy / "helpers" / folder).glob("*") if path.is_file()}
    assert len(data) >= 4 and data <= packed
    modules = {path.relative_to(copy).as_posix() for path in (copy / "helpers").rglob("*.py")}
    assert modules <= packed
    assert not [name for name in packed if name.startswith(("tests", "solutions"))]


# What the README promises


def test_the_message_in_the_readme_is_what_the_check_says():
    def entropy(p):
        p = np.asarray(p, dtype=float)
        return -np.sum(p[p > 0] * np.log(p[p > 0]))

    with pytest.raises(CheckFailed) as failed:
        check("entropy", entropy)
    assert f"```\n{failed.value}\n```" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_plain_pip_lines_name_files_that_exist():
    for name in re.findall(r"-[rc] (\S+)", (ROOT / "README.md").read_text(encoding="utf-8")):
        assert (ROOT / name).exists()


def test_torch_is_not_imported_with_the_package():
    """A lesson on entropy does not wait for torch."""
    assert importlib.util.find_spec("torch")
    code = "import helpers, helpers.checking, helpers.pictures.figures, sys; print('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"
