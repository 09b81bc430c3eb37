"""Lesson 02, first part: chords, slopes, Jensen's inequality and the two proofs about convexity (PRML 1.36, 1.38)."""

import numpy as np

from helpers.checking import stubs
from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.checking.probes import claimed_bound

CONVEX = (stubs.square, stubs.fourth_power, stubs.exponential, stubs.minus_log, stubs.absolute_value,
          stubs.straight_line)
STRICTLY_CONVEX = CONVEX[:4]


def _points(rng, f, size):
    """Points where ``f`` is defined, spread enough to tell formulas apart."""
    return rng.uniform(0.3, 4, size) if f is stubs.minus_log else rng.uniform(-2, 2, size)


def _laws(rng, curves, sizes):
    """Calls (f, values, p), one for each pair of a curve and a size."""
    return [case(f, _points(rng, f, size), rng.dirichlet(np.full(size, 2.0)))
            for f, size in zip(curves, sizes, strict=True)]


def _quiet(compute):
    with np.errstate(all="ignore"):
        return compute()


def _never_falls(numbers):
    return _quiet(lambda: bool(np.all(np.diff(numbers) >= -1e-9)))


# chord_gap --------------------------------------------------------------------------------------------------------


def chord_gap(f, a, b, weight):
    return weight * f(a) + (1 - weight) * f(b) - f(weight * a + (1 - weight) * b)


def chord_gap_by_steps(f, a, b, weight):
    point = b + weight * (a - b)
    height = f(b) + weight * (f(a) - f(b))
    return float(height - f(point))


def chord_gap_by_dot(f, a, b, weight):
    weights, ends = np.array([weight, 1 - weight]), np.array([a, b])
    return np.dot(weights, f(ends)) - f(np.dot(weights, ends))


CHORD_GAP = Exercise(
    name="chord_gap", number="2.1", title="How far the chord lies above the curve", points=1, minutes=4, difficulty=1,
    reference=chord_gap,
    cases=lambda rng: [
        case(stubs.square, 0.0, 2.0, 0.25,
             note="the chord has height 0.25 * 0 + 0.75 * 4 = 3, the curve at 1.5 has 2.25: a gap of 0.75"),
        case(stubs.straight_line, -1.0, 2.0, 0.3, note="a straight line is its own chord: a gap of 0"),
        case(stubs.sine, 0.5, 2.5, 0.6, note="the sine bends down here, so the gap is negative"),
        case(stubs.exponential, -1.0, 1.0, 1.0, note="with weight 1 both points are a: a gap of 0"),
        *[case(f, *_points(rng, f, 2).tolist(), float(rng.uniform(0.1, 0.4))) for f in (*CONVEX, stubs.sine)],
    ],
    properties=(
        Property("the chord of a convex function never lies below it",
                 lambda value, f, a, b, weight: f not in CONVEX or float(value) >= -1e-9),
    ),
    mistakes=(
        Mistake("sign turned", lambda f, a, b, weight: -chord_gap(f, a, b, weight),
                "That is the curve minus the chord. The gap is positive where the chord lies above."),
        Mistake("weights swapped in the chord",
                lambda f, a, b, weight: weight * f(b) + (1 - weight) * f(a) - f(weight * a + (1 - weight) * b),
                "Chord and curve are compared at two different points: weight belongs to a in both."),
        Mistake("weights swapped on the curve",
                lambda f, a, b, weight: weight * f(a) + (1 - weight) * f(b) - f(weight * b + (1 - weight) * a),
                "The chord is right, but the curve is taken at the mirrored point: weight belongs to a there too."),
        Mistake("weight given to b", lambda f, a, b, weight: chord_gap(f, b, a, weight),
                "weight belongs to a and 1 - weight to b; yours has them the other way round."),
        Mistake("always the midpoint", lambda f, a, b, weight: chord_gap(f, a, b, 0.5),
                "That is the gap in the middle. Use the weight that is given."),
        Mistake("height of the chord", lambda f, a, b, weight: weight * f(a) + (1 - weight) * f(b),
                "That is the height of the chord. Subtract the curve at the same point."),
        Mistake("height of the curve", lambda f, a, b, weight: f(weight * a + (1 - weight) * b),
                "That is the height of the curve. Subtract it from the chord at the same point."),
        Mistake("absolute value", lambda f, a, b, weight: abs(chord_gap(f, a, b, weight)),
                "The sign is lost. A chord below the curve has a negative gap, and that is how convexity fails."),
        Mistake("weights that do not sum to 1",
                lambda f, a, b, weight: weight * f(a) + f(b) - f(weight * a + b),
                "The second end needs the weight that is left: 1 - weight."),
    ),
    hints=("Which point on the x-axis is meant? Mix a and b.",
           "The chord's height there is the same mixture of f(a) and f(b).",
           "Gap = mixture of the heights minus height of the mixture."),
    alternatives=(chord_gap_by_steps, chord_gap_by_dot), read='"Chords"',
)


