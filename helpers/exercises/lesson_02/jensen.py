"""Lesson 02, second part: Jensen's inequality, and its proof by induction (PRML 1.38)."""


import numpy as np

from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.checking.probes import stubs
from helpers.exercises.shared.common import quiet
from helpers.exercises.shared.curves import CONVEX, STRICTLY_CONVEX, laws, never_falls

# jensen_gap -------------------------------------------------------------------------------------------------------


def jensen_gap(f, values, p):
    return float(p @ f(values) - f(p @ values))


JENSEN_GAP = Exercise(
    name="jensen_gap", number="2.4", title="Jensen's gap", points=1, minutes=4, difficulty=1,
    reference=jensen_gap,
    cases=lambda rng: [
        case(stubs.square, np.array([0.0, 2.0]), np.array([0.25, 0.75]),
             note="E X^2 = 3 and (E X)^2 = 2.25: a gap of 0.75, the variance"),
        case(stubs.minus_log, np.array([1.0, 4.0]), np.array([0.5, 0.5]),
             note="E[-ln X] = -0.6931 and -ln E X = -0.9163: a gap of 0.2231"),
        case(stubs.straight_line, np.array([1.0, 2.0, 5.0]), np.array([0.2, 0.3, 0.5]),
             note="a straight line has no gap"),
        case(stubs.sine, np.array([0.5, 1.5, 2.5]), np.array([0.2, 0.3, 0.5]),
             note="the sine bends down here: E f(X) = 0.6944 and f(E X) = 0.9738, a gap of -0.2795"),
        *laws(rng, (*CONVEX, stubs.sine), (3, 3, 4, 4, 5, 2, 6)),
    ],
    properties=(
        Property("Jensen: the gap of a convex function is never negative",
                 lambda value, f, values, p: f not in CONVEX or float(value) >= -1e-9),
    ),
    mistakes=(
        Mistake("unweighted heights", lambda f, values, p: float(np.mean(f(values)) - f(p @ values)),
                "The average of the heights is taken without p."),
        Mistake("unweighted mean", lambda f, values, p: float(p @ f(values) - f(np.mean(values))),
                "The mean inside f is taken without p."),
        Mistake("height at the mean", lambda f, values, p: float(f(p @ values)),
                "That is f(E X). It is to be subtracted from E f(X)."),
        Mistake("p inside f", lambda f, values, p: quiet(lambda: float(np.sum(f(p * values)) - f(p @ values))),
                "p stands inside f: the heights are taken first, then weighted."),
        Mistake("absolute value", lambda f, values, p: abs(jensen_gap(f, values, p)),
                "The sign is lost. A negative gap is what shows that f is not convex."),
    ),
    hints=("Two averages: of the heights f(values), and of the values.", "p @ f(values) is E f(X)."),
    read='"Jensen\'s inequality"',
)


# jensen_chain -----------------------------------------------------------------------------------------------------


def jensen_chain(f, values, p):
    chain = []
    for k in range(len(p)):
        rest = p[k:].sum()
        tail = rest * f(p[k:] @ values[k:] / rest) if rest > 0 else 0.0
        chain.append(p[:k] @ f(values[:k]) + tail)
    return np.array(chain)


def _chain(f, values, p, tail):
    """The chain with another formula for what is left: tail(rest, sum of p_i x_i over the rest)."""
    return quiet(lambda: np.array([p[:k] @ f(values[:k]) + tail(p[k:].sum(), p[k:] @ values[k:])
                                    for k in range(len(p))]))


def one_point_lost(f, values, p):
    rests = [p[k + 1:].sum() for k in range(len(p))]
    return [p[:k] @ f(values[:k]) + (rest * f(p[k + 1:] @ values[k + 1:] / rest) if rest else 0)
            for k, rest in enumerate(rests)]


