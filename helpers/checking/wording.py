"""How values and calls read in a message."""

from typing import Any

import numpy as np

from helpers.checking.observe import Opaque, to_plain

SHOWN_ENTRIES = 8  # of an array
SHOWN_ITEMS = 16  # of a tuple, dict or set


def number(value: float, digits: int = 4) -> str:
    """0.6931, 1, inf; whole numbers without a decimal point."""
    value = float(value)
    if np.isfinite(value) and value == round(value) and abs(value) < 1e6:
        return str(int(value))
    return f"{value:.{digits}g}"


def describe(value: Any, digits: int = 4) -> str:
    """A short, readable form of a plain value."""
    if value is None or isinstance(value, str):
        return repr(value)
    if isinstance(value, Opaque):
        return f"a value of type {value.type_name}"
    if isinstance(value, (tuple, dict, frozenset)) and len(value) > SHOWN_ITEMS:
        return f"a {'tuple or list' if isinstance(value, tuple) else type(value).__name__} of {len(value)} values"
    if isinstance(value, frozenset):
        return "{" + ", ".join(sorted(value)) + "}" if value else "an empty set"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {describe(item, digits)}" for key, item in value.items()) + "}"
    if isinstance(value, tuple):
        return "(" + ", ".join(describe(item, digits) for item in value) + ("," if len(value) == 1 else "") + ")"
    if value.size > SHOWN_ENTRIES or 0 in value.shape:
        return f"an array of shape {value.shape}"
    if value.dtype.kind == "b":
        return str(value.tolist())
    if value.ndim == 0:
        return number(value, digits)
    if value.ndim == 1:
        return "[" + ", ".join(number(entry, digits) for entry in value) + "]"
    return "[" + ", ".join(describe(row, digits) for row in value) + "]"


def describe_argument(argument: Any) -> str:
    """Functions and networks go by their name, the rest by value."""
    if callable(argument) or hasattr(argument, "parameters"):
        return getattr(argument, "__name__", type(argument).__name__)
    if isinstance(argument, (list, tuple)) and argument and all(isinstance(item, (int, float)) for item in argument):
        argument = np.array(argument)
    plain = to_plain(argument)
    return type(argument).__name__ if isinstance(plain, Opaque) else describe(plain)


def describe_call(name: str, arguments: tuple) -> str:
    """``entropy([0.5, 0.5])``"""
    return f"{name}({', '.join(describe_argument(argument) for argument in arguments)})"


def describe_pair(value: Any, expected: Any) -> tuple[str, str]:
    """Both values with enough digits to tell them apart."""
    for digits in (4, 8, 12, 16):
        pair = describe(value, digits), describe(expected, digits)
        if pair[0] != pair[1]:
            break
    return pair
