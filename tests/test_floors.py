"""The plan of the house: what may import what, and how much stands in one room."""

import ast
from collections import Counter
from pathlib import Path

import pytest

from tests.pages import ROOT

# From the ground up. A module may import from its own floor and from those before it.
FLOORS = (("helpers.data", "helpers.information", "helpers.sprites"), ("helpers.training",), ("helpers.gan",),
          ("helpers.measures",), ("helpers.pictures",), ("helpers.checking",), ("helpers.exercises",),
          ("solutions", "staff"))
LARGEST_MODULE = 250  # lines
LARGEST_FOLDER = 10  # files, of a folder with code
MODULES = sorted(path.relative_to(ROOT) for folder in ("helpers", "staff", "solutions")
                 for path in (ROOT / folder).rglob("*.py"))


def dotted(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def floor(module: str, beside: int) -> int:
    """The index in FLOORS; ``beside`` for what stands beside the house, as ``helpers`` itself and numpy do."""
    for index, rooms in enumerate(FLOORS):
        if any(module == room or module.startswith(f"{room}.") for room in rooms):
            return index
    return beside


def imported(source: str) -> set[str]:
    """The modules that ``source`` imports, wherever in it, with those that may be names of ``from helpers import``."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def climbs(module: str, source: str) -> list[str]:
    """What ``module`` imports from above, or from ``staff`` though it stands elsewhere."""
    above = {other for other in imported(source) if floor(other, beside=-1) > floor(module, beside=len(FLOORS))}
    staff = {other for other in imported(source) if other.startswith("staff") and not module.startswith("staff")}
    return sorted(above | staff)


@pytest.mark.parametrize("path", MODULES, ids=Path.as_posix)
def test_no_floor_imports_a_higher_one(path):
    assert climbs(dotted(path), (ROOT / path).read_text(encoding="utf-8")) == []


def test_a_climb_is_seen():
    assert climbs("helpers.gan.losses", "from helpers.measures import clusters") == [
        "helpers.measures", "helpers.measures.clusters"]
    assert climbs("helpers.data", "def late():\n    import helpers.training.loop") == ["helpers.training.loop"]
    assert climbs("helpers", "from staff import set_up") == ["staff", "staff.set_up"]
    assert climbs("solutions.01_entropy", "import staff.grading") == ["staff.grading"]
    assert climbs("staff.grading.grade", "import helpers.checking, numpy") == []


def test_every_module_has_a_floor():
    assert [path.as_posix() for path in MODULES if floor(dotted(path), beside=-1) < 0] == ["helpers/__init__.py"]


@pytest.mark.parametrize("path", [path for path in MODULES if path.parts[0] != "solutions"], ids=Path.as_posix)
def test_modules_stay_readable(path):
    assert len((ROOT / path).read_text(encoding="utf-8").splitlines()) <= LARGEST_MODULE


def test_folders_hold_one_subject():
    counts = Counter(path.parent for path in MODULES if path.parts[0] != "solutions")
    assert {folder.as_posix(): count for folder, count in counts.items() if count > LARGEST_FOLDER} == {}
