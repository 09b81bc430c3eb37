"""Relations of facts: what a probe saw of a training step or a network, and which part of it is not as it should be."""

import numpy as np

from helpers.checking.exercise import Exercise
from helpers.checking.observe import Observation
from helpers.checking.relations import numbers
from helpers.checking.relations.evidence import Place, Relation, gather, like
from helpers.checking.wording import describe

# What a wrong fact means: how its name begins, what it is, and why that is wrong or what brings it about.
MEANS = (
    ("calls of optimizer.step", "0", "gradients alone move nothing"),
    ("change of", "0", "no gradient is there when the optimizer steps, or it does not step"),
    ("movement of", "0", "no gradient is there when the optimizer steps, or it does not step"),
    ("discriminator moved", "True", "only the generator learns in this step"),
    ("generator moved", "True", "in this step it only supplies samples"),
    ("a gradient reached the generator", "True", "it spoils the generator's next step: cut it at the samples"),
    ("a gradient reached the generator", "False", "something cuts it off, such as .detach() or torch.no_grad()"),
    ("gradient left in G", "True", "it spoils G's next step: cut it at the images"),
    ("both networks can still learn", "False", "whoever freezes a network has to give it back"),
    ("both networks are in training mode", "False", "batch normalisation and dropout would train no more"),
    ("the loss returned still holds its graph", "True", "a history of such losses fills the memory"),
    ("what it returned still holds its graph", "True", "a history of such losses fills the memory"),
    ("weights that a gradient reaches", "some", "a layer is made and not used, or something such as .detach() or "
                                                "torch.no_grad() cuts it off"),
    ("mode of the network", "evaluation", "batch normalisation and dropout would not train"),
    ("weights at a second call", "the same numbers", "a seed is set inside, or all weights are given one value"),
    ("the images it is given", "changed", "whoever uses them next finds others"),
    ("noise vector alone and in a batch", "different", "something reaches over the axis of the batch"),
    ("lowest logit", "about 0", "what stands behind the last linear layer keeps it there, and D never rejects"),
    ("lowest logit", "about -1", "what stands behind the last linear layer keeps it there"),
    ("highest logit", "about 1", "what stands behind the last linear layer keeps it there"),
    ("an image drawn twice", "True", "draw without replacement"),
    ("other ", "False", "every call has to draw anew: no seed is set and no generator is made inside"),
    ("same ", "False", "not every draw comes from the generator that is given, so that a run cannot be repeated"),
    ("codes independent of each other", "False", "every code needs a draw of its own"),
)
MOST = 3  # wrong facts that can be told in one sentence
RETURNED = ("the loss returned", "what it returned", "the result", "your line")


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
        return Place("another loss", "makes one step as it should, and no gradient goes astray, but both the loss "
                                        "that it returns and the change of the weights are those of another loss",
                        "Your answer")
    if not any(told):
        return Place(f"only {keys[0]}", f"is wrong in one thing only, {keys[0]}; all else is right") \
            if len(keys) == 1 and sum(map(bool, wrong)) > 1 else None
    parts, reasons = [], []
    for key, one in sorted(zip(keys, told, strict=True), key=lambda pair: pair[1] is None):
        why = _meaning(key, one[0].removeprefix(" is ")) if one else ""
        parts.append(f"{key} {one[1] if one else 'is wrong, too'}{f' ({why})' * (why not in ['', *reasons])}")
        reasons.append(why)
    names = dict.fromkeys(f"{key}{one[0]}" for key, one in zip(keys, told, strict=True) if one)
    return Relation(" and ".join(names), f"{'; '.join(parts)}. All else is right", "In what your answer did,")


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


def _meaning(key: str, shown: str) -> str:
    """Why that is wrong, or what brings it about."""
    return next((why for start, value, why in MEANS if key.startswith(start) and shown == value), "")


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
