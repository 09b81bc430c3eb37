"""What lessons quote from RESULTS.md is what staff/benchmarks/results.json has."""

import ast
import json
import re

import pytest

from staff.benchmarks.report import continuous_bound
from tests.pages import ROOT

RESULTS = json.loads((ROOT / "staff/benchmarks/results.json").read_text())


def source(number: str) -> str:
    (path,) = (ROOT / "solutions").glob(f"{number}_*.py")
    return path.read_text()


def runs_of(part: str, key: str) -> dict:
    """The runs of a part by what they have under ``key``, in the order of their seeds."""
    groups: dict = {}
    for run in sorted(RESULTS[part]["runs"], key=lambda run: run["seed"]):
        groups.setdefault(run[key], []).append(run)
    return groups


def test_the_sweep_of_lambda_in_lesson_8():
    (quoted,) = re.findall(r"^sweep = (\{.*?^\})", source("08"), re.MULTILINE | re.DOTALL)
    runs = runs_of("information", "name")
    runs = [runs[f"λ = {weight:g}"] for weight in (0, 0.01, 0.1, 1, 10)]
    assert ast.literal_eval(quoted) == {
        "accuracy (%)": [[round(100 * run["accuracy"], 1) for run in seeds] for seeds in runs],
        "bound (nats)": [[round(run["bound"], 2) for run in seeds] for seeds in runs],
        "Fréchet distance": [[round(run["frechet"], 2) for run in seeds] for seeds in runs],
    }


@pytest.mark.parametrize(("law", "name"), [
    ("width 1", "λ = 1"), ("mean squared error", "squared error"), ("learned width, at least 0.1", "learned width"),
    ("learned width without a floor", "learned width, no floor"),
    (r"learned width, at least 0.1, $\lambda = 0.1$", "learned width, λ = 0.1"),
])
def test_the_laws_of_the_continuous_codes_in_lesson_8(law, name):
    seeds = runs_of("information", "name")[name]
    columns = [[f"{continuous_bound(run):.2f}" for run in seeds],
               [f"{min(run['read back']):.2f}" for run in seeds],
               [f"{100 * run['accuracy']:.0f}" for run in seeds], [f"{run['frechet']:.1f}" for run in seeds]]
    assert f"| {law} | {' | '.join(', '.join(cells) for cells in columns)} |" in source("08")


def test_what_generated_pictures_contribute_in_lesson_8():
    def percent(part, name):
        one, two, three = (f"{100 * run['accuracy']:.2f}" for run in runs_of(part, "name")[name][:3])
        return f"{one}, {two} and {three}"

    without = percent("ablation", "beyond the paper, Q without generated images")
    text = " ".join(source("08").replace("\n#", " ").split())
    assert f"{without} % in place of {percent('recipe', 'beyond the paper')}" in text


@pytest.mark.parametrize("imbalance", ["rare", "ramp", "geometric", "common", "random"])
def test_the_five_imbalances_of_lesson_9(imbalance):
    seeds = runs_of("priors", "imbalance")[imbalance]
    columns = [[f"{run[key]:.{digits}f}" for run in seeds] for key, digits in (
        ("equal accuracy", 2), ("accuracy", 2), ("worst recall", 2), ("learned", 3), ("rewarded", 2))]
    cells = [f"{seeds[0]['ceiling']:.2f}", *(", ".join(column) for column in columns)]
    assert f"| {imbalance} | {' | '.join(cells)} |" in source("09")


def test_the_counts_below_the_five_imbalances():
    runs, text = RESULTS["priors"]["runs"], " ".join(source("09").replace("\n# ", " ").split())
    assert all(run["learned"] < 0.1 and run["accuracy"] > run["ceiling"] and run["rewarded"] > run["learned"]
               for run in runs)
    assert f"and within 0.05 in {sum(run['learned'] <= 0.05 for run in runs)}." in text
    lost = [run["imbalance"] for run in runs if run["worst recall"] < 0.05]
    assert len(lost) == 4 and lost.count("geometric") == 3 and "In four runs, three of them with" in text
    assert f"{min(run['worst recall'] for run in runs if run['worst recall'] > 0.05):.0%}" == "86%"
