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
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from helpers.checking import Exercise
from helpers.checking.judge import judge
from staff.grading.cage.transport import Report, clean
from staff.grading.course import PACKAGE, Lesson
from staff.grading.submissions.notebook import Notebook

GRADING = Path(__file__).resolve().parents[1]
NOT_JUDGED = ("not run", "could not check")
LONGEST_MESSAGE = 2000
NAME_ERROR = re.compile(r"(?:NameError|UnboundLocalError): .*?'(\w+)'")
CELL_MAGIC = re.compile(r"\s*(?:#.*\n\s*)*(%%\w+)")
ELSEWHERE = ", which did not pass: look there first."
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
    seed: str = ""  # of the inputs that the answer was called with

    @property
    def waits(self) -> bool:
        """Whether nobody knows, until a person has looked."""
        return self.status in NOT_JUDGED


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
    rivals: dict[str, int] = field(default_factory=dict)  # other versions that were worked on, and their points
    fingerprint: str = ""

    @property
    def handed_in(self) -> bool:
        return any(row.status != "not handed in" for row in self.rows)


def not_run(exercise: Exercise, why: str) -> Row:
    status = "not run" if why else "not handed in"
    return Row(exercise.name, exercise.number, None, exercise.points, status, "", why)


def judged(lesson: Lesson, notebook: Notebook, observed: dict, seed: int) -> list[Row]:
    """A row for each exercise of ``lesson``, from what came back from ``notebook`` with the inputs of ``seed``."""
    rows = {exercise.name: _row(exercise, notebook, observed, seed) for exercise in lesson.exercises}
    uses = {name: _used(name, notebook, rows) for name in rows}
    for _ in rows:  # at most as often as one can depend on another
        for name, row in rows.items():
            unknown = [used for used in uses[name] if rows[used].status in NOT_JUDGED]
            if row.status == "failed" and unknown:
                rows[name] = dataclasses.replace(
                    row, status="not run", points=None, mistake="",
                    message=f"It uses {' and '.join(unknown)}, and nobody knows what that would have done.")
    return [_with_cause(row, [used for used in uses[row.exercise] if rows[used].status != "passed"])
            if row.status == "failed" else row for row in rows.values()]


def _used(name: str, notebook: Notebook, names: Iterable[str]) -> list[str]:
    """The answers that the answer ``name`` calls."""
    cells = "\n".join(notebook.cells[index].source for index in notebook.defining(name))
    code = "\n".join(re.findall(rf"^def {name}\b.*?(?=^\S|\Z)", cells, re.MULTILINE | re.DOTALL))
    return [other for other in names if other != name and re.search(rf"\b{other}\(", code)]


def _with_cause(row: Row, used: list[str]) -> Row:
    """A failed answer may only pass on the fault of another one that it uses. Say so."""
    said = f"\nIt uses {' and '.join(used)}{ELSEWHERE}" if used else ""
    return dataclasses.replace(row, message=row.message + said)


def _row(exercise: Exercise, notebook: Notebook, observed: dict, seed: int) -> Row:
    """The mark for what was seen right after the cells that define the answer, and at the end: one pass is enough."""
    reports = sorted(observed.get("exercises", {}).get(exercise.name, {}).values(), key=_place_in_notebook)
    verdicts = [_verdict(exercise, notebook, observed, report, seed) for report in reports]
    if not verdicts:
        verdicts = [("not run", clean(observed.get("failure") or observed.get("why") or "nothing was reported."), "")]
    passed = next((index for index in reversed(range(len(verdicts))) if verdicts[index][0] == "passed"), -1)
    status, message, mistake = verdicts[passed]
    defined = [report.cell + 1 for report in reports if report.cell is not None]
    if status == "passed" and len(defined) > 1 and reports[passed].cell is not None:
        message += f" It is defined in the cells {', '.join(map(str, defined))}; the one of cell " \
                   f"{reports[passed].cell + 1} counts."
    points = None if status in NOT_JUDGED else exercise.points if status == "passed" else 0
    return Row(exercise.name, exercise.number, points, exercise.points, status, mistake or "",
               message[:LONGEST_MESSAGE], str(seed))


def _place_in_notebook(report: Report) -> float:
    return float("inf") if report.cell is None else report.cell


def _verdict(exercise: Exercise, notebook: Notebook, observed: dict, report: Report,
             seed: int) -> tuple[str, str, str | None]:
    """Status, message and mistake of one report."""
    match report.kind:
        case "observations":
            verdict = judge(exercise, list(report.observations), seed)
            why = _what_was_missing(report, notebook, observed) if verdict.status == "failed" else ""
            return ("not run", why, "") if why else (verdict.status, verdict.message, verdict.mistake)
        case "not callable":
            return "failed", f"{exercise.name} is a value of type {report.text}, not a function.", ""
        case "late":
            return "not run", "the answer took too long and was stopped.", ""
        case "stopped":
            return "not run", f"the answer was called, and then {report.text}.", ""
        case "missing":
            return *_missing(exercise.name, notebook, observed), ""
    return "could not check", f"what came back from the answer is no observation: {report.text}.", ""


def _what_was_missing(report: Report, notebook: Notebook, observed: dict) -> str:
    """Why the answer did not find a name that a cell which stopped would have defined, "" where it is not so."""
    errors = {seen.error for seen in report.observations if seen.outcome == "raised"}
    for name in filter(None, map(NAME_ERROR.match, errors)):
        for index in notebook.binding(name[1]):
            if index in observed["cells"]:
                return f"it needs {name[1]}, and the cell that gives {name[1]} its value, cell {index + 1}, stopped: " \
                       f"{observed['cells'][index]}"
            if index in observed.get("skipped", ()):
                return f"it needs {name[1]}, which a training cell makes, cell {index + 1}; these are not run"
    return ""


def _missing(name: str, notebook: Notebook, observed: dict) -> tuple[str, str]:
    for index in notebook.defining(name):
        magic = CELL_MAGIC.match(notebook.cells[index].source)
        if index in observed["cells"]:
            return "not run", f"the cell that defines {name} stopped: {observed['cells'][index]}"
        if magic:
            return "not run", f"cell {index + 1} defines {name} below {magic[1]}: not in the notebook itself."
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
