"""Lesson 06, fourth part: generated and real pictures compared, and what runs with a few seeds can tell."""

import numpy as np
from scipy import stats

from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.measures import clusters

# frechet_distance -------------------------------------------------------------------------------------------------


def _moments(features, ddof=1):
    return features.mean(axis=0), np.cov(features, rowvar=False, ddof=ddof)


def _root(matrix):
    values, vectors = np.linalg.eigh(matrix)
    return vectors * np.sqrt(values.clip(min=0)) @ vectors.T


def _frechet(gap=lambda d: np.sum(d**2), spread=None, ddof=1):
    """A distance with another part for the means or for the covariances."""
    def answer(features_a, features_b):
        (mean_a, cov_a), (mean_b, cov_b) = _moments(features_a, ddof), _moments(features_b, ddof)
        if spread:
            return gap(mean_a - mean_b) + spread(cov_a, cov_b)
        return gap(mean_a - mean_b) + np.trace(cov_a + cov_b) - 2 * np.trace(_root(_root(cov_a) @ cov_b @ _root(cov_a)))
    return answer


def _distance(gap, a, b):
    return np.sum(gap**2) + np.trace(a + b) - 2 * np.trace(_root(_root(a) @ b @ _root(a)))


def _second_moments(a, b):
    return _distance(a.mean(axis=0) - b.mean(axis=0), a.T @ a / len(a), b.T @ b / len(b))


def _correlations(a, b):
    correlations = (np.corrcoef(features, rowvar=False) for features in (a, b))
    return _distance(a.mean(axis=0) - b.mean(axis=0), *correlations)


def _cloud(rng, n, scale=1.0, shift=0.0):
    mix = rng.normal(size=(3, 3))
    return rng.normal(size=(n, 3)) @ mix * scale + shift


SQUARE = np.array([[0.0, 0.0], [2.0, 0.0], [0.0, 2.0], [2.0, 2.0]])

