"""Make this course yours: ``make fork REPOSITORY=https://github.com/you/yours``.

The project's address stands in pyproject.toml and, for those who cite it, in CITATION.cff. Both are changed, and the
links to Colab and boot cells of all notebooks are made anew from it. Nothing is executed, and no output is lost.
"""

import re
import sys
from pathlib import Path

from staff.authoring.__main__ import ROOT
from staff.authoring.__main__ import main as build_notebooks
from staff.authoring.notebook import Project

ADDRESS = re.compile(r"https://github\.com/[\w.-]+/[\w.-]+?(?=(\.git)?/?$)")  # Colab opens notebooks from GitHub
FILES = ("pyproject.toml", "CITATION.cff")


def fork(address: str, root: Path = ROOT) -> int:
    """Write ``address`` wherever the old one stands, and build the notebooks. Returns an exit status."""
    found = ADDRESS.match(address.strip())
    if not found:
        print(f"Which repository? It should read like https://github.com/you/yours, not {address!r}.", file=sys.stderr)
        return 1
    old, new = Project.read(root).repository, found[0]
    for path in (root / name for name in FILES):
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(rf"{re.escape(old)}(?![\w.-])", new, text), encoding="utf-8", newline="\n")
    status = build_notebooks(["--no-execute"], root)
    if status == 0:
        tag = Project.read(root).tag
        print(f"Links to Colab and boot cells lead to {new} at the tag {tag}. Commit this, then publish that tag, "
              f"which Colab installs: git tag {tag} && git push origin {tag}")
    return status


if __name__ == "__main__":
    sys.exit(fork(sys.argv[1] if len(sys.argv) > 1 else ""))
