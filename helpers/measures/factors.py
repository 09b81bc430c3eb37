"""What can be measured on a picture of a digit, and how codes share information with it.

In a lesson::

    pixels = ink_of(infogan.pictures(noise, category, continuous))   # or load_mnist("test")[0].numpy(), as it is
    factors = np.column_stack([slant(pixels), ink(pixels), width(pixels)])
    matrix = information_matrix(continuous, factors, bins=20)        # (codes, factors), in nats
    gap = mutual_information_gap(matrix, binned_entropies(factors, bins=20))

Pixels are arrays (N, 28, 28) from 0 (background) to 255 (full ink), rows from the top. Moments weigh each pixel by its
ink, as in Castro et al. 2019, "Morpho-MNIST", but on the raw pixels.
"""

import numpy as np
from numpy.typing import ArrayLike

from helpers.information import entropy, mutual_information_from_samples

NATS_IN_A_BIT = np.log(2)


def ink_of(images) -> np.ndarray:
    """Images (N, 1, 28, 28) in [-1, 1], a tensor on the CPU or an array, as pixels (N, 28, 28) from 0 to 255."""
    return (np.asarray(images, dtype=float).reshape(-1, 28, 28) + 1) * 127.5


def ink(images: ArrayLike) -> np.ndarray:
    """Sum of the pixels / 255 of every image: how many full pixels of ink it holds. Shape (N,)."""
    return np.asarray(images, dtype=float).sum(axis=(1, 2)) / 255


def slant(images: ArrayLike) -> np.ndarray:
    """arctan(-u11 / u02) of every image, in radians, positive where the top leans to the right. Shape (N,).

    u11 and u02 are the ink-weighted sums of (x - mean x)(y - mean y) and (y - mean y)^2; x counts columns, y rows from
    the top. An image without height, such as a blank one, has slant 0.
    """
    pixels, x, y = _centred(images)
    return np.arctan2(-(pixels * x * y).sum(axis=(1, 2)), (pixels * y**2).sum(axis=(1, 2)))


def width(images: ArrayLike) -> np.ndarray:
    """How far the ink lies left and right once the slant is taken out, in pixels. Shape (N,).

    Root of the ink-weighted mean of (x - mean x + (y - mean y) tan slant)^2: pulled straight, an upright 1 and a
    slanted 1 are equally wide.
    """
    pixels, x, y = _centred(images)
    straight = x + y * np.tan(slant(images))[:, None, None]
    return np.sqrt((pixels * straight**2).sum(axis=(1, 2)) / _mass(pixels)[:, 0, 0])


def _mass(pixels: np.ndarray) -> np.ndarray:
    """Sum of the pixels of every image, (N, 1, 1); 1 for a blank one, whose moments are then 0."""
    mass = pixels.sum(axis=(1, 2), keepdims=True)
    return np.where(mass > 0, mass, 1)


def _centred(images: ArrayLike) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(pixels, x, y) with x and y counted from the centre of the ink."""
    pixels = np.asarray(images, dtype=float)
    x, y = np.arange(pixels.shape[2]), np.arange(pixels.shape[1])[:, None]
    mean_x, mean_y = ((pixels * axis).sum(axis=(1, 2), keepdims=True) / _mass(pixels) for axis in (x, y))
    return pixels, x - mean_x, y - mean_y


def variance_explained(values: ArrayLike, groups: ArrayLike) -> float:
    """Share of the variance of ``values`` (N,) that lies between the means of ``groups`` (N,): eta squared, 0 to 1."""
    values, groups = np.asarray(values, dtype=float), np.asarray(groups)
    names, members, counts = np.unique(groups, return_inverse=True, return_counts=True)
    means = np.bincount(members, weights=values, minlength=len(names)) / counts
    return float(means[members].var() / values.var())


def information_matrix(codes: ArrayLike, factors: ArrayLike, bins: int) -> np.ndarray:
    """I(code; factor) from a histogram of ``bins`` by ``bins`` equal cells, plug-in, in nats.

    codes (N, C), factors (N, F) -> (C, F). The cells of each pair span its smallest to its largest values. Too high by
    about (bins - 1)^2 / 2N on average.
    """
    codes, factors = np.asarray(codes, dtype=float), np.asarray(factors, dtype=float)
    return NATS_IN_A_BIT * np.array([
        [mutual_information_from_samples(code, factor, bins) for factor in factors.T] for code in codes.T
    ])


def binned_entropies(factors: ArrayLike, bins: int) -> np.ndarray:
    """Entropy of each factor in ``bins`` equal cells from its smallest to its largest value, nats. (N, F) -> (F,)."""
    counts = (np.histogram(factor, bins)[0] for factor in np.asarray(factors, dtype=float).T)
    return NATS_IN_A_BIT * np.array([entropy(count / count.sum()) for count in counts])


def mutual_information_gap(matrix: ArrayLike, factor_entropies: ArrayLike) -> float:
    """Mean over factors of (largest - second largest information of a code) / the factor's entropy: 0 to 1.

    matrix (C, F) with at least two codes, factor_entropies (F,), both in the same unit. Chen et al. 2018, "Isolating
    sources of disentanglement in variational autoencoders".
    """
    ordered = np.sort(np.asarray(matrix, dtype=float), axis=0)
    return float(np.mean((ordered[-1] - ordered[-2]) / np.asarray(factor_entropies, dtype=float)))
