"""What submissions of lesson 01 are made of: notebooks, by code, and the defect that names each of them."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from staff.grading.course import ROOT, lessons
from staff.grading.submissions.notebook import read_notebook

LESSON = lessons()[1]
NAMES = [exercise.name for exercise in LESSON.exercises]
NOTEBOOK = "01_entropy.ipynb"


def _definitions(folder: str) -> dict[str, str]:
    """Exercise -> the cell that defines it in the lesson's notebook."""
    notebook = read_notebook((ROOT / folder / NOTEBOOK).read_bytes())
    return {name: notebook.cells[notebook.defining(name)[0]].source for name in NAMES}


# The lesson's own answer loads scipy, which takes as long as all else that is done in a cage.
BY_BISECTION = """\
def most_uncertain_given_mean(values, mean):
    distance = (np.asarray(values, dtype=float) - mean) / np.ptp(values)

    def law(tilt):
        weights = np.exp(tilt * distance - np.max(tilt * distance))
        return weights / weights.sum()

    low, high = -700.0, 700.0
    while high - low > 1e-12:
        middle = (low + high) / 2
        low, high = (middle, high) if law(middle) @ distance < 0 else (low, middle)
    return law(low)"""
OF_THE_LESSON, STUBS = _definitions("solutions"), _definitions("notebooks")
SOLVED = {**OF_THE_LESSON, "most_uncertain_given_mean": BY_BISECTION}
IMPORTS = "import numpy as np\nfrom helpers.checking import check, hint"


def notebook(*sources: str, **fields) -> str:
    """A notebook with these code cells."""
    cells = [{"cell_type": "code", "execution_count": None, "id": f"cell-{index}", "metadata": {}, "outputs": [],
              "source": source.splitlines(keepends=True)} for index, source in enumerate(sources)]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **fields})


def solved(**changed: str | None) -> list[str]:
    """Imports and solved cells; ``changed`` replaces the cell of an exercise, or deletes it."""
    cells = {**SOLVED, **changed}
    return [IMPORTS, *[cell for cell in cells.values() if cell is not None]]


def stubs(*attack: str) -> str:
    """A notebook without answers, and the cells of an attack."""
    return notebook(IMPORTS, *STUBS.values(), *attack)


def wrong(name: str, body: str) -> str:
    """A notebook without answers but one: the function ``name`` with this body."""
    return stubs(f"def {name}(*arguments):\n" + "\n".join(f"    {line}" for line in body.splitlines()))


@dataclass(frozen=True)
class Defect:
    """``write(folder, name)`` makes the entry.

    ``expected``: the status of single exercises; all others are ``rest``, or anything but passed where that is "".
    """

    write: Callable[[Path, str], None]
    rest: str
    expected: dict[str, str] = field(default_factory=dict)


def entry(content: str | bytes, file: str = NOTEBOOK) -> Callable[[Path, str], None]:
    def write(folder: Path, name: str) -> None:
        (folder / name).mkdir()
        (folder / name / file).write_bytes(content.encode() if isinstance(content, str) else content)
    return write


def broken(content: str | bytes, rest: str = "passed", file: str = NOTEBOOK, **expected: str) -> Defect:
    return Defect(entry(content, file), rest, expected)


def hostile(content: str, rest: str = "not attempted", **expected: str) -> Defect:
    return Defect(entry(content), rest, expected)
