"""Reports as HTML: pages for the instructor, and one for each student. Whatever a submission says is escaped."""

import base64
import hashlib
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from helpers.checking.display import MARKS
from staff.grading.course import Lesson
from staff.grading.reports.hand import EXCUSED
from staff.grading.reports.marks import NOT_JUDGED, write_whole
from staff.grading.reports.tables import Graded, added, file_name, number

MOST_OTHERS = 20  # files that are no notebooks
LONGEST_ANSWER = 20_000  # characters of a written answer that a page shows
TEMPLATES = Path(__file__).parent / "templates"
SCRIPT = (TEMPLATES / "save.js").read_text(encoding="utf-8")


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_ANSWER else f"{text[:LONGEST_ANSWER]}… ({len(text)} characters in all)"


PAGES = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
                    lstrip_blocks=True)
PAGES.filters |= {"number": number, "shortened": _shortened}
PAGES.globals |= {"style": Markup((TEMPLATES / "style.css").read_text(encoding="utf-8")), "script": Markup(SCRIPT),
                  "trusted": base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode(),
                  "signs": {**dict.fromkeys((*NOT_JUDGED, "not found", "not handed in", EXCUSED), ""), **MARKS}}


def write(path: Path, template: str, **values) -> None:
    write_whole(path, PAGES.get_template(template).render(**values))


def write_student(path: Path, one: Graded, lessons: list[Lesson]) -> None:
    """The report of one student: what a learner would have seen, written answers, fields for marks by hand."""
    shown = {(lesson.name, question.name) for lesson in lessons for question in lesson.questions} \
        | {(record.lesson, row.exercise) for record, row in one.rows() if row.waits}
    write(path, "student.html", **_about(one), file=f"{path.stem}.csv",
          elsewhere=[mark for key, mark in one.by_hand.items() if key not in shown],
          lessons=[(record, lesson.questions) for record, lesson in zip(one.records, lessons, strict=True)])


def write_feedback(path: Path, one: Graded, lessons: list[Lesson]) -> None:
    """The same to hand back: no model answer comes near the template, and nothing can be typed in."""
    write(path, "feedback.html", **_about(one),
          lessons=[(record, [one.by_hand[record.lesson, question.name] for question in lesson.questions])
                   for record, lesson in zip(one.records, lessons, strict=True)])


def _about(one: Graded) -> dict:
    return {"one": one, "title": one.person.get("name") or one.name,
            "points": added(map(one.lesson_points, one.records)), "out_of": sum(row.out_of for _, row in one.rows())}


def write_class(path: Path, graded: list[Graded], lessons: list[Lesson], said: list[str], alike: bool) -> None:
    """The overview: students with their points, and what a person should know about this run."""
    students = [(one, f"reports/{quote(file_name(one.name))}.html") for one in graded]
    write(path, "class.html", title=f"Marks of {len(graded)} students", students=students, said=said, alike=alike,
          lessons=[lesson.name for lesson in lessons],
          unread=[(one.name, [*one.notes, *(f"{name}: not looked at, for it is no notebook"
                                                for name in one.others[:MOST_OTHERS])], len(one.others) - MOST_OTHERS)
                  for one in graded if one.notes or one.others])
