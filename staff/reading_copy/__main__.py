"""``python -m staff.reading_copy [folder]``: make the site in ``folder``/site, or in build/site.

Sphinx makes the pages to read, with outputs as they are stored; nothing is executed. workplace.py adds what runs in the
reader's browser. ``--pyodide`` names a local copy of Pyodide's distribution.
"""

import argparse
import shutil
import sys
from pathlib import Path

import nbformat
from sphinx.cmd.build import main as sphinx

from helpers.pictures.course import colab_address
from staff.authoring import Project
from staff.reading_copy import workplace

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def page(path: Path, project: Project) -> nbformat.NotebookNode:
    """An executed notebook as a page: without link to Colab and boot cell, and with pictures that link to pages."""
    notebook = nbformat.read(path, as_version=4)
    first, boot = notebook.cells[:2]
    # Both are for a notebook that is run.
    first.source = first.source.removeprefix(project.colab_link(f"{path.parent.name}/{path.name}")).lstrip()
    first.source += f"\n\n{where_to_work(path.stem, project)}"
    assert boot.source == project.boot(), f"{path.name} does not begin as the builder makes it: run `make notebooks`"
    del notebook.cells[1]
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "text/html" in output.get("data", {}):
                # Sphinx turns links between notebooks into links between pages, but not those in an output.
                output.data["text/html"] = output.data["text/html"].replace('.ipynb"', '.html"')
    return notebook


def where_to_work(name: str, project: Project) -> str:
    """How a reader of the page gets to write code: in the browser, or why not there."""
    if workplace.works_in_browser(name):
        return f'<a href="../{workplace.address(name)}">Work through this lesson in your browser</a>'
    colab = colab_address(project.repository, project.tag, f"notebooks/{name}.ipynb")
    return (f"To work through this lesson you need PyTorch, which does not run in a browser: "
            f"[install the course]({project.repository}#readme), or [open the lesson in Colab]({colab}).")


def collect(root: Path, pages: Path) -> None:
    """Write everything that becomes a page of the site, from the checkout ``root`` into the folder ``pages``."""
    shutil.rmtree(pages, ignore_errors=True)
    (pages / "solutions").mkdir(parents=True)
    shutil.copy(HERE / "index.md", pages)
    errata = (root / "ERRATA.md").read_text(encoding="utf-8")
    (pages / "ERRATA.md").write_text(errata.replace("](notebooks/", "](solutions/"), encoding="utf-8")
    for path in sorted((root / "solutions").glob("*.ipynb")):
        nbformat.write(page(path, Project.read(root)), pages / "solutions" / path.name)


def build(root: Path, folder: Path, pyodide: Path | None = None) -> int:
    """Make the site in ``folder``/site from the checkout ``root``. Returns Sphinx's status; a warning is an error."""
    collect(root, folder / "pages")
    shutil.rmtree(folder / "site", ignore_errors=True)
    status = sphinx(["-c", str(HERE), "-E", "-W", "--keep-going", "-q", "-d", str(folder / "doctrees"),
                     str(folder / "pages"), str(folder / "site")])
    workplace.build_workplace(root, folder, folder / "site", pyodide)
    return status


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m staff.reading_copy", description="Make the site.")
    parser.add_argument("folder", nargs="?", type=Path, default=Path("build"))
    parser.add_argument("--pyodide", type=Path, help="folder with a distribution of Pyodide, for a site that needs no "
                                                     "network")
    options = parser.parse_args()
    status = build(ROOT, ROOT / options.folder, options.pyodide)
    if status == 0:
        print(f"To read, open {options.folder}/site/index.html in a browser. To work there, too, serve it: "
              f"python3 -m http.server --directory {options.folder}/site")
    return status


if __name__ == "__main__":
    sys.exit(main())
