"""Lesson 11, last part: two laws that no number of programs can tell apart from a few samples.

After McAllester and Stratos (2020). Tables (n, n); a program may not know which name of y belongs to which x, so it has
nothing to go by as long as no value of x and none of y comes twice.
"""

import math

import numpy as np

from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.exercises.shared.joint_tables import mutual

LN2 = math.log(2)


def size_for(samples, chance):
    """So many equally likely values that two of the samples agree with at most this chance."""
    return math.ceil(samples * (samples - 1) / (2 * chance))


def indistinguishable_pair(samples, chance):
    """Two tables with uniform marginals: independent, and with one y for each x."""
    n = size_for(samples, chance)
    return np.full((n, n), 1 / n**2), np.eye(n) / n


def _tables(value):
    return [np.asarray(table, dtype=float) for table in value]


def chance_of_a_repetition(p, samples):
    """That two of so many draws from p agree: 1 - samples! times the sum over all sets of so many different values."""
    without = np.zeros(samples + 1)
    without[0] = 1.0
    for weight in p[p > 0]:
        without[1:] += weight * without[:-1]
    return 1 - math.factorial(samples) * without[samples]


def _marginals(table):
    return table.sum(axis=1), table.sum(axis=0)


def _rarely_repeats(value, samples, chance):
    return all(chance_of_a_repetition(p, samples) <= chance + 1e-6 for table in _tables(value)
               for p in _marginals(table))


def _same_marginals(value):
    first, second = _tables(value)
    return all(np.allclose(a, b, atol=1e-9) for a, b in zip(_marginals(first), _marginals(second), strict=True))


def _normalised(value):
    return all(np.all(table >= 0) and abs(table.sum() - 1) < 1e-6 for table in _tables(value))


def exchanged(samples, chance):
    return indistinguishable_pair(samples, chance)[::-1]


def _sized(n_of):
    def answer(samples, chance):
        n = n_of(samples, chance)
        return np.full((n, n), 1 / n**2), np.eye(n) / n
    return answer


def not_normalised(samples, chance):
    n = size_for(samples, chance)
    return np.ones((n, n)), np.eye(n)


def divided_by_n(samples, chance):
    n = size_for(samples, chance)
    return np.full((n, n), 1 / n), np.eye(n) / n


def uneven(samples, chance):
    n = size_for(samples, chance)
    weights = 0.9 ** np.arange(n)
    weights /= weights.sum()
    return np.outer(weights, weights), np.diag(weights)


def a_little_dependent(samples, chance):
    first, second = indistinguishable_pair(samples, chance)
    return first, 0.9 * first + 0.1 * second


INDISTINGUISHABLE_PAIR = Exercise(
    name="indistinguishable_pair", number="11.9", title="Two laws that nobody can tell apart", points=3, minutes=15,
    difficulty=3, reference=indistinguishable_pair, construction=True,
    cases=lambda rng: [case(3, 0.1), case(4, 0.2), case(6, 0.3)],  # small: the grader takes no large tables
    properties=(
        Property("there are two tables",
                 lambda value, samples, chance: isinstance(value, (tuple, list)) and len(value) == 2),
        Property("both are tables of one shape, with two axes", lambda value, samples, chance: len(
            {np.shape(table) for table in value}) == 1 and np.ndim(value[0]) == 2),
        Property("in each table no probability is negative and all of them sum to 1",
                 lambda value, samples, chance: _normalised(value)),
        Property("x and y are independent in the first table, 0 nats",
                 lambda value, samples, chance: abs(mutual(_tables(value)[0])) < 1e-6),
        Property("both tables have the same p(x) and the same p(y)",
                 lambda value, samples, chance: _same_marginals(value)),
        Property("no value of x comes twice among the samples, and none of y, except with the given chance",
                 _rarely_repeats),
        Property("x and y share at least 2 ln(samples) nats in the second table",
                 lambda value, samples, chance: mutual(_tables(value)[1]) * LN2 >= 2 * math.log(samples) - 1e-9),
    ),
    mistakes=(
        Mistake("exchanged", exchanged, "The independent table comes first."),
        Mistake("as many values as samples", _sized(lambda samples, chance: samples),
                "With as many values as samples, two of them will almost surely agree. Any two agree with the chance "
                "1/n, and there are samples (samples - 1)/2 ways to choose two."),
        Mistake("samples over chance", _sized(lambda samples, chance: math.ceil(samples / chance)),
                "samples/chance values are too few: it is not one sample that must be rare, but one pair of samples, "
                "and there are samples (samples - 1)/2 pairs."),
        Mistake("chance left out", _sized(lambda samples, chance: samples * (samples - 1) // 2),
                "So many values make one repetition likely. Divide by the chance that is allowed."),
        Mistake("samples squared", _sized(lambda samples, chance: samples**2),
                "The number of values does not depend on the chance. With n values, the pairs of samples agree with "
                "samples (samples - 1)/2n at most."),
        Mistake("not normalised", not_normalised, "The tables mark what is possible. Divide each by its sum."),
        Mistake("rows sum to 1", divided_by_n,
                "Each row of the first table sums to 1. The whole table has to: its n x n cells hold 1/n^2 each."),
        Mistake("uneven values", uneven,
                "Some values are much more frequent than others, so they come twice. Make all equally likely."),
        Mistake("a little dependent", a_little_dependent,
                "The second table is mixed with the independent one, which costs most of its information. Let x "
                "determine y."),
        Mistake("twice the same", lambda samples, chance: (indistinguishable_pair(samples, chance)[0],) * 2,
                "Both tables are independent. The second one must hold information: let x determine y."),
    ),
    hints=("If all n values of x are equally likely, what is the chance that two given samples agree? In how many "
           "ways can two be chosen?",
           "Which table of n equally likely x and n equally likely y has no information? Which has the most?",
           "np.full((n, n), 1 / n**2) and np.eye(n) / n. It remains to choose n from samples and chance."),
    read='"The wall"',
)


EXERCISES = (INDISTINGUISHABLE_PAIR,)
