"""The scenario language, version 1, as frozen Pydantic models.

A `Scenario` is complete and typed: parameters are put in, durations are seconds, numbers that people dial are the text
that was written. That its wires lead anywhere is not yet known; `graph` and the rules see to that.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import (
    BeforeValidator,
    Field,
    GetJsonSchemaHandler,
    TypeAdapter,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
    create_model,
)

from scenario_kit.language.catalogue import catalogue
from scenario_kit.language.component_models import (
    UNKNOWN,
    AnyComponent,
    Later,
    Model,
    VariableReference,
    parameters_model,
    plain_value,
    with_object,
)
from scenario_kit.language.values import (
    VERSION_SCHEMA,
    Boolean,
    Digits,
    Integer,
    Key,
    Keywords,
    LongText,
    Maybe,
    Minute,
    Name,
    Number,
    OneOf,
    ParameterName,
    Seconds,
    SecondsList,
    Text,
    TextList,
    TextOrNull,
    a_list,
    invalid,
    some_of_a_list,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pydantic_core import CoreSchema

    from scenario_kit.findings.model import NodePath

DIAL_TYPES: Final = ("trunk_api", "trunk", "extension", "extension_api", "queue")
"""The component types that the short form's `dial` knows; each has a shorthand in the catalogue."""

DEFAULT_CONTEXT: Final = "main_routing"
ANY: Final = "any"
"""In the short form, the extension that was dialled."""
AnswerType = Annotated[str, OneOf(catalogue()["answer"].parameters["type"].choices)]


Patterns = Annotated[tuple[Number, ...], BeforeValidator(some_of_a_list), Keywords({"minItems": 1})]
Components = Annotated[dict[Key, AnyComponent], Field(min_length=1)]


class ParameterDeclaration(Model):
    """What differs from one PBX to the next; a string refers to it as ``${name}``."""

    default: Annotated[
        Maybe[Text], Field(description="Its value unless given; without one it must be given.", examples=["Cisco"])
    ] = None
    description: Annotated[
        Maybe[Text], Field(description="What it is, for people.", examples=["Trunk to the first party."])
    ] = None


class Originate(Model):
    """The API call that starts the scenario; the names are those of the API (v4, call/originate/act)."""

    caller: Annotated[
        Number,
        Field(
            description="First party, called first: an extension or a telephone number.",
            examples=["521", "09371234567"],
        ),
    ]
    callee: Annotated[
        Number, Field(description="Second party, dialled once the first has answered.", examples=["09371234567", "521"])
    ]
    context: Annotated[
        Text, Field(description="Selects the Outgoing Route that the second leg enters.", examples=["main_routing"])
    ]
    caller_id: Annotated[Text, Field(description="Shown to the called parties.", examples=["557"])]
    trunk_name: Annotated[
        TextOrNull,
        Field(description="The trunk to the first party; needed where that is a telephone number.", examples=["Cisco"]),
    ] = None
    timeout: Annotated[Maybe[Seconds], Field(description="How long the first party is rung; the PBX takes 30 s.")] = (
        None
    )
    call_limit: Annotated[Maybe[Seconds], Field(description="How long the talk may last.")] = None


@cache
def _dial_model() -> type[Model]:
    fields: dict[str, Any] = {}
    for name in DIAL_TYPES:
        type_ = Annotated[
            Model, Later(partial(_parameters_model, name)), BeforeValidator(_shorthand(name)), _PlainValue(name)
        ]
        fields[name] = (type_, Field(default=None, description=catalogue()[name].doc))
    one: dict[str, Any] = {
        # Editors offer nothing in a mapping whose `maxProperties` the key that is being typed would reach.
        "json_schema_extra": {"minProperties": 1, "dependencies": {key: {"maxProperties": 1} for key in DIAL_TYPES}}
    }
    doc = "The dialling component: exactly one."
    return create_model("Dial", __base__=Model, __doc__=doc, __cls_kwargs__=one, **fields)


@dataclass(frozen=True, slots=True)
class _PlainValue:
    """Metadata of a dialling component in the short form: its JSON Schema takes a plain value too."""

    name: str

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> Any:  # noqa: ANN401
        """Tell the two apart by their kind, so that what is wrong is told of the one that was meant."""
        type_, examples = plain_value(catalogue()[self.name])
        if self.name == "extension":
            examples = [*examples, ANY]
        plain = {**TypeAdapter(type_).json_schema(), "examples": examples}
        return with_object(plain, handler(schema))


