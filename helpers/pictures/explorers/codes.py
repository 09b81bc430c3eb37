"""Play with a trained InfoGAN: move its codes and see the digit, or pick a real digit and see what Q reads in it.

In a lesson, each as the last line of a cell tagged ``nbval-ignore-output``::

    ExploreCodes()       # sliders for c1, c2 and c3, the picture they make, and Q's reading of that picture
    ExploreDigits()      # MNIST's test digits, and Q's reading of them

and, for readers who have no kernel, ``fig, alt = draw_strip()`` with ``show(fig, alt=alt)``. The network comes with the
package (helpers.gan.trained): nothing is trained, and a CPU answers at once.
"""

import io
import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import torch
from PIL import Image

from helpers.data import load_mnist
from helpers.gan.trained import SEEDS, load_trained_infogan
from helpers.measures.clusters import confusion_table
from helpers.pictures.explorers.drawing import bars
from helpers.pictures.explorers.engine import Control, Explorer
from helpers.pictures.figures import Picture, image_grid

REACH = 2.0  # c2 and c3 are trained on [-1, 1]; the paper's figure 2 goes twice as far
NOISE_SEED = 3
SIDE = 224  # of the picture on the screen, in pixels
ENTROPY = math.log(10)  # of c1, in nats


@dataclass(frozen=True)
class Reading:
    """What Q says about one picture: ln Q(c1 | x) for the ten values of c1, and the means of c2 and c3."""

    log_probabilities: np.ndarray
    continuous: np.ndarray

    def bound(self, category: int) -> float:
        """ln 10 + ln Q(c1 = category | x), nats: what this one picture adds to the bound, at most ln 10."""
        return ENTROPY + float(self.log_probabilities[category])


class Subject:
    """A trained InfoGAN, MNIST's test digits, and the digit that each category was matched to."""

    def __init__(self, seed: int):
        self.infogan = load_trained_infogan(seed)
        self.images, labels = load_mnist("test", scaled=True)
        self.labels = labels.numpy()
        found = self.infogan.category_logits(self.images).argmax(dim=1).numpy()
        self.digits = confusion_table(found, self.labels, 10).argmax(axis=1)  # each category's commonest digit
        self.categories = np.argsort(self.digits)  # category of each digit
        self.misread = np.flatnonzero(self.digits[found] != self.labels)

    def picture(self, noise: torch.Tensor, category: int, c2: float, c3: float) -> torch.Tensor:
        """The generator's picture (28, 28) in [-1, 1]. ValueError for a category that is none, or a code beyond 2."""
        if category not in range(10):
            raise ValueError(f"c1 has the values 0 to 9, not {category!r}")
        if not all(abs(code) <= REACH for code in (c2, c3)):  # written so that NaN fails too
            raise ValueError(f"c2 and c3 go from {-REACH:g} to {REACH:g} here, not {c2!r} and {c3!r}")
        codes = torch.tensor([int(category)]), torch.tensor([[c2, c3]], dtype=torch.float32)
        return self.infogan.pictures(noise.view(1, -1), *codes)[0, 0]

    def read(self, picture: torch.Tensor) -> Reading:
        """Q's reading of a picture (28, 28) in [-1, 1]. ValueError where it is none."""
        if picture.shape != (28, 28) or not bool((picture.abs() <= 1.001).all()):
            raise ValueError(f"Q reads a picture of shape (28, 28) in [-1, 1], not this of {tuple(picture.shape)}")
        batch = picture.view(1, 1, 28, 28)
        logits = self.infogan.category_logits(batch)[0].double()
        return Reading(logits.log_softmax(dim=0).numpy(), self.infogan.continuous_mean(batch)[0].numpy())

    def test_digits(self, label: int) -> np.ndarray:
        """Indices of this digit in the test set. ValueError for a digit that is none."""
        if label not in range(10):
            raise ValueError(f"the digits are 0 to 9, not {label!r}")
        return np.flatnonzero(self.labels == label)


@lru_cache(maxsize=2)
def load_subject(seed: int = SEEDS[0]) -> Subject:
    """The :class:`Subject` trained with ``seed``, 102 or 103; a second call returns the same one at once."""
    return Subject(seed)


