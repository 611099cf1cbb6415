"""The scenario language, version 1, as frozen Pydantic models.

A `Scenario` is complete and typed: parameters are expanded, durations are in seconds, numbers to dial are text as
written. Its wires are not checked yet; `callgraph` and the rules do that.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import BeforeValidator, ConfigDict, Field, PlainValidator, WithJsonSchema

from scenario_kit.language.catalogue import ComponentName, catalogue
from scenario_kit.language.component_models import (
    UNKNOWN,
    AnyComponent,
    Model,
    VariableReference,
    parameters_model,
)
from scenario_kit.language.rehearsals import Test  # noqa: TC001  Pydantic reads the annotation
from scenario_kit.language.values import (
    ITEM,
    VERSION_SCHEMA,
    Boolean,
    CallerId,
    Key,
    LongText,
    Maybe,
    Name,
    Number,
    ParameterName,
    RowText,
    Seconds,
    Text,
    TextOrNull,
    a_list,
    invalid,
    non_empty_list,
    one_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic.fields import FieldInfo

    from scenario_kit.findings.model import NodePath

DIAL_TYPES: Final = (
    ComponentName.TRUNK_API,
    ComponentName.TRUNK,
    ComponentName.EXTENSION,
    ComponentName.EXTENSION_API,
    ComponentName.QUEUE,
)
"""The component types in the short form's `dial`; each has a shorthand in the catalogue."""

DEFAULT_CONTEXT: Final = "main_routing"
ANY: Final = "any"
"""In the short form: the dialled extension."""
AnswerType = Annotated[str, one_of(*catalogue()[ComponentName.ANSWER].parameters["type"].choices)]


Patterns = Annotated[
    tuple[Annotated[RowText, ITEM], ...], BeforeValidator(non_empty_list), Field(json_schema_extra={"minItems": 1})
]
Components = Annotated[dict[Key, AnyComponent], Field(min_length=1)]


class ParameterDeclaration(Model):
    """A value that differs from one PBX to the next; strings refer to it as ``${name}``."""

    default: Annotated[
        Maybe[Text],
        Field(description="The value if none is given; without a default, one must be given.", examples=["Cisco"]),
    ] = None
    description: Annotated[
        Maybe[Text], Field(description="Description for people.", examples=["Trunk to the first party."])
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
        Number,
        Field(description="Second party, dialled once the first party has answered.", examples=["09371234567", "521"]),
    ]
    context: Annotated[
        Text, Field(description="Selects the Outgoing Route that the second leg enters.", examples=["main_routing"])
    ]
    caller_id: Annotated[CallerId, Field(description="Caller ID shown to the called parties.", examples=["557"])]
    trunk_name: Annotated[
        TextOrNull,
        Field(description="Trunk to the first party; required if that is a telephone number.", examples=["Cisco"]),
    ] = None
    timeout: Annotated[
        Maybe[Seconds], Field(description="How long the first party rings; default of the PBX: 30 s.")
    ] = None
    call_limit: Annotated[Maybe[Seconds], Field(description="Maximum length of the talk.")] = None


def read_parameters(name: ComponentName, value: object) -> Model:
    """Return the parameters of a component type as their model, built on first use."""
    return parameters_model(name).model_validate(value)


def read_dialler(name: ComponentName, value: object) -> Model:
    """Return the parameters of a dialling component; a plain value is its main parameter."""
    if not isinstance(value, str | dict):
        raise invalid("text or a mapping", value)
    if isinstance(value, str):
        is_any = name == ComponentName.EXTENSION and value == ANY
        value = {} if is_any else {catalogue()[name].shorthand: value}
    return read_parameters(name, value)


def _dialler(name: ComponentName) -> tuple[PlainValidator, FieldInfo]:
    return PlainValidator(partial(read_dialler, name)), Field(description=catalogue()[name].doc)


class Dial(Model):
    """The dialling component: exactly one."""

    model_config = ConfigDict(
        # With a plain `maxProperties: 1` editors would offer no key at all while one is being typed.
        json_schema_extra={"minProperties": 1, "dependencies": {key: {"maxProperties": 1} for key in DIAL_TYPES}}
    )

    trunk_api: Annotated[Model | None, *_dialler(ComponentName.TRUNK_API)] = None
    trunk: Annotated[Model | None, *_dialler(ComponentName.TRUNK)] = None
    extension: Annotated[Model | None, *_dialler(ComponentName.EXTENSION)] = None
    extension_api: Annotated[Model | None, *_dialler(ComponentName.EXTENSION_API)] = None
    queue: Annotated[Model | None, *_dialler(ComponentName.QUEUE)] = None


