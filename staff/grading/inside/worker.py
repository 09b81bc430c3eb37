"""Beside the submission: run its cells, call its answers, report what came back.

A request comes as JSON on standard input, and reports go as lines of JSON to standard output. This runs in the cage, in
the same process as the submission, which may therefore forge any report. That is why a report holds nothing but values:
whoever can forge the right values for inputs nobody has seen has solved the exercise.
"""

import base64
import importlib
import json
import os
import pickle
import resource
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from staff.grading.inside.isolation import isolation
from staff.grading.inside.plain import encode_observation
from staff.grading.inside.shell import Notebook

MEGABYTE = 2**20


def main() -> None:
    """Serve the one request, and let go of everything but the pipe before anything of the submission runs."""
    request, pipe, nothing = json.load(sys.stdin), os.dup(1), os.open(os.devnull, os.O_RDWR)
    os.ftruncate(0, 0)  # bubblewrap holds this file open, too
    report = reporter(pipe)
    in_force = isolation(request["hidden"], request["secrets"])
    report({"isolation": in_force})
    if not all(in_force.values()):
        return
    try:
        for descriptor in (0, 1, 2):
            os.dup2(nothing, descriptor)
        os.closerange(pipe + 1, 1024)
        shutil.copytree("/course/cache", "/tmp/.cache")
        sys.argv = ["notebook"]
        sys.path.insert(1, "")  # as in Jupyter: what a cell writes into a file can be imported
        limit(request["limits"])
        if run(request, report):
            report({"end": True})
    except BaseException as error:
        report({"crash": f"its process stopped with {type(error).__name__}: {error}"})
    finally:
        os._exit(0)


def limit(limits: dict) -> None:
    """Set the limits that a process may not exceed. Those of all processes together are watched from outside."""
    # The watcher's limit on memory comes first; this one is for what asks for more at once than could be seen growing.
    in_use = int(Path("/proc/self/statm").read_text().split()[5]) * os.sysconf("SC_PAGE_SIZE")
    wanted = {"CPU": int(limits["total_seconds"]) + 5, "FSIZE": limits["file_megabytes"] * MEGABYTE, "NOFILE": 256,
              "CORE": 0, "DATA": in_use + limits["memory_megabytes"] * MEGABYTE * 5 // 4,
              "NPROC": 4 * limits["processes"]}
    for name, value in wanted.items():
        which = getattr(resource, f"RLIMIT_{name}")
        hard = resource.getrlimit(which)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(which, (value, value))


def run(request: dict, report: Callable[[dict], None]) -> bool:
    """Run the code cells of ``request`` and observe the answers to its exercises. True where it came to the end.

    An answer is observed right after the cell that defines it, for a later cell may use its name, or that of a
    function it needs, for something else; and at the end, for it may need a function that is defined later.
    """
    calls, observe = _prepare(request["exercises"])
    notebook = Notebook(list(calls))

    def observed(name: str, cell: int | None, answers: list) -> None:
        if [name, cell] in request["known"]:
            return
        probe, cases = calls[name]
        report({"exercise": name, "cell": cell})
        try:
            said = notebook.first_attempt(name, answers, lambda answer: [
                encode_observation(observe(answer, probe, arguments)) for arguments in cases])
        except KeyboardInterrupt:
            said = {"late": True}
        report({"exercise": name, "cell": cell, **said})

    for index, source in request["cells"]:
        report({"cell": index})
        error = notebook.run(source)
        if error:
            report({"cell": index, "error": error})
        if error.startswith("MemoryError"):
            return False  # what filled the memory may still be in it: start again without this cell
        for name, answer in notebook.new_answers():
            observed(name, index, [answer])
    for name, answers in notebook.answers.items():
        observed(name, None, answers)
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


def reporter(pipe: int) -> Callable[[dict], None]:
    def report(message: dict) -> None:
        rest = json.dumps(message).encode() + b"\n"
        while rest:
            rest = rest[os.write(pipe, rest):]
    return report
