"""Drawn shapes are what their factors say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.measures.factors import ink, slant
from helpers.sprites import SHAPES, draw_sprites, sprites

AREAS = {"square": 2.0, "triangle": 3 * 3**0.5 / 4, "half-moon": np.pi / 2}  # of radius 1


@pytest.mark.parametrize("shape", range(len(SHAPES)))
@given(size=st.floats(5, 9), angle=st.floats(0, 6.3), x=st.floats(-2, 2), y=st.floats(-2, 2))
def test_ink_is_the_area_and_it_stays_off_the_border(shape, size, angle, x, y):
    picture = draw_sprites(shape, size, angle, x, y)
    assert ink(picture)[0] == pytest.approx(AREAS[SHAPES[shape]] * size**2, rel=0.05)
    assert not picture[0, [0, -1]].any() and not picture[0, :, [0, -1]].any()


def test_x_goes_right_and_y_goes_up():
    middle, right, above = draw_sprites(0, 6, 0, [0, 3, 0], [0, 0, 3]).astype(int)
    assert np.array_equal(np.roll(middle, 3, axis=1), right) and np.array_equal(np.roll(middle, -3, axis=0), above)


def test_half_moons_turn_counter_clockwise_and_have_no_symmetry():
    start, quarter, half = draw_sprites(2, 8, [0, np.pi / 2, np.pi], 0, 0)
    assert start[:, 14:].sum() > 50 * start[:, :12].sum()  # the round side is on the right at first
    assert np.array_equal(np.rot90(start), quarter) and np.array_equal(np.rot90(start, 2), half)


def test_a_triangle_stands_on_its_edge():
    assert abs(slant(draw_sprites(1, 8, 0, 0, 0))[0]) < 0.001
    rows = draw_sprites(1, 8, 0, 0, 0)[0].astype(int).sum(axis=1)
    assert rows[rows > 0][0] < rows[rows > 0][-1]


def test_factors_are_uniform_independent_and_repeatable():
    images, factors = sprites(3000, seed=4, angle=(0, 1))
    again, _ = sprites(3000, seed=4, angle=(0, 1))
    other, _ = sprites(3000, seed=5, angle=(0, 1))
    assert np.array_equal(images, again) and not np.array_equal(images, other)
    assert np.abs(np.corrcoef(list(factors.values())) - np.eye(5)).max() < 0.1
    assert np.bincount(factors["shape"], minlength=3) == pytest.approx([1000] * 3, abs=120)
    assert np.array_equal(draw_sprites(**factors), images)


def test_an_unknown_shape_is_refused():
    with pytest.raises(ValueError, match="indices of"):
        sprites(5, seed=0, shapes=(3,))
