#!/usr/bin/env bash
# A notebook that papermill ran and that failed has three cells more than the original, one of them at the very top.
# Guess: a copy has the cells of its original (and one for the parameters).   Seen: 7 cells for 4: "Parameters" after the
# tagged cell, an error notice in front of the failing cell and one in front of everything: every index is off, by 1, 2 or 3.
# Who meets it: a grader or reader that goes by a cell's position; ids of the original cells are kept.
# Acts: grader: such a notebook is among the tests'
source "$(dirname "$0")/_common.sh"
install papermill==2.7.0 nbformat==5.11.1 ipykernel==7.4.0
python - <<'PYTHON'
import subprocess

import nbformat
from finding import fact, versions
from nbformat.v4 import new_code_cell, new_notebook

versions("papermill", "nbformat")
kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}, "language_info": {"name": "python"}}
sources = ["seed = 1", "print(seed)", "raise ValueError('no')", "print('after')"]
cells = [new_code_cell(source, id=f"cell-{k}") for k, source in enumerate(sources)]
cells[0].metadata["tags"] = ["parameters"]
nbformat.write(new_notebook(cells=cells, metadata=kernel), "lesson.ipynb")
failed = subprocess.run(["papermill", "lesson.ipynb", "copy.ipynb", "-p", "seed", "5"], capture_output=True).returncode != 0
copy = nbformat.read("copy.ipynb", 4).cells
fact("papermill says that the run failed", failed, guess=True, seen=True)
fact("number of cells", len(copy), guess=5, seen=7)
places = {cell.id: k for k, cell in enumerate(copy)}
fact("where the four cells are now", [places.get(f"cell-{k}") for k in range(4)], guess=[0, 2, 3, 4], seen=[1, 3, 5, 6])
fact("first cell", copy[0].cell_type, guess="code", seen="markdown")
PYTHON
