"""Sending submissions to many machines."""

import socket

import pytest

from staff.grading.__main__ import main
from staff.grading.grade import Settings, grade
from tests.staff.grading.grading import NATS, hand_in, rows
from tests.staff.grading.submissions import making


def test_a_cluster_gives_the_same_marks(school, tmp_path, in_a_hurry):
    distributed = pytest.importorskip("dask.distributed")
    import dask

    hand_in(tmp_path / "in", ann=making.notebook(*making.solved()), cho=making.notebook(*making.solved(entropy=NATS)),
            dov=making.notebook(*making.solved(entropy=NATS)), eve=making.notebook("import os\nos._exit(1)"))
    # For the scheduler; the workers have a directory of their own.
    in_a_directory_of_its_own = dask.config.set({"temporary-directory": str(tmp_path / "dask")})
    with in_a_directory_of_its_own, distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None,
                                                    local_directory=str(tmp_path / "dask")) as cluster:
        settings = Settings(tmp_path / "in", tmp_path / "out", scheduler=cluster.scheduler_address)
        grade(settings, lambda line: None)
    marks = rows(tmp_path / "out" / "marks.csv")
    on_one_machine = rows(school[0] / "out" / "marks.csv")
    for here, there in zip(*[[row for row in table if row["student"] == "cho"] for table in (marks, on_one_machine)],
                           strict=True):
        assert here == {**there, "seed": here["seed"]}
    assert {row["status"] for row in marks if row["student"] == "ann"} == {"passed"}
    assert {row["status"] for row in marks if row["student"] == "eve"} == {"not found"}


def test_where_no_scheduler_is_one_sentence_says_so(tmp_path, capsys):
    pytest.importorskip("dask.distributed")
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
    hand_in(tmp_path / "in", ann=making.notebook(*making.solved()))
    assert main([str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--scheduler", address]) == 1
    assert capsys.readouterr().err == f"no Dask scheduler answers at {address}. Start one with: dask scheduler\n"
