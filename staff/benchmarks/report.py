"""RESULTS.md from measured numbers."""

import datetime
import math
import os
import platform
import statistics
from collections.abc import Callable
from pathlib import Path

import torch

from staff.benchmarks import texts
from staff.benchmarks.accuracy import LEVELS


def score(label: str, *path: str | int, digits: int = 2, factor: float = 1) -> tuple[str, Callable[[dict], str]]:
    """A column: its label, and what a run has under ``path`` as a cell; a run without it has a dash."""
    def cell(run: dict) -> str:
        value = run
        if path[0] not in run:
            return "–"
        for key in path:
            value = value[key]
        return f"{factor * value:.{digits}f}"
    return label, cell


ACCURACY, BOUND = score("accuracy %", "accuracy", factor=100), score("bound", "bound", digits=3)
FRECHET = score("Fréchet distance", "frechet")
SCORES = dict([
    ACCURACY, BOUND, FRECHET, score("recognised %", "recognised", digits=1, factor=100), score("variety", "variety"),
    score("variety, z alone", "variety of z alone"), score("slant from c2, bits", "bits about slant", 0),
    score("slant from c3, bits", "bits about slant", 1),
])
LAWS = dict([
    ACCURACY, BOUND, ("L_I of c2 and c3", lambda run: f"{continuous_bound(run):.2f}"), FRECHET,
    score("c2 read back", "read back", 0), score("c3 read back", "read back", 1),
])


def describe_machine() -> str:
    """Processor, memory, device and versions, with the day of the measurement."""
    processor = platform.processor() or platform.machine()
    information = Path("/proc/cpuinfo")
    if information.exists():
        names = [line.split(":")[1].strip() for line in information.read_text().splitlines() if "model name" in line]
        processor = names[0] if names else processor
    device = torch.cuda.get_device_name() if torch.cuda.is_available() else "no GPU"
    versions = f"Python {platform.python_version()}, torch {torch.__version__}"
    return f"{datetime.date.today()}, {processor}, {os.cpu_count()} cores, {device}, {versions}"


def render(results: dict) -> str:
    """All parts as one Markdown text."""
    parts = {"speed": render_speed, "checks": render_checks, "recipe": render_recipes,
             "information": render_information, "ablation": render_ablation, "priors": render_priors,
             "gpu": render_gpu, "suite": render_suite, "grading": render_grading, "large": render_large}
    sections = [write(results[part]) + f"\nMachine: {results[part]['machine']}.\n"
                for part, write in parts.items() if part in results]
    return "\n".join([texts.INTRODUCTION, *([] if "gpu" in results else [texts.NO_GPU]), *sections])


