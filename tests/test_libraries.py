"""The same number in ten libraries: lesson 11's table, recomputed where they are installed.

``pip install -e ".[libraries]"`` installs what torch, scipy and the course do not bring; the weekly workflow does so.
"""

import contextlib
import importlib.util
import io
import math
import re
import warnings

import numpy as np
import pytest

from helpers import information
from tests.pages import ROOT

P, Q = np.array([8, 4, 4, 0]) / 16, np.array([2, 2, 4, 8]) / 16
SAMPLES = [np.repeat(np.arange(4), (16 * law).astype(int)) for law in (P, Q)]
PAIRS = np.array([[4, 2, 1, 1], [2, 4, 1, 1], [2, 2, 2, 2], [8, 0, 0, 0]])
X, Y = (np.repeat(values.ravel(), PAIRS.ravel()) for values in np.indices(PAIRS.shape))
JOINT = PAIRS / PAIRS.sum()
APART = np.outer(JOINT.sum(axis=1), JOINT.sum(axis=0))
NUMBERS = X[:, None].astype(float), Y[:, None].astype(float)


def one_number(value):
    return f"{float(np.squeeze(value)):.4f}".rstrip("0").rstrip(".")


def seeds(estimate):
    """The least and the largest of six, each after a seed of its own."""
    found = []
    for seed in range(6):
        np.random.seed(seed)
        found.append(float(np.squeeze(estimate(seed))))
    return f"{min(found):.2f} to {max(found):.2f}"


def course():
    kl = information.kl_divergence
    return (lambda: kl(P, Q), lambda: kl(Q, P), lambda: kl(1.1 * P, Q),
            lambda: information.mutual_information(JOINT), None)


def scipy():
    from scipy.stats import entropy

    return (lambda: entropy(P, Q), lambda: entropy(Q, P), lambda: entropy(1.1 * P, Q),
            lambda: entropy(JOINT.ravel(), APART.ravel()), None)


def scikit_learn():
    from sklearn.feature_selection import mutual_info_regression
    from sklearn.metrics import mutual_info_score

    return (None, None, lambda: mutual_info_score(None, None, contingency=1.1 * JOINT), lambda: mutual_info_score(X, Y),
            lambda seed: mutual_info_regression(NUMBERS[0], NUMBERS[1].ravel(), discrete_features=False,
                                                random_state=seed))


def torch_distributions():
    import torch
    from torch.distributions import Categorical, kl_divergence

    def kl(p, q):
        return kl_divergence(Categorical(torch.tensor(p.ravel())), Categorical(torch.tensor(q.ravel())))
    return lambda: kl(P, Q), lambda: kl(Q, P), lambda: kl(1.1 * P, Q), lambda: kl(JOINT, APART), None


def torch_functional():
    import torch
    from torch.nn.functional import kl_div

    def kl(p, q):
        return kl_div(torch.tensor(q).log(), torch.tensor(p), reduction="sum")
    return lambda: kl(P, Q), lambda: kl(Q, P), lambda: kl(1.1 * P, Q), lambda: kl(JOINT, APART), None


def dit():
    import dit
    from dit.divergences import kullback_leibler_divergence

    def kl(p, q):
        return kullback_leibler_divergence(*(dit.Distribution(list("0123"), list(law)) for law in (p, q)))
    cells = dit.Distribution([f"{x}{y}" for x in range(4) for y in range(4)], list(JOINT.ravel()))
    return (lambda: kl(P, Q), lambda: kl(Q, P), lambda: kl(1.1 * P, Q),
            lambda: dit.shannon.mutual_information(cells, [0], [1]), None)


def infomeasure():
    import infomeasure

    def kl(x, y):
        return infomeasure.kld(x, y, approach="discrete")
    return (lambda: kl(*SAMPLES), lambda: kl(*SAMPLES[::-1]), None,
            lambda: infomeasure.mutual_information(X, Y, approach="discrete"),
            lambda seed: infomeasure.mutual_information(X.astype(float), Y.astype(float), approach="metric", k=3,
                                                       seed=seed))


def npeet_plus():
    import npeet_plus

    def kl(x, y):
        return npeet_plus.kldiv(x[:, None].astype(float), y[:, None].astype(float))
    return (lambda: kl(*SAMPLES), lambda: kl(*SAMPLES[::-1]), None, lambda: npeet_plus.midd(X[:, None], Y[:, None]),
            lambda seed: npeet_plus.mi(*NUMBERS, k=3))


def pyitlib():
    from pyitlib import discrete_random_variable as library

    kl = library.divergence_kullbackleibler_pmf
    return lambda: kl(P, Q), lambda: kl(Q, P), lambda: kl(1.1 * P, Q), lambda: library.information_mutual(X, Y), None


def pyinform():
    import pyinform
    from pyinform.dist import Dist
    from pyinform.shannon import relative_entropy

    p, q = Dist([8, 4, 4, 0]), Dist([2, 2, 4, 8])
    return (lambda: relative_entropy(p, q), lambda: relative_entropy(q, p), lambda: relative_entropy(Dist(1.1 * P), q),
            lambda: pyinform.mutual_info(X, Y), None)


# As the table names them: what is imported, and what fills the row.
ROWS = {
    "this course": ("helpers", course), "scipy": ("scipy", scipy), "scikit-learn": ("sklearn", scikit_learn),
    "torch.distributions": ("torch", torch_distributions), "torch.nn.functional": ("torch", torch_functional),
    "dit": ("dit", dit), "infomeasure": ("infomeasure", infomeasure), "npeet-plus": ("npeet_plus", npeet_plus),
    "pyitlib": ("pyitlib", pyitlib), "pyinform": ("pyinform", pyinform),
}


def table():
    """Library -> the cells behind its unit."""
    text = (ROOT / "solutions" / "11_estimating_information.py").read_text(encoding="utf-8")
    rows = re.findall(r"^# \| ([\w. -]+?)(?: [\d.]+)? \| `.*?` \| (?:bits|nats) \| (.*) \|$", text, re.MULTILINE)
    return {name: cells.split(" | ") for name, cells in rows}


def computed(row):
    *values, as_numbers = row
    cells = []
    for value in values:
        try:
            cells.append("-" if value is None else one_number(value()))
        except ValueError:
            cells.append("raises")
    return [*cells, "-" if as_numbers is None else seeds(as_numbers)]


def test_the_table_has_ten_rows():
    assert list(table()) == list(ROWS)


@pytest.fixture
def quietly():
    """Without the libraries' warnings, and with numpy's global generator as it was."""
    state = np.random.get_state()
    with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        yield
    np.random.set_state(state)


def needs(module):
    if importlib.util.find_spec(module) is None:
        pytest.skip(f'{module} is not installed: pip install -e ".[libraries]"')


@pytest.mark.parametrize("name", ROWS)
def test_a_row_is_what_the_library_says(name, quietly):
    module, row = ROWS[name]
    needs(module)
    assert computed(row()) == table()[name]


def test_a_divergence_that_is_infinite_and_comes_out_negative(quietly):
    needs("infomeasure")
    import infomeasure

    coin, heads = np.array([0, 1] * 8), np.zeros(16, dtype=int)
    assert float(infomeasure.kld(coin, heads, approach="discrete")) == pytest.approx(-math.log(2))


def test_the_logarithm_of_a_negative_entropy(quietly):
    from scipy import stats

    value = stats.Uniform(a=0, b=0.5).logentropy()
    assert value.imag == pytest.approx(math.pi) and value.real == pytest.approx(math.log(math.log(2)))
