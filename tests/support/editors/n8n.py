"""n8n: wires by the name of the node and the position of the output, optional parameters nested, expressions."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from support.editors.drawing import Habits
from support.editors.shape import Shape, hexadecimal, pretty, uuid
from support.editors.spelling import DAYS, Spelling, Values, camel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from support.editors.drawing import Box, Drawing


def write(drawing: Drawing, spelling: Spelling) -> Any:
    return {
        "name": drawing.sheet,
        "nodes": [_node(box, spelling) for box in drawing.boxes],
        "pinData": {},
        "connections": {box.name: {"main": main} for box in drawing.boxes if (main := _main(box, drawing))},
        "active": False,
        "settings": {"executionOrder": "v1"},
        "versionId": uuid(drawing.random),
        "meta": {"templateCredsSetupCompleted": True, "instanceId": hexadecimal(drawing.random, 64)},
        "id": hexadecimal(drawing.random, 16),
        "tags": [],
    }


def _node(box: Box, spelling: Spelling) -> Any:
    fields = spelling.fields(box.type, box.parameters)
    required = {spelling.parameter(box.type, one) for one in box.type.parameters.values() if one.required}
    parameters: dict[str, Any] = {name: value for name, value in fields.items() if name in required}
    if box.type.has_rows:
        parameters["rules"] = {"values": [spelling.row(box.type, row) for row in box.rows]}
    if len(required) < len(box.type.parameters):
        parameters["options"] = {name: value for name, value in fields.items() if name not in required}
    return {
        "parameters": parameters,
        "id": box.id,
        "name": box.name,
        "type": spelling.type(box.type),
        "typeVersion": 1.1 if box.type.has_rows else 1,
        "position": [box.x, box.y],
    }


def _main(box: Box, drawing: Drawing) -> list[Any]:
    """Return the wires of each output up to the last that has one."""
    main = [
        [{"node": target.name, "type": "main", "index": 0} for target in drawing.targets(box, output)]
        for output in box.outputs
    ]
    while main and not main[-1]:
        main.pop()
    return main


def _week(week: Mapping[str, list[str]]) -> Any:
    """Return an item for each range: a collection of fields knows no list of lists."""
    ranges = chain.from_iterable([(day, *one.split("-")) for one in texts] for day, texts in week.items())
    return {"range": [{"day": DAYS[day].lower(), "from": start, "to": end} for day, start, end in ranges]}


SHAPE = Shape(
    name="n8n",
    write=write,
    spelling=Spelling(
        values=Values(
            weekly=_week,
            choice=lambda _, choice: camel(choice),
            variable=lambda name: f"={{{{ $vars.{name} }}}}",
        ),
        type_style=lambda type_: f"simotel.{camel(type_.name)}",
        parameter_style=lambda parameter: camel(parameter.name),
        parameters={
            "timeout_sec": "ringSeconds",
            "ivr.timeout_sec": "waitSeconds",
            "ivr_api.timeout_sec": "waitSeconds",
            "poll.timeout_sec": "waitSeconds",
            "call_limit_sec": "maxSeconds",
            "api_address": "url",
            "agi.file": "script",
            "days_of_week": "openingHours",
        },
    ),
    habits=Habits(id=uuid, snap=lambda coordinate: 20 * round(coordinate / 20), unique_names=True),
    text=pretty,
    end="",
    has_variables=False,
)
