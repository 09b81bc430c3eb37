"""InfoGAN where the classes are not balanced: a prior over the ten categories that is learned with the rest.

For lesson authors::

    indices = imbalanced_indices(labels, counts, np.random.default_rng(0))          # counts (10,), one for each digit
    soft = gumbel_softmax_sample(prior_logits, torch.rand(128, 10), temperature=0.5)
    code = straight_through(soft)                                                   # one-hot, with soft's gradient

Everything neural is in nats. The guide's question 3.5; Jang et al. 2017 and Maddison et al. 2017 for the sampling.
"""

import numpy as np
import torch
import torch.nn.functional as F

from helpers import losses
from helpers.information import mutual_information


def imbalanced_indices(labels, counts, rng: np.random.Generator) -> np.ndarray:
    """Indices (sum of counts,) of ``counts[d]`` images of each digit d, drawn without replacement."""
    labels = np.asarray(labels)
    return np.concatenate([
        rng.choice(np.flatnonzero(labels == digit), int(count), replace=False) for digit, count in enumerate(counts)
    ])


def uniform_code_ceiling(proportions) -> float:
    """sum min(p_k, 1/K): the highest matched accuracy of K categories that are used equally often."""
    p = np.asarray(proportions, dtype=float)
    return float(np.minimum(p, 1 / len(p)).sum())


def total_variation(p, q) -> float:
    """Half the sum of |p_k - q_k|: the share of p that has to move to make it q."""
    return float(np.abs(np.asarray(p, dtype=float) - np.asarray(q, dtype=float)).sum() / 2)


def proportions_by_digit(prior, matching) -> np.ndarray:
    """The learned prior (10,) in the order of the digits: category k's share stands at place ``matching[k]``."""
    ordered = np.zeros(len(prior))
    ordered[np.asarray(matching)] = np.asarray(prior)
    return ordered


def prior_entropy(logits: torch.Tensor) -> torch.Tensor:
    """H of softmax(logits), nats, shape (K,) -> scalar, differentiable."""
    return losses.entropy(logits)


def gumbel_softmax_sample(logits: torch.Tensor, uniform: torch.Tensor, temperature: float) -> torch.Tensor:
    """softmax((logits - ln(-ln uniform)) / temperature), shapes (K,), (N, K) -> (N, K). Jang et al. 2017, eq. 2."""
    return ((logits - (-uniform.log()).log()) / temperature).softmax(dim=-1)


def straight_through(soft: torch.Tensor) -> torch.Tensor:
    """One-hot at the largest entry of each row, (N, K), with the gradient of ``soft``. Bengio et al. 2013."""
    hard = F.one_hot(soft.argmax(dim=-1), soft.shape[-1]).to(soft.dtype)
    return hard + soft - soft.detach()


def prior_information(prior_logits: torch.Tensor, category_logits: torch.Tensor, codes: torch.Tensor) -> torch.Tensor:
    """L_I = H(prior) + mean over the batch of sum_k codes_k ln Q_k, nats. Shapes (K,), (N, K), (N, K)."""
    return prior_entropy(prior_logits) + (codes * category_logits.log_softmax(dim=1)).sum(dim=1).mean()


def several_moves(joint, moves: int) -> np.ndarray:
    """The joint table (K, K) of a picture's category and that of its copy moved ``moves`` times in a row.

    ``joint`` is the table for one move, from the row's category to the column's.
    """
    joint = np.asarray(joint, dtype=float)
    share = joint.sum(axis=1, keepdims=True)
    return share * np.linalg.matrix_power(joint / share, moves)


def merged(joint, first: int, second: int) -> np.ndarray:
    """The joint table with category ``second`` counted as ``first``, in rows and columns: (K - 1, K - 1)."""
    table = np.array(joint, dtype=float)
    table[first] += table[second]
    table[:, first] += table[:, second]
    return np.delete(np.delete(table, second, axis=0), second, axis=1)


def cheapest_merge(joint) -> tuple[int, int]:
    """The pair (i, j), i < j, whose merging leaves the most mutual information. Slonim and Tishby 2000."""
    pairs = [(i, j) for i in range(len(joint)) for j in range(i + 1, len(joint))]
    return max(pairs, key=lambda pair: mutual_information(merged(joint, *pair)))
