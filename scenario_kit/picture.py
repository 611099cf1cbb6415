"""Call graph to a picture: boxes, wires and labels with their places, for the SVG and Mermaid templates.

Wires run at right angles in the gaps between columns and rows, so none crosses a box.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from scenario_kit.catalogue import ParameterType
from scenario_kit.component_models import VariableReference
from scenario_kit.graph import JUMP
from scenario_kit.layout import BOX_HEIGHT, BOX_WIDTH, COLUMN, MARGIN, ROW, Position
from scenario_kit.sheets import Sheet, sheets

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scenario_kit.catalogue import Parameter
    from scenario_kit.forms import Value
    from scenario_kit.graph import CallGraph, Component, Wire

HIDDEN: Final = "***"
"""What a picture shows for a secret."""

FAILURES: Final = frozenset({"B", "F", "no_match"})
_TOP: Final = 76
_GAP: Final = 24
_PORT: Final = BOX_HEIGHT // 2
_NAME_WIDTH: Final = 13
_DETAIL_WIDTH: Final = 17
_LABEL_WIDTH: Final = 11
_ROOMY: Final = 4
"""Outputs beside which there is room for their labels; those of more stand where their wires arrive."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A wire or several with one source and target, as drawn."""

    wires: tuple[Wire, ...]
    path: str
    label_at: tuple[int, int]


def svg_context(calls: CallGraph) -> dict[str, Any]:
    """Give what the SVG template is given: every sheet below the other, its boxes, wires and labels."""
    drawn, top = [], _TOP
    laid_out = sheets(calls)
    width = max(_width(sheet) for sheet in laid_out) if laid_out else 2 * MARGIN
    for sheet in laid_out:
        height = MARGIN + ROW * (1 + max(position.row for position in sheet.positions.values()))
        lines = list(_lines(calls, sheet))
        drawn.append(
            {
                "name": sheet.name,
                "top": top,
                "height": height,
                "boxes": [_box(component, sheet.positions[component.id]) for component in sheet.components],
                "wires": [_wire(calls, line) for line in lines],
                "labels": [*_labels(calls, lines), *_ends(calls, sheet)],
            }
        )
        top += height + _GAP
    return {
        "scenario": calls.scenario.name,
        "note": _note(calls),
        "width": width,
        "height": top,
        "sheets": drawn,
    }


def picture_context(calls: CallGraph) -> dict[str, Any]:
    """Give what the Mermaid and Graphviz templates are given: every sheet with its boxes, and all wires."""
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
                        "detail": ", ".join(_details(component)),
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
                "label": _output_label(component, wire.output),
                "jump": wire.output == JUMP,
            }
            for component in calls.components
            for wire in calls.wires(component.id)
        ],
    }


def _width(sheet: Sheet) -> int:
    return 2 * MARGIN + COLUMN * max(position.column for position in sheet.positions.values()) + BOX_WIDTH


def _note(calls: CallGraph) -> str:
    originate = calls.scenario.originate
    if originate is None:
        return ""
    limit = f", {originate.call_limit} s at most" if originate.call_limit else ""
    return f"Originate: {originate.caller}, then {originate.callee}{limit}"


def _box(component: Component, position: Position) -> dict[str, Any]:
    title = [f"{component.type.label} {component.key}"]
    if component.name != component.key:
        title.append(f"Name: {component.name}")
    for values, parameters in (
        (component.parameters, component.type.parameters),
        *((row.fields, component.type.row) for row in component.rows),
    ):
        title += [f"{parameters[name].label}: {_shown(parameters[name], value)}" for name, value in values.items()]
    return {
        "x": position.x,
        "y": position.y,
        "width": BOX_WIDTH,
        "height": BOX_HEIGHT,
        "role": component.type.role.value,
        "title": "\n".join(title),
        "short": {
            "label": _shorten(component.type.label, _DETAIL_WIDTH),
            "name": _shorten(component.name, _NAME_WIDTH),
            "details": [_shorten(detail, _DETAIL_WIDTH) for detail in _details(component)],
        },
    }


def _details(component: Component) -> list[str]:
    """Give the two values that say most: what is dialled, played or waited for."""
    details = []
    for name, value in component.parameters.items():
        parameter = component.type.parameters[name]
        if name == "name" or value is False:
            continue
        shown = _shown(parameter, value)
        if parameter.type is ParameterType.SECONDS:
            shown = f"{name.removesuffix('_sec').replace('_', ' ')} {shown}"
        elif parameter.type is ParameterType.INTEGER:
            shown = f"{parameter.label.lower()} {shown}"
        elif parameter.type is ParameterType.URL:
            shown = shown.partition("://")[2] or shown
        details.append(shown)
    return details[:2]


