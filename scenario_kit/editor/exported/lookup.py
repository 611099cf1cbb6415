"""Finds the values of an exported file at the places that a declaration names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scenario_kit.language.values import describe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scenario_kit.editor.exported.declaration import TextSource
    from scenario_kit.editor.exported.json_values import JsonValue, UnreadableSheetError


@dataclass(frozen=True, slots=True)
class FoundText:
    """A text and the value it was taken from."""

    text: str
    item: JsonValue

    def __str__(self) -> str:
        return describe(self.text)

    def refusal(self, message: str) -> UnreadableSheetError:
        """Return an error that points here."""
        return self.item.refusal(message)


def find(item: JsonValue, place: TextSource | None) -> FoundText | None:
    """Return the text at a place in `item`; None if it is absent or empty.

    Raises:
        UnreadableSheetError: The value is a list or a mapping.
    """
    at = None if place is None else item.at(place.at)
    if place is None or at is None:
        return None
    text = at.text()
    if place.after is not None and place.after in text:
        text = text.partition(place.after)[2]
    if place.before is not None:
        text = text.partition(place.before)[0]
    return FoundText(text, at) if text else None


def text(item: JsonValue, place: TextSource | None) -> str | None:
    """Return the text at a place in `item` as a plain string; see `find`."""
    found = find(item, place)
    return None if found is None else found.text


def require(item: JsonValue, place: TextSource, what: str) -> FoundText:
    """Return the text at a place in `item`.

    Raises:
        UnreadableSheetError: The text is absent or empty.
    """
    found = find(item, place)
    if found is None:
        where = "" if place.at in ("", "#") else f" at `{place.at}`"
        raise item.refusal(f"missing {what}{where}")
    return found


def each(item: JsonValue, pointer: str) -> Iterator[JsonValue]:
    """Iterate over the list or mapping at a pointer in `item`; over nothing if it is absent.

    Raises:
        UnreadableSheetError: The value is neither a list nor a mapping.
    """
    members = item.at(pointer)
    if members is not None:
        yield from members.members()
