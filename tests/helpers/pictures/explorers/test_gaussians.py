"""The divergences beside the picture are those of the densities, and the buttons find the smallest one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm

from helpers.information import gaussian_kl
from helpers.pictures.explorers import gaussians

means, widths = st.floats(-5, 5), st.floats(0.5, 4)


@given(means, widths)
def test_divergences_from_one_gaussian_have_their_closed_form(mean, width):
    forward, reverse, cross, js = gaussians.divergences(mean, width, two_humps=False).values()
    assert forward == pytest.approx(gaussian_kl(0, 1, mean, width), abs=1e-9)
    assert reverse == pytest.approx(gaussian_kl(mean, width, 0, 1), abs=1e-9)
    assert cross == pytest.approx(forward + np.log(2 * np.pi * np.e) / 2, abs=1e-9)
    assert -1e-12 <= js <= min(np.log(2), (forward + reverse) / 4) + 1e-12


def test_divergences_from_two_humps_are_those_of_an_independent_integral():
    p = lambda x: 0.6 * norm.pdf(x, -3, 0.7) + 0.4 * norm.pdf(x, 3, 0.7)
    q = norm(1.3, 1.9).pdf
    mixed = lambda x: (p(x) + q(x)) / 2
    average = lambda f, g, h: quad(lambda x: f(x) * (np.log(g(x)) - np.log(h(x))), -12, 12, limit=400)[0]
    expected = (average(p, p, q), average(q, q, p), -quad(lambda x: p(x) * np.log(q(x)), -12, 12, limit=400)[0],
                (average(p, p, mixed) + average(q, q, mixed)) / 2)
    assert list(gaussians.divergences(1.3, 1.9, True).values()) == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize(("button", "two_humps", "mean", "width"), [
    (0, False, 0, 1), (1, False, 0, 1), (0, True, -0.6, 3.0), (1, True, -3, 0.7)])
def test_a_button_finds_the_smallest_divergence(button, two_humps, mean, width):
    explorer = gaussians.explore_gaussians()
    explorer.controls["two_humps"].slider.value = two_humps
    explorer.buttons[button].click()
    assert explorer.values() == {"mean": mean, "width": width, "two_humps": two_humps}
    least = list(gaussians.divergences(mean, width, two_humps).values())[button]
    for change in ((0.2, 0), (-0.2, 0), (0, 0.2), (0, -0.2)):
        near = gaussians.divergences(mean + change[0], width + change[1], two_humps)
        assert list(near.values())[button] > least
