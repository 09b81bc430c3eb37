"""Relations of input: the right function of another input, or another function of this one."""

import inspect
from collections.abc import Callable, Iterator
from functools import cache

import numpy as np

from helpers import information
from helpers.checking.compare import fault_in
from helpers.checking.exercise import Exercise, exercises_of
from helpers.checking.observe import observe, to_plain
from helpers.checking.probes.plain import call
from helpers.checking.relations.evidence import Relation, plain_array

PLAIN = ("call", "value_or_gradients")  # probes that pass on what an answer returns
Candidate = tuple[Relation, Callable, list[tuple]]  # what to say, a function, and what it is called with

# name, function of an argument, sentence; {} is the argument's name
OF_ANY: tuple[tuple[str, Callable, str], ...] = (
    ("{} transposed", lambda x: x.T if x.ndim == 2 else None, "rows and columns of {} were exchanged"),
    ("{} reversed", lambda x: _flip(x) if x.ndim else None, "{} were read from its end"),
    ("{} without its last entry", lambda x: x[:-1] if x.ndim and len(x) > 2 else None, "its last entry were left out"),
    ("{} without its first entry", lambda x: x[1:] if x.ndim and len(x) > 2 else None, "its first entry were left out"),
)
OF_REAL: tuple[tuple[str, Callable, str], ...] = (
    ("1 - {}", lambda x: 1 - x, "{} and its opposite were exchanged"),
    ("{} squared", lambda x: x**2, "{} were squared once too often"),
    ("the root of {}", lambda x: x**0.5, "a square of {} were missing"),
    ("the softmax of {}", lambda x: _softmax(x, -1), "softmax were applied once too often"),
    ("the softmax of {} over axis 0", lambda x: _softmax(x, 0) if x.ndim > 1 else None,
     "softmax were applied once more, over the first axis"),
    ("{} divided by its sum", lambda x: x / x.sum() if x.ndim else None, "it were normalised first"),
    ("{} sorted", lambda x: None if not x.ndim else x.sort()[0] if hasattr(x, "detach") else np.sort(x),
     "its order did not matter"),
)
OF_FREE: tuple[tuple[str, Callable, str], ...] = (  # and of no probabilities
    ("minus {}", lambda x: -x, "its sign were turned"), ("the absolute value of {}", abs, "its sign were lost"),
    ("2 {}", lambda x: 2 * x, "it were doubled, or a half were missing"), ("{} / 2", lambda x: x / 2, "it were halved"),
    ("1 / {}", lambda x: 1 / x, "it were divided by in place of multiplied with, or the other way round"),
    ("exp of {}", lambda x: _numpy_or_torch(x).exp(x), "exp were applied once too often"),
    ("the logarithm of {}", lambda x: _numpy_or_torch(x).log(x), "its logarithm were meant"),
    ("the sigmoid of {}", lambda x: 1 / (1 + _numpy_or_torch(x).exp(-x)), "a sigmoid were applied once too often"),
    ("{} without its mean", lambda x: x - x.mean() if x.ndim else None, "its mean were taken off first"),
)
OF_LAWS: tuple[tuple[str, Callable, str], ...] = (
    ("a uniform {}", lambda x: x * 0 + 1 / (x.shape[-1] if x.ndim > 1 else x.size), "all its entries were equal"),)
OF_COUNTS: tuple[tuple[str, Callable, str], ...] = (
    ("{} + 1", lambda x: x + 1, "it were one larger"), ("{} - 1", lambda x: x - 1, "it were one smaller"))


def _numpy_or_torch(x):
    if hasattr(x, "detach"):
        import torch

        return torch
    return np


def _softmax(x, axis):
    if not x.ndim:
        return None
    e = _numpy_or_torch(x).exp(x)
    return e / (e.sum(axis, keepdims=True))


def _flip(x):
    return x.flip(0) if hasattr(x, "detach") else x[::-1]


def names(exercise: Exercise) -> list[str]:
    return list(inspect.signature(exercise.reference).parameters)


def other_inputs(exercise: Exercise, cases) -> Iterator[Candidate]:
    """The reference, with arguments exchanged or one of them changed."""
    if getattr(exercise.probe, "__name__", "") not in PLAIN or not cases[0].arguments:
        return
    count, titles = len(cases[0].arguments), names(exercise)
    for first in range(count):
        for second in range(first + 1, count):
            if all(_kind(case.arguments[first]) == _kind(case.arguments[second]) for case in cases):
                order = list(range(count))
                order[first], order[second] = second, first
                a, b = titles[first], titles[second]
                yield (Relation(f"{a} and {b} exchanged", f"is the right one for {a} and {b} exchanged on every input"),
                       exercise.reference, [tuple(case.arguments[i] for i in order) for case in cases])
            if a_kind(cases, first) == a_kind(cases, second) is not None:
                for kept, lost in ((first, second), (second, first)):
                    calls = [tuple(case.arguments[kept if i == lost else i] for i in range(count)) for case in cases]
                    a, b = titles[kept], titles[lost]
                    yield (Relation(f"{a} in place of {b}", f"is the right one for {a} in place of {b}, which then "
                                    f"counts nothing, on every input"), exercise.reference, calls)
    places = [place for place in range(count)
              if OF_FREE[0] in _changes([case.arguments[place] for case in cases])]
    if len(places) == count > 1:
        for name, change, text in OF_FREE:
            changed = [case.arguments for case in cases]
            for place in places:
                changed = [arguments and _changed(arguments, place, change) for arguments in changed]
            if all(changed):
                yield (Relation(name.format("all inputs"), f"is the right one for {name.format('every argument')} in "
                                f"place of it, as if {text.format('each')}"), exercise.reference, changed)
    for place, title in enumerate(titles[:count]):
        for name, change, text in _changes([case.arguments[place] for case in cases]):
            changed = [_changed(case.arguments, place, change) for case in cases]
            if not any(one is None for one in changed):
                other = name.format(title)
                yield (Relation(other, f"is the right one for {other} in place of {title} on every input, as if "
                                       f"{text.format(title)}"), exercise.reference, changed)


