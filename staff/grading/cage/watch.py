"""Run one submission in a cage and watch it from outside: time, memory, processes, files, and the reports it sends."""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import psutil

from staff.grading.cage import calls
from staff.grading.cage.cage import MEGABYTE, NoIsolation, command
from staff.grading.cage.transport import Message, decode_message

PACE = 0.1  # seconds between two looks at memory and processes
GRACE = 2.0  # seconds from asking to stop to stopping
LARGEST_REPORT = 16 * 2**20  # bytes in all
MOST_FILES = 20_000
PROGRAM = [sys.executable, "-P", "-s", "-c", "from staff.grading.inside.worker import main; main()"]


class Stopped(Exception):
    """The grader itself is to end."""


def attempt(request: dict, course: Path, stopping: threading.Event) -> dict:
    """Run ``request`` once in a cage of its own: {"isolation", "cells", "exercises", "stopped", "why"}.

    NoIsolation where it did not come so far that anything of the submission would have run, Stopped when ``stopping``.
    """
    with calls.in_memory(calls.program()) as rules, calls.in_memory(json.dumps(request).encode()) as question:
        line = command(PROGRAM, course, map(Path, request["hidden"]), request["limits"]["file_megabytes"],
                       rules.fileno())
        process = subprocess.Popen(line, stdin=question, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   pass_fds=[rules.fileno()], cwd="/", start_new_session=True)
    with process:
        return Watch(process, request, stopping).follow()


class Watch:
    """Follows a cage until it ends or has to be ended. ``result`` is what is known afterwards."""

    def __init__(self, process: subprocess.Popen, request: dict, stopping: threading.Event):
        self.process, self.stopping, self.limits = process, stopping, request["limits"]
        self.training = set(request["training"])
        self.names, self.cells = set(request["exercises"]), {index for index, _ in request["cells"]}
        self.result: dict[str, Any] = {"isolation": {}, "cells": {}, "exercises": {}, "stopped": None, "why": ""}
        self.at, self.finished, self.read = ["start"], False, 0
        self.began = self.since = time.monotonic()
        self.asked = None
        self.submission: psutil.Process | None = None

    def follow(self) -> dict:
        """Watch to the end. Whatever the submission has started is dead afterwards."""
        rest, looked, pipe = b"", 0.0, self.process.stdout.fileno()
        try:
            while True:
                ready = select.select([pipe], [], [], PACE)[0]
                chunk = os.read(pipe, MEGABYTE) if ready else b""
                if ready and not chunk:
                    break
                *lines, rest = (rest + chunk).split(b"\n")
                for line in lines:
                    self._hear(line)
                self.read += len(chunk)
                if time.monotonic() - looked > PACE or self.read > LARGEST_REPORT:
                    self._look()
                    looked = time.monotonic()
            self._hear(rest)
        finally:
            self.process.kill()  # and with it all that is in the cage
        status = self.process.wait()
        if not self.result["isolation"] and not self.result["why"]:
            said = self.process.stderr.read(2000).decode(errors="replace").strip().splitlines()
            raise NoIsolation(said[-1] if said else f"bubblewrap ended with status {status}")
        if not self.finished:
            self.result["stopped"] = self.at
            self.result["why"] = self.result["why"] or _obituary(status)
        return self.result

    def _hear(self, line: bytes) -> None:
        """Note a report, if it is one. Anything may stand in it."""
        match decode_message(line, self.cells, self.names):
            case Message("isolation", _, claims):
                if not self.result["isolation"]:  # the first is said before anything of the submission runs
                    self.result["isolation"] = claims
                    self.submission = next(iter(self._members()[1:]), None)  # it may have ended already
                    if not all(claims.values()):
                        missing = ", ".join(claim for claim, holds in claims.items() if not holds)
                        raise NoIsolation(f"the isolation is not complete: {missing}")
            case Message("crash", _, why):
                self.result["why"] = why
            case Message("end"):
                self.finished = True
            case Message(kind, which, said, cell):
                self.since, self.asked = time.monotonic(), None
                self.at = [kind, which, cell]
                if said and kind == "cell":
                    self.result["cells"][which] = said
                elif said:
                    self.result["exercises"].setdefault(which, {}).setdefault(said.cell, said)

    def _members(self) -> list[psutil.Process]:
        """The processes in the cage; bubblewrap's own is the first."""
        try:
            return psutil.Process(self.process.pid).children(recursive=True)
        except psutil.Error:
            return []

    def _look(self) -> None:
        """End the submission if it exceeds a limit; first ask it to stop what takes too long."""
        now, members = time.monotonic(), self._members()
        allowed = self.limits[f"{self.at[0]}_seconds"]
        if self.at[0] == "cell" and self.at[1] in self.training:
            allowed = self.limits["training_seconds"]
        if self.stopping.is_set():
            raise Stopped
        if now - self.began > self.limits["total_seconds"]:
            self._kill(f"the notebook ran longer than {self.limits['total_seconds']} s")
        elif len(members) - 1 > self.limits["processes"]:
            self._kill(f"it started more than {self.limits['processes']} processes")
        elif sum(map(_memory, members)) > self.limits["memory_megabytes"] * MEGABYTE:
            self._kill(f"it used more than {self.limits['memory_megabytes']} MB of memory")
        elif self.submission and _files(self.submission.pid) > MOST_FILES:
            self._kill(f"it made more than {MOST_FILES} files")
        elif self.read > LARGEST_REPORT:
            self._kill("it reported too much")
        elif self.asked is not None and now - self.asked > GRACE:
            self._kill(f"it ran longer than {allowed} s and did not stop when asked")
        elif self.asked is None and now - self.since > allowed:
            self.asked = now
            if self.submission:
                with contextlib.suppress(psutil.Error):
                    self.submission.send_signal(signal.SIGINT)

    def _kill(self, why: str) -> None:
        self.result["why"], self.finished = why, False
        self.process.kill()


def _memory(process: psutil.Process) -> int:
    try:
        return process.memory_info().rss
    except psutil.Error:
        return 0


def _files(process: int) -> int:
    """How many files there are in the /tmp that ``process`` sees."""
    try:
        there = os.statvfs(f"/proc/{process}/root/tmp")
        return there.f_files - there.f_ffree
    except OSError:
        return 0


def _obituary(status: int) -> str:
    """bubblewrap ends as what it has run: with 128 more than the signal."""
    return f"its process was ended by signal {status - 128}" if status > 128 else \
        "its process ended before the notebook did"
