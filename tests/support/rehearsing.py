"""Calls that tests rehearse: scenarios as authors write them, and what comes of their tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenario_kit.files.source import parse
from scenario_kit.language.loading import load
from scenario_kit.pbx.facts import PbxFacts
from scenario_kit.rehearsal.cases import pbx_of, request_of
from scenario_kit.rehearsal.plan import Plan
from scenario_kit.rehearsal.simulator import simulate
from scenario_kit.rules.checking import check

if TYPE_CHECKING:
    from scenario_kit.rehearsal.result import Result

ORIGINATED = """\
version: 1
name: consult
originate: {caller: 521, callee: 09371234567, context: main, caller_id: 557}
"""
"""The head of a scenario that the API starts."""

INCOMING = """\
version: 1
name: desk
sheets:
  front:
    line: {component: incoming_route, context: from-pstn, rows: [{next: x}]}
"""
"""The head of a plan that takes every call from outside to `x`, without the number that calls or is called."""

ANSWERED = INCOMING.replace("next: x", "next: first") + "    first: {component: answer, type: answer, next: x}\n"
"""The same, with the call answered by `first` before."""


def plan_of(scenario: str) -> Plan:
    """Return the plan of a scenario, which may have findings but has to be readable."""
    calls, findings = check(load(parse(scenario.encode(), "scenario.yaml")))
    assert calls is not None, findings
    return Plan(calls)


def rehearse(scenario: str, call: str = "", outside: PbxFacts | None = None) -> Result:
    """Rehearse a call through a scenario.

    Args:
        scenario: The scenario, without tests.
        call: What its one test says besides its name, as the inside of a YAML mapping.
        outside: What is outside of the scenario.
    """
    plan = plan_of(f"{scenario}\ntests: [{{name: the call, expect: {{}}, {call}}}]\n")
    scenario_ = plan.calls.scenario
    return simulate(plan, request_of(plan, scenario_.tests[0]), pbx_of(scenario_, outside or PbxFacts()))


def through(
    component: str,
    world: str = "",
    *,
    also: str = "",
    caller: str = "09121112233",
    more: str = "",
    answered: bool = False,
) -> Result:
    """Rehearse a call from outside, 09121112233 to 100, through the component `x`.

    Args:
        component: The component, as the inside of a YAML mapping.
        world: What the outside does at it, the same.
        also: More components of its sheet, one per line.
        caller: The number that calls; empty where withheld.
        more: More of the test, the same.
        answered: Whether the component `first` answers the call before that.
    """
    others = "".join(f"    {line.strip()}\n" for line in also.splitlines() if line.strip())
    from_whom = f"caller: {caller}, " if caller else ""
    call = f"callee: 100, {from_whom}world: {{x: {{{world}}}}}, {more}"
    head = ANSWERED if answered else INCOMING
    return rehearse(f"{head}    x: {{component: {component}}}\n{others}", call)


def told(result: Result, component: str = "front/x") -> str:
    """Return what happened at a component: the second and the kind of each event."""
    return ", ".join(f"{one.second} {one.kind.value}" for one in result.timeline if one.component == component)


def output(result: Result, component: str = "front/x") -> str | None:
    """Return the output by which the call left a component where it came to once."""
    (step,) = (step for step in result.steps if step.component == component)
    return step.output
