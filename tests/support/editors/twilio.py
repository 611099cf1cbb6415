"""Twilio Studio: states whose name is their id, a trigger that is no component, and rows as conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from support.editors.drawing import Habits
from support.editors.shape import Shape, pretty
from support.editors.spelling import Spelling, Values, kebab

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.editors.drawing import Box, Drawing

OUT = {
    "announcement.out": "audioComplete",
    "voicemail.out": "recordingComplete",
    "agi.out": "return",
    "custom_plan.out": "return",
    "poll.out": "keypress",
    "authentication.out": "keypress",
}


def write(drawing: Drawing, spelling: Spelling) -> Any:
    return {
        "description": drawing.sheet,
        "states": [_trigger(drawing), *(_state(box, drawing, spelling) for box in drawing.boxes)],
        "initial_state": "Trigger",
        "flags": {"allow_concurrent_calls": True},
    }


def _trigger(drawing: Drawing) -> Any:
    return {
        "name": "Trigger",
        "type": "trigger",
        "transitions": [
            {"event": "incomingMessage"},
            {"event": "incomingCall", "next": drawing.start.name},
            {"event": "incomingRequest"},
        ],
        "properties": {"offset": {"x": 0, "y": 0}},
    }


def _state(box: Box, drawing: Drawing, spelling: Spelling) -> Any:
    return {
        "name": box.name,
        "type": spelling.type(box.type),
        "transitions": list(_transitions(box, drawing, spelling)),
        "properties": {"offset": {"x": box.x, "y": box.y}, **spelling.fields(box.type, box.parameters)},
    }


def _transitions(box: Box, drawing: Drawing, spelling: Spelling) -> Iterator[Any]:
    for index, output in enumerate(box.outputs):
        targets = drawing.targets(box, output)
        following = {"next": targets[0].name} if targets else {}
        if box.type.has_rows:
            conditions = [_condition(*one) for one in spelling.row(box.type, box.rows[index]).items()]
            yield {**following, "event": "match", "conditions": conditions}
        else:
            yield {**following, "event": spelling.output(box.type, output)}


def _condition(name: str, value: Any) -> Any:
    return {
        "friendly_name": f"If value equal_to {value}",
        "arguments": [f"{{{{trigger.call.{name}}}}}"],
        "type": "equal_to",
        "value": value,
    }


SHAPE = Shape(
    name="twilio",
    write=write,
    spelling=Spelling(
        values=Values(
            weekly=lambda week: {day: "; ".join(ranges) for day, ranges in week.items()},
            choice=lambda _, choice: kebab(choice),
            variable=lambda name: f"{{{{flow.variables.{name}}}}}",
        ),
        type_style=lambda type_: kebab(type_.name),
        parameter_style=lambda parameter: parameter.name,
        types={
            "announcement": "say-play",
            "trunk": "connect-call-to",
            "queue": "enqueue-call",
            "ivr": "gather-input-on-call",
            "voicemail": "record-voicemail",
            "agi": "run-function",
            "smart_api": "make-http-request",
            "time_condition": "split-based-on-time",
        },
        parameters={
            "timeout_sec": "timeout",
            "call_limit_sec": "time_limit",
            "max_digits": "number_of_digits",
            "announcement": "play",
            "repeat_loop": "loop",
            "api_address": "url",
        },
        outputs={**OUT, "S": "callCompleted", "B": "busy", "F": "failed", "no_match": "noMatch", "out": "success"},
    ),
    habits=Habits(id=None, snap=lambda coordinate: 10 * round(coordinate / 10), unique_names=True),
    text=pretty,
    has_variables=False,
    one_wire=True,
)
