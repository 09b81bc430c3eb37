"""A frozen classifier of digits that judges generated ones, as Inception does for photographs.

Its weights come with the package. ``python -m helpers.measures.digit_classifier`` trains them again, in a few minutes
on a CPU, and prints the accuracy on the test set; only MNIST's training set is used.
"""

import sys
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from helpers.data import load_mnist
from helpers.gan.networks import FromMap, predict
from helpers.training.loop import adam, linear_decay, seeded, train

WEIGHTS = Path(__file__).parents[1] / "weights" / "digit_classifier.pt"
FEATURES, TOTAL_VARIANCE = 64, 100.0


class DigitClassifier(nn.Module):
    """Images (N, 1, 28, 28) in [-1, 1] -> (features (N, 64), logits (N, 10))."""

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 32, 5, stride=2, padding=2), nn.ReLU(inplace=True),     # 32 x 14 x 14
            nn.Conv2d(32, 64, 5, stride=2, padding=2), nn.ReLU(inplace=True),    # 64 x 7 x 7
            FromMap(), nn.Dropout(0.4), nn.Linear(49 * 64, FEATURES), nn.ReLU(inplace=True),
        )
        self.head = nn.Linear(FEATURES, 10)
        self.to(memory_format=torch.channels_last)

    def forward(self, images: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        features = self.features(images)
        return features, self.head(features)


def load_digit_classifier(path: Path = WEIGHTS) -> DigitClassifier:
    """The classifier that comes with the package, in evaluation mode, its weights fixed."""
    classifier = DigitClassifier()
    weights = torch.load(path, map_location="cpu", weights_only=True)
    classifier.load_state_dict({name: value.float() for name, value in weights.items()})
    return classifier.eval().requires_grad_(False)


def classify(classifier: DigitClassifier, images: torch.Tensor) -> tuple[np.ndarray, np.ndarray]:
    """(features (N, 64), probabilities (N, 10)) of images (N, 1, 28, 28) in [-1, 1], as numpy arrays."""
    features, logits = predict(classifier, images.to(next(classifier.parameters()).device))
    return features.numpy(), logits.softmax(dim=1).numpy()


def train_digit_classifier(steps: int = 2400, batch: int = 256, seed: int = 0, **settings) -> DigitClassifier:
    """Cross-entropy on MNIST's training set, moved by up to two pixels; ten epochs by default."""
    images, labels = load_mnist("train")
    with seeded(seed):
        classifier = DigitClassifier()
    optimizer = adam(classifier, 2e-3, beta1=0.9)

    def step(random: torch.Generator, progress: torch.Tensor) -> dict[str, torch.Tensor]:
        index = torch.randint(len(images), (batch,), generator=random)
        down, right = (torch.randint(-2, 3, (2,), generator=random)).tolist()
        moved = images[index].roll((down, right), dims=(1, 2)).unsqueeze(1).float().div_(127.5).sub_(1)
        loss = F.cross_entropy(classifier(moved)[1], labels[index])
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        return {"loss": loss}

    train(step, {"classifier": classifier}, {"classifier": optimizer}, steps=steps, seed=seed,
          schedule=linear_decay(0.2), **settings)
    return scale_features(classifier.eval().requires_grad_(False))


def scale_features(classifier: DigitClassifier) -> DigitClassifier:
    """The same classifier, its features in units in which those of real digits have a total variance of 100.

    Features of a network have no unit of their own, and a Fréchet distance has the square of theirs. ReLU passes a
    positive factor on, so the layer before it may be scaled and the layer after it scaled back.
    """
    images, _ = load_mnist("train", scaled=True)
    factor = float((TOTAL_VARIANCE / predict(classifier, images)[0].var(dim=0).sum()).sqrt())
    last = classifier.features[-2]
    last.weight.mul_(factor), last.bias.mul_(factor), classifier.head.weight.div_(factor)
    return classifier


def accuracy(classifier: DigitClassifier) -> float:
    """Share of MNIST's 10,000 test digits that are classified right."""
    images, labels = load_mnist("test", scaled=True)
    return float((predict(classifier, images)[1].argmax(dim=1) == labels).float().mean())


def main() -> int:
    classifier = train_digit_classifier()
    torch.save({name: value.half() for name, value in classifier.state_dict().items()}, WEIGHTS)
    print(f"{WEIGHTS}: {WEIGHTS.stat().st_size / 1e6:.2f} MB, test accuracy {accuracy(load_digit_classifier()):.4f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