# three_slopes -----------------------------------------------------------------------------------------------------


def three_slopes(f, a, b, weight):
    x = weight * a + (1 - weight) * b
    return np.array([(f(x) - f(a)) / (x - a), (f(b) - f(a)) / (b - a), (f(b) - f(x)) / (b - x)])


def three_slopes_by_pairs(f, a, b, weight):
    x = b - weight * (b - a)
    return [(f(right) - f(left)) / (right - left) for left, right in ((a, x), (a, b), (x, b))]


def three_slopes_by_gap(f, a, b, weight):
    middle, gap = (f(b) - f(a)) / (b - a), chord_gap(f, a, b, weight)
    return middle - gap / ((1 - weight) * (b - a)), middle, middle + gap / (weight * (b - a))


THREE_SLOPES = Exercise(
    name="three_slopes", number="2.2", title="PRML 1.36 in numbers: three slopes", points=1, minutes=5, difficulty=2,
    reference=three_slopes,
    cases=lambda rng: [
        case(stubs.square, 0.0, 4.0, 0.75,
             note="x = 1: the slopes are (1 - 0)/1 = 1, (16 - 0)/4 = 4 and (16 - 1)/3 = 5"),
        case(stubs.straight_line, -1.0, 2.0, 0.4, note="a straight line has the slope 3 everywhere"),
        case(stubs.sine, 0.5, 2.5, 0.3, note="the sine bends down here, so its slopes fall"),
        *[case(f, *np.sort(_points(rng, f, 2)).tolist(), float(rng.uniform(0.1, 0.4))) for f in STRICTLY_CONVEX],
    ],
    properties=(
        Property("the slopes of a convex function never fall from left to right",
                 lambda value, f, a, b, weight: f not in CONVEX or _never_falls(value)),
    ),
    mistakes=(
        Mistake("run over rise", lambda f, a, b, weight: _quiet(lambda: 1 / three_slopes(f, a, b, weight)),
                "A slope is the rise over the run: the difference of the heights on top."),
        Mistake("whole chord last", lambda f, a, b, weight: three_slopes(f, a, b, weight)[[0, 2, 1]],
                "The order is: a to x, a to b, x to b. The slope of the whole chord stands in the middle."),
        Mistake("weight given to b", lambda f, a, b, weight: three_slopes(f, a, b, 1 - weight),
                "Your x is (1 - weight) a + weight b. weight belongs to a."),
        Mistake("right to left", lambda f, a, b, weight: three_slopes(f, a, b, weight)[::-1],
                "The order is reversed: a to x comes first."),
        Mistake("runs exchanged",
                lambda f, a, b, weight: three_slopes(f, a, b, weight)
                * [(1 - weight) / weight, 1, weight / (1 - weight)],
                "The runs are exchanged: x - a is (1 - weight) (b - a), because weight pulls x towards a."),
        Mistake("heights not divided",
                lambda f, a, b, weight: np.array([f(x := weight * a + (1 - weight) * b) - f(a), f(b) - f(a),
                                                  f(b) - f(x)]),
                "These are the rises. Divide each by its own run."),
        Mistake("one run for all",
                lambda f, a, b, weight: np.array([f(x := weight * a + (1 - weight) * b) - f(a), f(b) - f(a),
                                                  f(b) - f(x)]) / (b - a),
                "All three rises are divided by b - a. The pieces have shorter runs: x - a and b - x."),
        Mistake("sign turned", lambda f, a, b, weight: -three_slopes(f, a, b, weight),
                "The slopes have the wrong sign: take both differences in the same order."),
    ),
    hints=("First the point: x = weight a + (1 - weight) b.", "A slope is (f(right) - f(left)) / (right - left).",
           "The three pairs are (a, x), (a, b), (x, b)."),
    alternatives=(three_slopes_by_pairs, three_slopes_by_gap), read='"PRML 1.36"',
)


