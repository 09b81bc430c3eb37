"""Correlation and information of a 2 by 2 table, and that they agree where they are 0, and only in general there."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.information import mutual_information
from helpers.pictures.explorers.table import draw, measures

shares = st.integers(0, 20).map(lambda step: step / 20)


@given(st.integers(1, 19).map(lambda step: step / 20), shares, shares)
def test_the_measures_are_those_of_the_table_and_vanish_together(p_x, y_0, y_1):
    joint, correlation, information = measures(p_x, y_0, y_1)
    assert joint.sum(axis=1)[1] == pytest.approx(p_x) and joint[0, 1] == pytest.approx((1 - p_x) * y_0)
    assert information == pytest.approx(mutual_information(joint), abs=1e-12)
    x, y = np.array([0, 1]), np.array([0, 1])
    mean_x, mean_y = joint.sum(axis=1) @ x, joint.sum(axis=0) @ y
    spread = np.sqrt((joint.sum(axis=1) @ (x - mean_x) ** 2) * (joint.sum(axis=0) @ (y - mean_y) ** 2))
    if spread > 1e-6:
        assert correlation == pytest.approx((x - mean_x) @ joint @ (y - mean_y) / spread, abs=1e-9)
    assert (abs(correlation) < 1e-9) == (y_0 == y_1) == (information < 1e-9)
    assert f"{correlation:.3f}, information {information:.3f} bits" in draw(p_x, y_0, y_1)[0].alt
