"""Batches of logits and scores, and the slips that every loss can suffer, for the exercises of lesson 05."""

import numpy as np
import torch

REAL, FAKE = [2.0, -1.0], [0.5, -3.0]
EXTREME = [1e4, -1e4]


def tensor(values):
    return torch.tensor(np.asarray(values), dtype=torch.float32)


def tracked(values):
    """A tensor for a case that asks for gradients."""
    return tensor(values).requires_grad_()


# Name and message.
NUMBER = ("a number, not a tensor",
          "You return a plain number. Its value is right, but no gradient can flow through it: leave out .item() or "
          "float().")
SUMMED = ("summed over the batch", "The samples are summed. A mean does not depend on the batch's size.")
