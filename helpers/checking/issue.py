"""The text of a report on a check that seems wrong."""

import platform
import textwrap
from importlib import metadata

import helpers
from helpers.checking.display import last_message
from helpers.checking.exercise import find_exercise
from helpers.pictures.course import repository

PACKAGES = ("numpy", "scipy", "matplotlib", "torch", "torchvision", "ipywidgets", "ipykernel", "jupyterlab")


def report(name: str) -> None:
    """Print what to send when the check of the exercise ``name`` seems wrong: versions, machine, its last message.

    Nothing is sent. KeyError for a name that is none.
    """
    exercise = find_exercise(name)
    address = repository()
    where = f"here: {address}/issues/new" if address else "where you found this course."
    message = last_message(name) or f"check({name!r}, ...) was not called in this session."
    print("\n".join([
        "Nothing is sent by itself. Add your code to the text below the line and send both",
        where,
        "-" * 40,
        f"Exercise {exercise.number} {name}, infogan-curriculum {helpers.__version__}",
        f"Python {platform.python_version()} on {platform.system()} {platform.machine()}",
        ", ".join(f"{package} {_version(package)}" for package in PACKAGES),
        "The last message of the check:",
        textwrap.indent(message, "    "),
    ]))


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "missing"
