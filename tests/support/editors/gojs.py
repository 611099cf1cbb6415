"""GoJS: negative keys, places as one text, and ports named after the sides of a box: its `B` is the bottom."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from support.editors.drawing import Habits
from support.editors.shape import Shape, compact
from support.editors.spelling import Spelling, Values, kebab

if TYPE_CHECKING:
    from collections.abc import Sequence

    from support.editors.drawing import Box, Drawing, Wire


def write(drawing: Drawing, spelling: Spelling) -> str:
    """Return the text as a model writes itself: an item a line."""
    model = {"sheet": drawing.sheet, "variables": [dict(variable) for variable in drawing.variables]}
    return "\n".join(
        [
            '{ "class": "GraphLinksModel",',
            '  "linkFromPortIdProperty": "fromPort",',
            '  "linkToPortIdProperty": "toPort",',
            f'  "modelData": {compact(model)},',
            f'  "nodeDataArray": {_lines([_node(box, spelling) for box in drawing.boxes])},',
            f'  "linkDataArray": {_lines([_link(wire, spelling) for wire in drawing.wires])}}}',
        ]
    )


def _lines(items: Sequence[Any]) -> str:
    return "[" + ",".join(f"\n{json.dumps(item, separators=(',', ':'), ensure_ascii=False)}" for item in items) + "\n]"


def _node(box: Box, spelling: Spelling) -> Any:
    rows = [{**spelling.row(box.type, row), "portId": f"item{index}"} for index, row in enumerate(box.rows)]
    return {
        "category": spelling.type(box.type),
        "text": box.name,
        **spelling.fields(box.type, box.parameters),
        **({"items": rows} if box.type.has_rows else {}),
        "key": box.id,
        "loc": f"{box.x} {box.y}",
    }


def _link(wire: Wire, spelling: Spelling) -> Any:
    type_ = wire.source.type
    side = f"item{int(wire.output) - 1}" if type_.has_rows else spelling.output(type_, wire.output)
    return {"from": wire.source.id, "to": wire.target.id, "fromPort": side, "toPort": "T"}


SHAPE = Shape(
    name="gojs",
    write=write,
    spelling=Spelling(
        values=Values(
            weekly=lambda week: [f"{day} {','.join(ranges)}" for day, ranges in week.items()],
            choice=lambda _, choice: kebab(choice),
            variable=lambda name: f"%{name}%",
        ),
        type_style=lambda type_: type_.label.replace(" ", ""),
        parameter_style=lambda parameter: parameter.name.replace("_", ""),
        types={"announcement": "Playback", "answer": "PickUp", "pickup": "Intercept"},
        parameters={
            "announcement": "sound",
            "poll.label": "group",
            "corrector.caller_id": "setcid",
            "ivr.text": "caption",
            "ivr_api.text": "caption",
            "smart_api.text": "caption",
        },
        outputs={"S": "R", "B": "L", "F": "B", "match": "R", "no_match": "B", "out": "R"},
    ),
    habits=Habits(id=lambda _, number: -number, snap=lambda coordinate: round(2 * coordinate) / 2),
)
