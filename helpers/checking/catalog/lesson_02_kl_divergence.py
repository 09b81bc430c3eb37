"""Lesson 02, second part: cross-entropy, KL divergence, Gaussians, estimates from samples, forward KL."""

import math

import numpy as np

from helpers import information
from helpers.checking import stubs
from helpers.checking.exercise import Exercise, Mistake, Property, case

LN2 = math.log(2)
INF = float("inf")


def _quiet(compute):
    with np.errstate(all="ignore"):
        return compute()


def _pairs(rng, sizes=(2, 3, 5, 8)):
    """Random pairs of probability vectors, uneven enough to tell formulas apart."""
    return [case(rng.dirichlet(np.full(size, 0.8)), rng.dirichlet(np.full(size, 2.0))) for size in sizes]


def _violated(p, q):
    return bool(np.any((p > 0) & (q == 0)))


def _over(keep, terms):
    """The sum of ``terms`` where ``keep`` is true."""
    return float(np.sum(terms[keep]))


# cross_entropy ----------------------------------------------------------------------------------------------------


def cross_entropy_by_mask(p, q):
    possible = p > 0
    with np.errstate(divide="ignore"):
        return -np.sum(p[possible] * np.log2(q[possible]))


def cross_entropy_by_loop(p, q):
    total = 0.0
    for weight, belief in zip(p, q, strict=True):
        if weight > 0:
            total += weight * (math.log2(1 / belief) if belief > 0 else math.inf)
    return total


CROSS_ENTROPY = Exercise(
    name="cross_entropy", number="2.7", title="Bits paid under a wrong belief", points=1, minutes=5, difficulty=1,
    reference=information.cross_entropy,
    cases=lambda rng: [
        case(np.array([0.5, 0.25, 0.25]), np.array([0.25, 0.5, 0.25]),
             note="the code lengths under q are 2, 1, 2, used half, a quarter, a quarter of the time: 1.75 bits"),
        case(np.array([0.5, 0.5]), np.array([0.9, 0.1]), note="(0.1520 + 3.3219) / 2 = 1.7370 bits"),
        *_pairs(rng),
        case(np.array([1.0, 0.0]), np.array([0.5, 0.5]), note="an outcome that never happens costs nothing: 1 bit"),
        case(np.array([0.5, 0.5, 0.0]), np.array([0.5, 0.5, 0.0]), note="where p is 0, q may be 0 as well: 1 bit"),
        case(np.array([0.5, 0.5]), np.array([1.0, 0.0]),
             note="the second outcome happens, and q has no code word for it: inf"),
    ],
    properties=(
        Property("the cross-entropy is at least the entropy of p",
                 lambda value, p, q: float(value) >= information.entropy(p) - 1e-9),
    ),
    mistakes=(
        Mistake("natural logarithm", lambda p, q: information.cross_entropy(p, q) * LN2,
                "That is the right quantity in nats: the logarithm is the natural one."),
        Mistake("p and q swapped", lambda p, q: information.cross_entropy(q, p),
                "p says how often, q says how long. Yours has the two laws the other way round."),
        Mistake("missing minus", lambda p, q: -information.cross_entropy(p, q),
                "Every p log2 q is zero or negative. The cross-entropy is the sum with its sign turned."),
        Mistake("KL divergence", lambda p, q: information.kl_divergence(p, q),
                "That is the extra cost, KL(p || q). The cross-entropy is the whole cost."),
        Mistake("entropy of p", lambda p, q: information.entropy(p),
                "That is the cost with the right code. Here the code was made for q."),
        Mistake("entropy of q", lambda p, q: information.entropy(q),
                "The lengths are those of q, but the outcomes come from p: weight by p."),
        Mistake("not weighted", lambda p, q: _quiet(lambda: _over(p > 0, -np.log2(q))),
                "The code lengths are added, but not weighted by how often they are used."),
        Mistake("binary cross-entropy",
                lambda p, q: _quiet(lambda: float(-np.nansum(p * np.log2(q)) - np.nansum((1 - p) * np.log2(1 - q)))),
                "The terms with 1 - p and 1 - q belong to yes-or-no outcomes, one for each entry. Here the entries are "
                "the outcomes of one law."),
        Mistake("whole-number lengths", lambda p, q: _quiet(lambda: _over(p > 0, p * np.ceil(-np.log2(q)))),
                "That is the average length of Shannon's code for q, rounded up. Cross-entropy uses -log2 q itself."),
        Mistake("mean over the outcomes", lambda p, q: information.cross_entropy(p, q) / len(p),
                "The probabilities already do the averaging: np.mean divides once more. Use a sum."),
        Mistake("missing support dropped", lambda p, q: _over((p > 0) & (q > 0), -p * np.log2(np.maximum(q, 1e-300))),
                "Outcomes with q = 0 are left out. If they can happen, there is no code word for them: the cost is "
                "inf."),
        Mistake("epsilon inside the logarithm", lambda p, q: float(-np.sum(p * np.log2(q + 1e-8))),
                "Adding a small number inside the logarithm makes an infinite cost finite. Treat the zeros by "
                "themselves."),
        Mistake("0 log 0 is nan", lambda p, q: _quiet(lambda: float(-np.sum(p * np.log2(q)))),
                "0 times infinity is nan for a computer. Leave out the outcomes with p = 0."),
    ),
    hints=("Under q, an outcome has a word of -log2 q bits. How often is it used?",
           "Sum over the outcomes that happen: p > 0.",
           "np.log2(0) is -inf, which is what you want where p > 0 and never where p = 0."),
    alternatives=(cross_entropy_by_mask, cross_entropy_by_loop), read='"A wrong belief costs bits"',
)


