#!/usr/bin/env bash
# What nbstripout or jupytext leaves of a notebook passes strict `nbval` whatever it computes: without an execution count nothing
# is compared.
# Guess: a notebook without stored outputs fails a comparison of outputs (it does, when the count is there).
# Seen: print(42) against a stored 43 fails; after nbstripout it passes; from a jupytext script it passes; with the outputs
# alone removed it fails.
# Who meets it: a course with nbstripout as a git hook and nbval in CI: green for ever.
# Acts: a test: every code cell of a solution has its count
source "$(dirname "$0")/_common.sh"
install nbval==0.11.0 nbstripout==0.9.1 jupytext==1.19.6 nbformat==5.11.1 ipykernel==7.4.0 pytest==9.2.0
python - <<'PYTHON'
import subprocess

import nbformat
from finding import fact, versions
from nbformat.v4 import new_code_cell, new_notebook, new_output

versions("nbval", "nbstripout", "jupytext", "pytest")
kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
wrong, empty = [new_output("stream", name="stdout", text="43\n")], []


def write(path, outputs):
    cell = new_code_cell("print(42)", outputs=outputs, execution_count=1)
    nbformat.write(new_notebook(cells=[cell], metadata=kernel), path)


def passes(path):
    command = ["python", "-m", "pytest", "--quiet", "--nbval", "--nbval-cell-timeout=60", path]
    return subprocess.run(command, capture_output=True).returncode == 0


write("wrong.ipynb", wrong), write("stripped.ipynb", wrong), write("emptied.ipynb", empty)
subprocess.run(["nbstripout", "stripped.ipynb"], check=True)
subprocess.run(["jupytext", "--quiet", "--to", "ipynb", "--set-kernel", "python3", "-o", "text.ipynb", "-"], input=b"# %%\nprint(42)\n", check=True)
fact("stored 43, printed 42: passes", passes("wrong.ipynb"), guess=False, seen=False)
fact("outputs removed, count kept: passes", passes("emptied.ipynb"), guess=False, seen=False)
fact("after nbstripout: passes", passes("stripped.ipynb"), guess=False, seen=True)
fact("from a jupytext script: passes", passes("text.ipynb"), guess=False, seen=True)
PYTHON
