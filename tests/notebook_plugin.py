"""How notebooks are tested: nbval executes solutions/*.ipynb and compares every output with the stored one.

nbval is strict about text, and leaves the output of cells tagged ``nbval-ignore-output`` alone (the builder tags what
trains). Added here: a dead kernel is noticed within seconds, figures are compared by their alternative text, trainings
are shorter than a learner's, and notebooks that train run first.
"""

import os
import time
from pathlib import Path
from queue import Empty

import nbval.plugin
import pytest
from nbval.kernel import RunningKernel

LOOK_EVERY = 1.0  # seconds
SANITIZE = Path(__file__).with_name("nbval_sanitize.cfg")
SHORT_FILES = Path(__file__).with_name("helpers")
# Steps that a lesson asks for, and steps that are run here: as few as leave what its cells assert some room.
SHORTER = {
    "06_gan_mnist": "300:150 2000:1300",
    "08_infogan_mnist": "1500:300 400:100 300:100 2000:300",
    "09_learned_prior": "300:100 600:200",
    "10_disentanglement": "800:160",
}


class KernelDied(Exception):
    """The kernel of a notebook is gone, so no message will come."""


class WatchedKernel(RunningKernel):
    """Waits for messages as nbval does, but looks meanwhile whether the kernel still lives.

    nbval alone waits for a dead kernel as long as a cell may take.
    """

    def get_message(self, stream, timeout=None):
        deadline = None if timeout is None else time.monotonic() + timeout
        while True:
            left = LOOK_EVERY if deadline is None else min(LOOK_EVERY, max(0.0, deadline - time.monotonic()))
            # Looked at before reading: what the kernel sent before it died is still read.
            alive = self.is_alive()
            try:
                return super().get_message(stream, timeout=left)
            except Empty:
                if not alive:
                    raise KernelDied("the kernel died in this cell; often there was too little memory") from None
                if deadline is not None and time.monotonic() >= deadline:
                    raise


def pytest_configure(config: pytest.Config) -> None:
    nbval.plugin.RunningKernel = WatchedKernel
    config.option.nbval_sanitize_with = config.option.nbval_sanitize_with or str(SANITIZE)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item):
    """Here the first cell of a notebook starts its kernel, which inherits INFOGAN_SHORTER; whoever has set it is right.
    """
    with pytest.MonkeyPatch.context() as patch:
        if item.path.stem in SHORTER and "INFOGAN_SHORTER" not in os.environ:
            patch.setenv("INFOGAN_SHORTER", SHORTER[item.path.stem])
        return (yield)


def trains(item: pytest.Item) -> bool:
    return "train" in getattr(item, "cell", {}).get("metadata", {}).get("tags", [])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with training cells first, most of them first; the order within a file stays.

    Last come the many short files of tests/helpers: with them no process waits long for another at the end.
    """
    cells = {}
    for item in items:
        cells[item.path] = cells.get(item.path, 0) + trains(item)
    items.sort(key=lambda item: (-cells[item.path], SHORT_FILES in item.path.parents))
