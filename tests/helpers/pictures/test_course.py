"""The map of the lessons: complete, the same as links, words and arrows, and leading somewhere."""

import html.parser
import sys
import types

import pytest

from helpers.pictures.course import LESSONS, Map, link, repository
from staff.authoring import Project
from tests.pages import ROOT


class Page(html.parser.HTMLParser):
    """The links of a page, address -> text, and how many arrows it has."""

    def __init__(self, text):
        super().__init__()
        self.links, self.arrows, self.address = {}, 0, None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        if tag == "a":
            self.address = dict(attributes)["href"]
            self.links[self.address] = ""
        self.arrows += tag == "line"

    def handle_endtag(self, tag):
        self.address = None if tag == "a" else self.address

    def handle_data(self, data):
        if self.address:
            self.links[self.address] += data


def test_every_box_is_a_link_that_says_what_it_builds_on():
    page = Page(Map()._repr_html_())
    assert page.links["01_entropy.ipynb"] == "1. Entropy"
    assert page.links["08_infogan_mnist.ipynb"] == "8. InfoGAN on MNIST uses 5 and 7"
    assert len(page.links) == 11 and page.arrows == sum(len(lesson.builds_on) for lesson in LESSONS.values())


def test_text_says_the_same():
    lines = repr(Map()).splitlines()
    for line, (address, words) in zip(lines, Page(Map()._repr_html_()).links.items(), strict=True):
        assert line.replace("(", "").replace(")", "") == f"{words}: {address}"


def test_lessons_lie_where_the_links_lead():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for lesson in LESSONS.values():
        there = all((ROOT / folder / f"{lesson.file}.ipynb").exists() for folder in ("notebooks", "solutions"))
        assert there or f"| {lesson.file} |" in readme, "README says what is not written yet"
    assert {lesson.file for lesson in LESSONS.values()} >= {path.stem for path in (ROOT / "solutions").glob("*.py")}


def test_a_lesson_builds_on_earlier_ones_and_no_two_boxes_are_in_one_place():
    assert all(before < number for number, lesson in LESSONS.items() for before in lesson.builds_on)
    places = [lesson.place for lesson in LESSONS.values() if lesson.place]
    assert all(abs(a[0] - b[0]) >= 1 or abs(a[1] - b[1]) >= 1
               for i, a in enumerate(places) for b in places[:i])


@pytest.mark.parametrize("installed", [True, False])
def test_in_colab_links_are_complete(monkeypatch, installed):
    monkeypatch.setitem(sys.modules, "google.colab", types.ModuleType("google.colab"))
    if not installed:
        monkeypatch.setattr("helpers.pictures.course.DISTRIBUTION", "a-package-that-is-not-installed")
        assert repository() == "" and link(LESSONS[1]) == "01_entropy.ipynb"
        return
    project = Project.read(ROOT)
    assert repository() == project.repository
    assert f"({link(LESSONS[1])})" in project.colab_link("notebooks/01_entropy.ipynb")
