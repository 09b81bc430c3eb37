"""A head is judged by what it adds, returns and can learn."""

import pytest
from torch import nn

from helpers.checking.probes.head import head_behaviour
from helpers.checking.probes.plain import Refusal
from helpers.exercises.lesson_08.q_head import MAKE_Q_HEAD, make_q_head
from helpers.gan.networks import SIZES, InfoDiscriminator
from tests.helpers.exercises.right_answers.lesson_08 import TwoOutputs


def test_right_heads_give_the_same_facts():
    assert head_behaviour(TwoOutputs, 40, 5, 3) == head_behaviour(make_q_head, 40, 5, 3)


@pytest.mark.parametrize("size", SIZES)
def test_the_exercise_asks_for_the_head_of_the_course(size):
    course = InfoDiscriminator(size)
    arguments = SIZES[size].features, 10, 2
    facts = head_behaviour(lambda *_: InfoDiscriminator(size).q_head, *arguments)
    assert facts == head_behaviour(MAKE_Q_HEAD.reference, *arguments)
    assert facts["numbers it adds for an optimizer"] == sum(weight.numel() for weight in course.q_head.parameters())


def test_one_that_returns_another_number_of_codes_is_refused():
    with pytest.raises(Refusal, match=r"it gave shape \(8, 12\), expected \(8, 7\)"):
        head_behaviour(lambda *_: make_q_head(16, 10, 2), 16, 5, 2)


def test_softmax_is_seen_in_the_categories_alone():
    def head(features, categories, continuous):
        return nn.Sequential(make_q_head(features, categories, continuous), SoftCategories(categories))

    facts = head_behaviour(head, 16, 4, 2)
    assert facts["highest category logit it can learn"] == "about 1"
    assert facts["highest mean of a continuous code it can learn"] == "no limit"


class SoftCategories(nn.Module):
    def __init__(self, categories):
        super().__init__()
        self.categories = categories

    def forward(self, codes):
        codes = codes.clone()
        codes[:, : self.categories] = codes[:, : self.categories].softmax(dim=1)
        return codes
