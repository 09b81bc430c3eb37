"""Quantities of the inputs that a result may hold once too often, lack, be multiplied with, or be in its place.

Sums and means of an argument, entropies, what other functions of the course give: anything that a learner may have put
into a formula or left out of it. Each is one array for every case, a single number or one for each entry of the result.
"""

import inspect
from collections.abc import Iterator

import numpy as np

from helpers.checking.exercise import Exercise
from helpers.checking.observe import observe
from helpers.checking.probes.plain import call
from helpers.checking.relations import inputs
from helpers.checking.relations.evidence import Evidence, Relation, plain_array
from helpers.checking.relations.tables import LN2
from helpers.checking.wording import number

Quantity = tuple[str, list]  # how it is called, and its value for each case
KNOWN = ((1.0, ""), (2.0, "twice "), (0.5, "half "), (LN2, "ln 2 times "), (1 / LN2, "1/ln 2 times "))
FEWEST = 3  # numbers in as many cases, for a factor that is just a number



def _logs(x: np.ndarray) -> np.ndarray:
    return np.log(x[x > 0]) if (x > 0).any() else np.array([np.nan])


OF_ENTRIES = (("the sum of {}", np.sum), ("the mean of {}", np.mean), ("the largest entry of {}", np.max),
              ("the smallest entry of {}", np.min), ("the first entry of {}", lambda x: x.flat[0]),
              ("the last entry of {}", lambda x: x.flat[-1]), ("the sum of squares of {}", lambda x: np.sum(x**2)),
              ("the mean of {} squared", lambda x: np.mean(x**2)), ("the variance of {}", np.var),
              ("the standard deviation of {}", np.std), ("the sum of the sizes of {}", lambda x: np.sum(abs(x))),
              ("the sum of the logarithms of {}'s positive entries", lambda x: _logs(x).sum()),
              ("the mean of the logarithms of {}'s positive entries", lambda x: _logs(x).mean()),
              ("the logarithm of {}'s smallest positive entry", lambda x: _logs(x).min()),
              ("the logarithm of {}'s largest entry", lambda x: _logs(x).max()))
OF_NUMBER = (("the argument {}", lambda x: x), ("{} squared", lambda x: x**2), ("1/{}", lambda x: 1 / x),
             ("ln {}", np.log), ("the size of {}", abs), ("exp of {}", np.exp), ("the root of {}", np.sqrt))
OF_PAIR = (("the sum of {} times {}", lambda x, y: np.sum(x * y)),
           ("the sum of ({} - {}) squared", lambda x, y: np.sum((x - y) ** 2)),
           ("the mean of ({} - {}) squared", lambda x, y: np.mean((x - y) ** 2)),
           ("the largest distance of {} and {}", lambda x, y: np.max(abs(x - y))),
           ("the Euclidean distance of {} and {}", lambda x, y: np.sqrt(np.sum((x - y) ** 2))),
           ("the sum of the distances of {} and {}", lambda x, y: np.sum(abs(x - y))),
           ("the sum of ln({}/{})", lambda x, y: np.sum(np.log(x / y))),
           ("the mean of ln({}/{})", lambda x, y: np.mean(np.log(x / y))))
OF_ENTRY_PAIR = (("({} - {})", lambda x, y: x - y), ("({} + {})", lambda x, y: x + y),
                 ("({} times {})", lambda x, y: x * y), ("({}/{})", lambda x, y: x / y))