# kl_divergence ----------------------------------------------------------------------------------------------------


def kl_by_ratio(p, q):
    possible = p > 0
    if (q[possible] == 0).any():
        return math.inf
    return np.sum(p[possible] * np.log2(p[possible] / q[possible]))


def kl_by_difference(p, q):
    return cross_entropy_by_mask(p, q) - cross_entropy_by_mask(p, p)


def _disjoint(p, q):
    return not np.any((p > 0) & (q > 0))


def _kl_terms(p, q):
    return np.where((p > 0) & (q > 0), p * np.log2(np.maximum(p, 1e-300) / np.maximum(q, 1e-300)), 0.0)


KL_DIVERGENCE = Exercise(
    name="kl_divergence", number="2.8", title="KL divergence: the extra bits", points=2, minutes=8, difficulty=2,
    reference=information.kl_divergence,
    cases=lambda rng: [
        case(np.array([0.5, 0.5]), np.array([0.75, 0.25]), note="0.5 log2(2/3) + 0.5 log2(2) = 0.2075 bits"),
        case(np.array([0.36, 0.48, 0.16]), np.full(3, 1 / 3), note="log2(3) - 1.4619 = 0.1231 bits"),
        case(np.array([0.2, 0.3, 0.5]), np.array([0.2, 0.3, 0.5]), note="the right belief costs nothing extra: 0"),
        *_pairs(rng),
        case(np.array([1.0, 0.0]), np.array([0.5, 0.5]), note="an outcome that never happens adds nothing: 1 bit"),
        case(np.array([0.5, 0.5, 0.0]), np.array([0.25, 0.75, 0.0]), note="where p is 0, q may be 0 as well"),
        case(np.array([0.5, 0.5]), np.array([1.0, 0.0]),
             note="the second outcome happens and q rules it out: inf, although the supports overlap"),
        case(np.array([1.0, 0.0]), np.array([0.0, 1.0]), note="what happens is ruled out by q: inf"),
    ],
    properties=(
        Property("Gibbs: a KL divergence is never negative", lambda value, p, q: float(value) >= -1e-9),
        Property("it is 0 only where p = q", lambda value, p, q: float(value) > 1e-12 or np.allclose(p, q)),
    ),
    mistakes=(
        Mistake("natural logarithm", lambda p, q: information.kl_divergence(p, q) * LN2,
                "That is the right quantity in nats: the logarithm is the natural one."),
        Mistake("p and q swapped", lambda p, q: information.kl_divergence(q, p),
                "That is KL(q || p), and the two differ. p gives the weights and stands on top in the ratio."),
        Mistake("sign turned", lambda p, q: -information.kl_divergence(p, q),
                "A divergence is never negative. In the ratio p stands on top."),
        Mistake("cross-entropy", information.cross_entropy,
                "That is the whole cost, the cross-entropy. Subtract what the right belief costs."),
        Mistake("missing support dropped", lambda p, q: float(_kl_terms(p, q).sum()),
                "Outcomes with q = 0 are left out. If they can happen, the divergence is inf."),
        Mistake("infinite only if disjoint",
                lambda p, q: INF if _disjoint(p, q) else float(_kl_terms(p, q).sum()),
                "The supports need not be disjoint: one outcome with p > 0 and q = 0 is enough for inf."),
        Mistake("infinite at any zero", lambda p, q: INF if np.any(q == 0) else information.kl_divergence(p, q),
                "q = 0 does no harm where p = 0 as well: that outcome never happens."),
        Mistake("0 log 0 is nan", lambda p, q: _quiet(lambda: float(np.sum(p * np.log2(p / q)))),
                "0 times log 0 is nan for a computer. Leave out the outcomes with p = 0."),
        Mistake("epsilon inside the logarithm",
                lambda p, q: float(np.sum(p * np.log2((p + 1e-10) / (q + 1e-10)))),
                "Adding a small number inside the logarithm makes an infinite divergence finite. Treat the zeros by "
                "themselves."),
        Mistake("both directions averaged",
                lambda p, q: (information.kl_divergence(p, q) + information.kl_divergence(q, p)) / 2,
                "That is the average of KL(p || q) and KL(q || p), which is symmetric. Only the first is asked for."),
        Mistake("both directions added",
                lambda p, q: information.kl_divergence(p, q) + information.kl_divergence(q, p),
                "That is KL(p || q) + KL(q || p), Jeffreys' divergence. Only the first is asked for."),
        Mistake("Jensen-Shannon divergence", information.js_divergence,
                "That is the Jensen-Shannon divergence, which compares both laws with their average. It comes in "
                "lesson 4."),
        Mistake("total variation", lambda p, q: float(np.abs(p - q).sum() / 2),
                "Half the sum of |p - q| is the total variation distance. Average log2(p/q) over p."),
        Mistake("logarithm of the mean ratio",
                lambda p, q: _quiet(lambda: float(np.log2(_over(p > 0, p * p / q)))),
                "The ratios p/q are averaged first. The logarithm stands inside the average."),
        Mistake("weighted by q",
                lambda p, q: -information.kl_divergence(q, p) if not _violated(q, p) else -INF,
                "The logarithm of p/q is averaged with the weights q. The outcomes come from p."),
        Mistake("not weighted", lambda p, q: INF if _violated(p, q) else _over(
            p > 0, np.log2(np.maximum(p, 1e-300)) - np.log2(np.maximum(q, 1e-300))),
                "The logarithms of the ratios are added without weights. Each counts as often as its outcome happens."),
        Mistake("absolute values", lambda p, q: INF if _violated(p, q) else float(np.abs(_kl_terms(p, q)).sum()),
                "Single terms may be negative, and must stay so: only the sum is never negative."),
        Mistake("difference of the entropies", lambda p, q: information.entropy(q) - information.entropy(p),
                "H(q) - H(p) averages -log2 q over q. Both logarithms are averaged over p."),
        Mistake("mean over the outcomes",
                lambda p, q: INF if _violated(p, q) else float(_kl_terms(p, q).mean()),
                "The probabilities already do the averaging: np.mean divides once more. Use a sum."),
        Mistake("not summed", lambda p, q: _quiet(lambda: np.where(p > 0, p * np.log2(p / q), 0.0)),
                "These are the contributions of the single outcomes. The divergence is their sum."),
        Mistake("squared distance", lambda p, q: float(np.sum((p - q) ** 2)),
                "That is the squared distance of the two vectors, which is always finite. Average log2(p/q) over p."),
    ),
    hints=("The extra cost: what an outcome costs under q, minus what it costs under p, on average over p.",
           "log2(p/q), weighted with p, summed over the outcomes with p > 0.",
           "First ask whether there is an outcome with p > 0 and q = 0."),
    alternatives=(kl_by_ratio, kl_by_difference), read='"KL divergence" and "Infinite"',
)


