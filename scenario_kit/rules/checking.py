"""Checking: the list of rule families, and running them.

A rule is a `Rule` and one function decorated with ``@checks`` in the module of its family. Both are found by searching
the modules listed here.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from scenario_kit.callgraph.graph import compile_graph
from scenario_kit.callgraph.intended import IntendedGraph
from scenario_kit.files import source
from scenario_kit.findings.model import Finding, Rule
from scenario_kit.language import loading, model_errors, parameters, values_files
from scenario_kit.language.secrets import without_secrets
from scenario_kit.pbx.facts import PbxFacts
from scenario_kit.pbx.ini import rules as ini_rules
from scenario_kit.rules import (
    addresses,
    calls,
    dial_options,
    dialling,
    files,
    ignores,
    inventory,
    limits,
    menus,
    needs,
    numbers,
    parties,
    rehearsals,
    rows,
    times,
    wiring,
)
from scenario_kit.rules import probes as probe_rules
from scenario_kit.rules.checks import Check

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

    from scenario_kit.callgraph.graph import CallGraph
    from scenario_kit.language.loading import Loaded
    from scenario_kit.rules.checks import CallCheck, PbxCheck, RunCheck
    from scenario_kit.rules.claims import Claims

READING: Final = (source, parameters, model_errors, loading, ignores, values_files)
"""Reading a scenario breaks these rules; they have no checks."""

CALLS: Final = (wiring, numbers, rows, calls, dial_options, limits, addresses, rehearsals, needs, menus, times, parties)
"""Rules about one scenario and its tests."""

PBX: Final = (inventory, dialling)
"""Rules about one scenario and the PBX."""

RUNS: Final = (files,)
"""Rules about the scenarios of a run."""

SETTINGS: Final = (ini_rules,)
"""Rules about simotel.ini, broken while its changes are planned."""

ANSWERS: Final = (probe_rules,)
"""Rules about the answers of web services, broken by `probe`."""


def all_rules() -> tuple[Rule, ...]:
    """Return every rule, sorted by code."""
    rules = {
        rule
        for module in (*READING, *CALLS, *PBX, *RUNS, *SETTINGS, *ANSWERS)
        for rule in vars(module).values()
        if isinstance(rule, Rule)
    }
    return tuple(sorted(rules, key=lambda rule: rule.code))


@cache
def _checks(modules: tuple[ModuleType, ...]) -> tuple[Check[..., Any], ...]:
    return tuple(check for module in modules for check in vars(module).values() if isinstance(check, Check))


def check(loaded: Loaded, facts: PbxFacts | None = None) -> tuple[CallGraph | None, tuple[Finding, ...]]:
    """Check one scenario on its own.

    Args:
        loaded: The loaded scenario.
        facts: What is known of the PBX; the defaults where None.

    Returns:
        The call graph, None if the scenario could not be read, and all findings in the order of their places.
    """
    if loaded.scenario is None:
        return None, _sorted(loaded.findings)
    graph = compile_graph(loaded.scenario)
    intended = IntendedGraph(graph)
    call_checks: tuple[CallCheck, ...] = _checks(CALLS)
    problems = [problem for check in call_checks for problem in check.run(intended)]
    pbx_checks: tuple[PbxCheck, ...] = _checks(PBX)
    problems += [problem for check in pbx_checks for problem in check.run(graph, facts or PbxFacts())]
    findings = without_secrets(loaded.document, [*map(loaded.document.finding_at, problems)], loaded.given)
    return graph, _sorted([*loaded.findings, *findings])


def check_run(run: Sequence[Claims]) -> tuple[Finding, ...]:
    """Check the scenarios of a run against each other."""
    run_checks: tuple[RunCheck, ...] = _checks(RUNS)
    return _sorted([finding for check in run_checks for finding in check.run(run)])


def _sorted(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: finding.sort_key))
