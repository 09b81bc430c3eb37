"""Marks given by hand: one table per student in ``hand_marks/``, filled in by a person and never overwritten.

A row is a written question, or an exercise that could not be judged. The form in a student's report saves the same
table; replace the file in ``hand_marks/`` with it. A later run adds rows that are new and keeps all others.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from staff.grading.reports.marks import write_whole

HEADER = ("lesson", "question", "points", "out_of", "comment")


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
    """(lesson, question) -> what was given. Rows that cannot be read raise ValueError, for they are somebody's work."""
    if not path.exists():
        return {}
    marks = {}
    rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")))
    for line, row in enumerate(rows, start=2):
        if None in row or not row.get("lesson") or not row.get("question"):
            raise ValueError(f"{path}, line {line}: expected the columns {', '.join(HEADER)}")
        mark = HandMark(row["lesson"], row["question"], (row.get("points") or "").strip(),
                        int(row.get("out_of") or 0), row.get("comment") or "")
        if mark.points and mark.value is None:
            raise ValueError(f"{path}, line {line}: {mark.points!r} is not a number of points")
        marks[mark.lesson, mark.question] = mark
    return marks


def merge_hand_marks(path: Path, wanted: Iterable[HandMark]) -> dict[tuple[str, str], HandMark]:
    """All that was given in ``path``, and blanks for what is ``wanted`` and not there. Both are in the file then."""
    given = read_hand_marks(path)
    marks = dict(given)
    for blank in wanted:
        marks.setdefault((blank.lesson, blank.question), blank)
    marks = dict(sorted(marks.items()))
    if marks and list(marks.values()) != list(given.values()):
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows([getattr(mark, column) for column in HEADER] for mark in marks.values())
        write_whole(path, out.getvalue())
    return marks