def quantities(exercise: Exercise, cases, wanted: list) -> list[Quantity]:
    """All that can be made of the arguments and broadcast to the right values."""
    titles = inputs.names(exercise)[:len(cases[0].arguments)]
    arrays = {title: [plain_array(case.arguments[place]) for case in cases] for place, title in enumerate(titles)}
    arrays = {title: these for title, these in arrays.items() if not any(one is None or not one.size for one in these)
              and len({one.ndim for one in these}) == 1}
    arrays |= _derived(arrays, dict(zip(titles, zip(*(case.arguments for case in cases), strict=True), strict=True)))
    found = [("its number of entries", [np.float64(target.size) for target in wanted])]
    with np.errstate(all="ignore"):
        for maker in (_of_numbers, _of_arrays, _of_pairs):
            found += maker(arrays, wanted)
    found += [(f"the entropy of {title}", [np.float64(inputs.bits(x)) for x in these])
              for title, these in arrays.items() if title.startswith("(")]
    found += [*inputs.terms(exercise, cases), *_of_functions(exercise, cases)]
    return [(name, values) for name, values in found if all(
        np.shape(value) in ((), target.shape) for value, target in zip(values, wanted, strict=True))]


def _derived(arrays: dict, arguments: dict) -> dict:
    """The mixture of two laws, and what a function among the arguments gives for another one."""
    found = {}
    for first, these in arrays.items():
        for second, those in arrays.items():
            pairs = list(zip(these, those, strict=True))
            if first < second and all(x.shape == y.shape != () and np.allclose([x.sum(), y.sum()], 1)
                                      for x, y in pairs):
                found[f"({first} + {second})/2"] = [(x + y) / 2 for x, y in pairs]
    for title, functions in arguments.items():
        if all(inspect.isfunction(f) for f in functions):
            for other, these in arrays.items():
                values = [observe(f, call, (x,)) for f, x in zip(functions, these, strict=True)]
                if all(isinstance(one.value, np.ndarray) and one.value.shape == x.shape
                       for one, x in zip(values, these, strict=True)):
                    found[f"{title}({other})"] = [one.value.astype(float) for one in values]
    return found


def _of_numbers(arrays: dict, wanted: list) -> Iterator[Quantity]:
    for title, these in arrays.items():
        if these[0].ndim == 0 or all(x.shape == target.shape for x, target in zip(these, wanted, strict=True)):
            yield from ((name.format(title), [of(x) for x in these]) for name, of in OF_NUMBER)


def _of_arrays(arrays: dict, wanted: list) -> Iterator[Quantity]:
    for title, these in arrays.items():
        if these[0].ndim:
            yield from ((name.format(title), [of(x) for x in these]) for name, of in OF_ENTRIES)
        if these[0].ndim == 2:
            for axis, word in ((1, "each row of "), (0, "each column of ")):
                for name, of in OF_ENTRIES:
                    yield name.format(word + title), [np.apply_along_axis(of, axis, x) for x in these]


def _of_pairs(arrays: dict, wanted: list) -> Iterator[Quantity]:
    for first, these in arrays.items():
        for second, those in arrays.items():
            if first == second or any(x.shape != y.shape for x, y in zip(these, those, strict=True)):
                continue
            pairs = list(zip(these, those, strict=True))
            if these[0].ndim:
                yield from ((name.format(first, second), [of(x, y) for x, y in pairs]) for name, of in OF_PAIR)
            yield from ((name.format(first, second), [of(x, y) for x, y in pairs]) for name, of in OF_ENTRY_PAIR)
            if these[0].ndim == 2:
                for name, of in OF_PAIR[:3]:
                    yield (name.format(first, second) + " in each row",
                           [np.array([of(a, b) for a, b in zip(x, y, strict=True)]) for x, y in pairs])


def _of_functions(exercise: Exercise, cases) -> Iterator[Quantity]:
    """What other functions of the lesson and of helpers.information give for one or two of the arguments."""
    if getattr(exercise.probe, "__name__", "") not in inputs.PLAIN:
        return
    titles = inputs.names(exercise)[:len(cases[0].arguments)]
    places = [place for place in range(len(titles)) if all(plain_array(c.arguments[place]) is not None for c in cases)]
    picks = [(place,) for place in places] + [(a, b) for a in places for b in places if a != b]
    picks += [tuple(range(len(titles)))] if len(titles) > 2 else []
    for pick in picks:
        for name, of in inputs.functions(exercise.place[0], len(pick)):
            if name == exercise.name and pick == tuple(range(len(titles))):
                continue
            values = []
            for case in cases:
                given = tuple(one.detach() if hasattr(one := case.arguments[place], "detach") else one
                              for place in pick)
                seen = observe(of, call, given)
                array = plain_array(seen.value) if seen.outcome == "returned" else None
                if array is None:
                    break
                values.append(array)
            else:
                yield f"{name}({', '.join(titles[place] for place in pick)})", values


