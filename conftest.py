"""Stands here, not in tests/, so that ``pytest solutions/01_entropy.ipynb`` is watched and counted too."""

import os
import signal

# Notebooks and tests pass exercises all the time; what a person has passed is theirs.
os.environ["INFOGAN_PROGRESS"] = "off"

# Some tests interrupt themselves. A job in the background starts with interrupts ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)

pytest_plugins = ["tests.notebook_plugin", "tests.coverage_plugin", "tests.leftovers_plugin"]
