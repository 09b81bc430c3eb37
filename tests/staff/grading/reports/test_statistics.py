"""What the class did, counted."""

import numpy as np
import pytest

from staff.grading import course
from staff.grading.reports import statistics
from staff.grading.reports.deadlines import Late
from staff.grading.reports.marks import ELSEWHERE, Record, Row
from staff.grading.reports.tables import Graded

LESSON = course.lessons()[1]
SOME = LESSON.exercises[:3]


class Three:
    name, exercises = LESSON.name, SOME


def student(name, *passed, message="wrong"):
    rows = [Row(exercise.name, exercise.number, {None: None, True: 1, False: 0}[right], 1,
                {None: "not handed in", True: "passed", False: "failed"}[right], "a slip" if right is False else "",
                message)
            for exercise, right in zip(SOME, passed, strict=True)]
    return Graded(name, {LESSON.name: Late()}, (), [Record(name, LESSON.name, rows)], {})


def test_shares_and_discrimination_are_those_of_the_numbers():
    rng = np.random.default_rng(3)
    right = rng.random((20, 3)) < [0.7, 0.5, 0.2]
    nobody = student("nobody", None, None, None)
    found = statistics.of_class([*(student(str(index), *map(bool, row)) for index, row in enumerate(right)), nobody],
                                [Three])
    for place, result in enumerate(found["exercises"][0][1]):
        rest = right.sum(axis=1) - right[:, place]
        assert result["discrimination"] == pytest.approx(np.corrcoef(right[:, place], rest)[0, 1], abs=0.005)
        assert result["share"] == round(100 * right[:, place].mean())
    assert sum(count for count, _ in found["bars"]) == 20 and found["nothing"] == 1
    shares = 100 * right.mean(axis=1)
    for bar in (f"0 to 10 %: {np.sum(shares < 10)}; ", f"90 to 100 %: {np.sum(shares > 99)}"):
        assert bar in found["alt"]
    assert f"median {np.median(shares):.0f} %" in found["alt"]
    [(_, [worst, *_])] = found["talk"]
    passed = right[:, 2].sum()
    assert worst == f"{SOME[2].number} {SOME[2].name}: {passed} of 20 who tried it passed; most common mistake: " \
                    f"a slip ({20 - passed})."


def test_an_exercise_that_the_strong_ones_fail_is_named():
    strong, weak = [student(f"s{index}", False, True, True) for index in range(9)], [
        student(f"w{index}", True, False, index > 1) for index in range(9)]
    [(_, topics)] = statistics.of_class([*strong, *weak], [Three])["talk"]
    assert any("1.1 surprisal: who did well elsewhere failed it more often" in topic for topic in topics)
    assert not any("1.3 shannon_code_lengths: who did well" in topic for topic in topics)


def test_messages_shown_most_leave_out_those_whose_cause_is_elsewhere():
    graded = [student(str(index), False, True, True, message="nats") for index in range(4)]
    graded += [student(f"x{index}", False, True, True, message="It uses y" + ELSEWHERE) for index in range(9)]
    graded += [student("once", False, True, True, message="seen once")]
    assert statistics.of_class(graded, [Three])["most"] == [("1.1 surprisal", "nats", 4)]


def test_few_students_say_nothing_and_none_are_no_error():
    found = statistics.of_class([student("a", True, False, True), student("b", False, True, True)], [Three])
    assert all(result["discrimination"] is None for result in found["exercises"][0][1])
    assert statistics.of_class([student("a", None, None, None)], [Three])["alt"] == "No marks yet."
