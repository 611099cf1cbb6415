"""Texts in pictures: how wide they will be, where they are truncated, and which way they run.

Nobody knows the font of the one who looks, so widths are those of DejaVu Sans Bold, wider than what most systems have.
"""

from __future__ import annotations

import unicodedata
from typing import Final

ELLIPSIS: Final = "…"
_JOINER: Final = "\u200d"
_EM: Final = 100


class _Widths(dict[str, int]):
    """The width of each character, in hundredths of the font's size; that of one in no table is found out once."""

    def __missing__(self, character: str) -> int:
        found = self[character] = _width_of_other(character)
        return found


_WIDTHS: Final = _Widths(
    (character, width)
    for width, characters in (
        (35, " ijl'"),
        (42, ",./\\-:;|IJ"),
        (50, '!()[]"*`_frt'),
        (60, "csz?"),
        (68, "aekEFLT"),
        (73, "0123456789$bdghnopquvxyCPSYZ{}"),
        (85, "ABDGHKNOQRUVX#&+<=>^~"),
        (94, "w"),
        (110, "MWm%@"),
    )
    for character in characters
)
_WIDE, _RIGHT_TO_LEFT, _CAPITAL, _OTHER = 125, 66, 100, 76
"""Widths of what is not in the table: East Asian characters and emoji, Arabic and Hebrew letters, the rest."""


def width(text: str, size: float) -> float:
    """Return about how wide a text will be at most, in pixels, at a font size in pixels."""
    return sum(map(_WIDTHS.__getitem__, text)) * size / _EM


def truncate(text: str, room: float, size: float) -> str:
    """Cut a text to `room` pixels with an ellipsis, never between a character and the marks on it; one line of it."""
    line = " ".join(text.split())
    if width(line, size) <= room:
        return line
    left = room * _EM / size - _WIDTHS[ELLIPSIS]
    kept = 0
    for index, character in enumerate(line):
        left -= _WIDTHS[character]
        if left < 0:
            break
        if not _joins(line, index + 1):
            kept = index + 1
    return line[:kept].rstrip() + ELLIPSIS


def runs_right_to_left(text: str) -> bool:
    """Whether a text is one from right to left: the first of its letters that have a direction decides."""
    if text.isascii():
        return False
    directions = (unicodedata.bidirectional(character) for character in text)
    return next((direction for direction in directions if direction in ("L", "R", "AL")), "L") != "L"


def _joins(text: str, index: int) -> bool:
    """Whether what stands at a place cannot stand apart from what stands before it."""
    if index >= len(text):
        return False
    return _is_mark(text[index]) or text[index - 1] == _JOINER


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Me", "Cf") or "\U0001f3fb" <= character <= "\U0001f3ff"


def _width_of_other(character: str) -> int:
    if _is_mark(character):
        return 0
    if unicodedata.east_asian_width(character) in "WF" or character in (ELLIPSIS, "\u2014"):
        return _WIDE
    if unicodedata.bidirectional(character) in ("R", "AL"):
        return _RIGHT_TO_LEFT
    return _CAPITAL if character.isupper() else _OTHER
