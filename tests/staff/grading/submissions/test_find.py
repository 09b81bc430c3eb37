"""Finding submissions: names that platforms give, links, folders, versions."""

import zipfile
from pathlib import PurePosixPath

import pytest

from staff.grading.submissions.find import File, Student, find_students, newest


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
    assert (found.name, [str(one.path) for one in found.files], found.late, ignored) == (student, [file], late, [])
    assert found.files[0].read() == b"{}"


def test_students_of_one_name_are_two_students(tmp_path):
    for entry in ("Li Na_1_assignsubmission_file_", "Li Na_2_assignsubmission_file_", "bob", "Bob", "Bob (2)"):
        (tmp_path / entry).mkdir()
    names = [student.name for student in find_students(tmp_path)[0]]
    assert names == ["Bob", "Bob (2)", "Li Na (1)", "Li Na (2)", "bob (3)"]


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


@pytest.mark.parametrize(("files", "best"), [
    (["01_entropy.ipynb", "01_entropy (1).ipynb", "01_entropy-2.ipynb"], "01_entropy-2.ipynb"),
    (["01_entropy-9.ipynb", "01_entropy-10.ipynb"], "01_entropy-10.ipynb"),
    (["old/01_entropy.ipynb", "01_entropy.ipynb"], "01_entropy.ipynb"),
    (["01_entropy_v2.ipynb", "01_entropy_final.ipynb"], "01_entropy_v2.ipynb"),
    (["x" + "1" * 60_000 + "a1b.ipynb", "01_entropy-2.ipynb"], "01_entropy-2.ipynb"),
])
def test_the_newest_version_by_name(files, best):
    assert str(newest([PurePosixPath(file) for file in files])) == best
