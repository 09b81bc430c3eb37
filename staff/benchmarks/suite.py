"""How long `make test` takes, now and before: each in a copy with an environment of its own, one after the other."""

import re
import subprocess
import tempfile
import time
from pathlib import Path

from staff.benchmarks.speed import BEFORE, ROOT


def measure_suite() -> dict:
    """Seconds and summary line of both runs. A run that fails is measured, too: its summary says what failed."""
    result = {}
    for when, revision in {"now": "HEAD", "before": BEFORE}.items():
        with tempfile.TemporaryDirectory() as folder:
            tree = Path(folder) / "course"
            subprocess.run(["git", "clone", "--quiet", str(ROOT), str(tree)], check=True)
            subprocess.run(["git", "checkout", "--quiet", _commit(revision)], cwd=tree, check=True)
            subprocess.run(["make", "setup"], cwd=tree, check=True, capture_output=True)
            start = time.perf_counter()
            run = subprocess.run(["make", "test"], cwd=tree, capture_output=True, text=True)
            result[when] = {"seconds": time.perf_counter() - start, "summary": _summary(run.stdout)}
        print(f"{when}: {result[when]}", flush=True)
    return result


def _commit(revision: str) -> str:
    return subprocess.run(["git", "rev-parse", f"{revision}^{{commit}}"], cwd=ROOT, check=True, capture_output=True,
                          text=True).stdout.strip()


def _summary(output: str) -> str:
    """pytest's last line: "5674 passed, 32 skipped"."""
    counts = re.findall(r"\d+ (?:failed|passed|skipped|errors?)", output.strip().splitlines()[-1] if output else "")
    return ", ".join(counts) or "no summary"
