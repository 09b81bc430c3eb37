"""Marks into the files that Canvas and Moodle have exported, in the form that their own sources write and read.

Canvas: lib/gradebook_exporter.rb and gradebook_importer.rb. Moodle: mod/assign/gradingtable.php, feedback/offline.
"""

import csv
import io

import pytest

from staff.grading.reports.deadlines import Late
from staff.grading.reports.gradebook import read_roster
from staff.grading.reports.hand import HandMark
from staff.grading.reports.marks import Record, Row
from staff.grading.reports.tables import Graded
from staff.grading.submissions.find import Student

LESSONS = ["01_entropy", "02_kl"]
SCORES = ["Current Score", "Unposted Current Score", "Final Score", "Unposted Final Score"]
CANVAS = [
    ["Student", "ID", "SIS User ID", "SIS Login ID", "Integration ID", "Section", "Notes", "01_entropy (555)",
     "Exam (556)", "Homework Current Score", "Override Score", *SCORES],
    ["", "", "", "", "", "", "", "Manual Posting", *[""] * 7],
    ["    Points Possible", "", "", "", "", "", "", "15.00", "100.00", "(read only)", "", *["(read only)"] * 4],
    ["Doe, Jane", "1001", "S1", "jdoe", "", "Mon; A", "likes, commas", "", "88", "1", "", *"2345"],
    ["李, 娜", "1002", "S2", "lina", "", "Mon; A", "", "N/A", "", "", "", *"2345"],
    ['="=HYPERLINK(""x"")"', "1003", "S3", "eve", "", "Mon; A", "two\nlines", "3", "", "", "", *"2345"],
    ["Student, Test", "1999", "", "abcdef", "", "Mon; A", *[""] * 9]]
MOODLE = [
    ["Identifier", "Full name", "Email address", "Status", "Grade", "Maximum Grade", "Grade can be changed",
     "Last modified (submission)", "Last modified (grade)", "Feedback comments"],
    ["Participant 501", "Jane Doe", "jane@x.org", "Submitted for grading - ", "", "15.00", "Yes",
     "Monday, 30 November 2026, 10:11 AM", "-", ""],
    ["Participant 502", "Na Li", "lina@x.org", "No submission - ", "", "15.00", "Yes", "-", "-", "by a person"]]
OWN = [["id", "name", "email"], ["7", "Jane Doe", "jane@x.org"], ["8", "李娜", "lina@x.org"]]


def saved(path, rows, separator=",", encoding="utf-8"):
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\n").writerows(rows)
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def loaded(path, separator=","):
    with open(path, newline="", encoding="utf-8-sig") as file:
        return list(csv.reader(file, delimiter=separator))


def graded(name, points=2, status="passed", by_hand="2.5", late=None):
    row = Row("entropy", "1.2", points, 12, status, "natural logarithm", "<b>=1+1</b>")
    return Graded(name, {"01_entropy": late or Late()}, (), [Record(name, "01_entropy", [row], written={"why": "so"})],
                  {("01_entropy", "why"): HandMark("01_entropy", "why", by_hand, 3)})


def written(tmp_path, rows, students, given=None, **options):
    roster = read_roster(saved(tmp_path / "given.csv", rows, **options), LESSONS)
    found, said = roster.match(students)
    given = given or [graded(student.name) for student in students]
    said += roster.write(tmp_path, given, found, LESSONS[:1])
    return loaded(tmp_path / f"{roster.kind}.csv", options.get("separator", ",")), " ".join(said)


def test_canvas_gets_its_own_file_back_with_one_column_filled(tmp_path):
    students = [Student("doejane", "1001"), Student("李娜", "1002"), Student("hyperlinkx", "1003")]
    table, said = written(tmp_path, CANVAS, students, encoding="utf-8-sig")
    expected = [list(row) for row in CANVAS]
    expected[3][7] = expected[5][7] = "4.5"
    expected[5][0] = "'" + expected[5][0]  # a name that would be a formula; Canvas goes by ID
    assert table == expected
    assert (tmp_path / "canvas.csv").read_bytes().startswith(b"\xef\xbb\xbfStudent,ID,")
    assert "no row" not in said and "no submission" not in said


