"""Relations between two rows of numbers: a factor, an offset, a function, rounding, a limit."""

from dataclasses import replace

import numpy as np

from helpers.checking.relations.evidence import Evidence, Relation
from helpers.checking.relations.tables import FACTORS, FUNCTIONS, LN2, LOGARITHMS, MULTIPLES, OFFSETS, SIZES
from helpers.checking.wording import number


def recognise(values: np.ndarray, table, sizes, close) -> tuple[str, str] | None:
    """How a factor or an offset is written as a function of a size n, one value for each case, and what n is."""
    for label, size in sizes:
        with np.errstate(all="ignore"):
            for of, text in table:
                told = of(size)
                if np.isfinite(told).all() and close(values, told).all():
                    letter, told = (label, "") if label.isidentifier() else ("n", f", n being {label}")
                    return text.format(n=letter), told
    return None


def factor(evidence: Evidence, sizes, what: str = "the right one") -> Relation | None:
    """The right values times a number: a known one, one that a size explains, or just a number."""
    ratio = evidence.of_each_case(lambda got, wanted: got / wanted)
    known = np.isfinite(ratio)
    if not known.any():
        return None
    common = ratio[known][0] if np.allclose(ratio[known], ratio[known][0], rtol=1e-3) else 1.0
    with np.errstate(all="ignore"):  # 0 times inf
        predicted = np.where(known, ratio, common)[evidence.case] * evidence.wanted
    if not evidence.holds(predicted):
        return None
    close = lambda a, b: evidence.close(a, b, 10)
    ratio = ratio[known]
    if not close(ratio, ratio[0]).all():
        sizes = [(label, size[known]) for label, size in sizes if not np.allclose(size[known], size[known][0])]
        found = recognise(ratio, SIZES + LOGARITHMS, sizes, close)
        why = {"n": ": as a sum gives in place of a mean", "1/n": ": as a mean gives in place of a sum"}
        return found and Relation(f"times {found[0]}", f"is {what} times {found[0]} on every input{found[1]}"
                                                       f"{why.get(found[0], '')}")
    times = number(ratio[0])
    for value, text, reason, name in FACTORS:
        if close(ratio[0], value):
            told = ", ".join(part for part in (text, reason) if part)
            return Relation(name, f"is {times} times {what} on every input" + (f": {told}" if told else ""))
    alike = [(label, size[known]) for label, size in sizes]
    found = recognise(ratio, SIZES + LOGARITHMS, alike, close)
    if found:
        return Relation(f"times {found[0]}", f"is {times} times {what} on every input; {times} is {found[0]}{found[1]}")
    return Relation("a constant factor", f"is {times} times {what} on every input: a factor too much or too few")


def offset(evidence: Evidence, sizes, slope: float = 1.0, prefix: str = "the right one") -> Relation | None:
    """The right values, times ``slope``, plus a number: a known one, one that a size explains, or just a number."""
    difference = evidence.got - slope * evidence.wanted
    of_case = np.full(evidence.cases, np.nan)
    finite = np.isfinite(difference)
    if not finite.any():
        return None
    for case in np.unique(evidence.case[finite]):
        of_case[case] = difference[finite & (evidence.case == case)][0]
    if not evidence.holds(slope * evidence.wanted + np.where(np.isfinite(of_case), of_case, 0)[evidence.case]):
        return None
    known = np.isfinite(of_case)
    close = lambda a, b: evidence.close(a, b, 10)
    value = of_case[known]
    constant = close(value, value[0]).all()
    distinct = len(np.unique(np.round(evidence.wanted[finite], 5)))
    if constant and distinct > (1 if slope == 1 else 2):
        size, word = number(abs(value[0])), "plus" if value[0] > 0 else "minus"
        text = next((text for constant, text in OFFSETS if close(abs(value[0]), constant)), None)
        shown = f" ({text})" if text and not text[0].isdigit() else ""
        if slope == -1 and value[0] > 0:
            return Relation(f"{text or size} minus it", f"is {text or size} minus the right one, on every input")
        if close(value[0], 0):
            return None
        return Relation(f"{word} {text or size}", f"is {prefix} {word} {size}{shown} on every input")
    for sign, word in ((1, "plus"), (-1, "minus")):
        varying = [(label, size[known]) for label, size in sizes if not np.allclose(size[known], size[known][0])]
        found = recognise(sign * value, SIZES[:4] + LOGARITHMS[:3] + MULTIPLES, varying, close)
        if found:
            return Relation(f"{word} {found[0]}", f"is {prefix} {word} {found[0]} on every input{found[1]}")
    return None


