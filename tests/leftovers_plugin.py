"""Tests leave nothing behind: a run has a temporary folder of its own, and what is still in it at the end is a failure.

Two folders are no fault: pytest's own, kept for a look at what failed, and the cache that torch makes when an optimizer
is first used. A run without leftovers takes them away, too.
"""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

KEPT_ON_PURPOSE = ("pytest-of-", "torchinductor_")
VARIABLES = ("TMPDIR", "TEMP", "TMP")


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):  # a process of pytest-xdist: it uses the folder of the one that started it
        return
    config.temporary = Path(tempfile.mkdtemp(prefix="infogan-"))
    config.temporary_before = {name: os.environ.get(name) for name in VARIABLES}
    os.environ |= dict.fromkeys(VARIABLES, str(config.temporary))
    tempfile.tempdir = None  # so that the variables are read again


def leftovers(folder: Path) -> list[str]:
    """What should not be in ``folder`` any more."""
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith(KEPT_ON_PURPOSE))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    config = session.config
    if not hasattr(config, "temporary"):
        return
    config.left = leftovers(config.temporary)
    if config.left and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter, exitstatus, config) -> None:
    if getattr(config, "left", None):
        names = ", ".join(config.left)
        terminalreporter.write_line(f"ERROR: tests left behind in {config.temporary}: {names}", red=True)


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "temporary"):
        return
    if getattr(config, "left", None) == []:
        shutil.rmtree(config.temporary, ignore_errors=True)
    for name, before in config.temporary_before.items():
        if before is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = before
    tempfile.tempdir = None
