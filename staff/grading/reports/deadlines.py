"""When lessons were due, when notebooks came, and what being late costs. A time that is a guess costs nobody points."""

import contextlib
import math
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from staff.grading.reports.tables import read_table

HEADER = ("lesson", "date", "percent per day")
# Blackboard, Brightspace, ISO 8601, and what a Moodle in English writes, in Britain and in America.
FORMATS = ("%Y-%m-%d-%H-%M-%S", "%b %d, %Y %I%M %p", "%B %d, %Y %I%M %p", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M",
           "%Y-%m-%dT%H:%M:%S", "%Y%m%d%H%M%S", "%A, %d %B %Y, %I:%M %p", "%A, %B %d, %Y, %I:%M %p",
           "%d %B %Y, %I:%M %p")


class Deadline(NamedTuple):
    due: datetime  # on this machine's clock, as all times here
    percent: float  # of the points, for each day that has begun


class Late(NamedTuple):
    """``percent`` is taken off the points; ``said`` tells why, or why nothing is. Both empty where all is in time."""

    percent: float = 0
    said: str = ""

    @property
    def short(self) -> str:
        return self.said.partition(":")[0].partition(" Nobody")[0] + f", {self.percent:g} % off" * bool(self.percent)


def time_in(text: str) -> datetime | None:
    """The time that a platform has written, None where it is none that is known."""
    plain = text.strip().removesuffix(" UTC")
    for form in FORMATS:
        with contextlib.suppress(ValueError):
            time = datetime.strptime(plain, form)
            return time.replace(tzinfo=UTC).astimezone().replace(tzinfo=None) if text.endswith(" UTC") else time
    return None


def read_deadlines(path: Path, lessons: dict[int, str]) -> dict[str, Deadline]:
    """Lesson -> deadline, from a table with HEADER; ``lessons``: number -> name. ValueError with line and remedy.

    A date without a time of day lasts until the end of that day.
    """
    table, found = read_table(path, HEADER[:2]), {}
    for line, row in table.named():
        def wrong(what: str, line: int = line) -> ValueError:
            return ValueError(f"{path}, line {line}: {what}")
        name, date = row["lesson"].strip(), row["date"].strip()
        lesson = lessons.get(int(name)) if name.isdecimal() else name
        if lesson not in lessons.values():
            raise wrong(f"there is no lesson {name!r}. Write its number or name: {', '.join(lessons.values())}")
        due = time_in(date) or time_in(f"{date} 00:00")
        if not due:
            raise wrong(f"{date!r} is no date. Write 2026-11-30, or 2026-11-30 18:00")
        try:
            percent = float(row.get(HEADER[2], "").strip(" %").replace(",", ".") or 0)
        except ValueError:
            percent = math.nan
        if not 0 <= percent <= 100:
            raise wrong(f"{row[HEADER[2]]!r} is no percentage. Write 0 to 100 for each day, 0 to take nothing off")
        found[lesson] = Deadline(due if time_in(date) else due + timedelta(days=1, seconds=-1), percent)
    return found


def lateness(deadline: Deadline | None, time: datetime | None, certain: bool, flagged: bool) -> Late:
    """What a notebook that came at ``time`` loses.

    ``certain``: it came then, and not only until then, as with a time that a zip file has from its download.
    ``flagged``: the platform calls it late.
    """
    if deadline is None:
        return Late(0, "late, as the platform says" if flagged else "")
    if time and time <= deadline.due:
        return Late(0, "late, as the platform says, but in time for this deadline" if flagged else "")
    due = f"due {deadline.due:%Y-%m-%d %H:%M}"
    if time and certain:
        days = math.ceil((time - deadline.due) / timedelta(days=1))
        percent = min(100, days * deadline.percent)
        return Late(percent, f"late by {days} day{'s'[:days > 1]}: {due}, came {time:%Y-%m-%d %H:%M}, "
                             f"{percent:g} % off")
    if flagged:
        return Late(0, f"late, as the platform says, but not by how much: {due}, nothing was taken off")
    return Late(0, f"late? Nobody knows, for the time it came is not given: {due}, nothing was taken off")
