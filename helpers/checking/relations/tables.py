"""Factors, offsets and functions that a slip leaves behind, and what each of them tells."""

import math
from collections.abc import Callable

import numpy as np

LN2 = math.log(2)
HALF_LOG = math.log(2 * math.pi) / 2

# number, how it is written, what it tells, name
FACTORS = (
    (LN2, "ln 2", "as the natural logarithm gives in place of the one to base 2", "natural logarithm"),
    (1 / LN2, "1/ln 2", "as the logarithm to base 2 gives in place of the natural one", "logarithm to base 2"),
    (math.log10(2), "log10 2", "as the logarithm to base 10 gives in place of base 2", "logarithm to base 10"),
    (1 / math.log(10), "1/ln 10", "as the logarithm to base 10 gives in place of the natural one, or a division by "
                                  "ln 10", "logarithm to base 10"),
    (-1.0, "", "the sign is turned", "sign"),
    (-LN2, "-ln 2", "the sign is turned, and the logarithm is the natural one in place of the one to base 2",
     "sign and natural logarithm"),
    (-1 / LN2, "-1/ln 2", "the sign is turned, and the logarithm has base 2 in place of the natural one",
     "sign and logarithm to base 2"),
    (1 / LN2**2, "1/ln 2 squared", "the way from nats to bits, where the way back is asked", "the other unit"),
    (LN2**2, "ln 2 squared", "the way from bits to nats, where the way back is asked", "the other unit"),
    (2.0, "", "something counts twice, or a factor 1/2 is missing", "twice"),
    (0.5, "", "something is halved that should not be, or counts once in place of twice", "half"),
    (-2.0, "", "the sign is turned, and something counts twice or a half is missing", "minus twice"),
    (-0.5, "", "the sign is turned and something is halved", "minus half"),
    (4.0, "", "a factor 2 stands where 1/2 should, or it should not be squared", "four times"),
    (0.25, "", "a factor 1/2 stands where 2 should, or it should not be squared", "a quarter"),
    (math.pi, "pi", "", "times pi"), (2 * math.pi, "2 pi", "", "times 2 pi"),
    (math.sqrt(2), "the root of 2", "", "times the root of 2"),
    (math.sqrt(0.5), "1 over the root of 2", "", "over the root of 2"),
    (180 / math.pi, "180/pi", "as an angle in degrees is in place of radians", "degrees"),
    (math.pi / 180, "pi/180", "as if an angle were turned into radians once too often", "radians twice"),
    (100.0, "", "as if it were in per cent", "per cent"), (255.0, "", "the range of a grey level", "times 255"),
    (1 / 255, "1/255", "divided by the range of a grey level", "over 255"),
    (255 / 256, "255/256", "as if there were 256 in place of 255", "256 for 255"),
)
OFFSETS = (
    (HALF_LOG, "ln(2 pi)/2"), (2 * HALF_LOG, "ln(2 pi)"), (HALF_LOG + 0.5, "ln(2 pi e)/2"), (1.0, "1"), (0.5, "1/2"),
    (LN2, "ln 2"), (2 * LN2, "ln 4"), (math.log(10), "ln 10"), (LN2 / 2, "ln(2)/2"), (2.0, "2"), (math.pi, "pi"),
    (2 * math.log(10), "2 ln 10"), (4 * LN2, "2 ln 4"), (HALF_LOG / LN2, "log2(2 pi)/2"), (1 / LN2, "1/ln 2"),
    (1 / (2 * LN2), "1/(2 ln 2)"),
)
# of a size n: value, how it is written
SIZES: tuple[tuple[Callable, str], ...] = (
    (lambda n: n, "{n}"), (lambda n: 1 / n, "1/{n}"), (lambda n: n - 1, "{n} - 1"),
    (lambda n: 1 / (n - 1), "1/({n} - 1)"), (lambda n: (n - 1) / n, "({n} - 1)/{n}"),
    (lambda n: n / (n - 1), "{n}/({n} - 1)"), (lambda n: n**0.5, "the root of {n}"),
    (lambda n: n**-0.5, "1 over the root of {n}"), (lambda n: ((n - 1) / n) ** 0.5, "the root of ({n} - 1)/{n}"),
    (lambda n: (n / (n - 1)) ** 0.5, "the root of {n}/({n} - 1)"), (lambda n: n * n, "{n} squared"),
    (lambda n: n**-2.0, "1/{n} squared"), (lambda n: 2 * n, "2 {n}"), (lambda n: n / 2, "{n}/2"),
    (lambda n: 2 / n, "2/{n}"),
)
LOGARITHMS: tuple[tuple[Callable, str], ...] = (
    (np.log, "ln {n}"), (np.log2, "log2 {n}"), (lambda n: np.log(n) / 2, "ln({n})/2"),
    (lambda n: 1 / np.log(n), "1/ln {n}"), (lambda n: 1 / np.log2(n), "1/log2 {n}"),
    (lambda n: LN2 / np.log2(n), "ln 2/log2 {n}"),
)
MULTIPLES = tuple((lambda n, c=c: n * c, f"{{n}} times {text}") for c, text in OFFSETS[:6] if c != 1)

FUNCTIONS: tuple[tuple[str, Callable, str], ...] = (
    ("squared", lambda w: w**2, "the square of the right one"),
    ("root", lambda w: np.sqrt(w), "the root of the right one"),
    ("absolute value", np.abs, "the right one without its sign: a negative value is right here"),
    ("cut off at 0", lambda w: np.maximum(w, 0), "0 where the right one is negative, and right elsewhere"),
    ("cut off at 0", lambda w: np.minimum(w, 0), "0 where the right one is positive, and right elsewhere"),
    ("cut off at 1", lambda w: np.minimum(w, 1), "1 where the right one is larger, and right elsewhere"),
    ("cut off", lambda w: np.clip(w, 0, 1), "cut off below 0 and above 1, and right between"),
    ("exponential", np.exp, "e to the power of the right one: the logarithm is missing, or exp too much"),
    ("power of two", np.exp2, "2 to the power of the right one: the logarithm is missing, or a power too much"),
    ("logarithm", np.log, "the natural logarithm of the right one: one logarithm too much, or exp is missing"),
    ("logarithm", np.log2, "log2 of the right one: one logarithm too much, or a power is missing"),
    ("reciprocal", lambda w: 1 / w, "1 over the right one"),
    ("cube", lambda w: w**3, "the cube of the right one"),
    ("tanh", np.tanh, "tanh of the right one"),
    ("sigmoid", lambda w: 1 / (1 + np.exp(-w)), "the sigmoid of the right one"),
    ("whole numbers", np.trunc, "the right one without its digits after the point: it has been made an integer"),
    ("whole numbers", np.floor, "the right one rounded down to a whole number"),
    ("whole numbers", np.ceil, "the right one rounded up to a whole number"),
)
