"""All that is in the folder of marks, written anew in every run but for what a person has given."""

import re
import zipfile
from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path

from staff.grading.course import Lesson
from staff.grading.reports import report, statistics, tables
from staff.grading.reports.deadlines import Late
from staff.grading.reports.gradebook import Person
from staff.grading.reports.hand import EXCUSED, HandMark, merge_hand_marks
from staff.grading.reports.marks import Record
from staff.grading.reports.tables import Graded, file_name
from staff.grading.submissions.find import Student

LONG_AGO = (1980, 1, 1, 0, 0, 0)


def graded(out: Path, student: Student, lessons: list[Lesson], records: dict[tuple, Record], course: Iterable[Lesson],
           excuse: Collection[str], person: Person | None, late: dict[str, Late]) -> Graded:
    """Everything about one student, with what was given by hand; what is in ``excuse`` does not count."""
    own = [records[student.name, lesson.name] for lesson in lessons]
    known = {(lesson.name, one.name) for lesson in course for one in (*lesson.exercises, *lesson.questions)}
    blanks = [HandMark(lesson.name, question.name, "", question.points)
              for lesson in lessons for question in lesson.questions]
    blanks += [HandMark(record.lesson, row.exercise, "", row.out_of)
               for record in own for row in record.rows if row.waits]
    by_hand = merge_hand_marks(out / "hand_marks" / f"{file_name(student.name)}.csv", blanks, known)
    excused = {key for key in known if key[1] in excuse or (key in by_hand and by_hand[key].points == EXCUSED)}
    return Graded(student.name, late, tuple(student.notes), [_without(record, excused) for record in own], by_hand,
                  tuple(student.others), {"id": person.id, "name": person.name, "email": person.email} if person else
                  {"id": student.id} if student.id else {}, frozenset(excused))


def _without(record: Record, excused: Collection[tuple[str, str]]) -> Record:
    return replace(record, rows=[
        replace(row, status=EXCUSED, points=None, out_of=0, mistake="", message="excused: it does not count.")
        if (record.lesson, row.exercise) in excused else row for row in record.rows])


def write(out: Path, students: list[Graded], lessons: list[Lesson], said: list[str], pairs: list | None,
          moodle: bool = False) -> list[str]:
    """Tables and pages. Returns sentences on pages that could not be written: those wait, and all others are there.

    ``moodle``: feedback.zip has folders as Moodle names them, which it takes as "feedback files in a zip".
    """
    tables.write_marks(out / "marks.csv", students)
    tables.write_summary(out / "summary.csv", students)
    faults = []
    for one in students:
        for folder, page in (("reports", report.write_student), ("feedback", report.write_feedback)):
            place = out / folder / f"{file_name(one.name)}.html"
            try:
                page(place, one, lessons)
            except Exception as problem:  # whatever it is, it concerns this student alone
                place.unlink(missing_ok=True)
                faults.append(f"{folder}/{place.name} could not be written ({type(problem).__name__}: {problem}). "
                              f"Look at {one.name} yourself.")
    with zipfile.ZipFile(out / "feedback.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for one in students:
            page = out / "feedback" / f"{file_name(one.name)}.html"
            name = f"{re.sub('[_/]', ' ', one.name)}_{one.person['id']}_assignsubmission_file_/feedback.html" \
                if moodle and one.person.get("id") else page.name
            if page.exists():
                archive.writestr(zipfile.ZipInfo(name, LONG_AGO), page.read_bytes(), zipfile.ZIP_DEFLATED)
    if pairs is not None:
        report.write(out / "alike.html", "alike.html", title="Submissions that share long runs of code", pairs=pairs)
    report.write(out / "statistics.html", "statistics.html", **statistics.of_class(students, lessons))
    report.write_class(out / "index.html", students, lessons, [*said, *faults], pairs is not None)
    return faults
