"""Relations of place: on which inputs, or at which entries of the result, the answer is right and where it is not."""

from collections.abc import Callable, Iterator

import numpy as np

from helpers.checking.relations.evidence import Evidence, Place, plain_array
from helpers.checking.wording import number

FEWEST = 2  # right inputs, and wrong ones

# of an array: what is said of an input that has it
OF_ARRAY: tuple[tuple[str, Callable], ...] = (
    ("{} holds a 0", lambda x: (x == 0).any()), ("{} has one entry only", lambda x: x.size == 1),
    ("{} has one row only", lambda x: x.ndim > 1 and len(x) == 1),
    ("{} is not square", lambda x: x.ndim == 2 and x.shape[0] != x.shape[1]),
    ("{} holds numbers beyond 30 in size", lambda x: (abs(x) > 30).any()),
    ("the entries of {} are not all equal", lambda x: len(np.unique(np.round(x, 12))) > 1),
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
    ("in the first entry", lambda shape: _at(shape, 1, (0,))),
    ("in the last entry", lambda shape: _at(shape, 1, (-1,))),
    ("after the first entry", lambda shape: _at(shape, 1, (slice(1, None),))),
    ("before the last entry", lambda shape: _at(shape, 1, (slice(None, -1),))),
    ("in the first row", lambda shape: _at(shape, 2, (0,))), ("in the last row", lambda shape: _at(shape, 2, (-1,))),
    ("in the first column", lambda shape: _at(shape, 2, (..., 0))),
    ("in the last column", lambda shape: _at(shape, 2, (..., -1))),
    ("on the diagonal", lambda shape: _at(shape, 2, np.diag_indices(min(shape)), square=True)),
    ("off the diagonal", lambda shape: ~_at(shape, 2, np.diag_indices(min(shape)), square=True)),
)
OF_ENTRY: tuple[tuple[str, Callable], ...] = (
    ("{} is 0", lambda x: x == 0), ("{} is not 0", lambda x: x != 0), ("{} is negative", lambda x: x < 0),
    ("{} is positive", lambda x: x > 0), ("{} is above 1", lambda x: x > 1), ("{} is above 1/2", lambda x: x > 0.5),
    ("{} is largest", lambda x: x == x.max()),
)


def _at(shape: tuple, ndim: int, place: tuple, square: bool = False) -> np.ndarray:
    mask = np.zeros(shape, dtype=bool)
    if len(shape) == ndim and not (square and shape[0] != shape[1]):
        mask[place] = True
    return mask


def _arguments(titles: list[str], cases) -> Iterator[tuple[str, list[np.ndarray]]]:
    for place, title in enumerate(titles[:len(cases[0].arguments)]):
        arrays = [plain_array(case.arguments[place]) for case in cases]
        if not any(array is None or not array.size for array in arrays) and len({a.ndim for a in arrays}) == 1:
            yield title, arrays


def inputs_apart(titles: list[str], cases, failing: list[int]) -> Place | None:
    """A property that all inputs with a wrong result have and no other one."""
    wrong = np.isin(np.arange(len(cases)), failing)
    if wrong.sum() < FEWEST or (~wrong).sum() < FEWEST:
        return None
    arguments = list(_arguments(titles, cases))
    tried = [(text.format(title), [bool(of(x)) for x in arrays]) for title, arrays in arguments
             for text, of in (OF_ARRAY if arrays[0].ndim else OF_NUMBER)]
    tried += [(text.format(first, second), [bool(of(x, y)) for x, y in zip(these, those, strict=True)])
              for first, these in arguments for second, those in arguments if first < second
              and these[0].ndim == those[0].ndim for text, of in OF_PAIR]
    found = [text for text, holds in tried if (np.array(holds) == wrong).all()]
    if len(found) != 1:  # two properties that no input tells apart say nothing
        return None
    return Place(f"wrong where {found[0]}", f"is wrong on the {wrong.sum()} inputs of the check where {found[0]}, "
                                            f"and right on the {(~wrong).sum()} others")


