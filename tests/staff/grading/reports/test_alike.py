"""Submissions that share long runs: what is seen, and what is not held against anybody."""

import re

import pytest

from staff.grading import course
from staff.grading.reports import alike
from staff.grading.submissions.notebook import read_notebook
from staff.grading.work import Submission
from tests.staff.grading.submissions import making

LESSON = course.lessons()[1]
OWN = """def entropy(p):
    # my way
    total, seen = 0.0, []
    for index, value in enumerate(list(p)):
        if value <= 0 or index > 10**6:
            continue
        seen.append((index, value))
        total = total - value * np.log(value) / np.log(2)
    while len(seen) > 3 and seen[-1][1] == seen[0][1]:
        seen.pop()
    return float(total) if seen else 0.0
"""
COPY = re.sub(r"\bvalue\b", "probability", OWN.replace("total", "result").replace("# my way", "# mine alone"))
OTHER = "def entropy(p):\n    q = [x for x in p if x]\n    return sum(map(lambda x: x * np.log2(1 / x), q))"


def pairs(**cells):
    notebooks = {name: making.notebook(*making.solved(**{**making.OF_THE_LESSON, "entropy": cell}))
                 for name, cell in cells.items()}
    return alike.pairs([Submission(name, LESSON, "x", notebook=read_notebook(notebook.encode()))
                        for name, notebook in notebooks.items()])


@pytest.fixture(autouse=True)
def _installed():
    pytest.importorskip("copydetect", reason="pip install copydetect")


def test_a_copy_with_other_names_and_comments_is_seen_and_nobody_else():
    [(lesson, one, other, shared, code, again)] = pairs(ann=OWN, ben=OTHER, cho=COPY, dov=making.SOLVED["entropy"])
    assert (lesson, one, other) == ("01_entropy", "ann", "cho") and 150 < shared < len(OWN)
    assert "value" in code and "probability" in again


def test_what_the_lesson_gives_what_the_solution_says_and_what_many_write_is_no_sign():
    solved = making.SOLVED["entropy"]
    assert pairs(ann=solved, ben=solved) == []
    assert pairs(ann=making.STUBS["entropy"], ben=making.STUBS["entropy"]) == []
    assert pairs(**{name: OWN for name in ("ann", "ben", "cho", "dov", "eve")}) == []


def test_hostile_code_costs_no_time_and_stops_nothing():
    deep = "x = " + "(" * 150 + "1" + ")" * 150
    assert pairs(ann=" " * 100_000, cho=deep, dov="\ud800 = 1", eve="x = 0x" + "f" * 9000,
                 fay="x = " + "+".join("1" * 900)) == []


def test_where_the_package_is_missing_one_sentence_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(alike.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ValueError, match="pip install copydetect"):
        alike.require()
