"""Make the weights that come with the package.

``python -m staff.weights`` trains the digit classifier again, in a few minutes on a CPU, and prints its accuracy on the
test set; only MNIST's training set is used. The InfoGANs are kept by ``python -m staff.benchmarks --only recipe``.
"""

import sys
from pathlib import Path

import torch
import torch.nn.functional as F

from helpers.data import load_mnist
from helpers.gan.networks import predict
from helpers.gan.recipes import Recipe
from helpers.measures.digit_classifier import WEIGHTS, DigitClassifier, load_digit_classifier
from helpers.training.loop import adam, linear_decay, seeded, train

TOTAL_VARIANCE = 100.0


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


def digit_accuracy(classifier: DigitClassifier) -> float:
    """Share of MNIST's 10,000 test digits that are classified right."""
    images, labels = load_mnist("test", scaled=True)
    return float((predict(classifier, images)[1].argmax(dim=1) == labels).float().mean())


def save_infogan(recipe: Recipe, path: Path) -> None:
    """Keep the networks of a finished ``beyond_the_paper`` in a file: the average of G, D, and Q, in half precision."""
    modules = {"generator": "average of G", "discriminator": "D", "reader": "Q"}
    weights = {
        name: {key: value.half() if value.is_floating_point() else value
               for key, value in recipe.modules[module].state_dict().items()}
        for name, module in modules.items()
    }
    path.parent.mkdir(exist_ok=True)
    torch.save(weights, path)


def main() -> int:
    classifier = train_digit_classifier()
    torch.save({name: value.half() for name, value in classifier.state_dict().items()}, WEIGHTS)
    accuracy = digit_accuracy(load_digit_classifier())
    print(f"{WEIGHTS}: {WEIGHTS.stat().st_size / 1e6:.2f} MB, test accuracy {accuracy:.4f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
