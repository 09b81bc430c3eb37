"""The engine: what it records, how it compares, what it says."""

import numpy as np
import pytest
from torch.nn.functional import softplus

from helpers.checking import CheckFailed, Exercise, check, exercises, hint, judge_answer
from helpers.checking.compare import fault_in
from helpers.checking.exercise import find_exercise
from helpers.checking.observe import observe, to_plain
from helpers.checking.probes.plain import call


def right(p):
    p = np.asarray(p, dtype=float)
    return float(-np.sum(p[p > 0] * np.log2(p[p > 0])))


def test_check_prints_the_exercise_when_it_passes(capsys):
    check("entropy", right)
    assert capsys.readouterr().out.startswith("✓ 1.2 entropy: all ")


def test_check_names_call_value_fact_and_mistake():
    with pytest.raises(CheckFailed) as caught:
        check("entropy", lambda p: right(p) * np.log(2))
    message = str(caught.value)
    assert message.startswith("✗ 1.2 entropy: entropy([0.5, 0.5]) returned 0.6931; a fair coin has 1 bit.")
    assert "(mistake: natural logarithm)" in message
    assert 'hint("entropy")' in message


def test_a_long_line_of_a_message_is_broken_between_words():
    with pytest.raises(CheckFailed) as caught:
        check("entropy", lambda p: right(p) * np.log(2))
    lines = [line for part in caught.value._render_traceback_() for line in part.splitlines()]
    assert max(map(len, lines)) <= 88 < max(map(len, str(caught.value).splitlines()))
    assert " ".join(map(str.strip, lines)) == " ".join(map(str.strip, str(caught.value).splitlines()))


def test_two_slips_at_once_are_told_one_after_the_other():
    def nats_and_nan(p):
        with np.errstate(all="ignore"):
            return -np.sum(np.asarray(p) * np.log(p))

    assert judge_answer("entropy", nats_and_nan).mistake == "natural logarithm"


@pytest.mark.parametrize("kind", [np.float32, np.float64, lambda x: np.array([x]), lambda x: np.array(x), float, str])
def test_numbers_of_every_kind_are_numbers(kind):
    assert judge_answer("entropy", lambda p: kind(right(p))).passed == (kind is not str)


def test_single_element_tensor_is_a_number():
    torch = pytest.importorskip("torch")
    assert judge_answer("entropy", lambda p: torch.tensor([right(p)], dtype=torch.float32)).passed


@pytest.mark.parametrize("kind", [complex, np.complex128, np.array])
def test_a_complex_number_is_not_taken_for_its_real_part(kind):
    verdict = judge_answer("entropy", lambda p: kind(right(p) + 0.5j))
    assert verdict.status == "failed" and "expected a single number" in verdict.message


def test_value_in_place_of_function():
    verdict = judge_answer("entropy", 1.0)
    assert verdict.status == "failed" and "without brackets" in verdict.message


def test_wrong_number_of_arguments_is_said_with_the_signature():
    assert "answer(p, base)" in judge_answer("entropy", _with_base()).message


def _with_base():
    def answer(p, base):
        return right(p)

    return answer


def test_unknown_exercise_suggests_a_name():
    with pytest.raises(KeyError, match="did you mean 'entropy'"):
        check("entropi", right)


def test_a_helper_that_is_not_written_yet_is_named():
    def uses_another(p):
        raise NotImplementedError("surprisal")

    verdict = judge_answer("entropy", uses_another)
    assert verdict.status == "not attempted" and "surprisal" in verdict.message


def test_fault_of_our_own_is_not_the_learners(monkeypatch):
    exercise = find_exercise("entropy")
    monkeypatch.setattr("helpers.checking.judge._expected", lambda name, seed: 1 / 0)
    verdict = judge_answer(exercise.name, right)
    assert verdict.status == "could not check"
    assert "not your answer" in verdict.message and "report" in verdict.message


def test_seeds_change_the_random_cases_only():
    first, second = (find_exercise("entropy").cases_for(seed) for seed in (0, 1))
    assert len(first) == len(second)
    assert any(not np.array_equal(a.arguments[0], b.arguments[0]) for a, b in zip(first, second, strict=True))


