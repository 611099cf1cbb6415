"""The differences between sheets; no value holds a secret."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

MaskedValue = str | int | float | bool | list[str] | dict[str, "MaskedValue"] | None
"""A value in JSON's types, its secrets replaced by stars."""


class Change(StrEnum):
    """What happened to a component, a variable, a sheet or a value."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class Place(NamedTuple):
    """A place in a scenario file; lines and columns are counted from 1."""

    file: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Detail:
    """One value of a component that differs.

    Attributes:
        kind: `type`, `name`, `parameter`, `row`, `wire`, `position`, `variable` or `scenario`.
        name: The name of the parameter or field, or the output of the row or wire.
        old: The value before; None if there was none.
        new: The value after; None if there is none.
        place: Where the scenario has the value, or would have it; None if the scenario is not known.
    """

    kind: str
    name: str
    old: MaskedValue
    new: MaskedValue
    place: Place | None = None

    @property
    def change(self) -> Change:
        """What happened to the value."""
        return Change.ADDED if self.old is None else Change.REMOVED if self.new is None else Change.CHANGED


@dataclass(frozen=True, slots=True)
class Difference:
    """A component or a variable that was added, removed or changed.

    Attributes:
        change: What happened to it.
        label: Its name for people.
        type: The editor's label of its type.
        details: What differs; for an added or removed component, everything it has.
        place: Where the scenario has it, or would have it; None if the scenario is not known.
    """

    change: Change
    label: str
    type: str
    details: tuple[Detail, ...]
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class SheetDifference:
    """A sheet that was added, removed or changed, with the components that differ in reading order."""

    change: Change
    name: str
    components: tuple[Difference, ...]
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Differences:
    """The differences between two states of one scenario's sheets.

    Attributes:
        compared: The number of sheets, in either state.
        scenario: What differs in the scenario itself.
        variables: Editor variables that differ.
        sheets: Sheets that differ.
    """

    compared: int
    scenario: tuple[Detail, ...]
    variables: tuple[Difference, ...]
    sheets: tuple[SheetDifference, ...]

    def __bool__(self) -> bool:
        return bool(self.scenario or self.variables or self.sheets)
