"""What is in force around this process. Nothing is taken from what was set up: every claim is tried out."""

import ctypes
import os
import socket
import sys
from pathlib import Path

from staff.grading.cage import cage

PR_GET_SECCOMP, FILTERED = 21, 2


def isolation(hidden: list[Path]) -> dict[str, bool]:
    """Claim -> whether it holds. ``hidden``: files and folders that must not be seen."""
    return {
        "an unprivileged user": os.getuid() != 0 and not any(cage.capabilities()),
        "no network": _no_network(),
        "processes of its own": os.getpid() == 1,
        "a read-only system": not any(os.access(path, os.W_OK) for path in (sys.prefix, "/usr", "/", cage.COURSE)),
        "no view of other submissions, marks or solutions": not any(_visible(path) for path in hidden),
        "a filter of system calls": ctypes.CDLL(None).prctl(PR_GET_SECCOMP, 0, 0, 0, 0) == FILTERED,
    }


def _no_network() -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address reserved for documentation; nothing is sent
        except OSError:
            return True
    return False


def _visible(path: Path) -> bool:
    try:
        return any(path.iterdir()) if path.is_dir() else path.is_file()
    except OSError:
        return False

