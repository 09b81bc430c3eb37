"""What a learner predicts, kept beside what has been passed, and shown again next to what came out.

In a lesson, ``predict("coin_surprise", ...)`` has a cell of its own, where a number or words replace the dots, and the
cell with the answer has ``recall("coin_surprise", surprise, "bits")``. Nothing here is graded, nothing raises, and with
the dots left in place nothing is printed.

One small file for each, ``predictions/coin_surprise`` in the folder of passed.py, so that two notebooks at once lose
nothing. Where no file can be made, that is said once, and predictions are remembered until the kernel stops.
"""

import contextlib
import json
import math
import operator
import re
from pathlib import Path
from typing import Any, NamedTuple

from helpers.checking.passed import folder, say

LONGEST = 200  # characters of a sentence
CLOSE = 0.1  # of what came out: about what one can do in the head
POWER_OF_TEN = "power of ten"
NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
INFINITE = re.compile(r"(-?) *(inf|infinite|infinity|∞)")
NUMBER = r"([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)"
WRITTEN_NUMBER = re.compile(rf"(?:about|around|~|≈)? *{NUMBER}(?: */ *{NUMBER})? *(.*?)")


class Kept(NamedTuple):
    """``close``: whether it came out so, None where that was not seen yet or cannot be said."""

    prediction: float | str
    close: bool | None = None


_here: dict[str, Kept] = {}


def predict(name: str, prediction: Any = ..., *more: Any) -> None:
    """Keep ``prediction``, a number or words, under ``name``, and say so. The dots ``...`` keep and print nothing."""
    try:
        if prediction is ... and not more:
            return
        if not isinstance(name, str) or not NAME.fullmatch(name):
            print("Nothing is kept: leave the name in quotes as it was, and put your prediction in place of the dots.")
        elif more:
            print('Nothing is kept: predict one thing here, a number or words in quotes, predict("name", 0.5).')
        else:
            value = _plain(prediction)
            if _kept(name)[:1] != (value,):  # what is predicted again has been compared
                _keep(name, Kept(value))
            print(f"Your prediction is kept: {_say(value)}")
    except Exception:  # the learner may put anything in place of the dots, and reads on in any case
        print(f"Nothing is kept: a prediction is a number or words in quotes, and this is of type "
              f"{type(prediction).__name__}{_detail(prediction)}.")


def recall(name: str, came_out: Any, unit: str = "", close: float | str | None = CLOSE) -> None:
    """Print in one line what was predicted under ``name`` and what came out. Nothing where nothing was predicted.

    A number is close where it differs from ``came_out`` by at most the share ``close`` of it; 0 asks for the same
    number, as for a label or a count, and "power of ten" for less than half a power of ten. Words are compared without
    regard to case and spaces; with None they are shown and not judged, as for a sentence.
    """
    try:
        prediction = (_kept(name) or (None,))[0]
        if prediction is None:
            return
        line, is_close = _compare(prediction, _plain(came_out), unit, close)
        print(line)
        _keep(name, Kept(prediction, is_close))
    except Exception:
        print("Your prediction cannot be compared with what came out here.")


def summary() -> str:
    """How often predictions were close, in a sentence; "" where nothing was predicted."""
    names, place = set(_here), _folder()
    with contextlib.suppress(OSError):  # nothing is predicted yet, or passed.py says that the folder cannot be read
        names |= {path.name for path in place.iterdir()} if place else set()
    kept = [found for name in names if (found := _kept(name))]
    judged = [found.close for found in kept if found.close is not None]
    if not kept:
        return ""
    return f"Predictions: {len(kept)} kept, {len(judged)} compared with what came out, {sum(judged)} of them close."


def _plain(value: Any) -> float | str:
    """A number, or words on one line of at most 200 characters. Raises for anything else, nan included."""
    if isinstance(value, str):
        text = " ".join("".join(letter if letter.isprintable() else " " for letter in str(value)).split())
        text = text.encode("utf-8", "replace").decode()
        if not text:
            raise ValueError("nothing is written")
        return text if len(text) <= LONGEST else f"{text[:LONGEST - 3]}..."
    kind = str(getattr(value, "dtype", ""))
    if isinstance(value, bool) or kind in ("bool", "torch.bool"):
        return "yes" if bool(value) else "no"
    if hasattr(value, "__index__") and not kind:
        return float(operator.index(value))
    number = float(value.item() if hasattr(value, "item") else value)
    if math.isnan(number):
        raise ValueError("nan")
    return number


