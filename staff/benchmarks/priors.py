"""How well the prior of lesson 09 is learned: five imbalances of MNIST, several seeds, judged after training."""

import time
from collections.abc import Callable, Iterable

import numpy as np
import torch

from helpers.gan.fine_categories import find_categories, train_reader
from helpers.gan.learned_prior import (
    IMBALANCES,
    follow_reader,
    learned_prior,
    proportions_by_digit,
    total_variation,
    unbalanced,
    uniform_code_ceiling,
)
from helpers.gan.networks import CATEGORIES, predict
from helpers.measures.clusters import match_categories, matched_accuracy
from helpers.measures.digit_classifier import classify, load_digit_classifier

READER_STEPS, STEPS = 600, 600
PLAYED = "ramp"  # the imbalance on which whole networks are trained, with the first seed
JUDGED = 5000


def measure_prior(name: str, seed: int, play: bool = False, reader_steps: int = READER_STEPS,
                  steps: int = STEPS) -> dict:
    """One imbalance and one seed: accuracy of equal and of merged categories, and how far learned priors are off.

    ``learned`` and ``rewarded``: the prior that follows what Q reads, without and with H(c) at weight 1. ``play`` adds
    whole networks: the prior that follows Q, and one that has nothing but the generator's adversarial loss.
    """
    truth = IMBALANCES[name]
    images, _ = unbalanced("train", truth)
    test, labels = unbalanced("test", truth)
    test = test.unsqueeze(1) / 127.5 - 1
    settings = {"threads": torch.get_num_threads(), "quiet": True}
    equal = train_reader(images, CATEGORIES, seed, reader_steps // 2, **settings)
    start = time.perf_counter()
    reader = find_categories(images, seed, reader_steps, **settings)
    seconds = time.perf_counter() - start
    found = predict(reader, test).argmax(dim=1).numpy()
    matching = match_categories(found, labels)

    def distance(prior) -> float:
        return total_variation(proportions_by_digit(prior, matching), truth)

    run = {"imbalance": name, "seed": seed, "ceiling": uniform_code_ceiling(truth), "seconds": seconds,
           "equal accuracy": matched_accuracy(predict(equal, test).argmax(dim=1), labels),
           "accuracy": matched_accuracy(found, labels), **worst_recall(matching[found], labels),
           "uniform": distance(np.full(CATEGORIES, 1 / CATEGORIES)),
           "learned": distance(follow_reader(reader, images, seed)),
           "rewarded": distance(follow_reader(reader, images, seed, reward=1.0))}
    if play:
        for kind, terms in {"reading": {}, "game": {"reading": 0.0, "game": 1.0}}.items():
            recipe = learned_prior(images, reader, seed, **terms)
            recipe.train(steps, **settings)
            run[f"network, {kind}"] = distance(recipe.modules["prior"].shares())
            run[f"pictures, {kind}"] = total_variation(shares_of_pictures(recipe), truth)
    return run


def worst_recall(digits: np.ndarray, labels: np.ndarray) -> dict:
    """The digit of which the smallest share was found, and this share."""
    recall = [float(np.mean(digits[labels == digit] == digit)) for digit in range(CATEGORIES)]
    return {"worst recall": min(recall), "worst digit": int(np.argmin(recall))}


def shares_of_pictures(recipe) -> np.ndarray:
    """Shares of the digits, as the frozen classifier sees them, in pictures with codes from the recipe's prior."""
    random = torch.Generator().manual_seed(1)
    codes = recipe.modules["prior"].draw_codes(JUDGED, random).detach()
    continuous = torch.rand(JUDGED, 2, generator=random) * 2 - 1
    noise = torch.randn(JUDGED, 62, generator=random)
    pictures = predict(recipe.pictures, torch.cat([noise, codes, continuous], dim=1))
    _, probabilities = classify(load_digit_classifier(), pictures)
    return np.bincount(probabilities.argmax(axis=1), minlength=CATEGORIES) / JUDGED


def measure_priors(seeds: Iterable[int], call: Callable) -> dict:
    """Every imbalance with every seed; ``call(function, calls)`` runs them all."""
    calls = [(name, seed, number == 0 and name == PLAYED) for number, seed in enumerate(seeds) for name in IMBALANCES]
    return {"runs": call(measure_prior, calls), "reader steps": READER_STEPS, "steps": STEPS}
