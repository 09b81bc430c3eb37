"""Keep README's table of lessons true: which are written, and how many exercises they have."""

import re
from pathlib import Path

from staff.authoring.source import Lesson, read_lesson

ROW = re.compile(r"^\| \[?(?P<name>\d\d_\w+)[^|]*\| (?P<about>[^|]*) \|[^|]*\|$", re.MULTILINE)


def with_current_lessons(readme: str, folder: Path) -> str:
    """The text of README with each row ``| 01_entropy | what it is about | ... |`` of its table brought up to date."""

    def row(found: re.Match) -> str:
        name, about = found["name"], found["about"]
        source = folder / f"{name}.py"
        if not source.exists():
            return f"| {name} | {about} | not written yet |"
        return f"| [{name}](notebooks/{name}.ipynb) | {about} | {_exercises(read_lesson(source))} |"

    return ROW.sub(row, readme)


def _exercises(lesson: Lesson) -> str:
    kinds = [cell.directive()[0] for cell in lesson.cells if cell.directive()]
    counts = [f"{kinds.count('exercise')} checked"]
    if "written" in kinds:
        counts.append(f"{kinds.count('written')} written")
    return ", ".join(counts)
