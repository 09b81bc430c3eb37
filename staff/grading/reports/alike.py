"""Pairs of submissions that share long runs of code, after the lesson's own text and all names are taken out.

A hint, not a verdict: templates/alike.html says what it cannot see. It needs the package copydetect.
"""

import ast
import importlib.util
import io
import itertools
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator

from staff.grading.course import Lesson
from staff.grading.submissions.notebook import Notebook, plain_python, read_notebook, unparsed

RUN = 50  # characters of code in which every name is one letter
LEAST_SHARED = 120  # of such characters
LONGEST = 20_000  # characters of one submission that are compared, and of one cell
MOST_OWNERS = 4  # a run that more have is how one writes this
MOST_PAIRS = 50


def require() -> None:
    """ValueError where the package is missing."""
    if not importlib.util.find_spec("copydetect"):
        raise ValueError("--alike needs the package copydetect. Install it: .venv/bin/python -m pip install copydetect")


def pairs(works: Collection) -> list[tuple]:
    """(lesson, student, other, how much they share, the longest run in one, in the other), most first.

    How much: characters of code in which every name is one letter.
    """
    by_lesson = defaultdict(dict)
    for work in works:
        if work.notebook:
            by_lesson[work.lesson.name][work.student] = work.notebook
    lessons = {work.lesson.name: work.lesson for work in works}
    found = [(name, *pair) for name, notebooks in by_lesson.items() for pair in _of_lesson(lessons[name], notebooks)]
    return sorted(found, key=lambda pair: -pair[3])[:MOST_PAIRS]


def _of_lesson(lesson: Lesson, notebooks: dict[str, Notebook]) -> Iterator[tuple]:
    from copydetect import CodeFingerprint, compare_files

    own = map(chr, itertools.cycle(range(0xF0000, 0x10FFFE)))

    def read(statements: Iterable[str], longest: int = LONGEST) -> CodeFingerprint:
        # A mark that nobody else has stands between statements: no run goes over the end of one.
        code, statements = "", iter(statements)
        while len(code) < longest and (statement := next(statements, "")):
            code += f"{statement}\n{next(own)}\n"
        return CodeFingerprint("a.py", RUN, 1, fp=io.StringIO(code[:longest]))
    solution = lesson.root / "solutions" / f"{lesson.name}.ipynb"
    solved = read_notebook(solution.read_bytes()) if solution.exists() else lesson.learner
    given, known = {*_statements(lesson.learner)}, read(_statements(solved), 10 * LONGEST).hashes
    prints = {student: read(one for one in _statements(notebook) if one not in given)
              for student, notebook in notebooks.items()}
    owners = Counter(run for mine in prints.values() for run in mine.hashes)
    sharing = defaultdict(set)
    for student, mine in prints.items():
        mine.hashes = {run for run in mine.hashes - known if owners[run] <= MOST_OWNERS}
        for run in mine.hashes:
            sharing[run].add(student)
    for one, other in sorted({pair for students in sharing.values()
                              for pair in itertools.combinations(sorted(students), 2)}):
        shared, _, runs = compare_files(prints[one], prints[other])
        if shared >= LEAST_SHARED:
            yield one, other, int(shared), *(
                prints[who].raw_code[slice(*max(run.T, key=lambda ends: ends[1] - ends[0]))]
                for who, run in zip((one, other), runs, strict=True))


def _statements(notebook: Notebook) -> Iterator[str]:
    """Without comments, docstrings and the habits of a hand, and in a form in which nothing takes long to read."""
    for tree in (plain_python(source) for _, source in notebook.code if len(source) <= LONGEST):
        for node in ast.walk(tree) if tree else ():
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node, False) and node.body[1:]:
                del node.body[0]
        for node in tree.body if tree else ():
            yield from filter(None, [unparsed(node)])
