"""The template of a sheet: its JSON with places in it, as a typed tree. Writing fills it, and reading matches it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scenario_kit.profiles.json_values import Json


@dataclass(frozen=True, slots=True, eq=False)
class Constant:
    """A value that is the same in every sheet.

    Attributes:
        value: The value.
        kept: A person or the editor chooses it for each component.
        only: Another value is an error, since nobody knows what it means.
    """

    value: Json
    kept: bool = False
    only: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Absent:
    """No value: the key is omitted.

    Attributes:
        only: A value is an error, since nobody knows what it means.
    """

    only: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A value of the sheet.

    Attributes:
        name: What it is, such as `id`.
        of: What of it: for the end of a wire what refers to the component, for a parameter its name.
    """

    name: str
    of: str = ""

    def __str__(self) -> str:
        return f"{self.name}.{self.of}" if self.of else self.name


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """A text that is built of constant parts and places."""

    parts: tuple[str | Place, ...]

    @property
    def places(self) -> tuple[Place, ...]:
        """Its places, in order."""
        return tuple(part for part in self.parts if isinstance(part, Place))


@dataclass(frozen=True, slots=True, eq=False)
class Sum:
    """A number that grows with numbers of records, such as a height with the number of outputs.

    Attributes:
        base: What is always in it.
        terms: The places that count, each with its factor.
    """

    base: int | float
    terms: tuple[tuple[Place, int | float], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Where:
    """What an item of a list must have to be a record of one kind.

    Attributes:
        equal: Pointers into the item, and the texts that are allowed there.
        has: Pointers that must exist.
        lacks: Pointers that must not exist.
    """

    equal: tuple[tuple[str, tuple[str, ...]], ...] = ()
    has: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """The parameters of a component or the fields of a row, as members of the object that this is in.

    Attributes:
        kind: `parameters` or `fields`.
        keeps_unknown: Unknown words are kept for the editor instead of being an error.
    """

    kind: str
    keeps_unknown: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Object:
    """An object with these members, in this order.

    Attributes:
        members: The members; one without a name is a `Spread`.
        where: Which item of a shared list it is.
        empty: What is in the place of an object without members: `absent` for nothing, `list` for an empty list.
    """

    members: tuple[tuple[str, Template] | Spread, ...]
    where: Where | None = None
    empty: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Items:
    """A list of templates; an `Each` in it is any number of items."""

    items: tuple[Template, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Each:
    """A list with an item for each record, or an object with a member for each.

    Attributes:
        records: What there is an item for, such as `components`.
        item: The template of an item.
        key: The name of each member; None for a list.
        where: Which items of a shared list are records of this kind.
        empty: What is in its place if there are no records; see `Object`.
        free: The template of one more item, for a wire that may still arrive.
        trim: Whether outputs without a wire are left out after the last one that has one.
        in_list: Whether it stands in a list of templates.
        at: Its path in the template, with `*` for a record around it.
    """

    records: str
    item: Template
    key: Template | None = None
    where: Where | None = None
    empty: str = ""
    free: Template | None = None
    trim: bool = False
    in_list: bool = False
    at: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class By:
    """One of several templates: by the component's `type`, or whether it has `rows`, or an output is `wired`."""

    what: str
    cases: Mapping[str, Template]
    otherwise: Template


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """A list of values by position.

    Attributes:
        kind: `parameters` or `fields`.
        names: The names by component type; None for null. Without an entry: all, in the catalogue's order.
        otherwise: The names of the types that `names` does not have.
    """

    kind: str
    names: Mapping[str, tuple[str | None, ...]] = field(default_factory=dict)
    otherwise: tuple[str | None, ...] | None = None

    def of(self, type_: str, known: Mapping[str, object]) -> tuple[str | None, ...]:
        """Return the names for a component type, without those that the type does not have."""
        names = self.names.get(type_, self.otherwise)
        return tuple(known) if names is None else tuple(name if name in known else None for name in names)


Template = Constant | Absent | Place | Text | Sum | Object | Items | Each | By | Columns


def children(template: Template, type_: str | None = None) -> Iterator[Template]:
    """Iterate over the templates directly inside one; with a component type, only over those for that type."""
    if isinstance(template, Object):
        yield from (member[1] for member in template.members if isinstance(member, tuple))
    elif isinstance(template, Items):
        yield from template.items
    elif isinstance(template, Each):
        yield from filter(None, (template.key, template.item, template.free))
    elif isinstance(template, By):
        if template.what == "type" and type_ is not None:
            yield template.cases.get(type_, template.otherwise)
        else:
            yield from (*template.cases.values(), template.otherwise)
    elif isinstance(template, Text):
        yield from template.places
    elif isinstance(template, Sum):
        yield from (place for place, _ in template.terms)


def walk(template: Template, type_: str | None = None) -> Iterator[Template]:
    """Iterate over a template and everything inside it."""
    stack = [template]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(list(children(node, type_))))


def path_to(template: Template, name: str) -> tuple[tuple[str | int, ...], Place | Text] | None:
    """Return the fixed path to a place inside a template, and the leaf that holds it; None if it has none.

    A place that is a value of its own goes before one that is a part of a text.
    """
    found = list(_paths(template, name, ()))
    return next((entry for entry in found if isinstance(entry[1], Place)), found[0] if found else None)


def _paths(
    template: Template, name: str, path: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], Place | Text]]:
    if (isinstance(template, Place) and template.name == name and not template.of) or (
        isinstance(template, Text) and any(place.name == name and not place.of for place in template.places)
    ):
        yield path, template
    elif isinstance(template, Object):
        for member in template.members:
            if isinstance(member, tuple):
                yield from _paths(member[1], name, (*path, member[0]))
    elif isinstance(template, Items):
        for index, item in enumerate(template.items):
            if isinstance(item, Each):
                break
            yield from _paths(item, name, (*path, index))
