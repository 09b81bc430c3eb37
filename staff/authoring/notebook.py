"""Make a lesson's two notebooks. The same source gives the same bytes: cell ids come from positions."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from helpers.checking import Exercise, find_exercise
from helpers.pictures.course import colab_address
from staff.authoring.folding import FOLDED, TAG, TITLE, cells_that_draw
from staff.authoring.source import Cell, Lesson

METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    # Without the ending, `jupyter nbconvert --to script` writes a lesson as .txt.
    "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"},
}
WRITTEN_BLANK = "*Write your answer here.*"
BLANK_COMMENT = "  # replace this line with your code"
HARDEST = 4
# --no-deps: Colab has everything helpers needs, and its own torch and numpy must stay as they are. No line of magic:
# tools that read a notebook as Python stumble over an indented one.
BOOT = """\
import importlib.util
if importlib.util.find_spec("helpers") is None:  # on Colab, the first time
    get_ipython().run_line_magic("pip", 'install --quiet --no-deps "git+{repository}@{tag}"')"""


@dataclass(frozen=True)
class Project:
    """Where the project lives, as pyproject.toml says."""

    repository: str
    version: str

    @classmethod
    def read(cls, root: Path) -> "Project":
        project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        return cls(project["urls"]["Repository"], project["version"])

    @property
    def tag(self) -> str:
        return f"v{self.version}"

    def colab_link(self, path: str) -> str:
        # Words, not Colab's badge: that is a picture on another site, and a lesson asks for nothing outside.
        return f"[Open in Colab]({colab_address(self.repository, self.tag, path)})"

    def boot(self) -> str:
        return BOOT.format(repository=self.repository, tag=self.tag)


def solution_notebook(lesson: Lesson, project: Project) -> NotebookNode:
    """The complete lesson, not executed yet. The markers of its solution regions are left out."""
    return _notebook(lesson, project, "solutions", [_solved(lesson, cell) for cell in lesson.cells])


def learner_notebook(lesson: Lesson, project: Project) -> NotebookNode:
    """The lesson with a blank in place of every solution."""
    return _notebook(lesson, project, "notebooks", _blanked(lesson))


def stored_form(notebook: NotebookNode) -> str:
    """The text of the notebook's file."""
    return nbformat.writes(notebook, version=4) + "\n"


def _notebook(lesson: Lesson, project: Project, folder: str, sources: list[str]) -> NotebookNode:
    title = f"{project.colab_link(f'{folder}/{lesson.name}.ipynb')}\n\n{sources[0]}"
    folded = cells_that_draw(lesson)
    cells = [("markdown", title, {}), ("code", project.boot(), {})]
    for index, (cell, source) in enumerate(zip(lesson.cells[1:], sources[1:], strict=True), start=1):
        is_folded = index in folded
        cells.append((cell.kind, f"{TITLE}\n{source}" if is_folded else source, _metadata(cell, is_folded)))
    notebook = nbformat.v4.new_notebook(metadata=METADATA)
    for index, (kind, source, metadata) in enumerate(cells):
        new = nbformat.v4.new_code_cell if kind == "code" else nbformat.v4.new_markdown_cell
        cell_id = f"{lesson.name.replace('_', '-')}-{index:03d}"
        notebook.cells.append(new(source, id=cell_id, metadata=metadata))
    return notebook


def _metadata(cell: Cell, is_folded: bool) -> dict:
    """What trains is run by nbval, but its output is not compared. What only draws is folded away."""
    tags = {*cell.tags, *(["nbval-ignore-output"] if "train" in cell.tags else []), *([TAG] if is_folded else [])}
    return {**({"tags": sorted(tags)} if tags else {}), **(FOLDED if is_folded else {})}


def _solved(lesson: Lesson, cell: Cell) -> str:
    return _with_headings(cell, [text for what, _, text in lesson.pieces(cell) if what in ("text", "solution")])


def _blanked(lesson: Lesson) -> list[str]:
    sources, exercise = [], None
    for cell in lesson.cells:
        kind, words = cell.directive() or (None, [])
        exercise = words[0] if kind == "exercise" else exercise
        lines = []
        for what, _, text in lesson.pieces(cell):
            if what == "text":
                lines.append(text)
            elif what == "begin":
                indentation = text[: len(text) - len(text.lstrip())]
                lines.append(WRITTEN_BLANK if cell.kind == "markdown"
                             else f'{indentation}raise NotImplementedError("{exercise}"){BLANK_COMMENT}')
        sources.append(_with_headings(cell, lines))
    return sources


def _with_headings(cell: Cell, lines: list[str]) -> str:
    """The first line ``{exercise name}`` or ``{written name points}`` in words."""
    kind, words = cell.directive() or (None, [])
    if kind is None:
        return "\n".join(lines).rstrip()
    heading = _exercise_heading(find_exercise(words[0])) if kind == "exercise" \
        else f"**Your answer: `{words[0]}`** · {_count(int(words[1]), 'point')}, graded by hand"
    return f"{heading}\n\n" + "\n".join(lines[1:]).strip()


def _exercise_heading(exercise: Exercise) -> str:
    difficulty = "●" * exercise.difficulty + "○" * (HARDEST - exercise.difficulty)
    return (
        f"### Exercise {exercise.number}: {exercise.title}\n\n"
        f"`{exercise.name}` · difficulty {difficulty} · about {_count(exercise.minutes, 'minute')} · "
        f"{_count(exercise.points, 'point')}"
    )


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