FRECHET_DISTANCE = Exercise(
    name="frechet_distance", number="6.5", title="The Fréchet distance", points=4, minutes=20, difficulty=3,
    reference=clusters.frechet_distance,
    cases=lambda rng: [
        case(SQUARE, 2 * SQUARE + np.array([2.0, 3.0]),
             note="the means (1, 1) and (4, 5) are 5 apart, which is 25; the variances 4/3 and 16/3 of each feature "
                  "add 4/3, twice: 27.6667"),
        case(_cloud(rng, 8), _cloud(rng, 12, 2.0, 1.0)),
        case(_cloud(rng, 40, 1.0, 2.0), _cloud(rng, 30)),
        case(SQUARE, SQUARE[::-1].copy(), note="the same features in another order: 0"),
        case(SQUARE, SQUARE + np.array([0.0, 3.0]), note="only the means differ, by 3: 9"),
        case(SQUARE @ np.array([[2.0, 1.0], [0.0, 1.0]]), SQUARE @ np.array([[1.0, 0.0], [1.0, 2.0]])),
    ],
    properties=(
        Property("a distance is never negative", lambda value, a, b: float(value) >= -1e-6),
        Property("the mean gap alone is never more", lambda value, a, b: float(value) >= np.sum(
            (a.mean(axis=0) - b.mean(axis=0)) ** 2) - 1e-6),
    ),
    tolerance=1e-5,
    mistakes=(
        Mistake("divided by N", _frechet(ddof=0),
                "The covariances are divided by N. Divide by N - 1: ddof=1, which is np.cov's default."),
        Mistake("root of each entry", _frechet(spread=lambda a, b: np.trace(a + b - 2 * np.sqrt(np.abs(a @ b)))),
                "The root is taken of each entry. A matrix root is a matrix whose product with itself gives the "
                "matrix; the two agree for diagonal matrices only."),
        Mistake("product of the roots", _frechet(spread=lambda a, b: np.trace(a + b - 2 * _root(a) @ _root(b))),
                "The roots of the covariances are multiplied. It is the root of their product, and the two differ when "
                "the covariances do not commute."),
        Mistake("features taken as independent", _frechet(
            spread=lambda a, b: np.sum((np.sqrt(np.diag(a)) - np.sqrt(np.diag(b))) ** 2)),
                "Only the variances are used. The covariances of different features belong to it as well."),
        Mistake("mean gap not squared", _frechet(gap=np.linalg.norm),
                "The distance of the means is not squared. It enters as a sum of squares."),
        Mistake("mean gap averaged", _frechet(gap=lambda d: np.mean(d**2)),
                "The squared gaps of the means are averaged. They are summed over the features."),
        Mistake("2 forgotten", _frechet(spread=lambda a, b: np.trace(a + b) - np.trace(
            _root(_root(a) @ b @ _root(a)))),
                "The root of the product counts twice. Otherwise the distance of a set to itself is not 0."),
        Mistake("plus the root", _frechet(spread=lambda a, b: np.trace(a + b) + 2 * np.trace(
            _root(_root(a) @ b @ _root(a)))),
                "The root is added. It is subtracted, twice, so that a set has distance 0 to itself."),
        Mistake("root of the sum", _frechet(spread=lambda a, b: np.trace(a + b - 2 * _root(a + b))),
                "The root is taken of the sum of the covariances. It belongs to their product."),
        Mistake("gap not squared by entries", _frechet(gap=lambda d: np.sum(np.abs(d))),
                "The gaps of the means are summed without squares. It is the sum of their squares."),
        Mistake("mean of everything", lambda a, b: _frechet(gap=lambda gap: (a.mean() - b.mean()) ** 2)(a, b),
                "The means run over all entries. Each feature has its own mean: axis 0."),
        Mistake("eigenvalues in order", _frechet(spread=lambda a, b: np.sum(
            (np.sqrt(np.linalg.eigvalsh(a)) - np.sqrt(np.linalg.eigvalsh(b))) ** 2)),
                "The eigenvalues are paired by size, as if the axes were the same. Take those of C_a C_b."),
        Mistake("not centred", _second_moments,
                "That is x'x / N, not a covariance: the mean was not subtracted, so it counts twice. np.cov does it."),
        Mistake("correlations", _correlations,
                "Those are correlations: the sizes of the features are lost. np.cov, not np.corrcoef."),
        Mistake("means only", _frechet(spread=lambda a, b: 0.0),
                "Only the means are compared. Two sets with the same mean may still look quite different."),
        Mistake("covariances only", _frechet(gap=lambda d: 0.0), "The gap between the means is missing."),
        Mistake("root missing", _frechet(spread=lambda a, b: np.trace(a + b - 2 * a @ b)),
                "The root of the product is missing. Without it even the units do not fit."),
        Mistake("difference of the covariances", _frechet(spread=lambda a, b: np.sum((a - b) ** 2)),
                "The covariances are compared entry by entry. The formula has traces and a matrix root."),
        Mistake("without the trace", _frechet(spread=lambda a, b: a + b - 2 * _root(_root(a) @ b @ _root(a))),
                "That is a matrix. Its trace is asked, the sum of its diagonal."),
        Mistake("covariances of the rows", lambda a, b: _distance(
            a.mean(axis=0) - b.mean(axis=0), np.cov(a), np.cov(b)),
                "The means are right, the covariances are those of the pictures with each other. np.cov takes rows for "
                "features; rowvar=False changes that."),
        Mistake("rows taken as features", lambda a, b: _frechet()(a.T, b.T),
                "Rows and columns are swapped: each row is a picture, each column a feature. np.cov wants rowvar=False "
                "for that, and the mean runs over axis 0."),
    ),
    hints=("Means by .mean(axis=0), covariances by np.cov(features, rowvar=False).",
           "The matrix root of C_a C_b: scipy.linalg.sqrtm, of which the real part is used. Only its trace is needed.",
           "That trace is also the sum of the roots of C_a C_b's eigenvalues. Rounding may make one negative."),
    read='"How far from the real ones?"',
)


