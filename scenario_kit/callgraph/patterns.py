"""Match patterns of Outgoing Route rows and IVR cases, and the order in which rows match a number.

The syntax is Asterisk's, without the leading underscore. Inside a set every character is literal, and ``-`` makes a
range only between two characters. Outside a set ``-`` is ignored, in patterns and in numbers, as in Asterisk
(``_extension_match_core`` in main/pbx.c). The caller and dialled numbers of an Incoming Route have a simpler syntax,
see `CidPattern`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from scenario_kit.language.dialable import (
    KEYPAD,
    dial_fault,
    in_digits,
    nearest_ascii,
    shown_character,
    stray,
    undialable,
)
from scenario_kit.language.mended import listed, parts_of

if TYPE_CHECKING:
    from collections.abc import Iterable

CharSet: TypeAlias = frozenset[str]
"""The characters allowed at one position; finite and never empty."""

Tail: TypeAlias = Literal["", ".", "!"]
"""What may follow the positions: nothing, one or more of any character, zero or more of any character."""

Specificity: TypeAlias = tuple[bool, tuple[tuple[int, int, str], ...]]
"""A sort key: of two patterns that match a number, the one with the lower key wins."""

_WILDCARDS: Final = {"X": CharSet("0123456789"), "Z": CharSet("123456789"), "N": CharSet("23456789")}
_EXAMPLE: Final = "the number or the pattern, for example `9X.`"
_SET_OR_HYPHEN: Final = re.compile(r"\[[^]]*\]|-")
_WILD: Final = re.compile(r"\[[^]]*\]|[XZN.!-]|^x|x$")
_LONGEST: Final = 255
_EVERY: Final = "write `X!` for every number"
_BETWEEN: Final = re.compile("[,;|&]")
_KEYS: Final = re.compile("[0-9*#](?:[,;|&/][0-9*#])+")
_AROUND: Final = "()'\"{}<>"
_AROUND_NONE: Final = dict.fromkeys(map(ord, _AROUND))
_SPECIAL: Final = re.compile(r"[XZN.!]|^_", re.IGNORECASE)
_CID: Final = re.compile(r"(?P<before>x?)(?P<digits>[0-9a-wyz+*#]+)(?P<after>x?)", re.ASCII | re.IGNORECASE)


class PatternError(ValueError):
    """A text is not a valid pattern.

    Attributes:
        text: The whole text.
        position: The index of the first wrong character.
        length: The number of wrong characters; 0 for an empty text.
        reason: What is wrong.
        help: What to write instead, if known.
    """

    def __init__(self, text: str, position: int, length: int, reason: str, help_: str | None = None) -> None:
        where = f"character {position + 1}: " if length else ""
        super().__init__(f"{where}{reason}" + (f"; {help_}" if help_ else ""))
        self.text = text
        self.position = position
        self.length = length
        self.reason = reason
        self.help = help_


@dataclass(frozen=True)
class Pattern:
    """A match pattern. Two patterns are equal if and only if they match the same numbers.

    Attributes:
        text: The pattern as written.
        sets: The characters allowed at each position.
        tail: What may follow the positions.
    """

    text: str = field(compare=False)
    sets: tuple[CharSet, ...]
    tail: Tail = ""

    def matches(self, number: str) -> bool:
        """Whether the pattern matches the whole of `number`, apart from its hyphens."""
        number = number.replace("-", "")
        extra = len(number) - len(self.sets)
        if extra < 0 or (extra > 0 and not self.tail) or (extra == 0 and self.tail == "."):
            return False
        return all(character in allowed for character, allowed in zip(number, self.sets, strict=False))

    @property
    def is_exact(self) -> bool:
        """Whether the pattern matches exactly one number."""
        return not self.tail and all(len(allowed) == 1 for allowed in self.sets)


@lru_cache(maxsize=4096)
def parse_pattern(text: str) -> Pattern:
    """Parse a match pattern, written without a leading underscore.

    Raises:
        PatternError: The text is not a valid pattern; describes the leftmost error.
    """
    if text.startswith("_"):
        rest = text.lstrip("_")
        help_ = _written(rest, _EVERY if rest and not rest.strip(".!-") else "remove it")
        raise PatternError(text, 0, len(text) - len(rest), "a pattern has no leading `_` here", help_)
    _check_characters(text, _EXAMPLE)
    _check_letters(text)
    sets: list[CharSet] = []
    at = 0
    while at < len(text):
        character = text[at]
        if character in ".!" and at == len(text) - 1:
            return Pattern(text, tuple(sets), "." if character == "." else "!")
        if character == "[":
            close = _end_of_set(text, at)
            sets.append(_set_of(text, at + 1, close))
            at = close
        elif character != "-":
            _check_outside(text, at)
            sets.append(_WILDCARDS.get(character.upper()) or CharSet(character))
        at += 1
    if not sets:
        raise PatternError(text, 0, len(text), "`-` is ignored, so the pattern is empty", f"write {_EXAMPLE}")
    return Pattern(text, tuple(sets))


def _check_outside(text: str, at: int) -> None:
    """Raise the error of a character outside of the sets, and before the end, that is not allowed there."""
    character = text[at]
    if stray(character) and character not in ".!]":
        raise _stray(text, at)
    if character in ".!" and stray(text[at + 1]) and text[at + 1] not in "[]!":
        raise _stray(text, at + 1)
    if character in ".!":
        number = dial_fault(text)
        plain = None if number is None else number.mended
        if not text[at:].strip(".!#*"):
            plain = text[: at + 1]  # the end of the input, which `.` takes too
        plain = plain or text.replace(".", "").replace("!", "") + character
        raise PatternError(text, at, 1, f"`{character}` is only allowed at the end", _written(plain, _EVERY))
    if character == "]":
        raise PatternError(text, at, 1, "`]` without `[`", "write `[` before the first character of the set")


def _stray(text: str, at: int) -> PatternError:
    """Return the error of a character that no number has."""
    character = text[at]
    number = dial_fault(text)
    if _KEYS.fullmatch(text):
        help_ = _row_for_each(text[::2])
    elif number is not None and number.mended is not None:
        help_ = f"write `{number.mended}`"
    elif character == "/":
        help_ = f"remove `{text[at:]}`, which Asterisk takes for the caller's number"
    elif _BETWEEN.fullmatch(character):
        help_ = _row_for_each(_BETWEEN.split(text))
    elif character in _AROUND:
        help_ = _written(text.translate(_AROUND_NONE), f"write {_EXAMPLE}")
    else:
        help_ = f"write {_EXAMPLE}"
    return PatternError(text, at, 1, f"`{character}` is not allowed in a pattern", help_)


def _row_for_each(texts: Iterable[str]) -> str:
    """Return the help to write a row for each text, if they are patterns."""
    otherwise = "make a row for each pattern"
    patterns = list(dict.fromkeys(filter(None, texts)))
    if len(patterns) == 1:
        return _written(patterns[0], f"write {_EXAMPLE}")
    if not patterns or not all(_written(text, "") for text in patterns):
        return otherwise
    rows = listed(patterns)
    return f"write a row for each: {rows}" if len(rows) <= _LONGEST else otherwise


def without_hyphens(text: str) -> str:
    """Return a pattern without the hyphens that are ignored: those outside its sets."""
    return _SET_OR_HYPHEN.sub(lambda match: match[0].removeprefix("-"), text)


def exactly(number: str) -> str:
    """Return the match pattern of one number: a character that would match others is written as a set of one."""
    return _SPECIAL.sub(r"[\g<0>]", number)


def _check_characters(text: str, example: str) -> None:
    if not text:
        raise PatternError(text, 0, 0, "the text is empty", f"write {example}")
    bad = undialable(text)
    if bad is None:
        return
    *names, last = dict.fromkeys(map(shown_character, bad.group()))
    reason = f"{' and '.join(filter(None, [', '.join(names), last]))} cannot be dialled"
    if all(map(str.isdecimal, bad.group())):
        reason = f"expected the digits 0 to 9, got `{bad.group()}`"
    parts = list(map(nearest_ascii, parts_of(text)))
    help_ = _row_for_each(parts) if len(parts) > 1 else _written("".join(parts), f"write {example}")
    raise PatternError(text, bad.start(), len(bad.group()), reason, help_)


def _check_letters(text: str) -> None:
    """Raise the error of a letter that looks like a digit, among digits and wildcards."""
    plain = _WILD.sub(lambda match: "0" * len(match[0]), text)
    digits = in_digits(plain)
    if digits is None:
        return
    at = next(at for at, pair in enumerate(zip(plain, digits, strict=True)) if pair[0] != pair[1])
    mended = "".join(
        written if before == after else after for written, before, after in zip(text, plain, digits, strict=True)
    )
    raise PatternError(text, at, 1, f"`{text[at]}` is a letter, not the digit `{digits[at]}`", f"write `{mended}`")


def _written(text: str, otherwise: str) -> str:
    """Return the help to write a text, or `otherwise` if it is no pattern, or takes every number."""
    if len(text) > _LONGEST:
        return otherwise
    try:
        pattern = parse_pattern(text)
    except PatternError:
        return otherwise
    return f"write `{text}`" if pattern.sets else otherwise


def _end_of_set(text: str, start: int) -> int:
    close = text.find("]", start)
    again = text.find("[", start + 1)
    if close < 0 or start < again < close:
        end = len(text) if close < 0 else again
        help_ = "write `]` after the last character of the set"
        raise PatternError(text, start, end - start, "`[` without `]`", help_)
    if close == start + 1:
        help_ = "list the allowed characters, for example `[5-8]`"
        raise PatternError(text, start, 2, "the set `[]` is empty and matches nothing", help_)
    return close


def _set_of(text: str, start: int, end: int) -> CharSet:
    allowed: set[str] = set()
    at = start
    while at < end:
        low = high = text[at]
        width = 1
        if at + 2 < end and text[at + 1] == "-":  # as in Asterisk, `-` at either end is literal
            high, width = text[at + 2], 3
        if low != "!" and stray(low):
            kept = "".join(character for character in text[start:end] if not stray(character))
            help_ = _written(
                f"{text[: start - 1]}[{kept}]{text[end + 1 :]}", "list the characters, for example `[5-8]`"
            )
            raise PatternError(text, at, 1, f"`{low}` is a character of the set, not a separator", help_)
        if high < low:
            reason = f"the range `{low}-{high}` is reversed"
            raise PatternError(text, at, width, reason, f"write `{high}-{low}`")
        allowed.update(map(chr, range(ord(low), ord(high) + 1)))
        at += width
    return CharSet(allowed)


@lru_cache(maxsize=1 << 14)
def specificity(pattern: Pattern) -> Specificity:
    """Return the sort key of Asterisk's order: of two patterns that match a number, the one with the lower key wins.

    At each position the smaller set comes first, and of two sets of equal size the one with the lowest character that
    is not in both. Any set comes before ``.``, which comes before ``!``, which comes before the end of the pattern, so
    ``1X!`` wins 12 against ``1X``. Source: ``ext_cmp_pattern`` in Asterisk's main/pbx.c (the default search, not
    ``extenpatternmatchnew``). A pattern that matches one number only comes first, as ``ext_cmp`` there does for an
    extension without underscore. The order is total: two keys are equal if and only if the patterns are.
    """
    positions = [(0, len(allowed), "".join(sorted(allowed))) for allowed in pattern.sets]
    end = {".": 1, "!": 2, "": 3}[pattern.tail]
    return (not pattern.is_exact, (*positions, (end, 0, "")))


def shortest(pattern: Pattern) -> int:
    """Return the length of the shortest number that matches."""
    return len(pattern.sets) + (pattern.tail == ".")


def fixed_length(pattern: Pattern) -> int | None:
    """Return the length of every number that matches; None if it varies."""
    return None if pattern.tail else len(pattern.sets)


def can_be_entered(pattern: Pattern) -> bool:
    """Whether a caller can enter some number that matches, with the keys of a telephone."""
    return not any(KEYPAD.isdisjoint(allowed) for allowed in pattern.sets)


def example(pattern: Pattern) -> str:
    """Return the same matching number every time: as short as possible but not empty, with digits where possible."""
    number = ""
    for position in range(shortest(pattern) or 1):
        digit = str((position + 1) % 10)
        allowed = pattern.sets[position] if position < len(pattern.sets) else {digit}
        number += digit if digit in allowed else min(allowed, key=lambda c: (not c.isdigit(), c))
    return number


@dataclass(frozen=True)
class CidPattern:
    """A CID or DID of an Incoming Route row; compared by meaning, as `Pattern` is.

    An ``x`` before or after the digits matches zero or more of any character there; ``any`` matches every number.
    (Simotel's page says that x310410 matches +985131410. That is an error: the number does not end with 310410.)

    Attributes:
        text: The pattern as written.
        digits: The characters that must occur.
        before: Whether other characters may precede the digits.
        after: Whether other characters may follow the digits.
    """

    text: str = field(compare=False)
    digits: str
    before: bool
    after: bool

    def matches(self, number: str) -> bool:
        """Whether the pattern matches `number`; a withheld number is empty, and only ``any`` matches it."""
        if self.before and self.after:
            return self.digits in number
        if self.before:
            return number.endswith(self.digits)
        return number.startswith(self.digits) if self.after else number == self.digits


def parse_cid(text: str) -> CidPattern:
    """Parse the CID or DID of an Incoming Route row.

    Args:
        text: ``any``, or a number with at most one ``x`` before and one after it, in upper or lower case. Other letters
            are literal, since a SIP trunk may deliver a name.

    Raises:
        PatternError: The text is neither.
    """
    _check_characters(text, "a number or `any`")
    if text.casefold() == "any":
        return CidPattern(text, "", before=True, after=True)
    match = _CID.fullmatch(text)
    if match:
        _check_letters(text)
        return CidPattern(text, match["digits"], before=bool(match["before"]), after=bool(match["after"]))
    if not text.strip("xX"):
        raise PatternError(text, 0, len(text), "`x` without digits", "write `any` for every number")
    bad = re.search(r"[^0-9a-z+*#]", text, re.ASCII | re.IGNORECASE)
    if bad:
        number = dial_fault(text)
        help_ = "write digits, with an `x` before or after them for any other characters"
        if number is not None and number.mended is not None:
            help_ = number.help
        raise PatternError(text, bad.start(), 1, f"`{bad.group()}` is not allowed in a caller or dialled number", help_)
    inner = text.casefold().index("x", 1)
    reason = "`x` is only allowed once before and once after the digits"
    raise PatternError(text, inner, 1, reason, "one `x` already matches any number of characters")
