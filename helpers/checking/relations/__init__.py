"""Which simple relation takes the right values to the ones that came back.

Most slips are the right answer passed through something simple: another unit, a sign, a sum for a mean, two arguments
exchanged. They are found here from the numbers, for every exercise alike, and each has one sentence that is true of
them whatever the reason was. A relation is named only if it holds on every case and explains at least two different
numbers; a catalogued mistake that behaves exactly like the answer goes first, because its words know the exercise.
"""

import itertools
from typing import Any

import numpy as np

from helpers.checking.compare import fault_in
from helpers.checking.exercise import Case, Exercise
from helpers.checking.observe import Observation
from helpers.checking.probes.plain import call
from helpers.checking.relations import forms, inputs, numbers, places, where
from helpers.checking.relations.evidence import Evidence, Place, Relation, gather, leaves, like, plain_array
from helpers.checking.relations.facts import facts
from helpers.checking.relations.quantities import explained, quantities

ORDINALS = ("first", "second", "third", "fourth")


def find_relation(exercise: Exercise, cases: list[Case], seen: list[Observation], expected: list[Observation],
                  failing: list[int]) -> Relation | None:
    """The relation that holds between ``seen`` and ``expected`` on all cases, or None. ``failing``: the wrong cases."""
    kept = [index for index, one in enumerate(expected) if not isinstance(one.value, str)]  # facts are no numbers
    failing = [kept.index(index) for index in failing if index in kept]
    if exercise.construction or not failing:
        return None
    cases, seen, expected = ([these[index] for index in kept] for these in (cases, seen, expected))
    found = places.gradients(seen, expected, failing, lambda value, wanted: _wrong_keys(exercise, value, wanted))
    if found or any(one.outcome != "returned" for one in seen):
        return found
    if any(not _is_dict(expected[index]) for index in failing):  # the slope of a wrong value is wrong as well
        kept = [index for index, one in enumerate(expected) if not _is_dict(one)]
        failing = [kept.index(index) for index in failing if index in kept]
        cases, seen, expected = ([these[index] for index in kept] for these in (cases, seen, expected))
    values, wanted = [one.value for one in seen], [one.value for one in expected]
    failing = [index for index in failing if fault_in(values[index], wanted[index], exercise.tolerance)]
    if not failing:
        return None
    zeros = places.cases_with_a_zero(cases)
    with np.errstate(all="ignore"):
        if _is_dict_of_facts(exercise, wanted[0]):
            return _by_part(exercise, cases, values, wanted, zeros) or facts(
                exercise, seen, expected, lambda value, wanted: _wrong_keys(exercise, value, wanted))
        return _of_values(exercise, cases, seen, values, wanted, failing, zeros)


def _of_values(exercise: Exercise, cases, seen, values: list, wanted: list, failing: list[int], zeros
               ) -> Relation | None:
    evidence = gather(values, wanted, exercise.tolerance, zeros)
    if evidence is not None and evidence.constant:
        return places.sameness(evidence, ())
    found = _direct(exercise, cases, values, wanted, evidence)
    if not (evidence is not None and evidence.counts):
        found = found or _of_inputs(exercise, cases, values, wanted, evidence)
    if evidence is None:
        return found
    found = found or places.infinite(evidence, ()) or places.held_back(evidence, ())
    found = found or _arithmetic(exercise, cases, wanted, evidence)
    found = found or _by_part(exercise, cases, values, wanted, zeros)
    found = found or places.at_zero(seen, failing, zeros) or numbers.nearly(evidence, ())
    if not found and all(isinstance(target, np.ndarray) for target in wanted):
        found = where.entries_apart(inputs.names(exercise), cases, values, wanted, evidence)
    return found or where.inputs_apart(inputs.names(exercise), cases, failing)


def _arithmetic(exercise: Exercise, cases, wanted: list, evidence: Evidence) -> Relation | None:
    """A function of the right numbers, or the right ones and a quantity of the inputs."""
    found = _first(evidence, _sizes(exercise, cases), numbers.RELATIONS)
    whole = (evidence.got == np.round(evidence.got)).all()  # agrees by chance
    if not found and not whole and all(isinstance(target, np.ndarray) for target in wanted):
        found = numbers.term(evidence, inputs.terms(exercise, cases))
        found = found or explained(evidence, quantities(exercise, cases, wanted), wanted)
    return found


def _is_dict_of_facts(exercise: Exercise, wanted: Any) -> bool:
    return isinstance(wanted, dict) and exercise.probe is not call


def _is_dict(seen: Observation) -> bool:
    return isinstance(seen.value, dict)


