"""Lesson 6: two trainings from one start, step by step. ``python -m staff.film`` made the file, and says how."""

import functools
from pathlib import Path

import numpy as np

from helpers.pictures.explorers.drawing import Chart, Drawing, bars, strip
from helpers.pictures.explorers.engine import explore

FILE, LAST = Path(__file__).parents[2] / "weights" / "film.npz", 16  # snapshots
RUNS, FULL = ("saturating", "non-saturating"), {"score": 10, "Fréchet distance": 150, "norm of the gradient": 10}


@functools.cache
def load_film() -> dict[str, np.ndarray]:
    """steps (S,); pictures, uint8 (2, S, height, width); numbers (2, S, 3), as in FULL. The saturating run first."""
    with np.load(FILE) as film:
        return dict(film)


def draw(snapshot: int) -> tuple[Drawing, str]:
    steps, pictures, numbers = (load_film()[name] for name in ("steps", "pictures", "numbers"))
    step, now = steps[snapshot - 1], numbers[:, snapshot - 1]
    sheets = [Chart(f"{run}, after {step} steps", (0, 1), (0, 1), height=138) for run in RUNS]
    curve = Chart("classifier score", range(0, steps[-1] + 1, 100), (1, 2, 3, 4, 5), "steps", "score", height=210)
    for run, color, style in ((0, "blue", ""), (1, "vermilion", 'stroke-dasharray="8 4"')):
        sheets[run].image(pictures[run, snapshot - 1])
        curve.line(steps, numbers[run, :, 0], color, style)
        curve.dot(step, now[run, 0], color)
    curve.text(0, 5, "solid: saturating; dashed: non-saturating")
    said = "; ".join(f"{run}: score {score:.2f} of 10, Fréchet distance {distance:.1f}, gradient {gradient:.2g}"
                     for run, (score, distance, gradient) in zip(RUNS, now, strict=True))
    rows = [(f"{run}: {name}", f"{value:.3g}", value / full, "") for run, values in zip(RUNS, now, strict=True)
            for (name, full), value in zip(FULL.items(), values, strict=True)]
    return Drawing([[sheets[0]], [sheets[1]], [curve]], f"After {step} steps. {said}."), bars("At this step:", rows)


explore_film = lambda: explore(
    draw, {"Next": lambda snapshot: {"snapshot": snapshot % LAST + 1}}, snapshot=(1, 1, LAST))
draw_film = lambda: strip(draw, *({"snapshot": snapshot} for snapshot in (1, LAST // 2, LAST)))
