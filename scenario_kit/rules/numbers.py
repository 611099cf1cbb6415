"""Numbers: lines, contexts, routes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scenario_kit.findings import Problem, Rule, Severity, did_you_mean
from scenario_kit.patterns import PatternError, parse
from scenario_kit.rules.checks import checks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scenario_kit.graph import CallGraph, Component
    from scenario_kit.reach import Reach

MISSING_TRUNK = Rule(
    "C201",
    "missing-trunk",
    Severity.ERROR,
    "The first party is a telephone number and no trunk leads to it.",
    "The PBX cannot place the first call, so the API request fails.",
)
UNKNOWN_CONTEXT = Rule(
    "C202",
    "unknown-context",
    Severity.ERROR,
    "No Outgoing Route of the scenario has the context of `originate`.",
    "The first party answers and the second is never dialled.",
)
NO_ROUTE = Rule(
    "C203",
    "no-route",
    Severity.ERROR,
    "The second party's number fits no row of the Outgoing Route.",
    "The first party answers and the second is never dialled.",
)

LONGEST_EXTENSION: Final = 6
"""Digits of the longest extension; a longer number is a telephone number."""


def is_telephone_number(number: str) -> bool:
    """Whether a number is dialled over a trunk: it starts with 0 or +, or has seven digits or more."""
    return number.startswith(("0", "+")) or (number.isdecimal() and len(number) > LONGEST_EXTENSION)


@checks(MISSING_TRUNK)
def missing_trunk(reach: Reach) -> Iterator[Problem]:
    """Find a telephone number as first party without a trunk."""
    originate = reach.calls.scenario.originate
    if originate is not None and originate.trunk_name is None and is_telephone_number(originate.caller):
        message = f"caller `{originate.caller}` is a telephone number, and no `trunk_name` says how to reach it"
        yield Problem(
            MISSING_TRUNK, ("originate", "caller"), message, "add `trunk_name:` with the trunk to the first party"
        )


@checks(UNKNOWN_CONTEXT)
def unknown_context(reach: Reach) -> Iterator[Problem]:
    """Find a context that no Outgoing Route takes."""
    originate = reach.calls.scenario.originate
    routes = list(_outgoing_routes(reach.calls))
    contexts = [context for route in routes if isinstance(context := route.parameters["context"], str)]
    if originate is None or len(contexts) < len(routes) or originate.context in contexts or not reach.calls.graph:
        return
    message = f"no Outgoing Route has the context `{originate.context}`"
    listed = (
        f"the routes have {', '.join(f'`{context}`' for context in contexts)}" if contexts else "add an outgoing_route"
    )
    help_ = did_you_mean(originate.context, contexts) or listed
    yield Problem(UNKNOWN_CONTEXT, ("originate", "context"), message, help_)


@checks(NO_ROUTE)
def no_route(reach: Reach) -> Iterator[Problem]:
    """Find a second party whose number no row takes."""
    originate = reach.calls.scenario.originate
    if originate is None:
        return
    routes = [route for route in _outgoing_routes(reach.calls) if route.parameters["context"] == originate.context]
    if not routes or any(_takes(route, originate.callee) for route in routes):
        return
    patterns = [str(row.fields["pattern"]) for route in routes for row in route.rows]
    listed = ", ".join(f"`{pattern}`" for pattern in patterns[:_LISTED]) + (", ..." if len(patterns) > _LISTED else "")
    message = f"callee `{originate.callee}` fits no row of the Outgoing Route with context `{originate.context}`"
    yield Problem(NO_ROUTE, ("originate", "callee"), message, f"the rows take {listed}; add one for this number")


_LISTED: Final = 5


def _outgoing_routes(calls: CallGraph) -> Iterator[Component]:
    return (component for component in calls.components if component.type.type == "outgoing_route")


def _takes(route: Component, number: str) -> bool:
    """Whether a route takes a number, as far as can be known.

    A number replaced by its speed dial may become any other. A row written as the number itself takes it, whatever
    its letters would mean in a pattern. A row that is no pattern has a finding of its own.
    """
    if route.parameters.get("check_speed_dial") or route.parameters.get("check_feature_code"):
        return True
    return any(_matches(row.fields["pattern"], number) for row in route.rows)


def _matches(pattern: object, number: str) -> bool:
    if pattern == number or not isinstance(pattern, str):
        return True
    try:
        return parse(pattern).matches(number)
    except PatternError:
        return True