def test_the_cases_of_a_seed_are_built_once(monkeypatch):
    built, build = [], Exercise.cases_for
    monkeypatch.setattr(Exercise, "cases_for", lambda exercise, seed: built.append(seed) or build(exercise, seed))
    assert judge_answer("entropy", right, seed=987).passed
    assert judge_answer("entropy", lambda p: 0.0, seed=987).status == "failed"
    assert built == [987]


def test_hints_come_one_by_one_and_start_again(capsys):
    total = len(find_exercise("surprisal").hints)
    for _ in range(total + 1):
        hint("surprisal")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"Hint 1 of {total}") and lines[1].startswith(f"Hint 2 of {total}")
    assert lines[-1] == lines[0]


def test_observation_holds_copies():
    mine = np.array([1.0, 2.0])
    seen = observe(lambda x: x, call, (mine,))
    mine[0] = 9
    assert seen.value.tolist() == [1.0, 2.0] and seen.outcome == "returned"


def test_an_interrupt_is_not_swallowed():
    def interrupted(p):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        observe(interrupted, call, ([0.5, 0.5],))


@pytest.mark.parametrize(
    ("value", "expected", "words"),
    [
        (None, 1.0, "return"),
        ([1.0, 2.0], 1.0, "a single number"),
        (np.ones((2, 3)), np.ones((3, 2)), "shape (3, 2)"),
        (np.nan, 1.0, "not a number"),
        (-np.inf, 1.0, "-inf"),
        (np.array([1.0, -np.inf]), np.array([1.0, 2.0]), "with -inf in it"),
        ((1.0,), (1.0, 2.0), "a tuple of 2 values"),
        ((1.0, 2.0), (1.0, 3.0), "as its second value 2; expected 3"),
        (np.array([1.0, 2.0]), (np.array([1.0, 2.0]), np.array([3.0, 4.0])), "[1, 2]; expected a tuple of 2 values"),
        (np.array([1.0, np.nan]), np.array([1.0, 2.0]), "with nan in it, which is not a number"),
        ({"a": 1.0}, {"a": 1.0, "b": 2.0}, "no key 'b'"),
        (np.arange(9.0), np.arange(9.0) * 2, "entry [8]"),
        (1 + 1e-5, 1.0, "1.00001"),
    ],
)
def test_faults_in_plain_words(value, expected, words):
    fault = fault_in(to_plain(value), to_plain(expected), 1e-6)
    assert words in f"{fault.came}; {fault.wanted}"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1, 1.0), (True, 1.0), (np.inf, np.inf), (np.nan, np.nan), ([1, 2], np.array([1.0, 2.0])),
        (np.array([1.0, 2.0]), (1.0, 2.0)), ({"V", "L_I"}, {"L_I", "V"}), (np.float32(1 / 3), 1 / 3),
    ],
)
def test_equal_values_of_different_kinds_agree(value, expected):
    assert fault_in(to_plain(value), to_plain(expected), 1e-6) is None


def test_exercises_come_in_the_order_of_their_numbers():
    numbers = [[int(part) for part in exercise.number.split(".")] for exercise in exercises().values()]
    assert numbers == sorted(numbers)


def test_what_a_call_did_reads_as_a_sentence():
    def undetached(generator, discriminator, optimizer, real, noise):
        loss = softplus(-discriminator(real)).mean() + softplus(discriminator(generator(noise))).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.item()

    message = judge_answer("discriminator_step", undetached).message
    assert message.startswith("After discriminator_step(TinyGenerator, TinyDiscriminator, SGD, ")
    assert ", a gradient reached the generator: True; expected False.\n" in message


def test_an_error_that_ends_in_a_full_stop_is_quoted_without_it():
    def refuses(p):
        raise RuntimeError("Not like this.")

    assert ") raised RuntimeError: Not like this, at line " in judge_answer("entropy", refuses).message


def test_a_named_slip_is_named_when_it_works_in_place_too():
    def nats_in_place(p):
        p[:] = np.where(p > 0, -p * np.log(np.where(p > 0, p, 1)), 0)
        return p.sum()

    assert judge_answer("entropy", nats_in_place).mistake == "natural logarithm"


def test_what_is_not_a_number_breaks_no_law():
    assert "law" not in judge_answer("entropy", lambda p: float("nan")).message
