"""Dialling: whether a component can dial its numbers, as far as the PBX's extensions are known."""

from __future__ import annotations

from itertools import product
from math import prod
from typing import TYPE_CHECKING

from scenario_kit.callgraph.flow import entries, wires_past_jumps
from scenario_kit.callgraph.routes import is_telephone_number, pattern_of, pattern_text
from scenario_kit.findings.model import Problem, Rule, Severity
from scenario_kit.language.catalogue import ComponentName
from scenario_kit.rules.checks import checks

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from scenario_kit.callgraph.graph import CallGraph
    from scenario_kit.callgraph.patterns import Pattern
    from scenario_kit.pbx.facts import PbxFacts

WRONG_DIALLER = Rule(
    "C218",
    "wrong-dialler",
    Severity.ERROR,
    "A telephone number is dialled as an extension, or an extension over a trunk.",
    "The PBX has no such extension, or the provider no such number.",
)


@checks(WRONG_DIALLER)
def wrong_dialler(calls: CallGraph, facts: PbxFacts) -> Iterator[Problem]:
    """Find telephone numbers in Extensions, and rows for extensions of the PBX that lead directly to a Trunk.

    Without an inventory no row is reported: emergency and service numbers are as short as extensions.
    """
    extensions = (facts.inventory and facts.inventory.names("extension")) or frozenset()
    for component in entries(calls, ComponentName.EXTENSION):
        number = component.parameters.get("extension")
        if isinstance(number, str) and is_telephone_number(number) and number not in extensions:
            message = f"`{number}` is a telephone number, but Extension only rings internal extensions"
            yield Problem(WRONG_DIALLER, (*component.path, "extension"), message, "use a trunk or a trunk_api")
    for route in entries(calls, ComponentName.OUTGOING_ROUTE) if extensions else ():
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
                help_ = "wire it to an extension component, or set a prefix"
                yield Problem(WRONG_DIALLER, (*row.path, "pattern"), message, help_, severity=Severity.WARNING)


def _matches_only(pattern: Pattern, numbers: Collection[str]) -> bool:
    """Whether a pattern matches some numbers, and only these."""
    if pattern.tail or not pattern.sets or prod(map(len, pattern.sets)) > len(numbers):
        return False
    return all("".join(digits) in numbers for digits in product(*pattern.sets))
