"""Compare a recorded value with the expected one: type and shape first, then numbers."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers.checking.observe import Opaque
from helpers.checking.wording import describe, describe_pair, number

SINGLE_PRECISION_TOLERANCE = 1e-4
ORDINALS = ("first", "second", "third", "fourth", "fifth")


@dataclass(frozen=True)
class Fault:
    """What came back and what was expected, as two parts of one sentence.

    ``form``: what is wrong with the type or shape, so that numbers cannot be compared at all.
    """

    came: str
    wanted: str
    form: str = ""


def fault_in(
    value: Any, expected: Any, tolerance: float, where: str = "", key_form: str = "key {!r}"
) -> Fault | None:
    """None where the values agree, else the first fault.

    ``where`` leads up to a part of a compound value: "as its second value " or "key 'H[x]': ". ``key_form`` says how
    a dict's key reads.
    """
    if value is None and expected is not None:
        return Fault(f"{where}None", "did you forget `return`?", form="None returned")
    if isinstance(value, Opaque):
        return Fault(f"{where}{describe(value)}", f"expected {_kind(expected)}", form="wrong type")
    if isinstance(expected, np.ndarray):
        return _array_fault(value, expected, tolerance, where)
    if isinstance(expected, tuple):
        return _tuple_fault(value, expected, tolerance, where)
    if isinstance(expected, dict):
        return _dict_fault(value, expected, tolerance, where, key_form)
    if type(value) is type(expected) and value == expected:
        return None
    return Fault(f"{where}{describe(value)}", f"expected {describe(expected)}")


def _array_fault(value: Any, expected: np.ndarray, tolerance: float, where: str) -> Fault | None:
    listed = isinstance(value, tuple)
    value = _as_array(value)
    if not isinstance(value, np.ndarray):
        return Fault(f"{where}{describe(value)}", f"expected {_kind(expected)}", form="wrong type")
    around = value.ndim if expected.ndim == 0 and value.size == 1 else 0
    if expected.ndim == 0 and value.size == 1:
        value = value.reshape(())
    if value.shape != expected.shape:
        sort = "array" if not expected.ndim else "number" if not value.ndim else "shape"
        form = {"array": "an array for a number", "number": "a number for an array", "shape": "wrong shape"}[sort]
        came = f"a list of shape {value.shape}" if listed and value.ndim else _kind(value)
        return Fault(f"{where}{came}", f"expected {_kind(expected)}", form=form)
    if _agree(value, expected, tolerance):
        return None
    for wrong, meaning in ((np.isnan, ", which is not a number"), (np.isinf, "")):
        if wrong(value).any() and not wrong(expected).any():
            word = describe(value[wrong(value)][0])
            shown = describe(expected) if expected.size == 1 else "finite numbers"
            came = word + meaning if value.ndim == 0 else f"{_kind(value)} with {word} in it{meaning}"
            return Fault(f"{where}{came}", f"expected {shown}")
    if describe(value).startswith("an array"):
        worst = _worst_entry(value, expected)
        shown, wanted = describe_pair(value[worst], expected[worst])
        place = ", ".join(map(str, worst))
        count = int((~_close(value, expected, tolerance)).sum())
        return Fault(f"{where}{_kind(value)} whose entry [{place}] is {shown}",
                     f"expected {wanted} there ({count} of {value.size} entries differ)")
    shown, wanted = describe_pair(value, expected)
    return Fault(f"{where}{'[' * around}{shown}{']' * around}", f"expected {wanted}")


def _tuple_fault(value: Any, expected: tuple, tolerance: float, where: str) -> Fault | None:
    depth = np.ndim(expected[0]) if expected and isinstance(expected[0], np.ndarray) else 0
    if isinstance(value, np.ndarray) and value.ndim > depth and len(value) == len(expected):
        value = tuple(np.asarray(part) for part in value)
    if not isinstance(value, tuple) or len(value) != len(expected):
        return Fault(f"{where}{describe(value)}", f"expected {_kind(expected)}", form="another number of values")
    for index, (part, wanted) in enumerate(zip(value, expected, strict=True)):
        ordinal = ORDINALS[index] if index < len(ORDINALS) else f"{index + 1}th"
        title = f"{where.removesuffix(': ')}, its {ordinal} value: " if where.endswith(": ") else \
            f"{where}as its {ordinal} value "
        fault = fault_in(part, wanted, tolerance, title)
        if fault:
            return fault
    return None


def _dict_fault(value: Any, expected: dict, tolerance: float, where: str, key_form: str) -> Fault | None:
    if not isinstance(value, dict):
        return Fault(describe(value), f"expected {_kind(expected)}", form="no dict")
    for title, name, keys in (("no key", "a key missing", expected.keys() - value.keys()),
                              ("an unknown key", "an unknown key", value.keys() - expected.keys())):
        if keys:
            wanted = f"expected the keys {', '.join(map(repr, expected))}"
            return Fault(f"a dict with {title} {sorted(keys)[0]!r}", wanted, form=name)
    for key, wanted in expected.items():
        fault = fault_in(value[key], wanted, tolerance, f"{where}{key_form.format(key)}: ")
        if fault:
            return fault
    return None


def _as_array(value: Any) -> Any:
    if isinstance(value, tuple):
        try:
            return np.array([np.asarray(_as_array(item), dtype=float) for item in value])
        except (TypeError, ValueError):
            return value
    return value


def _close(value: np.ndarray, expected: np.ndarray, tolerance: float) -> np.ndarray:
    if value.dtype.kind == "f" and value.dtype.itemsize < 8:
        tolerance = max(tolerance, SINGLE_PRECISION_TOLERANCE)
    with np.errstate(all="ignore"):
        return np.isclose(value.astype(float), expected.astype(float), rtol=tolerance, atol=tolerance, equal_nan=True)


def _agree(value: np.ndarray, expected: np.ndarray, tolerance: float) -> bool:
    return bool(_close(value, expected, tolerance).all())


def _worst_entry(value: np.ndarray, expected: np.ndarray) -> tuple[int, ...]:
    with np.errstate(all="ignore"):
        gap = np.nan_to_num(np.abs(value.astype(float) - expected.astype(float)), nan=np.inf)
    return tuple(int(i) for i in np.unravel_index(np.argmax(gap), gap.shape))


def _kind(expected: Any) -> str:
    if isinstance(expected, np.ndarray):
        return "a single number" if expected.ndim == 0 else f"an array of shape {expected.shape}"
    if isinstance(expected, tuple):
        return f"a tuple of {number(len(expected))} values"
    if isinstance(expected, dict):
        return f"a dict with the keys {', '.join(map(repr, expected))}"
    return {str: "a string", frozenset: "a set"}.get(type(expected), describe(expected))
