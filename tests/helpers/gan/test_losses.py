"""Losses by their values, their slopes, and the laws of information theory."""

import math

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st
from torch.distributions import Categorical, Normal

from helpers.gan import losses


def slope(loss, logit: float) -> float:
    """d loss / d logit at one logit."""
    at = torch.tensor([logit], dtype=torch.float64, requires_grad=True)
    loss(at).backward()
    return at.grad.item()


def random_logits(seed: int, count: int = 32, categories: int = 10, scale: float = 3.0) -> torch.Tensor:
    return scale * torch.randn(count, categories, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def test_discriminator_that_knows_nothing_pays_two_ln_two():
    zeros = torch.zeros(5)
    assert losses.discriminator_loss(zeros, zeros).item() == pytest.approx(2 * math.log(2))
    assert losses.non_saturating_loss(zeros).item() == pytest.approx(math.log(2))
    assert losses.saturating_loss(zeros).item() == pytest.approx(-math.log(2))


def test_discriminator_loss_is_low_when_real_and_fake_are_told_apart():
    sure = torch.full((4,), 9.0)
    assert losses.discriminator_loss(sure, -sure) < 0.001 < 17 < losses.discriminator_loss(-sure, sure)


@pytest.mark.parametrize("logit", [-7.0, -1.0, 0.0, 2.0])
def test_slopes_show_which_loss_saturates(logit):
    d = 1 / (1 + math.exp(-logit))
    assert slope(losses.saturating_loss, logit) == pytest.approx(-d)
    assert slope(losses.non_saturating_loss, logit) == pytest.approx(-(1 - d))


@pytest.mark.parametrize("loss", [losses.saturating_loss, losses.non_saturating_loss,
                                  lambda logits: losses.discriminator_loss(logits, logits)])
def test_losses_stay_finite_for_huge_logits(loss):
    for logit in (-1e4, 1e4):
        assert math.isfinite(loss(torch.tensor([logit])).item()) and math.isfinite(slope(loss, logit))


@pytest.mark.parametrize(("pair", "d_loss", "g_loss"), [
    (losses.least_squares_losses, 0.5 * (4 + 1) / 2 + 0.5 * (9 + 1) / 2, 0.5 * (16 + 4) / 2),
    (losses.wasserstein_losses, -2.0 - 1.0, 2.0),
    (losses.hinge_losses, 1.0, 2.0),
])
def test_other_losses_on_four_scores(pair, d_loss, g_loss):
    real, fake = torch.tensor([-1.0, 3.0]), torch.tensor([-3.0, -1.0])
    if pair is losses.least_squares_losses:
        real = torch.tensor([-1.0, 2.0])
    assert [value.item() for value in pair(real, fake)] == pytest.approx([d_loss, g_loss])


def test_the_learned_width_is_scored_by_the_normal_law_and_never_below_its_floor():
    random = torch.Generator().manual_seed(0)
    mean, log_width, codes = (torch.randn(50, 2, generator=random) for _ in range(3))
    told = torch.cat([mean, log_width], dim=1)
    for floor in (0.0, 0.1):
        log_q = torch.distributions.Normal(mean, floor + log_width.exp()).log_prob(codes).sum(dim=1)
        assert losses.learned_width_loss(told, codes, floor).item() == pytest.approx(-log_q.mean().item(), rel=1e-5)
    exact = torch.cat([codes, torch.full_like(codes, -50.0)], dim=1)  # read without an error, and sure of it
    lowest = codes.shape[1] * (math.log(0.1) + math.log(2 * math.pi) / 2)
    assert losses.learned_width_loss(exact, codes, 0.1).item() == pytest.approx(lowest, abs=1e-4)
    assert losses.learned_width_loss(exact, codes, 0.0).item() < -90  # no end


def test_information_loss_is_the_log_probability_of_the_codes_with_all_constants():
    logits, mean, continuous = random_logits(0), random_logits(1, categories=2), random_logits(2, categories=2)
    category = torch.arange(32) % 10
    log_q = Categorical(logits=logits).log_prob(category) + Normal(mean, 1.0).log_prob(continuous).sum(dim=1)
    assert losses.information_loss(logits, mean, category, continuous).item() == pytest.approx(-log_q.mean().item())


def test_bound_is_zero_for_a_guess_and_ln_ten_for_certainty():
    category = torch.arange(20) % 10
    assert losses.information_bound(torch.zeros(20, 10), category).item() == pytest.approx(0, abs=1e-6)
    certain = 100 * F.one_hot(category, 10).float()
    assert losses.information_bound(certain, category).item() == pytest.approx(math.log(10))


def test_real_information_is_what_the_joint_table_of_image_and_category_holds():
    logits = random_logits(3, count=6, categories=4)
    joint = logits.softmax(dim=1) / 6
    ratio = joint / (joint.sum(0, keepdim=True) * joint.sum(1, keepdim=True))
    assert losses.real_information(logits).item() == pytest.approx((joint * ratio.log()).sum().item())


def test_real_information_survives_a_category_that_never_occurs():
    sure = torch.full((4, 10), -1e4)
    sure[:, 3] = 1e4
    sure.requires_grad_(True)
    value = losses.real_information(sure)
    value.backward()
    assert value.item() == pytest.approx(0, abs=1e-6) and torch.isfinite(sure.grad).all()


@given(seed=st.integers(0, 10_000), scale=st.floats(0, 20))
def test_information_of_a_batch_lies_between_nothing_and_ln_k(seed, scale):
    assert -1e-9 <= losses.real_information(random_logits(seed, scale=scale)).item() <= math.log(10) + 1e-9


@given(seed=st.integers(0, 10_000), scale=st.floats(0, 20))
def test_consistency_is_a_divergence(seed, scale):
    a, b = random_logits(seed, scale=scale), random_logits(seed + 1, scale=scale)
    assert losses.consistency_loss(a, b).item() >= -1e-9
    assert losses.consistency_loss(a, a).item() == pytest.approx(0, abs=1e-9)


def test_consistency_teaches_the_shifted_reading_only():
    kept, shifted = random_logits(4).requires_grad_(True), random_logits(5).requires_grad_(True)
    loss = losses.consistency_loss(kept, shifted)
    loss.backward()
    p, q = kept.detach().softmax(1), shifted.detach().softmax(1)
    assert kept.grad is None and shifted.grad.abs().sum() > 0
    assert loss.item() == pytest.approx((p * (p / q).log()).sum(1).mean().item())
