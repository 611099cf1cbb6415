"""Dialling: whether a component can dial its numbers, as far as the PBX's extensions are known."""

from __future__ import annotations

from itertools import product
from math import prod
from typing import TYPE_CHECKING, Final

from scenario_kit.callgraph.flow import entries, wires_past_jumps
from scenario_kit.callgraph.routes import pattern_of, pattern_text
from scenario_kit.findings.model import Problem, Rule, Severity
from scenario_kit.language.catalogue import ComponentName
from scenario_kit.language.component_models import telephone_help
from scenario_kit.language.dialable import is_telephone_number
from scenario_kit.rules.checks import checks

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from scenario_kit.callgraph.graph import CallGraph, Component
    from scenario_kit.callgraph.patterns import Pattern
    from scenario_kit.findings.model import NodePath
    from scenario_kit.pbx.facts import PbxFacts

WRONG_DIALLER = Rule(
    "C218",
    "wrong-dialler",
    Severity.ERROR,
    "A telephone number is dialled as an extension, or an extension over a trunk.",
    "The PBX has no such extension, or the provider no such number. It is a warning for a row that matches only "
    "extensions of the inventory and leads to a Trunk.",
)

_RINGING: Final = (ComponentName.EXTENSION, ComponentName.RING_GROUP, ComponentName.CALLBACK)


@checks(WRONG_DIALLER)
def wrong_dialler(calls: CallGraph, facts: PbxFacts) -> Iterator[Problem]:
    """Find telephone numbers where extensions are expected, and rows for extensions that lead directly to a Trunk.

    A number is accepted if the PBX has that extension. Without an inventory no row is reported: emergency and service
    numbers are as short as extensions.
    """
    extensions = (facts.inventory and facts.inventory.names("extension")) or frozenset()
    yield from _telephone_numbers(calls, extensions)
    if extensions:
        yield from _rows_of_extensions(calls, extensions)


def _telephone_numbers(calls: CallGraph, extensions: Collection[str]) -> Iterator[Problem]:
    for component in calls.components:
        for path, number in _extensions(component):
            if not is_telephone_number(number) or number in extensions:
                continue
            message = f"`{number}` is a telephone number, but {component.type.named} only rings internal extensions"
            if component.type.name not in _RINGING:
                parameter = path[len(component.path)]
                message = (
                    f"`{number}` is a telephone number, but `{parameter}` of {component.type.named} "
                    "takes only internal extensions"
                )
            yield Problem(WRONG_DIALLER, path, message, telephone_help(component.type.name, number))


def _rows_of_extensions(calls: CallGraph, extensions: Collection[str]) -> Iterator[Problem]:
    for route in entries(calls, ComponentName.OUTGOING_ROUTE):
        rows = {row.output: row for row in route.rows}
        for wire in wires_past_jumps(calls, route.id):
            trunk = calls.component(wire.target)
            if trunk.type.name != ComponentName.TRUNK or not trunk.parameters.keys().isdisjoint(("skip", "prefix")):
                continue
            row = rows[wire.output]
            pattern = pattern_of(route, row)
            if pattern is not None and _matches_only(pattern, extensions):
                message = (
                    f"row `{pattern_text(route, row)}` matches only extensions of the PBX, "
                    f"but Trunk `{trunk.key}` dials out"
                )
                help_ = "wire it to an extension component, or set the trunk's `prefix` if the other side expects one"
                yield Problem(WRONG_DIALLER, (*row.path, "pattern"), message, help_, severity=Severity.WARNING)


def _extensions(component: Component) -> Iterator[tuple[NodePath, str]]:
    """Return the values of a component that must be extensions, with their places."""
    for name, parameter in component.type.parameters.items():
        value = component.parameters.get(name) if parameter.refers_to == "extension" else None
        if isinstance(value, str):
            yield (*component.path, name), value
        elif isinstance(value, tuple):
            yield from (((*component.path, name, index), number) for index, number in enumerate(value))


def _matches_only(pattern: Pattern, numbers: Collection[str]) -> bool:
    """Whether a pattern matches some numbers, and only these."""
    if pattern.tail or not pattern.sets or prod(map(len, pattern.sets)) > len(numbers):
        return False
    return all("".join(digits) in numbers for digits in product(*pattern.sets))
