"""Lesson 10, third part: which code says how much about which factor, and how exclusively."""

import numpy as np

from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.exercises.shared.common import quiet
from helpers.measures import factors

# information_matrix -----------------------------------------------------------------------------------------------


def _pairs(compute):
    """The answer that fills the matrix with ``compute(code, factor, bins)``."""
    def matrix(codes, factors_, bins):
        codes, factors_ = np.asarray(codes, dtype=float), np.asarray(factors_, dtype=float)
        return np.array([[compute(code, factor, bins) for factor in factors_.T] for code in codes.T])

    return matrix


def _table(code, factor, bins):
    counts = np.histogram2d(code, factor, bins=bins)[0]
    return counts / counts.sum()


def _entropy(p):
    p = np.ravel(p)
    return float(-np.sum(p[p > 0] * np.log(p[p > 0])))


def _nats(table):
    return _entropy(table.sum(axis=1)) + _entropy(table.sum(axis=0)) - _entropy(table)


def _ranks(values):
    return np.argsort(np.argsort(values)) / len(values)


def _fixed_cells(code, factor, bins):
    counts = np.histogram2d(np.clip(code, -1, 1), np.clip(factor, -1, 1), bins=bins, range=[[-1, 1], [-1, 1]])[0]
    return _nats(counts / counts.sum())


def _density(code, factor, bins):
    return _nats(np.histogram2d(code, factor, bins=bins, density=True)[0])


def _correlated(code, factor):
    return np.corrcoef(code, factor)[0, 1]


def _entangled(rng, samples, codes, measured, bins):
    """Codes, factors that are noisy mixtures of them, and a number of bins."""
    c = rng.uniform(-1, 1, size=(samples, codes))
    mixed = np.tanh(2 * c @ rng.normal(size=(codes, measured))) + 0.3 * rng.normal(size=(samples, measured))
    return c, mixed * 10 + 50, bins


FOUR_CODES = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
THREE_FACTORS = np.array([[5.0, 2.0, 7.0], [5.0, 2.0, 7.0], [9.0, 2.0, 7.0], [9.0, 4.0, 8.0]])

