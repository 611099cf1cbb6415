"""Places of a declaration, found in an exported file."""

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
    """A text with its place."""

    text: str
    item: JsonValue

    def __str__(self) -> str:
        return describe(self.text)

    def refusal(self, message: str) -> UnreadableSheetError:
        """Make the error that something is wrong here."""
        return self.item.refusal(message)


def find(item: JsonValue, place: TextSource | None) -> FoundText | None:
    """Return the text that stands at a place inside of `item`; None where there is none, or an empty one.

    Raises:
        UnreadableSheetError: A list or a mapping stands there.
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
    """Return what `find` finds without its place."""
    found = find(item, place)
    return None if found is None else found.text


def require(item: JsonValue, place: TextSource, what: str) -> FoundText:
    """Return the text that stands at a place inside of `item`.

    Raises:
        UnreadableSheetError: There is none.
    """
    found = find(item, place)
    if found is None:
        where = "" if place.at in ("", "#") else f" at `{place.at}`"
        raise item.refusal(f"there is no {what}{where}")
    return found


def each(item: JsonValue, pointer: str) -> Iterator[JsonValue]:
    """Return what stands in the list or mapping at a pointer inside of `item`; nothing where there is none.

    Raises:
        UnreadableSheetError: Something else stands there.
    """
    found = item.at(pointer)
    if found is not None:
        yield from found.members()
