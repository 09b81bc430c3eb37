"""Deadlines, and what being late costs."""

from datetime import datetime

import pytest

from staff.grading.reports.deadlines import Deadline, Late, lateness, read_deadlines, time_in

LESSONS = {1: "01_entropy", 2: "02_kl"}
DUE = Deadline(datetime(2026, 11, 30, 18), 10)


@pytest.mark.parametrize("text", [
    "2026-11-30-18-05-00", "Nov 30, 2026 605 PM", "November 30, 2026 605 PM", "2026-11-30 18:05", "20261130180500",
    "Monday, 30 November 2026, 6:05 PM", "Monday, November 30, 2026, 6:05 PM", "2026-11-30T18:05:00"])
def test_times_as_platforms_write_them(text):
    assert time_in(text) == datetime(2026, 11, 30, 18, 5)


def test_a_time_elsewhere_is_not_one_here(monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    import time
    time.tzset()
    try:
        assert time_in("2026-11-30 18:05:00 UTC") == datetime(2026, 12, 1, 3, 5)
    finally:
        monkeypatch.undo()
        time.tzset()
    assert time_in("gestern") is None and time_in("") is None


def test_days_that_have_begun_count_and_no_more_than_everything_is_taken():
    def off(*when):
        return lateness(DUE, datetime(2026, *when), True, False).percent
    assert (off(11, 30, 18), off(11, 30, 18, 1), off(12, 1, 18), off(12, 1, 19), off(12, 31)) == (0, 10, 10, 20, 100)
    assert lateness(DUE, datetime(2026, 12, 1), True, True).said == \
        "late by 1 day: due 2026-11-30 18:00, came 2026-12-01 00:00, 10 % off"


@pytest.mark.parametrize(("time", "certain", "flagged", "words"), [
    (datetime(2026, 12, 9), False, False, "late? Nobody knows"),
    (None, False, False, "late? Nobody knows"),
    (datetime(2026, 12, 9), False, True, "late, as the platform says, but not by how much"),
    (datetime(2026, 11, 29), False, False, ""),
    (datetime(2026, 11, 29), False, True, "late, as the platform says, but in time"),
])
def test_a_time_that_is_a_guess_costs_nothing_and_is_said(time, certain, flagged, words):
    late = lateness(DUE, time, certain, flagged)
    assert late.percent == 0 and late.said.startswith(words) and bool(late.said) == bool(words)
    assert lateness(None, time, certain, flagged) == Late(0, "late, as the platform says" if flagged else "")


@pytest.mark.parametrize(("content", "words"), [
    ("lesson,date,percent per day\n7,2026-11-30,10\n", r"d\.csv, line 2: there is no lesson '7'. Write its number"),
    ("lesson,date\n1,soon\n", "line 2: 'soon' is no date. Write 2026-11-30, or"),
    ("lesson,date,percent per day\n1,2026-11-30,many\n", "line 2: 'many' is no percentage"),
    ("lesson,date,percent per day\n1,2026-11-30,-5\n", "line 2: '-5' is no percentage"),
    ("Lektion;Datum\n", r"d\.csv, line 1: there is no column lesson and no column date"), ("", "no column lesson"),
    ('lesson,date\n1,"2026', "Look for a quote that does not end"),
    ("lesson,date\n1,2026-11-30,5,6\n", "4 cells below 2"),
])
def test_a_table_that_says_nothing_clear_is_refused(tmp_path, content, words):
    (tmp_path / "d.csv").write_text(content)
    with pytest.raises(ValueError, match=words):
        read_deadlines(tmp_path / "d.csv", LESSONS)


def test_a_day_lasts_until_its_end_in_any_spreadsheet(tmp_path):
    lines = "lesson; date;percent per day", "01_entropy;2026-11-30;12,5 %", "2;2026-12-07 18:00;"
    (tmp_path / "d.csv").write_bytes("\r\n".join(lines).encode("utf-16"))
    assert read_deadlines(tmp_path / "d.csv", LESSONS) == {
        "01_entropy": Deadline(datetime(2026, 11, 30, 23, 59, 59), 12.5),
        "02_kl": Deadline(datetime(2026, 12, 7, 18), 0)}
    with pytest.raises(ValueError, match="it cannot be read"):
        read_deadlines(tmp_path / "nowhere.csv", LESSONS)
