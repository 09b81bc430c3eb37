"""The networks of InfoGAN as a picture, with the gradients that train them."""

from typing import Any

from matplotlib.patches import FancyBboxPatch

from helpers.pictures.figures import COLORS, subplots

# part: (label, centre of its box)
PARTS = {
    "G": ("G", (1.7, 2)),
    "trunk": ("trunk of\nD and Q", (5.1, 2)),
    "D head": ("D head", (6.9, 3.1)),
    "Q head": ("Q head", (6.9, 0.9)),
}
DATA = {
    "z": ("noise z", (0, 2.4)),
    "c": ("code c", (0, 1.6)),
    "generated": ("x = G(z, c)", (3.4, 2)),
    "real": ("real x", (3.4, 3.1)),
    "V": ("V", (8.6, 3.1)),
    "L_I": ("$L_I$", (8.6, 0.9)),
}
# (from, to, how many numbers go along, where that stands)
FORWARD = (("z", "G", "62", (0.75, 2.45)), ("c", "G", "10 + 2", (0.9, 1.5)), ("G", "generated", "28 × 28", (3.4, 1.58)),
           ("generated", "trunk", "", (0, 0)), ("real", "trunk", "28 × 28", (3.4, 3.35)),
           ("trunk", "D head", "1024", (6.33, 2.3)), ("trunk", "Q head", "1024", (6.33, 1.7)),
           ("D head", "V", "1", (7.85, 2.93)), ("Q head", "L_I", "10 + 2", (7.85, 1.07)))
# term: (the parts its gradient passes on its way back, colour, line style, the side of the forward arrows it runs on)
GRADIENTS = {"V": (("D head", "trunk", "G"), COLORS["blue"], "-", 1),
             "L_I": (("Q head", "trunk", "G"), COLORS["vermilion"], "--", -1)}
HALF_WIDTH, HALF_HEIGHT = 0.5, 0.34
BOTTOM = -0.1
GREY = "#555555"
APART = 0.24  # of a gradient from the forward arrow it runs beside


def draw_infogan(reaches: dict[str, set[str]]) -> tuple[Any, Any]:
    """InfoGAN's networks, and for each term an arrow to every part that its gradient reaches: (fig, axes).

    Grey arrows run forward, with the number of values that go along; 1024 features in the paper's size. ``reaches``:
    for "G", "trunk", "D head" and "Q head" the terms, "V" or "L_I". ValueError for any other name.
    """
    unknown = (reaches.keys() ^ PARTS.keys()) | (set().union(*reaches.values()) - GRADIENTS.keys())
    if unknown:
        raise ValueError(f"expected the parts {', '.join(PARTS)} and the terms {', '.join(GRADIENTS)}; "
                         f"missing or unknown: {', '.join(sorted(map(str, unknown)))}.")
    fig, axes = subplots(width=8.4, height=4.2)
    axes.set(xlim=(-0.6, 9.0), ylim=(-0.3, 3.9))
    axes.axis("off")
    places = {name: place for name, (_, place) in (PARTS | DATA).items()}
    for start, end, numbers, where in FORWARD:
        (left, low), (far, high) = places[start], places[end]
        _arrow(axes, (left + HALF_WIDTH, low), (far - HALF_WIDTH, high), "->", color=GREY)
        axes.text(*where, numbers, ha="center", va="center", fontsize=9, color=GREY)
    (left, low), (far, high) = places["c"], places["L_I"]  # along the bottom
    axes.plot([left, left, far], [low - 0.15, BOTTOM, BOTTOM], color=GREY, linewidth=1)
    _arrow(axes, (far, BOTTOM), (far, high - 0.15), "->", color=GREY)
    axes.text((left + far) / 2, BOTTOM + 0.12, "the codes that Q has to find", ha="center", fontsize=9, color=GREY)
    for _, (x, y) in PARTS.values():
        corner = x - HALF_WIDTH, y - HALF_HEIGHT
        axes.add_patch(FancyBboxPatch(corner, 2 * HALF_WIDTH, 2 * HALF_HEIGHT, boxstyle="round,pad=0,rounding_size=0.1",
                                      facecolor="#EEF4FA", edgecolor="#444444", zorder=3))
    for label, place in (PARTS | DATA).values():
        axes.text(*place, label, ha="center", va="center", fontsize=11, zorder=4)
    for term, (way, color, style, side) in GRADIENTS.items():
        before = dict(zip(way, (term, *way), strict=False))
        for part in PARTS:
            if term in reaches[part]:
                (x, y), (far, high) = places[before.get(part, term)], places[part]
                arrow = _arrow(axes, (x - HALF_WIDTH, y + side * APART), (far + HALF_WIDTH, high + side * APART), "-|>",
                               color=color, linestyle=style, linewidth=1.8)
                arrow.set_gid(f"{term} -> {part}")
        name, (x, y) = DATA[term]
        axes.text(x - 0.3, y + side * 0.52, f"gradient of {name}", ha="right", va="center", fontsize=11, color=color)
    return fig, axes


def _arrow(axes: Any, start: tuple[float, float], end: tuple[float, float], head: str, **style) -> Any:
    return axes.annotate("", end, start, zorder=2, arrowprops={"arrowstyle": head, "shrinkA": 2, "shrinkB": 2, **style})
