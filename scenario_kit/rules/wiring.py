"""Wiring: entries, targets, outputs, jumps, loops."""

from __future__ import annotations

from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Final

import networkx as nx

from scenario_kit.callgraph.flow import is_recording, loops, wires_past_jumps
from scenario_kit.callgraph.patterns import PatternError, parse_pattern
from scenario_kit.findings.model import MAX_GUESSES, Problem, Rule, Severity, did_you_mean
from scenario_kit.language.catalogue import ComponentName, ParameterType, Role
from scenario_kit.language.component_models import VariableReference
from scenario_kit.language.concepts import ends_call
from scenario_kit.rules.checks import checks
from scenario_kit.rules.menus import SPECIAL_CASES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from scenario_kit.callgraph.drafts import Row
    from scenario_kit.callgraph.graph import CallGraph, Component
    from scenario_kit.callgraph.intended import IntendedGraph
    from scenario_kit.findings.model import NodePath
    from scenario_kit.language.catalogue import Parameter

NO_ENTRY = Rule(
    "W101",
    "no-entry",
    Severity.ERROR,
    "No call can enter a sheet: it has no route component and no Jump In.",
    "Nothing on the sheet is ever used; usually the route or the wire from another sheet is missing.",
)
UNKNOWN_TARGET = Rule(
    "W102",
    "unknown-target",
    Severity.ERROR,
    "A wire leads to a component or sheet that does not exist.",
    "The call is dropped there.",
)
UNKNOWN_OUTPUT = Rule(
    "W103",
    "unknown-output",
    Severity.ERROR,
    "A wire leaves by an output that the component's type does not have.",
    "The editor has no such port, so the wire cannot be drawn.",
)
UNREACHABLE = Rule(
    "W104",
    "unreachable",
    Severity.ERROR,
    "A component cannot be reached from any entry.",
    "No call ever gets there; usually a wire is missing.",
)
UNHANDLED_OUTPUT = Rule(
    "W105",
    "unhandled-output",
    Severity.WARNING,
    "An output is neither wired nor ended with `~`.",
    "The caller is cut off without an explanation; usually the wire is missing. An output may stay open if the call is "
    "over there anyway: S after a talk, and the output of Poll, Voicemail, Conference, Pickup, ChanSpy, Page and DISA.",
)
ENDLESS_LOOP = Rule(
    "W106",
    "endless-loop",
    Severity.ERROR,
    "Calls loop with no way out, or without waiting for anyone.",
    "The PBX runs the loop until the caller hangs up, or forever. A failure counts as taken at once: a line out of "
    "reach is dialled again and again, even if output S leaves the loop. It is a warning if each round plays an "
    "announcement, and for a menu whose `t` and `i` both lead back.",
)
UNKNOWN_JUMP = Rule(
    "W107",
    "unknown-jump",
    Severity.ERROR,
    "A Jump Out names an unknown Jump In, or two Jump Ins have the same name.",
    "The call is dropped or continues in the wrong place.",
)
UNUSED_JUMP_IN = Rule(
    "W108",
    "unused-jump-in",
    Severity.WARNING,
    "Nothing jumps to a Jump In.",
    "The components behind it are never used, unless another scenario jumps there.",
)
INTO_ENTRY = Rule(
    "W109",
    "into-entry",
    Severity.ERROR,
    "A wire leads into an Outgoing, Incoming or Autodialer Route.",
    "Calls enter a route from outside; it has no input port.",
)
DUPLICATE_CASE = Rule(
    "W110",
    "duplicate-case",
    Severity.ERROR,
    "Two rows of a component have the same pattern, case, or CID and DID.",
    "Only one of the two can ever take a call.",
)

BUSY_NEVER_PLAYED = Rule(
    "W111",
    "busy-never-played",
    Severity.WARNING,
    "`busy` is set, but the dialling component has no busy output.",
    "The announcement is not part of the sheet; a trunk does not distinguish busy from failed.",
)

_MATCHED: Final = ("pattern", "case", "cid", "did")
_MENUS: Final = (ComponentName.IVR, ComponentName.IVR_API)
_MENU_CASES: Final = {"t", "i"}
_SPECIAL_CASES: Final = {"t": "no input in time", "i": "no row fits", "e": "an error"}


