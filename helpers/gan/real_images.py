"""What a Q for the categorical code can learn from real images without labels: sureness, evenness, invariance.

In a lesson::

    loss = RealImagesLoss(ReaderWeights(), images)       # a module: its running shares belong into a checkpoint
    real, moved = loss.draw(256, random)                 # images and moved copies, of them or of look-alikes
    loss.of(reader, real, moved, progress)               # reader: images (N, 1, 28, 28) -> logits (N, 10)
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn

from helpers.gan import losses
from helpers.gan.networks import CATEGORIES
from helpers.training.loop import pick

BEND = 0.1  # of the moved copies that Q learns from
LOOK_ALIKE = 0.25  # share of the moved copies that come from a look-alike


def random_warp(
    images: torch.Tensor, random: torch.Generator, bend: torch.Tensor | float | None = None
) -> torch.Tensor:
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
    if bend is not None:
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


def look_alikes(images: torch.Tensor, pool: int = 3000, count: int = 5) -> torch.Tensor:
    """Places of the ``count`` most similar among ``pool`` images, (N, count), for every image (N, 28, 28) uint8.

    Similar: a small squared distance of the pictures at half their size. An image is not its own look-alike. The pool
    is every (N / pool)-th image; it is small so that a rare way to write a digit finds the common ways, too.
    """
    half = F.avg_pool2d(pick(images, torch.arange(len(images), device=images.device)), 2).flatten(1)
    members = torch.arange(0, len(images), max(1, len(images) // pool), device=images.device)
    keys = half[members]
    found = []
    for part, own in zip(half.split(2000), torch.arange(len(images), device=images.device).split(2000), strict=True):
        distance = keys.square().sum(1) - 2 * part @ keys.T
        distance[own[:, None] == members] = torch.inf
        found.append(members[distance.topk(min(count, len(members) - 1), largest=False).indices])
    return torch.cat(found)


def draw_pairs(
    images: torch.Tensor, alike: torch.Tensor, count: int, random: torch.Generator
) -> tuple[torch.Tensor, torch.Tensor]:
    """``count`` images and, for each, a moved copy: of itself or, one time in four, of one of its look-alikes.

    ``images`` (N, 28, 28) uint8, ``alike`` as ``look_alikes(images)`` returns it.
    """
    places = torch.randint(len(images), (count,), generator=random, device=images.device)
    chosen = torch.randint(alike.shape[1], (count, 1), generator=random, device=images.device)
    other = torch.rand(count, generator=random, device=images.device) < LOOK_ALIKE
    partners = torch.where(other, alike[places].gather(1, chosen).squeeze(1), places)
    return pick(images, places), random_warp(pick(images, partners), random, BEND)


class RealImagesLoss(nn.Module):
    """Q's loss on real images, without labels, and the running shares of the categories that it needs.

    Evenness is -H(c), and its slope for the share p of a category is ln p + 1. With p from one batch, that slope is
    mostly chance. Here it comes from the running share, so that a weight is possible that moves a group of digits out
    of a category that holds too many.
    """

    def __init__(self, weights: ReaderWeights, images: torch.Tensor, categories: int = CATEGORIES):
        super().__init__()
        self.weights, self.images = weights, images
        self.look_alikes = look_alikes(images)
        self.register_buffer("shares", torch.full((categories,), 1 / categories))

    def draw(self, count: int, random: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
        """``count`` images and their moved copies, as ``draw_pairs`` has them."""
        return draw_pairs(self.images, self.look_alikes, count, random)

    def of(
        self, reader: nn.Module, real: torch.Tensor, moved: torch.Tensor, progress: torch.Tensor
    ) -> torch.Tensor:
        """A scalar, in nats, for real images and their moved copies (N, 1, 28, 28).

        The running shares go a tenth of the way to this batch. In the second half of the training evenness has a
        quarter of its weight: it would push over digits that are really more frequent.
        """
        logits, logits_of_moved = reader(real), reader(moved)
        shares = logits.softmax(dim=1).mean(dim=0)
        self.shares.lerp_(shares.detach(), 0.1)
        uneven = (shares * self.shares.clamp_min(1e-6).log()).sum()
        even = self.weights.even * torch.where(progress < 0.5, 1.0, 0.25)
        return (self.weights.unsure * losses.entropy(logits).mean() + even * uneven
                + self.weights.consistency * losses.consistency_loss(logits, logits_of_moved))