def _one_dialler(value: object) -> object:
    names = ", ".join(DIAL_TYPES)
    if isinstance(value, dict) and len(set(value) & set(DIAL_TYPES)) != 1 and set(value) <= set(DIAL_TYPES):
        raise invalid(f"exactly one of {names}", " and ".join(value) or None)
    return value


class Call(Model):
    """The short form: one route, optional music and recording, one dialling component, and what follows."""

    match: Annotated[
        Maybe[Patterns], Field(description="Numbers of this route; default: the callee.", examples=[["0X."]])
    ] = None
    context: Annotated[
        Maybe[Text],
        Field(
            description="Context of the route; default: that of `originate`, else main_routing.",
            examples=["main_routing"],
        ),
    ] = None
    answer: Annotated[Maybe[AnswerType], Field(description="Adds an Answer component of this type first.")] = None
    hold_music: Annotated[
        Maybe[Text],
        Field(description="Played to the first party before the second is dialled.", examples=["please-wait"]),
    ] = None
    record: Annotated[Boolean, Field(description="Records the call.")] = False
    dial: Annotated[Dial, BeforeValidator(_one_dialler)]
    survey: Annotated[
        Maybe[Annotated[Model, PlainValidator(partial(read_parameters, ComponentName.POLL))]],
        Field(description="A Poll after the talk."),
    ] = None
    busy: Annotated[
        TextOrNull,
        Field(description="Played if the extension is busy; `~` ends the call.", examples=["line-busy"]),
    ] = None
    unavailable: Annotated[
        TextOrNull, Field(description="Played if the dialling fails; `~` ends the call.", examples=["sorry"])
    ] = None


class Beeper(Model):
    """The warning before a call limit ends the talk; PBX-wide."""

    enabled: Annotated[Boolean, Field(description="Whether a warning is played.")] = True
    announce: Annotated[Text, Field(description="Audio file: a plain name or an absolute path.", examples=["beep"])] = (
        "beep"
    )
    time_to_end_sec: Annotated[
        Seconds, Field(description="Seconds before the limit at which the first warning is played.")
    ] = 20
    repeat_time_sec: Annotated[Seconds, Field(description="Seconds between warnings; 0 for a single warning.")] = 10


class SimotelIni(Model):
    """PBX-wide settings in simotel.ini that the scenario relies on."""

    section: Annotated[str, one_of("api", "call_limit"), Field(description="Section with the beeper's keys.")] = "api"
    client_api_caller_timeout: Annotated[
        Maybe[Seconds], Field(description="Seconds the PBX waits for a web service.")
    ] = None
    beeper: Annotated[Maybe[Beeper], Field(description="Warning before the limit; `{}` for the defaults.")] = None


class Variable(Model):
    """A variable of the editor; a parameter refers to it as ``{variable: NAME}``."""

    name: Annotated[Text, Field(description="Name, unique in the scenario.", examples=["main_menu"])]
    type: Annotated[str, one_of("number", "string", "announcement"), Field(description="Type of the value.")]
    value: Annotated[Maybe[Text], Field(description="Value.", examples=["welcome"])] = None
    description: Annotated[Maybe[Text], Field(description="Purpose.", examples=["The menu in office hours."])] = None


class Scenario(Model):
    """One scenario file."""

    version: Annotated[Literal["1"], WithJsonSchema(VERSION_SCHEMA), Field(description="Version of the language.")]
    name: Annotated[Name, Field(description="Name, unique among the files of a run.", examples=["consult-with-limit"])]
    description: Annotated[
        Maybe[LongText],
        Field(description="Description for people.", examples=["An adviser calls a client for five minutes at most."]),
    ] = None
    parameters: Annotated[
        dict[ParameterName, ParameterDeclaration],
        Field(default_factory=dict, description="Values that differ from one PBX to the next."),
    ]
    originate: Annotated[Maybe[Originate], Field(description="The API call that starts the scenario.")] = None
    call: Annotated[
        Maybe[Call],
        Field(description="The short form; a file has `call` or `sheets`."),
    ] = None
    sheets: Annotated[Maybe[dict[Key, Components]], Field(description="The long form: sheets of components.")] = None
    variables: Annotated[
        tuple[Variable, ...], BeforeValidator(a_list), Field(description="The editor's variables.")
    ] = ()
    simotel_ini: Annotated[
        Maybe[SimotelIni],
        Field(description="PBX-wide settings that the scenario relies on."),
    ] = None
    tests: Annotated[
        tuple[Test, ...],
        BeforeValidator(a_list),
        Field(description="Rehearsals with their expected results."),
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
