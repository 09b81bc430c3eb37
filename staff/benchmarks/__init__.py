"""Measurements behind RESULTS.md: ``make bench``, or a part of it, ``python -m staff.benchmarks --only speed``."""
