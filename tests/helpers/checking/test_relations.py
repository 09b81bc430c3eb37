"""The engine of relations: a name is true, or there is none; each says where its numbers come from."""

import itertools
import math

import numpy as np
import pytest
import torch

from helpers.checking import exercises, judge_answer, relations
from helpers.checking.exercise import case
from helpers.checking.relations.where import inputs_apart
from tests.helpers.exercises.test_exercises import with_numbers

EXERCISES = exercises()
REFERENCE = {name: exercise.reference for name, exercise in EXERCISES.items()}
COMPARED = [name for name, exercise in EXERCISES.items() if not exercise.construction]


@pytest.mark.parametrize("name", COMPARED)
def test_a_smooth_function_that_nobody_means_gets_no_name(name):
    """But for what is true of it: a step or a value of several that is right, a gradient that was cut off, a type."""
    with np.errstate(all="ignore"):
        verdict = judge_answer(name, lambda *arguments: with_numbers(REFERENCE[name](*arguments),
                                                                     lambda x: x + 0.3 * np.sin(5 * x)))
    assert verdict.status == "failed"
    assert verdict.mistake is None or verdict.mistake.startswith(
        ("only ", "gradient of", "wrong type", "not a set of names")), verdict.message


def bits(p):
    p = np.ravel(p)
    return float(-np.sum(p[p > 0] * np.log2(p[p > 0])))


def two_steps(generator, discriminator, optimizer, real, noise):
    value = REFERENCE["discriminator_step"](generator, discriminator, optimizer, real, noise)
    optimizer.step()
    return value


def loss_plus_one(*arguments):
    return REFERENCE["generator_step"](*arguments) + 1


def epsilon_in_the_logarithm(logits, mean, category, continuous):
    chosen = logits.softmax(1)[torch.arange(len(category)), category]
    return (mean - continuous).square().sum(1).mean() / 2 + math.log(2 * math.pi) - (chosen + 1e-8).log().mean()


def last_column_of_zeros(codes, angle):
    turned = REFERENCE["rotate_codes"](codes, angle)
    return np.stack([turned[:, 0], 0 * turned[:, 1]], axis=1)


SLIPS = {
    "half the Euclidean distance": ("total_variation", lambda p, q: math.dist(p, q) / 2),
    "the entropy of q minus the entropy of p": ("cross_entropy", lambda p, q: bits(q) - bits(p)),
    "1 minus the sum of squares of p": ("max_information", lambda p: 1 - np.sum(np.square(p))),
    "divided by the entropy of joint": ("mutual_information", lambda joint: REFERENCE["mutual_information"](joint)
                                        / bits(joint)),
    "x in place of y": ("mutual_information_from_samples", lambda x, y, bins: REFERENCE[
        "mutual_information_from_samples"](x, x, bins)),
    "first entry missing": ("jensen_chain", lambda *arguments: REFERENCE["jensen_chain"](*arguments)[1:]),
    "1 too large": ("shannon_code_lengths", lambda p: [length + (length % 2) for length in REFERENCE[
        "shannon_code_lengths"](p)]),
    "only the second value": ("kl_monte_carlo", lambda log_p, log_q, x: (
        REFERENCE["kl_monte_carlo"](log_p, log_q, x)[0], float(np.ptp(log_p(x) - log_q(x))))),
    "wrong in the last column": ("rotate_codes", last_column_of_zeros),
    "held back": ("information_loss", epsilon_in_the_logarithm),
    "two steps of the optimizer": ("discriminator_step", two_steps),
    "plus 1": ("generator_step", loss_plus_one),
}


@pytest.mark.parametrize("title", SLIPS)
def test_a_slip_in_no_list_is_named_by_its_numbers(title):
    name, answer = SLIPS[title]
    verdict = judge_answer(name, answer)
    assert verdict.mistake and title in verdict.mistake, verdict.message


def test_a_property_names_a_slip_only_where_no_other_one_goes_with_it():
    def found(*pairs):
        return inputs_apart(["x", "y"], [case(np.array(x), np.array(y)) for x, y in pairs], failing=[0, 1])

    ones, zero = [0.5, 1.0], [0.0, 1.0]
    assert found((zero, zero), (zero, ones), (ones, ones), (ones, zero)).name == "wrong where x holds a 0"
    assert found((zero, zero), (zero, zero), (ones, ones), (ones, ones)) is None


class Unknown:
    """What no check has ever seen."""


def every_second_time(name, change):
    """The right answer, spoiled at every second call."""
    calls = itertools.count()
    return lambda *arguments: (change if next(calls) % 2 else lambda value: value)(REFERENCE[name](*arguments))


ODD = {
    "ragged lists": lambda value: [1.0, [2.0, 3.0]], "a dict": lambda value: {"a": 1.0, "b": [1, 2]},
    "nothing in it": lambda value: [], "an empty array": lambda value: np.zeros((0, 3)), "a set": lambda value: {1, 2},
    "words": lambda value: ["a", "b"], "words in an array": lambda value: np.array(["a", "b"]),
    "objects": lambda value: np.array([1.0, None], dtype=object), "a class": lambda value: Unknown,
    "an object": lambda value: Unknown(), "a complex number": lambda value: 1j,
    "beside None": lambda value: (value, None), "in a dict": lambda value: {"x": value},
    "twice": lambda value: [value, value],
    "empty": lambda value: with_numbers(value, lambda x: np.ravel(x)[:0]),
    "one entry more": lambda value: with_numbers(value, lambda x: np.append(x, 0.3)),
    "truth values": lambda value: with_numbers(value, lambda x: x > 0),
    "half precision": lambda value: with_numbers(value, lambda x: x.astype(np.float16)),
    "huge": lambda value: with_numbers(value, lambda x: x * 1e300),
}
FORMS = ("entropy", "information_four_ways", "marginals", "bishop_table", "kl_monte_carlo", "least_squares_losses",
         "discriminator_step", "generator_input", "straight_through", "gradient_reaches", "shannon_code_lengths")


@pytest.mark.parametrize("name", FORMS)
def test_whatever_comes_back_is_the_learners_fault_and_not_the_checks(name):
    for title, change in ODD.items():
        for answer in (lambda *arguments, to=change: to(REFERENCE[name](*arguments)), every_second_time(name, change)):
            with np.errstate(all="ignore"):
                verdict = judge_answer(name, answer)
            assert verdict.status != "could not check", (title, verdict.message)


def test_a_fault_of_the_engine_is_not_hidden(monkeypatch):
    def broken(*arguments):
        raise ValueError("a fault of ours")

    monkeypatch.setattr(relations, "find_relation", broken)
    verdict = judge_answer("entropy", lambda p: -1.0)
    assert verdict.status == "could not check" and "not your answer (ValueError: a fault of ours)" in verdict.message


def test_the_light_optimizer_does_what_torchs_own_does():
    from helpers.checking.probes.torch_stubs import SGD

    ours, theirs = (torch.nn.Parameter(torch.tensor([1.0, -2.0])) for _ in range(2))
    options = {"lr": 0.3, "momentum": 0.9, "weight_decay": 0.1}
    for weight, optimizer in ((ours, SGD([ours], **options)), (theirs, torch.optim.SGD([theirs], **options))):
        for _ in range(3):
            optimizer.zero_grad()
            (weight**3).sum().backward()
            optimizer.step()
    assert torch.allclose(ours, theirs)
    assert isinstance(SGD([ours]), torch.optim.Optimizer)