def term(evidence: Evidence, terms) -> Relation | None:
    """The right values plus or minus a quantity of each case, in bits or in nats: ``terms``, by name."""
    for name, values in terms:
        for unit, where in ((1.0, "in bits"), (LN2, "in nats")):
            for times, word in ((1, "plus"), (-1, "minus"), (0.5, "plus half"), (-0.5, "minus half"), (2, "plus twice"),
                                (-2, "minus twice")):
                if evidence.holds(evidence.wanted + (times * unit * values)[evidence.case]):
                    return Relation(f"{word} {name}", f"is the right one {word} {name}, {where}, on every input")
        for unit, where in ((1.0, "in bits"), (LN2, "in nats")):
            if evidence.holds((unit * values)[evidence.case]):
                return Relation(name, f"is {name}, {where}, on every input")
            if evidence.holds((unit * values)[evidence.case] - evidence.wanted):
                return Relation(f"{name} minus it", f"is {name}, {where}, minus the right one, on every input")
    return None


def interval(evidence: Evidence, sizes) -> Relation | None:
    """For pairs (low, high): the right middle, and a distance that is a factor of the right one."""
    if (np.bincount(evidence.case, minlength=evidence.cases) != 2).any():
        return None
    got, wanted = evidence.got.reshape(-1, 2), evidence.wanted.reshape(-1, 2)
    if not evidence.close(got.sum(axis=1), wanted.sum(axis=1)).all():
        return None
    distance = Evidence(got[:, 1] - got[:, 0], wanted[:, 1] - wanted[:, 0], np.arange(evidence.cases),
                        evidence.tolerance, evidence.cases, evidence.zeros)
    found = factor(distance, sizes, "the right distance")
    return found and Relation(f"width: {found.name}", "has the right middle, and the distance of its two values "
                                                      f"{found.sentence}")


def both(evidence: Evidence, sizes) -> Relation | None:
    for slope, text in ((-1.0, "minus the right one"), (LN2, "ln 2 times the right one"),
                        (1 / LN2, "1/ln 2 times the right one"), (2.0, "twice the right one"),
                        (0.5, "half the right one")):
        found = offset(evidence, sizes, slope, text)
        if found:
            plain = found.name.startswith(("plus ", "minus "))  # and not "1 minus it"
            return replace(found, name=f"{text} {found.name}") if plain else found
    return None


def function(evidence: Evidence, sizes) -> Relation | None:
    """A function of the right value, or of its value in the other unit."""
    with np.errstate(all="ignore"):
        for name, of, text in FUNCTIONS:
            if evidence.holds(of(evidence.wanted)):
                return Relation(name, f"is {text}")
        for unit, before, title in ((LN2, "in nats", "nats"), (1 / LN2, "in bits", "bits"),
                                    (-1.0, "with its sign turned", "sign")):
            for name, of, text in FUNCTIONS[:12]:
                if evidence.holds(of(unit * evidence.wanted)):
                    return Relation(f"{name}, {title}", f"is {text}, the right one being taken {before}")
        for name, of, text in FUNCTIONS[:2]:
            found = factor(evidence.with_wanted(of(evidence.wanted)), sizes, text)
            if found and found.name != "a constant factor":
                return Relation(f"{name}, {found.name}", found.sentence)
    return None


def rounded(evidence: Evidence, _) -> Relation | None:
    for digits in range(6):
        if _is_rounded(evidence, np.round(evidence.wanted, digits), 0.6 * 10.0**-digits):
            if not digits:
                return Relation("rounded", "is the right one rounded to a whole number")
            return Relation("rounded", f"agrees with the right one to {digits} digits after the point and stops there: "
                                       "do not round")
    return None


