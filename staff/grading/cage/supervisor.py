"""Watch one submission from outside: time, memory, processes, and the reports it sends."""

import contextlib
import json
import os
import select
import signal
import time
from typing import Any

import psutil

PACE = 0.1  # seconds between two looks at memory and processes
GRACE = 2.0  # seconds from asking to stop to stopping
LARGEST_REPORT = 16 * 2**20  # bytes in all
MEGABYTE = 2**20


class Watch:
    """Follows a child until it ends or has to be ended. ``result`` is what is known afterwards."""

    def __init__(self, child: int, pipe: int, request: dict):
        self.child, self.pipe, self.limits = child, pipe, request["limits"]
        self.training = set(request.get("training", ()))
        self.names, self.cells = set(request["exercises"]), {index for index, _ in request["cells"]}
        self.result: dict[str, Any] = {"isolation": {}, "cells": {}, "exercises": {}, "stopped": None, "why": ""}
        self.at, self.finished, self.read = ["start"], False, 0
        self.began = self.since = time.monotonic()
        self.asked = None
        self.own_memory = psutil.Process().memory_info().rss

    def follow(self) -> dict:
        """Watch to the end. Whatever the child has started is dead afterwards."""
        rest, looked, status = b"", 0.0, None
        try:
            while status is None:
                ready, _, _ = select.select([self.pipe, 0], [], [], PACE)
                if 0 in ready:  # the grader is gone, for it says nothing while it waits
                    raise EOFError("the grader is gone")
                chunk = os.read(self.pipe, MEGABYTE) if self.pipe in ready else b""
                *lines, rest = (rest + chunk).split(b"\n")
                for line in lines:
                    self._hear(line)
                self.read += len(chunk)
                if time.monotonic() - looked > PACE or self.read > LARGEST_REPORT:
                    self._look()
                    looked = time.monotonic()
                if not chunk:
                    status = self._ended(hung_up=self.pipe in ready)
            self._hear_the_rest(rest)
        finally:
            self.end()
        if not self.finished:
            self.result["stopped"] = self.at
            self.result["why"] = self.result["why"] or _obituary(status)
        return self.result

    def _ended(self, hung_up: bool) -> int | None:
        """The child's exit status, or None while it runs."""
        deadline = time.monotonic() + (GRACE if hung_up else 0)
        while True:
            child, status = os.waitpid(self.child, os.WNOHANG)
            if child:
                self.child = 0
                return status
            if time.monotonic() >= deadline:
                break
            time.sleep(0.002)
        return signal.SIGKILL if hung_up else None  # it has closed the pipe and goes on: no more will be heard of it

    def _hear_the_rest(self, rest: bytes) -> None:
        """What was written in the last moment."""
        os.set_blocking(self.pipe, False)
        with contextlib.suppress(BlockingIOError):
            while (chunk := os.read(self.pipe, MEGABYTE)) and self.read < LARGEST_REPORT:
                self.read, rest = self.read + len(chunk), rest + chunk
        for line in rest.split(b"\n"):
            self._hear(line)

    def _hear(self, line: bytes) -> None:
        """Note a report, if it is one. Anything may stand in it."""
        try:
            message = json.loads(line)
            if "isolation" in message:
                self.result["isolation"] = message["isolation"]
            elif "crash" in message:
                self.result["why"] = str(message["crash"])[:2000]
            elif "end" in message:
                self.finished = True
            elif message.get("cell") in self.cells:
                self._move_to("cell", message["cell"])
                if "error" in message:
                    self.result["cells"][str(message["cell"])] = str(message["error"])[:2000]
            elif message.get("exercise") in self.names:
                self._move_to("exercise", message["exercise"])
                report = {key: item for key, item in message.items() if key != "exercise"}
                if report:
                    self.result["exercises"][message["exercise"]] = report
        except (ValueError, TypeError, AttributeError, RecursionError):
            return

    def _move_to(self, kind: str, which: Any) -> None:
        self.at, self.since, self.asked = [kind, which], time.monotonic(), None

    def _look(self) -> None:
        """End the child if it exceeds a limit; first ask it to stop what takes too long."""
        now = time.monotonic()
        allowed = self.limits[f"{self.at[0]}_seconds"]
        if self.at[0] == "cell" and self.at[1] in self.training:
            allowed = self.limits["training_seconds"]
        family = _family(self.child)
        memory = sum(max(0, _memory(process) - self.own_memory) for process in family)
        if now - self.began > self.limits["total_seconds"]:
            self._kill(f"the notebook ran longer than {self.limits['total_seconds']} s")
        elif len(family) > self.limits["processes"]:
            self._kill(f"it started more than {self.limits['processes']} processes")
        elif memory > self.limits["memory_megabytes"] * MEGABYTE:
            self._kill(f"it used more than {self.limits['memory_megabytes']} MB of memory")
        elif self.read > LARGEST_REPORT:
            self._kill("it reported too much")
        elif self.asked is not None and now - self.asked > GRACE:
            self._kill(f"it ran longer than {allowed} s and did not stop when asked")
        elif self.asked is None and now - self.since > allowed:
            self.asked = now
            os.kill(self.child, signal.SIGINT)

    def _kill(self, why: str) -> None:
        self.result["why"], self.finished = why, False
        os.kill(self.child, signal.SIGKILL)

    def end(self) -> None:
        """Kill the child and everything below it, and close the pipe."""
        family = _family(self.child) if self.child else []
        for process in [*family, *_family(os.getpid())[1:]]:
            with contextlib.suppress(psutil.Error):
                process.kill()
        if self.child:
            os.waitpid(self.child, 0)
            self.child = 0
        os.close(self.pipe)


def _family(parent: int) -> list[psutil.Process]:
    try:
        process = psutil.Process(parent)
        return [process, *process.children(recursive=True)]
    except psutil.Error:
        return []


def _memory(process: psutil.Process) -> int:
    try:
        return process.memory_info().rss
    except psutil.Error:
        return 0


def _obituary(status: int | None) -> str:
    if status is not None and os.WIFSIGNALED(status):
        return f"its process was ended by signal {os.WTERMSIG(status)}"
    return "its process ended before the notebook did"
