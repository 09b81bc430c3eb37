"""What the grader knows of a lesson: its exercises, written questions, training cells, the package it may use."""

import ast
import itertools
import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import helpers
from helpers.checking import Exercise, exercises
from staff.grading.submissions.notebook import ANSWER_HEADING, Notebook, read_notebook

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = Path(helpers.__file__).resolve().parent
ALIKE = 0.8  # a cell without tags that is so similar to a training cell of the lesson is one
# What checks need beside a submission, and stand-ins for the checks themselves and for Colab. The catalog stays with
# the grader.
BESIDE_A_SUBMISSION = ("checking/observe.py", "checking/probes/*.py")
# Added to helpers/pictures/figures.py: painting takes half of the time of a lesson, and nobody looks.
INSIDE = Path(__file__).parent / "inside"
STAND_INS = {"helpers/checking/__init__.py": "stand_in.py", "google/colab.py": "colab.py"}
UNPAINTED = '\n\ndef _png(figure):\n    return b""\n'


@dataclass(frozen=True)
class Question:
    """A written question: its text with the rubric, and the model answer. Marked by hand."""

    name: str
    points: int
    text: str
    model_answer: str


@dataclass(frozen=True)
class Lesson:
    number: int
    name: str
    exercises: tuple[Exercise, ...]
    root: Path

    @cached_property
    def learner(self) -> Notebook:
        return read_notebook((self.root / "notebooks" / f"{self.name}.ipynb").read_bytes())

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """From the solution notebook, or from the learner's where that is missing."""
        solution = self.root / "solutions" / f"{self.name}.ipynb"
        cells = read_notebook(solution.read_bytes()).cells if solution.exists() else self.learner.cells
        found = []
        for before, cell in itertools.pairwise(cells):
            heading = ANSWER_HEADING.match(cell.source) if cell.kind == "markdown" else None
            if heading:
                text = before.source if before.kind == "markdown" else ""
                model_answer = cell.source[heading.end():].strip() if solution.exists() else ""
                found.append(Question(heading[1], int(heading[2] or 0), text, model_answer))
        return tuple(found)

    @cached_property
    def files(self) -> dict[str, str]:
        """The helpers package for submissions of this lesson: path -> source.

        It has what the lesson itself imports, and nothing that answers an exercise of this lesson or a later one.
        """
        unanswered = {name for name, exercise in exercises().items() if lesson_number(exercise) >= self.number}
        sources = _imported_helpers([source for _, source in self.learner.code])
        shared = unanswered & {alias.name for source in sources.values() for alias in _helpers_named(ast.parse(source))}
        files = {name: without_answers(source, unanswered, shared) for name, source in sources.items()}
        files["pictures/figures.py"] = files.get("pictures/figures.py", "") + UNPAINTED
        for pattern in BESIDE_A_SUBMISSION:
            files |= {path.relative_to(PACKAGE).as_posix(): path.read_text(encoding="utf-8")
                      for path in PACKAGE.glob(pattern)}
        for folder in {parent for name in files for parent in Path(name).parents}:
            files[(folder / "__init__.py").as_posix()] = (PACKAGE / folder / "__init__.py").read_text(encoding="utf-8")
        files = {f"helpers/{name}": source for name, source in files.items()}
        return files | {name: (INSIDE / file).read_text(encoding="utf-8") for name, file in STAND_INS.items()}

    def own_work(self, notebook: Notebook) -> tuple:
        """What the learner has done: answers that are no longer as the lesson has them. Empty where nothing is."""
        given = {_words(cell.source) for cell in self.learner.cells}
        cells = {index for exercise in self.exercises for index in notebook.defining(exercise.name)}
        done = [notebook.cells[index].source for index in sorted(cells)]
        return (*[source for source in done if _words(source) not in given],
                *self.written_answers(notebook).values())

    def written_answers(self, notebook: Notebook) -> dict[str, str]:
        """Name -> the text of every written answer that is not blank, wherever near its question it was given.

        All that stands between the question and the next cell of the lesson counts, whatever kind of cell it is in.
        Where the heading of the answer is gone, the text says so.
        """
        given = {_words(cell.source) for cell in self.learner.cells}
        return {question.name: text for question in self.questions
                if (text := notebook.answer_to(question.name, question.text, given))}

    def training_cells(self, notebook: Notebook) -> list[int]:
        """The indices of the cells of ``notebook`` that train for long.

        A cell with the tag "train"; where tags are lost, a cell that is very like a training cell of the lesson.
        """
        official = [cell.source for cell in self.learner.cells if "train" in cell.tags]
        tags = {index: cell.tags for index, cell in enumerate(notebook.cells)}
        return [index for index, source in notebook.code
                if "train" in tags[index] or (not tags[index] and any(_alike(source, cell) for cell in official))]


