"""Parameters as members of an object: their words, and which of them have a place of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scenario_kit.language.catalogue import catalogue
from scenario_kit.profiles.template import Columns, Place, Template, walk
from scenario_kit.profiles.traced import TracedObject
from scenario_kit.profiles.values import UnwritableError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scenario_kit.profiles.traced import Key


class Members(dict[str, Any]):
    """The members of a spread; `names` has our name for each."""

    nested = False

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, str] = {}

    def add(self, word: str, value: Any, name: str) -> None:  # noqa: ANN401
        """Add a parameter."""
        self[word] = value
        self.names[word] = name
        self.nested = self.nested or "/" in word

    def take_named(self, named: set[str]) -> dict[str, Any]:
        """Remove and return the parameter `name`, if the object has a member of that name: they are one.

        Raises:
            UnwritableError: Another parameter has the word of a member.
        """
        own = {}
        for word in named & set(self):
            if self.names[word] != "name":
                raise UnwritableError(
                    f"`{word}` is the word for `{self.names[word]}` and also another key of its object"
                )
            own[word] = self.pop(word)
        return own

    def take_inside(self, named: set[str]) -> Members:
        """Remove and return the parameters that are inside of members of the object that the map names."""
        inside = Members()
        if self.nested:
            for word in [word for word in self if "/" in word and word.partition("/")[0] in named]:
                inside.add(word, self.pop(word), self.names[word])
        return inside


def merge(members: dict[str, Any], keys: dict[str, Key] | None, spread: Members) -> None:
    """Add the members of a spread; a word with slashes names a member of an object inside.

    Raises:
        UnwritableError: Something else is where such an object is.
    """
    for word, value in spread.items():
        owner, owner_keys = members, keys
        *outer, last = word.split("/")
        for part in outer:
            inner = owner.setdefault(part, {} if keys is None else TracedObject({}, {}))
            if not isinstance(inner, dict | TracedObject):
                raise UnwritableError(f"`{word}` is a member of `{part}`, which is no object in the map")
            owner, owner_keys = (inner.members, inner.keys) if isinstance(inner, TracedObject) else (inner, None)
        owner[last] = value
        if owner_keys is not None:
            owner_keys[last] = ("parameter", spread.names[word])


class OwnPlaces:
    """The parameters, or the fields of rows, that have a place of their own, by component type."""

    def __init__(self, template: Template, name: str) -> None:
        self._template = template
        self._name = name
        self._of: dict[str, frozenset[str]] = {}

    def of(self, type_: str) -> frozenset[str]:
        """Return their names for a type."""
        if type_ not in self._of:
            self._of[type_] = frozenset(own_places(self._template, self._name, type_))
        return self._of[type_]


def own_places(template: Template, name: str, type_: str) -> Iterator[str]:
    """Iterate over the parameters or fields of a type that have a place of their own in a template."""
    for node in walk(template, type_):
        if isinstance(node, Place) and node.name == name and node.of:
            yield node.of
        elif isinstance(node, Columns) and node.kind == f"{name}s":
            known: Mapping[str, object] = _known(type_, of_rows=name == "field")
            yield from filter(None, node.of(type_, known))


def _known(type_: str, *, of_rows: bool) -> Mapping[str, object]:
    entry = catalogue()[type_]
    return entry.row if of_rows else entry.parameters
