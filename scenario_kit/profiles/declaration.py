"""A profile's ``sheet.map.yaml``: the JSON of a sheet with places in it, and the spelling of words, values and ids.

``docs/profiles.md`` has the format with examples.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

from pydantic import BaseModel, Field, ValidationError
from pydantic_core import PydanticCustomError

from scenario_kit.findings.model import did_you_mean
from scenario_kit.language.values import describe
from scenario_kit.profiles.json_values import Json, scalar_text
from scenario_kit.profiles.parsing import MapError, parse_template
from scenario_kit.profiles.places import SHEET
from scenario_kit.profiles.spellings import (
    ABSENT,
    Guesses,
    Ids,
    MapModel,
    OutputWords,
    ParameterWords,
    ValueFormat,
    ValueKind,
    Words,
    Written,
    value_kind,
)
from scenario_kit.profiles.style import Style
from scenario_kit.profiles.template import Constant, Each, Items, Object, Place, Template, Text, walk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic_core import ErrorDetails

    from scenario_kit.findings.model import NodePath

_T = TypeVar("_T", bound=BaseModel)


class _Declaration(MapModel):
    version: Literal[2, "2"]
    style: Style = Style()
    expect: dict[str, Written] = Field(default_factory=dict)
    sheet: Any
    words: Words = Words()
    values: dict[ValueKind, dict[str, Any]] = Field(default_factory=dict)
    variable: Any = None
    ids: Ids = Ids()
    guesses: Guesses = Guesses()


@dataclass(frozen=True, slots=True, eq=False)
class SheetMap:
    """A map; see ``docs/profiles.md``.

    Attributes:
        file: The file, for messages.
        sheet: The template of a sheet.
        style: The style of the text.
        expect: Pointers, and texts there that identify a sheet of this format.
        words: The spelling of types, parameters, fields and outputs.
        values: The entries for the spelling of values, by kind of value, `TYPE.NAME`, `*.NAME` or `any`.
        fields: The same for the fields of rows, which go before `values`.
        texts: What is written for an absent description, and for absent texts of variables.
        variable: The template of a value that refers to an editor variable.
        ids: The spelling of new ids.
        guesses: What of it is guessed.
    """

    file: str
    sheet: Template
    style: Style = field(default_factory=Style)
    expect: Mapping[str, str] = field(default_factory=dict)
    words: Words = field(default_factory=Words)
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    fields: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    texts: Mapping[str, Json] = field(default_factory=dict)
    variable: Template = field(default_factory=lambda: Constant(None))
    ids: Ids = field(default_factory=Ids)
    guesses: Guesses = field(default_factory=Guesses)

    @classmethod
    def from_tree(cls, plain: Any, file: str = "sheet.map.yaml") -> SheetMap:  # noqa: ANN401
        """Return the map of a plain tree of dicts, lists and scalars.

        Raises:
            MapError: It is not a map; the text says what is wrong, and `path` where.
        """
        declared = _declared(plain)
        template = parse_template(declared.sheet, {SHEET}, ("sheet",))
        _check_sheet(template)
        for name in declared.expect:
            _check_pointer(name, ("expect", name))
        values = dict(declared.values)
        fields = values.pop("fields", {})
        texts = {name: values.pop(name, {}).get("unset", ABSENT) for name in ("description", "variable")}
        for path, entries in ((("values",), values), (("values", "fields"), fields)):
            for kind, entry in entries.items():
                _check_format(entry, (*path, kind))
        reference = {"variable": "$name"} if declared.variable is None else declared.variable
        variable = parse_template(reference, {"reference"}, ("variable",))
        if not any(isinstance(node, Place) for node in walk(variable)):
            raise MapError("`variable`: expected a template with `$name` in it", ("variable",))
        return cls(
            file=file,
            sheet=template,
            style=declared.style,
            expect=declared.expect,
            words=declared.words,
            values=values,
            fields=fields,
            texts=texts,
            variable=variable,
            ids=declared.ids,
            guesses=declared.guesses,
        )


def _check_sheet(template: Template) -> None:
    """Check that components can be read: they have a type, and something that identifies them.

    Raises:
        MapError: They have not.
    """
    lists = [node for node in walk(template) if isinstance(node, Each) and node.records == "components"]
    if not lists:
        raise MapError("`sheet`: no `$each: components`; say where the components are", ("sheet",))
    if not any(isinstance(node, Place) and str(node) == "type" for each in lists for node in walk(each)):
        raise MapError("`sheet`: no place `$type` in the components", ("sheet",))


def _check_pointer(text: str, path: NodePath) -> None:
    if not re.fullmatch(r"(/([^/~]|~[01])*)*", text):
        raise MapError(f"expected a JSON pointer such as /format, got `{text}`", path, on_key=True)


def _check_format(entry: Mapping[str, Any], path: NodePath) -> None:
    _validated(ValueFormat, entry, path)
    for name, inside in (("item", {"item"}), ("template", {"week"})):
        if entry.get(name) is not None:
            template = parse_template(entry[name], inside, (*path, name))
            for node in walk(template):
                if isinstance(node, Items) and sum(isinstance(one, Each) for one in node.items) > 1:
                    raise MapError(f"`{name}`: expected one `$each` in a list, found several", (*path, name))
    if entry.get("inside") is not None:
        _check_inside(entry["inside"], (*path, "inside"))


def _check_inside(plain: Any, path: NodePath) -> None:  # noqa: ANN401
    """Check that the template of what a value is inside of has one place for the value.

    Raises:
        MapError: It has none or several, or the value is a part of a text.
    """
    template = parse_template(plain, {"inside"}, path)
    values = [node for node in walk(template) if isinstance(node, Place) and node.name == "value"]
    in_texts = {id(place) for node in walk(template) if isinstance(node, Text) for place in node.places}
    if not isinstance(template, Object | Items) or len(values) != 1 or id(values[0]) in in_texts:
        raise MapError("`inside`: expected a mapping or a list with one `$value` in it, such as {items: $value}", path)


def _declared(plain: Any) -> _Declaration:  # noqa: ANN401
    if not isinstance(plain, dict):
        raise MapError("expected a mapping that begins with `version: 2`", ())
    if plain.get("version") in (1, "1"):
        raise MapError("version 1 is not read any more; write it as version 2, see docs/profiles.md", ("version",))
    values = plain.get("values")
    nested = values.get("fields") if isinstance(values, dict) else None
    if isinstance(nested, dict):
        for kind in nested:
            try:
                value_kind(kind)
            except PydanticCustomError as error:
                raise MapError(f"values / fields, `{kind}`: {error}", ("values", "fields", kind), on_key=True) from None
    return _validated(_Declaration, plain, ())


def _validated(model: type[_T], plain: Any, path: NodePath) -> _T:  # noqa: ANN401
    try:
        return model.model_validate(plain)
    except ValidationError as error:
        first = min(error.errors(include_url=False), key=lambda detail: detail["type"] != "extra_forbidden")
        raise _reworded(first, plain, path) from None


def _existing(loc: NodePath, plain: Any, *, missing: bool) -> NodePath:  # noqa: ANN401
    """Return the part of a path that exists; Pydantic adds the names of the alternatives that it tried."""
    for index, part in enumerate(loc):
        known = isinstance(plain, dict) and part in plain
        if not known and not (isinstance(plain, list | tuple) and isinstance(part, int)):
            return loc[: index + missing]
        plain = plain[part]
    return loc


def _reworded(error: ErrorDetails, plain: Any, path: NodePath) -> MapError:  # noqa: ANN401
    inside = tuple(part for part in error["loc"] if part != "[key]")
    loc = (*path, *_existing(inside, plain, missing=error["type"] == "missing"))
    on_key = error["type"] in ("extra_forbidden", "missing") or "[key]" in error["loc"]
    parts = [str(part) for part in loc]
    owner, key = " / ".join(parts[:-1]) or "the map", parts[-1] if parts else ""
    if error["type"] == "missing":
        return MapError(f"missing key `{key}` in {owner}", loc, on_key=True)
    if error["type"] == "extra_forbidden":
        hint = did_you_mean(key, _KEYS)
        return MapError(f"unknown key `{key}` in {owner}" + (f"; {hint}" if hint else ""), loc, on_key=True)
    message, help_ = error["msg"], error.get("ctx", {}).get("help")
    if "Input should be" in message:
        expected = message.replace("Input should be", "expected").replace("'", "`")
        message = f"{expected}, got {describe(scalar_or_kind(error['input']))}"
    return MapError(f"{owner}, `{key}`: {message}" + (f"; {help_}" if help_ else ""), loc, on_key=on_key)


def scalar_or_kind(value: object) -> object:
    """Return a value as `describe` takes it."""
    return scalar_text(value) if isinstance(value, bool | int | float) else value


_KEYS: Final = {
    info.alias or name
    for model in (_Declaration, Words, ParameterWords, OutputWords, ValueFormat, Ids, Style, Guesses)
    for name, info in model.model_fields.items()
}
