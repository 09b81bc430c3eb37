"""InfoGAN where the classes are not balanced: a prior over the ten categories that is learned with the rest.

In a lesson::

    images, labels = unbalanced("train", IMBALANCES["ramp"])      # uint8, as many as these shares allow
    reader = find_categories(images, seed=0)                      # helpers.gan.fine_categories: a Q for c1
    recipe = learned_prior(images, reader, seed=0)                # or reward=1.0, or learned=False
    history = recipe.train(steps=400)                             # recipe.pictures, .category_logits as in recipes
    prior = recipe.modules["prior"].shares()                      # (10,), in the order of the categories

No label is used in training. Everything neural is in nats. The guide's question 3.5.
"""

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from helpers.data import load_mnist
from helpers.gan import losses
from helpers.gan.networks import CATEGORIES, Generator, InfoDiscriminator, predict
from helpers.gan.real_images import random_warp
from helpers.gan.recipes import BATCH, Recipe, add_noise, sample_codes, update
from helpers.training.loop import adam, averaged, draw, frozen, linear_decay, seeded, update_average

# Shares of the digits 0 to 9: three rare ones, a straight ramp, powers of 1.25, one common one, drawn at random.
IMBALANCES = {
    "rare": np.array([0.032, 0.032, 0.130, 0.129, 0.129, 0.129, 0.032, 0.129, 0.129, 0.129]),
    "ramp": np.array([0.109, 0.091, 0.162, 0.127, 0.073, 0.038, 0.144, 0.056, 0.180, 0.020]),
    "geometric": np.array([0.030, 0.179, 0.143, 0.115, 0.047, 0.092, 0.073, 0.224, 0.059, 0.038]),
    "common": np.array([0.080, 0.080, 0.080, 0.080, 0.080, 0.080, 0.280, 0.080, 0.080, 0.080]),
    "random": np.array([0.090, 0.074, 0.166, 0.063, 0.068, 0.097, 0.140, 0.114, 0.111, 0.077]),
}


def imbalanced_indices(labels, counts, rng: np.random.Generator) -> np.ndarray:
    """Indices (sum of counts,) of ``counts[d]`` images of each digit d, drawn without replacement."""
    labels = np.asarray(labels)
    return np.concatenate([
        rng.choice(np.flatnonzero(labels == digit), int(count), replace=False) for digit, count in enumerate(counts)
    ])


def unbalanced(split: str, shares) -> tuple[torch.Tensor, np.ndarray]:
    """(images uint8, labels): as many images of MNIST's split "train" or "test" as these shares of the digits allow."""
    images, labels = load_mnist(split)
    labels = labels.numpy()
    counts = np.floor(shares * (np.bincount(labels) / shares).min()).astype(int)
    chosen = imbalanced_indices(labels, counts, np.random.default_rng(0))
    return images[chosen], labels[chosen]


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


def prior_information(prior_logits: torch.Tensor, category_logits: torch.Tensor, codes: torch.Tensor) -> torch.Tensor:
    """L_I = H(prior) + mean over the batch of sum_k codes_k ln Q_k, nats. Shapes (K,), (N, K), (N, K)."""
    return prior_entropy(prior_logits) + (codes * category_logits.log_softmax(dim=1)).sum(dim=1).mean()


def gumbel_softmax_sample(logits: torch.Tensor, uniform: torch.Tensor, temperature: float) -> torch.Tensor:
    """softmax((logits - ln(-ln uniform)) / temperature), shapes (K,), (N, K) -> (N, K). Jang et al. 2017, eq. 2."""
    return ((logits - (-uniform.log()).log()) / temperature).softmax(dim=-1)


def straight_through(soft: torch.Tensor) -> torch.Tensor:
    """One-hot at the largest entry of each row, (N, K), with the gradient of ``soft``. Bengio et al. 2013."""
    hard = F.one_hot(soft.argmax(dim=-1), soft.shape[-1]).to(soft.dtype)
    return hard + soft - soft.detach()


class Prior(nn.Module):
    """Ten logits, at first all 0. ``draw_codes(count, random)``: one-hot (count, 10), with a gradient to the logits."""

    def __init__(self, temperature: float = 0.5):
        super().__init__()
        self.logits, self.temperature = nn.Parameter(torch.zeros(CATEGORIES)), temperature

    def draw_codes(self, count: int, random: torch.Generator) -> torch.Tensor:
        uniform = torch.rand(count, CATEGORIES, generator=random, device=self.logits.device)
        return straight_through(gumbel_softmax_sample(self.logits, uniform, self.temperature))

    def shares(self) -> np.ndarray:
        return self.logits.detach().cpu().double().softmax(dim=0).numpy()


