"""Hints for written questions: every question of every lesson has them."""

import re

import pytest

from helpers.checking import hint
from helpers.exercises.written import HINTS
from tests.pages import ROOT

QUESTIONS = [name for lesson in sorted((ROOT / "solutions").glob("*.py"))
             for name in re.findall(r"\{written (\w+) \d+\}", lesson.read_text())]


def test_hints_are_kept_for_the_questions_that_are_asked():
    assert sorted(HINTS) == sorted(QUESTIONS)


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_has_steps_of_hints(name, capsys):
    for _ in range(2):
        hint(name)
    first, second = capsys.readouterr().out.splitlines()
    assert re.match(rf"Hint 1 of [2-5] for {name}: \S", first) and second.startswith("Hint 2 of ")
    assert len(set(HINTS[name])) == len(HINTS[name])


@pytest.mark.parametrize(("name", "near"), [("why_220", "why_230"), ("entropi", "entropy")])
def test_a_name_that_is_none_is_met_with_the_nearest(name, near, capsys):
    hint(name)
    said = capsys.readouterr().out
    assert f"There is no exercise and no question called {name!r}. Did you mean " in said and repr(near) in said
