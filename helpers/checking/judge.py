"""From observations to a verdict: is the answer right and, if not, which slip is it?

The judge sees recorded values only, never the answer itself.
"""

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np

from helpers.checking.compare import Fault, fault_in
from helpers.checking.exercise import Case, Exercise, Mistake, Property, Verdict, find_exercise
from helpers.checking.observe import Observation, observe
from helpers.checking.probes.plain import call as call_plainly
from helpers.checking.probes.plain import sum_over_cells
from helpers.checking.wording import describe, describe_argument, describe_call

# What a probe says of the form of an answer, and the name of it.
REFUSED = ((" has shape ", "wrong shape"), (" gave shape ", "wrong shape"), (" has type ", "wrong type"),
           ("Give a set of names", "not a set of names"))
NUMBER = re.compile(r"-?(?:inf\b|\d+(?:,\d{3})*(?:\.\d+)?)")


def judge_answer(name: str, answer: Callable, seed: int = 0) -> Verdict:
    """Observe ``answer`` on the cases of exercise ``name`` and judge it. Unknown names raise KeyError."""
    exercise = find_exercise(name)
    if not callable(answer):
        return Verdict("failed", f"check was given {describe_argument(answer)}, not a function. "
                                 f"Give the function itself, without brackets: check({name!r}, {name}).")
    try:
        cases = _cases(name, seed)
    except Exception as error:
        return _our_fault(exercise, error)
    return judge(exercise, [observe(answer, exercise.probe, case.arguments) for case in cases], seed)


def judge(exercise: Exercise, observations: list[Observation], seed: int = 0) -> Verdict:
    """The verdict on ``observations``, one for each of the exercise's cases for ``seed``."""
    try:
        cases, expected = _cases(exercise.name, seed), _expected(exercise.name, seed)
        findings = [
            _finding(exercise, case, seen, wanted)
            for case, seen, wanted in zip(cases, observations, expected, strict=True)
        ]
        failing = [index for index, finding in enumerate(findings) if finding]
        if not failing:
            return Verdict("passed", f"all {len(cases)} cases are right." if len(cases) > 1 else "right.")
        first = failing[0]
        if findings[first].status == "not attempted":
            return Verdict("not attempted", findings[first].sentence, case=first)
        lines = [findings[first].sentence]
        names = {findings[index].name for index in failing}
        if "" in names:
            at = [index for index in failing if findings[index].name != "made on the CPU"]
            mistake = _diagnose(exercise, seed, observations, at, findings[first])
        else:  # the sentence says it already
            mistake = findings[first].name, ""
        if mistake:
            lines.append(f"{mistake[1]} (mistake: {mistake[0]})".lstrip())
        pointer = f'hint("{exercise.name}")'
        lines.append(f"See {exercise.read}, or {pointer}." if exercise.read else f"Try {pointer}.")
        return Verdict("failed", "\n".join(lines), mistake[0] if mistake else None, first)
    except Exception as error:
        return _our_fault(exercise, error)


@dataclass(frozen=True)
class Finding:
    """Why one case is not right. ``name``: the slip that the sentence names. ``fault``: what it says of the form or of
    a law, a name where no slip is found."""

    sentence: str
    status: str = "failed"
    name: str = ""
    fault: str = ""


def _finding(exercise: Exercise, case: Case, seen: Observation, wanted: Observation) -> Finding | None:
    call = describe_call(exercise.name, case.arguments)
    if seen.outcome == "not attempted":
        if seen.error in ("", exercise.name) or exercise.name in seen.error:
            return Finding("not attempted yet.", "not attempted")
        return Finding(f"{call} uses something that is not written yet: {seen.error}", "not attempted")
    if seen.outcome == "refused":
        fault = next((name for words, name in REFUSED if words in seen.error), "")
        return Finding(f"{call}: {seen.error}", name="made on the CPU" if wanted.asks_where else "", fault=fault)
    if seen.outcome == "raised":
        at = f", at {seen.line}" if seen.line else ""
        return Finding(f"{call} raised {seen.error.rstrip(' .')}{at}{f'; {case.note}' if case.note else ''}.")
    if seen.value is None and seen.printed.strip():
        return Finding(f"{call} printed {seen.printed.strip().splitlines()[0]!r} but returned None: "
                       "return the value, a printed one is lost to the caller.")
    if exercise.construction:
        if seen.value is None:
            return Finding(f"{call} returned None; did you forget `return`?")
        broken = _broken(exercise.properties, seen.value, case)
        came = describe(seen.value) if not _effects(exercise, seen.value) else ", ".join(
            f"{key}: {describe(item)}" for key, item in seen.value.items())
        fault = Fault(came, f"it must be so that {broken.statement}", form="a condition not met") if broken else None
    else:
        # A dict that a probe made holds effects, named in plain words, and is nothing the answer returned.
        key_form = "key {!r}" if exercise.probe is call_plainly else "{}"
        fault = fault_in(seen.value, wanted.value, exercise.tolerance, key_form=key_form)
    if fault:
        return Finding(_explain(exercise, case, call, seen.value, wanted.value, fault), fault=fault.form)
    if seen.changed:
        return Finding(f"{call} is right, but " + _what_it_changes(exercise, case, seen), name="changes its input")
    if exercise.quiet and seen.warned:
        return Finding(f"{call} is right, but numpy warned: {seen.warned}. Compute only where the formula applies.")
    return None


