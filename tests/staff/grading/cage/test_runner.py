"""Sending submissions to many machines."""

import pytest

from staff.grading.grade import Settings, grade
from tests.staff.grading.grading import NATS, hand_in, rows
from tests.staff.grading.submissions import making


def test_a_cluster_gives_the_same_marks(school, tmp_path):
    distributed = pytest.importorskip("dask.distributed")
    hand_in(tmp_path / "in", ann=making.notebook(*making.solved()), cho=making.notebook(*making.solved(entropy=NATS)),
            dov=making.notebook(*making.solved(entropy=NATS)), eve=making.notebook("import os\nos._exit(1)"))
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        settings = Settings(tmp_path / "in", tmp_path / "out", scheduler=cluster.scheduler_address)
        grade(settings, lambda line: None)
    marks = rows(tmp_path / "out" / "marks.csv")
    assert [row for row in marks if row["student"] == "cho"] == [
        row for row in rows(school[0] / "out" / "marks.csv") if row["student"] == "cho"]
    assert {row["status"] for row in marks if row["student"] == "ann"} == {"passed"}
    assert {row["status"] for row in marks if row["student"] == "eve"} == {"not found"}
