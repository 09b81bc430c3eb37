"""Reports as HTML: one page per student, and the overview of the class. Whatever a submission says is escaped."""

import base64
import hashlib
import html
from collections import Counter
from pathlib import Path
from urllib.parse import quote

from helpers.checking.display import MARKS
from staff.grading.course import Lesson, Question
from staff.grading.reports.marks import NOT_JUDGED, Record, Row, write_whole
from staff.grading.reports.tables import Graded, added, file_name, number

HARD = 0.5  # an exercise is called hard where fewer of those who tried it have passed
LONGEST_ANSWER = 20_000  # characters of a written answer that a page shows
STYLE = """
body { font: 16px/1.45 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #222; }
table { border-collapse: collapse; margin: 1.5rem 0; } caption { text-align: left; font-weight: bold; }
th, td { border-bottom: 1px solid #ccc; padding: .35rem .6rem; text-align: left; vertical-align: top; }
td.number { white-space: nowrap; } td.text { white-space: pre-wrap; overflow-wrap: anywhere; }
.passed { color: #00664a; } .failed { color: #a03c00; } .look { background: #fff3cd; }
.written { display: grid; grid-template-columns: repeat(3, 1fr); gap: 1rem; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; background: #f6f6f6; padding: .6rem; margin: 0; }
"""
# The form saves the table that belongs into hand_marks/.
SCRIPT = """
document.querySelector("form")?.addEventListener("submit", event => {
  event.preventDefault();
  const quoted = text => '"' + text.replaceAll('"', '""') + '"';
  const rows = [...document.querySelectorAll("fieldset")].map(field => [field.dataset.lesson, field.dataset.question,
    field.querySelector(".points").value, field.dataset.outOf, field.querySelector(".comment").value].map(quoted));
  const lines = [["lesson", "question", "points", "out_of", "comment"], ...rows].map(row => row.join(",") + "\\n");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(lines, {type: "text/csv"}));
  link.download = event.target.dataset.file;
  link.click();
});
"""
TRUSTED = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{TRUSTED}'"


class Html(str):
    """Text that is HTML already. Everything else is escaped by :func:`tag`."""


def tag(name: str, *children: object, **attributes: object) -> Html:
    """``tag("td", "a < b", cls="number")`` -> ``<td class="number">a &lt; b</td>``"""
    pairs = [(key.replace("cls", "class").replace("_", "-"), value) for key, value in attributes.items()]
    written = "".join(f' {key}="{html.escape(str(value))}"' for key, value in pairs if value is not None)
    inside = "".join(child if isinstance(child, Html) else html.escape(str(child)) for child in children)
    return Html(f"<{name}{written}>" + ("" if name in ("input", "meta") else f"{inside}</{name}>"))


def table(caption: str, header: tuple[str, ...], rows: list[Html]) -> Html:
    head = tag("thead", tag("tr", *[tag("th", title, scope="col") for title in header]))
    return tag("table", tag("caption", caption), head, tag("tbody", *rows))


def _write(path: Path, title: str, *body: Html) -> None:
    head = tag("head", tag("meta", charset="utf-8"), tag("meta", http_equiv="Content-Security-Policy", content=POLICY),
               tag("title", title), tag("style", Html(STYLE)))
    content = tag("body", tag("h1", title), *body, tag("script", Html(SCRIPT)))
    write_whole(path, f"<!DOCTYPE html>\n{tag('html', head, content, lang='en')}\n")


# A student --------------------------------------------------------------------------------------------------------


def write_student(path: Path, one: Graded, lessons: list[Lesson]) -> None:
    """The report of one student: what a learner would have seen, written answers, fields for marks by hand."""
    sections = [_lesson(one, record, lesson) for record, lesson in zip(one.records, lessons, strict=True)]
    notes = [tag("h2", "Notes"), tag("ul", *[tag("li", note) for note in one.notes])] if one.notes else []
    save = tag("p", tag("button", "Save marks given by hand"), f" as {path.stem}.csv; put that file into hand_marks/.")
    total, out_of = added(map(one.lesson_points, one.records)), sum(row.out_of for _, row in one.rows())
    points = f"{number(total) or '–'} of {out_of} points in exercises{', handed in late' if one.late else ''}"
    _write(path, one.name, tag("p", points), *notes, tag("form", *sections, save, data_file=f"{path.stem}.csv"))


