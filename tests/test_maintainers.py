"""What maintainers are given: forms, workflows, the change log. They name commands and functions that exist."""

import re
import tomllib

import pytest
import yaml

from helpers import checking
from helpers.checking import report
from tests.pages import ROOT

VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def read(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", ".github/pull_request_template.md",
                                  ".ci/run", *(path.relative_to(ROOT).as_posix() for path in WORKFLOWS)])
def test_every_make_command_that_is_named_exists_and_has_help(page):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    text = (ROOT / page).read_text(encoding="utf-8")
    named = re.findall(r"(?:`|run: |exec |^)make (\w+)", text, re.MULTILINE)
    for command in set(named) - {"help"}:
        assert re.search(rf"^{command}:", makefile, re.MULTILINE), command
        assert re.search(rf"@echo 'make {command} ", makefile), f"`make help` does not know {command}"


@pytest.mark.parametrize("path", [path for path in FORMS if path.stem != "config"], ids=lambda path: path.stem)
def test_a_form_asks_with_fields_that_github_knows(path):
    form = read(path)
    assert {"name", "description", "body"} <= form.keys()
    identifiers = [field["id"] for field in form["body"]]
    assert len(set(identifiers)) == len(identifiers)
    assert all(field["type"] in {"input", "textarea", "dropdown"} and field["attributes"]["label"]
               for field in form["body"])


def test_the_form_for_a_check_asks_for_what_report_prints(capsys):
    text = (ROOT / ".github" / "ISSUE_TEMPLATE" / "check.yml").read_text(encoding="utf-8")
    assert "from helpers.checking import report" in text and hasattr(checking, "report")
    name = re.search(r'report\("(\w+)"\)', text)[1]
    exercise = checking.find_exercise(name)
    assert f"placeholder: {exercise.number} {name}\n" in text
    report(name)
    line, below = capsys.readouterr().out.split("\n---", 1)
    assert "below the line" in line and "below the line" in text
    assert f"Exercise {exercise.number} {name}" in below and "Python" in below


def test_the_weekly_run_covers_two_systems_two_pythons_the_newest_packages_and_links():
    jobs = read(ROOT / ".github" / "workflows" / "weekly.yml")["jobs"]
    matrix = jobs["systems"]["strategy"]["matrix"]
    assert len(set(matrix["system"])) == len(set(matrix["python"])) == 2
    newest = "\n".join(step.get("run", "") for step in jobs["newest"]["steps"])
    assert "-r requirements.txt" in newest and "constraints" not in newest
    assert "make links" in [step.get("run") for step in jobs["links"]["steps"]]


def test_the_change_log_knows_this_version():
    titles = re.findall(r"^## (.*)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert titles[0] == "Unreleased" and VERSION in titles
