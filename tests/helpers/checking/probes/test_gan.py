"""The probes of the training steps: what they see, in numbers that can be checked on paper."""

import pytest
import torch

from helpers.checking.probes.gan import (
    TinyDiscriminator,
    TinyGenerator,
    mean_square,
    norm_without_traces,
    step_effects,
)
from helpers.checking.probes.plain import Refusal
from helpers.gan.steps import discriminator_step, generator_gradient_norm, generator_step


@pytest.fixture
def networks():
    return TinyGenerator(1.0, 0.0), TinyDiscriminator(2.0, 0.0)


def sgd(network):
    return torch.optim.SGD(network.parameters(), lr=0.5)


def column(*values):
    return torch.tensor(values).unsqueeze(1)


def test_effects_of_a_step_on_paper(networks):
    """One sample z = 1 has logit 2 and loss 4; d loss / d slope = 2 * 2 * 2 * 1 = 8, and the same for the offset."""
    seen = step_effects(generator_step, *networks, sgd(networks[0]), column(1.0), mean_square)
    assert seen["the loss returned"] == 4.0
    assert seen["change of the generator's weights"].tolist() == [-4.0, -4.0]
    assert seen["calls of optimizer.step"] == 1 and seen["a gradient reached the generator"]
    assert not seen["discriminator moved"] and seen["both networks can still learn"]


def test_a_leak_into_the_generator_is_seen(networks):
    def leaking(generator, discriminator, optimizer, real, noise):
        loss = discriminator(generator(noise)).mean() - discriminator(real).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss

    arguments = column(1.0, 2.0), column(0.0, 1.0)
    clean = step_effects(discriminator_step, *networks, sgd(networks[1]), *arguments)
    seen = step_effects(leaking, *networks, sgd(networks[1]), *arguments)
    assert not clean["a gradient reached the generator"] and seen["a gradient reached the generator"]
    assert not clean["the loss returned still holds its graph"] and seen["the loss returned still holds its graph"]


def test_nothing_to_derive_is_said_in_a_sentence(networks):
    def without_graph(generator, discriminator, optimizer, noise, loss):
        with torch.no_grad():
            value = loss(discriminator(generator(noise)))
        value.backward()

    with pytest.raises(Refusal, match="nothing to derive"):
        step_effects(without_graph, *networks, sgd(networks[0]), column(1.0), mean_square)


def test_a_measurement_that_moves_is_refused(networks):
    def moving(generator, discriminator, noise, loss):
        return generator_step(generator, discriminator, sgd(generator), noise, loss)

    norm = norm_without_traces(generator_gradient_norm, *networks, column(1.0), mean_square)
    assert norm == pytest.approx(8 * 2**0.5), "both gradients are 8"
    with pytest.raises(Refusal, match="moved a weight"):
        norm_without_traces(moving, *networks, column(1.0), mean_square)