# seed_interval ----------------------------------------------------------------------------------------------------


def seed_interval(values):
    """(low, high): mean -+ t(0.975, n - 1) times the standard error, the 95 % interval of the mean."""
    values = np.asarray(values, dtype=float)
    half = stats.t.ppf(0.975, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values))
    return float(values.mean() - half), float(values.mean() + half)


def _interval(factor=lambda n: stats.t.ppf(0.975, n - 1), error=lambda v: v.std(ddof=1) / np.sqrt(len(v))):
    def answer(values):
        values = np.asarray(values, dtype=float)
        half = factor(len(values)) * error(values)
        return values.mean() - half, values.mean() + half
    return answer


SEED_INTERVAL = Exercise(
    name="seed_interval", number="6.6", title="What three seeds can tell", points=2, minutes=8, difficulty=2,
    reference=seed_interval,
    cases=lambda rng: [
        case(np.array([2.0, 3.0, 4.0]),
             note="the mean is 3, the standard deviation 1, the standard error 1/sqrt(3) = 0.5774, and t for two "
                  "degrees of freedom is 4.3027: 3 -+ 2.4841"),
        *[case(rng.normal(size=n)) for n in (3, 5, 12)],
    ],
    properties=(Property("the low end is not above the high end", lambda value, values: value[0] <= value[1]),),
    mistakes=(
        Mistake("1.96", _interval(factor=lambda n: 1.96),
                "1.96 holds for very many runs. The spread is itself estimated from a few: use Student's t with n - 1 "
                "degrees of freedom, which is 4.30 for three."),
        Mistake("normal quantile", _interval(factor=lambda n: stats.norm.ppf(0.975)),
                "That is a Gaussian's quantile, 1.96, for very many runs. For three it is 4.30, by Student's t."),
        Mistake("one side", _interval(factor=lambda n: stats.t.ppf(0.95, n - 1)),
                "That leaves out 5 % on each side, 10 % in all. For 95 % take the quantile 0.975."),
        Mistake("n degrees of freedom", _interval(factor=lambda n: stats.t.ppf(0.975, n)),
                "The mean is estimated as well, which costs one: n - 1 degrees of freedom."),
        Mistake("two standard errors", _interval(factor=lambda n: 2.0),
                "Two standard errors are a rule of thumb for many runs. For three runs it takes 4.30, by Student's t."),
        Mistake("two standard deviations", _interval(factor=lambda n: 2.0, error=lambda v: v.std(ddof=1)),
                "That is where most single runs lie. The mean of n is surer, by the root of n, with Student's t."),
        Mistake("variance", _interval(error=lambda v: v.var(ddof=1) / np.sqrt(len(v))),
                "The variance stands where the standard deviation belongs."),
        Mistake("99 %", _interval(factor=lambda n: stats.t.ppf(0.995, n - 1)),
                "That interval covers 99 %. For 95 % leave out 2.5 % on each side: the quantile 0.975."),
        Mistake("1.96 and ddof 0", _interval(factor=lambda n: 1.96, error=lambda v: v.std() / np.sqrt(len(v))),
                "Two slips make the interval too narrow: 1.96 for Student's t, and a deviation with ddof=0."),
        Mistake("percentiles", lambda v: tuple(np.percentile(v, [2.5, 97.5])),
                "Percentiles of three runs lie between them. The interval of their mean may reach beyond them."),
        Mistake("half width alone", lambda v: v.mean() - seed_interval(v)[0],
                "That is the half width. Return both ends, low and high."),
        Mistake("one standard error", _interval(factor=lambda n: 1.0),
                "That is one standard error to each side, which covers far less than 95 %."),
    ),
    hints=("Standard error: standard deviation with ddof=1, over the root of n.",
           "A 95 % interval reaches scipy.stats.t.ppf(0.975, n - 1) standard errors to each side."),
    read='"Three seeds"',
)

EXERCISES = (FRECHET_DISTANCE, SEED_INTERVAL)
