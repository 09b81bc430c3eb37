"""Right answers of lesson 10 in other forms than the worked one."""

import math
from statistics import NormalDist

import numpy as np

from helpers.exercises.lesson_10.codes import rotate_codes
from helpers.exercises.lesson_10.information_gap import _nats, _pairs, _table


def rotate_by_matrix(codes, angle):
    cos, sin = math.cos(angle), math.sin(angle)
    return codes @ np.array([[cos, -sin], [sin, cos]]).T


def rotate_by_complex_numbers(codes, angle):
    turned = (codes[:, 0] + 1j * codes[:, 1]) * np.exp(1j * angle)
    return np.stack([turned.real, turned.imag], axis=1)


def mix_by_error_function(uniform_codes, angle):
    from scipy.special import erf, erfinv

    return erf(rotate_by_matrix(erfinv(uniform_codes), angle))


def mix_one_by_one(uniform_codes, angle):
    normal = NormalDist()
    gaussian = np.array([[normal.inv_cdf((u + 1) / 2) for u in row] for row in np.asarray(uniform_codes)])
    return [[2 * normal.cdf(g) - 1 for g in row] for row in rotate_codes(gaussian, angle).tolist()]


def ink_by_axis(images):
    return images.reshape(len(images), -1).mean(axis=1) * 784 / 255


def ink_by_loop(images):
    return [float((image / 255).sum()) for image in images]


def slant_by_loop(images):
    angles = []
    for image in np.asarray(images, dtype=float):
        rows, columns = np.nonzero(image)
        if len(rows) == 0:
            angles.append(0.0)
            continue
        weights = image[rows, columns] / image.sum()
        y, x = rows - weights @ rows, columns - weights @ columns
        spread = weights @ y**2
        angles.append(math.atan(-(weights @ (x * y)) / spread) if spread > 1e-12 else 0.0)
    return np.array(angles)


def slant_by_raw_moments(images):
    """Moments around the corner, moved to the centre of the ink afterwards."""
    images = np.asarray(images, dtype=float)
    y, x = np.mgrid[:28, :28]
    m = {key: (images * weight).sum(axis=(1, 2))
         for key, weight in {"1": 1.0, "x": x, "y": y, "xy": x * y, "yy": y * y}.items()}
    mass = np.maximum(m["1"], 1e-9)
    u11, u02 = m["xy"] - m["x"] * m["y"] / mass, m["yy"] - m["y"] ** 2 / mass
    return np.where(u02 > 1e-6, np.arctan(-u11 / np.where(u02 > 1e-6, u02, 1)), 0)


def _cells(values, bins):
    edges = np.linspace(values.min(), values.max(), bins + 1)
    return np.clip(np.searchsorted(edges, values, side="right") - 1, 0, bins - 1)


def _nats_by_counting(code, factor, bins):
    table = np.zeros((bins, bins))
    np.add.at(table, (_cells(code, bins), _cells(factor, bins)), 1 / len(code))
    independent = np.outer(table.sum(axis=1), table.sum(axis=0))
    return float(np.sum(table[table > 0] * np.log(table[table > 0] / independent[table > 0])))


def gap_by_loop(matrix, factor_entropies):
    gaps = []
    for column, entropy in zip(np.asarray(matrix).T.tolist(), factor_entropies, strict=True):
        largest = max(column)
        column.remove(largest)
        gaps.append((largest - max(column)) / entropy)
    return sum(gaps) / len(gaps)


def gap_by_partition(matrix, factor_entropies):
    share = np.asarray(matrix) / np.asarray(factor_entropies)
    top = -np.partition(-share, 1, axis=0)[:2]
    return (top[0] - top[1]).mean()


def explained_by_loop(values, groups):
    values, groups = np.asarray(values, dtype=float), np.asarray(groups)
    between = sum((groups == g).sum() * (values[groups == g].mean() - values.mean()) ** 2 for g in set(groups.tolist()))
    return between / ((values - values.mean()) ** 2).sum()


def explained_by_what_is_left(values, groups):
    values, groups = np.asarray(values, dtype=float), np.asarray(groups)
    left = sum((groups == g).mean() * values[groups == g].var() for g in np.unique(groups))
    return 1 - left / values.var()


RIGHT = {
    "rotate_codes": (rotate_by_matrix, rotate_by_complex_numbers),
    "marginal_preserving_mix": (mix_by_error_function, mix_one_by_one),
    "ink": (ink_by_axis, ink_by_loop),
    "slant": (slant_by_loop, slant_by_raw_moments),
    "information_matrix": (_pairs(lambda c, f, bins: _nats(_table(c, f, bins))), _pairs(_nats_by_counting)),
    "mutual_information_gap": (gap_by_loop, gap_by_partition),
    "variance_explained": (explained_by_loop, explained_by_what_is_left),
}