def test_moodle_gets_a_grade_and_a_comment_in_words_of_the_course_alone(tmp_path):
    students = [Student("Jane Doe", "501"), Student("Na Li", "502")]
    given = [graded("Jane Doe", 0, "failed", late=Late(10, "late by 1 day")), graded("Na Li")]
    table, _ = written(tmp_path, MOODLE, students, given)
    assert table[1] == [*MOODLE[1][:4], "2.25", *MOODLE[1][5:9],
                        "Points: 01_entropy 2.25 of 15. 01_entropy: late by 1 day. "
                        "Not right yet: 1.2 entropy (natural logarithm)."]
    assert table[2] == [*MOODLE[2][:4], "4.5", *MOODLE[2][5:]]  # a comment that somebody has written stays
    again, _ = written(tmp_path, table, students, [graded("Jane Doe"), graded("Na Li")])
    assert again[1][9] == "Points: 01_entropy 4.5 of 15."


def test_a_roster_of_ones_own_gets_columns(tmp_path):
    table, _ = written(tmp_path, OWN, [Student("jane"), Student("8")], separator=";")
    assert table == [["id", "name", "email", "01_entropy", "total"], [*OWN[1], "4,5", "4,5"], [*OWN[2], "4,5", "4,5"]]
    again, _ = written(tmp_path, table, [Student("jane")], separator=";")
    assert again[0] == table[0]


@pytest.mark.parametrize(("student", "row"), [
    (Student("doejane", "1001"), 3), (Student("Jane Doe"), 3), (Student("JDOE"), 3), (Student("S1"), 3),
    (Student("Doe Jane"), 3), (Student("娜 李"), 4), (Student("Jane Doe (2)"), 3), (Student("1001"), 3),
    (Student("smithben", "1001"), None),  # the number speaks for it, the name against it
    (Student("Jane"), None), (Student("", "99"), None), (Student("?"), None),
])
def test_who_is_who(tmp_path, student, row):
    roster = read_roster(saved(tmp_path / "given.csv", CANVAS), LESSONS)
    found, said = roster.match([student])
    assert [person.row + 1 for person in found.values()] == ([row] if row else [])
    assert row or (student.name in said[0] and "In no row of given.csv" in said[0])
    assert ("Doe, Jane" in said[-1]) == (row != 3) and "Test" not in said[-1]


def test_a_student_who_takes_the_name_of_another_gets_neither_mark_nor_takes_one(tmp_path):
    roster = read_roster(saved(tmp_path / "given.csv", [*CANVAS[:-1], ["Attacker, Al", "1004", *[""] * 13]]), LESSONS)
    jane, other = Student("doejane", "1001"), Student("doejane (1004)", "1004")
    for students in ([jane, other], [other, jane]):
        found, said = roster.match(students)
        assert {name: person.id for name, person in found.items()} == {"doejane": "1001"}
        assert "doejane (1004) (1004 is the number of Attacker, Al)" in said[0]
    assert not roster.match([other])[0]  # nor where she has handed in nothing
    found, _ = roster.match([jane, Student("Jane Doe")])  # a second entry without a number
    assert list(found) == ["doejane"]


def test_where_two_fit_none_is_chosen_and_all_are_named(tmp_path):
    twins = [OWN[0], ["1", "Ann Lee", ""], ["2", "Ann Lee", ""], ["3", "Bo", ""]]
    roster = read_roster(saved(tmp_path / "given.csv", twins), LESSONS)
    found, said = roster.match([Student("Ann Lee"), Student("Bo (1)", "71"), Student("Bo (2)", "72")])
    assert not found
    assert "Ann Lee; Bo (1) (71); Bo (2) (72)." in said[0] and "Ann Lee; Ann Lee; Bo." in said[1]


def test_marks_that_are_not_whole_do_not_go_into_a_gradebook(tmp_path):
    students = [Student("doejane", "1001"), Student("eve", "1003")]
    given = [graded("doejane", None, "not run"), graded("eve", 2, by_hand="")]
    table, said = written(tmp_path, CANVAS, students, given)
    assert table[3][7] == "" and "Not in it, for exercises of theirs wait for you: doejane." in said
    assert table[5][7] == "2" and "Written answers without points yet count as none in it: eve." in said
    assert written(tmp_path, MOODLE, [Student("Jane Doe")], [graded("Jane Doe", None, "not run")])[0] == MOODLE
    nothing = [graded("doejane", None, "not handed in", by_hand="")]
    table, said = written(tmp_path, CANVAS, students[:1], nothing)
    assert table[3][7] == "" and "Not in it, for they have no marks: doejane." in said


