"""Lesson 06, first part: a generator of digits, judged by what it does and can learn, never by its layers."""

import torch
from torch import nn

from helpers.checking.exercise import Exercise, Mistake, case
from helpers.checking.probes.network import generator_behaviour
from helpers.exercises.shared.network_slips import BATCH_STATISTICS, CLASS, CUT_OFF, Calls, body, slips
from helpers.gan import networks

IMAGE = (1, 28, 28)


def _generator(noise_dim, *ending, start=body):
    """noise -> 16 features -> 784 numbers -> ``ending``."""
    return nn.Sequential(start(noise_dim), nn.Linear(16, 784), *ending)


def _right(noise_dim):
    return _generator(noise_dim, nn.Tanh(), nn.Unflatten(1, IMAGE))


def _around(use):
    """A right generator, ``self.draw``, with a wrong forward pass around it."""
    return lambda noise_dim: Calls(use, draw=_right(noise_dim))


def _normalised_by_batch(noise_dim):
    start = lambda inputs: nn.Sequential(nn.Linear(inputs, 16), nn.BatchNorm1d(16, track_running_stats=False))
    return _generator(noise_dim, nn.Tanh(), nn.Unflatten(1, IMAGE), start=start)


MAKE_GENERATOR = Exercise(
    name="make_generator", number="6.1", title="A generator", points=4, minutes=20, difficulty=3,
    reference=_right, probe=generator_behaviour,  # a small one: it is trained at every first check
    cases=lambda rng: [case(10), case(int(rng.integers(60, 90)))],
    mistakes=(
        Mistake("no limit at the end", lambda n: _generator(n, nn.Unflatten(1, IMAGE)),
                "Its pixels can go beyond -1 and 1, where no real pixel is, which gives the generator away at once. "
                "Which function maps every number into that range?"),
        Mistake("pixels from 0 to 1", lambda n: _generator(n, nn.Sigmoid(), nn.Unflatten(1, IMAGE)),
                "It can never draw the background, which is -1 here: its pixels stay at 0 or above. A sigmoid at the "
                "end does that, or a ReLU next to the last function."),
        Mistake("pixels from 0 upwards", _around(lambda self, noise: (self.draw(noise) + 1) * 127.5),
                "Its pixels go from 0 to large numbers. In this lesson black is -1 and white is 1."),
        Mistake("softmax at the end", lambda n: _generator(n, nn.Softmax(dim=1), nn.Unflatten(1, IMAGE)),
                "Its pixels share a sum of 1, so that almost all of them are near 0. A pixel is no probability: each "
                "one has a range of its own."),
        Mistake("flat images", lambda n: _generator(n, nn.Tanh()),
                "784 numbers in a row are not an image yet. Bring them into the shape (1, 28, 28)."),
        Mistake("no channel", lambda n: _generator(n, nn.Tanh(), nn.Unflatten(1, (28, 28))),
                "The axis of the channel is missing. An image has one channel here: (1, 28, 28)."),
        Mistake("channel last", lambda n: _generator(n, nn.Tanh(), nn.Unflatten(1, (28, 28, 1))),
                "The channel stands last, as in TensorFlow. PyTorch has it before height and width: (1, 28, 28)."),
        Mistake("squeezes the batch away", _around(lambda self, noise: self.draw(noise).squeeze().unsqueeze(1)),
                "A squeeze without an axis drops every axis of length 1, and with one noise vector that is the batch "
                "as well. nn.Unflatten(1, (1, 28, 28)) or view(-1, 1, 28, 28) need no squeeze."),
        Mistake("noise dimension fixed", lambda n: _right(62),
                "Some layer or view has a fixed size. The first layer gets rows of `noise_dim` numbers, shape "
                "(N, noise_dim), and N may be any: write -1 in view and reshape."),
        Mistake("noise of its own", _around(lambda self, noise: self.draw(torch.randn_like(noise))),
                "It draws noise of its own in place of the noise it is given, so no image can be made twice, and the "
                "codes of lesson 8 would have no effect."),
        Mistake("noise added", _around(lambda self, noise: self.draw(noise + torch.randn_like(noise) / 4)),
                "The same noise gives another image each time. All that is random comes from outside."),
        Mistake("detached", _around(lambda self, noise: self.draw(noise).detach()), CUT_OFF),
        Mistake("statistics of the batch", _normalised_by_batch, BATCH_STATISTICS),
        Mistake("a class", lambda n: networks.Generator, CLASS),
        *slips(_right),
    ),
    hints=("Two full layers will do to begin with: noise_dim to some hundred, that to 784. nn.Unflatten makes images.",
           "Pixels are in [-1, 1]. nn.Tanh() at the end maps every number there, and nothing should follow it.",
           "Better images: full layers to 256 and to 1568 numbers, nn.Unflatten(1, (32, 7, 7)), then "
           "nn.ConvTranspose2d(..., 4, stride=2, padding=1) twice, each of which doubles the side. Batch normalisation "
           "and ReLU between the layers.",
           "Return nn.Sequential(...) of it, made inside the function, so that every call gives new weights."),
    read='"The generator"',
)

EXERCISES = (MAKE_GENERATOR,)