JENSEN_CHAIN = Exercise(
    name="jensen_chain", number="2.5", title="PRML 1.38 in numbers: one link per point", points=2, minutes=12,
    difficulty=3, reference=jensen_chain,
    cases=lambda rng: [
        case(stubs.square, np.array([0.0, 2.0, 4.0]), np.array([0.5, 0.25, 0.25]),
             note="f(E X) = 2.25; then 0.5 * 0 + 0.5 * 3^2 = 4.5; then E f(X) = 5"),
        case(stubs.straight_line, np.array([1.0, 2.0, 5.0]), np.array([0.2, 0.3, 0.5]),
             note="a straight line keeps its value at every link: 8.9"),
        case(stubs.square, np.array([3.0]), np.array([1.0]), note="one point: one entry, f(3) = 9"),
        *laws(rng, (*STRICTLY_CONVEX, stubs.sine), (4, 3, 5, 4, 6)),
        case(stubs.square, np.array([1.0, 3.0, 7.0]), np.array([0.5, 0.5, 0.0]),
             note="nothing is left after the second point, R_2 = 0: its term is 0, and the entry is E f(X) = 5"),
    ],
    properties=(
        Property("the first entry is f(E X)",
                 lambda value, f, values, p: np.isclose(value[0], f(p @ values), atol=1e-6)),
        Property("the last entry is E f(X)",
                 lambda value, f, values, p: np.isclose(value[-1], p @ f(values), atol=1e-6)),
        Property("for a convex function the chain never falls",
                 lambda value, f, values, p: f not in CONVEX or never_falls(value)),
    ),
    mistakes=(
        Mistake("weights not renormalised",
                lambda f, values, p: _chain(f, values, p, lambda rest, mass: rest * f(mass)),
                "The weights that are left do not sum to 1. Divide them by their sum R_k, or it is no average."),
        Mistake("factor R_k missing",
                lambda f, values, p: _chain(f, values, p, lambda rest, mass: f(mass / rest) if rest > 0 else 0.0),
                "f at the mean of the rest counts with the weight of the rest, R_k."),
        Mistake("R_k twice forgotten",
                lambda f, values, p: _chain(f, values, p, lambda rest, mass: f(mass)),
                "R_k is missing both inside f and in front of it. The weights that are left do not sum to 1: divide "
                "inside, and give the weight back outside."),
        Mistake("unweighted mean of the rest",
                lambda f, values, p: np.array([p[:k] @ f(values[:k]) + p[k:].sum() * f(np.mean(values[k:]))
                                               for k in range(len(p))]),
                "np.mean treats the points that are left as equally likely. They keep the proportions of p."),
        Mistake("only the last point left",
                lambda f, values, p: np.concatenate([np.full(len(p) - 1, f(p @ values)), [p @ f(values)]]),
                "The links between the two ends are missing: entry k has moved k points out of f."),
        Mistake("one link ahead",
                lambda f, values, p: np.append(jensen_chain(f, values, p)[1:], p @ f(values)),
                "Entry k keeps the points from k on together: the sum of the points already moved has i < k."),
        Mistake("one point lost", one_point_lost,
                "Point k is nowhere: the sum has i < k, so the mean inside f starts with point k itself."),
        Mistake("moved from the other end",
                lambda f, values, p: jensen_chain(f, values[::-1], p[::-1]),
                "Your chain moves the last point out of f first. That proves the same, but here point 0 goes first."),
        Mistake("0/0 when nothing is left",
                lambda f, values, p: _chain(f, values, p, lambda rest, mass: rest * f(mass / rest)),
                "When R_k is 0 there is no mean to take: 0/0 is nan. The term is 0 then."),
    ),
    hints=("Entry 0 moves no point out of f. Entry 1 moves point 0 out: p_0 f(x_0) plus the rest.",
           "What is left has weight R = p[k:].sum() and mean p[k:] @ values[k:] / R.",
           "A loop over k, and a special case where R is 0."),
    read='"PRML 1.38"',
)


EXERCISES = (JENSEN_GAP, JENSEN_CHAIN)
