"""A frozen classifier of digits that judges generated ones, as Inception does for photographs.

Its weights come with the package; staff/weights.py made them from MNIST's training set.
"""

from pathlib import Path

import numpy as np
import torch
from torch import nn

from helpers.gan.networks import FromMap, predict

WEIGHTS = Path(__file__).parents[1] / "weights" / "digit_classifier.pt"
FEATURES = 64


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
