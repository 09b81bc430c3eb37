"""Lessons 0 to 4 need no torch: they run in a browser, where there is none, and their checks wait for nothing."""

import subprocess
import sys

import pytest

from helpers.checking import exercises

# torch, and what comes with it or is not there in a browser, as if not installed; and what must not be waited for.
WITHOUT = """
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("torch", "torchvision", "ipywidgets", "tqdm"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Missing())
"""
FIRST = [exercise.name for exercise in exercises().values() if exercise.place[0] <= 4]


def run(code):
    return subprocess.run([sys.executable, "-c", WITHOUT + code], capture_output=True, text=True)


def test_every_exercise_of_the_first_lessons_is_judged():
    seen = run("from helpers.checking import exercises, judge_answer\n"
               "for name, exercise in exercises().items(): print(name, judge_answer(name, exercise.reference).status)")
    assert seen.stdout.splitlines() == [f"{name} passed" for name in FIRST], seen.stderr


def test_the_last_lesson_is_checked_without_waiting_for_it():
    last = [exercise.name for exercise in exercises().values() if exercise.place[0] == 11]
    seen = run("from helpers.checking import find_exercise, judge_answer\n"
               f"for name in {last}: print(name, judge_answer(name, find_exercise(name).reference).status)")
    assert seen.stdout.splitlines() == [f"{name} passed" for name in last], seen.stderr


@pytest.mark.parametrize("code", [
    "from helpers.checking import progress; progress()",
    "from helpers.checking import report; report('entropy')",
    "from helpers.data import load_mnist; images, labels = load_mnist('test', scaled=True, library='numpy')\n"
    "assert images.shape == (10_000, 1, 28, 28) and images.min() == -1 and labels[:3].tolist() == [7, 2, 1]",
    "from helpers.pictures.course import Map; Map()._repr_html_()",
    "from helpers.pictures.explorers.gaussians import *; explore_gaussians(); draw_gaussians()._repr_html_()",
    "from helpers.pictures.explorers.table import *; explore_table(); draw_two_by_two()._repr_html_()",
    "from helpers.pictures.figures import show, subplots; show(subplots()[0], alt='nothing')",
])
def test_what_a_lesson_uses_is_there(code):
    seen = run(code)
    assert seen.returncode == 0, seen.stderr


def test_a_check_does_not_wait_for_matplotlib():
    """The first cell of a lesson imports both; drawing is what needs matplotlib."""
    code = ("from helpers.checking import check; from helpers.pictures.figures import image_grid, show, subplots\n"
            "check('entropy', lambda p: -sum(x * __import__('math').log2(x) for x in p if x > 0))\n"
            "print('matplotlib' in sys.modules)")
    seen = run(code)
    assert seen.stdout.splitlines()[-1] == "False", seen.stderr
