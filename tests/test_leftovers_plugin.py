"""A run whose tests leave files in the temporary folder fails and names them; a clean one leaves nothing at all."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pages import ROOT

LEAVES = "import tempfile\ndef test_leaves():\n    open(tempfile.gettempdir() + '/left.json', 'w').close()\n"
CLEAN = "import tempfile\ndef test_cleans(tmp_path):\n    tempfile.TemporaryDirectory().cleanup()\n"


@pytest.mark.parametrize(("source", "code", "said", "stays"), [(LEAVES, 1, "left.json", True), (CLEAN, 0, "", False)])
@pytest.mark.parametrize("workers", ["0", "2"])
def test_what_is_left_behind_fails_the_run(tmp_path, source, code, said, stays, workers):
    (tmp_path / "test_one.py").write_text(source)
    (tmp_path / "temporary").mkdir()
    command = [sys.executable, "-m", "pytest", "-c", os.devnull, "--rootdir", str(tmp_path), "-n", workers,
               "-p", "xdist", "-p", "tests.leftovers_plugin", "-p", "no:cacheprovider", "test_one.py"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True,
                         env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path / "temporary"),
                              "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"})  # loading all plug-ins takes seconds
    assert run.returncode == code and f"left behind in {tmp_path}" * bool(said) in run.stdout, run.stdout + run.stderr
    kept = list(Path(tmp_path / "temporary").iterdir())
    assert bool(kept) == stays and (not stays or said in run.stdout)
