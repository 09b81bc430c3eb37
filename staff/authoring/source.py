"""Read a lesson: cells with the line they stand on, and the solution regions in them."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import jupytext
from IPython.core.inputtransformer2 import TransformerManager

CELL_MARKER = re.compile(r"\s*#\s*%%")
REGION_MARKERS = {
    "code": ("# BEGIN SOLUTION", "# END SOLUTION"),
    "markdown": ("<!-- BEGIN SOLUTION -->", "<!-- END SOLUTION -->"),
}
ALMOST_A_MARKER = re.compile(r"\s*(#|<!--)\s*(begin|end)\W+solution", re.IGNORECASE)
DIRECTIVE = re.compile(r"\{(exercise|written)\b(.*?)\}?$")


class LessonError(Exception):
    """Something in a lesson is wrong. Reads as file, line, what is wrong, what to do about it."""

    def __init__(self, path: Path, line: int, problem: str, remedy: str):
        super().__init__(f"{path.parent.name}/{path.name}:{line}: {problem}\n  {remedy}")


@dataclass(frozen=True)
class Cell:
    """``line`` is where ``source`` begins in the lesson's file, counted from 1."""

    kind: str
    source: str
    tags: tuple[str, ...]
    line: int

    def lines(self) -> Iterator[tuple[int, str]]:
        """(line number in the file, text)."""
        return enumerate(self.source.splitlines(), start=self.line)

    def code(self) -> str:
        """The source as Python, without IPython's own commands."""
        return TransformerManager().transform_cell(self.source)

    def directive(self) -> tuple[str, list[str]] | None:
        """("exercise", ["entropy"]) where the cell begins with ``{exercise entropy}``."""
        found = DIRECTIVE.match(self.source.split("\n", 1)[0].strip()) if self.kind == "markdown" else None
        return (found[1], found[2].split()) if found else None


@dataclass(frozen=True)
class Lesson:
    path: Path
    cells: tuple[Cell, ...]

    @property
    def name(self) -> str:
        return self.path.stem

    def error(self, line: int, problem: str, remedy: str) -> LessonError:
        return LessonError(self.path, line, problem, remedy)

    def tree(self, cell: Cell) -> ast.Module:
        try:
            return ast.parse(cell.code())
        except SyntaxError as error:
            raise self.error(cell.line + (error.lineno or 1) - 1, f"this is not Python: {error.msg}",
                             "Mend the cell; each one must be complete by itself.") from None

    def calls(self, cell: Cell) -> Iterator[tuple[str, ast.Call, int]]:
        """(function, call, line number) of every call in a code cell; methods go by their full name, ``plt.show``."""
        for node in ast.walk(self.tree(cell)):
            if isinstance(node, ast.Call) and isinstance(node.func, (ast.Name, ast.Attribute)):
                yield ast.unparse(node.func), node, cell.line + node.lineno - 1

    def pieces(self, cell: Cell) -> Iterator[tuple[str, int, str]]:
        """(what, line number, text) of each line: "begin" or "end" for markers, "solution" between, else "text".

        Raises LessonError where a region does not end, does not begin, or its marker is misspelt.
        """
        begin, end = REGION_MARKERS[cell.kind]
        opened = None
        for number, text in cell.lines():
            if text.strip() == begin:
                if opened:
                    raise self.error(number, "a solution region begins inside another one",
                                     f"Put `{end}` before it; the first region begins on line {opened}.")
                opened = number
                yield "begin", number, text
            elif text.strip() == end:
                if not opened:
                    raise self.error(number, "a solution region ends here that does not begin",
                                     f"Put `{begin}` before the first line of the solution, or delete this line.")
                opened = None
                yield "end", number, text
            elif ALMOST_A_MARKER.match(text):
                raise self.error(number, f"`{text.strip()}` is almost a solution marker",
                                 f"In a {cell.kind} cell write exactly `{begin}` or `{end}`.")
            else:
                yield "solution" if opened else "text", number, text
        if opened:
            raise self.error(opened, "the solution region that begins here does not end",
                             f"Put `{end}` after the last line of the solution, in the same cell.")


def read_lesson(path: Path) -> Lesson:
    """The lesson in the percent-format script ``path``."""
    path = Path(path)
    text = path.read_text(encoding="utf-8")
    markers = [number for number, line in enumerate(text.splitlines(), start=1) if CELL_MARKER.match(line)]
    cells = jupytext.reads(text, fmt="py:percent").cells
    if len(cells) != len(markers):
        raise LessonError(path, 1, "there is text before the first cell",
                          "Begin the file with `# %% [markdown]` and the lesson's title.")
    return Lesson(path, tuple(_cell(path, cell, line) for cell, line in zip(cells, markers, strict=True)))


def _cell(path: Path, cell, marker: int) -> Cell:
    if cell.cell_type not in REGION_MARKERS:
        raise LessonError(path, marker, f"a cell of type {cell.cell_type}", "Use code cells and `[markdown]` cells.")
    first = marker + (2 if cell.metadata.get("cell_marker") else 1)
    return Cell(cell.cell_type, cell.source, tuple(cell.metadata.get("tags", ())), first)
