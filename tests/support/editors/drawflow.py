"""Drawflow: a mapping by number, wires at both ends, values as texts of a form, and outputs in an order of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from support.editors.drawing import Habits
from support.editors.shape import Shape, compact, counter
from support.editors.spelling import Spelling, Values, kebab

from scenario_kit.language.catalogue import Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from support.editors.drawing import Box, Drawing

    from scenario_kit.language.catalogue import ComponentType

PORTS = {
    "extension.F": "output_1",
    "extension.S": "output_2",
    "extension.B": "output_3",
    "extension_api.F": "output_1",
    "extension_api.S": "output_2",
    "extension_api.B": "output_3",
    "no_match": "output_1",
    "match": "output_2",
    "F": "output_1",
    "S": "output_2",
    "out": "output_1",
}


def write(drawing: Drawing, spelling: Spelling) -> Any:
    nodes = {str(box.id): _node(box, drawing, spelling) for box in drawing.boxes}
    return {"drawflow": {drawing.sheet: {"data": nodes}}}


def _node(box: Box, drawing: Drawing, spelling: Spelling) -> Any:
    word = spelling.type(box.type)
    fields = {"title": box.name, **spelling.fields(box.type, box.parameters)}
    if box.type.has_rows:
        fields["rows"] = [spelling.row(box.type, row) for row in box.rows]
    return {
        "id": box.id,
        "name": word,
        "data": fields,
        "class": word,
        "html": _html(box, fields),
        "typenode": False,
        "inputs": {} if box.type.role is Role.ENTRY else _input(box, drawing, spelling),
        "outputs": dict(sorted(_outputs(box, drawing, spelling), key=lambda port: int(port[0].split("_")[1]))),
        "pos_x": box.x,
        "pos_y": box.y,
    }


def _html(box: Box, fields: Mapping[str, Any]) -> str:
    inputs = "".join(f'\n    <input type="text" df-{name}>' for name in fields if name not in ("title", "rows"))
    return f'\n  <div>\n    <div class="title-box"><i class="icon"></i> {box.type.label}</div>{inputs}\n  </div>\n  '


def _input(box: Box, drawing: Drawing, spelling: Spelling) -> Any:
    arriving = [
        {"node": str(wire.source.id), "input": _port(wire.source.type, wire.output, spelling)}
        for wire in drawing.arriving(box)
    ]
    return {"input_1": {"connections": arriving}}


def _outputs(box: Box, drawing: Drawing, spelling: Spelling) -> Iterator[tuple[str, Any]]:
    for output in box.outputs:
        connections = [{"node": str(target.id), "output": "input_1"} for target in drawing.targets(box, output)]
        yield _port(box.type, output, spelling), {"connections": connections}


def _port(type_: ComponentType, output: str, spelling: Spelling) -> str:
    return f"output_{output}" if type_.has_rows else spelling.output(type_, output)


SHAPE = Shape(
    name="drawflow",
    write=write,
    spelling=Spelling(
        values=Values(
            integer=str,
            seconds=str,
            boolean=lambda on: "1" if on else "0",
            texts="\n".join,
            weekly=lambda week: "\n".join(f"{day}={','.join(ranges)}" for day, ranges in week.items()),
            choice=lambda _, choice: kebab(choice),
            unset="",
            unset_field="",
        ),
        type_style=lambda type_: kebab(type_.name),
        parameter_style=lambda parameter: parameter.name,
        types={"announcement": "say", "ivr": "menu", "mix_monitor": "recorder", "jump_in": "label", "jump_out": "goto"},
        parameters={
            "jump_in.name": "anchor",
            "jump_out.jump_in": "anchor",
            "timeout_sec": "ring_time",
            "ivr.timeout_sec": "digit_time",
            "type": "kind",
        },
        outputs=PORTS,
    ),
    habits=Habits(id=counter, snap=lambda coordinate: round(coordinate, 4)),
    text=compact,
    end="",
    has_variables=False,
)
