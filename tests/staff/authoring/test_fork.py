"""A fork's own address: everywhere at once, and no output lost on the way."""

import shutil

import nbformat
import pytest

from staff.authoring import Project
from staff.authoring.execute import is_executed
from staff.authoring.fork import fork
from tests.pages import ROOT

MINE = "https://github.com/someone/my-course.v2"


@pytest.fixture
def copy(tmp_path):
    """The course with two of its lessons."""
    for name in ("pyproject.toml", "CITATION.cff"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "README.md").write_text("A course.\n")
    for lesson in ("00_start_here", "01_entropy"):
        for file in (f"solutions/{lesson}.py", f"solutions/{lesson}.ipynb", f"notebooks/{lesson}.ipynb"):
            (tmp_path / file).parent.mkdir(exist_ok=True)
            shutil.copy(ROOT / file, tmp_path / file)
    return tmp_path


def contents(root):
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.mark.parametrize("written", [MINE, f"{MINE}/", f"{MINE}.git", f" {MINE}\n"])
def test_every_place_gets_the_new_address_and_outputs_stay(copy, written, capsys):
    old = Project.read(copy).repository
    assert fork(written, copy) == 0
    assert "01_entropy: up to date" in capsys.readouterr().out
    assert Project.read(copy).repository == MINE
    assert f"repository-code: {MINE}\n" in (copy / "CITATION.cff").read_text()
    for path in copy.glob("*/*.ipynb"):
        notebook = nbformat.read(path, as_version=4)
        assert f"/github/someone/my-course.v2/blob/v{Project.read(copy).version}/" in notebook.cells[0].source
        assert f'"git+{MINE}@v' in notebook.cells[1].source
        assert is_executed(notebook) == (path.parent.name == "solutions")
    assert not [name for name, content in contents(copy).items() if f"{old}\n".encode() in content
                or f"{old}@".encode() in content]


def test_forking_twice_changes_nothing_and_back_is_back(copy):
    before, old = contents(copy), Project.read(copy).repository
    assert fork(MINE, copy) == 0
    once = contents(copy)
    assert fork(MINE, copy) == 0 and contents(copy) == once != before
    assert fork(old, copy) == 0 and contents(copy) == before


@pytest.mark.parametrize("written", ["", "someone/course", "https://gitlab.com/a/b", "https://github.com/someone"])
def test_what_is_no_address_changes_nothing(copy, written, capsys):
    before = contents(copy)
    assert fork(written, copy) == 1
    assert "https://github.com/you/yours" in capsys.readouterr().err
    assert contents(copy) == before
