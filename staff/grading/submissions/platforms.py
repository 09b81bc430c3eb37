"""What learning platforms make of a student's name when they export submissions."""

import re

# What platforms call a student's entry, each with an example. "file" is what the student called the file.
PLATFORMS = tuple(map(re.compile, (
    # Canvas: doejane_LATE_12345_678901_01_entropy-1.ipynb
    r"(?P<student>[^_]+)(?P<late>_LATE)?_(?P<id>\d+)_\d+_(?P<file>.+)",
    # Moodle: Jane Doe_123456_assignsubmission_file_ (a folder, or with the file's name behind it)
    r"(?P<student>.+)_(?P<id>\d+)_assignsubmission_[a-z]+_?(?P<file>.*)",
    # Blackboard: Entropy_jdoe_attempt_2026-11-30-10-11-12_01_entropy.ipynb
    r"[^/]*?_?(?P<student>[^_/]+)_attempt_(?P<time>\d{4}(?:-\d\d){5})(?:_(?P<file>.+)|\.txt)",
    # Brightspace: 12345-67890 - Jane Doe - Nov 30, 2026 1011 AM
    r"(?P<id>\d+)-\d+ - (?P<student>.+?) - (?P<time>\w{3,9} \d{1,2}, \d{4} .*)",
    # nbgrader's exchange: jdoe+entropy+2026-11-30 10:11:12 UTC+a1b2
    r"(?P<student>[^+/]+)\+[^+/]+\+(?P<time>\d{4}-\d\d-\d\d [^+/]+?)(?:\+.*)?",
    # ILIAS: Doe_Jane_jdoe_123
    r"(?P<last>[^_\d]+)_(?P<student>[^_\d]+)_[^_]+_(?P<id>\d+)",
    # Google Classroom, Teams: Jane Doe - 01_entropy.ipynb
    r"(?P<student>[^/]+?) - (?P<file>.+\.ipynb)")))
GRADESCOPE = re.compile(r"submission_(\d+):.*?:name: *([^\n]+)", re.DOTALL)  # in submission_metadata.yml


def told_by_name(entry: str) -> dict[str, str]:
    """What the name of an entry tells: "student", "last", "id", "late", "time", "file", as far as its platform does."""
    match = next(filter(None, (platform.fullmatch(entry) for platform in PLATFORMS)), None)
    return match.groupdict() if match else {}
