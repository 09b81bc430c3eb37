"""Read a notebook that anybody may have written: any format from 3 on, Colab's, cells without metadata, or no notebook.

Nothing of the file is believed but its text.
"""

import ast
import json
import re
from dataclasses import dataclass
from functools import cached_property

from staff.grading.inside.plain import WITHOUT_EFFECT

LARGEST_FILE = 64 * 2**20  # bytes
MOST_VALUES = 2 * 2**20  # in a file, about; each takes a hundred bytes once it is read
LONGEST_CELL = 2**20  # characters
MOST_CELLS = 2000
MOST_TEXT = 4 * 2**20  # characters of all cells
# Each of these has a fixed place to begin at: a cell of a million blanks must not take hours.
ANSWER_HEADING = re.compile(r"^[ \t]*\*\*Your answer: `(\w+)`\*\*(?: · (\d+) points?\b)?[^\n]*", re.MULTILINE)
DEFINED = re.compile(r"^(?:(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)|(\w+)[ \t]*=)", re.MULTILINE)
IGNORED = re.compile(rf"^[ \t]*(?:\w+[ \t]*=[ \t]*)?(![^\n]{{1,80}}|%(?:{'|'.join(WITHOUT_EFFECT)})\b[^\n]{{,80}})",
                     re.MULTILINE)
MOST_IGNORED = 5
DEFINITIONS = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
NO_HEADING = "[The heading of the answer is gone. This stands after the question:]"
BLANK_ANSWER = "*Write your answer here.*"


class Unreadable(ValueError):
    """The file is no notebook; the text says why, for a person."""


@dataclass(frozen=True)
class Cell:
    kind: str
    source: str
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Notebook:
    cells: tuple[Cell, ...]

    @property
    def code(self) -> list[tuple[int, str]]:
        """(index, source) of the code cells, in order."""
        return [(index, cell.source) for index, cell in enumerate(self.cells) if cell.kind == "code"]

    def binding(self, name: str) -> list[int]:
        """The indices of the code cells that would give ``name`` a value, wherever in the cell."""
        return [index for index, names in self._bound if name in names]

    def defining(self, name: str) -> list[int]:
        """The indices of the code cells that define or assign ``name`` at the beginning of a line."""
        return [index for index, names in self._defined if name in names]

    @cached_property
    def _bound(self) -> list[tuple[int, set[str]]]:
        return [(index, _bound(source)) for index, source in self.code]

    @cached_property
    def _defined(self) -> list[tuple[int, set[str]]]:
        return [(index, {one or other for one, other in DEFINED.findall(source)}) for index, source in self.code]

    def answer_to(self, name: str, question: str, given: set[str]) -> str:
        """The text that answers the written question ``name``: see :meth:`course.Lesson.written_answers`.

        ``question``: the cell that asks it; ``given``: the cells of the lesson, without differences in white space.
        """
        answers, inside = [], False
        words = [" ".join(cell.source.split()) for cell in self.cells]
        heading = re.compile(ANSWER_HEADING.pattern.replace(r"(\w+)", name, 1), re.MULTILINE)
        headed = any(heading.search(cell.source) for cell in self.cells)
        asked = " ".join(question.split())
        for cell, text in zip(self.cells, words, strict=True):
            if heading.search(cell.source):
                inside = True
                answers.append(heading.sub("", cell.source, count=1).replace(BLANK_ANSWER, ""))
            elif text == asked:
                inside = not headed
            elif text in given or ANSWER_HEADING.search(cell.source):
                inside = False
            elif inside:
                answers.append(cell.source)
        found = "\n\n".join(filter(None, map(str.strip, answers)))
        return found if headed or not found else f"{NO_HEADING}\n\n{found}"


def without_effect(notebook: Notebook, lesson: Notebook) -> list[str]:
    """A sentence for every cell, but those of the lesson, with lines that do nothing where submissions run."""
    lines = {index: IGNORED.findall(source) for index, source in notebook.code
             if not any(source == cell.source for cell in lesson.cells)}
    return [f"Cell {index + 1}: {', '.join(found[:MOST_IGNORED])}"
            f"{', ...' * (len(found) > MOST_IGNORED)} did nothing here." for index, found in lines.items() if found]


def plain_python(source: str) -> ast.Module | None:
    """``source`` without lines of magic commands, parsed. None where it is no Python."""
    lines = [re.sub(r"^(\s*)[%!].*", r"\1pass", line) for line in source.splitlines()]
    try:
        return ast.parse("\n".join(lines))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def definitions_in(source: str) -> str:
    """What a cell imports and defines, and nothing of what it does. "" where it is no Python."""
    tree = plain_python(source)
    return "\n".join(unparsed(node) for node in tree.body if isinstance(node, DEFINITIONS)) if tree else ""


def unparsed(node: ast.AST) -> str:
    """The code of ``node``, "" where it is too deep, or a number too long, to be written down."""
    try:
        return ast.unparse(node)
    except (RecursionError, ValueError):
        return ""


def _bound(source: str) -> set[str]:
    tree = plain_python(source)
    nodes = list(ast.walk(tree)) if tree else []
    return {(alias.asname or alias.name).partition(".")[0] for node in nodes
            if isinstance(node, (ast.Import, ast.ImportFrom)) for alias in node.names} \
        | {node.name for node in nodes if isinstance(node, DEFINITIONS[2:])} \
        | {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


def read_notebook(content: bytes) -> Notebook:
    """The notebook in a file's ``content``. Unreadable where it is none."""
    if not content.strip():
        raise Unreadable("the file is empty")
    if len(content) > LARGEST_FILE:
        raise Unreadable(f"the file is larger than {LARGEST_FILE // 2**20} MB")
    if sum(map(content.count, (b"{", b"[", b","))) > MOST_VALUES:
        raise Unreadable("the file has millions of values: clear all outputs and hand it in again")
    try:
        document = json.loads(content)
        cells = document["cells"] if "cells" in document else [
            cell for sheet in document["worksheets"] for cell in sheet["cells"]]
        read = tuple(_read_cell(cell) for cell in cells[:MOST_CELLS + 1])
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"the file is not JSON ({type(error).__name__})") from None
    except (KeyError, TypeError, AttributeError, IndexError):
        raise Unreadable("the file is JSON, but not a notebook") from None
    lengths = [len(cell.source) for cell in read]
    if len(cells) > MOST_CELLS or max(lengths, default=0) > LONGEST_CELL or sum(lengths) > MOST_TEXT:
        raise Unreadable(f"it has more than {MOST_CELLS} cells, a cell of more than {LONGEST_CELL} characters, or more "
                         f"than {MOST_TEXT} characters in all")
    return Notebook(read)


def _read_cell(cell: dict) -> Cell:
    source = cell.get("source", cell.get("input", ""))
    text = source if isinstance(source, str) else "".join(source)
    metadata = cell.get("metadata")
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    tags = tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else ()
    # Broken halves of characters would break every file they are written to.
    return Cell(str(cell.get("cell_type")), text.encode("utf-8", "replace").decode(), tags)
