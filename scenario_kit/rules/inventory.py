"""The PBX: whether the names that a scenario uses exist there, and whether the numbers it dials are barred."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from scenario_kit.callgraph.dialled import Change, barred_code, barred_code_of_all, dialled_by
from scenario_kit.callgraph.flow import entries, walk
from scenario_kit.callgraph.patterns import example
from scenario_kit.callgraph.routes import national, pattern_of, routes_of, row_for
from scenario_kit.findings.model import NodePath, Problem, Rule, Severity, did_you_mean
from scenario_kit.language.catalogue import ComponentName, Role
from scenario_kit.language.dialable import is_telephone_number
from scenario_kit.rehearsal.plan import Plan, Undecided
from scenario_kit.rules.checks import checks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scenario_kit.callgraph.drafts import Row
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
    """Find the numbers, and the rows all of whose numbers, a trunk dials with a barred code."""
    for number, path in _dialled_outside(calls):
        code = barred_code(number, facts.barred)
        if code is not None:
            yield _barred_number(path, number, code)
    plan = Plan(calls)
    trunks = entries(calls, ComponentName.TRUNK)
    dialling = [(trunk, change) for trunk in trunks if (change := _change(plan, trunk)) is not None]
    dialled = dialled_by(calls, dialling, partial(_passing, plan), facts.barred)
    for node, (code, trunk) in dialled.barred.items():
        component = calls.component(node)
        given = next((name for name in _STARTS if name in component.parameters), None)
        if given is not None:
            message = f"every number that Trunk `{trunk.key}` then dials starts with the barred code `{code}`"
            yield _barred((*component.path, given), message, f"`{given}`")
    callees = {(route.id, output): (number, path) for route, number, output, path in _routed(plan)}
    for route in entries(calls, ComponentName.OUTGOING_ROUTE):
        for row in route.rows:
            target = plan.targets[route.id].get(row.output)
            changes = dialled.changes.get(target or "", {})
            callee = callees.get((route.id, row.output))
            problem = None if callee is None else _barred_callee(*callee, changes, facts)
            problem = problem or _barred_row(route, row, changes, facts)
            if problem is not None:
                yield problem


_STARTS: Final = ("prefix", "extension_prefix", "extension")
"""The parameters that may put a barred code in front of a number."""


def _barred_number(path: NodePath, number: str, code: str, changes: str | None = None) -> Problem:
    inside = national(number)
    what = "the number" if inside is None else f"it to `{inside}`"
    if changes is not None:
        what = f"the number or {changes}"
    return _barred(path, f"`{number}` starts with the barred code `{code}`", what)


def _barred(path: NodePath, message: str, what: str) -> Problem:
    help_ = f"change {what}, or change `barred_call_pre_codes` in simotel.ini and pass it with --ini"
    return Problem(BARRED_NUMBER, path, message, help_)


def _barred_callee(number: str, path: NodePath, changes: Mapping[Change, Component], facts: PbxFacts) -> Problem | None:
    for change, trunk in changes.items():
        dialled = change.apply(number)
        code = barred_code(dialled, facts.barred)
        if code is not None:
            return _barred_number(path, dialled, code, _changes(number, dialled, trunk))
    return None


def _barred_row(route: Component, row: Row, changes: Mapping[Change, Component], facts: PbxFacts) -> Problem | None:
    pattern = pattern_of(route, row)
    if pattern is None:
        return None
    for change, trunk in changes.items():
        dialled = change.of(pattern)
        code = barred_code_of_all(dialled, facts.barred)
        if code is not None and pattern.is_exact:
            number = example(dialled)
            return _barred_number((*row.path, "pattern"), number, code, _changes(example(pattern), number, trunk))
        if code is not None:
            every = f"every number of row `{pattern.text}` that Trunk `{trunk.key}` dials"
            message = f"{every} starts with the barred code `{code}`"
            made = None if barred_code_of_all(pattern, facts.barred) else _changes(pattern, dialled, trunk)
            return _barred((*row.path, "pattern"), message, f"the row or {made or 'its target'}")
    return None


def _changes(before: object, after: object, trunk: Component) -> str | None:
    """Return what to change where a number is not dialled as it arrives; None if it is."""
    if before == after:
        return None
    names = [f"`{name}`" for name in ("skip", "prefix") if name in trunk.parameters]
    return f"{' and '.join(names)} of Trunk `{trunk.key}`" if names else f"the Corrector before Trunk `{trunk.key}`"


def _dialled_outside(calls: CallGraph) -> Iterator[tuple[str, NodePath]]:
    """Return the numbers that the scenario itself dials over a trunk, with their places."""
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


def _change(plan: Plan, component: Component, of: str = "") -> Change | None:
    """Return what a component does to a number, by its parameters that start with `of`; None if it is unknown."""
    with suppress(Undecided):
        skip, prefix = plan.whole(component, f"{of}skip"), plan.text(component, f"{of}prefix")
        return Change(plan.text(component, of.removesuffix("_")) if of else None, skip or 0, prefix or "")
    return None


def _passing(plan: Plan, component: Component) -> Change | None:
    """Return what a component does to a number that it passes on; None if a service or a script decides that."""
    if component.type.name == ComponentName.CORRECTOR:
        return _change(plan, component, "extension_")
    return None if component.type.name in _CHANGE_NUMBERS else Change()


_CHANGE_NUMBERS: Final = frozenset(
    {ComponentName.SMART_API, ComponentName.AGI, ComponentName.CUSTOM_PLAN, ComponentName.DISA}
)


def _routed(plan: Plan) -> Iterator[tuple[Component, str, str, NodePath]]:
    """Return the Outgoing Routes that the callee enters, with the output of the row that takes it."""
    originate = plan.calls.scenario.originate
    for route in entries(plan.calls, ComponentName.OUTGOING_ROUTE):
        if originate is not None and route.parameters["context"] == originate.context:
            with suppress(Undecided):
                row = plan.rows(route).row_for(originate.callee)
                if row is not None:
                    yield route, originate.callee, row.output, ("originate", "callee")
