"""Which of several versions is graded."""

from pathlib import PurePosixPath

import pytest

from staff.grading.submissions.find import File
from staff.grading.submissions.versions import newest


@pytest.mark.parametrize(("files", "best"), [
    (["01_entropy.ipynb", "01_entropy (1).ipynb", "01_entropy-2.ipynb"], "01_entropy-2.ipynb"),
    (["01_entropy-9.ipynb", "01_entropy-10.ipynb"], "01_entropy-10.ipynb"),
    (["old/01_entropy.ipynb", "01_entropy.ipynb"], "01_entropy.ipynb"),
    (["01_entropy_v2.ipynb", "01_entropy_final.ipynb"], "01_entropy_v2.ipynb"),
    (["x" + "1" * 60_000 + "a1b.ipynb", "01_entropy-2.ipynb"], "01_entropy-2.ipynb"),
    (["Version 1/01_entropy.ipynb", "Version 2/01_entropy.ipynb"], "Version 2/01_entropy.ipynb"),
    (["01_entropy_s1234567.ipynb", "01_entropy_s1234567 (1).ipynb"], "01_entropy_s1234567 (1).ipynb"),
    (["01_entropy_2026-11-30.ipynb", "01_entropy_2026-12-01.ipynb"], "01_entropy_2026-12-01.ipynb"),
    (["Copy of 01_entropy.ipynb", "Copy of 01_entropy (1).ipynb"], "Copy of 01_entropy (1).ipynb"),
    (["01_entropy.ipynb", "jane_01_entropy (1).ipynb"], "jane_01_entropy (1).ipynb"),
    (["01_entropy.ipynb", "01_entropy (Jane's conflicted copy 2026-12-01).ipynb"], "01_entropy.ipynb"),
    (["01_entropy-Copy1.ipynb", "01_entropy.ipynb"], "01_entropy.ipynb"),
    (["old/01_entropy (3).ipynb", "01_entropy.ipynb"], "01_entropy.ipynb"),
    (["jdoe+e+2026-12-01 10:00:00 UTC/01_entropy.ipynb", "jdoe+e+2026-11-01 10:00:00 UTC/01_entropy.ipynb"],
     "jdoe+e+2026-12-01 10:00:00 UTC/01_entropy.ipynb"),
])
def test_the_newest_version_by_name(files, best):
    versions = [File(PurePosixPath(file), bytes) for file in files]
    for order in (versions, versions[::-1]):
        assert str(newest(order, "01_entropy").path) == best


def test_a_blank_one_and_an_older_one_are_not_the_newest():
    one, two = (File(PurePosixPath(f"{name}/01_entropy.ipynb"), bytes, time) for name, time in
                (("a", "20261130"), ("b", "20261201")))
    assert newest([one, two], "01_entropy") is two
    assert newest([one, two], "01_entropy", lambda file: file is one) is one
