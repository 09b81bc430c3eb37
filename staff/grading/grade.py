"""The whole way from a folder of submissions to a folder of marks."""

import difflib
import hashlib
import secrets
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from tqdm.auto import tqdm

from staff.grading.cage import cage, runner
from staff.grading.cage.transport import clean, pack_inputs
from staff.grading.course import ROOT, lessons
from staff.grading.reports import alike, marks, write
from staff.grading.reports.deadlines import Deadline, Late, lateness, read_deadlines, time_in
from staff.grading.reports.gradebook import Person, read_roster
from staff.grading.reports.marks import Record
from staff.grading.submissions.find import find_students
from staff.grading.submissions.notebook import definitions_in, without_effect
from staff.grading.work import Submission, nothing, sorted_by_lesson

MOST_RIVALS = 2  # other versions of a notebook that are graded, too
MOST_SECRETS, MOST_KEPT, LEAST_TELLING = 500, 2**24, 100  # files, and bytes of a file, that the trial looks for


@dataclass(frozen=True)
class Settings:
    """What to grade and how.

    ``lessons``: their numbers, all that occur where it is empty. ``seed``: draws the inputs, None for a new one.
    ``students``, ``exercises``: these are graded again, and nothing else; where both are empty, all that has changed.
    ``excuse``: exercises and written questions that do not count. ``column``: of the roster, where the total goes.
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
    exercises: tuple[str, ...] = ()
    excuse: tuple[str, ...] = ()
    deadlines: Path | None = None
    roster: Path | None = None
    column: str = ""
    alike: bool = False


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
    names = {lesson.name: {one.name for one in (*lesson.exercises, *lesson.questions)} for lesson in known.values()}
    for name in (*settings.exercises, *settings.excuse):
        if not any(name in of for of in names.values()):
            near = difflib.get_close_matches(name, [one for of in names.values() for one in of], n=1)
            raise ValueError(f"there is no exercise {name}" + (f"; is {near[0]} meant?" if near else ""))
    # What people have written is read first: a slip in it should not wait for the end of a long run.
    deadlines = read_deadlines(settings.deadlines, {number: lesson.name for number, lesson in known.items()}) \
        if settings.deadlines else {}
    roster = read_roster(settings.roster, [*names], settings.column) if settings.roster else None
    if settings.alike:
        alike.require()
    students, ignored = find_students(place)
    for name in settings.students:
        if name not in {student.name for student in students}:
            raise ValueError(f"there is no student {name!r} in {place}")
    found = {student.name: sorted_by_lesson(student, known) for student in students}
    wanted = [known[number] for number in settings.lessons] if settings.lessons else \
        [lesson for number, lesson in known.items() if any(number in of for of in found.values())]
    if not wanted:
        raise FileNotFoundError(f"no notebook in {place} belongs to a lesson of this course")
    works = {(student.name, lesson.name): found[student.name].get(lesson.number) or nothing(student, lesson)
             for student in students for lesson in wanted}
    records, waiting, before = {}, {}, {}
    version = marks.course_version(settings.root)
    for key, work in works.items():
        versions = [[cell.source for cell in notebook.cells] for notebook in work.rivals.values()]
        stamp = marks.fingerprint(version, work.digest, work.file, work.problem, list(work.notes), versions,
                                  settings.train, settings.limits)
        old = marks.load(out / "records", *key)
        chosen = (not settings.students or work.student in settings.students) \
            and (not settings.exercises or bool(names[work.lesson.name] & {*settings.exercises}))
        if settings.students or settings.exercises:
            keep = old and not chosen
        else:
            keep = old and old.fingerprint == stamp and not settings.again
        records[key] = old if keep else _blank(work, stamp)
        if work.notebook and not keep:
            waiting[key] = work
            before |= {key: old} if old and settings.exercises else {}
            for file, notebook in list(work.rivals.items())[:MOST_RIVALS]:
                waiting[*key, file] = replace(work, file=file, notebook=notebook)
        elif not keep:
            marks.save(out / "records", records[key])
    say(f"{len(students)} students, {len(wanted)} lessons, {len(waiting)} notebooks to run, "
        f"{len(records) - len({key[:2] for key in waiting})} known or without a notebook.")
    if waiting:
        _run(settings, waiting, records, before, place, out, say)
    people, said = roster.match(students) if roster else ({}, [])
    said += [f"Ignored, because they are no submissions: {', '.join(ignored)}."] * bool(ignored)
    graded = [write.graded(out, student, wanted, records, known.values(), settings.excuse, people.get(student.name),
                           {lesson.name: _late(works[student.name, lesson.name], deadlines.get(lesson.name),
                                               people.get(student.name)) for lesson in wanted})
              for student in students]
    if roster:
        said += roster.write(out, graded, people, [lesson.name for lesson in wanted])
    pairs = None
    (out / "alike.html").unlink(missing_ok=True)
    if settings.alike:
        try:
            pairs = alike.pairs(works.values())
        except Exception as problem:  # of whatever somebody has handed in, in a package that is not ours
            said.append(f"alike.html could not be written ({type(problem).__name__}: {problem}).")
    said += write.write(out, graded, wanted, said, pairs, bool(roster) and roster.kind == "moodle")
    for sentence in said:
        say(sentence)
    return list(records.values())


def _late(work: Submission, deadline: Deadline | None, person: Person | None) -> Late:
    """What being late costs; the platform's own table knows the time better than the names and times of files."""
    told = time_in(person.time) if person else None
    return lateness(deadline, told or work.came, bool(told) or work.certain, work.late) if work.file else Late()


def _blank(work: Submission, stamp: str) -> Record:
    """The record before, or without, a run."""
    why = f"{work.file}: {work.problem}" if work.file else work.problem
    rows = [marks.not_run(exercise, why) for exercise in work.lesson.exercises]
    written = work.lesson.written_answers(work.notebook) if work.notebook else {}
    ignored = without_effect(work.notebook, work.lesson.learner) if work.notebook else []
    notes = [*work.notes, *map(clean, ignored)]
    return Record(work.student, work.lesson.name, rows, work.file, notes, written, fingerprint=stamp)


# Run --------------------------------------------------------------------------------------------------------------


def _run(settings: Settings, waiting: dict[tuple, Submission], records: dict[tuple, Record],
         before: dict[tuple, Record], place: Path, out: Path, say: Callable[[str], None]) -> None:
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
        left = Counter(key[:2] for key in waiting)
        for key, observed in tqdm(run(requests), total=len(requests), desc="grading", unit="notebook"):
            work, record = waiting[key], records[key[:2]]
            observed["skipped"] = requests[key]["skipped"]
            rows = marks.judged(work.lesson, work.notebook, observed, seed)
            if "failure" in observed:
                record.fingerprint = ""  # the grader failed, not the submission: try again next time
            if len(key) > 2:
                record.rivals[work.file] = sum(row.points or 0 for row in rows)
            else:
                stay = {row.exercise: row for row in before[key].rows if row.exercise not in settings.exercises} \
                    if key in before else {}
                record.rows = [stay.get(row.exercise, row) for row in rows]
                record.failed_cells = {str(index): why for index, why in observed.get("cells", {}).items()}
                if requests[key]["skipped"]:
                    record.notes.append("Training cells were skipped, but for what they import and define. A cell that "
                                        "needs what they make stops, at no cost.")
            left[key[:2]] -= 1
            if not left[key[:2]]:
                # Where some rows are old, the next run has to see what they are from.
                record.fingerprint = before[key[:2]].fingerprint if key[:2] in before else record.fingerprint
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
