"""What a lesson must keep to. :func:`check_lesson` raises the first LessonError it finds."""

import ast
import re
import symtable

from helpers.checking import find_exercise
from helpers.exercises.written import HINTS
from staff.authoring.predictions import check_predictions
from staff.authoring.source import REGION_MARKERS, Cell, Lesson

MOST_LINES = 15
DRAWING = ("subplots", "image_grid")
TAKEN_BACK = ("clear_output", "update_display")
TAGS = ("train", "torch", "nbval-ignore-output")
SHORT = frozenset(("kl", "js", "f", "h", "loss", "joint", "log"))  # a learner's helper may be called so
CHECKING = frozenset(("check", "hint", "predict", "progress", "recall", "report"))  # a learner may call them anywhere
NUMBERED = re.compile(r"\s*\d+[.)] ")


def check_lesson(lesson: Lesson) -> None:
    """Raise :class:`LessonError` where ``lesson`` breaks a rule of CONTRIBUTING.md."""
    first = lesson.cells[0] if lesson.cells else None
    if first is None or first.kind != "markdown" or not first.source.startswith("# "):
        raise lesson.error(1, "the lesson does not begin with its title",
                           "Make the first cell markdown and its first line `# Title`.")
    for cell in lesson.cells:
        for tag in set(cell.tags) - set(TAGS):
            raise lesson.error(cell.line - 1, f"the tag {tag!r} is unknown", f"Use one of {', '.join(TAGS)}.")
        if cell.kind == "code":
            _check_length(lesson, cell)
            _check_figures(lesson, cell)
            _check_names(lesson, cell)
            _check_display(lesson, cell)
        else:
            _check_numbers(lesson, cell)
    _check_exercises(lesson)
    check_predictions(lesson)


def _check_length(lesson: Lesson, cell: Cell) -> None:
    """The docstring of a function the learner writes is its specification and does not count, nor do markers."""
    counted = {
        number for number, text in cell.lines() if text.strip() and text.strip() not in REGION_MARKERS["code"]
    }
    if any(what == "begin" for what, _, _ in lesson.pieces(cell)):
        for node in ast.walk(lesson.tree(cell)):
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and ast.get_docstring(node):
                text = node.body[0]
                counted -= set(range(cell.line + text.lineno - 1, cell.line + text.end_lineno))
    if len(counted) > MOST_LINES:
        raise lesson.error(cell.line, f"a code cell of {len(counted)} lines",
                           f"Split it, or move what is not to be learned to helpers: at most {MOST_LINES} lines.")


def _check_names(lesson: Lesson, cell: Cell) -> None:
    """What a lesson binds at top level must replace neither a function of the checks nor a learner's own."""
    bound = {symbol.get_name() for symbol in symtable.symtable(cell.code(), "cell", "exec").get_symbols()
             if symbol.is_assigned()}
    if bound & SHORT:
        raise lesson.error(cell.line, f"the cell binds the short name {min(bound & SHORT)!r}, which a learner's own "
                           "function may have", "Say what it is: generator_loss, kl_values, joint_law.")
    bound |= {alias.asname or alias.name for node in ast.walk(lesson.tree(cell))
              if isinstance(node, (ast.Import, ast.ImportFrom))
              and getattr(node, "module", None) != "helpers.checking" for alias in node.names}
    if bound & CHECKING:
        raise lesson.error(cell.line, f"the cell binds {min(bound & CHECKING)!r}, a function of helpers.checking that "
                           "later cells need", "Give it another name: `from helpers.gan.networks import predict as "
                           "outputs_of`.")


def _check_numbers(lesson: Lesson, cell: Cell) -> None:
    """A sentence that ends in a number must not end at the start of a line: markdown takes that for a list."""
    before = ""
    for number, text in cell.lines():
        in_list = NUMBERED.match(before) or before.startswith(" ")
        if NUMBERED.match(text) and before.strip() and (text.startswith(" ") or not in_list):
            raise lesson.error(number, f"`{text.strip()[:20]}` becomes the first entry of a numbered list",
                               "Break the lines elsewhere, or put an empty line before the list.")
        before = text


def _check_display(lesson: Lesson, cell: Cell) -> None:
    """nbval compares what was sent, a reader sees what is left of it: the two differ where an output is taken back."""
    for function, _, line in lesson.calls(cell):
        if function.rsplit(".", 1)[-1] in TAKEN_BACK and not {"train", "nbval-ignore-output"} & {*cell.tags}:
            raise lesson.error(line, f"{function}(...) changes an output that was shown, and no test can compare it",
                               "Give the cell the tag nbval-ignore-output.")


