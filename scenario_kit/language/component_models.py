"""The models of the component types, made from the catalogue: one type, one model.

Values are typed by `values`. Where a parameter may be an editor variable, it is a `VariableReference` instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, Union

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    TypeAdapter,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    create_model,
)
from pydantic_core import PydanticKnownError, core_schema

from scenario_kit.language.catalogue import ComponentType, Parameter, ParameterType, catalogue
from scenario_kit.language.values import (
    TEXT_SCHEMA,
    Boolean,
    DateList,
    Integer,
    Keywords,
    LongText,
    Number,
    NumberList,
    OneOf,
    Seconds,
    Secret,
    Text,
    TextList,
    TextOrNull,
    WeeklyRanges,
    describe,
    invalid,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydantic_core import CoreSchema


class Model(BaseModel):
    """What all models share: no unknown keys, no change once made."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


@dataclass(frozen=True, slots=True)
class Later:
    """Metadata of a value with a model: the model is made when the first such value is read.

    To build all that Pydantic needs for the whole language takes longer than everything else that is done with a usual
    scenario, and a scenario uses little of it.

    Attributes:
        model: Gives the model, for this value where it depends on that.
        union: Gives what the JSON Schema shows in its place, where the model depends on the value.
    """

    model: Callable[[object], type[Model]]
    union: Callable[[], Any] | None = None

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Check with the model."""
        return core_schema.no_info_plain_validator_function(self.check)

    def check(self, value: object) -> Model:
        """Return the value as its model; errors have the places inside of the value."""
        return self.model(value).model_validate(value)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> Any:  # noqa: ANN401
        """Show the model as if it were here."""
        shown = self.model(None) if self.union is None else self.union()
        inside = TypeAdapter(shown).core_schema
        return handler(core_schema.chain_schema([inside]))  # inside of a chain, a model becomes a shared definition


class VariableReference(Model):
    """A parameter's value that is an editor variable: ``{variable: NAME}``."""

    variable: Annotated[Text, Field(description="The name of one of `variables`.", examples=["main_menu"])]


def with_object(plain: dict[str, Any], mapping: dict[str, Any]) -> dict[str, Any]:
    """Return the JSON Schema of a value that is `plain` or else a mapping; editors offer what stands at its top."""
    if "anyOf" in plain:
        return {"anyOf": [*plain["anyOf"], mapping]}
    if isinstance(plain.get("type"), list):
        return {**plain, "type": [*plain["type"], "object"], "if": {"type": "object"}, "then": mapping}
    asked = {"required": mapping["required"]} if plain.get("type") == "object" else {}
    offered = {"examples": plain["examples"]} if "examples" in plain else {}
    return {**offered, "if": {"type": "object", **asked}, "then": mapping, "else": plain}


class _OrVariable:
    """Metadata of a parameter's type: its JSON Schema takes an editor variable too."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> Any:  # noqa: ANN401
        """Add it such that what is wrong is told of the one that was meant."""
        return with_object(handler(schema), VariableReference.model_json_schema())


UNKNOWN: Final = {"variable": "\N{REPLACEMENT CHARACTER}"}
"""A parameter's value of which nothing is known, in place of one that cannot be used."""


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
    ParameterType.MATCH_PATTERN: Number,
    ParameterType.CID_PATTERN: Number,
    ParameterType.IVR_CASE: Annotated[Number, TEXT_SCHEMA],
}
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
"""Values that an editor offers: by the kind of object referred to, else by type."""

Target = Annotated[
    TextOrNull,
    Keywords(
        {
            "description": "An id on this sheet, or sheet/id; `~` ends the call on purpose.",
            "examples": ["welcome", "outgoing/desk"],
        }
    ),
]


def _one_or_many(value: object) -> object:
    return value if isinstance(value, dict) else {"out": value}


@dataclass(frozen=True, slots=True)
class _Outputs:
    """Metadata of `Next`: the JSON Schema knows the outputs of the type."""

    names: tuple[str, ...]

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> Any:  # noqa: ANN401
        """Take a mapping of these outputs; where there is one without a label, a plain target too."""
        target = handler(schema)["additionalProperties"]
        mapping = {
            "type": "object",
            "additionalProperties": False,
            "properties": dict.fromkeys(self.names, target),
        }
        return with_object(target, mapping) if self.names == ("out",) else mapping


Next = Annotated[dict[str, Target], BeforeValidator(_one_or_many)]
"""Where each output leads, by output; a plain target stands for the one output `out`."""


