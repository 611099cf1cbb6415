"""Reads an exported file as a sheet, following the declaration of a profile."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from math import isfinite
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from scenario_kit.editor.exported.json_values import read_exported
from scenario_kit.editor.exported.lookup import each, find, require, text
from scenario_kit.editor.exported.sheet import ExportedComponent, ExportedSheet, Point
from scenario_kit.editor.exported.vocabulary import Vocabulary
from scenario_kit.language.catalogue import ParameterType
from scenario_kit.language.component_models import component_model
from scenario_kit.language.model_errors import reworded
from scenario_kit.language.spec import Variable
from scenario_kit.language.values import Text, describe

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scenario_kit.callgraph.drafts import Value
    from scenario_kit.editor.exported.declaration import Declaration, Fields, Profile
    from scenario_kit.editor.exported.json_values import JsonValue
    from scenario_kit.language.catalogue import ComponentType, Parameter
    from scenario_kit.language.parameters import Plain

    Given = Mapping[str, tuple[JsonValue, Plain]]
    _FoundWire = tuple[JsonValue, JsonValue | None, JsonValue]
    """A wire as it is in the file: source, output if it is given, and target."""

_NAME: TypeAdapter[str] = TypeAdapter(Text)


def read_sheet(data: bytes, file: str, profile: Profile) -> ExportedSheet:
    """Read an exported sheet; the name of `file` is used in errors, and for a sheet without a name.

    Raises:
        UnreadableSheetError: It is not a sheet of that profile, or its components and wires do not fit together.
    """
    root = read_exported(data, file)
    for pointer, expected in profile.declaration.expect.items():
        value = root.at(pointer)
        if value is None or isinstance(value.value, dict | list) or value.text() != expected:
            got = describe(None if value is None else value.value)
            message = f"not a sheet of profile `{profile.name}`: `{pointer}` is {got}, not `{expected}`"
            raise root.error(f"{message}; pass the profile that wrote it with --profile")
    return _Reader(root, profile.declaration).sheet(data)


class _Reader:
    """Reads one file."""

    def __init__(self, root: JsonValue, declaration: Declaration) -> None:
        self._root = root
        self._declaration = declaration
        self._vocabulary = Vocabulary(declaration)
        self._components: dict[str, ExportedComponent] = {}
        self._items: dict[str, JsonValue] = {}
        self._row_outputs: dict[str, dict[str, str]] = {}
        self._wires: dict[tuple[str, str], str] = {}

    def sheet(self, data: bytes) -> ExportedSheet:
        """Read the sheet."""
        root, declared = self._root, self._declaration
        for item in each(root, declared.components.each):
            self._component(item)
        for wire in chain(self._wires_of_sheet(), self._wires_of_components()):
            self._wire(*wire)
        return ExportedSheet(
            file=root.file,
            data=data,
            scenario=text(root, declared.scenario),
            description=text(root, declared.description),
            name=PurePath(root.file).stem if declared.sheet is None else require(root, declared.sheet, "name").text(),
            components={component.id: component for component in sorted(self._components.values(), key=_reading_order)},
            wires=self._wires,
            variables=self._variables(),
            lasting_ids=not declared.components.counted,
        )

    def _component(self, item: JsonValue) -> None:
        declared = self._declaration.components
        place = require(item, declared.id, "id")
        id_ = place.text()
        if id_ in self._items:
            raise place.error(f"duplicate id {place}; {self._items[id_].pointer} has it too")
        type_ = self._vocabulary.type(require(item, declared.type, "type"))
        key, name = text(item, declared.key), find(item, declared.name)
        given = self._fields(item, declared.parameters, type_, type_.parameters)
        rows = self._rows(item, type_, id_)
        model: Any = _validated(item, type_, key or (name or place).text(), given, rows)
        self._items[id_] = item
        self._components[id_] = ExportedComponent(
            id=id_,
            key=key,
            type=type_,
            name=None if name is None else _name(name),
            at=self._point(item),
            parameters=_values(model, type_.parameters),
            rows=tuple(_values(row, type_.row) for row in model.rows) if type_.has_rows else (),
        )

    def _point(self, item: JsonValue) -> Point | None:
        places = (self._declaration.components.x, self._declaration.components.y)
        try:
            x, y = (float(text(item, place) or "nan") for place in places)
        except ValueError:
            return None
        return Point(x, y) if isfinite(x) and isfinite(y) else None

    def _fields(
        self, item: JsonValue, declared: Fields | None, type_: ComponentType, known: Mapping[str, Parameter]
    ) -> Given:
        """Return the values of a component's parameters, or of a row's fields, with their places."""
        fields: dict[str, tuple[JsonValue, Plain]] = {}
        if declared is None:
            return fields
        for member in each(item, declared.each):
            word, place = require(member, declared.name, "name"), member.at(declared.value)
            if place is None or word.text() in declared.without:
                continue
            name = self._vocabulary.parameter(word, type_, known)
            value = None if name is None else self._vocabulary.value(place, known[name])
            if name is None or value is None:
                continue
            if name in fields:
                raise member.error(f"duplicate parameter `{name}`; it is also at {fields[name][0].pointer}")
            fields[name] = place, value
        return fields

    def _rows(self, item: JsonValue, type_: ComponentType, id_: str) -> Sequence[Given]:
        declared = self._declaration.components.rows
        rows: list[Given] = []
        if declared is None:
            return rows
        outputs = self._row_outputs.setdefault(id_, {})
        for index, row in enumerate(each(item, declared.each), 1):
            if not type_.has_rows:
                raise row.error(f"{type_.label} has no rows")
            output = str(index) if declared.output is None else require(row, declared.output, "output").text()
            if output in outputs:
                raise row.error(f"duplicate output {describe(output)}; row {outputs[output]} has it too")
            outputs[output] = str(index)
            rows.append(self._fields(row, declared.fields, type_, type_.row))
        return rows

    def _wires_of_sheet(self) -> Iterator[_FoundWire]:
        if (wires := self._declaration.wires) is not None:
            for item in each(self._root, wires.each):
                if target := find(item, wires.target):
                    yield require(item, wires.source, "source"), find(item, wires.output), target

    def _wires_of_components(self) -> Iterator[_FoundWire]:
        declared = self._declaration.components
        if (wires := declared.wires) is not None:
            for id_, component in self._items.items():
                for item in each(component, wires.each):
                    if target := find(item, wires.target):
                        yield replace(component, value=id_), require(item, wires.output, "output"), target
        if (rows := declared.rows) is not None:
            for id_, component in self._items.items():
                for output, row in zip(self._row_outputs[id_], each(component, rows.each), strict=True):
                    if target := find(row, rows.target):
                        yield replace(component, value=id_), replace(row, value=output), target

    def _wire(self, source: JsonValue, word: JsonValue | None, target: JsonValue) -> None:
        for end in (source, target):
            if end.text() not in self._components:
                raise end.error(f"the wire refers to an unknown id {end}")
        component = self._components[source.text()]
        type_, place = component.type, word or source
        if word is not None:
            rows = self._row_outputs.get(component.id, {})
            output = rows.get(word.text()) or self._vocabulary.output(word.text(), type_)
        elif len(component.outputs) == 1:
            output = component.outputs[0]
        else:
            raise source.error(f"the wire names no output, and {type_.label} does not have exactly one")
        if output not in component.outputs:
            known = ", ".join(component.outputs) or "none"
            raise place.error(f"{type_.label} has no output {describe(output)}; its outputs are: {known}")
        if self._wires.setdefault((component.id, output), target.text()) != target.text():
            raise place.error(f"output {describe(output)} of {describe(component.label)} has two wires")

    def _variables(self) -> tuple[Variable, ...] | None:
        declared = self._declaration.variables
        if declared is None:
            return None
        variables = []
        for item in each(self._root, declared.each):
            places = {"name": require(item, declared.name, "name"), "type": require(item, declared.type, "type")}
            for field in ("value", "description"):
                place = find(item, getattr(declared, field))
                places |= {} if place is None else {field: place}
            try:
                variables.append(Variable.model_validate({field: place.text() for field, place in places.items()}))
            except ValidationError as error:
                first = error.errors(include_url=False)[0]
                raise places[str(first["loc"][0])].error(first["msg"]) from None
        return tuple(variables)


def _name(name: JsonValue) -> str:
    try:
        return _NAME.validate_python(name.text())
    except ValidationError as error:
        raise name.error(error.errors(include_url=False)[0]["msg"]) from None


def _validated(item: JsonValue, type_: ComponentType, label: str, given: Given, rows: Sequence[Given]) -> object:
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
        raise place.error(reworded({**first, "loc": path}, plain).message) from None


def _values(model: object, parameters: Mapping[str, Parameter]) -> Mapping[str, Value]:
    values = {name: getattr(model, name) for name in parameters}
    return {name: value for name, value in values.items() if value is not None}


def _reading_order(component: ExportedComponent) -> tuple[float, float]:
    return (0, 0) if component.at is None else (component.at.x, component.at.y)
