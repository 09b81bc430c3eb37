"""Marks given by hand: one table per student in ``hand_marks/``, filled in by a person and never overwritten.

A row is a written question, or an exercise that could not be judged. The form in a student's report saves the same
table; replace the file in ``hand_marks/`` with it. A later run adds rows that are new and keeps all others.
"""

import difflib
import math
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from staff.grading.reports.tables import read_table, write_cells

HEADER = ("lesson", "question", "points", "out_of", "comment")
EXCUSED = "excused"  # in place of points


@dataclass(frozen=True)
class HandMark:
    """``points`` as the person wrote it, "" where nothing was given yet."""

    lesson: str
    question: str
    points: str
    out_of: int
    comment: str = ""

    @property
    def value(self) -> float | None:
        """The points as a number. None where there is none, or none that can be read."""
        try:
            return float(self.points.replace(",", "."))
        except ValueError:
            return None


def read_hand_marks(path: Path) -> dict[tuple[str, str], HandMark]:
    """(lesson, question) -> what was given, from any spreadsheet's CSV.

    ValueError, with file, line and remedy, for what cannot be read or added up, for it is somebody's work.
    """
    if not path.exists():
        return {}
    marks = {}
    for line, row in read_table(path, HEADER[:3]).named():
        def wrong(what: str, line: int = line) -> ValueError:
            return ValueError(f"{path}, line {line}: {what}")
        if not row["lesson"] or not row["question"]:
            raise wrong(f"expected the columns {', '.join(HEADER)}")
        mark = HandMark(row["lesson"], row["question"], row["points"].strip(), _whole(row.get("out_of") or "0"),
                        row.get("comment", ""))
        if mark.out_of is None:
            raise wrong(f"out_of is {row['out_of']!r}, not a whole number. Write the points that can be had")
        if mark.points.casefold() == EXCUSED:
            mark = replace(mark, points=EXCUSED)
        elif mark.points and (mark.value is None or not math.isfinite(mark.value)):
            raise wrong(f"{mark.points!r} is not a number of points. Write one, nothing, or {EXCUSED}")
        elif mark.points and not 0 <= mark.value <= mark.out_of:
            raise wrong(f"{mark.points} points of {mark.out_of}. Write 0 to {mark.out_of}, or change out_of")
        marks[mark.lesson, mark.question] = mark
    return marks


def _whole(text: str) -> int | None:
    """"3", and the "3.0" or "3,0" that spreadsheets make of it."""
    match = re.fullmatch(r"(\d+)(?:[.,]0*)?", text.strip())
    return int(match[1]) if match else None


def merge_hand_marks(path: Path, wanted: Iterable[HandMark],
                     known: Collection[tuple[str, str]]) -> dict[tuple[str, str], HandMark]:
    """All that was given in ``path``, and blanks for what is ``wanted`` and not there. Both are in the file then.

    ``known``: (lesson, question) of all there are in the course. ValueError for points that are for something else.
    """
    given = read_hand_marks(path)
    for lesson, question in given:
        if (lesson, question) not in known:
            near = difflib.get_close_matches(question, [name for of, name in known if of == lesson], n=1)
            raise ValueError(f"{path}: lesson {lesson!r} has no question or exercise {question!r}"
                             + (f"; is {near[0]!r} meant?" if near else ". Delete the line, or correct its name"))
    marks = dict(given)
    for blank in wanted:
        marks.setdefault((blank.lesson, blank.question), blank)
    marks = dict(sorted(marks.items()))
    if marks and list(marks.values()) != list(given.values()):
        write_cells(path, [HEADER, *([getattr(mark, column) for column in HEADER] for mark in marks.values())])
    return marks