def _direct(exercise: Exercise, cases, values: list, wanted: list, evidence: Evidence | None) -> Relation | None:
    """Form and order, and factors that are known by name."""
    if evidence is None:
        return forms.shape(values, wanted, exercise.tolerance)
    found = numbers.factor(evidence, _sizes(exercise, cases))
    if found and found.name != "a constant factor":
        return found
    return forms.parts(values, wanted, exercise.tolerance) or forms.order(values, wanted, evidence)


def _first(evidence: Evidence, sizes, candidates) -> Relation | None:
    return next((found for candidate in candidates if (found := candidate(evidence, sizes))), None)


def _of_inputs(exercise: Exercise, cases, values: list, wanted: list, evidence: Evidence | None) -> Relation | None:
    def fits(others: list) -> bool:
        between = gather(values, [like(value, target) for value, target in zip(others, wanted, strict=True)],
                         exercise.tolerance, frozenset())
        if between is None:
            return False
        against = evidence.wanted if evidence is not None and evidence.wanted.size == between.wanted.size \
            else between.wanted + 1
        return between.holds(between.wanted, against)

    candidates = itertools.chain(inputs.other_inputs(exercise, cases), inputs.other_functions(exercise, cases))
    return inputs.explain(exercise, candidates, values, fits)


def _by_part(exercise: Exercise, cases, values: list, wanted: list, zeros) -> Relation | None:
    """For tuples and dicts: a relation for every part that is wrong, the others being right."""
    paths = [path for path, _ in leaves(wanted[0])]
    if len(paths) < 2 or any([path for path, _ in leaves(target)] != paths for target in wanted):
        return None
    told, untold = [], []
    for path in paths:
        if any(path not in dict(leaves(like(value, target))) for value, target in zip(values, wanted, strict=True)):
            return None
        part, right = ([dict(leaves(like(value, target)))[path] for value, target in zip(these, wanted, strict=True)]
                       for these in (values, wanted))
        if any(fault_in(a, b, exercise.tolerance) for a, b in zip(part, right, strict=True)):
            evidence = gather(part, right, exercise.tolerance, zeros)
            if evidence is None or not np.isfinite(evidence.got).any():
                return None
            found = None if evidence.constant else _arithmetic(exercise, cases, right, evidence) or numbers.nearly(
                evidence, ()) or forms.order(part, right, evidence)
            told += [(_title(path), found)] if found else []
            untold += [] if found else [_title(path)]
    few = len(paths) < 5 and len(values) > 1 and not _is_dict_of_facts(exercise, wanted[0])
    if not told and len(untold) == 1 and few:
        return Place(f"only {untold[0]}", f"is wrong in {untold[0]} only; the rest is right on every input")
    if not told or untold or len(told) > 2:
        return None
    names = dict.fromkeys(found.name for _, found in told)
    sentence = "; ".join(f"{title} {found.sentence}" for title, found in told)
    return Relation(" and ".join(names), sentence, "In your result")


def _title(path: tuple) -> str:
    key = path[-1]
    if isinstance(key, int):
        return f"the {ORDINALS[key]} value" if key < len(ORDINALS) else f"value number {key + 1}"
    if len(str(key)) < 8:
        return repr(key)
    return str(key) if key.startswith(("the ", "what ", "its ")) else f"the {key}"


def _wrong_keys(exercise: Exercise, value: Any, wanted: dict) -> set:
    return {key for key, target in wanted.items() if fault_in(value.get(key), target, exercise.tolerance)}


def _sizes(exercise: Exercise, cases: list[Case]) -> list[tuple[str, np.ndarray]]:
    """Whole numbers above 1 that a learner may have multiplied with or divided by: one for each case, and its name."""
    found: list[tuple[str, np.ndarray]] = []

    def add(label: str, sizes: list) -> None:
        if all(size is not None and size > 0 for size in sizes):
            found.append((label, np.array(sizes, dtype=float)))

    for place, title in enumerate(inputs.names(exercise)[:len(cases[0].arguments)]):
        arrays = [plain_array(case.arguments[place]) for case in cases]
        if any(array is None or array.ndim != arrays[0].ndim for array in arrays):
            continue
        ndim = arrays[0].ndim
        if ndim == 0:
            add(title, [abs(float(array)) if np.isfinite(array) else None for array in arrays])
        elif ndim == 1:
            add(f"the number of entries of {title}", [array.size for array in arrays])
        else:
            if ndim > 2:
                add(f"the number of entries of one of {title}", [array[0].size for array in arrays])
            for axis in range(ndim):
                what = ("rows", "columns")[axis] if ndim == 2 else f"entries along axis {axis}"
                add(f"the number of {what} of {title}", [array.shape[axis] for array in arrays])
            add(f"the number of entries of {title}", [array.size for array in arrays])
    return found
