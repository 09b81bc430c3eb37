"""The laws of information theory, on random cases, against scipy and torch."""

import numpy as np
import pytest
import scipy.spatial.distance
import scipy.special
import scipy.stats
import scipy.stats.contingency
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import information as info

law = settings(max_examples=300, deadline=None, derandomize=True)
weights = st.one_of(st.just(0.0), st.floats(1e-6, 1.0))


@st.composite
def laws(draw, count=1, size=None):
    """``count`` probability vectors on the same 1 to 6 outcomes, zeros included."""
    size = size or draw(st.integers(1, 6))
    vectors = [np.array(draw(st.lists(weights, min_size=size, max_size=size).filter(any))) for _ in range(count)]
    vectors = [vector / vector.sum() for vector in vectors]
    return vectors if count > 1 else vectors[0]


@st.composite
def joints(draw):
    rows, columns = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    return draw(laws(size=rows * columns)).reshape(rows, columns)


@st.composite
def channels(draw, size):
    """A table (size, 3) of conditional laws, one a row."""
    return np.array(draw(laws(count=max(2, size), size=3)))[:size]


def close(value):
    return pytest.approx(value, abs=1e-9, rel=1e-9)


@law
@given(laws())
def test_entropy_agrees_with_scipy_and_lies_between_0_and_log_k(p):
    value = info.entropy(p)
    assert value == close(scipy.stats.entropy(p, base=2))
    assert -1e-12 <= value <= np.log2(len(p)) + 1e-12
    assert value == close(p[p > 0] @ info.surprisal(p[p > 0]))


@law
@given(laws(count=2), st.randoms(use_true_random=False))
def test_relabelling_the_outcomes_changes_nothing(pair, random):
    p, q = pair
    order = random.sample(range(len(p)), len(p))
    assert info.entropy(p[order]) == close(info.entropy(p))
    for divergence in (info.cross_entropy, info.kl_divergence, info.js_divergence):
        assert divergence(p[order], q[order]) == close(divergence(p, q))


@law
@given(laws(count=2))
def test_kl_agrees_with_scipy_and_gibbs_inequality_holds(pair):
    p, q = pair
    value = info.kl_divergence(p, q)
    assert value == close(scipy.special.rel_entr(p, q).sum() / np.log(2))
    assert value >= 0
    assert np.isinf(value) == bool(np.any((p > 0) & (q == 0)))
    assert value >= np.sum(np.abs(p - q)) ** 2 / (2 * np.log(2)) - 1e-9, "Pinsker: 0 only where p and q are equal"
    assert info.kl_divergence(p, p) == close(0)


@law
@given(laws(count=2))
def test_cross_entropy_is_entropy_plus_kl(pair):
    p, q = pair
    assert info.cross_entropy(p, q) == close(info.entropy(p) + info.kl_divergence(p, q))


@law
@given(laws(count=2))
def test_js_agrees_with_scipy_and_lies_between_0_and_1_bit(pair):
    p, q = pair
    value = info.js_divergence(p, q)
    distance = scipy.spatial.distance.jensenshannon(p, q, base=2)
    assert value == pytest.approx(distance**2, abs=1e-7)
    assert value == close(info.js_divergence(q, p))
    assert 0 <= value <= 1 + 1e-12
    assert (value == close(1)) == (np.sum(np.minimum(p, q)) < 1e-9), "1 bit exactly where the supports are disjoint"


@law
@given(st.data())
def test_processing_data_never_adds_information(data):
    p, q = data.draw(laws(count=2))
    channel = data.draw(channels(len(p)))
    assert info.kl_divergence(p @ channel, q @ channel) <= info.kl_divergence(p, q) + 1e-9
    assert info.js_divergence(p @ channel, q @ channel) <= info.js_divergence(p, q) + 1e-9
    joint = data.draw(joints())
    channel = data.draw(channels(joint.shape[1]))
    assert info.mutual_information(joint @ channel) <= info.mutual_information(joint) + 1e-9


@law
@given(joints())
def test_chain_rule_both_ways_round(joint):
    together, first, second_given_first = info.chain_rule(joint)
    assert together == close(first + second_given_first)
    assert together == close(info.entropy(info.marginals(joint)[1]) + info.conditional_entropy(joint.T))
    rows = [p_x * scipy.stats.entropy(row, base=2)
            for p_x, row in zip(joint.sum(axis=1), joint, strict=True) if p_x > 0]
    assert second_given_first == close(sum(rows))


