"""Broken submissions: a right answer for every exercise, apart from what the defect costs."""

import io
import json
import os
import zipfile
from pathlib import Path

from tests.staff.grading.submissions.making import IMPORTS, SOLVED, STUBS, Defect, broken, entry, notebook, solved


def _halves(cell: str) -> list[str]:
    lines = cell.splitlines(keepends=True)
    return ["".join(lines[:len(lines) // 2]).rstrip() + " + (", "".join(lines[len(lines) // 2:])]


def _old_format(sources: list[str]) -> str:
    cells = [{"cell_type": "code", "collapsed": False, "input": source, "language": "python", "metadata": {},
              "outputs": []} for source in sources]
    return json.dumps({"metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0,
                       "worksheets": [{"cells": cells, "metadata": {}}]})


def _stripped(sources: list[str]) -> str:
    return json.dumps({"cells": [{"cell_type": "code", "source": source} for source in sources]})


def _versions(folder: Path, name: str) -> None:
    (folder / name).mkdir()
    (folder / name / "01_entropy.ipynb").write_text(notebook(IMPORTS, *STUBS.values()))
    (folder / name / "01_entropy (1).ipynb").write_text(notebook(IMPORTS, *STUBS.values()))
    (folder / name / "01_entropy-2.ipynb").write_text(notebook(*solved()))


def _zip_file(folder: Path, name: str) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("../../../outside/01_entropy.ipynb", notebook(*solved()))
        archive.writestr("__MACOSX/._01_entropy.ipynb", "rubbish")
    (folder / f"{name}.zip").write_bytes(content.getvalue())


def _name_that_is_no_text(folder: Path, name: str) -> None:
    entry(notebook(*solved()))(folder, os.fsdecode(name.encode() + b"\xff\xfe"))


BROKEN: dict[str, Defect] = {
    "a_perfect": broken(notebook(*solved())),
    "z_perfect": broken(notebook(*solved())),
    "duplicated_cells": broken(notebook(*[cell for cell in solved() for _ in range(2)])),
    "duplicated_starter": broken(notebook(*solved(), STUBS["entropy"], STUBS["surprisal"])),
    "split_cell": broken(notebook(*solved(gaussian_entropy=None), *_halves(SOLVED["gaussian_entropy"])),
                         gaussian_entropy="not run"),
    "deleted_cell": broken(notebook(*solved(surprisal=None)), surprisal="not found"),
    "deleted_name": broken(notebook(*solved(), "del surprisal")),
    "renamed_function": broken(notebook(*solved(surprisal=SOLVED["surprisal"].replace("surprisal", "surprisal_1"))),
                               surprisal="not found"),
    "renamed_file": broken(notebook(*solved()), file="Übung eins – final.IPYNB"),
    "stripped_metadata": broken(_stripped(solved())),
    "old_format": broken(_old_format(solved())),
    "colab": broken(notebook("from google.colab import drive\ndrive.mount('/content/drive')",
                             "%pip install infogan-curriculum\n%matplotlib inline", *solved(),
                             metadata={"colab": {"provenance": []}, "accelerator": "GPU"})),
    "byte_order_mark": broken(b"\xef\xbb\xbf" + notebook(*solved()).encode()),
    "bad_json": broken(notebook(*solved())[:-40], "not run"),
    "login_page": broken("<!DOCTYPE html><title>Sign in</title>", "not run"),
    "nested_json": broken("[" * 200_000, "not run"),
    "other_json": broken('{"cells": 7}', "not run"),
    "empty_file": broken("", "not run"),
    "another_file": broken("%PDF", "not run", file="essay.pdf"),
    "empty_folder": Defect(lambda folder, name: (folder / name).mkdir(), "not handed in"),
    "no_code": broken('{"cells": [{"cell_type": "markdown", "source": "def entropy(p)"}], "nbformat": 4}', "not found"),
    "syntax_error": broken(notebook(*solved(entropy="def entropy(p):\n    return -sum(p")), entropy="not run",
                           entropy_from_samples="not run", binned_entropy="not run"),
    "failing_cell": broken(notebook("import no_such_module", *solved(), "1 / 0")),
    "exit_in_a_cell": broken(notebook("exit()", "raise SystemExit", *solved())),
    "not_a_function": broken(notebook(*solved(uniform_entropy="uniform_entropy = 0.0")), uniform_entropy="failed"),
    "wrong_signature": broken(notebook(*solved(surprisal="def surprisal():\n    return 1")), surprisal="failed"),
    "half_a_character": broken(notebook(*solved(), "text = '\ud83d'")),
    "several_versions": Defect(_versions, "passed"),
    "zip_file": Defect(_zip_file, "passed"),
    "Łukasz 李 🙂": broken(notebook(*solved())),
    "=HYPERLINK(1)": broken(notebook(*solved())),
    "<b>bold<b>": broken(notebook(*solved())),
    "𠜎" * 63: broken(notebook(*solved())),  # 252 bytes; file systems take 255
    "name_that_is_no_text": Defect(_name_that_is_no_text, "passed"),
    # What fails, loops or dies costs only what depends on it.
    "endless_loop": broken(notebook("while True: pass", *solved())),
    "endless_and_deaf": broken(notebook(
        "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass", *solved())),
    "endless_and_stubborn": broken(notebook(
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass", *solved())),
    "endless_answer": broken(notebook(*solved(surprisal="def surprisal(p):\n    while True: pass")),
                             surprisal="not run"),
    "endless_answer_deaf": broken(notebook(*solved(surprisal="def surprisal(p):\n    import signal\n"
                                                   "    signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
                                                   "    while True: pass")), surprisal="not run"),
    "dies_in_a_cell": broken(notebook("import os\nos._exit(0)", *solved())),
    "dies_in_an_answer": broken(notebook(*solved(surprisal="def surprisal(p):\n    import os\n    os._exit(0)")),
                                surprisal="not run"),
    "waits_for_input": broken(notebook("name = input('Your name? ')", "breakpoint()", *solved())),
    "awaits": broken(notebook("import asyncio\nawait asyncio.sleep(0)", *solved())),
    "stops_itself": broken(notebook("import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)", *solved())),
    "crashes": broken(notebook(*solved(), "import ctypes\nctypes.string_at(0)")),
    "endless_recursion": broken(notebook(*solved(surprisal="def surprisal(p):\n    return surprisal(p)")),
                                surprisal="failed"),
    "memory_in_a_cell": broken(notebook("kept = [bytearray(2**24) for _ in range(128)]", *solved())),
    "huge_output": broken(notebook("for _ in range(50):\n    print('x' * 2**20)", *solved())),
    "closes_everything": broken(notebook(*solved(), "import os\nos.closerange(0, 1000)")),
    "threads_left_running": broken(notebook(*solved(), "import threading\nfor _ in range(4):\n"
                                            "    threading.Thread(target=lambda: [0 for _ in iter(int, 1)]).start()")),
}
