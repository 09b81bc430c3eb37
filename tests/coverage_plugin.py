"""The last lines of a test run: what was measured on the way, and how much has really been tested.

A test gives a figure with ``record_property("measured", "...")``. Then come the exercises, mistakes and notebooks,
counted from the tests that passed, not from what the catalog lists.
"""

import pytest

KINDS = ("exercises", "mistakes", "notebooks")


def pytest_runtest_setup(item: pytest.Item) -> None:
    parameters = item.callspec.params if hasattr(item, "callspec") else {}
    if "exercise" in parameters:
        name = parameters["exercise"].name
        item.user_properties.append(("exercises", name))
        if "mistake" in parameters:
            item.user_properties.append(("mistakes", f"{name}: {parameters['mistake'].name}"))
    if item.path.suffix == ".ipynb":
        item.user_properties.append(("notebooks", item.path.name))


def pytest_terminal_summary(terminalreporter) -> None:
    covered = {kind: set() for kind in KINDS}
    for report in terminalreporter.stats.get("passed", []):
        for kind, name in report.user_properties:
            if kind in covered:
                covered[kind].add(name)
            elif kind == "measured":
                terminalreporter.write_line(f"measured: {name}")
    if any(covered.values()):
        counts = ", ".join(f"{len(covered[kind])} {kind}" for kind in KINDS)
        terminalreporter.write_line(f"covered: {counts}")
