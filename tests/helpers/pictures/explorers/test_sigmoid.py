"""The arrows are the gradients of the losses that lesson 5 has the learner write."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from helpers.gan.losses import hinge_losses, non_saturating_loss, saturating_loss, wasserstein_losses
from helpers.pictures.explorers.sigmoid import draw, pushes


@given(st.floats(-6, 4), st.floats(0.5, 5))
def test_a_push_is_minus_the_slope_of_the_loss(sample, sharpness):
    d, found = pushes(sample, sharpness)
    x = torch.tensor([sample], dtype=torch.float64, requires_grad=True)
    assert d == pytest.approx(torch.sigmoid(sharpness * x).item())
    generator_losses = (saturating_loss, non_saturating_loss, lambda score: wasserstein_losses(score, score)[1])
    for push, loss in zip(found.values(), generator_losses, strict=True):
        assert push == pytest.approx(-torch.autograd.grad(loss(sharpness * x), x)[0].item(), rel=1e-6)
    assert torch.equal(hinge_losses(x, x)[1], wasserstein_losses(x, x)[1])


def test_an_arrow_of_1e_5_can_be_seen_and_one_below_the_scale_is_named():
    arrows = lambda **setting: draw(**setting)[0]._repr_html_() and "".join(draw(**setting)[0].rows[1][0].parts)
    assert arrows(sample=-3, sharpness=4).count("url(#tip)") == 3
    vanished = arrows(sample=-6, sharpness=5)
    assert vanished.count("url(#tip)") == 2 and "4.7e-13, too short to see" in vanished
