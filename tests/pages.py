"""What the tests of pages and links share: tags of HTML, and lessons that are still to come."""

import html.parser
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLANNED = re.compile(r"^\| (\d\d_\w+) \|.*\| not written yet \|$", re.MULTILINE)


class Tags(html.parser.HTMLParser):
    """The attributes of every tag of a text, by tag, as a browser reads them."""

    def __init__(self, text: str):
        super().__init__()
        self.found: dict[str, list[dict]] = {}
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.found.setdefault(tag, []).append(dict(attributes))

    def all(self, tag: str, attribute: str) -> list[str]:
        return [found[attribute] for found in self.found.get(tag, []) if attribute in found]

    def identifiers(self) -> set[str]:
        return {name for tag in self.found for name in self.all(tag, "id")}


def is_planned(link: str) -> bool:
    """Whether the link leads to a lesson that README announces as not written yet."""
    return Path(link).stem in PLANNED.findall((ROOT / "README.md").read_text(encoding="utf-8"))
