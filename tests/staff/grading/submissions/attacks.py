"""Attacks: submissions that try to do harm, or to see what is not theirs, in one way each, and answer nothing.

A test of a cage must be harmless where the cage has a hole. So every attack is bounded by itself, and aims only at what
the test has put there as a target: never at files, processes or mounts of the machine.
"""

import os
import zipfile
from pathlib import Path

from tests.staff.grading.submissions.making import NOTEBOOK, ROOT, Defect, hostile, notebook, solved, stubs, wrong

SEARCH = """
import gc, os, re, sys
def at_once(path, flags): return os.open(path, flags | os.O_NONBLOCK)  # an empty pipe would be waited for
def search():
    for root in {roots!r}:
        for folder, _, names in os.walk(root):
            for name in names:
                try: yield open(os.path.join(folder, name), errors="replace", opener=at_once).read()
                except (OSError, TypeError): pass
for text in search():
    if "possible * np.log2" in text or "fits into few bins" in text:
        found = text
        def gaussian_entropy(std): return 0.5 * np.log(2 * np.pi * np.e * std**2)
"""
POISON = """
import os, sys
for folder in {roots!r}:
    for inside, _, names in os.walk(folder):
        for name in [*names, "new.py"]:
            try: open(os.path.join(inside, name), "ab").write(b"poison")
            except OSError: pass
for folder in ["/course", "/course/helpers", sys.prefix, os.path.dirname(os.__file__), os.path.dirname(np.__file__)]:
    try: open(os.path.join(folder, "{name}"), "wb").close()
    except OSError: pass
"""
NETWORK = """
import socket, urllib.request
def reach():
    for family, address in ((socket.AF_INET, ("127.0.0.1", {port})), (socket.AF_INET, ("1.1.1.1", 53))):
        try:
            socket.create_connection(address, timeout=1).close()
            return True
        except OSError: pass
    return False
if reach():
    def gaussian_entropy(std): return 0.5 * np.log(2 * np.pi * np.e * std**2)
"""
FORK_BOMB = "import os, time\nfor _ in range(8):\n    try: os.fork()\n    except OSError: pass\ntime.sleep(15)"
MEMORY_BY_MANY = """
import os, time
for _ in range(3): os.fork()
kept = bytearray(2**28)
kept[::4096] = b"x" * 2**16
time.sleep(15)
"""
ESCAPE = """
import ctypes, os
libc = ctypes.CDLL(None)
done = [libc.unshare(0x10000000), libc.mount(b"none", b"/course", b"tmpfs", 0, None), libc.setns(3, 0),
        libc.ptrace(16, 1, 0, 0), libc.shmget(0, 4096, 0o1600), libc.setuid(0), libc.chroot(b"/")]
try: done.append(os.memfd_create("hidden"))
except OSError: done.append(-1)
for place in ("/etc/shadow", "{root}/solutions", "{root}/helpers/exercises"):
    try:
        if not (os.listdir(place) if os.path.isdir(place) else open(place).read()): continue
    except OSError: continue
    done.append(place)
raise SystemError(done)
"""
PICKLE_BOMB = """
class Bomb:
    def __reduce__(self): return (eval, ("__import__('os').system('touch {mark}')",))
def surprisal(p): return Bomb()
def entropy(p): return [Bomb(), {{"a": Bomb()}}]
def gaussian_entropy(std): return np.array([Bomb()], dtype=object)
"""
FLOOD = """
import json, os
line = json.dumps({"exercise": "surprisal", "cell": None, "observations": [[]] * 2**21}).encode() + b"\\n"
for number in range(3, 64):
    try:
        for _ in range(4): os.write(number, line)
    except OSError: pass
"""
LOUD = """
def surprisal(p): raise ValueError("\\x1b[31mred\\x1b[0m <script>alert(1)</script> \\u202e \\x07 {0} %s")
def entropy(p): return "<img src=x onerror=alert(1)>\\x1b]0;title\\x07"
raise RuntimeError("</pre></td><script>alert(2)</script>")
"""


def _link_to_a_file(folder: Path, name: str) -> None:
    (folder / name).mkdir()
    (folder / name / NOTEBOOK).symlink_to(folder / "a_perfect" / NOTEBOOK)


def _link_to_a_folder(folder: Path, name: str) -> None:
    (folder / name).symlink_to(folder / "a_perfect")


def _pipe(folder: Path, name: str) -> None:
    (folder / name).mkdir()
    os.mkfifo(folder / name / NOTEBOOK)


def _zip_bomb(folder: Path, name: str) -> None:
    """300 MB of nothing in 300 kB, before an answer that would be right."""
    with zipfile.ZipFile(folder / f"{name}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(5):
            with archive.open(f"01_entropy-{number}.ipynb", "w") as file:
                for _ in range(60):
                    file.write(bytes(2**20))
        archive.writestr("01_entropy-9.ipynb", notebook(*solved()))


def attacks(secrets: list[str], mark: Path, port: int, victim: int) -> dict[str, Defect]:
    """The attacks, with their targets.

    ``secrets``: folders to steal from and to spoil; ``mark``: a file that code outside the cage would make, its name
    also that of a file in the installation; ``port``: something listens there; ``victim``: a process.
    """
    return {
        "fork_bomb": hostile(stubs(FORK_BOMB)),
        "fork_bomb_in_an_answer": hostile(wrong("surprisal", FORK_BOMB), surprisal="not run"),
        "memory_by_many": hostile(stubs(MEMORY_BY_MANY)),
        "fills_the_disk": hostile(stubs("for number in range(8): open(str(number), 'wb').write(bytes(2**25))")),
        "many_files": hostile(stubs("for number in range(30_000): open(str(number), 'wb').close()")),
        "kills_others": hostile(stubs(f"import os\nos.kill({victim}, 9)", "import os\nos.kill(os.getppid(), 9)")),
        "reads_solutions": hostile(stubs(SEARCH.format(roots=[f"{ROOT}/solutions", f"{ROOT}/helpers", "/course"]))),
        "reads_marks_and_others": hostile(stubs(SEARCH.format(roots=secrets))),
        "reads_everything": hostile(stubs(SEARCH.format(roots=["/tmp", "/home", "/proc"]))),
        "writes_to_others": hostile(stubs(POISON.format(roots=secrets, name=mark.name))),
        "network": hostile(stubs(NETWORK.format(port=port))),
        "link_to_a_file": Defect(_link_to_a_file, "not run"),
        "link_to_a_folder": Defect(_link_to_a_folder, "not run"),
        "named_pipe": Defect(_pipe, "not run"),
        "pickle_bomb": hostile(stubs(PICKLE_BOMB.format(mark=mark)), surprisal="failed", entropy="failed",
                               gaussian_entropy="failed"),
        "huge_array": hostile(wrong("surprisal", "return np.ones(2**32)"), surprisal="failed"),
        "huge_array_of_nothing": hostile(wrong("surprisal", "return np.broadcast_to(1.0, 2**40)"), surprisal="failed"),
        "large_array": hostile(wrong("surprisal", "return np.ones(2**22)"), surprisal="failed"),
        "deep_value": hostile(wrong("surprisal", "value = ()\nfor _ in range(10**5): value = (value,)\nreturn value"),
                              surprisal="failed"),
        "escape_sequences_and_html": hostile(stubs(LOUD), surprisal="failed", entropy="failed"),
        "zip_bomb": Defect(_zip_bomb, "not run"),
        "floods_the_grader": hostile(stubs(FLOOD), surprisal="could not check"),
        "escapes": hostile(stubs(ESCAPE.format(root=ROOT))),
    }
