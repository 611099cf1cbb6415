"""The rules: what is checked once a scenario can be read. The families are listed here, once.

A rule lives in the module of its family as a `Rule` and one function under ``@checks``; nothing else has to be told.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from scenario_kit.callgraph.graph import compile_graph
from scenario_kit.callgraph.intended import IntendedGraph
from scenario_kit.files import source
from scenario_kit.findings.model import Finding, Rule
from scenario_kit.language import loading, parameters
from scenario_kit.language import model_errors as wording
from scenario_kit.language.secrets import without_secrets
from scenario_kit.pbx.facts import PbxFacts
from scenario_kit.pbx.ini import rules as ini_rules
from scenario_kit.rules import (
    addresses,
    calls,
    dialling,
    files,
    ignores,
    inventory,
    limits,
    numbers,
    rehearsals,
    rows,
    wiring,
)
from scenario_kit.rules import probes as probe_rules
from scenario_kit.rules.checks import Check, PlacedGraph

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

    from scenario_kit.callgraph.graph import CallGraph
    from scenario_kit.language.loading import Loaded
    from scenario_kit.rules.checks import CallCheck, OutsideCheck, RunCheck
    from scenario_kit.rules.claims import Claims

READING: Final = (source, parameters, wording, loading, ignores)
"""The modules that read a scenario; their rules are broken before there is anything to check."""

CALLS: Final = (wiring, numbers, rows, calls, dialling, limits, addresses, rehearsals)
"""The families that look at one scenario's calls, and at the tests of them."""

OUTSIDE: Final = (inventory,)
"""The families that look at one scenario's calls and at what is outside."""

RUNS: Final = (files,)
"""The families that look across the scenarios of a run."""

SETTINGS: Final = (ini_rules,)
"""The rules of the settings file, which its plan breaks."""


ANSWERS: Final = (probe_rules,)
"""The rules of what a web service answers, which `probe` breaks."""


def all_rules() -> tuple[Rule, ...]:
    """Return every rule, sorted by code."""
    rules = {
        rule
        for module in (*READING, *CALLS, *OUTSIDE, *RUNS, *SETTINGS, *ANSWERS)
        for rule in vars(module).values()
        if isinstance(rule, Rule)
    }
    return tuple(sorted(rules, key=lambda rule: rule.code))


@cache
def _checks(modules: tuple[ModuleType, ...]) -> tuple[Check[Any, Any], ...]:
    return tuple(check for module in modules for check in vars(module).values() if isinstance(check, Check))


def check(loaded: Loaded, facts: PbxFacts | None = None) -> tuple[CallGraph | None, tuple[Finding, ...]]:
    """Check one scenario by itself.

    Args:
        loaded: What was loaded.
        facts: What is outside of it; nothing is known of the PBX where it is not given.

    Returns:
        Its call graph, None where it could not be read so far, and everything that was found, in the order of places.
    """
    if loaded.scenario is None:
        return None, _sorted(loaded.findings)
    graph = compile_graph(loaded.scenario)
    intended = IntendedGraph(graph)
    family: tuple[CallCheck, ...] = _checks(CALLS)
    problems = [problem for check in family for problem in check.run(intended)]
    placed = PlacedGraph(graph, facts or PbxFacts())
    family_outside: tuple[OutsideCheck, ...] = _checks(OUTSIDE)
    problems += [problem for check in family_outside for problem in check.run(placed)]
    found = without_secrets(loaded.document, [*map(loaded.document.finding_at, problems)], loaded.given)
    return graph, _sorted([*loaded.findings, *found])


def check_run(run: Sequence[Claims]) -> tuple[Finding, ...]:
    """Check what the scenarios of one run are to each other."""
    family: tuple[RunCheck, ...] = _checks(RUNS)
    return _sorted([finding for check in family for finding in check.run(run)])


def _sorted(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: finding.sort_key))
