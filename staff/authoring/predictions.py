"""Every "**Predict.**" of a lesson has its place: a cell to predict in, and a cell that shows it beside the answer."""

import ast
import re

from staff.authoring.source import Lesson

ASKS = re.compile(r"^\*\*Predict\.\*\*", re.MULTILINE)
FORM = re.compile(r'predict\("([a-z][a-z0-9_]*)", \.\.\.\)  # \S.*')
REMEDY = 'Put a code cell with one line after it: `predict("coin_surprise", ...)  # a number, in bits`.'


def check_predictions(lesson: Lesson) -> None:
    """Raise LessonError where a question has no cell, a cell no question or no recall, or a name is used twice."""
    asked, recalled = {}, set()
    for index, cell in enumerate(lesson.cells):
        if cell.kind == "markdown":
            _check_question(lesson, index)
            continue
        for function, call, line in lesson.calls(cell):
            name = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else None
            if function == "predict":
                before = lesson.cells[index - 1]
                if not FORM.fullmatch(cell.source) or before.kind != "markdown" or not ASKS.search(before.source):
                    raise lesson.error(line, "predict(...) that does not answer a `**Predict.**` in the cell before it",
                                       f"Begin the last paragraph of that cell with it. {REMEDY}")
                if name in asked or name in _elsewhere(lesson):
                    raise lesson.error(line, f"the prediction {name!r} is made twice in the course",
                                       "Give it a name of its own: it is kept under this name.")
                asked[name] = line
            elif function == "recall":
                if name not in asked:
                    raise lesson.error(line, f"recall of {name!r}, which is not predicted before it",
                                       "Use the name in quotes that the predict cell has.")
                recalled.add(name)
    for name, line in asked.items():
        if name not in recalled:
            raise lesson.error(line, f"the prediction {name!r} is never shown again",
                               f'Call recall("{name}", what_came_out, "unit") in the cell that shows the answer.')


def _check_question(lesson: Lesson, index: int) -> None:
    """A question is the last paragraph of its cell, and the next cell is there to answer it."""
    cell = lesson.cells[index]
    asks = list(ASKS.finditer(cell.source))
    if not asks:
        return
    line = cell.line + cell.source[:asks[0].start()].count("\n")
    if len(asks) > 1 or "\n\n" in cell.source[asks[0].start():].strip():
        raise lesson.error(line, "text goes on below a `**Predict.**`",
                           "Begin a new markdown cell after its paragraph, with the predict cell between the two.")
    after = lesson.cells[index + 1] if index + 1 < len(lesson.cells) else None
    if after is None or after.kind != "code" or not FORM.fullmatch(after.source):
        raise lesson.error(line, "a `**Predict.**` with nowhere to put the prediction, or without its form", REMEDY)


def _elsewhere(lesson: Lesson) -> set[str]:
    """Names of the predictions in the other lessons of the folder."""
    return {name for path in lesson.path.parent.glob("[0-9][0-9]_*.py") if path != lesson.path
            for name in re.findall(r'^predict\("(\w+)"', path.read_text(encoding="utf-8"), re.MULTILINE)}
