"""Text for a terminal: colours, and nothing in it that could steer the terminal."""

from __future__ import annotations

import unicodedata
from typing import Final

JOINERS: Final = "\u200c\u200d"
"""Zero-width non-joiner and joiner; Persian words and emoji are written with them."""


def paint(value: str, code: str, *, colour: bool) -> str:
    """Put a text between the codes that colour it, where colours are wanted."""
    return f"\x1b[{code}m{value}\x1b[0m" if colour else value


def printable(value: str) -> str:
    """Put a blank for a tab and a mark for what would steer a terminal or turn the writing direction around."""
    return "".join(
        " " if character == "\t" else "\N{REPLACEMENT CHARACTER}" if _steers(character) else character
        for character in value
    )


def _steers(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") and character not in JOINERS
