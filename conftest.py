"""Stands here, not in tests/, so that ``pytest solutions/01_entropy.ipynb`` is watched and counted too."""

import os

# Notebooks and tests pass exercises all the time; what a person has passed is theirs.
os.environ["INFOGAN_PROGRESS"] = "off"

pytest_plugins = ["tests.notebook_plugin", "tests.coverage_plugin"]
