"""Figures: alternative text is always there, pixels are where they should be, nothing global changes."""

import base64
import html.parser
import io

import matplotlib as mpl
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from IPython.core.formatters import DisplayFormatter
from PIL import Image

from helpers.pictures import figures
from helpers.pictures.figures import COLORS, GAP, LINE_STYLES, Picture, image_grid, show, subplots


class Images(html.parser.HTMLParser):
    """The attributes of every <img>, as a browser reads them."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        if tag == "img":
            self.found.append(dict(attributes))


@pytest.fixture
def shown(monkeypatch):
    """What a notebook would receive: a list of bundles, type -> text."""
    bundles = []
    monkeypatch.setattr("IPython.display.display", lambda thing: bundles.append(DisplayFormatter().format(thing)[0]))
    return bundles


def test_a_figure_is_shown_as_an_image_with_alternative_text(shown):
    fig, axes = subplots()
    axes.plot([0, 1], [0, 1])
    show(fig, alt="A line from\n  0 to 1.")
    (bundle,) = shown
    assert set(bundle) == {"text/html", "text/plain"}
    assert bundle["text/plain"] == "Figure: A line from 0 to 1."
    (image,) = Images(bundle["text/html"]).found
    assert image["alt"] == "A line from 0 to 1."
    kind, data = image["src"].split(",")
    assert kind == "data:image/png;base64"
    picture = Image.open(io.BytesIO(base64.b64decode(data)))
    assert picture.getpixel((0, 0))[:3] == (255, 255, 255), "the background is white in a dark theme too"
    assert picture.getchannel("A").getextrema() == (255, 255) if "A" in picture.getbands() else True


@given(st.text(min_size=1).filter(str.strip))
def test_any_alternative_text_survives_html(alt):
    (image,) = Images(Picture(b"", alt)._repr_html_()).found
    assert image["alt"].split() == alt.split()


@pytest.mark.parametrize("alt", [{}, {"alt": ""}, {"alt": "  \n"}, {"alt": None}])
def test_no_figure_without_alternative_text(shown, alt):
    fig, _ = subplots()
    with pytest.raises(ValueError, match="needs alternative text"):
        show(fig, **alt)
    assert shown == []


def test_a_figure_made_with_pyplot_is_closed_so_that_it_is_not_shown_twice(shown):
    plt = pytest.importorskip("matplotlib.pyplot")
    fig = plt.figure()
    show(fig, alt="empty")
    assert not plt.fignum_exists(fig.number)


def test_the_same_figure_gives_the_same_bytes():
    def draw():
        fig, axes = subplots(1, 2)
        axes[0].bar([0, 1], [1, 2])
        return figures._png(fig)

    assert draw() == draw()


def test_nothing_global_changes():
    before = dict(mpl.rcParams)
    fig, axes = subplots(2, 2, width=5, height=4, sharex=True)
    assert dict(mpl.rcParams) == before
    assert axes.shape == (2, 2)
    assert tuple(fig.get_size_inches()) == (5, 4)


def test_lines_differ_in_colour_and_in_style():
    _, axes = subplots()
    lines = [axes.plot([0, 1])[0] for _ in COLORS]
    assert [line.get_color() for line in lines] == list(COLORS.values())
    assert len({str(line._unscaled_dash_pattern) for line in lines}) == len(LINE_STYLES) == len(COLORS)


def tile(axes, row, column, size=28):
    """The pixels drawn for one image of a grid."""
    sheet = axes.images[0].get_array()
    top, left = row * (size + GAP), column * (size + GAP)
    return np.asarray(sheet[top : top + size, left : left + size])


@pytest.mark.parametrize("shape", [(6, 28, 28), (6, 1, 28, 28)])
def test_a_grid_is_filled_row_by_row(shape):
    images = np.random.default_rng(0).integers(0, 256, shape).astype(np.uint8)
    fig, axes = image_grid(images, 2, 3, row_labels=["a", "b"], column_labels=range(3))
    for index, image in enumerate(images.reshape(6, 28, 28)):
        assert np.array_equal(tile(axes, *divmod(index, 3)), image)
    fig.canvas.draw()
    assert [label.get_text() for label in axes.get_yticklabels()] == ["a", "b"]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["0", "1", "2"]


@settings(max_examples=20)  # each one draws a figure
@given(st.integers(0, 255))
def test_tensors_in_minus_one_to_one_and_uint8_give_the_same_picture(level):
    image = torch.full((1, 1, 4, 4), level / 127.5 - 1, requires_grad=True)
    _, axes = image_grid(image, 1, 1)
    assert (tile(axes, 0, 0, size=4) == level).all()


@pytest.mark.parametrize("images", [
    np.full((2, 28, 28), 3.0), np.full((2, 28, 28), np.nan), np.zeros((2, 28, 28), dtype=int),
])
def test_a_grid_refuses_images_of_unknown_range(images):
    with pytest.raises(ValueError, match="uint8 from 0 to 255, or floats in"):
        image_grid(images, 1, 2)


def test_a_grid_refuses_the_wrong_number_of_images():
    with pytest.raises(ValueError, match=r"needs images of shape \(6, height, width\), got \(5, 28, 28\)"):
        image_grid(np.zeros((5, 28, 28)), 2, 3)