def _check_figures(lesson: Lesson, cell: Cell) -> None:
    """``show(fig, alt=...)`` ends every cell that draws."""
    drawn, shown = None, False
    for function, call, line in lesson.calls(cell):
        name = function.rsplit(".", 1)[-1]
        if function == "plt.show":
            raise lesson.error(line, "plt.show() gives a figure without alternative text",
                               'Use show(fig, alt="...") from helpers.pictures.figures.')
        if name == "show":
            alt = next((keyword.value for keyword in call.keywords if keyword.arg == "alt"), None)
            if alt is None or (isinstance(alt, ast.Constant) and not str(alt.value).strip()):
                raise lesson.error(line, "show(...) without alternative text",
                                   'Say what the figure shows, with its key numbers: show(fig, alt="...").')
            shown = True
        elif name in DRAWING or function.startswith("plt."):
            drawn = drawn or line
    if drawn and not shown:
        raise lesson.error(drawn, "a figure is drawn here and not shown with alternative text",
                           'End the cell with show(fig, alt="what the figure shows, with its key numbers").')


def _check_exercises(lesson: Lesson) -> None:
    """Every exercise is announced once, has a blank for the learner, and is checked after it."""
    announced, blank, checked, written = {}, set(), set(), set()
    current = None
    for cell in lesson.cells:
        regions = [number for what, number, _ in lesson.pieces(cell) if what == "begin"]
        if cell.kind == "markdown":
            kind, name = _directive(lesson, cell)
            if kind == "exercise":
                _require_known(lesson, name, cell.line)
                if name in announced:
                    raise lesson.error(cell.line, f"the exercise {name!r} is announced twice",
                                       f"Delete one of the two; the first is on line {announced[name]}.")
                announced[name], current = cell.line, name
            elif kind == "written":
                if name in written or not regions:
                    problem = "is asked twice" if name in written else "has no model answer"
                    raise lesson.error(cell.line, f"the written question {name!r} {problem}",
                                       "Ask it once, with the model answer between " + " and ".join(
                                           f"`{marker}`" for marker in REGION_MARKERS["markdown"]) + ".")
                written.add(name)
            elif regions:
                raise lesson.error(regions[0], "a solution region in a cell that is no written answer",
                                   "Begin the cell with `{written name points}`.")
            continue
        if regions and current is None:
            raise lesson.error(regions[0], "a solution region before any exercise is announced",
                               "Put a markdown cell that begins with `{exercise name}` before it.")
        if regions:
            blank.add(current)
        checked |= _check_calls(lesson, cell, announced)
    for name, line in announced.items():
        if name not in checked:
            raise lesson.error(line, f"the exercise {name!r} has no check",
                               f'Add a code cell with check("{name}", {name}) after the learner\'s function.')
        if name not in blank:
            raise lesson.error(line, f"the exercise {name!r} has no solution region, so learners would see the answer",
                               f"Enclose the solution in `{'` and `'.join(REGION_MARKERS['code'])}`.")


def _check_calls(lesson: Lesson, cell: Cell, announced: dict[str, int]) -> set[str]:
    """The exercises that ``cell`` checks."""
    names = set()
    for function, call, line in lesson.calls(cell):
        if function not in ("check", "hint") or not call.args or not isinstance(call.args[0], ast.Constant):
            continue
        name = call.args[0].value
        if function == "hint" and name in HINTS:
            continue
        _require_known(lesson, name, line)
        if function == "check" and name not in announced:
            raise lesson.error(line, f"a check of {name!r}, an exercise that is not announced before it",
                               f"Put a markdown cell that begins with `{{exercise {name}}}` before it.")
        names |= {name} if function == "check" else set()
    return names


def _directive(lesson: Lesson, cell: Cell) -> tuple[str, str] | tuple[None, None]:
    """("exercise" or "written", name); complains about a directive that is misspelt or not in the first line."""
    for number, text in cell.lines():
        if number > cell.line and text.startswith(("{exercise", "{written")):
            raise lesson.error(number, f"`{text}` is not the first line of its cell",
                               "Begin a new markdown cell with it.")
    kind, words = cell.directive() or (None, [])
    if kind is None:
        return None, None
    first_line = cell.source.split("\n", 1)[0]
    well_formed = len(words) == 1 if kind == "exercise" else len(words) == 2 and words[1].isdigit()
    if not well_formed or first_line != "{" + " ".join([kind, *words]) + "}":
        raise lesson.error(cell.line, f"`{first_line}` is not understood",
                           "Write `{exercise name}` or `{written name points}`, alone on the line.")
    return kind, words[0]


def _require_known(lesson: Lesson, name: str, line: int) -> None:
    try:
        find_exercise(name)
    except KeyError as error:
        raise lesson.error(line, error.args[0], "Exercises are listed in helpers/exercises.") from None
