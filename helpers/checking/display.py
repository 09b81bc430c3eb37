"""What a learner sees: a verdict, hints, what is passed, and the text of a report on a check that seems wrong."""

import difflib
import importlib
import platform
import sys
import textwrap
from collections import Counter
from collections.abc import Callable

import helpers
from helpers.checking.exercise import WRITTEN, Exercise, Verdict, exercises, find_exercise
from helpers.checking.judge import judge_answer
from helpers.checking.passed import passed, record
from helpers.checking.predictions import summary
from helpers.pictures.course import LESSONS, repository

MARKS = {"passed": "✓", "failed": "✗", "not attempted": "○", "could not check": "⚠"}
WIDTH = 88  # JupyterLab breaks a longer line of an error in the middle of a word
WIDTH_OF_PROGRESS = 100
PACKAGES = ("numpy", "scipy", "matplotlib", "torch", "torchvision", "ipywidgets", "ipykernel", "jupyterlab")
_hints_given: Counter[str] = Counter()
_last_messages: dict[str, str] = {}


class CheckFailed(Exception):
    """A check that did not pass. In a notebook it renders as its message alone."""

    def __init__(self, exercise: Exercise, verdict: Verdict):
        super().__init__(render(exercise, verdict))
        self.verdict = verdict

    def _render_traceback_(self) -> list[str]:
        return [textwrap.fill(line, WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
                for line in str(self).splitlines()]


def render(exercise: Exercise, verdict: Verdict) -> str:
    """``✗ 1.2 entropy: ...``, further lines indented."""
    first, *rest = verdict.message.splitlines()
    lines = [f"{MARKS[verdict.status]} {exercise.number} {exercise.name}: {first}"]
    return "\n  ".join(lines + rest)


def check(name: str, answer: Callable) -> None:
    """Check ``answer`` against the exercise ``name``: print that it passes, or raise CheckFailed."""
    exercise = find_exercise(name)
    verdict = judge_answer(name, answer)
    _last_messages[name] = render(exercise, verdict)
    if "torch" in sys.modules:  # who writes a loss will train soon
        importlib.import_module("helpers.training.speed").import_compiler_when_idle()
    if not verdict.passed:
        raise CheckFailed(exercise, verdict)
    print(_last_messages[name])
    record(name)


def hint(name: str) -> None:
    """Print the next hint for the exercise or written question ``name``; after the last one, start again.

    A name that is none is met with the nearest ones.
    """
    questions = importlib.import_module(WRITTEN).HINTS
    if name in questions:
        title, hints = name, questions[name]
    else:
        try:
            exercise = find_exercise(name)
        except KeyError:
            near = difflib.get_close_matches(str(name), [*exercises(), *questions], n=3)
            print(f"There is no exercise and no question called {name!r}."
                  + (f" Did you mean {' or '.join(map(repr, near))}?" if near else ""))
            return
        title, hints = f"{exercise.number} {name}", exercise.hints
    given = _hints_given[name] % len(hints)
    _hints_given[name] += 1
    print(f"Hint {given + 1} of {len(hints)} for {title}: {hints[given]}")


def progress() -> None:
    """Print how many exercises of each lesson are passed and, where a lesson is begun, which ones and which not.

    A last line says how often predictions were close.
    """
    done, of_lesson = passed(), {}
    for exercise in exercises().values():
        of_lesson.setdefault(exercise.place[0], []).append(exercise.name)
    total = sum(map(len, of_lesson.values()))
    lines = [f"{len(done)} of {total} exercises passed."]
    for number, names in of_lesson.items():
        ready, open_ = [name for name in names if name in done], [name for name in names if name not in done]
        line = f"Lesson {number}, {LESSONS[number].title}: {len(ready)} of {len(names)} passed."
        if ready and open_:
            line += f" Passed: {', '.join(ready)}. Not yet: {', '.join(open_)}."
        lines += textwrap.wrap(line, WIDTH_OF_PROGRESS, subsequent_indent="    ", break_long_words=False)
    print("\n".join([*lines, *filter(None, [summary()])]))


def report(name: str) -> None:
    """Print what to send when the check of the exercise ``name`` seems wrong: versions, machine, its last message.

    Nothing is sent. KeyError for a name that is none.
    """
    exercise = find_exercise(name)
    address = repository()
    where = f"here: {address}/issues/new" if address else "where you found this course."
    message = _last_messages.get(name) or f"check({name!r}, ...) was not called in this session."
    print("\n".join([
        "Nothing is sent by itself. Add your code to the text below the line and send both",
        where,
        "-" * 40,
        f"Exercise {exercise.number} {name}, infogan-curriculum {helpers.__version__}",
        f"Python {platform.python_version()} on {platform.system()} {platform.machine()}",
        ", ".join(f"{package} {_version(package)}" for package in PACKAGES),
        "The last message of the check:",
        textwrap.indent(message, "    "),
    ]))


def _version(package: str) -> str:
    from importlib import metadata  # late, as in helpers.pictures.course

    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "missing"