# flat_but_strictly_convex -----------------------------------------------------------------------------------------


def _second_derivative(coefficients):
    """Values of f'' on a grid of [-1, 1] that contains 0; ``coefficients`` lowest power first."""
    c = np.asarray(coefficients, dtype=float)
    powers = np.arange(2, len(c))
    grid = np.linspace(-1, 1, 2001)[:, None]
    return (c[2:] * powers * (powers - 1) * grid ** (powers - 2)).sum(axis=1)


FLAT_BUT_STRICTLY_CONVEX = Exercise(
    name="flat_but_strictly_convex", number="2.3", title="Break the converse", points=1, minutes=4, difficulty=2,
    construction=True, reference=lambda: np.array([0.0, 0.0, 0.0, 0.0, 1.0]), cases=lambda rng: [case()],
    properties=(
        Property("it has the shape (degree + 1,): the numbers c_0, c_1, ... of a polynomial, the constant first",
                 lambda value: np.ndim(value) == 1 and np.isfinite(np.asarray(value, dtype=float)).all()),
        Property("f''(0) = 0: the coefficient of x^2, at index 2, is 0",
                 lambda value: len(value) < 3 or abs(float(value[2])) < 1e-12),
        Property("f'' is never negative on [-1, 1], or a chord somewhere lies below the curve",
                 lambda value: _second_derivative(value).min(initial=0) >= -1e-9),
        Property("f'' is positive somewhere on [-1, 1]: otherwise f is a straight line, and its chords lie on it",
                 lambda value: _second_derivative(value).max(initial=0) > 1e-6),
    ),
    mistakes=(
        Mistake("the parabola", lambda: [0, 0, 1],
                "x^2 is strictly convex, but its second derivative is 2 everywhere."),
        Mistake("the cube", lambda: [0, 0, 0, 1],
                "x^3 has f''(0) = 0, but it bends down left of 0: its chords lie below it there."),
        Mistake("a straight line", lambda: [0, 1],
                "A straight line has f'' = 0, but its chords lie on it, not strictly above."),
        Mistake("highest power first", lambda: [1, 0, 0, 0, 0],
                "Read from the lowest power this is the constant 1. The coefficient of x^4 stands at index 4."),
        Mistake("turned over", lambda: [0, 0, 0, 0, -1],
                "-x^4 has f''(0) = 0, but it bends down: its chords lie below it."),
    ),
    hints=("You need a curve that bends up everywhere, but more and more gently towards 0.",
           "Which powers of x have no x^2 in them, and are symmetric about 0?",
           "x^2 bends too much at 0. Try the next even power."),
    alternatives=(lambda: (1, -2, 0, 0, 3), lambda: [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.5]), read='"PRML 1.36"',
)


# jensen_gap -------------------------------------------------------------------------------------------------------


def jensen_gap(f, values, p):
    return float(p @ f(values) - f(p @ values))


