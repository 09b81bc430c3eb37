"""What every explorer does: controls for mouse and keyboard that agree, and a picture with true words beside it."""

import base64
import re
import xml.etree.ElementTree as ET

import pytest

from helpers.pictures.explorers import film, gaussians, sigmoid, table
from helpers.pictures.explorers.drawing import Chart, Drawing

EXPLORERS = {"gaussians": (gaussians.explore_gaussians, gaussians.draw_gaussians, gaussians.draw),
             "table": (table.explore_table, table.draw_two_by_two, table.draw),
             "sigmoid": (sigmoid.explore_sigmoid, sigmoid.draw_sigmoid, sigmoid.draw),
             "film": (film.explore_film, film.draw_film, film.draw)}
each = pytest.mark.parametrize(("explore", "still", "draw"), EXPLORERS.values(), ids=EXPLORERS)


def picture(html):
    """(root of the SVG, alternative text) of an <img>."""
    source, alt = re.search(r'<img src="data:image/svg\+xml;base64,([^"]+)" alt="([^"]+)"', html).groups()
    return ET.fromstring(base64.b64decode(source)), alt


@each
def test_every_control_moves_the_picture_from_one_end_to_the_other(explore, still, draw):
    explorer = explore()
    for name, control in explorer.controls.items():
        assert control.field.description == name.replace("_", " ")
        ends = [False, True] if isinstance(control.field.value, bool) else [control.field.min, control.field.max]
        for widget in (control.field, control.slider):
            seen = []
            for value in ends:
                widget.value = value
                drawing, text = draw(**explorer.values())
                assert explorer.picture.value == drawing._repr_html_() and explorer.reading.value == text
                seen.append(picture(explorer.picture.value)[1])
            assert len(set(seen)) == 2


@each
def test_the_still_picture_shows_settings_of_the_explorer_and_has_their_words(explore, still, draw):
    drawing = still()
    root, alt = picture(drawing._repr_html_())
    assert repr(drawing) == f"Figure: {alt}"
    assert [number in alt for number in ("1: ", "2: ", "3: ")] == [True] * 3
    width, height = (int(root.get(side)) for side in ("width", "height"))
    inside = [(float(one.get("x")), float(one.get("y"))) for one in root.iter("{http://www.w3.org/2000/svg}text")]
    assert width <= 1020 and all(0 <= x <= width and 0 <= y <= height for x, y in inside)


def test_a_chart_holds_what_lies_outside_at_its_frame():
    chart = Chart("title", (0, 1), (0, 2), "x", "y")
    assert [part.tolist() for part in chart.place([-5, 0.5, 7], [1, 9, -9])] == [[62, 194, 326], [115, 26, 204]]


def test_words_in_a_picture_are_words_and_no_html():
    chart = Chart('p < q & "r"', (0, 1), (0, 1))
    root, alt = picture(Drawing([[chart]], "p < q")._repr_html_())
    assert alt == "p &lt; q" and 'p < q & "r"' in [one.text for one in root.iter()]