def _shown(parameter: Parameter, value: Value) -> str:
    """Give a value for people; a secret is not shown."""
    if parameter.type is ParameterType.SECRET:
        return HIDDEN
    if isinstance(value, VariableReference):
        return f"variable {value.variable}"
    if value is True:
        return parameter.label
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, dict):
        return ", ".join(f"{day} {' '.join(ranges)}" for day, ranges in value.items())
    return f"{value} s" if parameter.type is ParameterType.SECONDS else str(value)


def _output_label(component: Component, output: str) -> str:
    """Give what stands at an output: what a row matches, or the output's own name."""
    if not component.type.has_rows or output == JUMP:
        return "" if output in ("out", JUMP) else output
    row = component.rows[int(output) - 1]
    shown = [
        _shown(component.type.row[name], row.fields[name])
        for name in ("pattern", "case", "cid", "did", "text")
        if name in row.fields
    ]
    telling = [text for text in shown if text != "any"][:1] if "did" in row.fields or "cid" in row.fields else shown[:1]
    return " ".join(telling) or "any"


def _lines(calls: CallGraph, sheet: Sheet) -> Iterator[_Line]:
    taken = {(position.column, position.row) for position in sheet.positions.values()}
    for component in sheet.components:
        ports = {output: index for index, output in enumerate(component.outputs)}
        by_target: dict[str, list[Wire]] = {}
        for wire in calls.wires(component.id):
            if wire.output != JUMP:
                by_target.setdefault(wire.target, []).append(wire)
        for wires in by_target.values():
            yield _line(wires, ports, sheet, taken)


def _line(wires: Sequence[Wire], ports: Mapping[str, int], sheet: Sheet, taken: set[tuple[int, int]]) -> _Line:
    """Lead a wire: straight, by one corner in the gap behind its source, or through the gap above its target's row."""
    source, target = sheet.positions[wires[0].source], sheet.positions[wires[0].target]
    index = ports[wires[0].output]
    x, y = source.x + BOX_WIDTH, _port(source, index, len(ports))
    to_x, to_y = target.x, target.y + _PORT
    corner = x + 12 + 5 * min(index, 8)
    free = target.column > source.column and not any(
        (column, target.row) in taken for column in range(source.column + 1, target.column)
    )
    roomy = len(ports) <= _ROOMY
    if free and y == to_y:
        return _Line(tuple(wires), f"M{x} {y}H{to_x}", (x + 4, y - 4))
    if free:
        label_at = (x + 4, y - 4) if roomy else (corner + 5, to_y - 4)
        return _Line(tuple(wires), f"M{x} {y}H{corner}V{to_y}H{to_x}", label_at)
    lane = target.y - 12 - 3 * min(index, 5)
    before = to_x - 16
    label_at = (x + 4, y - 4) if roomy else (corner - 4, lane - 4)
    return _Line(tuple(wires), f"M{x} {y}H{corner}V{lane}H{before}V{to_y}H{to_x}", label_at)


def _port(position: Position, index: int, count: int) -> int:
    """Give the height of an output: the first in the middle, where the way on is straight, the others below it."""
    below = BOX_HEIGHT - _PORT - 8
    return position.y + _PORT + (below * index // (count - 1) if count > 1 else 0)


def _wire(calls: CallGraph, line: _Line) -> dict[str, Any]:
    first = line.wires[0]
    source, target = calls.component(first.source), calls.component(first.target)
    outputs = ", ".join(_output_label(source, wire.output) for wire in line.wires)
    return {
        "path": line.path,
        "failure": all(wire.output in FAILURES for wire in line.wires),
        "title": f"{source.key} {outputs} → {target.key}".replace("  ", " "),
    }


def _labels(calls: CallGraph, lines: Sequence[_Line]) -> Iterator[dict[str, Any]]:
    for line in lines:
        component = calls.component(line.wires[0].source)
        text = ", ".join(filter(None, (_output_label(component, wire.output) for wire in line.wires)))
        if text:
            yield {"x": line.label_at[0], "y": line.label_at[1], "text": _shorten(text, _LABEL_WIDTH)}


def _ends(calls: CallGraph, sheet: Sheet) -> Iterator[dict[str, Any]]:
    """Give the labels of the outputs where a call ends."""
    for component in sheet.components:
        wired = {wire.output for wire in calls.wires(component.id)}
        position = sheet.positions[component.id]
        for index, output in enumerate(component.outputs):
            if output not in wired and output != "out":
                y = _port(position, index, len(component.outputs)) + 4
                text = _shorten(f"{_output_label(component, output)} ⊣", _LABEL_WIDTH)
                yield {"x": position.x + BOX_WIDTH + 4, "y": y, "text": text}


def _shorten(text: str, width: int) -> str:
    """Cut a text to about `width` narrow characters; East Asian characters are two wide."""
    room = width
    for index, character in enumerate(text):
        room -= 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if room < 0:
            return text[: index - 1] + "…"
    return text