def jensen_gap_by_loop(f, values, p):
    mean = sum(weight * value for weight, value in zip(p, values, strict=True))
    return sum(weight * f(value) for weight, value in zip(p, values, strict=True)) - f(mean)


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
             note="the sine bends down here, so the gap is negative"),
        *_laws(rng, (*CONVEX, stubs.sine), (3, 3, 4, 4, 5, 2, 6)),
    ],
    properties=(
        Property("Jensen: the gap of a convex function is never negative",
                 lambda value, f, values, p: f not in CONVEX or float(value) >= -1e-9),
    ),
    mistakes=(
        Mistake("sign turned", lambda f, values, p: -jensen_gap(f, values, p),
                "That is f(E X) - E f(X). The gap is the average height minus the height at the average."),
        Mistake("unweighted", lambda f, values, p: float(np.mean(f(values)) - f(np.mean(values))),
                "np.mean treats all values as equally likely. Weight them by p."),
        Mistake("unweighted heights", lambda f, values, p: float(np.mean(f(values)) - f(p @ values)),
                "The average of the heights is taken without p."),
        Mistake("unweighted mean", lambda f, values, p: float(p @ f(values) - f(np.mean(values))),
                "The mean inside f is taken without p."),
        Mistake("average height", lambda f, values, p: float(p @ f(values)),
                "That is E f(X). Subtract f at the mean."),
        Mistake("height at the mean", lambda f, values, p: float(f(p @ values)),
                "That is f(E X). It is to be subtracted from E f(X)."),
        Mistake("p inside f", lambda f, values, p: _quiet(lambda: float(np.sum(f(p * values)) - f(p @ values))),
                "p stands inside f: the heights are taken first, then weighted."),
        Mistake("absolute value", lambda f, values, p: abs(jensen_gap(f, values, p)),
                "The sign is lost. A negative gap is what shows that f is not convex."),
    ),
    hints=("Two averages: of the heights f(values), and of the values.", "p @ f(values) is E f(X)."),
    alternatives=(jensen_gap_by_loop, lambda f, values, p: np.sum(p * f(values)) - f(np.sum(p * values))),
    read='"Jensen"',
)


# jensen_chain -----------------------------------------------------------------------------------------------------


def jensen_chain(f, values, p):
    chain = []
    for k in range(len(p)):
        rest = p[k:].sum()
        tail = rest * f(p[k:] @ values[k:] / rest) if rest > 0 else 0.0
        chain.append(p[:k] @ f(values[:k]) + tail)
    return np.array(chain)


def chain_by_cumulative_sums(f, values, p):
    rest = np.cumsum(p[::-1])[::-1]
    means = np.cumsum((p * values)[::-1])[::-1] / np.where(rest > 1e-15, rest, 1)
    means = np.where(rest > 1e-15, means, values)
    return np.concatenate([[0], np.cumsum(p * f(values))[:-1]]) + rest * f(means)


def chain_from_the_end(f, values, p):
    """Backwards: start with E f(X), merge one more point into the tail at each link."""
    chain, rest, mass = [], 0.0, 0.0
    for k in reversed(range(len(p))):
        mass += p[k] * values[k]
        rest += p[k]
        head = sum(p[i] * f(values[i]) for i in range(k))
        chain.append(head + (rest * f(mass / rest) if rest > 0 else 0))
    return chain[::-1]


def _chain(f, values, p, tail):
    """The chain with another formula for what is left: tail(rest, sum of p_i x_i over the rest)."""
    return _quiet(lambda: np.array([p[:k] @ f(values[:k]) + tail(p[k:].sum(), p[k:] @ values[k:])
                                    for k in range(len(p))]))