def _detail(value: Any) -> str:
    try:
        if isinstance(value, str):
            return " with nothing in it"
        return ", too large" if isinstance(value, int) else ", nan" if value != value else ""
    except Exception:
        return ""


def _compare(guess: float | str, truth: float | str, unit: str, close: float | str | None) -> tuple[str, bool | None]:
    """The line to print, and whether it came out so."""
    if isinstance(truth, float) and isinstance(guess, str):
        guess = _number(guess, unit, guess)
    start = f"You predicted {_say(guess, unit)}"
    if close is None or (isinstance(truth, float) and isinstance(guess, str)):
        return f"{start}. What came out: {_say(truth, unit)}", None
    if isinstance(truth, str):
        same = _word(guess) == _word(truth)
        return f"{start}, and {'so it came out.' if same else f'it came out as {_say(truth)}.'}", same
    if guess == truth:
        return f"{start}, and so it came out.", True
    came_out = f"{start}, and it came out as {_say(truth, unit)}"
    if close == POWER_OF_TEN and 0 < guess < math.inf and 0 < truth < math.inf:
        away = math.log10(guess) - math.log10(truth)
        if abs(away) < 0.5:
            return f"{came_out}: the right power of ten.", True
        return f"{came_out}: {abs(away):.1f} powers of ten too {_side(away)}.", False
    away = guess - truth
    if close == 0 or not math.isfinite(away):
        return f"{came_out}.", False
    is_close = abs(away) <= (CLOSE if close == POWER_OF_TEN else close) * abs(truth)
    return f"{came_out}: {'close, ' if is_close else ''}{_say(abs(away), unit)} too {_side(away)}.", is_close


def _side(away: float) -> str:
    return "large" if away > 0 else "small"


def _number(text: str, unit: str, otherwise: str) -> float | str:
    """The number that is written out, "1/2", "about 0.5 bits" or "infinite"; else ``otherwise``."""
    text = text.casefold().strip(" .")
    if found := INFINITE.fullmatch(text):
        return -math.inf if found[1] else math.inf
    found = WRITTEN_NUMBER.fullmatch(text)
    if not found or found[3].rstrip("s") not in ("", unit.casefold().rstrip("s")) or (found[2] and not float(found[2])):
        return otherwise
    return float(found[1]) / float(found[2] or 1)


def _word(value: float | str) -> str:
    text = value if isinstance(value, str) else f"{value:g}"
    return " ".join(text.casefold().split()).strip(" .'\"")


def _say(value: float | str, unit: str = "") -> str:
    if isinstance(value, str):
        return f'"{value}"'
    number = {math.inf: "infinite", -math.inf: "-infinite", 0: "0"}.get(value, f"{value:.4g}")
    return f"{number} {unit.removesuffix('s') if value == 1 else unit}".rstrip()


def _folder() -> Path | None:
    place = folder()
    return place / "predictions" if place else None


def _kept(name: str) -> Kept | tuple:
    """What is kept under ``name``; an empty tuple for nothing, or for what cannot be read."""
    place = _folder()
    if name not in _here and place:
        try:
            kept = Kept(*json.loads((place / name).read_text(encoding="utf-8")))
            if isinstance(kept.prediction, (float, str)) and kept.close in (True, False, None):
                return kept
        except (OSError, ValueError, TypeError):
            pass
    return _here.get(name, ())


def _keep(name: str, kept: Kept) -> None:
    _here[name] = kept
    place = _folder()
    if place is None:
        return
    try:
        place.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(json.dumps(kept), encoding="utf-8")
    except OSError as error:
        say(f"What you predict cannot be kept in {place} ({error.strerror}), so it is forgotten when this kernel "
            "stops. All else works.")
