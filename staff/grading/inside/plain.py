"""Observations as JSON, arrays as their bytes. Runs beside submissions, so it knows of nothing but values."""

import base64
import dataclasses
from typing import Any

import numpy as np

LARGEST_ARRAY = 2**18  # bytes, and the longest side; the largest right answer is far smaller
MOST_ITEMS = 1000  # of a container
LONGEST_TEXT = 1000
DEEPEST = 8
# Line magics: they need a screen or a network, or change nothing that could be seen here.
WITHOUT_EFFECT = ("pip", "conda", "mamba", "uv", "matplotlib", "gui", "config", "load_ext", "reload_ext", "autoreload",
                  "tensorboard")


def encode_observation(seen: Any) -> dict:
    """An Observation as JSON can hold it; values that no right answer has become "opaque"."""
    fields = {field.name: getattr(seen, field.name) for field in dataclasses.fields(seen)}
    return {**fields, "value": _encode(seen.value)}


def _encode(value: Any, depth: int = 0) -> Any:
    if value is None:
        return None
    if isinstance(value, str):
        return ["text", value[:LONGEST_TEXT]]
    if isinstance(value, np.ndarray):
        if value.dtype.kind == "f" and value.itemsize > 8:
            value = value.astype(float)
        if max(value.nbytes, *value.shape, 0) > LARGEST_ARRAY:
            return ["opaque", f"array of shape {value.shape}, too large for a right answer"]
        value = np.ascontiguousarray(value, value.dtype.newbyteorder("<")).reshape(value.shape)
        return ["array", value.dtype.str, list(value.shape), base64.b64encode(value.tobytes()).decode()]
    if depth >= DEEPEST:
        return ["opaque", "container of containers, too deep for a right answer"]
    if isinstance(value, (tuple, dict, frozenset)) and len(value) > MOST_ITEMS:
        return ["opaque", f"container of {len(value)} values, too many for a right answer"]
    if isinstance(value, tuple):
        return ["tuple", [_encode(item, depth + 1) for item in value]]
    if isinstance(value, dict):
        return ["dict", [[str(key)[:LONGEST_TEXT], _encode(item, depth + 1)] for key, item in value.items()]]
    if isinstance(value, frozenset):
        return ["set", [str(item)[:LONGEST_TEXT] for item in value]]
    return ["opaque", str(getattr(value, "type_name", type(value).__name__))[:LONGEST_TEXT]]