JENSEN_CHAIN = Exercise(
    name="jensen_chain", number="2.5", title="PRML 1.38 in numbers: one link per point", points=2, minutes=12,
    difficulty=3, reference=jensen_chain,
    cases=lambda rng: [
        case(stubs.square, np.array([0.0, 2.0, 4.0]), np.array([0.5, 0.25, 0.25]),
             note="f(E X) = 2.25; then 0.5 * 0 + 0.5 * 3^2 = 4.5; then E f(X) = 5"),
        case(stubs.straight_line, np.array([1.0, 2.0, 5.0]), np.array([0.2, 0.3, 0.5]),
             note="a straight line keeps its value at every link: 8.9"),
        case(stubs.square, np.array([3.0]), np.array([1.0]), note="one point: one entry, f(3) = 9"),
        *_laws(rng, (*STRICTLY_CONVEX, stubs.sine), (4, 3, 5, 4, 6)),
        case(stubs.square, np.array([1.0, 3.0, 7.0]), np.array([0.5, 0.5, 0.0]),
             note="nothing is left after the second point, R_2 = 0: its term is 0, and the entry is E f(X) = 5"),
    ],
    properties=(
        Property("the first entry is f(E X)",
                 lambda value, f, values, p: np.isclose(value[0], f(p @ values), atol=1e-6)),
        Property("the last entry is E f(X)",
                 lambda value, f, values, p: np.isclose(value[-1], p @ f(values), atol=1e-6)),
        Property("for a convex function the chain never falls",
                 lambda value, f, values, p: f not in CONVEX or _never_falls(value)),
    ),
    mistakes=(
        Mistake("weights not renormalised",
                lambda f, values, p: _chain(f, values, p, lambda rest, mass: rest * f(mass)),
                "The weights that are left do not sum to 1. Divide them by their sum R_k, or f is taken at a point "
                "that is no average."),
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
        Mistake("reversed", lambda f, values, p: jensen_chain(f, values, p)[::-1],
                "The chain is upside down: it starts with f(E X)."),
        Mistake("one link ahead",
                lambda f, values, p: np.append(jensen_chain(f, values, p)[1:], p @ f(values)),
                "Entry k keeps the points from k on together: the sum of the points already moved has i < k."),
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
    alternatives=(chain_by_cumulative_sums, chain_from_the_end), read='"PRML 1.38"',
)


# next_line --------------------------------------------------------------------------------------------------------


def next_line(f, values, p):
    rest = 1 - p[-1]
    return p[-1] * f(values[-1]) + rest * f(p[:-1] @ values[:-1] / rest)


def _search(rng):
    """Random places to look for a counterexample: strictly convex curves, three or more distinct points."""
    return _laws(rng, STRICTLY_CONVEX * 6, [int(size) for size in rng.integers(3, 7, size=24)])


NEXT_LINE = Exercise(
    name="next_line", number="2.6", title="PRML 1.38: the next line of the proof", points=1, minutes=6, difficulty=2,
    construction=True, probe=claimed_bound, reference=next_line,
    cases=lambda rng: [case(stubs.square, np.array([1.0, 3.0, 6.0]), np.array([0.25, 0.25, 0.5])), *_search(rng)],
    properties=(
        Property("your line is a single number", lambda value, f, values, p: np.size(value["your line"]) == 1),
        Property("f(E X) <= your line: this call is a counterexample to that inequality",
                 lambda value, f, values, p: float(value["your line"]) >= value["f(E X)"] - 1e-9),
        Property("your line <= E f(X): above it, no hypothesis of induction leads down again",
                 lambda value, f, values, p: float(value["your line"]) <= value["E f(X)"] + 1e-9),
        Property("f(E X) < your line: equal, nothing has been moved out of f",
                 lambda value, f, values, p: float(value["your line"]) > value["f(E X)"] + 1e-9),
        Property("your line < E f(X): equal, all points have been moved at once, and that is the claim to be proved",
                 lambda value, f, values, p: float(value["your line"]) < value["E f(X)"] - 1e-9),
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
                "That is what the induction is to prove. The next line uses two points only: the last one, and the "
                "mean of the others."),
        Mistake("unweighted mean of the others",
                lambda f, values, p: p[-1] * f(values[-1]) + (1 - p[-1]) * f(np.mean(values[:-1])),
                "The others keep the proportions of their weights: their mean is not np.mean."),
    ),
    hints=("E X is a mixture of two points: values[-1], with weight p[-1], and a mean of all the others.",
           "The others have the weights p[:-1]. What do they sum to, and what makes them sum to 1?",
           "Now the two-point inequality, once: weight * f(point) + (1 - weight) * f(other point)."),
    alternatives=(
        lambda f, values, p: jensen_chain(f, values, p)[1],
        lambda f, values, p: p[-1] * f(values[-1]) + p[:-1].sum() * f(np.average(values[:-1], weights=p[:-1])),
    ),
    read='"PRML 1.38"',
)

EXERCISES = (CHORD_GAP, THREE_SLOPES, FLAT_BUT_STRICTLY_CONVEX, JENSEN_GAP, JENSEN_CHAIN, NEXT_LINE)