def _what_it_changes(exercise: Exercise, case: Case, seen: Observation) -> str:
    """An answer that writes into the caller's data breaks the cells that follow."""
    place = seen.changed[0]
    argument = describe_argument(case.arguments[place])
    if seen.line:
        title = list(inspect.signature(exercise.reference).parameters)[place]
        return (f"it changes its input {argument}: {seen.line}, writes into the caller's {title}. "
                f"`{title} = {title} / 2` makes a new array, and `{title} /= 2` does not.")
    return (f"it changes its input {argument}, or the gradient that it holds: work on a copy, or use an expression "
            "that makes a new one.")


def _explain(exercise: Exercise, case: Case, call: str, value: Any, wanted: Any, fault: Fault) -> str:
    verb = "adds up to" if exercise.probe is sum_over_cells else "returned"
    seen = f"After {call}, {fault.came}" if _effects(exercise, value) else f"{call} {verb} {fault.came}"
    if fault.form:
        return f"{seen}; {fault.wanted}.".replace("?.", "?")
    # A note that says why and not how much, or two numbers that look alike, need the right one beside them.
    told = case.note or fault.wanted
    if fault.came.startswith("gradient") and not re.search("gradient|slope", case.note):  # it tells of the values
        told = fault.wanted
    elif case.note and (describe(value).strip("[]") == describe(wanted) or not _tells(case.note, wanted)):
        told = f"{fault.wanted}: {case.note}"
    sentence = f"{seen}; {told}."
    broken = None if _has_nan(value) else _broken(exercise.properties, value, case)
    return sentence + (f" It breaks a law: {broken.statement}." if broken else "")


def _effects(exercise: Exercise, value: Any) -> bool:
    return isinstance(value, dict) and exercise.probe is not call_plainly


def _tells(note: str, wanted: Any) -> bool:
    """Whether a note holds the right number. Of many it need not hold all, and sets of names are the answer itself."""
    found = [float(one.replace(",", "")) for one in NUMBER.findall(note)]
    if isinstance(wanted, np.ndarray) and not wanted.ndim:
        return bool(np.isclose(found, wanted, rtol=1e-3, atol=1e-4).any())
    return bool(found) or (isinstance(wanted, dict) and any(isinstance(one, frozenset) for one in wanted.values()))


def _has_nan(value: Any) -> bool:
    """What is not a number breaks every law, and no law helps to find out why."""
    try:
        return bool(np.isnan(np.asarray(value, dtype=float)).any())
    except (TypeError, ValueError):
        return False


def _broken(properties: tuple[Property, ...], value: Any, case: Case) -> Property | None:
    """The first law that ``value`` breaks. A value a law cannot even be applied to breaks it."""
    for law in properties:
        try:
            with np.errstate(all="ignore"):
                if not law.holds(value, *case.arguments):
                    return law
        except Exception:
            return law
    return None


def _diagnose(exercise: Exercise, seed: int, observations: list[Observation], failing: list[int],
              finding: Finding) -> tuple[str, str] | None:
    """Name and message of the slip: a catalogued one that behaves like this answer on every case, a relation between
    its numbers and the right ones, a right answer with one slip, a catalogued one that explains most, or what
    ``finding`` says of the form."""
    # Imported late: a right answer needs none of it, and a learner's first check waits for the import.
    from helpers.checking.diagnose import catalogued, numbers_of, one_slip
    from helpers.checking.relations import find_relation
    from helpers.checking.relations.evidence import Place

    cases, right = _cases(exercise.name, seed), _expected(exercise.name, seed)
    mistake, explained = catalogued(exercise, _mistakes_of(exercise.name, seed), observations, right, failing)
    if explained < len(failing):
        relation = find_relation(exercise, cases, observations, right, failing)
        slip = None
        if relation is None or isinstance(relation, Place):
            slip = one_slip(exercise, _slips_of(exercise.name, seed), observations, right, failing)
        if relation and not slip:
            return relation.name, f"{relation.subject} {relation.sentence}.".lstrip()
        mistake = slip or mistake
    if mistake:
        return mistake.name, mistake.message
    wrong = [observations[index] for index in failing]
    if finding.fault and (wrong[0].outcome == "refused" or numbers_of(wrong)):
        return finding.fault, ""
    return None


# Kept, because a learner checks an exercise again and again. Every call of an answer gets copies of the arguments.


@lru_cache(maxsize=256)
def _cases(name: str, seed: int) -> list[Case]:
    return find_exercise(name).cases_for(seed)


@lru_cache(maxsize=256)
def _expected(name: str, seed: int) -> list[Observation]:
    exercise, observations = find_exercise(name), []
    for case in _cases(name, seed):
        seen = observe(exercise.reference, exercise.probe, case.arguments)
        if seen.outcome != "returned":
            raise RuntimeError(f"the reference of {name} failed on {case.arguments}: {seen.error}")
        observations.append(seen)
    return observations


@lru_cache(maxsize=256)
def _mistakes_of(name: str, seed: int) -> Callable[[int, int], Observation]:
    """What a catalogued mistake does in a case, by their places; run where it is asked for."""
    return _seen_of(find_exercise(name).mistakes, name, seed)


@lru_cache(maxsize=32)
def _slips_of(name: str, seed: int) -> Callable[[int, int], Observation]:
    """The same for a right answer with one slip."""
    from helpers.checking.slips import slips_of

    return _seen_of(slips_of(name), name, seed)


def _seen_of(mistakes: tuple[Mistake, ...], name: str, seed: int) -> Callable[[int, int], Observation]:
    exercise, cases = find_exercise(name), _cases(name, seed)
    return cache(lambda mistake, case: observe(
        mistakes[mistake].answer, exercise.probe, cases[case].arguments))


def _our_fault(exercise: Exercise, error: Exception) -> Verdict:
    return Verdict(
        "could not check",
        f"the check failed, not your answer ({type(error).__name__}: {error}).\n"
        f"Please report it, with your code: report({exercise.name!r}) prints what else to send.",
    )
