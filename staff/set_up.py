"""Make ``.venv`` with everything the curriculum needs: the set-up behind ``make lab`` and ``make test``.

Runs on the machine's own Python, before anything is installed, so it uses the standard library only and no syntax newer
than Python 3.6. Where ``.venv`` is already right it returns at once and touches no network.
"""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST_PYTHON = (3, 11)
# On Linux, pip's torch brings CUDA libraries; the rest is pip's cache and unpacking.
GIGABYTES_NEEDED = 9 if sys.platform == "linux" else 3
LAB_SETTINGS = {
    # Without these, JupyterLab asks about news and looks for updates on the network.
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    # On a laptop a line of a lesson is longer than a cell is wide.
    "@jupyterlab/notebook-extension:tracker": {"codeCellConfig": {"lineWrap": True}},
}


class SetupError(Exception):
    """A sentence for the person at the keyboard: what is missing and what to do."""


def wanted(root):
    """What ``.venv`` must have been made from; kept inside it once everything is installed."""
    names = ("requirements.txt", "constraints.txt", "pyproject.toml")
    lists = [(root / name).read_text(encoding="utf-8") for name in names]
    return "\n".join([str(root), json.dumps(LAB_SETTINGS), *lists])


def is_ready(root):
    stamp = root / ".venv" / "made-from.txt"
    return _runs(root) and stamp.exists() and stamp.read_text(encoding="utf-8") == wanted(root)


def require(version, free_gigabytes, has_venv):
    """Raise SetupError where this machine cannot make the environment. ``version`` is that of the Python in use."""
    if version < OLDEST_PYTHON:
        raise SetupError(
            f"This needs Python 3.{OLDEST_PYTHON[1]} or newer, and here is {version[0]}.{version[1]}. "
            "Install a newer one and name it, for instance: make lab PYTHON=python3.12"
        )
    if not has_venv:
        raise SetupError(
            "Python's venv module is missing here. On Debian and Ubuntu install it with: "
            f"sudo apt install python{version[0]}.{version[1]}-venv"
        )
    if free_gigabytes < GIGABYTES_NEEDED and os.environ.get("DISK_CHECK") != "no":
        raise SetupError(
            f"The disk is nearly full: {free_gigabytes:.1f} GB are free here, and installing takes about "
            f"{GIGABYTES_NEEDED} GB. Make room and run this again, or skip this question with DISK_CHECK=no."
        )


def install(root):
    """Create ``.venv`` and install into it. Safe to repeat: what is already there is not downloaded again."""
    folder = root / ".venv"
    if not _runs(root):
        print("Making .venv and installing into it. The first time this takes several minutes.", flush=True)
        _run([sys.executable, "-m", "venv", "--clear", str(folder)])
    pip = [str(_python(root)), "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
    if not sys.stdout.isatty():
        pip.append("--quiet")
    _run([*pip, "-r", str(root / "requirements.txt"), "-c", str(root / "constraints.txt")])
    # The helpers become importable from any folder; this needs no network.
    _run([*pip, "--no-deps", "--no-build-isolation", "-e", str(root)])
    settings = folder / "share" / "jupyter" / "lab" / "settings"
    settings.mkdir(parents=True, exist_ok=True)
    (settings / "overrides.json").write_text(json.dumps(LAB_SETTINGS, indent=2))
    (folder / "made-from.txt").write_text(wanted(root), encoding="utf-8")


def _python(root):
    return root / ".venv" / ("Scripts" if sys.platform == "win32" else "bin") / "python"


def _runs(root):
    """False also for an environment whose own Python has gone."""
    try:
        return subprocess.call([str(_python(root)), "-c", ""], stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def _run(command):
    if subprocess.call(command, stdin=subprocess.DEVNULL) != 0:
        raise SetupError(
            "Setting up .venv did not finish; the lines above say why. Run the same command again when that is mended: "
            "what was downloaded is kept."
        )


def main(root=None):
    root = root or Path(__file__).resolve().parent.parent
    if is_ready(root):
        return 0
    has_venv = all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))
    try:
        if not _runs(root):
            require(sys.version_info, shutil.disk_usage(str(root)).free / 1e9, has_venv)
        install(root)
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
