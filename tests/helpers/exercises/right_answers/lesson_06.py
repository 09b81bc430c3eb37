"""Right answers of lesson 06 in other forms than the worked one."""

import numpy as np
import torch.nn.functional as F
from scipy import linalg, stats
from torch import nn

from helpers.exercises.lesson_06.frechet_distance import _moments
from helpers.exercises.lesson_06.generator import IMAGE
from helpers.exercises.lesson_06.scores import _entropy
from helpers.gan import networks


def discriminator_of_full_layers():
    return nn.Sequential(
        nn.Flatten(), nn.Linear(784, 32), nn.LeakyReLU(0.2), nn.Dropout(0.3), nn.Linear(32, 1), nn.Flatten(0))


class PoolingDiscriminator(nn.Module):
    """Convolutions, batch normalisation, and a mean over what is left of the image."""

    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Conv2d(1, 8, 5, stride=2), nn.Conv2d(8, 8, 3, stride=2)
        self.normalise, self.end = nn.BatchNorm2d(8), nn.Linear(8, 1)

    def forward(self, images):
        maps = F.leaky_relu(self.normalise(self.second(F.leaky_relu(self.first(images)))))
        return self.end(maps.mean(dim=(2, 3)))[:, 0]


def frechet_by_sqrtm(features_a, features_b):
    (mean_a, cov_a), (mean_b, cov_b) = _moments(features_a), _moments(features_b)
    root = np.real(linalg.sqrtm(cov_a @ cov_b))
    return np.sum((mean_a - mean_b) ** 2) + np.trace(cov_a + cov_b - 2 * root)


def frechet_by_eigenvalues(features_a, features_b):
    (mean_a, cov_a), (mean_b, cov_b) = _moments(features_a), _moments(features_b)
    roots = np.sqrt(np.maximum(np.linalg.eigvals(cov_a @ cov_b).real, 0)).sum()
    return float(np.linalg.norm(mean_a - mean_b) ** 2 + np.trace(cov_a) + np.trace(cov_b) - 2 * roots)


def interval_by_scipy(values):
    return stats.t.interval(0.95, len(values) - 1, loc=np.mean(values), scale=stats.sem(values))


def interval_by_sums(values):
    n, mean = len(values), sum(values) / len(values)
    variance = sum((value - mean) ** 2 for value in values) / (n - 1)
    reach = stats.t(n - 1).isf(0.025) * (variance / n) ** 0.5
    return np.array([mean - reach, mean + reach])


def generator_of_full_layers(noise_dim):
    return nn.Sequential(
        nn.Linear(noise_dim, 64), nn.BatchNorm1d(64), nn.LeakyReLU(0.2), nn.Linear(64, 784), nn.Tanh(),
        nn.Unflatten(1, IMAGE))


class UpsamplingGenerator(nn.Module):
    """Nearest neighbours and convolutions, pixels bounded by a hard limit, a dropout on the way."""

    def __init__(self, noise_dim):
        super().__init__()
        self.start = nn.Linear(noise_dim, 8 * 7 * 7)
        self.middle, self.end = nn.Conv2d(8, 8, 3, padding=1), nn.Conv2d(8, 1, 3, padding=1)

    def forward(self, noise):
        maps = F.dropout(F.relu(self.start(noise)), 0.1, self.training).reshape(-1, 8, 7, 7)
        maps = F.relu(self.middle(F.interpolate(maps, scale_factor=2)))
        return F.hardtanh(self.end(F.interpolate(maps, scale_factor=2)))


def score_by_entropies(probabilities):
    """exp(H(y) - H(y|x)): the mutual information of lesson 3 once more."""
    return float(np.exp(_entropy(probabilities.mean(axis=0)) - _entropy(probabilities).mean()))


def score_by_rows(probabilities):
    marginal, total = np.mean(probabilities, axis=0), 0.0
    for p in probabilities:
        total += sum(p[k] * np.log(p[k] / marginal[k]) for k in range(len(p)) if p[k] > 0)
    return np.exp(total / len(probabilities))


def covered_by_set(probabilities, least_share):
    chosen = [int(np.argmax(row)) for row in probabilities]
    return len([k for k in set(chosen) if chosen.count(k) >= least_share * len(chosen)])


def covered_by_comparison(probabilities, least_share):
    chosen = probabilities.argmax(axis=1)
    shares = (chosen[:, None] == np.arange(probabilities.shape[1])).mean(axis=0)
    return (shares >= least_share).sum()


RIGHT = {
    "make_discriminator": (discriminator_of_full_layers, PoolingDiscriminator),
    "frechet_distance": (frechet_by_sqrtm, frechet_by_eigenvalues),
    "seed_interval": (interval_by_scipy, interval_by_sums),
    "make_generator": (lambda noise_dim: networks.Generator("small", noise_dim), generator_of_full_layers,
                  UpsamplingGenerator),
    "classifier_score": (score_by_entropies, score_by_rows),
    "classes_covered": (covered_by_set, covered_by_comparison),
}
