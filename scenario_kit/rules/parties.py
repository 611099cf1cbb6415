"""Parties: who rings whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from scenario_kit.callgraph.dialled import skip_and_prefix
from scenario_kit.callgraph.flow import entries
from scenario_kit.callgraph.routes import routes_of, row_for
from scenario_kit.findings.model import Problem, Rule, Severity
from scenario_kit.language.catalogue import ComponentName, Role
from scenario_kit.rules.checks import checks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scenario_kit.callgraph.graph import CallGraph, Component
    from scenario_kit.callgraph.intended import IntendedGraph
    from scenario_kit.findings.model import NodePath
    from scenario_kit.language.spec import Originate

CALLS_ITSELF = Rule(
    "C238",
    "calls-itself",
    Severity.WARNING,
    "The first party of an originated call is also the only one that is dialled.",
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
_MEMBERS: Final[Mapping[str, str]] = {ComponentName.RING_GROUP: "extensions", ComponentName.FOLLOW_ME: "followers"}
_PASSED: Final = (Role.MEDIA, Role.JUMP, Role.EDIT)


@checks(CALLS_ITSELF)
def calls_itself(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the first dialling component on the second party's way that dials the first party."""
    calls, originate = intended.calls, intended.calls.scenario.originate
    if originate is None:
        return
    for first in second_parties(calls, originate):
        if first.numbers == {originate.caller}:
            what = f"{first.component.type.label} `{first.component.key}`"
            message = f"{what} dials `{originate.caller}`, which is the caller itself"
            yield Problem(CALLS_ITSELF, first.path, message, "change the caller, or dial somebody else")
            return


class FirstDialled(NamedTuple):
    """A component that dials, the numbers that it dials, and the place where they are written."""

    component: Component
    numbers: set[str]
    path: NodePath


def second_parties(calls: CallGraph, originate: Originate) -> Iterator[FirstDialled]:
    """Find the first component on the second party's way that dials, in each route of the originated call."""
    for route in routes_of(calls, originate.context):
        row = row_for(route, originate.callee)
        target = None if row is None else calls.targets(route.id).get(row.output)
        first = None if target is None else _first_dialled(calls, target, originate.callee)
        if first is not None:
            yield first


def _first_dialled(calls: CallGraph, node: str, number: str) -> FirstDialled | None:
    """Return the first component that dials for a call with this number; None if that depends on anything.

    Behind a choice or a talk the scenario may serve other callers.
    """
    path: NodePath = ("originate", "callee")
    passed: set[str] = set()
    following: str | None = node
    while following is not None and following not in passed:
        passed.add(following)
        component = calls.component(following)
        name = component.type.name
        list_name = _MEMBERS.get(name, "")
        members = component.parameters.get(list_name)
        if isinstance(members, tuple):
            return FirstDialled(component, {one.rpartition("/")[2] for one in members}, (*component.path, list_name))
        if name in (*_DIALLERS, ComponentName.CORRECTOR):
            changed = _changed(component, number, "extension_" if name == ComponentName.CORRECTOR else "")
            if changed is None:
                return None
            if "extension" in component.parameters:
                path = (*component.path, "extension")
            number = changed
        if name in _DIALLERS:
            return FirstDialled(component, {number}, path)
        following = next(calls.successors(following), None) if component.type.role in _PASSED else None
    return None


def _changed(component: Component, number: str, of: str) -> str | None:
    """Return the number after a component, by its parameters that start with `of`; None if it is unknown."""
    fixed, skip, prefix = (component.parameters.get(name) for name in ("extension", f"{of}skip", f"{of}prefix"))
    if component.parameters.get("set_extension_on_did"):
        return None
    if not isinstance(fixed, str | None) or not isinstance(skip, int | None) or not isinstance(prefix, str | None):
        return None
    if fixed is not None and not of:
        return fixed  # an Extension with a number of its own ignores skip and prefix
    return skip_and_prefix(number if fixed is None else fixed, skip, prefix)


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
