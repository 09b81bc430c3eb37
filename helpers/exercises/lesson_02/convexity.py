"""Lesson 02, first part: chords and slopes, and what they say about the second derivative (PRML 1.36)."""

import numpy as np
from numpy.polynomial.polynomial import polyder, polyval

from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.checking.probes import stubs
from helpers.exercises.shared.curves import CONVEX, STRICTLY_CONVEX, never_falls, points

# chord_gap --------------------------------------------------------------------------------------------------------


def chord_gap(f, a, b, weight):
    return weight * f(a) + (1 - weight) * f(b) - f(weight * a + (1 - weight) * b)


CHORD_GAP = Exercise(
    name="chord_gap", number="2.1", title="How far the chord lies above the curve", points=1, minutes=4, difficulty=1,
    reference=chord_gap,
    cases=lambda rng: [
        case(stubs.square, 0.0, 2.0, 0.25,
             note="the chord has height 0.25 * 0 + 0.75 * 4 = 3, the curve at 1.5 has 2.25: a gap of 0.75"),
        case(stubs.straight_line, -1.0, 2.0, 0.3, note="a straight line is its own chord: a gap of 0"),
        case(stubs.sine, 0.5, 2.5, 0.6,
             note="the sine bends down here: 0.5270 for the chord, 0.9636 for the curve, a gap of -0.4365"),
        case(stubs.exponential, -1.0, 1.0, 1.0, note="with weight 1 both points are a: a gap of 0"),
        *[case(f, *points(rng, f, 2).tolist(), float(rng.uniform(0.1, 0.4))) for f in (*CONVEX, stubs.sine)],
    ],
    properties=(
        Property("the chord of a convex function never lies below it",
                 lambda value, f, a, b, weight: f not in CONVEX or float(value) >= -1e-9),
    ),
    mistakes=(
        Mistake("weights swapped in the chord",
                lambda f, a, b, weight: weight * f(b) + (1 - weight) * f(a) - f(weight * a + (1 - weight) * b),
                "Chord and curve are compared at two different points: weight belongs to a in both."),
        Mistake("weights swapped on the curve",
                lambda f, a, b, weight: weight * f(a) + (1 - weight) * f(b) - f(weight * b + (1 - weight) * a),
                "The chord is right, but the curve is taken at the mirrored point: weight belongs to a there too."),
        Mistake("always the midpoint", lambda f, a, b, weight: chord_gap(f, a, b, 0.5),
                "That is the gap in the middle. Use the weight that is given."),
        Mistake("curve in the middle",
                lambda f, a, b, weight: weight * f(a) + (1 - weight) * f(b) - f((a + b) / 2),
                "The chord is right, but the curve is taken in the middle. Its place is weight a + (1 - weight) b."),
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
    read='"Chords"',
)


# three_slopes -----------------------------------------------------------------------------------------------------


def three_slopes(f, a, b, weight):
    x = weight * a + (1 - weight) * b
    return np.array([(f(x) - f(a)) / (x - a), (f(b) - f(a)) / (b - a), (f(b) - f(x)) / (b - x)])


THREE_SLOPES = Exercise(
    name="three_slopes", number="2.2", title="PRML 1.36 in numbers: three slopes", points=1, minutes=5, difficulty=2,
    reference=three_slopes,
    cases=lambda rng: [
        case(stubs.square, 0.0, 4.0, 0.75,
             note="x = 1: the slopes are (1 - 0)/1 = 1, (16 - 0)/4 = 4 and (16 - 1)/3 = 5"),
        case(stubs.straight_line, -1.0, 2.0, 0.4, note="a straight line has the slope 3 everywhere"),
        case(stubs.sine, 0.5, 2.5, 0.3, note="the sine bends down here, so its slopes fall"),
        *[case(f, *np.sort(points(rng, f, 2)).tolist(), float(rng.uniform(0.1, 0.4))) for f in STRICTLY_CONVEX],
    ],
    properties=(
        Property("the slopes of a convex function never fall from left to right",
                 lambda value, f, a, b, weight: f not in CONVEX or never_falls(value)),
    ),
    mistakes=(
        Mistake("whole chord last", lambda f, a, b, weight: three_slopes(f, a, b, weight)[[0, 2, 1]],
                "The order is: a to x, a to b, x to b. The slope of the whole chord stands in the middle."),
        Mistake("always the midpoint", lambda f, a, b, weight: three_slopes(f, a, b, 0.5),
                "Your x is the middle of a and b. Use the weight that is given."),
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
    ),
    hints=("First the point: x = weight a + (1 - weight) b.", "A slope is (f(right) - f(left)) / (right - left).",
           "The three pairs are (a, x), (a, b), (x, b)."),
    read='"PRML 1.36"',
)


# flat_but_strictly_convex -----------------------------------------------------------------------------------------


def _second_derivative(coefficients):
    """Values of f'' on a grid of [-1, 1] that contains 0; ``coefficients`` lowest power first."""
    return polyval(np.linspace(-1, 1, 2001), polyder(np.asarray(coefficients, dtype=float), 2))


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
    read='"PRML 1.36"',
)


EXERCISES = (CHORD_GAP, THREE_SLOPES, FLAT_BUT_STRICTLY_CONVEX)
