"""Batches of logits and scores, for the exercises of lesson 05."""

import numpy as np
import torch

REAL, FAKE = [2.0, -1.0], [0.5, -3.0]
EXTREME = [1e4, -1e4]


def tensor(values):
    return torch.tensor(np.asarray(values), dtype=torch.float32)


def tracked(values):
    """A tensor for a case that asks for gradients."""
    return tensor(values).requires_grad_()
