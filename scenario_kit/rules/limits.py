"""Limits: the call limit, and the warning before it that simotel.ini enables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenario_kit.findings.model import NodePath, Problem, Rule, Severity
from scenario_kit.language.catalogue import ComponentName
from scenario_kit.rules.checks import checks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scenario_kit.callgraph.graph import CallGraph
    from scenario_kit.callgraph.intended import IntendedGraph
    from scenario_kit.language.spec import Beeper

WARNING_TOO_LATE = Rule(
    "C210",
    "warning-too-late",
    Severity.WARNING,
    "A call limit is too short for the warning.",
    "The call is cut without a warning.",
)
BEEPER_WITHOUT_LIMIT = Rule(
    "C211",
    "beeper-without-limit",
    Severity.INFO,
    "The warning is enabled, but nothing in the scenario limits a call.",
    "The warning is never played.",
)
LIMIT_WITHOUT_BEEPER = Rule(
    "C212",
    "limit-without-beeper",
    Severity.INFO,
    "A call limit is set, but no warning is configured for it.",
    "Unless the PBX is already configured for it, the call is cut without a warning.",
)

MAY_LIMIT = frozenset({ComponentName.TRUNK_API, ComponentName.SMART_API})
"""Component types whose web service may answer with a call limit."""


def known_limits(calls: CallGraph) -> Iterator[tuple[int, NodePath]]:
    """Return the call limits that a scenario states, in seconds, with their places."""
    originate = calls.scenario.originate
    if originate is not None and originate.call_limit is not None:
        yield originate.call_limit, ("originate", "call_limit")
    for component in calls.components:
        limit = component.parameters.get("call_limit_sec")
        if isinstance(limit, int):
            yield limit, (*component.path, "call_limit_sec")


def _beeper(calls: CallGraph) -> Beeper | None:
    settings = calls.scenario.simotel_ini
    return None if settings is None else settings.beeper


@checks(WARNING_TOO_LATE)
def warning_too_late(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the limits that end the call before the first warning."""
    beeper = _beeper(intended.calls)
    if beeper is None or not beeper.enabled:
        return
    for limit, path in known_limits(intended.calls):
        if 0 < limit <= beeper.time_to_end_sec:
            message = (
                f"the call limit of {limit} s is not above time_to_end_sec, which is {beeper.time_to_end_sec} s, "
                "so no warning is played"
            )
            yield Problem(WARNING_TOO_LATE, path, message, "raise the limit, or lower `time_to_end_sec`")


@checks(BEEPER_WITHOUT_LIMIT)
def beeper_without_limit(intended: IntendedGraph) -> Iterator[Problem]:
    """Find a warning without any call limit."""
    calls, beeper = intended.calls, _beeper(intended.calls)
    if beeper is None or not beeper.enabled or not calls.nodes or next(known_limits(calls), None) is not None:
        return
    if not any(component.type.name in MAY_LIMIT for component in calls.components):
        help_ = "add `call_limit` to originate or `call_limit_sec` to the dialling component, or use a trunk_api"
        message = "the warning is enabled, but nothing in this scenario limits a call"
        yield Problem(BEEPER_WITHOUT_LIMIT, ("simotel_ini", "beeper"), message, help_, on_key=True)


@checks(LIMIT_WITHOUT_BEEPER)
def limit_without_beeper(intended: IntendedGraph) -> Iterator[Problem]:
    """Find a call limit in a scenario that does not configure the warning."""
    limit = next((limit for limit in known_limits(intended.calls) if limit[0]), None)  # C234 reports 0
    if limit is not None and _beeper(intended.calls) is None:
        seconds, path = limit
        help_ = "add `simotel_ini: {beeper: {}}`, or `{beeper: {enabled: false}}` for no warning"
        message = f"no warning is configured for the call limit of {seconds} s"
        yield Problem(LIMIT_WITHOUT_BEEPER, path, message, help_)
