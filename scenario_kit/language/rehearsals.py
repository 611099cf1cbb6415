"""The models of a scenario's tests: a call, what happens outside the PBX, and what is expected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import Field, ValidatorFunctionWrapHandler, WithJsonSchema, WrapValidator

from scenario_kit.language.component_models import Model
from scenario_kit.language.values import (
    TEXT_SCHEMA,
    Boolean,
    Digits,
    Integer,
    Maybe,
    Minute,
    Number,
    Seconds,
    SecondsList,
    Text,
    TextList,
    choices_schema,
    invalid,
    one_of,
)

TIMED_OUT: Final = "timeout"
"""In place of a web service's answer: none came in time."""


def _response(value: object, handler: ValidatorFunctionWrapHandler) -> object:
    if value == TIMED_OUT:
        return value
    if not isinstance(value, dict):
        raise invalid(f"a mapping, or `{TIMED_OUT}`", value)
    return handler(value)


if TYPE_CHECKING:
    Response = dict[str, str] | Literal["timeout"]
else:
    Response = Annotated[
        dict[str, Text],
        WrapValidator(_response),
        WithJsonSchema(
            {
                "anyOf": [
                    {"type": "object", "additionalProperties": TEXT_SCHEMA.json_schema},
                    *choices_schema(TIMED_OUT)["anyOf"],
                ]
            }
        ),
    ]


class World(Model):
    """What the outside does at one component during a rehearsal."""

    response: Annotated[Maybe[Response], Field(description="The web service's answer, or `timeout`.")] = None
    outcome: Annotated[
        Maybe[Annotated[str, one_of("answered", "busy", "no_answer", "failed")]],
        Field(description="What becomes of the dialling."),
    ] = None
    ring_sec: Annotated[Maybe[Seconds], Field(description="How long it rings.")] = None
    talk_sec: Annotated[Maybe[Seconds], Field(description="How long the parties would talk.")] = None
    digits: Annotated[Maybe[Digits], Field(description="What the caller enters; an empty text for nothing.")] = None
    match: Annotated[
        Maybe[Boolean], Field(description="Whether the caller is listed, the call unwanted, the time right.")
    ] = None
    output: Annotated[
        Maybe[Text], Field(description="The output by which the call leaves what is not rehearsed.", examples=["out"])
    ] = None
    caller_hangup: Annotated[Maybe[Boolean], Field(description="The caller hangs up here.")] = None


class Cdr(Model):
    """What the Cdr event is expected to say."""

    disposition: Annotated[
        Maybe[Annotated[str, one_of("ANSWERED", "BUSY", "NO ANSWER")]], Field(description="The call's fate.")
    ] = None
    billsec: Annotated[Maybe[Seconds], Field(description="Seconds of talk.")] = None
    poll_point: Annotated[Maybe[Integer], Field(description="The score of the survey.")] = None
    poll_label: Annotated[Maybe[Text], Field(description="The label of the survey.", examples=["adviser"])] = None
    src: Annotated[Maybe[Number], Field(description="The caller's number.", examples=["521"])] = None
    dst: Annotated[Maybe[Number], Field(description="The number that was dialled last.")] = None
    type: Annotated[
        Maybe[Annotated[str, one_of("incoming", "outgoing", "local")]], Field(description="The kind of call.")
    ] = None
    duration: Annotated[Maybe[Seconds], Field(description="Seconds of the whole call.")] = None
    wait: Annotated[Maybe[Seconds], Field(description="Seconds before anybody answered.")] = None
    outgoing_point: Annotated[Maybe[Text], Field(description="The trunk that was used last.", examples=["Cisco"])] = (
        None
    )


class Expectation(Model):
    """What a rehearsal has to show; only what is listed is checked."""

    path: Annotated[
        Maybe[TextList], Field(description="The components passed, by id.", examples=[["route", "dial"]])
    ] = None
    ended_by: Annotated[
        Maybe[Annotated[str, one_of("end_of_plan", "no_route", "barred", "caller_hangup", "loop")]],
        Field(description="How the call ends."),
    ] = None
    dial_ended_by: Annotated[
        Maybe[Annotated[str, one_of("call_limit", "hangup", "busy", "no_answer", "failed", "web_service")]],
        Field(description="How the last dialling ends."),
    ] = None
    warnings_at_sec: Annotated[
        Maybe[SecondsList], Field(description="When the warnings are played.", examples=[[280, 290]])
    ] = None
    recorded: Annotated[Maybe[Boolean], Field(description="Whether any of the talk is recorded.")] = None
    cdr: Annotated[Maybe[Cdr], Field(description="What the Cdr event says.")] = None


class Rehearsal(Model):
    """One declarative test: a call, what the outside does, and what has to come of it."""

    name: Annotated[Text, Field(description="What is shown, in words.", examples=["The client answers."])]
    caller: Annotated[
        Maybe[Number], Field(description="The caller; that of `originate` where left out.", examples=["521"])
    ] = None
    callee: Annotated[
        Maybe[Number],
        Field(description="The number dialled; that of `originate` where left out.", examples=["09371234567"]),
    ] = None
    enter: Annotated[
        Maybe[Annotated[str, one_of("outgoing", "incoming", "autodialer")]],
        Field(description="The kind of route where the call enters."),
    ] = None
    context: Annotated[Maybe[Text], Field(description="The context of that route.", examples=["main_routing"])] = None
    text: Annotated[
        Maybe[Text], Field(description="Interface text of the campaign, for an Autodialer Route.", examples=["any"])
    ] = None
    at: Annotated[Maybe[Minute], Field(description="Local time of the call, for time conditions.")] = None
    world: Annotated[dict[str, World], Field(default_factory=dict, description="What the outside does, by component.")]
    expect: Annotated[Expectation, Field(description="What has to come of it.")]
