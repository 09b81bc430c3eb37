"""Lesson 3: a 2 by 2 table under the hand, its correlation beside its information, and where both are 0."""

import numpy as np

from helpers.pictures.explorers.drawing import Chart, Drawing, bars, strip
from helpers.pictures.explorers.engine import explore


def measures(p_x, y_0, y_1):
    """(joint, correlation, bits) for p(x = 1), p(y = 1 | x = 0), p(y = 1 | x = 1). A fixed y correlates with 0."""
    p_x, y_0, y_1 = np.broadcast_arrays(*(np.asarray(value, dtype=float) for value in (p_x, y_0, y_1)))
    joint = np.array([[(1 - p_x) * (1 - y_0), (1 - p_x) * y_0], [p_x * (1 - y_1), p_x * y_1]])
    rows, columns = joint.sum(axis=1, keepdims=True), joint.sum(axis=0, keepdims=True)
    ratio = np.divide(joint, rows * columns, out=np.ones_like(joint), where=joint > 0)
    spread = np.sqrt(rows[0] * rows[1] * columns[:, 0] * columns[:, 1])[0]
    correlation = np.divide(p_x * (1 - p_x) * (y_1 - y_0), spread, out=np.zeros_like(spread), where=spread > 1e-9)
    return joint, correlation, np.maximum(0, np.sum(joint * np.log2(ratio), axis=(0, 1)))


def draw(p_x: float, y_0: float, y_1: float) -> tuple[Drawing, str]:
    joint, correlation, information = measures(p_x, y_0, y_1)
    ticks, middles = (0, 0.25, 0.5, 0.75, 1), (np.arange(100) + 0.5) / 100
    title = f"p(x = 1) = {p_x:.2f}: correlation {correlation:.2f}, {information:.2f} bits"
    chart = Chart(title, ticks, ticks, "y 0: p(y = 1 | x = 0)", "y 1: p(y = 1 | x = 1)", 340, 336)
    chart.image((255 - 16 * np.floor(10 * measures(p_x, middles[None], middles[::-1, None])[2])).astype(np.uint8))
    chart.line([0, 1], [0, 1], "black", 'stroke-dasharray="8 4"')
    chart.text(0, 1, "dashed: correlation 0; a shade: 0.1 bit")
    chart.dot(y_0, y_1, "vermilion")
    alt = (f"All 2 by 2 tables with p(x = 1) = {p_x:.2f} as a square; those of correlation 0 are its diagonal, where "
           f"the information is 0. A dot where p(y = 1) is {y_0:.2f} for x = 0 and {y_1:.2f} for x = 1: correlation "
           f"{correlation:.3f}, information {information:.3f} bits.")
    cells = [(f"p(x = {x}, y = {y})", f"{joint[x, y]:.4f}", joint[x, y], "") for x in (0, 1) for y in (0, 1)]
    return Drawing([[chart]], alt), bars("The table, and two measures of it:", [
        *cells, ("correlation", f"{correlation:.3f}", abs(correlation), "the bar is its size"),
        ("information", f"{information:.3f} bits", information, "at most 1 bit")])


explore_table = lambda: explore(
    draw, p_x=(0.5, 0.05, 0.95, 0.05), y_0=(0.2, 0.0, 1.0, 0.05), y_1=(0.8, 0.0, 1.0, 0.05))
draw_two_by_two = lambda: strip(draw, *(
    {"p_x": p_x, "y_0": y_0, "y_1": y_1} for p_x, y_0, y_1 in ((0.5, 0.3, 0.3), (0.5, 0.2, 0.8), (0.1, 0.0, 1.0))))
