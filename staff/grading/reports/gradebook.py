"""Marks for a gradebook: in the file that Canvas or Moodle has exported, or in a roster of one's own.

Every row, and every cell but those of the marks, goes back as it came. Canvas knows a student by "ID" and Moodle by
"Identifier"; the number in the name of a submission that they have exported is the same one.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from staff.grading.reports.tables import Graded, Table, harmless, number, read_table, write_cells
from staff.grading.submissions.find import Student

# Kind -> columns: two that tell the kind, names, other ids of the same person, e-mail, when a submission came.
KINDS = {"canvas": (("ID", "Section"), ("FirstName", "LastName", "Student"), ("SIS User ID", "SIS Login ID"), "", ""),
         "moodle": (("Identifier", "Grade"), ("Full name",), ("ID number", "Username"), "Email address",
                    "Last modified (submission)"),
         "roster": (("id", "name"), ("name",), ("login",), "email", "time")}
ASSIGNMENT = re.compile(r".+ \(\d+\)")  # in Canvas; the number is its id
NO_ASSIGNMENT = re.compile(r"(?:Current|Final|Override) (?:Score|Points|Grade|Status)")
NOBODY = ("Student, Test", "Test Student")  # Canvas's own
TO_STAY = ("N/A", "EX")  # in Canvas: not assigned to this student, and excused
COMMENT = "Points: "


@dataclass(frozen=True)
class Person:
    row: int
    id: str
    name: str
    logins: tuple[str, ...]
    email: str
    time: str


@dataclass(frozen=True)
class Roster:
    """``columns``: in Canvas, lesson -> the title of its column, and under "" that of the total."""

    kind: str
    table: Table
    people: tuple[Person, ...]
    columns: dict[str, str]

    def match(self, students: Collection[Student]) -> tuple[dict[str, Person], list[str]]:
        """Student -> their row, by number, login or name; and in sentences, who fits nobody.

        Where several fit, none is chosen. A number counts only where the name does not speak against it.
        """
        index = defaultdict(set)
        for person in self.people:
            index["id", person.id].add(person)
            for login in filter(None, (person.id, *person.logins, person.email, person.email.partition("@")[0])):
                index["login", login.casefold()].add(person)
            for name in _turned(person.name):
                index["name", name].add(person)
        fits, numbered = {}, set()
        for student in students:
            plain = re.sub(r" \(\d+\)$", "", student.name)
            login = index["login", plain.casefold()]
            fits[student.name] = {one for one in index["id", student.id] if one in login or _agree(plain, one.name)}
            numbered |= fits[student.name]
            # In the platform's own file, a number whose name has changed is for a person to look at.
            if not fits[student.name] and (self.kind == "roster" or not index["id", student.id]):
                fits[student.name] = {*(login or index["name", _letters(plain)])}
        for student in students:
            if not any(one.id == student.id for one in fits[student.name]):
                fits[student.name] -= numbered
        wanted = Counter(person for people in fits.values() for person in people)
        found = {name: person for name, people in fits.items() if len(people) == 1
                 for person in people if wanted[person] == 1}
        alone = [student.name + f" ({_whose(student.id, index['id', student.id])})" * (student.id != "")
                 for student in students if student.name not in found]
        there = {*found.values()}
        absent = [person.name or person.id for person in self.people if person not in there
                  and person.name not in NOBODY]
        where = self.table.path.name
        return found, _sentences({f"In no row of {where}, or in several, and so in no gradebook": alone,
                                  f"In {where}, and no submission is theirs": absent})

    def write(self, folder: Path, graded: list[Graded], found: dict[str, Person], lessons: list[str]) -> list[str]:
        """Write ``canvas.csv``, ``moodle.csv`` or ``roster.csv``. Returns what a person has to know about it."""
        header = list(self.table.header)
        waiting, nothing, above = {}, {}, {}  # names and titles, in order
        if self.kind == "roster":
            header += [title for title in (*lessons, "total") if title not in header]
            targets = {title: (title,) for title in lessons} | {"total": ()}
        else:
            targets = {title: (lesson,) if lesson else () for lesson, title in self.columns.items()}
        without = [lesson for lesson in lessons if (lesson,) not in targets.values() and () not in targets.values()]
        rows = [cells + [""] * (len(header) - len(cells)) for _, cells in self.table.rows]
        for one in (one for one in graded if one.name in found):
            row = rows[found[one.name].row]
            for title, of in targets.items():
                place, points = header.index(title), number(one.total(*of))
                if one.waiting(*of):
                    waiting[one.name] = True
                elif points and row[place].strip() not in TO_STAY:
                    row[place] = points.replace(".", ",") if self.table.separator == ";" else points
                    most, here = self._most(rows, header, place, row), one.out_of(*of)
                    above |= {title: max(above.get(title, (0, 0)), (here, most))} if here > most else {}
                elif one.total() is None:
                    nothing[one.name] = True
                if points and not one.waiting() and self.kind == "moodle" and "Feedback comments" in header:
                    place = header.index("Feedback comments")
                    row[place] = _comment(one) if not row[place] or row[place].startswith(COMMENT) else row[place]
        for row in rows:
            for place in (header.index(title) for title in KINDS[self.kind][1] if title in header):
                row[place] = harmless(row[place])
        write_cells(folder / f"{self.kind}.csv", [header, *rows], self.table.separator, self.table.mark)
        less = "has fewer points than there are here, so change that there before the import"
        above = [f"{title}, {most:g} there and {here} here" for title, (here, most) in above.items()]
        return [f"{folder.name}/{self.kind}.csv is for the gradebook.", *_sentences({
            "Not in it, for no assignment has their name": without,
            "Not in it, for exercises of theirs wait for you": waiting,
            "Not in it, for they have no marks": nothing,
            "Written answers without points yet count as none in it":
                [one.name for one in graded if one.name in found and one.unmarked()],
            f"What {less}": above if self.kind == "canvas" else (),
            f"What {less}, for Moodle leaves out what is above its maximum": above if self.kind == "moodle" else ()})]

    def _most(self, rows: list[list[str]], header: list[str], place: int, row: list[str]) -> float:
        """The points that can be had, as the platform says, infinity where it does not."""
        if self.kind == "moodle":
            said = next((row[index] for index, title in enumerate(header) if title.casefold() == "maximum grade"), "")
        else:
            said = next((cells[place] for cells in rows if cells[0].strip() == "Points Possible"), "")
        try:
            return float(said.replace(",", "."))
        except ValueError:
            return float("inf")


def read_roster(path: Path, lessons: list[str], column: str = "") -> Roster:
    """The roster in ``path``; its header tells the kind. ValueError with file, line and remedy.

    ``column``: in Canvas, the title of the one that gets the total, where no title names a lesson.
    """
    table = read_table(path, ())
    kind = next((kind for kind, (columns, *_) in KINDS.items() if {*columns} <= {*table.header}), "")
    if not kind:
        raise ValueError(f"{path}, line 1: this is no gradebook of Canvas (Student, ID, ..., Section, ...), no grading "
                         "worksheet of a Moodle in English (Identifier, Full name, ..., Grade, ...), and no roster of "
                         f"your own (id, name, email); it begins with {', '.join(table.header[:4])}")
    if column and kind != "canvas":
        raise ValueError(f"--column is for a gradebook of Canvas, and {path} is none")
    (identity, _), names, logins, email, time = KINDS[kind]
    people, seen = [], set()
    for row, (line, cells) in enumerate(table.named()):
        one = cells[identity].strip()
        one = re.sub(r"\D+(?=\d+$)", "", one) if kind == "moodle" else one  # Participant 123
        if kind == "canvas" and not one:  # "Points Possible", and which assignments are posted by hand
            continue
        if not one or one in seen:
            raise ValueError(f"{path}, line {line}: " + (f"{one} is the {identity} of an earlier line, too"
                                                         if one else f"there is no {identity}") + ". Correct it")
        seen.add(one)
        name = " ".join(filter(None, (cells.get(part, "").strip() for part in names)))
        people.append(Person(row, one, name, tuple(filter(None, (cells.get(key, "").strip() for key in logins))),
                             cells.get(email, "").strip(), cells.get(time, "").strip()))
    columns = _assignments(table, lessons, column) if kind == "canvas" else {"": "Grade"}
    return Roster(kind, table, tuple(people), columns)


def _assignments(table: Table, lessons: list[str], column: str) -> dict[str, str]:
    """Lesson -> the title of its column in Canvas, or "" -> that of the total."""
    titles = [title for title in table.header if ASSIGNMENT.fullmatch(title) and not NO_ASSIGNMENT.search(title)]
    wanted = [title for title in table.header if column and column in (title, re.sub(r" \(\d+\)$", "", title))]
    named = [(lesson, title) for lesson in lessons for title in titles if _letters(lesson) in _letters(title)]
    if named and not column and len(dict(named)) == len(named):
        return dict(named)
    chosen = wanted if column else titles
    if len(chosen) != 1:
        raise ValueError(f"{table.path}, line 1: which column gets the marks? Name it with --column, or give it the "
                         f"name of a lesson in Canvas. The assignments are: {', '.join(titles) or 'none'}")
    return {"": chosen[0]}


def _whose(number: str, people: Collection[Person]) -> str:
    """The number of a submission that fits nobody, and whose it is in the roster."""
    return " ".join([number, *(f"is the number of {person.name}" for person in people)])


def _sentences(said: dict[str, Collection[str]]) -> list[str]:
    return [f"{text}: {'; '.join(names)}." for text, names in said.items() if names]


def _comment(one: Graded) -> str:
    """In words of the course alone, for Moodle takes a comment for HTML."""
    said = [COMMENT + "; ".join(f"{record.lesson} {number(one.total(record.lesson)) or 'none'} of "
                                f"{one.out_of(record.lesson)}" for record in one.records)]
    said += [f"{lesson}: {late.said}" for lesson, late in one.late.items() if late.said]
    failed = [f"{row.number} {row.exercise}" + f" ({row.mistake})" * bool(row.mistake)
              for _, row in one.rows() if row.status == "failed"]
    return ". ".join([*said, *[f"Not right yet: {', '.join(failed)}"] * bool(failed)]) + "."


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", name).casefold())


def _letters(name: str) -> str:
    return "".join(_words(name))


def _turned(name: str) -> set[str]:
    """The letters of a name with its words in turn first: "doejane" and "janedoe" for "Doe, Jane"."""
    words = _words(name)
    return {"".join(words[index:] + words[:index]) for index in range(len(words))}


def _agree(name: str, other: str) -> bool:
    """Whether two ways to write a name may mean one person: a word in common, or nothing to compare."""
    words = [word for word in _words(other) if len(word) > 1 or not word.isascii()]
    return not words or any(word in _letters(name) for word in words)
