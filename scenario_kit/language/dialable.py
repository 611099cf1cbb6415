"""What can be dialled: the one place that decides which characters a number may have.

Simotel dials through Asterisk, whose extensions are printable ASCII; letters are allowed since an extension may be a
SIP name. A number is not a match pattern, not an address, and not written as people or spreadsheets print it.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

KEYPAD: Final = frozenset("0123456789*#ABCDabcd")
"""What a caller can enter during a call; few telephones have the keys A to D."""

_LONGEST_EXTENSION: Final = 6
"""The number of digits of the longest extension; a longer number is a telephone number."""

_UNDIALABLE: Final = re.compile(r"[^!-~]+")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
_PLAIN: Final = re.compile(r"\+?[0-9*#]+")
_STRAY: Final = re.compile(r"[^0-9A-Za-z+*#._~-]")
_AROUND: Final = re.compile(rf"^(?:{_STRAY.pattern})+|(?:{_STRAY.pattern})+$")
_SEPARATORS: Final = re.compile(r"[().:/-]")
_SCIENTIFIC: Final = re.compile(r"^[0-9]+(?:\.[0-9]+[Ee]\+?|[Ee]\+)[0-9]+$")
_LISTED: Final = re.compile(r"\+?\d+(?:\s*[;,|&،؛]\s*\+?\d+)+")
_FROM_ABROAD: Final = re.compile(r"(?:\+|00)98([0-9]{10})")
_TECHNOLOGY: Final = re.compile(
    "(?:(?:sip|pjsip|iax2?|local|dahdi|zap|sccp|skinny|mgcp|unistim|h323|ooh323|motif|dongle|khomp|misdn|capi)/)+"
    "([^@]*)(?:@.*)?",
    re.IGNORECASE,
)
_LETTERS: Final = re.compile("[OoIl]")
_WITH_LETTERS: Final = (
    r"\+?(?=[0-9]*[OoIl])(?:O*[0-9][0-9OIl]*o*|(?=(?:\D*[0-9]){2})[0-9OoIl]{7,})"  # a name such as `l100` is shorter
)
_LOOKALIKES: Final = str.maketrans("OoIl", "0011")
_WRITE: Final = "write `{}`"
_UNKNOWN_HELP: Final = "write one number, in digits"
_PATTERN_HELP: Final = "write one number, in digits; a pattern belongs in `match`, or in a row of a route"
_MOST_FAULTS: Final = 8


class DialFault(NamedTuple):
    """Why a text cannot be dialled.

    Attributes:
        expected: What is expected in its place, in words.
        mended: What the author probably intended; None if that is unknown.
        help: What to write instead.
        is_whole: Whether the mended text has all digits; a spreadsheet may have dropped a leading zero.
    """

    expected: str
    mended: str | None
    help: str
    is_whole: bool = True


def is_telephone_number(number: str) -> bool:
    """Whether a number is dialled over a trunk: it starts with 0 or +, or has seven digits or more."""
    return number.startswith(("0", "+")) or (number.isdecimal() and len(number) > _LONGEST_EXTENSION)


def undialable(text: str) -> re.Match[str] | None:
    """Return the first run of characters that are not printable ASCII."""
    return _UNDIALABLE.search(text)


def stray(text: str) -> re.Match[str] | None:
    """Return the first character that is in no number and in no SIP name."""
    return _STRAY.search(text)


def is_dialable(text: str) -> bool:
    """Whether a text can be dialled as it is."""
    return dial_fault(text) is None


def dial_fault(text: str) -> DialFault | None:
    """Return why a text cannot be dialled, with the mended text; None if it can."""
    if _PLAIN.fullmatch(text):
        return None
    fault = further = _first_fault(text)
    for _ in range(_MOST_FAULTS):
        if fault is None or further is None:
            return fault and _dialled_at_home(fault)
        fault = further._replace(expected=fault.expected)
        further = None if fault.mended is None else _first_fault(fault.mended)
    return fault and fault._replace(mended=None, help=_UNKNOWN_HELP)


def _dialled_at_home(fault: DialFault) -> DialFault:
    """Return a fault whose mended number is dialled inside the country: a PBX usually bars `+` and `00`."""
    abroad = _FROM_ABROAD.fullmatch(fault.mended or "")
    return fault if abroad is None else fault._replace(mended=f"0{abroad[1]}", help=_WRITE.format(f"0{abroad[1]}"))


def _first_fault(text: str) -> DialFault | None:
    return next((kind.fault(match) for kind in _KINDS if (match := kind.pattern.search(text))), None)


def in_digits(text: str) -> str | None:
    """Return a number in digits that is written with the letters O, I or l among its digits; None for others."""
    return text.translate(_LOOKALIKES) if re.fullmatch(_WITH_LETTERS, text) else None


def after_technology(text: str) -> str | None:
    """Return what Asterisk dials over a channel technology, such as `552` of ``SIP/552@host``; None without one."""
    match = _TECHNOLOGY.fullmatch(text)
    return match and match[1]


def caller_id_fault(text: str) -> DialFault | None:
    """Return why a caller ID cannot be shown as a number; None if it can, or if it is a name in any script."""
    fault = dial_fault(text)
    is_number = fault is not None and fault.mended is not None and _PLAIN.fullmatch(fault.mended)
    return fault if is_number or _SCIENTIFIC.search(text) or _LISTED.fullmatch(text) else None


def is_row_text(text: str) -> bool:
    """Whether a row may have this text as its pattern or case; rule C214 checks the rest with a better message."""
    return bool(text) and not _CONTROL.search(text) and not any(character.isspace() for character in text)


def nearest_ascii(text: str) -> str:
    """Return what the author probably intended: ASCII digits for Persian ones, no blanks, a hyphen for a dash.

    The text is empty if some other character is not printable ASCII.
    """
    nearest = "".join(map(_nearest, text))
    return "" if undialable(nearest) else nearest


def _nearest(character: str) -> str:
    if character.isspace() or not character.isprintable():
        return ""
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    return "-" if unicodedata.category(character) == "Pd" else character


def shown_character(character: str) -> str:
    """Return a visible name for a character that cannot be dialled."""
    if character.isspace():
        return "whitespace"
    return f"`{character}`" if character.isprintable() else f"the invisible character U+{ord(character):04X}"


class _Kind(NamedTuple):
    """A kind of text that cannot be dialled.

    Attributes:
        pattern: The texts.
        expected: What a number is or has, in words.
        mended: The probable number; an empty text if it is unknown.
        help: What to write, with the number in place of `{}`.
        otherwise: What to write if the number is unknown.
    """

    pattern: re.Pattern[str]
    expected: Callable[[re.Match[str]], str]
    mended: Callable[[re.Match[str]], str] = lambda _: ""
    help: str = _WRITE
    otherwise: str = _UNKNOWN_HELP

    def fault(self, match: re.Match[str]) -> DialFault:
        """Return the fault of a text."""
        mended = self.mended(match)
        help_ = self.help.format(mended) if mended else self.otherwise
        expected = self.expected(match)
        what = f"a number to dial, {expected}" if expected else "a number to dial"
        return DialFault(what, mended or None, help_, self.help == _WRITE)


def _without(match: re.Match[str]) -> str:
    return f"without `{match[0]}`"


def _without_separators(match: re.Match[str]) -> str:
    return "without " + " and ".join(f"`{sign}`" for sign in dict.fromkeys(_SEPARATORS.findall(match.string)))


def _without_letters(match: re.Match[str]) -> str:
    letters = " or ".join(f"`{letter}`" for letter in sorted(set(_LETTERS.findall(match[0]))))
    return f"in digits, without the letter {letters}"


def _in_ascii(match: re.Match[str]) -> str:
    character = match[0][0]
    if character.isspace():
        return "without spaces"
    if unicodedata.decimal(character, None) is not None:
        return "in the digits 0 to 9"
    return f"without {shown_character(character)}"


def _after(match: re.Match[str]) -> str:
    return match.string[match.end() :]


def _plus_first(match: re.Match[str]) -> str:
    digits = match[0].removesuffix("+")
    return "" if "+" in digits else f"+{digits}"


_KINDS: Final = (
    _Kind(re.compile(r"^\+?\d{7,}(?:[^\w+;,|&]+\+?\d{7,})+$"), lambda _: "not several"),
    _Kind(_UNDIALABLE, _in_ascii, lambda match: nearest_ascii(match.string)),
    _Kind(re.compile(r"^(?:tel|sips?|callto|phone|mobile):(?://)?", re.IGNORECASE), _without, _after),
    _Kind(re.compile(r"@.*"), _without, lambda match: match.string[: match.start()]),
    _Kind(re.compile(r"^[A-Za-z][^/]*/"), _without, _after),
    _Kind(
        re.compile(r"^([0-9]+)\.0+$"),
        lambda _: "not a decimal number",
        lambda match: match[1],
        "write `{}`, with its leading zero if it had one",
    ),
    _Kind(_SCIENTIFIC, lambda _: "with all of its digits"),
    _Kind(
        re.compile(r"[\[\]!]|[0-9XZNxzn+*#]\.$|^(?=_|.*[XZNxzn])_?[0-9+*#XZNxzn-]+$"),
        lambda _: "not a match pattern",
        otherwise=_PATTERN_HELP,
    ),
    _Kind(
        re.compile(r"^(?=.*[().:/-])(?:(?=.*[0-9])[0-9+*#().:/-]+|(?=(?:\D*[0-9]){6})[0-9OoIl+().:/-]+)$"),
        _without_separators,
        lambda match: _SEPARATORS.sub("", match[0]),
    ),
    _Kind(_AROUND, _without, lambda match: _AROUND.sub("", match.string)),
    _Kind(_STRAY, _without),
    _Kind(re.compile(r"^[0-9*#+]+\+[0-9*#+]*$"), lambda _: "with `+` only at the start", _plus_first),
    _Kind(
        re.compile(rf"^{_WITH_LETTERS}$"),
        _without_letters,
        lambda match: match[0].translate(_LOOKALIKES),
    ),
    _Kind(re.compile(r"^[^0-9A-Za-z*#+]*$"), lambda _: ""),
)
"""What people write and cannot dial; the first kind that fits names the fault."""
