# Sourced by every finding: a temporary folder, a virtual environment with pinned packages, Python in it.
set -euo pipefail
PYTHON=${PYTHON:-python3}
FOLDER=$(mktemp -d)
trap 'rm -rf "$FOLDER"' EXIT

# install NAME==VERSION ...: from the package index, into the temporary folder.
install() {
    "$PYTHON" -m venv "$FOLDER/venv"
    export PATH="$FOLDER/venv/bin:$PATH" PYTHONPATH="$FOLDER" PYTHONWARNINGS=ignore MPLBACKEND=Agg PIP_DISABLE_PIP_VERSION_CHECK=1
    python -m pip install --quiet --no-compile "$@"
    cd "$FOLDER"
}

# What every finding says, and how it notices that the behaviour changed.
cat > "$FOLDER/finding.py" <<'PYTHON'
import sys
from importlib.metadata import version


def versions(*names):
    print("versions:", ", ".join(f"{name} {version(name)}" for name in names))


def changed(sentence):
    print("CHANGED:", sentence)
    sys.exit(1)


def number(what, value, *, guess, seen, within=1e-3):
    said = guess if isinstance(guess, str) else f"{float(guess):.4g}"
    print(f"{what}: guess {said}, seen {float(value):.4g}")
    if not (value == seen or abs(value - seen) <= within):
        changed(f"{what} was {seen} (within {within}), now it is {value}.")


def fact(what, value, *, guess, seen):
    print(f"{what}: guess {guess}, seen {value}")
    if value != seen:
        changed(f"{what} was {seen}, now it is {value}.")
PYTHON
