"""The models of a scenario's tests: a call, what happens outside the PBX, and what is expected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import Field, ValidatorFunctionWrapHandler, WithJsonSchema, WrapValidator

from scenario_kit.language.component_models import UNKNOWN, Model
from scenario_kit.language.values import (
    LINE_OR_NONE_SCHEMA,
    Boolean,
    Digits,
    Integer,
    LineOrNone,
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
"""Written in place of a web service's answer that does not come in time."""


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
        dict[str, LineOrNone],
        WrapValidator(_response),
        WithJsonSchema(
            {
                "anyOf": [
                    {"type": "object", "additionalProperties": LINE_OR_NONE_SCHEMA.json_schema},
                    *choices_schema(TIMED_OUT)["anyOf"],
                ]
            }
        ),
    ]


class World(Model):
    """What happens outside the PBX at one component of a rehearsal."""

    response: Annotated[Maybe[Response], Field(description="The web service's answer, or `timeout`.")] = None
    outcome: Annotated[
        Maybe[Annotated[str, one_of("answered", "busy", "no_answer", "failed")]],
        Field(description="Outcome of the dialling."),
    ] = None
    ring_sec: Annotated[Maybe[Seconds], Field(description="How long it rings.")] = None
    talk_sec: Annotated[
        Maybe[Seconds], Field(description="How long the parties talk, unless a limit ends the talk.")
    ] = None
    digits: Annotated[Maybe[Digits], Field(description="What the caller enters; an empty text for no input.")] = None
    match: Annotated[
        Maybe[Boolean],
        Field(description="Whether a condition matches: the caller is listed, the call is unwanted, the time fits."),
    ] = None
    output: Annotated[
        Maybe[Text],
        Field(description="Output by which the call leaves a component that cannot be rehearsed.", examples=["out"]),
    ] = None
    caller_hangup: Annotated[Maybe[Boolean], Field(description="The caller hangs up here.")] = None


class Cdr(Model):
    """The expected fields of the Cdr event."""

    disposition: Annotated[
        Maybe[Annotated[str, one_of("ANSWERED", "BUSY", "NO ANSWER")]], Field(description="Disposition of the call.")
    ] = None
    billsec: Annotated[Maybe[Seconds], Field(description="Seconds of talk.")] = None
    poll_point: Annotated[Maybe[Integer], Field(description="Score of the survey.")] = None
    poll_label: Annotated[Maybe[Text], Field(description="Label of the survey.", examples=["adviser"])] = None
    src: Annotated[Maybe[Number], Field(description="The caller's number.", examples=["521"])] = None
    dst: Annotated[Maybe[Number], Field(description="The number dialled last.")] = None
    type: Annotated[
        Maybe[Annotated[str, one_of("incoming", "outgoing", "local")]], Field(description="The kind of call.")
    ] = None
    duration: Annotated[Maybe[Seconds], Field(description="Seconds of the whole call.")] = None
    wait: Annotated[Maybe[Seconds], Field(description="Seconds before the call is answered.")] = None
    outgoing_point: Annotated[Maybe[Text], Field(description="The trunk used last.", examples=["Cisco"])] = None


class Expectation(Model):
    """The expected result of a rehearsal; only what is listed is checked."""

    path: Annotated[
        Maybe[TextList], Field(description="Ids of the components that the call passes.", examples=[["route", "dial"]])
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
    recorded: Annotated[Maybe[Boolean], Field(description="Whether any part of the talk is recorded.")] = None
    cdr: Annotated[Maybe[Cdr], Field(description="Fields of the Cdr event.")] = None


class Rehearsal(Model):
    """One test: a call, what happens outside the PBX, and the expected result."""

    name: Annotated[Text, Field(description="What the test shows.", examples=["The client answers."])]
    caller: Annotated[
        Maybe[Number], Field(description="The caller; default: that of `originate`.", examples=["521"])
    ] = None
    callee: Annotated[
        Maybe[Number],
        Field(description="The dialled number; default: the callee of `originate`.", examples=["09371234567"]),
    ] = None
    enter: Annotated[
        Maybe[Annotated[str, one_of("outgoing", "incoming", "autodialer")]],
        Field(description="Kind of the route where the call enters."),
    ] = None
    context: Annotated[Maybe[Text], Field(description="The context of that route.", examples=["main_routing"])] = None
    text: Annotated[
        Maybe[Text], Field(description="Interface text of the campaign, for an Autodialer Route.", examples=["any"])
    ] = None
    at: Annotated[
        Maybe[Minute], Field(description="Local time of the call, in the Gregorian calendar, for time conditions.")
    ] = None
    world: Annotated[
        dict[str, World], Field(default_factory=dict, description="What happens outside the PBX, by component.")
    ]
    expect: Annotated[Expectation, Field(description="The expected result.")]


class UnreadableTest(Rehearsal):
    """The placeholder for a test that cannot be read; it keeps the other tests at their places."""


def unreadable_test(name: object) -> dict[str, str]:
    """Return what `Scenario` reads as an `UnreadableTest`, with the name of the test if that can be read."""
    return {**UNKNOWN, "name": name if isinstance(name, str) else ""}


def _test(value: object, handler: ValidatorFunctionWrapHandler) -> object:
    if isinstance(value, dict) and value == unreadable_test(value.get("name")):
        return UnreadableTest.model_construct(name=value["name"], expect=Expectation.model_construct())
    return handler(value)


Test = Annotated[Rehearsal, WrapValidator(_test)]
