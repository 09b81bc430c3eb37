"""Forbid system calls that no lesson needs and that would get around the limits of a submission.

Memory outside every limit (memfd, System V shared memory), new namespaces, other processes' memory, kernel keys, and
large parts of the kernel that have had holes: the calls fail with "operation not permitted". Linux, x86-64 and arm64.
"""

import ctypes
import errno
import platform
import struct

# name: number on x86-64, number on arm64
FORBIDDEN = {
    "add_key": (248, 217),
    "bpf": (321, 280),
    "fsmount": (432, 432),
    "fsopen": (430, 430),
    "io_uring_setup": (425, 425),
    "keyctl": (250, 219),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "mount": (165, 40),
    "mount_setattr": (442, 442),
    "move_mount": (429, 429),
    "mq_open": (240, 180),
    "msgget": (68, 186),
    "open_by_handle_at": (304, 265),
    "open_tree": (428, 428),
    "perf_event_open": (298, 241),
    "pivot_root": (155, 41),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "ptrace": (101, 117),
    "request_key": (249, 218),
    "semget": (64, 190),
    "setns": (308, 268),
    "shmget": (29, 194),
    "umount2": (166, 39),
    "unshare": (272, 97),
    "userfaultfd": (323, 282),
}
CLONE, CLONE3 = (56, 220), (435, 435)
NEW_NAMESPACE = 0x7E020000  # every CLONE_NEW... flag of clone
MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}  # column above, AUDIT_ARCH_...
X32 = 0x40000000  # x86-64's second numbering of the same calls

LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # BPF instructions
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data
ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050000, 0x80000000
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2


def supported() -> bool:
    return platform.system() == "Linux" and platform.machine() in MACHINES and struct.calcsize("P") == 8


def _instruction(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)


def program() -> bytes:
    """The filter for this machine. Each test falls through to the next one, or refuses on the spot."""
    column, architecture = MACHINES[platform.machine()]
    refused = _instruction(RETURN, REFUSE | errno.EPERM)
    lines = [
        _instruction(LOAD, ARCHITECTURE),
        _instruction(EQUAL, architecture, if_true=1),
        _instruction(RETURN, KILL),
        _instruction(LOAD, NUMBER),
        _instruction(AT_LEAST, X32, if_false=1),
        refused,
        # The C library falls back to clone, whose flags can be looked at, where clone3 seems not to exist.
        _instruction(EQUAL, CLONE3[column], if_false=1),
        _instruction(RETURN, REFUSE | errno.ENOSYS),
    ]
    for numbers in FORBIDDEN.values():
        lines += [_instruction(EQUAL, numbers[column], if_false=1), refused]
    lines += [
        _instruction(EQUAL, CLONE[column], if_false=3),
        _instruction(LOAD, FIRST_ARGUMENT),
        _instruction(ANY_BIT, NEW_NAMESPACE, if_false=1),
        refused,
        _instruction(RETURN, ALLOW),
    ]
    return b"".join(lines)


def restrict() -> None:
    """Install the filter in this process and all it will start. It cannot be taken off. OSError where it fails."""
    code = program()
    buffer = ctypes.create_string_buffer(code, len(code))
    header = ctypes.create_string_buffer(struct.pack("@HP", len(code) // 8, ctypes.addressof(buffer)))
    libc = ctypes.CDLL(None, use_errno=True)
    for arguments in ((PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, header, 0, 0)):
        if libc.prctl(*(ctypes.c_ulong(item) if isinstance(item, int) else item for item in arguments)):
            raise OSError(ctypes.get_errno(), "the filter of system calls cannot be installed")