def entries_apart(titles: list[str], cases, values: list, wanted: list, evidence: Evidence) -> Place | None:
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
        inside = all((mask <= one).all() and one.any() for mask, one in zip(masks, patterns, strict=True))
        full = all(mask[one].mean() >= 0.5 for mask, one in zip(masks, patterns, strict=True) if mask.any() and inside)
        if inside and full and sum((~one).sum() for one in patterns) > len(masks):
            return Place(f"wrong {text}", f"is wrong {text} only{why}, and right everywhere else")
    columns = {tuple(np.flatnonzero(mask.any(axis=0))) for mask in masks if mask.any()}
    if wanted[0].ndim == 2 and len(columns) == 1 and len({target.shape[1] for target in wanted}) == 1:
        first, last = (found := columns.pop())[0], found[-1]
        if len(found) == last - first + 1 < wanted[0].shape[1]:
            return Place(f"wrong in columns {first} to {last}",
                         f"is wrong in its columns {first} to {last} only{why}, and right everywhere else")
    for title, arrays in _arguments(titles, cases):
        if all(array.shape == mask.shape for array, mask in zip(arrays, masks, strict=True)):
            for text, of in OF_ENTRY:
                if all((mask == of(array)).all() for array, mask in zip(arrays, masks, strict=True)):
                    said = text.format(title)
                    return Place(f"wrong where {said}", f"is wrong exactly at the entries where {said}{why}")
        places = [_places(array, mask.shape) for array, mask in zip(arrays, masks, strict=True)]
        if not any(place is None for place in places):
            for verb, turn in (("names", False), ("does not name", True)):
                there = [(mask, place ^ turn) for mask, place in zip(masks, places, strict=True) if mask.any()]
                if all((mask <= these).all() and mask[these].mean() >= 0.5 for mask, these in there):
                    return Place(f"wrong where {title} {verb} the place",
                                 f"is wrong only at places that {title} {verb}{why}, and right everywhere else")
    return in_places(evidence)


def _places(array: np.ndarray, shape: tuple) -> np.ndarray | None:
    """True where an index points to: one of a vector, or one of each row."""
    if (array != np.round(array)).any() or array.min() < 0 or array.max() >= shape[-1] or array.shape != shape[:-1]:
        return None
    return np.arange(shape[-1]) == array[..., None]


def in_places(evidence: Evidence) -> Place | None:
    """Right in some places, and off by the same number or the same factor in all others."""
    wrong = ~evidence.close(evidence.got, evidence.wanted)
    kept = evidence.got[~wrong]
    why = _what_is_there(evidence, wrong)
    if not why or len(set(evidence.case[wrong])) < FEWEST or len(np.unique(np.round(kept, 5))) < 3:
        return None
    said = why.strip(" ()")
    return Place(f"in places {said}", f"is right in {(~wrong).sum()} places and wrong in {wrong.sum()}, where it is "
                                      f"{said}")


def _what_is_there(evidence: Evidence, wrong: np.ndarray) -> str:
    """What all wrong numbers have in common."""
    got, wanted = evidence.got[wrong], evidence.wanted[wrong]
    if not np.isfinite(got).all() or not np.isfinite(wanted).all():
        return ""
    for shown in (0, 1):
        if np.allclose(got, shown, rtol=0, atol=1e-12) and not np.allclose(wanted, wanted[0]):
            return f" ({shown} there)" if len(got) > 1 else ""
    if len(np.unique(np.round(wanted, 5))) < 2:
        return ""
    if evidence.close(got - wanted, got[0] - wanted[0]).all():
        return f" ({number(abs(got[0] - wanted[0]))} too {'large' if got[0] > wanted[0] else 'small'} there)"
    if evidence.close(got, got[0] / wanted[0] * wanted).all() and wanted[0]:
        return f" ({number(got[0] / wanted[0])} times the right one there)"
    return ""