# gaussian_kl ------------------------------------------------------------------------------------------------------


def gaussian_kl_from_cross_entropy(mean_p, std_p, mean_q, std_q):
    cross = 0.5 * math.log(2 * math.pi * std_q**2) + (std_p**2 + (mean_p - mean_q) ** 2) / (2 * std_q**2)
    return cross - 0.5 * math.log(2 * math.pi * math.e * std_p**2)


def gaussian_kl_by_variances(mean_p, std_p, mean_q, std_q):
    variance_p, variance_q = std_p**2, std_q**2
    return 0.5 * (np.log(variance_q / variance_p) + (variance_p + np.square(mean_p - mean_q)) / variance_q - 1)


def _gaussian_kl(mean_p, std_p, mean_q, std_q, log_ratio=1.0, constant=0.5):
    return log_ratio * math.log(std_q / std_p) + (std_p**2 + (mean_p - mean_q) ** 2) / (2 * std_q**2) - constant


GAUSSIAN_KL = Exercise(
    name="gaussian_kl", number="2.9", title="KL divergence of two Gaussians", points=1, minutes=6, difficulty=2,
    reference=information.gaussian_kl,
    cases=lambda rng: [
        case(0.0, 1.0, 0.0, 1.0, note="the same Gaussian twice: 0"),
        case(0.0, 1.0, 2.0, 1.0, note="equal widths, means 2 apart: 2^2 / 2 = 2 nats"),
        case(0.0, 1.0, 0.0, 2.0, note="ln 2 + 1/8 - 1/2 = 0.3181 nats"),
        case(0.0, 2.0, 0.0, 1.0, note="-ln 2 + 4/2 - 1/2 = 0.8069 nats"),
        case(1.0, 1.0, 3.0, 1.0, note="only the distance of the means counts: 2 nats, as with means 0 and 2"),
        *[case(*map(float, (m[0], s[0], m[1], s[1]))) for m, s in zip(rng.normal(size=(4, 2)) * 2,
                                                                     rng.uniform(0.3, 3, size=(4, 2)), strict=True)],
    ],
    properties=(
        Property("a KL divergence is never negative", lambda value, *arguments: float(value) >= -1e-9),
    ),
    mistakes=(
        Mistake("p and q swapped",
                lambda mean_p, std_p, mean_q, std_q: information.gaussian_kl(mean_q, std_q, mean_p, std_p),
                "That is KL(q || p). The variance in the denominator belongs to q, the belief."),
        Mistake("bits", lambda *arguments: information.gaussian_kl(*arguments) / LN2,
                "That is the right quantity in bits. Divergences of densities are given in nats here."),
        Mistake("constant missing", lambda *arguments: _gaussian_kl(*arguments, constant=0.0),
                "Two equal Gaussians must give 0: the term -1/2, from the entropy of p, is missing."),
        Mistake("logarithm missing", lambda *arguments: _gaussian_kl(*arguments, log_ratio=0.0),
                "The ratio of the widths also enters through its logarithm, ln(std_q / std_p)."),
        Mistake("logarithm upside down", lambda *arguments: _gaussian_kl(*arguments, log_ratio=-1.0),
                "The logarithm is upside down: std_q stands on top."),
        Mistake("logarithm of the variances", lambda *arguments: _gaussian_kl(*arguments, log_ratio=2.0),
                "ln(std_q / std_p) is half the logarithm of the ratio of the variances: a factor 1/2 is missing."),
        Mistake("variance of p forgotten",
                lambda mean_p, std_p, mean_q, std_q: math.log(std_q / std_p)
                + (mean_p - mean_q) ** 2 / (2 * std_q**2),
                "E (x - mean_q)^2 over p is more than (mean_p - mean_q)^2: it also holds the variance of p."),
        Mistake("std in place of variance",
                lambda mean_p, std_p, mean_q, std_q: 0.5 * math.log(std_q / std_p)
                + (std_p + (mean_p - mean_q) ** 2) / (2 * std_q) - 0.5,
                "The formula is used with variances, but the arguments are standard deviations: square them."),
        Mistake("width of p not squared",
                lambda mean_p, std_p, mean_q, std_q: math.log(std_q / std_p)
                + (std_p + (mean_p - mean_q) ** 2) / (2 * std_q**2) - 0.5,
                "std_p enters the mean square as a variance: square it."),
        Mistake("divided by the variance of p",
                lambda mean_p, std_p, mean_q, std_q: math.log(std_q / std_p)
                + (std_p**2 + (mean_p - mean_q) ** 2) / (2 * std_p**2) - 0.5,
                "The mean square is divided by the variance of q, whose density it comes from."),
        Mistake("difference not squared",
                lambda mean_p, std_p, mean_q, std_q: math.log(std_q / std_p)
                + (std_p**2 + abs(mean_p - mean_q)) / (2 * std_q**2) - 0.5,
                "The distance of the means enters squared."),
        Mistake("2 in the denominator missing",
                lambda mean_p, std_p, mean_q, std_q: math.log(std_q / std_p)
                + (std_p**2 + (mean_p - mean_q) ** 2) / std_q**2 - 1,
                "A Gaussian has (x - mean)^2 / (2 std^2) in its exponent: the 2 is missing."),
    ),
    hints=("Average ln p(x) - ln q(x) over x from p.",
           "E (x - mean_q)^2 over p is std_p^2 + (mean_p - mean_q)^2.",
           "ln(std_q / std_p), plus that over 2 std_q^2, minus 1/2."),
    alternatives=(gaussian_kl_from_cross_entropy, gaussian_kl_by_variances), read='"Gaussians"',
)


