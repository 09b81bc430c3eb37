"""The networks of InfoGAN as a picture, with the gradients that train them."""

from typing import Any

from matplotlib.patches import FancyBboxPatch

from helpers.pictures.figures import COLORS, subplots

# part: (label, centre of its box)
PARTS = {
    "G": ("G", (1.5, 2)),
    "trunk": ("trunk of\nD and Q", (4.4, 2)),
    "D head": ("D head", (5.9, 3)),
    "Q head": ("Q head", (5.9, 1)),
}
DATA = {
    "codes": ("noise z\ncode c", (0, 2)),
    "generated": ("x = G(z, c)", (2.9, 2)),
    "real": ("real x", (2.9, 3)),
    "V": ("V", (7.4, 3)),
    "L_I": ("$L_I$", (7.4, 1)),
}
FORWARD = (("codes", "G"), ("G", "generated"), ("generated", "trunk"), ("real", "trunk"), ("trunk", "D head"),
           ("trunk", "Q head"), ("D head", "V"), ("Q head", "L_I"))
# term: (height of the line that its gradient runs along, colour, line style, which side of a box it enters)
GRADIENTS = {"V": (4.1, COLORS["blue"], "-", 1), "L_I": (-0.1, COLORS["vermilion"], "--", -1)}
HALF_WIDTH, HALF_HEIGHT = 0.5, 0.34


def draw_infogan(reaches: dict[str, set[str]]) -> tuple[Any, Any]:
    """InfoGAN's networks, and for each term an arrow to every part that its gradient reaches: (fig, axes).

    ``reaches``: for "G", "trunk", "D head" and "Q head" the terms, "V" or "L_I". ValueError for any other name.
    """
    unknown = (reaches.keys() ^ PARTS.keys()) | (set().union(*reaches.values()) - GRADIENTS.keys())
    if unknown:
        raise ValueError(f"expected the parts {', '.join(PARTS)} and the terms {', '.join(GRADIENTS)}; "
                         f"missing or unknown: {', '.join(sorted(map(str, unknown)))}.")
    fig, axes = subplots(width=8.4, height=4.2)
    axes.set(xlim=(-0.6, 7.8), ylim=(-0.5, 4.5))
    axes.axis("off")
    places = {name: place for name, (_, place) in (PARTS | DATA).items()}
    for start, end in FORWARD:
        (left, low), (right, high) = places[start], places[end]
        axes.annotate("", (right - HALF_WIDTH, high), (left + HALF_WIDTH, low),
                      arrowprops={"arrowstyle": "->", "color": "#666666", "shrinkA": 4, "shrinkB": 4})
    for _, (x, y) in PARTS.values():
        corner = x - HALF_WIDTH, y - HALF_HEIGHT
        axes.add_patch(FancyBboxPatch(corner, 2 * HALF_WIDTH, 2 * HALF_HEIGHT, boxstyle="round,pad=0,rounding_size=0.1",
                                      facecolor="#EEF4FA", edgecolor="#444444", zorder=3))
    for label, place in (PARTS | DATA).values():
        axes.text(*place, label, ha="center", va="center", fontsize=12, zorder=4)
    for term in GRADIENTS:
        _draw_gradient(axes, term, [part for part in PARTS if term in reaches[part]])
    return fig, axes


def _draw_gradient(axes: Any, term: str, parts: list[str]) -> None:
    height, color, style, side = GRADIENTS[term]
    start = DATA[term][1]
    leftmost = min([PARTS[part][1][0] for part in parts], default=start[0])
    axes.plot([start[0], start[0], leftmost], [start[1] + side * HALF_HEIGHT, height, height], color=color,
              linestyle=style, linewidth=1.8)
    name = "V" if term == "V" else "$L_I$"
    axes.text(0.9, height, f"gradient of {name}", ha="right", va="center", fontsize=12, color=color)
    for part in parts:
        x, y = PARTS[part][1]
        arrow = axes.annotate("", (x, y + side * HALF_HEIGHT), (x, height), zorder=2, arrowprops={
            "arrowstyle": "-|>", "color": color, "linestyle": style, "linewidth": 1.8, "shrinkA": 0, "shrinkB": 1})
        arrow.set_gid(f"{term} -> {part}")
