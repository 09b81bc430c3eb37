"""The exercises, one module per lesson. A module is imported when one of its exercises is asked for."""

import difflib
import importlib
import pkgutil
from collections.abc import Iterator

from helpers.checking.exercise import Exercise


def _lessons() -> list[str]:
    return sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name.startswith("lesson_"))


def _exercises_of(lesson: str) -> Iterator[Exercise]:
    return iter(importlib.import_module(f"{__name__}.{lesson}").EXERCISES)


def find_exercise(name: str) -> Exercise:
    """The exercise called ``name``; a KeyError that suggests a near name where there is none."""
    for lesson in _lessons():
        for exercise in _exercises_of(lesson):
            if exercise.name == name:
                return exercise
    near = difflib.get_close_matches(str(name), exercises(), n=1)
    raise KeyError(f"there is no exercise {name!r}" + (f"; did you mean {near[0]!r}?" if near else ""))


def exercises() -> dict[str, Exercise]:
    """Every exercise by name, in the order of their numbers."""
    found = [exercise for lesson in _lessons() for exercise in _exercises_of(lesson)]
    return {exercise.name: exercise for exercise in sorted(found, key=lambda one: one.place)}
