"""What a message says is true of the answer it is said of."""

import re

import numpy as np
import pytest

from helpers.checking import exercises, judge_answer
from helpers.checking.exercise import find_exercise
from helpers.checking.judge import _finding
from helpers.checking.observe import Observation, observe

EXERCISES = exercises()
every_exercise = pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
FAR_OFF = 4321.5


def told(name, answer):
    return judge_answer(name, answer).message.splitlines()[0]


def reference(name):
    return find_exercise(name).reference


@every_exercise
def test_a_wrong_number_has_the_right_one_beside_it(exercise):
    cases = exercise.cases_for(0)
    right = [observe(exercise.reference, exercise.probe, case.arguments) for case in cases]
    for case, seen in zip(cases, right, strict=True):
        if exercise.construction or not isinstance(seen.value, np.ndarray) or seen.value.ndim:
            continue
        wrong = Observation("returned", np.array(FAR_OFF))
        line = _finding(exercise, case, wrong, seen).sentence.partition(f"{FAR_OFF:.4g};")[2]
        numbers = [float(number.replace(",", "")) for number in re.findall(r"-?(?:inf\b|\d[\d,]*(?:\.\d+)?)", line)]
        assert np.isclose(numbers, seen.value, rtol=1e-3, atol=1e-4).any() or f"{seen.value:.4g}" in line, case.note


def test_what_a_note_tells_is_not_told_twice():
    line = told("kl_divergence", lambda p, q: float(np.sum(p * np.log2((p + 1e-10) / (q + 1e-10)))))
    assert line.count("inf") == 1


def test_a_line_of_a_proof_is_shown_with_what_bounds_it():
    line = told("next_line", lambda f, values, p: f(p @ values))
    assert "), f(E X): 16, your line: 16, E f(X): 20.5; " in line


def test_a_list_of_one_number_is_no_counterexample():
    assert judge_answer("next_line", lambda *arguments: [reference("next_line")(*arguments)]).passed


def test_terms_that_the_check_adds_up_are_not_called_returned():
    assert "]]) adds up to 0.01629; " in told("next_line_1_31", lambda p_xy, p_x, p_y: np.log2(p_xy / (p_x * p_y)))


def test_an_array_of_one_number_is_shown_as_one():
    line = told("classes_covered", lambda probabilities, share: np.array([9]))
    assert " returned [9]; " in line


def test_a_wrong_gradient_is_not_explained_with_the_values():
    torch = pytest.importorskip("torch")

    def detached(logits, uniform, temperature):
        return ((logits.detach() - torch.log(-torch.log(uniform))) / temperature).softmax(dim=1)

    line = told("gumbel_softmax_sample", detached)
    assert "gradient of the output weighted with 1, 2, 3, ...: [0, 0, 0]; expected [" in line


def test_a_part_of_what_was_returned_is_named_before_its_number():
    step = pytest.importorskip("helpers.exercises.lesson_08.steps")
    line = told("infogan_generator_step", lambda *given: step.infogan_generator_step(*given)[::-1])
    assert "what it returned, its first value: " in line


def test_names_that_are_asked_are_not_given_away():
    wrong = {"G": {"V"}, "trunk": {"V", "L_I"}, "D head": {"V"}, "Q head": {"L_I"}}
    message = judge_answer("gradient_reaches", lambda: wrong).message
    assert "G: {V}; a term reaches" in message and "{L_I, V}" not in message


def test_what_a_law_says_is_told_without_the_chance_of_a_draw():
    torch = pytest.importorskip("torch")

    def from_zero_to_one(n, generator):
        return (torch.randn(n, 62, generator=generator), torch.randint(10, (n,), generator=generator),
                torch.rand(n, 2, generator=generator))

    assert "mean of the continuous codes: 0.5; expected 0. " in told("sample_codes", from_zero_to_one)


def test_a_softmax_over_the_categories_can_learn_the_logit_1():
    torch = pytest.importorskip("torch")

    class Softmax(torch.nn.Sequential):
        def forward(self, features):
            codes = super().forward(features)
            return torch.cat([codes[:, :-self.continuous].softmax(dim=1), codes[:, -self.continuous:]], dim=1)

    def head(features, categories, continuous):
        made = Softmax(*reference("make_q_head")(features, categories, continuous))
        made.continuous = continuous
        return made

    assert "highest category logit it can learn: 'about 1'; expected 'no limit'" in told("make_q_head", head)


def test_an_error_is_quoted_without_the_space_at_its_end():
    def divided_along_the_columns(joint):
        return joint / joint.sum(axis=1)

    assert "shapes (2,3) (2,), at line" in told("conditional_entropy", divided_along_the_columns)
