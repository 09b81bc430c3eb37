"""The reading copy: built without a network, complete, and read in a browser as it lies on the disk."""

from urllib.parse import unquote, urlsplit

import nbformat
import pytest

from tests.pages import ROOT, Tags, is_planned
from tests.staff.browser.conftest import serious_faults

LESSONS = sorted(path.stem for path in (ROOT / "solutions").glob("*.ipynb"))
every_lesson = pytest.mark.parametrize("name", LESSONS)


def alternative_texts(name):
    """Of every picture in the outputs of a solution, in order."""
    notebook = nbformat.read(ROOT / "solutions" / f"{name}.ipynb", as_version=4)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    texts = [output.get("data", {}).get("text/html", "") for output in outputs]
    return [alt for text in texts for alt in Tags(text).all("img", "alt")]


def test_every_lesson_is_there_and_leads_to_the_next(site):
    path, seen = site / "index.html", []
    while path.stem != "ERRATA":
        tags = Tags(path.read_text(encoding="utf-8"))
        (following,) = [tag["href"] for tag in tags.found["a"] if tag.get("class") == "next-page"]
        path = path.parent / following
        seen.append(path.stem)
    assert seen == [*LESSONS, "ERRATA"]


@every_lesson
def test_mathematics_and_pictures_arrive_and_a_phone_is_wide_enough(site, look, name):
    page = look((site / "solutions" / f"{name}.html").as_uri())
    page.evaluate("MathJax.startup.promise.then(() => null)")
    assert page.locator("mjx-container").count() == page.locator(".math").count() > 0
    assert page.locator("[data-mml-node=merror]").count() == 0
    pictures = page.locator("article img")
    assert pictures.evaluate_all("all => all.map(one => one.alt)") == alternative_texts(name)
    assert pictures.evaluate_all("all => all.every(one => one.naturalWidth > 0)")
    page.set_viewport_size({"width": 400, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    assert page.faults == []
    page.close()


def test_links_lead_to_pages_that_are_there(site):
    pages = {path: Tags(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}
    for path, tags in pages.items():
        for link in map(urlsplit, tags.all("a", "href") + tags.all("area", "href")):
            # What Sphinx cannot find becomes a fragment.
            if link.scheme or is_planned(link.path or link.fragment):
                continue
            target = (path.parent / unquote(link.path)).resolve() if link.path else path
            assert target in pages, f"{path.name}: {link.path}"
            assert link.fragment in {"", *pages[target].identifiers()}, f"{path.name}: {link.geturl()}"


def test_search_finds_a_word_of_a_lesson(site, look):
    page = look((site / "index.html").as_uri())
    page.get_by_placeholder("Search").fill("surprisal")
    page.keyboard.press("Enter")
    found = page.locator("#search-results li a").filter(has_text="1. Entropy").first
    found.wait_for()
    assert "solutions/01_entropy.html" in found.get_attribute("href")
    assert page.faults == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["index", "solutions/00_start_here"])
def test_the_pages_have_no_serious_fault(site, look, name, scheme):
    page = look((site / f"{name}.html").as_uri(), scheme=scheme)
    page.evaluate("window.MathJax?.startup.promise.then(() => null)")
    assert serious_faults(page) == []
