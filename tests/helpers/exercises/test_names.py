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


# What takes the right values to the ones that came back is found for any exercise, without a list.


def through(name, change):
    reference = EXERCISES[name].reference
    return lambda *arguments: change(reference(*arguments))


RELATIONS = {
    "natural logarithm": ("js_divergence", lambda value: value * math.log(2), "0.6931"),
    "logarithm to base 2": ("gaussian_kl", lambda value: value / math.log(2), "1.443"),
    "sign": ("jensen_gap", lambda value: -value, "-1"),
    "twice": ("total_variation", lambda value: 2 * value, "2 times"),
    "plus 1": ("classifier_score", lambda value: value + 1, "plus 1"),
    "1 minus it": ("variance_explained", lambda value: 1 - value, "1 minus"),
    "twice the right one minus 1": ("variance_explained", lambda value: 2 * value - 1, "twice the right one minus 1"),
    "rounded": ("mutual_information", lambda value: round(value, 3), "to 3 digits"),
    "squared": ("kl_divergence", lambda value: value**2, "square"),
    "root": ("frechet_distance", lambda value: value**0.5, "root"),
    "reversed": ("optimal_discriminator", lambda value: value[::-1], "reverse"),
    "transposed": ("posterior", lambda value: value.T, "transposed"),
    "only the mean": ("jensen_chain", np.mean, "mean"),
    "other order": ("chain_rule", lambda value: value[::-1], "another order"),
    "finite in place of inf": ("kl_divergence", lambda value: min(value, 1e3), "where inf is right"),
}


@pytest.mark.parametrize("name", RELATIONS)
def test_a_relation_is_named_with_its_number(name):
    exercise, change, shown = RELATIONS[name]
    verdict = judge_answer(exercise, through(exercise, change))
    assert verdict.mistake == name and shown in verdict.message, verdict.message


def test_an_input_that_was_changed_on_the_way_is_named():
    gaussian_entropy, js = EXERCISES["gaussian_entropy"].reference, EXERCISES["cross_entropy"].reference
    assert judge_answer("gaussian_entropy", lambda std: gaussian_entropy(std**0.5)).mistake == "the root of std"
    assert judge_answer("cross_entropy", lambda p, q: js(q, p)).mistake == "p and q exchanged"


def test_a_list_that_only_happens_to_hold_the_right_entries_is_no_relation():
    """Every matching of ten digits holds the same ten numbers."""
    matching = EXERCISES["match_categories"].reference
    verdict = judge_answer("match_categories", lambda *arguments: np.random.permutation(matching(*arguments)))
    assert verdict.status == "failed" and verdict.mistake is None


def test_the_larger_of_two_parts_is_not_called_one_of_them():
    import torch
    from torch.nn.functional import softplus

    verdict = judge_answer("discriminator_loss", lambda real, fake: torch.maximum(softplus(-real).mean(),
                                                                                  softplus(fake).mean()))
    assert verdict.mistake is None, verdict.message


def test_numbers_that_look_alike_are_shown_with_the_digits_in_which_they_differ():
    gap = EXERCISES["jensen_gap"].reference
    message = judge_answer("jensen_gap", lambda *arguments: round(gap(*arguments), 4)).message
    assert "returned 0.2231; expected 0.22314355: " in message


def test_an_error_keeps_the_note_of_its_case():
    assert "; a fair coin has 1 bit.\n" in judge_answer("entropy", lambda p: p.total()).message
