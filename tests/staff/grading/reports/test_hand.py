"""Marks given by hand, and the table they are in."""

import pytest

from staff.grading.reports.hand import HandMark, merge_hand_marks

KNOWN = {("01", "why"), ("01", "how"), ("02", "when")}
HEADER = "lesson,question,points,out_of,comment\n"


def test_marks_given_by_hand_stay(tmp_path):
    path, why, how = tmp_path / "ann.csv", HandMark("01", "why", "", 3), HandMark("01", "how", "", 2)
    merge_hand_marks(path, [why], KNOWN)
    path.write_text("\ufeff" + path.read_text().replace("why,,3,", 'why,"2,5",3,"good, but short"'), encoding="utf-8")
    marks = merge_hand_marks(path, [why, how], KNOWN)
    assert marks["01", "why"].value == 2.5 and marks["01", "why"].comment == "good, but short"
    assert marks["01", "how"].value is None
    before = path.read_bytes()
    assert merge_hand_marks(path, [why], KNOWN) == marks and path.read_bytes() == before


@pytest.mark.parametrize(("line", "words"), [
    ("01,why,many,3,", "line 2: 'many' is not a number of points"),
    ("01,why,nan,3,", "'nan' is not a number of points"),
    ("01,why,30,3,", "30 points of 3. Write 0 to 3"), ("01,why,-1,3,", "-1 points of 3"),
    ("01,hwo,1,2,", "no question or exercise 'hwo'; is 'how' meant?"), ("01,why,1,x,", "out_of is 'x'"),
    ("01,,1,3,", "expected the columns"),
])
def test_what_cannot_be_added_up_is_said_with_its_place(tmp_path, line, words):
    (tmp_path / "ann.csv").write_text(HEADER + line + "\n")
    with pytest.raises(ValueError, match=r"ann\.csv") as problem:
        merge_hand_marks(tmp_path / "ann.csv", [], KNOWN)
    assert words in str(problem.value)


@pytest.mark.parametrize("content", [
    (HEADER + "01,why,2.5,3.0,für Müller\n").encode("cp1252"),
    "lesson;question;points;out_of;comment\r\n01;why;2,5;3,0;für Müller\r\n".encode("cp1252"),
], ids=["ANSI", "semicolons"])
def test_tables_that_spreadsheets_have_saved(tmp_path, content):
    (tmp_path / "ann.csv").write_bytes(content)
    mark = merge_hand_marks(tmp_path / "ann.csv", [], KNOWN)["01", "why"]
    assert (mark.value, mark.out_of, mark.comment) == (2.5, 3, "für Müller")
