"""The InfoGANs that come with the package: they load, draw digits, and their codes are what lesson 10 says."""

import numpy as np
import pytest
import torch

from helpers.data import load_mnist
from helpers.gan.recipes import beyond_the_paper, sample_codes
from helpers.gan.trained import SEEDS, load_trained_infogan, weights_file
from helpers.measures.clusters import matched_accuracy
from helpers.measures.factors import information_matrix, ink_of, slant
from staff.weights import save_infogan

every_seed = pytest.mark.parametrize("seed", SEEDS)


@every_seed
def test_loads_small_and_frozen(seed):
    infogan = load_trained_infogan(seed)
    assert weights_file(seed).stat().st_size < 4e6
    for network in infogan.parts().values():
        assert not network.training
        assert all(weight.dtype == torch.float32 and not weight.requires_grad for weight in network.parameters())


@every_seed
def test_recognises_digits(seed):
    """MNIST's 10,000 test digits; categories and digits are matched one to one."""
    images, labels = load_mnist("test", scaled=True)
    category = load_trained_infogan(seed).category_logits(images).argmax(dim=1)
    assert matched_accuracy(category, labels) > 0.985


@every_seed
def test_reads_its_own_codes(seed):
    infogan = load_trained_infogan(seed)
    noise, category, continuous = sample_codes(2000, torch.Generator().manual_seed(0))
    images = infogan.pictures(noise, category, continuous)
    assert images.shape == (2000, 1, 28, 28) and images.abs().max() <= 1
    assert (infogan.category_logits(images).argmax(dim=1) == category).float().mean() > 0.98
    assert (infogan.continuous_mean(images) - continuous).square().mean() < 0.06


def test_slant_is_told_by_one_code_of_the_default_run_and_by_both_of_the_other():
    told = {}
    for seed in SEEDS:
        noise, category, continuous = sample_codes(10_000, torch.Generator().manual_seed(0))
        leans = slant(ink_of(load_trained_infogan(seed).pictures(noise, category, continuous)))[:, None]
        nats = [information_matrix(continuous[category == k], leans[category == k], 10) for k in range(10)]
        told[seed] = np.mean(nats, axis=0)[:, 0] / np.log(2)
    c2, c3 = told[102]
    assert c2 > 1.0 and c3 < 0.15
    assert np.ptp(told[103]) < 0.05 and told[103].min() > 0.4


def test_other_seeds_are_refused():
    with pytest.raises(ValueError, match="seeds"):
        load_trained_infogan(7)


def test_a_kept_recipe_comes_back(tmp_path, monkeypatch):
    monkeypatch.setattr("helpers.gan.trained.WEIGHTS", tmp_path / "runs")
    recipe = beyond_the_paper(torch.zeros(8, 28, 28, dtype=torch.uint8), seed=0)
    save_infogan(recipe, weights_file(102))
    kept = load_trained_infogan(102).generator.state_dict()
    for name, value in recipe.pictures.state_dict().items():
        assert torch.allclose(kept[name].float(), value.float(), atol=1e-3)
