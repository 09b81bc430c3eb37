"""A zip file for students: notebooks, package and data, without solutions, tests and tools for authors and graders.

``python -m staff.grading.handout [--out handout.zip]``. The same checkout gives the same bytes. The checks need right
answers to compare with, so helpers/exercises is in it: README.md in this folder says what that means.
"""

import argparse
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONTENTS = ("README.md", "ERRATA.md", "CITATION.cff", "LICENSE*", "Makefile", "requirements.txt", "constraints.txt",
            "pyproject.toml", "notebooks/*.ipynb", "helpers/**/*", "staff/set_up.py")
NEVER = {"__pycache__", ".ipynb_checkpoints"}
LONG_AGO = (1980, 1, 1, 0, 0, 0)


def contents(root: Path = ROOT) -> list[Path]:
    """The files of the handout, relative to ``root``."""
    found = {path.relative_to(root) for pattern in CONTENTS for path in root.glob(pattern) if path.is_file()}
    return sorted(path for path in found if not NEVER & {*path.parts})


def write_handout(out: Path, root: Path = ROOT) -> int:
    """Write the zip file, with everything in one folder, and return the number of files in it."""
    files = contents(root)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files:
            entry = zipfile.ZipInfo(f"infogan-curriculum/{path.as_posix()}", LONG_AGO)
            entry.external_attr, entry.compress_type = 0o644 << 16, zipfile.ZIP_DEFLATED
            archive.writestr(entry, (root / path).read_bytes())
    return len(files)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m staff.grading.handout", description="Make a zip for students.")
    parser.add_argument("--out", type=Path, default=Path("infogan-curriculum-handout.zip"))
    options = parser.parse_args(arguments)
    count = write_handout(options.out)
    print(f"{options.out}: {count} files, {options.out.stat().st_size / 2**20:.1f} MB, no solutions.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
