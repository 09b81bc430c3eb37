"""The training steps: what moves, what does not, and what is refused."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from helpers.gan.losses import non_saturating_loss, saturating_loss
from helpers.gan.steps import discriminator_step, generator_gradient_norm, generator_step


class OneLogit(nn.Linear):
    """(N, d) -> logits (N,)"""

    def forward(self, x):
        return super().forward(x).squeeze(1)


@pytest.fixture
def networks():
    torch.manual_seed(0)
    return nn.Linear(2, 3), OneLogit(3, 1)


def weights(network):
    return torch.cat([weight.detach().flatten() for weight in network.parameters()]).clone()


def sgd(network):
    return torch.optim.SGD(network.parameters(), lr=0.1)


def test_discriminator_step_moves_the_discriminator_only(networks):
    generator, discriminator = networks
    before = weights(generator), weights(discriminator)
    real, noise = torch.randn(5, 3), torch.randn(5, 2)
    first = discriminator_step(generator, discriminator, sgd(discriminator), real, noise)
    assert weights(generator).equal(before[0]) and not weights(discriminator).equal(before[1])
    assert all(weight.grad is None for weight in generator.parameters())
    second = discriminator_step(generator, discriminator, sgd(discriminator), real, noise)
    assert isinstance(first, float) and second < first


def test_generator_step_moves_the_generator_only(networks):
    generator, discriminator = networks
    before = weights(generator), weights(discriminator)
    noise = torch.randn(5, 2)
    first = generator_step(generator, discriminator, sgd(generator), noise, non_saturating_loss)
    assert weights(discriminator).equal(before[1]) and not weights(generator).equal(before[0])
    assert generator_step(generator, discriminator, sgd(generator), noise, non_saturating_loss) < first


def test_old_gradients_do_not_count(networks):
    generator, discriminator = networks
    noise = torch.randn(5, 2)
    start = weights(generator)
    generator_step(generator, discriminator, sgd(generator), noise, saturating_loss)
    clean = weights(generator)
    torch.nn.utils.vector_to_parameters(start, generator.parameters())
    for weight in generator.parameters():
        weight.grad = torch.full_like(weight, 7.0)
    generator_step(generator, discriminator, sgd(generator), noise, saturating_loss)
    assert weights(generator).equal(clean)


def test_gradient_norm_is_that_of_all_weights_together():
    generator, discriminator = nn.Linear(1, 1), OneLogit(1, 1)
    nn.init.constant_(discriminator.weight, 3.0)
    norm = generator_gradient_norm(generator, discriminator, torch.full((4, 1), 4 / 3), torch.mean)
    assert norm == pytest.approx(5.0), "d loss / d weight is 3 * 4/3 = 4 and d loss / d bias is 3"
    assert generator.weight.grad is None and discriminator.weight.grad is None


@given(logit=st.floats(-30, 30))
def test_ratio_of_both_losses_is_e_to_the_logit(logit):
    """For samples of one logit, saturating over non-saturating gradient is D / (1 - D)."""
    generator, discriminator = nn.Linear(1, 1), OneLogit(1, 1)
    with torch.no_grad():
        for network, bias in ((generator, 0.0), (discriminator, logit)):
            network.weight.fill_(1.0 if network is discriminator else 0.0)
            network.bias.fill_(bias)
    noise = torch.ones(3, 1)
    saturating = generator_gradient_norm(generator, discriminator, noise, saturating_loss)
    non_saturating = generator_gradient_norm(generator, discriminator, noise, non_saturating_loss)
    assert math.log(saturating / non_saturating) == pytest.approx(logit, abs=1e-3)


def test_wrong_shapes_are_refused_with_a_sentence(networks):
    generator, discriminator = networks
    real, noise = torch.randn(5, 3), torch.randn(5, 2)
    column = nn.Linear(3, 1)
    with pytest.raises(ValueError, match=r"shape \(5, 1\) for 5 samples.*squeeze"):
        discriminator_step(generator, column, sgd(column), real, noise)
    with pytest.raises(ValueError, match=r"shape \(5, 1\) for 5 samples.*squeeze"):
        generator_step(generator, column, sgd(generator), noise, non_saturating_loss)
    with pytest.raises(ValueError, match=r"squeeze"):
        generator_gradient_norm(generator, column, noise, non_saturating_loss)
    with pytest.raises(ValueError, match=r"samples of shape \(3,\), the real ones have \(4,\)"):
        discriminator_step(generator, discriminator, sgd(discriminator), torch.randn(5, 4), noise)
    for step in (
        lambda loss: generator_step(generator, discriminator, sgd(generator), noise, loss),
        lambda loss: generator_gradient_norm(generator, discriminator, noise, loss),
    ):
        with pytest.raises(ValueError, match="average over the batch"):
            step(lambda logits: -logits)


def test_a_refused_step_moves_nothing(networks):
    generator, discriminator = networks
    before = weights(discriminator)
    with pytest.raises(ValueError):
        discriminator_step(generator, discriminator, sgd(discriminator), torch.randn(5, 4), torch.randn(5, 2))
    assert weights(discriminator).equal(before)
