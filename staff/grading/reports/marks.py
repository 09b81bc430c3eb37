"""Judge what was observed, and keep it: from a submission's report to rows of marks.

The statuses are those of a check, and three more: "not found" (the notebook ran and has no function of this name), "not
run" (nobody knows what the answer would have done) and "not handed in" (there is no notebook). Only what was judged has
points. An answer that was not run or could not be checked has none, not even 0, and waits for a person.
"""

import dataclasses
import difflib
import hashlib
import json
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from helpers.checking import Exercise
from helpers.checking.judge import judge
from staff.grading.cage.transport import TransportError, clean, decode_observation
from staff.grading.course import PACKAGE, Lesson
from staff.grading.submissions.notebook import Notebook

GRADING = Path(__file__).resolve().parents[1]
NOT_JUDGED = ("not run", "could not check")
LONGEST_MESSAGE = 2000
MOST_FUNCTIONS = 500  # that are searched for one that was renamed


@dataclass(frozen=True)
class Row:
    """The mark for one exercise. ``points`` is None where the answer was not judged."""

    exercise: str
    number: str
    points: int | None
    out_of: int
    status: str
    mistake: str
    message: str


@dataclass
class Record:
    """All that is kept of one student's submission for one lesson."""

    student: str
    lesson: str
    rows: list[Row]
    file: str = ""
    notes: list[str] = field(default_factory=list)
    written: dict[str, str] = field(default_factory=dict)
    failed_cells: dict[str, str] = field(default_factory=dict)
    fingerprint: str = ""


def not_run(exercise: Exercise, why: str) -> Row:
    status = "not run" if why else "not handed in"
    return Row(exercise.name, exercise.number, None, exercise.points, status, "", why)


def judged(lesson: Lesson, notebook: Notebook, observed: dict, seed: int) -> list[Row]:
    """A row for each exercise of ``lesson``, from what came back from ``notebook`` with the inputs of ``seed``."""
    rows = [_row(exercise, notebook, observed, seed) for exercise in lesson.exercises]
    wrong = [row.exercise for row in rows if row.status != "passed"]
    return [_with_cause(row, notebook, wrong) if row.status == "failed" else row for row in rows]


def _with_cause(row: Row, notebook: Notebook, wrong: list[str]) -> Row:
    """A failed answer may only pass on the fault of another one that it uses. Say so."""
    cells = "\n".join(notebook.cells[index].source for index in notebook.defining(row.exercise))
    code = "\n".join(re.findall(rf"^def {row.exercise}\b.*?(?=^\S|\Z)", cells, re.MULTILINE | re.DOTALL))
    used = [name for name in wrong if name != row.exercise and re.search(rf"\b{name}\(", code)]
    said = f"\nIt uses {' and '.join(used)}, which did not pass: look there first." if used else ""
    return dataclasses.replace(row, message=row.message + said)


def _row(exercise: Exercise, notebook: Notebook, observed: dict, seed: int) -> Row:
    def row(status: str, message: str, mistake: str | None = None) -> Row:
        points = None if status in NOT_JUDGED else exercise.points if status == "passed" else 0
        return Row(exercise.name, exercise.number, points, exercise.points, status, mistake or "",
                   message[:LONGEST_MESSAGE])

    report = observed.get("exercises", {}).get(exercise.name)
    try:
        match report:
            case {"observations": list(messages)}:
                verdict = judge(exercise, [decode_observation(message) for message in messages], seed)
                return row(verdict.status, verdict.message, verdict.mistake)
            case {"not_callable": str(kind)}:
                return row("failed", f"{exercise.name} is a value of type {clean(kind)}, not a function.")
            case {"late": True}:
                return row("not run", "the answer took too long and was stopped.")
            case {"stopped": str(why)}:
                return row("not run", f"the answer was called, and then {clean(why)}.")
            case {"missing": True}:
                return row(*_missing(exercise.name, notebook, observed))
            case None:
                return row("not run", clean(observed.get("failure") or observed.get("why") or "nothing was reported."))
    except TransportError as problem:
        return row("could not check", f"what came back from the answer is no observation: {problem}.")
    return row("could not check", "what came back from the answer cannot be read.")


def _missing(name: str, notebook: Notebook, observed: dict) -> tuple[str, str]:
    for index in notebook.defining(name):
        why = observed["cells"].get(str(index))
        if why:
            return "not run", f"the cell that defines {name} stopped: {clean(why)}"
    functions = re.findall(r"^def (\w+)", "\n".join(source for _, source in notebook.code), re.MULTILINE)
    near = difflib.get_close_matches(name, dict.fromkeys(functions[:MOST_FUNCTIONS]), n=1, cutoff=0.75)
    return "not found", f"the notebook has no function {name}." + (f" Was {near[0]} renamed?" if near else "")


# Records ----------------------------------------------------------------------------------------------------------


def fingerprint(*parts: Any) -> str:
    """Equal for equal work: the submission's bytes, the course, the settings."""
    digest = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else json.dumps(part, sort_keys=True).encode()
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


def course_version(root: Path) -> str:
    """A fingerprint of everything that decides a mark: checks, catalog, and the lessons themselves."""
    code = (path for folder in (PACKAGE, GRADING) for path in sorted(folder.rglob("*.py")))
    files = [*code, *sorted((root / "notebooks").glob("*.ipynb"))]
    return fingerprint(*[part for path in files for part in (path.name, path.read_bytes())])


def _place(folder: Path, student: str, lesson: str) -> Path:
    return folder / f"{fingerprint(student, lesson)[:32]}.json"


def load(folder: Path, student: str, lesson: str) -> Record | None:
    """The record of an earlier run, if there is a whole one."""
    try:
        content = json.loads(_place(folder, student, lesson).read_text(encoding="utf-8"))
        return Record(**{**content, "rows": [Row(**row) for row in content["rows"]]})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def save(folder: Path, record: Record) -> None:
    """Write ``record`` so that a reader finds a whole one or none, whenever this process is killed."""
    text = json.dumps(dataclasses.asdict(record), ensure_ascii=False, indent=1)
    write_whole(_place(folder, record.student, record.lesson), text)


def write_whole(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8")
    os.replace(part, path)
