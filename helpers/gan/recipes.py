"""Whole trainings, wired for the loop: a plain GAN, the paper's InfoGAN, and one that goes beyond the paper.

In a lesson::

    images, _ = load_mnist("train")                            # uint8, one tensor
    recipe = infogan(images.to(device), "small", seed=0)       # or plain_gan(...), beyond_the_paper(...)
    history = recipe.train(steps=2000, checkpoint="runs/infogan.pt")
    categories = recipe.category_logits(test_images).argmax(1) # Q's category of images (N, 1, 28, 28) in [-1, 1]
    pictures = predict(recipe.pictures, generator_input(noise, category, continuous))

A recipe sees images only, never labels. ``recipe.modules``, ``.optimizers`` and ``.step`` are what ``train`` takes.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F
from torch import nn

from helpers.gan import losses
from helpers.gan.networks import (
    CATEGORIES,
    CONTINUOUS,
    NOISE_DIM,
    CategoryNetwork,
    Discriminator,
    Generator,
    InfoDiscriminator,
    predict,
)
from helpers.gan.real_images import ReaderWeights, RealImagesLoss
from helpers.training.loop import adam, averaged, draw, frozen, linear_decay, seeded, train, update_average

BATCH = 128
RATES = {"paper": {"D": 2e-4, "G": 1e-3}, "small": {"D": 1e-3, "G": 2e-3}}  # of learning; the authors', and ours
INSTANCE_NOISE = 0.4  # standard deviation on D's inputs at the start of training; it falls to 0 on a line


@dataclass
class Recipe:
    """Networks, optimisers and the step that trains them.

    ``pictures``: the generator to draw from, None where there is none. ``category_logits(images)``: Q's reading of c1,
    (N, 10), on the CPU.
    """

    modules: dict[str, nn.Module]
    optimizers: dict[str, torch.optim.Optimizer]
    step: Callable[[torch.Generator, torch.Tensor], dict[str, torch.Tensor]]
    pictures: nn.Module | None
    seed: int
    config: dict
    category_logits: Callable[[torch.Tensor], torch.Tensor] | None = None
    schedule: Callable[[float], float] | None = None

    def train(self, steps: int, **settings) -> dict:
        """``helpers.training.loop.train`` of this recipe; ``settings`` are its other keyword arguments."""
        return train(self.step, self.modules, self.optimizers, steps=steps, seed=self.seed, schedule=self.schedule,
                     config=self.config, **settings)


def sample_codes(
    count: int, random: torch.Generator, categories: int = CATEGORIES, continuous: int = CONTINUOUS
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """(noise (count, 62) standard normal, category (count,) int64, codes (count, continuous) uniform in [-1, 1])."""
    noise = torch.randn(count, NOISE_DIM, generator=random, device=random.device)
    category = torch.randint(categories, (count,), generator=random, device=random.device)
    codes = torch.rand(count, continuous, generator=random, device=random.device) * 2 - 1
    return noise, category, codes


def generator_input(
    noise: torch.Tensor, category: torch.Tensor, continuous: torch.Tensor, categories: int = CATEGORIES
) -> torch.Tensor:
    """(N, 74) for ten categories and two codes: noise, one-hot category, continuous codes, in this order."""
    return torch.cat([noise, F.one_hot(category, categories).to(noise.dtype), continuous], dim=1)


def add_noise(images: torch.Tensor, random: torch.Generator, progress: torch.Tensor) -> torch.Tensor:
    """images + normal noise whose standard deviation falls from 0.4 to 0. Sønderby et al. 2017, "instance noise"."""
    noise = torch.empty_like(images).normal_(generator=random)
    return images + INSTANCE_NOISE * (1 - progress) * noise


def adams(size: str, generator: nn.Module, discriminator: nn.Module) -> dict[str, torch.optim.Adam]:
    """An optimiser for each of the two, at the learning rates of this size; "tiny" learns as "small" does."""
    rates = RATES["small" if size == "tiny" else size]
    return {"D": adam(discriminator, rates["D"]), "G": adam(generator, rates["G"])}


def update(optimizer: torch.optim.Optimizer, loss: torch.Tensor) -> None:
    """One step of ``optimizer`` on ``loss``."""
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()


def plain_gan(
    images: torch.Tensor,
    size: str = "small",
    seed: int = 0,
    generator_loss: Callable[[torch.Tensor], torch.Tensor] = losses.non_saturating_loss,
) -> Recipe:
    """A GAN without codes; ``generator_loss`` maps logits of generated images to a scalar."""
    with seeded(seed):
        generator = Generator(size, inputs=NOISE_DIM).to(images.device)
        discriminator = Discriminator(size).to(images.device)
    optimizers = adams(size, generator, discriminator)

    def step(random: torch.Generator, progress: torch.Tensor) -> dict[str, torch.Tensor]:
        fake = generator(torch.randn(BATCH, NOISE_DIM, generator=random, device=random.device))
        real_logits = discriminator(add_noise(draw(images, BATCH, random), random, progress))
        fake_logits = discriminator(add_noise(fake.detach(), random, progress))
        d_loss = losses.discriminator_loss(real_logits, fake_logits)
        update(optimizers["D"], d_loss)
        with frozen(discriminator):
            g_loss = generator_loss(discriminator(add_noise(fake, random, progress)))
            update(optimizers["G"], g_loss)
        return {"D loss": d_loss, "G loss": g_loss}

    config = {"recipe": "plain GAN", "size": size, "generator loss": generator_loss.__name__}
    return Recipe({"G": generator, "D": discriminator}, optimizers, step, generator, seed, config)


def infogan(
    images: torch.Tensor, size: str = "small", seed: int = 0, categories: int = CATEGORIES,
    continuous: int = CONTINUOUS, weight: float = 1.0, law: str = "width 1",
) -> Recipe:
    """The paper's InfoGAN with fading noise on the inputs of D and Q. Chen et al. 2016, equation 6.

    One code has ``categories`` values, and ``continuous`` more are uniform on [-1, 1]; on MNIST they are 10 and 2. Both
    steps contain the information loss: D's trains the shared trunk and Q, G's trains the generator. ``weight`` is
    lambda in G's loss; Q always learns to read. ``law``, a key of losses.CONTINUOUS_LAWS, is what Q tells of a
    continuous code.
    """
    law_of = losses.CONTINUOUS_LAWS[law]
    with seeded(seed):
        generator = Generator(size, NOISE_DIM + categories + continuous).to(images.device)
        discriminator = InfoDiscriminator(size, categories, law_of.outputs * continuous).to(images.device)
    optimizers = adams(size, generator, discriminator)

    def step(random: torch.Generator, progress: torch.Tensor) -> dict[str, torch.Tensor]:
        noise, category, codes = sample_codes(BATCH, random, categories, continuous)
        fake = generator(generator_input(noise, category, codes, categories))
        real_logits, _, _ = discriminator(add_noise(draw(images, BATCH, random), random, progress))
        fake_logits, category_logits, told = discriminator(add_noise(fake.detach(), random, progress))
        d_loss = losses.discriminator_loss(real_logits, fake_logits)
        information = F.cross_entropy(category_logits, category) + law_of.loss(told, codes)
        update(optimizers["D"], d_loss + information)
        with frozen(discriminator):
            fake_logits, category_logits, told = discriminator(add_noise(fake, random, progress))
            g_loss = losses.non_saturating_loss(fake_logits)
            continuous_loss = law_of.loss(told, codes)
            information = F.cross_entropy(category_logits, category) + continuous_loss
            update(optimizers["G"], g_loss + weight * information)
        bound = losses.information_bound(category_logits, category)
        return {"D loss": d_loss, "G loss": g_loss, "information loss": information, "bound": bound,
                "continuous loss": continuous_loss}

    def category_logits_of(pictures: torch.Tensor) -> torch.Tensor:
        return predict(discriminator, pictures)[1]

    config = {"recipe": "InfoGAN", "size": size, "categories": categories, "continuous codes": continuous,
              "weight": weight, "law": law}
    return Recipe({"G": generator, "D": discriminator}, optimizers, step, generator, seed, config, category_logits_of)


def reader_alone(images: torch.Tensor, seed: int = 0, weights: ReaderWeights | None = None) -> Recipe:
    """Q of ``beyond_the_paper`` on real images alone, without a generator: what c1 owes to them."""
    weights = weights or ReaderWeights()
    real_images = RealImagesLoss(weights, images).to(images.device)
    with seeded(seed):
        reader = CategoryNetwork().to(images.device)
    optimizers = {"Q": adam(reader, 1e-3)}

    def step(random: torch.Generator, progress: torch.Tensor) -> dict[str, torch.Tensor]:
        q_loss = real_images.of(reader, *real_images.draw(2 * BATCH, random), progress)
        update(optimizers["Q"], q_loss)
        return {"Q loss": q_loss}

    def category_logits_of(pictures: torch.Tensor) -> torch.Tensor:
        return predict(reader, pictures)

    config = {"recipe": "Q alone", **asdict(weights)}
    modules = {"Q": reader, "Q's loss": real_images}
    return Recipe(modules, optimizers, step, None, seed, config, category_logits_of, linear_decay())


def beyond_the_paper(
    images: torch.Tensor, size: str = "small", seed: int = 0, weights: ReaderWeights | None = None
) -> Recipe:
    """InfoGAN whose c1 has a Q of its own that also looks at real images, without labels.

    Q's loss is that of helpers.gan.real_images. The generator's loss is the paper's. Pictures come from the running
    average of the generator's weights.
    """
    weights = weights or ReaderWeights()
    real_images = RealImagesLoss(weights, images).to(images.device)
    with seeded(seed):
        generator = Generator(size).to(images.device)
        discriminator = InfoDiscriminator(size, categories=0).to(images.device)
        reader = CategoryNetwork().to(images.device)
    average = averaged(generator)
    optimizers = {**adams(size, generator, discriminator), "Q": adam(reader, 1e-3)}

    def step(random: torch.Generator, progress: torch.Tensor) -> dict[str, torch.Tensor]:
        real, moved = real_images.draw(2 * BATCH, random)
        noise, category, continuous = sample_codes(BATCH, random)
        fake = generator(generator_input(noise, category, continuous))
        real_logits, _, _ = discriminator(add_noise(real[:BATCH], random, progress))
        fake_logits, _, mean = discriminator(add_noise(fake.detach(), random, progress))
        d_loss = losses.discriminator_loss(real_logits, fake_logits)
        update(optimizers["D"], d_loss + losses.continuous_loss(mean, continuous))
        q_loss = real_images.of(reader, real, moved, progress)
        q_loss = q_loss + weights.generated * F.cross_entropy(reader(fake.detach()), category)
        update(optimizers["Q"], q_loss)
        with frozen(discriminator, reader):
            fake_logits, _, mean = discriminator(add_noise(fake, random, progress))
            category_logits = reader(fake)
            g_loss = losses.non_saturating_loss(fake_logits)
            information = losses.information_loss(category_logits, mean, category, continuous)
            update(optimizers["G"], g_loss + information)
        update_average(average, generator)
        bound = losses.information_bound(category_logits, category)
        return {"D loss": d_loss, "G loss": g_loss, "Q loss": q_loss, "bound": bound}

    def category_logits_of(pictures: torch.Tensor) -> torch.Tensor:
        return predict(reader, pictures)

    modules = {"G": generator, "D": discriminator, "Q": reader, "Q's loss": real_images, "average of G": average}
    config = {"recipe": "beyond the paper", "size": size, **asdict(weights)}
    return Recipe(modules, optimizers, step, average, seed, config, category_logits_of, linear_decay())