INFORMATION_MATRIX = Exercise(
    name="information_matrix", number="10.6", title="Which code tells which factor", points=2, minutes=10, difficulty=2,
    reference=factors.information_matrix,
    cases=lambda rng: [
        case(FOUR_CODES, THREE_FACTORS, 2,
             note="the first factor is the first code: ln 2 = 0.6931 nats, and 0 from the second code; the other two "
                  "factors single out the last row: 0.2158 nats from either code"),
        case(*_entangled(rng, 120, 2, 3, 5)), case(*_entangled(rng, 200, 3, 2, 8)),
        case(*_entangled(rng, 90, 2, 2, 4)), case(*_entangled(rng, 150, 4, 1, 6)),
        case(FOUR_CODES[:, :1], FOUR_CODES[:, :1] * 3, 4,
             note="a factor that is three times the code: ln 2 = 0.6931 nats, also where two of the four cells of "
                  "each are empty"),
    ],
    properties=(
        Property("mutual information is never negative", lambda value, *_: np.min(value) > -1e-9),
        Property("a variable in that many cells carries at most ln(bins) nats",
                 lambda value, codes, measured, bins: np.max(value) <= np.log(bins) + 1e-9),
    ),
    mistakes=(
        Mistake("correlation", _pairs(lambda c, f, bins: quiet(lambda: _correlated(c, f))),
                "That is the correlation. It sees straight lines only, and is no information."),
        Mistake("size of the correlation", _pairs(lambda c, f, bins: quiet(lambda: abs(_correlated(c, f)))),
                "That is the size of the correlation. It sees straight lines only, and is no information."),
        Mistake("squared correlation", _pairs(lambda c, f, bins: quiet(lambda: _correlated(c, f) ** 2)),
                "That is the squared correlation. It sees straight lines only, and is no information."),
        Mistake("entropy of the factor", _pairs(lambda c, f, bins: _entropy(_table(c, f, bins).sum(axis=0))),
                "That is the entropy of the factor. Subtract what stays open when the code is known."),
        Mistake("entropy of the code", _pairs(lambda c, f, bins: _entropy(_table(c, f, bins).sum(axis=1))),
                "That is the entropy of the code. Subtract what stays open when the factor is known."),
        Mistake("Gaussian formula", _pairs(lambda c, f, bins: quiet(lambda: -0.5 * np.log1p(-_correlated(c, f) ** 2))),
                "That is the information of two Gaussians. Codes and factors are not Gaussian: count in a table."),
        Mistake("what is left of the factor",
                _pairs(lambda c, f, bins: _entropy(_table(c, f, bins)) - _entropy(_table(c, f, bins).sum(axis=1))),
                "That is H[factor | code], what stays open when the code is known. Subtract it from H[factor]."),
        Mistake("joint entropy", _pairs(lambda c, f, bins: _entropy(_table(c, f, bins))),
                "That is the entropy of the joint table. The information is H[code] + H[factor] minus it."),
        Mistake("share of the factor's entropy",
                _pairs(lambda c, f, bins: _nats(_table(c, f, bins)) / _entropy(_table(c, f, bins).sum(axis=0))),
                "The values are divided by the entropy of the factor. Give the nats themselves."),
        Mistake("cells of equal counts", _pairs(lambda c, f, bins: _nats(_table(_ranks(c), _ranks(f), bins))),
                "The cells hold equally many values. Here they are equally wide, from the smallest to the largest "
                "value, as np.histogram2d makes them."),
        Mistake("the same cells for all", _pairs(_fixed_cells),
                "Codes and factors get the same cells here, as from -1 to 1. Let each pair span its own values, as "
                "np.histogram2d does."),
        Mistake("density in place of probability", _pairs(lambda *a: quiet(lambda: _density(*a))),
                "Counts have become densities (density=True). The table has to hold probabilities that sum to 1."),
        Mistake("excess subtracted",
                _pairs(lambda c, f, bins: _nats(_table(c, f, bins)) - (bins - 1) ** 2 / (2 * len(c))),
                "The expected excess of the estimate is subtracted. Return the plug-in estimate itself."),
        Mistake("twenty bins always", lambda c, f, bins: factors.information_matrix(c, f, 20),
                "There are always 20 cells. Pass bins on."),
        Mistake("ten bins always", lambda c, f, bins: factors.information_matrix(c, f, 10),
                "np.histogram2d makes ten bins unless it is told: bins=bins."),
    ),
    hints=("One entry: mutual_information_from_samples(codes[:, i], factors[:, j], bins), which is in bits.",
           "Two loops fill the matrix; the outer one runs over codes."),
    read='"A table of information"',
)


# mutual_information_gap -------------------------------------------------------------------------------------------


def _ordered(matrix, axis=0):
    """The matrix from the largest to the smallest entry."""
    return np.flip(np.sort(np.asarray(matrix, dtype=float), axis=axis), axis=axis)


def _gaps(matrix):
    ordered = _ordered(matrix)
    return ordered[0] - ordered[1]


def _gap_over_rows(matrix, factor_entropies):
    ordered = _ordered(matrix, axis=1)
    return np.mean((ordered[:, 0] - ordered[:, 1]) / np.asarray(factor_entropies)[: len(matrix)].mean())


def _random_matrix(rng, codes, measured):
    entropies = rng.uniform(1, 3, size=measured)
    return rng.uniform(0, 0.9, size=(codes, measured)) * entropies, entropies


