"""jsPlumb: places with units, and wires between endpoints whose texts join the box's id with the output."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from support.editors.drawing import Habits
from support.editors.shape import Shape, pretty
from support.editors.spelling import DAYS, Spelling, Values, pascal

if TYPE_CHECKING:
    from support.editors.drawing import Box, Drawing, Wire


def write(drawing: Drawing, spelling: Spelling) -> Any:
    return {
        "flow": {"id": drawing.scenario, "page": drawing.sheet},
        "numberOfElements": len(drawing.boxes),
        "connections": [_connection(index, wire, spelling) for index, wire in enumerate(drawing.wires, 1)],
        "nodes": [_node(box, spelling) for box in drawing.boxes],
        "placeholders": {one["name"]: one.get("value") for one in drawing.variables},
    }


def _node(box: Box, spelling: Spelling) -> Any:
    rows = [
        {"endpoint": f"{box.id}:row{output}", **spelling.row(box.type, row)}
        for output, row in zip(box.outputs, box.rows, strict=False)
    ]
    return {
        "blockId": box.id,
        "nodetype": spelling.type(box.type),
        "style": {"left": f"{box.x}px", "top": f"{box.y}px", "z-index": "4"},
        "caption": box.name,
        "options": spelling.fields(box.type, box.parameters),
        **({"rows": rows} if box.type.has_rows else {}),
    }


def _connection(number: int, wire: Wire, spelling: Spelling) -> Any:
    type_ = wire.source.type
    port = f"row{wire.output}" if type_.has_rows else spelling.output(type_, wire.output)
    return {
        "connectionId": f"con_{2 * number + 7}",
        "uuids": [f"{wire.source.id}:{port}", f"{wire.target.id}:in"],
        "anchors": [[0.5, 1, 0, 1, 0, 0], [0.5, 0, 0, -1, 0, 0]],
        "label": None,
    }


SHAPE = Shape(
    name="jsplumb",
    write=write,
    spelling=Spelling(
        values=Values(
            integer=str,
            boolean=lambda on: "Y" if on else "N",
            texts=" ".join,
            weekly=lambda week: {DAYS[day].upper(): ranges for day, ranges in week.items()},
            choice=lambda _, choice: pascal(choice),
            variable=lambda name: f"[[{name}]]",
        ),
        type_style=lambda type_: pascal(type_.name),
        parameter_style=lambda parameter: parameter.label,
        types={"extension": "Phone", "extension_api": "PhoneFromService", "trunk_api": "LineFromService"},
        parameters={"timeout_sec": "Ring", "prefix": "Put in Front", "skip": "Cut Off", "trunk": "Line"},
        outputs={"S": "hungup", "B": "busy", "F": "noanswer", "match": "inside", "no_match": "outside", "out": "done"},
    ),
    habits=Habits(id=lambda _, number: f"flowchartWindow{number}"),
    text=pretty,
    has_variables=False,
)
