"""What a Q for the categorical code can learn from real images without labels: sureness, evenness, invariance.

For lesson authors::

    loss = RealImagesLoss(ReaderWeights())         # a module: its running shares belong into a checkpoint
    loss.of(reader, images, random)                # reader: images (N, 1, 28, 28) -> logits (N, 10)
    random_warp(images, random)                    # the moved copies
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn

from helpers import losses
from helpers.networks import CATEGORIES

BEND = 0.1  # of the moved copies that Q learns from


def random_warp(images: torch.Tensor, random: torch.Generator, bend: float = 0.0) -> torch.Tensor:
    """Every image turned (up to 0.3 rad), scaled (20 %), sheared (0.3) and shifted (0.2 half-widths), at random.

    With ``bend``, the points of a 4 by 4 lattice also move, by normal steps of that standard deviation in half-widths,
    and the image bends with them. Simard et al. 2003, "elastic distortions".
    """
    def uniform(limit: float) -> torch.Tensor:
        return (torch.rand(len(images), generator=random, device=images.device) * 2 - 1) * limit

    angle, scale, shear = uniform(0.3), 1 + uniform(0.2), uniform(0.3)
    cosine, sine = angle.cos() * scale, angle.sin() * scale
    rows = [torch.stack([cosine, shear * cosine - sine, uniform(0.2)], 1),
            torch.stack([sine, shear * sine + cosine, uniform(0.2)], 1)]
    grid = F.affine_grid(torch.stack(rows, 1), list(images.shape), align_corners=False)
    if bend:
        steps = bend * torch.randn(len(images), 2, 4, 4, generator=random, device=images.device)
        grid = grid + F.interpolate(steps, images.shape[2:], mode="bilinear", align_corners=True).permute(0, 2, 3, 1)
    return F.grid_sample(images + 1, grid, align_corners=False) - 1  # beyond the border there is background, -1


@dataclass(frozen=True)
class ReaderWeights:
    """What the terms of Q's loss weigh. On real images x: H(c|x), to be sure; the evenness of the categories; the
    consistency loss, to give a moved copy the same category. On generated images: the cross-entropy of the code."""

    unsure: float = 0.3
    even: float = 6.0
    consistency: float = 4.0
    generated: float = 0.1


class RealImagesLoss(nn.Module):
    """Q's loss on real images, without labels, and the running shares of the categories that it needs.

    Evenness is -H(c), and its slope for the share p of a category is ln p + 1. With p from one batch, that slope is
    mostly chance. Here it comes from the running share, so that a weight is possible that moves a group of digits out
    of a category that holds too many.
    """

    def __init__(self, weights: ReaderWeights, categories: int = CATEGORIES):
        super().__init__()
        self.weights = weights
        self.register_buffer("shares", torch.full((categories,), 1 / categories))

    def of(self, reader: nn.Module, real: torch.Tensor, random: torch.Generator) -> torch.Tensor:
        """A scalar, in nats, for real images (N, 1, 28, 28). The running shares go a tenth of the way to this batch."""
        logits, moved = reader(real), reader(random_warp(real, random, BEND))
        shares = logits.softmax(dim=1).mean(dim=0)
        self.shares.lerp_(shares.detach(), 0.1)
        uneven = (shares * self.shares.clamp_min(1e-6).log()).sum()
        return (self.weights.unsure * losses.entropy(logits).mean() + self.weights.even * uneven
                + self.weights.consistency * losses.consistency_loss(logits, moved))
