"""What several modules share: a class that they look at, and grading without the longest part of its trial."""

import contextlib

import pytest

from staff.grading import grade as grading
from staff.grading.grade import Settings, grade
from tests.staff.grading.grading import NATS, hand_in, with_answer, without_isolation_skip
from tests.staff.grading.submissions import making


@contextlib.contextmanager
def without_search():
    """The search for contents of submissions in the cage takes seconds, and test_cage.py tests it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grading, "_secrets", lambda *places: [])
        yield


@pytest.fixture(scope="module")
def in_a_hurry():
    with without_search():
        yield


@pytest.fixture(scope="session")
def school(tmp_path_factory):
    place = tmp_path_factory.mktemp("school")
    hand_in(place / "in", ann=with_answer(making.notebook(*making.solved())), ben=making.stubs(),
            cho=making.notebook(*making.solved(entropy=NATS)), dov=making.notebook(*making.solved(entropy=NATS)))
    said = []
    with without_search():
        without_isolation_skip(lambda: grade(Settings(place / "in", place / "out", jobs=1), said.append))
    return place, said
