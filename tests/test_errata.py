"""The numbers on the page of errata, computed again, and its links to the lessons."""

import re

import numpy as np
import pytest

from helpers import information as info
from tests.pages import ROOT

PAGE = (ROOT / "ERRATA.md").read_text(encoding="utf-8")
BISHOP = np.array([[1 / 3, 1 / 3], [0, 1 / 3]])


def section(title: str) -> str:
    """The part of the page under the heading ``title``, on one line."""
    return " ".join(re.split(r"^##+ ", PAGE.split(f"# {title}\n", 1)[1], flags=re.MULTILINE)[0].split())


def sigmoid(logit):
    return 1 / (1 + np.exp(-logit))


def softmax_slopes(logits, label):
    """The gradients of cross-entropy and of the squared error with respect to the logits."""
    p = np.exp(logits) / np.exp(logits).sum()
    error = p - np.eye(len(p))[label]
    return error, 2 * p * (error - p @ error)


def channel_bound(error, believed):
    """ln 10 + E ln q for ten equal codes, an ``error`` rate, and a q that believes in another one. In nats."""
    return np.log(10) + (1 - error) * np.log(1 - believed) + error * np.log(believed / 9)


def four(*values):
    return [f"{value:.4f}" for value in values]


_, H_X, _ = info.chain_rule(BISHOP)
_, H_Y, _ = info.chain_rule(BISHOP.T)
EXAMPLE = softmax_slopes(np.log([0.2, 0.5, 0.3]), 1)
WRONG = softmax_slopes(np.array([10.0, 0.0, 0.0]), 1)
PRIOR = np.array([0.7, 0.3])
REPORTS = np.linspace(0.001, 0.999, 999)
UNIFORM = np.linspace(-1, 1, 100_001)  # a continuous code
# H(c) scored under N(0, 1), plus E ln N(c; 0, 1/3): a Q of the best width that knows nothing.
LOGGED_KNOWING_NOTHING = np.mean(UNIFORM**2) / 2 - np.log(1 / np.sqrt(3)) - np.mean(UNIFORM**2) * 3 / 2
BRIER = 0.7 * 2 * (1 - REPORTS) ** 2 + 0.3 * 2 * REPORTS**2


@pytest.mark.parametrize(("title", "numbers"), [
    ("Mutual information is what is shared",
     four(H_X, H_Y, info.mutual_information(BISHOP), info.entropy(BISHOP.ravel()))),
    ("PRML 1.31 assumes what it should show", four(info.mutual_information(BISHOP))),
    ("KL and L2", [
        *four(info.kl_divergence([0, 1, 0], [0.2, 0.5, 0.3]) * np.log(2)),
        *(str(tuple(np.round(slopes, 3).tolist())) for slopes in EXAMPLE),
        f"{WRONG[0][1] / WRONG[1][1]:.0f}",
        *four(info.entropy(PRIOR) * np.log(2), BRIER.min()), f"({REPORTS[BRIER.argmin()]:.1f}, 0.3)",
    ]),
    ("KL divergence has no upper bound, and needs no disjoint supports to be infinite", [
        f"{info.kl_divergence([1, 0], [0.5, 0.5]):.0f} bit",
        f"{info.gaussian_kl(0, 1, 2, 1):.0f} nats at distance 2", f"{info.gaussian_kl(0, 1, 4, 1):.0f} at distance 4"]),
    ("A differentiable entropy is not enough to learn the prior", [
        *four(info.entropy(PRIOR) * np.log(2)),
        "({}, {})".format(*four(*(-PRIOR * (np.log(PRIOR) + info.entropy(PRIOR) * np.log(2))))),
    ]),
    ("The saturating loss is the non-saturating one",
     four(-sigmoid(-3.0), -(1 - sigmoid(-3.0)), sigmoid(-3.0) / (1 - sigmoid(-3.0)))),
    ("The InfoGAN paper ([arXiv 1606.03657](https://arxiv.org/abs/1606.03657))",
     [str(124 + 40 + 4), str(128 + 1 + 60), *four(np.mean(UNIFORM**2) / 2, LOGGED_KNOWING_NOTHING)]),
    ('Anibali, "Implementing InfoGAN: easier than it seems?"',
     four(channel_bound(0.05, 0.05), channel_bound(0.05, 0.10))),
])
def test_numbers(title, numbers):
    for number in numbers:
        assert number in section(title)


