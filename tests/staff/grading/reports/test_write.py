"""The folder of marks: one student's page never stops another's, and nobody's name or text breaks a page or a table."""

import csv
import zipfile

from hypothesis import given
from hypothesis import strategies as st

from staff.grading import course
from staff.grading.reports import report
from staff.grading.reports.deadlines import Late
from staff.grading.reports.hand import HandMark
from staff.grading.reports.marks import Record, Row
from staff.grading.reports.tables import Graded, file_name
from staff.grading.reports.write import write
from tests.staff.grading.grading import Page

LESSON = course.lessons()[1]
HOSTILE = ['=HYPERLINK("http://x","y")', "a,b\"c'd;=1+1", "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>',
           "line\nbreak\r\n=2", "\t@x", "-1", "ann"]
TEXTS = st.sampled_from(HOSTILE) | st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)


def student(name="ann", text="wrong"):
    rows = [Row(exercise.name, exercise.number, 0, exercise.points, "failed", "", text, "7")
            for exercise in LESSON.exercises]
    marks = {(LESSON.name, question.name): HandMark(LESSON.name, question.name, "", question.points, text)
             for question in LESSON.questions}
    written = {question.name: text for question in LESSON.questions}
    record = Record(name, LESSON.name, rows, text, [text], written, {"0": text}, {text: 3})
    return Graded(name, {LESSON.name: Late(10, "late by 1 day")}, (text,), [record], marks, (text,),
                  {"id": "7", "name": text, "email": text})


def test_a_page_that_cannot_be_written_waits_and_all_others_are_there(tmp_path, monkeypatch):
    def page(path, one, lessons):
        if one.name == "ben":
            raise TypeError("no page")
        written(path, one, lessons)
    written = report.write_student
    write(tmp_path, [student("ben")], [LESSON], [], None)  # an old page must not pass for the new one
    monkeypatch.setattr(report, "write_student", page)
    [said] = write(tmp_path, [student("ann"), student("ben"), student("cho")], [LESSON], ["about the run"], None)
    assert "reports/ben.html could not be written (TypeError: no page)" in said and "Look at ben yourself" in said
    assert sorted(path.name for path in (tmp_path / "reports").iterdir()) == ["ann.html", "cho.html"]
    assert said in Page(tmp_path / "index.html").text and "about the run" in Page(tmp_path / "index.html").text
    assert len(list((tmp_path / "feedback").iterdir())) == 3


def test_files_that_were_not_understood_are_on_the_page_of_the_class(tmp_path):
    write(tmp_path, [student("ann", "x.py")], [LESSON], [], None)
    assert "ann : x.py; x.py: not looked at, for it is no notebook" in Page(tmp_path / "index.html").text
    assert "Not looked at, for they are no notebooks: x.py" in Page(tmp_path / "reports" / "ann.html").text


@given(TEXTS, TEXTS)
def test_no_text_breaks_a_page_or_becomes_a_formula(tmp_path_factory, name, text):
    out = tmp_path_factory.mktemp("marks")
    pair = "01", name, text, 9, text, text
    assert not write(out, [student(name, text), student("other", "")], [LESSON], [text], [pair])
    plain = file_name(name)
    for page in ("index.html", "statistics.html", "alike.html", f"reports/{plain}.html", f"feedback/{plain}.html"):
        tags = Page(out / page).tags
        allowed = {"src": "", "onerror": ""}
        assert not any(name.startswith("on") or name in allowed for _, attributes in tags for name in attributes), page
        assert sum(tag == "script" for tag, _ in tags) == ("reports" in page)
    for table in ("marks.csv", "summary.csv"):
        with open(out / table, newline="", encoding="utf-8") as file:
            rows = list(csv.reader(file))
        assert len({len(row) for row in rows}) == 1 and len(rows) == (3 if table == "summary.csv" else 17)
        assert not any(cell.startswith(tuple("=+-@\t\r")) for row in rows for cell in row)
    with zipfile.ZipFile(out / "feedback.zip") as archive:
        assert len(archive.namelist()) == 2 and not any("/" in one or ".." in one[:-5] for one in archive.namelist())
