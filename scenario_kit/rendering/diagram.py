"""The contexts of the SVG, Mermaid and Graphviz templates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from scenario_kit.callgraph.graph import JUMP
from scenario_kit.rendering.drawing import draw
from scenario_kit.rendering.labels import details, output_label
from scenario_kit.rendering.layout import MARGIN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scenario_kit.callgraph.graph import CallGraph, Component
    from scenario_kit.rendering.sheets import Sheet

_TOP: Final = 76
_GAP: Final = 24


def svg_context(calls: CallGraph, laid_out: Sequence[Sheet]) -> dict[str, Any]:
    """Return the context of the SVG template: the drawings of all sheets, one below the other."""
    drawn: list[dict[str, Any]] = []
    top = _TOP
    for sheet in laid_out:
        drawing = draw(calls, sheet)
        drawn.append({"drawing": drawing, "down": top})
        top += drawing["height"] + _GAP
    return {
        "scenario": calls.scenario.name,
        "note": note(calls),
        "description": description(calls),
        "width": 2 * _GAP + max((sheet["drawing"]["width"] for sheet in drawn), default=MARGIN),
        "height": top,
        "sheets": drawn,
    }


def diagram_context(calls: CallGraph) -> dict[str, Any]:
    """Return the context of the Mermaid and Graphviz templates: the boxes of every sheet, and all wires."""
    nodes = {component.id: f"n{index}" for index, component in enumerate(calls.components)}
    return {
        "scenario": calls.scenario.name,
        "sheets": [
            {
                "name": name,
                "boxes": [
                    {
                        "node": nodes[component.id],
                        "label": component.type.label,
                        "name": component.name,
                        "detail": ", ".join(details(component, 2)),
                    }
                    for component in components
                ],
            }
            for name, components in calls.sheets.items()
        ],
        "wires": [
            {
                "source": nodes[wire.source],
                "target": nodes[wire.target],
                "label": output_label(component, wire.output),
                "jump": wire.output == JUMP,
            }
            for component in calls.components
            for wire in calls.wires(component.id)
        ],
    }


def note(calls: CallGraph) -> str:
    """Return a sentence on how the API starts the call; empty if it does not."""
    originate = calls.scenario.originate
    if originate is None:
        return ""
    limit = f", {originate.call_limit} s at most" if originate.call_limit else ""
    return f"Originate: {originate.caller}, then {originate.callee}{limit}"


def description(calls: CallGraph) -> str:
    """Return a text alternative to the picture: each component, and where its outputs lead."""
    lines = []
    for name, components in calls.sheets.items():
        lines.append(f"Sheet {name}.")
        lines += [". ".join(_sentences(calls, component)) + "." for component in components]
    return "\n".join(lines)


def _sentences(calls: CallGraph, component: Component) -> Iterator[str]:
    yield f"{component.type.label} {component.key}"
    for wire in calls.wires(component.id):
        label = output_label(component, wire.output)
        yield f"{label} leads to {wire.target}" if label else f"Leads to {wire.target}"
