"""Relations of facts: what a probe saw of a training step or a network, and which part of it is not as it should be."""

import numpy as np

from helpers.checking.exercise import Exercise
from helpers.checking.observe import Observation
from helpers.checking.relations import numbers
from helpers.checking.relations.evidence import Place, Relation, gather, like
from helpers.checking.wording import describe

# A fact that is wrong: how it begins, what it is, the slip in a few words, and a sentence; {} stands for the fact.
STUCK = "the {} is 0: no gradient is there when the optimizer steps, or it does not step"
HISTORY = "what is returned still holds its graph, and a history of such losses fills the memory"
KEPT = "what stands behind the last linear layer keeps it there"
EVALUATION = "in evaluation mode, in which batch normalisation and dropout do not train"
SAID = (
    ("calls of optimizer.step", "0", "no step of the optimizer",
     "the step is missing: optimizer.step() is never called, and gradients alone move nothing"),
    ("calls of optimizer.step", "2", "two steps of the optimizer",
     "there are two steps, and one is asked: optimizer.step() is called twice"),
    ("change of", "0", "weights that do not move", STUCK), ("movement of", "0", "weights that do not move", STUCK),
    ("discriminator moved", "True", "the discriminator moved",
     "the discriminator moved; only the generator learns in this step"),
    ("generator moved", "True", "the generator moved", "the generator moved; in this step it only supplies samples"),
    ("a gradient reached the generator", "True", "a gradient reached the generator",
     "a gradient reached the generator, where it spoils the generator's next step: cut it at the samples"),
    ("a gradient reached the generator", "False", "no gradient reached the generator",
     "no gradient reached the generator: something cuts it off, such as .detach() or torch.no_grad()"),
    ("gradient left in G", "True", "a gradient left in G",
     "a gradient is left in G, where it spoils G's next step: cut it at the images"),
    ("both networks can still learn", "False", "a network left frozen",
     "a network can learn no more: whoever freezes one has to give it back"),
    ("both networks are in training mode", "False", "evaluation mode", f"a network is left {EVALUATION}"),
    ("the loss returned still holds its graph", "True", "the loss holds its graph", HISTORY),
    ("what it returned still holds its graph", "True", "the result holds its graph", HISTORY),
    ("weights that a gradient reaches", "some", "weights without a gradient",
     "some weights get no gradient: a layer is made and not used, or .detach() or torch.no_grad() cuts it off"),
    ("mode of the network", "evaluation", "evaluation mode", f"the network comes {EVALUATION}"),
    ("weights at a second call", "the same numbers", "the same weights at every call",
     "the weights are the same at a second call; each call should draw new ones. Look for a seed that is set inside, "
     "or for weights that are all given one value"),
    ("the images it is given", "changed", "the images changed",
     "the images it is given are changed, and whoever uses them next finds others"),
    ("noise vector alone and in a batch", "different", "images that depend on the batch",
     "a noise vector gives one image alone and another one in a batch: something reaches over the axis of the batch"),
    ("lowest logit", "about 0", "no logit below 0", f"no logit can be learnt below 0: {KEPT}, and D never rejects"),
    ("lowest logit", "about -1", "no logit below -1", f"no logit can be learnt below -1: {KEPT}"),
    ("highest logit", "about 1", "no logit above 1", f"no logit can be learnt above 1: {KEPT}"),
    ("an image drawn twice", "True", "an image drawn twice", "an image is drawn twice: draw without replacement"),
    ("always the ", "True", "not drawn", "the images are {}; they should be drawn"),
    ("other ", "False", "the same draw at every call",
     "the next call gives the same again: every call has to draw anew, with no seed set and no generator made inside"),
    ("same ", "False", "a draw from elsewhere",
     "it does not give the {}: not every draw comes from the generator that is given, and a run cannot be repeated"),
    ("codes independent of each other", "False", "codes that depend on each other",
     "the codes depend on each other: every code needs a draw of its own"),
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
        return Place(f"only {keys[0]}", f"is right in everything but this: {keys[0]}") \
            if len(keys) == 1 and sum(map(bool, wrong)) > 1 else None
    parts, titles = [], []
    for key, one in sorted(zip(keys, told, strict=True), key=lambda pair: pair[1] is None):
        title, sentence = _said(key, one) if one else ("", f"the {key.removeprefix('the ')} is wrong, too")
        parts += [sentence] * (sentence not in parts)
        titles += [title] * (title not in ["", *titles])
    text = ". ".join(part[0].upper() + part[1:] for part in parts)
    return Relation(" and ".join(titles), f"{text}. All else is right", "")


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


def _said(key: str, told: tuple[str, str]) -> tuple[str, str]:
    """A few words for a wrong fact, and a sentence about it."""
    shown = told[0].removeprefix(" is ")
    for start, value, title, sentence in SAID:
        if key.startswith(start) and shown == value:
            return title, sentence.format(key.removeprefix("the "))
    return f"{key}{told[0]}", f"the {key.removeprefix('the ')} {told[1]}"


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
