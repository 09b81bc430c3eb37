"""A cage for one submission: one bubblewrap process, which shows it the system and this Python, read-only, and no more.

Under bubblewrap the submission has namespaces of its own (no network, no other process), an empty /tmp, no privileges
and a filter of system calls. Root becomes a user whom nobody else is; everyone else a user who is nobody inside.
inside/isolation.py measures from within what is in force.
"""

import importlib.util
import os
import shutil
import site
import sys
import threading
from collections.abc import Iterable
from pathlib import Path

import helpers

ROOT = Path(__file__).resolve().parents[3]
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/nix/store", "/gnu/store")
SETTINGS = ("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/alternatives", "/etc/fonts",
            "/etc/localtime")
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
COURSE = Path("/course")  # what the course gives to a submission, as it sees it
ENVIRONMENT = {"HOME": "/tmp", "USER": "student", "LOGNAME": "student", "PATH": "/usr/local/bin:/usr/bin:/bin",
               "LANG": "C.UTF-8", "MPLBACKEND": "Agg", "IPYTHONDIR": "/tmp/.ipython", "OMP_NUM_THREADS": "1",
               "PIP_NO_INDEX": "1", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(COURSE)}
FIRST_USER, USERS = 61184, 4096  # ids that no system gives to people
SHARED_MEMORY, MEGABYTE = 64, 2**20
INSTALL = "Install it: sudo apt install bubblewrap, or sudo dnf install bubblewrap."


class NoIsolation(RuntimeError):
    """Submissions cannot be isolated on this machine; the text says why."""


def require_tools() -> None:
    """NoIsolation where something is missing that a cage is made of."""
    if sys.platform != "linux":
        raise NoIsolation(f"grading needs Linux, for bubblewrap isolates submissions, and this is {sys.platform}")
    if not shutil.which("bwrap"):
        raise NoIsolation(f"bubblewrap isolates submissions, and there is no program bwrap. {INSTALL}")
    if not importlib.util.find_spec("pyseccomp"):
        raise NoIsolation("the package pyseccomp is missing. `make setup` installs it")


def command(program: list[str], course: Path, hidden: Iterable[Path], megabytes: int, calls: int) -> list[str]:
    """The command line that runs ``program`` in a cage.

    ``course``: the folder that is /course inside, where the data of the course appears, too; ``hidden``: files and
    folders that are not seen inside, wherever they lie; ``megabytes``: room in /tmp; ``calls``: an open file with the
    filter of system calls.
    """
    user = str(FIRST_USER + threading.get_native_id() % USERS)  # a limit on processes is one on those of a user
    if os.geteuid() == 0:
        privileges = ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try",
                      "--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
        program = ["setpriv", "--reuid", user, "--regid", user, "--clear-groups", "--inh-caps=-all", *program]
    else:
        privileges = ["--unshare-all", "--unshare-user", "--disable-userns", "--cap-drop", "ALL",
                      "--uid", user, "--gid", user]
    return ["bwrap", *privileges, "--die-with-parent", "--new-session", "--clearenv",
            *[word for pair in ENVIRONMENT.items() for word in ("--setenv", *pair)],
            *_mounts(course, hidden, megabytes), "--chdir", "/tmp", "--seccomp", str(calls), "--", *program]


def _mounts(course: Path, hidden: Iterable[Path], megabytes: int) -> list[str]:
    """A mount covers what was there before, so what lies deeper comes later."""
    words = ["--proc", "/proc", "--dir", "/dev", *_scratch("/tmp", megabytes), *_scratch("/dev/shm", SHARED_MEMORY)]
    for path in map(Path, SYSTEM):
        if path.is_symlink():
            words += ["--symlink", os.readlink(path), str(path)]
    places = {path: ["--ro-bind", str(path), str(path)] for path in shown()}
    for path in hidden:
        if any(path.is_relative_to(place) for place in places) and path.exists():
            places[path] = ["--perms", "0555", "--size", "4096", "--tmpfs", str(path), "--remount-ro", str(path)] \
                if path.is_dir() else ["--ro-bind", os.devnull, str(path)]
    for path in sorted(places, key=lambda path: len(path.parts)):
        for parent in reversed(path.parents[:-1]):  # which bubblewrap would make, for itself alone
            words += ["--dir", str(parent)]
        words += places[path]
    for path in DEVICES:
        words += ["--dev-bind", path, path]
    words += ["--ro-bind", str(course), str(COURSE)]
    for name, folder in data().items():
        words += ["--ro-bind", str(folder), str(COURSE / name)]
    return [*words, "--remount-ro", "/"]


def _scratch(place: str, megabytes: int) -> list[str]:
    return ["--perms", "1777", "--size", str(megabytes * MEGABYTE), "--tmpfs", place]


def shown() -> set[Path]:
    """What a submission sees of this machine: the system's programs, and the prefixes of this Python."""
    prefixes = [Path(prefix) for prefix in (sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix)]
    system = [path for path in map(Path, (*SYSTEM, *SETTINGS)) if path.exists() and not path.is_symlink()]
    python = [path for prefix in prefixes for path in (prefix, prefix.resolve())]
    return {path for path in (*system, *python) if not any(path != of and path.is_relative_to(of) for of in system)}


def data() -> dict[str, Path]:
    """Folders that appear within the course, by the place they have there."""
    found = {f"helpers/{name}": Path(helpers.__file__).resolve().parent / name for name in ("mnist", "weights")}
    return {name: folder for name, folder in found.items() if folder.is_dir()}


def answers() -> list[Path]:
    """Where the course itself lies: the checkout, and the package where it is installed."""
    places = [ROOT, *map(Path, site.getsitepackages()), *map(Path, filter(None, sys.path))]
    return sorted({place.resolve() / name for place in places for name in
                   (".git", "helpers", "staff", "solutions", "notebooks", "tests")})
