"""Marks as tables, for spreadsheets that take a name for a formula."""

import csv

from staff.grading.reports import tables
from staff.grading.reports.deadlines import Late
from staff.grading.reports.hand import HandMark
from staff.grading.reports.marks import Record, Row

IN_TIME = Late()


def graded(name="ann", points=1, hand="", status="passed", late=IN_TIME):
    row = Row("entropy", "1.2", points, 2, status, "", "all is right")
    mark = HandMark("01_entropy", "why", hand, 3)
    return tables.Graded(name, {"01_entropy": late}, (), [Record(name, "01_entropy", [row])],
                         {("01_entropy", "why"): mark})


def written(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_nothing_is_not_zero(tmp_path):
    class_of_three = [graded("a", 0), graded("b", None, status="not run"), graded("c", 2, "1,5")]
    tables.write_summary(tmp_path / "s.csv", class_of_three)
    zero, nothing, both = written(tmp_path / "s.csv")
    assert (zero["01_entropy"], zero["written"], zero["total"]) == ("0", "", "0")
    assert (nothing["01_entropy"], nothing["total"], nothing["to_look_at"]) == ("", "", "1")
    assert (both["01_entropy"], both["written"], both["total"]) == ("2", "1.5", "3.5")


def test_a_name_cannot_be_a_formula_or_a_path(tmp_path):
    tables.write_marks(tmp_path / "m.csv", [graded(name) for name in ("=1+1", "@x", "＝1", "ann;=1+1", "ann-=1")])
    assert [row["student"] for row in written(tmp_path / "m.csv")] == ["'=1+1", "'@x", "'＝1", "ann;'=1+1", "ann-=1"]
    names = ["..", "a/b", "a_b", "x" * 300, "y" * 300, "Łukasz 李", "", "con:\n", "𠜎" * 100, tables.file_name("a/b")]
    files = [tables.file_name(name) for name in names]
    assert len(set(files)) == len(files)
    assert all("/" not in file and file.strip(".") and len(file.encode()) < 140 for file in files)
