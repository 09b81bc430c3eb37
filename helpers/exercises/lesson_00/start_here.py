"""Lesson 00: one toy exercise that shows how checks work."""

import math

import numpy as np

from helpers.checking.exercise import Exercise, Mistake, Property, case
from helpers.exercises.shared.common import LN2

BITS_TO_NATS = Exercise(
    name="bits_to_nats", number="0.1", title="From bits to nats", points=1, minutes=2, difficulty=1,
    reference=lambda bits: np.asarray(bits, dtype=float) * LN2,
    cases=lambda rng: [
        case(1.0, note="one bit is ln 2 = 0.6931 nats"),
        case(math.log2(10), note="log2(10) bits and ln(10) = 2.3026 nats are the same amount"),
        case(0.0, note="no information is 0 in every unit"),
        *[case(float(bits)) for bits in rng.normal(size=3) * 4],
        case(rng.normal(size=4)),
    ],
    properties=(Property("a nat is larger than a bit, so the number gets smaller",
                         lambda value, bits: np.all(np.abs(value) <= np.abs(bits) + 1e-12)),),
    mistakes=(
        Mistake("logarithm of the argument", lambda bits: np.log(np.maximum(np.asarray(bits, dtype=float), 1e-300)),
                "The logarithm of the argument is taken. The argument is an amount already: only its unit changes."),
    ),
    hints=("How many nats are in one bit? It is the natural logarithm of something.",
           "One bit is the entropy of a fair coin: log2(2) bits, or ln(2) nats.",
           "np.log is the natural logarithm."),
    read='"Two units"',
)

EXERCISES = (BITS_TO_NATS,)