def _words(source: str) -> str:
    return " ".join(source.split())


def _alike(source: str, other: str) -> bool:
    """Whether two cells share most of their words, in whatever order: quick for any text."""
    words, others = (Counter(re.findall(r"\w+|[^\w\s]", text)) for text in (source, other))
    return 2 * (words & others).total() > ALIKE * (words.total() + others.total())


def lesson_number(exercise: Exercise) -> int:
    return exercise.place[0]


def lessons(root: Path = ROOT) -> dict[int, Lesson]:
    """The lessons in ``root``/notebooks that have exercises, by number. FileNotFoundError where there are none."""
    found = {}
    for path in sorted((root / "notebooks").glob("[0-9][0-9]_*.ipynb")):
        number = int(path.name[:2])
        of_lesson = tuple(exercise for exercise in exercises().values() if lesson_number(exercise) == number)
        if of_lesson:
            found[number] = Lesson(number, path.stem, of_lesson, root)
    if not found:
        raise FileNotFoundError(f"there are no lessons in {root / 'notebooks'}: grade in a checkout of the course")
    return found


def lessons_of(notebook: Notebook | None, file_name: str, known: dict[int, Lesson]) -> list[Lesson]:
    """The lesson whose exercises ``notebook`` defines most of; the number in the file's name decides between equals.

    So is every other lesson of which it defines half of the exercises or more: notebooks get merged.
    """
    def defined(lesson: Lesson) -> int:
        return sum(bool(notebook.defining(exercise.name)) for exercise in lesson.exercises) if notebook else 0

    def evidence(lesson: Lesson) -> tuple[int, bool]:
        return defined(lesson), lesson.name in file_name or file_name.startswith(lesson.name[:2])
    best = max(known.values(), key=evidence)
    merged = [lesson for lesson in known.values()
              if lesson is not best and 2 * defined(lesson) >= max(2, len(lesson.exercises))]
    return [best, *merged] if any(evidence(best)) else []


# The package a submission sees ------------------------------------------------------------------------------------


def _imported_helpers(sources: list[str]) -> dict[str, str]:
    """The modules of helpers that ``sources`` import, and those that these import, checks left out: path -> source."""
    found, todo = {}, list(sources)
    while todo:
        for name in _named_modules(todo.pop()) - found.keys():
            path = PACKAGE / name
            if path.is_file() and not name.startswith("checking/"):
                found[name] = path.read_text(encoding="utf-8")
                todo.append(found[name])
    return dict(sorted(found.items()))


def _named_modules(source: str) -> set[str]:
    """"gan/losses.py" for ``from helpers.gan.losses import ...`` or ``from helpers.gan import losses``, and so on.

    Lines of magic commands are left out.
    """
    plain = "\n".join(line for line in source.splitlines() if not line.lstrip().startswith(("%", "!")))
    try:
        tree = ast.parse(plain)
    except SyntaxError:
        return set()
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += [node.module, *[f"{node.module}.{alias.name}" for alias in node.names]]
    return {f"{name.removeprefix('helpers.').replace('.', '/')}.py" for name in names if name.startswith("helpers.")}


def _helpers_named(tree: ast.Module) -> list[ast.alias]:
    """The names that a module takes from others of the package: ``from helpers.gan.recipes import sample_codes``."""
    return [alias for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
            and (node.module or "").startswith("helpers.") for alias in node.names]


def without_answers(source: str, names: set[str], shared: set[str] = frozenset()) -> str:
    """``source`` with a stub in place of every function called one of ``names``.

    A function that the rest of the module works with stays, under another name. So does one of the ``shared``, which
    modules of the package import from each other.
    """
    tree = ast.parse(source)
    answers = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name in names}
    needed = shared & answers.keys()
    todo = [node for node in tree.body if node not in answers.values()] + [answers[name] for name in needed]
    for alias in _helpers_named(tree):
        if alias.name in shared:
            alias.name, alias.asname = f"_{alias.name}_of_the_course", alias.asname or alias.name
    while todo:
        used = {node.id for node in ast.walk(todo.pop()) if isinstance(node, ast.Name)} & answers.keys() - needed
        needed |= used
        todo += [answers[name] for name in used]
    tree.body = [node for node in tree.body if node not in answers.values() or node.name in needed]
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in needed:
            node.id = f"_{node.id}_of_the_course"
    for name in needed:
        answers[name].name = f"_{name}_of_the_course"
    stubs = [f'\n\ndef {name}(*arguments, **options):\n    raise NotImplementedError("{name}")\n' for name in answers]
    return ast.unparse(tree) + "\n" + "".join(stubs)
