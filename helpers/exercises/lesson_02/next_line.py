"""Lesson 02, second part: the next line of PRML 1.38."""

from itertools import combinations

import numpy as np

from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.checking.probes import stubs
from helpers.checking.probes.plain import claimed_bound
from helpers.exercises.shared.curves import STRICTLY_CONVEX, laws

# next_line --------------------------------------------------------------------------------------------------------


def next_line(f, values, p):
    rest = 1 - p[-1]
    return p[-1] * f(values[-1]) + rest * f(p[:-1] @ values[:-1] / rest)


def _above_the_first(value, f, values, p):
    return float(value["your line"]) - f(p @ values)


def _below_the_last(value, f, values, p):
    return p @ f(values) - float(value["your line"])


def _in_two_groups(value, f, values, p):
    """Is the line w f(mean of a group) + (1 - w) f(mean of the rest), for some group of the points?"""
    return any(np.isclose(float(value["your line"]), split, rtol=1e-5, atol=1e-5) for split in _splits(f, values, p))


def _splits(f, values, p):
    """Every right line: the points in two groups, with f at both means."""
    indices = np.arange(len(p))
    for group in (group for size in range(1, len(p)) for group in combinations(indices, size)):
        inside = np.isin(indices, group)
        yield sum(p[part].sum() * f(p[part] @ values[part] / p[part].sum()) for part in (inside, ~inside))


def _search(rng):
    """Random places to look for a counterexample: strictly convex curves, three or more distinct points.

    Drawn again where some right line lies so near one of the two ends that rounding could decide.
    """
    found = []
    for f in STRICTLY_CONVEX * 6:
        while True:
            drawn, = laws(rng, (f,), (int(rng.integers(3, 7)),))
            ends = f(drawn.arguments[2] @ drawn.arguments[1]), drawn.arguments[2] @ f(drawn.arguments[1])
            lines = [next_line(*drawn.arguments), *_splits(*drawn.arguments)]
            if ends[0] + 1e-4 < lines[0] < ends[1] - 1e-4 and ends[0] + 1e-7 < min(lines) < max(lines) < ends[1] - 1e-7:
                break
        found.append(drawn)
    return found


NEXT_LINE = Exercise(
    name="next_line", number="2.6", title="PRML 1.38: the next line of the proof", points=1, minutes=6, difficulty=2,
    construction=True, probe=claimed_bound, reference=next_line,
    cases=lambda rng: [case(stubs.square, np.array([1.0, 3.0, 6.0]), np.array([0.25, 0.25, 0.5])), *_search(rng)],
    properties=(
        Property("your line is a single number", lambda value, f, values, p: np.size(value["your line"]) == 1),
        Property("f(E X) <= your line: this call is a counterexample to that inequality",
                 lambda *line: _above_the_first(*line) >= -1e-9),
        Property("your line <= E f(X): above it, no hypothesis of induction leads down again",
                 lambda *line: _below_the_last(*line) >= -1e-9),
        Property("f(E X) < your line: equal, nothing has been moved out of f",
                 lambda *line: _above_the_first(*line) > 1e-9),
        Property("your line < E f(X): equal, all points have been moved at once, and that is the claim to be proved",
                 lambda *line: _below_the_last(*line) > 1e-9),
        Property("your line puts the points into two groups and has f at both means, each with its group's weight",
                 _in_two_groups),
    ),
    mistakes=(
        Mistake("weights not renormalised",
                lambda f, values, p: p[-1] * f(values[-1]) + (1 - p[-1]) * f(p[:-1] @ values[:-1]),
                "The two-point inequality mixes the last point with a *mean* of the others. Their weights sum to "
                "1 - p_last, so divide by it inside f."),
        Mistake("first point moved, weights not renormalised",
                lambda f, values, p: p[0] * f(values[0]) + (1 - p[0]) * f(p[1:] @ values[1:]),
                "Moving the first point is fine too, but what is left inside f must be a *mean*: its weights sum to "
                "1 - p_first, so divide by it."),
        Mistake("weights forgotten",
                lambda f, values, p: p[-1] * f(values[-1]) + f(p[:-1] @ values[:-1]),
                "f of a sum is split as if f were linear. The second term needs the weight 1 - p_last outside f, and "
                "divided by the same inside."),
        Mistake("weight missing in front",
                lambda f, values, p: p[-1] * f(values[-1]) + f(p[:-1] @ values[:-1] / (1 - p[-1])),
                "The mean of the others is right, but its height counts with the weight 1 - p_last."),
        Mistake("nothing moved", lambda f, values, p: f(p @ values),
                "That is the left side again. Use the two-point inequality once."),
        Mistake("the claim itself", lambda f, values, p: p @ f(values),
                "That is what the induction is to prove. The next line has the last point and the mean of the others."),
        Mistake("half-way", lambda f, values, p: (f(p @ values) + p @ f(values)) / 2,
                "That lies half-way between the sides of the claim, and uses it. Use only what holds for two points."),
        Mistake("unweighted mean of the others",
                lambda f, values, p: p[-1] * f(values[-1]) + (1 - p[-1]) * f(np.mean(values[:-1])),
                "The others keep the proportions of their weights: their mean is not np.mean."),
    ),
    hints=("E X is a mixture of two points: values[-1], with weight p[-1], and a mean of all the others.",
           "The others have the weights p[:-1]. What do they sum to, and what makes them sum to 1?",
           "Now the two-point inequality, once: weight * f(point) + (1 - weight) * f(other point)."),
    read='"PRML 1.38"',
)


EXERCISES = (NEXT_LINE,)
