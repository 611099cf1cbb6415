"""The JSON Schemas for editors and other tools: of a scenario, of an inventory, and of a sheet.

They are generated from the models, and so from the catalogue, in draft 7, which the YAML support of editors reads.
A schema accepts whatever the language accepts, and also the types that other YAML tools give to unquoted values. Errors
that need the whole scenario, such as a missing target, are reported by `validate` only.
"""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any, Final, get_args

from pydantic import AliasChoices, BaseModel, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core.core_schema import chain_schema

from scenario_kit.files.shipped import shipped
from scenario_kit.language.catalogue import ComponentName, catalogue
from scenario_kit.language.component_models import (
    VariableReference,
    component_model,
    parameters_model,
    plain_value,
    read_component,
)
from scenario_kit.language.spec import ANY, Scenario, read_dialler, read_parameters
from scenario_kit.language.values import REFERRING
from scenario_kit.pbx.inventory import Inventory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import core_schema

Schema = dict[str, Any]

_DRAFT: Final = "http://json-schema.org/draft-07/schema#"
_DEFINITIONS: Final = "#/definitions/{model}"
_FORMS: Final[tuple[Schema, ...]] = (
    {"if": {"required": ["call"]}, "then": {"properties": {"sheets": False}}},
    {
        "anyOf": [
            {"required": ["call"]},
            {"required": ["sheets"]},
            {"required": ["simotel_ini"], "properties": {"originate": False}},
        ]
    },
    {"if": {"not": {"required": ["originate"]}}, "then": {"properties": {"call": {"required": ["match"]}}}},
)
"""Which keys of a scenario require or exclude each other."""


def scenario_schema() -> Schema:
    """Return the JSON Schema of a scenario file, with a branch for each component type."""
    schema = _schema(Scenario, "A scenario for the Simotel PBX, version 1")
    variable = VariableReference.model_json_schema(schema_generator=_Generator)
    definitions = {**schema["definitions"], VariableReference.__name__: variable}
    _add_variables(definitions)
    return {**schema, "definitions": dict(sorted(definitions.items())), "allOf": list(_FORMS)}


def inventory_schema() -> Schema:
    """Return the JSON Schema of an inventory file: what exists on a PBX."""
    return _schema(Inventory, "An inventory of a Simotel PBX, version 1")


def sheet_schema() -> Schema:
    """Return the JSON Schema of a sheet in the project's own format."""
    schema: Schema = json.loads((shipped("templates") / "scenario-kit" / "sheet.schema.json").read_bytes())
    return schema


SCHEMAS: Final[Mapping[str, Callable[[], Schema]]] = {
    "scenario": scenario_schema,
    "sheet": sheet_schema,
    "inventory": inventory_schema,
}
"""The schemas by the name of what they describe."""


def schema_text(name: str) -> str:
    """Return a schema as the text of its file."""
    return json.dumps(SCHEMAS[name](), indent=2, ensure_ascii=False) + "\n"


def _schema(model: type[BaseModel], title: str) -> Schema:
    made = model.model_json_schema(ref_template=_DEFINITIONS, schema_generator=_Generator)
    definitions = made.pop("$defs")
    _add_other_names(model, made, definitions)
    made, definitions = _for_draft_7(made), _for_draft_7(definitions)
    return {"$schema": _DRAFT, **made, "title": title, "definitions": dict(sorted(definitions.items()))}


