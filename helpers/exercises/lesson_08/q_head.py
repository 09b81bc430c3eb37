"""Lesson 08: Q's own head, judged by what it does, adds and can learn."""

import torch
from torch import nn

from helpers.checking.exercise import Exercise, Mistake, case
from helpers.checking.probes.head import head_behaviour
from helpers.exercises.shared.network_slips import BATCH_STATISTICS, CUT_OFF, Calls, slips
from helpers.gan.networks import LEAK

HIDDEN = 128


def _head(features, outputs, *ending, hidden=HIDDEN, bias=False, normalise=True, activate=True, leak=LEAK):
    layers = [nn.Linear(features, hidden, bias=bias)]
    layers += [nn.BatchNorm1d(hidden)] * normalise + [nn.LeakyReLU(leak)] * activate
    return nn.Sequential(*layers, nn.Linear(hidden, outputs), *ending)


def make_q_head(features, categories, continuous):
    return _head(features, categories + continuous)


def _made(**settings):
    return lambda features, categories, continuous: _head(features, categories + continuous, **settings)


def _around(use):
    """A right head, ``self.read``, with a wrong forward pass around it."""
    return lambda *numbers: Calls(use(*numbers), read=make_q_head(*numbers))


def _softmax(features, categories, continuous):
    def use(self, given):
        codes = self.read(given)
        return torch.cat([codes[:, :categories].softmax(dim=1), codes[:, categories:]], dim=1)
    return use


def _bounded_means(features, categories, continuous):
    def use(self, given):
        codes = self.read(given)
        return torch.cat([codes[:, :categories], codes[:, categories:].tanh()], dim=1)
    return use


def _both(features, categories, continuous):
    return lambda self, given: self.read(given).split([categories, continuous], dim=1)


def _normalised_by_batch(features, categories, continuous):
    head = make_q_head(features, categories, continuous)
    head[1] = nn.BatchNorm1d(HIDDEN, track_running_stats=False)
    return head


MAKE_Q_HEAD = Exercise(
    name="make_q_head", number="8.9", title="The second head", points=2, minutes=10, difficulty=2,
    reference=make_q_head, probe=head_behaviour,
    cases=lambda rng: [case(64, 10, 2), case(24, 3, 1)],
    mistakes=(
        Mistake("softmax over the categories", _around(_softmax),
                "The category logits have been through a softmax. The loss takes the logits and does it itself; twice "
                "done, L_I cannot pass 0.84 of 2.30 nats."),
        Mistake("softmax over everything", lambda f, k, d: _head(f, k + d, nn.Softmax(dim=1)),
                "A softmax runs over all the outputs, logits and means alike. End with the plain linear layer."),
        Mistake("tanh on the means", _around(_bounded_means),
                "The means end at -1 and 1. A code of 2 in a traversal could never be read, and near the ends the "
                "gradient vanishes. Leave the means as the linear layer gives them."),
        Mistake("tanh at the end", lambda f, k, d: _head(f, k + d, nn.Tanh()),
                "Everything ends at -1 and 1, logits as well: Q is never sure. End with the plain linear layer."),
        Mistake("activation at the end", lambda f, k, d: _head(f, k + d, nn.ReLU()),
                "No output is ever negative, and a mean has to reach -1. End with the plain linear layer."),
        Mistake("categories only", lambda f, k, d: _head(f, k),
                "The head reads the category alone. It needs categories + continuous outputs in all."),
        Mistake("widths learned as well", lambda f, k, d: _head(f, k + 2 * d),
                "Each continuous code has two outputs, a mean and a width. Here the width is 1: one output for each."),
        Mistake("numbers of the digits fixed", lambda f, k, d: _head(f, 12),
                "The head has 12 outputs whatever is asked. Use the arguments: categories + continuous."),
        Mistake("width of the features fixed", lambda f, k, d: _head(256, k + d),
                "The first layer takes a fixed number of features. Their number is the first argument."),
        Mistake("two answers", _around(_both),
                "It returns two tensors. Put them side by side in one, categories first; D takes them apart."),
        Mistake("no batch normalisation", _made(normalise=False, bias=False),
                "Batch normalisation is missing between the first layer and the activation."),
        Mistake("a bias in place of batch normalisation", _made(normalise=False, bias=True),
                "There is no batch normalisation, and the first layer has a bias. With the one, leave out the other."),
        Mistake("a bias before batch normalisation", _made(bias=True),
                "The first layer has a bias, and batch normalisation takes it away again with the mean of the batch: "
                "128 numbers that learn nothing. bias=False."),
        Mistake("no activation", _made(activate=False),
                "Nothing bends between the two linear layers, so together they are one. A leaky ReLU stands there."),
        Mistake("slope of torch", _made(leak=0.01),
                "Below 0 the leaky ReLU has torch's slope, 0.01. The paper's has 0.1."),
        Mistake("one layer", lambda f, k, d: nn.Linear(f, k + d),
                "The head is one linear layer, as D's is. The paper's has a hidden layer of 128 units first."),
        Mistake("hidden layer of another width", _made(hidden=64),
                "The hidden layer has 64 units. The paper's has 128."),
        Mistake("cut off from the trunk", _around(lambda *numbers: lambda self, given: self.read(given.detach())),
                "No gradient reaches the features, so neither the trunk nor, through it, the generator learns from Q. "
                "Whether a gradient is wanted is decided in the training step."),
        Mistake("detached", _around(lambda *numbers: lambda self, given: self.read(given).detach()), CUT_OFF),
        Mistake("statistics of the batch", _normalised_by_batch, BATCH_STATISTICS),
        *(slip for slip in slips(make_q_head) if slip.name != "a layer in a plain list"),  # made for other layers
    ),
    hints=("nn.Sequential of four layers: linear, batch normalisation of a vector, leaky ReLU, linear.",
           "How many outputs? One logit for each category, and one mean for each continuous code.",
           "nn.Linear(features, 128, bias=False), then nn.BatchNorm1d(128): its shift does what the bias would do."),
    read='"The second head"',
)

EXERCISES = (MAKE_Q_HEAD,)
