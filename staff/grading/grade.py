"""The whole way from a folder of submissions to a folder of marks."""

import hashlib
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from tqdm.auto import tqdm

from staff.grading.cage import cage, runner
from staff.grading.cage.transport import clean, pack_inputs
from staff.grading.course import ROOT, Lesson, lessons, lessons_of
from staff.grading.reports import marks, report, tables
from staff.grading.reports.hand import HandMark, merge_hand_marks
from staff.grading.reports.marks import Record
from staff.grading.submissions.find import File, Student, find_students, newest
from staff.grading.submissions.notebook import Notebook, Unreadable, definitions_in, read_notebook

MOST_RIVALS = 2  # other versions of a notebook that are graded, too
MOST_SECRETS, MOST_KEPT, LEAST_TELLING = 500, 2**24, 100  # files, and bytes of a file, that the trial looks for


@dataclass(frozen=True)
class Settings:
    """What to grade and how.

    ``lessons``: their numbers, all that occur where it is empty. ``seed``: draws the inputs, None for a new one.
    ``students``: these are run again, and nobody else; where it is empty, all who have changed.
    """

    submissions: Path
    out: Path
    lessons: tuple[int, ...] = ()
    jobs: int = 1
    scheduler: str = ""
    train: bool = False
    again: bool = False
    limits: dict = field(default_factory=lambda: dict(runner.LIMITS))
    root: Path = ROOT
    seed: int | None = None
    students: tuple[str, ...] = ()


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


def grade(settings: Settings, say: Callable[[str], None] = print) -> list[Record]:
    """Grade, write everything into ``settings.out``, and return the records.

    NoIsolation where submissions cannot be isolated; FileNotFoundError and ValueError where there is nothing to grade.
    """
    place, out = settings.submissions.resolve(), settings.out.resolve()
    if out == place or place in out.parents:
        raise ValueError(f"the marks must not lie among the submissions: {out} is inside {place}")
    known = lessons(settings.root)
    for number in settings.lessons:
        if number not in known:
            raise ValueError(f"there is no lesson {number}; there are {', '.join(map(str, known))}")
    students, ignored = find_students(place)
    for name in settings.students:
        if name not in {student.name for student in students}:
            raise ValueError(f"there is no student {name!r} in {place}")
    found = {student.name: _sorted_by_lesson(student, known) for student in students}
    wanted = [known[number] for number in settings.lessons] if settings.lessons else \
        [lesson for number, lesson in known.items() if any(number in of for of in found.values())]
    if not wanted:
        raise FileNotFoundError(f"no notebook in {place} belongs to a lesson of this course")
    if ignored:
        say(f"Ignored, because they are no submissions: {', '.join(ignored)}")
    records, waiting = {}, {}
    version = marks.course_version(settings.root)
    for student in students:
        for lesson in wanted:
            work = found[student.name].get(lesson.number) or _nothing(student, lesson)
            key = student.name, lesson.name
            stamp = marks.fingerprint(version, work.digest, work.file, work.problem, list(work.notes), settings.train,
                                      settings.limits)
            old = marks.load(out / "records", *key)
            records[key] = _blank(work, stamp)
            again = settings.again or student.name in settings.students
            if old and ((settings.students and not again) or (old.fingerprint == stamp and not again)):
                records[key] = old
            elif work.notebook:
                waiting[key] = work
                for file, notebook in list(work.rivals.items())[:MOST_RIVALS]:
                    waiting[*key, file] = replace(work, file=file, notebook=notebook)
            else:
                marks.save(out / "records", records[key])
    say(f"{len(students)} students, {len(wanted)} lessons, {len(waiting)} notebooks to run, "
        f"{len(records) - len({key[:2] for key in waiting})} known or without a notebook.")
    if waiting:
        _run(settings, waiting, records, place, out, say)
    _write(out, students, wanted, records, known.values())
    return list(records.values())


# Find -------------------------------------------------------------------------------------------------------------


def _sorted_by_lesson(student: Student, known: dict[int, Lesson]) -> dict[int, Submission]:
    """Lesson number -> the newest notebook of that lesson. One notebook may hold several lessons."""
    versions: dict[int, dict[File, tuple]] = {}
    for file in student.files:
        digest, notebook, problem = "", None, ""
        try:
            content = student.read(file)
            digest = marks.fingerprint(content)
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
    return Submission(student.name, lesson, clean(str(best.path)), *files[best], notes, rivals)


def _nothing(student: Student, lesson: Lesson) -> Submission:
    """No notebook: simply not handed in, unless something was that nobody could make sense of."""
    problem = "there is no notebook of this lesson that can be read, see the notes" if student.notes else ""
    return Submission(student.name, lesson, "", problem=problem)


def _blank(work: Submission, stamp: str) -> Record:
    """The record before, or without, a run."""
    why = f"{work.file}: {work.problem}" if work.file else work.problem
    rows = [marks.not_run(exercise, why) for exercise in work.lesson.exercises]
    written = work.lesson.written_answers(work.notebook) if work.notebook else {}
    return Record(work.student, work.lesson.name, rows, work.file, list(work.notes), written, fingerprint=stamp)