def table(header: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def with_spread(values: list[float], digits: int) -> str:
    """median (smallest to largest)"""
    middle, low, high = (f"{value:.{digits}f}" for value in values)
    return f"{middle} ({low} to {high})"


def render_speed(part: dict) -> str:
    names = {"public": "public-style loop, float32", **{f"{precision}, {when}": f"this loop, {precision}, {when}"
                                                        for precision in ("float32", "bfloat16")
                                                        for when in ("before", "now")},
             **{f"{precision}, products": f"its multiplications alone, {precision}"
                for precision in ("float32", "bfloat16")}}
    targets = {"float32, now": "at least 2.2", "bfloat16, now": "at least 4.0"}
    rows = [[label, with_spread(part["rates"][name], 0),
             with_spread(part["ratios"][name], 2) if name in part["ratios"] else "1", targets.get(name, "")]
            for name, label in names.items() if name in part["rates"]]
    text = texts.SPEED.format(**{key: part[key] for key in ("threads", "rounds")},
                              rows=table(["", "images per second", "ratio to the public-style loop", "target"], rows))
    recipe = part["recipe"]
    if recipe["ratio"]:
        rows = [[when, with_spread(recipe["milliseconds"][when], 1),
                 with_spread(recipe["ratio"], 2) if when == "now" else "1", "at most 0.50" if when == "now" else ""]
                for when in ("before", "now")]
        text += "\n" + texts.RECIPE_SPEED.format(
            rows=table(["", "milliseconds a step", "ratio to before", "target"], rows))
    return text


def render_checks(part: dict) -> str:
    slow = ", ".join(f"`{name}` {seconds:.2f} s" for name, seconds in part["over 0.5 s"].items()) or "none"
    text = ("## How long a check takes\n\nThe first call in a fresh process, the slower of a right and a wrong answer, "
            f"over {part['exercises']} exercises: median {1000 * part['median']:.0f} ms, worst {part['worst']:.2f} s "
            f"(`{part['worst name']}`); the target is at most 0.5 s. Over it: {slow}.\n")
    if "import" in part:
        now, before, ratio = (part["import"][key] for key in ("now", "before", "ratio"))
        text += ("\nA new process that imports the checks and judges one answer without torch: "
                 f"{with_spread(now, 2)} s, before {with_spread(before, 2)} s, ratio {with_spread(ratio, 2)}; the "
                 "target is at most 0.6.\n")
    return text


def render_suite(part: dict) -> str:
    rows = [[when, f"{part[when]['seconds']:.0f}", f"{part[when]['seconds'] / part['before']['seconds']:.2f}",
             part[when]["summary"], "at most 0.60" if when == "now" else ""] for when in ("before", "now")]
    return ("## How long the tests take\n\n`make test`, one run after the other, without the set-up. Before is commit "
            "07b38d4.\n\n" + table(["", "seconds", "ratio", "tests", "target"], rows) + part.get("remark", ""))


def render_training(part: dict, title: str = "Training") -> str:
    """One row a run, one table for scores and one for steps."""
    runs = part["runs"]
    accuracies: dict[str, list[float]] = {}
    for run in runs:
        if "accuracy" in run:
            accuracies.setdefault(f"{run['name']}, {run['precision']}", []).append(100 * run["accuracy"])
    summary = "".join(f"- {kind}: worst {min(values):.2f} %, mean {statistics.mean(values):.2f} % of {len(values)} "
                      f"seed{'s' * (len(values) > 1)}\n" for kind, values in accuracies.items())
    times = [[run["name"], str(run["seed"]),
              *(str(run["steps to"].get(f"{level:.2f}", "never")) for level in LEVELS), f"{run['peak gigabytes']:.2f}"]
             for run in runs if "accuracy" in run]
    return texts.EXPLANATION.format(
        title=title, floor=part["floor"], summary=summary, scores=table_of_scores(runs),
        times=table(["recipe", "seed", *(f"to {100 * level:.0f} %" for level in LEVELS), "peak GB"], times),
    )


def render_recipes(part: dict) -> str:
    """The trainings on this machine, and what others report."""
    return render_training(part) + "\n" + texts.PUBLISHED.format(
        rows=table(["source", "accuracy", "how"], texts.PUBLISHED_FIGURES))


def table_of_scores(runs: list[dict], columns: dict[str, Callable[[dict], str]] = SCORES) -> str:
    """One row a run."""
    return table(["recipe", "seed", *columns],
                 [[run["name"], str(run["seed"]), *(cell(run) for cell in columns.values())] for run in runs])


def continuous_bound(run: dict) -> float:
    """L_I of c2 and c3, nats: 2 ln 2 - their loss. The mean squared error of two codes lacks ln 2 pi to be one."""
    return 2 * math.log(2) - run["continuous loss"] - (math.log(2 * math.pi) if run["name"] == "squared error" else 0)


def render_ablation(part: dict) -> str:
    """What each term of the recipe contributes: the scores only."""
    return texts.ABLATION.format(scores=table_of_scores(part["runs"]))


def render_information(part: dict) -> str:
    """The weight of the information and the laws of the continuous codes."""
    return texts.INFORMATION.format(steps=part["runs"][0]["steps"], scores=table_of_scores(part["runs"], LAWS))


def render_priors(part: dict) -> str:
    """One row for each imbalance and seed, and a sentence on the whole networks."""
    columns = ["ceiling", "equal accuracy", "accuracy", "worst recall", "uniform", "learned", "rewarded"]
    rows = [[run["imbalance"], str(run["seed"]), *(f"{run[column]:.3f}" for column in columns)] for run in part["runs"]]
    text = texts.PRIORS.format(**{key.replace(" ", "_"): value for key, value in part.items() if key != "runs"},
                         rows=table(["imbalance", "seed", "ceiling", "ten equal: accuracy", "accuracy", "worst recall",
                                     "uniform: TV", "learned: TV", "H(c) rewarded: TV"], rows))
    for run in part["runs"]:
        for kind in ("reading", "game"):
            if f"network, {kind}" in run:
                text += (f"\nWhole network, {run['imbalance']}, seed {run['seed']}, prior from {texts.PULLS[kind]}: TV "
                         f"{run[f'network, {kind}']:.3f}, of generated digits as a classifier counts them "
                         f"{run[f'pictures, {kind}']:.3f}.\n")
    return text


def render_gpu(part: dict) -> str:
    if not part.get("runs"):
        return texts.NO_GPU
    return render_training(part, "On a GPU: plain InfoGAN")


def render_grading(part: dict) -> str:
    rows = [[run["what"], str(run["notebooks"]), f"{run['seconds']:.0f}", f"{run['seconds'] / run['notebooks']:.2f}"]
            for run in part["runs"]]
    return (f"## Grading\n\nNotebooks of lesson {part['lesson']}, from the start of the command to the last report. In "
            "the class of the first row, most notebooks lack one answer. It was graded again, killed with SIGKILL "
            f"after {part['before the kill']} notebooks and started once more: the same marks. The other rows are "
            "about equal, solved notebooks.\n\n"
            + table(["", "notebooks", "seconds", "seconds a notebook"], rows) + f"\n{part['isolation']}\n")


def render_large(part: dict) -> str:
    group = part["class"]
    rows = [[run["lesson"], "1", f"{run['seconds']:.0f}", str(run["megabytes of the grader"]),
             str(run["megabytes in all"])] for run in part["alone"]]
    rows.append([f"01_entropy, {group['jobs']} at a time", str(group["students"]), f"{group['seconds']:.0f}",
                 str(group["megabytes of the grader"]), str(group["megabytes in all"])])
    return ("## Grading, large\n\nSolved notebooks, each in a run of its own, without their training cells; and a "
            "class from Canvas with a gradebook of names in many scripts, where most lack one answer. Peak memory in "
            "MB.\n\n"
            + table(["lesson", "notebooks", "seconds", "memory of the grader", "with what it started"], rows)
            + f"\nThe marks of the class, with all pages, take {group['megabytes of marks']:.0f} MB.\n")
