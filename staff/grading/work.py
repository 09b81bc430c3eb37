"""A student's files, sorted: which notebook of which lesson is graded, and which others were worked on."""

from dataclasses import dataclass, field
from datetime import datetime

from staff.grading.cage.transport import clean
from staff.grading.course import Lesson, lessons_of
from staff.grading.reports.deadlines import time_in
from staff.grading.reports.marks import fingerprint
from staff.grading.submissions.find import File, Student
from staff.grading.submissions.notebook import Notebook, Unreadable, read_notebook
from staff.grading.submissions.versions import newest


@dataclass(frozen=True)
class Submission:
    """A student's newest notebook of one lesson. ``notebook`` is None where it could not be read, for ``problem``."""

    student: str
    lesson: Lesson
    file: str
    digest: str = ""
    notebook: Notebook | None = None
    problem: str = ""
    notes: tuple[str, ...] = ()
    rivals: dict[str, Notebook] = field(default_factory=dict)  # other versions that were worked on, by file
    came: datetime | None = None
    certain: bool = False  # or it came by then
    late: bool = False  # as the platform says


def sorted_by_lesson(student: Student, known: dict[int, Lesson]) -> dict[int, Submission]:
    """Lesson number -> the newest notebook of that lesson. One notebook may hold several lessons."""
    versions: dict[int, dict[File, tuple]] = {}
    for file in student.files:
        digest, notebook, problem = "", None, ""
        try:
            content = student.read(file)
            digest = fingerprint(content)
            notebook = read_notebook(content)
        except (OSError, Unreadable, ValueError) as error:
            problem = str(error) if isinstance(error, ValueError) else f"it cannot be read ({error.strerror})"
        for lesson in lessons_of(notebook, file.path.name, known):
            versions.setdefault(lesson.number, {})[file] = digest, notebook, problem
        if not any(file in files for files in versions.values()):
            why = problem or "no exercise of this course is in it"
            student.notes.append(f"{clean(str(file.path))}: {why}")
    return {number: _newest(student, known[number], files) for number, files in versions.items()}


def _newest(student: Student, lesson: Lesson, files: dict[File, tuple]) -> Submission:
    own = {file: lesson.own_work(notebook) for file, (_, notebook, _) in files.items() if notebook}
    best = newest(list(files), lesson.name, lambda file: bool(own.get(file)))
    others = sorted(clean(str(file.path)) for file in files if file != best)
    notes = (f"graded {clean(str(best.path))}, the newest by its name; older: {', '.join(others)}",) if others else ()
    rivals = {clean(str(file.path)): files[file][1] for file in files if own.get(file) and own[file] != own.get(best)}
    return Submission(student.name, lesson, clean(str(best.path)), *files[best], notes, rivals, time_in(best.came),
                      best.certain, best.late)


def nothing(student: Student, lesson: Lesson) -> Submission:
    """No notebook: simply not handed in, unless something was that nobody could make sense of."""
    problem = "there is no notebook of this lesson that can be read, see the notes" if student.notes else ""
    return Submission(student.name, lesson, "", problem=problem)
