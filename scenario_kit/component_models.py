"""The models of the component types, made from the catalogue: one type, one model.

Values are typed by `values`. Where a parameter may be an editor variable, it is a `VariableReference` instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, Union

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    create_model,
)

from scenario_kit.catalogue import ComponentType, Parameter, ParameterType, catalogue
from scenario_kit.values import (
    Boolean,
    DateList,
    Integer,
    LongText,
    Number,
    NumberList,
    OneOf,
    Seconds,
    Secret,
    Text,
    TextList,
    WeeklyRanges,
    invalid,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


class Model(BaseModel):
    """What all models share: no unknown keys, no change once made."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class VariableReference(Model):
    """A parameter's value that is an editor variable: ``{variable: NAME}``."""

    variable: Text


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
    ParameterType.IVR_CASE: Number,
}

Target = Annotated[Text | None, Field(description="An id on this sheet, or sheet/id; `~` ends the call on purpose.")]


def _one_or_many(value: object) -> object:
    return value if isinstance(value, dict) else {"out": value}


Next = Annotated[dict[str, Target], BeforeValidator(_one_or_many)]
"""Where each output leads, by output; a plain target stands for the one output `out`."""


class Component(Model):
    """What every component has; the models of the types add `component`, their parameters and, maybe, their rows."""

    name: Annotated[Text | None, Field(description="Its name in the editor; its id where not given.")] = None

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
    return Annotated[type_, WrapValidator(_variable_or)], Field(default=default, description=" ".join(notes))


def _fields(parameters: Mapping[str, Parameter]) -> dict[str, Any]:
    return {name: _field(parameter) for name, parameter in parameters.items()}


def parameters_model(type_: ComponentType, **more: Any) -> type[Model]:  # noqa: ANN401
    """Make the model of a component's parameters alone, as the short form takes them."""
    return create_model(f"{type_.type}_parameters", __base__=Model, **_fields(type_.parameters), **more)


def _component_model(type_: ComponentType) -> type[Component]:
    more: dict[str, Any] = {"component": (Literal[type_.type], Field(description=type_.doc))}
    if type_.has_rows:
        row: Any = create_model(f"{type_.type}_row", __base__=Row, **_fields(type_.row))
        more["rows"] = (Annotated[tuple[row, ...], BeforeValidator(_rows)], Field(description="One output a row."))
    else:
        more["next"] = (Next, Field(default={}, description="Where each output leads."))
    return create_model(type_.type, __base__=Component, __doc__=type_.doc, **more, **_fields(type_.parameters))


def _rows(value: object) -> object:
    if not isinstance(value, list) or not value:
        raise invalid("a list of at least one row", value)
    return value


class Row(Model):
    """What every row has: where it leads. A row without `next` ends the call."""

    next: Target = None


COMPONENT_MODELS: dict[str, type[Component]] = {name: _component_model(type_) for name, type_ in catalogue().items()}
"""The model of each component type, by its name."""

if TYPE_CHECKING:
    AnyComponent = Component
else:
    AnyComponent = Annotated[
        Union[tuple(COMPONENT_MODELS.values())],  # noqa: UP007  made at run time
        Discriminator("component"),
    ]
