"""Estimates the width of texts in pictures, truncates them, and detects their direction.

The viewer's font is unknown, so widths are those of DejaVu Sans Bold, which is wider than most fonts.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Final

ELLIPSIS: Final = "…"
_JOINER: Final = "\u200d"
_EM: Final = 100


_WIDTHS: Final = {
    character: width
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
}


def width(text: str, size: float) -> float:
    """Return the approximate greatest width of a text in pixels, at a font size in pixels."""
    return sum(map(_width_of, text)) * size / _EM


def truncate(text: str, room: float, size: float) -> str:
    """Return a text on one line, truncated to `room` pixels with an ellipsis, never before a combining mark."""
    line = " ".join(text.split())
    if width(line, size) <= room:
        return line
    remaining = room * _EM / size - _width_of(ELLIPSIS)
    kept = 0
    for index, character in enumerate(line):
        remaining -= _width_of(character)
        if remaining < 0:
            break
        if not _joins(line, index + 1):
            kept = index + 1
    return line[:kept].rstrip() + ELLIPSIS


def runs_right_to_left(text: str) -> bool:
    """Whether a text is written from right to left; its first letter with a direction decides."""
    if text.isascii():
        return False
    directions = (unicodedata.bidirectional(character) for character in text)
    return next((direction for direction in directions if direction in ("L", "R", "AL")), "L") != "L"


def _joins(text: str, index: int) -> bool:
    """Whether the character at an index cannot be separated from the one before it."""
    return index < len(text) and (_is_mark(text[index]) or text[index - 1] == _JOINER)


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Me", "Cf") or "\U0001f3fb" <= character <= "\U0001f3ff"


@cache
def _width_of(character: str) -> int:
    """Return the width of a character in hundredths of the font size, estimated if it is not listed."""
    if character in _WIDTHS:
        return _WIDTHS[character]
    if _is_mark(character):
        return 0
    if unicodedata.east_asian_width(character) in "WF" or character in (ELLIPSIS, "\u2014"):
        return 125
    if unicodedata.bidirectional(character) in ("R", "AL"):
        return 66
    return 100 if character.isupper() else 76
