"""Checks that name the mistake.

In a lesson: ``check("entropy", entropy)`` says whether the answer is right and, if not, which slip it is;
``hint("entropy")`` gives the next hint, ``progress()`` says what is passed, and ``report("entropy")`` prints what to
send when a check seems wrong. ``predict("coin_surprise", 3.3)`` keeps a prediction, and ``recall`` shows it beside what
came out. For tests and grading: ``judge_answer(name, answer, seed=0)`` returns a :class:`Verdict` and ``exercises()``
every :class:`Exercise` by name.

Data flows one way: helpers.exercises (what is right) -> observe (run an answer) -> judge (say what happened) ->
display.
"""

from helpers.checking.display import CheckFailed, check, hint, progress, report
from helpers.checking.exercise import Case, Exercise, Mistake, Property, Verdict, exercises, find_exercise
from helpers.checking.judge import judge_answer
from helpers.checking.predictions import predict, recall

__all__ = [
    "Case",
    "CheckFailed",
    "Exercise",
    "Mistake",
    "Property",
    "Verdict",
    "check",
    "exercises",
    "find_exercise",
    "hint",
    "judge_answer",
    "predict",
    "progress",
    "recall",
    "report",
]
