"""Reports as HTML: one page per student, and the overview of the class. Whatever a submission says is escaped."""

import base64
import hashlib
from collections import Counter
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from helpers.checking.display import MARKS
from staff.grading.course import Lesson
from staff.grading.reports.marks import NOT_JUDGED, Row, write_whole
from staff.grading.reports.tables import Graded, added, file_name, number

HARD = 0.5  # an exercise is called hard where fewer of those who tried it have passed
LONGEST_ANSWER = 20_000  # characters of a written answer that a page shows
TEMPLATES = Path(__file__).parent / "templates"
SCRIPT = (TEMPLATES / "save.js").read_text(encoding="utf-8")


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_ANSWER else f"{text[:LONGEST_ANSWER]}… ({len(text)} characters in all)"


PAGES = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
PAGES.filters |= {"number": number, "shortened": _shortened}
PAGES.globals |= {"style": Markup((TEMPLATES / "style.css").read_text(encoding="utf-8")), "script": Markup(SCRIPT),
                  "trusted": base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode(),
                  "signs": {**dict.fromkeys((*NOT_JUDGED, "not found", "not handed in"), ""), **MARKS}}


def _write(path: Path, template: str, **values) -> None:
    write_whole(path, PAGES.get_template(template).render(**values))


def write_student(path: Path, one: Graded, lessons: list[Lesson]) -> None:
    """The report of one student: what a learner would have seen, written answers, fields for marks by hand."""
    shown = {(lesson.name, question.name) for lesson in lessons for question in lesson.questions} \
        | {(record.lesson, row.exercise) for record, row in one.rows() if row.waits}
    _write(path, "student.html", title=one.name, one=one, file=f"{path.stem}.csv",
           elsewhere=[mark for key, mark in one.by_hand.items() if key not in shown],
           lessons=[(record, lesson.questions) for record, lesson in zip(one.records, lessons, strict=True)],
           total=added(map(one.lesson_points, one.records)), out_of=sum(row.out_of for _, row in one.rows()))


def write_class(path: Path, graded: list[Graded], lessons: list[Lesson]) -> None:
    """The overview: students with their points, exercises with their most common mistakes."""
    results = [(lesson.name, [_result([one.records[index].rows[place] for one in graded])
                              for place in range(len(lesson.exercises))]) for index, lesson in enumerate(lessons)]
    students = [(one, f"reports/{quote(file_name(one.name))}.html") for one in graded]
    _write(path, "class.html", title=f"Marks of {len(graded)} students", students=students, exercises=results,
           lessons=[lesson.name for lesson in lessons])


def _result(rows: list[Row]) -> dict:
    """How the class did in one exercise."""
    count = Counter(row.status for row in rows)
    tried = count["passed"] + count["failed"]
    return {"exercise": f"{rows[0].number} {rows[0].exercise}",
            "counts": (count["passed"], count["failed"], count["not attempted"] + count["not found"],
                       sum(row.waits for row in rows)),
            "mistakes": Counter(row.mistake for row in rows if row.mistake).most_common(4),
            "hard": count["passed"] < HARD * tried}
