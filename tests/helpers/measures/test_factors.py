"""Factors of a digit: what they measure, on strokes that can be checked by eye and on MNIST."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.data import load_mnist
from helpers.measures.factors import (
    binned_entropies,
    information_matrix,
    ink,
    ink_of,
    mutual_information_gap,
    slant,
    variance_explained,
    width,
)


def stroke(columns_per_row, thickness=1):
    """A stroke of 15 rows that moves by this many columns for each row upwards."""
    picture = np.zeros((28, 28))
    for row in range(15):
        column = round(14 + columns_per_row * (7 - row))
        picture[6 + row, column:column + thickness] = 255
    return picture[None]


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_slant_of_a_stroke_is_the_angle_it_was_drawn_with(steps):
    assert slant(stroke(steps))[0] == pytest.approx(np.arctan(steps))


@given(st.integers(0, 2**32 - 1), st.integers(-4, 4), st.integers(-4, 4), st.floats(0.1, 5))
def test_slant_and_width_ignore_place_and_strength(seed, down, right, strength):
    picture = np.zeros((1, 28, 28))
    picture[:, 6:22, 6:22] = np.random.default_rng(seed).uniform(0, 50, size=(16, 16))
    moved = strength * np.roll(picture, (down, right), axis=(1, 2))
    assert slant(moved) == pytest.approx(slant(picture))
    assert width(moved) == pytest.approx(width(picture))
    assert ink(moved) == pytest.approx(strength * ink(picture))


def test_width_does_not_change_when_a_stroke_leans():
    assert width(stroke(1, 5)) == pytest.approx(width(stroke(0, 5)))
    assert width(stroke(0, 7))[0] > width(stroke(0, 5))[0]


def test_blank_pictures_measure_nothing_and_do_not_warn(recwarn):
    blank = np.zeros((2, 28, 28), dtype=np.uint8)
    assert not np.any([slant(blank), ink(blank), width(blank)])
    assert not recwarn.list


def test_mnist_has_the_known_factors():
    images, labels = (part.numpy() for part in load_mnist("train"))
    factors = {"slant": slant(images), "ink": ink(images), "width": width(images)}
    assert factors["slant"].mean() == pytest.approx(0.103, abs=5e-4)
    assert factors["slant"].std() == pytest.approx(0.256, abs=5e-4)
    assert factors["ink"].mean() == pytest.approx(102.4, abs=0.05)
    assert factors["ink"].std() == pytest.approx(33.9, abs=0.05)
    explained = [round(variance_explained(values, labels), 2) for values in factors.values()]
    assert explained == [0.10, 0.34, 0.62]
    assert np.corrcoef(factors["ink"], factors["width"])[0, 1] == pytest.approx(0.64, abs=0.005)


def test_scaled_images_become_pixels():
    images, _ = load_mnist("test")
    scaled, _ = load_mnist("test", scaled=True)
    assert np.allclose(ink_of(scaled[:50]), images[:50].numpy(), atol=1e-3)


def test_a_turn_of_two_codes_closes_the_gap():
    codes = np.random.default_rng(0).normal(size=(100_000, 2))
    turned = codes @ np.array([[1, 1], [-1, 1]]) / np.sqrt(2)
    entropies = binned_entropies(codes, 20)
    assert mutual_information_gap(information_matrix(codes, codes, 20), entropies) > 0.99
    assert mutual_information_gap(information_matrix(turned, codes, 20), entropies) < 0.01


def test_a_code_that_is_a_factor_tells_the_factors_whole_entropy():
    code = np.random.default_rng(1).uniform(-1, 1, size=(500, 1))
    assert information_matrix(code, 3 * code + 7, 10)[0, 0] == pytest.approx(binned_entropies(code, 10)[0])
