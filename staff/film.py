"""Make the film of lesson 6, which comes with the package: ``python -m staff.film``, about two minutes on a CPU.

Seed 0 of the lesson's experiment with SGD, twice as long: the networks of exercises 6.1 and 6.2, D 50 steps ahead, then
600 steps of batch 64 with either loss of the generator, from the same start, on the same images and noise.
"""

import copy
import sys

import numpy as np
import torch
from torch import nn

from helpers.data import load_mnist
from helpers.gan.losses import non_saturating_loss, saturating_loss
from helpers.gan.networks import predict
from helpers.gan.steps import discriminator_step, generator_gradient_norm, generator_step
from helpers.measures.clusters import classifier_score, frechet_distance
from helpers.measures.digit_classifier import classify, load_digit_classifier
from helpers.pictures.explorers.film import FILE
from helpers.training.loop import adam, draw, seeded

STEPS = (0, 10, 20, 40, 60, 80, 100, 150, 200, 250, 300, 350, 400, 450, 500, 600)
BATCH, NOISE, SHOWN = 64, 62, (2, 5)  # rows and columns of pictures


def make_networks() -> tuple[nn.Module, nn.Module]:
    """The generator and the discriminator, without batch normalisation, that lesson 6 describes."""
    generator = nn.Sequential(
        nn.Linear(NOISE, 256), nn.BatchNorm1d(256), nn.ReLU(), nn.Linear(256, 32 * 49), nn.BatchNorm1d(32 * 49),
        nn.ReLU(), nn.Unflatten(1, (32, 7, 7)), nn.ConvTranspose2d(32, 16, 4, stride=2, padding=1), nn.BatchNorm2d(16),
        nn.ReLU(), nn.ConvTranspose2d(16, 1, 4, stride=2, padding=1), nn.Tanh())
    discriminator = nn.Sequential(
        nn.Conv2d(1, 16, 4, stride=2, padding=1), nn.LeakyReLU(0.1), nn.Conv2d(16, 32, 4, stride=2, padding=1),
        nn.LeakyReLU(0.1), nn.Flatten(), nn.Linear(32 * 49, 128), nn.LeakyReLU(0.1), nn.Linear(128, 1), nn.Flatten(0))
    return generator, discriminator


def head_start(images: torch.Tensor, seed: int) -> tuple:
    """Both networks and D's optimizer, after 50 steps of D alone."""
    with seeded(seed):
        generator, discriminator = make_networks()
    optimizer, random = adam(discriminator, 1e-3), torch.Generator().manual_seed(seed)
    for _ in range(50):
        discriminator_step(generator, discriminator, optimizer, draw(images, BATCH, random), noise(BATCH, random))
    return generator, discriminator, optimizer


def noise(count: int, random: torch.Generator) -> torch.Tensor:
    return torch.randn(count, NOISE, generator=random)


def shoot(start: tuple, images: torch.Tensor, loss, look, steps: tuple[int, ...] = STEPS, seed: int = 0) -> list:
    """What ``look(generator)`` and the norm of the generator's gradient are after each of ``steps``."""
    generator, discriminator, optimizer = copy.deepcopy(start)
    sgd = torch.optim.SGD(generator.parameters(), lr=0.01, momentum=0.5)
    random, taken = torch.Generator().manual_seed(1000 + seed), []
    fixed = noise(128, random)
    with seeded(seed):
        for step in range(steps[-1] + 1):
            if step in steps:
                taken.append((*look(generator), generator_gradient_norm(generator, discriminator, fixed, loss)))
            discriminator_step(generator, discriminator, optimizer, draw(images, BATCH, random), noise(BATCH, random))
            generator_step(generator, discriminator, sgd, noise(BATCH, random), loss)
    return taken


def sample_of(generator: nn.Module) -> torch.Tensor:
    """2000 pictures, always from the same noise."""
    return predict(generator, noise(2000, torch.Generator().manual_seed(7)))


def sheet_of(pictures: torch.Tensor) -> np.ndarray:
    """The first ten pictures side by side, uint8."""
    rows, columns = SHOWN
    pixels = ((pictures[:rows * columns, 0] + 1) * 127.5).round().byte().numpy()
    return pixels.reshape(rows, columns, 28, 28).swapaxes(1, 2).reshape(rows * 28, columns * 28)


def main() -> int:
    images, judge = load_mnist("train")[0], load_digit_classifier()
    test = load_mnist("test", scaled=True)[0]
    reference = classify(judge, test[torch.randperm(10_000, generator=torch.Generator().manual_seed(0))[:5000]])[0]

    def look(generator):
        pictures = sample_of(generator)
        features, probabilities = classify(judge, pictures)
        return sheet_of(pictures), classifier_score(probabilities), frechet_distance(features, reference)

    start = head_start(images, seed=0)
    runs = [shoot(start, images, loss, look) for loss in (saturating_loss, non_saturating_loss)]
    pictures = np.array([[sheet for sheet, *_ in run] for run in runs])
    numbers = np.array([[values for _, *values in run] for run in runs], dtype=np.float32)
    np.savez_compressed(FILE, steps=np.array(STEPS), pictures=pictures, numbers=numbers)
    print(f"{FILE.name}: {FILE.stat().st_size / 1e3:.0f} kB; scores at the end {numbers[:, -1, 0].round(2)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