def proof_lines(joint, f):
    """What the four lines of the proof of Lemma 5.1 sum, over (x, y) or (x, y, x')."""
    p_x, p_y = joint.sum(axis=1), joint.sum(axis=0)
    return [np.einsum("x,xy,xy->xy", p_x, joint / p_x[:, None], f), joint * f,
            np.einsum("xy,xy,ry->xyr", joint, f, joint / p_y), np.einsum("xy,ry,ry->xyr", joint, joint / p_y, f)]


def test_no_line_of_the_proof_is_false_and_one_step_has_no_reason():
    """The integrals agree for every table; what is integrated in the last two lines does not, but where x' is x."""
    random = np.random.default_rng(0)
    for shape in ((2, 3), (3, 4), (6, 2)) * 20:
        joint, f = random.dirichlet(np.ones(shape[0] * shape[1])).reshape(shape), random.normal(size=shape)
        lines = proof_lines(joint, f)
        np.testing.assert_allclose([line.sum() for line in lines], lines[0].sum(), atol=1e-12)
        agree = np.isclose(lines[2], lines[3], atol=0, rtol=1e-9)
        assert (agree == np.eye(shape[0], dtype=bool)[:, None, :]).all()
        np.testing.assert_allclose(lines[2].transpose(2, 1, 0), lines[3], atol=1e-12)  # x and x' exchanged
    assert "2, 2, 2, 2" in section("The InfoGAN paper ([arXiv 1606.03657](https://arxiv.org/abs/1606.03657))")


def test_what_the_authors_log_is_at_most_a_third_of_the_information():
    """With width 1, for codes uniform on the centres of equal cells of [-1, 1]."""
    random, largest = np.random.default_rng(0), 0.0
    for _ in range(1000):
        count = random.integers(2, 15)
        codes = (np.arange(count) + 0.5) * 2 / count - 1
        joint = random.dirichlet(np.full(random.integers(2, 15), 10 ** random.uniform(-2, 2)), size=count) / count
        p_x = joint.sum(axis=0)
        logged = np.sum((codes @ joint) ** 2 / np.where(p_x > 0, p_x, 1)) / 2
        in_nats = info.mutual_information(joint) * np.log(2)
        largest = max(largest, logged / in_nats if in_nats > 1e-9 else 0)
    assert 0.2 < largest <= 1 / 3


@pytest.mark.parametrize("error", [0.3, 0.1, 0.01])
def test_a_learned_width_pulls_harder_the_better_it_reads_and_a_category_less(error):
    """Slopes of ln Q in what Q's network returns: why section 6 has a smaller weight for continuous codes."""
    log_density = lambda mean: -((error - mean) / error) ** 2 / 2 - np.log(error)  # a code whose typical error it is
    assert (log_density(1e-6) - log_density(-1e-6)) / 2e-6 == pytest.approx(1 / error, rel=1e-6)
    logit = np.log(9 * (1 - error) / error)  # of the right one of ten codes, the others 0: it has 1 - error
    log_softmax = lambda logit: logit - np.log(np.exp(logit) + 9)
    assert (log_softmax(logit + 1e-6) - log_softmax(logit - 1e-6)) / 2e-6 == pytest.approx(error, rel=1e-6)
    assert "10.0 at a typical error of 0.1" in section(
        "The InfoGAN paper ([arXiv 1606.03657](https://arxiv.org/abs/1606.03657))")


def test_the_infinite_divergence_is_infinite():
    assert np.isinf(info.kl_divergence([0.5, 0.5], [1, 0]))


def test_links_lead_to_lessons():
    lessons = set(re.findall(r"\(notebooks/(\S+?)\.ipynb\)", PAGE))
    assert lessons
    missing = [lesson for lesson in sorted(lessons) if not (ROOT / "solutions" / f"{lesson}.py").exists()]
    assert not missing, f"no such lesson: {missing}"
