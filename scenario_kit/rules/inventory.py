"""The PBX: whether the names that a scenario uses exist there, and whether the numbers it dials are barred."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

import networkx as nx

from scenario_kit.callgraph.dialled import barred_code
from scenario_kit.callgraph.flow import entries, walk
from scenario_kit.callgraph.patterns import example, fixed_length
from scenario_kit.callgraph.routes import is_telephone_number, pattern_of, routes_of, row_for
from scenario_kit.findings.model import NodePath, Problem, Rule, Severity, did_you_mean
from scenario_kit.language.catalogue import ComponentName, Role
from scenario_kit.rehearsal.plan import Plan, Undecided
from scenario_kit.rules.checks import checks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scenario_kit.callgraph.graph import CallGraph, Component
    from scenario_kit.pbx.facts import PbxFacts
    from scenario_kit.rules.checks import PbxCheck

BARRED_NUMBER = Rule(
    "C213",
    "barred-number",
    Severity.ERROR,
    "A number dialled over a trunk starts with a barred code.",
    "The PBX refuses the call; `barred_call_pre_codes` in simotel.ini lists the codes.",
)
UNKNOWN_TRUNK = Rule("N401", "unknown-trunk", Severity.ERROR, "The PBX has no such trunk.", "Calls over it fail.")
UNKNOWN_EXTENSION = Rule(
    "N402", "unknown-extension", Severity.ERROR, "The PBX has no such extension.", "Nothing rings."
)
UNKNOWN_QUEUE = Rule("N403", "unknown-queue", Severity.ERROR, "The PBX has no such queue.", "Nobody takes the call.")
UNKNOWN_ANNOUNCEMENT = Rule(
    "N404", "unknown-announcement", Severity.ERROR, "The PBX has no such announcement.", "The caller hears nothing."
)
INACTIVE = Rule(
    "N405",
    "inactive",
    Severity.ERROR,
    "A trunk or an extension is disabled.",
    "Calls to it fail as if it did not exist.",
)
CONTEXT_MISMATCH = Rule(
    "N406",
    "context-mismatch",
    Severity.WARNING,
    "The first party is an extension whose context differs from that of `originate`.",
    "Calls dialled by hand and calls dialled by the API take different routes.",
)
UNKNOWN_VOICEMAIL = Rule(
    "N407", "unknown-voicemail", Severity.ERROR, "The PBX has no such mailbox.", "The message is lost."
)

UNKNOWN = {
    "trunk": UNKNOWN_TRUNK,
    "extension": UNKNOWN_EXTENSION,
    "queue": UNKNOWN_QUEUE,
    "announcement": UNKNOWN_ANNOUNCEMENT,
    "voicemail": UNKNOWN_VOICEMAIL,
}


class Reference(NamedTuple):
    """A name that must exist on the PBX, with its kind and place."""

    kind: str
    value: str
    path: NodePath


def references(calls: CallGraph) -> Iterator[Reference]:
    """Return the names in a scenario that must exist on the PBX."""
    originate = calls.scenario.originate
    if originate is not None:
        if originate.trunk_name is not None:
            yield Reference("trunk", originate.trunk_name, ("originate", "trunk_name"))
        if not is_telephone_number(originate.caller):
            yield Reference("extension", originate.caller, ("originate", "caller"))
        if _rings_dialled_extension(calls, originate.context, originate.callee):
            yield Reference("extension", originate.callee, ("originate", "callee"))
    for component in calls.components:
        for name, value in component.parameters.items():
            kind = component.type.parameters[name].refers_to
            path = (*component.path, name)
            if kind in UNKNOWN and isinstance(value, str):
                yield Reference(kind, value, path)
            elif kind in UNKNOWN and isinstance(value, tuple):
                yield from (Reference(kind, one, (*path, index)) for index, one in enumerate(value))
        yield from _followers(component)


def _followers(component: Component) -> Iterator[Reference]:
    followers = component.parameters.get("followers")
    for index, follower in enumerate(followers if isinstance(followers, tuple) else ()):
        trunk, slash, _ = follower.partition("/")
        kind = "trunk" if slash else "extension"
        yield Reference(kind, trunk, (*component.path, "followers", index))


def _rings_dialled_extension(calls: CallGraph, context: str, callee: str) -> bool:
    """Whether the dialled number may reach an Extension that rings it."""
    if is_telephone_number(callee):
        return False
    rows = ((route, row) for route in routes_of(calls, context) if (row := row_for(route, callee)) is not None)
    targets = (calls.targets(route.id).get(row.output) for route, row in rows)
    reached = walk(calls, filter(None, targets), lambda component, _: component.type.role is not Role.DIAL)
    return any(
        component.type.name == ComponentName.EXTENSION
        and component.parameters.keys().isdisjoint(("extension", "skip", "prefix"))
        for component in map(calls.component, reached)
    )


def _unknown(kind: str) -> PbxCheck:
    """Return the check for names of a kind that do not exist on the PBX."""

    @checks(UNKNOWN[kind])
    def unknown(calls: CallGraph, facts: PbxFacts) -> Iterator[Problem]:
        known = None if facts.inventory is None else facts.inventory.names(kind)
        if known is None:
            return
        for reference in references(calls):
            if reference.kind == kind and reference.value not in known:
                # Similar numbers belong to different people, so no number is suggested.
                hint = None if reference.value.isdecimal() else did_you_mean(reference.value, sorted(known))
                word = "mailbox" if kind == "voicemail" else kind
                help_ = hint or f"create it on the PBX, or use another {word}"
                yield Problem(UNKNOWN[kind], reference.path, f"the PBX has no {word} `{reference.value}`", help_)

    return unknown


unknown_trunk = _unknown("trunk")
unknown_extension = _unknown("extension")
unknown_queue = _unknown("queue")
unknown_announcement = _unknown("announcement")
unknown_voicemail = _unknown("voicemail")


@checks(INACTIVE)
def inactive(calls: CallGraph, facts: PbxFacts) -> Iterator[Problem]:
    """Find the trunks and extensions that are disabled."""
    inventory = facts.inventory
    if inventory is None:
        return
    for reference in references(calls):
        if reference.kind in ("trunk", "extension") and inventory.inactive(reference.kind, reference.value):
            message = f"{reference.kind} `{reference.value}` is disabled on the PBX"
            yield Problem(INACTIVE, reference.path, message, "enable it, or use another")


@checks(CONTEXT_MISMATCH)
def context_mismatch(calls: CallGraph, facts: PbxFacts) -> Iterator[Problem]:
    """Find a first party whose own context is not that of `originate`."""
    originate, inventory = calls.scenario.originate, facts.inventory
    if originate is None or inventory is None or is_telephone_number(originate.caller):
        return
    context = inventory.context_of(originate.caller)
    if context is not None and context != originate.context:
        message = f"extension `{originate.caller}` has the context `{context}`, but originate has `{originate.context}`"
        yield Problem(
            CONTEXT_MISMATCH, ("originate", "context"), message, f"use `context: {context}` if they should match"
        )


@checks(BARRED_NUMBER)
def barred_number(calls: CallGraph, facts: PbxFacts) -> Iterator[Problem]:
    """Find the numbers dialled over a trunk that start with a barred code."""
    for number, path in _dialled_outside(calls):
        code = barred_code(number, facts.barred)
        if code is not None:
            message = f"`{number}` starts with the barred code `{code}`"
            help_ = "change the number, or change `barred_call_pre_codes` in simotel.ini and pass it with --ini"
            yield Problem(BARRED_NUMBER, path, message, help_)


def _dialled_outside(calls: CallGraph) -> Iterator[tuple[str, NodePath]]:
    """Return the numbers that are dialled over a trunk, with their places, as far as they are known."""
    originate = calls.scenario.originate
    if originate is not None and originate.trunk_name is not None:
        yield originate.caller, ("originate", "caller")
    for component in calls.components:
        number = component.parameters.get("number")
        if (
            component.parameters.get("method") == "call_to_number"
            and isinstance(number, str)
            and "trunk" in component.parameters
        ):
            yield number, (*component.path, "number")
        followers = component.parameters.get("followers")
        for index, follower in enumerate(followers if isinstance(followers, tuple) else ()):
            if "/" in follower:
                yield follower.partition("/")[2], (*component.path, "followers", index)
    if any(component.type.name == ComponentName.CORRECTOR for component in calls.components):
        return  # it changes the number, so the number that a trunk dials is unknown
    yield from _dialled_by_trunks(Plan(calls))


def _dialled_by_trunks(plan: Plan) -> Iterator[tuple[str, NodePath]]:
    """Return the numbers that Trunks dial for the numbers of Outgoing Routes, with their places."""
    calls = plan.calls
    seen = set()
    trunks: dict[str, list[Component]] = {}
    for route, number, output, path in _routed(plan):
        target = plan.targets[route.id].get(output)
        if target is None:
            continue
        if target not in trunks:  # many rows may have the same target
            reached = map(calls.component, [target, *nx.descendants(calls, target)])
            trunks[target] = [component for component in reached if component.type.name == ComponentName.TRUNK]
        for trunk in trunks[target]:
            if (number, trunk.id) not in seen:
                seen.add((number, trunk.id))
                with suppress(Undecided):
                    yield plan.dialled(trunk, number), path


def _routed(plan: Plan) -> Iterator[tuple[Component, str, str, NodePath]]:
    """Return the known numbers that enter Outgoing Routes: the callee, and the rows that match one number."""
    originate = plan.calls.scenario.originate
    for route in entries(plan.calls, ComponentName.OUTGOING_ROUTE):
        if originate is not None and route.parameters["context"] == originate.context:
            with suppress(Undecided):
                row = plan.rows(route).row_for(originate.callee)
                if row is not None:
                    yield route, originate.callee, row.output, ("originate", "callee")
        for row in route.rows:
            pattern = pattern_of(route, row)
            if pattern is not None and pattern.is_exact and fixed_length(pattern):
                yield route, example(pattern), row.output, (*row.path, "pattern")
