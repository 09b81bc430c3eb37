"""Run a solution notebook and keep its outputs, or carry them over from the stored one where no code changed."""

import os
import re
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from staff.authoring.folding import TITLE, cells_that_draw
from staff.authoring.notebook import METADATA
from staff.authoring.source import Lesson, LessonError

CELL_TIMEOUT = 900  # seconds; the longest training of a lesson takes about three minutes on two cores
ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
FAILED_LINE = re.compile(r"^-+> (\d+) ", re.MULTILINE)


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]


def is_executed(notebook: NotebookNode) -> bool:
    return all(cell.execution_count is not None for cell in code_cells(notebook))


def code_was_run(notebook: NotebookNode) -> bool:
    return any(cell.execution_count is not None for cell in code_cells(notebook))


def carry_over(notebook: NotebookNode, stored: NotebookNode) -> None:
    """Give ``notebook`` the outputs of ``stored`` where both have the same code in the same order.

    The first code cell, which only installs, may differ: another address or version changes no result.
    """
    new, old = code_cells(notebook), code_cells(stored)
    if [_code(cell) for cell in new[1:]] == [_code(cell) for cell in old[1:]]:
        for cell, before in zip(new, old, strict=False):
            cell.outputs, cell.execution_count = before.outputs, before.execution_count


def _code(cell: NotebookNode) -> str:
    """What is executed of ``cell``: its title for Colab is not."""
    return cell.source.removeprefix(f"{TITLE}\n")


def execute(lesson: Lesson, notebook: NotebookNode, folder: Path, timeout: int = CELL_TIMEOUT) -> None:
    """Execute ``notebook`` in ``folder``, in place. LessonError where a cell fails or its output must not be kept."""
    reached = [0]
    client = NotebookClient(
        notebook,
        timeout=timeout,
        kernel_name=METADATA["kernelspec"]["name"],
        extra_arguments=["--Application.log_level=ERROR"],
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
        store_widget_state=True,  # without it nbclient fails on a slider; the metadata it writes is replaced below
        coalesce_streams=True,
        on_cell_execute=lambda cell, cell_index: reached.__setitem__(0, cell_index),
    )
    try:
        client.execute(env={**os.environ, "INFOGAN_PROGRESS": "off"})  # the author has passed nothing
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        raise _failure(lesson, reached[0], error) from None
    notebook.metadata = nbformat.from_dict(METADATA)
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            # A widget cannot be shown without its kernel, and its id is different every time.
            cell.outputs = [output for output in cell.outputs if not _is_widget(output)]
            check_outputs(lesson, index, cell, folder)


def check_outputs(lesson: Lesson, index: int, cell: NotebookNode, folder: Path) -> None:
    """Raise LessonError for an output that must not be stored: an error, a bare picture, a path of this machine."""
    line = _line(lesson, index)
    for output in cell.outputs:
        data = output.get("data", {})
        if output.output_type == "error":
            raise lesson.error(line, f"the cell's stored output is an error, {output.ename}: {output.evalue}",
                               "Show an expected error with try and except, and print its message.")
        if any(kind.startswith("image/") for kind in data):
            raise lesson.error(line, "the cell shows a picture without alternative text",
                               'Use show(fig, alt="...") from helpers.pictures.figures.')
        text = output.get("text", "") + str(data.get("text/plain", ""))
        for place in {str(folder.resolve()), str(folder.resolve().parent), str(Path.home())} - {"/"}:
            if f"{place}/" in text:
                raise lesson.error(line, f"the cell's output names a folder of this machine, {place}",
                                   "Print file names without their folder, and mend what causes a warning.")


def _failure(lesson: Lesson, index: int, error: Exception) -> LessonError:
    line = _line(lesson, index)
    remedy = "Mend the cell and build again."
    if isinstance(error, CellTimeoutError):
        return lesson.error(line, f"this cell ran longer than {CELL_TIMEOUT} seconds", "Make it shorter.")
    if isinstance(error, DeadKernelError):
        return lesson.error(line, "the kernel died in this cell", "Often there was too little memory.")
    at = FAILED_LINE.search(ANSI.sub("", error.traceback))
    if at and index != 1:  # the builder's own cell, number 1, has no line in the lesson's file, nor has its title
        line += int(at[1]) - 1 - (index - 1 in cells_that_draw(lesson))
    return lesson.error(line, f"this cell failed with {error.ename}: {ANSI.sub('', error.evalue)}", remedy)


def _line(lesson: Lesson, index: int) -> int:
    """The line in the lesson's file where notebook cell ``index`` begins; the builder inserts one after the first."""
    return lesson.cells[max(0, index - 1)].line


def _is_widget(output: NotebookNode) -> bool:
    return any("jupyter.widget" in kind for kind in output.get("data", {}))
