"""Right answers of lesson 08 in other forms than the worked one."""

import math

import numpy as np
import torch
import torch.nn.functional as F
from scipy.optimize import linear_sum_assignment
from torch import nn

from helpers.exercises.lesson_08.losses import infogan_losses
from helpers.exercises.lesson_08.matching import _table
from helpers.exercises.lesson_08.objective import LN10, LN_2PI
from helpers.exercises.lesson_08.q_head import HIDDEN
from helpers.exercises.lesson_08.steps import _read
from helpers.gan import recipes
from helpers.gan.networks import LEAK, InfoDiscriminator


def codes_in_place(n, generator):
    continuous = torch.empty(n, 2, device=generator.device).uniform_(-1, 1, generator=generator)
    equal = torch.ones(10, device=generator.device)
    category = torch.multinomial(equal, n, replacement=True, generator=generator)
    return torch.zeros(n, 62, device=generator.device).normal_(generator=generator), category, continuous


def codes_from_ranks(n, generator):
    there = {"generator": generator, "device": generator.device}
    category = (torch.rand(n, **there) * 10).floor().long()
    return [torch.normal(0.0, 1.0, (n, 62), **there), category, torch.rand(n, 2, **there) * 2 - 1]


def input_by_columns(noise, category, continuous):
    whole = noise.new_zeros(len(noise), 74)
    whole[:, :62] = noise
    whole[torch.arange(len(noise), device=noise.device), 62 + category] = 1
    whole[:, 72:] = continuous
    return whole


def input_by_comparison(noise, category, continuous):
    return torch.hstack([noise, category[:, None] == torch.arange(10, device=noise.device), continuous])


def infogan_by_entropy(real_logits, fake_logits, information, weight):
    ones, zeros = torch.ones_like(real_logits), torch.zeros_like(fake_logits)
    loss = F.binary_cross_entropy_with_logits
    return (loss(real_logits, ones) + loss(fake_logits, zeros) + weight * information,
            loss(fake_logits, torch.ones_like(fake_logits)) + weight * information)


def infogan_by_log_sigmoid(real_logits, fake_logits, information, weight):
    cost = weight * information
    d_loss = cost - F.logsigmoid(real_logits).mean() - F.logsigmoid(-fake_logits).mean()
    return [d_loss, cost - F.logsigmoid(fake_logits).mean()]


def match_by_cost(categories, labels):
    table = np.histogram2d(np.asarray(categories), np.asarray(labels), bins=(np.arange(11), np.arange(11)))[0]
    return linear_sum_assignment(-table)[1]


def match_by_exchange(categories, labels):
    """Search over subsets of digits, category by category."""
    table = _table(categories, labels)
    best = {0: (0, ())}
    for category in range(10):
        step = {}
        for taken, (total, digits) in best.items():
            for digit in range(10):
                if not taken >> digit & 1:
                    key, value = taken | 1 << digit, total + int(table[category, digit])
                    if key not in step or step[key][0] < value:
                        step[key] = value, (*digits, digit)
        best = step
    return list(best[2**10 - 1][1])


def accuracy_by_trace(categories, labels):
    table = _table(categories, labels)
    return np.trace(table[:, match_by_cost(categories, labels)]) / table.sum()


def accuracy_by_renaming(categories, labels):
    named = np.array([match_by_cost(categories, labels)[c] for c in np.asarray(categories)])
    return float((named == np.asarray(labels)).sum()) / len(labels)


def information_by_distributions(category_logits, continuous_mean, category, continuous):
    log_q = torch.distributions.Categorical(logits=category_logits).log_prob(category)
    log_q = log_q + torch.distributions.Normal(continuous_mean, 1.0).log_prob(continuous).sum(1)
    return -log_q.mean()


def information_by_hand(category_logits, continuous_mean, category, continuous):
    log_q = category_logits - torch.logsumexp(category_logits, dim=1, keepdim=True)
    picked = log_q[torch.arange(len(category)), category]
    density = -0.5 * (continuous - continuous_mean) ** 2 - 0.5 * LN_2PI
    return (-picked - density.sum(dim=1)).sum() / len(category)


def bound_by_gather(category_logits, category):
    return (LN10 + category_logits.log_softmax(1).gather(1, category[:, None])).mean()


def bound_as_float(category_logits, category):
    log_q = category_logits - category_logits.logsumexp(1, keepdim=True)
    return sum(float(row[c]) for row, c in zip(log_q, category, strict=True)) / len(category) + LN10


class TwoOutputs(nn.Module):
    """A layer for each kind of code, side by side in the end."""

    def __init__(self, features, categories, continuous):
        super().__init__()
        self.shared, self.normalise = nn.Linear(features, HIDDEN, bias=False), nn.BatchNorm1d(HIDDEN)
        self.category, self.mean = nn.Linear(HIDDEN, categories), nn.Linear(HIDDEN, continuous)

    def forward(self, features):
        hidden = F.leaky_relu(self.normalise(self.shared(features)), LEAK)
        return torch.cat([self.category(hidden), self.mean(hidden)], dim=1)


