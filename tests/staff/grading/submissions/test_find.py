"""Finding submissions: names that platforms give, links, folders, versions."""

import io
import zipfile
from pathlib import PurePosixPath

import pytest

from staff.grading.submissions.find import File, Student, find_students


@pytest.mark.parametrize(("entry", "student", "file", "late"), [
    ("ann/01_entropy.ipynb", "ann", "01_entropy.ipynb", False),
    ("ann.ipynb", "ann", "ann.ipynb", False),
    ("doejane_12345_678901_01_entropy-1.ipynb", "doejane", "01_entropy-1.ipynb", False),
    ("doejane_LATE_12345_678901_01_entropy.ipynb", "doejane", "01_entropy.ipynb", True),
    ("Jane Doe_123456_assignsubmission_file_/01_entropy.ipynb", "Jane Doe", "01_entropy.ipynb", False),
    ("Jane Doe_123456_assignsubmission_file_01_entropy.ipynb", "Jane Doe", "01_entropy.ipynb", False),
    ("Zoe\u0308/a folder/01 Entropy (2).IPYNB", "Zo\u00eb", "a folder/01 Entropy (2).IPYNB", False),
])
@pytest.mark.parametrize("zipped", [False, True], ids=["folder", "zip"])
def test_students_by_the_names_of_platforms(tmp_path, entry, student, file, late, zipped):
    if zipped:
        place = tmp_path / "all.zip"
        with zipfile.ZipFile(place, "w") as archive:
            archive.writestr(entry, "{}")
    else:
        place = tmp_path / "all"
        (place / entry).parent.mkdir(parents=True)
        (place / entry).write_text("{}")
    [found], ignored = find_students(place)
    assert (found.name, [(str(one.path), one.late) for one in found.files], ignored) == (student, [(file, late)], [])
    assert found.files[0].read() == b"{}"


def test_numbers_and_times_that_the_platform_tells(tmp_path):
    """A student can name a file as a platform would, and set the times within a zip file of their own."""
    def found(*entries, day=9):
        place = tmp_path / f"{len(list(tmp_path.iterdir()))}.zip"
        with zipfile.ZipFile(place, "w") as archive:
            for entry, content in entries:
                on = 9 if entry == "ben.ipynb" else day
                archive.writestr(zipfile.ZipInfo(entry, (2026, 12, on, 9, 0, 0)), content)
        return [(student.id, file.came, file.certain) for student in find_students(place)[0] for file in student.files]
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr(zipfile.ZipInfo("01_entropy.ipynb", (2020, 1, 1, 0, 0, 0)), "{}")
    told = "Entropy_ann_attempt_2020-01-01-00-00-00_01_entropy.ipynb"
    download = "20261209090000"
    assert found(("doejane_12_34_x.ipynb", "{}"), ("Jo_13_assignsubmission_file_/x.ipynb", "{}")) == [
        ("13", download, False), ("12", download, False)]
    assert found((told, "{}")) == [("", "2020-01-01-00-00-00", True)]
    others = ("ben.ipynb", "{}"), ("cho.zip", inner.getvalue())
    late = "20261211090000"
    assert found((told, "{}"), *others, day=11) == [("", late, False), ("", download, True), ("", late, True)]
    assert found((told, "{}"), *others) == [("", download, False)] * 3  # all at once: the time of a download


def test_students_of_one_name_are_two_students(tmp_path):
    for entry in ("Li Na_1_assignsubmission_file_", "Li Na_2_assignsubmission_file_", "bob", "Bob", "Bob (2)"):
        (tmp_path / entry).mkdir()
    names = [student.name for student in find_students(tmp_path)[0]]
    assert names == ["Bob", "Bob (2)", "Li Na (1)", "Li Na (2)", "bob (3)"]


def test_a_name_is_one_line(tmp_path):
    (tmp_path / "a,\n=1+1\t\"b\"\x1b[2J").mkdir()
    assert [student.name for student in find_students(tmp_path)[0]] == ['a, =1+1 "b"']


def test_another_file_in_place_of_a_notebook_is_said(tmp_path):
    (tmp_path / "ann").mkdir()
    (tmp_path / "ann" / "essay.pdf").write_text("")
    [ann] = find_students(tmp_path)[0]
    assert ann.notes == ["there is no notebook among essay.pdf"]


