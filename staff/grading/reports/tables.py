"""Marks as tables: ``marks.csv`` has a row for each student and exercise, ``summary.csv`` one for each student."""

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from staff.grading.reports.hand import HandMark
from staff.grading.reports.marks import Record, Row, write_whole

FORMULA = r"(^|[;\t\r\n])(?=[=+\-@＝＋－＠\t\r])"
MARKS = ("student", "lesson", "exercise", "points", "out_of", "status", "mistake", "message", "seed")


@dataclass(frozen=True)
class Graded:
    """Everything about one student. ``by_hand``: (lesson, question) -> mark, for written questions and overrides."""

    name: str
    late: bool
    notes: tuple[str, ...]
    records: list[Record]
    by_hand: dict[tuple[str, str], HandMark]

    def points(self, record: Record, row: Row) -> float | None:
        """The points for an exercise: what a person gave, else what the judge gave, else None."""
        given = self.by_hand.get((record.lesson, row.exercise))
        return given.value if given and given.value is not None else row.points

    def rows(self) -> list[tuple[Record, Row]]:
        return [(record, row) for record in self.records for row in record.rows]

    def written(self) -> list[HandMark]:
        """The marks of the written questions of the graded lessons."""
        exercises = {(record.lesson, row.exercise) for record, row in self.rows()}
        graded = {record.lesson for record in self.records}
        return [mark for key, mark in self.by_hand.items() if key not in exercises and mark.lesson in graded]

    def to_look_at(self) -> int:
        """How many exercises wait for a person, for nobody has given points; and lessons with versions that differ."""
        return sum(row.waits and self.points(record, row) is None for record, row in self.rows()) \
            + sum(bool(record.rivals) for record in self.records)

    def lesson_points(self, record: Record) -> float | None:
        """The points for a lesson, None where none of its exercises has any."""
        return added(self.points(record, row) for row in record.rows)

    def written_points(self) -> float | None:
        return added(mark.value for mark in self.written())

    def total(self) -> float | None:
        """Exercises and written questions together."""
        return added([*map(self.lesson_points, self.records), self.written_points()])


def write_marks(path: Path, graded: list[Graded]) -> None:
    lines = []
    for one in graded:
        for record, row in one.rows():
            points = one.points(record, row)
            by_hand = " (points given by hand)" if points != row.points else ""
            lines.append((one.name, record.lesson, row.exercise, number(points), row.out_of, row.status, row.mistake,
                          " ".join(row.message.split()) + by_hand, record.seed))
    _write(path, MARKS, lines)


def write_summary(path: Path, graded: list[Graded]) -> None:
    lessons = [record.lesson for record in graded[0].records]
    header = ("student", "late", *lessons, "exercises", "out_of", "written", "written_out_of", "total",
              "passed", "failed", "not attempted", "to_look_at")
    lines = []
    for one in graded:
        by_lesson = [one.lesson_points(record) for record in one.records]
        count = Counter(row.status for _, row in one.rows())
        lines.append((one.name, "late" if one.late else "", *map(number, by_lesson), number(added(by_lesson)),
                      sum(row.out_of for _, row in one.rows()), number(one.written_points()),
                      sum(mark.out_of for mark in one.written()), number(one.total()),
                      count["passed"], count["failed"], count["not attempted"] + count["not found"], one.to_look_at()))
    _write(path, header, lines)


def added(points: Iterable[float | None]) -> float | None:
    """The sum of those that are there. Nothing is not 0: None where none is."""
    there = [value for value in points if value is not None]
    return sum(there) if there else None


def number(points: float | None) -> str:
    return "" if points is None else f"{points:g}"


def file_name(student: str) -> str:
    """A name that every file system takes, without the suffix. Two students never share one."""
    plain = re.sub(r"[^\w\-() ]", "_", student).encode()[:120].decode(errors="ignore").strip()
    if plain and plain == student and not re.search(r"-[0-9a-f]{8}$", plain):
        return plain
    return f"{plain}-{hashlib.sha256(student.encode()).hexdigest()[:8]}"


def _write(path: Path, header: tuple, lines: list[tuple]) -> None:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_harmless(cell) for cell in line] for line in lines)
    write_whole(path, out.getvalue())


def _harmless(cell: object) -> object:
    """A text that a spreadsheet would run as a formula gets an apostrophe before it.

    Also in the middle: where numbers have commas, spreadsheets begin a new cell at every semicolon.
    """
    return re.sub(FORMULA, r"\1'", cell) if isinstance(cell, str) else cell
