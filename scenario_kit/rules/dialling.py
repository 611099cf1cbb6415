"""Dialling: whether a component can dial its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenario_kit.callgraph.flow import entries, wires_past_jumps
from scenario_kit.callgraph.patterns import fixed_length
from scenario_kit.callgraph.routes import LONGEST_EXTENSION, is_telephone_number, pattern_of, pattern_text
from scenario_kit.findings.model import Problem, Rule, Severity
from scenario_kit.language.catalogue import ComponentName
from scenario_kit.rules.checks import checks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scenario_kit.callgraph.drafts import Row
    from scenario_kit.callgraph.graph import Component
    from scenario_kit.callgraph.intended import IntendedGraph

WRONG_DIALLER = Rule(
    "C218",
    "wrong-dialler",
    Severity.ERROR,
    "A telephone number is dialled as an extension, or an extension over a trunk.",
    "The PBX has no such extension, or the provider no such number.",
)


@checks(WRONG_DIALLER)
def wrong_dialler(intended: IntendedGraph) -> Iterator[Problem]:
    """Find telephone numbers in Extensions, and rows for extensions that lead directly to a Trunk."""
    for component in intended.calls.components:
        number = component.parameters.get("extension")
        if component.type.name == ComponentName.EXTENSION and isinstance(number, str) and is_telephone_number(number):
            message = f"`{number}` is a telephone number, but Extension only rings internal extensions"
            yield Problem(WRONG_DIALLER, (*component.path, "extension"), message, "use a trunk or a trunk_api")
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


def _only_extensions(route: Component, row: Row) -> bool:
    pattern = pattern_of(route, row)
    length = None if pattern is None else fixed_length(pattern)
    if pattern is None or not length or length > LONGEST_EXTENSION:
        return False
    return pattern.sets[0].isdisjoint("0+") and all(character.isdigit() for set_ in pattern.sets for character in set_)
