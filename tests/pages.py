"""What the tests of pages and links share: tags of HTML, and lessons that are still to come."""

import html.parser
from pathlib import Path

from helpers.pictures.course import LESSONS

ROOT = Path(__file__).resolve().parent.parent


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
    """Whether the link leads to a lesson that belongs to the course and is not written yet."""
    name = Path(link).stem
    return name in {lesson.file for lesson in LESSONS.values()} and not (ROOT / "solutions" / f"{name}.ipynb").exists()
