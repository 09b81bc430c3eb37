"""Build notebooks: ``python -m staff.authoring [NN ...] [--all] [--no-execute]``.

Without numbers, every lesson in solutions/. A lesson is executed only where its code differs from the stored notebook
or a cell has not been executed; --all executes it in any case, --no-execute in none. The table of lessons in README is
brought up to date.
"""

import argparse
import sys
from pathlib import Path

import nbformat

from staff.authoring.execute import carry_over, code_was_run, execute, is_executed
from staff.authoring.notebook import Project, learner_notebook, solution_notebook, stored_form
from staff.authoring.overview import with_current_lessons
from staff.authoring.rules import check_lesson
from staff.authoring.source import LessonError, read_lesson

ROOT = Path(__file__).resolve().parents[2]


def build(source: Path, project: Project, run: str = "changed") -> str:
    """Write both notebooks of the lesson ``source``. ``run``: "changed", "all" or "none". Returns what was done."""
    lesson = read_lesson(source)
    check_lesson(lesson)
    learner = source.parent.parent / "notebooks" / f"{lesson.name}.ipynb"
    if learner.exists() and code_was_run(nbformat.read(learner, as_version=4)):
        raise LessonError(learner, 1, "somebody has worked in this learner's copy, and building would overwrite it",
                          "Move it to another folder, then build again.")
    _write(learner, stored_form(learner_notebook(lesson, project)))
    solution = source.with_suffix(".ipynb")
    notebook = solution_notebook(lesson, project)
    if run != "all" and solution.exists():
        carry_over(notebook, nbformat.read(solution, as_version=4))
    executed = run != "none" and not is_executed(notebook)
    if executed:
        execute(lesson, notebook, source.parent)
    _write(solution, stored_form(notebook))
    if executed:
        return "executed"
    return "up to date" if is_executed(notebook) else "written, not executed"


def _write(path: Path, text: str) -> None:
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(exist_ok=True)
        part = path.with_suffix(".part")
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(path)


def sources(root: Path, numbers: list[str]) -> list[Path]:
    """The lessons' sources, all of them or those whose name begins with one of ``numbers``. ValueError for none."""
    found = sorted((root / "solutions").glob("[0-9][0-9]_*.py"))
    for number in numbers:
        if not any(path.name.startswith(number) for path in found):
            have = ", ".join(path.stem for path in found) or "none yet"
            raise ValueError(f"there is no lesson {number!r} in solutions/; there are: {have}")
    return [path for path in found if not numbers or path.name.startswith(tuple(numbers))]


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    parser = argparse.ArgumentParser(prog="python -m staff.authoring", description="Build the notebooks of lessons.")
    parser.add_argument("lessons", nargs="*", metavar="NN", help="number of a lesson; all lessons where none is given")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--all", dest="run", action="store_const", const="all", help="execute what did not change, too")
    how.add_argument("--no-execute", dest="run", action="store_const", const="none", help="execute nothing")
    options = parser.parse_args(arguments)
    try:
        project = Project.read(root)
        for source in sources(root, options.lessons):
            print(f"{source.stem}: ", end="", flush=True)
            print(build(source, project, options.run or "changed"), flush=True)
        readme = root / "README.md"
        _write(readme, with_current_lessons(readme.read_text(encoding="utf-8"), root / "solutions"))
    except (LessonError, ValueError) as error:
        print(f"failed\n{error}" if isinstance(error, LessonError) else error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