# kl_monte_carlo ---------------------------------------------------------------------------------------------------


def monte_carlo_by_loop(log_p, log_q, samples):
    ratios = [float(log_p(x)) - float(log_q(x)) for x in samples]
    mean = sum(ratios) / len(ratios)
    variance = sum((ratio - mean) ** 2 for ratio in ratios) / (len(ratios) - 1)
    return mean, math.sqrt(variance / len(ratios))


def monte_carlo_by_moments(log_p, log_q, samples):
    ratios = log_p(samples) - log_q(samples)
    return np.array([ratios.mean(), np.sqrt(np.var(ratios, ddof=1) / ratios.size)])


def _ratios(log_p, log_q, samples):
    return log_p(samples) - log_q(samples)


def _estimate(change):
    """The exercise with the ratios' mean and error changed by ``change(ratios)``."""
    return lambda log_p, log_q, samples: change(_ratios(log_p, log_q, samples))


KL_MONTE_CARLO = Exercise(
    name="kl_monte_carlo", number="2.10", title="KL divergence from samples", points=2, minutes=8, difficulty=2,
    reference=information.kl_monte_carlo,
    cases=lambda rng: [
        case(stubs.log_standard_normal, stubs.log_shifted_normal, np.array([0.0, 1.0, 2.0]),
             note="ln p - ln q is 0.5, -0.5, -1.5: mean -0.5 (an estimate may be negative), standard deviation 1, "
             "error 1/sqrt(3) = 0.5774"),
        case(stubs.log_standard_normal, stubs.log_standard_normal, rng.normal(size=5),
             note="p against itself: exactly 0, and no error"),
        case(stubs.log_standard_normal, stubs.log_wide_normal, rng.normal(size=40)),
        case(stubs.log_laplace, stubs.log_standard_normal, rng.laplace(size=30)),
        case(stubs.log_shifted_normal, stubs.log_standard_normal, rng.normal(loc=1, size=300)),
    ],
    properties=(
        Property("the standard error is not negative", lambda value, *arguments: float(value[1]) >= 0),
    ),
    mistakes=(
        Mistake("p and q swapped", lambda log_p, log_q, samples: information.kl_monte_carlo(log_q, log_p, samples),
                "The sign is turned: average ln p - ln q over samples from p."),
        Mistake("standard deviation as error", _estimate(lambda r: (r.mean(), r.std(ddof=1))),
                "That is the spread of a single ratio. The error of their mean is smaller by sqrt(N)."),
        Mistake("ddof 0", _estimate(lambda r: (r.mean(), r.std() / np.sqrt(len(r)))),
                "np.std divides by N. An estimate of the spread from N samples divides by N - 1: ddof=1."),
        Mistake("variance as error", _estimate(lambda r: (r.mean(), r.var(ddof=1) / len(r))),
                "That is the variance of the mean. The standard error is its square root."),
        Mistake("divided by N", _estimate(lambda r: (r.mean(), r.std(ddof=1) / len(r))),
                "The error of a mean falls with sqrt(N), not with N."),
        Mistake("median", _estimate(lambda r: (np.median(r), r.std(ddof=1) / np.sqrt(len(r)))),
                "The median of the ratios is not their mean. The divergence is an average."),
        Mistake("absolute value", _estimate(lambda r: (abs(r.mean()), r.std(ddof=1) / np.sqrt(len(r)))),
                "The divergence is never negative, but an estimate of it may be. Cutting off the sign hides how "
                "uncertain it is."),
        Mistake("sum in place of mean", _estimate(lambda r: (r.sum(), r.std(ddof=1) / np.sqrt(len(r)))),
                "The ratios are added. Take their mean."),
        Mistake("bits", _estimate(lambda r: (r.mean() / LN2, r.std(ddof=1) / LN2 / np.sqrt(len(r)))),
                "That is the right quantity in bits. The arguments are natural logarithms: the result is in nats."),
        Mistake("weighted by the density",
                lambda log_p, log_q, samples: (float(np.mean(np.exp(log_p(samples)) * _ratios(log_p, log_q, samples))),
                                               float(np.std(_ratios(log_p, log_q, samples), ddof=1)
                                                     / np.sqrt(len(samples)))),
                "p is in the samples already: frequent values come often. Multiplying by p(x) counts it twice."),
        Mistake("logarithm of the mean ratio", _estimate(lambda r: (np.log(np.mean(np.exp(r))),
                                                                   r.std(ddof=1) / np.sqrt(len(r)))),
                "The ratios p/q are averaged first. The logarithm stands inside the average (and Jensen says which "
                "of the two is larger)."),
        Mistake("error forgotten", _estimate(lambda r: r.mean()),
                "Two values are asked for: the estimate and its standard error."),
    ),
    hints=("One number for each sample: ln p(x) - ln q(x).", "The estimate is the mean of these numbers.",
           "The standard error of a mean is np.std(..., ddof=1) / sqrt(N)."),
    alternatives=(monte_carlo_by_loop, monte_carlo_by_moments), read='"KL from samples"',
)


