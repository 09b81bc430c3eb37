"""Right answers of lesson 09 in other forms than the worked one."""


import numpy as np
import torch
import torch.nn.functional as F

from helpers.exercises.lesson_09.categories import _pairs, _terms
from helpers.gan import fine_categories
from helpers.information import mutual_information


def moves_by_loop(joint, moves):
    share = np.asarray(joint).sum(axis=1)
    table = np.array(joint)
    for _ in range(moves - 1):
        table = table @ (joint / share[:, None])
    return table


def moves_by_sums(joint, moves):
    if moves == 1:
        return joint
    before, share = moves_by_sums(joint, moves - 1), np.sum(joint, axis=1)
    return np.einsum("ij,jk,j->ik", before, joint, 1 / share)


def merge_by_table(joint):
    """The loss term by term, without making the smaller tables."""
    best = {}
    for i, j in _pairs(joint):
        smaller = np.array([[joint[np.ix_(a, b)].sum() for b in _blocks(joint, i, j)] for a in _blocks(joint, i, j)])
        best[i, j] = _terms(smaller).sum() - 2 * _terms(smaller.sum(axis=1)).sum()
    return max(best, key=best.get)


def _blocks(joint, i, j):
    return [[i, j], *([k] for k in range(len(joint)) if k not in (i, j))]


def merge_by_loss(joint):
    before = mutual_information(joint)
    losses = [before - mutual_information(fine_categories.merged(joint, i, j)) for i, j in _pairs(joint)]
    return list(_pairs(joint)[int(np.argmin(losses))])


def ordered_by_loop(prior, matching):
    shares = [0.0] * len(prior)
    for category, digit in enumerate(matching):
        shares[digit] = prior[category]
    return shares


def ordered_by_argsort(prior, matching):
    return np.asarray(prior)[np.argsort(matching)]


def indices_by_shuffling(labels, counts, rng):
    order, wanted = rng.permutation(len(labels)), []
    for digit in range(10):
        wanted.extend(order[labels[order] == digit][:counts[digit]])
    return rng.permutation(wanted)


def indices_by_walking(labels, counts, rng):
    """One walk through the images in a random order, with a purse of places for each digit."""
    left, chosen = list(counts), []
    for index in rng.permutation(len(labels)):
        if left[labels[index]] > 0:
            left[labels[index]] -= 1
            chosen.append(int(index))
    return chosen


def ceiling_by_variation(proportions):
    p = np.array(proportions)
    return 1 - np.abs(p - 1 / p.size).sum() / 2


def ceiling_by_loop(proportions):
    share = 1 / len(proportions)
    return sum(share if p > share else p for p in proportions)


def variation_one_sided(p, q):
    return sum(a - b for a, b in zip(p, q, strict=True) if a > b)


def variation_by_overlap(p, q):
    return 1 - np.minimum(p, q).sum()


def gumbel_by_powers(logits, uniform, temperature):
    """e^logit / (-ln u), to the power 1 / temperature, normalised."""
    weight = (logits.exp() / -uniform.log()) ** (1 / temperature)
    return weight / weight.sum(dim=1, keepdim=True)


def gumbel_guarded(logits, uniform, temperature):
    """With the small constant that many add to both logarithms."""
    noise = -torch.log(-torch.log(uniform + 1e-20) + 1e-20)
    return F.softmax((F.log_softmax(logits, dim=-1) + noise) / temperature, dim=-1)


def gumbel_by_loop(logits, uniform, temperature):
    rows = [(logits - torch.log(-torch.log(u))) / temperature for u in uniform]
    return torch.stack([row.exp() / row.exp().sum() for row in rows])


class _HardForwardSoftBackward(torch.autograd.Function):
    @staticmethod
    def forward(context, soft):
        return torch.zeros_like(soft).scatter(-1, soft.argmax(-1, keepdim=True), 1.0)

    @staticmethod
    def backward(context, gradient):
        return gradient


def straight_through_by_function(soft):
    return _HardForwardSoftBackward.apply(soft)


def straight_through_by_scatter(soft):
    hard = torch.zeros_like(soft).scatter_(-1, soft.max(dim=-1, keepdim=True).indices, 1.0)
    return (hard - soft).detach() + soft


def entropy_by_distribution(logits):
    return torch.distributions.Categorical(logits=logits).entropy()


def entropy_by_normaliser(logits):
    """ln of the sum of e^logit, minus the mean logit."""
    return torch.logsumexp(logits, 0) - logits.softmax(0) @ logits


def gradient_by_jacobian(logits, values):
    p = logits.softmax(0)
    return (torch.diag(p) - torch.outer(p, p)) @ values


def gradient_by_autograd(logits, values):
    moving = logits.clone().requires_grad_()
    return torch.autograd.grad(moving.softmax(0) @ values, moving)[0]


def information_by_loop(prior_logits, category_logits, codes):
    known = sum((code * row.log_softmax(0)).sum() for code, row in zip(codes, category_logits, strict=True))
    return entropy_by_distribution(prior_logits) + known / len(codes)


def information_by_cross_entropy(prior_logits, category_logits, codes):
    return entropy_by_normaliser(prior_logits) - F.cross_entropy(category_logits, codes)


RIGHT = {
    "several_moves": (moves_by_loop, moves_by_sums),
    "cheapest_merge": (merge_by_table, merge_by_loss),
    "proportions_by_digit": (ordered_by_loop, ordered_by_argsort),
    "imbalanced_indices": (indices_by_shuffling, indices_by_walking),
    "uniform_code_ceiling": (ceiling_by_variation, ceiling_by_loop),
    "total_variation": (variation_one_sided, variation_by_overlap),
    "gumbel_softmax_sample": (gumbel_by_powers, gumbel_guarded, gumbel_by_loop),
    "straight_through": (straight_through_by_function, straight_through_by_scatter),
    "prior_entropy": (entropy_by_distribution, entropy_by_normaliser),
    "prior_gradient": (gradient_by_jacobian, gradient_by_autograd),
    "prior_information": (information_by_loop, information_by_cross_entropy),
}
