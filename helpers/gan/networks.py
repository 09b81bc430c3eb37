"""The networks of the lessons: the paper's, and small ones that train on a laptop.

In a lesson::

    generator = Generator("small")              # (N, 74) -> images (N, 1, 28, 28) in [-1, 1]
    discriminator = InfoDiscriminator("small")  # images -> logits (N,), category_logits (N, 10), continuous_mean (N, 2)
    category_net = CategoryNetwork()            # images -> category_logits (N, 10): a small Q of its own for c1
    generator, discriminator = Generator("small", inputs=62), Discriminator("small")      # a plain GAN

``"paper"`` is the size of Chen et al. 2016, appendix C.1; ``"small"`` is for CPUs, ``"tiny"`` for helpers.sprites. The
paper's G ends in a sigmoid for pixels in [0, 1]; pixels here are in [-1, 1], so it is a tanh. ``discriminator.trunk``,
``.d_head`` and ``.q_head`` are the three parts of the paper's diagram. Logits are returned, never probabilities.

Weights start with PyTorch's default initialisation; build networks inside ``with seeded(0):`` (helpers.training.loop).
Fully connected layers are ``nn.Linear``: a 7x7 convolution of a 7x7 map computes the same, more slowly. Maps are laid
out with their channels last, which convolutions on CPUs and GPUs do fastest.
"""

from dataclasses import dataclass

import torch
from torch import nn

NOISE_DIM, CATEGORIES, CONTINUOUS = 62, 10, 2
CODE_DIM = NOISE_DIM + CATEGORIES + CONTINUOUS
LEAK = 0.1  # the paper's appendix C; its authors' code has 0.01


@dataclass(frozen=True)
class Size:
    """Widths of the layers. ``inner``: channels of the 7x7 maps, ``outer``: of the 14x14 maps."""

    generator_hidden: int
    inner: int
    outer: int
    features: int


SIZES = {"paper": Size(1024, 128, 64, 1024), "small": Size(256, 32, 16, 256), "tiny": Size(64, 16, 8, 64)}


class ToMap(nn.Module):
    """(N, 49 * C) -> (N, C, 7, 7), channels last, without a copy."""

    def forward(self, flat: torch.Tensor) -> torch.Tensor:
        return flat.view(len(flat), 7, 7, -1).permute(0, 3, 1, 2)


class FromMap(nn.Module):
    """(N, C, 7, 7) -> (N, 49 * C), without a copy where the channels are last."""

    def forward(self, maps: torch.Tensor) -> torch.Tensor:
        return maps.permute(0, 2, 3, 1).flatten(1)


class Generator(nn.Module):
    """G: (N, inputs) -> images (N, 1, 28, 28) in [-1, 1]. Input order: noise, one-hot category, continuous codes."""

    def __init__(self, size: str = "small", inputs: int = CODE_DIM):
        super().__init__()
        widths = SIZES[size]
        hidden, inner, outer = widths.generator_hidden, widths.inner, widths.outer
        self.layers = nn.Sequential(
            nn.Linear(inputs, hidden, bias=False), nn.BatchNorm1d(hidden), nn.ReLU(inplace=True),
            nn.Linear(hidden, 49 * inner, bias=False), nn.BatchNorm1d(49 * inner), nn.ReLU(inplace=True),
            ToMap(),                                                                     # inner x 7 x 7
            nn.ConvTranspose2d(inner, outer, 4, stride=2, padding=1, bias=False),        # outer x 14 x 14
            nn.BatchNorm2d(outer), nn.ReLU(inplace=True),
            nn.ConvTranspose2d(outer, 1, 4, stride=2, padding=1), nn.Tanh(),             # 1 x 28 x 28
        )
        self.to(memory_format=torch.channels_last)

    def forward(self, codes: torch.Tensor) -> torch.Tensor:
        return self.layers(codes)


def make_trunk(outer: int, inner: int, features: int) -> nn.Sequential:
    """Images (N, 1, 28, 28) -> features (N, features)."""
    return nn.Sequential(
        nn.Conv2d(1, outer, 4, stride=2, padding=1), nn.LeakyReLU(LEAK, inplace=True),           # outer x 14 x 14
        nn.Conv2d(outer, inner, 4, stride=2, padding=1, bias=False), nn.BatchNorm2d(inner),      # inner x 7 x 7
        nn.LeakyReLU(LEAK, inplace=True), FromMap(),
        nn.Linear(49 * inner, features, bias=False), nn.BatchNorm1d(features), nn.LeakyReLU(LEAK, inplace=True),
    )


class Discriminator(nn.Module):
    """D of a plain GAN: images (N, 1, 28, 28) -> logits (N,)."""

    def __init__(self, size: str = "small"):
        super().__init__()
        widths = SIZES[size]
        self.trunk = make_trunk(widths.outer, widths.inner, widths.features)
        self.d_head = nn.Linear(widths.features, 1)
        self.to(memory_format=torch.channels_last)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        return self.d_head(self.trunk(images)).squeeze(1)


class InfoDiscriminator(Discriminator):
    """D and Q on one trunk: images -> (logits (N,), category_logits (N, categories), continuous_mean (N, continuous)).

    Q is a categorical law (its logits) times normal laws of standard deviation 1 (their means), as its authors have it.
    """

    def __init__(self, size: str = "small", categories: int = CATEGORIES, continuous: int = CONTINUOUS):
        super().__init__(size)
        self.categories = categories
        self.q_head = nn.Sequential(
            nn.Linear(SIZES[size].features, 128, bias=False), nn.BatchNorm1d(128), nn.LeakyReLU(LEAK, inplace=True),
            nn.Linear(128, categories + continuous),
        )

    def forward(self, images: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        features = self.trunk(images)
        codes = self.q_head(features)
        return self.d_head(features).squeeze(1), codes[:, : self.categories], codes[:, self.categories :]


class CategoryNetwork(nn.Module):
    """A small Q for the categorical code alone: images (N, 1, 28, 28) -> category_logits (N, categories)."""

    def __init__(self, categories: int = CATEGORIES):
        super().__init__()
        self.layers = nn.Sequential(make_trunk(16, 32, 128), nn.Linear(128, categories))
        self.to(memory_format=torch.channels_last)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        return self.layers(images)


@torch.no_grad()
def predict(network: nn.Module, inputs: torch.Tensor, batch: int = 1000):
    """``network(inputs)`` in batches, in evaluation mode, without gradients; a tensor or a tuple of them, on CPU."""
    training = network.training
    network.eval()
    try:
        parts = [network(part) for part in inputs.split(batch)]
    finally:
        network.train(training)
    if isinstance(parts[0], torch.Tensor):
        return torch.cat(parts).cpu()
    return tuple(torch.cat(column).cpu() for column in zip(*parts, strict=True))
