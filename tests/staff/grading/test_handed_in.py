"""What really gets handed in: harmless lines, tools that rewrite notebooks, answers in unusual places.

One class, graded in one run. Every submission has right answers to ``surprisal`` and ``entropy`` unless it says so.
"""

from pathlib import Path

import pytest

from staff.grading.grade import Settings, grade
from tests.staff.grading.grading import rows, without_isolation_skip
from tests.staff.grading.submissions import making

DATA = Path(__file__).parent / "data"  # each file made by the tool in its name: README.md there says which version
RIGHT = [making.SOLVED["surprisal"], making.SOLVED["entropy"]]
USES_A_HELPER = "def entropy(p):\n    return total(np.asarray(p, dtype=float))"
HELPER = "def total(p):\n    return float(sum(-x * np.log2(x) for x in p if x > 0))"


def first(line):
    """The imports of the lesson with ``line`` at their top, then right answers."""
    return making.notebook(f"{line}\n{making.IMPORTS}", *RIGHT)


HARMLESS = {f"harmless_{number}": first(line) for number, line in enumerate((
    "%matplotlib inline", "%matplotlib widget", "!pip install -q tqdm", "!nvidia-smi", "%load_ext tensorboard",
    "from google.colab import drive\ndrive.mount('/content/drive')", "import pandas as pd",
    "%config InlineBackend.x = 1",
    "files = !ls\nprint(files[0])", "%no_such_magic"))}
PLACES = {
    "predictions": making.notebook(
        f"{making.IMPORTS}, predict, recall", 'predict("coin_surprise", "two " * 10**6)', RIGHT[0],
        'recall("coin_surprise", surprisal(0.9), "bits", close="power of ten")', "predict(object(), np.zeros(3), None)",
        'predict("digits", 3.3 bits)', "predict('digits', None)\ndef total(p):\n    return scale * sum(p)",
        "recall('digit_entropy', np.array([1j]))\nscale = -1",
        "def entropy(p):\n    p = np.asarray(p, dtype=float)\n    return float(total(p[p > 0] * np.log2(p[p > 0])))"),
    "train_tag": making.notebook(making.IMPORTS, *RIGHT).replace('"metadata": {}, "outputs"',
                                                                   '"metadata": {"tags": ["train"]}, "outputs"'),
    "comment_above_magic": making.notebook(making.IMPORTS, RIGHT[0], "#@title Entropy\n%%time\n" + RIGHT[1]),
    "timeit": making.notebook(making.IMPORTS, RIGHT[0], "%%timeit\n" + RIGHT[1]),
    "written_to_a_file": making.notebook(making.IMPORTS, RIGHT[0],
                                         "%%writefile my_entropy.py\nimport numpy as np\n" + RIGHT[1],
                                         "from my_entropy import entropy"),
    "imported_below": making.notebook(making.IMPORTS, *RIGHT, "from scipy.stats import entropy"),
    "helper_is_replaced": making.notebook(making.IMPORTS, RIGHT[0], HELPER, USES_A_HELPER, "total = 3"),
    "helper_comes_later": making.notebook(making.IMPORTS, RIGHT[0], USES_A_HELPER, HELPER),
    "given_to_the_check": making.notebook(making.IMPORTS, RIGHT[0], making.STUBS["entropy"],
                                          RIGHT[1].replace("entropy(", "entropy_1("), 'check("entropy", entropy_1)'),
}
TOOLS = {path.stem: path.read_text(encoding="utf-8") for path in DATA.glob("*.json")
         if path.stem != "nbdime"}
NOT_RUN = {
    "nbdime": ((DATA / "nbdime.json").read_text(encoding="utf-8"),
               "the cell that defines entropy stopped: IndentationError"),
    "needs_a_stopped_cell": (making.notebook(making.IMPORTS, "scale = no_such_thing + 1", RIGHT[0],
                                             "def entropy(p):\n    return scale * 0"),
                             "needs scale, and the cell that gives scale its value, cell 2, stopped: NameError"),
    "written_and_not_imported": (making.notebook(making.IMPORTS, RIGHT[0], "%%writefile mine.py\n" + RIGHT[1]),
                                 "cell 3 defines entropy below %%writefile"),
    "needs_training": (making.notebook(making.IMPORTS, RIGHT[0], "model = 1", "def entropy(p):\n    return model")
                       .replace('"metadata": {}, "outputs": [], "source": ["model',
                                '"metadata": {"tags": ["train"]}, "outputs": [], "source": ["model'),
                       "which a training cell makes, cell 3"),
}


@pytest.fixture(scope="module")
def marks(tmp_path_factory, in_a_hurry):
    place = tmp_path_factory.mktemp("handed_in")
    contents = {**HARMLESS, **PLACES, **TOOLS, **{name: content for name, (content, _) in NOT_RUN.items()}}
    for name, content in contents.items():
        making.entry(content)(place, name)
    settings = Settings(place, place.parent / f"{place.name}-marks", (1,), jobs=2)
    without_isolation_skip(lambda: grade(settings, lambda line: None))
    return {(row["student"], row["exercise"]): row for row in rows(settings.out / "marks.csv")}


@pytest.mark.parametrize("name", [*HARMLESS, *PLACES])
def test_right_answers_pass_whatever_stands_around_them(marks, name):
    for exercise in ("surprisal", "entropy"):
        assert marks[name, exercise]["status"] == "passed", marks[name, exercise]["message"]


@pytest.mark.parametrize("name", TOOLS)
def test_right_answers_pass_through_other_tools(marks, name):
    assert marks[name, "entropy"]["status"] == "passed", marks[name, "entropy"]["message"]


@pytest.mark.parametrize("name", NOT_RUN)
def test_what_could_not_run_waits_for_a_person_and_says_why(marks, name):
    row = marks[name, "entropy"]
    assert (row["status"], row["points"]) == ("not run", "") and NOT_RUN[name][1] in row["message"], row["message"]


def test_the_definition_that_counts_is_named(marks):
    assert "defined in the cells 3, 4; the one of cell 3 counts" in marks["imported_below", "entropy"]["message"]
