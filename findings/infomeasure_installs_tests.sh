#!/usr/bin/env bash
# infomeasure brings a second package along, called `tests`. In a project whose own folder tests/ has no __init__.py, and is
# imported by name, `from tests.helpers import ...` finds infomeasure's tests from then on.
# Guess: installing infomeasure adds the package infomeasure.   Seen: it adds infomeasure and tests, and the folder of the
# project loses, even with the project first on the path: a package with __init__.py beats a folder without.
# Who meets it: whoever shares code between test modules; the error is ModuleNotFoundError in one's own tests.
# Acts: tests/__init__.py makes this course's tests a package
source "$(dirname "$0")/_common.sh"
install infomeasure==0.6.3 numpy==2.4.6 scipy==1.17.1
mkdir -p project/tests && echo 'HERE = "the project"' > project/tests/shared.py
cat > project/look.py <<'PYTHON'
import importlib.util
import sys

sys.path[:] = [path for path in sys.path if path]
spec = importlib.util.find_spec("tests.shared")
print("found" if spec else "not found")
PYTHON
cat > look.py <<'PYTHON'
import subprocess
import sys
from importlib.metadata import files
from pathlib import Path

from finding import fact, versions

versions("infomeasure")
tops = sorted({path.parts[0] for path in files("infomeasure") if path.suffix == ".py"})
fact("top-level packages", tops, guess=["infomeasure"], seen=["infomeasure", "tests"])


def look():
    return subprocess.run([sys.executable, "look.py"], cwd="project", capture_output=True, text=True).stdout.strip()


fact("the project's tests.shared", look(), guess="found", seen="not found")
Path("project/tests/__init__.py").touch()
fact("... once tests/ has an __init__.py", look(), guess="found", seen="found")
PYTHON
python look.py
