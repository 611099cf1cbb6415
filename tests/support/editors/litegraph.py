"""litegraph: links as tuples, a slot for each wire that arrives, and the parameters as tuples without names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from support.editors.drawing import Habits
from support.editors.shape import Shape, compact, counter
from support.editors.spelling import Spelling, Values

from scenario_kit.language.catalogue import ComponentType, Role, catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from support.editors.drawing import Box, Drawing, Wire


def write(drawing: Drawing, spelling: Spelling) -> Any:
    links = _Links(drawing)
    return {
        "last_node_id": max((box.id for box in drawing.boxes), default=0),
        "last_link_id": max((link.id for link in links.all), default=0),
        "nodes": [_node(order, box, links, spelling) for order, box in enumerate(drawing.boxes)],
        "links": [
            [link.id, link.wire.source.id, _origin(link.wire), link.wire.target.id, link.slot, "CALL"]
            for link in links.all
        ],
        "groups": [],
        "config": {},
        "extra": {"ds": {"scale": 1, "offset": [0, 0]}, "sheet": drawing.sheet},
        "version": 0.4,
    }


class _Link(NamedTuple):
    """A wire with its id and the slot where it arrives: a slot holds one link, and then a new one appears."""

    id: int
    slot: int
    wire: Wire


class _Links:
    def __init__(self, drawing: Drawing) -> None:
        self.all: list[_Link] = []
        self.arriving: dict[str, list[_Link]] = {}
        self.leaving: dict[tuple[str, str], list[int]] = {}
        id_ = 0
        for wire in drawing.wires:
            id_ += drawing.random.choice((1, 1, 3)) if drawing.hand_placed else 1
            slots = self.arriving.setdefault(wire.target.key, [])
            link = _Link(id_, len(slots), wire)
            slots.append(link)
            self.all.append(link)
            self.leaving.setdefault((wire.source.key, wire.output), []).append(id_)


def _ports(type_: ComponentType, outputs: tuple[str, ...]) -> tuple[str, ...]:
    """Return the outputs in the editor's order: the last one of the catalogue comes first."""
    return outputs if type_.has_rows else (*outputs[-1:], *outputs[:-1])


def _origin(wire: Wire) -> int:
    return _ports(wire.source.type, wire.source.outputs).index(wire.output)


def _node(order: int, box: Box, links: _Links, spelling: Spelling) -> Any:
    ins = [_input(link.slot, link.id) for link in links.arriving.get(box.key, [])]
    free = [] if box.type.role is Role.ENTRY else [_input(len(ins), None)]
    rows = [list(spelling.row(box.type, row).values()) for row in box.rows]
    return {
        "id": box.id,
        "type": spelling.type(box.type),
        "pos": [box.x, box.y],
        "size": {"0": 210, "1": 58 + 26 * len(box.type.parameters)},
        "flags": {},
        "order": order,
        "mode": 0,
        "inputs": [*ins, *free],
        "outputs": [
            _output(slot, output, box, links, spelling) for slot, output in enumerate(_ports(box.type, box.outputs))
        ],
        "title": box.name,
        "properties": {"rows": rows} if box.type.has_rows else {},
        "widgets_values": list(_widgets(box, spelling)),
    }


def _input(slot: int, link: int | None) -> Any:
    return {"name": f"call {slot + 1}", "type": "CALL", "link": link}


def _output(slot: int, output: str, box: Box, links: _Links, spelling: Spelling) -> Any:
    name = f"row {output}" if box.type.has_rows else spelling.output(box.type, output)
    return {"name": name, "type": "CALL", "links": links.leaving.get((box.key, output)), "slot_index": slot}


def columns(type_: ComponentType) -> list[str]:
    """Return our names of a type's widgets in the editor's order: the required ones last."""
    return sorted(type_.parameters, key=lambda name: type_.parameters[name].required)


def _widgets(box: Box, spelling: Spelling) -> Iterator[Any]:
    for name in columns(box.type):
        value = box.parameters.get(name)
        yield None if value is None else spelling.values.write(box.type, box.type.parameters[name], value)


def _columns() -> Mapping[str, str]:
    """Return the place of each parameter and of each field of a row, which is all that names it."""
    places = {}
    for type_ in catalogue().values():
        places.update({f"{type_.name}.{name}": f"row {index}" for index, name in enumerate(type_.row)})
        places.update({f"{type_.name}.{name}": str(index) for index, name in enumerate(columns(type_))})
    return places


SHAPE = Shape(
    name="litegraph",
    write=write,
    spelling=Spelling(
        values=Values(
            texts=", ".join,
            weekly=lambda week: "; ".join(f"{day} {', '.join(ranges)}" for day, ranges in week.items()),
            choice=lambda _, choice: choice.replace("_", " "),
            variable=lambda name: f"<{name}>",
            unset_field=None,
        ),
        type_style=lambda type_: f"simotel/{type_.name}",
        parameter_style=lambda parameter: parameter.name,
        parameters=_columns(),
        outputs={"S": "talked", "B": "busy", "F": "failed", "match": "true", "no_match": "false", "out": "call"},
    ),
    habits=Habits(id=counter, snap=lambda coordinate: round(coordinate, 6)),
    text=compact,
    end="",
    has_variables=False,
)
