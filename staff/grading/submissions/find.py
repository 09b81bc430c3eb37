"""Find the submissions in a folder or a zip file, whatever a learning platform made of their names.

One entry per student: a folder, a zip file, or a single notebook. Links are not followed, nothing is unpacked to disk,
and no file is believed to be as small, as regular or as well named as it should be.
"""

import dataclasses
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
from datetime import datetime
from pathlib import Path, PurePosixPath

from staff.grading.cage.transport import clean
from staff.grading.submissions.notebook import LARGEST_FILE
from staff.grading.submissions.platforms import GRADESCOPE, told_by_name

NOT_FOR_US = re.compile(r"\.|__MACOSX$|Thumbs\.db$|desktop\.ini$|(?:venv|env|node_modules|site-packages|__pycache__)$")
OF_ONE_STUDENT = re.compile(r"\d\d?_|lesson|week|version|notebooks|old|backup", re.IGNORECASE)
MOST_ZIPS = 3  # one within the other
MOST_FILES = 500  # of a student, and MOST_BYTES in all
MOST_BYTES = 4 * LARGEST_FILE


@dataclass(frozen=True)
class File:
    """``path`` within the student's entry. ``read()`` gives its bytes; OSError or ValueError say why it cannot.

    ``entry``: what the platform called the entry, with the times of attempts; ``time``: as sortable text.
    ``came``: when the entry came, as somebody else than the student tells; not ``certain``: it came by then.
    """

    path: PurePosixPath
    read: Callable[[], bytes]
    time: str = ""
    entry: str = ""
    came: str = ""
    certain: bool = False
    late: bool = False  # as the platform says


@dataclass
class Student:
    """``notes`` are sentences for the report: what was ignored, and why. ``others`` are files that are no notebooks.

    ``id``: the platform's number for the student, "" where it tells none.
    """

    name: str
    id: str = ""
    files: list[File] = field(default_factory=list)
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
    found = list(_in_zip(place.read_bytes()) if place.is_file() else _in_folder(place))
    found = _unwrapped(found)
    names = _names_of_gradescope(found)
    entries: dict[str, list[tuple[PurePosixPath, File | str]]] = {}
    for path, thing in found:
        entries.setdefault(path.parts[0], []).append((PurePosixPath(*path.parts[1:]), thing))
    times = sorted(thing.time[:12] for _, thing in found if isinstance(thing, File))  # to the minute
    copied = len(times) > 2 and int(times[-1]) - int(times[0]) < 100  # in one hour: when all was downloaded or copied
    timed = 2 * sum("time" in told_by_name(entry) for entry in entries) > len(entries)  # or a student has named it so
    students, ignored = {}, []
    for entry, contents in sorted(entries.items()):
        is_file = any(not path.parts and isinstance(thing, File) for path, thing in contents)
        about = told_by_name(entry)
        stem, suffix = os.path.splitext(entry)
        if is_file and suffix.lower() not in (".ipynb", ".zip") and not (about.get("file") or about.get("id")):
            ignored.append(clean(entry))
            continue
        name = names.get(entry) or about.get("student") or (stem if is_file else entry)
        name = f"{name} {about['last']}" if about.get("last") else name
        number, told = about.get("id") or "", about.get("time", "") if timed else ""
        student = students.setdefault((name, number), Student(_name(name), number))
        for path, thing in contents:
            inner = path if path.parts else PurePosixPath(about.get("file") or entry)
            # Canvas and Moodle give the files of a zip file the time of its download.
            _add(student, inner, thing if isinstance(thing, str) else dataclasses.replace(
                thing, entry=entry, came=told or thing.time, certain=bool(told) or not (about or names or copied),
                late=bool(about.get("late"))))
    if not students:
        raise FileNotFoundError(f"there are no submissions in {place}: expected one folder or notebook per student")
    for student in students.values():
        if student.others and not student.files and not student.notes:
            student.notes.append(f"there is no notebook among {', '.join(student.others[:5])}")
    _tell_apart(students)
    return sorted(students.values(), key=lambda student: student.name), ignored


def _names_of_gradescope(found: list[tuple[PurePosixPath, File | str]]) -> dict[str, str]:
    """"submission_456" -> the student's name, where the export tells."""
    for path, thing in found:
        if path.name == "submission_metadata.yml" and isinstance(thing, File):
            text = thing.read().decode("utf-8", "replace")
            return {f"submission_{number}": name.strip(" \"'") for number, name in GRADESCOPE.findall(text)}
    return {}


def _unwrapped(found: list[tuple[PurePosixPath, File | str]]) -> list[tuple[PurePosixPath, File | str]]:
    """Without folders or zip files around the whole class: each alone, until there are several that may be students.

    A folder with notebooks, or with folders for lessons or versions, is a student's own.
    """
    inner = found
    while len({path.parts[0] for path, _ in inner}) == 1:
        top, alone = next(((path.parts[0], thing) for path, thing in inner if len(path.parts) == 1),
                          (inner[0][0].parts[0], ""))
        if told_by_name(top):
            break
        inner = list(_in_zip(alone.read())) if isinstance(alone, File) and top.lower().endswith(".zip") else \
            [(PurePosixPath(*path.parts[1:]), thing) for path, thing in inner if len(path.parts) > 1]
        entries = {path.parts[0]: isinstance(thing, File) and len(path.parts) == 1 for path, thing in inner}
        if any(map(told_by_name, entries)):
            return inner
        folders = [name for name, is_file in entries.items() if not is_file or name.lower().endswith(".zip")]
        if any(name.lower().endswith(".ipynb") for name in entries) or any(map(OF_ONE_STUDENT.match, folders)):
            break
        if len(folders) > 1:
            return inner
    return found


def _add(student: Student, path: PurePosixPath, found: File | str, zips: int = 0) -> None:
    suffix = path.suffix.lower()
    if isinstance(found, str):
        student.notes += [f"{clean(str(path))}: {found}"] if found else []
    elif len(student.files) >= MOST_FILES:
        student.notes = [f"more than {MOST_FILES} notebooks: only the first ones are looked at"]
    elif suffix == ".ipynb":
        student.files.append(dataclasses.replace(found, path=path))
    elif suffix == ".zip" and zips < MOST_ZIPS:
        try:
            for inner, part in _in_zip(student.read(found)):
                if inner.suffix.lower() in (".ipynb", ".zip"):
                    # The times within are the student's own.
                    _add(student, path.with_suffix("") / inner, part if isinstance(part, str) else dataclasses.replace(
                        part, entry=found.entry, came=found.came, certain=found.certain, late=found.late), zips + 1)
        except (OSError, ValueError) as problem:
            student.notes.append(f"{clean(str(path))}: {problem}")
    elif suffix == ".zip":
        student.notes.append(f"{clean(str(path))}: not opened, for it is the {MOST_ZIPS + 1}th zip within the other")
    else:
        student.others.append(clean(path.name))


def _name(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", clean(text)).split()) or "?"


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
                time = datetime.fromtimestamp((here / name).lstat().st_mtime)
                yield path, File(path, lambda file=here / name: _read(file), f"{time:%Y%m%d%H%M%S}")


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
        members = archive.infolist()
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
            time = "".join(f"{part:02}" for part in member.date_time)
            yield path, File(path, lambda member=member: _read_member(archive, member), time)


def _read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    try:
        with archive.open(member) as file:
            return file.read(LARGEST_FILE + 1)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, zlib.error) as error:
        raise ValueError(f"it cannot be unpacked ({type(error).__name__})") from None
