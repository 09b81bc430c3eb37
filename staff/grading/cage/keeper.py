"""Keep a warm Python ready: libraries loaded once, then a fresh process for every submission.

The keeper itself never sees a submission. It waits for something to read, forks a supervisor, and only the supervisor
reads the request, starts the caged child and answers. So nothing of one submission can be found in the memory of the
next. Requests and answers are JSON behind eight bytes of length, on standard input and output.
"""

import contextlib
import ctypes
import gc
import importlib
import json
import os
import select
import shutil
import struct
import sys
import tempfile
import traceback
from pathlib import Path

import helpers
from staff.grading.cage import cage, isolation, supervisor, worker

PRELOADED = ("numpy", "IPython.core.interactiveshell", "matplotlib.pyplot", "matplotlib.backends.backend_agg",
             "scipy.optimize", "scipy.special", "ipywidgets", "tqdm.auto",
             "torch", "torch._dynamo")  # the first step of any optimizer imports the last one: more than a second
NO_MORE = 3  # exit status of a supervisor that found nothing to read
ENVIRONMENT = {"HOME": "/tmp", "USER": "student", "LOGNAME": "student", "PATH": "/usr/local/bin:/usr/bin:/bin",
               "LANG": "C.UTF-8", "MPLBACKEND": "Agg", "IPYTHONDIR": "/tmp/.ipython", "OMP_NUM_THREADS": "1",
               "PIP_NO_INDEX": "1", "PYTHONDONTWRITEBYTECODE": "1"}
PR_SET_CHILD_SUBREAPER = 36
PACKAGE = Path(helpers.__file__).resolve().parent
ANSWERS = (PACKAGE, *(PACKAGE.parent / folder for folder in ("staff", "solutions", "notebooks", "tests")))


def main(options: dict) -> None:
    """Serve requests until standard input ends. ``options``: "unisolated", "hidden" folders, "root" (an empty one)."""
    refusal, hidden = "", [*ANSWERS, *map(Path, options["hidden"])]
    if not options["unisolated"]:
        try:
            cage.leave_the_system()
        except cage.NoCage as problem:
            refusal = str(problem)
    _preload()
    while True:
        select.select([0], [], [])
        supervised = os.fork()
        if supervised == 0:
            os._exit(_serve(options, hidden, refusal))
        if os.waitstatus_to_exitcode(os.waitpid(supervised, 0)[1]) == NO_MORE:
            with contextlib.suppress(OSError):  # the grader has done so, if it was not killed
                os.rmdir(options["root"])
            return


def _preload() -> None:
    for module in PRELOADED:
        with contextlib.suppress(ImportError):
            importlib.import_module(module)
    gc.collect()
    gc.freeze()


def _serve(options: dict, hidden: list[Path], refusal: str) -> int:
    """In the supervisor: one request, one answer."""
    try:
        length = _read(8)
        if not length:
            return NO_MORE
        request = json.loads(_read(*struct.unpack(">Q", length)))
        answer = {"refused": refusal} if refusal else _attempt(request, options, hidden)
    except EOFError:
        return NO_MORE
    except Exception:
        answer = {"broken": traceback.format_exc(limit=-3)}
    content = json.dumps(answer).encode()
    with open(1, "wb") as out:
        out.write(struct.pack(">Q", len(content)) + content)
    return 0


def _read(size: int) -> bytes:
    data = b""
    while len(data) < size:
        chunk = os.read(0, size - len(data))
        if not chunk:
            return b""
        data += chunk
    return data


def _attempt(request: dict, options: dict, hidden: list[Path]) -> dict:
    if options["unisolated"]:
        folder = Path(tempfile.mkdtemp(prefix="infogan-grading-"))
        if sys.platform == "linux":  # what a submission leaves behind becomes this process's child, and is ended
            ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    else:
        folder = Path(options["root"])
        cage.separate()
    receiving, sending = os.pipe()
    user = cage.a_user()
    child = os.fork()
    if child == 0:
        os.close(receiving)
        _become_the_submission(request, options, hidden, folder, user, sending)
    os.close(sending)
    try:
        return supervisor.Watch(child, receiving, request).follow()
    finally:
        if options["unisolated"]:
            shutil.rmtree(folder, ignore_errors=True)


def _become_the_submission(request: dict, options: dict, hidden: list[Path], folder: Path, user: int,
                           pipe: int) -> None:
    """In the child: go into the cage, let go of everything but the pipe, run the notebook. Does not return."""
    report = worker.reporter(pipe)
    try:
        os.setsid()
        nothing = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(nothing, descriptor)
        os.closerange(3, pipe)
        os.closerange(pipe + 1, 1024)
        data = {f"helpers/{name}": PACKAGE / name for name in ("mnist", "weights") if (PACKAGE / name).is_dir()}
        if options["unisolated"]:
            course = _open_course(folder, request, data)
            report({"isolation": {"a user without the rights of root": cage.give_up_root(folder, user)}})
        else:
            cage.enter(folder, user, hidden, request["files"], data, request["limits"])
            course, in_force = cage.COURSE, isolation.isolation(hidden)
            report({"isolation": in_force})
            if not all(in_force.values()):
                missing = ", ".join(claim for claim, holds in in_force.items() if not holds)
                raise cage.NoCage(f"the isolation is not complete: {missing}")
        os.environ.clear()
        os.environ.update(ENVIRONMENT)
        sys.argv, sys.path = ["notebook"], [str(course), *[path for path in sys.path if os.path.isdir(path)]]
        worker.forget_helpers()
        importlib.invalidate_caches()
        if worker.run(request, report):
            report({"end": True})
    except cage.NoCage as problem:
        report({"crash": str(problem)})
    except BaseException as error:
        report({"crash": f"its process stopped with {type(error).__name__}: {error}"})
    finally:
        os._exit(0)


def _open_course(folder: Path, request: dict, data: dict[str, Path]) -> Path:
    """Without a cage: the same limits on a process, and the course in the temporary folder."""
    course = folder / "course"
    cage.write_course(course, request["files"])
    for name, source in data.items():
        (course / name).symlink_to(source)
    cage.limit(request["limits"])
    os.chdir(folder)
    return course


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