@law
@given(joints(), st.randoms(use_true_random=False))
def test_mutual_information_four_ways_symmetric_bounded_and_blind_to_labels(joint, random):
    value = info.mutual_information(joint)
    p_x, p_y = info.marginals(joint)
    assert info.information_four_ways(joint) == close(np.full(4, value))
    assert info.mutual_information(joint.T) == close(value)
    assert 0 <= value <= min(info.entropy(p_x), info.entropy(p_y)) + 1e-9
    order = random.sample(range(len(p_x)), len(p_x))
    assert info.mutual_information(joint[order]) == close(value)


@law
@given(laws(), laws())
def test_mutual_information_is_0_exactly_for_independent_variables(p_x, p_y):
    independent = np.outer(p_x, p_y)
    assert info.mutual_information(independent) == close(0)
    assert info.conditional_entropy(independent) == close(info.entropy(p_y))
    if np.sum(p_x > 0.01) > 1 and np.sum(p_y > 0.01) > 1:
        (a, b), (c, d) = np.argsort(p_x)[-2:], np.argsort(p_y)[-2:]
        shift = min(independent[a, d], independent[b, c]) / 2  # keeps both marginals
        independent[[a, b], [d, c]] -= shift
        independent[[a, b], [c, d]] += shift
        assert info.mutual_information(independent) > 1e-10


def test_mutual_information_survives_marginals_whose_product_underflows():
    tiny = 1e-300
    assert info.mutual_information([[1 - tiny, 0], [0, tiny]]) == close(0)


@law
@given(laws())
def test_shannon_code_lengths_make_a_code_within_one_bit_of_entropy(p):
    lengths = info.shannon_code_lengths(p)
    assert lengths.dtype.kind == "i"
    assert np.sum(2.0 ** -lengths[p > 0]) <= 1 + 1e-12, "Kraft: a prefix code with these lengths exists"
    assert info.entropy(p) - 1e-9 <= p @ lengths < info.entropy(p) + 1 + 1e-9


@law
@given(st.lists(st.integers(0, 5), min_size=1, max_size=30))
def test_entropy_from_samples_is_that_of_the_counts(samples):
    counts = list({value: samples.count(value) for value in samples}.values())
    assert info.entropy_from_samples(samples) == close(scipy.stats.entropy(counts, base=2))


@law
@given(st.data())
def test_no_law_with_that_mean_is_more_uncertain(data):
    p = data.draw(laws())
    values = np.array(data.draw(st.lists(st.integers(-20, 20), min_size=len(p), max_size=len(p), unique=True)), float)
    mean = float(np.clip(p @ values, values.min(), values.max()))
    best = info.most_uncertain_given_mean(values, mean)
    assert best.sum() == close(1)
    assert best @ values == pytest.approx(mean, abs=1e-9)
    assert info.entropy(best) >= info.entropy(p) - 1e-9


@law
@given(st.floats(1e-3, 1e3), st.floats(-100, 100), st.floats(1e-3, 1e3))
def test_differential_entropies_agree_with_scipy_and_scaling_adds_its_logarithm(std, low, scale):
    assert info.gaussian_entropy(std) == close(scipy.stats.norm(scale=std).entropy())
    assert info.uniform_entropy(low, low + std) == pytest.approx(scipy.stats.uniform(low, std).entropy(), abs=1e-6)
    assert info.gaussian_entropy(scale * std) == close(info.gaussian_entropy(std) + np.log(scale))


@law
@given(st.floats(-5, 5), st.floats(0.1, 10), st.sampled_from([400, 800]))
def test_binned_entropy_plus_log_width_tends_to_differential_entropy(mean, std, bins):
    gaussian = scipy.stats.norm(mean, std)
    low, high = mean - 10 * std, mean + 10 * std
    binned = info.binned_entropy(gaussian.pdf, low, high, bins)
    assert binned + np.log((high - low) / bins) == pytest.approx(info.gaussian_entropy(std), abs=1e-4)


def test_binned_entropy_takes_the_density_in_the_middle_of_each_bin():
    assert info.binned_entropy(lambda x: 2 * x, 0, 1, 2) == close(scipy.stats.entropy([0.25, 0.75]))


@law
@given(st.floats(-10, 10), st.floats(0.1, 10), st.floats(-10, 10), st.floats(0.1, 10), st.floats(0.1, 10))
def test_gaussian_kl_agrees_with_torch_and_ignores_units(mean_p, std_p, mean_q, std_q, scale):
    p, q = (torch.distributions.Normal(torch.tensor(m, dtype=torch.double), torch.tensor(s, dtype=torch.double))
            for m, s in ((mean_p, std_p), (mean_q, std_q)))
    value = info.gaussian_kl(mean_p, std_p, mean_q, std_q)
    assert value == pytest.approx(torch.distributions.kl_divergence(p, q).item(), rel=1e-9, abs=1e-9)
    assert value >= 0
    rescaled = info.gaussian_kl(scale * mean_p + 1, scale * std_p, scale * mean_q + 1, scale * std_q)
    assert rescaled == pytest.approx(value, rel=1e-6, abs=1e-6)
    assert info.gaussian_kl(mean_p, std_p, mean_p, std_p) == close(0)


