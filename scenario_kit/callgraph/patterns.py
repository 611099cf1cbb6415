"""Match patterns: what an Outgoing Route row or an IVR case matches, and which of several rows a number takes.

The language is Asterisk's, without the leading underscore. Inside the brackets of a set every character stands for
itself, and ``-`` makes a range only between two characters; outside of them ``-`` stands for itself too (Asterisk
would skip it). The caller and dialled numbers of an Incoming Route have a smaller language, see `CidPattern`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Literal, TypeAlias

from scenario_kit.language.dialable import is_dialable, nearest_dialable, undialable

CharSet: TypeAlias = frozenset[str]
"""The characters that may stand at one position; finite and never empty."""

Tail: TypeAlias = Literal["", ".", "!"]
"""What may follow the positions: nothing, one or more characters of any kind, zero or more of them."""

Specificity: TypeAlias = tuple[bool, tuple[tuple[int, int, str], ...]]
"""A sort key: of two patterns that match a number, the one with the lower key takes it."""

_WILDCARDS: Final = {"X": CharSet("0123456789"), "Z": CharSet("123456789"), "N": CharSet("23456789")}
_CID: Final = re.compile(r"(?P<before>x?)(?P<digits>[0-9a-wyz+*#]+)(?P<after>x?)", re.ASCII | re.IGNORECASE)


class PatternError(ValueError):
    """A text that is not a pattern.

    Its string says what is wrong and at which character, counted from 1, and then what to write.

    Attributes:
        text: The whole text.
        position: Where the trouble starts, counted in characters from 0.
        length: How many characters it spans; 0 for an empty text.
        reason: What is wrong, for a person.
        help: What to write instead, where that is known.
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
    """A match pattern. Two patterns are equal exactly when they match the same numbers, however they are written.

    Attributes:
        text: What the author wrote.
        sets: The characters allowed at each position.
        tail: What may follow the positions.
    """

    text: str = field(compare=False)
    sets: tuple[CharSet, ...]
    tail: Tail = ""

    def matches(self, number: str) -> bool:
        """Say whether `number`, taken whole, matches."""
        extra = len(number) - len(self.sets)
        if extra < 0 or (extra > 0 and not self.tail) or (extra == 0 and self.tail == "."):
            return False
        return all(character in allowed for character, allowed in zip(number, self.sets, strict=False))

    @property
    def is_exact(self) -> bool:
        """Whether the pattern is a number: it matches that one and no other."""
        return not self.tail and all(len(allowed) == 1 for allowed in self.sets)


@lru_cache(maxsize=4096)
def parse_pattern(text: str) -> Pattern:
    """Read a match pattern.

    Args:
        text: The pattern as written; no underscore before it.

    Returns:
        The pattern.

    Raises:
        PatternError: The text is not a pattern; the first trouble from the left is the one named.
    """
    if text.startswith("_"):
        rest = text.lstrip("_")
        help_ = f"write `{rest}`" if is_dialable(rest) else "remove it"
        raise PatternError(text, 0, len(text) - len(rest), "a pattern has no leading `_` here", help_)
    _check_characters(text, "the number or the pattern, for example `9X.`")
    sets: list[CharSet] = []
    at = 0
    while at < len(text):
        character = text[at]
        if character in ".!" and at == len(text) - 1:
            return Pattern(text, tuple(sets), "." if character == "." else "!")
        if character in ".!":
            end = f"end the pattern there: `{text[: at + 1]}`"
            raise PatternError(text, at, 1, f"`{character}` is only allowed at the end", end)
        if character == "]":
            raise PatternError(text, at, 1, "`]` without `[`", "write `[` before the first character of the set")
        if character == "[":
            close = _end_of_set(text, at)
            sets.append(_set_of(text, at + 1, close))
            at = close
        else:
            sets.append(_WILDCARDS.get(character.upper()) or CharSet(character))
        at += 1
    return Pattern(text, tuple(sets))


def _check_characters(text: str, example: str) -> None:
    if not text:
        raise PatternError(text, 0, 0, "the text is empty", f"write {example}")
    bad = undialable(text)
    if bad is None:
        return
    names = dict.fromkeys(_name(character) for character in bad.group())
    plain = nearest_dialable(text)
    help_ = f"write `{plain}`" if is_dialable(plain) else f"write {example}"
    reason = f"{' and '.join(names)} cannot be dialled"
    raise PatternError(text, bad.start(), len(bad.group()), reason, help_)


