"""Finds the places of a template in a file: paths that are the same for every item of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scenario_kit.profiles.json_values import same_json
from scenario_kit.profiles.small_templates import match, match_text
from scenario_kit.profiles.template import (
    By,
    Constant,
    Each,
    Items,
    Object,
    Place,
    Spread,
    Sum,
    Template,
    Text,
    Where,
    children,
    path_to,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from scenario_kit.profiles.facts import ComponentFacts
    from scenario_kit.profiles.json_values import JsonValue

IDENTITIES: Final = ("id", "key", "name", "number")
"""The places that can identify a component, the best first."""


def texts(template: Template) -> Iterator[tuple[Text, tuple[Place, ...]]]:
    """Iterate over the texts of a template, with the places that are read from each: those without a value apart."""
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
        yield from texts(Items(tuple(filter(None, (each.key, each.item)))))


def _whole_places(template: Template) -> Iterator[Place]:
    """Iterate over the places that are values of their own, outside of lists of records."""
    if isinstance(template, Place):
        yield template
    elif not isinstance(template, Text | Sum | Each):
        for child in children(template):
            yield from _whole_places(child)


def is_constant(template: Template) -> bool:
    """Return whether a template has no places."""
    nodes = list(walk(template))
    spreads = (
        node for node in nodes if isinstance(node, Object) and any(isinstance(one, Spread) for one in node.members)
    )
    return all(isinstance(node, Constant | Object | Items) for node in nodes) and not any(spreads)


def primary_list(sheet: Template) -> Each:
    """Return the list of components that says what they are."""
    return next(
        node for node in walk(sheet) if isinstance(node, Each) and node.records == "components" and _has_type(node)
    )


def identity(each: Each) -> str:
    """Return what identifies the components of a list: `id`, `key`, `name`, or `number` for their position."""
    return next((name for name in IDENTITIES if place_of(each, name) is not None), "number")


def _has_type(each: Each) -> bool:
    return any(isinstance(node, Place) and str(node) == "type" for node in walk(each))


def place_of(each: Each, name: str) -> tuple[tuple[str | int, ...] | None, Place | Text] | None:
    """Return the path to a place in the items of a list, None for the name of a member."""
    inside = path_to(each.item, name)
    if inside is not None:
        return inside
    key = None if each.key is None else path_to(each.key, name)
    return None if key is None else (None, key[1])


def placed(each: Each, item: JsonValue, name: str) -> JsonValue | None:
    """Return the value of a place in an item of a list; None if it is absent, or not as the template says."""
    place = place_of(each, name)
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
        place = place_of(each, name)
        where = f" at `/{'/'.join(map(str, place[0]))}`" if place is not None and place[0] else ""
        raise item.error(f"missing {what}{where}")
    value.text()
    return value


def members(each: Each, value: JsonValue) -> Iterator[tuple[int, JsonValue]]:
    """Iterate over the records in a list or an object, with their positions.

    Raises:
        UnreadableSheetError: It is neither.
    """
    if value.value is None or value.value in ([], {}):
        return
    wanted = list if each.key is None else dict
    if not isinstance(value.value, wanted):
        raise value.error(f"expected a {'list' if each.key is None else 'mapping'}")
    items = (item for item in value.items() if each.where is None or _matches(each.where, item))
    yield from enumerate(items)


def belongs(kinds: Sequence[Template], index: int, item: JsonValue, position: int, size: int) -> bool:
    """Whether the item of a shared list at a position belongs to one of its templates."""
    kind = kinds[index]
    where = kind.where if isinstance(kind, Each | Object) else None
    if where is not None:
        return _matches(where, item)
    if isinstance(kind, Each):
        return not any(_is_other(kinds, later, item, position, size) for later in range(index + 1, len(kinds)))
    before = any(isinstance(one, Each) for one in kinds[:index])
    return position == (size - len(kinds) + index if before else index)


def _is_other(kinds: Sequence[Template], index: int, item: JsonValue, position: int, size: int) -> bool:
    """Whether an item is a constant at its place behind a list of records, or what a condition says."""
    kind = kinds[index]
    if isinstance(kind, Each | Object) and kind.where is not None:
        return _matches(kind.where, item)
    return is_constant(kind) and position == size - len(kinds) + index and could_be(kind, item)


def _matches(where: Where, item: JsonValue) -> bool:
    for pointer, texts in where.equal:
        value = item.at(pointer)
        if value is None or value.value is None or isinstance(value.value, dict | list) or value.text() not in texts:
            return False
    has, lacks = (map(item.at, pointers) for pointers in (where.has, where.lacks))
    return all(value is not None for value in has) and all(value is None for value in lacks)


def could_be(template: Template, value: JsonValue) -> bool:
    """Whether a value is what a template without places gives."""
    return match(template, value, ()) is not None


def is_like(template: Template, value: JsonValue) -> bool:
    """Whether a value has the members, the items and the constants of a template, whatever its places hold."""
    match template:
        case Constant():
            return same_json(template.value, value.value)
        case Object():
            named = dict(member for member in template.members if isinstance(member, tuple))
            is_same = isinstance(value.value, dict) and set(value.value) == set(named)
            return is_same and all(is_like(named[str(item.path[-1])], item) for item in value.items())
        case Items():
            is_same = isinstance(value.value, list) and len(value.value) == len(template.items)
            return is_same and all(map(is_like, template.items, value.items()))
        case By():
            return any(is_like(case, value) for case in (*template.cases.values(), template.otherwise))
    return not isinstance(value.value, dict | list | None)


def text_of(component: ComponentFacts, name: str) -> str | None:
    """Return the text that identifies a component in a list."""
    if name == "id":
        return component.id.text()
    place = component.places.get(name)
    return None if place is None else place.text()


def knows(read: Callable[[str], str | None], word: str) -> bool:
    """Return whether a word is known."""
    try:
        read(word)
    except KeyError:
        return False
    return True
