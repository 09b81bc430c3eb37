"""A cage for one submission, from what the Linux kernel offers: namespaces, a root of its own, limits, no privileges.

Three processes share the work. The keeper calls :func:`leave_the_system` once: no network, mounts that nobody else
sees. For each submission a supervisor calls :func:`separate`, and its child :func:`enter`: a process space of its own,
a read-only view of the system and of Python, empty folders to write in, limits, an unprivileged user, a filter of
system calls. Root may do all this, and other users where the kernel lets them make user namespaces. isolation.py
measures from the inside what is in force.
"""

import contextlib
import ctypes
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from staff.grading.cage import seccomp

NEW_MOUNTS, NEW_IPC, NEW_USER, NEW_PIDS, NEW_NETWORK, NEW_HOST_NAME = (
    0x00020000, 0x08000000, 0x10000000, 0x20000000, 0x40000000, 0x04000000)
MS_NOSUID, MS_NODEV, MS_BIND, MS_RECURSIVE, MS_PRIVATE = 2, 4, 4096, 16384, 1 << 18
MOUNT_SETATTR, AT_FDCWD, AT_RECURSIVE, READ_ONLY, NO_SETUID = 442, -100, 0x8000, 1, 2
PR_SET_PDEATHSIG, PR_SET_KEEPCAPS = 1, 8
CAPABILITIES_VERSION_3, READ_EVERYTHING = 0x20080522, 1 << 2

SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/nix/store", "/gnu/store")
SETTINGS = ("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/alternatives", "/etc/fonts",
            "/etc/localtime")
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
WRITABLE = {"/tmp": None, "/dev/shm": 64}  # megabytes; None: as the limits say
COURSE = Path("/course")  # the helpers package as the submission sees it
FIRST_USER, USERS = 61184, 4096  # ids that no system gives to people
MEGABYTE = 2**20


class NoCage(Exception):
    """The platform does not offer the isolation a cage is made of; the text says what is missing."""


def _libc(function: str, *arguments) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, function)(*arguments) == -1:
        raise OSError(ctypes.get_errno(), f"{function}: {os.strerror(ctypes.get_errno())}")


def _mount(source: str, target: Path, kind: str = "", flags: int = 0, options: str = "") -> None:
    _libc("mount", os.fsencode(source), os.fsencode(target), kind.encode() or None, ctypes.c_ulong(flags),
          options.encode() or None)


def _protect(target: Path, depth: int, forbid: int = 0, allow: int = 0) -> None:
    """Set and clear attributes of the mount at ``target``, with ``depth`` AT_RECURSIVE also of those below it."""
    attributes = (ctypes.c_uint64 * 4)(forbid, allow, 0, 0)
    _libc("syscall", ctypes.c_long(MOUNT_SETATTR), AT_FDCWD, os.fsencode(target), depth, attributes,
          ctypes.c_size_t(ctypes.sizeof(attributes)))


def _scratch(target: Path, megabytes: int, mode: str = "1777") -> None:
    target.mkdir(parents=True, exist_ok=True)
    _mount("tmpfs", target, "tmpfs", MS_NOSUID | MS_NODEV, f"size={megabytes}m,nr_inodes=20000,mode={mode}")


def _show(source: Path, target: Path) -> None:
    """Let ``source``, a file or folder of the real system, appear at ``target``."""
    if source.is_dir():
        target.mkdir(parents=True, exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()
    _mount(str(source), target, flags=MS_BIND | MS_RECURSIVE)


def _inside(root: Path, path: Path | str) -> Path:
    return root / str(path).lstrip("/")


def python_folders() -> list[Path]:
    """Where this Python and its packages live, without the checkout that helpers may stand in."""
    home = Path(__file__).resolve().parents[3]
    checkout = None if home.name.endswith("-packages") else home
    folders = [Path(folder) for folder in (sys.prefix, sys.exec_prefix, sys.base_prefix, *sys.path) if folder]
    return sorted({folder.absolute() for folder in folders if folder.is_dir() and folder.resolve() != checkout})


def leave_the_system() -> None:
    """In the keeper: no network from here on, and mounts that nobody outside sees.

    NoCage where the platform does not allow it. Call it before any thread is started.
    """
    if sys.platform != "linux":
        raise NoCage(f"isolation is built on Linux namespaces, and this is {sys.platform}")
    if not seccomp.supported():
        raise NoCage("the filter of system calls knows x86-64 and arm64 only")
    namespaces, user, group = NEW_MOUNTS | NEW_NETWORK | NEW_HOST_NAME, os.geteuid(), os.getegid()
    with _refused():
        if user == 0:
            _libc("unshare", namespaces)
        else:
            _libc("unshare", namespaces | NEW_USER)
            for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"),
                               ("gid_map", f"{group} {group} 1")):
                Path(f"/proc/self/{name}").write_text(text)
        _mount("", Path("/"), flags=MS_RECURSIVE | MS_PRIVATE)


@contextlib.contextmanager
def _refused() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        who = "root" if os.geteuid() == 0 else "this user"
        raise NoCage(f"the kernel does not let {who} make namespaces here ({error})") from None


