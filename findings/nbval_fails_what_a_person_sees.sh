#!/usr/bin/env bash
# nbval fails cells whose stored output is exactly what a person sees, when they clear their output or update a display.
# Guess: the stored and the new output are compared, and they are equal: JupyterLab, nbconvert and papermill all store "done".
# Seen: nbval collects every message on the way and compares with the end state: two cells that can never pass.
# Who meets it: a lesson with a progress display under strict nbval.
# Acts: authoring rule, with a test
source "$(dirname "$0")/_common.sh"
install nbval==0.11.0 nbconvert==7.17.2 nbformat==5.11.1 ipykernel==7.4.0 pytest==9.2.0
python - <<'PYTHON'
import subprocess

import nbformat
from finding import fact, versions
from nbformat.v4 import new_code_cell, new_notebook

versions("nbval", "nbconvert", "ipykernel")
kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}, "language_info": {"name": "python"}}
cells = {
    "plain": "print('done')",
    "cleared": "from IPython.display import clear_output\nprint('working')\nclear_output()\nprint('done')",
    "updated": "from IPython.display import display\nshown = display('working', display_id='a')\nshown = display('done', display_id='a', update=True)",
}
for name, source in cells.items():
    nbformat.write(new_notebook(cells=[new_code_cell(source)], metadata=kernel), "lesson.ipynb")
    subprocess.run(["jupyter", "nbconvert", "--to", "notebook", "--execute", "--inplace", "lesson.ipynb"], check=True, capture_output=True)
    stored = str(nbformat.read("lesson.ipynb", 4).cells[0].outputs)
    fact(f"{name}: stored is the end state", "done" in stored and "working" not in stored, guess=True, seen=True)
    command = ["python", "-m", "pytest", "--quiet", "--nbval", "--nbval-cell-timeout=60", "lesson.ipynb"]
    fact(f"{name}: nbval passes", subprocess.run(command, capture_output=True).returncode == 0, guess=True, seen=name == "plain")
PYTHON
