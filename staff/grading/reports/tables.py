"""Marks as tables: ``marks.csv`` has a row for each student and exercise, ``summary.csv`` one for each student.

And tables that others have saved, read whatever spreadsheet or platform they are from.
"""

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from staff.grading.reports.marks import Record, Row, write_whole

FORMULA = r"(^|[;\t\r\n])(?=[=+\-@＝＋－＠\t\r])"
MARKS = ("student", "id", "lesson", "exercise", "points", "out_of", "status", "mistake", "message", "late_percent",
         "seed")


@dataclass(frozen=True)
class Table:
    """``rows``: the line in the file at which each ends, and its cells."""

    path: Path
    header: list[str]
    rows: list[tuple[int, list[str]]]
    separator: str = ","
    mark: str = ""  # what the file begins with to say that it is UTF-8

    def named(self) -> Iterator[tuple[int, dict[str, str]]]:
        """(line, column -> cell) of each row; cells that are not there are ""."""
        for line, cells in self.rows:
            yield line, dict(zip(self.header, cells + [""] * len(self.header), strict=False))


def read_table(path: Path, columns: Iterable[str]) -> Table:
    """The table in a CSV file, which has ``columns``, in any of the encodings and with any separator that are in use.

    ValueError with file, line and remedy for what cannot be read.
    """
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise ValueError(f"{path}: it cannot be read ({problem.strerror})") from None
    if content.startswith(b"PK"):
        raise ValueError(f"{path}: this is a workbook or a zip file. Save the table as CSV")
    try:
        text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")  # what Excel on Windows calls CSV
    mark, text = text[:text.startswith("\ufeff")], text.removeprefix("\ufeff")
    separator = max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        rows = [(reader.line_num, row) for row in reader if any(map(str.strip, row))]
    except csv.Error as problem:
        raise ValueError(f"{path}, line {reader.line_num}: {problem}. Look for a quote that does not end, or save it "
                         "again as CSV") from None
    header = [title.strip() for title in rows[0][1]] if rows else []
    missing = [column for column in columns if column not in header]
    if missing:
        raise ValueError(f"{path}, line 1: there is no column {' and no column '.join(missing)}; "
                         f"expected the columns {', '.join(columns)}")
    for line, row in rows[1:]:
        if len(row) > len(header):
            raise ValueError(f"{path}, line {line}: {len(row)} cells below {len(header)} columns. Put quotes around a "
                             f"cell that has a {separator!r} in it")
    return Table(path, header, rows[1:], separator, mark)


