"""Relations of place: right on most inputs, and what the inputs have in common where it is not."""

import numpy as np

from helpers.checking.observe import Observation, to_plain
from helpers.checking.relations.evidence import Evidence, Place, Relation, leaves
from helpers.checking.wording import number

ROUNDING = 1e-6  # what single precision leaves of a gradient that is 0

def cases_with_a_zero(cases) -> frozenset[int]:
    """Those with an exact 0 in an array among their arguments."""
    return frozenset(
        index for index, case in enumerate(cases)
        if any(array.size > 1 and (array == 0).any() for argument in case.arguments
               for _, array in leaves(_array(argument))))


def _array(argument):
    if isinstance(argument, (list, tuple)):
        try:
            return np.asarray(argument, dtype=float)
        except (TypeError, ValueError):
            return None
    return to_plain(argument)


def infinite(evidence: Evidence, _) -> Relation | None:
    """Finite where inf is right, and right (or nearly) elsewhere."""
    wrong = ~evidence.close(evidence.got, evidence.wanted)
    should, is_finite = np.isinf(evidence.wanted), np.isfinite(evidence.got)
    at = should & is_finite
    if not at.any() or not (should[wrong] | (abs(evidence.got - evidence.wanted)[wrong] < 1e-3)).all():
        return None
    if len(np.unique(np.round(evidence.got[~should & is_finite], 4))) < 2 or not is_finite[should].all():
        return None
    shown = number(evidence.got[at][0])
    elsewhere = "right elsewhere" if (should | ~wrong).all() else "nearly right elsewhere"
    if (abs(evidence.got[at]) < 1e3).all() and elsewhere == "right elsewhere" and (evidence.got[at] == 0).all():
        return Relation("0 in place of inf", f"is 0 where {number(evidence.wanted[at][0])} is right, and {elsewhere}: "
                                             "the place where the formula is infinite is left out")
    return Relation("finite in place of inf", f"is finite ({shown}) where {number(evidence.wanted[at][0])} is right, "
                    f"and {elsewhere}: a term is left out there, or a small number or a limit keeps it finite")


def held_back(evidence: Evidence, _) -> Relation | None:
    """Right, or nearly, where the right value is small, and not as large as it should be where it is large."""
    wrong = abs(evidence.got - evidence.wanted) > 1e-3 * (1 + abs(evidence.wanted))
    got, wanted = evidence.got[wrong], evidence.wanted[wrong]
    small = abs(evidence.wanted[~wrong])
    if not wrong.any() or not (np.sign(got) == np.sign(wanted)).all() or len(np.unique(np.round(small, 4))) < 3:
        return None
    if not np.isfinite(wanted).all() or not np.isfinite(got).all() or not (abs(wanted) > max(15, small.max())).all() \
            or not (small.max() < 1.1 * abs(got)).all() or not (abs(got) < 50).all():
        return None
    return Relation("held back", f"is right, or nearly, for small numbers, but {number(got[0])} where "
                    f"{number(wanted[0])} is right: a small number added inside a logarithm, or a clip, keeps it small")


def at_zero(observations: list[Observation], failing: list[int], zeros: frozenset[int]) -> Relation | None:
    """Fails on every input with a 0 in it, and on no other."""
    passing = [index for index in range(len(observations)) if index not in failing]
    if not set(failing) <= zeros or len(passing) < 2 or zeros & set(passing):
        return None
    seen = [observations[index] for index in failing]
    if not all(one.outcome == "returned" for one in seen):
        return None
    numbers = [array for one in seen for _, array in leaves(one.value)]
    if not numbers:
        return None
    if all(np.isnan(array).any() for array in numbers):
        return Relation("nan at 0", "is right on every input without a 0, and nan where there is one: 0 times log 0, "
                                    "or 0/0, is nan for a computer, and the formula wants its limit there")
    if all(np.isinf(array).any() for array in numbers):
        return Relation("inf at 0", "is right on every input without a 0, and infinite where there is one: a logarithm "
                                    "or a division meets the 0, and the formula does not need it there")
    if all(np.isfinite(array).all() for array in numbers):
        return Place("wrong at 0", "is right on every input without a 0, and wrong where there is one")
    return None


def sameness(evidence: Evidence, _) -> Relation | None:
    """One number for every case: the right one for the first, and no number that anything would give."""
    first = evidence.got[0]
    finite = np.isfinite(evidence.got).all() and np.isfinite(evidence.wanted[0])
    if not finite or not evidence.constant or not evidence.close(first, evidence.wanted[0]) or abs(first) in (0, 1):
        return None
    if len(np.unique(np.round(evidence.wanted, 5))) < 2 or evidence.cases < 2:
        return None
    return Relation("the same for every input", f"is {number(first)} on every input, which is right for the first one "
                                                "only: the result does not depend on the argument")


def gradients(observations: list[Observation], expected: list[Observation], failing: list[int], wrong
              ) -> Relation | None:
    """Right values, and wrong gradients: none, or part of them."""
    passing = [index for index in range(len(observations)) if index not in failing]
    if len(passing) < 2 or not all(_is_gradient(expected[index].value) for index in failing):
        return None
    if any(_is_gradient(expected[index].value) for index in passing) and len(failing) < 2:
        return None
    seen = [observations[index] for index in failing]
    if all(one.outcome == "refused" and "no gradient flows" in one.error for one in seen):
        return Relation("no gradient", "has the right value, but is no tensor any more: .item(), float(), .numpy() and "
                                       "torch.tensor(...) cut it off from its inputs, so that nothing could be learned")
    if not all(one.outcome == "returned" and isinstance(one.value, dict) for one in seen):
        return None
    bad = [wrong(observations[index].value, expected[index].value) for index in failing]
    keys = sorted(set().union(*bad), key=str)
    values = [observations[index].value[key] for index, names in zip(failing, bad, strict=True) for key in names]
    if all(isinstance(value, np.ndarray) and np.abs(value).max(initial=0) < ROUNDING for value in values) and values:
        return Relation("gradient missing", f"has the right value, but its {keys[0]} is 0: something cuts it off, such "
                                            "as .detach(), torch.no_grad(), .data or numpy")
    return None


def _is_gradient(value) -> bool:
    return isinstance(value, dict) and all(str(key).startswith("gradient") for key in value)
