"""From one lesson source to two notebooks.

``solutions/NN_name.py`` (percent format, read with jupytext) becomes

- ``solutions/NN_name.ipynb``: executed, outputs kept;
- ``notebooks/NN_name.ipynb``: the learner's copy, solutions taken out, no outputs.

Both have the same cells in the same places, with the same ids. ``python -m staff.authoring`` or ``make notebooks``
builds them; CONTRIBUTING.md describes the format. Data flows one way:

    source.py (read) -> rules.py (check) -> notebook.py (make both) -> execute.py (run one)

Whatever is wrong with a lesson is one exception, :class:`LessonError`: file, line, what is wrong, what to do.
"""

from staff.authoring.notebook import Project, learner_notebook, solution_notebook, stored_form
from staff.authoring.source import Lesson, LessonError, read_lesson

__all__ = [
    "Lesson",
    "LessonError",
    "Project",
    "learner_notebook",
    "read_lesson",
    "solution_notebook",
    "stored_form",
]
