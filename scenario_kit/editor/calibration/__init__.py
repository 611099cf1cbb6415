"""The calibration: a scenario that shows in one sheet how the editor writes what scenarios use.

A person draws it in the editor and exports it. Since every value occurs once, its place in the exported file is known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scenario_kit.callgraph.graph import compile_graph
from scenario_kit.editor.calibration.uses import all_uses, uses_of
from scenario_kit.editor.calibration.values import Values
from scenario_kit.editor.calibration.variants import parts_of_type, plain_part, with_jumps
from scenario_kit.editor.calibration.wiring import wire
from scenario_kit.files.source import parse
from scenario_kit.files.yaml_text import Flow, yaml_text
from scenario_kit.findings.model import Severity
from scenario_kit.language.catalogue import ComponentName, Role
from scenario_kit.language.loading import load
from scenario_kit.rules.checking import check

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from scenario_kit.callgraph.graph import CallGraph
    from scenario_kit.editor.calibration.uses import TypeUses, Uses, VariableUse
    from scenario_kit.editor.calibration.variants import Part
    from scenario_kit.files.yaml_text import Tree

__all__ = ["SHEET", "all_uses", "calibration", "calibration_graph", "calibration_text", "uses_of"]

NAME: Final = "calibration"
SHEET: Final = "cal-sheet"
_ABOUT: Final = "A sheet to draw in the editor and to export, which shows how the editor writes each value."
_UNSUITED: Final = (ComponentName.MIX_MONITOR, ComponentName.POLL)
"""Types that a component without a purpose of its own should not have: they need a place of their own in a call."""


def calibration_text(graphs: Iterable[CallGraph], *, everything: bool = False) -> str:
    """Return the calibration as YAML.

    Args:
        graphs: The call graphs of the scenarios whose sheets the editor is to take.
        everything: Whether to use all that the catalogue has, and not only what these scenarios use.
    """
    tree = calibration(all_uses() if everything else uses_of(graphs))
    codes = _ignored(tree)
    if not codes:
        return yaml_text(tree)
    why = "No call goes through this sheet, so these rules about calls do not matter here."
    return yaml_text(tree, [why, f"scenario-kit: ignore {' '.join(codes)}"])


def calibration_graph(text: str) -> CallGraph:
    """Compile the text that `calibration_text` has returned."""
    scenario = load(parse(text.encode(), f"{NAME}.yaml")).scenario
    assert scenario is not None, "a calibration is a scenario"  # noqa: S101
    return compile_graph(scenario)


def calibration(uses: Uses) -> dict[str, Tree]:
    """Return the tree of a scenario that has what is used, with values that occur only once."""
    values = Values(len(uses.types))
    described = next((use for use in uses.variables if use.kind != "announcement"), None)
    variables = {use: _variable(use, values, is_described=use == described) for use in uses.variables}
    parts = with_jumps([part for used in uses.types for part in _parts(used, values, variables)])
    spare = _spare_type(uses.types)
    wired, wires = wire(parts, lambda: plain_part(spare, values))
    order = {used.type.name: index for index, used in enumerate(uses.types)}
    parts = sorted(wired, key=lambda part: order[part.type.name])
    tree: dict[str, Tree] = {
        "version": 1,
        "name": NAME,
        "description": _ABOUT,
        "sheets": {SHEET: {part.key: _component(part, wires[part.key]) for part in parts}},
    }
    return tree | ({"variables": list(map(Flow, variables.values()))} if variables else {})


def _parts(used: TypeUses, values: Values, variables: Mapping[VariableUse, Mapping[str, Tree]]) -> Sequence[Part]:
    names = {use: str(one["name"]) for use, one in variables.items() if use.component == used.type.name}
    return parts_of_type(used, values, names)


def _variable(use: VariableUse, values: Values, *, is_described: bool) -> Mapping[str, Tree]:
    """Return a variable; the others show how the editor writes one without a description."""
    value = values.number() if use.kind == "number" else values.name("say" if use.kind == "announcement" else "text")
    described = {"description": values.name("about")} if is_described else {}
    return {"name": values.name("variable"), "type": use.kind, "value": value, **described}


def _spare_type(types: Sequence[TypeUses]) -> TypeUses:
    """Return the type of which one more component is the least work."""
    return min(
        (used for used in types if used.type.role not in (Role.ENTRY, Role.JUMP)),
        key=lambda used: (
            used.type.name in _UNSUITED,
            used.type.has_rows,
            used.type.audio,
            sum(parameter.required for parameter in used.parameters),
        ),
    )


def _component(part: Part, wires: Mapping[str, str]) -> Tree:
    tree: dict[str, Tree] = {"component": part.type.name, **part.values}
    if part.type.has_rows:
        rows = zip(part.rows, part.outputs, strict=True)
        tree["rows"] = [Flow({**row, **_next(part, output, wires)}) for row, output in rows]
        return tree
    targets = {output: target for output in part.outputs for target in _next(part, output, wires).values()}
    if targets:
        tree["next"] = targets["out"] if part.outputs == ("out",) else Flow(targets)
    return tree


def _next(part: Part, output: str, wires: Mapping[str, str]) -> Mapping[str, Tree]:
    """Return `next` of an output: its target, `~` if a rule asks for one, or nothing."""
    if output in wires:
        return {"next": wires[output]}
    return {} if output in part.type.final else {"next": None}


def _ignored(tree: Tree) -> Sequence[str]:
    """Return the codes of the findings that are no errors."""
    _, findings = check(load(parse(yaml_text(tree).encode(), f"{NAME}.yaml")))
    return sorted({finding.code for finding in findings if finding.severity is not Severity.ERROR})
