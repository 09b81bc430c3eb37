"""The diagram of InfoGAN shows the arrows it was given, and no others."""

import matplotlib.text
import pytest

from helpers.pictures.diagrams import PARTS, draw_infogan
from helpers.pictures.figures import show


def arrows(reaches):
    _, axes = draw_infogan(reaches)
    return {artist.get_gid() for artist in axes.findobj(matplotlib.text.Annotation) if artist.get_gid()}


@pytest.mark.parametrize("reaches", [
    {"G": {"V", "L_I"}, "trunk": {"V"}, "D head": {"V"}, "Q head": {"L_I"}},
    {"G": set(), "trunk": set(), "D head": set(), "Q head": {"V", "L_I"}},
    {part: set() for part in PARTS},
])
def test_one_arrow_for_each_entry(reaches):
    assert arrows(reaches) == {f"{term} -> {part}" for part, terms in reaches.items() for term in terms}


@pytest.mark.parametrize("reaches", [
    {"G": {"V"}},
    {"G": {"V"}, "trunk": {"V"}, "D head": {"V"}, "Q head": {"V"}, "E": {"V"}},
    {"G": {"W"}, "trunk": {"V"}, "D head": {"V"}, "Q head": {"V"}},
])
def test_unknown_names_are_named(reaches):
    with pytest.raises(ValueError, match=r"missing or unknown: .*(trunk|E|W)"):
        draw_infogan(reaches)


def test_it_can_be_shown(capsys):
    show(draw_infogan({part: {"V"} for part in PARTS})[0], alt="a diagram")
    assert "a diagram" in capsys.readouterr().out
