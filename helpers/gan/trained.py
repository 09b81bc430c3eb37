"""Two InfoGANs that are already trained, so that nobody has to train to look.

In a lesson::

    infogan = load_trained_infogan()
    noise, category, continuous = sample_codes(1000, torch.Generator().manual_seed(0))      # helpers.gan.recipes
    images = infogan.pictures(noise, category, continuous)     # (1000, 1, 28, 28) in [-1, 1]
    infogan.category_logits(images), infogan.continuous_mean(images)                        # what Q reads off them

They come from ``recipes.beyond_the_paper`` with 2000 steps, in bfloat16 on a processor with AMX, two of ten runs that
read digits equally well (98.8 and 98.7 %). These two were chosen for lesson 10, by what their codes tell about slant:
with seed 102 c2 tells it nearly alone, with seed 103 c2 and c3 tell it equally. ``python -m staff.benchmarks --only
recipe`` makes networks of ten seeds, in staff/benchmarks/runs. Another processor rounds differently, and what a code
means may then come out differently. Labels are used to judge, never for training.
"""

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn

from helpers.gan.networks import CategoryNetwork, Generator, InfoDiscriminator, predict
from helpers.gan.recipes import generator_input

WEIGHTS = Path(__file__).parents[1] / "weights"
SEEDS = (102, 103)


@dataclass(frozen=True)
class TrainedInfoGAN:
    """G, the discriminator whose head reads c2 and c3, and the network that reads c1, all fixed."""

    generator: Generator
    discriminator: InfoDiscriminator
    reader: CategoryNetwork

    def pictures(self, noise: torch.Tensor, category: torch.Tensor, continuous: torch.Tensor) -> torch.Tensor:
        """Images (N, 1, 28, 28) in [-1, 1] made from noise (N, 62), category (N,) int64 and c2, c3 (N, 2)."""
        return predict(self.generator, generator_input(noise, category, continuous))

    def category_logits(self, images: torch.Tensor) -> torch.Tensor:
        """Q's reading of c1, (N, 10)."""
        return predict(self.reader, images)

    def continuous_mean(self, images: torch.Tensor) -> torch.Tensor:
        """Q's reading of c2 and c3, (N, 2)."""
        return predict(self.discriminator, images)[2]

    def parts(self) -> dict[str, nn.Module]:
        """The networks by name."""
        return {"generator": self.generator, "discriminator": self.discriminator, "reader": self.reader}


def weights_file(seed: int) -> Path:
    """Where the run with this seed is kept."""
    return WEIGHTS / f"infogan_seed{seed}.pt"


def load_trained_infogan(seed: int = SEEDS[0]) -> TrainedInfoGAN:
    """The InfoGAN trained with ``seed``, 102 or 103, in evaluation mode, its weights fixed, on the CPU."""
    if seed not in SEEDS:
        raise ValueError(f"there are trained InfoGANs with the seeds {SEEDS}, not with {seed!r}")
    infogan = TrainedInfoGAN(Generator("small"), InfoDiscriminator("small", categories=0), CategoryNetwork())
    weights = torch.load(weights_file(seed), map_location="cpu", weights_only=True)
    for name, network in infogan.parts().items():
        network.load_state_dict(weights[name])  # copying into the networks turns half into single precision
        network.eval().requires_grad_(False)
    return infogan