class _Generator(GenerateJsonSchema):
    """Pydantic's generator, adapted to how editors complete keys and show errors."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401, ARG002
        """Omit titles that only repeat the key."""
        return False

    def function_plain_schema(self, schema: core_schema.PlainValidatorFunctionSchema) -> JsonSchemaValue:
        """Show the model behind a validator that builds its model when the first value is read."""
        function = schema["function"]["function"]
        if function is read_component:
            return self._component()
        if isinstance(function, partial) and function.func is read_parameters:
            return self._reference(parameters_model(*function.args))
        if isinstance(function, partial) and function.func is read_dialler:
            return self._dialler(*function.args)
        return super().function_plain_schema(schema)

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """Refuse null: a key that is written has a value."""
        return self.generate_inner(schema["schema"])

    def _reference(self, model: type[BaseModel]) -> JsonSchemaValue:
        """Refer to a model; inside a chain, Pydantic makes it a shared definition."""
        return self.generate_inner(chain_schema([TypeAdapter(model).core_schema]))

    def _component(self) -> JsonSchemaValue:
        """Choose the branch by the component type: an editor then shows the errors and the keys of that type alone."""
        type_ = {
            "title": "Component type",
            "description": "Type of the component, which determines its other keys.",
            "anyOf": [
                *(
                    {"const": name, "title": type_.label, "description": type_.doc}
                    for name, type_ in catalogue().items()
                ),
                REFERRING,
            ],
        }
        # While one types, editors take the beginning of a `const` for a match, but not that of a pattern.
        mapping = {"type": "object", "required": ["component"]}
        branches = [
            {
                "if": {**mapping, "properties": {"component": {"pattern": f"^{name}$"}}},
                "then": self._reference(component_model(name)),
            }
            for name in catalogue()
        ]
        return {**mapping, "title": "Component", "properties": {"component": type_}, "allOf": branches}

    def _dialler(self, name: ComponentName) -> JsonSchemaValue:
        """Accept a plain value or the parameters of a dialling component."""
        type_, examples = plain_value(catalogue()[name])
        if name == ComponentName.EXTENSION:
            examples = [*examples, ANY]
        plain = {**TypeAdapter(type_).json_schema(), "examples": examples}
        return _or_mapping(plain, self._reference(parameters_model(name)))

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        """Check keys by `propertyNames`, whose errors show only the pattern."""
        made = super().dict_schema(schema)
        for pattern, value in made.pop("patternProperties", {}).items():
            made |= {"propertyNames": {"pattern": pattern}, "additionalProperties": value}
        return made

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Omit empty defaults."""
        made = super().default_schema(schema)
        if made.get("default") in (None, [], {}):
            made.pop("default", None)
        return made


def _or_mapping(plain: Schema, mapping: Schema) -> Schema:
    """Return the schema of a plain value or a mapping, so that an error is about the one that was written."""
    if "anyOf" in plain:
        return {"anyOf": [*plain["anyOf"], mapping]}
    if isinstance(plain.get("type"), list):
        return {**plain, "type": [*plain["type"], "object"], "if": {"type": "object"}, "then": mapping}
    examples = {"examples": plain["examples"]} if "examples" in plain else {}
    return {**examples, "if": {"type": "object"}, "then": mapping, "else": plain}


def _add_variables(definitions: Schema) -> None:
    """Accept an editor variable as the value of every parameter of a component."""
    for type_ in catalogue().values():
        for name in (type_.name, f"{type_.name}_parameters", f"{type_.name}_row"):
            properties = definitions.get(name, {}).get("properties", {})
            for parameter in type_.row if name.endswith("_row") else type_.parameters:
                if parameter in properties:
                    properties[parameter] = _or_variable(properties[parameter])


def _or_variable(plain: Schema) -> Schema:
    notes: Schema = {key: plain.pop(key) for key in ("title", "description", "examples", "default") if key in plain}
    variable = {"$ref": _DEFINITIONS.format(model=VariableReference.__name__)}
    if plain.get("type") == "object":
        made = {"if": {"type": "object", "required": ["variable"]}, "then": variable, "else": plain}
    else:
        made = _or_mapping(plain, variable)
    return {**made, **notes}


def _add_other_names(model: type[BaseModel], made: Schema, definitions: Schema) -> None:
    """Add the API's names of fields beside ours."""
    inner_models = (inner for field in model.model_fields.values() for inner in _inside(field.annotation))
    schemas = [(inner, definitions[inner.__name__]) for inner in inner_models if inner.__name__ in definitions]
    for owner, schema in ((model, made), *schemas):
        for name, field in owner.model_fields.items():
            if isinstance(field.validation_alias, AliasChoices):
                value = schema["properties"][name]
                schema["properties"] |= {str(alias): value for alias in field.validation_alias.choices}


def _inside(annotation: Any) -> Iterator[type[BaseModel]]:  # noqa: ANN401
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _inside(argument)


def _for_draft_7(value: Any) -> Any:  # noqa: ANN401
    """Put a reference that has keywords beside it into `allOf`: draft 7 ignores those keywords."""
    if isinstance(value, list):
        return [_for_draft_7(item) for item in value]
    if not isinstance(value, dict):
        return value
    plain = {key: _for_draft_7(item) for key, item in value.items()}
    if "$ref" in plain and len(plain) > 1:
        plain["allOf"] = [{"$ref": plain.pop("$ref")}]
    return plain
