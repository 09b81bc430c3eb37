#!/usr/bin/env bash
# marimo's converter renames a function that is defined twice: the learner's answer becomes `entropy_1`, and `entropy` is the
# untouched stub, in the converted program and in the notebook exported from it.
# Guess: a converter keeps names (later cells win, as in Jupyter), or stops.   Seen: check("entropy", entropy) becomes
# check("entropy", entropy_1), without a word; a grader that looks for `entropy` finds the stub.
# Who meets it: a learner who works in marimo, writes below the stub and hands in the exported notebook.
# Acts: grader: what was given to check counts; its notebook is among the tests'
source "$(dirname "$0")/_common.sh"
install marimo==0.25.2 nbformat==5.11.1
python - <<'PYTHON'
import re
import subprocess

import nbformat
from finding import fact, versions
from nbformat.v4 import new_code_cell, new_notebook

versions("marimo", "nbformat")
stub, answer = "def entropy(p):\n    raise NotImplementedError", "def entropy(p):\n    return 1.0"
cells = ["def check(name, function):\n    print(name, function)", stub, answer, 'check("entropy", entropy)']
nbformat.write(new_notebook(cells=[new_code_cell(cell) for cell in cells]), "lesson.ipynb")
run = lambda *command: subprocess.run(["marimo", *command], check=True, capture_output=True)
run("convert", "lesson.ipynb", "-o", "lesson.py")
run("export", "ipynb", "lesson.py", "-o", "again.ipynb", "--sort", "top-down")
text = "\n".join(cell.source for cell in nbformat.read("again.ipynb", 4).cells)
fact("functions", re.findall(r"def (entropy\w*)", text), guess=["entropy", "entropy"], seen=["entropy", "entropy_1"])
fact("the check", re.search(r"check\(.entropy.*", text)[0].replace("'", '"'), guess='check("entropy", entropy)', seen='check("entropy", entropy_1)')
PYTHON
