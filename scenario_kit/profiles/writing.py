"""Fills the template of a map with a sheet: the context of `build` becomes the JSON of a format."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from scenario_kit.language.values import describe
from scenario_kit.profiles.filling import PlaceFiller
from scenario_kit.profiles.frames import ABSENT, Frame
from scenario_kit.profiles.json_values import scalar_text
from scenario_kit.profiles.lookup import identity, primary_list
from scenario_kit.profiles.patches import apply
from scenario_kit.profiles.places import ENDS
from scenario_kit.profiles.records import Needs, SheetRecord
from scenario_kit.profiles.spreading import Members, OwnPlaces, merge
from scenario_kit.profiles.style import Style
from scenario_kit.profiles.template import (
    Absent,
    By,
    Columns,
    Constant,
    Each,
    Items,
    Object,
    Place,
    Spread,
    Sum,
    Template,
    Text,
    walk,
)
from scenario_kit.profiles.traced import FREE, Key, Kind, Leaf, TracedList, TracedObject
from scenario_kit.profiles.values import Codecs, UnwritableError
from scenario_kit.profiles.words import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from scenario_kit.profiles.declaration import SheetMap
    from scenario_kit.profiles.json_values import Json
    from scenario_kit.profiles.records import Context, Notes
    from scenario_kit.profiles.traced import Traced

    Filler = Callable[[Frame], Any]
    """Returns JSON, or a traced value, or `ABSENT`."""


class Writer:
    """Writes the sheets of one map. What a template needs is worked out once, not for each component."""

    def __init__(self, sheet_map: SheetMap) -> None:
        self.map = sheet_map
        self.vocabulary = Vocabulary(sheet_map.words)
        self.codecs = Codecs(sheet_map)
        self._by_name = identity(primary_list(sheet_map.sheet)) == "name" or any(
            isinstance(node, Place) and node.name in ENDS and node.of == "name" for node in walk(sheet_map.sheet)
        )
        self._needs = Needs.of(sheet_map)
        self._plain: Filler | None = None
        self._traced: Filler | None = None

    def value(self, context: Context, notes: Notes | None = None) -> Json:
        """Return the JSON of a sheet.

        Args:
            context: The sheet, as the templates receive it.
            notes: What the editor knows of the sheet.

        Raises:
            UnwritableError: The format cannot hold a value.
        """
        if notes:
            return apply(self.traced(context, notes), notes, context)
        if self._plain is None:
            self._plain = _Compiler(self, traced=False).filler(self.map.sheet)
        value: Json = self._plain(Frame(self._record(context, {})))
        return value

    def style(self, notes: Notes | None = None) -> Style:
        """Return the style of a sheet's text."""
        noted = notes.get("style", {}) if notes else {}
        return Style.model_validate({**self.map.style.model_dump(), **noted}) if noted else self.map.style

    def traced(self, context: Context, notes: Notes) -> Traced:
        """Return a sheet that knows what each of its values is, with the ids and positions of the notes."""
        if self._traced is None:
            self._traced = _Compiler(self, traced=True).filler(self.map.sheet)
        traced: Traced = self._traced(Frame(self._record(context, notes)))
        return traced

    def _record(self, context: Context, notes: Notes) -> SheetRecord:
        record = SheetRecord(self.map, self.vocabulary, context, notes, self._needs)
        _ = record.wires  # completes the outputs
        if self._by_name:
            _check_names(record)
        return record


def _check_names(record: SheetRecord) -> None:
    names: dict[str, str] = {}
    for component in record.components:
        name = component.context["name"]
        if name in names:
            both = f"`{names[name]}` and `{component.key}`"
            raise UnwritableError(
                f"{both} are both named {describe(name)}, and the format refers to components by name"
            )
        names[name] = component.key


