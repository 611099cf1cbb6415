"""Across the files of one run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenario_kit.findings import Problem, Rule, Severity
from scenario_kit.rules.checks import checks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scenario_kit.load import Loaded

DUPLICATE_NAME = Rule(
    "S010",
    "duplicate-name",
    Severity.ERROR,
    "Two files of a run have one scenario name.",
    "The name is the folder that a scenario is built into, so one would overwrite the other.",
)


@checks(DUPLICATE_NAME)
def duplicate_name(run: Sequence[Loaded]) -> Iterator[tuple[Loaded, Problem]]:
    """Find the scenarios whose name an earlier file has."""
    first: dict[str, str] = {}
    for loaded in run:
        if loaded.scenario is None:
            continue
        name, file = loaded.scenario.name, loaded.document.file
        if first.setdefault(name, file) != file:
            message = f"scenario name `{name}` is taken by {first[name]}"
            yield loaded, Problem(DUPLICATE_NAME, ("name",), message, "give it a name of its own")
