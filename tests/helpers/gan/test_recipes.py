"""Recipes are wired right: what feeds whom, who is moved by which step, and that they go through the loop."""

import ast
import math
import re
import signal

import numpy as np
import pytest
import torch

from helpers.checking.probes.device import Elsewhere
from helpers.data import load_mnist
from helpers.gan import losses, recipes
from helpers.gan.networks import predict
from tests.pages import ROOT

IMAGES = load_mnist("test")[0][:512]
ALL = [recipes.plain_gan, recipes.infogan, recipes.beyond_the_paper, recipes.reader_alone]
SHORT = {"threads": 1, "quiet": True}


def weights_of(module) -> torch.Tensor:
    return torch.cat([weight.detach().flatten() for weight in module.parameters()]).clone()


def generator_of_numbers(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_codes_have_the_laws_of_the_paper():
    noise, category, continuous = recipes.sample_codes(20_000, generator_of_numbers())
    assert noise.shape == (20_000, 62) and abs(noise.mean()) < 0.01 and abs(noise.std() - 1) < 0.01
    assert category.dtype == torch.int64 and category.bincount().shape == (10,)
    assert (category.bincount() / 20_000 - 0.1).abs().max() < 0.01
    assert continuous.shape == (20_000, 2) and continuous.abs().max() <= 1
    assert abs(continuous.std() - 1 / math.sqrt(3)) < 0.01


def test_generator_reads_noise_then_category_then_continuous_codes():
    codes = recipes.generator_input(torch.full((1, 62), 7.0), torch.tensor([3]), torch.tensor([[0.5, -0.5]]))
    assert codes.shape == (1, 74) and (codes[0, :62] == 7).all()
    assert codes[0, 62:].tolist() == [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0.5, -0.5]


def test_noise_on_images_fades_to_nothing():
    images = torch.zeros(50, 1, 28, 28)
    for progress, spread in ((0.0, 0.4), (0.5, 0.2), (1.0, 0.0)):
        noisy = recipes.add_noise(images, generator_of_numbers(), torch.tensor(progress))
        assert noisy.std().item() == pytest.approx(spread, abs=0.005)


@pytest.mark.parametrize("make", ALL)
def test_a_recipe_trains_through_the_loop(make):
    recipe = make(IMAGES, seed=1)
    before = {name: weights_of(module) for name, module in recipe.modules.items() if name != "Q's loss"}
    history = recipe.train(3, **SHORT)
    assert all(np.isfinite(values).all() and len(values) == 3 for values in history.values())
    for name, weights in before.items():
        assert not torch.equal(weights_of(recipe.modules[name]), weights), f"{name} has not learned"
    if recipe.pictures:
        inputs = torch.zeros(2, 62 if make is recipes.plain_gan else 74)
        assert predict(recipe.pictures, inputs).shape == (2, 1, 28, 28)
    if recipe.category_logits:
        assert recipe.category_logits(torch.zeros(4, 1, 28, 28)).shape == (4, 10)
    if "bound" in history:
        assert history["bound"][0] < 0.5 < math.log(10)


@pytest.mark.parametrize("make", ALL)
@pytest.mark.parametrize("resting", ["D", "G", "Q"])
def test_each_optimizer_moves_its_own_network_only(make, resting):
    recipe = make(IMAGES, seed=1)
    if resting not in recipe.optimizers:
        pytest.skip("no such network")
    recipe.optimizers[resting].param_groups[0]["lr"] = 0.0
    before = {name: weights_of(recipe.modules[name]) for name in recipe.optimizers}
    recipe.train(1, **SHORT)
    still = {name for name in before if torch.equal(weights_of(recipe.modules[name]), before[name])}
    assert still == {resting}


@pytest.mark.parametrize("make", ALL)
def test_the_generators_step_computes_no_gradient_of_the_others_weights(make):
    recipe, own = make(IMAGES, seed=1), {}
    for name in ("D", "Q"):
        if name in recipe.optimizers:
            weights = list(recipe.modules[name].parameters())
            recipe.optimizers[name].register_step_post_hook(
                lambda *_, name=name, weights=weights: own.update({name: [weight.grad.clone() for weight in weights]})
            )
    recipe.train(1, **SHORT)
    for name, gradients in own.items():
        weights = recipe.modules[name].parameters()
        assert all(torch.equal(weight.grad, gradient) for weight, gradient in zip(weights, gradients, strict=True))


def test_at_weight_0_the_generator_is_that_of_a_plain_gan_and_q_still_learns():
    trained = {}
    for weight in (0.0, 1.0):
        recipe = recipes.infogan(IMAGES, seed=3, weight=weight)
        before = weights_of(recipe.modules["D"].q_head)
        recipe.train(1, **SHORT)
        assert not torch.equal(weights_of(recipe.modules["D"].q_head), before)
        trained[weight] = recipe.modules["G"].layers[0].weight.grad.clone()
    share = trained[0.0].norm() / trained[1.0].norm()
    assert 0 < share < 1, "the information has no part in the generator's gradient"


@pytest.mark.parametrize("law", losses.CONTINUOUS_LAWS)
def test_every_law_of_the_continuous_codes_trains(law):
    recipe = recipes.infogan(IMAGES, seed=1, law=law)
    history = recipe.train(2, **SHORT)
    assert np.isfinite(history["continuous loss"]).all()


def test_same_seed_same_recipe_other_seed_another():
    first, second, third = (recipes.infogan(IMAGES, seed=seed) for seed in (5, 5, 6))
    for recipe in (first, second):
        recipe.train(2, **SHORT)
    assert torch.equal(weights_of(first.pictures), weights_of(second.pictures))
    assert not torch.equal(weights_of(first.modules["D"]), weights_of(third.modules["D"]))


def test_a_stopped_recipe_goes_on_to_the_same_bit(tmp_path):
    def run(checkpoint, stop_at=None):
        recipe = recipes.beyond_the_paper(IMAGES, seed=2)
        step = recipe.step

        def stopping(random, progress):
            if round(float(progress) * 4) + 1 == stop_at:
                signal.raise_signal(signal.SIGINT)
            return step(random, progress)

        recipe.step = stopping
        history = recipe.train(4, checkpoint=checkpoint, **SHORT)
        return recipe, history

    path = tmp_path / "run.pt"
    assert len(run(path, stop_at=2)[1]["step"]) == 2
    resumed, history = run(path)
    whole, expected = run(None)
    for name, module in whole.modules.items():
        for one, other in zip(module.state_dict().values(), resumed.modules[name].state_dict().values(), strict=True):
            assert torch.equal(one, other), name
    for name in expected:
        np.testing.assert_array_equal(history[name], expected[name])


def test_the_loss_of_a_plain_gan_can_be_chosen():
    seen = []

    def loss(logits):
        seen.append(logits.shape)
        return logits.mean()

    recipes.plain_gan(IMAGES, generator_loss=loss).train(1, **SHORT)
    assert seen == [(recipes.BATCH,)]


@pytest.mark.parametrize("size", ["small", "paper"])
@pytest.mark.parametrize("make", ALL[:3])
def test_a_step_reads_nothing_on_the_host_and_meets_nothing_from_the_cpu(make, size, monkeypatch):
    """Forward, backward and optimiser on torch's "meta", where numbers cannot be read and no tensor of the CPU fits."""
    monkeypatch.setattr(recipes, "adam", lambda module, rate: torch.optim.SGD(module.parameters(), rate))
    recipe = make(torch.zeros(100, 28, 28, dtype=torch.uint8, device="meta"), size)
    losses = recipe.step(Elsewhere(), torch.zeros((), device="meta"))
    assert all(loss.is_meta and loss.shape == () for loss in losses.values())


@pytest.mark.parametrize("size, rates", [("paper", {"D": 2e-4, "G": 1e-3}), ("small", {"D": 1e-3, "G": 2e-3})])
@pytest.mark.parametrize("make", ALL[:3])
def test_the_papers_size_trains_at_the_papers_rates(make, size, rates):
    optimizers = make(IMAGES, size).optimizers
    assert {name: optimizers[name].param_groups[0]["lr"] for name in rates} == rates


def test_lesson_8_trains_as_the_recipe_does():
    source = (ROOT / "solutions" / "08_infogan_mnist.py").read_text(encoding="utf-8")
    found = re.findall(r'size, steps, rates = "(\w+)", \d+, (\{.*?\})', source)
    assert {size: ast.literal_eval(rates) for size, rates in found} == recipes.RATES
