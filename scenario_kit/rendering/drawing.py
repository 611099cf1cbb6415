"""The drawing of one sheet for ``templates/plan/drawing.svg.j2``: outlines, texts, ports and wires with positions.

Used for `plan.svg` and for the web page. JSON types only.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from scenario_kit.rendering.labels import details, labelled, output_label, row_label
from scenario_kit.rendering.layout import ENTRANCE, HEAD, PITCH, RADIUS, WIDTH, Shape
from scenario_kit.rendering.layout.wires import wire_path
from scenario_kit.rendering.text_width import runs_right_to_left, truncate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scenario_kit.callgraph.graph import CallGraph, Component
    from scenario_kit.rendering.sheets import Sheet

FAILURES: Final = frozenset({"B", "F", "no_match"})
"""Outputs that a call takes after a failure."""

_GLYPHS: Final = {"match": "tick", "no_match": "cross"}
_PAD: Final = 9
_BASE: Final = 4
"""From the middle of a line of small text to its baseline, in pixels."""

_SPARE: Final = 28
"""Pixels cut off each side of the editor's sheet; wires that loop back still have room."""

_MIDDLE: Final = WIDTH // 2
_SIZES: Final = {"kind": 10.5, "name": 13.0, "detail": 11.0, "row": 11.0}
_SHARES: Final = {"start": 0, "middle": 0.5, "end": 1}
"""The position of a text's anchor in its room, as a share of the width."""

_DETAILS: Final = 3
_PORT_NAME: Final = 8
"""The width of `S`, `B` or `F`, in pixels."""


def draw(calls: CallGraph, sheet: Sheet, badges: Mapping[str, Mapping[str, Any]] | None = None) -> dict[str, Any]:
    """Return the drawing of a sheet.

    Args:
        calls: The call graph.
        sheet: The sheet.
        badges: The `severity` and the number of the findings of a component, by its id.
    """
    marks = badges or {}
    wires = [wire for component in sheet.components for wire in _wires(calls, sheet, component)]
    entered = {wire["target"] for wire in wires}
    components = []
    for component in sheet.components:
        box = _component(calls, sheet, component)
        box["entered"] = component.id in entered
        box["badge"] = marks.get(component.id)
        components.append(box)
    return {
        "name": sheet.name,
        "left": _SPARE,
        "top": _SPARE,
        "width": sheet.layout.width - 2 * _SPARE,
        "height": sheet.layout.height - 2 * _SPARE,
        # Where wires overlap, those of success are drawn above those of failure.
        "wires": sorted(wires, key=lambda wire: not wire["failure"]),
        "components": components,
    }


def title(component: Component) -> str:
    """Return the tooltip of a component."""
    lines = [f"{component.type.label} {component.key}"]
    if component.name != component.key:
        lines.append(f"Name: {component.name}")
    rows = (labelled(row.fields, component.type.row) for row in component.rows)
    values = chain(labelled(component.parameters, component.type.parameters), *rows)
    return "\n".join([*lines, *(f"{label}: {text}" for label, text in values)])


def short_name(component: Component) -> str:
    """Return the name shown on a component; for a generated jump, its target."""
    return component.key.partition(":")[2] if component.generated else component.name


def _wires(calls: CallGraph, sheet: Sheet, source: Component) -> Iterator[dict[str, Any]]:
    ports = {output: index for index, output in enumerate(source.outputs)}
    for wire in sheet.layout.wires[source.id]:
        parts = (source.key, output_label(source, wire.output), "→", calls.component(wire.target).key)
        yield {
            "source": wire.source,
            "output": wire.output,
            "target": wire.target,
            "path": wire_path(sheet.layout, wire.source, ports[wire.output], wire.target),
            "failure": wire.output in FAILURES,
            "title": " ".join(filter(None, parts)),
        }


