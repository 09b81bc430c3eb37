"""Lesson 2: a Gaussian q under the hand beside p, and what each divergence between them says."""

import numpy as np

from helpers.pictures.explorers.drawing import Chart, Drawing, bars, strip
from helpers.pictures.explorers.engine import explore

X = np.linspace(-40, 40, 8001)
STEP, LONGEST = X[1] - X[0], 5  # of a bar, in nats


def log_gaussian(mean, width, x=X):
    return -(((x - mean) / width) ** 2) / 2 - np.log(width * np.sqrt(2 * np.pi))


# ln p on X, without two humps and with them.
LOG_P = log_gaussian(0, 1), np.logaddexp(np.log(0.6) + log_gaussian(-3, 0.7), np.log(0.4) + log_gaussian(3, 0.7))


def divergences(mean: float, width: float, two_humps: bool) -> dict[str, float]:
    """Four integrals over X, in nats."""
    log_p, log_q = LOG_P[two_humps], log_gaussian(mean, width)
    p, q, log_m = np.exp(log_p), np.exp(log_q), np.logaddexp(log_p, log_q) - np.log(2)
    terms = {"KL(p || q), forward": p * (log_p - log_q), "KL(q || p), reverse": q * (log_q - log_p),
             "cross-entropy": -p * log_q, "Jensen-Shannon": (p * (log_p - log_m) + q * (log_q - log_m)) / 2}
    return {name: float(np.sum(values) * STEP) for name, values in terms.items()}


def nearest(two_humps: bool, reverse: bool) -> dict[str, float]:
    """The mean and width, rounded to 0.1, of the q with the smallest KL(p || q), or ``reverse``, KL(q || p)."""
    log_p = LOG_P[two_humps]
    mean = np.exp(log_p) @ X * STEP
    width = np.sqrt(np.exp(log_p) @ (X - mean) ** 2 * STEP)
    if reverse:
        means, widths = (grid.reshape(-1, 1) / 10 for grid in np.meshgrid(np.arange(-50, 51), np.arange(5, 41)))
        costs = -np.exp(log_gaussian(means, widths, X[::10])) @ log_p[::10] * 10 * STEP - np.log(widths[:, 0])  # - h(q)
        mean, width = means[costs.argmin(), 0], widths[costs.argmin(), 0]
    return {"mean": round(float(mean), 1), "width": round(float(width), 1)}


def draw(mean: float, width: float, two_humps: bool) -> tuple[Drawing, str]:
    found, seen = divergences(mean, width, two_humps), slice(3200, 4801, 5)  # from -8 to 8
    chart = Chart(f"q: mean {mean:.1f}, width {width:.1f}", (-8, -4, 0, 4, 8), (0, 0.2, 0.4, 0.6, 0.8), "x", "density")
    chart.line(X[seen], np.exp(LOG_P[two_humps][seen]), "black", fill="#ddd")
    chart.line(X[seen], np.exp(log_gaussian(mean, width)[seen]), "blue", 'stroke-dasharray="8 4"')
    forward, reverse, _, js = found.values()
    chart.text(-8, 0.8, "p: grey; q: dashed. Divergences in nats:")
    chart.text(-8, 0.8, f"KL(p || q) {forward:.2f}, KL(q || p) {reverse:.2f}, JS {js:.2f}", shift=(8, 32))
    target = "two humps, 0.6 around -3 and 0.4 around 3" if two_humps else "mean 0 and width 1"
    alt = f"p has {target}; q is a Gaussian of mean {mean:.1f} and width {width:.1f}. In nats: " + ", ".join(
        f"{name} {value:.3f}" for name, value in found.items()) + "."
    rows = [(name, f"{value:.3f}", value / LONGEST, "") for name, value in found.items()]
    return Drawing([[chart]], alt), bars(f"In nats; a full bar is {LONGEST} or more:", rows) + (
        "<p>The cross-entropy is KL(p || q) plus the entropy of p. Jensen-Shannon is at most ln 2 = 0.693.</p>")


# Move q, give p two humps, or jump to the q of the smallest divergence in either direction.
explore_gaussians = lambda: explore(
    draw, {"Smallest KL(p || q)": lambda two_humps, **_: nearest(two_humps, reverse=False),
           "Smallest KL(q || p)": lambda two_humps, **_: nearest(two_humps, reverse=True)},
    mean=(2.0, -5, 5), width=(1.0, 0.5, 4), two_humps=False)
draw_gaussians = lambda: strip(draw, {"mean": 2, "width": 1, "two_humps": False}, *(
    {**nearest(True, reverse), "two_humps": True} for reverse in (False, True)))
