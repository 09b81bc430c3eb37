"""Lesson 10, second part: how much of a factor the digit explains."""


import numpy as np

from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.exercises.shared.common import quiet
from helpers.measures import factors

# variance_explained -----------------------------------------------------------------------------------------------


def _group_means(values, groups):
    return np.array([np.asarray(values)[np.asarray(groups) == g].mean() for g in np.unique(groups)])


def _measured(rng, counts):
    groups = rng.permutation(np.repeat(rng.permutation(10)[:len(counts)], counts))
    return rng.normal(size=10)[groups] + rng.normal(size=len(groups)), groups


VARIANCE_EXPLAINED = Exercise(
    name="variance_explained", number="10.5", title="How much the digit explains", points=2, minutes=10, difficulty=2,
    reference=factors.variance_explained,
    cases=lambda rng: [
        case(np.array([1.0, 3.0, 5.0, 5.0, 5.0, 5.0]), np.array([4, 4, 7, 7, 7, 7]),
             note="the means are 2 and 5; the variance is 2.3333, of which 2 lies between the groups: 6/7 = 0.8571"),
        *[case(*_measured(rng, counts)) for counts in ((3, 9, 5), (12, 4), (6, 2, 15, 8))],
        case(np.array([1.0, 3.0, 1.0, 3.0]), np.array([0, 0, 8, 8]),
             note="both groups have the same mean: nothing is explained, 0"),
        case(np.array([2.0, 2.0, 9.0]), np.array([1, 1, 3]), note="the group says everything: 1"),
    ],
    properties=(Property("a share lies between 0 and 1", lambda value, *_: -1e-9 <= float(value) <= 1 + 1e-9),),
    mistakes=(
        Mistake("correlation with the label", lambda v, g: quiet(lambda: np.corrcoef(v, g)[0, 1] ** 2),
                "That is the squared correlation with the label as a number. A digit is a name: compare group means."),
        Mistake("groups taken as equally large", lambda v, g: _group_means(v, g).var() / np.var(v),
                "Every group counts the same. Give every value its group's mean, so that large groups count more."),
        Mistake("variance of the list of means", lambda v, g: _group_means(v, g).var(),
                "That is the variance of the list of means, one for each group. Count each mean as often as its group "
                "occurs, and divide by the variance of all values."),
        Mistake("variances within, averaged equally",
                lambda v, g: 1 - np.mean([v[g == k].var() for k in np.unique(g)]) / np.var(v),
                "The variances within the groups are averaged as if all were equally large. Weigh each by its share."),
        Mistake("squares, not variances",
                lambda v, g: sum((g == k).sum() * v[g == k].mean() ** 2 for k in np.unique(g)) / np.sum(v**2),
                "Squares of the values are compared. A variance is about distances: subtract the mean of all first."),
        Mistake("between over within",
                lambda v, g: quiet(lambda: np.divide(*(lambda s: (s, 1 - s))(factors.variance_explained(v, g)))),
                "The variance between the groups is divided by the variance within. Divide by all of it."),
        Mistake("standard deviation within, averaged",
                lambda v, g: 1 - sum((g == k).mean() * v[g == k].std() for k in np.unique(g)) / np.std(v),
                "Standard deviations are averaged. Averages of variances add up to the whole, those of roots do not."),
    ),
    hints=("Replace every value by the mean of its group. The variance of that is what the group explains.",
           "for g in np.unique(groups): values[groups == g].mean() is the mean, (groups == g).sum() how many share it.",
           "Divide by values.var()."),
    read='"What the digit has to do with it"',
)


EXERCISES = (VARIANCE_EXPLAINED,)
