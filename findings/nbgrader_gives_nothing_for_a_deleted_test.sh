#!/usr/bin/env bash
# nbgrader does not put back a test cell that a student deleted: a right function gets 0 of 2 points.
# Guess: autograding restores its own locked cells (it overwrites *changed* ones from the release).   Seen: the autograded copy
# has one cell, the score is 0.0 of 2.0, the same function with its test 2.0; only "needs manual grading" hints at it.
# Who meets it: an instructor whose students tidy up their notebooks.
# Acts: grader: answers are found by the name of their function, whatever cells are left
source "$(dirname "$0")/_common.sh"
install nbgrader==0.9.6 nbformat==5.11.1 ipykernel==7.4.0
python - <<'PYTHON'
import os
import subprocess

import nbformat
from finding import fact, number, versions
from nbformat.v4 import new_code_cell, new_notebook

versions("nbgrader", "nbformat")


def cell(source, name, test):
    marks = {"grade_id": name, "grade": test, "solution": not test, "locked": test, "task": False, "schema_version": 3, "cell_type": "code"}
    return new_code_cell(source, metadata={"nbgrader": {**marks, "points": 2} if test else marks})


answer = "def coin():\n    ### BEGIN SOLUTION\n    return 1.0\n    ### END SOLUTION"
kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}, "language_info": {"name": "python"}}
for folder in ("source/one", "submitted/kept/one", "submitted/deleted/one"):
    os.makedirs(folder)
open("nbgrader_config.py", "w").write("c = get_config()\nc.CourseDirectory.course_id = 'course'\n")
cells = [cell(answer, "coin", test=False), cell("assert coin() == 1.0", "test_coin", test=True)]
nbformat.write(new_notebook(cells=cells, metadata=kernel), "source/one/lesson.ipynb")
subprocess.run(["nbgrader", "generate_assignment", "one"], check=True, capture_output=True)
book = nbformat.read("release/one/lesson.ipynb", 4)
book.cells[0].source = "def coin():\n    return 1.0"
nbformat.write(book, "submitted/kept/one/lesson.ipynb")
del book.cells[1]
nbformat.write(book, "submitted/deleted/one/lesson.ipynb")
subprocess.run(["nbgrader", "autograde", "one"], check=True, capture_output=True)

from nbgrader.api import Gradebook

with Gradebook("sqlite:///gradebook.db") as gradebook:
    scores = {who: gradebook.find_submission("one", who).score for who in ("kept", "deleted")}
number("score with the test cell", scores["kept"], guess=2, seen=2.0)
number("score without the test cell", scores["deleted"], guess=2, seen=0.0)
fact("cells after autograding", len(nbformat.read("autograded/deleted/one/lesson.ipynb", 4).cells), guess=2, seen=1)
PYTHON
