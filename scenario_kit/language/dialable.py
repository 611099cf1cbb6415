"""What can be dialled: the one place that decides which characters a number may have.

Simotel dials through Asterisk, whose extensions are printable ASCII; letters are allowed since an extension may be a
SIP name.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

KEYPAD: Final = frozenset("0123456789*#ABCDabcd")
"""What a caller can enter during a call; few telephones have the keys A to D."""

_UNDIALABLE: Final = re.compile(r"[^!-~]+")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")


def undialable(text: str) -> re.Match[str] | None:
    """Return the first run of characters that cannot be dialled."""
    return _UNDIALABLE.search(text)


def is_dialable(text: str) -> bool:
    """Whether a text can be dialled as it is."""
    return bool(text) and undialable(text) is None


def is_number_value(text: str) -> bool:
    """Whether a scenario may have this text where it takes a number.

    More is accepted than `is_dialable`, because match patterns, IVR cases and followers over a trunk are numbers here
    too: patterns and cases have a rule with a better message, and a trunk may have a name in any script.
    """
    return bool(text) and not _CONTROL.search(text) and not any(character.isspace() for character in text)


def nearest_dialable(text: str) -> str:
    """Return what the author probably intended: ASCII digits for Persian ones, no blanks, a hyphen for a dash."""
    return "".join(map(_nearest, text))


def _nearest(character: str) -> str:
    if character.isspace() or not character.isprintable():
        return ""
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    return "-" if unicodedata.category(character) == "Pd" else character
