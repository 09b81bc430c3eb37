"""Lesson 03: information from samples."""

import math

import numpy as np

from helpers import information
from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.exercises.shared.common import LN2
from helpers.exercises.shared.joint_tables import bits, h_y_given_x, mutual

# mutual_information_from_samples ----------------------------------------------------------------------------------


def _histogram(x, y, bins):
    counts = np.histogram2d(x, y, bins)[0]
    return counts / counts.sum()


def _sample_tables(rng):
    samples = []
    for n, bins, strength in ((60, 4, 0.8), (150, 5, 0.5), (400, 8, 0.9)):
        x = rng.normal(size=n)
        samples.append((x, strength * x**2 + x + 0.5 * rng.normal(size=n), bins))
    return samples


def gaussian_estimate(x, y, bins):
    return -0.5 * math.log2(max(1 - np.corrcoef(x, y)[0, 1] ** 2, 1e-12)) if np.std(x) and np.std(y) else 0.0


MUTUAL_INFORMATION_FROM_SAMPLES = Exercise(
    name="mutual_information_from_samples", number="3.10", title="Mutual information from data", points=1, minutes=6,
    difficulty=2, reference=information.mutual_information_from_samples,
    cases=lambda rng: [
        case(np.array([0.0, 0.0, 0.0, 1.0]), np.array([0.0, 0.0, 5.0, 5.0]), 2,
             note="counts 2, 1 in the first row and 0, 1 in the second: 0.3113 bits"),
        *[case(*sample) for sample in _sample_tables(rng)],
        case(np.array([0.0, 0.0, 1.0, 1.0]), np.array([3.0, 7.0, 3.0, 7.0]), 2, note="four equal cells: 0 bits"),
        case(np.array([0.0, 1.0, 2.0, 3.0]), np.array([9.0, 4.0, 1.0, 0.0]), 2,
             note="of four points three lie low in y: 0.3113 bits"),
    ],
    properties=(
        Property("an estimate from a histogram is never negative", lambda value, x, y, bins: float(value) >= -1e-9),
        Property("a variable with that many bins has at most log2(bins) bits",
                 lambda value, x, y, bins: float(value) <= math.log2(bins) + 1e-9),
    ),
    mistakes=(
        Mistake("scikit-learn's normalized_mutual_info_score", lambda x, y, bins: 2 * mutual(
            table := _histogram(x, y, bins)) / (bits(table.sum(axis=0)) + bits(table.sum(axis=1))),
                "That is a share, information over the mean of the two entropies, as scikit-learn's "
                "normalized_mutual_info_score gives. Bits are asked."),
        Mistake("bias corrected",
                lambda x, y, bins: information.mutual_information_from_samples(x, y, bins)
                - (bins - 1) ** 2 / (2 * len(x) * LN2),
                "That is the plug-in estimate minus a correction for its bias. Give the plug-in estimate itself: "
                "the lesson looks at the bias next."),
        Mistake("Gaussian formula", gaussian_estimate,
                "That is -1/2 log2(1 - correlation^2), which holds for Gaussians. Use the counts of the histogram."),
        Mistake("joint entropy", lambda x, y, bins: bits(_histogram(x, y, bins)),
                "That is the entropy of the cells of the histogram. Put the histogram into mutual_information."),
        Mistake("pairs torn apart",
                lambda x, y, bins: information.mutual_information_from_samples(np.sort(x), np.sort(y), bins),
                "x and y are sorted separately, so the pairs are lost. What belongs together must stay together."),
        Mistake("one range for both",
                lambda x, y, bins: mutual(_histogram(x, y, np.linspace(min(x.min(), y.min()), max(x.max(), y.max()),
                                                                       bins + 1))),
                "x and y are cut by the same edges. Each has bins of its own, from its smallest value to its largest."),
        Mistake("default number of bins", lambda x, y, bins: mutual(_histogram(x, y, 10)),
                "The histogram has 10 by 10 bins, numpy's default. Pass `bins` on."),
        Mistake("equally filled bins",
                lambda x, y, bins: mutual(_histogram(np.argsort(np.argsort(x)), np.argsort(np.argsort(y)), bins)),
                "The bins hold equally many samples. That is a good estimate too; here they have equal width."),
        Mistake("density in place of probability",
                lambda x, y, bins: mutual(np.histogram2d(x, y, bins, density=True)[0]),
                "These are no probabilities yet: divide the counts by their sum (density=True divides by areas, too)."),
        Mistake("conditional entropy", lambda x, y, bins: h_y_given_x(_histogram(x, y, bins)),
                "That is what the bin of x leaves open about the bin of y, H[y|x]. Asked is what it tells."),
    ),
    hints=("np.histogram2d(x, y, bins=bins) returns three things. Which one are the counts?",
           "Counts over their sum are a joint table, and you have a function for these."),
    read='"Information from samples"',
)


EXERCISES = (MUTUAL_INFORMATION_FROM_SAMPLES,)
