"""Reading notebooks of any make, and files that are none."""

import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staff.grading.submissions.notebook import NO_HEADING, Notebook, Unreadable, read_notebook, without_effect

anything = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
                        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)


@given(st.binary() | anything.map(lambda thing: json.dumps(thing).encode())
       | anything.map(lambda thing: json.dumps({"cells": [thing]}).encode()))
def test_any_file_is_read_or_unreadable(content):
    try:
        assert isinstance(read_notebook(content), Notebook)
    except Unreadable as problem:
        assert str(problem)


def answer(*cells):
    """What is found in the cells that stand between a question of a lesson and the lesson's next cell."""
    sources = [("markdown", "Why is it so? Rubric."), *cells, ("markdown", "## The next section"), ("markdown", "mine")]
    content = json.dumps({"cells": [{"cell_type": kind, "source": source} for kind, source in sources]})
    given = {"Why is it so? Rubric.", "## The next section"}
    return read_notebook(content.encode()).answer_to("why", "Why is it so?\nRubric.", given)


HEADING = "**Your answer: `why`** · 3 points, graded by hand"
BLANK = f"{HEADING}\n\n*Write your answer here.*"
TEXT = "Because *p* is small."


@pytest.mark.parametrize("cells", [
    [("markdown", f"{HEADING}\n\n{TEXT}")], [("markdown", BLANK), ("markdown", TEXT)],
    [("markdown", f"{TEXT}\n\n{BLANK}")], [("code", f"{HEADING}\n\n{TEXT}")], [("raw", f"{HEADING}\n{TEXT}")],
    [("markdown", TEXT)], [("code", TEXT)], [("markdown", BLANK), ("code", TEXT)],
])
def test_a_written_answer_is_found_however_it_was_given(cells):
    assert answer(*cells).replace(NO_HEADING, "").strip() == TEXT
    assert (NO_HEADING in answer(*cells)) == (not any("Your answer" in source for _, source in cells))


def test_html_before_an_answer_and_all_of_several_cells_count():
    assert answer(("markdown", f"<div></div>\n{BLANK}"), ("markdown", TEXT)) == f"<div></div>\n\n{TEXT}"
    assert answer(("markdown", f"{HEADING}\n\nOne."), ("markdown", f"{HEADING}\n\nTwo.")) == "One.\n\nTwo."
    assert answer(("markdown", BLANK)) == answer() == ""


def test_lines_that_do_nothing_here_are_announced_but_not_those_of_the_lesson():
    def notebook(*sources):
        return read_notebook(json.dumps({"cells": [{"cell_type": "code", "source": one} for one in sources]}).encode())
    lesson = notebook("%pip install infogan")
    lines = "!ls\nif x:\n    files = !nvidia-smi\n%matplotlib inline\n%time x\ny % 2"
    mine = notebook("%pip install infogan", "x = 1", lines, "\n".join(["!a"] * 7))
    assert without_effect(mine, lesson) == ["Cell 3: !ls, !nvidia-smi, %matplotlib inline did nothing here.",
                                            "Cell 4: !a, !a, !a, !a, !a, ... did nothing here."]


def test_a_notebook_of_millions_of_empty_cells_is_refused_before_it_takes_memory():
    content = b'{"cells": [' + b"{}," * (20 * 2**20) + b"{}]}"
    tracemalloc.start()
    with pytest.raises(Unreadable, match="millions of values"):
        read_notebook(content)
    assert tracemalloc.get_traced_memory()[1] < 2**20
    tracemalloc.stop()
