"""GAN losses and the information terms of InfoGAN, on tensors. Everything is in nats and averaged over the batch.

Logits are what D returns before the sigmoid: D(x) = sigmoid(logit). All losses are scalars that are minimised.
Lessons 05, 07 and 08 have the learner write these; later lessons import them.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import torch
import torch.nn.functional as F


def discriminator_loss(real_logits: torch.Tensor, fake_logits: torch.Tensor) -> torch.Tensor:
    """-mean log D(x) - mean log(1 - D(G(z))), nats; 2 ln 2 where D knows nothing. Goodfellow et al. 2014, eq. 1."""
    return F.softplus(-real_logits).mean() + F.softplus(fake_logits).mean()


def saturating_loss(fake_logits: torch.Tensor) -> torch.Tensor:
    """mean log(1 - D(G(z))), nats: the generator's side of the minimax game. Its slope in the logit is -D."""
    return -F.softplus(fake_logits).mean()


def non_saturating_loss(fake_logits: torch.Tensor) -> torch.Tensor:
    """-mean log D(G(z)), nats. Its slope in the logit is -(1 - D). Goodfellow et al. 2014, section 3."""
    return F.softplus(-fake_logits).mean()


def least_squares_losses(real: torch.Tensor, fake: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """(D: 1/2 mean (real - 1)^2 + 1/2 mean fake^2, G: 1/2 mean (fake - 1)^2), of raw scores. Mao et al. 2017."""
    return ((real - 1).square().mean() + fake.square().mean()) / 2, (fake - 1).square().mean() / 2


def wasserstein_losses(real: torch.Tensor, fake: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """(D: mean fake - mean real, G: -mean fake), of raw scores of a 1-Lipschitz D. Arjovsky et al. 2017."""
    return fake.mean() - real.mean(), -fake.mean()


def hinge_losses(real: torch.Tensor, fake: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """(D: mean max(0, 1 - real) + mean max(0, 1 + fake), G: -mean fake), of raw scores. Miyato et al. 2018."""
    return F.relu(1 - real).mean() + F.relu(1 + fake).mean(), -fake.mean()


def information_loss(
    category_logits: torch.Tensor,
    continuous_mean: torch.Tensor,
    category: torch.Tensor,
    continuous: torch.Tensor,
) -> torch.Tensor:
    """Batch mean of -log Q(category | x) - log N(continuous; mean, 1), nats, with all constants, summed over codes.

    Shapes (N, K), (N, d), (N,) int64, (N, d). The first term of L_I with its sign turned: Chen et al. 2016, eq. 5.
    """
    return F.cross_entropy(category_logits, category) + continuous_loss(continuous_mean, continuous)


def continuous_loss(continuous_mean: torch.Tensor, continuous: torch.Tensor) -> torch.Tensor:
    """Batch mean of -log N(continuous; mean, 1), nats, over all d codes: half the squared error + d/2 log 2 pi."""
    squared = (continuous - continuous_mean).square().sum(dim=1).mean()
    return squared / 2 + continuous.shape[1] / 2 * math.log(2 * math.pi)


def learned_width_loss(mean_and_log_width: torch.Tensor, continuous: torch.Tensor, floor: float) -> torch.Tensor:
    """Batch mean of -log N(continuous; mean, width), nats, over all d codes; width = floor + exp(log width).

    Shapes (N, 2 d), the means before the logarithms, and (N, d). Without a floor the loss has no lower end, since a
    generator without noise in its codes can be read ever more exactly. Chen et al. 2016, appendix C: exp of an output.
    """
    mean, log_width = mean_and_log_width.chunk(2, dim=1)
    width = floor + log_width.exp()
    squared = ((continuous - mean) / width).square()
    return (squared / 2 + width.log() + math.log(2 * math.pi) / 2).sum(dim=1).mean()


@dataclass(frozen=True)
class ContinuousLaw:
    """What Q tells of a continuous code: ``outputs`` numbers a code, and the loss of them (N, outputs * d), (N, d)."""

    outputs: int
    loss: Callable[[torch.Tensor, torch.Tensor], torch.Tensor]


CONTINUOUS_LAWS = {
    "width 1": ContinuousLaw(1, continuous_loss),
    "squared error": ContinuousLaw(1, F.mse_loss),
    "learned width": ContinuousLaw(2, partial(learned_width_loss, floor=0.1)),
    "learned width, no floor": ContinuousLaw(2, partial(learned_width_loss, floor=0.0)),
}


def information_bound(category_logits: torch.Tensor, category: torch.Tensor) -> torch.Tensor:
    """L_I of a uniform categorical code: ln K - cross-entropy, nats. At most ln 10 = 2.3026 for ten categories."""
    return math.log(category_logits.shape[1]) - F.cross_entropy(category_logits, category)


def real_information(category_logits: torch.Tensor) -> torch.Tensor:
    """H(mean of softmax) - mean H(softmax), nats: mutual information of the images of the batch and Q's category."""
    marginal = category_logits.softmax(dim=1).mean(dim=0)
    return entropy(marginal.clamp_min(torch.finfo(marginal.dtype).tiny).log()) - entropy(category_logits).mean()


def entropy(logits: torch.Tensor) -> torch.Tensor:
    """Entropy of softmax(logits) along the last dimension, nats."""
    log_p = logits.log_softmax(dim=-1)
    return -(log_p.exp() * log_p).sum(dim=-1)


def consistency_loss(logits: torch.Tensor, logits_of_shifted: torch.Tensor) -> torch.Tensor:
    """mean KL(softmax(logits) || softmax(logits_of_shifted)), nats, with no gradient through the first, shapes (N, K).

    Small when Q gives an image and a moved, turned or sheared copy of it the same category.
    """
    target = logits.detach().log_softmax(dim=1)
    return F.kl_div(logits_of_shifted.log_softmax(dim=1), target, reduction="batchmean", log_target=True)
