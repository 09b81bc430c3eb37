#!/usr/bin/env bash
# A Python script that jupytext turned into a notebook is turned back by nbconvert into a file `lesson.txt`.
# Guess: `nbconvert --to script` writes lesson.py; the kernel is Python.   Seen: .txt, since the extension comes from
# `language_info`, which only a kernel writes: a notebook that was never run has none; a kernelspec does not help.
# Who meets it: whoever makes notebooks from scripts and looks for the .py (linters, type checkers, diffs).
# Acts: our notebooks carry the ending; a test converts one
source "$(dirname "$0")/_common.sh"
install jupytext==1.19.6 nbconvert==7.17.2 ipykernel==7.4.0
python - <<'PYTHON'
import pathlib
import subprocess

from finding import fact, versions

versions("jupytext", "nbconvert", "ipykernel")
pathlib.Path("lesson.py").write_text("# %%\nprint(42)\n")
run = lambda *command: subprocess.run(command, check=True, capture_output=True)
run("jupytext", "--to", "ipynb", "--set-kernel", "python3", "lesson.py")
pathlib.Path("lesson.py").unlink()
run("jupyter", "nbconvert", "--to", "script", "lesson.ipynb")
fact("never run", sorted(path.name for path in pathlib.Path().glob("lesson.*")), guess=["lesson.ipynb", "lesson.py"], seen=["lesson.ipynb", "lesson.txt"])
run("jupyter", "nbconvert", "--to", "notebook", "--execute", "--inplace", "lesson.ipynb")
run("jupyter", "nbconvert", "--to", "script", "lesson.ipynb")
fact("after a run there is a lesson.py", pathlib.Path("lesson.py").exists(), guess=True, seen=True)
PYTHON
