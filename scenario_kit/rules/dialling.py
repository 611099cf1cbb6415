"""Dialling: whether a component can dial its numbers, and its dial options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scenario_kit.callgraph.flow import entries, wires_past_jumps
from scenario_kit.callgraph.patterns import fixed_length
from scenario_kit.callgraph.routes import LONGEST_EXTENSION, is_telephone_number, pattern_of, pattern_text
from scenario_kit.findings.model import Problem, Rule, Severity
from scenario_kit.language.catalogue import ComponentName, Role
from scenario_kit.rules.checks import checks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scenario_kit.callgraph.drafts import Row
    from scenario_kit.callgraph.graph import Component
    from scenario_kit.callgraph.intended import IntendedGraph
    from scenario_kit.findings.model import NodePath

WRONG_DIALLER = Rule(
    "C218",
    "wrong-dialler",
    Severity.ERROR,
    "A telephone number is dialled as an extension, or an extension over a trunk.",
    "The PBX has no such extension, or the provider no such number.",
)


DIAL_OPTIONS = Rule(
    "C233",
    "dial-options",
    Severity.WARNING,
    "Dial options have unbalanced parentheses, or an option that competes with the call limit.",
    "Asterisk misreads the options, or two limits apply to one talk.",
)

_OPTIONS: Final = ("options", "call_options")
_LIMITING: Final = frozenset("LS")
"""Asterisk's dial options that limit the talk: in milliseconds, and in seconds."""


@checks(WRONG_DIALLER)
def wrong_dialler(intended: IntendedGraph) -> Iterator[Problem]:
    """Find telephone numbers where extensions are expected, and rows for extensions that lead directly to a Trunk."""
    for component in intended.calls.components:
        for path, number in _extensions(component):
            if not is_telephone_number(number):
                continue
            message = f"`{number}` is a telephone number, but {component.type.label} only rings internal extensions"
            match component.type.name:
                case ComponentName.EXTENSION:
                    help_ = "use a trunk or a trunk_api"
                case ComponentName.RING_GROUP:
                    help_ = f"use a follow_me with the follower `TRUNK/{number}`, or a trunk"
                case ComponentName.CALLBACK:
                    help_ = "write `method: call_to_number` with `number` and `trunk`"
                case _:
                    message = f"`{number}` is a telephone number, but `{component.key}` takes internal extensions here"
                    help_ = "write an extension"
            yield Problem(WRONG_DIALLER, path, message, help_)
    for route in entries(intended.calls, ComponentName.OUTGOING_ROUTE):
        rows = {row.output: row for row in route.rows if _only_extensions(route, row)}
        for wire in wires_past_jumps(intended.calls, route.id):
            trunk = intended.calls.component(wire.target)
            if wire.output in rows and trunk.type.name == ComponentName.TRUNK and "prefix" not in trunk.parameters:
                row = rows[wire.output]
                message = f"row `{pattern_text(route, row)}` matches only extensions, but Trunk `{trunk.key}` dials out"
                help_ = "wire it to an extension component, or set a prefix"
                path = (*row.path, "pattern")
                yield Problem(WRONG_DIALLER, path, message, help_, severity=Severity.WARNING)


def _extensions(component: Component) -> Iterator[tuple[NodePath, str]]:
    """Return the values of a component that must be extensions, with their places."""
    for name, parameter in component.type.parameters.items():
        value = component.parameters.get(name) if parameter.refers_to == "extension" else None
        if isinstance(value, str):
            yield (*component.path, name), value
        elif isinstance(value, tuple):
            yield from (((*component.path, name, index), number) for index, number in enumerate(value))


@checks(DIAL_OPTIONS)
def dial_options(intended: IntendedGraph) -> Iterator[Problem]:
    """Find dial options that Asterisk misreads, and those that limit a talk which has a call limit."""
    originate = intended.calls.scenario.originate
    for component in intended.calls.components:
        for name in _OPTIONS if component.type.role is Role.DIAL else ():
            options = component.parameters.get(name)
            if not isinstance(options, str):
                continue
            letters, depth = _top_level(options)
            path = (*component.path, name)
            limits = sorted(_LIMITING.intersection(letters))
            if depth:
                message = f"`{options}` has {'an unclosed `(`' if depth > 0 else 'a `)` without `(`'}"
                yield Problem(DIAL_OPTIONS, path, message, "write one `)` for each `(`")
            elif limits and (component.parameters.get("call_limit_sec") or (originate and originate.call_limit)):
                message = f"option `{limits[0]}` limits the talk beside the call limit"
                yield Problem(DIAL_OPTIONS, path, message, f"remove `{limits[0]}(...)`, or the call limit")


def _top_level(options: str) -> tuple[str, int]:
    """Return the letters with arguments outside of all parentheses, and how many parentheses are open at the end.

    A parenthesis that closes none ends the count, at -1.
    """
    letters, depth = "", 0
    for before, character in zip(" " + options, options, strict=False):
        if character == "(":
            letters += before if depth == 0 else ""
            depth += 1
        elif character == ")":
            depth -= 1
            if depth < 0:
                break
    return letters, depth


def _only_extensions(route: Component, row: Row) -> bool:
    pattern = pattern_of(route, row)
    length = None if pattern is None else fixed_length(pattern)
    if pattern is None or not length or length > LONGEST_EXTENSION:
        return False
    return pattern.sets[0].isdisjoint("0+") and all(character.isdigit() for set_ in pattern.sets for character in set_)
