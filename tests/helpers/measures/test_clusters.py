"""Scores on tables whose answer is known, and laws they must obey."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.linalg import sqrtm

from helpers.measures import clusters

labellings = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=60)


def from_table(table) -> tuple[np.ndarray, np.ndarray]:
    """Categories and labels whose confusion table this is."""
    cells = np.argwhere(np.ones_like(table))
    counts = np.ravel(table)
    return np.repeat(cells[:, 0], counts), np.repeat(cells[:, 1], counts)


COLLIDING = np.array([[50, 0, 0], [40, 10, 0], [0, 30, 20]])


def test_two_categories_may_not_share_a_digit():
    categories, labels = from_table(COLLIDING)
    assert clusters.purity(categories, labels) == pytest.approx(0.80)
    assert clusters.matched_accuracy(categories, labels, count=3) == pytest.approx(80 / 150)
    assert clusters.match_categories(categories, labels, 3).tolist() == [0, 1, 2]


def test_table_has_categories_down_and_labels_across():
    assert np.array_equal(clusters.confusion_table(*from_table(COLLIDING)), COLLIDING)


def test_matching_found_on_some_images_can_be_scored_on_others():
    digits = clusters.match_categories([0, 1, 1, 2], [5, 3, 3, 8])
    assert digits[[0, 1, 2]].tolist() == [5, 3, 8] and sorted(digits) == list(range(10))
    assert clusters.matched_accuracy([0, 0, 1, 2], [5, 3, 3, 8], digits) == pytest.approx(0.75)


def test_lengths_must_agree():
    with pytest.raises(ValueError, match="one length"):
        clusters.match_categories([0, 1], [0])


@given(labellings, st.permutations(range(10)))
def test_names_of_categories_do_not_matter(pairs, names):
    categories, labels = np.array(pairs).T
    renamed = np.array(names)[categories]
    for score in (clusters.matched_accuracy, clusters.purity, clusters.normalized_mutual_information):
        assert score(renamed, labels) == pytest.approx(score(categories, labels))


@given(labellings)
def test_scores_are_shares_and_purity_is_never_below_accuracy(pairs):
    categories, labels = np.array(pairs).T
    accuracy, purity = clusters.matched_accuracy(categories, labels), clusters.purity(categories, labels)
    assert 0 <= accuracy <= purity + 1e-12 <= 1 + 1e-12
    assert -1e-12 <= clusters.normalized_mutual_information(categories, labels) <= 1 + 1e-12


def test_normalized_information_uses_the_arithmetic_mean():
    information = clusters.normalized_mutual_information([0, 0, 0, 1, 1, 1], [0, 0, 1, 1, 2, 2])
    assert information == pytest.approx(0.5158, abs=1e-4)
    assert clusters.normalized_mutual_information([3, 3, 1], [0, 0, 2]) == pytest.approx(1)


def test_classifier_score_goes_from_one_to_the_number_of_classes():
    assert clusters.classifier_score(np.eye(10)) == pytest.approx(10)
    assert clusters.classifier_score(np.full((5, 10), 0.1)) == pytest.approx(1)
    assert clusters.classifier_score(np.tile(np.eye(10)[3], (5, 1))) == pytest.approx(1)


def test_frechet_distance_in_one_dimension_by_hand():
    a, b = np.array([[0.0], [2.0]]), np.array([[3.0], [11.0]])  # means 1 and 7, variances 2 and 32 with N - 1
    assert clusters.frechet_distance(a, b) == pytest.approx(36 + (32**0.5 - 2**0.5) ** 2)


@given(st.integers(0, 1000))
def test_frechet_distance_agrees_with_the_matrix_root(seed):
    rng = np.random.default_rng(seed)
    a, b = rng.normal(size=(40, 4)) @ rng.normal(size=(4, 4)), rng.normal(size=(30, 4)) + 1
    gap = np.square(a.mean(0) - b.mean(0)).sum()
    cov_a, cov_b = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    expected = gap + np.trace(cov_a + cov_b - 2 * np.real(sqrtm(cov_a @ cov_b)))
    assert clusters.frechet_distance(a, b) == pytest.approx(expected, rel=1e-6)
    assert clusters.frechet_distance(b, a) == pytest.approx(expected, rel=1e-6)
    assert clusters.frechet_distance(a, a) == pytest.approx(0, abs=1e-6)


def test_frechet_distance_bears_features_that_never_vary():
    a, b = np.zeros((50, 3)), np.ones((50, 3))
    assert clusters.frechet_distance(a, b) == pytest.approx(3)
    with pytest.raises(ValueError, match="two rows"):
        clusters.frechet_distance(a[:1], b)


def test_variety_is_measured_within_a_category_against_its_digit():
    rng = np.random.default_rng(0)
    real, labels = rng.normal(size=(4000, 5)), np.arange(4000) % 2
    generated = rng.normal(size=(4000, 5)) * np.where(labels, 1.0, 0.5)[:, None]
    ratio = clusters.variety_ratio(generated, labels, real, labels, matching=[0, 1])
    assert ratio == pytest.approx(0.75, abs=0.02)
    collapsed = clusters.variety_ratio(np.zeros((10, 5)), np.zeros(10), real, labels, matching=[0, 1])
    assert collapsed == 0


def test_two_constant_labellings_agree():
    """scikit-learn 1.9 says so, too; torchmetrics 1.9 says 0."""
    assert clusters.normalized_mutual_information([3] * 5, [7] * 5) == 1
    assert clusters.normalized_mutual_information([3] * 6, [0, 1] * 3) == 0


@pytest.mark.parametrize("count", [100, 500, 2000])
def test_a_perfect_generator_scores_ten_with_any_number_of_pictures(count):
    digits = np.random.default_rng(0).permutation(np.arange(count) % 10)
    assert clusters.classifier_score(np.eye(10)[digits]) == pytest.approx(10, rel=1e-9)


@pytest.mark.parametrize(("count", "said"), [(100, 6.2), (500, 9.2), (2000, 9.8)])
def test_in_ten_parts_a_perfect_generator_scores_what_lesson_6_says(count, said):
    random, digits = np.random.default_rng(0), np.arange(count) % 10
    scores = [clusters.classifier_score(np.eye(10)[part])
              for _ in range(100) for part in np.split(random.permutation(digits), 10)]
    assert np.mean(scores) == pytest.approx(said, abs=0.05)


@pytest.mark.parametrize("count", [10, 500])
def test_the_distance_does_not_depend_on_the_precision_of_the_features(count):
    """Also where there are fewer pictures than features, and the root of a product of covariances turns complex."""
    random = np.random.default_rng(1)
    first, second = random.normal(size=(2, count, 64)).astype(np.float32)
    in_double = clusters.frechet_distance(first.astype(np.float64), second.astype(np.float64))
    assert clusters.frechet_distance(first, second) == pytest.approx(in_double, rel=1e-6) and in_double > 0