@pytest.mark.parametrize(("rows", "place", "words"), [(CANVAS, (2, 7), "01_entropy (555), 10 there and 15 here."),
                                                      (MOODLE, (1, 5), "Moodle leaves out what is above its maximum")])
def test_a_platform_that_expects_fewer_points_is_said(tmp_path, rows, place, words):
    rows = [list(row) for row in rows]
    students = [Student("Jane Doe")]
    assert words not in written(tmp_path, rows, students)[1]
    rows[place[0]][place[1]] = "10.00"
    assert words in written(tmp_path, rows, students)[1]


def test_which_column(tmp_path):
    rows = [list(row) for row in CANVAS]
    rows[0][7] = "Homework (555)"
    path = saved(tmp_path / "given.csv", rows)
    with pytest.raises(ValueError, match=r"line 1: which column .* --column.* Homework \(555\), Exam \(556\)"):
        read_roster(path, LESSONS)
    with pytest.raises(ValueError, match="which column"):
        read_roster(path, LESSONS, "No such")
    for title in ("Homework", "Homework (555)"):
        assert read_roster(path, LESSONS, title).columns == {"": "Homework (555)"}
    assert read_roster(saved(path, CANVAS), LESSONS).columns == {"01_entropy": "01_entropy (555)"}
    rows[0][7:9] = "01_entropy (555)", "01_entropy again (556)"
    with pytest.raises(ValueError, match="which column"):
        read_roster(saved(path, rows), LESSONS)
    with pytest.raises(ValueError, match="--column is for a gradebook of Canvas"):
        read_roster(saved(path, OWN), LESSONS, "x")


def test_what_waits_in_one_lesson_does_not_keep_the_marks_of_another(tmp_path):
    rows = [[*row[:8], title, *row[9:]] for row, title in
            zip(CANVAS, ("02_kl (9)", "", "15.00", *[""] * 4), strict=True)]
    waits, done = graded("doejane", None, "not run"), graded("doejane")
    done.records[0].lesson = "02_kl"
    both = Graded("doejane", dict.fromkeys(LESSONS, Late()), (), [waits.records[0], done.records[0]], {})
    roster = read_roster(saved(tmp_path / "given.csv", rows), LESSONS)
    found, _ = roster.match([Student("doejane", "1001")])
    said = " ".join(roster.write(tmp_path, [both], found, LESSONS))
    assert loaded(tmp_path / "canvas.csv")[3][7:9] == ["", "2"] and "wait for you: doejane." in said


def test_a_lesson_without_a_column_is_said(tmp_path):
    roster = read_roster(saved(tmp_path / "given.csv", CANVAS), LESSONS)
    assert "no assignment has their name: 02_kl." in " ".join(roster.write(tmp_path, [], {}, LESSONS))


@pytest.mark.parametrize(("content", "words"), [
    ("Name,Mail\nx,y\n", "line 1: this is no gradebook of Canvas .*begins with Name, Mail"), ("", "no gradebook"),
    ("id,name\n7,Ann\n7,Bo\n", "line 3: 7 is the id of an earlier line, too. Correct it"),
    ("id,name\n,Ann\n", "line 2: there is no id"), ('id,name\n7,"Ann\n', "Look for a quote that does not end"),
    ("PK\3\4 a workbook", "this is a workbook or a zip file. Save the table as CSV"),
    ("id,name\n7,Ann,Lee\n", "line 2: 3 cells below 2 columns. Put quotes"),
])
def test_a_roster_that_cannot_be_read_is_said_with_its_place(tmp_path, content, words):
    (tmp_path / "given.csv").write_text(content)
    with pytest.raises(ValueError, match=words) as problem:
        read_roster(tmp_path / "given.csv", LESSONS)
    assert "given.csv" in str(problem.value)


@pytest.mark.parametrize(("separator", "encoding"), [
    (",", "utf-8-sig"), (";", "utf-8"), ("\t", "utf-16"), (";", "utf-8-sig")])
def test_tables_as_spreadsheets_save_them(tmp_path, separator, encoding):
    roster = read_roster(saved(tmp_path / "given.csv", OWN, separator, encoding), LESSONS)
    assert [(person.id, person.name, person.email) for person in roster.people] == [tuple(row) for row in OWN[1:]]
