"""Stands here, not in tests/, so that ``pytest solutions/01_entropy.ipynb`` is watched and counted too."""

pytest_plugins = ["tests.notebook_plugin", "tests.coverage_plugin"]
