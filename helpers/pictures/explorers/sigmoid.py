"""Lesson 5: a generated sample on the discriminator's sigmoid, and what pushes it under three losses."""

import numpy as np

from helpers.pictures.explorers.drawing import Chart, Drawing, bars, strip
from helpers.pictures.explorers.engine import explore

SHORTEST, LONGEST = -7, 2  # arrow, as a power of ten


def pushes(x: float, sharpness: float) -> tuple[float, dict[str, float]]:
    """D(x) = sigmoid(sharpness x), and minus the slope of each loss in x, in units of the loss per unit of x."""
    d, rest = (float(1 / (1 + np.exp(-sign * sharpness * x))) for sign in (1, -1))
    return d, {"saturating, ln(1 - D)": sharpness * d, "non-saturating, -ln D": sharpness * rest,
               "Wasserstein and hinge, -score": float(sharpness)}


def draw(sample: float, sharpness: float) -> tuple[Drawing, str]:
    (d, found), x = pushes(sample, sharpness), np.linspace(-6, 4, 201)
    curve = Chart(f"sharpness {sharpness:g}: D = {d:.2g}", (-6, -4, -2, 0, 2, 4), (0, 0.5, 1), "x", "D(x)", height=200)
    curve.line(x, 1 / (1 + np.exp(-sharpness * x)), "black")
    curve.dot(sample, d, "vermilion")
    curve.text(-6, 1, "real samples lie on the right")
    arrows = Chart("pushed to the right by", range(SHORTEST, LONGEST + 1), (0, 3), "push: power of ten", height=200)
    for row, (name, push) in enumerate(found.items()):
        seen = push > 10**SHORTEST
        arrows.line([SHORTEST, np.log10(push)], [2.3 - row] * 2, "black", 'marker-end="url(#tip)"' if seen else "")
        arrows.text(SHORTEST, 2.3 - row, f"{name}: {push:.2g}{'' if seen else ', too short to see'}", shift=(8, -9))
    said = ", ".join(f"{name} {push:.2g}" for name, push in found.items())
    alt = (f"A sample at x = {sample:.1f} on the sigmoid of sharpness {sharpness:g} has D = {d:.2g}. "
           f"It is pushed to the right by: {said}.")
    rows = [(name, f"{push:.6f}", (np.log10(push) - SHORTEST) / (LONGEST - SHORTEST), "")
            for name, push in found.items()]
    return Drawing([[curve], [arrows]], alt), bars("Push on the sample; the bar is its power of ten:", rows) + (
        f"<p>Logit {sharpness * sample:.1f}. The first push is D and the second 1 - D, each times the sharpness.</p>")


explore_sigmoid = lambda: explore(draw, sample=(-3.0, -6, 4), sharpness=(1.0, 0.5, 5, 0.5))
draw_sigmoid = lambda: strip(draw, *({"sample": -3, "sharpness": sharpness} for sharpness in (0.5, 1, 4)))
