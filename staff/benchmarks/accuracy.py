"""One whole training, judged: steps to an accuracy, final scores, memory."""

import resource
import sys
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch

from helpers.data import load_mnist
from helpers.gan import recipes
from helpers.gan.networks import CATEGORIES, NOISE_DIM, predict
from helpers.measures.clusters import frechet_distance, match_categories, matched_accuracy, variety_ratio
from helpers.measures.digit_classifier import classify, load_digit_classifier
from helpers.measures.factors import NATS_IN_A_BIT, information_matrix, ink_of, slant
from helpers.training.loop import pick_device
from helpers.training.speed import has_fast_bfloat16
from staff.weights import save_infogan

LEVELS = (0.90, 0.95, 0.97, 0.98)
KEPT = Path(__file__).parent / "runs"
JUDGED = 10_000  # a Fréchet distance depends on the number of pictures: always as many as there are test digits


@dataclass(frozen=True)
class Plan:
    """``helpers.gan.recipes.<recipe>`` with settings, trained with so many seeds, and its name in the tables."""

    name: str
    recipe: str
    seeds: int = 3
    settings: dict = field(default_factory=dict)
    steps: int = 2000
    precision: str = "auto"
    keep: bool = False  # the trained networks, as helpers.gan.trained reads them


def measure_training(plan: Plan, seed: int) -> dict:
    """Train and judge. Accuracy, where Q reads c1, is measured on the test set every 100 steps."""
    device = pick_device()
    precision = plan.precision
    if precision == "auto":
        precision = "bfloat16" if has_fast_bfloat16(device) else "float32"
    images, _ = load_mnist("train")
    test, labels = load_mnist("test", scaled=True)
    test = test.to(device)
    recipe = getattr(recipes, plan.recipe)(images.to(device), seed=seed, **plan.settings)
    reads = recipe.category_logits is not None

    def measure() -> dict[str, float]:
        return {"accuracy": matched_accuracy(recipe.category_logits(test).argmax(dim=1), labels)}

    history = recipe.train(plan.steps, measure=measure if reads else None, measure_every=100, precision=precision,
                           quiet=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    run = {"name": plan.name, "seed": seed, "steps": plan.steps, "precision": precision, "device": device.type,
           "peak gigabytes": peak / 1e9}
    if plan.keep:
        save_infogan(recipe, KEPT / f"infogan_seed{seed}.pt")
    if reads:
        reached = {level: np.flatnonzero(history["accuracy"] >= level)[:1] for level in LEVELS}
        run["accuracy"] = float(history["accuracy"][-1])
        run["steps to"] = {f"{level:.2f}": int(history["step"][first[0]]) for level, first in reached.items()
                           if first.size}
    if recipe.pictures is not None:
        run |= {loss: float(np.mean(history[loss][-100:])) for loss in ("bound", "continuous loss") if loss in history}
        run |= judge(recipe, test, labels, device) if reads else judge_plain(recipe, test, device)
    return run


def judge_plain(recipe: recipes.Recipe, test: torch.Tensor, device: torch.device) -> dict:
    """Of a GAN without codes: the Fréchet distance of its pictures."""
    classifier = load_digit_classifier().to(device)
    noise = torch.randn(JUDGED, NOISE_DIM, generator=torch.Generator(device).manual_seed(1), device=device)
    features, _ = classify(classifier, predict(recipe.pictures, noise))
    return {"frechet": frechet_distance(features, classify(classifier, test)[0])}


def judge(recipe: recipes.Recipe, test: torch.Tensor, labels: torch.Tensor, device: torch.device) -> dict:
    """Of the pictures: Fréchet distance, share recognised as their category, variety within a category, what c2 and c3
    tell about slant, and the share of each one's variance that Q reads back from pictures."""
    classifier = load_digit_classifier().to(device)
    categories = recipe.category_logits(test).argmax(dim=1)
    matching = match_categories(categories, labels)
    real, _ = classify(classifier, test)
    noise, category, continuous = recipes.sample_codes(JUDGED, torch.Generator(device).manual_seed(1))

    def pictures(continuous: torch.Tensor) -> torch.Tensor:
        return predict(recipe.pictures, recipes.generator_input(noise, category, continuous))

    drawn, codes = category.cpu().numpy(), continuous.cpu().numpy()
    images = pictures(continuous)
    features, probabilities = classify(classifier, images)
    told = predict(recipe.modules["D"], images)[2].numpy()[:, :codes.shape[1]]
    fixed, _ = classify(classifier, pictures(torch.zeros_like(continuous)))
    return {
        "frechet": frechet_distance(features, real),
        "recognised": float(np.mean(probabilities.argmax(axis=1) == matching[drawn])),
        "variety": variety_ratio(features, drawn, real, labels, matching),
        "variety of z alone": variety_ratio(fixed, drawn, real, labels, matching),
        "bits about slant": bits_about_slant(codes, slant(ink_of(images)), drawn),
        "read back": (1 - np.square(told - codes).mean(axis=0) / codes.var(axis=0)).tolist(),
    }


def bits_about_slant(codes: np.ndarray, slants: np.ndarray, category: np.ndarray, bins: int = 10) -> list[float]:
    """I(code; slant) within a category, averaged over the ten, for c2 and c3. About 0.06 bits of it are chance."""
    own = [category == k for k in range(CATEGORIES)]
    nats = np.mean([information_matrix(codes[mask], slants[mask, None], bins) for mask in own], axis=0)
    return (nats[:, 0] / NATS_IN_A_BIT).tolist()


def real_floor() -> float:
    """The Fréchet distance of 10,000 real training digits to the test digits: what a perfect generator reaches."""
    classifier = load_digit_classifier()
    images, _ = load_mnist("train", scaled=True)
    chosen = torch.randperm(len(images), generator=torch.Generator().manual_seed(0))[:JUDGED]
    return frechet_distance(classify(classifier, images[chosen])[0],
                            classify(classifier, load_mnist("test", scaled=True)[0])[0])
