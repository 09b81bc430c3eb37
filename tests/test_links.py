"""Every link that stays in the project leads to a file, and to a heading of it. Outside links: ``make links``."""

import io
import urllib.error
from urllib.parse import unquote, urlsplit

import pytest

from tests import links
from tests.pages import ROOT, is_planned


@pytest.mark.parametrize("page", links.pages(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page):
    for link in map(urlsplit, links.links(page)):
        if link.scheme or is_planned(link.path):
            continue
        target = page.parent / unquote(link.path) if link.path else page
        assert target.exists(), link.geturl()
        assert not link.fragment or unquote(link.fragment) in links.anchors(target), link.geturl()


def test_all_pages_are_looked_at():
    names = {path.name for path in links.pages()}
    assert {"README.md", "CONTRIBUTING.md", "ERRATA.md", "CHANGELOG.md", "01_entropy.ipynb"} <= names
    assert "notebooks/01_entropy.ipynb" in links.links(ROOT / "README.md")
    assert "01_entropy.ipynb" in links.links(ROOT / "solutions" / "00_start_here.ipynb"), "the map is an output"


@pytest.mark.parametrize(("answer", "said"), [
    (None, "1 addresses, 0 cannot be read."),
    (urllib.error.HTTPError("", 404, "Not Found", {}, io.BytesIO()), "a: 404 Not Found (linked from README.md)"),
    (urllib.error.HTTPError("", 403, "Forbidden", {}, io.BytesIO()), "1 addresses, 0 cannot be read."),
    (urllib.error.URLError("no such host"), "a: no such host (linked from README.md)"),
])
def test_an_address_outside_that_fails_is_named_with_its_page(monkeypatch, capsys, answer, said):
    def open_address(request, timeout):
        if answer:
            raise answer
        return io.BytesIO()

    monkeypatch.setattr(links, "pages", lambda: [ROOT / "README.md"])
    monkeypatch.setattr(links, "links", lambda path: ["https://example.org/a#b", "CONTRIBUTING.md"])
    monkeypatch.setattr(links.urllib.request, "urlopen", open_address)
    assert links.main() == ("cannot be read." not in said)
    assert said in capsys.readouterr().out
