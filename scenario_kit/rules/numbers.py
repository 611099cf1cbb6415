"""Numbers of the first and second party: trunk, context and route."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scenario_kit.callgraph.flow import entries
from scenario_kit.callgraph.routes import national, pattern_of, routes_of, row_for
from scenario_kit.findings.model import Problem, Rule, Severity, did_you_mean
from scenario_kit.language.catalogue import ComponentName
from scenario_kit.language.dialable import is_telephone_number
from scenario_kit.rules.checks import checks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scenario_kit.callgraph.graph import Component
    from scenario_kit.callgraph.intended import IntendedGraph

MISSING_TRUNK = Rule(
    "C201",
    "missing-trunk",
    Severity.ERROR,
    "The first party is a telephone number, but no trunk is set.",
    "The PBX cannot place the first call, so the API request fails.",
)
UNKNOWN_CONTEXT = Rule(
    "C202",
    "unknown-context",
    Severity.ERROR,
    "No Outgoing Route of the scenario has the context of `originate`.",
    "The first party answers, but the second is never dialled.",
)
NO_ROUTE = Rule(
    "C203",
    "no-route",
    Severity.ERROR,
    "The second party's number matches no row of the Outgoing Route.",
    "The first party answers, but the second is never dialled.",
)
_LISTED: Final = 5


@checks(MISSING_TRUNK)
def missing_trunk(intended: IntendedGraph) -> Iterator[Problem]:
    """Find a telephone number as first party without a trunk."""
    originate = intended.calls.scenario.originate
    if originate is not None and originate.trunk_name is None and is_telephone_number(originate.caller):
        message = f"caller `{originate.caller}` is a telephone number, but `trunk_name` is not set"
        help_ = "add `trunk_name:` with the trunk to the first party"
        yield Problem(MISSING_TRUNK, ("originate", "caller"), message, help_)


@checks(UNKNOWN_CONTEXT)
def unknown_context(intended: IntendedGraph) -> Iterator[Problem]:
    """Find a context that no Outgoing Route has."""
    originate = intended.calls.scenario.originate
    routes = entries(intended.calls, ComponentName.OUTGOING_ROUTE)
    contexts = [context for route in routes if isinstance(context := route.parameters["context"], str)]
    if originate is None or len(contexts) < len(routes) or originate.context in contexts or not intended.calls.nodes:
        return
    message = f"no Outgoing Route has the context `{originate.context}`"
    routes_have = f"the routes have {', '.join(f'`{context}`' for context in contexts)}"
    help_ = did_you_mean(originate.context, contexts) or (routes_have if contexts else "add an outgoing_route")
    yield Problem(UNKNOWN_CONTEXT, ("originate", "context"), message, help_)


@checks(NO_ROUTE)
def no_route(intended: IntendedGraph) -> Iterator[Problem]:
    """Find a second party whose number matches no row."""
    originate = intended.calls.scenario.originate
    if originate is None:
        return
    routes = routes_of(intended.calls, originate.context)
    if not routes or any(_may_take(route, originate.callee) for route in routes):
        return
    patterns = [str(row.fields["pattern"]) for route in routes for row in route.rows]
    listed = ", ".join(f"`{pattern}`" for pattern in patterns[:_LISTED]) + (", ..." if len(patterns) > _LISTED else "")
    message = f"callee `{originate.callee}` matches no row of the Outgoing Route with context `{originate.context}`"
    help_ = f"the rows match {listed}; change the number, or add a row for it"
    likely = next((number for number in _likely(originate.callee) if any(row_for(one, number) for one in routes)), None)
    if likely is not None:
        help_ = f"did you mean `{likely}`? The rows match {listed}"
    yield Problem(NO_ROUTE, ("originate", "callee"), message, help_)


def _likely(number: str) -> Iterator[str]:
    """Return what a telephone number may be inside the country; nothing for an extension."""
    if (inside := national(number)) is not None:
        yield inside
    if is_telephone_number(number) and not number.startswith("0"):
        yield f"0{number}"


def _may_take(route: Component, number: str) -> bool:
    """Whether a route may take a number: a row matches, or a speed dial, a feature code or an invalid row might."""
    if route.parameters.get("check_speed_dial") or route.parameters.get("check_feature_code"):
        return True
    return row_for(route, number) is not None or any(pattern_of(route, row) is None for row in route.rows)
