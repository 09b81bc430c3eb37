"""Relations of form: the right numbers in another shape, order or place, or taken together in one number."""

from collections.abc import Callable

import numpy as np

from helpers.checking.relations.evidence import Evidence, Place, Relation, like, plain_array

# name, what takes the right array to the one that came back, sentence
REARRANGED: tuple[tuple[str, Callable, str], ...] = (
    ("transposed", lambda w: w.T, "is the right one transposed: rows and columns are exchanged"),
    ("reversed", lambda w: w[::-1], "has the right entries in reverse order"),
    ("reversed", lambda w: w[..., ::-1], "has the right entries, each row in reverse order"),
    ("turned upside down", np.flip, "has the right entries, in reverse order along every axis"),
    ("sorted", lambda w: np.sort(w, axis=-1), "has the right entries, but sorted: each must stay in its place"),
    ("sorted", lambda w: np.sort(w, axis=None)[::-1], "has the right entries, but sorted: each must stay in its place"),
    ("shifted by one", lambda w: np.roll(w, 1, axis=-1), "has the right entries, each one place too far on"),
    ("shifted by one", lambda w: np.roll(w, -1, axis=-1), "has the right entries, each one place too early"),
    ("first column repeated", lambda w: np.broadcast_to(w[..., :1], w.shape), "repeats its first right entry"),
    ("cumulative", lambda w: np.cumsum(w, axis=-1), "holds the sums of the right entries up to each place"),
    ("cumulative", lambda w: np.cumsum(w[..., ::-1], axis=-1)[..., ::-1],
     "holds the sums of the right entries from each place on"),
    ("normalised", lambda w: w / w.sum(axis=-1, keepdims=True), "is the right one with each row divided by its sum"),
    ("normalised", lambda w: w / w.sum(axis=0, keepdims=True), "is the right one with each column divided by its sum"),
    ("centred", lambda w: w - w.mean(axis=-1, keepdims=True), "is the right one with its mean taken off"),
    ("softmax", lambda w: np.exp(w) / np.exp(w).sum(axis=-1, keepdims=True), "is the softmax of the right one"),
)
TOGETHER: tuple[tuple[str, Callable], ...] = (
    ("sum", np.sum), ("mean", np.mean), ("largest", np.max), ("smallest", np.min),
    ("first", lambda w: w.ravel()[0]), ("last", lambda w: w.ravel()[-1]),
    ("norm", lambda w: np.sqrt(np.sum(w**2))), ("product", np.prod),
)
CUT: tuple[tuple[str, Callable], ...] = (
    ("first entry", lambda w: w[1:]), ("last entry", lambda w: w[:-1]), ("first and last entry", lambda w: w[1:-1]),
    ("first column", lambda w: w[..., 1:]), ("last column", lambda w: w[..., :-1]),
)


def shape(values: list, wanted: list, tolerance: float) -> Relation | None:
    """For values whose form is wrong in some case."""
    if all(isinstance(target, np.ndarray) for target in wanted):
        arrays = [plain_array(value) for value in values]
        if not any(array is None for array in arrays):
            return _reshaped(arrays, wanted, tolerance) or _together(arrays, wanted, tolerance)
    if all(isinstance(target, tuple) for target in wanted):
        return _parts(values, wanted, tolerance)
    return None


def _all(values: list, predicted: list, tolerance: float) -> bool:
    """Whether every value is as predicted, and two of them differ."""
    if any(value.shape != target.shape for value, target in zip(values, predicted, strict=True)):
        return False
    pairs = [(value.ravel(), target.ravel()) for value, target in zip(values, predicted, strict=True)]
    with np.errstate(all="ignore"):
        alike = all(np.isclose(*pair, rtol=tolerance, atol=tolerance, equal_nan=True).all() for pair in pairs)
    numbers = np.concatenate([value for value, _ in pairs])
    return alike and len(np.unique(np.round(numbers[np.isfinite(numbers)], 5))) > 1


def _reshaped(values: list, wanted: list, tolerance: float) -> Relation | None:
    first, target = next(pair for pair in zip(values, wanted, strict=True) if pair[0].shape != pair[1].shape) \
        if any(v.shape != w.shape for v, w in zip(values, wanted, strict=True)) else (None, None)
    if first is None:
        return None
    shapes = f"of shape {first.shape} where {target.shape if target.ndim else 'a single number'} is asked"
    if all(value.size == goal.size for value, goal in zip(values, wanted, strict=True)):
        flat = [value.ravel() for value in values]
        if _all(flat, [goal.ravel() for goal in wanted], tolerance):
            if first.size == max(first.shape, default=1) and target.size == max(target.shape, default=1):
                return Relation("extra dimension" if first.ndim > target.ndim else "missing dimension",
                                f"has the right numbers, {shapes}")
            return Relation("flattened" if first.ndim == 1 else "other shape", f"has the right numbers, {shapes}")
        if _all(values, [goal.T for goal in wanted], tolerance):
            return Relation("transposed", "is the right one transposed: rows and columns are exchanged")
    for name, of in CUT:
        if all(value.ndim == goal.ndim > 0 for value, goal in zip(values, wanted, strict=True)):
            if _all(values, [of(goal) for goal in wanted], tolerance):
                return Relation(f"{name} missing", f"is the right one without its {name}, {shapes}")
            if _all([of(value) for value in values], wanted, tolerance):
                return Relation(f"{name} too much", f"is right but for its {name}, which is one too many, {shapes}")
    return None


