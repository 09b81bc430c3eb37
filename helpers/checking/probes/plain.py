"""How an answer is called. A probe takes the answer and a case's arguments and returns the value to compare.

Most exercises use :func:`call`. Where the effect matters and not only the value (a gradient, weights after a step),
an exercise has a probe of its own here. Probes know nothing of right answers, so they may run beside a submission.
"""

import inspect
from collections.abc import Callable

STALE = 3.0  # the gradient that the other network's step left behind


class Refusal(Exception):
    """Raised by a probe when the answer cannot be used; the text is a sentence for the learner."""


def require_signature(answer: Callable, *arguments) -> None:
    """Raise :class:`Refusal` when ``answer`` cannot be called with these arguments."""
    try:
        signature = inspect.signature(answer)
    except (TypeError, ValueError):
        return
    try:
        signature.bind(*arguments)
    except TypeError:
        expected = f"{len(arguments)} argument{'' if len(arguments) == 1 else 's'}"
        written = f"{getattr(answer, '__name__', 'answer')}{signature}"
        raise Refusal(f"it is called with {expected}, but yours is written as {written}. "
                      "Give it the arguments of the exercise, in the same order.") from None


def call(answer: Callable, *arguments):
    """The plain case: the value is what the answer returns."""
    require_signature(answer, *arguments)
    if any(getattr(argument, "elsewhere", False) for argument in arguments):
        from helpers.checking.probes.device import follows_its_inputs  # the numpy lessons do not wait for torch

        return follows_its_inputs(answer, arguments)
    return answer(*arguments)


def claimed_bound(answer: Callable, f: Callable, values, p):
    """The next line of a proof, "f(E X) <= your line <= E f(X)", with the numbers that may refute it."""
    require_signature(answer, f, values, p)
    below, above = float(f(p @ values)), float(p @ f(values))
    line = answer(f, values, p)
    while isinstance(line, (list, tuple)) and len(line) == 1:
        line, = line
    if getattr(line, "size", None) == 1 and getattr(line, "shape", ()):  # numpy's, of one entry: a number as well
        line = line.reshape(())
    return None if line is None else {"f(E X)": below, "your line": line, "E f(X)": above}


def sum_over_cells(answer: Callable, joint):
    """The next line of a proof about a table: the sum over its cells of ``answer(p_xy, p_x, p_y)``, arrays (X, Y)."""
    p_x = joint.sum(axis=1, keepdims=True) + 0 * joint
    p_y = joint.sum(axis=0, keepdims=True) + 0 * joint
    require_signature(answer, joint, p_x, p_y)
    terms = answer(joint, p_x, p_y)
    shape = getattr(terms, "shape", None)
    if shape not in (None, joint.shape):
        raise Refusal(f"your line has the shape {shape}; give one term for every cell, shape {joint.shape}. "
                      "The check adds them up.")
    return terms if shape is None else terms.sum()


def sets_of_names(answer: Callable):
    """For an answer that returns a dict of sets of names. Tuples and lists of names will do."""
    require_signature(answer)
    value = answer()
    if not isinstance(value, dict):
        return value
    for key, names in value.items():
        if not isinstance(names, set | frozenset | tuple | list):
            raise Refusal(f"its entry for {key!r} is {names!r}. Give a set of names, or set() for none.")
    return {key: frozenset(names) for key, names in value.items()}
