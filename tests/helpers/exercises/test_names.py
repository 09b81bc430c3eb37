"""The name a check gives to a slip is true, or there is none."""

import math

import numpy as np
import pytest

from helpers.checking import exercises, judge_answer

EXERCISES = exercises()
every_exercise = pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)


def raising(make):
    def answer(*arguments):
        make()
    return answer


def returning(value):
    return lambda *arguments: value


# What any unfinished or broken answer may do. None of it says which slip was made.
BROKEN = {
    "IndexError": raising(lambda: [][1]),
    "ValueError": raising(lambda: np.ones(2) + np.ones(3)),
    "TypeError": raising(lambda: len(1)),
    "KeyError": raising(lambda: {}["key"]),
    "ZeroDivisionError": raising(lambda: 1 / 0),
    "AttributeError": raising(lambda: (1.0).shape),
    "NameError": raising(lambda: undefined_name),  # noqa: F821
    "RuntimeError": raising(lambda: (_ for _ in ()).throw(RuntimeError("it broke"))),
    "nan": returning(math.nan), "inf": returning(math.inf), "minus inf": returning(-math.inf),
    "0": returning(0.0), "1": returning(1.0), "-1": returning(-1), "one half of nothing": returning(()),
    "None": returning(None), "text": returning("0.5"), "zeros": returning(np.zeros(3)), "the function": len,
}


@every_exercise
def test_what_any_broken_answer_does_gets_no_name(exercise):
    named = {title: verdict.mistake for title, answer in BROKEN.items()
             if (verdict := judge_answer(exercise.name, answer)).mistake or verdict.passed}
    assert not named


def same_form(value, number):
    """``number`` in every place of ``value``."""
    if isinstance(value, dict):
        return {key: same_form(item, number) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return tuple(same_form(item, number) for item in value)
    if hasattr(value, "detach"):
        return value.detach() * 0 + number if value.is_floating_point() else value
    return np.asarray(value, dtype=float) * 0 + number if np.asarray(value).dtype.kind in "biuf" else value


@every_exercise
@pytest.mark.parametrize("number", [math.nan, 1.0], ids=str)
def test_one_number_everywhere_gets_no_name(exercise, number):
    verdict = judge_answer(exercise.name, lambda *arguments: same_form(exercise.reference(*arguments), number))
    assert verdict.mistake is None, verdict.message
