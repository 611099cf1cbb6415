"""The context of the sheet templates, independent of any profile.

It holds everything that a format could need, with our names and the editor's labels; the template decides about
numbers, ids and nesting. ``docs/profiles.md`` describes it with an example.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid5

from scenario_kit.findings.masking import HIDDEN, in_address
from scenario_kit.language.catalogue import ParameterType
from scenario_kit.profiles.contexts import plain_value
from scenario_kit.profiles.ids import NAMESPACE
from scenario_kit.rendering.layout import lay_out
from scenario_kit.rendering.noted import noted_context

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scenario_kit.callgraph.drafts import Value
    from scenario_kit.callgraph.graph import CallGraph, Component
    from scenario_kit.language.catalogue import Parameter
    from scenario_kit.rendering.layout import Position, SheetLayout


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with its components in reading order: from left to right, then from top to bottom."""

    name: str
    components: tuple[Component, ...]
    layout: SheetLayout


def sheets(calls: CallGraph) -> tuple[Sheet, ...]:
    """Lay out the sheets of a call graph, in the document's order, which does not affect the layout."""
    laid_out = []
    for name, components in calls.sheets.items():
        layout = lay_out(
            calls, sorted(components, key=lambda component: (component.name, component.type.name, component.key))
        )
        order = sorted(layout.positions, key=layout.positions.__getitem__)
        laid_out.append(Sheet(name, tuple(map(calls.component, order)), layout))
    return tuple(laid_out)


def template_context(calls: CallGraph, sheet: Sheet, notes: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return the context of a sheet's template; JSON types only.

    Args:
        calls: The call graph.
        sheet: The sheet.
        notes: What the editor knows of the sheet.
    """
    context = _context(calls, sheet)
    if not notes:
        return context
    return noted_context(
        context, notes, {node.split("/", 1)[1]: frame.height for node, frame in sheet.layout.frames.items()}
    )


def _context(calls: CallGraph, sheet: Sheet) -> dict[str, Any]:
    scenario = calls.scenario.name
    ends = {
        component.id: {"key": component.key, "id": str(uuid5(NAMESPACE, f"{scenario}/{component.id}"))}
        for component in sheet.components
    }
    return {
        "scenario": scenario,
        "description": calls.scenario.description,
        "sheet": sheet.name,
        "components": [
            _component(component, end["id"], sheet.layout.positions[node])
            for component, (node, end) in zip(sheet.components, ends.items(), strict=True)
        ],
        "wires": [
            {"source": end, "output": wire.output, "target": ends[wire.target]}
            for node, end in ends.items()
            for wire in sheet.layout.wires[node]
        ],
        "variables": [variable.model_dump(exclude_none=True) for variable in calls.scenario.variables],
    }


def _component(component: Component, id_: str, position: Position) -> dict[str, Any]:
    return {
        "id": id_,
        "key": component.key,
        "type": component.type.name,
        "label": component.type.label,
        "name": component.name,
        "x": position.x,
        "y": position.y,
        "parameters": _fields(component.parameters, component.type.parameters),
        "rows": [{"output": row.output, "fields": _fields(row.fields, component.type.row)} for row in component.rows],
        "outputs": list(component.outputs),
    }


def _fields(values: Mapping[str, Value], parameters: Mapping[str, Parameter]) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "label": parameters[name].label,
            "type": parameters[name].type.value,
            "value": plain_value(value),
        }
        for name, value in values.items()
    ]


def masked(value: Value | None, parameter: Parameter) -> Any:  # noqa: ANN401
    """Return the value of a parameter in JSON types, without its secrets."""
    if isinstance(value, str):
        return HIDDEN if parameter.type is ParameterType.SECRET else in_address(value)
    return [in_address(text) for text in value] if isinstance(value, tuple) else plain_value(value)
