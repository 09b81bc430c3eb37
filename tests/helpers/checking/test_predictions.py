"""Predictions: kept like what is passed, shown beside what came out, and never in anybody's way."""

import math
import subprocess
import sys

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from helpers.checking import passed, predict, predictions, progress, recall
from staff.grading.inside import stand_in


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """A folder that does not exist yet, in a session in which nothing has happened."""
    monkeypatch.setenv("INFOGAN_PROGRESS", str(tmp_path / "data"))
    monkeypatch.setattr(predictions, "_here", {})
    monkeypatch.setattr(passed, "_said", set())
    return tmp_path / "data" / "predictions"


@pytest.fixture
def told(kept, capsys):
    """What recall prints after a prediction."""
    def tell(prediction, *came_out, **options):
        predict("coin", prediction)
        capsys.readouterr()
        recall("coin", *came_out, **options)
        return capsys.readouterr().out
    return tell


def in_another_session(code):
    code = f"from helpers.checking import *\n{code}"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_the_dots_print_nothing_keep_nothing_and_are_recalled_as_nothing(kept, capsys):
    predict("coin", ...)
    recall("coin", 3.3219, "bits")
    assert capsys.readouterr().out == "" and not kept.exists()
    progress()
    assert "Predictions" not in capsys.readouterr().out


@pytest.mark.parametrize(("prediction", "came_out", "line"), [
    (3.3, (3.3219, "bits"), "You predicted 3.3 bits, and it came out as 3.322 bits: close, 0.0219 bits too small."),
    (1, (np.float64(3.3219), "bits"), "You predicted 1 bit, and it came out as 3.322 bits: 2.322 bits too small."),
    (torch.tensor(2.0), (2, "bits"), "You predicted 2 bits, and so it came out."),
    ("about 1/2", (0.4, "nats"), "You predicted 0.5 nats, and it came out as 0.4 nats: 0.1 nats too large."),
    ("infinite", (math.inf, "bits"), "You predicted infinite bits, and so it came out."),
    (7, (math.inf, "bits"), "You predicted 7 bits, and it came out as infinite bits."),
    (" Left\nhand ", ("left hand",), 'You predicted "Left hand", and so it came out.'),
    ("left", ("right",), 'You predicted "left", and it came out as "right".'),
    (True, ("yes",), 'You predicted "yes", and so it came out.'),
    ("le\x1b\u2028ft", ("le ft",), 'You predicted "le ft", and so it came out.'),
    ("-infinite", (-math.inf,), "You predicted -infinite, and so it came out."),
    ("ln 2", (0.6931,), 'You predicted "ln 2". What came out: 0.6931'),
])
def test_one_line_says_what_was_predicted_and_what_came_out(told, prediction, came_out, line):
    assert told(prediction, *came_out) == f"{line}\n"


def test_what_counts_as_close_is_chosen_where_it_is_asked(told):
    assert told(1e5, 8.2e7, close="power of ten") == (
        "You predicted 1e+05, and it came out as 8.2e+07: 2.9 powers of ten too small.\n")
    assert "the right power of ten" in told(1e8, 8.2e7, close="power of ten")
    assert told(2, 3, close=0) == "You predicted 2, and it came out as 3.\n"
    assert told("two humps", "one hump", close=None) == 'You predicted "two humps". What came out: "one hump"\n'


def test_progress_counts_the_close_ones_of_those_that_can_be_compared(told, capsys):
    for name, prediction in (("first", 1.0), ("second", 5.0), ("third", "a sentence"), ("fourth", 2.0)):
        predict(name, prediction)
    recall("first", 1.05)
    recall("second", 1.0)
    recall("third", "another", close=None)
    progress()
    assert capsys.readouterr().out.endswith(
        "\nPredictions: 4 kept, 2 compared with what came out, 1 of them close.\n")
    predict("first", 1.0)  # all cells are run again
    assert "2 compared with what came out, 1 of them close." in predictions.summary()
    predict("first", 3.0)
    assert "1 compared with what came out, 0 of them close." in predictions.summary()


