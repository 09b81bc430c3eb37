"""The classifier that comes with the package is small, right, and tells real digits from others."""

import pytest
import torch

from helpers.data import load_mnist
from helpers.measures.clusters import classifier_score, frechet_distance
from helpers.measures.digit_classifier import WEIGHTS, classify, load_digit_classifier
from staff.weights import digit_accuracy


@pytest.fixture(scope="module")
def classifier():
    return load_digit_classifier()


def test_it_is_small_and_right(classifier):
    assert WEIGHTS.stat().st_size < 1.5e6
    assert digit_accuracy(classifier) == pytest.approx(0.9933, abs=0.0003)


def test_it_is_frozen(classifier):
    assert not classifier.training and not any(weight.requires_grad for weight in classifier.parameters())


def test_distance_is_small_between_real_and_real_and_large_to_noise(classifier):
    images, labels = load_mnist("test", scaled=True)
    features, probabilities = classify(classifier, images[:4000])
    half, noise = features[:2000], classify(classifier, torch.rand(2000, 1, 28, 28) * 2 - 1)[0]
    floor = frechet_distance(half, features[2000:])
    ones = frechet_distance(half, classify(classifier, images[labels == 1])[0])
    assert 0 < floor < ones / 20 and frechet_distance(half, noise) > ones / 3
    assert 9 < classifier_score(probabilities) <= 10
