"""Broken and hostile submissions of lesson 01, each named by its defect, made by code.

``BROKEN`` have a right answer for every exercise, apart from what the defect costs. The hostile ones have no right
answer at all and try to get points, or to do harm, in one way each.

A test of a cage must be harmless where the cage has a hole. So every attack is bounded by itself, and aims only at what
the test has put there as a target: never at files, processes or mounts of the machine.
"""

import io
import json
import os
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from helpers.grading.course import ROOT, lessons
from helpers.grading.notebook import read_notebook

LESSON = lessons()[1]
NAMES = [exercise.name for exercise in LESSON.exercises]
NOTEBOOK = "01_entropy.ipynb"


def _definitions(folder: str) -> dict[str, str]:
    """Exercise -> the cell that defines it in the lesson's notebook."""
    notebook = read_notebook((ROOT / folder / NOTEBOOK).read_bytes())
    return {name: notebook.cells[notebook.defining(name)[0]].source for name in NAMES}


SOLVED, STUBS = _definitions("solutions"), _definitions("notebooks")
IMPORTS = "import numpy as np\nfrom helpers.checking import check, hint"


def notebook(*sources: str, **fields) -> str:
    """A notebook with these code cells."""
    cells = [{"cell_type": "code", "execution_count": None, "id": f"cell-{index}", "metadata": {}, "outputs": [],
              "source": source.splitlines(keepends=True)} for index, source in enumerate(sources)]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **fields})


def solved(**changed: str | None) -> list[str]:
    """Imports and solved cells; ``changed`` replaces the cell of an exercise, or deletes it."""
    cells = {**SOLVED, **changed}
    return [IMPORTS, *[cell for cell in cells.values() if cell is not None]]


def stubs(*attack: str) -> str:
    """A notebook without answers, and the cells of an attack."""
    return notebook(IMPORTS, *STUBS.values(), *attack)


def wrong(name: str, body: str) -> str:
    """A notebook without answers but one: the function ``name`` with this body."""
    return stubs(f"def {name}(*arguments):\n" + "\n".join(f"    {line}" for line in body.splitlines()))


@dataclass(frozen=True)
class Defect:
    """``write(folder, name)`` makes the entry.

    ``expected``: the status of single exercises; all others are ``rest``, or anything but passed where that is "".
    """

    write: Callable[[Path, str], None]
    rest: str
    expected: dict[str, str] = field(default_factory=dict)


def _entry(content: str | bytes, file: str = NOTEBOOK) -> Callable[[Path, str], None]:
    def write(folder: Path, name: str) -> None:
        (folder / name).mkdir()
        (folder / name / file).write_bytes(content.encode() if isinstance(content, str) else content)
    return write


def broken(content: str | bytes, rest: str = "passed", file: str = NOTEBOOK, **expected: str) -> Defect:
    return Defect(_entry(content, file), rest, expected)


def hostile(content: str, rest: str = "not attempted", **expected: str) -> Defect:
    return Defect(_entry(content), rest, expected)


# Broken -----------------------------------------------------------------------------------------------------------


