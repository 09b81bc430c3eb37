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

import ipywidgets as widgets
import numpy as np
import torch
from PIL import Image

from helpers.data import load_mnist
from helpers.gan.trained import SEEDS, load_trained_infogan
from helpers.measures.clusters import confusion_table
from helpers.pictures.figures import COLORS, Picture, image_grid

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


class Explorer(widgets.HBox):
    """Controls, and beside them a picture and Q's reading of it. Subclasses say what the controls show."""

    def __init__(self, subject: Subject, controls: list["Control"], button: widgets.Button):
        self.subject = subject
        self.picture, self.reading = widgets.HTML(), widgets.HTML(layout=widgets.Layout(max_width="38em"))
        left = widgets.VBox([*controls, button, self.picture], layout=widgets.Layout(margin="0 2em 0 0"))
        super().__init__([left, self.reading], layout=widgets.Layout(flex_flow="row wrap"))
        for control in controls:
            control.slider.observe(self.update, names="value")
        button.on_click(self.press)
        self.update()

    def update(self, _=None) -> None:
        """Show what the controls now say."""
        raise NotImplementedError

    def press(self, _=None) -> None:
        """What the button does."""
        raise NotImplementedError


class Control(widgets.HBox):
    """A slider for the mouse and a number field for the keyboard, which screen readers announce by its label."""

    def __init__(self, name: str, value: float, low: float, high: float):
        whole = isinstance(value, int)
        bounds = {"value": value, "min": low, "max": high, "step": 1 if whole else 0.1}
        slider, field = (widgets.IntSlider, widgets.BoundedIntText) if whole \
            else (widgets.FloatSlider, widgets.BoundedFloatText)
        self.slider = slider(**bounds, readout=False, layout=widgets.Layout(width="12em"))
        self.field = field(**bounds, description=name, layout=widgets.Layout(width="12em"))
        widgets.link((self.slider, "max"), (self.field, "max"))
        # Steps of 0.1 add up to 1.2000000000000002, which is not for reading.
        widgets.link((self.slider, "value"), (self.field, "value"), transform=(lambda value: round(value, 2),) * 2)
        super().__init__([self.field, self.slider])

    @property
    def value(self) -> float:
        return self.slider.value

    @value.setter
    def value(self, value: float) -> None:
        self.slider.value = value


class ExploreCodes(Explorer):
    """Move c1, c2 and c3, or draw new noise, and see the generated digit."""

    def __init__(self, seed: int = SEEDS[0]):
        subject = load_subject(seed)
        self.random = torch.Generator().manual_seed(NOISE_SEED)
        self.noise = torch.randn(62, generator=self.random)
        self.c1 = Control("c1", int(subject.categories[3]), 0, 9)
        self.c2, self.c3 = (Control(name, 0.0, -REACH, REACH) for name in ("c2", "c3"))
        button = widgets.Button(description="New noise", tooltip="Draw the other 62 numbers anew")
        super().__init__(subject, [self.c1, self.c2, self.c3], button)

    def update(self, _=None) -> None:
        category, c2, c3 = self.c1.value, self.c2.value, self.c3.value
        picture = self.subject.picture(self.noise, category, c2, c3)
        self.picture.value = _image(picture, f"Generated digit with c1 = {category}, which was matched to the digit "
                                             f"{self.subject.digits[category]}, c2 = {c2:.1f}, c3 = {c3:.1f}.")
        self.reading.value = _report(self.subject, self.subject.read(picture), category, "set here",
                                     f"Set here: c2 = {c2:.1f}, c3 = {c3:.1f}. ")

    def press(self, _=None) -> None:
        self.noise = torch.randn(62, generator=self.random)
        self.update()


class ExploreDigits(Explorer):
    """Pick one of MNIST's test digits, which have no codes, and see which codes Q would give it."""

    def __init__(self, seed: int = SEEDS[0]):
        subject = load_subject(seed)
        self.label = Control("digit", 2, 0, 9)
        self.number = Control("picture", 1, 1, len(subject.test_digits(2)))
        button = widgets.Button(description="Next misread", tooltip="Go to the next digit that Q takes for another")
        super().__init__(subject, [self.label, self.number], button)

    @property
    def index(self) -> int:
        """Where the picture stands in the test set."""
        return int(self.subject.test_digits(self.label.value)[self.number.value - 1])

    def update(self, _=None) -> None:
        label = self.label.value
        self.number.slider.max = len(self.subject.test_digits(label))
        picture, category = self.subject.images[self.index, 0], int(self.subject.categories[label])
        self.picture.value = _image(picture, f"Picture {self.index} of the test set, labelled {label}.")
        self.reading.value = _report(self.subject, self.subject.read(picture), category, "its label")

    def press(self, _=None) -> None:
        index = int(next((index for index in self.subject.misread if index > self.index), self.subject.misread[0]))
        self.number.value = 1  # every digit has a first picture
        self.label.value = int(self.subject.labels[index])
        self.number.value = int(np.searchsorted(self.subject.test_digits(self.label.value), index)) + 1


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


def _image(picture: torch.Tensor, alt: str) -> str:
    pixels = ((picture + 1) * 127.5).round().clamp(0, 255).byte().numpy()
    target = io.BytesIO()
    Image.fromarray(pixels).resize((SIDE, SIDE), Image.Resampling.NEAREST).save(target, format="png")
    return Picture(target.getvalue(), alt)._repr_html_()


def _report(subject: Subject, reading: Reading, category: int, reason: str, told: str = "") -> str:
    """Q's reading as a table with bars, one row for each digit, then c2 and c3, then the bound at this picture."""
    rows = []
    for digit, k in enumerate(subject.categories):
        share = math.exp(reading.log_probabilities[k])
        bar = f'<div style="width: {8 * share:.2f}em; height: 0.8em; background: {COLORS["blue"]}"></div>'
        rows.append(f'<tr><th scope="row" style="padding-right: 1em">c1 = {k}, digit {digit}</th>'
                    f'<td style="padding-right: 1em">{share:.3f}</td><td style="width: 8em">{bar}</td>'
                    f'<td style="padding-left: 1em">{reason if k == category else ""}</td></tr>')
    c2, c3 = reading.continuous
    return (
        '<table style="line-height: 1.5"><caption style="text-align: left">Q gives each category this probability:'
        f'</caption>{"".join(rows)}</table>'
        f"<p>{told}Q reads c2 = {c2:.2f}, c3 = {c3:.2f}.</p>"
        f"<p>Bound here: ln 10 + ln Q(c1 = {category} | x) = {reading.bound(category):.4f} of {ENTROPY:.4f} nats.</p>"
    )
