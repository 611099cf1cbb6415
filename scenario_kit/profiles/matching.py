"""Matches a file with the template of a map, and collects what the file says about the sheet."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from scenario_kit.language.values import describe
from scenario_kit.profiles.facts import ComponentFacts, Facts, Reference, RowFacts, WireFacts
from scenario_kit.profiles.places import ENDS
from scenario_kit.profiles.small_templates import match_text
from scenario_kit.profiles.template import (
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
    Where,
    children,
    path_to,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from scenario_kit.language.catalogue import ComponentType, Parameter
    from scenario_kit.profiles.json_values import JsonValue
    from scenario_kit.profiles.values import Codecs
    from scenario_kit.profiles.words import Vocabulary

_IDENTITIES: Final = ("id", "key", "name", "number")


@dataclass(slots=True, eq=False)
class OutputFacts:
    """An output while its item is matched."""

    index: int
    place: JsonValue
    words: dict[str, JsonValue] = field(default_factory=dict)
    wires: list[WireFacts] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Scope:
    """The records that a value is inside of."""

    component: ComponentFacts | None = None
    row: RowFacts | None = None
    output: OutputFacts | None = None
    wire: WireFacts | None = None
    variable: dict[str, JsonValue] | None = None


class Matcher:
    """Matches one file."""

    def __init__(self, root: JsonValue, sheet: Template, vocabulary: Vocabulary, codecs: Codecs) -> None:
        self._root = root
        self._sheet = sheet
        self._vocabulary = vocabulary
        self._codecs = codecs
        self._later: list[Callable[[], None]] = []
        self._facts = Facts()
        self._primary = primary_list(sheet)
        self._found_components = False
        self._read_from = dict(_texts(sheet))

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
            case Place():
                self._take(template, value, scope)
            case Text():
                self._text(template, value, scope)
            case Object():
                self._object(template, value, scope)
            case Items():
                self._items(template, value, scope)
            case Each():
                self._each(template, list(_members(template, value)), scope)
            case By():
                self._match(self._case(template, value, scope), value, scope)
            case Columns():
                self._columns(template, value, scope)

    def _text(self, template: Text, value: JsonValue, scope: Scope) -> None:
        places = self._read_from[template]
        found = match_text(template, value) if places else None
        if found is not None:
            for place in places:
                self._take(place, found[str(place)], scope)
        elif places and value.value is not None and any(place.name in ("scenario", "sheet", "name") for place in places):
            form = "".join(part if isinstance(part, str) else f"${{{part}}}" for part in template.parts)
            raise value.error(f"expected a text such as `{form}`, got {value}")

    def _case(self, template: By, value: JsonValue, scope: Scope) -> Template:
        component = scope.component
        if template.what == "type" and component is not None:
            return template.cases.get(component.type.name, template.otherwise)
        if template.what == "rows" and component is not None:
            return template.cases["yes" if component.type.has_rows else "no"]
        return template.cases["no" if _could_be(template.cases["no"], value) else "yes"]

    def _object(self, template: Object, value: JsonValue, scope: Scope) -> None:
        if value.value is None or value.value == []:
            return
        if not isinstance(value.value, dict):
            if _is_constant(template):
                return
            raise value.error("expected a list or a mapping")
        named = {member[0] for member in template.members if isinstance(member, tuple)}
        for member in template.members:
            if isinstance(member, Spread):
                self._spread(member, value, scope, named, "")
            elif (inner := value.step(member[0])) is not None:
                self._match(member[1], inner, scope)

    # Lists

    def _items(self, template: Items, value: JsonValue, scope: Scope) -> None:
        if value.value is None or value.value == {}:
            return
        if not isinstance(value.value, list):
            if _is_constant(template):
                return
            raise value.error("expected a list or a mapping")
        kinds = list(enumerate(template.items))
        records: dict[int, list[tuple[int, JsonValue]]] = {index: [] for index, _ in kinds}
        size = len(value.value)
        for position, item in enumerate(value.items()):
            for index, kind in kinds:
                if _belongs(template, index, kind, item, position, size):
                    records[index].append((len(records[index]), item))
                    break
        for index, kind in kinds:
            if isinstance(kind, Each):
                self._each(kind, records[index], scope)
                continue
            for _, item in records[index][:1]:
                self._facts.origins[item.path] = ("item", index)
                self._match(kind, item, scope)

    def _each(self, each: Each, items: list[tuple[int, JsonValue]], scope: Scope) -> None:
        match each.records:
            case "sheets":
                self._one_sheet(each, items, scope)
            case "components" if each is self._primary:
                self._found_components = True
                for _, item in items:
                    self._component(each, item)
            case "components":
                self._later.append(lambda: self._again(each, items))
            case "parameters" | "fields":
                for _, item in items:
                    self._named(each, item, scope)
            case "rows":
                for index, item in items:
                    self._row(each, index, item, scope)
            case "outputs":
                self._later.append(lambda: self._outputs(each, items, scope))
            case "wires" | "incoming":
                for _, item in items:
                    self._wire(each, item, scope)
            case "variables":
                self._facts.variables = self._facts.variables or []
                for _, item in items:
                    self._variable(each, item)

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
        name = next((name for name in _IDENTITIES if _place_of(each, name) is not None), None)
        known = list(self._facts.components.values())
        by_text = {_text_of(component, name or "id"): component for component in known}
        for index, item in items:
            if name is None:
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

    # Parameters, fields and rows

    def _spread(self, spread: Spread, value: JsonValue, scope: Scope, named: set[str], prefix: str) -> None:
        component, of_rows = scope.component, spread.kind == "fields"
        if component is None:
            return
        table = self._vocabulary.fields(component.type) if of_rows else self._vocabulary.parameters(component.type)
        nested = {word.rpartition("/")[0] for word in table.words.values() if "/" in word}
        for item in value.items():
            name = str(item.path[-1])
            if name in named:
                continue
            if prefix + name in nested and isinstance(item.value, dict):
                self._spread(spread, item, scope, set(), f"{prefix}{name}/")
                continue
            word = item.name() if not prefix else type(item)(item.file, prefix + name, item.path)
            if spread.keeps_unknown and not _knows(table.read, prefix + name):
                continue
            self._parameter(word, item, scope, of_rows=of_rows)

    def _named(self, each: Each, item: JsonValue, scope: Scope) -> None:
        of_rows = each.records == "fields"
        word = required(each, item, "field" if of_rows else "parameter", "name")
        self._parameter(word, placed(each, item, "value"), scope, of_rows=of_rows, item=item)

    def _parameter(  # noqa: PLR0913  the word, the value and the item can be three places
        self, word: JsonValue, value: JsonValue | None, scope: Scope, *, of_rows: bool, item: JsonValue | None = None
    ) -> None:
        component = scope.component
        if component is None or (of_rows and scope.row is None):
            return
        name = self._vocabulary.parameter(word, component.type, of_rows=of_rows)
        if name is None:
            return
        self._facts.origins[(item or value or word).path] = ("parameter", name)
        if value is not None:
            self._give(name, value, scope, of_rows=of_rows, item=item or value)

    def _give(self, name: str, value: JsonValue, scope: Scope, *, of_rows: bool, item: JsonValue) -> None:
        component = scope.component
        if component is None:
            return
        known: Mapping[str, Parameter] = component.type.row if of_rows else component.type.parameters
        given = scope.row.fields if of_rows and scope.row is not None else component.parameters
        if name not in known:
            return
        read = self._codecs.of(component.type.name, known[name], of_rows=of_rows).read(value)
        if read is None:
            return
        if name in given and (given[name][1] != read or given[name][0].path == value.path or item is not value):
            raise item.error(f"duplicate parameter `{name}`; it is also at {given[name][0].pointer}")
        given.setdefault(name, (value, read))

    def _columns(self, template: Columns, value: JsonValue, scope: Scope) -> None:
        if not isinstance(value.value, list) or scope.component is None:
            return
        type_, of_rows = scope.component.type, template.kind == "fields"
        for index, (name, item) in enumerate(
            zip(template.of(type_.name, type_.row if of_rows else type_.parameters), value.items(), strict=False)
        ):
            self._facts.origins[item.path] = ("item", index)
            if name is not None:
                self._give(name, item, scope, of_rows=of_rows, item=item)

    def _row(self, each: Each, index: int, item: JsonValue, scope: Scope) -> None:
        component = scope.component
        if component is None:
            return
        if not component.type.has_rows:
            raise item.error(f"{component.type.label} has no rows")
        row = RowFacts(item, component, index)
        component.rows.append(row)
        self._facts.origins[item.path] = ("row", index)
        if _place_of(each, "output") is not None:
            word = required(each, item, "output", "output")
            if word.text() in component.row_words:
                raise item.error(f"duplicate output {word}; row {component.row_words[word.text()]} has it too")
            component.row_words[word.text()] = str(index + 1)
        self._inside(each, item, Scope(component, row))

    # Outputs and wires

    def _outputs(self, each: Each, items: list[tuple[int, JsonValue]], scope: Scope) -> None:
        component = scope.component
        if component is None:
            return
        for index, item in items:
            if _place_of(each, "output") is not None:
                required(each, item, "output", "output")
            output = OutputFacts(index, item)
            self._inside(each, item, Scope(component, output=output))
            place = next((output.words[name] for name in ("output", "position") if name in output.words), item)
            name = output_name(self._vocabulary, component, output)
            if name is None:
                word = str(place) if place is not item else describe(str(index + 1))
                raise place.error(no_output(component, word))
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

    def _variable(self, each: Each, item: JsonValue) -> None:
        variable: dict[str, JsonValue] = {}
        self._inside(each, item, Scope(variable=variable))
        for name, what in (("variable", "name"), ("variable_type", "type")):
            if name not in variable:
                required(each, item, name, what)
        self._facts.origins[item.path] = ("variable", variable["variable"].text())
        if self._facts.variables is not None:
            self._facts.variables.append(variable)

    # Places

    def _take(self, place: Place, value: JsonValue, scope: Scope) -> None:
        name = place.name
        if place.of and name in ("parameter", "field"):
            self._give(place.of, value, scope, of_rows=name == "field", item=value)
        elif name in ENDS or name in ("wire", "source_port", "target_port"):
            self._take_of_wire(place, value, scope)
        elif name in ("output", "port", "position", "position1", "row", "row1"):
            self._take_of_output(name, value, scope)
        elif scope.variable is not None:
            if value.given_text() is not None:
                scope.variable.setdefault(name, value)
        elif name in ("scenario", "description", "sheet", "sheet_id"):
            if value.given_text() is not None:
                self._facts.texts.setdefault(name, value)
        elif scope.component is not None and name in ("key", "name", "x", "y", "input"):
            if not isinstance(value.value, dict | list) and value.given_text() is not None:
                scope.component.places.setdefault(name, value)
            elif isinstance(value.value, dict | list) and name in ("key", "name"):
                value.text()

    def _take_of_output(self, name: str, value: JsonValue, scope: Scope) -> None:
        if name == "position1":
            digits = value.given_text() or ""
            if digits.isascii() and digits.isdigit():
                self._take_of_output("position", replace(value, value=int(digits) - 1), scope)
            elif digits:
                raise value.error(f"expected the number of an output, got {value}")
            return
        if scope.wire is not None:
            if value.given_text() is not None:
                setattr(scope.wire, {"output": "output", "position": "position"}.get(name, "port"), value)
        elif scope.output is not None:
            if value.given_text() is not None:
                scope.output.words.setdefault(name, value)
        elif scope.row is not None and value.given_text() is not None:
            scope.row.words.setdefault(name, value)
            if name == "port" and scope.component is not None:
                scope.component.outputs[value.text()] = str(scope.row.index + 1)

    def _take_of_wire(self, place: Place, value: JsonValue, scope: Scope) -> None:
        if place.name in ENDS and place.of in ("type", "input"):
            return
        if value.given_text() is None:
            return
        wire = scope.wire
        if wire is None:
            if place.name != "target" or scope.component is None:
                return
            own = Reference("id", scope.component.id, scope.component)
            wire = WireFacts(value, source=own, row=scope.row)
            if scope.output is not None:
                scope.output.wires.append(wire)
            self._facts.wires.append(wire)
        match place.name:
            case "wire":
                wire.id = value
            case "source_port":
                wire.port = value
            case "source" if wire.source is None:
                wire.source = Reference(place.of or "id", value)
            case "target" if wire.target is None:
                wire.target = Reference(place.of or "id", value)


def output_name(vocabulary: Vocabulary, component: ComponentFacts, output: OutputFacts) -> str | None:
    """Return our name of the output that an item is about; None if the component has none like it."""
    words = output.words
    if "output" in words:
        return named_output(vocabulary, component, words["output"].text())
    position = words["position"].text() if "position" in words else str(output.index)
    return positioned_output(vocabulary, component, position)


def named_output(vocabulary: Vocabulary, component: ComponentFacts, word: str) -> str | None:
    """Return the output of a component that a word names."""
    if component.type.has_rows:
        if not component.row_words:
            for row in component.rows:
                fields = {name: value for name, (_, value) in row.fields.items()}
                component.row_words.setdefault(vocabulary.row_output(row.index, fields), str(row.index + 1))
        return component.row_words.get(word)
    name = vocabulary.output(word, component.type)
    return name if name in component.type.outputs else None


def positioned_output(vocabulary: Vocabulary, component: ComponentFacts, position: str) -> str | None:
    """Return the output of a component at a position, counted from 0."""
    if not position.isdigit():
        return None
    if component.type.has_rows:
        return str(int(position) + 1) if int(position) < len(component.rows) else None
    order = vocabulary.order(component.type)
    return order[int(position)] if int(position) < len(order) else None


def no_output(component: ComponentFacts, word: str) -> str:
    """Return the message about an output that a component does not have."""
    outputs = [str(row.index + 1) for row in component.rows] if component.type.has_rows else component.type.outputs
    return f"{component.type.label} has no output {word}; its outputs are: {', '.join(outputs) or 'none'}"


def _texts(template: Template) -> Iterator[tuple[Text, tuple[Place, ...]]]:
    """Iterate over the texts of a template, with the places that are read from each: those with no value of their own."""
    own, inner = [], []
    stack = [template]
    while stack:
        node = stack.pop()
        own.append(node)
        if isinstance(node, Each):
            inner.append(node)
        else:
            stack.extend(children(node))
    known = {str(node) for node in _whole_places(template)}
    for node in own:
        if isinstance(node, Text):
            yield node, tuple(place for place in node.places if str(place) not in known)
    for each in inner:
        yield from _texts(Items(tuple(filter(None, (each.key, each.item)))))


def _whole_places(template: Template) -> Iterator[Place]:
    """Iterate over the places that are values of their own, outside of lists of records."""
    if isinstance(template, Place):
        yield template
    elif not isinstance(template, Text | Each):
        for child in children(template):
            yield from _whole_places(child)


def _is_constant(template: Template) -> bool:
    nodes = list(walk(template))
    spreads = (node for node in nodes if isinstance(node, Object) and any(isinstance(one, Spread) for one in node.members))
    return all(isinstance(node, Constant | Object | Items) for node in nodes) and not any(spreads)


def primary_list(sheet: Template) -> Each:
    """Return the list of components that says what they are."""
    return next(node for node in walk(sheet) if isinstance(node, Each) and node.records == "components" and _has_type(node))


def identity(each: Each) -> str:
    """Return what identifies the components of a list: `id`, `key`, `name`, or `number` for their position."""
    return next((name for name in _IDENTITIES if _place_of(each, name) is not None), "number")


def _has_type(each: Each) -> bool:
    return any(isinstance(node, Place) and str(node) == "type" for node in walk(each))


def _place_of(each: Each, name: str) -> tuple[tuple[str | int, ...] | None, Place | Text] | None:
    """Return the path to a place in the items of a list, None for the name of a member."""
    inside = path_to(each.item, name)
    if inside is not None:
        return inside
    key = None if each.key is None else path_to(each.key, name)
    return None if key is None else (None, key[1])


def placed(each: Each, item: JsonValue, name: str) -> JsonValue | None:
    """Return the value of a place in an item of a list; None if it is absent, or not as the template says."""
    place = _place_of(each, name)
    if place is None:
        return None
    path, leaf = place
    value = item.name() if path is None else item.follow(path)
    if value is None or isinstance(leaf, Place):
        return value
    parts = match_text(leaf, value)
    return None if parts is None else parts[name]


def found(each: Each, item: JsonValue, name: str) -> JsonValue | None:
    """Return the value of a place in an item of a list; None if it is absent, null or empty."""
    value = placed(each, item, name)
    return None if value is None or value.value is None or value.value == "" else value


def required(each: Each, item: JsonValue, name: str, what: str) -> JsonValue:
    """Return the value of a place in an item of a list.

    Raises:
        UnreadableSheetError: It is absent, null or empty.
    """
    value = found(each, item, name)
    if value is None:
        place = _place_of(each, name)
        where = f" at `/{'/'.join(map(str, place[0]))}`" if place is not None and place[0] else ""
        raise item.error(f"missing {what}{where}")
    value.text()
    return value


def _members(each: Each, value: JsonValue) -> Iterator[tuple[int, JsonValue]]:
    if value.value is None or value.value in ([], {}):
        return
    wanted = list if each.key is None else dict
    if not isinstance(value.value, wanted):
        raise value.error("expected a list or a mapping")
    items = (item for item in value.items() if each.where is None or _matches(each.where, item))
    yield from enumerate(items)


def _belongs(  # noqa: PLR0913, PLR0917  an item and a template, each with its position
    template: Items, index: int, kind: Template, item: JsonValue, position: int, size: int
) -> bool:
    where = kind.where if isinstance(kind, Each | Object) else None
    if where is not None:
        return _matches(where, item)
    if isinstance(kind, Each):
        return True
    before = any(isinstance(one, Each) for one in template.items[:index])
    return position == (size - len(template.items) + index if before else index)


def _matches(where: Where, item: JsonValue) -> bool:
    for pointer, texts in where.equal:
        value = item.at(pointer)
        if value is None or value.value is None or isinstance(value.value, dict | list) or value.text() not in texts:
            return False
    return all(item.at(pointer) is not None for pointer in where.has)


def _could_be(template: Template, value: JsonValue) -> bool:
    """Whether a value is what a template without places gives."""
    from scenario_kit.profiles.small_templates import match  # noqa: PLC0415

    return match(template, value, ()) is not None


def _text_of(component: ComponentFacts, name: str) -> str | None:
    if name == "id":
        return component.id.text()
    place = component.places.get(name)
    return None if place is None else place.text()


def _knows(read: Callable[[str], str | None], word: str) -> bool:
    try:
        read(word)
    except KeyError:
        return False
    return True