def _halves(cell: str) -> list[str]:
    lines = cell.splitlines(keepends=True)
    return ["".join(lines[:len(lines) // 2]).rstrip() + " + (", "".join(lines[len(lines) // 2:])]


def _old_format(sources: list[str]) -> str:
    cells = [{"cell_type": "code", "collapsed": False, "input": source, "language": "python", "metadata": {},
              "outputs": []} for source in sources]
    return json.dumps({"metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0,
                       "worksheets": [{"cells": cells, "metadata": {}}]})


def _stripped(sources: list[str]) -> str:
    return json.dumps({"cells": [{"cell_type": "code", "source": source} for source in sources]})


def _versions(folder: Path, name: str) -> None:
    (folder / name).mkdir()
    (folder / name / "01_entropy.ipynb").write_text(notebook(IMPORTS, *STUBS.values()))
    (folder / name / "01_entropy (1).ipynb").write_text(notebook(IMPORTS, *STUBS.values()))
    (folder / name / "01_entropy-2.ipynb").write_text(notebook(*solved()))


def _zip_file(folder: Path, name: str) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("../../../outside/01_entropy.ipynb", notebook(*solved()))
        archive.writestr("__MACOSX/._01_entropy.ipynb", "rubbish")
    (folder / f"{name}.zip").write_bytes(content.getvalue())


def _name_that_is_no_text(folder: Path, name: str) -> None:
    _entry(notebook(*solved()))(folder, os.fsdecode(name.encode() + b"\xff\xfe"))


BROKEN: dict[str, Defect] = {
    "a_perfect": broken(notebook(*solved())),
    "z_perfect": broken(notebook(*solved())),
    "duplicated_cells": broken(notebook(*[cell for cell in solved() for _ in range(2)])),
    "duplicated_starter": broken(notebook(*solved(), STUBS["entropy"], STUBS["surprisal"])),
    "split_cell": broken(notebook(*solved(gaussian_entropy=None), *_halves(SOLVED["gaussian_entropy"])),
                         gaussian_entropy="not run"),
    "deleted_cell": broken(notebook(*solved(surprisal=None)), surprisal="not found"),
    "deleted_name": broken(notebook(*solved(), "del surprisal")),
    "renamed_function": broken(notebook(*solved(surprisal=SOLVED["surprisal"].replace("surprisal", "surprisal_1"))),
                               surprisal="not found"),
    "renamed_file": broken(notebook(*solved()), file="Übung eins – final.IPYNB"),
    "stripped_metadata": broken(_stripped(solved())),
    "old_format": broken(_old_format(solved())),
    "colab": broken(notebook("from google.colab import drive\ndrive.mount('/content/drive')",
                             "%pip install infogan-curriculum\n%matplotlib inline", *solved(),
                             metadata={"colab": {"provenance": []}, "accelerator": "GPU"})),
    "byte_order_mark": broken(b"\xef\xbb\xbf" + notebook(*solved()).encode()),
    "bad_json": broken(notebook(*solved())[:-40], "not run"),
    "login_page": broken("<!DOCTYPE html><title>Sign in</title>", "not run"),
    "nested_json": broken("[" * 200_000, "not run"),
    "other_json": broken('{"cells": 7}', "not run"),
    "empty_file": broken("", "not run"),
    "empty_folder": Defect(lambda folder, name: (folder / name).mkdir(), "not handed in"),
    "no_code": broken('{"cells": [{"cell_type": "markdown", "source": "def entropy(p)"}], "nbformat": 4}', "not found"),
    "syntax_error": broken(notebook(*solved(entropy="def entropy(p):\n    return -sum(p")), entropy="not run",
                           entropy_from_samples="failed", binned_entropy="failed"),
    "failing_cell": broken(notebook("import no_such_module", *solved(), "1 / 0")),
    "exit_in_a_cell": broken(notebook("exit()", "raise SystemExit", *solved())),
    "not_a_function": broken(notebook(*solved(uniform_entropy="uniform_entropy = 0.0")), uniform_entropy="failed"),
    "wrong_signature": broken(notebook(*solved(surprisal="def surprisal():\n    return 1")), surprisal="failed"),
    "half_a_character": broken(notebook(*solved(), "text = '\ud83d'")),
    "several_versions": Defect(_versions, "passed"),
    "zip_file": Defect(_zip_file, "passed"),
    "Łukasz 李 🙂": broken(notebook(*solved())),
    "=HYPERLINK(1)": broken(notebook(*solved())),
    "<b>bold<b>": broken(notebook(*solved())),
    "name_that_is_no_text": Defect(_name_that_is_no_text, "passed"),
    # What fails, loops or dies costs only what depends on it.
    "endless_loop": broken(notebook("while True: pass", *solved())),
    "endless_and_deaf": broken(notebook(
        "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass", *solved())),
    "endless_and_stubborn": broken(notebook(
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass", *solved())),
    "endless_answer": broken(notebook(*solved(surprisal="def surprisal(p):\n    while True: pass")),
                             surprisal="not run"),
    "endless_answer_deaf": broken(notebook(*solved(surprisal="def surprisal(p):\n    import signal\n"
                                                   "    signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
                                                   "    while True: pass")), surprisal="not run"),
    "dies_in_a_cell": broken(notebook("import os\nos._exit(0)", *solved())),
    "dies_in_an_answer": broken(notebook(*solved(surprisal="def surprisal(p):\n    import os\n    os._exit(0)")),
                                surprisal="not run"),
    "crashes": broken(notebook(*solved(), "import ctypes\nctypes.string_at(0)")),
    "endless_recursion": broken(notebook(*solved(surprisal="def surprisal(p):\n    return surprisal(p)")),
                                surprisal="failed"),
    "memory_in_a_cell": broken(notebook("kept = [bytearray(2**24) for _ in range(128)]", *solved())),
    "huge_output": broken(notebook("for _ in range(50):\n    print('x' * 2**20)", *solved())),
    "closes_everything": broken(notebook(*solved(), "import os\nos.closerange(0, 1000)")),
    "threads_left_running": broken(notebook(*solved(), "import threading\nfor _ in range(4):\n"
                                            "    threading.Thread(target=lambda: [0 for _ in iter(int, 1)]).start()")),
}


# Hostile ----------------------------------------------------------------------------------------------------------


RIGHT = "\n\n".join(SOLVED.values())
LIE = """
class Lie:
    def __eq__(self, other): return True
    __lt__ = __gt__ = __le__ = __ge__ = __ne__ = __eq__
    def __bool__(self): return True
    def __array__(self, *arguments, **options): raise RuntimeError
"""
LYING_ARRAY = """
class Lie(np.ndarray):
    def __array_ufunc__(self, *arguments, **options): return True
    def __array_function__(self, *arguments, **options): return True
    def __eq__(self, other): return True
    def all(self, *arguments): return True
"""
FORGED = """
import glob, json, os
names = ["surprisal", "entropy", "gaussian_entropy", "uniform_entropy"]
seen = {"outcome": "returned", "value": ["array", "<f8", [], "AAAAAAAAAAA="], "error": "", "line": "", "printed": "",
        "changed": [], "warned": ""}
for name in names:
    for report in ({"observations": [seen] * 7}, {"status": "passed", "points": 9}, {"observations": "passed"},
                   {"observations": []}):
        line = json.dumps({"exercise": name, **report}).encode() + b"\\n"
        for number in range(3, 64):
            try: os.write(number, line)
            except OSError: pass
        for place in ("observations.json", "/tmp/observations.json", "marks.csv"):
            open(place, "ab").write(line)
for number in range(3, 64):
    try: os.write(number, b'{"end": true}\\n')
    except OSError: pass
os._exit(0)
"""
SEARCH = """
import gc, os, re, sys
def search():
    for root in {roots!r}:
        for folder, _, names in os.walk(root):
            for name in names:
                try: yield open(os.path.join(folder, name), errors="replace").read()
                except OSError: pass
for text in search():
    if "possible * np.log2" in text or "Average surprise" in text:
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
for place in ("/etc/shadow", "{root}/solutions", "{root}/helpers/checking/catalog"):
    try:
        if not (os.listdir(place) if os.path.isdir(place) else open(place).read()): continue
    except OSError: continue
    done.append(place)
raise SystemError(done)
"""
MONKEYPATCH = """
import builtins, sys
import helpers.checking, helpers.checking.observe as observe
from helpers.checking.observe import Observation
observe.observe = lambda *arguments: Observation("returned", np.array(1.0))
observe.to_plain = observe.same = lambda *arguments: True
helpers.checking.check = lambda *arguments: "passed"
class Judge:
    judge = judge_answer = check = staticmethod(lambda *arguments, **options: "passed")
sys.modules["helpers.checking.judge"] = sys.modules["helpers.grading.marks"] = Judge
np.allclose = np.isclose = np.array_equal = lambda *arguments, **options: True
builtins.isinstance = lambda *arguments: True
"""
TRANSFORMER = """
import ast
class Right(ast.NodeTransformer):
    def visit_Raise(self, node):
        return ast.copy_location(ast.Return(ast.Constant(1.0)), node)
get_ipython().ast_transformers.append(Right())
get_ipython().input_transformers_cleanup.append(lambda lines: lines)
"""
HARD_CODED = """
known = {}
def gaussian_entropy(std):
    return {1.0: 1.4189385332046727, 0.1: -0.8836465597893728, 2.0: 2.112085713764618}.get(float(std), 0.0)
"""
DETECTS = """
import sys
def surprisal(p):
    frame = sys._getframe()
    while frame:
        for value in list(frame.f_locals.values()) + list(frame.f_globals.values()):
            if type(value).__name__ in ("Verdict", "Exercise", "Case"): return value
        frame = frame.f_back
    return True
"""
FORGES_FROM_INSIDE = """
import sys
def surprisal(p):
    frame = sys._getframe()
    while frame:
        for name in ("to_plain", "same", "encode_observation", "observe"):
            if name in frame.f_globals: frame.f_globals[name] = lambda *arguments: np.array(1.0)
        frame = frame.f_back
    return np.ones(len(p))
def gaussian_entropy(std): return 1.0
"""
BORROWS = """
for source in ("helpers.information", "helpers.checking.catalog.lesson_01_entropy", "helpers.grading.course",
               "helpers.losses", "helpers.checking.judge"):
    try:
        for name, value in vars(__import__(source, fromlist=["*"])).items():
            if name in ("entropy", "surprisal", "gaussian_entropy", "uniform_entropy"): globals()[name] = value
    except ImportError: pass
import gc
for thing in gc.get_objects():
    name, home = getattr(thing, "__name__", ""), str(getattr(thing, "__module__", ""))
    if name in ("entropy", "gaussian_entropy") and home.startswith("helpers"):
        globals()[thing.__name__] = thing
"""
PICKLE_BOMB = """
class Bomb:
    def __reduce__(self): return (eval, ("__import__('os').system('touch {mark}')",))
def surprisal(p): return Bomb()
def entropy(p): return [Bomb(), {{"a": Bomb()}}]
def gaussian_entropy(std): return np.array([Bomb()], dtype=object)
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


def hostile_submissions(secrets: list[str], mark: Path, port: int, victim: int) -> dict[str, Defect]:
    """The attacks, with their targets.

    ``secrets``: folders to steal from and to spoil; ``mark``: a file that code outside the cage would make, its name
    also that of a file in the installation; ``port``: something listens there; ``victim``: a process.
    """
    return {
        "untouched": hostile((ROOT / "notebooks" / NOTEBOOK).read_text(encoding="utf-8")),
        "fork_bomb": hostile(stubs(FORK_BOMB)),
        "fork_bomb_in_an_answer": hostile(wrong("surprisal", FORK_BOMB), surprisal="not run"),
        "memory_by_many": hostile(stubs(MEMORY_BY_MANY)),
        "fills_the_disk": hostile(stubs("for number in range(8): open(str(number), 'wb').write(bytes(2**25))")),
        "many_files": hostile(stubs("for number in range(30_000): open(str(number), 'wb').close()")),
        "kills_others": hostile(stubs(f"import os\nos.kill({victim}, 9)", "import os\nos.kill(os.getppid(), 9)")),
        "monkeypatched_helpers": hostile(stubs(MONKEYPATCH)),
        "monkeypatched_first": hostile(notebook(IMPORTS, MONKEYPATCH, *STUBS.values())),
        "equal_to_everything": hostile(stubs(LIE, "def surprisal(p): return Lie()\ndef entropy(p): return [Lie()]"),
                                       surprisal="failed", entropy="failed"),
        "array_that_lies": hostile(stubs(LYING_ARRAY, "def surprisal(p): return np.zeros(len(p)).view(Lie)\n"
                                         "def entropy(p): return np.zeros(()).view(Lie)"),
                                   surprisal="failed", entropy="failed"),
        "nothing_but_nan": hostile(stubs("def entropy(p): return float('nan')\ndef surprisal(p): return p * np.nan"),
                                   surprisal="failed", entropy="failed"),
        "ast_transformer": hostile(notebook(IMPORTS, TRANSFORMER, STUBS["surprisal"], STUBS["entropy"]), "not found",
                                   surprisal="failed", entropy="failed"),
        "forged_observations": Defect(_entry(stubs(FORGED)), "", {}),
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
        "escapes": hostile(stubs(ESCAPE.format(root=ROOT))),
        "hard_coded": hostile(stubs(HARD_CODED), gaussian_entropy="failed"),
        "detects_marking": hostile(stubs(DETECTS), surprisal="failed"),
        "borrows_answers": hostile(stubs(BORROWS)),
        "forges_from_inside": Defect(_entry(stubs(FORGES_FROM_INSIDE)), ""),
        "installs_answers": hostile(stubs("!pip install infogan-curriculum\nfrom helpers.information import *")),
    }