def a_kind(cases, place: int) -> tuple | None:
    """Tensors or not, and how many axes; None for what is no array."""
    arrays = [plain_array(case.arguments[place]) for case in cases]
    if any(array is None for array in arrays):
        return None
    return hasattr(cases[0].arguments[place], "detach"), to_plain(cases[0].arguments[place]).dtype.kind \
        if isinstance(to_plain(cases[0].arguments[place]), np.ndarray) else "f", arrays[0].ndim


def _changes(arguments: list) -> tuple:
    """What may have been done to an argument of this kind: nobody takes minus a probability or the root of a count."""
    if any(isinstance(argument, (bool, str)) or callable(argument) for argument in arguments):
        return ()
    arrays = [plain_array(argument) for argument in arguments]
    if any(array is None or not array.size for array in arrays):
        return ()
    if all(isinstance(argument, (int, np.integer)) for argument in arguments):
        return OF_COUNTS
    if all(getattr(to_plain(argument), "dtype", np.dtype(float)).kind in "biu" for argument in arguments):
        return OF_ANY
    probabilities = all(array.ndim and array.min() >= 0 and array.max() <= 1 for array in arrays)
    return OF_ANY + OF_REAL + (OF_LAWS if probabilities else OF_FREE + OF_COUNTS)


def _kind(argument) -> tuple:
    plain = to_plain(argument)
    return (type(argument).__module__ == "torch", np.shape(plain)) if isinstance(plain, (np.ndarray, tuple)) else (
        "other", id(argument))


def _changed(arguments: tuple, place: int, change: Callable) -> tuple | None:
    given = arguments[place]
    argument = given.detach().clone() if hasattr(given, "detach") else np.asarray(given)
    try:
        with np.errstate(all="ignore"):
            new = change(argument)
    except Exception:
        return None
    if new is None:
        return None
    if hasattr(new, "detach"):
        new = new.detach().requires_grad_(given.requires_grad)
    elif not np.ndim(new):
        if not np.isfinite(new):
            return None
        new = int(new) if isinstance(given, (int, np.integer)) else float(new)
    return (*arguments[:place], new, *arguments[place + 1:])


@cache
def functions(lesson: int, count: int) -> tuple[tuple[str, Callable], ...]:
    """Other exercises of the lesson and functions of helpers.information that take ``count`` arguments."""
    found = {exercise.name: exercise.reference for exercise in exercises_of(lesson)
             if getattr(exercise.probe, "__name__", "") in PLAIN and not exercise.construction}
    found |= {name: of for name, of in vars(information).items()
              if inspect.isfunction(of) and of.__module__ == information.__name__ and not name.startswith("_")}
    return tuple((name, of) for name, of in found.items() if len(inspect.signature(of).parameters) == count)


def other_functions(exercise: Exercise, cases) -> Iterator[Candidate]:
    """Other functions of the course, with the arguments as they are."""
    if exercise.probe is not call or not cases[0].arguments:
        return
    titles = names(exercise)
    for name, of in functions(exercise.place[0], len(titles)):
        if name != exercise.name:
            shown = f"{name}({', '.join(titles)})"
            yield (Relation(f"{name} in its place", f"is what {shown} gives, on every input"), of,
                   [case.arguments for case in cases])


def terms(exercise: Exercise, cases) -> Iterator[tuple[str, np.ndarray]]:
    """Entropies of the arguments, one for each case: terms that a sum may lack, or hold once too often."""
    for place, title in enumerate(names(exercise)[:len(cases[0].arguments)]):
        arrays = [plain_array(case.arguments[place]) for case in cases]
        if any(array is None or not array.ndim or not array.size or array.min() < 0 for array in arrays):
            continue
        yield f"the entropy of {title}", np.array([bits(array) for array in arrays])
        if all(array.ndim == 2 for array in arrays):
            yield f"the entropy of {title}'s row sums", np.array([bits(array.sum(axis=1)) for array in arrays])
            yield f"the entropy of {title}'s column sums", np.array([bits(array.sum(axis=0)) for array in arrays])
            for word, turned in (("rows", arrays), ("columns", [array.T for array in arrays])):
                each = [np.array([bits(row / row.sum()) for row in array if row.sum() > 0] or [np.nan])
                        for array in turned]
                for name, of in (("mean", np.mean), ("largest", np.max), ("sum", np.sum)):
                    yield (f"the {name} of the entropies of {title}'s {word}, each divided by its sum",
                           np.array([of(one) for one in each]))


def bits(p: np.ndarray) -> float:
    return float(-np.sum(p[p > 0] * np.log2(p[p > 0])))


def explain(exercise: Exercise, candidates: Iterator[Candidate], values: list, fits: Callable[[list], bool]
            ) -> Relation | None:
    """The first candidate that gives ``values``. Most are given up at their first case."""
    for relation, of, calls in candidates:
        given = []
        for arguments, value in zip(calls, values, strict=True):
            seen = observe(of, exercise.probe, arguments)
            if seen.outcome != "returned" or fault_in(value, seen.value, exercise.tolerance):
                break
            given.append(seen.value)
        else:
            if fits(given):
                return relation
    return None
