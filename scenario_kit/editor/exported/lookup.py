"""Finds the values of an exported file at the places that a declaration names."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scenario_kit.editor.exported.declaration import TextSource
    from scenario_kit.editor.exported.json_values import JsonValue


def find(item: JsonValue, place: TextSource | None) -> JsonValue | None:
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
    return replace(at, value=text) if text else None


def text(item: JsonValue, place: TextSource | None) -> str | None:
    """Return the text at a place in `item` as a plain string; see `find`."""
    value = find(item, place)
    return None if value is None else value.text()


def require(item: JsonValue, place: TextSource, what: str) -> JsonValue:
    """Return the text at a place in `item`.

    Raises:
        UnreadableSheetError: The text is absent or empty.
    """
    value = find(item, place)
    if value is None:
        where = "" if place.at in ("", "#") else f" at `{place.at}`"
        raise item.error(f"missing {what}{where}")
    return value


def each(item: JsonValue, pointer: str) -> Iterator[JsonValue]:
    """Iterate over the list or mapping at a pointer in `item`; over nothing if it is absent.

    Raises:
        UnreadableSheetError: The value is neither a list nor a mapping.
    """
    value = item.at(pointer)
    return iter(()) if value is None else value.members()
