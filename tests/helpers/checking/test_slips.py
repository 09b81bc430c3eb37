"""A right answer with one thing changed gives a slip its name; what is no such answer gets none."""

import ast
import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from helpers.checking import exercises, judge_answer
from helpers.checking.slips import MOST, _range, slips_of
from helpers.checking.slips.changes import changes
from helpers.checking.slips.code import function_of, tree_of

EXERCISES = exercises()


def divergence(p, q):
    return sum(a * math.log2(a / b) for a, b in zip(p, q, strict=True) if a > 0)


def shortfall(weight):
    """``value_shortfall`` with other weights than p + q."""
    def answer(p, q, d):
        p, q, d = (np.asarray(one, dtype=float) for one in (p, q, d))
        best = np.where(p + q > 0, p / np.where(p + q > 0, p + q, 1), 0.5)
        with np.errstate(all="ignore"):
            terms = np.where(best > 0, best * np.log(best / d), 0) + np.where(
                best < 1, (1 - best) * np.log((1 - best) / (1 - d)), 0)
        return float(np.sum(weight(p, q) * terms))
    return answer


def critic(x, y, correlation, variance, factor=2):
    gap = (y[None] - correlation * x[:, None]) ** 2
    return (y[None] ** 2 / 2 - gap / (factor * variance) - math.log(variance) / 2).sum(axis=-1)


# exercise, an answer with one slip, its name, words of the message
NAMED = {
    "a power": ("best_critic_gaussian", lambda x, y, r: critic(x, y, r, 1 - r), "a power missing", "with correlation"),
    "an absolute value": ("gaussian_mutual_information", lambda r: -0.5 * math.log(1 - abs(r)),
                          "absolute value for a power", "an absolute value"),
    "one half of two": ("js_divergence", lambda p, q: divergence(p, (p + q) / 2) / 2 + divergence(q, (p + q) / 2),
                        "a division missing", "a constant divisor is left out"),
    "a term": ("value_shortfall", shortfall(lambda p, q: p), "a term missing", "a term with q"),
    "a sign": ("hinge_losses", lambda real, fake: (F.relu(1 - real).mean() + F.relu(1 - fake).mean(), -fake.mean()),
               "minus for plus", "a term with fake"),
    "a mean too early": ("non_saturating_loss", lambda fake: F.softplus(-fake.mean()), "mean before the softplus",
                         "before the softplus and not after it"),
    "another unit in one place": (
        "estimated_bound", lambda prior, q, codes, outcomes: -sum(p * math.log(p) for p in prior if p > 0) + np.log2(
            q[codes, outcomes]).mean(), "logarithm to base 2 for natural logarithm", "a logarithm to base 2"),
    "the rows counted": (
        "information_bound", lambda logits, category: math.log(len(logits)) - F.cross_entropy(logits, category),
        "another axis counted", "along another axis"),
    "a factor squared": (
        "infogan_losses", lambda real, fake, information, weight: (
            F.softplus(-real).mean() + F.softplus(fake).mean() + weight * information,
            F.softplus(-fake).mean() + weight**2 * information), "a factor twice", "with weight"),
}


@pytest.mark.parametrize("title", NAMED)
def test_one_change_of_a_right_answer_is_named(title):
    exercise, answer, name, words = NAMED[title]
    verdict = judge_answer(exercise, answer)
    assert verdict.mistake == name and words in verdict.message, verdict.message


# The same slips, and a second one in the other part: no right answer with one change.
ALIKE = {
    "a power": ("best_critic_gaussian", lambda x, y, r: critic(x, y, r, 1 - r, factor=3)),
    "an absolute value": ("gaussian_mutual_information", lambda r: -0.4 * math.log(1 - abs(r))),
    "one half of two": ("js_divergence", lambda p, q: 0.3 * divergence(p, (p + q) / 2) + divergence(q, (p + q) / 2)),
    "a term": ("value_shortfall", shortfall(lambda p, q: p + 0.3 * q)),
    "a mean too early": ("non_saturating_loss", lambda fake: F.softplus(-1.3 * fake.mean())),
    "the rows counted": ("information_bound", lambda logits, category: math.log(len(logits) + 3.5) - F.cross_entropy(
        logits, category)),
}


@pytest.mark.parametrize("title", ALIKE)
def test_two_changes_get_the_name_of_none(title):
    exercise, answer = ALIKE[title]
    verdict = judge_answer(exercise, answer)
    assert verdict.status == "failed" and verdict.mistake is None, verdict.message


@pytest.mark.parametrize("name", EXERCISES)
def test_the_changed_answers_of_an_exercise_are_few_enough_and_hand_out_no_code(name):
    slips = slips_of(name)
    assert len(slips) <= MOST
    assert not any("**" in slip.message or "(" in slip.message.replace("()", "") for slip in slips)


def test_a_change_leaves_the_right_answer_alone():
    answer = EXERCISES["chord_gap"].reference
    before = ast.dump(tree_of(answer))
    changed = {function_of(tree, answer).__code__.co_code for _, tree in changes(tree_of(answer), {})}
    assert len(changed) > 10 and ast.dump(tree_of(answer)) == before


def test_a_loop_that_a_change_makes_long_is_cut_off():
    with pytest.raises(RuntimeError, match="1001 turns"):
        _range(1001)
    assert list(_range(2, 4)) == [2, 3]


# What the first sentence says of the form, or of a law that is broken, is a name where no slip is found.
FORMS = {
    "wrong shape": ("sample_codes", lambda n, generator: (
        torch.randn(n, 62, generator=generator), torch.randint(10, (n,), generator=generator),
        torch.rand(n, 1, generator=generator) * 2 - 1)),
    "wrong type": ("sample_codes", lambda n, generator: (
        torch.randn(n, 62, generator=generator), torch.randint(10, (n,), generator=generator).int(),
        torch.rand(n, 2, generator=generator) * 2 - 1)),
    "not a set of names": ("gradient_reaches", lambda: {"G": "V", "trunk": "V", "D head": "V", "Q head": "L_I"}),
    "a condition not met": ("infinite_kl_with_overlap", lambda: ([1, 0, 0], [0, 0.5, 0.5])),
    "another number of values": ("chain_rule", lambda joint: (0.3 * joint.max(), 0.7 * joint.sum())),
    "a number for an array": ("jensen_chain", lambda f, values, p: float(p @ np.sin(values))),
}


@pytest.mark.parametrize("name", FORMS)
def test_a_form_or_a_law_that_the_first_sentence_names(name):
    exercise, answer = FORMS[name]
    assert judge_answer(exercise, answer).mistake == name


def test_a_list_is_not_called_an_array():
    message = judge_answer("jensen_chain", lambda f, values, p: [[0.1, 0.2]] * 9).message
    assert "returned a list of shape (9, 2)" in message
