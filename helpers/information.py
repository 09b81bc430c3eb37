"""The information theory of lessons 1 to 4, as the later lessons use it.

Conventions: p and q are probabilities, shape (K,); joint is a table of probabilities, shape (X, Y), rows x, columns y;
0 log 0 = 0. Discrete information is in bits, information about densities in nats. Invalid input raises ValueError.
Sources: Bishop, Pattern Recognition and Machine Learning (PRML), section 1.6; Cover and Thomas, Elements of
Information Theory, chapters 2 and 8.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

SUM_TOLERANCE = 1e-5  # a softmax in single precision sums to 1 within this


def probabilities(p: ArrayLike, dimensions: int = 1) -> np.ndarray:
    """``p`` as an array of floats. ValueError unless it has ``dimensions`` axes, no negative entry, and sums to 1."""
    p = np.asarray(p, dtype=float)
    if p.ndim != dimensions or p.size == 0:
        shape = {1: "a vector (K,)", 2: "a table (X, Y)"}[dimensions]
        raise ValueError(f"expected probabilities as {shape}, got shape {p.shape}: reshape them, or pass one law only.")
    if np.isnan(p).any():
        raise ValueError("expected probabilities, got nan, as 0 divided by 0 gives")
    wrong = p[(p < 0) | np.isinf(p)]
    if wrong.size:
        raise ValueError(f"expected probabilities of at least 0, got {wrong[0]:g}: are these logits? Apply a softmax.")
    if abs(p.sum() - 1) > SUM_TOLERANCE:
        raise ValueError(f"expected probabilities that sum to 1, got a sum of {p.sum():.6g}: divide by the sum.")
    return p


def _pair(p: ArrayLike, q: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    p, q = probabilities(p), probabilities(q)
    if p.shape != q.shape:
        raise ValueError(f"expected two laws on the same outcomes, got {len(p)} and {len(q)} of them: "
                         "fill in the missing outcomes with probability 0.")
    return p, q


def _positive(name: str, value: float) -> float:
    if not value > 0:
        raise ValueError(f"expected a positive {name}, got {value:g}: pass a standard deviation or width, not its log.")
    return float(value)


def _log2(p: np.ndarray) -> np.ndarray:
    """log2 p, with 0 where p is 0: only for terms that are multiplied by p."""
    return np.log2(p, where=p > 0, out=np.zeros_like(p))


# Entropy (lesson 1)


def surprisal(p: ArrayLike) -> np.ndarray:
    """-log2 p of every entry, in bits: how surprising an outcome of probability p is. 0 gives inf."""
    p = np.asarray(p, dtype=float)
    if p.size and not (p.min() >= 0 and p.max() <= 1):
        raise ValueError(f"expected probabilities between 0 and 1, got entries from {p.min():g} to {p.max():g}.")
    with np.errstate(divide="ignore"):
        return 0.0 - np.log2(p)


def entropy(p: ArrayLike) -> float:
    """-sum p log2 p, in bits (PRML 1.93)."""
    p = probabilities(p)
    return float(0.0 - p @ _log2(p))


def shannon_code_lengths(p: ArrayLike) -> np.ndarray:
    """ceil(-log2 p) of every outcome, integers, in bits; 0 where p is 0. Their mean is under entropy(p) + 1."""
    return np.ceil(0.0 - _log2(probabilities(p))).astype(int)


def entropy_from_samples(samples: ArrayLike) -> float:
    """The entropy of the observed frequencies (plug-in estimate), in bits. Too low on average, most for few samples."""
    if np.size(samples) == 0:
        raise ValueError("expected at least one sample, got none.")
    counts = np.unique(np.asarray(samples), return_counts=True)[1]
    return entropy(counts / counts.sum())


def most_uncertain_given_mean(values: ArrayLike, mean: float) -> np.ndarray:
    """The law on ``values`` (K,) of largest entropy with that mean: p proportional to exp(tilt * value)."""
    values = np.asarray(values, dtype=float)
    low, high = values.min(), values.max()
    if not low <= mean <= high:
        raise ValueError(f"expected a mean between {low:g} and {high:g}, the extremes of the values, got {mean:g}.")
    if mean in (low, high):
        return (values == mean) / np.sum(values == mean)
    distances = (values - mean) / (high - low)

    def law(tilt: float) -> np.ndarray:
        weights = np.exp(tilt * distances - np.max(tilt * distances))
        return weights / weights.sum()

    reach = 1.0
    while law(-reach) @ distances > 0 or law(reach) @ distances < 0:
        reach *= 2
    below, above = -reach, reach
    for _ in range(100):  # the mean grows with the tilt, so bisection finds it
        middle = (below + above) / 2
        below, above = (below, middle) if law(middle) @ distances > 0 else (middle, above)
    return law((below + above) / 2)


def gaussian_entropy(std: float) -> float:
    """ln(std) + ln(2 pi e) / 2, in nats (PRML 1.110). Negative for a narrow Gaussian."""
    return float(np.log(_positive("standard deviation", std)) + 0.5 * np.log(2 * np.pi * np.e))


def uniform_entropy(low: float, high: float) -> float:
    """ln(high - low), in nats. Negative on an interval shorter than 1."""
    return float(np.log(_positive("width high - low", high - low)))


def binned_entropy(density: Callable, low: float, high: float, bins: int) -> float:
    """The entropy of the bin a draw from ``density`` on [low, high] falls in, in nats.

    Midpoint rule, renormalised. Adding ln(bin width) makes it tend to the differential entropy (PRML 1.103).
    """
    width = _positive("width high - low", high - low) / bins
    heights = np.asarray(density(low + width * (np.arange(bins) + 0.5)), dtype=float)
    return float(entropy(heights / heights.sum()) * np.log(2))


# Divergence (lessons 2 and 4)


def cross_entropy(p: ArrayLike, q: ArrayLike) -> float:
    """-sum p log2 q, in bits; inf where p has mass and q has none."""
    p, q = _pair(p, q)
    return float("inf") if np.any(q[p > 0] == 0) else float(0.0 - p @ _log2(q))


def kl_divergence(p: ArrayLike, q: ArrayLike) -> float:
    """KL(p || q) = sum p log2(p / q), in bits; inf where p has mass and q has none (PRML 1.113)."""
    p, q = _pair(p, q)
    return float("inf") if np.any(q[p > 0] == 0) else max(0.0, float(p @ (_log2(p) - _log2(q))))


def js_divergence(p: ArrayLike, q: ArrayLike) -> float:
    """KL(p || m) / 2 + KL(q || m) / 2 with m = (p + q) / 2, in bits: between 0 and 1."""
    p, q = _pair(p, q)
    middle = (p + q) / 2
    return kl_divergence(p, middle) / 2 + kl_divergence(q, middle) / 2


def gaussian_kl(mean_p: float, std_p: float, mean_q: float, std_q: float) -> float:
    """KL(N(mean_p, std_p^2) || N(mean_q, std_q^2)), in nats.

    ln(std_q / std_p) + (std_p^2 + (mean_p - mean_q)^2) / (2 std_q^2) - 1/2
    """
    ratio = _positive("standard deviation", std_p) / _positive("standard deviation", std_q)
    shift = (mean_p - mean_q) / std_q
    return max(0.0, float((ratio**2 + shift**2 - 1) / 2 - np.log(ratio)))


def kl_monte_carlo(log_p: Callable, log_q: Callable, samples: ArrayLike) -> tuple[float, float]:
    """(estimate, standard error) of KL(p || q) from samples of p, in nats: the mean of ln p(x) - ln q(x)."""
    samples = np.asarray(samples)
    if len(samples) < 2:
        raise ValueError(f"expected at least two samples, for a standard error, got {len(samples)}.")
    ratios = np.asarray(log_p(samples), dtype=float) - np.asarray(log_q(samples), dtype=float)
    return float(ratios.mean()), float(ratios.std(ddof=1) / np.sqrt(len(ratios)))


def forward_kl_gaussian(values: ArrayLike, p: ArrayLike) -> tuple[float, float]:
    """(mean, std) of the Gaussian q with the smallest KL(p || q): those of the law p on ``values`` (K,)."""
    p, values = probabilities(p), np.asarray(values, dtype=float)
    mean = p @ values
    return float(mean), float(np.sqrt(p @ (values - mean) ** 2))


# Mutual information (lesson 3)


def marginals(joint: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """(p_x, p_y): the sums over columns and over rows."""
    joint = probabilities(joint, dimensions=2)
    return joint.sum(axis=1), joint.sum(axis=0)


def conditional_entropy(joint: ArrayLike) -> float:
    """H[y|x] = -sum p(x, y) log2 p(y|x), in bits (PRML 1.111)."""
    p_x, _ = marginals(joint)
    joint = np.asarray(joint, dtype=float)
    return max(0.0, float(np.sum(joint * (_log2(p_x)[:, None] - _log2(joint)))))


def chain_rule(joint: ArrayLike) -> tuple[float, float, float]:
    """(H[x,y], H[x], H[y|x]), in bits: the first is the sum of the others (PRML 1.112)."""
    p_x, _ = marginals(joint)
    return entropy(np.ravel(joint)), entropy(p_x), conditional_entropy(joint)


def mutual_information(joint: ArrayLike) -> float:
    """I[x,y] = KL(p(x,y) || p(x) p(y)), in bits (PRML 1.120)."""
    p_x, p_y = marginals(joint)
    joint = np.asarray(joint, dtype=float)
    # The logarithms are added because the product of two tiny marginals would round to 0.
    return max(0.0, float(np.sum(joint * (_log2(joint) - _log2(p_x)[:, None] - _log2(p_y)))))


def information_four_ways(joint: ArrayLike) -> np.ndarray:
    """H[x]-H[x|y], H[y]-H[y|x], H[x]+H[y]-H[x,y] and KL(joint || p_x p_y), shape (4,), in bits: four equal numbers."""
    p_x, p_y = marginals(joint)
    h_x, h_y, h_xy = entropy(p_x), entropy(p_y), entropy(np.ravel(joint))
    h_x_given_y = conditional_entropy(np.transpose(joint))
    return np.array([h_x - h_x_given_y, h_y - conditional_entropy(joint), h_x + h_y - h_xy, mutual_information(joint)])


def gaussian_mutual_information(correlation: float) -> float:
    """-ln(1 - correlation^2) / 2, in nats: the mutual information of two jointly Gaussian variables."""
    if not abs(correlation) < 1:
        raise ValueError(f"expected a correlation strictly between -1 and 1, got {correlation:g}: at 1 it is infinite.")
    return float(-0.5 * np.log1p(-(correlation**2)))


def mutual_information_from_samples(x: ArrayLike, y: ArrayLike, bins: int) -> float:
    """The mutual information of the two-dimensional histogram (plug-in estimate), in bits. Too high on average."""
    counts = np.histogram2d(np.ravel(x), np.ravel(y), bins=bins)[0]
    return mutual_information(counts / counts.sum())
