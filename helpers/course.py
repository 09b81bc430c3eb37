"""The course as a graph: which lessons there are, and which of them each one builds on."""

from typing import Any

from helpers.figures import COLORS, subplots

# number: (title, the lessons it builds on, where it stands on the map)
LESSONS = {
    1: ("Entropy", (), (0, 4)),
    2: ("KL divergence", (1,), (1, 4)),
    3: ("Mutual information", (1, 2), (0, 3)),
    4: ("JS divergence", (2,), (2, 3)),
    5: ("GAN losses", (4,), (2, 2)),
    6: ("A GAN on MNIST", (5,), (3, 1)),
    7: ("Variational information", (3,), (0, 2)),
    8: ("InfoGAN on MNIST", (5, 7), (1, 1)),
    9: ("Learned prior", (8,), (0.4, 0)),
    10: ("Disentanglement", (8,), (1.8, 0)),
}


def draw_map() -> tuple[Any, Any]:
    """The lessons as boxes, with an arrow to each lesson from those it builds on: (fig, axes)."""
    fig, axes = subplots(width=8, height=4.6)
    for number, (title, needed, place) in LESSONS.items():
        for start in needed:
            origin = LESSONS[start][2]
            clear = 18 if origin[1] > place[1] else 62  # the boxes are wider than high
            arrow = {"arrowstyle": "->", "shrinkA": clear, "shrinkB": clear, "color": "#444444"}
            axes.annotate("", place, origin, arrowprops=arrow)
        box = {"boxstyle": "round,pad=0.4", "facecolor": "white", "edgecolor": COLORS["blue"]}
        axes.text(*place, f"{number}. {title}", ha="center", va="center", bbox=box)
    axes.set(xlim=(-0.6, 3.5), ylim=(-0.4, 4.4))
    axes.axis("off")
    return fig, axes
