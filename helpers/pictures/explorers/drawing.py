"""Charts as SVG, drawn in milliseconds, and tables with bars as HTML. A drawing has its alternative text."""

import base64
import html
import io
from typing import NamedTuple

import numpy as np
from PIL import Image

from helpers.pictures.figures import COLORS

LEFT, TOP, ACROSS, DOWN = 62, 26, 76, 72  # where the frame begins, and what is left around it, in pixels


class Chart:
    """A frame with ticks at the numbers ``x`` and ``y``, from the first to the last; no label, no numbers."""

    def __init__(self, title: str, x, y, xlabel: str = "", ylabel: str = "", width: int = 340, height: int = 250):
        self.size, self.inner = (width, height), (width - ACROSS, height - (DOWN if xlabel else TOP + 10))
        self.x, self.y, self.parts = list(x), list(y), []
        for value in x:
            self.line([value] * 2, [self.y[0], self.y[-1]], "#ddd")
            self.text(value, self.y[0], f"{value:g}" if xlabel else "", "middle", (0, 16))
        for value in y:
            self.line([self.x[0], self.x[-1]], [value] * 2, "#ddd")
            self.text(self.x[0], value, f"{value:g}" if ylabel else "", "end", (-6, 4))
        middle = (self.x[0] + self.x[-1]) / 2
        self.text(middle, self.y[-1], title, "middle", (0, -9), 'font-weight="bold"')
        self.text(middle, self.y[0], xlabel, "middle", (0, 36))
        self.text(self.x[0], self.y[-1], ylabel, "middle", (15 - LEFT, self.inner[1] / 2),
                  f'transform="rotate(-90 15 {TOP + self.inner[1] / 2})"')

    def place(self, x, y) -> tuple[np.ndarray, np.ndarray]:
        """Pixels of data, held in the frame."""
        across, up = (np.clip((np.asarray(value, dtype=float) - ticks[0]) / (ticks[-1] - ticks[0]), 0, 1)
                      for value, ticks in ((x, self.x), (y, self.y)))
        return LEFT + across * self.inner[0], TOP + (1 - up) * self.inner[1]

    def line(self, x, y, color: str, more: str = "", fill: str = "none") -> None:
        points = " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(*self.place(x, y), strict=True))
        self.parts.append(f'<polyline points="{points}" fill="{fill}" stroke="{COLORS.get(color, color)}" {more}/>')

    def dot(self, x: float, y: float, color: str) -> None:
        across, up = self.place(x, y)
        self.parts.append(f'<circle cx="{across:.1f}" cy="{up:.1f}" r="6" fill="{COLORS[color]}" stroke="black"/>')

    def text(self, x: float, y: float, words: str, anchor: str = "start", shift=(8, 16), more: str = "") -> None:
        across, up = self.place(x, y)
        self.parts.append(f'<text x="{across + shift[0]:.1f}" y="{up + shift[1]:.1f}" text-anchor="{anchor}" '
                          f'stroke="none" {more}>{html.escape(words)}</text>')

    def image(self, pixels: np.ndarray) -> None:
        """Grey values, uint8, that fill the frame."""
        target = io.BytesIO()
        Image.fromarray(pixels).save(target, format="png")
        source = f"data:image/png;base64,{base64.b64encode(target.getvalue()).decode('ascii')}"
        self.parts.append(f'<image x="{LEFT}" y="{TOP}" width="{self.inner[0]}" height="{self.inner[1]}" '
                          f'preserveAspectRatio="none" href="{source}"/>')


class Drawing(NamedTuple):
    """Rows of charts, alike in a row, as one picture with its alternative text. It ends a cell of a notebook."""

    rows: list[list[Chart]]
    alt: str

    def __repr__(self) -> str:
        return f"Figure: {self.alt}"

    def _repr_html_(self) -> str:
        width, height, body = len(self.rows[0]) * self.rows[0][0].size[0], 0, ""
        for row in self.rows:
            for number, chart in enumerate(row):
                body += f'<g transform="translate({number * chart.size[0]} {height})">{"".join(chart.parts)}</g>'
            height += row[0].size[1]
        svg = (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} '
               f'{height}" font-size="12" font-family="sans-serif" stroke-width="2"><marker id="tip" refX="6" refY="3" '
               'orient="auto" markerWidth="6" markerHeight="6"><path d="M0 0L6 3L0 6z" stroke="none"/></marker>'
               f'<rect width="{width}" height="{height}" fill="white"/>{body}</svg>')
        source = f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode('ascii')}"
        return (f'<figure style="margin: 0"><img src="{source}" alt="{html.escape(self.alt)}" style="max-width: 100%">'
                '</figure>')


def strip(draw, *settings: dict) -> Drawing:
    """The drawings of several settings side by side, standing still."""
    still = [draw(**setting)[0] for setting in settings]
    rows = [[chart for (chart,) in row] for row in zip(*(drawing.rows for drawing in still), strict=True)]
    return Drawing(rows, " ".join(f"{number}: {drawing.alt}" for number, drawing in enumerate(still, start=1)))


def bars(caption: str, rows: list[tuple[str, str, float, str]]) -> str:
    """A table: name, value, a bar of that share of the longest one, a note."""
    lines = [f'<tr><th scope="row" style="padding-right: 1em">{name}</th><td style="padding-right: 1em">{value}</td>'
             f'<td style="width: 8em"><div style="width: {8 * np.clip(share, 0, 1):.2f}em; height: 0.8em; background: '
             f'{COLORS["blue"]}"></div></td><td style="padding-left: 1em">{note}</td></tr>'
             for name, value, share, note in rows]
    caption = f'<caption style="text-align: left">{caption}</caption>'
    return f'<table style="line-height: 1.5">{caption}{"".join(lines)}</table>'
