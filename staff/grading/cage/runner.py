"""Send submissions into cages, on this machine or on a Dask cluster, and collect what was observed."""

import compileall
import hashlib
import json
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from functools import cache
from pathlib import Path
from py_compile import PycInvalidationMode

from staff.grading.cage.cage import COURSE, NoIsolation, data, require_tools
from staff.grading.cage.transport import Report
from staff.grading.cage.watch import attempt

MOST_ATTEMPTS, SECONDS_TO_CONNECT = 12, 4
LIMITS = {"start_seconds": 60, "cell_seconds": 60, "exercise_seconds": 20, "training_seconds": 3600,
          "total_seconds": 600, "memory_megabytes": 3072, "file_megabytes": 256, "processes": 16}
INSIDE = Path(__file__).parents[1] / "inside"


class Cages:
    """Where the courses that submissions see lie on this machine, one for each lesson, until :meth:`close`."""

    def __init__(self, place: str | None = None):
        require_tools()
        self.folder = tempfile.TemporaryDirectory(prefix="grading-", dir=place, ignore_cleanup_errors=True)
        self.making, self.stopping = threading.Lock(), threading.Event()

    def course(self, files: dict[str, str]) -> Path:
        """A folder with ``files``, what runs beside a submission, and both of them compiled."""
        course = Path(self.folder.name) / hashlib.sha256(json.dumps(files).encode()).hexdigest()[:16]
        with self.making:
            if not course.exists():
                _write_course(course, files)
        return course

    def close(self) -> None:
        self.stopping.set()
        self.folder.cleanup()


def _write_course(course: Path, files: dict[str, str]) -> None:
    inside = {f"staff/grading/inside/{path.name}": path.read_text(encoding="utf-8") for path in INSIDE.glob("*.py")}
    for name, text in {**files, **inside}.items():
        (course / name).parent.mkdir(parents=True, exist_ok=True)
        (course / name).write_text(text, encoding="utf-8")
    for name in data():
        (course / name).mkdir(parents=True)
    # Searching the system for fonts takes a second.
    from matplotlib import font_manager

    fonts = course / "cache" / "matplotlib" / f"fontlist-v{font_manager.FontManager.__version__}.json"
    fonts.parent.mkdir(parents=True)
    font_manager.json_dump(font_manager.fontManager, fonts)
    compileall.compile_dir(course, quiet=2, stripdir=str(course), prependdir=str(COURSE),
                           invalidation_mode=PycInvalidationMode.UNCHECKED_HASH)


def observe(request: dict, cages: Cages) -> dict:
    """Run one submission, again without what stopped it, until every answer was called or time is up.

    Returns {"isolation", "cells": index -> error, "exercises": name -> {cell: Report}, "why": what ended it too early}.
    NoIsolation where the submission was not run for want of it.
    """
    course = cages.course(request["files"])
    began, done = time.monotonic(), {"isolation": {}, "cells": {}, "exercises": {}, "why": ""}
    cells, exercises = list(request["cells"]), dict(request["exercises"])
    reports = done["exercises"]
    for _ in range(MOST_ATTEMPTS):
        left = request["limits"]["total_seconds"] - (time.monotonic() - began)
        limits = {**request["limits"], "total_seconds": max(1, round(left))}
        known = [[name, cell] for name in reports for cell in reports[name]]
        answer = attempt({**request, "files": {}, "cells": cells, "exercises": exercises, "limits": limits,
                          "known": known}, course, cages.stopping)
        done["isolation"] = answer["isolation"]
        done["cells"] |= answer["cells"]
        for name, new in answer["exercises"].items():
            reports[name] = new | reports.get(name, {})
        if answer["stopped"] is None:
            return done
        match answer["stopped"]:
            case ["cell", index, _]:
                done["cells"][index] = answer["why"]
                cells = [cell for cell in cells if cell[0] != index]
            case ["exercise", name, cell]:
                reports.setdefault(name, {}).setdefault(cell, Report("stopped", cell, answer["why"]))
                exercises.pop(name, None)
            case _:
                done["why"] = answer["why"]
                return done
        if time.monotonic() - began >= request["limits"]["total_seconds"]:
            done["why"] = f"the notebook ran longer than {request['limits']['total_seconds']} s"
            return done
    done["why"] = f"it stopped its process {MOST_ATTEMPTS} times"
    return done


def run_here(requests: dict[str, dict], jobs: int, cages: Cages) -> Iterator[tuple[str, dict]]:
    """(key, what was observed or {"failure": reason}) of each request, as they are finished."""
    with ThreadPoolExecutor(jobs) as threads:
        waiting = {threads.submit(observe, request, cages): key for key, request in requests.items()}
        try:
            yield from _outcomes(waiting, as_completed)
        except BaseException:  # interrupted: nobody waits for what still runs
            threads.shutdown(wait=False, cancel_futures=True)
            cages.stopping.set()
            raise


def run_on_cluster(requests: dict[str, dict], address: str) -> Iterator[tuple[str, dict]]:
    """The same on the Dask cluster whose scheduler is at ``address``. ConnectionError where none is.

    Its workers are started in a checkout of the course, in an environment that ``make setup`` has made.
    """
    from dask.distributed import Client
    from dask.distributed import as_completed as as_finished

    try:
        client = Client(address, timeout=SECONDS_TO_CONNECT)
    except (OSError, ValueError):  # no answer, or no address
        raise ConnectionError(f"no Dask scheduler answers at {address}. Start one with: dask scheduler") from None
    with client:
        waiting = {client.submit(observe_on_worker, request, pure=False): key for key, request in requests.items()}
        yield from _outcomes(waiting, as_finished)


def observe_on_worker(request: dict) -> dict:
    """:func:`observe` with courses that a worker process keeps from one submission to the next."""
    with _starting:
        cages = _cages_of_this_worker()
    return observe(request, cages)


_starting = threading.Lock()


@cache
def _cages_of_this_worker() -> Cages:
    from dask.distributed import get_worker

    return Cages(get_worker().local_directory)  # which Dask removes, however the worker ends


def _outcomes(waiting: dict[Future, str], as_finished: Callable) -> Iterator[tuple[str, dict]]:
    """A refusal is the same for every submission and ends the run; any other failure concerns this one only."""
    for future in as_finished(waiting):
        try:
            yield waiting[future], future.result()
        except NoIsolation:
            raise
        except Exception as error:
            yield waiting[future], {"failure": f"{type(error).__name__}: {error}"}
