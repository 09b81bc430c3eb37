#!/usr/bin/env bash
# A merge by nbdime that ends in a conflict is a valid notebook whose cell shows both outputs, "passed" and "failed", over a source
# that no Python reads.
# Guess: a conflict leaves no notebook, one that does not validate, or one without outputs.   Seen: it validates; conflict marks
# stand in the source and, as extra *stderr* streams, among the outputs of the same cell.
# Who meets it: two learners who share a repository; the outputs claim a check that cannot run.
# Acts: grader: stored outputs never count; such a notebook is among the tests'
source "$(dirname "$0")/_common.sh"
install nbdime==4.0.4 nbformat==5.11.1
python - <<'PYTHON'
import subprocess

import nbformat
from finding import fact, versions
from nbformat.v4 import new_code_cell, new_notebook, new_output

versions("nbdime", "nbformat")
for name, body, verdict in (("base", "raise NotImplementedError", ""), ("mine", "return 1.0", "passed\n"), ("yours", "return 2.0", "failed\n")):
    outputs = [new_output("stream", name="stdout", text=verdict)] if verdict else []
    cell = new_code_cell(f"def entropy(p):\n    {body}\ncheck('entropy', entropy)", outputs=outputs, execution_count=1, id="answer")
    nbformat.write(new_notebook(cells=[cell]), f"{name}.ipynb")
merge = subprocess.run(["nbmerge", "base.ipynb", "mine.ipynb", "yours.ipynb", "--out", "merged.ipynb"], capture_output=True)
fact("exit status of nbmerge", merge.returncode, guess=1, seen=1)
merged = nbformat.read("merged.ipynb", 4)
try:
    nbformat.validate(merged)
    valid = True
except nbformat.ValidationError:
    valid = False
fact("the result is a valid notebook", valid, guess=False, seen=True)
fact("conflict marks in the source", merged.cells[0].source.count("<<<<<<<"), guess=0, seen=1)
streams = [(output.name, output.text.split()[0]) for output in merged.cells[0].outputs]
fact("its outputs", [text for _, text in streams], guess=[], seen=["<<<<<<<", "passed", "=======", "failed", ">>>>>>>"])
fact("streams of the marks", sorted({name for name, text in streams if text not in ("passed", "failed")}), guess=[], seen=["stderr"])
PYTHON
