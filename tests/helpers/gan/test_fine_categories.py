"""Fifty categories become ten: laws of the tables, and a reader that adds up probabilities."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from helpers.data import load_mnist
from helpers.gan import fine_categories
from helpers.gan.fine_categories import MergedReader, merge_to, merged, several_moves
from helpers.gan.networks import CategoryNetwork, predict
from helpers.information import mutual_information

IMAGES = load_mnist("test")[0][:512]
SHORT = {"threads": 1, "quiet": True}


def random_joint(seed, count=6):
    joint = np.random.default_rng(seed).dirichlet(np.full(count * count, 0.5)).reshape(count, count) + np.eye(count) / 9
    return (joint + joint.T) / (joint + joint.T).sum()


@given(st.integers(0, 100), st.integers(1, 6))
def test_information_can_only_fall_with_moves_and_with_merging(seed, moves):
    joint = random_joint(seed)
    walked = several_moves(joint, moves)
    assert walked.sum() == pytest.approx(1) and walked.sum(1) == pytest.approx(joint.sum(1))
    assert mutual_information(several_moves(joint, moves + 1)) <= mutual_information(walked) + 1e-9
    merged = fine_categories.merged(walked, *fine_categories.cheapest_merge(walked))
    assert merged.shape == (5, 5) and mutual_information(merged) <= mutual_information(walked) + 1e-9


def test_categories_that_change_places_are_merged():
    blocks = np.kron(np.diag([1, 2, 3]), np.array([[3, 1], [1, 3]])) + 0.01
    place = merge_to(blocks / blocks.sum(), 3)
    assert place[0] == place[1] and place[2] == place[3] and place[4] == place[5] and len(set(place)) == 3


def test_a_category_is_not_merged_with_itself():
    with pytest.raises(ValueError, match="two different categories, and 1 was given twice"):
        merged(np.full((3, 3), 1 / 9), 1, 1)


def test_a_merged_reader_adds_up_probabilities():
    fine = CategoryNetwork(4)
    reader = MergedReader(fine, [0, 1, 0, 1])
    images = torch.rand(5, 1, 28, 28)
    p = predict(fine, images).softmax(1)
    assert torch.allclose(predict(reader, images).exp(), torch.stack([p[:, 0] + p[:, 2], p[:, 1] + p[:, 3]], 1))


def test_categories_are_found_through_the_loop():
    reader = fine_categories.find_categories(IMAGES, steps=2, **SHORT)
    log_p = predict(reader, torch.rand(3, 1, 28, 28))
    assert log_p.shape == (3, 10) and torch.allclose(log_p.exp().sum(1), torch.ones(3), atol=1e-5)


def test_pairs_of_moved_copies_make_a_symmetric_joint_table():
    joint = fine_categories.moved_pairs(CategoryNetwork(5), IMAGES, count=1000)
    assert joint.shape == (5, 5) and joint.sum() == pytest.approx(1) and joint == pytest.approx(joint.T)