def _component(calls: CallGraph, sheet: Sheet, component: Component) -> dict[str, Any]:
    id_ = component.id
    states = dict.fromkeys(component.ended, "ended")
    # A wire that is not drawn leads to a missing component, or to a route of another sheet.
    states |= dict.fromkeys((*calls.loose_outputs.get(id_, ()), *(wire.output for wire in calls.wires(id_))), "broken")
    states |= {wire.output: "wired" for wire in sheet.layout.wires[id_]}
    place, frame = sheet.layout.positions[id_], sheet.layout.frames[id_]
    diamond = frame.shape is Shape.DIAMOND
    return {
        "id": id_,
        "x": place.x,
        "y": place.y,
        "shape": frame.shape.value,
        "width": WIDTH,
        "height": frame.height,
        "head": HEAD,
        "radius": RADIUS,
        "role": component.type.role.value,
        "type": component.type.name,
        "spoken": f"{component.type.label} {short_name(component)}",
        "title": title(component),
        "entrance": [frame.entrance, ENTRANCE],
        "ports": [
            {
                "x": x,
                "y": y,
                "state": states.get(output, "open"),
                "glyph": _GLYPHS.get(output, "") if diamond else "",
            }
            for output, (x, y) in zip(component.outputs, frame.ports, strict=True)
        ],
        "texts": list(_TEXTS[frame.shape](component)),
    }


def _text(kind: str, text: str, room: tuple[float, float], y: int, align: str = "start") -> dict[str, Any]:
    """Return a text placed in its room, a left edge and a width; right-to-left text begins at the right."""
    left, width = room
    short = truncate(text, width, _SIZES[kind])
    backwards = runs_right_to_left(short)
    if align == "start" and backwards:
        align = "end"
    x = round(left + width * _SHARES[align])
    anchor = "start" if backwards and align == "end" else align  # SVG's `start` is where reading begins
    return {"kind": kind, "text": short, "x": x, "y": y, "anchor": anchor, "backwards": backwards}


def _box_texts(component: Component) -> Iterator[dict[str, Any]]:
    """Iterate over the heading, the outputs on the right, and details: beside, below or, if there is no room, above."""
    line = (_PAD, WIDTH - 2 * _PAD)
    values, labels = details(component, _DETAILS), _labels(component)
    kind, first = component.type.label, 0
    if component.type.has_rows:
        first = len(labels)
        if first >= _DETAILS:
            kind = " · ".join([kind, *values[:1]])
        values = values[: max(0, _DETAILS - first)]
    yield _text("kind", kind, line, 13)
    yield _text("name", component.name, line, 28)
    for index, label in enumerate(labels):
        if label:
            yield _text("row", label, line, _line(index), "end")
    for index, detail in enumerate(values, first):
        yield _text("detail", detail, (_PAD, WIDTH - 3 * _PAD - _PORT_NAME), _line(index))


def _line(index: int) -> int:
    """Return the height of the baseline of the text beside an output."""
    return ENTRANCE + PITCH * index + _BASE


def _labels(component: Component) -> Sequence[str]:
    if component.type.has_rows:
        return [row_label(component, row) for row in component.rows]
    return [output_label(component, output) for output in component.outputs]


def _diamond_texts(component: Component) -> Iterator[dict[str, Any]]:
    # The width of the diamond at the height of the text's outer edge.
    room = WIDTH * (ENTRANCE - 14) // ENTRANCE
    yield _text("kind", component.type.label, (_MIDDLE - room / 2, room), ENTRANCE - 5, "middle")
    yield _text("name", component.name, (_MIDDLE - room / 2, room), ENTRANCE + 11, "middle")


def _circle_texts(component: Component) -> Iterator[dict[str, Any]]:
    yield _text("kind", component.type.label, (0, WIDTH), ENTRANCE - RADIUS - 7, "middle")
    yield _text("name", short_name(component), (0, WIDTH), ENTRANCE + RADIUS + 15, "middle")


_TEXTS: Final = {Shape.BOX: _box_texts, Shape.DIAMOND: _diamond_texts, Shape.CIRCLE: _circle_texts}
