"""What crosses the border between grader and submission, and in which form.

In go probes and inputs, pickled by the grader, which refuses to pack anything of the catalog. Out come observations as
JSON, arrays as their bytes; unpacking checks every type and size and never runs anything.
"""

import base64
import dataclasses
import io
import json
import math
import pickle
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers.checking.exercise import Case
from helpers.checking.observe import Observation, Opaque
from staff.grading.inside.plain import DEEPEST, LARGEST_ARRAY, LONGEST_TEXT, MOST_ITEMS

MAY_TRAVEL = re.compile(r"helpers\.checking\.probes\.")
OUTCOMES = ("returned", "raised", "refused", "not attempted")
ESCAPE_SEQUENCE = re.compile(r"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)?|.)?")
DATA_TYPE = re.compile(r"[<|][biuf][1248]")


class TransportError(ValueError):
    """Something that must not, or cannot, cross the border."""


# In ---------------------------------------------------------------------------------------------------------------


class _InputPickler(pickle.Pickler):
    def reducer_override(self, thing):
        if isinstance(thing, type) or callable(thing):
            module = getattr(thing, "__module__", None) or ""
            if module.partition(".")[0] == "helpers" and not MAY_TRAVEL.match(module):
                name = getattr(thing, "__name__", thing)
                raise TransportError(f"{module}.{name} must stay with the grader: functions and networks that are "
                                     "inputs belong in helpers/checking/probes/stubs.py")
        return NotImplemented


def pack_inputs(probe: Any, cases: list[Case]) -> str:
    """``probe`` and the arguments of ``cases`` as text. TransportError where something would give an answer away."""
    packed = io.BytesIO()
    try:
        _InputPickler(packed).dump((probe, [case.arguments for case in cases]))
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise TransportError(f"inputs cannot travel: {error}") from None
    return base64.b64encode(packed.getvalue()).decode()


# Out ------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Report:
    """What came of calling an answer right after the cell with index ``cell``, or None: after the last one.

    ``kind``: "observations", "late" (asked to stop, it did), "stopped" (it ended the process), "missing" (nothing has
    its name), "not callable", or "unreadable". ``text`` says more.
    """

    kind: str
    cell: int | None
    text: str = ""
    observations: tuple[Observation, ...] = ()


@dataclass(frozen=True)
class Message:
    """A line from the cage: ``about`` a "cell", an "exercise", the "isolation", a "crash" or the "end".

    ``which``: index or name. ``said``: the error of a cell, the :class:`Report` on an exercise, None where one begins;
    claims about the isolation; why it crashed. ``cell``: as in a :class:`Report`.
    """

    about: str
    which: Any = None
    said: Any = None
    cell: int | None = None


def decode_message(line: bytes, cells: set[int], names: set[str]) -> Message | None:
    """The message in ``line``, which may come from an enemy. None where it is none about these cells and exercises.

    Everything that leaves a cage comes through here. Types are exact: 7.0 and true are no index.
    """
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        return None
    match message:
        case {"isolation": dict(claims)} if all(type(holds) is bool for holds in claims.values()):
            return Message("isolation", None, {clean(claim): holds for claim, holds in claims.items()})
        case {"crash": str(why)}:
            return Message("crash", None, clean(why))
        case {"end": True}:
            return Message("end")
        case {"exercise": str(name), "cell": cell, **rest} if name in names and (cell is None or _among(cell, cells)):
            return Message("exercise", name, _decode_report(cell, rest) if rest else None, cell)
        case {"cell": cell, **rest} if _among(cell, cells):
            error = rest.get("error")
            return Message("cell", cell, clean(error) if isinstance(error, str) else None)
    return None


def _among(cell: Any, cells: set[int]) -> bool:
    return type(cell) is int and cell in cells


def _decode_report(cell: int | None, rest: dict) -> Report:
    match rest:
        case {"observations": list(observations)} if 0 < len(observations) <= MOST_ITEMS:
            try:
                return Report("observations", cell, observations=tuple(map(decode_observation, observations)))
            except TransportError as problem:
                return Report("unreadable", cell, str(problem))
        case {"not callable": str(kind)}:
            return Report("not callable", cell, clean(kind))
        case {"late": True}:
            return Report("late", cell)
        case {"missing": True}:
            return Report("missing", cell)
    return Report("unreadable", cell, "it cannot be read")


def decode_observation(message: Any) -> Observation:
    """The observation in ``message``, which may come from an enemy. TransportError where it is not one."""
    try:
        if message["outcome"] not in OUTCOMES:
            raise TransportError("unknown outcome")
        texts = {field.name: clean(message[field.name]) for field in dataclasses.fields(Observation)
                 if field.type in (str, "str")}
        changed = tuple(index for index in message["changed"][:100] if type(index) is int)
        others = {"value": _decode(message["value"]), "changed": changed, "outcome": message["outcome"]}
        return Observation(**{**texts, **others})
    except TransportError:
        raise
    except Exception as error:
        raise TransportError(f"not an observation ({type(error).__name__})") from None


def _decode(value: Any, depth: int = 0) -> Any:
    if value is None:
        return None
    if depth > DEEPEST:
        raise TransportError("too deep")
    if isinstance(value, list) and isinstance(value[-1], list) and len(value[-1]) > MOST_ITEMS:
        raise TransportError("too many values")
    match value:
        case ["text", str(text)]:
            return clean(text)
        case ["array", str(kind), list(shape), str(content)]:
            return _decode_array(kind, shape, content)
        case ["tuple", list(items)]:
            return tuple(_decode(item, depth + 1) for item in items)
        case ["dict", list(pairs)]:
            return {clean(key): _decode(item, depth + 1) for key, item in pairs}
        case ["set", list(items)]:
            return frozenset(map(clean, items))
        case ["opaque", str(name)]:
            return Opaque(clean(name))
    raise TransportError("not a plain value")


def _decode_array(kind: str, shape: list, content: str) -> np.ndarray:
    if not DATA_TYPE.fullmatch(kind) or len(shape) > 8 or not all(
            type(n) is int and 0 <= n <= LARGEST_ARRAY for n in shape):
        raise TransportError("not an array of numbers")
    data_type = np.dtype(kind)
    data = base64.b64decode(content, validate=True)
    if len(data) > LARGEST_ARRAY or len(data) != math.prod(shape) * data_type.itemsize:
        raise TransportError("an array whose size is not that of its shape")
    if data_type.kind == "b":
        return (np.frombuffer(data, np.uint8) != 0).reshape(shape)
    return np.frombuffer(data, data_type).reshape(shape).copy()


def clean(text: Any) -> str:
    """Printable text of bounded length: no escape sequences, control characters or broken characters."""
    if not isinstance(text, str):
        raise TransportError("not text")
    text = ESCAPE_SEQUENCE.sub("", text[:LONGEST_TEXT]).encode("utf-8", "replace").decode()
    return "".join(mark for mark in text if mark in "\n\t" or unicodedata.category(mark) not in ("Cc", "Cf", "Cs"))