class ComponentModel(Model):
    """What every component has; the models of the types add `component`, their parameters and, maybe, their rows."""

    name: Annotated[
        TextOrNull, Field(description="Its name in the editor; its id where not given.", examples=["Welcome"])
    ] = None

    @property
    def kind(self) -> ComponentType:
        """Its type in the catalogue."""
        return catalogue()[self.__dict__["component"]]


def _field(parameter: Parameter) -> tuple[Any, Any]:
    type_ = Annotated[str, OneOf(parameter.choices)] if parameter.choices else _TYPES[parameter.type]
    notes = [parameter.doc]
    if parameter.unit:
        notes.append(f"In {parameter.unit}.")
    if parameter.empty:
        notes.append(f"Left out: {parameter.empty}.")
    default = ... if parameter.required else None
    more: dict[str, Any] = {} if parameter.default is None else {"default": parameter.default}
    field = Field(
        default=default,
        title=parameter.label,
        description=" ".join(notes),
        examples=_examples(parameter),
        json_schema_extra=more,
    )
    return Annotated[type_, WrapValidator(_variable_or), _OrVariable()], field


def _examples(parameter: Parameter) -> list[Any] | None:
    example = _EXAMPLES.get(parameter.refers_to or parameter.type)
    if example is None:
        return None
    return [[example]] if parameter.type in (ParameterType.TEXT_LIST, ParameterType.NUMBER_LIST) else [example]


def _fields(parameters: Mapping[str, Parameter]) -> dict[str, Any]:
    return {name: _field(parameter) for name, parameter in parameters.items()}


@cache
def parameters_model(name: str) -> type[Model]:
    """Return the model of a component's parameters alone, as the short form takes them."""
    type_ = catalogue()[name]
    return create_model(
        f"{type_.name}_parameters",
        __base__=Model,
        __doc__=type_.doc,
        __cls_kwargs__={"title": type_.label},
        **_fields(type_.parameters),
    )


def plain_value(type_: ComponentType) -> tuple[Any, list[Any]]:
    """Return the type and examples of a plain value that stands for a component's parameters in the short form."""
    parameter = type_.parameters[type_.shorthand or ""]
    return _TYPES[parameter.type], _examples(parameter) or []


@cache
def component_model(name: str) -> type[ComponentModel]:
    """Return the model of a component type; it is made when it is first asked for."""
    type_ = catalogue()[name]
    more: dict[str, Any] = {"component": (Literal[type_.name], Field(description=type_.doc))}
    if type_.has_rows:
        row: Any = create_model(
            f"{type_.name}_row",
            __base__=RowModel,
            __doc__=f"A row of {type_.label}: where calls that fit it go.",
            __cls_kwargs__={"title": f"{type_.label}: row"},
            **_fields(type_.row),
        )
        rows = Annotated[tuple[row, ...], BeforeValidator(_rows), Keywords({"minItems": 1})]
        more["rows"] = (rows, Field(description="One output a row."))
    else:
        next_ = Annotated[Next, _Outputs(type_.outputs)]
        more["next"] = (next_, Field(default={}, description=_about(type_.outputs)))
    return create_model(
        type_.name,
        __base__=ComponentModel,
        __doc__=type_.doc,
        __cls_kwargs__={"title": type_.label},
        **more,
        **_fields(type_.parameters),
    )


def _about(outputs: tuple[str, ...]) -> str:
    if outputs == ("out",):
        return "Where the call goes on: a target, or `~` where it ends on purpose."
    return f"Where each output leads: {', '.join(outputs)}." if outputs else "It has no output."


def _rows(value: object) -> object:
    if not isinstance(value, list) or not value:
        raise invalid("a list of at least one row", value)
    return value


class RowModel(Model):
    """What every row has: where it leads. A row without `next` ends the call."""

    next: Target = None


def _model_of(value: object) -> type[ComponentModel]:
    if not isinstance(value, dict):
        raise PydanticKnownError("dict_type")
    type_ = value.get("component")
    if type_ is None and "component" not in value:
        raise PydanticKnownError("union_tag_not_found", {"discriminator": "component"})
    if not isinstance(type_, str) or type_ not in catalogue():
        context = {"discriminator": "component", "tag": describe(type_), "expected_tags": ", ".join(catalogue())}
        raise PydanticKnownError("union_tag_invalid", context)
    return component_model(type_)


def _any_model() -> Any:  # noqa: ANN401
    from pydantic import Discriminator  # noqa: PLC0415  it comes with a module of Pydantic that nothing else needs

    models: Any = Union[tuple(map(component_model, catalogue()))]  # noqa: UP007  made at run time
    return Annotated[models, Discriminator("component")]


AnyComponent = Annotated[ComponentModel, Later(_model_of, _any_model)]
"""A component of any type."""
