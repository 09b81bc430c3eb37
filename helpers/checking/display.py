"""Show a verdict to a learner, and give hints."""

import difflib
import importlib
import textwrap
from collections import Counter
from collections.abc import Callable

from helpers.checking.exercise import WRITTEN, Exercise, Verdict, exercises, find_exercise
from helpers.checking.judge import judge_answer
from helpers.checking.passed import record

MARKS = {"passed": "✓", "failed": "✗", "not attempted": "○", "could not check": "⚠"}
WIDTH = 88  # JupyterLab breaks a longer line of an error in the middle of a word
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
    if not verdict.passed:
        raise CheckFailed(exercise, verdict)
    print(_last_messages[name])
    record(name)


def last_message(name: str) -> str:
    """What the last check of the exercise ``name`` said in this session; "" where there was none."""
    return _last_messages.get(name, "")


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
