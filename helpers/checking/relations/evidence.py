"""The numbers of an answer beside the right ones, flat and with the case each of them came from."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from helpers.checking.compare import SINGLE_PRECISION_TOLERANCE
from helpers.checking.observe import to_plain

TELLING = 100  # a difference counts as evidence where it is this many tolerances wide


@dataclass(frozen=True)
class Relation:
    """What takes the right values to the ones that came back.

    ``name``: a few words; ``sentence``: what is said of ``subject``, with its number.
    """

    name: str
    sentence: str
    subject: str = "Your result"


class Place(Relation):
    """Tells where the answer is wrong, and not what was done there."""


@dataclass(frozen=True)
class Evidence:
    """``got`` and ``wanted``: flat and of equal length; ``case``: for each number, the index of its case.

    ``cases``: how many cases the exercise has. ``zeros``: the cases with an exact 0 among their arguments.
    """

    got: np.ndarray
    wanted: np.ndarray
    case: np.ndarray
    tolerance: float
    cases: int
    zeros: frozenset[int]

    @cached_property
    def spoiled(self) -> np.ndarray:
        """Where no finite number came back although the right one is finite, in cases with a 0 and in no other one.

        A second slip, which must not hide the first.
        """
        bad = ~np.isfinite(self.got) & np.isfinite(self.wanted)
        return bad if set(self.case[bad]) <= self.zeros else np.zeros_like(bad)

    @cached_property
    def counts(self) -> bool:
        """Whether all numbers are whole: they agree by chance more often."""
        finite = np.concatenate([self.got[np.isfinite(self.got)], self.wanted[np.isfinite(self.wanted)]])
        return bool((finite == np.round(finite)).all())

    @cached_property
    def usable(self) -> np.ndarray:
        """Where both numbers are finite and the right one is not 0."""
        return np.isfinite(self.got) & np.isfinite(self.wanted) & (abs(self.wanted) > TELLING * self.tolerance)

    def with_wanted(self, wanted: np.ndarray) -> "Evidence":
        return Evidence(self.got, wanted, self.case, self.tolerance, self.cases, self.zeros)

    def close(self, a: np.ndarray, b: np.ndarray, times: float = 1) -> np.ndarray:
        """np.isclose, nan equal to nan; asked thousands of times, so without its checks."""
        tolerance = times * self.tolerance
        with np.errstate(all="ignore"):
            near = (np.abs(a - b) <= tolerance * (1 + np.abs(b))) & np.isfinite(b)
        return near | (a == b) | ((a != a) & (b != b))

    def holds(self, predicted: np.ndarray, against: np.ndarray | None = None) -> bool:
        """Whether ``predicted`` is what came back, on every case, with two different numbers in two cases as evidence.

        Numbers count as evidence where the prediction differs from the right value (or from ``against``).
        """
        if not self.fits(predicted[self.largest], self.got[self.largest]):  # most are given up at one number
            return False
        if not (self.close(self.got, predicted) | self.spoiled).all():
            return False
        telling = ~self.close(predicted, self.wanted if against is None else against, TELLING) & np.isfinite(predicted)
        telling &= ~self.spoiled
        several = self.cases == 1 or len(set(self.case[telling])) > 1
        return several and len(np.unique(np.round(self.got[telling], 5))) > (2 if self.counts else 1)

    @cached_property
    def largest(self) -> int:
        """Where the largest finite number came back."""
        return int(np.argmax(np.where(np.isfinite(self.got), abs(self.got), -1)))

    def fits(self, predicted, value: float):
        """Whether one finite number is near another, or a whole table of them."""
        return (abs(predicted - value) <= 2 * self.tolerance * (1 + abs(predicted))) | ~np.isfinite(value)

    @property
    def constant(self) -> bool:
        """Whether one number came back everywhere, or none."""
        finite = self.got[np.isfinite(self.got)]
        return len(np.unique(np.round(finite, 6))) < 2

    def of_each_case(self, compute: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> np.ndarray | None:
        """``compute(got, wanted)`` where the right value is largest, one for each case; nan where there is none."""
        found = np.full(self.cases, np.nan)
        for case in np.unique(self.case[self.usable]):
            places = np.flatnonzero(self.usable & (self.case == case))
            best = places[np.argmax(abs(self.wanted[places]))]
            found[case] = compute(self.got[best], self.wanted[best])
        return found


def leaves(value: Any, path: tuple = ()) -> Iterator[tuple[tuple, np.ndarray]]:
    """The arrays in a plain value, each with the keys that lead to it."""
    if isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
        yield path, value
    elif isinstance(value, (tuple, dict)):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(item, (*path, key))


def like(value: Any, wanted: Any) -> Any:
    """``value`` in the form of ``wanted`` where only containers differ: a list for an array, an array for a tuple."""
    if isinstance(wanted, tuple) and isinstance(value, np.ndarray) and value.ndim and len(value) == len(wanted):
        value = tuple(np.asarray(part) for part in value)
    if isinstance(wanted, tuple) and isinstance(value, tuple) and len(value) == len(wanted):
        return tuple(like(*pair) for pair in zip(value, wanted, strict=True))
    if isinstance(wanted, dict) and isinstance(value, dict):
        return {key: like(item, wanted[key]) if key in wanted else item for key, item in value.items()}
    if isinstance(wanted, np.ndarray) and isinstance(value, tuple):
        return plain_array(value, value)
    if isinstance(wanted, np.ndarray) and isinstance(value, np.ndarray) and wanted.ndim == 0 and value.size == 1:
        return value.reshape(())
    return value


def plain_array(value: Any, otherwise: Any = None) -> Any:
    """``value`` as an array of floats, or ``otherwise`` where it is none."""
    plain = to_plain(value)
    try:
        array = np.asarray(plain, dtype=float) if isinstance(plain, (np.ndarray, tuple)) else None
    except (TypeError, ValueError):
        array = None
    return otherwise if array is None else array


def gather(values: list, wanted: list, tolerance: float, zeros: frozenset[int]) -> Evidence | None:
    """Everything as one :class:`Evidence`; None where the forms of a value and the right one differ."""
    got, right, case = [], [], []
    for index, (value, target) in enumerate(zip(values, wanted, strict=True)):
        ours, theirs = list(leaves(like(value, target))), list(leaves(target))
        if not theirs or [(path, a.shape) for path, a in ours] != [(path, a.shape) for path, a in theirs]:
            return None
        got += [a.ravel().astype(float) for _, a in ours]
        right += [a.ravel().astype(float) for _, a in theirs]
        case += [np.full(a.size, index) for _, a in ours]
        if any(a.dtype.kind == "f" and a.itemsize < 8 for _, a in ours):
            tolerance = max(tolerance, SINGLE_PRECISION_TOLERANCE)
    return Evidence(np.concatenate(got), np.concatenate(right), np.concatenate(case), tolerance, len(values), zeros)
