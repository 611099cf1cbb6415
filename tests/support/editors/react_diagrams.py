"""react-diagrams: layers of models by id, links between ids of ports, and rows that are ports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from support.editors.drawing import Habits
from support.editors.shape import Shape, pretty, uuid
from support.editors.spelling import Spelling, Values

from scenario_kit.language.catalogue import Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from support.editors.drawing import Box, Drawing, Wire

Ends = dict[tuple[str, str], tuple[str, list[str]]]
"""The id of each port and those of its links, by the box's key and the output; the input has no name."""


def write(drawing: Drawing, spelling: Spelling) -> Any:
    ends: Ends = {(box.key, name): (uuid(drawing.random), []) for box in drawing.boxes for name in ("", *box.outputs)}
    links = [_link(wire, ends, drawing) for wire in drawing.wires]
    nodes = [_node(box, ends, spelling) for box in drawing.boxes]
    return {
        "id": uuid(drawing.random),
        "offsetX": -12.5 if drawing.hand_placed else 0,
        "offsetY": 7 if drawing.hand_placed else 0,
        "zoom": 86.25 if drawing.hand_placed else 100,
        "gridSize": 0,
        "layers": [
            _layer("diagram-links", links, drawing, svg=True),
            _layer("diagram-nodes", nodes, drawing, svg=False),
        ],
        "extras": {"sheet": drawing.sheet, "scenario": drawing.scenario, "variables": list(drawing.variables)},
    }


def _layer(type_: str, models: list[Any], drawing: Drawing, *, svg: bool) -> Any:
    by_id = {model["id"]: model for model in models}
    return {"id": uuid(drawing.random), "type": type_, "isSvg": svg, "transformed": True, "models": by_id}


def _link(wire: Wire, ends: Ends, drawing: Drawing) -> Any:
    id_ = uuid(drawing.random)
    (source, leaving), (target, arriving) = ends[wire.source.key, wire.output], ends[wire.target.key, ""]
    leaving.append(id_)
    arriving.append(id_)
    places = [(wire.source.x + 120, wire.source.y + 33.5), (wire.target.x, wire.target.y + 33.5)]
    return {
        "id": id_,
        "type": "default",
        "source": wire.source.id,
        "sourcePort": source,
        "target": wire.target.id,
        "targetPort": target,
        "points": [{"id": uuid(drawing.random), "type": "point", "x": x, "y": y} for x, y in places],
        "labels": [],
        "width": 3,
        "color": "gray",
        "curvyness": 50,
        "selectedColor": "rgb(0,192,255)",
    }


def _node(box: Box, ends: Ends, spelling: Spelling) -> Any:
    ports = list(_ports(box, ends, spelling))
    fields = spelling.fields(box.type, box.parameters)
    return {
        "id": box.id,
        "type": "default",
        "extras": {
            "component": spelling.type(box.type),
            "fields": {name: {"value": one} for name, one in fields.items()},
        },
        "x": box.x,
        "y": box.y,
        "ports": ports,
        "name": box.name,
        "color": "rgb(0,192,255)",
        "portsInOrder": [port["id"] for port in ports if port["in"]],
        "portsOutOrder": [port["id"] for port in ports if not port["in"]],
    }


def _ports(box: Box, ends: Ends, spelling: Spelling) -> Iterator[Any]:
    if box.type.role is not Role.ENTRY:
        yield _port("in", "In", box, ends[box.key, ""], arriving=True)
    for index, output in enumerate(box.outputs):
        if box.type.has_rows:
            row = spelling.row(box.type, box.rows[index])
            yield _port(f"row{index}", f"Row {output}", box, ends[box.key, output], row)
        else:
            yield _port(spelling.output(box.type, output), output, box, ends[box.key, output])


def _port(
    name: str,
    label: str,
    box: Box,
    end: tuple[str, list[str]],
    row: Mapping[str, Any] | None = None,
    *,
    arriving: bool = False,
) -> Any:
    return {
        "id": end[0],
        "type": "default",
        "extras": {} if row is None else {"row": row},
        "x": box.x - 7.5 if arriving else box.x + 112.5,
        "y": box.y + 26,
        "name": name,
        "alignment": "left" if arriving else "right",
        "parentNode": box.id,
        "links": list(end[1]),
        "in": arriving,
        "label": label,
    }


SHAPE = Shape(
    name="react-diagrams",
    write=write,
    spelling=Spelling(
        values=Values(
            seconds=lambda seconds: {"amount": seconds, "unit": "s"},
            weekly=lambda week: [[day, *ranges] for day, ranges in week.items()],
            choice=lambda _, choice: choice.upper(),
            variable=lambda name: {"var": name},
        ),
        type_style=lambda type_: type_.name.upper(),
        parameter_style=lambda parameter: parameter.name,
        types={"trunk": "DIAL_OUT", "extension": "RING", "whitelist": "KNOWN_CALLER", "blacklist": "BARRED_CALLER"},
        parameters={"extension": "number", "callback.number": "outside_number", "callback.extension": "inside_number"},
        outputs={"S": "done", "B": "engaged", "F": "error", "match": "then", "no_match": "else", "out": "next"},
    ),
    habits=Habits(id=uuid, snap=lambda coordinate: round(coordinate, 3)),
    text=lambda value: pretty(value, "\t"),
    end="",
)