def explained(evidence: Evidence, found: list[Quantity], wanted: list) -> Relation | None:
    """The result as one of ``found``, or as the right one plus, minus, times or over it."""
    rows = []
    for name, values in found:
        row = np.concatenate([np.broadcast_to(value, target.shape).ravel()
                              for value, target in zip(values, wanted, strict=True)]).astype(float)
        if np.isfinite(row).any():
            rows.append((name, row))
    with np.errstate(all="ignore"):
        for name, row in rows:
            for sign, word in ((1, ""), (-1, "minus ")):
                for times, text in KNOWN:
                    if evidence.holds(sign * times * row):
                        return Relation(f"{word}{text}{name}", f"is {word}{text}{name}, on every input")
        for name, row in rows:
            for sign, word in ((1, "plus"), (-1, "minus")):
                for times, text in KNOWN:
                    if evidence.holds(evidence.wanted + sign * times * row):
                        return Relation(f"{word} {text}{name}", f"is the right one {word} {text}{name}, on every input")
                if evidence.holds(sign * row - evidence.wanted):
                    before = "minus " if sign < 0 else ""
                    return Relation(f"{before}{name} minus it", f"is {before}{name} minus the right one, on every "
                                                                "input")
        for name, row in rows:
            if evidence.holds(1 - row):
                return Relation(f"1 minus {name}", f"is 1 minus {name}, on every input")
            for predicted, word in ((evidence.wanted * row, "times"), (evidence.wanted / row, "divided by")):
                if evidence.holds(predicted):
                    return Relation(f"{word} {name}", f"is the right one {word} {name}, on every input")
        return _with_any_factor(evidence, rows) or _two(evidence, rows)


def _with_any_factor(evidence: Evidence, rows) -> Relation | None:
    for name, row in rows:
        for base, text in ((0 * evidence.wanted, ""), (evidence.wanted, "the right one ")):
            usable = np.isfinite(row) & np.isfinite(evidence.got) & np.isfinite(base) & (abs(row) > 1e-3)
            if len(set(evidence.case[usable])) < FEWEST or len(np.unique(np.round(row[usable], 5))) < FEWEST:
                continue
            factor = np.median(((evidence.got - base) / row)[usable])
            if abs(factor) > 1e-3 and evidence.holds(base + factor * row):
                sign = "" if not text else "plus " if factor > 0 else "minus "
                size = number(abs(factor) if text else factor)
                return Relation(f"{sign}{size} times {name}", f"is {text}{sign}{size} times {name}, on every input")
    return None


def _two(evidence: Evidence, rows) -> Relation | None:
    """A sum or a difference of two of them."""
    known = [(name, row) for name, row in rows if "entropy of" in name or "(" in name]
    here = np.array([row[evidence.largest] for _, row in known])
    one, other = here[:, None], here[None, :]
    combined = ((lambda a, b: a + b, "{} plus {}"), (lambda a, b: a - b, "{} minus {}"),
                (np.minimum, "the smaller one of {} and {}"), (np.maximum, "the larger one of {} and {}"))
    for of, text in combined:
        for first, second in np.argwhere(evidence.fits(of(one, other), evidence.got[evidence.largest])):
            (title, a), (other_title, b) = known[first], known[second]
            if first != second and evidence.holds(of(a, b)) and len(set(evidence.case[abs(b) > 1e-3])) >= FEWEST:
                said = text.format(title, other_title)
                return Relation(said, f"is {said}, on every input")
    return None