def test_another_session_knows_it_and_two_at_once_lose_nothing(kept, capsys):
    many = "for i in range({}, 60, 2): predict(f'number_{{i}}', i)"
    both = [subprocess.Popen([sys.executable, "-c", f"from helpers.checking import *\n{many.format(start)}"],
                             stdout=subprocess.DEVNULL) for start in (0, 1)]
    assert [process.wait() for process in both] == [0, 0]
    assert in_another_session("recall('number_7', 7); recall('number_8', 1)") == (
        "You predicted 7, and so it came out.\nYou predicted 8, and it came out as 1: 7 too large.\n")
    assert predictions.summary() == "Predictions: 60 kept, 2 compared with what came out, 1 of them close."


def test_where_nothing_can_be_kept_that_is_said_once_and_all_goes_on(kept, capsys):
    kept.parent.write_text("a file where the folder should be")
    predict("coin", 1.0)
    assert f"What you predict cannot be kept in {kept} (Not a directory), so" in capsys.readouterr().out
    predict("die", 2.0)
    recall("coin", 1.0)
    assert capsys.readouterr().out == "Your prediction is kept: 2\nYou predicted 1, and so it came out.\n"


@pytest.mark.parametrize("rubbish", [b"", b"\xff", b"[]", b"{}", b"[[1], null]", b"[1.5, 7]", b"[NaN"])
def test_a_damaged_file_is_no_prediction(kept, capsys, rubbish):
    kept.mkdir(parents=True)
    (kept / "coin").write_bytes(rubbish)
    (kept / "folder").mkdir()
    recall("coin", 1.5)
    assert capsys.readouterr().out == "" and predictions.summary() == ""


class Hostile:
    def __getattr__(self, name):
        raise ValueError("no")

    __eq__ = __float__ = __str__ = __repr__ = __bool__ = lambda *_: 1 / 0


ODD = [math.nan, np.zeros(3), torch.zeros(2, 2), None, "  ", [1], {}, object(), Hostile(), 1j, 10**400, print,
       np.array("text"), np.datetime64("2026-01-01"), b"bytes"]


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: type(odd).__name__)
def test_odd_predictions_get_one_plain_sentence(kept, capsys, odd):
    predict("coin", odd)
    sentence = capsys.readouterr().out
    assert sentence.startswith("Nothing is kept: a prediction is a number or words in quotes") and len(sentence) < 120
    predict("coin", 1.0)
    recall("coin", odd)
    assert capsys.readouterr().out.count("\n") == 2


def test_a_name_that_was_overwritten_and_two_predictions_at_once_are_met_with_the_right_form(kept, capsys):
    for arguments in ((0.5,), ("../passed", 1), (0.5, 1), (np.ones(2), 1)):
        predict(*arguments)
    assert capsys.readouterr().out.count("leave the name in quotes as it was") == 3
    predict("coin", 0.15, 3.3)
    assert "predict one thing here" in capsys.readouterr().out
    assert not kept.exists()


values = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.complex_numbers(), st.binary(),
                   st.lists(st.floats()), st.floats(width=32).map(np.float32), st.sampled_from(ODD))


@given(values, values, st.sampled_from(["", "bits"]), st.sampled_from([0, 0.1, "power of ten", None]))
def test_nothing_raises_and_everything_is_one_line_each(prediction, came_out, unit, close):
    """Without a fixture, because hypothesis calls this many times: INFOGAN_PROGRESS is "off" in all tests."""
    import contextlib
    import io
    predictions._here.clear()
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        predict("coin", prediction)
        recall("coin", came_out, unit, close)
    printed.getvalue().encode()
    assert 1 <= printed.getvalue().count("\n") <= 2 and len(printed.getvalue().splitlines()) <= 2
    predictions._here.clear()


@given(st.floats(1e-300, 1e300), st.floats(0.91, 1.09))
def test_ten_percent_is_close_whatever_the_size(truth, factor):
    assert predictions._compare(truth * factor, truth, "", predictions.CLOSE)[1] is True
    assert predictions._compare(truth * factor * 1.3, truth, "", predictions.CLOSE)[1] is False


def test_beside_a_submission_nothing_is_kept_or_said(kept, capsys):
    for odd in [..., 0.5, "words", *ODD]:
        stand_in.predict("coin", odd)
        stand_in.predict(odd)
        stand_in.recall("coin", odd, "bits", close=None)
    assert capsys.readouterr().out == "" and not kept.exists()
