"""Q's loss on real images: which answers it prefers, and what moved copies look like."""

import math

import pytest
import torch

from helpers.data import load_mnist
from helpers.gan.real_images import ReaderWeights, RealImagesLoss, look_alikes, random_warp

DIGITS, LABELS = (values[:1000] for values in load_mnist("test"))


def generator_of_numbers(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("bend", [None, 0.1])
def test_moved_digits_are_each_moved_their_own_way_and_stay_digits(bend):
    digit = torch.full((64, 1, 28, 28), -1.0)
    digit[:, :, 8:20, 12:16] = 1.0
    moved = random_warp(digit, generator_of_numbers(), bend)
    ink = (moved + 1).sum(dim=(1, 2, 3)) / (digit[0] + 1).sum()
    assert moved.min() >= -1 and moved.max() <= 1 and moved[:, :, 0, 0].eq(-1).all()
    assert ink.min() > 0.6 and ink.max() < 2.5 and len({tuple(row) for row in moved.flatten(1).tolist()}) == 64
    rows = torch.arange(28.0) - 13.5
    middle = ((moved + 1).sum(dim=(1, 3)) * rows).sum(1) / (moved + 1).sum(dim=(1, 2, 3))
    assert abs(middle.mean()) < 0.7 and 1 < middle.std() < 2.2  # shifts are uniform within 2.8 pixels


def test_a_bend_moves_parts_of_a_digit_against_each_other():
    line = torch.full((64, 1, 28, 28), -1.0)
    line[:, :, 4:24, 13:15] = 1.0
    columns = torch.arange(28.0)

    def curvature(images):
        """How far the middle of the stroke lies beside the chord of its ends, in pixels."""
        ink = images + 1
        centre = (ink * columns).sum(-1) / ink.sum(-1).clamp_min(1e-6)
        upper, middle, lower = (centre[:, 0, rows].mean(-1) for rows in (slice(8, 11), slice(12, 16), slice(17, 20)))
        return (middle - (upper + lower) / 2).abs().mean()

    straight, bent = (curvature(random_warp(line, generator_of_numbers(), bend)) for bend in (None, 0.1))
    assert straight < 0.1 and bent > 3 * straight


class Answers(torch.nn.Module):
    """A Q that gives every image of a batch these logits, whatever it shows."""

    def __init__(self, logits):
        super().__init__()
        self.logits = logits

    def forward(self, images):
        return self.logits


def losses_of(logits, weights=None, batches=60, progress=0.0):
    """A loss for each batch, until the running shares have come to rest."""
    loss, images = RealImagesLoss(weights or ReaderWeights(), DIGITS), torch.zeros(len(logits), 1, 28, 28)
    return [loss.of(Answers(logits), images, images, torch.tensor(progress)) for _ in range(batches)]


def test_sure_and_even_answers_are_best():
    one_each = 30 * torch.eye(10)
    best = losses_of(one_each)[-1].item()
    assert best == pytest.approx(-6 * math.log(10), abs=1e-3)
    uneven, undecided = one_each[[0, 0, 1, 2, 3, 4, 5, 6, 7, 8]], torch.zeros(10, 10)
    assert best < losses_of(undecided)[-1] - 0.5 and best < losses_of(uneven)[-1] - 0.5
    assert losses_of(one_each, progress=0.8)[-1].item() == pytest.approx(-1.5 * math.log(10), abs=1e-3)


def test_the_push_out_of_a_full_category_comes_from_many_batches():
    """One batch of chance must hardly move it: the slope is that of the running shares, not of the batch."""
    logits = (5 * torch.eye(10)[[3] * 10]).requires_grad_()
    slopes = [torch.autograd.grad(loss, logits)[0] for loss in losses_of(logits, ReaderWeights(0.0, 6.0, 0.0))]
    assert 0 < slopes[0][0, 3] < slopes[-1][0, 3] / 2


def test_a_category_that_nobody_uses_gives_no_nan():
    assert math.isfinite(losses_of(200 * torch.eye(10)[[3] * 10], batches=2000)[-1])


def test_look_alikes_are_near_and_mostly_the_same_digit():
    found = look_alikes(DIGITS, pool=500, count=3)
    assert found.shape == (1000, 3) and (found != torch.arange(1000)[:, None]).all()
    assert (LABELS[found] == LABELS[:, None]).float().mean() > 0.7
    pictures = DIGITS.float()
    near = (pictures[found[:, 0]] - pictures).square().mean()
    assert near < 0.7 * (pictures.roll(1, 0) - pictures).square().mean()


def test_moved_copies_are_of_the_image_or_of_a_look_alike():
    """Images of one grey each: the copy tells by its brightest pixel whose copy it is."""
    greys = torch.arange(0, 250, 25, dtype=torch.uint8)[:, None, None].expand(10, 28, 28)
    loss = RealImagesLoss(ReaderWeights(), greys)
    real, moved = loss.draw(4000, generator_of_numbers())
    own = (moved.amax(dim=(1, 2, 3)) - real.amax(dim=(1, 2, 3))).abs() < 0.02
    assert 0.7 < own.float().mean() < 0.8
