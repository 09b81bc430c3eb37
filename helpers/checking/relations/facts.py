"""Relations of facts: what a probe saw of a training step or a network, and which part of it is not as it should be."""

import numpy as np

from helpers.checking.exercise import Exercise
from helpers.checking.observe import Observation
from helpers.checking.relations import numbers
from helpers.checking.relations.evidence import Relation, gather, like
from helpers.checking.wording import describe

MOST = 3  # wrong facts that can be told in one sentence
RETURNED = ("the loss returned", "what it returned", "the result")


def facts(exercise: Exercise, seen: list[Observation], expected: list[Observation], wrong_keys) -> Relation | None:
    """Each fact that is wrong in some case, with the relation of its numbers to the right ones."""
    values, wanted = [one.value for one in seen], [one.value for one in expected]
    if not all(isinstance(value, dict) and value.keys() == target.keys()
               for value, target in zip(values, wanted, strict=True)):
        return None
    wrong = [wrong_keys(value, target) for value, target in zip(values, wanted, strict=True)]
    keys = [key for key in wanted[0] if any(key in these for these in wrong)]
    if not keys or len(keys) > MOST or not _alive(values, wanted):
        return None
    told = [_told(exercise, key, [value[key] for value in values], [target[key] for target in wanted],
                  [key in these for these in wrong]) for key in keys]
    if not any(told) and len(keys) == 2 and keys[0] in RETURNED and "change of" in keys[1]:
        return Relation("another loss", "makes one step as it should, and no gradient goes astray, but both the loss "
                                        "that it returns and the change of the weights are those of another loss",
                        "Your answer")
    if not any(told):
        return Relation(f"only {keys[0]}", f"is wrong in one thing only, {keys[0]}; all else is right") \
            if len(keys) == 1 and sum(map(bool, wrong)) > 1 else None
    sentence = "; ".join(f"{key} {one[1] if one else 'is wrong in another way'}"
                         for key, one in zip(keys, told, strict=True))
    names = dict.fromkeys(f"{key}{one[0]}" for key, one in zip(keys, told, strict=True) if one)
    return Relation(" and ".join(names), f"{sentence}. All else is right", "In what your answer did,")


def _alive(values: list[dict], wanted: list[dict]) -> bool:
    """Whether what it returned depends on the case, as it should: an answer that does nothing is told by nothing."""
    for key in RETURNED:
        if key in wanted[0]:
            returned = [np.ravel(np.asarray(value[key], dtype=float)) for value in values
                        if isinstance(value[key], (np.ndarray, tuple)) and not _ragged(value[key])]
            if len(returned) < len(values) or len(np.unique(np.round(np.concatenate(returned), 5))) < 2 \
                    or not all(np.isfinite(one).all() for one in returned):
                return False
    return True


def _ragged(value) -> bool:
    return isinstance(value, tuple) and any(not isinstance(part, np.ndarray) or part.size != 1 for part in value)


def _told(exercise: Exercise, key: str, got: list, right: list, wrong: list[bool]) -> tuple[str, str] | None:
    """A few words for the name, and a sentence about this fact."""
    at = wrong.index(True)
    if isinstance(right[0], np.ndarray) and (right[0].dtype.kind == "f" or right[0].size > 1):
        return _number(exercise, got, right, wrong)
    shown = describe(got[at]).strip("'")
    same = all(describe(value) == describe(got[at]) for value, is_wrong in zip(got, wrong, strict=True) if is_wrong)
    if isinstance(right[at], frozenset):  # the right names are the answer itself
        return (f" is {shown}", f"is {shown}, which is not right") if same else None
    return (f" is {shown}", f"is {shown} where {describe(right[at])} is right".replace("'", "")) if same else None


def _number(exercise: Exercise, got: list, right: list, wrong: list[bool]) -> tuple[str, str] | None:
    got = [like(value, target) for value, target in zip(got, right, strict=True)]
    evidence = gather(got, right, exercise.tolerance, frozenset())
    if evidence is None or not np.isfinite(evidence.got).all() or sum(wrong) < min(2, len(wrong)):
        return None
    if not evidence.got.any():
        return " is 0", "is 0 where something else is right"
    for relation in numbers.RELATIONS:
        if not evidence.constant and (found := relation(evidence, ())):
            return f": {found.name}", found.sentence
    moved = abs(evidence.wanted) > 100 * evidence.tolerance
    if moved.all() and (np.sign(evidence.got) == -np.sign(evidence.wanted)).all():
        return " goes the other way", "has the other sign everywhere"
    zero = abs(evidence.got) < evidence.tolerance
    exact = evidence.close(evidence.got, evidence.wanted)
    if (zero | exact).all() and (zero & ~exact).any() and (exact & moved).any():
        return " is 0 in places", "is 0 in places and right elsewhere"
    return None
