"""The probes of lesson 09 say what was drawn, and what passes forward and backward."""

import numpy as np
import pytest
import torch

from helpers.checking.probes.plain import Refusal
from helpers.checking.probes.prior import drawn_images, forward_and_backward

LABELS = np.tile(np.arange(10), 8)
COUNTS = np.array([3, 4, 2, 3, 1, 5, 3, 4, 2, 3])


def drawn(answer, labels=LABELS, counts=COUNTS):
    return drawn_images(answer, labels, counts, np.random.default_rng(0))


def good(labels, counts, rng):
    return np.concatenate([rng.choice(np.flatnonzero(labels == d), n, replace=False) for d, n in enumerate(counts)])


def test_a_good_draw_looks_good():
    found = drawn(good)
    assert found["images drawn of each digit"].tolist() == COUNTS.tolist()
    assert not found["an image drawn twice"] and not found["always the first images of a digit"]
    assert found["other images at the next call"] and found["same images from a generator in the same state"]
    assert found["numpy's global random numbers left alone"]


def test_the_order_of_the_images_does_not_matter_and_places_may_count_from_the_end():
    assert str(drawn(lambda *a: list(good(*a))[::-1])) == str(drawn(good))
    assert drawn(lambda *a: good(*a) - len(LABELS))["images drawn of each digit"].tolist() == COUNTS.tolist()


def test_first_images_repeated_images_and_global_numbers_are_noticed():
    first = drawn(lambda labels, counts, rng: np.concatenate(
        [np.flatnonzero(labels == d)[:n] for d, n in enumerate(counts)]))
    assert first["always the first images of a digit"] and not first["other images at the next call"]
    assert drawn(lambda *a: np.repeat(good(*a), 2))["an image drawn twice"]
    from_global = drawn(lambda labels, counts, rng: np.random.permutation(len(labels))[:9])
    assert not from_global["numpy's global random numbers left alone"]
    assert not from_global["same images from a generator in the same state"]


@pytest.mark.parametrize(("value", "words"), [
    (np.ones(80, dtype=bool), "truth values"), ([[1, 2], [3]], "different lengths"), ([[1, 2], [3, 4]], "shape"),
    (np.array([0.5]), "whole numbers"), ("many", "'many'"), ([80], "only 80 labels"), ([-81], "only 80 labels"),
])
def test_what_cannot_be_an_index_is_refused_in_plain_words(value, words):
    with pytest.raises(Refusal, match=words):
        drawn(lambda *a: value)


def test_an_answer_that_changes_the_labels_is_judged_by_the_labels_it_was_given():
    def careless(labels, counts, rng):
        chosen = good(labels, counts, rng)
        labels[:] = 0
        return chosen

    assert drawn(careless, LABELS.copy())["images drawn of each digit"].tolist() == COUNTS.tolist()


def test_output_and_weighted_gradient_are_both_recorded():
    found = forward_and_backward(lambda x, factor: x * factor, torch.ones(2, 3), 5.0)
    assert found["the result"].tolist() == [[5, 5, 5], [5, 5, 5]]
    assert found["gradient of the output weighted with 1, 2, 3, ..."].tolist() == [[5, 10, 15], [5, 10, 15]]


def test_an_output_without_a_gradient_has_gradient_zero_and_no_tensor_is_refused():
    found = forward_and_backward(lambda x: torch.zeros(2, 3), torch.ones(2, 3))
    assert not found["gradient of the output weighted with 1, 2, 3, ..."].any()
    with pytest.raises(Refusal, match="no gradient flows"):
        forward_and_backward(lambda x: x.tolist(), torch.ones(2, 3))
    assert forward_and_backward(lambda x: None, torch.ones(2, 3)) is None