# Run --------------------------------------------------------------------------------------------------------------


def _run(settings: Settings, waiting: dict[tuple, Submission], records: dict[tuple, Record], place: Path, out: Path,
         say: Callable[[str], None]) -> None:
    # Nobody can know the inputs of a run before it begins.
    seed = secrets.randbits(62) if settings.seed is None else settings.seed
    inputs = {}
    for lesson in {work.lesson.name: work.lesson for work in waiting.values()}.values():
        inputs[lesson.name] = {exercise.name: pack_inputs(exercise.probe, exercise.cases_for(seed))
                               for exercise in lesson.exercises}
    hidden = [str(path) for path in (place, out, *cage.answers())]
    requests = {key: request_for(work, inputs[work.lesson.name], hidden, settings) for key, work in waiting.items()}
    cages = None if settings.scheduler else runner.Cages()
    run = partial(runner.run_here, jobs=settings.jobs, cages=cages) if cages else \
        partial(runner.run_on_cluster, address=settings.scheduler)
    try:
        trial = {**next(iter(requests.values())), "cells": [], "exercises": {}, "secrets": _secrets(place, out)}
        [(_, tried)] = run({"trial": trial})
        say(_isolation(tried, settings.limits))
        for key, observed in tqdm(run(requests), total=len(requests), desc="grading", unit="notebook"):
            work, record = waiting[key], records[key[:2]]
            observed["skipped"] = requests[key]["skipped"]
            rows = marks.judged(work.lesson, work.notebook, observed, seed)
            if len(key) > 2:
                record.rivals[work.file] = sum(row.points or 0 for row in rows)
                marks.save(out / "records", record)
                continue
            record.rows, record.seed = rows, str(seed)
            record.failed_cells = {str(index): why for index, why in observed.get("cells", {}).items()}
            if requests[key]["skipped"]:
                record.notes.append("Training cells were skipped, but for what they import and define. A cell that "
                                    "needs what they make stops, at no cost.")
            if "failure" in observed:
                record.fingerprint = ""  # the grader failed, not the submission: try again next time
            marks.save(out / "records", record)
    finally:
        if cages:
            cages.close()


def request_for(work: Submission, inputs: dict[str, str], hidden: list[str], settings: Settings) -> dict:
    """What is to be done for one notebook: see worker.py and watch.py."""
    training = work.lesson.training_cells(work.notebook)
    skipped = [] if settings.train else training
    cells = [[index, definitions_in(source) if index in skipped else source] for index, source in work.notebook.code]
    return {"cells": cells, "exercises": inputs, "files": work.lesson.files, "limits": settings.limits,
            "training": training, "skipped": skipped, "hidden": hidden, "secrets": []}


def _secrets(*places: Path) -> list[list]:
    """[bytes, sha256] of what is in ``places`` and of the course's answers: nothing of it may be seen in a cage."""
    folders = [*places, ROOT / "solutions", ROOT / "helpers" / "exercises"]
    files = [path for folder in folders for path in (folder.rglob("*") if folder.is_dir() else [folder])
             if path.is_file() and not path.is_symlink() and MOST_KEPT > path.stat().st_size > LEAST_TELLING]
    contents = map(Path.read_bytes, files[:MOST_SECRETS])
    return [[len(content), hashlib.sha256(content).hexdigest()] for content in contents]


def _isolation(tried: dict, limits: dict) -> str:
    """What is in force, as it was measured by a trial."""
    if tried.get("failure") or tried.get("why"):
        raise cage.NoIsolation(tried.get("failure") or tried["why"])
    return f"Isolation in force: {', '.join(tried['isolation'])}. Limits: {limits['cell_seconds']} s for a cell, " \
           f"{limits['exercise_seconds']} s for an answer, {limits['total_seconds']} s and " \
           f"{limits['memory_megabytes']} MB for a notebook, {limits['processes']} processes."


# Write ------------------------------------------------------------------------------------------------------------


def _write(out: Path, students: list[Student], wanted: list[Lesson], records: dict[tuple, Record],
           course: Iterable[Lesson]) -> None:
    graded = []
    known = {(lesson.name, one.name) for lesson in course for one in (*lesson.exercises, *lesson.questions)}
    for student in students:
        own = [records[student.name, lesson.name] for lesson in wanted]
        blanks = [HandMark(lesson.name, question.name, "", question.points)
                  for lesson in wanted for question in lesson.questions]
        blanks += [HandMark(record.lesson, row.exercise, "", row.out_of)
                   for record in own for row in record.rows if row.status in marks.NOT_JUDGED]
        by_hand = merge_hand_marks(out / "hand_marks" / f"{tables.file_name(student.name)}.csv", blanks, known)
        graded.append(tables.Graded(student.name, student.late, tuple(student.notes), own, by_hand))
    tables.write_marks(out / "marks.csv", graded)
    tables.write_summary(out / "summary.csv", graded)
    for one in graded:
        report.write_student(out / "reports" / f"{tables.file_name(one.name)}.html", one, wanted)
    report.write_class(out / "index.html", graded, wanted)