def _is_rounded(evidence: Evidence, predicted: np.ndarray, most: float) -> bool:
    exact = np.isclose(evidence.got, predicted, rtol=1e-9, atol=1e-9, equal_nan=True) | evidence.spoiled
    wrong = ~evidence.close(evidence.got, evidence.wanted) & ~evidence.spoiled
    return bool(exact.all() and len(np.unique(evidence.got[wrong])) > 1)


def limited(evidence: Evidence, sizes) -> Relation | None:
    """Right up to a limit, and the limit beyond it."""
    wrong = ~evidence.close(evidence.got, evidence.wanted)
    for label, size in sizes:
        for of, text in LOGARITHMS[:2]:
            if (~wrong).any() and not evidence.constant and (evidence.got[wrong] < evidence.wanted[wrong]).all() \
                    and evidence.close(evidence.got[wrong], of(size)[evidence.case][wrong]).all():
                shown = text.format(n="n")
                return Relation(f"cut off at {shown}", f"is never above {shown}, n being {label}, and right elsewhere: "
                                                       "it is cut off there")
    for side, word in ((np.minimum, "above"), (np.maximum, "below")):
        limits = evidence.got[wrong]
        if len(limits) > 1 and abs(limits[0]) < 1e300 and np.allclose(limits, limits[0], rtol=1e-9):
            right = evidence.got[~wrong]
            if len(np.unique(np.round(right, 5))) > 1 and evidence.close(
                    evidence.got, side(evidence.wanted, limits[0])).all():
                if limits[0] == 0:
                    sign = "positive" if word == "above" else "negative"
                    return Relation(f"0 in place of {sign} numbers", f"is 0 where the right one is {sign}, and right "
                                                                     "elsewhere")
                return Relation("cut off", f"is never {word} {number(limits[0])}, and right elsewhere: it is cut off")
    return None


def nearly(evidence: Evidence, _) -> Relation | None:
    """Within a thousandth of every right value, and not right."""
    if not np.isfinite(evidence.got[np.isfinite(evidence.wanted)]).all():
        return None
    finite = np.isfinite(evidence.wanted) & np.isfinite(evidence.got)
    got, wanted = evidence.got[finite], evidence.wanted[finite]
    gap = abs(got - wanted)
    worst = float(np.max(gap / (abs(wanted) + 1e-3), initial=0))
    if not evidence.close(evidence.got, evidence.wanted)[~finite].all() or evidence.constant or worst > 2e-3:
        return None
    if len(np.unique(np.round(wanted, 4))) < 2 or (gap > 1e-9).sum() < 2:
        return None
    return Relation("nearly right", f"is within {100 * worst:.1g} % of the right one everywhere: the method is right, "
                                    "and something makes it inexact, such as rounding, a small number added to stay "
                                    "away from 0, single precision, or too few steps")


def proportions(evidence: Evidence, _) -> Relation | None:
    """The right proportions in every case, with a factor of its own in each."""
    for case in range(evidence.cases):
        if (evidence.usable & (evidence.case == case)).sum() < 2:
            return None
    ratio = evidence.of_each_case(lambda got, wanted: got / wanted)
    if not evidence.holds(ratio[evidence.case] * evidence.wanted):
        return None
    total = np.bincount(evidence.case, evidence.got), np.bincount(evidence.case, evidence.wanted)
    if np.allclose(total[1], 1) and not np.allclose(total[0], 1):
        return Relation("not normalised", f"has the right proportions, but sums to {number(total[0][0])} and not to 1: "
                                          "divide by the sum")
    if np.allclose(total[0], 1):
        return Relation("normalised", "has the right proportions, but is divided by its sum, which nothing asks for")
    return Relation("right proportions", f"has the right proportions on every input, with a factor that changes from "
                                         f"input to input: {number(ratio[0])} on the first")


RELATIONS = (factor, interval, function, rounded, offset, both, limited, proportions)