def _name(character: str) -> str:
    """Name a character that is not printable ASCII, without letting an invisible one into a message."""
    if character.isspace():
        return "whitespace"
    return f"`{character}`" if character.isprintable() else f"the invisible character U+{ord(character):04X}"


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
        if at + 2 < end and text[at + 1] == "-":  # a hyphen that comes first or last is a hyphen, as in Asterisk
            high, width = text[at + 2], 3
        if high < low:
            reason = f"the range `{low}-{high}` is reversed"
            raise PatternError(text, at, width, reason, f"write `{high}-{low}`")
        allowed.update(map(chr, range(ord(low), ord(high) + 1)))
        at += width
    return CharSet(allowed)


@lru_cache(maxsize=1 << 14)
def specificity(pattern: Pattern) -> Specificity:
    """Return the sort key of Asterisk's order: of two patterns that match a number, the lower key takes it.

    Position by position the smaller set comes first, at equal size the one that holds the lowest character which is
    not in both; after every set ``.``, after that ``!``, and last the end of the pattern. So ``1X!`` takes 12 before
    ``1X`` does. All this is the sort of ``ext_cmp_pattern`` in Asterisk's main/pbx.c (its default search, not
    ``extenpatternmatchnew``). A number comes before all patterns, as ``ext_cmp`` there does for an extension without
    underscore; here that is every pattern which matches one number only. The order is total: keys are equal exactly
    when the patterns are.
    """
    positions = [(0, len(allowed), "".join(sorted(allowed))) for allowed in pattern.sets]
    end = {".": 1, "!": 2, "": 3}[pattern.tail]
    return (not pattern.is_exact, (*positions, (end, 0, "")))


def shortest(pattern: Pattern) -> int:
    """Return how many characters a number must have at least to match."""
    return len(pattern.sets) + (pattern.tail == ".")


def fixed_length(pattern: Pattern) -> int | None:
    """Return how many characters every matching number has, or None where the length is open."""
    return None if pattern.tail else len(pattern.sets)


def example(pattern: Pattern) -> str:
    """Return a number that matches: always the same one, as short as can be but not empty, of digits where they fit."""
    number = ""
    for position in range(shortest(pattern) or 1):
        digit = str((position + 1) % 10)
        allowed = pattern.sets[position] if position < len(pattern.sets) else {digit}
        number += digit if digit in allowed else min(allowed, key=lambda c: (not c.isdigit(), c))
    return number


@dataclass(frozen=True)
class CidPattern:
    """A caller or dialled number of an Incoming Route; compared by meaning, as `Pattern` is.

    An ``x`` before the digits allows anything before them, nothing included; an ``x`` after them anything after.
    ``any`` is both around no digits. (Simotel's page also counts +985131410 among the numbers of x310410. That is a
    slip: the number does not end with 310410.)

    Attributes:
        text: What the author wrote.
        digits: The characters that must occur.
        before: Whether anything may precede the digits.
        after: Whether anything may follow the digits.
    """

    text: str = field(compare=False)
    digits: str
    before: bool
    after: bool

    def matches(self, number: str) -> bool:
        """Say whether `number` matches; a withheld number is the empty text, which only ``any`` matches."""
        if self.before and self.after:
            return self.digits in number
        if self.before:
            return number.endswith(self.digits)
        return number.startswith(self.digits) if self.after else number == self.digits

    def covers(self, other: CidPattern) -> bool:
        """Say whether every number that `other` matches is matched by this pattern."""
        return self.before >= other.before and self.after >= other.after and self.matches(other.digits)


def parse_cid(text: str) -> CidPattern:
    """Read the CID or the DID of an Incoming Route row.

    Args:
        text: ``any``, or a number with at most one ``x`` before and one after it, in either case. Letters other than
            x stand for themselves: a SIP trunk may deliver a name.

    Returns:
        The pattern.

    Raises:
        PatternError: The text is neither.
    """
    _check_characters(text, "a number or `any`")
    if text.casefold() == "any":
        return CidPattern(text, "", before=True, after=True)
    found = _CID.fullmatch(text)
    if found:
        return CidPattern(text, found["digits"], before=bool(found["before"]), after=bool(found["after"]))
    if not text.strip("xX"):
        raise PatternError(text, 0, len(text), "`x` without digits", "write `any` for every number")
    bad = re.search(r"[^0-9a-z+*#]", text, re.ASCII | re.IGNORECASE)
    if bad:
        help_ = "write digits, with an `x` before or after them for any other characters"
        raise PatternError(text, bad.start(), 1, f"`{bad.group()}` is not allowed in a caller or dialled number", help_)
    inner = text.casefold().index("x", 1)
    reason = "`x` is only allowed once before and once after the digits"
    raise PatternError(text, inner, 1, reason, "one `x` already matches any number of characters")
