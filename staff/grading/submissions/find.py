"""Find the submissions in a folder or a zip file, whatever a learning platform made of their names.

One entry per student: a folder, a zip file, or a single notebook. Links are not followed, nothing is unpacked to disk,
and no file is believed to be as small, as regular or as well named as it should be.
"""

import io
import os
import re
import stat
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from staff.grading.cage.transport import clean
from staff.grading.submissions.notebook import LARGEST_FILE

# doejane_LATE_12345_678901_01_entropy-1.ipynb
CANVAS = re.compile(r"(?P<student>[^_]+)(?P<late>_LATE)?_(?P<id>\d+)_\d+_(?P<file>.+)")
# Jane Doe_123456_assignsubmission_file_ (a folder, or with the file's name behind it)
MOODLE = re.compile(r"(?P<student>.+)_(?P<id>\d+)_assignsubmission_[a-z]+_?(?P<file>.*)(?P<late>)")
NOT_FOR_US = re.compile(r"\.|__MACOSX$|Thumbs\.db$|desktop\.ini$")
MOST_FILES = 500  # of a student, and MOST_BYTES in all
MOST_BYTES = 4 * LARGEST_FILE


@dataclass(frozen=True)
class File:
    """``path`` within the student's entry. ``read()`` gives its bytes; OSError or ValueError say why it cannot."""

    path: PurePosixPath
    read: Callable[[], bytes]


@dataclass
class Student:
    """``notes`` are sentences for the report: what was ignored, and why. ``others`` are files that are no notebooks."""

    name: str
    files: list[File] = field(default_factory=list)
    late: bool = False
    notes: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    bytes_left: int = MOST_BYTES

    def read(self, file: File) -> bytes:
        """The bytes of ``file``. OSError or ValueError say why it cannot be read, or why no more is read."""
        if self.bytes_left <= 0:
            raise ValueError(f"not read, for there are more than {MOST_BYTES // 2**20} MB before it")
        content = file.read()
        self.bytes_left -= len(content)
        return content


def find_students(place: Path) -> tuple[list[Student], list[str]]:
    """The students in ``place``, by name, and the names of entries that are nobody's. FileNotFoundError for none."""
    if not place.exists():
        raise FileNotFoundError(f"there is no folder or zip file {place}")
    entries: dict[str, list[tuple[PurePosixPath, File | str]]] = {}
    for path, found in _in_zip(place.read_bytes()) if place.is_file() else _in_folder(place):
        entries.setdefault(path.parts[0], []).append((PurePosixPath(*path.parts[1:]), found))
    students, ignored = {}, []
    for entry, contents in sorted(entries.items()):
        is_file = any(not path.parts and isinstance(found, File) for path, found in contents)
        platform = CANVAS.fullmatch(entry) or MOODLE.fullmatch(entry)
        stem, suffix = os.path.splitext(entry)
        if is_file and not platform and suffix.lower() not in (".ipynb", ".zip"):
            ignored.append(clean(entry))
            continue
        identity = (platform["student"], platform["id"]) if platform else (stem if is_file else entry, "")
        student = students.setdefault(identity, Student(_name(identity[0])))
        student.late |= bool(platform and platform["late"])
        for path, found in contents:
            inner = path if path.parts else PurePosixPath(platform["file"] or entry if platform else entry)
            _add(student, inner, found)
    if not students:
        raise FileNotFoundError(f"there are no submissions in {place}: expected one folder or notebook per student")
    for student in students.values():
        if student.others and not student.files and not student.notes:
            student.notes.append(f"there is no notebook among {', '.join(student.others[:5])}")
    _tell_apart(students)
    return sorted(students.values(), key=lambda student: student.name), ignored


def newest(paths: list[PurePosixPath]) -> PurePosixPath:
    """Of several versions: the highest last number in the name, then the one least deep in folders, then the last name.

    So 01_entropy-2 is newer than 01_entropy (1) and that is newer than 01_entropy. The number of the lesson at the
    beginning of a name does not count.
    """
    def age(path: PurePosixPath) -> tuple:
        numbers = re.findall(r"\d+", re.sub(r"^\d+", "", path.stem))
        return int(numbers[-1][:9]) if numbers else 0, -len(path.parts), path.name
    return max(paths, key=age)


def _add(student: Student, path: PurePosixPath, found: File | str) -> None:
    suffix = path.suffix.lower()
    if isinstance(found, str):
        student.notes += [f"{clean(str(path))}: {found}"] if found else []
    elif len(student.files) >= MOST_FILES:
        student.notes = [f"more than {MOST_FILES} files: only the first ones are looked at"]
    elif suffix == ".ipynb":
        student.files.append(File(path, found.read))
    elif suffix == ".zip":
        try:
            for inner, part in _in_zip(student.read(found)):
                if inner.suffix.lower() == ".ipynb":
                    _add(student, path.with_suffix("") / inner, part)
        except (OSError, ValueError) as problem:
            student.notes.append(f"{clean(str(path))}: {problem}")
    else:
        student.others.append(clean(path.name))


def _name(text: str) -> str:
    return unicodedata.normalize("NFC", clean(text)).strip() or "?"


def _tell_apart(students: dict[tuple[str, str], Student]) -> None:
    """Equal names get the platform's number behind them, or a running one; some file systems ignore capitals."""
    alike, taken = Counter(student.name.casefold() for student in students.values()), set()
    for (_, number), student in students.items():
        plain, copy = student.name, 1
        if number and alike[plain.casefold()] > 1:
            student.name = f"{plain} ({number})"
        while student.name.casefold() in taken:
            copy += 1
            student.name = f"{plain} ({copy})"
        taken.add(student.name.casefold())


def _in_folder(root: Path) -> Iterator[tuple[PurePosixPath, File | str]]:
    """Every file below ``root``, and "" for folders, so that an empty one is seen; links with what is said of them."""
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not NOT_FOR_US.match(name))
        here = Path(folder)
        for name in [*folders, *sorted(names)]:
            path = PurePosixPath((here / name).relative_to(root))
            if NOT_FOR_US.match(name):
                continue
            if (here / name).is_symlink():
                yield path, "it is a link, and links are not followed"
            elif name in folders:
                yield path, ""
            else:
                yield path, File(path, lambda file=here / name: _read(file))


def _read(path: Path) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with open(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise ValueError("it is not a regular file")
        return file.read(LARGEST_FILE + 1)


def _in_zip(content: bytes) -> Iterator[tuple[PurePosixPath, File | str]]:
    """The same for a zip file. ValueError where it is none."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        members = archive.infolist()[:20 * MOST_FILES]
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise ValueError("it is not a zip file that can be read") from None
    for member in members:
        parts = [part for part in PurePosixPath(member.filename).parts if part not in ("/", "..")]
        if not parts or any(NOT_FOR_US.match(part) for part in parts):
            continue
        path = PurePosixPath(*parts)
        if member.is_dir():
            yield path, ""
        else:
            yield path, File(path, lambda member=member: _read_member(archive, member))


def _read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    try:
        with archive.open(member) as file:
            return file.read(LARGEST_FILE + 1)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, zlib.error) as error:
        raise ValueError(f"it cannot be unpacked ({type(error).__name__})") from None
