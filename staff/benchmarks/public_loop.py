"""InfoGAN on MNIST as public PyTorch implementations write it: what our loop is compared with.

The paper's architecture and batch, in float32: fully connected layers as 1x1 and 7x7 convolutions, images through a
DataLoader that converts them one by one, BCELoss on sigmoids, gradients of everything in both steps.
"""

from collections.abc import Iterator

import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

from helpers.data import load_mnist

BATCH = 128


class Digits(Dataset):
    """Pictures one by one, through PIL, as torchvision's MNIST gives them."""

    def __init__(self):
        self.images, self.labels = load_mnist("train")
        self.transform = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.5,), (0.5,))])

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, index: int):
        return self.transform(Image.fromarray(self.images[index].numpy())), int(self.labels[index])


def make_generator() -> nn.Module:
    return nn.Sequential(
        nn.ConvTranspose2d(74, 1024, 1, bias=False), nn.BatchNorm2d(1024), nn.ReLU(),
        nn.ConvTranspose2d(1024, 128, 7, bias=False), nn.BatchNorm2d(128), nn.ReLU(),
        nn.ConvTranspose2d(128, 64, 4, stride=2, padding=1, bias=False), nn.BatchNorm2d(64), nn.ReLU(),
        nn.ConvTranspose2d(64, 1, 4, stride=2, padding=1), nn.Tanh(),
    )


def make_trunk() -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(1, 64, 4, stride=2, padding=1), nn.LeakyReLU(0.1),
        nn.Conv2d(64, 128, 4, stride=2, padding=1, bias=False), nn.BatchNorm2d(128), nn.LeakyReLU(0.1),
        nn.Conv2d(128, 1024, 7, bias=False), nn.BatchNorm2d(1024), nn.LeakyReLU(0.1),
    )


def public_steps(seed: int = 0) -> Iterator[None]:
    """Train for ever; every ``next`` is one update of D and one of G with Q."""
    torch.manual_seed(seed)
    generator, trunk = make_generator(), make_trunk()
    d_head = nn.Sequential(nn.Conv2d(1024, 1, 1), nn.Sigmoid())
    q_body = nn.Sequential(nn.Conv2d(1024, 128, 1, bias=False), nn.BatchNorm2d(128), nn.LeakyReLU(0.1))
    q_category, q_mean = nn.Conv2d(128, 10, 1), nn.Conv2d(128, 2, 1)
    d_optimizer = torch.optim.Adam([*trunk.parameters(), *d_head.parameters()], lr=2e-4, betas=(0.5, 0.999))
    g_optimizer = torch.optim.Adam(
        [*generator.parameters(), *q_body.parameters(), *q_category.parameters(), *q_mean.parameters()],
        lr=1e-3, betas=(0.5, 0.999),
    )
    adversarial, classification = nn.BCELoss(), nn.CrossEntropyLoss()
    loader = DataLoader(Digits(), batch_size=BATCH, shuffle=True, drop_last=True)
    while True:
        for real, _ in loader:
            category = torch.randint(10, (BATCH,))
            continuous = torch.rand(BATCH, 2) * 2 - 1
            codes = torch.cat([torch.randn(BATCH, 62), F.one_hot(category, 10).float(), continuous], 1)
            fake = generator(codes[:, :, None, None])

            d_optimizer.zero_grad()
            adversarial(d_head(trunk(real)).flatten(), torch.ones(BATCH)).backward()
            adversarial(d_head(trunk(fake.detach())).flatten(), torch.zeros(BATCH)).backward()
            d_optimizer.step()

            g_optimizer.zero_grad()
            features = trunk(fake)
            hidden = q_body(features)
            loss = (
                adversarial(d_head(features).flatten(), torch.ones(BATCH))
                + classification(q_category(hidden).flatten(1), category)
                + (q_mean(hidden).flatten(1) - continuous).square().sum(1).mean() / 2
            )
            loss.backward()
            g_optimizer.step()
            yield
