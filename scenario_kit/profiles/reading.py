"""Reads an exported file as a sheet, by matching it with the template of a map."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from math import isfinite
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from scenario_kit.language.values import describe
from scenario_kit.profiles.facts import WireFacts
from scenario_kit.profiles.json_values import read_exported
from scenario_kit.profiles.lookup import identity, primary_list
from scenario_kit.profiles.matching import Matcher
from scenario_kit.profiles.places import ENDS
from scenario_kit.profiles.sheet import ExportedComponent, ExportedSheet, Point
from scenario_kit.profiles.template import Place, path_to, walk
from scenario_kit.profiles.validation import checked_component, checked_name, checked_variable, values_of
from scenario_kit.profiles.values import Codecs
from scenario_kit.profiles.variable_types import UNUSED, guessed_types
from scenario_kit.profiles.wiring import Wiring
from scenario_kit.profiles.words import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scenario_kit.findings.model import NodePath
    from scenario_kit.language.spec import Variable
    from scenario_kit.profiles.declaration import SheetMap
    from scenario_kit.profiles.facts import ComponentFacts, RowFacts
    from scenario_kit.profiles.json_values import JsonValue
    from scenario_kit.profiles.loading import Profile
    from scenario_kit.profiles.traced import Key

_OF_WIRES: Final = ENDS | {"wire", "source_port", "target_port"}
"""Places that say where a wire is."""


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """A file that was read.

    Attributes:
        sheet: Its content.
        root: Its JSON.
        origins: What the items of its lists and the members of its mappings are, with ids for components.
        ports: The port of each output, by component and output.
        row_words: The word of the output of each row that has another one than the map gives it.
        inputs: The port of each component that wires arrive at.
        wire_ids: The id of each wire that has one.
        variable_ids: The id of each editor variable that has one, by its name.
        sheet_id: The id of the sheet.
        places: The x and y of each component as they are written.
        has_ids: Whether components have ids; else another text identifies them.
    """

    sheet: ExportedSheet
    root: JsonValue
    origins: Mapping[NodePath, Key]
    ports: Mapping[tuple[str, str], str]
    row_words: Mapping[tuple[str, str], str]
    inputs: Mapping[str, str]
    wire_ids: Mapping[tuple[str, str, str], str]
    variable_ids: Mapping[str, str]
    sheet_id: str | None
    places: Mapping[str, Mapping[str, JsonValue]]
    has_ids: bool


def read_sheet(data: bytes, file: str, profile: Profile) -> ExportedSheet:
    """Read an exported sheet; the name of `file` is used in errors, and for a sheet without a name.

    Raises:
        UnreadableSheetError: It is not a sheet of that profile, or its components and wires do not fit together.
    """
    return read_whole(data, file, profile).sheet


def read_whole(data: bytes, file: str, profile: Profile) -> ReadSheet:
    """Read an exported sheet with everything that its notes need; see `read_sheet`."""
    return read_value(read_exported(data, file), profile.map, profile.name, data)


def read_value(root: JsonValue, sheet_map: SheetMap, profile: str = "", data: bytes = b"") -> ReadSheet:
    """Read the JSON of a sheet; see `read_sheet`."""
    for pointer, expected in sheet_map.expect.items():
        value = root.at(pointer)
        if value is None or value.value is None or isinstance(value.value, dict | list) or value.text() != expected:
            got = describe(None) if value is None else str(value)
            message = f"not a sheet of profile `{profile}`: `{pointer}` is {got}, not `{expected}`"
            raise root.error(f"{message}; pass the profile that wrote it with --profile")
    vocabulary = Vocabulary(sheet_map.words)
    matcher = Matcher(root, sheet_map.sheet, vocabulary, Codecs(sheet_map))
    return _Assembly(root, sheet_map, matcher, vocabulary).read(data)


class _Assembly:
    def __init__(self, root: JsonValue, sheet_map: SheetMap, matcher: Matcher, vocabulary: Vocabulary) -> None:
        self._root = root
        self._map = sheet_map
        self._matcher = matcher
        self._facts = matcher.components()
        self._vocabulary = vocabulary

    def read(self, data: bytes) -> ReadSheet:
        facts = self._facts
        components = {id_: self._component(id_, found) for id_, found in facts.components.items()}
        self._matcher.complete()
        self._check_wires()
        wires = Wiring(facts, self._vocabulary).wires()
        sheet = ExportedSheet(
            file=self._root.file,
            data=data,
            scenario=self._text("scenario"),
            description=self._text("description"),
            name=self._name(),
            components={one.id: one for one in sorted(components.values(), key=_reading_order)},
            wires=wires,
            variables=None if facts.variables is None else self._variables(facts.variables, components.values()),
            lasting_ids=not self._map.ids.counted,
            untyped=not self._has_types(),
        )
        sheet_id = self._text("sheet_id")
        return ReadSheet(
            sheet,
            self._root,
            {path: origin for path, found in facts.origins.items() if (origin := _origin(found)) is not None},
            {(id_, output): port for id_, one in facts.components.items() for port, output in one.outputs.items()},
            {(row.component.id.text(), str(row.index + 1)): word for row, word in self._row_words()},
            {id_: one.places["input"].text() for id_, one in facts.components.items() if "input" in one.places},
            {wire.key: wire.id.text() for wire in facts.wires if wire.key is not None and wire.id is not None},
            {
                one["variable"].text(): one["variable_id"].text()
                for one in facts.variables or ()
                if "variable_id" in one
            },
            sheet_id,
            {id_: one.places for id_, one in facts.components.items()},
            has_ids=identity(primary_list(self._map.sheet)) == "id",
        )

    def _check_wires(self) -> None:
        """Check that the map says where wires are, if there can be some.

        Raises:
            UnreadableSheetError: It does not, and they would be lost.
        """
        second = next(islice(self._facts.components.values(), 1, None), None)
        has_wires = any(isinstance(node, Place) and node.name in _OF_WIRES for node in walk(self._map.sheet))
        if second is not None and not has_wires:
            raise second.place.error("nothing in the map says where the wires between components are")

    def _has_types(self) -> bool:
        return any(isinstance(node, Place) and node.name == "variable_type" for node in walk(self._map.sheet))

    def _variables(
        self, found: Iterable[Mapping[str, JsonValue]], components: Iterable[ExportedComponent]
    ) -> tuple[Variable, ...]:
        types = {} if self._has_types() else guessed_types(components)
        return tuple(_variable(places, types) for places in found)

    def _row_words(self) -> Iterator[tuple[RowFacts, str]]:
        for component in self._facts.components.values():
            for row in component.rows:
                given = row.words.get("output")
                fields = {name: value for name, (_, value) in row.fields.items()}
                if given is not None and given.text() != self._vocabulary.row_output(row.index, fields):
                    yield row, given.text()

    def _text(self, name: str) -> str | None:
        place = self._facts.texts.get(name)
        return None if place is None else place.text()

    def _name(self) -> str:
        name = self._text("sheet")
        if name is not None:
            return name
        place = path_to(self._map.sheet, "sheet")
        if place is not None:
            raise self._root.error(f"missing name at `/{'/'.join(map(str, place[0]))}`")
        return PurePath(self._root.file).stem

    def _component(self, id_: str, found: ComponentFacts) -> ExportedComponent:
        key, name = found.places.get("key"), found.places.get("name")
        label = (key or name or found.id).text()
        checked = None if name is None else checked_name(name)
        type_ = found.type
        if name is not None and "name" in type_.parameters:  # such a component has one name
            found.parameters.setdefault("name", (name, checked))
        model = checked_component(
            found.place, type_, label, _in_order(found.parameters, type_.parameters), [row.fields for row in found.rows]
        )
        values = values_of(model, type_.parameters)
        if checked is None and isinstance(values.get("name"), str):
            checked = str(values["name"])
        return ExportedComponent(
            id=id_,
            key=None if key is None else key.text(),
            type=type_,
            name=checked,
            at=_point(found.places),
            parameters=values,
            rows=tuple(values_of(row, type_.row) for row in model.rows) if type_.has_rows else (),
        )


def _in_order(given: Mapping[str, tuple[JsonValue, object]], known: Mapping[str, object]) -> dict:  # type: ignore[type-arg]
    return {name: given[name] for name in known if name in given}


def _variable(places: Mapping[str, JsonValue], types: Mapping[str, str]) -> Variable:
    """Return a variable; a type that the file does not have is one of the guessed `types`."""
    names, name = {"variable": "name", "variable_type": "type"}, places["variable"]
    guess = {"type": replace(name, value=types.get(name.text(), UNUSED))}
    given = {names.get(key, key): place for key, place in places.items() if key != "variable_id"}
    return checked_variable({**guess, **given})


def _origin(found: Key | WireFacts) -> Key | None:
    if not isinstance(found, WireFacts):
        return found
    return None if found.key is None else ("wire", *found.key)


def _point(places: Mapping[str, JsonValue]) -> Point | None:
    try:
        x, y = (float(places[name].text() if name in places else "nan") for name in ("x", "y"))
    except ValueError:
        return None
    return Point(x, y) if isfinite(x) and isfinite(y) else None


def _reading_order(component: ExportedComponent) -> tuple[float, float]:
    return (0, 0) if component.at is None else (component.at.x, component.at.y)
