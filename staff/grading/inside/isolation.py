"""What is in force around this process. Nothing is taken from what was set up: every claim is tried out."""

import hashlib
import os
import re
import socket
import sys
from pathlib import Path

SYSTEM = ("/proc", "/dev", "/usr")  # where nobody's work lies


def isolation(hidden: list[str], secrets: list[list]) -> dict[str, bool]:
    """Claim -> whether it holds.

    ``hidden``: files and folders that must not be seen. ``secrets``: [bytes, sha256] of contents that no file has
    here, whatever its name; looking for them takes seconds, and with none of them nobody looks.
    """
    about = dict(re.findall(r"^(\w+):\s*(\S+)", Path("/proc/self/status").read_text(), re.MULTILINE))
    privileges = [int(about[f"Cap{kind}"], 16) for kind in ("Inh", "Prm", "Eff", "Amb")]
    return {
        "an unprivileged user": os.getuid() >= 1000 and not any(privileges) and about["NoNewPrivs"] == "1",
        "no network": _no_network(),
        "processes of its own": {int(name) for name in os.listdir("/proc") if name.isdigit()} <= {1, os.getpid()},
        "a read-only system": not any(os.access(path, os.W_OK) for path in (sys.prefix, "/usr", "/", "/dev",
                                                                           Path(__file__).parent)),
        "no view of other submissions, marks or solutions":
            not any(map(_visible, map(Path, hidden))) and not _anywhere({tuple(secret) for secret in secrets}),
        "a filter of system calls": about["Seccomp"] == "2",
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
        return any(path.iterdir()) if path.is_dir() else path.is_file() and path.stat().st_size > 0
    except OSError:
        return False


def _anywhere(secrets: set[tuple[int, str]]) -> bool:
    """Whether a file that can be read here holds one of ``secrets``."""
    sizes = {size for size, _ in secrets}
    for folder, folders, names in os.walk("/") if secrets else ():
        folders[:] = [name for name in folders if os.path.join(folder, name) not in SYSTEM]
        for path in (os.path.join(folder, name) for name in names):
            if os.path.isfile(path) and os.path.getsize(path) in sizes and os.access(path, os.R_OK):
                content = Path(path).read_bytes()
                if (len(content), hashlib.sha256(content).hexdigest()) in secrets:
                    return True
    return False
