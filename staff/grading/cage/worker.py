"""Beside the submission: run its cells, call its answers, report what came back.

Runs in the cage, in the same process as the submission, which may therefore forge any report. That is why a report
holds nothing but values: whoever can forge the right values for inputs nobody has seen has solved the exercise.
"""

import base64
import importlib
import json
import os
import pickle
import sys
import traceback
from collections.abc import Callable
from typing import Any

from staff.grading.cage.plain import encode_observation

ERROR_LENGTH = 400


def run(request: dict, report: Callable[[dict], None]) -> bool:
    """Run the code cells of ``request`` and observe the answers to its exercises. True where it came to the end."""
    calls, observe = _prepare(request["exercises"])
    notebook = Notebook(list(calls))
    for index, source in request["cells"]:
        report({"cell": index})
        error = notebook.run(source)
        if error:
            report({"cell": index, "error": error})
        if error.startswith("MemoryError"):
            return False  # what filled the memory may still be in it: start again without this cell
    for name, (probe, cases) in calls.items():
        report({"exercise": name})
        try:
            report({"exercise": name, **notebook.observe(name, lambda answer, name=name, probe=probe, cases=cases: [
                encode_observation(observe(answer, probe, arguments)) for arguments in cases])})
        except KeyboardInterrupt:
            report({"exercise": name, "late": True})
    return True


def _prepare(exercises: dict[str, str]) -> tuple[dict[str, tuple], Callable]:
    """Probes and inputs, and the function that observes. The submission gets copies of their modules of its own.

    So an answer that replaces a function of helpers.checking replaces it for itself only.
    """
    calls = {name: pickle.loads(base64.b64decode(packed)) for name, packed in exercises.items()}
    observe = importlib.import_module("helpers.checking.observe").observe
    forget_helpers()
    return calls, observe


def forget_helpers() -> None:
    for module in [name for name in sys.modules if name.partition(".")[0] == "helpers"]:
        del sys.modules[module]


class Notebook:
    """Runs cells as Jupyter would, and remembers every answer that was ever defined under an exercise's name."""

    def __init__(self, names: list[str]):
        from IPython.core.interactiveshell import InteractiveShell
        from traitlets.config import Config

        settings = Config()
        settings.HistoryManager.enabled = False
        settings.InteractiveShell.colors = "nocolor"
        self.shell = InteractiveShell.instance(config=settings)
        # Nobody looks: no figures are painted, no traceback is coloured. Nothing can be installed without a network.
        self.shell.display_formatter.active_types = ["text/plain"]
        self.shell.showtraceback = self.shell.showsyntaxerror = lambda *arguments, **options: None
        for magic in ("pip", "conda", "uv"):
            self.shell.register_magic_function(lambda line, cell=None: None, "line", magic)
        self.definitions: dict[str, list[Any]] = {name: [] for name in names}

    def run(self, source: str) -> str:
        """Run one cell. Returns "" or the error it ended with."""
        try:
            result = self.shell.run_cell(source)
            error = result.error_before_exec or result.error_in_exec
        except KeyboardInterrupt as interrupt:
            error = interrupt
        for name, found in self.definitions.items():
            value = self.shell.user_ns.get(name)
            if name in self.shell.user_ns and not any(value is earlier for earlier in found):
                found.append(value)
        return describe_error(error) if error else ""

    def observe(self, name: str, observations_of: Callable[[Any], list]) -> dict:
        """The observations of the last answer that is more than an untouched stub, for a stub may have been copied."""
        found = [value for value in reversed(self.definitions[name]) if callable(value)]
        if not found:
            others = [type(value).__name__ for value in self.definitions[name]]
            return {"not_callable": others[-1]} if others else {"missing": True}
        first = None
        for answer in found:
            observations = observations_of(answer)
            first = first or observations
            if any(seen["outcome"] != "not attempted" for seen in observations):
                self.shell.user_ns[name] = answer
                return {"observations": observations}
        return {"observations": first}


def describe_error(error: BaseException) -> str:
    """``NameError: name 'np' is not defined, at line 3, `np.log(p)` `` for the last line of the notebook itself."""
    if isinstance(error, KeyboardInterrupt):
        return "stopped, because it took too long"
    sentence = f"{type(error).__name__}: {error}"[:ERROR_LENGTH]
    if isinstance(error, SyntaxError):
        return sentence
    lines = [frame for frame in traceback.extract_tb(error.__traceback__) if "ipython-input" in frame.filename]
    return f"{sentence}, at line {lines[-1].lineno}, `{(lines[-1].line or '').strip()}`" if lines else sentence


def reporter(pipe: int) -> Callable[[dict], None]:
    def report(message: dict) -> None:
        rest = json.dumps(message).encode() + b"\n"
        while rest:
            rest = rest[os.write(pipe, rest):]
    return report
