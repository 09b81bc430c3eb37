"""Marks given by hand in a student's report, from the browser's form back into the table of marks."""

import pytest

from staff.grading import grade as grading
from staff.grading.cage.cage import NoIsolation
from staff.grading.grade import Settings, grade
from tests.pages import ROOT
from tests.staff.browser.conftest import serious_faults


def test_points_typed_into_a_report_reach_the_total(tmp_path, look, monkeypatch):
    monkeypatch.setattr(grading, "_secrets", lambda *places: [])  # test_cage.py tests this search, which takes seconds
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "ann.ipynb").write_bytes((ROOT / "notebooks" / "01_entropy.ipynb").read_bytes())
    settings = Settings(tmp_path / "in", tmp_path / "out", jobs=1)
    try:
        grade(settings)
    except NoIsolation as problem:
        pytest.skip(f"no isolation here: {problem}")
    page = look((tmp_path / "out" / "reports" / "ann.html").as_uri())
    assert serious_faults(page) == []
    page.get_by_label("Points").fill("2,5")
    page.get_by_label("Comment").fill('"Bits", you say; why?')
    with page.expect_download() as download:
        page.get_by_role("button", name="Save marks given by hand").click()
    assert page.faults == []
    download.value.save_as(tmp_path / "out" / "hand_marks" / download.value.suggested_filename)
    for other in ("index", "statistics", "feedback/ann"):
        page.goto((tmp_path / "out" / f"{other}.html").as_uri())
        assert serious_faults(page) == page.faults == []
    page.close()
    grade(settings)
    page = look((tmp_path / "out" / "reports" / "ann.html").as_uri())
    assert page.get_by_label("Comment").input_value() == '"Bits", you say; why?'
    page.goto((tmp_path / "out" / "index.html").as_uri())
    assert page.get_by_role("row", name="ann 0 of 12").inner_text().split()[-1] == "2.5"
    page.close()