@law
@given(st.lists(st.floats(-10, 10), min_size=2, max_size=50), st.floats(-3, 3), st.floats(0.5, 3))
def test_kl_monte_carlo_is_a_mean_with_its_standard_error(samples, mean, std):
    log_p, log_q = scipy.stats.norm(0, 1).logpdf, scipy.stats.norm(mean, std).logpdf
    estimate, error = info.kl_monte_carlo(log_p, log_q, samples)
    ratios = log_p(samples) - log_q(samples)
    assert estimate == close(np.mean(ratios))
    assert error == close(scipy.stats.sem(ratios))


def test_kl_monte_carlo_finds_the_gaussian_kl():
    samples = np.random.default_rng(0).normal(0, 1, 100_000)
    estimate, error = info.kl_monte_carlo(scipy.stats.norm(0, 1).logpdf, scipy.stats.norm(1, 2).logpdf, samples)
    assert abs(estimate - info.gaussian_kl(0, 1, 1, 2)) < 4 * error < 0.02


@law
@given(st.data())
def test_no_gaussian_is_closer_in_forward_kl(data):
    p = data.draw(laws())
    values = np.array(data.draw(st.lists(st.floats(-10, 10), min_size=len(p), max_size=len(p))))
    mean, std = info.forward_kl_gaussian(values, p)
    assert mean == close(np.average(values, weights=p))
    if std > 1e-3:
        other = data.draw(st.floats(-1, 1)), data.draw(st.floats(0.5, 2))
        best = p @ scipy.stats.norm(mean, std).logpdf(values)
        assert best >= p @ scipy.stats.norm(mean + other[0] * std, other[1] * std).logpdf(values) - 1e-9


@law
@given(st.floats(-0.999, 0.999))
def test_gaussian_mutual_information_from_three_entropies(correlation):
    together = scipy.stats.multivariate_normal(cov=[[1, correlation], [correlation, 1]]).entropy()
    value = info.gaussian_mutual_information(correlation)
    assert value == pytest.approx(2 * info.gaussian_entropy(1) - together, abs=1e-9)
    assert value == info.gaussian_mutual_information(-correlation)


@law
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=60), st.integers(1, 6))
def test_mutual_information_from_samples_is_blind_to_units_and_bounded_by_bins(samples, bins):
    x, y = np.array(samples, float).T
    value = info.mutual_information_from_samples(x, y, bins)
    assert value == close(info.mutual_information_from_samples(y, x, bins))
    assert value == close(info.mutual_information_from_samples(4 * x, y / 2, bins))
    assert 0 <= value <= np.log2(bins) + 1e-9


@law
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=60))
def test_mutual_information_from_samples_is_that_of_the_table_of_counts(samples):
    x, y = np.array([(0, 0), (9, 9), *samples]).T  # both ends are there, so ten bins hold one integer each
    counts = scipy.stats.contingency.crosstab(x, y).count
    assert info.mutual_information_from_samples(x, y, 10) == close(info.mutual_information(counts / counts.sum()))


@pytest.mark.parametrize(("call", "words"), [
    (lambda: info.entropy([0.5, 0.6]), "sum of 1.1"),
    (lambda: info.entropy([-0.1, 1.1]), "got -0.1"),
    (lambda: info.entropy([np.nan, 1]), "got nan"),
    (lambda: info.entropy([[0.5, 0.5]]), r"shape \(1, 2\)"),
    (lambda: info.entropy([]), r"shape \(0,\)"),
    (lambda: info.mutual_information([0.5, 0.5]), "a table"),
    (lambda: info.kl_divergence([1], [0.5, 0.5]), "same outcomes, got 1 and 2"),
    (lambda: info.surprisal([1.5]), "between 0 and 1"),
    (lambda: info.entropy_from_samples([]), "at least one sample"),
    (lambda: info.most_uncertain_given_mean([1, 2], 3), "between 1 and 2"),
    (lambda: info.gaussian_entropy(-1), "positive standard deviation, got -1"),
    (lambda: info.uniform_entropy(1, 1), "positive width"),
    (lambda: info.gaussian_mutual_information(1), "strictly between"),
    (lambda: info.kl_monte_carlo(np.sin, np.cos, [1.0]), "at least two samples"),
])
def test_bad_input_is_refused_with_what_came_and_what_was_expected(call, words):
    with pytest.raises(ValueError, match=words):
        call()
