"""One whole training, judged: time to accuracy, final scores, memory."""

import resource
import sys
import time

import numpy as np
import torch

from helpers import recipes
from helpers.data import load_mnist
from helpers.digit_classifier import classify, load_digit_classifier
from helpers.evaluation import frechet_distance, match_categories, matched_accuracy, variety_ratio
from helpers.networks import predict

LEVELS = (0.90, 0.95, 0.97, 0.98)
JUDGED = 10_000  # a Fréchet distance depends on the number of pictures: always as many as there are test digits


def measure_training(recipe_name: str, seed: int, steps: int, precision: str, size: str = "small") -> dict:
    """Train ``helpers.recipes.<recipe_name>`` and judge it. Accuracy is measured on the test set every 100 steps; the
    time that takes is not counted."""
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    images, _ = load_mnist("train")
    test, labels = load_mnist("test", scaled=True)
    test = test.to(device)
    recipe = getattr(recipes, recipe_name)(images.to(device), size, seed=seed)
    reached, clock = {}, {"start": time.perf_counter(), "measuring": 0.0}

    def measure() -> dict[str, float]:
        if device.type == "cuda":
            torch.cuda.synchronize()
        begun = time.perf_counter()
        accuracy = matched_accuracy(recipe.category_logits(test).argmax(dim=1), labels)
        for level in LEVELS:
            if accuracy >= level:
                reached.setdefault(f"{level:.2f}", begun - clock["start"] - clock["measuring"])
        clock["measuring"] += time.perf_counter() - begun
        return {"accuracy": accuracy}

    history = recipe.train(steps, measure=measure, measure_every=100, precision=precision, quiet=True)
    seconds = time.perf_counter() - clock["start"] - clock["measuring"]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return {"recipe": recipe_name, "seed": seed, "steps": steps, "precision": precision, "size": size,
            "device": device.type, "seconds": seconds, "time to": reached, "peak gigabytes": peak / 1e9,
            "bound": float(np.mean(history["bound"][-100:])), **judge(recipe, test, labels, device)}


def judge(recipe: recipes.Recipe, test: torch.Tensor, labels: torch.Tensor, device: torch.device) -> dict:
    """Accuracy, Fréchet distance, share of digits recognised as their category, variety within a category."""
    classifier = load_digit_classifier().to(device)
    categories = recipe.category_logits(test).argmax(dim=1)
    matching = match_categories(categories, labels)
    real, _ = classify(classifier, test)
    noise, category, continuous = recipes.sample_codes(JUDGED, torch.Generator(device).manual_seed(1))

    def pictures(continuous: torch.Tensor) -> tuple[np.ndarray, np.ndarray]:
        codes = recipes.generator_input(noise, category, continuous)
        return classify(classifier, predict(recipe.pictures, codes))

    features, probabilities = pictures(continuous)
    drawn = category.cpu().numpy()
    fixed, _ = pictures(torch.zeros_like(continuous))
    return {
        "accuracy": matched_accuracy(categories, labels),
        "frechet": frechet_distance(features, real),
        "recognised": float(np.mean(probabilities.argmax(axis=1) == matching[drawn])),
        "variety": variety_ratio(features, drawn, real, labels, matching),
        "variety of z alone": variety_ratio(fixed, drawn, real, labels, matching),
    }


def real_floor() -> float:
    """The Fréchet distance of 10,000 real training digits to the test digits: what a perfect generator reaches."""
    classifier = load_digit_classifier()
    images, _ = load_mnist("train", scaled=True)
    chosen = torch.randperm(len(images), generator=torch.Generator().manual_seed(0))[:JUDGED]
    return frechet_distance(classify(classifier, images[chosen])[0],
                            classify(classifier, load_mnist("test", scaled=True)[0])[0])


