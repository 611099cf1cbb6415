"""Text for a terminal: colours, and no control characters."""

from __future__ import annotations

import unicodedata
from typing import Final

JOINERS: Final = "\u200c\u200d"
"""Zero-width non-joiner and joiner; Persian words and emoji are written with them."""


def paint(value: str, code: str, *, colour: bool) -> str:
    """Return a text in the colour of an SGR code, or unchanged without `colour`."""
    return f"\x1b[{code}m{value}\x1b[0m" if colour else value


def printable(value: str) -> str:
    """Replace tabs with spaces, and characters that control a terminal or the text direction with U+FFFD."""
    return "".join(
        " " if character == "\t" else "\N{REPLACEMENT CHARACTER}" if _is_control(character) else character
        for character in value
    )


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") and character not in JOINERS
