"""Reading notebooks of any make, and files that are none."""

import json

from hypothesis import given
from hypothesis import strategies as st

from staff.grading.submissions.notebook import Notebook, Unreadable, read_notebook

anything = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
                        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)


@given(st.binary() | anything.map(lambda thing: json.dumps(thing).encode())
       | anything.map(lambda thing: json.dumps({"cells": [thing]}).encode()))
def test_any_file_is_read_or_unreadable(content):
    try:
        assert isinstance(read_notebook(content), Notebook)
    except Unreadable as problem:
        assert str(problem)


def test_written_answers_are_found_by_their_heading():
    sources = ["**Your answer: `one`** · 3 points, graded by hand\n\nBecause *p* is small.",
               "**Your answer: `two`** · 1 point, graded by hand\n\n*Write your answer here.*",
               "Your answer: `three`", "**Your answer: `one`** \n\nAnd another reason."]
    content = json.dumps({"cells": [{"cell_type": "markdown", "source": source} for source in sources]})
    assert read_notebook(content.encode()).written_answers() == {"one": "Because *p* is small.\n\nAnd another reason."}