def head_of_the_course(features, categories, continuous):
    """The course's own, widened or narrowed to these features."""
    head = InfoDiscriminator("small", categories, continuous).q_head
    head[0] = nn.Linear(features, HIDDEN, bias=False)
    return head


def real_information_by_logs(category_logits):
    log_p = category_logits.log_softmax(1)
    log_mean = torch.logsumexp(log_p, 0) - math.log(len(log_p))
    return (log_p.exp() * log_p).sum() / len(log_p) - (log_mean.exp() * log_mean).sum()


def real_information_as_divergence(category_logits):
    """Mean of KL(softmax || mean softmax)."""
    log_p = category_logits.log_softmax(1)
    log_mean = torch.logsumexp(log_p, 0) - math.log(len(log_p))
    return (log_p.exp() * (log_p - log_mean)).sum(1).mean()


def consistency_by_sum(logits, logits_of_shifted):
    p = logits.softmax(1).detach()
    return (p * (logits.detach().log_softmax(1) - logits_of_shifted.log_softmax(1))).sum(1).mean()


def consistency_by_cross_entropy(logits, logits_of_shifted):
    """Cross-entropy minus the entropy of the first."""
    p = logits.detach().softmax(1)
    return F.cross_entropy(logits_of_shifted, p) - torch.special.entr(p).sum(1).mean()


def d_step_without_graph(generator, discriminator, optimizer, real, codes, weight):
    with torch.no_grad():
        fake = generator(input_by_columns(*codes))
    real_logits, _, _ = discriminator(real)
    fake_logits, category_logits, mean = discriminator(fake)
    loss = -F.logsigmoid(real_logits).mean() - F.logsigmoid(-fake_logits).mean()
    loss = loss + weight * information_by_hand(category_logits, mean, *codes[1:])
    discriminator.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def d_step_with_chosen_gradients(generator, discriminator, optimizer, real, codes, weight):
    fake_logits, information, _ = _read(discriminator, generator(recipes.generator_input(*codes)), codes)
    loss, _ = infogan_losses(discriminator(real)[0], fake_logits, information, weight)
    weights = list(discriminator.parameters())
    for weight, gradient in zip(weights, torch.autograd.grad(loss, weights), strict=True):
        weight.grad = gradient
    optimizer.step()
    return loss.detach()


def g_step_by_losses(generator, discriminator, optimizer, codes, weight):
    fake_logits, category_logits, mean = discriminator(generator(input_by_columns(*codes)))
    information = information_by_hand(category_logits, mean, *codes[1:])
    _, loss = infogan_losses(fake_logits, fake_logits, information, weight)
    generator.zero_grad()
    loss.backward()
    optimizer.step()
    return [loss.item(), bound_by_gather(category_logits, codes[1]).item()]


def g_step_with_chosen_gradients(generator, discriminator, optimizer, codes, weight):
    fake_logits, information, bound = _read(discriminator, generator(input_by_comparison(*codes)), codes)
    loss = F.softplus(-fake_logits).mean() + weight * information
    weights = list(generator.parameters())
    for weight, gradient in zip(weights, torch.autograd.grad(loss, weights), strict=True):
        weight.grad = gradient
    optimizer.step()
    return loss.detach(), bound.detach()


def traversal_by_loop(index, values, noise):
    rows = [(category, value) for category in range(10) for value in values]
    pairs = [torch.stack([value, 0 * value] if index == 0 else [0 * value, value]) for _, value in rows]
    category = torch.tensor([category for category, _ in rows], device=noise.device)
    return torch.stack([noise for _ in rows]), category, torch.stack(pairs)


def traversal_by_grid(index, values, noise):
    category, swept = torch.meshgrid(torch.arange(10.0, device=values.device), values, indexing="ij")
    pair = [torch.zeros_like(swept.flatten()), torch.zeros_like(swept.flatten())]
    pair[index] = swept.flatten()
    return noise.repeat(swept.numel(), 1), category.flatten().long(), torch.stack(pair, dim=1)


RIGHT = {
    "sample_codes": (codes_in_place, codes_from_ranks),
    "generator_input": (input_by_columns, input_by_comparison),
    "infogan_losses": (infogan_by_entropy, infogan_by_log_sigmoid),
    "match_categories": (match_by_cost, match_by_exchange),
    "matched_accuracy": (accuracy_by_trace, accuracy_by_renaming),
    "information_loss": (information_by_distributions, information_by_hand),
    "information_bound": (bound_by_gather, bound_as_float),
    "make_q_head": (TwoOutputs, head_of_the_course),
    "real_information": (real_information_by_logs, real_information_as_divergence),
    "consistency_loss": (consistency_by_sum, consistency_by_cross_entropy),
    "infogan_discriminator_step": (d_step_without_graph, d_step_with_chosen_gradients),
    "infogan_generator_step": (g_step_by_losses, g_step_with_chosen_gradients),
    "traversal_codes": (traversal_by_loop, traversal_by_grid),
}
