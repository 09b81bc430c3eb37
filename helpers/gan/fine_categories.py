"""Categories of any size from pictures alone: fifty of equal size are found first, then merged into ten.

In a lesson::

    reader = find_categories(images, seed=0)          # a Q for c1: images (N, 1, 28, 28) -> ln Q (N, 10)

    fine = train_reader(images, 50, seed=0, steps=600)                    # the same in steps
    joint = moved_pairs(fine, images)                                     # (50, 50)
    reader = MergedReader(fine, merge_to(several_moves(joint, 4), 10))

No label is used. Lesson 9.
"""

import numpy as np
import torch
from torch import nn

from helpers.gan import losses
from helpers.gan.networks import CATEGORIES, CategoryNetwork, predict
from helpers.gan.real_images import BEND, draw_pairs, look_alikes, random_warp
from helpers.gan.recipes import BATCH, update
from helpers.information import mutual_information
from helpers.training.loop import adam, linear_decay, seeded, train

FINE = 50   # categories that are found first
MOVES = 4   # how often a picture is moved before its category is compared with that at the start


def several_moves(joint, moves: int) -> np.ndarray:
    """The joint table (K, K) of a picture's category and that of its copy moved ``moves`` times in a row.

    ``joint`` is the table for one move, from the row's category to the column's.
    """
    joint = np.asarray(joint, dtype=float)
    share = joint.sum(axis=1, keepdims=True)
    return share * np.linalg.matrix_power(joint / share, moves)


def merged(joint, first: int, second: int) -> np.ndarray:
    """The joint table with category ``second`` counted as ``first``, in rows and columns: (K - 1, K - 1).

    ValueError where both are the same.
    """
    if first == second:
        raise ValueError(f"merging takes two different categories, and {first} was given twice")
    table = np.array(joint, dtype=float)
    table[first] += table[second]
    table[:, first] += table[:, second]
    return np.delete(np.delete(table, second, axis=0), second, axis=1)


def cheapest_merge(joint) -> tuple[int, int]:
    """The pair (i, j), i < j, whose merging leaves the most mutual information. Slonim and Tishby 2000."""
    pairs = [(i, j) for i in range(len(joint)) for j in range(i + 1, len(joint))]
    return max(pairs, key=lambda pair: mutual_information(merged(joint, *pair)))


def merge_to(joint, count: int) -> np.ndarray:
    """Which of ``count`` groups each category belongs to, (K,): the cheapest pair is merged again and again."""
    groups = [[category] for category in range(len(joint))]
    while len(groups) > count:
        first, second = cheapest_merge(joint)
        joint = merged(joint, first, second)
        groups[first] += groups.pop(second)
    place = np.zeros(sum(map(len, groups)), dtype=int)
    for group, members in enumerate(groups):
        place[members] = group
    return place


class MergedReader(nn.Module):
    """Q whose categories are groups of a finer network's: images -> ln Q (N, groups). Probabilities add up."""

    def __init__(self, fine: nn.Module, place):
        super().__init__()
        self.fine = fine
        self.groups = [np.flatnonzero(np.asarray(place) == group).tolist() for group in range(max(place) + 1)]

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        log_p = self.fine(images).log_softmax(dim=1)
        return torch.stack([log_p[:, members].logsumexp(dim=1) for members in self.groups], dim=1)


def train_reader(images: torch.Tensor, categories: int, seed: int, steps: int, **settings) -> CategoryNetwork:
    """Q alone on real images, with lesson 8's objective: sure, consistent, and its categories equally large.

    As there, one moved copy in four is that of a look-alike: a rare way to write a digit then finds the common ones.
    """
    alike = look_alikes(images)
    with seeded(seed):
        reader = CategoryNetwork(categories).to(images.device)
    optimizer = adam(reader, 1e-3)

    def step(random: torch.Generator, progress: torch.Tensor) -> dict[str, torch.Tensor]:
        real, copies = draw_pairs(images, alike, 2 * BATCH, random)
        logits, moved = reader(real), reader(copies)
        even = losses.real_information(logits) + losses.entropy(logits).mean()
        loss = 4 * losses.consistency_loss(logits, moved) + 0.3 * losses.entropy(logits).mean() - 1.2 * even
        update(optimizer, loss)
        return {"loss": loss}

    train(step, {"Q": reader}, {"Q": optimizer}, steps=steps, seed=seed, schedule=linear_decay(), **settings)
    return reader


def moved_pairs(reader: nn.Module, images: torch.Tensor, seed: int = 0, count: int = 20_000) -> np.ndarray:
    """The symmetric joint table (K, K) of Q's category for two moved copies: of one image or, one time in four, of an
    image and a look-alike."""
    random, alike, table = torch.Generator(images.device).manual_seed(seed), look_alikes(images), 0.0
    for _ in range(count // 1000):
        real, second = draw_pairs(images, alike, 1000, random)
        first = random_warp(real, random, BEND)
        p, q = (predict(reader, copies).double().softmax(dim=1) for copies in (first, second))
        table = table + p.T @ q
    table = (table + table.T).numpy()
    return table / table.sum()


def find_categories(images: torch.Tensor, seed: int = 0, steps: int = 600, **settings) -> MergedReader:
    """Ten categories of any size, without labels: fifty of equal size are found, and those that moved copies of a
    picture exchange are merged."""
    fine = train_reader(images, FINE, seed, steps, **settings)
    return MergedReader(fine, merge_to(several_moves(moved_pairs(fine, images, seed), MOVES), CATEGORIES))
