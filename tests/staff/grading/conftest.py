"""What several modules share: a class that they look at, and grading without the longest part of its trial."""

import pytest

from staff.grading import grade as grading
from staff.grading.grade import Settings, grade
from tests.staff.grading.grading import NATS, hand_in, with_answer, without_isolation_skip
from tests.staff.grading.submissions import making


@pytest.fixture
def in_a_hurry(monkeypatch):
    """The search for contents of submissions in the cage takes seconds, and test_cage.py tests it."""
    monkeypatch.setattr(grading, "_secrets", lambda *places: [])


@pytest.fixture(scope="session")
def school(tmp_path_factory):
    place = tmp_path_factory.mktemp("school")
    hand_in(place / "in", ann=with_answer(making.notebook(*making.solved())), ben=making.stubs(),
            cho=making.notebook(*making.solved(entropy=NATS)), dov=making.notebook(*making.solved(entropy=NATS)))
    said = []
    without_isolation_skip(lambda: grade(Settings(place / "in", place / "out", jobs=1), said.append))
    return place, said