class _Compiler:
    """Turns templates into functions that fill them."""

    def __init__(self, writer: Writer, *, traced: bool) -> None:
        self._writer = writer
        self._traced = traced
        self._places = PlaceFiller(writer, traced=traced)
        self._primary = primary_list(writer.map.sheet)

    def filler(self, template: Template) -> Filler:  # noqa: PLR0911  one for each kind of template
        """Return the function that fills a template."""
        match template:
            case Constant():
                value = template.value
                if self._traced:
                    return lambda _: Leaf(value, Kind.FIXED)
                return (lambda _: deepcopy(value)) if isinstance(value, dict | list) else lambda _: value
            case Absent():
                return lambda _: ABSENT
            case Place() | Text() | Sum():
                return self._places.filler_of(template)
            case Object():
                return self._object(template)
            case Items():
                return self._items(template)
            case Each():
                return self._each(template)
            case By():
                return self._by(template)
            case _:
                return self._columns(template)

    def _object(self, template: Object) -> Filler:
        traced, empty = self._traced, template.empty
        constants = {
            member[0]: Leaf(member[1].value, Kind.FIXED) if traced else member[1].value
            for member in template.members
            if isinstance(member, tuple)
            and isinstance(member[1], Constant)
            and not isinstance(member[1].value, dict | list)
        }
        spreads = [self._spread(member) for member in template.members if isinstance(member, Spread)]
        fillers: list[tuple[str | None, Filler | None]] = [
            (None, None)
            if isinstance(member, Spread)
            else (member[0], None if member[0] in constants else self.filler(member[1]))
            for member in template.members
        ]
        named = {member[0] for member in template.members if isinstance(member, tuple)}

        def fill(frame: Frame) -> Any:  # noqa: ANN401
            members: dict[str, Any] = {}
            keys: dict[str, Key] = {}
            own: dict[str, Any] = {}
            given = [spread(frame) for spread in spreads]
            inside = [found for spread in given if (found := spread.take_inside(named))]
            hosts = {word.partition("/")[0] for spread in inside for word in spread}
            following = iter(given)
            for name, filler in fillers:
                if name is None:
                    spread = next(following)
                    if not named.isdisjoint(spread):
                        own = spread.take_named(named)
                    merge(members, keys if traced else None, spread)
                    continue
                value = constants[name] if filler is None else filler(frame)
                if value is ABSENT and name in hosts:
                    value = TracedObject({}, {}) if traced else {}
                if value is not ABSENT:
                    members[name] = value
            members.update(own)
            for spread in inside:
                merge(members, keys if traced else None, spread)
            if empty and not members:
                return _nothing(empty, traced=traced)
            return TracedObject(members, keys) if traced else members

        return fill

    def _spread(self, spread: Spread) -> Callable[[Frame], Members]:
        places, writer = self._places, self._writer
        of_rows = spread.kind == "fields"
        own = OwnPlaces(writer.map.sheet, "field" if of_rows else "parameter")

        def fill(frame: Frame) -> Members:
            component = frame.component
            values = frame.row.fields if of_rows else component.parameters
            members = Members()
            for name, word, codec in places.spelled(component.type, of_rows=of_rows):
                if name in own.of(component.type.name):
                    continue
                value = places.value(values.get(name), codec, component)
                if value is not ABSENT:
                    members.add(word, value, name)
            return members

        return fill

    def _items(self, template: Items) -> Filler:
        fillers = [(isinstance(item, Each), self.filler(item)) for item in template.items]
        traced = self._traced

        def fill(frame: Frame) -> Any:  # noqa: ANN401
            items: list[Any] = []
            keys: list[Key] = []
            essential = False
            for index, (is_each, filler) in enumerate(fillers):
                value = filler(frame)
                if value is ABSENT:
                    continue
                if not is_each:
                    items.append(value)
                    keys.append(("item", index))
                elif traced:
                    items += value.items
                    keys += value.keys
                    essential = essential or value.essential
                else:
                    items += value
            return TracedList(items, keys, essential) if traced else items

        return fill

    def _each(self, template: Each) -> Filler:
        records = self._places.records(template)
        item = self.filler(template.item)
        key = None if template.key is None else self._places.key_filler(template.key)
        free = None if template.free is None else self.filler(template.free)
        traced, empty = self._traced, "" if template.in_list else template.empty
        counts = template is self._primary or template.records in ("rows", "variables")

        def fill(frame: Frame) -> Any:  # noqa: ANN401
            found: list[tuple[Key, str, Any]] = []
            for one, inner in _trimmed(records(frame)) if template.trim else records(frame):
                value = item(inner)
                if value is not ABSENT:
                    found.append((one, "" if key is None else key(inner), value))
            if free is not None:
                value = free(Frame(frame.sheet, frame.component, arrival=len(frame.component.incoming)))
                found += [] if value is ABSENT else [(FREE, "", value)]
            if empty and not found:
                return _nothing(empty, traced=traced)
            if key is None:
                items = [value for _, _, value in found]
                return TracedList(items, [one for one, _, _ in found], counts and bool(found)) if traced else items
            members = {name: value for _, name, value in found}
            if len(members) != len(found):
                raise UnwritableError(_twice([name for _, name, _ in found], template.records))
            return (
                TracedObject(members, {name: one for one, name, _ in found}, counts and bool(found))
                if traced
                else members
            )

        return fill

    def _by(self, template: By) -> Filler:
        cases = {name: self.filler(case) for name, case in template.cases.items()}
        otherwise = self.filler(template.otherwise)
        match template.what:
            case "type":
                return lambda frame: cases.get(frame.component.type.name, otherwise)(frame)
            case "rows":
                return lambda frame: cases["yes" if frame.component.type.has_rows else "no"](frame)
        return lambda frame: cases["yes" if frame.output.wire else "no"](frame)

    def _columns(self, template: Columns) -> Filler:
        places, traced, of_rows = self._places, self._traced, template.kind == "fields"
        null: Any = Leaf(None, Kind.FIXED) if traced else None

        def fill(frame: Frame) -> Any:  # noqa: ANN401
            component = frame.component
            known = component.type.row if of_rows else component.type.parameters
            values = frame.row.fields if of_rows else component.parameters
            codecs = {name: codec for name, _, codec in places.spelled(component.type, of_rows=of_rows)}
            items: list[Any] = []
            for name in template.of(component.type.name, known):
                value = null if name is None else places.value(values.get(name), codecs[name], component)
                items.append(places.unset(None, codecs[name]) if value is ABSENT and name is not None else value)
            return TracedList(items, [("item", index) for index in range(len(items))]) if traced else items

        return fill


def _nothing(empty: str, *, traced: bool) -> Any:  # noqa: ANN401
    """Return what is in the place of an object without members."""
    if empty == "absent":
        return ABSENT
    return TracedList([], []) if traced else []


def _twice(names: list[str], records: str) -> str:
    name = next(name for name in names if names.count(name) > 1)
    return f"two of the {records} are named `{scalar_text(name)}`, and the format needs different names"


def _trimmed(outputs: Iterable[tuple[Key, Frame]]) -> list[tuple[Key, Frame]]:
    """Return outputs without those after the last one that has a wire."""
    found = list(outputs)
    while found and not found[-1][1].output.wire:
        found.pop()
    return found
