"""The models of the component types, built from the catalogue.

`values` has the types of their parameters. A parameter may also be an editor variable, a `VariableReference`.
"""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
    create_model,
)
from pydantic_core import PydanticKnownError

from scenario_kit.language.catalogue import ComponentName, ComponentType, Parameter, ParameterType, catalogue
from scenario_kit.language.values import (
    TEXT_OR_NULL_SCHEMA,
    Boolean,
    CallerId,
    DateList,
    FollowerList,
    Integer,
    LongText,
    MenuCase,
    MonthList,
    Number,
    NumberList,
    RowText,
    Seconds,
    Secret,
    Text,
    TextList,
    TextOrNull,
    WeeklyRanges,
    describe,
    extension_types,
    invalid,
    one_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


class Model(BaseModel):
    """The base of all models: frozen, without unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class VariableReference(Model):
    """A parameter's value that is an editor variable: ``{variable: NAME}``."""

    variable: Annotated[Text, Field(description="The name of one of `variables`.", examples=["main_menu"])]


UNKNOWN: Final = {"variable": "\N{REPLACEMENT CHARACTER}"}
"""The placeholder for an invalid value of a parameter; rules ignore it."""


def _variable_or(value: object, handler: ValidatorFunctionWrapHandler) -> object:
    if isinstance(value, dict) and set(value) == {"variable"}:
        if not isinstance(value["variable"], str) or not value["variable"]:
            raise invalid("the name of a variable", value["variable"])
        return VariableReference(variable=value["variable"])
    return handler(value)


_TYPES: dict[ParameterType, Any] = {
    ParameterType.TEXT: Text,
    ParameterType.CODE: LongText,
    ParameterType.NUMBER: Number,
    ParameterType.INTEGER: Integer,
    ParameterType.SECONDS: Seconds,
    ParameterType.BOOLEAN: Boolean,
    ParameterType.URL: Text,
    ParameterType.SECRET: Secret,
    ParameterType.TEXT_LIST: TextList,
    ParameterType.NUMBER_LIST: NumberList,
    ParameterType.DATE_LIST: DateList,
    ParameterType.WEEKLY_RANGES: WeeklyRanges,
    ParameterType.MATCH_PATTERN: RowText,
    ParameterType.CID_PATTERN: RowText,
    ParameterType.IVR_CASE: MenuCase,
}
_NAMED: Final[Mapping[str, Any]] = {
    "caller_id": CallerId,
    "caller_id_prefix": CallerId,
    "followers": FollowerList,
}
"""The types of the texts that have a number in them, by the name of the parameter."""

_EXAMPLES: Final[Mapping[str, Any]] = {
    "trunk": "Cisco",
    "extension": "553",
    "queue": "901",
    "announcement": "line-busy",
    "context": "main_routing",
    "voicemail": "553",
    ParameterType.MATCH_PATTERN: "0X.",
    ParameterType.CID_PATTERN: "31041000",
    ParameterType.IVR_CASE: "1",
    ParameterType.URL: "https://crm.example/call",
    ParameterType.CODE: "same => n,NoOp()",
}
"""Values that an editor offers, by the kind of object that is referred to, else by type."""

_TARGET_SCHEMA: Final[dict[str, Any]] = {
    **TEXT_OR_NULL_SCHEMA.json_schema,  # type: ignore[dict-item]
    "description": "An id on this sheet, or sheet/id; `~` ends the call.",
    "examples": ["welcome", "outgoing/desk"],
}


def _target(value: object, handler: ValidatorFunctionWrapHandler) -> object:
    if isinstance(value, list):
        only = value[0] if len(value) == 1 and isinstance(value[0], str) else None
        help_ = f"write `{only}`" if only else "an output has one target; write the components one after another"
        raise invalid("the id of a component", value, help_=help_)
    if isinstance(value, dict):
        raise invalid("the id of a component", value)
    return handler(value)


Target = Annotated[TextOrNull, WrapValidator(_target), WithJsonSchema(_TARGET_SCHEMA)]


def _one_or_many(outputs: tuple[str, ...], value: object) -> object:
    if isinstance(value, list) and not outputs:
        raise invalid("no target", value, help_="remove `next`")
    if isinstance(value, list) and outputs != ("out",):
        same = value[0] if len(set(map(str, value))) == 1 and isinstance(value[0], str) else "ID"
        targets = ", ".join(f"{output}: {same}" for output in outputs)
        raise invalid("a target for each output", value, help_=f"write `next: {{{targets}}}`")
    return value if isinstance(value, dict) else {"out": value}


def _next_schema(outputs: tuple[str, ...]) -> dict[str, Any]:
    """Return the JSON Schema of `next`: a target by output, or a plain target for the output `out`."""
    targets = dict.fromkeys(outputs, _TARGET_SCHEMA)
    mapping = {"type": "object", "additionalProperties": False, "properties": targets}
    if outputs != ("out",):
        return mapping
    examples = _TARGET_SCHEMA["examples"]
    return {"examples": examples, "if": {"type": "object"}, "then": mapping, "else": _TARGET_SCHEMA}


class ComponentModel(Model):
    """The base of the component models, which add `component`, their parameters and `rows` or `next`."""

    name: Annotated[TextOrNull, Field(description="Name in the editor; default: its id.", examples=["Welcome"])] = None

    @property
    def kind(self) -> ComponentType:
        """Its type in the catalogue."""
        return catalogue()[self.__dict__["component"]]


class DiallerModel(Model):
    """The base of the dialling components of the short form, which add their parameters."""

    name: Annotated[
        TextOrNull,
        Field(
            description="Name in the editor, which a web service receives as `app_name`; default: the scenario's name.",
            examples=["select-trunk"],
        ),
    ] = None


def telephone_help(type_name: str, number: str = "", written: str = "") -> str:
    """Return what to write instead of a telephone number where a component rings extensions.

    Args:
        type_name: The type of the component.
        number: The number, as it is dialled.
        written: The number as it is written, perhaps with a trunk.
    """
    match type_name:
        case ComponentName.EXTENSION:
            return "use a trunk or a trunk_api"
        case ComponentName.RING_GROUP:
            trunk, slash, _ = written.partition("/")
            trunk = trunk if slash and trunk.casefold() not in _TECHNOLOGIES else "TRUNK"
            return f"use a follow_me with the follower `{trunk}/{number}`, or a trunk"
        case ComponentName.CALLBACK:
            return "write `method: call_to_number` with `number` and `trunk`"
    return "write an extension"


_TECHNOLOGIES: Final = frozenset(("sip", "pjsip", "iax", "iax2", "dahdi", "local", "tel"))
"""What Asterisk has in front of a number where a follower has a trunk."""


def _field(parameter: Parameter, type_name: str) -> tuple[Any, Any]:
    type_ = MonthList if parameter.items == "month" else _NAMED.get(parameter.name)
    if parameter.refers_to == "extension":
        one, many = extension_types(partial(telephone_help, type_name))
        type_ = one if parameter.type is ParameterType.NUMBER else many
    if type_ is None:
        type_ = Annotated[str, one_of(*parameter.choices)] if parameter.choices else _TYPES[parameter.type]
    unit = f" Unit: {parameter.unit}." if parameter.unit else ""
    empty = f" If omitted: {parameter.empty}." if parameter.empty else ""
    field = Field(
        default=... if parameter.required else None,
        title=parameter.label,
        description=f"{parameter.doc}{unit}{empty}",
        examples=_examples(parameter),
        json_schema_extra={} if parameter.default is None else {"default": parameter.default},
    )
    return Annotated[type_, WrapValidator(_variable_or)], field


def _examples(parameter: Parameter) -> list[Any] | None:
    example = _EXAMPLES.get(parameter.refers_to or parameter.type)
    if example is None:
        return None
    return [[example]] if parameter.type in (ParameterType.TEXT_LIST, ParameterType.NUMBER_LIST) else [example]


def _fields(parameters: Mapping[str, Parameter], type_name: str) -> dict[str, Any]:
    return {name: _field(parameter, type_name) for name, parameter in parameters.items()}


@cache
def parameters_model(name: str) -> type[Model]:
    """Return the model of the parameters of a component type, as the short form has them."""
    type_ = catalogue()[name]
    return create_model(
        f"{type_.name}_parameters",
        __base__=Model if type_.shorthand is None else DiallerModel,
        __doc__=type_.doc,
        __cls_kwargs__={"title": type_.label},
        **_fields(type_.parameters, name),
    )


def plain_value(type_: ComponentType) -> tuple[Any, list[Any]]:
    """Return the type and the examples of a component type's main parameter in the short form."""
    parameter = type_.parameters[type_.shorthand or ""]
    return _TYPES[parameter.type], _examples(parameter) or []


@cache
def component_model(name: str) -> type[ComponentModel]:
    """Return the model of a component type, built on first use."""
    type_ = catalogue()[name]
    fields: dict[str, Any] = {"component": (Literal[type_.name], Field(description=type_.doc))}
    if type_.has_rows:
        row: Any = row_model(name)
        rows = Annotated[tuple[row, ...], BeforeValidator(_rows)]
        fields["rows"] = (rows, Field(description="Each row is an output.", json_schema_extra={"minItems": 1}))
    else:
        targets = BeforeValidator(partial(_one_or_many, type_.outputs))  # a plain target is that of the output `out`
        next_ = Annotated[dict[str, Target], targets, WithJsonSchema(_next_schema(type_.outputs))]
        fields["next"] = (next_, Field(default={}, description=_about(type_.outputs)))
    return create_model(
        type_.name,
        __base__=ComponentModel,
        __doc__=type_.doc,
        __cls_kwargs__={"title": type_.label},
        **fields,
        **_fields(type_.parameters, name),
    )


@cache
def row_model(name: str) -> type[RowModel]:
    """Return the model of a row of a component type that has rows."""
    type_ = catalogue()[name]
    return create_model(
        f"{type_.name}_row",
        __base__=RowModel,
        __doc__=f"A row of {type_.label}: an output and the calls that take it.",
        __cls_kwargs__={"title": f"{type_.label}: row"},
        **_fields(type_.row, name),
    )


def _about(outputs: tuple[str, ...]) -> str:
    if outputs == ("out",):
        return "The next component, or `~` to end the call."
    return f"The target of each output: {', '.join(outputs)}." if outputs else "It has no output."


def _rows(value: object) -> object:
    if not isinstance(value, list) or not value:
        raise invalid("a list of at least one row", value)
    return value


class RowModel(Model):
    """The base of all rows. A row without `next` ends the call."""

    next: Target = None


def read_component(value: object) -> ComponentModel:
    """Return a component as the model of its type.

    The model is built when its first component is read: building the models of all 36 types takes longer than
    everything else that is done with a typical scenario.

    Raises:
        PydanticKnownError: The value is not a mapping, or its type is unknown.
        ValidationError: The model rejects it.
    """
    if not isinstance(value, dict):
        raise PydanticKnownError("dict_type")
    type_ = value.get("component")
    if type_ is None and "component" not in value:
        raise PydanticKnownError("union_tag_not_found", {"discriminator": "component"})
    if not isinstance(type_, str) or type_ not in catalogue():
        context = {"discriminator": "component", "tag": describe(type_), "expected_tags": ", ".join(catalogue())}
        raise PydanticKnownError("union_tag_invalid", context)
    return component_model(type_).model_validate(value)


AnyComponent = Annotated[ComponentModel, PlainValidator(read_component)]
"""A component of any type."""
