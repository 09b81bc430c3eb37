"""How Sphinx makes the reading copy: nothing is executed, and nothing is loaded from outside."""

import importlib.util
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
PROJECT = tomllib.loads((HERE.parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# Of this package only the one file that turns TeX into SVG is needed, not the extension, which copies 24 MB.
MATHJAX = Path(importlib.util.find_spec("sphinx-mathjax-offline").origin).parent / "static" / "mathjax" / "tex-svg.js"

project = "InfoGAN, hands on"
copyright = "the authors; text and pictures CC BY 4.0, code MIT"
version = release = PROJECT["version"]
language = "en"
extensions = ["myst_nb", "sphinx.ext.extlinks"]
extlinks = {"repository": (PROJECT["urls"]["Repository"] + "%s", None)}

nb_execution_mode = "off"
nb_merge_streams = True
nb_code_prompt_show = nb_code_prompt_hide = "The code of this figure"
myst_enable_extensions = ["amsmath", "dollarmath"]
myst_heading_anchors = 4

html_theme = "furo"
html_title = project
html_static_path = ["style.css", str(MATHJAX)]
html_css_files = ["style.css"]
mathjax_path = MATHJAX.name
html_copy_source = False
# Search shows titles only: a browser may not read pages from the disk to cite them.
html_show_search_summary = False
html_use_index = False
html_theme_options = {"top_of_page_buttons": []}
pygments_dark_style = "a11y-dark"
