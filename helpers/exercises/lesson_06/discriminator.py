"""Lesson 06, second part: a discriminator, judged by what it does and can learn, never by its layers."""

import torch.nn.functional as F
from torch import nn

from helpers.checking.exercise import Exercise, Mistake, case
from helpers.checking.probes.network import discriminator_behaviour
from helpers.exercises.shared.network_slips import BATCH_STATISTICS, CLASS, CUT_OFF, Calls, body, slips
from helpers.gan import networks


def _discriminator(*ending, outputs=1, start=body):
    """image -> 16 features -> ``outputs`` numbers -> ``ending``."""
    return nn.Sequential(nn.Flatten(), start(784), nn.Linear(16, outputs), *ending)


def _right():
    return _discriminator(nn.Flatten(0))


def _around(use):
    """A right discriminator, ``self.judge``, with a wrong forward pass around it."""
    return lambda: Calls(use, judge=_right())


def _normalised_by_batch():
    start = lambda inputs: nn.Sequential(nn.Linear(inputs, 16), nn.BatchNorm1d(16, track_running_stats=False))
    return _discriminator(nn.Flatten(0), start=start)


MAKE_DISCRIMINATOR = Exercise(
    name="make_discriminator", number="6.2", title="A discriminator", points=3, minutes=15, difficulty=2,
    reference=lambda: networks.Discriminator("small"), probe=discriminator_behaviour,
    cases=lambda rng: [case()],
    mistakes=(
        Mistake("sigmoid at the end", lambda: _discriminator(nn.Sigmoid(), nn.Flatten(0)),
                "It returns probabilities. The losses take logits and do the sigmoid: end with a linear layer."),
        Mistake("an axis too many", lambda: _discriminator(),
                "A linear layer with one output gives shape (N, 1). One logit for each image is shape (N,): drop the "
                "last axis. With the axis left in, losses mix up the images by broadcasting."),
        Mistake("squeezes the batch away", lambda: Calls(lambda self, images: self.judge(images).squeeze(),
                                                         judge=_discriminator()),
                "A squeeze without an axis drops every axis of length 1, and with one image that is the batch as well. "
                "Say which axis: squeeze(1)."),
        Mistake("two outputs", lambda: _discriminator(outputs=2),
                "Two numbers for each image. One logit says all: it is the logarithm of the odds for a real one."),
        Mistake("mean over the batch", _around(lambda self, images: self.judge(images).mean()),
                "One number for the whole batch. Each image gets its own logit; the loss takes the mean."),
        Mistake("no flattening", lambda: nn.Sequential(body(784), nn.Linear(16, 1), nn.Flatten(0)),
                "A layer gets another shape than it was made for. Images come as (N, 1, 28, 28), with one channel and "
                "any N. A full layer takes rows of numbers, which nn.Flatten() makes of images: 784 pixels, or after "
                "convolutions channels times height times width."),
        Mistake("softmax over the batch", lambda: _discriminator(nn.Softmax(dim=0), nn.Flatten(0)),
                "The images of a batch share a softmax, so that each depends on the others. Return the plain logits."),
        Mistake("softmax over one output", lambda: _discriminator(nn.Softmax(dim=1), nn.Flatten(0)),
                "A softmax over a single output is always 1, whatever the image. Return the plain logit."),
        Mistake("cut off from the images", _around(lambda self, images: self.judge(images.detach())),
                "No gradient reaches the images, so that a generator could never learn from it: .detach(), .data, "
                "rounding and comparisons cut them off. Use the pixels as they are; whether a gradient is wanted is "
                "decided in the training step."),
        Mistake("detached", _around(lambda self, images: self.judge(images).detach()), CUT_OFF),
        Mistake("statistics of the batch", _normalised_by_batch, BATCH_STATISTICS),
        Mistake("dropout that stays on",
                _around(lambda self, images: self.judge(F.dropout(images, 0.3))),
                "The same image gets another logit each time, in evaluation mode as well. F.dropout needs "
                "training=self.training; nn.Dropout knows by itself."),
        Mistake("a class", lambda: networks.Discriminator, CLASS),
        *slips(_right),
    ),
    hints=("A classifier with a single output: image to features, features to one number. No sigmoid.",
           "nn.Linear(..., 1) gives (N, 1). nn.Flatten(0), squeeze(1) or [:, 0] make (N,) of it.",
           "Convolutions that mirror the generator: nn.Conv2d(1, 16, 4, stride=2, padding=1) makes 14 x 14, the next "
           "one 7 x 7. Leaky ReLU between the layers lets a gradient through everywhere."),
    read='"The discriminator"',
)

EXERCISES = (MAKE_DISCRIMINATOR,)