class ExploreCodes(Explorer):
    """Move c1, c2 and c3, or draw new noise, and see the generated digit."""

    def __init__(self, seed: int = SEEDS[0]):
        self.subject = subject = load_subject(seed)
        self.random = torch.Generator().manual_seed(NOISE_SEED)
        self.noise = torch.randn(62, generator=self.random)
        controls = {"c1": Control("c1", int(subject.categories[3]), 0, 9)}
        controls |= {name: Control(name, 0.0, -REACH, REACH) for name in ("c2", "c3")}
        super().__init__(self.show, controls, {"New noise": self.press})

    def show(self, c1: int, c2: float, c3: float) -> tuple[Picture, str]:
        picture = self.subject.picture(self.noise, c1, c2, c3)
        image = _image(picture, f"Generated digit with c1 = {c1}, which was matched to the digit "
                                f"{self.subject.digits[c1]}, c2 = {c2:.1f}, c3 = {c3:.1f}.")
        return image, _report(self.subject, self.subject.read(picture), c1, "set here",
                              f"Set here: c2 = {c2:.1f}, c3 = {c3:.1f}. ")

    def press(self, **_) -> dict:
        """Draw the other 62 numbers anew."""
        self.noise = torch.randn(62, generator=self.random)
        return {}


class ExploreDigits(Explorer):
    """Pick one of MNIST's test digits, which have no codes, and see which codes Q would give it."""

    def __init__(self, seed: int = SEEDS[0]):
        self.subject = load_subject(seed)
        controls = {"digit": Control("digit", 2, 0, 9),
                    "picture": Control("picture", 1, 1, len(self.subject.test_digits(2)))}
        super().__init__(self.show, controls, {"Next misread": self.press})

    @property
    def index(self) -> int:
        """Where the picture stands in the test set."""
        return int(self.subject.test_digits(self.values()["digit"])[self.values()["picture"] - 1])

    def show(self, digit: int, **_) -> tuple[Picture, str]:
        self.controls["picture"].slider.max = len(self.subject.test_digits(digit))  # may move the slider
        picture, category = self.subject.images[self.index, 0], int(self.subject.categories[digit])
        image = _image(picture, f"Picture {self.index} of the test set, labelled {digit}.")
        return image, _report(self.subject, self.subject.read(picture), category, "its label")

    def press(self, **_) -> dict[str, int]:
        """Go to the next digit that Q takes for another."""
        index = int(next((index for index in self.subject.misread if index > self.index), self.subject.misread[0]))
        label = int(self.subject.labels[index])
        return {"digit": label, "picture": int(np.searchsorted(self.subject.test_digits(label), index)) + 1}


def draw_strip() -> tuple[Any, str]:
    """(figure, alternative text): what the sliders of :class:`ExploreCodes` do, one row for each, standing still."""
    subject = load_subject()
    three = int(subject.categories[3])
    noise = torch.randn(62, generator=torch.Generator().manual_seed(NOISE_SEED))
    values = np.linspace(-REACH, REACH, 10)
    codes = ([(c1, 0.0, 0.0) for c1 in range(10)] + [(three, c2, 0.0) for c2 in values]
             + [(three, 0.0, c3) for c3 in values])
    rows = ["c1 from 0 to 9", *(f"{name} from {-REACH:g} to {REACH:g}" for name in ("c2", "c3"))]
    fig, _ = image_grid(torch.stack([subject.picture(noise, *each) for each in codes]), 3, 10, row_labels=rows)
    return fig, (f"Three rows of ten generated digits. Along c1 from 0 to 9: {', '.join(map(str, subject.digits))}. "
                 "Along c2 a 3 leans left at first and right in the end. Along c3 its strokes get thinner.")


def _image(picture: torch.Tensor, alt: str) -> Picture:
    pixels = ((picture + 1) * 127.5).round().clamp(0, 255).byte().numpy()
    target = io.BytesIO()
    Image.fromarray(pixels).resize((SIDE, SIDE), Image.Resampling.NEAREST).save(target, format="png")
    return Picture(target.getvalue(), alt)


def _report(subject: Subject, reading: Reading, category: int, reason: str, told: str = "") -> str:
    """Q's reading as a table with bars, one row for each digit, then c2 and c3, then the bound at this picture."""
    rows = [(f"c1 = {k}, digit {digit}", f"{math.exp(reading.log_probabilities[k]):.3f}",
             math.exp(reading.log_probabilities[k]), reason if k == category else "")
            for digit, k in enumerate(subject.categories)]
    c2, c3 = reading.continuous
    return (
        f"{bars('Q gives each category this probability:', rows)}"
        f"<p>{told}Q reads c2 = {c2:.2f}, c3 = {c3:.2f}.</p>"
        f"<p>Bound here: ln 10 + ln Q(c1 = {category} | x) = {reading.bound(category):.4f} of {ENTROPY:.4f} nats.</p>"
    )
