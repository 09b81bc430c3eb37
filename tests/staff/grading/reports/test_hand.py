"""Marks given by hand, and the table they are in."""

import pytest

from staff.grading.reports.hand import HandMark, merge_hand_marks


def test_marks_given_by_hand_stay(tmp_path):
    path, why, how = tmp_path / "ann.csv", HandMark("01", "why", "", 3), HandMark("01", "how", "", 2)
    merge_hand_marks(path, [why])
    path.write_text("\ufeff" + path.read_text().replace("why,,3,", 'why,"2,5",3,"good, but short"'), encoding="utf-8")
    marks = merge_hand_marks(path, [why, how])
    assert marks["01", "why"].value == 2.5 and marks["01", "why"].comment == "good, but short"
    assert marks["01", "how"].value is None
    before = path.read_bytes()
    assert merge_hand_marks(path, [why]) == marks and path.read_bytes() == before
    path.write_text("lesson,question,points,out_of,comment\n01,why,many,3,\n")
    with pytest.raises(ValueError, match="line 2: 'many' is not a number"):
        merge_hand_marks(path, [why])
