"""Node-RED: a flat list of a tab, config nodes and nodes; parameters beside x and y, and wires by position."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from support.editors.drawing import Habits
from support.editors.shape import Shape, hexadecimal, pretty
from support.editors.spelling import Spelling, Values, camel

from scenario_kit.language.catalogue import ComponentName

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping

    from support.editors.drawing import Box, Drawing


def node_id(dice: random.Random, _: int = 0) -> str:
    return f"{hexadecimal(dice, 8)}.{hexadecimal(dice, 6)}"


def write(drawing: Drawing, spelling: Spelling) -> Any:
    tab = node_id(drawing.random)
    head = {"id": tab, "type": "tab", "label": drawing.sheet, "disabled": False, "info": ""}
    variables = [_variable(node_id(drawing.random), variable) for variable in drawing.variables]
    return [head, *variables, *(_node(box, tab, drawing, spelling) for box in drawing.boxes)]


def _variable(id_: str, variable: Mapping[str, str]) -> Any:
    return {
        "id": id_,
        "type": "global-variable",
        "z": "",
        "name": variable["name"],
        "varType": variable["type"],
        "value": variable.get("value", ""),
        "info": variable.get("description", ""),
    }


def _node(box: Box, tab: str, drawing: Drawing, spelling: Spelling) -> Any:
    fields = {} if box.type.name == ComponentName.JUMP_IN else spelling.fields(box.type, box.parameters)
    rules = [spelling.row(box.type, row) for row in box.rows]
    return {
        "id": box.id,
        "type": spelling.type(box.type),
        "z": tab,
        "name": box.name,
        **fields,
        **({"rules": rules} if box.type.has_rows else {}),
        "x": box.x,
        "y": box.y,
        "wires": [[target.id for target in drawing.targets(box, output)] for output in box.outputs],
    }


SHAPE = Shape(
    name="flat-wires",
    write=write,
    spelling=Spelling(
        values=Values(
            integer=str,
            seconds=str,
            texts=",".join,
            weekly=lambda week: {day: ",".join(ranges) for day, ranges in week.items()},
            choice=lambda _, choice: camel(choice),
            variable=lambda name: f"{{{{{name}}}}}",
            unset="",
            unset_field="",
        ),
        type_style=lambda type_: camel(type_.name),
        parameter_style=lambda parameter: camel(parameter.name),
        parameters={"type": "mode"},
    ),
    habits=Habits(id=node_id, captions_name_jump_ins=True),
    text=lambda value: pretty(value, 4),
)
