"""Which wrong answer that is known behaves like this one: a catalogued mistake, or a right answer with one slip."""

import re
from collections.abc import Callable

import numpy as np

from helpers.checking.compare import fault_in
from helpers.checking.exercise import Exercise, Mistake
from helpers.checking.observe import Observation
from helpers.checking.relations.evidence import leaves
from helpers.checking.relations.facts import RETURNED
from helpers.checking.slips import slips_of

MANY = 8  # different whole numbers that are no chance
CALLED = re.compile(r"\w+(?=\()")


def catalogued(exercise: Exercise, seen_of: Callable[[int, int], Observation], observations: list[Observation],
               right: list[Observation], failing: list[int]) -> tuple[Mistake | None, int]:
    """The catalogued mistake that behaves like this answer, and how many failures it explains.

    ``seen_of(mistake, case)``: what a mistake does in a case, by their places. It must agree wherever the answer is
    right, reproduce the failure that is reported, and explain at least half of all failures; the others must show a
    second slip, by an error or by numbers that are not finite. The one that explains most wins; the catalog's order
    breaks ties. An answer that gives one number for everything, or none at all, is like many and told by none.
    """
    best, most = None, 0
    for place, mistake in enumerate(exercise.mistakes):
        def is_alike(case: int, place=place) -> bool:
            # Where it stays on a GPU is a question of its own, and no part of another slip.
            return right[case].asks_where or _behave_alike(observations[case], seen_of(place, case), right[case],
                                                           exercise.tolerance)

        if not is_alike(failing[0]):  # as most are not: their other cases need not be run
            continue
        alike = [case for case in range(len(observations)) if is_alike(case)]
        explained = len(set(failing) & set(alike))
        others = set(range(len(observations))) - set(alike)
        agrees = all(case in failing and _breaks_down(observations[case], right[case]) for case in others)
        if agrees and 2 * explained >= len(failing) and explained > most \
                and _telling([observations[case] for case in alike]):
            best, most = mistake, explained
        if most == len(failing):
            break
    return best, most


def one_slip(exercise: Exercise, seen_of: Callable[[int, int], Observation], observations: list[Observation],
             right: list[Observation], failing: list[int]) -> Mistake | None:
    """A right answer with one thing changed whose numbers are those of this answer, in all cases.

    ``seen_of(slip, case)``: what a slip of ``slips_of`` does in a case, by their places. There are hundreds of slips,
    so that only numbers which nobody returns by chance tell them apart.
    """
    if any(observations[case].outcome != "returned" for case in failing):
        return None
    numbers = numbers_of([observations[case] for case in failing])
    if len(numbers) < MANY and sum(one % 1 != 0 for one in numbers) < 2:
        return None
    order = [*failing, *(case for case in range(len(observations)) if case not in failing)]
    return next((slip for place, slip in enumerate(slips_of(exercise.name)) if all(
        right[case].asks_where or _behave_alike(observations[case], seen_of(place, case), right[case],
                                                exercise.tolerance) for case in order)), None)


def numbers_of(observations: list[Observation]) -> set[float]:
    """The finite numbers that an answer has come to, where they are more than one and not all whole, as those of an
    unfinished answer are."""
    found = set()
    for seen in observations:
        value = seen.value
        if isinstance(value, dict):  # of effects, with what the answer returned among them
            value = next((value[key] for key in RETURNED if key in value), value)
        found |= {round(float(one), 6) for _, array in leaves(value) for one in array[np.isfinite(array)].flat}
    return found if (len(found) > 1 and any(one % 1 for one in found)) or len(found) >= MANY else set()


def _breaks_down(seen: Observation, right: Observation) -> bool:
    """Whether an answer has an error, or no finite number where there should be one."""
    if seen.outcome != "returned":
        return True
    finite = all(np.isfinite(array).all() for _, array in leaves(right.value))
    return finite and not all(np.isfinite(array).all() for _, array in leaves(seen.value))


def _telling(observations: list[Observation]) -> bool:
    """Whether what happened is more than any broken answer would do: two different finite numbers, or our own words."""
    numbers: set[float] = set()
    for seen in observations:
        if seen.outcome in ("refused", "raised"):  # the words agree, and the line
            return True
        for _, array in leaves(seen.value):
            numbers |= set(np.unique(np.round(array[np.isfinite(array)].astype(float), 6)))
    without_numbers = not any(True for seen in observations for _ in leaves(seen.value))
    return len(numbers) > 1 or bool(numbers - {-1, 0, 1}) or without_numbers


def _behave_alike(a: Observation, b: Observation, right: Observation, tolerance: float) -> bool:
    """A changed input tells two answers apart only where the value is right: a slip may also work in place."""
    if a.outcome != b.outcome:
        return False
    if a.outcome == "refused":
        return a.error == b.error
    if a.outcome == "raised":
        return a.error == b.error and _same_kind_of_line(a.line, b.line)
    if (a.value is None) != (b.value is None) or fault_in(a.value, b.value, tolerance):
        return False
    return bool(a.changed) == bool(b.changed) or fault_in(a.value, right.value, tolerance) is not None


def _same_kind_of_line(a: str, b: str) -> bool:
    """Whether two lines that raised call a function of the same name, or one of them is not known."""
    calls = [set(CALLED.findall(line.partition(",")[2])) for line in (a, b)]
    return not all(calls) or bool(calls[0] & calls[1])
