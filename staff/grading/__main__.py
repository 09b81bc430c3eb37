"""``python -m staff.grading submissions --out marks``: see README.md in this folder."""

import argparse
import os
import sys
from pathlib import Path

from staff.grading.cage import runner
from staff.grading.cage.cage import NoIsolation
from staff.grading.course import ROOT
from staff.grading.grade import Settings, grade
from staff.grading.reports.marks import NOT_JUDGED


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    limits = {name: getattr(options, name, default) for name, default in runner.LIMITS.items()}
    if options.train:
        limits["total_seconds"] = max(limits["total_seconds"], limits["training_seconds"])
    given = {name: getattr(options, name) for name in Settings.__dataclass_fields__ if name != "limits"}
    settings = Settings(**given, limits=limits)
    try:
        records = grade(settings)
    except NoIsolation as problem:
        print(f"Submissions cannot be isolated: {problem}.\nNothing was run. README.md in staff/grading says what is "
              "needed.", file=sys.stderr)
        return 2
    except (FileNotFoundError, ConnectionError, ValueError) as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. What is done is kept: the same command goes on from here.", file=sys.stderr)
        return 130
    waiting = sum(row.status in NOT_JUDGED for record in records for row in record.rows)
    print(f"{settings.out / 'index.html'} shows the class, {settings.out / 'marks.csv'} has every mark"
          + (f". {waiting} exercises could not be judged and wait for you." if waiting else "."))
    return 0


def _parser() -> argparse.ArgumentParser:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    parser = argparse.ArgumentParser(prog="python -m staff.grading", description="Grade a folder of submissions.")
    add = parser.add_argument
    add("submissions", type=Path, help="folder or zip file with one folder, zip file or notebook per student")
    add("--out", type=Path, default=Path("marks"), help="folder for marks and reports (default: marks)")
    add("--lessons", type=int, nargs="+", default=[], metavar="NN", help="only these lessons (default: all that occur)")
    add("--jobs", type=int, default=cores, help=f"notebooks at a time (default: all cores, {cores})")
    add("--scheduler", default="", metavar="ADDRESS", help="run on the Dask cluster with this scheduler")
    add("--train", action="store_true", help="run training cells, too")
    add("--student", dest="students", nargs="+", default=[], metavar="NAME", help="run these again, and nobody else")
    add("--seed", type=int, help="draw the inputs of an earlier run: its seed is in marks.csv (default: a new one)")
    add("--exercise", dest="exercises", nargs="+", default=[], metavar="NAME",
        help="judge these again, and keep all other marks")
    add("--excuse", nargs="+", default=[], metavar="NAME", help="exercises and questions that do not count")
    add("--deadlines", type=Path, metavar="FILE", help="table of lesson, date, percent per day")
    add("--roster", type=Path, metavar="FILE", help="gradebook of Canvas, worksheet of Moodle, or id, name, email")
    add("--column", default="", metavar="TITLE", help="assignment in Canvas that gets the total")
    add("--alike", action="store_true", help="show submissions that share long runs of code (needs copydetect)")
    add("--again", action="store_true", help="run unchanged submissions again")
    for name, metavar, what in (("cell_seconds", "S", "a cell"), ("exercise_seconds", "S", "the calls of one answer"),
                                ("total_seconds", "S", "a notebook"), ("memory_megabytes", "MB", "a notebook")):
        add(f"--{name.replace('_', '-')}", type=int, default=runner.LIMITS[name], metavar=metavar,
            help=f"limit of {what} (default: %(default)s {metavar.replace('S', 's')})")
    add("--course", dest="root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    sys.exit(main())
