"""Which exercises have been passed, kept from one session to the next in the learner's own data folder.

One empty file for each, ``infogan-curriculum/passed/entropy``. A file is there or it is not: two notebooks at once
cannot lose what the other one adds, and nothing can be half written or damaged. Where no file can be made, that is said
once, and what was passed is remembered until the kernel stops.

The environment variable INFOGAN_PROGRESS names another folder; "off" keeps nothing, as the tests and the builder do.
Grading never comes here: it judges answers without ``check``.
"""

import os
from pathlib import Path

from helpers.checking.exercise import exercises

_passed_here: set[str] = set()
_said: set[str] = set()


def folder() -> Path | None:
    """Where it is kept: $INFOGAN_PROGRESS, or else below $XDG_DATA_HOME or ~/.local/share. None: nowhere."""
    chosen = os.environ.get("INFOGAN_PROGRESS")
    if chosen:
        return None if chosen == "off" else Path(chosen)
    try:
        data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    except RuntimeError:  # a user without a home
        return None
    return data / "infogan-curriculum" / "passed"


def record(name: str) -> None:
    """Keep that the exercise ``name`` is passed."""
    place = folder()
    _passed_here.add(name)
    if place is None:
        return
    try:
        place.mkdir(parents=True, exist_ok=True)
        (place / name).touch()
    except OSError as error:
        say(f"What you have passed cannot be kept in {place} ({error.strerror}), "
            "so progress() will forget it when this kernel stops. All else works.")


def passed() -> set[str]:
    """Names of the exercises that have been passed, now or in an earlier session."""
    place, kept = folder(), set()
    try:
        kept = {path.name for path in place.iterdir()} if place else set()
    except FileNotFoundError:
        pass  # nothing is passed yet
    except OSError as error:
        say(f"What you passed in earlier sessions cannot be read from {place} ({error.strerror}).")
    return (kept | _passed_here) & exercises().keys()


def say(sentence: str) -> None:
    """Print ``sentence``, once in a session."""
    if sentence not in _said:
        _said.add(sentence)
        print(sentence)
