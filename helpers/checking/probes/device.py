"""Would an answer work on a GPU? Told without one, by tensors on torch's device "meta", which have no numbers.

torch lets nothing on the CPU meet them, as it lets nothing on the CPU meet a tensor on a GPU. (FakeTensorMode says the
same of a device "cuda", and takes a second and a half to start.)
"""

import linecache
import re
import traceback
from collections.abc import Callable

import torch

from helpers.checking.probes.plain import Refusal

MIXED = re.compile(r"not on the expected device|same device|different devices|two devices|to numpy")
COPIED_OUT = "Cannot copy out of meta tensor"
MOVES = re.compile(r"\.(cpu|to|tolist|item)\(")
SENTENCE = ("it makes a tensor on the CPU, or leads through numpy: on a GPU this stops. Take the device of an input, "
            "as in torch.zeros(3, device=x.device), or an operation that stays there, such as torch.zeros_like(x).")


class Elsewhere(torch.Generator):
    """A generator whose device is not the CPU."""

    @property
    def device(self) -> torch.device:
        return torch.device("meta")

    def __deepcopy__(self, memo: dict) -> "Elsewhere":
        return Elsewhere()

    def __reduce__(self):
        return Elsewhere, ()


def elsewhere(arguments: tuple) -> bool:
    """Whether a case asks how an answer works on another device than the CPU."""
    return any(getattr(argument, "is_meta", False) or isinstance(argument, Elsewhere) for argument in arguments)


def follows_its_inputs(answer: Callable, arguments: tuple) -> str:
    """"works there" for an answer that stays on the device of its inputs, or uses numbers that are not there."""
    try:
        value = answer(*arguments)
    except NotImplementedError as error:
        line = traceback.extract_tb(error.__traceback__)[-1]
        text = line.line or linecache.getline(line.filename, line.lineno or 0)
        if COPIED_OUT not in str(error):
            raise
        if not MOVES.search(text):
            raise Refusal(SENTENCE) from None
        return "works there"
    except (RuntimeError, TypeError) as error:
        if MIXED.search(str(error)):
            raise Refusal(SENTENCE) from None
        return "works there"
    parts = value if isinstance(value, tuple | list) else (value,)
    if any(isinstance(part, torch.Tensor) and not part.is_meta for part in parts):
        raise Refusal(SENTENCE)
    return "works there"
