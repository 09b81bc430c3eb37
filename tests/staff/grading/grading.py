"""What tests of the whole way share: handing in, grading, reading tables and pages."""

import csv
import html.parser
import json

import pytest

from staff.grading.cage.cage import NoIsolation

ANSWER = "**Your answer: `two_kinds_of_entropy`** · 3 points, graded by hand\n\n<img src=x onerror=alert(1)> & more"
NATS = "def entropy(p):\n    p = np.asarray(p, dtype=float)\n    p = p[p > 0]\n    return float(-np.sum(p * np.log(p)))"


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def with_answer(content):
    document = json.loads(content)
    document["cells"].append({"cell_type": "markdown", "metadata": {}, "source": ANSWER})
    return json.dumps(document)


def hand_in(folder, **contents):
    for student, content in contents.items():
        (folder / student).mkdir(parents=True)
        (folder / student / "01_entropy.ipynb").write_text(content, encoding="utf-8")
    return folder


def without_isolation_skip(run):
    try:
        return run()
    except NoIsolation as problem:
        pytest.skip(f"no isolation here: {problem}")


class Page(html.parser.HTMLParser):
    """The tags of a page, and all of its text, with a space in place of whatever lies between two words."""

    def __init__(self, path):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.text = f"{self.text} {' '.join(data.split())}".strip()
