"""The training steps that lessons define, on torch's device "meta": what works there works on a GPU.

Numbers cannot be read there, and no tensor of the CPU fits in: a host read or a forgotten ``device=`` stops the step.
"""

import ast

import pytest
import torch

from helpers.checking.probes.device import Elsewhere
from helpers.gan.networks import Discriminator, Generator, InfoDiscriminator
from staff.authoring.source import read_lesson
from tests.pages import ROOT

META = torch.device("meta")
IMAGES = torch.zeros(500, 28, 28, dtype=torch.uint8, device=META)
PROGRESS = torch.zeros((), device=META)
DEFINITIONS = (ast.Import, ast.ImportFrom, ast.FunctionDef)


def definitions(lesson: str) -> dict:
    """What the cells of a lesson that only import and define functions leave behind."""
    found = {"device": META, "images": IMAGES}
    for cell in read_lesson(ROOT / "solutions" / f"{lesson}.py").cells:
        if cell.kind == "code" and all(isinstance(node, DEFINITIONS) for node in ast.parse(cell.source).body):
            exec(cell.source, found)
    return found


def sgd(module, rate=0.1):
    """In place of Adam, whose fused form knows no "meta"."""
    return torch.optim.SGD(module.parameters(), rate)


def test_a_step_of_infogan_in_lesson_8():
    modules = {"G": Generator().to(META), "D": InfoDiscriminator().to(META)}
    optimizers = {name: sgd(module) for name, module in modules.items()}
    losses = definitions("08_infogan_mnist")["step_of"](modules, optimizers, weight=1.0)(Elsewhere(), PROGRESS)
    assert set(losses) == {"D loss", "G loss", "bound"} and all(loss.is_meta for loss in losses.values())


def test_a_step_of_q_alone_in_lesson_8():
    class Done(Exception):
        """The step was made."""

    def train(step, modules, optimizers, steps):
        assert step(Elsewhere(), PROGRESS)["loss"].is_meta
        raise Done

    lesson = definitions("08_infogan_mnist")
    lesson.update(adam=sgd, train=train)
    with pytest.raises(Done):
        lesson["train_reader"](0.3, 1.2, 4)


def test_the_steps_of_lesson_5_which_lesson_6_trains_with(monkeypatch):
    """They return their loss as a float, as the exercises ask; nothing else is read."""
    read = []
    monkeypatch.setattr(torch.Tensor, "item", lambda loss: read.append(loss) or 0.0)
    lesson = definitions("05_gan_losses")
    generator, discriminator = Generator(inputs=62).to(META), Discriminator().to(META)
    real, noise = torch.zeros(8, 1, 28, 28, device=META), torch.zeros(8, 62, device=META)
    lesson["discriminator_step"](generator, discriminator, sgd(discriminator), real, noise)
    lesson["generator_step"](generator, discriminator, sgd(generator), noise, lesson["non_saturating_loss"])
    assert len(read) == 2 and all(loss.is_meta and loss.shape == () for loss in read)
