"""RESULTS.md from measured numbers."""

import datetime
import os
import platform
import statistics
from pathlib import Path

import torch

from staff.benchmarks.accuracy import LEVELS

INTRODUCTION = """# Results

Written by `make bench`; `python -m staff.benchmarks --only checks` measures one part again. Every figure was measured
on the machine named with it. Times depend on what else a machine does, so compare within a table.
"""

NO_GPU = """## On a GPU

Not measured.
"""

EXPLANATION = """## {title}

{steps} steps of batch 128 in the small size, every seed run once. No label is used in training or to choose among runs.
Which terms the loss has, and their weights, was decided by looking at accuracies, on the seeds 1 to 4.

Accuracy: c1 against the digit, matched one to one, on the 10,000 test digits. Bound: L_I of c1 in nats, mean of the
last 100 steps, at most 2.303. Fréchet distance: on the features of the frozen classifier, 10,000 pictures each; between
real and real it is {floor:.2f}. Recognised: generated digits that the classifier takes for the digit of their category.
Variety: spread of features within a category over that of real digits. Slant: information of a code about the slant of
generated digits within a category, of which 0.06 bits are chance.

{summary}

{scores}
Times in seconds, without the time it takes to measure accuracies. These are measured every 100 steps, so that is how
fine the times to an accuracy are. Peak memory of the whole process in GB.

{times}"""

ABLATION = """## What each term contributes

{steps} steps as above, with one term changed or left out at a time.

{scores}"""

PRIORS = """## Unbalanced digits, learned prior

Lesson 9: MNIST with pictures left out, {reader_steps} steps of Q on real images, {steps} of a whole network; every seed
run once, no label in training or in choosing among runs. Ceiling: the highest accuracy of ten equal categories. Ten
equal: a Q that asks for evenness, half as many steps. Accuracy: thirty categories merged into ten, matched one to one,
on test digits with the same shares. TV: total variation of a prior, in the order of the digits, to the true shares.

{rows}"""

PULLS = {"reading": "what Q reads on real images", "game": "the generator's adversarial loss alone"}

SCORES = ["accuracy %", "bound", "Fréchet distance", "recognised %", "variety", "variety, z alone",
          "slant from c2, bits", "slant from c3, bits"]


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
    parts = {"speed": render_speed, "checks": render_checks, "recipe": render_training,
             "ablation": render_ablation, "priors": render_priors, "gpu": render_gpu, "grading": render_grading,
             "large": render_large}
    sections = [write(results[part]) + f"\nMachine: {results[part]['machine']}.\n"
                for part, write in parts.items() if part in results]
    return "\n".join([INTRODUCTION, *([] if "gpu" in results else [NO_GPU]), *sections])


def table(header: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def with_spread(values: list[float], digits: int) -> str:
    """median (smallest to largest)"""
    middle, low, high = (f"{value:.{digits}f}" for value in values)
    return f"{middle} ({low} to {high})"


def render_speed(part: dict) -> str:
    names = {"public": "public-style loop, float32", "float32": "this loop, float32", "bfloat16": "this loop, bfloat16"}
    rows = [[names[name], with_spread(rate, 0), with_spread(part["ratios"][name], 2) if name in part["ratios"] else "1"]
            for name, rate in part["rates"].items()]
    return (f"## Images per second\n\nInfoGAN of the paper's size, batch 128, {part['threads']} threads, "
            f"{part['rounds']} interleaved rounds: median (smallest to largest). Ratios are formed within a round.\n\n"
            + table(["", "images per second", "ratio to the public-style loop"], rows))


def render_checks(part: dict) -> str:
    slow = ", ".join(f"`{name}` {seconds:.2f} s" for name, seconds in part["over 0.5 s"].items()) or "none"
    return ("## How long a check takes\n\nThe first call in a fresh process, the slower of a right and a wrong answer, "
            f"over {part['exercises']} exercises: median {1000 * part['median']:.0f} ms, worst {part['worst']:.2f} s "
            f"(`{part['worst name']}`). Over 0.5 s: {slow}.\n")


def render_training(part: dict, title: str = "Training") -> str:
    """One row a run, one table for scores and one for times."""
    runs = part["runs"]
    accuracies: dict[str, list[float]] = {}
    for run in runs:
        accuracies.setdefault(f"{run['name']}, {run['precision']}", []).append(100 * run["accuracy"])
    summary = "".join(f"- {kind}: worst {min(values):.2f} %, mean {statistics.mean(values):.2f} % of {len(values)} "
                      "seeds\n" for kind, values in accuracies.items())
    rows = [[run["name"], str(run["seed"]), *scores(run)] for run in runs]
    times = [[run["name"], str(run["seed"]), f"{run['seconds']:.0f}", f"{1000 * run['seconds'] / run['steps']:.3g}",
              *(f"{run['time to'][key]:.0f}" if (key := f"{level:.2f}") in run["time to"] else "never"
                for level in LEVELS), f"{run['peak gigabytes']:.2f}"] for run in runs]
    return EXPLANATION.format(
        title=title, steps=runs[0]["steps"], floor=part["floor"], summary=summary,
        scores=table(["recipe", "seed", *SCORES], rows),
        times=table(["recipe", "seed", "total", "ms a step",
                     *(f"to {100 * level:.0f} %" for level in LEVELS), "peak GB"], times),
    )


def scores(run: dict) -> list[str]:
    """The cells below SCORES; a run without pictures has an accuracy only."""
    cells = [f"{100 * run['accuracy']:.2f}"]
    if "frechet" not in run:
        return cells + ["–"] * (len(SCORES) - 1)
    return [*cells, f"{run['bound']:.3f}", f"{run['frechet']:.2f}", f"{100 * run['recognised']:.1f}",
            f"{run['variety']:.2f}", f"{run['variety of z alone']:.2f}", *(f"{b:.2f}" for b in run["bits about slant"])]


def render_ablation(part: dict) -> str:
    """What each term of the recipe contributes: the scores only."""
    rows = [[run["name"], str(run["seed"]), *scores(run)] for run in part["runs"]]
    return ABLATION.format(steps=part["runs"][0]["steps"], scores=table(["recipe", "seed", *SCORES], rows))


def render_priors(part: dict) -> str:
    """One row for each imbalance and seed, and a sentence on the whole networks."""
    columns = ["ceiling", "equal accuracy", "accuracy", "uniform", "learned", "rewarded"]
    rows = [[run["imbalance"], str(run["seed"]), *(f"{run[column]:.3f}" for column in columns)] for run in part["runs"]]
    text = PRIORS.format(**{key.replace(" ", "_"): value for key, value in part.items() if key != "runs"},
                         rows=table(["imbalance", "seed", "ceiling", "ten equal: accuracy", "accuracy",
                                     "uniform: TV", "learned: TV", "H(c) rewarded: TV"], rows))
    for run in part["runs"]:
        for kind in ("reading", "game"):
            if f"network, {kind}" in run:
                text += (f"\nWhole network, {run['imbalance']}, seed {run['seed']}, prior from {PULLS[kind]}: TV "
                         f"{run[f'network, {kind}']:.3f}, of generated digits as a classifier counts them "
                         f"{run[f'pictures, {kind}']:.3f}.\n")
    return text


def render_gpu(part: dict) -> str:
    if not part.get("runs"):
        return NO_GPU
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
