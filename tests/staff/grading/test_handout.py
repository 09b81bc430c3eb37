"""The zip file for students."""

import os
import zipfile
from pathlib import Path

from staff.grading import handout


def test_the_handout_has_no_solutions(tmp_path):
    count = handout.write_handout(tmp_path / "a.zip")
    handout.write_handout(tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    names = zipfile.ZipFile(tmp_path / "a.zip").namelist()
    assert len(names) == count
    for wanted in ("README.md", "Makefile", "notebooks/01_entropy.ipynb", "helpers/checking/judge.py",
                   "helpers/mnist/train-images-idx3-ubyte.gz"):
        assert f"infogan-curriculum/{wanted}" in names
    assert not any(part in name for name in names for part in ("solutions", "tests", "grading", "__pycache__", ".git"))
    assert os.fspath(Path(names[0]).parts[0]) == "infogan-curriculum"