MUTUAL_INFORMATION_GAP = Exercise(
    name="mutual_information_gap", number="10.7", title="The mutual information gap", points=2, minutes=8, difficulty=2,
    reference=factors.mutual_information_gap,
    cases=lambda rng: [
        case(np.array([[0.1, 1.0], [0.9, 0.2], [0.3, 0.4]]), np.array([2.0, 1.5]),
             note="(0.9 - 0.3) / 2 = 0.3 and (1.0 - 0.4) / 1.5 = 0.4: the gap is 0.35"),
        *[case(*_random_matrix(rng, codes, measured)) for codes, measured in ((4, 3), (3, 2), (5, 4), (3, 3))],
        case(np.array([[1.2, 0.0], [0.0, 0.8]]), np.array([1.2, 0.8]),
             note="each code tells one factor completely, and nothing else: 1"),
        case(np.array([[1.2], [1.2], [0.1]]), np.array([1.5]), note="two codes tell it equally well: 0"),
    ],
    properties=(Property("the gap lies between 0 and 1", lambda value, *_: -1e-9 <= float(value) <= 1 + 1e-9),),
    mistakes=(
        Mistake("not divided by the entropy", lambda m, h: float(_gaps(m).mean()),
                "The differences are averaged as they are. Divide each by the entropy of its factor."),
        Mistake("over factors in place of codes", _gap_over_rows,
                "Entries of one row are compared, the factors of one code. Compare a column: the codes of one factor."),
        Mistake("largest minus smallest",
                lambda m, h: float(np.mean((_ordered(m)[0] - _ordered(m)[-1]) / np.asarray(h))),
                "The smallest is subtracted. The rival of the best code is the second best."),
        Mistake("largest minus mean of the others",
                lambda m, h: float(np.mean((_ordered(m)[0] - _ordered(m)[1:].mean(axis=0)) / np.asarray(h))),
                "The mean of the other codes is subtracted. Take the second best: idle codes must not flatter."),
        Mistake("largest minus mean of all",
                lambda m, h: float(np.mean((_ordered(m)[0] - _ordered(m).mean(axis=0)) / np.asarray(h))),
                "The mean of all codes is subtracted. The rival is the second best."),
        Mistake("largest minus sum of the others",
                lambda m, h: float(np.mean((_ordered(m)[0] - _ordered(m)[1:].sum(axis=0)) / np.asarray(h))),
                "All other codes are subtracted. The gap subtracts the second best only."),
        Mistake("nothing subtracted", lambda m, h: float(np.mean(_ordered(m)[0] / np.asarray(h))),
                "That is how well the best code tells each factor. The second best may tell it as well: subtract it."),
        Mistake("first two rows", lambda m, h: float(np.mean((np.asarray(m)[0] - np.asarray(m)[1]) / np.asarray(h))),
                "The second row is subtracted from the first. The best codes differ between factors: sort columns."),
        Mistake("absolute difference of the first two rows",
                lambda m, h: float(np.mean(np.abs(np.asarray(m)[0] - np.asarray(m)[1]) / np.asarray(h))),
                "The first two rows are compared. The best codes differ from factor to factor: sort each column."),
        Mistake("ratio of sums", lambda m, h: float(_gaps(m).sum() / np.sum(h)),
                "The sum of the differences is divided by the sum of the entropies. Divide each first, then average."),
        Mistake("divided by the largest", lambda m, h: float(np.mean(_gaps(m) / _ordered(m)[0])),
                "The differences are divided by the largest information. Divide by the entropy of the factor: a best "
                "code that knows little must not score high."),
        Mistake("second over first", lambda m, h: float(np.mean(_ordered(m)[1] / _ordered(m)[0])),
                "That is a ratio of the two best codes. The gap is their difference, over the entropy."),
        Mistake("smallest two", lambda m, h: float(np.mean((_ordered(m)[-2] - _ordered(m)[-1]) / np.asarray(h))),
                "The two smallest are compared: np.sort puts the largest last."),
    ),
    hints=("np.sort(matrix, axis=0) sorts each column, the largest entry last.",
           "(ordered[-1] - ordered[-2]) / factor_entropies has one entry for each factor. Take the mean."),
    read='"One number for the whole table"',
)

EXERCISES = (INFORMATION_MATRIX, MUTUAL_INFORMATION_GAP)
