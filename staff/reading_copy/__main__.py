"""``python -m staff.reading_copy [folder]``: collect the pages and have Sphinx make the site in ``folder``/site.

Outputs are shown as they are stored; nothing is executed. ``folder`` is ``build`` where none is given.
"""

import shutil
import sys
from pathlib import Path

import nbformat
from sphinx.cmd.build import main as sphinx

from staff.authoring import Project

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def page(path: Path, project: Project) -> nbformat.NotebookNode:
    """An executed notebook as a page: without link to Colab and boot cell, and with pictures that link to pages."""
    notebook = nbformat.read(path, as_version=4)
    first, boot = notebook.cells[:2]
    # Both are for a notebook that is run.
    first.source = first.source.removeprefix(project.colab_link(f"{path.parent.name}/{path.name}")).lstrip()
    assert boot.source == project.boot(), f"{path.name} does not begin as the builder makes it: run `make notebooks`"
    del notebook.cells[1]
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "text/html" in output.get("data", {}):
                # Sphinx turns links between notebooks into links between pages, but not those in an output.
                output.data["text/html"] = output.data["text/html"].replace('.ipynb"', '.html"')
    return notebook


def collect(root: Path, pages: Path) -> None:
    """Write everything that becomes a page of the site, from the checkout ``root`` into the folder ``pages``."""
    shutil.rmtree(pages, ignore_errors=True)
    (pages / "solutions").mkdir(parents=True)
    shutil.copy(HERE / "index.md", pages)
    errata = (root / "ERRATA.md").read_text(encoding="utf-8")
    (pages / "ERRATA.md").write_text(errata.replace("](notebooks/", "](solutions/"), encoding="utf-8")
    for path in sorted((root / "solutions").glob("*.ipynb")):
        nbformat.write(page(path, Project.read(root)), pages / "solutions" / path.name)


def build(root: Path, folder: Path) -> int:
    """Make the site in ``folder``/site from the checkout ``root``. Returns Sphinx's status; a warning is an error."""
    collect(root, folder / "pages")
    shutil.rmtree(folder / "site", ignore_errors=True)
    return sphinx(["-c", str(HERE), "-E", "-W", "--keep-going", "-q", "-d", str(folder / "doctrees"),
                   str(folder / "pages"), str(folder / "site")])


if __name__ == "__main__":
    folder = Path(*sys.argv[1:]) if sys.argv[1:] else Path("build")
    status = build(ROOT, ROOT / folder)
    if status == 0:
        print(f"Open {folder}/site/index.html in a browser.")
    sys.exit(status)
