"""BPMN as JSON: flows that elements list at both ends, and whose names are the outputs; parameters in an extension."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from support.editors.drawing import Habits
from support.editors.shape import Shape, pretty
from support.editors.spelling import DAYS, Spelling, Values, camel

from scenario_kit.language.catalogue import Role

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping

    from support.editors.drawing import Box, Drawing, Wire

KINDS = {Role.ENTRY: "bpmn:StartEvent", Role.BRANCH: "bpmn:ExclusiveGateway", Role.JUMP: "bpmn:IntermediateThrowEvent"}


def moddle_id(kind: str, dice: random.Random) -> str:
    return kind + "_" + "".join(dice.choices("0123456789abcdefghijklmnopqrstuvwxyz", k=7))


def write(drawing: Drawing, spelling: Spelling) -> Any:
    flows = [(moddle_id("Flow", drawing.random), wire) for wire in drawing.wires]
    incoming: dict[str, list[str]] = {}
    outgoing: dict[str, list[str]] = {}
    for id_, wire in flows:
        outgoing.setdefault(wire.source.key, []).append(id_)
        incoming.setdefault(wire.target.key, []).append(id_)
    nodes = [_node(box, incoming.get(box.key, []), outgoing.get(box.key, []), spelling) for box in drawing.boxes]
    return {
        "definitions": {
            "id": moddle_id("Definitions", drawing.random),
            "targetNamespace": "http://bpmn.io/schema/bpmn",
            "exporter": "call-flow modeller",
            "exporterVersion": "5.12.0",
            "process": {
                "id": f"Process_{drawing.scenario}",
                "name": drawing.sheet,
                "isExecutable": True,
                "properties": [dict(variable) for variable in drawing.variables],
                "flowNodes": nodes,
                "sequenceFlows": [_flow(id_, wire, spelling) for id_, wire in flows],
            },
        }
    }


def _node(box: Box, incoming: list[str], outgoing: list[str], spelling: Spelling) -> Any:
    fields = spelling.fields(box.type, box.parameters)
    extension = {
        "implementation": spelling.type(box.type),
        "inputParameters": [{"name": name, "value": value} for name, value in fields.items()],
        **({"table": [spelling.row(box.type, row) for row in box.rows]} if box.type.has_rows else {}),
    }
    return {
        "$type": KINDS.get(box.type.role, "bpmn:ServiceTask"),
        "id": box.id,
        "name": box.name,
        "incoming": incoming,
        "outgoing": outgoing,
        "extensionElements": {"values": [{"$type": "pbx:Component", **extension}]},
        "di": {"bounds": {"x": box.x, "y": box.y, "width": 100, "height": 80}, "isExpanded": None},
    }


def _flow(id_: str, wire: Wire, spelling: Spelling) -> Any:
    type_ = wire.source.type
    name = wire.output if type_.has_rows else spelling.output(type_, wire.output)
    return {
        "$type": "bpmn:SequenceFlow",
        "id": id_,
        **({"name": name} if name else {}),
        "sourceRef": wire.source.id,
        "targetRef": wire.target.id,
    }


def _week(week: Mapping[str, list[str]]) -> Any:
    return "; ".join(f"{DAYS[day][:2]} {' '.join(ranges)}" for day, ranges in week.items())


SHAPE = Shape(
    name="bpmn",
    write=write,
    spelling=Spelling(
        values=Values(
            integer=str,
            seconds=lambda seconds: f"PT{seconds}S",
            boolean=lambda on: "true" if on else "false",
            texts=lambda texts: {"items": list(texts)},
            weekly=_week,
            choice=lambda _, choice: camel(choice),
            variable=lambda name: f"${{{name}}}",
        ),
        type_style=lambda type_: camel(type_.name),
        parameter_style=lambda parameter: camel(parameter.name),
        parameters={"timeout_sec": "timeout", "call_limit_sec": "maxDuration", "delay_sec": "delay"},
        outputs={"S": "Answered", "B": "Busy", "F": "Failed", "match": "Yes", "no_match": "No", "out": ""},
    ),
    habits=Habits(id=lambda dice, _: moddle_id("Activity", dice)),
    text=pretty,
)
