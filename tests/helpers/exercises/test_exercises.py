"""The gate of the catalog: every exercise, by one table. Starters are not attempted, right answers pass, every listed
mistake gets its own message, and everything else that can go wrong gets a plain sentence."""

import re

import numpy as np
import pytest

from helpers.checking import exercises, judge_answer
from tests.helpers.exercises.right_answers import RIGHT

EXERCISES = exercises()
every_exercise = pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
every_mistake = pytest.mark.parametrize(
    ("exercise", "mistake"),
    [pytest.param(e, m, id=f"{e.name}-{m.name.replace(' ', '_')}") for e in EXERCISES.values() for m in e.mistakes],
)
SEEDS = (0,)


def judge(exercise, answer, seed=0):
    verdict = judge_answer(exercise.name, answer, seed)
    assert verdict.status != "could not check", verdict.message
    assert "<" not in verdict.message or "object at 0x" not in verdict.message
    return verdict


@every_exercise
def test_complete(exercise):
    assert re.fullmatch(r"\d+\.\d+[a-z]?", exercise.number)
    assert exercise.title and exercise.points > 0 and exercise.minutes > 0 and exercise.difficulty in (1, 2, 3, 4)
    assert len({m.name for m in exercise.mistakes}) == len(exercise.mistakes) > 0
    assert len({m.message for m in exercise.mistakes}) == len(exercise.mistakes)
    assert len(exercise.hints) >= 2 and all(hint.strip() for hint in exercise.hints)
    assert len(RIGHT[exercise.name]) >= 2


def test_numbers_are_unique():
    numbers = [exercise.number for exercise in EXERCISES.values()]
    assert len(set(numbers)) == len(numbers)


@every_exercise
def test_laws_and_tables_are_arrays(exercise):
    """Not lists: an answer that subtracts two of them is right, and lists can't be subtracted."""
    assert not any(isinstance(argument, list) for case in exercise.cases_for(0) for argument in case.arguments)


@every_exercise
@pytest.mark.parametrize("seed", SEEDS)
def test_right_answers_pass(exercise, seed):
    for answer in (exercise.reference, *RIGHT[exercise.name]):
        verdict = judge(exercise, answer, seed)
        assert verdict.passed, verdict.message


@every_exercise
def test_starter_is_not_attempted(exercise):
    def starter(*arguments):
        raise NotImplementedError(exercise.name)

    assert judge(exercise, starter).status == "not attempted"


@every_mistake
@pytest.mark.parametrize("seed", SEEDS)
def test_mistake_is_named(exercise, mistake, seed):
    verdict = judge(exercise, mistake.answer, seed)
    assert verdict.status == "failed", f"{mistake.name} passes"
    assert verdict.mistake == mistake.name, verdict.message
    assert mistake.message in verdict.message


def spoiled(exercise, spoil):
    """The reference with its value spoiled on the way out."""
    return lambda *arguments: spoil(exercise.reference(*arguments))


def with_numbers(value, change):
    """``value`` with ``change`` applied to every number in it, of whatever kind it is."""
    if isinstance(value, dict):
        return {key: with_numbers(item, change) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return tuple(with_numbers(item, change) for item in value)
    if hasattr(value, "detach"):
        import torch

        return torch.as_tensor(change(value.detach().numpy().astype(float)))
    return change(np.asarray(value, dtype=float)) if np.asarray(value).dtype.kind in "biuf" else None


# What happens to any result: no catalog lists it, and the numbers tell.
GENERAL = {"sign": lambda x: -x, "twice": lambda x: 2 * x, "squared": lambda x: x**2,
           "rounded": lambda x: np.round(x, 2), "plus 1": lambda x: x + 1, "half": lambda x: x / 2}


@every_exercise
def test_three_slips_at_least_get_a_name(exercise):
    """By the catalog, whose words know the exercise, or by the relation of the numbers to the right ones."""
    named = {mistake.name for mistake in exercise.mistakes}
    for title, change in GENERAL.items():
        if len(named) < 3 and not exercise.construction:
            with np.errstate(all="ignore"):
                verdict = judge(exercise, spoiled(exercise, lambda value, to=change: with_numbers(value, to)))
            named |= {f"{title}: {verdict.mistake}"} if verdict.mistake else set()
    assert len(named) >= 3


def fails_plainly(exercise, answer, *words):
    verdict = judge(exercise, answer)
    assert verdict.status == "failed"
    first = verdict.message.splitlines()[0]
    assert any(word in first for word in words), first
    assert "object at" not in verdict.message and "Traceback" not in verdict.message


@every_exercise
def test_returns_none(exercise):
    fails_plainly(exercise, spoiled(exercise, lambda value: None), "return", "None")


@every_exercise
def test_wrong_type(exercise):
    fails_plainly(exercise, spoiled(exercise, lambda value: "a string"), "'a string'", "str")


@every_exercise
def test_wrong_shape(exercise):
    def stack(value):
        return with_numbers(value, lambda array: np.stack([array, array, array]))

    if exercise.probe.__name__ == "call":
        fails_plainly(exercise, spoiled(exercise, stack), "shape", "expected", "must be")
    else:
        assert judge(exercise, spoiled(exercise, stack)).status == "failed"


@every_exercise
def test_printed_not_returned(exercise):
    def printing(*arguments):
        print("the value is", 0.123)

    fails_plainly(exercise, printing, "printed", "None")


@every_exercise
def test_exception_keeps_the_learners_line(exercise):
    def broken(*arguments):
        return {}["missing"]

    fails_plainly(exercise, broken, "KeyError")
    assert 'return {}["missing"]' in judge(exercise, broken).message


@every_exercise
@pytest.mark.parametrize("number", [np.nan, np.inf], ids=["nan", "inf"])
def test_not_finite(exercise, number):
    spoil = spoiled(exercise, lambda value: with_numbers(value, lambda array: array * 0 + number))
    verdict = judge(exercise, spoil)
    assert verdict.status == "failed"


@every_exercise
def test_changed_input(exercise):
    arrays = [a for c in exercise.cases_for(0) for a in c.arguments if hasattr(a, "__setitem__") and len(np.shape(a))]
    if not arrays:
        pytest.skip("takes no array")

    def careless(*arguments):
        value = exercise.reference(*arguments)
        for argument in arguments:
            if hasattr(argument, "__setitem__") and len(np.shape(argument)):
                argument[0] = argument[-1] + 1
        return value

    fails_plainly(exercise, careless, "changes its input")


@every_exercise
def test_verdict_does_not_depend_on_global_random_state(exercise):
    import torch

    verdicts, states = [], []
    for seed in (1, 2):
        np.random.seed(seed)
        torch.manual_seed(seed)
        before = np.random.get_state()[1].copy(), torch.get_rng_state().clone()
        verdicts.append((judge(exercise, exercise.reference), judge(exercise, exercise.mistakes[0].answer)))
        states.append(bool((before[0] == np.random.get_state()[1]).all()) and before[1].equal(torch.get_rng_state()))
    assert verdicts[0] == verdicts[1]
    assert all(states), "a check disturbs the learner's own random numbers"
