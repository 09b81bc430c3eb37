"""Cheats: submissions without a right answer that try to get points, in one way each."""

from pathlib import Path

from tests.staff.grading.submissions.making import (
    IMPORTS,
    NOTEBOOK,
    ROOT,
    STUBS,
    Defect,
    entry,
    hostile,
    notebook,
    stubs,
)

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
        lines = [json.dumps({"exercise": name, **place, **report}) for place in
                 ({}, {"cell": None}, {"cell": 2}, {"cell": 2.0}, {"cell": True})]
        line = "\\n".join([*lines, '{"cell": 2.0, "error": "x"}', ""]).encode()
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
MONKEYPATCH = """
import builtins, sys
import helpers.checking, helpers.checking.observe as observe
from helpers.checking.observe import Observation
observe.observe = lambda *arguments: Observation("returned", np.array(1.0))
observe.to_plain = observe.same = lambda *arguments: True
helpers.checking.check = lambda *arguments: "passed"
class Judge:
    judge = judge_answer = check = staticmethod(lambda *arguments, **options: "passed")
sys.modules["helpers.checking.judge"] = sys.modules["staff.grading.reports.marks"] = Judge
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
for source in ("helpers.information", "helpers.exercises.lesson_01.entropy", "staff.grading.course",
               "helpers.gan.losses", "helpers.checking.judge"):
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
SEARCHES_MEMORY = """
import gc
end, beginning = b"quantity in nats", b" thgir eht si tahT"[::-1]  # apart, or this would find itself
def memory():
    for line in open("/proc/self/maps"):
        first, last = (int(end, 16) for end in line.split()[0].split("-"))
        if " rw-p " in line and last - first < 2**24:
            with open("/proc/self/mem", "rb") as file:
                file.seek(first)
                try: yield file.read(last - first)
                except (OSError, ValueError): pass
def found():
    yield any(type(thing).__name__ in ("Exercise", "Mistake", "Property", "Case") for thing in gc.get_objects())
    yield any(piece.endswith(beginning) for part in memory() for piece in part.split(end)[:-1])
if any(found()):
    def gaussian_entropy(std): return 0.5 * np.log(2 * np.pi * np.e * std**2)
"""
TRACES = """
import sys
seen = []
def trace(frame, event, argument):
    seen.extend(frame.f_locals[name] for name in ("expected", "wanted", "reference") if name in frame.f_locals)
    return trace
sys.settrace(trace)
sys.setprofile(trace)
def gaussian_entropy(std): return seen[-1] if seen else 0.0
"""
STAYS = """
import sys, threading, time
def change_it_all_the_time():
    while True:
        for module in list(sys.modules.values()):
            for name in ("encode_observation", "to_plain", "same"):
                if name in vars(module): vars(module)[name] = lambda *arguments: {"outcome": "passed", "points": 9}
        time.sleep(0.001)
threading.Thread(target=change_it_all_the_time, daemon=True).start()
"""
SHELL = """
shell = get_ipython()
class Names(dict):
    def get(self, name, default=None): return lambda *arguments: 1.0
    def __contains__(self, name): return True
shell.run_cell = lambda *arguments, **options: shell
shell.error_before_exec = shell.error_in_exec = None
shell.events.register("post_run_cell", lambda result: None)
shell.user_ns = Names(shell.user_ns)
"""
PIPE = """
import os
reading, writing = os.pipe()
for number in range(3, 64):
    if number not in (reading, writing):
        try: os.dup2(writing, number)
        except OSError: pass
"""
BESIDE = """
import builtins
def gaussian_entropy(std): return 0.5 * np.log(2 * np.pi * np.e * std**2)
builtins.gaussian_entropy = gaussian_entropy
"""
METADATA = {"kernelspec": {"name": "answers", "argv": ["true"]}, "nbgrader": {"points": 9, "grade": True},
            "status": "passed", "tags": ["train"], "papermill": {"exception": False}}


def _files_beside(folder: Path, name: str) -> None:
    """Files that Python and IPython would run at their start, if they were there."""
    startup = folder / name / ".ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    for file in ("sitecustomize.py", "usercustomize.py", "ipython_config.py", "conftest.py", "answers.py", "numpy.py"):
        (folder / name / file).write_text(BESIDE)
    (startup / "00-answers.py").write_text(BESIDE)
    (folder / name / "answers.pth").write_text("import answers")
    (folder / name / NOTEBOOK).write_text(stubs("%load_ext answers", "from answers import *"))


def train(content: str) -> str:
    """``content`` with the tag of training cells on every cell."""
    return content.replace('"metadata": {}, "outputs"', '"metadata": {"tags": ["train"]}, "outputs"')


CHEATS: dict[str, Defect] = {
    "untouched": hostile((ROOT / "notebooks" / NOTEBOOK).read_text(encoding="utf-8")),
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
    "forged_observations": Defect(entry(stubs(FORGED)), "", {}),
    "forges_from_inside": Defect(entry(stubs(FORGES_FROM_INSIDE)), ""),
    "hard_coded": hostile(stubs(HARD_CODED), gaussian_entropy="failed"),
    "detects_marking": hostile(stubs(DETECTS), surprisal="failed"),
    "borrows_answers": hostile(stubs(BORROWS)),
    "searches_memory": hostile(stubs(SEARCHES_MEMORY)),
    "traces_the_checker": hostile(stubs(TRACES), gaussian_entropy="failed"),
    "thread_that_stays": Defect(entry(stubs(STAYS, "def surprisal(p): return 1.0")), ""),
    "takes_over_the_shell": Defect(entry(stubs(SHELL, "1")), ""),
    "replaces_the_pipe": hostile(stubs(PIPE)),
    "files_beside": Defect(_files_beside, "not attempted"),
    "a_million_blanks": hostile(stubs(" " * 2**19, "\n" * 2**19)),
    "too_deep_to_write_down": hostile(train(stubs("def f():\n    return " + "+".join("1" * 900)))),
    "too_long_a_number": hostile(train(stubs("def f():\n    return 0x" + "f" * 9000))),
    "metadata": hostile(notebook(IMPORTS, *STUBS.values(), metadata=METADATA)),
    "installs_answers": hostile(stubs("!pip install infogan-curriculum\nfrom helpers.information import *")),
}
