"""Measurements behind RESULTS.md: ``make bench``, or ``python -m benchmarks --only speed,checks`` for parts of it."""
