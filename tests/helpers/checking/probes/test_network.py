"""Networks are judged by what they do: very different right ones give the same facts, wrong ones do not."""

import pytest
from torch import nn

from helpers.checking.probes.network import discriminator_behaviour, generator_behaviour
from helpers.checking.probes.plain import Refusal
from helpers.gan.networks import Discriminator, Generator


def linear_generator(noise_dim):
    return nn.Sequential(nn.Linear(noise_dim, 784), nn.Tanh(), nn.Unflatten(1, (1, 28, 28)))


def deep_generator(noise_dim):
    layers, width = [], noise_dim
    for _ in range(6):
        layers += [nn.Linear(width, 32), nn.LayerNorm(32), nn.GELU()]
        width = 32
    return nn.Sequential(*layers, nn.Linear(32, 784), nn.Hardtanh(), nn.Unflatten(1, (1, 28, 28)))


def linear_discriminator():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 1), nn.Flatten(0))


def spectral_discriminator():
    normalise = nn.utils.parametrizations.spectral_norm
    return nn.Sequential(nn.Flatten(), normalise(nn.Linear(784, 64)), nn.ReLU(), nn.Linear(64, 1), nn.Flatten(0))


@pytest.mark.parametrize("make", [linear_generator, deep_generator, lambda n: Generator("small", n)])
def test_right_generators_give_the_same_facts(make):
    assert generator_behaviour(make, 12) == generator_behaviour(linear_generator, 30)


@pytest.mark.parametrize("make", [linear_discriminator, spectral_discriminator, lambda: Discriminator("small")])
def test_right_discriminators_give_the_same_facts(make):
    assert discriminator_behaviour(make) == discriminator_behaviour(linear_discriminator)


@pytest.mark.parametrize(("ending", "lightest", "darkest"), [
    (nn.Tanh(), "1", "-1"), (nn.Sigmoid(), "1", "not below 0"), (nn.Identity(), "above 1", "below -1"),
    (nn.ReLU(), "above 1", "not below 0"), (nn.Hardtanh(-0.5, 0.5), "below 1", "above -1"),
])
def test_range_of_the_pixels(ending, lightest, darkest):
    facts = generator_behaviour(lambda n: nn.Sequential(nn.Linear(n, 784), ending, nn.Unflatten(1, (1, 28, 28))), 9)
    assert (facts["lightest pixel it can learn"], facts["darkest pixel it can learn"]) == (lightest, darkest)


@pytest.mark.parametrize(("ending", "highest", "lowest"), [
    (nn.Identity(), "no limit", "no limit"), (nn.Sigmoid(), "about 1", "about 0"), (nn.Tanh(), "about 1", "about -1"),
    (nn.Softplus(), "no limit", "about 0"), (nn.Hardtanh(-2, 2), "another limit", "another limit"),
])
def test_limits_of_the_logits(ending, highest, lowest):
    facts = discriminator_behaviour(lambda: nn.Sequential(nn.Flatten(), nn.Linear(784, 1), ending, nn.Flatten(0)))
    assert (facts["highest logit it can learn"], facts["lowest logit it can learn"]) == (highest, lowest)


def test_a_failure_inside_the_network_is_a_sentence_about_its_input():
    with pytest.raises(Refusal, match=r"given 8 images, shape \(8, 1, 28, 28\), it fails: RuntimeError"):
        discriminator_behaviour(lambda: nn.Sequential(nn.Flatten(), nn.Linear(100, 1), nn.Flatten(0)))


def test_networks_without_a_forward_pass_are_refused_and_not_called_unattempted():
    class NoForward(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = nn.Linear(2, 2)

    with pytest.raises(Refusal, match="it fails: NotImplementedError"):
        discriminator_behaviour(NoForward)
