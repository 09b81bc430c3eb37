"""Networks by what goes in and out, and by the sizes that the paper gives."""

import pytest
import torch

from helpers.gan.networks import (
    CODE_DIM,
    SIZES,
    CategoryNetwork,
    Discriminator,
    FromMap,
    Generator,
    InfoDiscriminator,
    ToMap,
    predict,
)
from helpers.training.loop import seeded


def weights_in(module) -> int:
    return sum(weight.numel() for weight in module.parameters())


@pytest.mark.parametrize("size", SIZES)
def test_generator_draws_images_in_the_range_of_the_data(size):
    images = Generator(size)(3 * torch.randn(4, CODE_DIM))
    assert images.shape == (4, 1, 28, 28) and images.abs().max() <= 1
    assert Generator(size, inputs=62)(torch.randn(3, 62)).shape == (3, 1, 28, 28)


@pytest.mark.parametrize("size", SIZES)
def test_discriminators_and_readers_return_logits(size):
    images = torch.rand(5, 1, 28, 28) * 2 - 1
    assert Discriminator(size)(images).shape == (5,)
    logits, category_logits, mean = InfoDiscriminator(size)(images)
    assert (logits.shape, category_logits.shape, mean.shape) == ((5,), (5, 10), (5, 2))
    assert InfoDiscriminator(size, categories=0)(images)[1].shape == (5, 0)
    assert CategoryNetwork()(images).shape == (5, 10)


def test_paper_size_has_the_layers_of_appendix_c1():
    generator, discriminator = Generator("paper"), InfoDiscriminator("paper")
    shapes = [tuple(weight.shape) for weight in generator.parameters() if weight.dim() > 1]
    assert shapes == [(1024, 74), (49 * 128, 1024), (128, 64, 4, 4), (64, 1, 4, 4)]
    shapes = [tuple(weight.shape) for weight in discriminator.parameters() if weight.dim() > 1]
    assert shapes == [(64, 1, 4, 4), (128, 64, 4, 4), (1024, 49 * 128), (1, 1024), (128, 1024), (12, 128)]


def test_sharing_the_trunk_makes_q_almost_free():
    discriminator = InfoDiscriminator("paper")
    assert weights_in(discriminator.q_head) / weights_in(discriminator) == pytest.approx(0.02, abs=0.002)


def test_maps_come_back_as_they_went():
    flat = torch.arange(2 * 49 * 3.0).reshape(2, 147)
    maps = ToMap()(flat)
    assert maps.shape == (2, 3, 7, 7) and torch.equal(FromMap()(maps), flat)


def test_same_seed_same_weights_and_the_global_state_is_left_alone():
    before = torch.get_rng_state()
    pair = []
    for _ in range(2):
        with seeded(7):
            pair.append(torch.cat([weight.flatten() for weight in Generator().parameters()]))
    assert torch.equal(*pair) and torch.equal(before, torch.get_rng_state())


def test_predict_reads_in_evaluation_mode_whatever_the_batches_and_puts_the_mode_back():
    network, images = InfoDiscriminator("small"), torch.rand(7, 1, 28, 28)
    together, apart = predict(network, images, batch=7), predict(network, images, batch=3)
    assert network.training and not together[0].requires_grad
    for a, b in zip(together, apart, strict=True):
        torch.testing.assert_close(a, b)
    with torch.no_grad():
        torch.testing.assert_close(together[1], network.eval()(images)[1])
