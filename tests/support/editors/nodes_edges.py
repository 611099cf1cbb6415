"""React Flow: nodes and edges apart, rows with ids that an edge's source handle names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from support.editors.drawing import Habits
from support.editors.shape import Shape
from support.editors.spelling import Spelling, Values

if TYPE_CHECKING:
    from support.editors.drawing import Box, Drawing, Wire


def write(drawing: Drawing, spelling: Spelling) -> Any:
    place = {box.key: index for index, box in enumerate(drawing.boxes)}
    wires = sorted(drawing.wires, key=lambda wire: (place[wire.source.key], wire.source.outputs.index(wire.output)))
    return {
        "name": drawing.sheet,
        "flowVersion": 3,
        "nodes": [_node(box, spelling) for box in drawing.boxes],
        "edges": [_edge(wire, spelling) for wire in wires],
        "viewport": {"x": 0, "y": 0, "zoom": 1},
        "variables": [dict(variable) for variable in drawing.variables],
    }


def _node(box: Box, spelling: Spelling) -> Any:
    rows = [{"id": f"row-{index}", **spelling.row(box.type, row)} for index, row in enumerate(box.rows)]
    return {
        "id": box.id,
        "type": "simotelNode",
        "position": {"x": box.x, "y": box.y},
        "data": {
            "label": box.name,
            "kind": spelling.type(box.type),
            "params": spelling.fields(box.type, box.parameters),
            **({"rows": rows} if box.type.has_rows else {}),
        },
        "width": 120,
        "height": 90,
        "selected": False,
        "dragging": False,
        "positionAbsolute": {"x": box.x, "y": box.y},
    }


def _edge(wire: Wire, spelling: Spelling) -> Any:
    rows = wire.source.type.has_rows
    handle = f"row-{int(wire.output) - 1}" if rows else spelling.output(wire.source.type, wire.output)
    return {
        "id": f"reactflow__edge-{wire.source.id}{handle}-{wire.target.id}in",
        "source": wire.source.id,
        "sourceHandle": handle,
        "target": wire.target.id,
        "targetHandle": "in",
        "type": "smoothstep",
        "animated": False,
    }


SHAPE = Shape(
    name="nodes-edges",
    write=write,
    spelling=Spelling(
        values=Values(variable=lambda name: {"$var": name}, unset=None),
        type_style=lambda type_: type_.label,
        parameter_style=lambda parameter: parameter.name.removesuffix("_sec"),
    ),
    habits=Habits(id=lambda _, number: f"node_{number}"),
)
