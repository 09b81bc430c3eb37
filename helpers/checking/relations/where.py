"""Relations of place: on which inputs, or at which entries of the result, the answer is right and where it is not."""

from collections.abc import Callable, Iterator

import numpy as np

from helpers.checking.relations.evidence import Evidence, Relation, plain_array

FEWEST = 2  # right inputs, and wrong ones

# of an array: what is said of an input that has it
OF_ARRAY: tuple[tuple[str, Callable], ...] = (
    ("{} holds a 0", lambda x: (x == 0).any()), ("{} holds a negative number", lambda x: (x < 0).any()),
    ("{} holds a number above 1", lambda x: (x > 1).any()), ("{} has one entry only", lambda x: x.size == 1),
    ("{} has more than two entries", lambda x: x.size > 2), ("{} has one row only", lambda x: len(x) == 1),
    ("{} is not square", lambda x: x.ndim == 2 and x.shape[0] != x.shape[1]),
    ("{} holds an entry more than once", lambda x: len(np.unique(x)) < x.size),
    ("{} is not sorted", lambda x: x.ndim == 1 and (np.diff(x) < 0).any()),
    ("the entries of {} are not all equal", lambda x: len(np.unique(np.round(x, 12))) > 1),
    ("{} holds numbers beyond 30 in size", lambda x: (abs(x) > 30).any()),
    ("{} has not the mean 0", lambda x: abs(x.mean()) > 1e-9),
)
OF_NUMBER: tuple[tuple[str, Callable], ...] = (
    ("{} is negative", lambda x: x < 0), ("{} is 0", lambda x: x == 0), ("{} is not 0", lambda x: x != 0),
    ("{} is above 1", lambda x: x > 1), ("{} is not 1", lambda x: x != 1), ("{} is odd", lambda x: x % 2 == 1),
)
OF_PAIR: tuple[tuple[str, Callable], ...] = (
    ("{} and {} differ", lambda x, y: x.shape != y.shape or not np.allclose(x, y)),
    ("{} and {} differ in length", lambda x, y: x.shape[:1] != y.shape[:1]),
    ("{} is larger than {}", lambda x, y: x.ndim == y.ndim == 0 and x > y),
    ("{} is smaller than {}", lambda x, y: x.ndim == y.ndim == 0 and x < y),
    ("{} is 0 somewhere and {} is not", lambda x, y: x.shape == y.shape and ((x == 0) & (y != 0)).any()),
)
ENTRIES: tuple[tuple[str, Callable], ...] = (
    ("in the first entry", lambda shape: _at(shape, (0, ...))),
    ("in the last entry", lambda shape: _at(shape, (-1, ...))),
    ("in the first column", lambda shape: _at(shape, (..., 0))),
    ("in the last column", lambda shape: _at(shape, (..., -1))),
    ("on the diagonal", lambda shape: np.eye(*shape, dtype=bool) if len(shape) == 2 else None),
    ("off the diagonal", lambda shape: ~np.eye(*shape, dtype=bool) if len(shape) == 2 else None),
    ("after the first entry", lambda shape: ~_at(shape, (0, ...))),
    ("before the last entry", lambda shape: ~_at(shape, (-1, ...))),
)
OF_ENTRY: tuple[tuple[str, Callable], ...] = (
    ("{} is 0", lambda x: x == 0), ("{} is not 0", lambda x: x != 0), ("{} is negative", lambda x: x < 0),
    ("{} is positive", lambda x: x > 0), ("{} is above 1", lambda x: x > 1), ("{} is above 1/2", lambda x: x > 0.5),
    ("{} is largest", lambda x: x == x.max()),
)


def _at(shape: tuple, place: tuple) -> np.ndarray | None:
    mask = np.zeros(shape, dtype=bool)
    if not mask.ndim:
        return mask
    mask[place if len(shape) > 1 else tuple(one for one in place if one is not ...)] = True
    return mask


def _arguments(titles: list[str], cases) -> Iterator[tuple[str, list[np.ndarray]]]:
    for place, title in enumerate(titles[:len(cases[0].arguments)]):
        arrays = [plain_array(case.arguments[place]) for case in cases]
        if not any(array is None or not array.size for array in arrays) and len({a.ndim for a in arrays}) == 1:
            yield title, arrays


def inputs_apart(titles: list[str], cases, failing: list[int]) -> Relation | None:
    """A property that all inputs with a wrong result have and no other one."""
    wrong = np.isin(np.arange(len(cases)), failing)
    if wrong.sum() < FEWEST or (~wrong).sum() < FEWEST:
        return None
    arguments = list(_arguments(titles, cases))
    tried = [(text.format(title), [bool(of(x)) for x in arrays]) for title, arrays in arguments
             for text, of in (OF_ARRAY if arrays[0].ndim else OF_NUMBER)]
    tried += [(text.format(first, second), [bool(of(x, y)) for x, y in zip(these, those, strict=True)])
              for first, these in arguments for second, those in arguments if first != second
              and these[0].ndim == those[0].ndim for text, of in OF_PAIR]
    for text, holds in tried:
        if (np.array(holds) == wrong).all():
            return Relation(f"wrong where {text}", f"is wrong on the {wrong.sum()} inputs of the check where {text}, "
                                                   f"and right on the {(~wrong).sum()} others")
    return None


def entries_apart(titles: list[str], cases, values: list, wanted: list, evidence: Evidence) -> Relation | None:
    """Where in the result the wrong entries stand, and what the argument is there."""
    wrong = ~evidence.close(evidence.got, evidence.wanted)
    sizes = np.cumsum([target.size for target in wanted])[:-1]
    masks = [mask.reshape(target.shape) for mask, target in zip(np.split(wrong, sizes), wanted, strict=True)]
    failing = [index for index, mask in enumerate(masks) if mask.any()]
    if len(failing) < FEWEST or evidence.constant or not wanted[0].ndim or (wrong.sum() == wrong.size):
        return None
    kept = evidence.got[~wrong]
    if len(np.unique(np.round(kept[np.isfinite(kept)], 5))) < 2:
        return None
    why = _what_is_there(evidence, wrong)
    for text, of in ENTRIES:
        patterns = [of(mask.shape) for mask in masks]
        if any(one is None for one in patterns):
            continue
        if all((mask <= one).all() for mask, one in zip(masks, patterns, strict=True)) and sum(
                (~one).sum() for one in patterns) > len(masks):
            return Relation(f"wrong {text}", f"is wrong {text} only{why}, and right everywhere else")
    for title, arrays in _arguments(titles, cases):
        if all(array.shape == mask.shape for array, mask in zip(arrays, masks, strict=True)):
            for text, of in OF_ENTRY:
                if all((mask == of(array)).all() for array, mask in zip(arrays, masks, strict=True)):
                    said = text.format(title)
                    return Relation(f"wrong where {said}", f"is right at every entry but those where {said}{why}")
    if why and len(np.unique(np.round(kept, 5))) > 2:
        number = why.strip(" ()")
        return Relation(f"{number} in places", f"is {number} in {wrong.sum()} places where something else is right, "
                                               "and right in all others")
    return None


def _what_is_there(evidence: Evidence, wrong: np.ndarray) -> str:
    found = evidence.got[wrong]
    return next((f" ({number})" for number in (0, 1) if np.allclose(found, number, rtol=0, atol=1e-12)), "")
