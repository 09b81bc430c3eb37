"""Slips that nobody listed: a right answer with one thing changed.

Most wrong answers are right but for one place: a minus for a plus, a mean for a sum, p for q, a term or a square left
out. So the worked answer of an exercise is read as code and changed in one place at a time, or in all places
of one kind, in each way that people slip. Where an answer's numbers are those of a changed one on every case, the
change is a true description of them. The words name the change and never show the code.
"""

import ast
import inspect
from collections.abc import Callable, Iterator
from functools import lru_cache
from types import FunctionType, ModuleType

from helpers.checking.exercise import Mistake, find_exercise
from helpers.checking.slips.changes import changes
from helpers.checking.slips.code import fingerprint, function_of, replaced, tree_of, with_names
from helpers.checking.slips.words import Slip

DEEPEST = 2  # calls below an answer that are changed as well
MOST = 500  # changed answers of an exercise
MOST_TURNS = 1000  # of a loop; a changed one has to end
# Probes that make steps of training and look around: few changes can be tried.
STEPS = ("step_effects", "two_steps", "drawn_images")
# What is built once and looked at for long: networks, and the random codes of thousands of images.
SLOW = ("generator_behaviour", "discriminator_behaviour", "head_behaviour", "code_statistics")


@lru_cache(maxsize=16)
def slips_of(name: str) -> tuple[Mistake, ...]:
    """The worked answer of exercise ``name`` with one change, the plainest first; none where many are right."""
    exercise = find_exercise(name)
    probe = getattr(exercise.probe, "__name__", "")
    if exercise.construction or probe in SLOW:
        return ()
    quick = probe not in STEPS
    found: dict[tuple, tuple[Slip, FunctionType]] = {}
    titles = {name: name for name in inspect.signature(exercise.reference).parameters}
    for slip, code, changed in _changed(exercise.reference, titles, DEEPEST if quick else 1):
        if (quick or not slip.order) and (code not in found or slip.order < found[code][0].order):
            found[code] = slip, changed
    plainest = sorted(found.values(), key=lambda pair: pair[0].order)[:MOST]
    said = "Your numbers are those of a right answer with one slip: {}."
    return tuple(Mistake(slip.name, changed, said.format(slip.sentence)) for slip, changed in plainest)


def _changed(function: Callable, titles: dict[str, str], deeper: int) -> Iterator[tuple[Slip, tuple, FunctionType]]:
    """Each change of ``function``, with what tells it from others, and the changed function."""
    tree = tree_of(function) if isinstance(function, FunctionType) else None
    if tree is None or _may_not_end(function, tree):
        return
    for slip, changed in changes(tree, titles):
        try:
            other = function_of(changed, function, range=_range)
        except (SyntaxError, ValueError, TypeError):
            continue
        yield slip, fingerprint(other.__code__), other
    if deeper:
        for path, helper in _helpers(function, tree).items():
            caller = function_of(replaced(tree, path, "_changed"), function, _changed=helper, range=_range)
            for slip, code, other in _changed(helper, {}, deeper - 1):
                yield slip, (caller.__code__.co_code, path, code), with_names(caller, _changed=other)


def _may_not_end(function: FunctionType, tree: ast.AST) -> bool:
    """Whether a change may keep a function from ending: it loops until something holds, or calls itself."""
    return any(isinstance(node, ast.While) or (isinstance(node, ast.Name) and node.id == function.__name__)
               for node in ast.walk(tree))


def _range(*bounds: int) -> range:
    turns = range(*bounds)
    if len(turns) > MOST_TURNS:
        raise RuntimeError(f"a loop of {len(turns)} turns")
    return turns


def _helpers(function: FunctionType, tree: ast.AST) -> dict[str, FunctionType]:
    """The functions of this course that are called in ``tree``, by the way they are written there."""
    found = {}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        path = ast.unparse(node.func)
        first, _, rest = path.partition(".")
        value = function.__globals__.get(first)
        if rest.isidentifier() and isinstance(value, ModuleType):
            value = getattr(value, rest, None)
        elif rest:
            continue
        if isinstance(value, FunctionType) and value.__module__.startswith("helpers.") and value is not function:
            found[path] = value
    return found
