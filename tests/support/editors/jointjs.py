"""JointJS: elements and links are cells of one list; a link names a port's id, and the port's caption is its output."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from support.editors.drawing import Habits
from support.editors.shape import Shape, compact, uuid
from support.editors.spelling import DAYS, Spelling, Values

from scenario_kit.language.catalogue import Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from support.editors.drawing import Box, Drawing, Wire

CIRCLE = {"circle": {"magnet": True, "r": 6, "fill": "#fff", "stroke": "#31d0c6"}}
GROUPS = {
    "in": {"position": {"name": "left"}, "attrs": CIRCLE},
    "out": {"position": {"name": "right"}, "attrs": CIRCLE},
}


def write(drawing: Drawing, spelling: Spelling) -> Any:
    ports = _ports(drawing)
    elements = [_element(box, ports, spelling) for box in drawing.boxes]
    links = [_link(wire, ports, drawing) for wire in drawing.wires]
    cells = [*elements, *links]
    if drawing.hand_placed:  # a link is drawn as soon as both of its ends are there
        made = {box.id: index for index, box in enumerate(drawing.boxes)}
        cells.sort(key=lambda cell: made.get(cell["id"], -1) if "ports" in cell else _after(cell, made))
    for z, cell in enumerate(cells, 1):
        cell["z"] = z
    variables = {
        variable["name"]: {name: value for name, value in variable.items() if name != "name"}
        for variable in drawing.variables
    }
    return {"cells": cells, "title": drawing.sheet, "flow": drawing.scenario, "variables": variables}


def _after(link: Mapping[str, Any], made: Mapping[str, int]) -> float:
    return max(made[link["source"]["id"]], made[link["target"]["id"]]) + 0.5


def _ports(drawing: Drawing) -> Mapping[tuple[str, str], str]:
    """Return the id of each port by the box's key and the output; the input has no name."""
    ports = [(box.key, name) for box in drawing.boxes for name in ("", *box.outputs)]
    return {port: uuid(drawing.random) for port in ports}


def _element(box: Box, ports: Mapping[tuple[str, str], str], spelling: Spelling) -> dict[str, Any]:
    ins = [] if box.type.role is Role.ENTRY else [_port("in", ports[box.key, ""], "")]
    rows = [
        {"port": ports[box.key, output], **spelling.row(box.type, row)}
        for output, row in zip(box.outputs, box.rows, strict=False)
    ]
    outs = [_port("out", ports[box.key, output], _caption(box, output, spelling)) for output in box.outputs]
    return {
        "type": "app.Component",
        "position": {"x": box.x, "y": box.y},
        "size": {"width": 140, "height": 40 + 20 * len(box.outputs)},
        "angle": 0,
        "ports": {"groups": GROUPS, "items": [*ins, *outs]},
        "id": box.id,
        "z": 0,
        "data": {
            "kind": spelling.type(box.type),
            "properties": spelling.fields(box.type, box.parameters),
            **({"rows": rows} if box.type.has_rows else {}),
        },
        "attrs": {"label": {"text": box.name}},
    }


def _port(group: str, id_: str, caption: str) -> Any:
    return {"id": id_, "group": group, "attrs": {"label": {"text": caption}}}


def _caption(box: Box, output: str, spelling: Spelling) -> str:
    return f"Row {output}" if box.type.has_rows else spelling.output(box.type, output)


def _link(wire: Wire, ports: Mapping[tuple[str, str], str], drawing: Drawing) -> dict[str, Any]:
    bent = drawing.hand_placed and drawing.random.random() < 1 / 4
    middle = {"x": (wire.source.x + wire.target.x) / 2, "y": (wire.source.y + wire.target.y) / 2}
    return {
        "type": "standard.Link",
        "source": {"id": wire.source.id, "magnet": "circle", "port": ports[wire.source.key, wire.output]},
        "target": {"id": wire.target.id, "magnet": "circle", "port": ports[wire.target.key, ""]},
        "router": {"name": "manhattan"},
        "labels": [],
        "id": uuid(drawing.random),
        "z": 0,
        **({"vertices": [middle]} if bent else {}),
        "attrs": {"line": {"stroke": "#4b4a67"}},
    }


def _week(week: Mapping[str, list[str]]) -> Any:
    return {
        DAYS[day]: [dict(zip(("start", "end"), one.split("-"), strict=True)) for one in ranges]
        for day, ranges in week.items()
    }


SHAPE = Shape(
    name="jointjs",
    write=write,
    spelling=Spelling(
        values=Values(
            weekly=_week,
            choice=lambda _, choice: choice.replace("_", " ").capitalize(),
            variable=lambda name: {"$ref": f"#/variables/{name}"},
            unset=None,
        ),
        type_style=lambda type_: type_.label,
        parameter_style=lambda parameter: parameter.label,
        types={"mix_monitor": "Recording", "poll": "Survey", "corrector": "Number Rewrite"},
        parameters={"timeout_sec": "Timeout (s)", "call_limit_sec": "Limit of the Talk (s)", "delay_sec": "Delay (s)"},
        outputs={
            "S": "Answered",
            "B": "Engaged",
            "F": "No Answer",
            "fax.S": "Received",
            "fax.F": "Broken Off",
            "match": "Yes",
            "no_match": "No",
            "out": "Next",
        },
    ),
    habits=Habits(id=uuid, snap=lambda coordinate: 10 * round(coordinate / 10)),
    text=compact,
)
