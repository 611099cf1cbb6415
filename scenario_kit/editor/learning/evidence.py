"""What a learner is given: exported JSON and, for some exports, the components that it is known to show."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scenario_kit.language.catalogue import ComponentType

Json = Any
"""A JSON value as Python has it."""

Path = tuple[str | int, ...]
"""The names and positions that lead to a value."""

SHEET: Final = "\0sheet"
"""Stands in a path for a key that is the name of the sheet."""


@dataclass(frozen=True, slots=True)
class KnownComponent:
    """A component of a scenario that an export shows.

    Attributes:
        key: Its id in the scenario.
        type: Its type.
        name: Its name in the editor.
        parameters: The values that are set, in JSON's types as the sheets' context has them.
        rows: The fields of its rows.
        outputs: The names of its outputs.
    """

    key: str
    type: ComponentType
    name: str
    parameters: Mapping[str, Json]
    rows: tuple[Mapping[str, Json], ...]
    outputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Export:
    """An exported sheet.

    Attributes:
        file: The name of its file, for people.
        value: Its JSON.
        scenario: The name of the scenario; None if no scenario is known.
        sheet: The name of the sheet.
        components: The components that it shows, by key.
        wires: The target's key by source's key and output.
        variables: The editor variables of the scenario: name, type, value and description.
        unknown: The names or positions of components whose type is not known.
    """

    file: str
    value: Json
    scenario: str | None = None
    sheet: str | None = None
    components: Mapping[str, KnownComponent] = field(default_factory=dict)
    wires: Mapping[tuple[str, str], str] = field(default_factory=dict)
    variables: tuple[Mapping[str, str], ...] = ()
    unknown: frozenset[str | int] = frozenset()


@dataclass(slots=True)
class Item:
    """The JSON of one component.

    Attributes:
        export: The export that it is in.
        known: The component that it shows.
        step: Its name or position in the list or mapping of components.
        value: Its JSON.
    """

    export: Export
    known: KnownComponent
    step: str | int
    value: Json


def walk(value: Json, path: Path = ()) -> Iterator[tuple[Path, Json]]:
    """Iterate over the scalars of a value, and over its empty lists and mappings, with their paths."""
    stack = [(path, value)]
    while stack:
        at, current = stack.pop()
        if isinstance(current, dict) and current:
            stack.extend(reversed([((*at, name), child) for name, child in current.items()]))
        elif isinstance(current, list) and current:
            stack.extend(reversed([((*at, index), child) for index, child in enumerate(current)]))
        else:
            yield at, current


class _Missing:
    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = _Missing()
"""In place of a value that is absent."""


def at(value: Json, path: Path) -> Json:
    """Return the value at a path, or `MISSING`."""
    for step in path:
        is_position = isinstance(value, list) and isinstance(step, int) and step < len(value)
        if not is_position and not (isinstance(value, dict) and step in value):
            return MISSING
        value = value[step]
    return value


def leaf_texts(value: Json) -> set[str]:
    """Return the texts inside of a value that are not empty, without the names of members."""
    return {leaf for _, leaf in walk(value) if isinstance(leaf, str) and leaf}


def members(value: Json) -> list[tuple[str | int, Json]]:
    """Return the members of a list or a mapping with their steps; none for any other value."""
    if isinstance(value, dict):
        return list(value.items())
    return list(enumerate(value)) if isinstance(value, list) else []


def is_scalar(value: Json) -> bool:
    """Whether a value is a text, a number, a boolean or null."""
    return not isinstance(value, dict | list | _Missing)


def text_of(value: Json) -> str | None:
    """Return a text or a number as text; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value)