@dataclass(frozen=True)
class Graded:
    """Everything about one student. ``by_hand``: (lesson, question) -> mark, for written questions and overrides.

    ``late``: by lesson, its percentage is taken off. ``others``: files that nobody looked at. ``person``: "id", "name"
    and "email", as far as the platform or the roster tells. ``excused``: (lesson, question) of what does not count.
    """

    name: str
    late: dict
    notes: tuple[str, ...]
    records: list[Record]
    by_hand: dict
    others: tuple[str, ...] = ()
    person: dict[str, str] = field(default_factory=dict)
    excused: frozenset = frozenset()

    def points(self, record: Record, row: Row) -> float | None:
        """The points for an exercise: what a person gave, else what the judge gave, else None."""
        given = self.by_hand.get((record.lesson, row.exercise))
        return given.value if given and given.value is not None else row.points

    def rows(self) -> list[tuple[Record, Row]]:
        return [(record, row) for record in self.records for row in record.rows]

    def written(self) -> list:
        """The marks of the written questions of the graded lessons."""
        exercises = {(record.lesson, row.exercise) for record, row in self.rows()} | self.excused
        graded = {record.lesson for record in self.records}
        return [mark for key, mark in self.by_hand.items() if key not in exercises and mark.lesson in graded]

    def waiting(self, *lessons: str) -> int:
        """How many exercises of these lessons, or of all, wait for a person, for nobody has given points."""
        return sum(row.waits and self.points(record, row) is None for record, row in self.rows()
                   if not lessons or record.lesson in lessons)

    def unmarked(self) -> bool:
        """Whether a written answer of theirs has no points yet."""
        return any(mark.value is None and record.written.get(mark.question)
                   for mark in self.written() for record in self.records if record.lesson == mark.lesson)

    def to_look_at(self) -> int:
        """The same, with the lessons whose versions differ."""
        return self.waiting() + sum(bool(record.rivals) for record in self.records)

    def lesson_points(self, record: Record) -> float | None:
        """The points for a lesson, None where none of its exercises has any."""
        return added(self.points(record, row) for row in record.rows)

    def written_points(self, lesson: str = "") -> float | None:
        return added(mark.value for mark in self.written() if lesson in ("", mark.lesson))

    def total(self, *lessons: str) -> float | None:
        """Exercises and written questions together, less what being late costs; of these lessons, or of all."""
        def one(record: Record) -> float | None:
            whole = added([self.lesson_points(record), self.written_points(record.lesson)])
            return whole and whole * (1 - self.late[record.lesson].percent / 100)
        return added(one(record) for record in self.records if not lessons or record.lesson in lessons)

    def out_of(self, *lessons: str) -> int:
        """What could be had for the same, by hand or not."""
        marks = [mark for mark in self.written() if not lessons or mark.lesson in lessons]
        return sum(mark.out_of for mark in marks) + sum(row.out_of for record, row in self.rows()
                                                        if not lessons or record.lesson in lessons)


def write_marks(path: Path, graded: list[Graded]) -> None:
    lines = []
    for one in graded:
        for record, row in one.rows():
            points = one.points(record, row)
            by_hand = " (points given by hand)" if points != row.points else ""
            lines.append((one.name, one.person.get("id", ""), record.lesson, row.exercise, number(points), row.out_of,
                          row.status, row.mistake, " ".join(row.message.split()) + by_hand,
                          number(one.late[record.lesson].percent or None), row.seed))
    write_table(path, MARKS, lines)


def write_summary(path: Path, graded: list[Graded]) -> None:
    lessons = [record.lesson for record in graded[0].records]
    header = ("student", "id", "name", "email", "late", *lessons, "exercises", "out_of", "written", "written_out_of",
              "total", "passed", "failed", "not attempted", "to_look_at")
    lines = []
    for one in graded:
        by_lesson = [one.lesson_points(record) for record in one.records]
        count = Counter(row.status for _, row in one.rows())
        late = "; ".join(f"{lesson}: {late.said}" for lesson, late in one.late.items() if late.said)
        lines.append((one.name, *[one.person.get(key, "") for key in ("id", "name", "email")], late,
                      *map(number, by_lesson), number(added(by_lesson)), sum(row.out_of for _, row in one.rows()),
                      number(one.written_points()), sum(mark.out_of for mark in one.written()), number(one.total()),
                      count["passed"], count["failed"], count["not attempted"] + count["not found"], one.to_look_at()))
    write_table(path, header, lines)


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


def write_table(path: Path, header: Iterable[str], lines: Iterable[Iterable]) -> None:
    """A CSV file in which no text is a formula."""
    write_cells(path, [header, *([harmless(cell) for cell in line] for line in lines)])


def write_cells(path: Path, lines: Iterable[Iterable], separator: str = ",", mark: str = "") -> None:
    """A CSV file of these cells, as they are."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(lines)  # with other ends of lines, it leaves \r without quotes
    write_whole(path, mark + out.getvalue())


def harmless(cell: object) -> object:
    """A text that a spreadsheet would run as a formula gets an apostrophe before it.

    Also in the middle: where numbers have commas, spreadsheets begin a new cell at every semicolon.
    """
    return re.sub(FORMULA, r"\1'", cell) if isinstance(cell, str) else cell