def _parameters_model(name: str, _: object) -> type[Model]:
    return parameters_model(name)


def _shorthand(name: str) -> Callable[[object], object]:
    def expand(value: object) -> object:
        if not isinstance(value, str | dict):
            raise invalid("text or a mapping", value)
        if isinstance(value, dict):
            return value
        return {} if (name, value) == ("extension", ANY) else {catalogue()[name].shorthand: value}

    return expand


Dial = Annotated[Model, Later(lambda _: _dial_model())]
Survey = Annotated[Model, Later(lambda _: parameters_model("poll"))]


def _one_dialler(value: object) -> object:
    names = ", ".join(DIAL_TYPES)
    if isinstance(value, dict) and len(set(value) & set(DIAL_TYPES)) != 1 and set(value) <= set(DIAL_TYPES):
        raise invalid(f"exactly one of {names}", " and ".join(value) or None)
    return value


class Call(Model):
    """The short form: one route, what is played and recorded, one dialling component, and what follows."""

    match: Annotated[
        Maybe[Patterns], Field(description="Numbers that take this way; the callee where left out.", examples=[["0X."]])
    ] = None
    context: Annotated[
        Maybe[Text],
        Field(description="Context of the route; that of `originate`, else main_routing.", examples=["main_routing"]),
    ] = None
    answer: Annotated[Maybe[AnswerType], Field(description="An Answer component first.")] = None
    hold_music: Annotated[
        Maybe[Text],
        Field(description="Played to the first party before the second is dialled.", examples=["please-wait"]),
    ] = None
    record: Annotated[Boolean, Field(description="Records the call.")] = False
    dial: Annotated[Dial, BeforeValidator(_one_dialler)]
    survey: Annotated[Maybe[Survey], Field(description="A Poll after the talk.")] = None
    busy: Annotated[
        TextOrNull,
        Field(description="Played where the extension is busy; `~` ends the call.", examples=["line-busy"]),
    ] = None
    unavailable: Annotated[
        TextOrNull, Field(description="Played where the dialling failed; `~` ends the call.", examples=["sorry"])
    ] = None


class Beeper(Model):
    """The warning before a call limit ends the talk; PBX-wide."""

    enabled: Annotated[Boolean, Field(description="A warning is played.")] = True
    announce: Annotated[Text, Field(description="Audio file: a plain name or an absolute path.", examples=["beep"])] = (
        "beep"
    )
    time_to_end_sec: Annotated[Seconds, Field(description="Seconds before the limit at which the first is played.")] = (
        20
    )
    repeat_time_sec: Annotated[Seconds, Field(description="Seconds between warnings; 0 for one only.")] = 10


class SimotelIni(Model):
    """PBX-wide settings in simotel.ini that the scenario relies on."""

    section: Annotated[str, OneOf(("api", "call_limit")), Field(description="Where the beeper's keys stand.")] = "api"
    client_api_caller_timeout: Annotated[
        Maybe[Seconds], Field(description="Seconds the PBX waits for a web service.")
    ] = None
    beeper: Annotated[Maybe[Beeper], Field(description="`{}` takes the defaults.")] = None


class Variable(Model):
    """A variable of the editor; a parameter refers to it as ``{variable: NAME}``."""

    name: Annotated[Text, Field(description="Its name, unique in the scenario.", examples=["main_menu"])]
    type: Annotated[str, OneOf(("number", "string", "announcement")), Field(description="What its value is.")]
    value: Annotated[Maybe[Text], Field(description="Its value.", examples=["welcome"])] = None
    description: Annotated[
        Maybe[Text], Field(description="What it is for.", examples=["The menu in office hours."])
    ] = None


def _response(value: object, handler: ValidatorFunctionWrapHandler) -> object:
    if value == TIMED_OUT:
        return value
    if not isinstance(value, dict):
        raise invalid(f"a mapping, or `{TIMED_OUT}`", value)
    return handler(value)


class _OrTimedOut:
    """Metadata of a response: its JSON Schema takes the word too."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> Any:  # noqa: ANN401
        """Add it."""
        return {"anyOf": [handler(schema), *OneOf((TIMED_OUT,)).keywords["anyOf"]]}


TIMED_OUT: Final = "timeout"
"""In place of a web service's answer: none came in time."""

if TYPE_CHECKING:
    Response = dict[str, str] | Literal["timeout"]
else:
    Response = Annotated[dict[str, Text], WrapValidator(_response), _OrTimedOut()]