def test_no_more_is_read_than_fits(tmp_path):
    for number in range(4):
        (tmp_path / f"{number}.ipynb").write_text("{}" * 10)
    student = Student("ann", bytes_left=30)
    read = [student.read(File(PurePosixPath(path.name), path.read_bytes)) for path in sorted(tmp_path.iterdir())[:2]]
    assert read == [b"{}" * 10] * 2
    with pytest.raises(ValueError, match="not read, for there are more than"):
        student.read(File(PurePosixPath("3.ipynb"), (tmp_path / "3.ipynb").read_bytes))


def test_what_is_no_submission(tmp_path):
    for name in ("grades.csv", ".DS_Store", "__MACOSX", "ann.ipynb"):
        (tmp_path / name).write_text("")
    students, ignored = find_students(tmp_path)
    assert [student.name for student in students] == ["ann"] and ignored == ["grades.csv"]
    with pytest.raises(FileNotFoundError, match="no folder or zip file"):
        find_students(tmp_path / "nowhere")


@pytest.mark.parametrize(("entries", "names"), [
    (["wrapped/ann/01_entropy.ipynb", "wrapped/ben/01_entropy.ipynb"], ["ann", "ben"]),
    (["all/again/ann/1/01_entropy.ipynb", "all/again/ben/01_entropy.ipynb"], ["ann", "ben"]),
    (["assignment_9_export/submission_1/01_entropy.ipynb", "assignment_9_export/submission_2/01_entropy.ipynb",
      "assignment_9_export/submission_metadata.yml"], ["Jane Doe", "Li Na"]),
    (["entropy-submissions/entropy-jdoe/01_entropy.ipynb", "entropy-submissions/entropy-lina/01_entropy.ipynb"],
     ["entropy-jdoe", "entropy-lina"]),
    (["Entropy_jdoe_attempt_2026-11-30-10-11-12_01_entropy.ipynb", "Entropy_jdoe_attempt_2026-11-30-10-11-12.txt",
      "Entropy_lina_attempt_2026-11-30-10-11-12_01_entropy.ipynb"], ["jdoe", "lina"]),
    (["12345-67890 - Jane Doe - Nov 30, 2026 1011 AM/01_entropy.ipynb"], ["Jane Doe"]),
    (["Jane Doe - 01_entropy.ipynb", "Li Na - 01_entropy.ipynb"], ["Jane Doe", "Li Na"]),
    (["jdoe+entropy+2026-11-30 10:11:12 UTC+a1/01_entropy.ipynb",
      "jdoe+entropy+2026-12-30 10:11:12 UTC+a2/01_entropy.ipynb"], ["jdoe"]),
    (["Submissions/Doe_Jane_jdoe_123/20261130101112_01_entropy.ipynb",
      "Submissions/Na_Li_lina_124/20261130101112_01_entropy.ipynb"], ["Jane Doe", "Li Na"]),
    (["ann/01_entropy/01_entropy.ipynb", "ann/02_kl/02_kl.ipynb"], ["ann"]),
    (["ann/Version 1/01_entropy.ipynb", "ann/Version 2/01_entropy.ipynb"], ["ann"]),
])
@pytest.mark.parametrize("zipped", [0, 1, 2], ids=["folder", "zip", "zip in a zip"])
def test_a_class_is_found_whatever_is_around_it(tmp_path, entries, names, zipped):
    place = tmp_path / "all"
    metadata = ":submission_1:\n  :submitters:\n  - :name: Jane Doe\n:submission_2:\n  - :name: 'Li Na'\n"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for entry in entries:
            archive.writestr(entry, metadata if entry.endswith(".yml") else "{}")
    if zipped:
        place = tmp_path / "all.zip"
        place.write_bytes(content.getvalue())
    else:
        zipfile.ZipFile(content).extractall(place)
    if zipped == 2:
        with zipfile.ZipFile(place, "w") as archive:
            archive.writestr("export.zip", content.getvalue())
        names = ["export"] if names == ["ann"] else names  # nobody can tell one student's folders from a class
    assert [student.name for student in find_students(place)[0]] == names


def test_nothing_is_lost_in_a_zip_in_a_zip_or_behind_a_virtual_environment(tmp_path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        for number in range(10_001):
            archive.writestr(f"venv/{number}.py", "")
        archive.writestr("work/01_entropy.ipynb", "{}")
    with zipfile.ZipFile(tmp_path / "ann.zip", "w") as archive:
        archive.writestr("mine.zip", inner.getvalue())
    (tmp_path / "ben.ipynb").write_text("{}")
    ann, _ = find_students(tmp_path)[0]
    assert [str(file.path) for file in ann.files] == ["ann/mine/work/01_entropy.ipynb"]