@checks(NO_ENTRY)
def no_entry(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the sheets that no call can enter."""
    for sheet in intended.sheets_without_entry:
        help_ = f"add an outgoing_route or incoming_route, or wire to it from another sheet: `next: {sheet}/ID`"
        yield Problem(NO_ENTRY, ("sheets", sheet), f"no call can enter sheet `{sheet}`", help_, on_key=True)


@checks(UNKNOWN_TARGET)
def unknown_target(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the wires with a known output and an unknown target."""
    for wire in intended.calls.loose:
        source = intended.calls.component(wire.source)
        if wire.output not in source.outputs:
            continue
        sheet, _, key = wire.target.rpartition("/")
        known_sheet = not sheet or sheet in intended.calls.sheets
        message = (
            f"unknown component `{key}` on sheet `{sheet or source.sheet}`"
            if known_sheet
            else f"unknown sheet `{sheet}`"
        )
        guess = intended.intended_target(wire)
        help_ = "add it, or change the target"
        if guess is not None:
            help_ = f"did you mean `{guess.removeprefix(source.sheet + '/')}`?"
        elif ends_call(wire.target):
            help_ = "write `~` to end the call there"
        yield Problem(UNKNOWN_TARGET, wire.path, message, help_)


@checks(UNKNOWN_OUTPUT)
def unknown_output(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the wires with an unknown output."""
    for wire in intended.calls.loose:
        source = intended.calls.component(wire.source)
        if wire.output not in source.outputs:
            yield _unknown_output(source, wire.output, wire.target, wire.path)
    for component in intended.calls.components:
        for output in sorted(component.ended.difference(component.outputs)):
            yield _unknown_output(component, output, "~", (*component.path, "next", output))


def _unknown_output(source: Component, output: str, target: str, path: NodePath) -> Problem:
    outputs = _listed(source.outputs)
    what = f"{source.type.label} `{source.key}`"
    if not source.outputs:
        message = f"{what} has no outputs; the call continues at its Jump In"
        return Problem(UNKNOWN_OUTPUT, path, message, "remove `next`", on_key=True)
    if output == "out":
        message = f"{what} has the outputs {outputs}, so one target is not enough"
        return Problem(UNKNOWN_OUTPUT, path, message, f"write `next: {{{source.outputs[0]}: {target}}}`")
    message = f"{what} has no output `{output}`, only {outputs}"
    help_ = f"write `next: {target}`" if source.outputs == ("out",) else did_you_mean(output, source.outputs)
    return Problem(UNKNOWN_OUTPUT, path, message, help_, on_key=True)


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


@checks(UNREACHABLE)
def unreachable(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the first component of each unreachable part; the components behind it are not reported."""
    dead = {node: index for index, node in enumerate(intended.calls) if node not in intended.reached}
    if not dead:
        return
    parts = nx.condensation(intended.graph.subgraph(dead))
    heads = [
        sorted(parts.nodes[part]["members"], key=dead.__getitem__) for part, degree in parts.in_degree() if degree == 0
    ]
    unguessed = sum(intended.intended_target(wire) is None for wire in intended.calls.loose)
    unguessed += sum(intended.intended_jump_in(jump_out) is None for jump_out in intended.lost_jumps)
    if len(heads) <= unguessed:
        return
    for head in heads:
        component = intended.calls.component(head[0])
        behind = 0
        if len(heads) <= MAX_GUESSES:
            behind = len(intended.authored(nx.descendants(intended.graph, component.id).difference(intended.reached)))
        also = f" or the {behind} behind it" if behind else ""
        help_ = f"wire an output to it, for example `next: {component.key}`, or remove it"
        message = f"no call reaches {component.type.label} `{component.key}`{also}"
        yield Problem(UNREACHABLE, component.path, message, help_, on_key=True)


@checks(UNHANDLED_OUTPUT)
def unhandled_output(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the outputs that are not mentioned; a row is reported at its own place."""
    for component in intended.calls.components:
        if component.id not in intended.reached or not _is_sound(intended, component):
            continue
        what = f"{component.type.label} `{component.key}`"
        for row in _open_rows(intended, component):
            message = f"row {row.output} of {what} is not wired: the caller is cut off"
            help_ = "add `next: ID` to the row, or `next: ~` to end the call there"
            yield Problem(UNHANDLED_OUTPUT, row.path, message, help_)
        open_ends = _open_ends(intended, component)
        for case in list(open_ends):
            meant = _meant(component, case)
            if meant is not None:
                open_ends.remove(case)
                message = f"case `{case.upper()}` of {what} is not output {case}, and that is not wired"
                path = (*meant.path, "case")
                yield Problem(UNHANDLED_OUTPUT, path, message, f"did you mean `{case}`?")
        if open_ends:
            names = " and ".join(open_ends)
            outputs, verb = ("output", "is") if len(open_ends) == 1 else ("outputs", "are")
            message = f"{outputs} {names} of {what} {verb} not wired: the caller is cut off"
            yield Problem(UNHANDLED_OUTPUT, component.path, message, _close(component, open_ends), on_key=True)


def _is_sound(intended: IntendedGraph, component: Component) -> bool:
    """Whether each output that the author wrote exists; an unknown one may be intended for any open end."""
    return _mentioned(intended, component).issubset(component.outputs)


def _mentioned(intended: IntendedGraph, component: Component) -> set[str]:
    return intended.calls.loose_outputs.get(component.id, set()) | component.ended


def _open_rows(intended: IntendedGraph, component: Component) -> Iterator[Row]:
    closed = _mentioned(intended, component).union(intended.calls.targets(component.id))
    return (row for row in component.rows if row.output not in closed)


def _open_ends(intended: IntendedGraph, component: Component) -> list[str]:
    """Return the open outputs that are no rows: special cases without a row, or ports without a wire."""
    if component.type.has_rows:
        cases = {_case_of(component, row) for row in component.rows}
        return [case for case in component.type.open_ends if case not in cases]
    if component.path[0] == "call" and component.outputs == ("out",):
        return []  # the short form ends the call there
    if is_recording(component, "start"):
        return []  # C206 reports a recording that nothing follows
    closed = _mentioned(intended, component).union(component.type.final, intended.calls.targets(component.id))
    return [output for output in component.outputs if output not in closed]


def _case_of(component: Component, row: Row) -> str:
    """Return the case of a row; C235 reports `T` or `timeout` of an IVR, which is intended as `t`."""
    case = str(row.fields.get("case"))
    return SPECIAL_CASES.get(case.lower(), case) if component.type.name == ComponentName.IVR else case


def _meant(component: Component, case: str) -> Row | None:
    """Return the row whose case is a special case in upper case, such as `T` for `t`."""
    return next((row for row in component.rows if row.fields.get("case") == case.upper()), None)


def _close(component: Component, outputs: list[str]) -> str:
    if component.path[0] == "call":
        return "add `unavailable:` with an announcement, or `unavailable: ~` to end the call there"
    if component.type.has_rows:
        rows = " and ".join(f"{{case: {output}, next: ID}} ({_SPECIAL_CASES[output]})" for output in outputs)
        return f"add {'a row' if len(outputs) == 1 else 'rows'} {rows}, or with `next: ~` to end the call there"
    if component.outputs == ("out",):
        return "add `next: ID`, or `next: ~` to end the call there"
    if len(outputs) == 1:
        return f"add `{outputs[0]}: ID` to its `next`, or `{outputs[0]}: ~` to end the call there"
    wires = " and ".join(f"`{output}: ID`" for output in outputs)
    return f"add {wires} to its `next`, with `~` in place of ID to end the call there"


@checks(ENDLESS_LOOP)
def endless_loop(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the loops without an exit, and those where nobody is waited for; W109 reports wires into an entry."""
    calls = intended.calls
    for loop in loops(calls, (one.id for one in calls.components if one.type.role is not Role.ENTRY)):
        if not any(node in intended.reached for node in loop):
            continue
        members = set(loop)
        if not any(_leaves(intended, node, members) for node in loop):
            help_ = "wire one of its outputs to a component outside the loop"
            yield _loop(intended, loop, "no output leaves this loop", help_)
            continue
        reported: set[str] = set()
        for problem, nodes in chain(_hectic(intended, loop), _retries(intended, loop), _silent_menus(intended, loop)):
            if reported.isdisjoint(nodes):
                reported.update(nodes)
                yield problem


def _hectic(intended: IntendedGraph, loop: list[str]) -> Iterator[tuple[Problem, list[str]]]:
    """Find the loops in which nothing ever waits."""
    calls = intended.calls
    for hectic in loops(calls, (node for node in loop if not calls.component(node).type.waits)):
        help_ = "add a component that waits for the caller, such as an IVR, or break the loop"
        yield _loop(intended, hectic, "nothing in this loop waits for the caller", help_), hectic


def _retries(intended: IntendedGraph, loop: list[str]) -> Iterator[tuple[Problem, list[str]]]:
    """Find the loops that a failure takes at once, without end: errors, or warnings if the caller hears each round.

    A queue that plays an announcement, and an announcement that the line is busy, keep the caller waiting on purpose.
    """
    calls = intended.calls
    types = {node: calls.component(node).type for node in loop}
    fails = partial(_is_at_once, calls)
    for nodes in loops(calls, (node for node in loop if not types[node].audio), fails):
        yield from ((problem, nodes) for problem in _retry(intended, nodes, fails))

    def fails_alone(node: str, output: str) -> bool:
        return output != "B" and fails(node, output)

    patient = (node for node in loop if types[node].name != ComponentName.QUEUE)
    for nodes in loops(calls, patient, fails_alone):
        yield from ((problem, nodes) for problem in _retry(intended, nodes, fails_alone, Severity.WARNING))


def _retry(
    intended: IntendedGraph, nodes: list[str], takes: Callable[[str, str], bool], severity: Severity | None = None
) -> Iterator[Problem]:
    """Find what a loop tries again, at the wire that leads back to where calls enter it; nothing if no part can fail.

    Without that wire calls still reach every component of the loop.
    """
    calls, order = intended.calls, intended.reached
    members = set(nodes)
    tries = [
        (component, wire)
        for component in map(calls.component, nodes)
        for wire in calls.wires(component.id)
        if wire.target in members and _case(component, wire.output) in component.type.at_once
    ]
    if not tries:
        return
    leading_back = [
        wire
        for node in nodes
        if calls.component(node).type.role is not Role.JUMP
        for wire in wires_past_jumps(calls, node)
        if wire.target in members and order[wire.target] <= order[node] and takes(node, wire.output)
    ]
    back = min(leading_back, key=lambda wire: order[wire.target])
    sheet = calls.component(back.source).sheet
    names = list(dict.fromkeys(f"`{component.id.removeprefix(sheet + '/')}`" for component, _ in tries))
    outputs = {_case(component, wire.output) for component, wire in tries}
    be, they, fail = ("is", "it", "fails") if len(names) == 1 else ("are", "they", "fail")
    while_ = f"{fail} or {be} busy" if "B" in outputs else fail
    while_ = f"{be} busy" if outputs == {"B"} else while_
    message = f"{_listed(names)} {be} tried again and again while {they} {while_}"
    message += "" if severity is None else ", until the caller hangs up"
    several = sum(wire.source == back.source for wire in leading_back) > 1
    which = "these outputs" if several else "this output"
    help_ = f"wire {which} to a component outside the loop, or end the call there with `~`"
    yield Problem(ENDLESS_LOOP, back.path, message, help_, severity=severity)


def _is_at_once(calls: CallGraph, node: str, output: str) -> bool:
    """Whether a call may leave by an output without waiting for anybody."""
    component = calls.component(node)
    return not component.type.waits or _case(component, output) in component.type.at_once


def _case(component: Component, output: str) -> str:
    """Return the case of an output that is a row, else the output."""
    return str(component.rows[int(output) - 1].fields.get("case")) if component.rows else output


def _silent_menus(intended: IntendedGraph, loop: list[str]) -> Iterator[tuple[Problem, list[str]]]:
    """Find the loops of menus that a caller leaves neither by waiting nor by an invalid input."""
    calls = intended.calls

    def is_unattended(node: str, output: str) -> bool:
        component = calls.component(node)
        return not component.type.waits or _case(component, output) in _MENU_CASES

    menus = {node for node in loop if calls.component(node).type.name in _MENUS}
    passed = (node for node in loop if node in menus or not calls.component(node).type.waits)
    for nodes in loops(calls, passed, is_unattended):
        members = set(nodes)
        stuck = [_back(intended, node, members) == _MENU_CASES for node in nodes if node in menus]
        if stuck and all(stuck):
            message = "a caller who enters nothing, or no valid digits, never leaves this loop"
            help_ = "wire `t` or `i` to a component outside the loop, or end the call there with `~`"
            yield _loop(intended, nodes, message, help_, Severity.WARNING), nodes


def _back(intended: IntendedGraph, node: str, loop: set[str]) -> set[str]:
    """Return the special cases of a menu that lead back into a loop."""
    component = intended.calls.component(node)
    targets = intended.calls.targets(node)
    return {
        case
        for row in component.rows
        if targets.get(row.output) in loop and (case := _case(component, row.output)) in _MENU_CASES
    }


def _leaves(intended: IntendedGraph, node: str, loop: set[str]) -> bool:
    """Whether a call can leave the loop at this component: by a wire, or by an output that ends it."""
    component = intended.calls.component(node)
    targets = intended.calls.targets(node)
    if not loop.issuperset(targets.values()) or len(targets) < len(component.outputs):
        return True
    return bool(component.parameters.get("enable_direct_dial")) or bool(_open_ends(intended, component))


def _loop(
    intended: IntendedGraph, nodes: list[str], message: str, help_: str, severity: Severity | None = None
) -> Problem:
    authored = intended.authored(nodes)
    names = ", ".join(f"`{component.key}`" for component in authored)
    return Problem(ENDLESS_LOOP, authored[0].path, f"{message}: {names}", help_, on_key=True, severity=severity)


@checks(UNKNOWN_JUMP)
def unknown_jump(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the Jump Outs with an unknown Jump In, and the Jump Ins with the name of an earlier one."""
    names: dict[str, Component] = {}
    for component in intended.calls.components:
        name = component.parameters.get("name")
        if component.type.name != ComponentName.JUMP_IN or not isinstance(name, str):
            continue
        first = names.setdefault(name, component)
        if first is not component:
            message = f"Jump In name `{name}` is already used by `{first.id}`"
            yield Problem(UNKNOWN_JUMP, (*component.path, "name"), message, "choose a unique name")
    for component in intended.lost_jumps:
        name = str(component.parameters["jump_in"])
        guess = intended.intended_jump_in(component)
        help_ = f"add {{component: jump_in, name: {name}}}"
        if guess is not None:
            help_ = f"did you mean `{intended.calls.component(guess).parameters['name']}`?"
        yield Problem(UNKNOWN_JUMP, (*component.path, "jump_in"), f"unknown Jump In `{name}`", help_)


@checks(UNUSED_JUMP_IN)
def unused_jump_in(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the Jump Ins that nothing jumps to."""
    names: set[str] = set()
    for component in intended.calls.components:
        name = component.parameters.get("name")
        if component.type.name != ComponentName.JUMP_IN or not isinstance(name, str) or name in names:
            continue
        names.add(name)  # W107 reports another Jump In with the same name
        if not intended.graph.in_degree(component.id):
            message = f"nothing jumps to Jump In `{name}`"
            yield Problem(UNUSED_JUMP_IN, component.path, message, "jump to it, or remove it", on_key=True)


@checks(INTO_ENTRY)
def into_entry(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the wires into a component where calls enter from outside."""
    for component in intended.calls.components:
        for wire in intended.calls.wires(component.id):
            target = intended.calls.component(wire.target)
            if target.type.role is Role.ENTRY:
                message = f"a wire leads into {target.type.label} `{target.key}`, where calls enter from outside"
                yield Problem(INTO_ENTRY, wire.path, message, "wire it to the component behind the route")


@checks(DUPLICATE_CASE)
def duplicate_case(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the rows that repeat an earlier row."""
    for component in intended.calls.components:
        seen: dict[tuple[object, ...], Row] = {}
        for row in component.rows:
            names = [name for name in _MATCHED if name in row.fields] or ["text"]
            if any(isinstance(row.fields[name], VariableReference) for name in names):
                continue
            meaning = tuple(_meaning(component.type.row[name], str(row.fields[name])) for name in names)
            first = seen.setdefault(meaning, row)
            if first is not row:
                fields = " and ".join(f"{component.type.row[name].label} `{row.fields[name]}`" for name in names)
                message = f"rows {first.output} and {row.output} of `{component.key}` have the same {fields}"
                yield Problem(DUPLICATE_CASE, row.path, message, "remove or change one of them")


def _meaning(field: Parameter, text: str) -> object:
    """Return a key that is equal for equal patterns, such as ``[1-3]X`` and ``[123]x``."""
    if field.type not in (ParameterType.MATCH_PATTERN, ParameterType.IVR_CASE):
        return text
    try:
        return parse_pattern(text)
    except PatternError:
        return text


@checks(BUSY_NEVER_PLAYED)
def busy_never_played(intended: IntendedGraph) -> Iterator[Problem]:
    """Find a `busy` in the short form whose dialling component has no busy output."""
    call = intended.calls.scenario.call
    if call is None or call.busy is None:
        return
    dial = next((component for component in intended.calls.components if component.key == "dial"), None)
    if dial is not None and "B" not in dial.outputs:
        message = f"{dial.type.label} has no output for busy, so `{call.busy}` is never played"
        help_ = "remove `busy`; `unavailable` is played when dialling fails for any reason"
        yield Problem(BUSY_NEVER_PLAYED, ("call", "busy"), message, help_)
