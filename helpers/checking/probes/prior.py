"""Probes for lesson 09: what was drawn from a labelled data set, and what passes forward and backward.

They hold no right answer: they record what an answer does.
"""

import copy
from collections.abc import Callable

import numpy as np
import torch

from helpers.checking.probes.plain import Refusal, require_signature


def drawn_images(answer: Callable, labels: np.ndarray, counts: np.ndarray, rng: np.random.Generator):
    """For ``imbalanced_indices(labels, counts, rng)``: what holds for the images drawn, whichever they are."""
    require_signature(answer, labels, counts, rng)
    state, global_state = rng.bit_generator.state, np.random.get_state()
    kept = labels.copy(), counts.copy()  # an input changed by the answer is the judge's business, not a wrong number
    first = _indices(answer(labels, counts, rng), len(labels))
    if first is None:
        return None
    drawn_globally = np.random.get_state()[2] != global_state[2]
    labels, counts = kept
    second = _indices(answer(labels.copy(), counts.copy(), rng), len(labels))
    rng.bit_generator.state = state
    replayed = _indices(answer(labels.copy(), counts.copy(), rng), len(labels))
    return {
        "images drawn of each digit": np.bincount(labels[first], minlength=len(counts)),
        "an image drawn twice": len(np.unique(first)) < len(first),
        "always the first images of a digit": _from_one_end(first, labels, counts, 1),
        "always the last images of a digit": _from_one_end(first, labels, counts, -1),
        "other images at the next call": set(first) != set(second),
        "same images from a generator in the same state": set(first) == set(replayed),
        "numpy's global random numbers left alone": not drawn_globally,
    }


def _from_one_end(indices: np.ndarray, labels: np.ndarray, counts: np.ndarray, direction: int) -> bool:
    """Are these the first (direction 1) or the last (-1) images of every digit?"""
    own = [np.flatnonzero(labels == digit)[::direction] for digit in range(len(counts))]
    return set(indices) == {index for places, count in zip(own, counts, strict=True) for index in places[:count]}


def _indices(value, size: int) -> np.ndarray | None:
    """The indices as a vector of whole numbers; refuses what cannot index ``size`` labels."""
    if value is None:
        return None
    try:
        array = np.asarray(value)
    except ValueError:
        raise Refusal("it returned arrays of different lengths. Join them into one vector of indices.") from None
    if array.dtype == bool:
        raise Refusal("it returned truth values. Return indices, a vector of whole numbers.")
    if array.dtype.kind not in "iu":
        came = f"{value!r}" if isinstance(value, str | float) else f"a {type(value).__name__} of {array.dtype}"
        raise Refusal(f"it returned {came}. Return indices, a vector of whole numbers.")
    if array.ndim != 1:
        raise Refusal(f"it returned an array of shape {array.shape}. Return one vector of indices.")
    wrong = array[(array < -size) | (array >= size)]
    if len(wrong):
        raise Refusal(f"it returned the index {wrong[0]}, but there are only {size} labels.")
    return array % size


def forward_and_backward(answer: Callable, inputs: torch.Tensor, *others):
    """The output, and the gradient for ``inputs`` of the output weighted with 1, 2, 3, ... along its last dimension."""
    require_signature(answer, inputs, *others)
    leaf, again = inputs.detach().clone().requires_grad_(), copy.deepcopy(others)
    output = answer(inputs, *others)
    if output is None:
        return None
    if not isinstance(output, torch.Tensor):
        came = repr(output) if isinstance(output, str) else f"a value of type {type(output).__name__}"
        raise Refusal(f"it returned {came}, through which no gradient flows. Return a tensor.")
    followed = answer(leaf * 1, *again)  # torch forbids in-place changes of a leaf, and naming them is the judge's part
    gradient = torch.zeros_like(inputs)
    if followed.requires_grad:
        weights = torch.arange(1.0, 1 + (followed.shape[-1] if followed.ndim else 1), dtype=inputs.dtype)
        found = torch.autograd.grad((followed * weights).sum(), leaf, allow_unused=True)[0]
        gradient = gradient if found is None else found
    return {"the result": output, "gradient of the output weighted with 1, 2, 3, ...": gradient}
