"""Which of several versions of a notebook is the one to grade."""

import re
from collections.abc import Callable

from staff.grading.submissions.find import File

DATE = re.compile(r"(?<!\d)(20\d\d)[-_.]?(\d\d)[-_.]?(\d\d)(?:[-_T ]*(\d\d)[-_:.]?(\d\d)[-_:.]?(\d\d))?(?!\d)")
VERSION = re.compile(r"(?:version|v|rev)[ _-]?(\d{1,3})(?!\d)|(?:[-_ ]|\()(\d{1,3})\)?(?=/|$)", re.IGNORECASE)
BACKUP = re.compile(r"-copy\d*|conflict|backup|\bbak\b|(?:^|/)(?:old|archive|alt)/", re.IGNORECASE)


def newest(files: list[File], own: str, attempted: Callable[[File], bool] = bool) -> File:
    """Of several versions of one notebook the one to grade; ``own``: the lesson's name, whose number is no version.

    What was ``attempted`` goes before what is blank, and a copy that is kept as a backup comes last. Then the date in
    the name or its folders decides, the version or copy in it, the time of the file, and how deep it lies.
    """
    lesson = re.compile(own.replace("_", "[ _-]?"), re.IGNORECASE)

    def age(file: File) -> tuple:
        whole = f"{file.entry}/{file.path.with_suffix('')}"
        name = lesson.sub("", whole)
        dates = ["".join(filter(None, date)) for date in DATE.findall(name)]
        numbers = [int(number) for pair in VERSION.findall(DATE.sub("", name)[-200:])
                   for number in pair if number]
        return (attempted(file), not BACKUP.search(name), max(dates, default=""), numbers[-1] if numbers else 0,
                file.time, -len(file.path.parts), file.path.name)
    return max(files, key=age)