def _lesson(one: Graded, record: Record, lesson: Lesson) -> Html:
    rows = [_exercise(one, record, row) for row in record.rows]
    parts = [tag("p", f"File: {record.file or 'none'}"), *[tag("p", note) for note in record.notes],
             table("Exercises", ("", "Exercise", "Points", "What the check says"), rows)]
    parts += [_written(one, record, question) for question in lesson.questions]
    if record.failed_cells:
        cells = [tag("li", f"cell {int(index) + 1}: {why}") for index, why in record.failed_cells.items()]
        parts.append(tag("details", tag("summary", f"Cells that stopped: {len(cells)}"), tag("ul", *cells)))
    if not _handed_in(record):  # folded away, and there, for marks may be given all the same
        parts = [tag("details", tag("summary", "not handed in"), *parts)]
    return tag("section", tag("h2", record.lesson), *parts)


def _handed_in(record: Record) -> bool:
    return any(row.status != "not handed in" for row in record.rows)


def _exercise(one: Graded, record: Record, row: Row) -> Html:
    points = one.points(record, row)
    sign = MARKS.get(row.status, "–")
    said = row.status == "passed" or row.message.startswith(row.status)
    message = row.message if said else f"{row.status}: {row.message}".removesuffix(": ")
    waiting = row.status in NOT_JUDGED
    field = _field(one, record.lesson, row.exercise, row.out_of) if waiting else ""
    cells = (tag("td", sign), tag("td", f"{row.number} {row.exercise}"),
             tag("td", f"{number(points) or '–'} of {row.out_of}", cls="number"),
             tag("td", tag("span", message, cls=row.status), field, cls="text"))
    return tag("tr", *cells, cls="look" if waiting and points is None else None)


def _written(one: Graded, record: Record, question: Question) -> Html:
    answer = _shortened(record.written.get(question.name, "– no answer –"))
    columns = (("Question and rubric", question.text), ("Answer", answer),
               ("Model answer", question.model_answer or "– in the folder solutions –"))
    return tag("div", tag("h3", f"{question.name}, by hand"),
               tag("div", *[tag("div", tag("h4", title), tag("pre", text)) for title, text in columns], cls="written"),
               _field(one, record.lesson, question.name, question.points))


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_ANSWER else f"{text[:LONGEST_ANSWER]}… ({len(text)} characters in all)"


def _field(one: Graded, lesson: str, question: str, out_of: int) -> Html:
    given = one.by_hand[lesson, question]
    return tag("fieldset",
               tag("label", "Points ", tag("input", cls="points", value=given.points, size=4), f" of {out_of} "),
               tag("label", "Comment ", tag("input", cls="comment", value=given.comment, size=60)),
               data_lesson=lesson, data_question=question, data_out_of=out_of)


# The class --------------------------------------------------------------------------------------------------------


def write_class(path: Path, graded: list[Graded], lessons: list[Lesson]) -> None:
    """The overview: students with their points, exercises with their most common mistakes."""
    students = [_student(one) for one in graded]
    header = ("Student", *[lesson.name for lesson in lessons], "By hand", "Total", "To look at", "")
    body = [table("Students", header, students)]
    for index, lesson in enumerate(lessons):
        rows = [_result([one.records[index].rows[place] for one in graded]) for place in range(len(lesson.exercises))]
        header = ("Exercise", "Passed", "Failed", "Not attempted", "To look at", "Common mistakes", "")
        body.append(table(lesson.name, header, rows))
    _write(path, f"Marks of {len(graded)} students", *body)


def _student(one: Graded) -> Html:
    lessons = [tag("td", _lesson_points(one, record), cls="number") for record in one.records]
    link = tag("a", one.name, href=f"reports/{quote(file_name(one.name))}.html")
    waiting = one.to_look_at()
    by_hand = f"{number(one.written_points()) or '–'} of {sum(mark.out_of for mark in one.written())}"
    numbers = [tag("td", text, cls="number") for text in (by_hand, number(one.total()) or "–")]
    numbers.append(tag("td", waiting or "", cls="number look" if waiting else "number"))
    return tag("tr", tag("td", link), *lessons, *numbers,
               tag("td", "late" if one.late else ""))


def _lesson_points(one: Graded, record: Record) -> str:
    if not _handed_in(record):
        return "not handed in"
    return f"{number(one.lesson_points(record)) or '–'} of {sum(row.out_of for row in record.rows)}"


def _result(rows: list[Row]) -> Html:
    """How the class did in one exercise."""
    count = Counter(row.status for row in rows)
    mistakes = Counter(row.mistake for row in rows if row.mistake).most_common(4)
    tried = count["passed"] + count["failed"]
    hard = "hard: fewer than half of those who tried it have passed" if count["passed"] < HARD * tried else ""
    numbers = (count["passed"], count["failed"], count["not attempted"] + count["not found"],
               sum(row.status in NOT_JUDGED for row in rows))
    return tag("tr", tag("td", f"{rows[0].number} {rows[0].exercise}"), *[tag("td", n, cls="number") for n in numbers],
               tag("td", ", ".join(f"{name} ({times})" for name, times in mistakes)), tag("td", hard))
