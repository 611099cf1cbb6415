"""An exported file to a sheet, through the declaration of a profile."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from math import isfinite
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from scenario_kit.editor.exported.json_values import JsonValue, read_exported
from scenario_kit.editor.exported.lookup import FoundText, each, find, require, text
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
    from scenario_kit.language.catalogue import ComponentType, Parameter
    from scenario_kit.language.parameters import Plain

    Given = Mapping[str, tuple[JsonValue, Plain]]

_NAME: TypeAdapter[str] = TypeAdapter(Text)


def read_sheet(data: bytes, file: str, profile: Profile) -> ExportedSheet:
    """Read an exported sheet.

    Args:
        data: The bytes of the file.
        file: Its name: for errors, and for the sheet's name where the format does not hold it.
        profile: What says where in it things stand.

    Raises:
        UnreadableSheetError: It is no sheet of that profile, or its components and wires do not fit together.
    """
    root = read_exported(data, file)
    for pointer, expected in profile.declaration.expect.items():
        found = root.at(pointer)
        if found is None or isinstance(found.value, dict | list) or found.text() != expected:
            got = describe(None if found is None else found.value)
            message = f"no sheet of profile `{profile.name}`: `{pointer}` is {got}, not `{expected}`"
            raise root.refusal(f"{message}; name the profile that wrote it with --profile")
    return _Reader(root, profile.declaration).sheet(data)


@dataclass(frozen=True, slots=True)
class _FoundWire:
    """A wire: the component it leaves, the output, where that is said, and the component it leads to."""

    source: FoundText
    output: FoundText | None
    target: FoundText


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
        for end in chain(self._wires_apart(), self._wires_of_components(), self._wires_of_rows()):
            self._wire(end)
        return ExportedSheet(
            file=root.file,
            data=data,
            scenario=text(root, declared.scenario),
            description=text(root, declared.description),
            name=PurePath(root.file).stem if declared.sheet is None else require(root, declared.sheet, "name").text,
            components={one.id: one for one in sorted(self._components.values(), key=_reading_order)},
            wires=self._wires,
            variables=self._variables(),
            lasting_ids=not declared.components.counted,
        )

    def _component(self, item: JsonValue) -> None:
        declared = self._declaration.components
        id_ = require(item, declared.id, "id")
        if id_.text in self._items:
            raise id_.refusal(f"{id_} is the id of {self._items[id_.text].pointer} too")
        type_ = self._vocabulary.type(require(item, declared.type, "type"))
        key, name = find(item, declared.key), find(item, declared.name)
        given = self._fields(item, declared.parameters, type_, type_.parameters)
        rows = self._rows(item, type_, id_.text)
        model: Any = _validated(item, type_, (key or name or id_).text, given, rows)
        self._items[id_.text] = item
        self._components[id_.text] = ExportedComponent(
            id=id_.text,
            key=None if key is None else key.text,
            type=type_,
            name=None if name is None else _name(name),
            at=self._point(item),
            parameters=_values(model, type_.parameters),
            rows=tuple(_values(row, type_.row) for row in model.rows) if type_.has_rows else (),
        )

    def _point(self, item: JsonValue) -> Point | None:
        x, y = (find(item, place) for place in (self._declaration.components.x, self._declaration.components.y))
        try:
            point = None if x is None or y is None else Point(float(x.text), float(y.text))
        except ValueError:
            return None
        return point if point is not None and isfinite(point.x) and isfinite(point.y) else None

    def _fields(
        self, item: JsonValue, declared: Fields | None, type_: ComponentType, known: Mapping[str, Parameter]
    ) -> Given:
        """Return the parameters of a component, or the fields of a row, that have a value, with its place."""
        found: dict[str, tuple[JsonValue, Plain]] = {}
        if declared is None:
            return found
        for member in each(item, declared.each):
            word, place = require(member, declared.name, "name"), member.at(declared.value)
            if place is None or word.text in declared.without:
                continue
            name = self._vocabulary.parameter(word, type_, known)
            value = None if name is None else self._vocabulary.value(place, known[name])
            if name is None or value is None:
                continue
            if name in found:
                raise member.refusal(f"`{name}` is given at {found[name][0].pointer} too")
            found[name] = place, value
        return found

    def _rows(self, item: JsonValue, type_: ComponentType, id_: str) -> Sequence[Given]:
        declared = self._declaration.components.rows
        found: list[Given] = []
        if declared is None:
            return found
        outputs = self._row_outputs.setdefault(id_, {})
        for index, row in enumerate(each(item, declared.each), 1):
            if not type_.has_rows:
                raise row.refusal(f"{type_.label} has no rows")
            output = str(index) if declared.output is None else require(row, declared.output, "output").text
            if output in outputs:
                raise row.refusal(f"output {describe(output)} is that of row {outputs[output]} too")
            outputs[output] = str(index)
            found.append(self._fields(row, declared.fields, type_, type_.row))
        return found

    def _wires_apart(self) -> Iterator[_FoundWire]:
        declared = self._declaration.wires
        if declared is None:
            return
        for item in each(self._root, declared.each):
            target = find(item, declared.target)
            if target is not None:
                yield _FoundWire(require(item, declared.source, "source"), find(item, declared.output), target)

    def _wires_of_components(self) -> Iterator[_FoundWire]:
        declared = self._declaration.components.wires
        if declared is None:
            return
        for id_, component in self._items.items():
            for item in each(component, declared.each):
                target = find(item, declared.target)
                if target is not None:
                    yield _FoundWire(FoundText(id_, component), require(item, declared.output, "output"), target)

    def _wires_of_rows(self) -> Iterator[_FoundWire]:
        declared = self._declaration.components.rows
        if declared is None:
            return
        for id_, component in self._items.items():
            outputs = list(self._row_outputs.get(id_, ()))
            for output, row in zip(outputs, each(component, declared.each), strict=True):
                target = find(row, declared.target)
                if target is not None:
                    yield _FoundWire(FoundText(id_, component), FoundText(output, row), target)

    def _wire(self, end: _FoundWire) -> None:
        for found in (end.source, end.target):
            if found.text not in self._components:
                raise found.refusal(f"the wire hangs loose: no component has the id {found}")
        component = self._components[end.source.text]
        output = self._output(end, component)
        earlier = self._wires.setdefault((component.id, output), end.target.text)
        place = end.output or end.source
        if output not in component.outputs:
            known = ", ".join(component.outputs) or "none"
            raise place.refusal(f"{component.type.label} has no output {describe(output)}; its outputs: {known}")
        if earlier != end.target.text:
            raise place.refusal(f"output {describe(output)} of {describe(component.label)} leads to two components")

    def _output(self, end: _FoundWire, component: ExportedComponent) -> str:
        """Return our name of the output that a wire leaves by; where there is one only, it need not be said."""
        if end.output is None:
            if len(component.outputs) == 1:
                return component.outputs[0]
            raise end.source.refusal("the wire does not say which output it leaves by")
        outputs = self._row_outputs.get(component.id)
        if outputs and end.output.text in outputs:
            return outputs[end.output.text]
        return self._vocabulary.output(end.output, component.type)

    def _variables(self) -> tuple[Variable, ...] | None:
        declared = self._declaration.variables
        if declared is None:
            return None
        found = []
        for item in each(self._root, declared.each):
            places = {"name": require(item, declared.name, "name"), "type": require(item, declared.type, "type")}
            for field in ("value", "description"):
                place = find(item, getattr(declared, field))
                places |= {} if place is None else {field: place}
            try:
                found.append(Variable.model_validate({field: place.text for field, place in places.items()}))
            except ValidationError as error:
                first = error.errors(include_url=False)[0]
                raise places[str(first["loc"][0])].refusal(first["msg"]) from None
        return tuple(found)


def _name(found: FoundText) -> str:
    try:
        return _NAME.validate_python(found.text)
    except ValidationError as error:
        raise found.refusal(error.errors(include_url=False)[0]["msg"]) from None


def _validated(item: JsonValue, type_: ComponentType, label: str, given: Given, rows: Sequence[Given]) -> object:
    """Return the model of a component; what it refuses is told at its place in the file."""
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
            raise place.refusal(
                f"`{parameter.name}`: expected an address on one line"
            ) from None  # it may hold a password
        path = ("sheets", "", label, *loc)
        raise place.refusal(reworded({**first, "loc": path}, plain).message) from None


def _values(model: object, parameters: Mapping[str, Parameter]) -> Mapping[str, Value]:
    values = {name: getattr(model, name) for name in parameters}
    return {name: value for name, value in values.items() if value is not None}


def _reading_order(component: ExportedComponent) -> tuple[float, float]:
    return (0, 0) if component.at is None else (component.at.x, component.at.y)
