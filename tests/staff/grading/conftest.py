"""A class that several modules look at."""

import pytest

from staff.grading.grade import Settings, grade
from tests.staff.grading.grading import NATS, hand_in, with_answer, without_isolation_skip
from tests.staff.grading.submissions import making


@pytest.fixture(scope="session")
def school(tmp_path_factory):
    place = tmp_path_factory.mktemp("school")
    hand_in(place / "in", ann=with_answer(making.notebook(*making.solved())), ben=making.stubs(),
            cho=making.notebook(*making.solved(entropy=NATS)), dov=making.notebook(*making.solved(entropy=NATS)))
    said = []
    without_isolation_skip(lambda: grade(Settings(place / "in", place / "out", jobs=1), said.append))
    return place, said