def separate() -> None:
    """In the supervisor: the next child is the first process of a new process space, with mounts of its own."""
    _libc("unshare", NEW_PIDS | NEW_IPC | NEW_MOUNTS)


def enter(root: Path, user: int, hidden: list[Path], files: dict[str, str], data: dict[str, Path],
          limits: dict) -> None:
    """In the child: go in, for good. NoCage where the platform does not allow it.

    ``root``: an empty folder; ``user``: who root becomes; ``hidden`` folders are empty inside, wherever they lie;
    ``files`` and ``data`` (folders) become the course.
    """
    with _refused():
        _furnish(root, hidden, files, data, limits["file_megabytes"])
        limit(limits)
        os.chroot(root)
        os.chdir("/tmp")
        if os.geteuid() == 0:
            _become(user)
        _keep_capabilities(0)
        _libc("prctl", PR_SET_PDEATHSIG, ctypes.c_ulong(9), 0, 0, 0)
        seccomp.restrict()


def _furnish(root: Path, hidden: list[Path], files: dict[str, str], data: dict[str, Path], megabytes: int) -> None:
    """Put together the file system at ``root``: read-only, but for /tmp and shared memory.

    A mount covers what was there before. So /tmp comes before a Python that may lie below it, and Python before the
    folders in it that must not be seen.
    """
    _scratch(root, 16, mode="755")
    for place, size in WRITABLE.items():
        _scratch(_inside(root, place), size or megabytes)
    for path in map(Path, SYSTEM):
        if path.is_symlink():
            _inside(root, path).symlink_to(os.readlink(path))
        elif path.is_dir():
            _show(path, _inside(root, path))
    for path in map(Path, (*SETTINGS, *DEVICES, *python_folders())):
        if path.exists() and not _inside(root, path).exists():
            _show(path, _inside(root, path))
    for path in hidden:
        if _inside(root, path).is_dir():
            _scratch(_inside(root, path), 1, mode="555")
        elif _inside(root, path).exists():
            _show(Path("/dev/null"), _inside(root, path))
    _inside(root, "/proc").mkdir()
    with contextlib.suppress(OSError):  # not allowed in some containers, and not needed
        _mount("proc", _inside(root, "/proc"), "proc", MS_NOSUID | MS_NODEV)
    write_course(_inside(root, COURSE), files)
    for name, folder in data.items():
        _show(folder, _inside(root, COURSE / name))
    _protect(root, AT_RECURSIVE, forbid=READ_ONLY | NO_SETUID)
    for place in WRITABLE:
        _protect(_inside(root, place), 0, allow=READ_ONLY)


def write_course(course: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = course / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def give_up_root(folder: Path, user: int) -> bool:
    """In place of a cage: root becomes a user who may read everything and change nothing but ``folder``.

    Stays root, and returns False, where Python could not be read any more.
    """
    if sys.platform != "linux" or os.geteuid() != 0:
        return os.geteuid() != 0
    may_read = capabilities()[1] & READ_EVERYTHING
    if not may_read and not all(path.stat().st_mode & 1 for prefix in python_folders() for path in prefix.parents):
        return False
    for path in [folder, *folder.rglob("*")]:
        os.chown(path, user, user, follow_symlinks=False)
    _libc("prctl", PR_SET_KEEPCAPS, ctypes.c_ulong(1), 0, 0, 0)
    _become(user)
    _keep_capabilities(may_read)
    return True


def a_user() -> int:
    """In the supervisor: a user for its child. Another one's would share its limit on processes."""
    return FIRST_USER + os.getpid() % USERS


def _become(user: int) -> None:
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)


def capabilities() -> list[int]:
    """This process's privileges as bits: effective, permitted, inheritable, and the same for higher numbers."""
    data = (ctypes.c_uint32 * 6)()
    _libc("capget", (ctypes.c_uint32 * 2)(CAPABILITIES_VERSION_3, 0), data)
    return list(data)


def _keep_capabilities(bits: int) -> None:
    header = (ctypes.c_uint32 * 2)(CAPABILITIES_VERSION_3, 0)
    _libc("capset", header, (ctypes.c_uint32 * 6)(bits, bits, 0, 0, 0, 0))


def limit(limits: dict) -> None:
    """Set the limits a process may not exceed. Those of all processes together are the supervisor's business."""
    import resource  # not on Windows, where this module may still be imported

    seconds = int(limits["total_seconds"]) + 5
    # Memory counts from what Python and its libraries take before the submission begins. The supervisor's limit comes
    # first; this one is for what asks for more at once than the supervisor could see growing.
    memory = _data_in_use() + limits["memory_megabytes"] * MEGABYTE * 5 // 4
    wanted = {"CPU": seconds, "FSIZE": limits["file_megabytes"] * MEGABYTE, "NOFILE": 256, "CORE": 0,
              "DATA": memory, "NPROC": 4 * limits["processes"]}
    for name, value in wanted.items():
        which = getattr(resource, f"RLIMIT_{name}")
        hard = resource.getrlimit(which)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(which, (value, value))


def _data_in_use() -> int:
    try:
        return int(Path("/proc/self/statm").read_text().split()[5]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 1024 * MEGABYTE
