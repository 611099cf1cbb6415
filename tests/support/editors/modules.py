"""Amazon Connect: modules whose branches hold the wires and the rows, and parameters as pairs of name and value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from support.editors.drawing import Habits
from support.editors.shape import Shape, compact, uuid
from support.editors.spelling import DAYS, Spelling, Values, pascal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from support.editors.drawing import Box, Drawing


def write(drawing: Drawing, spelling: Spelling) -> Any:
    return {
        "modules": [_module(box, drawing, spelling) for box in drawing.boxes],
        "version": "1",
        "type": "callFlow",
        "start": drawing.start.id,
        "metadata": {
            "entryPointPosition": {"x": 15, "y": 15},
            "snapToGrid": False,
            "name": drawing.sheet,
            "status": "saved",
        },
    }


def _module(box: Box, drawing: Drawing, spelling: Spelling) -> Any:
    return {
        "id": box.id,
        "type": spelling.type(box.type),
        "branches": list(_branches(box, drawing, spelling)),
        "parameters": _pairs(spelling.fields(box.type, box.parameters)),
        "metadata": {"position": {"x": box.x, "y": box.y}, "label": box.name, "useDynamic": False},
    }


def _branches(box: Box, drawing: Drawing, spelling: Spelling) -> Iterator[Any]:
    for index, output in enumerate(box.outputs):
        targets = drawing.targets(box, output)
        transition = targets[0].id if targets else ""
        if box.type.has_rows:
            when = _pairs(spelling.row(box.type, box.rows[index]))
            yield {"condition": "Row", "when": when, "transition": transition}
        else:
            yield {"condition": spelling.output(box.type, output), "transition": transition}


def _pairs(fields: Mapping[str, Any]) -> list[Any]:
    return [{"name": name, "value": value} for name, value in fields.items()]


SHAPE = Shape(
    name="modules",
    write=write,
    spelling=Spelling(
        values=Values(
            weekly=lambda week: [{"day": DAYS[day], "ranges": ranges} for day, ranges in week.items()],
            choice=lambda _, choice: pascal(choice),
            variable=lambda name: f"$.Attributes.{name}",
        ),
        type_style=lambda type_: pascal(type_.name),
        parameter_style=lambda parameter: pascal(parameter.name),
        outputs={
            "S": "Success",
            "B": "Busy",
            "F": "Failed",
            "match": "Match",
            "no_match": "NoMatch",
            "out": "Next",
        },
    ),
    habits=Habits(id=uuid),
    text=compact,
    has_variables=False,
    one_wire=True,
)
