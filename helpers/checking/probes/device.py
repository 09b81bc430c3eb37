"""Would an answer work on a GPU? Told without one, by tensors that say they lie on another device.

They hold their numbers on the CPU; what is computed from them, or made on their device, lies there as well. Where they
meet a tensor of the CPU, a GPU stops. (torch's own devices for this, "meta" and FakeTensorMode, import its compiler,
which takes over a second.)
"""

from collections.abc import Callable, Iterable, Iterator

import torch
from torch.overrides import TorchFunctionMode

from helpers.checking.probes.plain import Refusal

THERE, HERE = torch.device("meta"), torch.device("cpu")
TO_NUMPY = ("numpy", "__array__")
OF_FORM = ("expand_as", "view_as", "reshape_as")  # they take no more of the other tensor
BETWEEN_DEVICES = ("to", "type_as", "cpu", "copy_", "_has_compatible_shallow_copy_type", "__set__", *OF_FORM)
OF_ITS_DATA = ("tensor", "as_tensor")  # where no device is named, they stay on that of their first argument
INDEXING = ("__getitem__", "__setitem__")  # of a tensor on a GPU: an index or a value from the CPU will do
SENTENCE = ("it makes a tensor on the CPU, or leads through numpy: on a GPU this stops. Take the device of an input, "
            "as in torch.zeros(3, device=x.device), or an operation that stays there, such as torch.zeros_like(x).")


class Elsewhere(torch.Generator):
    """A generator whose device is not the CPU."""

    elsewhere = True

    @property
    def device(self) -> torch.device:
        return THERE

    def __deepcopy__(self, memo: dict) -> "Elsewhere":
        return Elsewhere()

    def __reduce__(self):
        return Elsewhere, ()


class TensorElsewhere(torch.Tensor):
    """A tensor that :class:`_Watch` takes for one on another device. torch gives all that is made of it this type."""

    elsewhere = True

    def __deepcopy__(self, memo: dict) -> "TensorElsewhere":
        return self.clone()


class _Watch(TorchFunctionMode):
    """Refuses what a GPU would not do."""

    def __torch_function__(self, function, types, arguments=(), options=None):
        options = options or {}
        if function == torch.Tensor.device.__get__:
            return THERE if _is_there(arguments[0]) else HERE
        name, first = getattr(function, "__name__", ""), arguments[0] if arguments else None
        if function is torch.device or name == "_parse_to":  # of nn.Module.to
            return function(*arguments, **options)
        asked = _asked_for(name, arguments, options)
        met = {_is_there(tensor) for tensor in _tensors((*arguments, *options.values()))}
        if name in TO_NUMPY and _is_there(first):
            raise Refusal(SENTENCE)
        if len(met) > 1 and name not in BETWEEN_DEVICES and not (name in INDEXING and _is_there(first)):
            raise Refusal(SENTENCE)
        generator = options.get("generator")
        if generator is not None and _is_there(generator) != (True in met if asked is None else asked):
            raise Refusal(SENTENCE)
        result = function(*map(_to_here, arguments), **{key: _to_here(value) for key, value in options.items()})
        if function == torch.Tensor.data.__set__:  # how nn.Module.to moves weights
            first.elsewhere = _is_there(arguments[1])
        if asked is None and True in met:
            asked = True
        return result if asked is None else _moved(result, asked)


def _moved(result, there: bool):
    if isinstance(result, tuple | list) and type(result) in (tuple, list):
        return type(result)(_moved(one, there) for one in result)
    if not isinstance(result, torch.Tensor) or _is_there(result) == there:
        return result
    return result.as_subclass(TensorElsewhere if there else torch.Tensor)


def _is_there(value) -> bool:
    return getattr(value, "elsewhere", False) or getattr(value, "is_meta", False)


def _to_here(value):
    """A device "there" is this one in truth."""
    return HERE if isinstance(value, torch.device) and value == THERE else value


def _asked_for(name: str, arguments: tuple, options: dict) -> bool | None:
    """Whether a result is asked for on the other device (True), on the CPU (False), or nowhere in particular (None)."""
    if name == "cpu":
        return False
    if name in OF_FORM:
        return _is_there(arguments[0])
    named = [options.get("device"), *(arguments[1:] if name in ("to", "type_as") else ())]
    if name in OF_ITS_DATA and options.get("device") is None:
        named = arguments[:1]
    places = [torch.device(one) == THERE for one in named if isinstance(one, torch.device | str)]
    return places[0] if places else next((_is_there(one) for one in named if isinstance(one, torch.Tensor)), None)


def _tensors(parts: Iterable, alone: bool = True) -> Iterator[torch.Tensor]:
    """Tensors that must lie on one device: all but single numbers that stand alone, and in no list of several."""
    for part in parts:
        if isinstance(part, torch.Tensor) and (part.ndim or _is_there(part) or not alone):
            yield part
        elif isinstance(part, tuple | list):
            yield from _tensors(part, alone=False)


def elsewhere(arguments: tuple) -> bool:
    """Whether a case asks how an answer works on another device than the CPU."""
    return any(map(_is_there, arguments))


def follows_its_inputs(answer: Callable, arguments: tuple) -> str:
    """"works there" for an answer that stays on the device of its inputs. Its other faults are told by other cases."""
    try:
        with _Watch():
            value = answer(*arguments)
    except (Refusal, NotImplementedError):
        raise
    except Exception:
        return "works there"
    parts = value if isinstance(value, tuple | list) else (value,)
    if any(isinstance(part, torch.Tensor) and not _is_there(part) for part in parts):
        raise Refusal(SENTENCE)
    return "works there"
