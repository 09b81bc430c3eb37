"""What is right, as data: an exercise, the calls that test it, the laws it obeys, the slips people make.

Also where exercises are found: in the packages ``lesson_NN`` of :data:`CATALOG`. The engine knows them by name only,
and a module of theirs is imported when one of its exercises is asked for.
"""

import difflib
import importlib.util
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from helpers.checking.probes.plain import call

CATALOG = "helpers.exercises"
WRITTEN = "helpers.exercises.written"
STATUSES = ("passed", "not attempted", "failed", "could not check")


@dataclass(frozen=True)
class Case:
    """One call of an answer.

    ``arguments``: what the answer is called with (copies of it). Arrays, numbers, strings, tensors, containers of
    these, and functions or networks from :mod:`helpers.checking.probes.stubs`.
    ``note``: a fact the learner can verify, said when the answer misses it: "a fair coin has 1 bit".
    """

    arguments: tuple
    note: str = ""


def case(*arguments: Any, note: str = "") -> Case:
    """A :class:`Case` written the way the answer is called: ``case([0.5, 0.5], note="a fair coin has 1 bit")``."""
    # In a browser integers that count and index have 32 bits, and np.bincount refuses others.
    return Case(tuple(argument.astype(np.intp, copy=False) if isinstance(argument, np.ndarray)
                      and argument.dtype == np.int64 else argument for argument in arguments), note)


@dataclass(frozen=True)
class Property:
    """A law every right value obeys. ``holds(value, *arguments)`` is true when it does.

    ``statement`` is a sentence without a final stop: "entropy is never negative".
    """

    statement: str
    holds: Callable[..., bool]


@dataclass(frozen=True)
class Mistake:
    """A wrong answer people really give: ``answer`` is the code as that learner would write it.

    It is a test fixture and a diagnosis in one: a learner's answer that behaves like it gets ``message``.
    """

    name: str
    answer: Callable
    message: str


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """One exercise, complete.

    ``cases(rng)`` returns the calls: fixed ones and edge cases first, then random ones drawn from ``rng``.
    ``probe`` calls the answer and returns what is compared (see :mod:`helpers.checking.probes.plain`).
    ``construction``: there are many right answers; only ``properties`` judge.
    ``quiet``: a warning raised by the answer is a fault.
    ``tolerance``: relative and absolute, in double precision; single precision gets at least 1e-4.
    ``read``: the part of the lesson a stuck learner should read again.
    """

    name: str
    number: str
    title: str
    points: int
    minutes: int
    difficulty: int
    reference: Callable
    cases: Callable[[np.random.Generator], list[Case]]
    properties: tuple[Property, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    hints: tuple[str, ...] = ()
    probe: Callable = call
    construction: bool = False
    quiet: bool = False
    tolerance: float = 1e-6
    read: str = ""

    @property
    def place(self) -> tuple[int, ...]:
        """``number`` as integers: the lesson, and the place in it."""
        return tuple(map(int, self.number.split(".")))

    def cases_for(self, seed: int) -> list[Case]:
        """The calls for ``seed``: the same seed gives the same calls, whatever the global random state."""
        return self.cases(np.random.default_rng(seed))


@dataclass(frozen=True)
class Verdict:
    """What the judge says. ``status`` is one of :data:`STATUSES`; ``mistake`` names the slip where it is known;
    ``case`` is the index of the call that failed."""

    status: str
    message: str
    mistake: str | None = None
    case: int | None = None

    @property
    def passed(self) -> bool:
        return self.status == "passed"


def _lessons() -> list[str]:
    found = pkgutil.iter_modules(importlib.import_module(CATALOG).__path__)
    return sorted(module.name for module in found if module.name.startswith("lesson_"))


def _modules(lessons: list[str]) -> Iterator[str]:
    for lesson in lessons:
        package = importlib.import_module(f"{CATALOG}.{lesson}")
        yield from sorted(f"{package.__name__}.{found.name}" for found in pkgutil.iter_modules(package.__path__))


def _catalog(modules: Iterable[str]) -> Iterator[Exercise]:
    """Every exercise of these modules, one after the other. What is not asked for is not imported.

    Where there is no torch, as in a browser, the lessons end where networks begin.
    """
    for module in modules:
        try:
            yield from importlib.import_module(module).EXERCISES
        except ModuleNotFoundError as missing:
            if missing.name != "torch":
                raise
            return


@cache
def _likely(name: str) -> tuple[str, ...]:
    """The modules whose text has this name, first of all: so a numpy exercise does not wait for another one's torch."""
    every = tuple(_modules(_lessons()))
    texts = (importlib.util.find_spec(module).loader.get_source(module) or "" for module in every)
    return tuple(module for module, text in zip(every, texts, strict=True) if f'"{name}"' in text) + every


def exercises_of(lesson: int) -> list[Exercise]:
    """The exercises of one lesson; the others are not imported."""
    return list(_catalog(_modules([name for name in _lessons() if name == f"lesson_{lesson:02}"])))


def find_exercise(name: str) -> Exercise:
    """The exercise called ``name``; a KeyError that suggests a near name where there is none."""
    for exercise in _catalog(_likely(str(name))):
        if exercise.name == name:
            return exercise
    near = difflib.get_close_matches(str(name), exercises(), n=1)
    raise KeyError(f"there is no exercise {name!r}" + (f"; did you mean {near[0]!r}?" if near else ""))


def exercises() -> dict[str, Exercise]:
    """Every exercise by name, in the order of their numbers."""
    return {exercise.name: exercise for exercise in sorted(_catalog(_modules(_lessons())), key=lambda one: one.place)}
