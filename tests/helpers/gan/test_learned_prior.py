"""The learned prior of lesson 09: laws of its parts, and a recipe in which each term moves what it should."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from helpers.data import load_mnist
from helpers.gan import learned_prior
from helpers.gan.learned_prior import IMBALANCES, Prior
from helpers.gan.networks import predict

IMAGES = load_mnist("test")[0][:512]
SHORT = {"threads": 1, "quiet": True}
laws = st.lists(st.floats(0.01, 1), min_size=2, max_size=10).map(lambda weights: np.array(weights) / sum(weights))


def test_five_imbalances_are_laws_far_from_uniform():
    assert len(IMBALANCES) == 5
    for shares in IMBALANCES.values():
        assert shares.sum() == pytest.approx(1) and shares.min() >= 0.02
        assert learned_prior.uniform_code_ceiling(shares) < 0.88


def test_an_unbalanced_set_has_the_shares_that_were_asked():
    images, labels = learned_prior.unbalanced("test", IMBALANCES["ramp"])
    assert images.dtype == torch.uint8 and len(images) == len(labels) > 5000
    assert np.bincount(labels) / len(labels) == pytest.approx(IMBALANCES["ramp"], abs=0.001)


@given(laws)
def test_ceiling_and_distance_to_uniform_add_up_to_one(p):
    distance = learned_prior.total_variation(p, np.full(len(p), 1 / len(p)))
    assert learned_prior.uniform_code_ceiling(p) + distance == pytest.approx(1)


@given(laws)
def test_the_largest_entry_of_a_soft_draw_follows_the_prior(p):
    logits, random = torch.tensor(p).log(), torch.Generator().manual_seed(0)
    soft = learned_prior.gumbel_softmax_sample(logits, torch.rand(4000, len(p), generator=random).double(), 0.5)
    assert torch.allclose(soft.sum(1), torch.ones(4000, dtype=torch.float64))
    assert (soft.argmax(1).bincount(minlength=len(p)) / 4000).numpy() == pytest.approx(p, abs=0.04)


def test_a_hard_draw_is_one_hot_and_has_a_gradient():
    prior = Prior()
    codes = prior.draw_codes(50, torch.Generator().manual_seed(0))
    assert codes.sum(1).tolist() == pytest.approx([1] * 50) and codes.detach().max(1).values.min() > 0.999
    (codes @ torch.arange(10.0)).sum().backward()
    assert prior.logits.grad.abs().sum() > 0
    assert prior.shares() == pytest.approx(np.full(10, 0.1))


class SureReader(torch.nn.Module):
    """Reads category 3 from every picture."""

    def __init__(self):
        super().__init__()
        self.logits = torch.nn.Parameter(20.0 * torch.eye(10)[3])

    def forward(self, images):
        return self.logits + 0 * images.mean(dim=(1, 2, 3))[:, None]


@pytest.mark.parametrize(("weights", "moves"), [
    ({"reading": 0.0}, False), ({}, True), ({"reading": 0.0, "game": 1.0}, True)])
def test_the_prior_moves_where_a_term_is_on(weights, moves):
    recipe = learned_prior.learned_prior(IMAGES, SureReader(), **weights)
    history = recipe.train(4, **SHORT)
    shares = recipe.modules["prior"].shares()
    assert all(np.isfinite(values).all() for values in history.values())
    assert (np.abs(shares - 0.1).max() > 1e-3) == moves
    assert predict(recipe.pictures, torch.zeros(2, 74)).shape == (2, 1, 28, 28)


def test_the_prior_follows_what_q_reads_and_the_reward_holds_it_back():
    shares = {}
    for reward in (0.0, 3.0):
        recipe = learned_prior.learned_prior(IMAGES, SureReader(), reward=reward)
        recipe.train(12, **SHORT)
        shares[reward] = recipe.modules["prior"].shares()[3]
        assert recipe.modules["Q"].logits.detach().tolist() == (20.0 * torch.eye(10)[3]).tolist()  # Q stays as it is
    assert shares[0.0] > shares[3.0] > 0.1


def test_without_a_generator_the_prior_ends_where_both_terms_balance():
    reader = SureReader()
    assert learned_prior.follow_reader(reader, IMAGES)[3] > 0.95
    rewarded = learned_prior.follow_reader(reader, IMAGES, reward=1.0)
    assert 0.2 < rewarded[3] < 0.8
