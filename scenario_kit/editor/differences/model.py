"""What differs between sheets, as values; secrets are in none of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MaskedValue = str | int | float | bool | list[str] | dict[str, "MaskedValue"] | None
"""A value as it may be told: in JSON's types, and with stars for what is secret."""


class Change(StrEnum):
    """What happens to a thing."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Detail:
    """One thing about a component that differs.

    Attributes:
        kind: What it is: type, name, parameter, row, wire or position; of a variable or scenario, its field.
        name: Its name: of the parameter, of the output of a row or wire.
        old: What it was; None where there was none.
        new: What it becomes; None where there is none any more.
    """

    kind: str
    name: str
    old: MaskedValue
    new: MaskedValue

    @property
    def change(self) -> Change:
        """What happens to it."""
        return Change.ADDED if self.old is None else Change.REMOVED if self.new is None else Change.CHANGED


@dataclass(frozen=True, slots=True)
class Difference:
    """A component, or a variable, that is added, removed or changed.

    Attributes:
        change: What happens to it.
        label: What people know it by.
        type: The editor's label of its type.
        details: What about it differs; of an added or removed one, all there is.
    """

    change: Change
    label: str
    type: str
    details: tuple[Detail, ...]


@dataclass(frozen=True, slots=True)
class SheetDifference:
    """A sheet that is added, removed or changed, and its components in reading order."""

    change: Change
    name: str
    components: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """What differs between two states of one scenario's sheets.

    Attributes:
        compared: How many sheets there are on either side.
        scenario: What about the scenario itself differs.
        variables: Editor variables that differ.
        sheets: Sheets that differ.
    """

    compared: int
    scenario: tuple[Detail, ...]
    variables: tuple[Difference, ...]
    sheets: tuple[SheetDifference, ...]

    def __bool__(self) -> bool:
        return bool(self.scenario or self.variables or self.sheets)
