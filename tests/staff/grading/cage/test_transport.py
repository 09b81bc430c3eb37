"""The border between grader and submission: what crosses it, and in which form."""

import base64
import contextlib
import json
import pickle
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.checking import exercises
from helpers.checking.exercise import Case
from helpers.checking.judge import judge
from helpers.checking.observe import Observation, observe, same, to_plain
from helpers.checking.probes.plain import call, sets_of_names
from staff.grading import course
from staff.grading.cage.transport import TransportError, clean, decode_observation, pack_inputs
from staff.grading.inside.plain import LARGEST_ARRAY, encode_observation

every_exercise = pytest.mark.parametrize("exercise", exercises().values(), ids=list(exercises()))
anything = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
                        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)


def carried(observation: Observation) -> Observation:
    return decode_observation(json.loads(json.dumps(encode_observation(observation))))


@every_exercise
def test_marks_are_the_same_on_both_sides_of_the_border(exercise):
    """What is right passes, and mistakes keep their names, when inputs and observations have travelled."""
    probe, calls = pickle.loads(base64.b64decode(pack_inputs(exercise.probe, exercise.cases_for(0))))

    def verdict(answer):
        return judge(exercise, [carried(observe(answer, probe, arguments)) for arguments in calls], 0)

    assert verdict(exercise.reference).passed
    for mistake in exercise.mistakes[:3]:
        seen = verdict(mistake.answer)
        assert (seen.status, seen.mistake) == ("failed", mistake.name)


values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers(-2**61, 2**61) | st.lists(st.floats(width=32)).map(np.array)
    | st.text(st.characters(categories=["L", "N", "P"])) | st.just(object()),
    lambda inner: st.lists(inner).map(tuple) | st.dictionaries(st.text(st.characters(categories=["L"])), inner))


@given(values)
def test_plain_values_travel_unchanged(value):
    plain = to_plain(value)
    assert same(carried(Observation("returned", plain)).value, plain)


@given(anything | st.fixed_dictionaries({"outcome": st.just("returned"), "value": anything, "changed": anything,
                                         **dict.fromkeys(("error", "line", "printed", "warned"), anything)}))
def test_any_message_is_an_observation_or_refused(message):
    with contextlib.suppress(TransportError):
        assert isinstance(decode_observation(message), Observation)


@pytest.mark.parametrize("value", [
    ["array", "<f8", [2], ""], ["array", "|O8", [1], "AAAAAAAAAAA="], ["array", "<f8", [-1], ""],
    ["array", "<f8", [2**40, 2**40], ""], ["array", "<f8", [1.5], ""], ["array", "<f8", [True], "AAAAAAAAAAA="],
    ["pickle", "gASVAAAAAAAAAA=="], {"value": 1}, 1.0, ["tuple", "ab"], ["array", "<f8", [0, 2**30], ""],
    ["tuple", [None] * 10_000], ["tuple"], [],
])
def test_crooked_values_are_refused(value):
    with pytest.raises(TransportError):
        decode_observation({"outcome": "returned", "value": value, "error": "", "line": "", "printed": "",
                            "changed": [], "warned": ""})


HUGE = np.full(LARGEST_ARRAY // 8, 8 / LARGEST_ARRAY)
SQUARE = np.full((181, 181), 181.0**-2)


@pytest.mark.parametrize("exercise", [exercise for exercise in exercises().values() if exercise.construction],
                         ids=lambda exercise: exercise.name)
@pytest.mark.parametrize("value", [
    HUGE, (HUGE, HUGE), ((HUGE, HUGE), (HUGE, HUGE)), (HUGE, HUGE[:1], HUGE[:, None]),
    (np.arange(181), np.arange(181), SQUARE), {"your line": np.zeros((0, LARGEST_ARRAY))},
])
def test_the_largest_value_that_crosses_is_judged_within_bounds(exercise, value):
    """The judge runs in the grader, where no limit of a submission holds."""
    observations = [carried(Observation("returned", value))] * len(exercise.cases_for(0))
    tracemalloc.start()
    verdict = judge(exercise, observations, 0)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert not verdict.passed and len(verdict.message) < 2000 and peak < 100 * 2**20


def test_the_ends_of_a_proof_are_not_taken_from_the_submission():
    forged = {"f(E X)": np.array(-1e9), "your line": np.array(0.0), "E f(X)": np.array(1e9)}
    exercise = exercises()["next_line"]
    cases = exercise.cases_for(0)
    assert judge(exercise, [Observation("returned", forged)] * len(cases), 0).status == "failed"


def test_the_manual_names_every_exercise_whose_report_can_be_forged():
    """What is right whatever the inputs were is a claim, unless it is what the answer itself has returned."""
    claims = set()
    for exercise in exercises().values():
        if exercise.probe not in (call, sets_of_names):
            seen = [observe(exercise.reference, exercise.probe, case.arguments) for case in exercise.cases_for(1)]
            if judge(exercise, seen, 2).passed:
                claims.add(exercise.name)
    manual = (Path(course.__file__).parent / "README.md").read_text(encoding="utf-8")
    named = manual.partition("judged by what they do:")[2].partition(".")[0]
    assert {name for name in exercises() if f"`{name}`" in named} == claims


def test_answers_do_not_travel_with_the_inputs():
    from helpers import information

    with pytest.raises(TransportError, match="must stay with the grader"):
        pack_inputs(exercises()["entropy"].probe, [Case((information.entropy,))])
    with pytest.raises(TransportError, match="cannot travel"):
        pack_inputs(exercises()["entropy"].probe, [Case((lambda p: p,))])


def test_texts_are_made_harmless():
    assert clean("\x1b[31mred\x1b[0m \x1b]0;title\x07 \u202eevil\ud83d\x00 \n") == "red  evil? \n"
    assert len(clean("x" * 10**6)) <= 1000
