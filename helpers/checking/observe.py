"""Run an answer and record what happened as plain arrays and strings.

An :class:`Observation` holds nothing of the answer's own objects, so a grader can observe in one process and judge in
another.
"""

import contextlib
import copy
import dataclasses
import decimal
import io
import linecache
import numbers
import random
import re
import sys
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers.checking.probes.plain import Refusal

WORKS_THERE = "works there"  # what the probe of another device returns
PRINTED_LIMIT = 500
OWN_WRITE = re.compile(r"(output array|assignment destination|sort array|array) is read-only")


@dataclass(frozen=True)
class Opaque:
    """Stands for a value that is no number, array, string or container of these."""

    type_name: str


@dataclass(frozen=True)
class Observation:
    """One call, recorded. ``outcome``: "returned", "raised", "refused" (by the probe) or "not attempted"."""

    outcome: str
    value: Any = None
    error: str = ""
    line: str = ""
    printed: str = ""
    changed: tuple[int, ...] = ()
    warned: str = ""

    @property
    def asks_where(self) -> bool:
        """Of a right one: whether its case asks where an answer works, and not for its value."""
        return isinstance(self.value, str) and self.value == WORKS_THERE


def to_plain(value: Any) -> Any:
    """Numbers, tensors and arrays become numpy arrays; containers keep their form; the rest becomes Opaque."""
    if value is None or type(value) is str:
        return value
    if "torch" in sys.modules and isinstance(value, sys.modules["torch"].Tensor):
        if value.is_meta:
            return Opaque("tensor without numbers")
        return value.detach().cpu().float().numpy() if value.dtype.is_floating_point and value.element_size() < 4 \
            else value.detach().cpu().resolve_conj().numpy().copy()
    if isinstance(value, (bool, int, float, np.integer, np.floating, np.bool_)):
        return np.array(value) if abs(value) < 2**62 or isinstance(value, (float, np.floating)) \
            else np.array(float(value))
    if isinstance(value, (numbers.Real, decimal.Decimal)):
        return np.array(float(value))
    if isinstance(value, np.ndarray):
        if value.dtype.kind == "O" and all(isinstance(one, (numbers.Real, decimal.Decimal)) for one in value.flat):
            return value.astype(float)
        return np.array(value) if value.dtype.kind in "biuf" else Opaque(f"array of {value.dtype}")
    if isinstance(value, dict):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, (set, frozenset)):
        return frozenset(str(item) for item in value)
    if isinstance(value, (tuple, list)):
        return tuple(to_plain(item) for item in value)
    return Opaque(type(value).__name__)


def same(a: Any, b: Any) -> bool:
    """Equality of plain values, NaN equal to NaN."""
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        return a.shape == b.shape and np.array_equal(a, b, equal_nan=a.dtype.kind == "f" and b.dtype.kind == "f")
    if type(a) is not type(b):
        return False
    if isinstance(a, tuple):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    return a == b


@contextlib.contextmanager
def private_random_state():
    """Global generators are seeded alike for every call and given back untouched."""
    torch = sys.modules.get("torch")
    python_state, numpy_state = random.getstate(), np.random.get_state()
    torch_state = torch.get_rng_state() if torch else None
    random.seed(0)
    np.random.seed(0)
    if torch:
        torch.default_generator.manual_seed(0)
    try:
        yield
    finally:
        random.setstate(python_state)
        np.random.set_state(numpy_state)
        if torch_state is not None:
            torch.set_rng_state(torch_state)


@contextlib.contextmanager
def one_thread():
    """Inside, torch computes with one thread: on the small tensors of a check, more only wait for each other."""
    torch = sys.modules.get("torch")
    threads = torch.get_num_threads() if torch else None
    if torch:
        torch.set_num_threads(1)
    try:
        yield
    finally:
        if threads:
            torch.set_num_threads(threads)


def _line_of(error: BaseException, answer: Callable) -> str:
    """The learner's own line, if the error passed through the file or cell the answer stands in."""
    home = getattr(getattr(answer, "__code__", None), "co_filename", None)
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.filename == home:
            text = (frame.line or linecache.getline(frame.filename, frame.lineno)).strip()
            return f"line {frame.lineno}" + (f", `{text}`" if text else "")
    return ""


def observe(answer: Callable, probe: Callable, arguments: tuple) -> Observation:
    """Call ``probe(answer, *arguments)`` on copies of the arguments and record the outcome.

    Arrays are lent read-only: a write into one shows whether it changes a number or not. An answer that writes is
    called once more, on arrays it may write into, so that its value can be judged as well.
    """
    seen, error = _call(answer, probe, arguments, lent=True)
    if not isinstance(error, ValueError) or "read-only" not in str(error):
        return seen
    again, _ = _call(answer, probe, arguments, lent=False)
    if not again.changed and OWN_WRITE.search(str(error)):
        changed = tuple(index for index, one in enumerate(arguments) if isinstance(one, np.ndarray) and one.ndim)[:1]
        again = dataclasses.replace(again, changed=changed)
    return dataclasses.replace(again, line=again.line or seen.line)


def _call(answer: Callable, probe: Callable, arguments: tuple, lent: bool) -> tuple[Observation, BaseException | None]:
    given, caused = copy.deepcopy(arguments), None
    if lent:
        for one in given:
            if isinstance(one, np.ndarray):
                one.flags.writeable = False
    before = [_state(one) for one in given]
    printed = io.StringIO()
    with (
        private_random_state(),
        one_thread(),
        contextlib.redirect_stdout(printed),
        warnings.catch_warnings(record=True) as caught,
    ):
        warnings.simplefilter("always")
        try:
            value = to_plain(probe(answer, *given))
            outcome = {"outcome": "returned", "value": value}
        except Refusal as refusal:
            outcome = {"outcome": "refused", "error": str(refusal)}
        except NotImplementedError as error:
            outcome = {"outcome": "not attempted", "error": str(error)}
        except (Exception, SystemExit) as error:
            caused = error
            sentence = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
            outcome = {"outcome": "raised", "error": sentence, "line": _line_of(error, answer)}
    changed = tuple(
        index for index, (first, after) in enumerate(zip(arguments, given, strict=True))
        if not same(to_plain(first), to_plain(after)) or before[index] != _state(after)
    )
    numeric = [str(w.message) for w in caught if issubclass(w.category, RuntimeWarning)]
    return Observation(
        **outcome, printed=printed.getvalue()[:PRINTED_LIMIT], changed=changed, warned=numeric[0] if numeric else ""
    ), caused


def _state(argument: Any) -> tuple:
    """What an answer may change in a tensor without changing its numbers."""
    if not ("torch" in sys.modules and isinstance(argument, sys.modules["torch"].Tensor)):
        return ()
    gradient = argument.grad if argument.is_leaf else None
    return argument._version, argument.requires_grad, None if gradient is None else gradient.tolist()
