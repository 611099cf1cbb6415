"""Rete: a mapping by number with wires at both ends, and comments that are no components."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from support.editors.drawing import Habits
from support.editors.shape import Shape, counter, pretty
from support.editors.spelling import Spelling, Values

from scenario_kit.language.catalogue import Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from support.editors.drawing import Box, Drawing, Wire


def write(drawing: Drawing, spelling: Spelling) -> Any:
    nodes = {str(box.id): _node(box, drawing, spelling) for box in drawing.boxes}
    note = {"text": "do not touch", "position": [-120, -75.5], "links": [drawing.start.id], "type": "frame"}
    return {"id": "simotel@0.1.0", "nodes": nodes, "comments": [note] if drawing.hand_placed else []}


def _node(box: Box, drawing: Drawing, spelling: Spelling) -> Any:
    ins = [{"node": one.source.id, "output": _key(one, spelling), "data": {}} for one in drawing.arriving(box)]
    outs = {
        _key_of(box, output, spelling): {
            "connections": [{"node": one.id, "input": "call", "data": {}} for one in drawing.targets(box, output)]
        }
        for output in box.outputs
    }
    rows = [spelling.row(box.type, row) for row in box.rows]
    return {
        "id": box.id,
        "data": {
            "caption": box.name,
            **spelling.fields(box.type, box.parameters),
            **({"lines": rows} if box.type.has_rows else {}),
        },
        "inputs": {} if box.type.role is Role.ENTRY else {"call": {"connections": ins}},
        "outputs": outs,
        "position": [box.x, box.y],
        "name": spelling.type(box.type),
    }


def _key(wire: Wire, spelling: Spelling) -> str:
    return _key_of(wire.source, wire.output, spelling)


def _key_of(box: Box, output: str, spelling: Spelling) -> str:
    return f"line{int(output) - 1}" if box.type.has_rows else spelling.output(box.type, output)


def _week(week: Mapping[str, list[str]]) -> Any:
    return list(chain.from_iterable([[day, *one.split("-")] for one in ranges] for day, ranges in week.items()))


SHAPE = Shape(
    name="rete",
    write=write,
    spelling=Spelling(
        values=Values(
            seconds=lambda seconds: f"{seconds}s",
            boolean=int,
            weekly=_week,
            choice=lambda _, choice: choice.replace("_", " ").title(),
            variable=lambda name: {"use": name},
        ),
        type_style=lambda type_: f"{type_.label} Node",
        parameter_style=lambda parameter: parameter.label,
        parameters={"timeout_sec": "Wait", "call_limit_sec": "Longest Talk", "api_address": "Endpoint"},
        outputs={"S": "success", "B": "busy", "F": "failure", "match": "yes", "no_match": "no", "out": "call"},
    ),
    habits=Habits(id=counter, snap=lambda coordinate: round(coordinate, 8)),
    text=pretty,
    end="",
    has_variables=False,
)