class World(Model):
    """What the outside does at one component during a rehearsal."""

    response: Annotated[Maybe[Response], Field(description="The web service's answer, or `timeout`.")] = None
    outcome: Annotated[
        Maybe[Annotated[str, OneOf(("answered", "busy", "no_answer", "failed"))]],
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
        Maybe[Annotated[str, OneOf(("ANSWERED", "BUSY", "NO ANSWER"))]], Field(description="The call's fate.")
    ] = None
    billsec: Annotated[Maybe[Seconds], Field(description="Seconds of talk.")] = None
    poll_point: Annotated[Maybe[Integer], Field(description="The score of the survey.")] = None
    poll_label: Annotated[Maybe[Text], Field(description="The label of the survey.", examples=["adviser"])] = None
    src: Annotated[Maybe[Number], Field(description="The caller's number.", examples=["521"])] = None
    dst: Annotated[Maybe[Number], Field(description="The number that was dialled last.")] = None
    type: Annotated[
        Maybe[Annotated[str, OneOf(("incoming", "outgoing", "local"))]], Field(description="The kind of call.")
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
        Maybe[Annotated[str, OneOf(("end_of_plan", "no_route", "barred", "caller_hangup", "loop"))]],
        Field(description="How the call ends."),
    ] = None
    dial_ended_by: Annotated[
        Maybe[Annotated[str, OneOf(("call_limit", "hangup", "busy", "no_answer", "failed", "web_service"))]],
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
        Maybe[Annotated[str, OneOf(("outgoing", "incoming", "autodialer"))]],
        Field(description="The kind of route where the call enters."),
    ] = None
    context: Annotated[Maybe[Text], Field(description="The context of that route.", examples=["main_routing"])] = None
    text: Annotated[
        Maybe[Text], Field(description="Interface text of the campaign, for an Autodialer Route.", examples=["any"])
    ] = None
    at: Annotated[Maybe[Minute], Field(description="Local time of the call, for time conditions.")] = None
    world: Annotated[dict[str, World], Field(default_factory=dict, description="What the outside does, by component.")]
    expect: Annotated[Expectation, Field(description="What has to come of it.")]


class Scenario(Model):
    """One scenario file."""

    version: Annotated[Literal["1"], WithJsonSchema(VERSION_SCHEMA), Field(description="The version of the language.")]
    name: Annotated[
        Name, Field(description="Its name, unique among the files of a run.", examples=["consult-with-limit"])
    ]
    description: Annotated[
        Maybe[LongText],
        Field(
            description="What it does, for people.", examples=["An adviser calls a client for five minutes at most."]
        ),
    ] = None
    parameters: Annotated[
        dict[ParameterName, ParameterDeclaration],
        Field(default_factory=dict, description="What differs from one PBX to the next."),
    ]
    originate: Annotated[
        Maybe[Annotated[Originate, Later(lambda _: Originate)]], Field(description="The API call that starts it.")
    ] = None
    call: Annotated[
        Maybe[Annotated[Call, Later(lambda _: Call)]],
        Field(description="The short form; a file has `call` or `sheets`."),
    ] = None
    sheets: Annotated[Maybe[dict[Key, Components]], Field(description="The long form: sheets of components.")] = None
    variables: Annotated[
        tuple[Variable, ...], BeforeValidator(a_list), Field(description="The editor's variables.")
    ] = ()
    simotel_ini: Annotated[
        Maybe[Annotated[SimotelIni, Later(lambda _: SimotelIni)]],
        Field(description="PBX-wide settings it relies on."),
    ] = None
    tests: Annotated[
        tuple[Annotated[Rehearsal, Later(lambda _: Rehearsal)], ...],
        BeforeValidator(a_list),
        Field(description="Declarative rehearsals."),
    ] = ()

    def references(self) -> Iterator[tuple[NodePath, VariableReference]]:
        """Return every parameter that is an editor variable, with its path."""
        for sheet, components in (self.sheets or {}).items():
            for key, component in components.items():
                yield from _references(component, ("sheets", sheet, key))
        if self.call is not None:
            yield from _references(self.call.survey, ("call", "survey"))
            for name in DIAL_TYPES:
                yield from _references(getattr(self.call.dial, name), ("call", "dial", name))


def _references(model: Model | None, path: NodePath) -> Iterator[tuple[NodePath, VariableReference]]:
    for name, value in () if model is None else model:
        if isinstance(value, VariableReference) and value.variable != UNKNOWN["variable"]:
            yield (*path, name), value
        elif name == "rows":
            for index, row in enumerate(value):
                yield from _references(row, (*path, name, index))
