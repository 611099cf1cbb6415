"""Oryx, of which Signavio and Flowable come: shapes and flows in one list, joined by ids; places as bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from support.editors.drawing import Habits
from support.editors.shape import Shape, compact, uuid
from support.editors.spelling import DAYS, Spelling, Values, pascal

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping

    from support.editors.drawing import Box, Drawing, Wire

WIDTH, HEIGHT = 100, 80


def sid(dice: random.Random, _: int = 0) -> str:
    return f"sid-{uuid(dice).upper()}"


def write(drawing: Drawing, spelling: Spelling) -> Any:
    flows = [(sid(drawing.random), wire) for wire in drawing.wires]
    leaving: dict[str, list[str]] = {}
    for id_, wire in flows:
        leaving.setdefault(wire.source.key, []).append(id_)
    shapes = [_shape(box, leaving.get(box.key, []), spelling) for box in drawing.boxes]
    right, bottom = (max(places) for places in zip(*((box.x, box.y) for box in drawing.boxes), strict=True))
    return {
        "resourceId": "canvas",
        "properties": {"process_id": drawing.scenario, "name": drawing.sheet, "documentation": ""},
        "stencil": {"id": "CallFlowDiagram"},
        "childShapes": [*shapes, *(_flow(id_, wire, spelling) for id_, wire in flows)],
        "bounds": _bounds(0, 0, right + 300, bottom + 300),
        "stencilset": {"url": "../stencilsets/calls/calls.json", "namespace": "http://pbx.example/stencilset#"},
        "ssextensions": [],
    }


def _shape(box: Box, leaving: list[str], spelling: Spelling) -> Any:
    properties = {"name": box.name, "documentation": "", **spelling.fields(box.type, box.parameters)}
    if box.type.has_rows:
        properties["cases"] = _items([spelling.row(box.type, row) for row in box.rows])
    return {
        "resourceId": box.id,
        "properties": properties,
        "stencil": {"id": spelling.type(box.type)},
        "childShapes": [],
        "outgoing": [{"resourceId": id_} for id_ in leaving],
        "bounds": _bounds(box.x, box.y, box.x + WIDTH, box.y + HEIGHT),
        "dockers": [],
    }


def _flow(id_: str, wire: Wire, spelling: Spelling) -> Any:
    type_ = wire.source.type
    start, end = wire.source, wire.target
    middle = {"x": WIDTH / 2, "y": HEIGHT / 2}
    return {
        "resourceId": id_,
        "properties": {
            "name": f"case {wire.output}" if type_.has_rows else spelling.output(type_, wire.output),
            "documentation": "",
        },
        "stencil": {"id": "SequenceFlow"},
        "childShapes": [],
        "outgoing": [{"resourceId": end.id}],
        "bounds": _bounds(min(start.x, end.x), min(start.y, end.y), max(start.x, end.x), max(start.y, end.y)),
        "dockers": [middle, middle],
        "target": {"resourceId": end.id},
    }


def _bounds(left: float, top: float, right: float, bottom: float) -> Any:
    return {"lowerRight": {"x": right, "y": bottom}, "upperLeft": {"x": left, "y": top}}


def _items(items: list[Any]) -> Any:
    return {"totalCount": len(items), "items": items}


def _week(week: Mapping[str, list[str]]) -> Any:
    return _items([{"day": DAYS[day], "hours": ", ".join(ranges)} for day, ranges in week.items()])


SHAPE = Shape(
    name="oryx",
    write=write,
    spelling=Spelling(
        values=Values(
            integer=str,
            seconds=str,
            boolean=lambda on: "Yes" if on else "No",
            texts=lambda texts: _items([{"value": text} for text in texts]),
            weekly=_week,
            choice=lambda _, choice: choice.replace("_", "-"),
            variable="#{{{}}}".format,
            unset="",
            unset_field="",
        ),
        type_style=lambda type_: pascal(type_.name),
        parameter_style=lambda parameter: parameter.name.replace("_", ""),
        parameters={"jump_in.name": "entryname", "call_limit_sec": "duration", "label": "scorename"},
        outputs={"S": "after the talk", "B": "busy", "F": "otherwise", "match": "yes", "no_match": "no", "out": ""},
    ),
    habits=Habits(id=sid, snap=lambda coordinate: round(coordinate, 1)),
    text=compact,
    end="",
    has_variables=False,
)
