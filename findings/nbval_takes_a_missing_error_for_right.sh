#!/usr/bin/env bash
# A cell tagged `raises-exception` that no longer raises passes strict nbval, and nbmake and papermill as well.
# Guess: the tag is a promise (as pytest.raises is), so a silent cell fails.   Seen: it is a permission in all three.
# Who meets it: a lesson that shows an error ("this raises") and, after an upgrade, shows nothing.
# Acts: authoring rule: there is no such tag
source "$(dirname "$0")/_common.sh"
install nbval==0.11.0 nbmake==1.5.5 papermill==2.7.0 nbformat==5.11.1 ipykernel==7.4.0 pytest==9.2.0
python - <<'PYTHON'
import subprocess

import nbformat
from finding import fact, versions
from nbformat.v4 import new_code_cell, new_notebook

versions("nbval", "nbmake", "papermill", "pytest")
cell = new_code_cell("quotient = 1 / 1", execution_count=1, metadata={"tags": ["raises-exception"]})
kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}, "language_info": {"name": "python"}}
nbformat.write(new_notebook(cells=[cell], metadata=kernel), "lesson.ipynb")
pytest = ["python", "-m", "pytest", "--quiet", "lesson.ipynb"]
for tool, command in (
    ("nbval", [*pytest, "--nbval", "--nbval-cell-timeout=60"]),
    ("nbmake", [*pytest, "--nbmake"]),
    ("papermill", ["papermill", "lesson.ipynb", "copy.ipynb"]),
):
    passed = subprocess.run(command, capture_output=True).returncode == 0
    fact(f"{tool}: the cell that does not raise passes", passed, guess=False, seen=True)
PYTHON
