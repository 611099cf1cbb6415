"""Matches a file with the template of a map, and collects what the file says about the sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenario_kit.language.values import describe
from scenario_kit.profiles.facts import ComponentFacts, Facts, OutputFacts, Reference, RowFacts, Scope, WireFacts
from scenario_kit.profiles.given import GivenReader
from scenario_kit.profiles.json_values import JsonValue, same_json
from scenario_kit.profiles.lookup import (
    belongs,
    could_be,
    found,
    identity,
    is_constant,
    is_like,
    knows,
    members,
    place_of,
    placed,
    primary_list,
    required,
    text_of,
    texts,
)
from scenario_kit.profiles.outputs import no_output, output_name
from scenario_kit.profiles.small_templates import match_text
from scenario_kit.profiles.taking import PlaceTaker
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
    Template,
    Text,
    path_to,
)
from scenario_kit.profiles.traced import FREE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scenario_kit.profiles.values import Codecs
    from scenario_kit.profiles.words import Vocabulary


class Matcher:
    """Matches one file."""

    def __init__(self, root: JsonValue, sheet: Template, vocabulary: Vocabulary, codecs: Codecs) -> None:
        self._root = root
        self._sheet = sheet
        self._vocabulary = vocabulary
        self._later: list[Callable[[], None]] = []
        self._facts = Facts()
        self._given = GivenReader(self._facts, vocabulary, codecs)
        self._places = PlaceTaker(self._facts, self._given)
        self._primary = primary_list(sheet)
        self._found_components = False
        self._read_from = dict(texts(sheet))

    def components(self) -> Facts:
        """Return what the file says, without the wires that are listed at components.

        Raises:
            UnreadableSheetError: It does not match the template.
        """
        self._match(self._sheet, self._root, Scope())
        if not self._found_components:
            where = "/".join(("", *self._primary.at))
            raise self._root.error(f"no components at {where or 'the top level'}; is it a sheet of another format?")
        return self._facts

    def complete(self) -> None:
        """Match the rest, for which the components must be complete.

        Raises:
            UnreadableSheetError: It does not match the template.
        """
        while self._later:
            later, self._later = self._later, []
            for work in later:
                work()

    def _match(self, template: Template, value: JsonValue, scope: Scope) -> None:
        match template:
            case Constant(only=True) | Absent(only=True):
                if isinstance(template, Absent) or not same_json(template.value, value.value):
                    raise value.error(
                        f"nobody knows what {value} means here; draw it in the calibration, and learn again"
                    )
            case Place():
                self._places.take(template, value, scope)
            case Text():
                self._text(template, value, scope)
            case Object():
                self._object(template, value, scope)
            case Items():
                self._items(template, value, scope)
            case Each():
                self._each(template, self._members(template, value), scope)
            case By():
                self._match(self._case(template, value, scope), value, scope)
            case Columns():
                self._given.columns(template, value, scope)

    def _text(self, template: Text, value: JsonValue, scope: Scope) -> None:
        places = self._read_from[template]
        found = match_text(template, value) if places else None
        if found is not None:
            for place in places:
                self._places.take(place, found[str(place)], scope, whole=False)
        elif (
            places and value.value is not None and any(place.name in ("scenario", "sheet", "name") for place in places)
        ):
            form = "".join(part if isinstance(part, str) else f"${{{part}}}" for part in template.parts)
            raise value.error(f"expected a text such as `{form}`, got {value}")

    def _case(self, template: By, value: JsonValue, scope: Scope) -> Template:
        component = scope.component
        if template.what == "type" and component is not None:
            return template.cases.get(component.type.name, template.otherwise)
        if template.what == "rows" and component is not None:
            return template.cases["yes" if component.type.has_rows else "no"]
        return template.cases["no" if could_be(template.cases["no"], value) else "yes"]

    def _object(self, template: Object, value: JsonValue, scope: Scope) -> None:
        if value.value is None or value.value == []:
            return
        if not isinstance(value.value, dict):
            if is_constant(template):
                return
            raise value.error("expected a mapping")
        named = {
            member[0]: self._for_type(member[1], scope) for member in template.members if isinstance(member, tuple)
        }
        for member in template.members:
            if isinstance(member, Spread):
                self._given.spread(member, value, scope, named, "")
            elif (inner := value.step(member[0])) is not None:
                self._match(member[1], inner, scope)

    # Lists

    def _items(self, template: Items, value: JsonValue, scope: Scope) -> None:
        if value.value is None or value.value == {}:
            return
        if not isinstance(value.value, list):
            if is_constant(template):
                return
            raise value.error("expected a list")
        every = [(index, self._for_type(kind, scope)) for index, kind in enumerate(template.items)]
        kinds = [(index, kind) for index, kind in every if not isinstance(kind, Absent)]
        listed = tuple(kind for _, kind in kinds)
        records: dict[int, list[tuple[int, JsonValue]]] = {index: [] for index, _ in kinds}
        size = len(value.value)
        for position, item in enumerate(value.items()):
            for place, (index, _) in enumerate(kinds):
                if belongs(listed, place, item, position, size):
                    records[index].append((len(records[index]), item))
                    break
        if any(kind is self._primary for kind in listed):
            self._refuse_other_components(value, [item for own in records.values() for _, item in own])
        for index, kind in kinds:
            if isinstance(kind, Each):
                self._each(kind, records[index], scope)
                continue
            self._item(index, kind, [item for _, item in records[index]], scope)

    def _members(self, each: Each, value: JsonValue) -> list[tuple[int, JsonValue]]:
        """Return the records in a list or an object with their positions; components are not passed over."""
        records = list(members(each, value))
        if each is self._primary and each.where is not None:
            self._refuse_other_components(value, [item for _, item in records])
        return records

    def _refuse_other_components(self, value: JsonValue, taken: Sequence[JsonValue]) -> None:
        """Check that what no template of the list of components is about has no type of a component.

        Raises:
            UnreadableSheetError: It has one, and would be lost.
        """
        paths = {item.path for item in taken}
        for item in value.items() if value.value is not None else ():
            word = None if item.path in paths else placed(self._primary, item, "type")
            text = None if word is None or isinstance(word.value, dict | list) else word.given_text()
            if text is not None and knows(self._vocabulary.types().read, text):
                raise item.error(f"it has the type of a component, {word}, and is not like the components of the map")

    def _for_type(self, kind: Template, scope: Scope) -> Template:
        """Return the template of an item for the component's type."""
        while isinstance(kind, By) and kind.what in ("type", "rows") and scope.component is not None:
            kind = self._case(kind, JsonValue("", None), scope)
        return kind

    def _item(self, index: int, kind: Template, items: Sequence[JsonValue], scope: Scope) -> None:
        """Match an item that is in the list once, whatever else is like it; two names of a sheet are two sheets."""
        if len(items) > 1 and path_to(kind, "sheet") is not None:
            raise items[1].error("more than one sheet in the file; export one sheet at a time")
        for item in items[:1]:
            self._facts.origins[item.path] = ("item", index)
            self._match(kind, item, scope)

    def _each(self, each: Each, items: list[tuple[int, JsonValue]], scope: Scope) -> None:
        match each.records:
            case "sheets":
                self._one_sheet(each, items, scope)
                return
            case "components" if each is not self._primary:
                self._later.append(lambda: self._again(each, items))
                return
            case "outputs":
                self._later.append(lambda: self._outputs(each, items, scope))
                return
            case "components":
                self._found_components = True
            case "variables":
                known = self._facts.variables or []
                self._facts.variables = [*known, *(self._variable(each, item) for _, item in items)]
                return
        for index, item in items:
            self._record(each, index, item, scope)

    def _record(self, each: Each, index: int, item: JsonValue, scope: Scope) -> None:
        match each.records:
            case "components":
                self._component(each, item)
            case "parameters" | "fields":
                self._given.named(each, item, scope)
            case "rows":
                self._row(each, index, item, scope)
            case _:
                self._wire(each, item, scope)

    def _one_sheet(self, each: Each, items: list[tuple[int, JsonValue]], scope: Scope) -> None:
        if len(items) > 1:
            names = ", ".join(describe(str(item.path[-1])) for _, item in items)
            raise items[1][1].error(f"more than one sheet in the file: {names}; export one sheet at a time")
        for _, item in items:
            self._facts.origins[item.path] = ("item", 0)
            self._inside(each, item, scope)

    # Components

    def _component(self, each: Each, item: JsonValue) -> None:
        place = self._identity(each, item)
        id_ = place.text()
        components = self._facts.components
        if id_ in components:
            raise place.error(f"duplicate id {place}; {components[id_].place.pointer} has it too")
        type_ = self._vocabulary.type(required(each, item, "type", "type"))
        component = ComponentFacts(item, place, type_)
        components[id_] = component
        self._facts.origins[item.path] = ("component", id_)
        self._inside(each, item, Scope(component))

    def _identity(self, each: Each, item: JsonValue) -> JsonValue:
        name = identity(each)
        if name == "number":
            return item.name()
        return required(each, item, name, name)

    def _again(self, each: Each, items: list[tuple[int, JsonValue]]) -> None:
        """Match another list of components."""
        name = identity(each)
        by_place = name == "number" and place_of(each, "number") is None
        known = list(self._facts.components.values())
        by_text = {text_of(component, name): component for component in known}
        for index, item in items:
            if by_place:
                component = known[index] if index < len(known) else None
            else:
                place = found(each, item, name)
                number = int(place.text()) - 1 if place and name == "number" and place.text().isdigit() else -1
                component = by_text.get(place.text()) if place and name != "number" else None
                component = known[number] if 0 <= number < len(known) else component
            if component is None:
                raise item.error("it is about a component that is not on the sheet")
            self._facts.origins[item.path] = ("component", component.id.text())
            self._inside(each, item, Scope(component))

    def _inside(self, each: Each, item: JsonValue, scope: Scope) -> None:
        if each.key is not None:
            self._match(each.key, item.name(), scope)
        self._match(each.item, item, scope)

    # Rows

    def _row(self, each: Each, index: int, item: JsonValue, scope: Scope) -> None:
        component = scope.owner
        if not component.type.has_rows:
            raise item.error(f"{component.type.label} has no rows")
        row = RowFacts(item, component, index)
        component.rows.append(row)
        self._facts.origins[item.path] = ("row", index)
        if place_of(each, "output") is not None:
            word = required(each, item, "output", "output")
            if word.text() in component.row_words:
                raise item.error(f"duplicate output {word}; row {component.row_words[word.text()]} has it too")
            component.row_words[word.text()] = str(index + 1)
        self._inside(each, item, Scope(component, row))

    # Outputs and wires

    def _outputs(self, each: Each, items: list[tuple[int, JsonValue]], scope: Scope) -> None:
        component = scope.owner
        for index, item in items:
            if place_of(each, "output") is not None:
                required(each, item, "output", "output")
            output = OutputFacts(index, item)
            self._inside(each, item, Scope(component, output=output))
            said = next((output.words[name] for name in ("output", "position") if name in output.words), None)
            place = said or item
            name = output_name(self._vocabulary, component, output)
            if name is None:
                raise place.error(no_output(component, describe(str(index + 1)) if said is None else str(said)))
            key = ("row", int(name) - 1) if component.type.has_rows else ("output", name)
            self._facts.origins[item.path] = key
            if (port := output.words.get("port")) is not None:
                component.outputs[port.text()] = name
            for wire in output.wires:
                wire.named = (place, name)

    def _wire(self, each: Each, item: JsonValue, scope: Scope) -> None:
        wire = WireFacts(item, is_listing=each.records == "incoming")
        own = None if scope.component is None else Reference("id", scope.component.id, scope.component)
        if wire.is_listing:
            wire.target = own
        else:
            wire.source, wire.row = own, scope.row
            if scope.output is not None:
                scope.output.wires.append(wire)
        self._facts.origins[item.path] = wire
        self._facts.wires.append(wire)
        self._inside(each, item, Scope(scope.component, scope.row, scope.output, wire))
        if each.free is not None and wire.id is None and wire.source is None and is_like(each.free, item):
            wire.is_free = True
            self._facts.origins[item.path] = FREE

    def _variable(self, each: Each, item: JsonValue) -> dict[str, JsonValue]:
        variable: dict[str, JsonValue] = {}
        self._inside(each, item, Scope(variable=variable))
        for name, what in (("variable", "name"), ("variable_type", "type")):
            if name not in variable and (name == "variable" or place_of(each, name) is not None):
                required(each, item, name, what)
        self._facts.origins[item.path] = ("variable", variable["variable"].text())
        return variable
