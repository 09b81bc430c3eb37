"""The course as a graph: which lessons there are, where they lie, and which of them each one builds on."""

import sys
from typing import NamedTuple

import helpers

DISTRIBUTION = "infogan-curriculum"
COLAB = "https://colab.research.google.com"
BLUE = "#004B77"  # dark enough to be read on white


class Lesson(NamedTuple):
    """``builds_on``: numbers of lessons. ``place`` on the map: column, and row from the top; None where it has none."""

    file: str
    title: str
    builds_on: tuple[int, ...]
    place: tuple[float, float] | None


LESSONS = {
    0: Lesson("00_start_here", "Start here", (), None),
    1: Lesson("01_entropy", "Entropy", (), (0, 0)),
    2: Lesson("02_kl_divergence", "KL divergence", (1,), (1, 0)),
    3: Lesson("03_mutual_information", "Mutual information", (1, 2), (0, 1)),
    4: Lesson("04_js_divergence", "JS divergence", (2,), (2, 1)),
    5: Lesson("05_gan_losses", "GAN losses", (4,), (2, 2)),
    6: Lesson("06_gan_mnist", "A GAN on MNIST", (5,), (2.6, 3)),
    7: Lesson("07_variational_information", "Variational information", (3,), (0, 2)),
    8: Lesson("08_infogan_mnist", "InfoGAN on MNIST", (5, 7), (1, 3)),
    9: Lesson("09_learned_prior", "Learned prior", (8,), (0.4, 4)),
    10: Lesson("10_disentanglement", "Disentanglement", (8,), (1.6, 4)),
    11: Lesson("11_estimating_information", "Estimating information", (7,), (0, 3)),
}
# Of the map, in units of its font size.
BOX, GAP = (14.5, 3.4), (16.0, 5.4)
SIZE = (2.6 * GAP[0] + BOX[0] + 1, 4 * GAP[1] + BOX[1] + 1)


def repository() -> str:
    """The project's address, as pyproject.toml gives it; "" where the package is not installed."""
    from importlib import metadata  # late: it takes longer to import than all of the checks

    try:
        places = metadata.metadata(DISTRIBUTION).get_all("Project-URL") or []
    except metadata.PackageNotFoundError:
        return ""
    return dict(place.split(", ", 1) for place in places).get("Repository", "")


def colab_address(address: str, tag: str, path: str) -> str:
    """Where Colab opens the file ``path`` of the repository at ``address``, as it is at ``tag``."""
    return f"{COLAB}/github/{address.removeprefix('https://github.com/')}/blob/{tag}/{path}"


def link(lesson: Lesson) -> str:
    """From one notebook to another. In Colab they do not lie side by side, so there the address is complete."""
    if "google.colab" in sys.modules and repository():
        return colab_address(repository(), f"v{helpers.__version__}", f"notebooks/{lesson.file}.ipynb")
    return f"{lesson.file}.ipynb"


class Map:
    """The lessons as linked boxes, with an arrow to each from those it builds on.

    The boxes are one list of links in the order of the lessons, and each says in words what it builds on. So keyboards,
    screen readers and viewers that leave out styles get the same from it.
    """

    def __init__(self):
        self.lessons = {number: lesson for number, lesson in LESSONS.items() if lesson.place}

    def __repr__(self) -> str:
        return "\n".join(f"{number}. {lesson.title}{_uses(lesson, ' (', ')')}: {lesson.file}.ipynb"
                         for number, lesson in self.lessons.items())

    def _repr_html_(self) -> str:
        # White and opaque like every figure, so that it looks the same in a dark theme.
        return (
            '<div style="overflow-x: auto"><div style="position: relative; font-size: 13px; line-height: 1.3; '
            f'width: {SIZE[0]}em; height: {SIZE[1]}em; background: white; color: black">'
            f'<svg aria-hidden="true" viewBox="0 0 {SIZE[0]} {SIZE[1]}" style="position: absolute; inset: 0">'
            '<defs><marker id="to-lesson" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" '
            'markerHeight="9" orient="auto"><path d="M 0 1 L 9 5 L 0 9" fill="none" stroke="#444444" '
            'stroke-width="1.5"/></marker></defs>'
            + "".join(_arrow(LESSONS[start], lesson) for lesson in self.lessons.values() for start in lesson.builds_on)
            + '</svg><ol style="list-style: none; margin: 0; padding: 0">'
            + "".join(map(_box, self.lessons, self.lessons.values())) + "</ol></div></div>"
        )


def _uses(lesson: Lesson, before: str, after: str) -> str:
    return f"{before}uses {' and '.join(map(str, lesson.builds_on))}{after}" if lesson.builds_on else ""


def _box(number: int, lesson: Lesson) -> str:
    left, top = (0.5 + place * gap for place, gap in zip(lesson.place, GAP, strict=True))
    return (
        f'<li style="position: absolute; margin: 0; left: {left:.2f}em; top: {top:.2f}em">'
        f'<a href="{link(lesson)}" style="display: flex; flex-direction: column; justify-content: center; '
        f'text-align: center; box-sizing: border-box; width: {BOX[0]}em; height: {BOX[1]}em; background: white; '
        f'border: 1.5px solid; border-radius: 0.6em; color: {BLUE}">{number}. {lesson.title}'
        f'{_uses(lesson, " <small>", "</small>")}</a></li>'
    )


def _arrow(start: Lesson, end: Lesson) -> str:
    """A line between two boxes, from edge to edge."""
    (x1, y1), (x2, y2) = (
        [0.5 + place * gap + side / 2 for place, gap, side in zip(lesson.place, GAP, BOX, strict=True)]
        for lesson in (start, end)
    )
    inside = min(side / 2 / abs(way) for side, way in zip(BOX, (x2 - x1, y2 - y1), strict=True) if way)
    x, y = inside * (x2 - x1), inside * (y2 - y1)
    return (f'<line x1="{x1 + x:.2f}" y1="{y1 + y:.2f}" x2="{x2 - x:.2f}" y2="{y2 - y:.2f}" stroke="#444444" '
            'stroke-width="0.09" marker-end="url(#to-lesson)"/>')
