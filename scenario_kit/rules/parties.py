"""Parties: who rings whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scenario_kit.callgraph.dialled import skip_and_prefix
from scenario_kit.callgraph.flow import entries, walk
from scenario_kit.callgraph.routes import routes_of, row_for
from scenario_kit.findings.model import Problem, Rule, Severity
from scenario_kit.language.catalogue import ComponentName, Role
from scenario_kit.rules.checks import checks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scenario_kit.callgraph.graph import Component
    from scenario_kit.callgraph.intended import IntendedGraph
    from scenario_kit.findings.model import NodePath

CALLS_ITSELF = Rule(
    "C238",
    "calls-itself",
    Severity.WARNING,
    "The first party of an originated call is also the one that is dialled.",
    "The telephone is busy with its own call.",
)
DUPLICATE_MEMBER = Rule(
    "C239",
    "duplicate-member",
    Severity.WARNING,
    "A Ring Group has an extension twice.",
    "The second one rings no other telephone; usually another extension was intended.",
)

_DIALLERS: Final = (ComponentName.EXTENSION, ComponentName.TRUNK)


@checks(CALLS_ITSELF)
def calls_itself(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the first dialling component on the second party's way that dials the first party."""
    calls, originate = intended.calls, intended.calls.scenario.originate
    if originate is None:
        return
    rows = {
        (route.id, row.output)
        for route in routes_of(calls, originate.context)
        if (row := row_for(route, originate.callee)) is not None
    }

    def goes_on(component: Component, output: str) -> bool:
        if component.type.role is Role.ENTRY:
            return (component.id, output) in rows
        # Behind a choice, a talk or a change of the number the scenario may serve other callers and numbers.
        return component.type.role in (Role.MEDIA, Role.JUMP)

    for node in walk(calls, [route for route, _ in rows], goes_on) if rows else ():
        component = calls.component(node)
        if component.type.name in _DIALLERS and _dialled(component, originate.callee) == originate.caller:
            fixed = component.parameters.get("extension") == originate.caller
            path: NodePath = (*component.path, "extension") if fixed else ("originate", "callee")
            message = f"{component.type.label} `{component.key}` dials `{originate.caller}`, which is the caller itself"
            yield Problem(CALLS_ITSELF, path, message, "change the caller, or dial somebody else")
            return


def _dialled(component: Component, number: str) -> str | None:
    """Return the number that a component dials; None if unknown."""
    fixed, skip, prefix = (component.parameters.get(name) for name in ("extension", "skip", "prefix"))
    if isinstance(fixed, str):
        return fixed
    if fixed is not None or not isinstance(skip, int | None) or not isinstance(prefix, str | None):
        return None
    return skip_and_prefix(number, skip, prefix)


@checks(DUPLICATE_MEMBER)
def duplicate_member(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the members that a Ring Group has twice."""
    for group in entries(intended.calls, ComponentName.RING_GROUP):
        members = group.parameters.get("extensions")
        seen: set[str] = set()
        for index, member in enumerate(members if isinstance(members, tuple) else ()):
            if member in seen:
                message = f"`{member}` is already a member of Ring Group `{group.key}`"
                yield Problem(DUPLICATE_MEMBER, (*group.path, "extensions", index), message, "remove it, or change it")
            seen.add(member)