# forward_kl_gaussian ----------------------------------------------------------------------------------------------


def forward_by_moments(values, p):
    mean = np.sum(p * values)
    return mean, math.sqrt(max(0.0, np.sum(p * values**2) - mean**2))


def forward_by_average(values, p):
    mean = np.average(values, weights=p)
    return np.array([mean, np.sqrt(np.average((values - mean) ** 2, weights=p))])


def _forward(change):
    return lambda values, p: change(values, p, *information.forward_kl_gaussian(values, p))


FORWARD_KL_GAUSSIAN = Exercise(
    name="forward_kl_gaussian", number="2.11", title="The Gaussian closest in forward KL", points=1, minutes=6,
    difficulty=2, reference=information.forward_kl_gaussian,
    cases=lambda rng: [
        case(np.array([-3.0, 1.0]), np.array([0.25, 0.75]),
             note="mean 0; variance 0.25 * 9 + 0.75 * 1 = 3; std 1.7321"),
        case(np.array([2.0, 4.0, 9.0]), np.array([0.5, 0.25, 0.25]), note="mean 4.25; std 2.8614"),
        *[case(rng.uniform(-3, 5, size), rng.dirichlet(np.ones(size))) for size in (3, 5, 20)],
    ],
    properties=(
        Property("the width is not negative", lambda value, values, p: float(value[1]) >= 0),
    ),
    mistakes=(
        Mistake("unweighted", lambda values, p: (float(np.mean(values)), float(np.std(values))),
                "np.mean and np.std treat all values as equally likely. Weight them by p."),
        Mistake("variance", _forward(lambda values, p, mean, std: (mean, std**2)),
                "That is the variance. The width asked for is the standard deviation."),
        Mistake("spread about 0", _forward(lambda values, p, mean, std: (mean, math.sqrt(p @ values**2))),
                "That is the root mean square, the spread about 0. Measure from the mean."),
        Mistake("the largest mode", _forward(lambda values, p, mean, std: (float(values[np.argmax(p)]), std)),
                "The most probable value is what the reverse KL may choose. Forward KL must cover everything p does."),
        Mistake("spread about the mode",
                lambda values, p: (float(values[np.argmax(p)]),
                                   math.sqrt(p @ (values - values[np.argmax(p)]) ** 2)),
                "The most probable value is what the reverse KL may choose. Forward KL must cover everything p does, "
                "in its centre and in its width."),
        Mistake("width without weights",
                _forward(lambda values, p, mean, std: (mean, float(np.sqrt(np.mean((values - mean) ** 2))))),
                "The mean is weighted, but the squared distances are averaged without p."),
        Mistake("corrected for a small sample",
                _forward(lambda values, p, mean, std: (mean, std * math.sqrt(len(p) / (len(p) - 1)))),
                "N/(N - 1) corrects an estimate from N samples. p is the law itself: nothing is estimated here."),
        Mistake("mean absolute distance",
                _forward(lambda values, p, mean, std: (mean, float(p @ np.abs(values - mean)))),
                "That is the mean absolute distance. The derivative of ln q leads to the mean square."),
    ),
    hints=("KL(p || q) depends on q only through E ln q(x), x from p.",
           "Write ln q(x) of a Gaussian and set its derivatives with respect to mean and std to 0.",
           "The best Gaussian has p's own mean and p's own standard deviation."),
    alternatives=(forward_by_moments, forward_by_average), read='"Two directions"',
)

EXERCISES = (CROSS_ENTROPY, KL_DIVERGENCE, GAUSSIAN_KL, KL_MONTE_CARLO, FORWARD_KL_GAUSSIAN)
