"""The JSON Schemas for editors and other tools: of a scenario, of an inventory, and of a sheet.

They are made from the models, and so from the catalogue. Draft 7 is what the YAML support of editors knows; nothing
that came later is needed. A schema takes whatever the language takes, and also what other YAML tools make of a value
that is not quoted. What only a whole scenario shows, such as a target that does not exist, is left to `validate`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, get_args

from pydantic import AliasChoices, BaseModel
from pydantic.json_schema import GenerateJsonSchema

from scenario_kit.files.shipped import shipped
from scenario_kit.language.catalogue import catalogue
from scenario_kit.language.component_models import VariableReference
from scenario_kit.language.spec import Scenario
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
    {
        "if": {"not": {"required": ["originate"]}},
        "then": {"properties": {"call": {"required": ["match"]}}},
    },
)
"""Which keys of a scenario need or exclude each other."""


def scenario_schema() -> Schema:
    """Return the JSON Schema of a scenario file, with a branch for each component type."""
    variable = VariableReference.model_json_schema()
    schema = _schema(Scenario, "A scenario for the Simotel PBX, version 1", VariableReference=variable)
    return {**schema, "allOf": list(_FORMS)}


def inventory_schema() -> Schema:
    """Return the JSON Schema of an inventory file: what exists on a PBX."""
    return _schema(Inventory, "An inventory of a Simotel PBX, version 1")


def sheet_schema() -> Schema:
    """Return the JSON Schema of a sheet in the project's own format."""
    text = (shipped("templates") / "scenario-kit" / "sheet.schema.json").read_text("utf-8")
    schema: Schema = json.loads(text)
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


def _schema(model: type[BaseModel], title: str, **shared: Schema) -> Schema:
    """Return the schema of a model; a part that is the same as one of `shared` refers to that."""
    made = model.model_json_schema(ref_template=_DEFINITIONS, schema_generator=_Generator)
    definitions = made.pop("$defs")
    _add_other_names(model, made, definitions)
    plain = {key: _referring(part, shared) for key, part in made.items()}
    definitions = {key: _referring(part, shared) for key, part in definitions.items()} | shared
    return {"$schema": _DRAFT, **plain, "title": title, "definitions": dict(sorted(definitions.items()))}


class _Generator(GenerateJsonSchema):
    """Pydantic's own generator, with the forms that editors complete and explain best."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401, ARG002
        """Leave out titles that only repeat the key."""
        return False

    def tagged_union_schema(self, schema: core_schema.TaggedUnionSchema) -> JsonSchemaValue:
        """Choose the component type's branch by its name, so that its errors alone are told, and its keys offered."""
        choices = {str(name): self.generate_inner(choice) for name, choice in schema["choices"].items()}
        type_ = {
            "title": "Component type",
            "description": "The type of the component; it decides which other keys there are.",
            "anyOf": [*map(_type, choices), REFERRING],
        }
        # Editors take the beginning of a `const` for a match while one types; a pattern they do not.
        asked = {"type": "object", "required": ["component"]}
        return {
            **asked,
            "title": "Component",
            "properties": {"component": type_},
            "allOf": [
                {"if": {**asked, "properties": {"component": {"pattern": f"^{name}$"}}}, "then": choice}
                for name, choice in choices.items()
            ],
        }

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        """Tell a wrong key by `propertyNames`, which names its pattern alone."""
        made = super().dict_schema(schema)
        for pattern, value in made.pop("patternProperties", {}).items():
            made |= {"propertyNames": {"pattern": pattern}, "additionalProperties": value}
        return made

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Leave out defaults that only say that nothing is given."""
        made = super().default_schema(schema)
        if made.get("default") in (None, [], {}):
            made.pop("default", None)
        return made


def _type(name: str) -> Schema:
    type_ = catalogue()[name]
    return {"const": name, "title": type_.label, "description": type_.doc}


def _add_other_names(model: type[BaseModel], made: Schema, definitions: Schema) -> None:
    """Add the names by which the API knows a field, beside ours."""
    for owner, schema in ((model, made), *_models(model, definitions)):
        for name, field in owner.model_fields.items():
            if isinstance(field.validation_alias, AliasChoices):
                value = schema["properties"][name]
                schema["properties"] |= {str(alias): value for alias in field.validation_alias.choices}


def _models(model: type[BaseModel], definitions: Schema) -> Iterator[tuple[type[BaseModel], Schema]]:
    for field in model.model_fields.values():
        for inner in _inside(field.annotation):
            if inner.__name__ in definitions:
                yield inner, definitions[inner.__name__]


def _inside(annotation: Any) -> Iterator[type[BaseModel]]:  # noqa: ANN401
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _inside(argument)


def _referring(value: Any, shared: Mapping[str, Schema]) -> Any:  # noqa: ANN401
    """Refer to what is shared, and put a reference with keywords beside it into `allOf`: draft 7 passes over those."""
    if isinstance(value, list):
        return [_referring(item, shared) for item in value]
    if not isinstance(value, dict):
        return value
    for name, schema in shared.items():
        if value == schema:
            return {"$ref": _DEFINITIONS.format(model=name)}
    plain = {key: _referring(item, shared) for key, item in value.items()}
    if "$ref" in plain and len(plain) > 1:
        plain["allOf"] = [{"$ref": plain.pop("$ref")}]
    return plain
