"""The learned prior of lesson 09: laws of its parts, and a recipe in which each term moves what it should."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from helpers import learned_prior
from helpers.data import load_mnist
from helpers.information import mutual_information
from helpers.learned_prior import IMBALANCES, MergedReader, Prior, merge_to, several_moves
from helpers.networks import CategoryNetwork, predict

IMAGES = load_mnist("test")[0][:512]
SHORT = {"threads": 1, "quiet": True}
laws = st.lists(st.floats(0.01, 1), min_size=2, max_size=10).map(lambda weights: np.array(weights) / sum(weights))


def random_joint(seed, count=6):
    joint = np.random.default_rng(seed).dirichlet(np.full(count * count, 0.5)).reshape(count, count) + np.eye(count) / 9
    return (joint + joint.T) / (joint + joint.T).sum()


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


@given(st.integers(0, 100), st.integers(1, 6))
def test_information_can_only_fall_with_moves_and_with_merging(seed, moves):
    joint = random_joint(seed)
    walked = several_moves(joint, moves)
    assert walked.sum() == pytest.approx(1) and walked.sum(1) == pytest.approx(joint.sum(1))
    assert mutual_information(several_moves(joint, moves + 1)) <= mutual_information(walked) + 1e-9
    merged = learned_prior.merged(walked, *learned_prior.cheapest_merge(walked))
    assert merged.shape == (5, 5) and mutual_information(merged) <= mutual_information(walked) + 1e-9


def test_categories_that_change_places_are_merged():
    blocks = np.kron(np.diag([1, 2, 3]), np.array([[3, 1], [1, 3]])) + 0.01
    place = merge_to(blocks / blocks.sum(), 3)
    assert place[0] == place[1] and place[2] == place[3] and place[4] == place[5] and len(set(place)) == 3


def test_a_merged_reader_adds_up_probabilities():
    fine = CategoryNetwork(4)
    reader = MergedReader(fine, [0, 1, 0, 1])
    images = torch.rand(5, 1, 28, 28)
    p = predict(fine, images).softmax(1)
    assert torch.allclose(predict(reader, images).exp(), torch.stack([p[:, 0] + p[:, 2], p[:, 1] + p[:, 3]], 1))


def test_categories_are_found_through_the_loop():
    reader = learned_prior.find_categories(IMAGES, steps=2, **SHORT)
    log_p = predict(reader, torch.rand(3, 1, 28, 28))
    assert log_p.shape == (3, 10) and torch.allclose(log_p.exp().sum(1), torch.ones(3), atol=1e-5)


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
