"""One style for every figure, and no figure without alternative text.

``fig, axes = subplots()`` starts a figure, ``show(fig, alt="...")`` ends it. The style is set on each figure as it is
made; nothing global changes. Colours are those of Okabe and Ito (2008), told apart in the common forms of colour
blindness; successive lines also differ in style, so that a figure can be read without colour.
"""

import base64
import html
import io
import logging
import sys
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLORS = {
    "blue": "#0072B2",
    "orange": "#E69F00",
    "green": "#009E73",
    "vermilion": "#D55E00",
    "purple": "#CC79A7",
    "sky": "#56B4E9",
    "black": "#000000",
}
LINE_STYLES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (8, 3)), (0, (1, 2)))
DOTS_PER_INCH = 110
GAP = 2  # pixels of white between two images of a grid

STYLE = {
    "axes.axisbelow": True,
    "axes.edgecolor": "#444444",
    "axes.grid": True,
    "axes.labelsize": 11,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "figure.dpi": DOTS_PER_INCH,
    # White and opaque: black labels stay readable in JupyterLab's dark theme.
    "figure.facecolor": "white",
    "font.size": 10,
    "grid.color": "#DDDDDD",
    "grid.linewidth": 0.6,
}


def subplots(
    rows: int = 1, columns: int = 1, width: float | None = None, height: float | None = None, **options: Any
) -> "tuple[Figure, Any]":
    """A figure in the house style and its axes: one ``Axes``, or an array of them where there are several.

    ``width`` and ``height`` are in inches; by default 6 wide (9 with several columns) and 3.2 high for each row.
    ``options`` go to matplotlib's ``Figure.subplots``, for instance ``sharey=True``.
    """
    width = width or (6.0 if columns == 1 else 9.0)
    height = height or 3.2 * rows
    # Here, so that a check need not wait for it: matplotlib takes seconds to import in a browser.
    import matplotlib as mpl
    from matplotlib.figure import Figure

    # At the very first figure it says, in red, that it looks for fonts.
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    cycle = mpl.cycler(color=list(COLORS.values()), linestyle=LINE_STYLES)
    with mpl.rc_context({**STYLE, "axes.prop_cycle": cycle}):
        # A Figure of its own, unknown to pyplot, is never shown a second time at the end of a cell.
        figure = Figure(figsize=(width, height), layout="constrained")
        return figure, figure.subplots(rows, columns, **options)


class Picture:
    """A finished figure: an ``<img>`` with its alternative text, or "Figure: ..." where there is only text."""

    def __init__(self, png: bytes, alt: str):
        self.png, self.alt = png, alt

    def __repr__(self) -> str:
        return f"Figure: {self.alt}"

    def _repr_html_(self) -> str:
        # JupyterLab gives alternative text to screen readers only from HTML, not from the metadata of a picture.
        source = base64.b64encode(self.png).decode("ascii")
        return (
            f'<figure style="margin: 0"><img src="data:image/png;base64,{source}" '
            f'alt="{html.escape(self.alt)}" style="max-width: 100%"></figure>'
        )


def show(fig: "Figure", *, alt: str = "") -> None:
    """Show ``fig`` with the alternative text ``alt`` and close it.

    ``alt`` says what the figure shows, with its key numbers, to someone who cannot see it. ValueError without it.
    """
    if not isinstance(alt, str) or not alt.strip():
        raise ValueError(
            'a figure needs alternative text: show(fig, alt="what the figure shows, with its key numbers")'
        )
    from IPython.display import display

    display(Picture(_png(fig), " ".join(alt.split())))
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close(fig)


def image_grid(
    images: Any,
    rows: int,
    columns: int,
    *,
    row_labels: list | None = None,
    column_labels: list | None = None,
    width: float | None = None,
) -> "tuple[Figure, Any]":
    """A grid of images, filled row by row, as one figure: (fig, axes), to be shown with :func:`show`.

    The grids of samples, and the traversals that move one code along a row, are drawn with it.

    ``images``: tensor or array of shape (rows * columns, 28, 28) or (rows * columns, 1, 28, 28), uint8 from 0 to 255 or
    floats in [-1, 1]; other sizes of image work too. Labels stand left of the rows and above the columns.
    ``width`` is in inches; by default 0.6 for each column. ValueError where shape or range do not fit.
    """
    pixels = _pixels(images)
    if pixels.ndim != 3 or len(pixels) != rows * columns:
        raise ValueError(
            f"a grid of {rows} rows and {columns} columns needs images of shape ({rows * columns}, height, width), "
            f"got {tuple(np.shape(images))}"
        )
    size = np.array(pixels.shape[1:])
    sheet = np.full((size + GAP) * (rows, columns) - GAP, 255, dtype=np.uint8)
    for index, image in enumerate(pixels):
        top, left = (size + GAP) * divmod(index, columns)
        sheet[top : top + size[0], left : left + size[1]] = image
    width = width or max(2.0, 0.6 * columns)
    fig, axes = subplots(width=width, height=width * sheet.shape[0] / sheet.shape[1] + 0.3)
    axes.imshow(sheet, cmap="gray", vmin=0, vmax=255, interpolation="nearest")
    axes.grid(False)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0, top=False, bottom=False, labeltop=True, labelbottom=False)
    _label_tiles(axes.yaxis, row_labels, rows, size[0])
    _label_tiles(axes.xaxis, column_labels, columns, size[1])
    return fig, axes


def _label_tiles(axis: Any, labels: list | None, count: int, size: int) -> None:
    texts = [""] * count if labels is None else [str(label) for label in labels]
    axis.set_ticks((np.arange(count) + 0.5) * (size + GAP) - GAP / 2 - 0.5, texts)


def _pixels(images: Any) -> np.ndarray:
    """Images as uint8, shape (N, height, width)."""
    pixels = np.asarray(images.detach().cpu() if hasattr(images, "detach") else images)
    if pixels.ndim == 4 and pixels.shape[1] == 1:
        pixels = pixels[:, 0]
    if pixels.dtype == np.uint8:
        return pixels
    # Written so that NaN fails too.
    if pixels.dtype.kind != "f" or not np.all(np.abs(pixels) <= 1.001):
        raise ValueError("images must be uint8 from 0 to 255, or floats in [-1, 1]")
    return np.round((np.clip(pixels, -1, 1) + 1) * 127.5).astype(np.uint8)


def _png(fig: "Figure") -> bytes:
    target = io.BytesIO()
    # No version of matplotlib in the file: the same figure gives the same bytes.
    fig.savefig(target, format="png", dpi=DOTS_PER_INCH, metadata={"Software": None}, pil_kwargs={"optimize": True})
    return target.getvalue()
