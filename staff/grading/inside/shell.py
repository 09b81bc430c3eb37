"""A notebook beside a submission: IPython as Jupyter uses it, without what needs a screen, a network or Colab."""

import ast
import contextlib
import re
import sys
import traceback
from collections.abc import Callable
from typing import Any

from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from staff.grading.inside.plain import WITHOUT_EFFECT

ERROR_LENGTH = 400
# Cell magics that run the cell and say something about it. Comments may stand above, as in Colab.
MEASURING = re.compile(r"\A(?:[ \t]*(?:#.*)?\n)*[ \t]*%%(?:time|timeit|capture|prun|debug)\b.*(?:\n|\Z)")
ABOVE_A_MAGIC = re.compile(r"\A(?:[ \t]*(?:#.*)?\n)+(?=%%)")
DEFINITIONS = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class Notebook:
    """Runs cells, and remembers every answer that was ever defined under an exercise's name or given to its check."""

    def __init__(self, names: list[str]):
        settings = Config()
        settings.HistoryManager.enabled = False
        settings.InteractiveShell.colors = "nocolor"
        self.shell = InteractiveShell.instance(config=settings)
        # Nobody looks: no figures are painted, no traceback is coloured.
        self.shell.display_formatter.active_types = ["text/plain"]
        self.shell.showtraceback = self.shell.showsyntaxerror = lambda *arguments, **options: None
        self.shell.magics_manager.magics["line"] |= dict.fromkeys(WITHOUT_EFFECT, lambda line: None)
        self.shell.system = self.shell.system_piped = self.shell.system_raw = lambda command: None
        self.shell.getoutput = lambda command, **options: []
        self.answers: dict[str, list[Any]] = {name: [] for name in names}

    def run(self, source: str) -> str:
        """Run one cell. Returns "" or the error it ended with.

        What the cell imports and defines below the line that stopped it is there all the same: where the learner has
        worked, that line may have had what it needs.
        """
        source = ABOVE_A_MAGIC.sub("", MEASURING.sub("", source))
        try:
            result = self.shell.run_cell(source)
            error = result.error_before_exec or result.error_in_exec
        except KeyboardInterrupt as interrupt:
            error = interrupt
        if error and not isinstance(error, (SyntaxError, MemoryError)):
            with contextlib.suppress(Exception):
                self._run_definitions(source, error)
        return describe_error(error) if error else ""

    def _run_definitions(self, source: str, error: BaseException) -> None:
        stopped = max((frame.lineno for frame in _own_frames(error) if frame.name == "<module>"), default=0)
        for statement in ast.parse(self.shell.transform_cell(source)).body:
            if isinstance(statement, DEFINITIONS) and statement.lineno > stopped:
                self.shell.run_cell(ast.unparse(statement))

    def new_answers(self) -> list[tuple[str, Any]]:
        """The functions that the last cell has defined under an exercise's name, or given to a check of it."""
        here = [(name, self.shell.user_ns[name]) for name in self.answers if name in self.shell.user_ns]
        with contextlib.suppress(Exception):  # a submission may have made anything of the checks
            given = sys.modules["helpers.checking"].given
            here += [(name, answer) for name, answer in given if name in self.answers and callable(answer)]
            given.clear()
        new = []
        for name, answer in here:
            if not any(answer is earlier for earlier in self.answers[name]):
                self.answers[name].append(answer)
                new += [(name, answer)] if callable(answer) else []
        return new

    def first_attempt(self, name: str, answers: list, observations_of: Callable[[Any], list]) -> dict:
        """The observations of the last answer that is more than an untouched stub, for a stub may have been copied.

        That answer is what other answers call from now on.
        """
        functions = [answer for answer in reversed(answers) if callable(answer)]
        if not functions:
            return {"not callable": type(answers[-1]).__name__} if answers else {"missing": True}
        first = None
        for answer in functions:
            observations = observations_of(answer)
            first = first or observations
            if any(seen["outcome"] != "not attempted" for seen in observations):
                self.shell.user_ns[name] = answer
                return {"observations": observations}
        return {"observations": first}


def _own_frames(error: BaseException) -> list[traceback.FrameSummary]:
    return [frame for frame in traceback.extract_tb(error.__traceback__) if "ipython-input" in frame.filename]


def describe_error(error: BaseException) -> str:
    """``NameError: name 'np' is not defined, at line 3, `np.log(p)` `` for the last line of the notebook itself."""
    if isinstance(error, KeyboardInterrupt):
        return "stopped, because it took too long"
    sentence = f"{type(error).__name__}: {error}"[:ERROR_LENGTH]
    if isinstance(error, SyntaxError):
        return sentence
    lines = _own_frames(error)
    return f"{sentence}, at line {lines[-1].lineno}, `{(lines[-1].line or '').strip()}`" if lines else sentence
