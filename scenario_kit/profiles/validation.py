"""Checks the values of a file with the models of the language; an error points at the value's place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from scenario_kit.language.catalogue import ParameterType
from scenario_kit.language.component_models import component_model
from scenario_kit.language.model_errors import reworded
from scenario_kit.language.spec import Variable
from scenario_kit.language.values import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scenario_kit.callgraph.drafts import Value
    from scenario_kit.language.catalogue import ComponentType, Parameter
    from scenario_kit.language.parameters import Plain
    from scenario_kit.profiles.facts import Given
    from scenario_kit.profiles.json_values import JsonValue

_NAME: TypeAdapter[str] = TypeAdapter(Text)


def checked_name(name: JsonValue) -> str:
    """Return the name of a component.

    Raises:
        UnreadableSheetError: It is empty, or has several lines.
    """
    try:
        return _NAME.validate_python(name.text())
    except ValidationError as error:
        raise name.error(error.errors(include_url=False)[0]["msg"]) from None


def checked_component(item: JsonValue, type_: ComponentType, label: str, given: Given, rows: Sequence[Given]) -> Any:  # noqa: ANN401
    """Return the model of a component.

    Raises:
        UnreadableSheetError: A value is invalid; the error points at its place in the file.
    """
    plain: dict[str, Plain] = {"component": type_.name, **{name: value for name, (_, value) in given.items()}}
    if type_.has_rows:
        plain["rows"] = [{name: value for name, (_, value) in row.items()} for row in rows]
    try:
        return component_model(type_.name).model_validate(plain)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        places: dict[tuple[str | int, ...], JsonValue] = {(name,): place for name, (place, _) in given.items()}
        places |= {("rows", index, name): place for index, row in enumerate(rows) for name, (place, _) in row.items()}
        loc = first["loc"]
        place = next((places[loc[:size]] for size in (1, 3) if loc[:size] in places), item)
        parameter = type_.parameters.get(str(loc[0]))
        if parameter is not None and parameter.type is ParameterType.URL and place is not item:
            raise place.error(
                f"`{parameter.name}`: expected an address on one line"
            ) from None  # the address may hold a password
        path = ("sheets", "", label, *loc)
        whole: dict[str, Plain] = {"sheets": {"": {label: plain}}}
        raise place.error(reworded({**first, "loc": path}, whole).message) from None


def values_of(model: object, parameters: Mapping[str, Parameter]) -> Mapping[str, Value]:
    """Return the values of a model that are set."""
    values = {name: getattr(model, name) for name in parameters}
    return {name: value for name, value in values.items() if value is not None}


def checked_variable(places: Mapping[str, JsonValue]) -> Variable:
    """Return a variable.

    Raises:
        UnreadableSheetError: A value is invalid.
    """
    try:
        return Variable.model_validate({field: place.text() for field, place in places.items()})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise places[str(first["loc"][0])].error(first["msg"]) from None
