"""Which cells only draw. Their code is folded away, so that a reader's eye meets ideas, functions and pictures."""

import ast

from IPython.core.inputtransformer2 import TransformerManager

from staff.authoring.source import Lesson

TAG = "hide-input"  # the reading copy's word for it (myst-nb)
TITLE = "# @title The code of this figure"  # what Colab shows in place of the code
FOLDED = {"jupyter": {"source_hidden": True}, "cellView": "form"}  # in JupyterLab and in Colab
SHORTEST = 5  # lines; less is not in the way
SHARE = 0.7  # of a cell's lines
PICTURES = "helpers.pictures"


def cells_that_draw(lesson: Lesson) -> set[int]:
    """Indices of the code cells that show a figure and of whose lines at least 0.7 only draw it.

    A statement draws where it uses something of helpers.pictures, or a name that an earlier statement of the same cell
    made of it, such as the axes of ``subplots``; a function that draws does so in all later cells.
    """
    tools, found = set(), set()
    for index, cell in enumerate(lesson.cells):
        if cell.kind != "code":
            continue
        try:
            tree = ast.parse(TransformerManager().transform_cell(cell.source))
        except SyntaxError:  # for the rules to say
            continue
        drawing, drawn = set(tools), 0
        for statement in tree.body:
            if isinstance(statement, ast.ImportFrom) and (statement.module or "").startswith(PICTURES):
                made = {alias.asname or alias.name for alias in statement.names}
                tools |= made
            elif not _names(statement, ast.Load) & drawing:
                continue
            elif isinstance(statement, ast.FunctionDef):
                made = {statement.name}
                tools |= made
            else:
                made = _names(statement, ast.Store)
            drawing |= made
            drawn += statement.end_lineno - statement.lineno + 1
        lines = sum(1 for line in cell.source.splitlines() if line.strip())
        if "show" in _names(tree, ast.Load) and lines >= SHORTEST and drawn >= SHARE * lines:
            found.add(index)
    return found


def _names(node: ast.AST, use: type) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, use)}
