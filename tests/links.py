"""The links on the pages of the course. ``make links`` asks for each address outside once and lists what fails.

That needs a network, so it is no test; tests/test_links.py looks at the links that stay inside.
"""

import re
import sys
import urllib.error
import urllib.request
from pathlib import Path

import nbformat
from markdown_it import MarkdownIt

from tests.pages import ROOT, Tags

PATTERNS = ("*.md", ".github/**/*.md", "helpers/**/*.md", "staff/*.md", "staff/grading/*.md", "findings/*.md",
            "notebooks/*.ipynb", "solutions/*.ipynb")
MARKDOWN = MarkdownIt("commonmark").enable("table")
SECONDS = 30
# Addresses made from the one in pyproject.toml, which exist once the tag is published.
OWN = re.compile(r"colab\.research\.google\.com/github/")


def pages() -> list[Path]:
    return [path for pattern in PATTERNS for path in sorted(ROOT.glob(pattern)) if path.is_file()]


def html(path: Path) -> Tags:
    """The page as HTML. Of a notebook: its text, and the outputs that are HTML."""
    if path.suffix == ".md":
        return Tags(MARKDOWN.render(path.read_text(encoding="utf-8")))
    cells = nbformat.read(path, as_version=4).cells
    outputs = [output.get("data", {}).get("text/html", "") for cell in cells for output in cell.get("outputs", [])]
    texts = [MARKDOWN.render(cell.source) for cell in cells if cell.cell_type == "markdown"]
    return Tags("\n".join(texts + outputs))


def links(path: Path) -> list[str]:
    """Where the page's links and pictures lead, in order."""
    tags = html(path)
    return [*tags.all("a", "href"), *(source for source in tags.all("img", "src") if not source.startswith("data:"))]


def anchors(path: Path) -> set[str]:
    """The names of the page's headings, as GitHub makes them in a text and JupyterLab in a notebook."""
    texts = [path.read_text(encoding="utf-8")] if path.suffix == ".md" else [
        cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown"]
    titles = [title for text in texts for title in re.findall(r"^#+ (.*)$", text, re.MULTILINE)]
    if path.suffix != ".md":
        return {title.replace(" ", "-") for title in titles}
    return {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in titles}


def outside() -> dict[str, list[str]]:
    """Every address outside, with the pages that link to it."""
    found: dict[str, list[str]] = {}
    for path in pages():
        for link in links(path):
            if link.startswith("http") and not OWN.search(link):
                found.setdefault(link.split("#")[0], []).append(path.relative_to(ROOT).as_posix())
    return found


def fault(address: str) -> str:
    """Why the address cannot be read; "" where it can."""
    request = urllib.request.Request(address, headers={"User-Agent": "Mozilla/5.0 (link check)"})
    try:
        urllib.request.urlopen(request, timeout=SECONDS).close()
    except urllib.error.HTTPError as error:
        # Some sites refuse programs, whoever asks; that says nothing about the page.
        return "" if error.code in {403, 429} else f"{error.code} {error.reason}"
    except OSError as error:
        return str(getattr(error, "reason", error))
    return ""


def main() -> int:
    found = outside()
    faults = {address: reason for address in sorted(found) if (reason := fault(address))}
    for address, reason in faults.items():
        print(f"{address}: {reason} (linked from {', '.join(sorted(set(found[address])))})")
    print(f"{len(found)} addresses, {len(faults)} cannot be read.")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
