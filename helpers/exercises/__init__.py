"""The exercises: one package for each lesson, one module for each topic, and in ``shared`` what several use.

A module lists its exercises in ``EXERCISES``. :func:`helpers.checking.find_exercise` finds them by name.
"""