def _together(values: list, wanted: list, tolerance: float) -> Relation | None:
    if not all(array.size for array in (*values, *wanted)):
        return None
    if all(value.size == 1 for value in values) and any(target.size > 1 for target in wanted):
        for name, of in TOGETHER:
            if _all([value.reshape(()) for value in values], [np.asarray(of(target)) for target in wanted], tolerance):
                return Relation(f"only the {name}", f"is one number, the {name} of the right entries: "
                                                    "the entries themselves are asked")
    if all(target.size == 1 for target in wanted) and any(value.size > 1 for value in values):
        for name, of in TOGETHER:
            if _all([np.asarray(of(value)) for value in values], [w.reshape(()) for w in wanted], tolerance):
                return Relation(f"{name} not taken", f"has several entries, and their {name} is right: "
                                                     f"the {name} is not taken yet")
    for axis in (-1, 0):
        for name, of in TOGETHER[:4]:
            for inner, outer, text in ((values, wanted, f"has the right {name}s along its axis {axis}: the {name} is "
                                        "not taken yet"),
                                       (wanted, values, f"holds the {name}s of the right entries along axis {axis}")):
                if all(a.ndim == b.ndim + 1 for a, b in zip(inner, outer, strict=True)) and _all(
                        outer, [of(a, axis=axis) for a in inner], tolerance):
                    return Relation(f"{name} not taken" if inner is values else f"only the {name}", text)
    return None


def _parts(values: list, wanted: list, tolerance: float) -> Relation | None:
    count = len(wanted[0])
    if all(isinstance(value, np.ndarray) for value in values):
        for place in range(count):
            if _same_parts(values, [target[place] for target in wanted], tolerance):
                return Relation("one of several values", f"is the right value number {place + 1} of {count}; "
                                                         "all of them are asked, in this order")
    if not all(isinstance(value, tuple) and len(value) == count for value in values):
        return None
    right = [_same_parts([value[i] for value in values], [target[i] for target in wanted], tolerance)
             for i in range(count)]
    for i, j in ((i, j) for i in range(count) for j in range(count) if right[j] and not right[i] and sum(right)
                 == count - 1):
        again = _same_parts([value[i] for value in values], [target[j] for target in wanted], tolerance)
        return Place(f"only value number {i + 1}", f"is wrong in value number {i + 1} only" + (
            f": that is value number {j + 1} once more" if again else "; the rest is right on every input"))
    return None


def parts(values: list, wanted: list, tolerance: float) -> Relation | None:
    """The right values of a tuple in another order."""
    values = [like(value, target) for value, target in zip(values, wanted, strict=True)]
    if not all(isinstance(value, tuple) and isinstance(target, tuple) and len(value) == len(target) == len(wanted[0])
               for value, target in zip(values, wanted, strict=True)) or not 1 < len(wanted[0]) < 4:
        return None
    turned = [(*target[1:], target[0]) for target in wanted], [target[::-1] for target in wanted]
    for order in turned:
        columns = [([value[i] for value in values], [target[i] for target in order]) for i in range(len(wanted[0]))]
        if all(_same_parts(*column, tolerance) for column in columns):
            return Relation("other order", "has the right values in another order")
    return None


def _same_parts(values: list, wanted: list, tolerance: float) -> bool:
    arrays, targets = [plain_array(value) for value in values], [plain_array(target) for target in wanted]
    return not any(a is None for a in (*arrays, *targets)) and _all(arrays, targets, tolerance)


def order(values: list, wanted: list, evidence: Evidence) -> Relation | None:
    """The right entries in other places, or with other signs."""
    arrays = [plain_array(value) for value in values]
    pairs = list(zip(arrays, wanted, strict=True))
    if any(a is None or a.shape != getattr(w, "shape", None) or not a.ndim for a, w in pairs):
        return None
    several = len(arrays) > 1 and all(a.shape == arrays[0].shape for a in arrays) and arrays[0].size > 1
    if several and all(np.array_equal(a, arrays[0]) for a in arrays) and len(np.unique(arrays[0])) > 1:
        return Relation("the same for every input", "is the same on every input: it does not depend on the arguments")
    with np.errstate(all="ignore"):
        for name, of, text in REARRANGED:
            predicted = [of(target) for target in wanted]
            alike = all(p.size == w.size and (p.shape == w.shape or p.ndim == 1)
                        for p, w in zip(predicted, wanted, strict=True))
            if alike and evidence.holds(np.concatenate([np.ravel(p) for p in predicted])):
                return Relation(name, text)
    if evidence.counts:  # a permutation always has the right entries
        return None
    if evidence.holds(np.sign(evidence.got) * abs(evidence.wanted)):
        return Place("signs", "has the right sizes, with the wrong sign in places")
    if min(array.size for array in arrays) > 2:
        mixed = [np.sort(a, axis=None) for a in arrays], [np.sort(w, axis=None) for w in wanted]
        if _all(*mixed, evidence.tolerance) and all(len(np.unique(np.round(w, 5))) > 2 for w in mixed[1]):
            return Place("other places", "has the right entries, in other places")
    return None
