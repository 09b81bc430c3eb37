"""Send submissions to keepers, on this machine or on a Dask cluster, and collect what was observed."""

import contextlib
import json
import os
import queue
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from staff.grading.cage.keeper import ENVIRONMENT

MOST_ATTEMPTS = 12
LIMITS = {"start_seconds": 60, "cell_seconds": 60, "exercise_seconds": 20, "training_seconds": 3600,
          "total_seconds": 600, "memory_megabytes": 3072, "file_megabytes": 256, "processes": 16}


class NoIsolation(RuntimeError):
    """Submissions cannot be isolated on this machine; the text says why."""


class Keeper:
    """A keeper process (see keeper.py) and the pipes to it."""

    def __init__(self, unisolated: bool, hidden: Iterable[str]):
        self.root = tempfile.mkdtemp(prefix="infogan-grading-")
        options = json.dumps({"unisolated": unisolated, "hidden": list(hidden), "root": self.root})
        path = [*filter(None, sys.path), str(Path(__file__).resolve().parents[3])]
        program = f"import json, sys; sys.path = {path!r}; from staff.grading.cage.keeper import main; " \
                  "main(json.loads(sys.argv[1]))"
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-c", program, options], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env={**ENVIRONMENT, "HOME": str(Path.home())}, cwd="/", start_new_session=True)

    def ask(self, request: dict) -> dict:
        """Run ``request`` once. ConnectionError where the keeper is gone."""
        content = json.dumps(request).encode()
        self.process.stdin.write(struct.pack(">Q", len(content)) + content)
        self.process.stdin.flush()
        length = self.process.stdout.read(8)
        if len(length) < 8:
            raise ConnectionError("the keeper has ended")
        return json.loads(self.process.stdout.read(*struct.unpack(">Q", length)))

    def close(self) -> None:
        """The keeper ends when it has nothing more to read."""
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        self.process.stdout.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        with contextlib.suppress(OSError):
            os.rmdir(self.root)


class Pool:
    """Keepers that wait for work. One is started when none is free."""

    def __init__(self, unisolated: bool, hidden: Iterable[str]):
        self.unisolated, self.hidden = unisolated, tuple(hidden)
        self.free: queue.SimpleQueue[Keeper] = queue.SimpleQueue()
        self.all: list[Keeper] = []

    def ask(self, request: dict) -> dict:
        try:
            keeper = self.free.get_nowait()
        except queue.Empty:
            keeper = Keeper(self.unisolated, self.hidden)
            self.all.append(keeper)
        try:
            answer = keeper.ask(request)
        except BaseException:
            keeper.close()
            raise
        self.free.put(keeper)
        return answer

    def stop(self) -> None:
        """End what is running. Whoever waits for it gets a ConnectionError."""
        for keeper in self.all:
            with contextlib.suppress(OSError):
                keeper.process.stdin.close()

    def close(self) -> None:
        self.stop()
        for keeper in self.all:
            keeper.close()


def observe(request: dict, pool: Pool) -> dict:
    """Run one submission, again without what stopped it, until every answer was called or time is up.

    Returns {"isolation", "cells": index -> error, "exercises": name -> report, "why": what ended it too early}.
    NoIsolation where the submission was not run for want of it.
    """
    began, done = time.monotonic(), {"isolation": {}, "cells": {}, "exercises": {}, "why": ""}
    cells, open_exercises = list(request["cells"]), dict(request["exercises"])
    for _ in range(MOST_ATTEMPTS):
        left = request["limits"]["total_seconds"] - (time.monotonic() - began)
        limits = {**request["limits"], "total_seconds": max(1, round(left))}
        answer = pool.ask({**request, "cells": cells, "exercises": open_exercises, "limits": limits})
        if "refused" in answer:
            raise NoIsolation(answer["refused"])
        if "broken" in answer:
            raise RuntimeError(answer["broken"])
        done["isolation"] = answer["isolation"]
        done["cells"] |= answer["cells"]
        done["exercises"] |= answer["exercises"]
        open_exercises = {name: inputs for name, inputs in open_exercises.items() if name not in answer["exercises"]}
        if answer["stopped"] is None:
            return done
        kind, *which = answer["stopped"]
        if kind == "cell":
            done["cells"][str(which[0])] = answer["why"]
            cells = [cell for cell in cells if cell[0] != which[0]]
        elif kind == "exercise":
            done["exercises"].setdefault(which[0], {"stopped": answer["why"]})
            open_exercises.pop(which[0], None)
        else:
            done["why"] = answer["why"]
            return done
        if time.monotonic() - began >= request["limits"]["total_seconds"]:
            done["why"] = f"the notebook ran longer than {request['limits']['total_seconds']} s"
            return done
    done["why"] = f"it stopped its process {MOST_ATTEMPTS} times"
    return done


def run_here(requests: dict[str, dict], jobs: int, pool: Pool) -> Iterator[tuple[str, dict]]:
    """(key, what was observed or {"failure": reason}) of each request, as they are finished."""
    with ThreadPoolExecutor(jobs) as threads:
        waiting = {threads.submit(observe, request, pool): key for key, request in requests.items()}
        try:
            for future in as_completed(waiting):
                yield waiting[future], _outcome(future)
        except BaseException:  # interrupted: nobody waits for what still runs
            threads.shutdown(wait=False, cancel_futures=True)
            pool.stop()
            raise


def run_on_cluster(requests: dict[str, dict], address: str, unisolated: bool,
                   hidden: Iterable[str]) -> Iterator[tuple[str, dict]]:
    """The same on the Dask cluster whose scheduler is at ``address``. Its workers need this package installed."""
    from dask.distributed import Client
    from dask.distributed import as_completed as as_finished

    with Client(address) as client:
        waiting = {client.submit(observe_on_worker, request, unisolated, tuple(hidden), pure=False): key
                   for key, request in requests.items()}
        for future in as_finished(waiting):
            yield waiting[future], _outcome(future)


_pools: dict[tuple, Pool] = {}
_pools_lock = threading.Lock()


def observe_on_worker(request: dict, unisolated: bool, hidden: tuple[str, ...]) -> dict:
    """:func:`observe` with keepers that a worker process keeps from one submission to the next."""
    with _pools_lock:
        pool = _pools.setdefault((unisolated, hidden), Pool(unisolated, hidden))
    return observe(request, pool)


def _outcome(future) -> dict:
    """A refusal is the same for every submission and ends the run; any other failure concerns this one only."""
    try:
        return future.result()
    except NoIsolation:
        raise
    except Exception as error:
        return {"failure": f"{type(error).__name__}: {error}"}