def follow_reader(
    reader: nn.Module, images: torch.Tensor, seed: int = 0, reward: float = 0.0, steps: int = 200
) -> np.ndarray:
    """The prior (10,) after ``steps`` on the cross-entropy of what Q reads on real images, minus ``reward`` times H.

    The first term of the recipe below by itself, without a generator: seconds. The learning rate falls to 0.
    """
    random, prior = torch.Generator(images.device).manual_seed(seed), Prior().to(images.device)
    optimizer = torch.optim.Adam(prior.parameters(), lr=0.05)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1 - step / steps)
    for _ in range(steps):
        shares = predict(reader, draw(images, 500, random)).softmax(dim=1).mean(dim=0).to(images.device)
        update(optimizer, -shares @ prior.logits.log_softmax(dim=0) - reward * prior_entropy(prior.logits))
        schedule.step()
    return prior.shares()


def learned_prior(
    images: torch.Tensor, reader: nn.Module, seed: int = 0, *,
    reading: float = 1.0, game: float = 0.0, reward: float = 0.0,
) -> Recipe:
    """InfoGAN with a fixed Q for c1 and a prior whose logits follow up to three terms, with these weights.

    ``reading``: the cross-entropy of what Q reads on real images under the prior; ``game``: the generator's
    adversarial loss, through the straight-through draw; ``reward``: minus the entropy of the prior. With all three at 0
    the prior stays uniform. The generator's own loss is the paper's.
    """
    with seeded(seed):
        generator = Generator("small").to(images.device)
        discriminator = InfoDiscriminator("small", categories=0).to(images.device)
    prior, average = Prior().to(images.device), averaged(generator)
    reader.eval()
    optimizers = {"D": adam(discriminator, 1e-3), "G": adam(generator, 2e-3), "prior": adam(prior, 2e-2)}

    def step(random: torch.Generator, progress: torch.Tensor) -> dict[str, torch.Tensor]:
        real = draw(images, BATCH, random)
        noise, _, continuous = sample_codes(BATCH, random)
        codes = prior.draw_codes(BATCH, random)
        fake = generator(torch.cat([noise, codes, continuous], dim=1))
        real_logits, _, _ = discriminator(add_noise(real, random, progress))
        fake_logits, _, mean = discriminator(add_noise(fake.detach(), random, progress))
        d_loss = losses.discriminator_loss(real_logits, fake_logits)
        update(optimizers["D"], d_loss + losses.continuous_loss(mean, continuous))
        with frozen(discriminator, reader):
            fake_logits, _, mean = discriminator(add_noise(fake, random, progress))
            g_loss = losses.non_saturating_loss(fake_logits)
            # Q does not learn, so G could find patterns that fool it; they do not survive a random move.
            log_q = reader(random_warp(fake, random)).log_softmax(dim=1)
            unread = -(codes.detach() * log_q).sum(dim=1).mean()
            shares = reader(real).softmax(dim=1).mean(dim=0)
        pulled = (game * g_loss - reward * prior_entropy(prior.logits)
                  - reading * shares @ prior.logits.log_softmax(dim=0))
        optimizers["prior"].zero_grad(set_to_none=True)
        prior.logits.grad = torch.autograd.grad(pulled, prior.logits, retain_graph=True)[0]
        optimizers["G"].zero_grad(set_to_none=True)
        (g_loss + unread + losses.continuous_loss(mean, continuous)).backward(inputs=list(generator.parameters()))
        optimizers["G"].step()
        if game or reward or reading:
            optimizers["prior"].step()
        update_average(average, generator, decay=0.97)  # a short training: not much of its beginning may be left
        return {"D loss": d_loss, "G loss": g_loss, "unread": unread, "prior entropy": prior_entropy(prior.logits)}

    def category_logits_of(pictures: torch.Tensor) -> torch.Tensor:
        return predict(reader, pictures)

    modules = {"G": generator, "D": discriminator, "Q": reader, "prior": prior, "average of G": average}
    config = {"recipe": "learned prior", "reading": reading, "game": game, "reward": reward}
    return Recipe(modules, optimizers, step, average, seed, config, category_logits_of, linear_decay())
