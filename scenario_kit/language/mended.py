"""Values in other spellings: what to write in their place, as the help of a finding."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

WEEK: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FULL_DAYS: Final = {
    **dict(zip(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), WEEK, strict=True)),
    **dict(zip(("دوشنبه", "سهشنبه", "چهارشنبه", "پنجشنبه", "جمعه", "شنبه", "یکشنبه"), WEEK, strict=True)),
    "tues": "tue",
    "weds": "wed",
    "thur": "thu",
    "thurs": "thu",
    **{day: day for day in WEEK},
}
_UNITS: Final = {
    **dict.fromkeys(("ms", "msec", "msecs", "millisecond", "milliseconds"), Fraction(1, 1000)),
    **dict.fromkeys(("", "s", "sec", "secs", "second", "seconds", "ثانیه"), Fraction(1)),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes", "دقیقه"), Fraction(60)),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "ساعت"), Fraction(3600)),
    **dict.fromkeys(("d", "day", "days", "روز"), Fraction(86400)),
}
_NEXT_UNIT: Final = {"h": "m", "m": "s"}
"""The unit of a number without one after another part: `1h30` is an hour and thirty minutes."""

_PART: Final = re.compile(r"(\d{1,9}(?:\.\d{1,6})?)\s*([^\W\d_]*)")
_MOST_SECONDS: Final = 999_999_999

CLOSED_HELP: Final = "leave the day out; then it has no hours"
_CLOSED: Final = frozenset(("closed", "close", "off", "none", "no", "never", "false", "holiday", "-", "تعطیل", "بسته"))
_ALL_DAY: Final = frozenset(("allday", "always", "open", "24h", "24hours", "24/7", "شبانهروزی"))
_TRUE: Final = frozenset(("1", "y", "t", "enabled", "enable", "active", "بله", "بلی", "فعال"))
_FALSE: Final = frozenset(("0", "n", "f", "disabled", "disable", "inactive", "خیر", "نه", "غیرفعال"))

_TIME: Final = r"(\d{1,2})(?:[:.](\d{2}))?(?::00)?\s*([ap]\.?m\.?)?"
_RANGE: Final = re.compile(rf"{_TIME}\s*(?:-|‐|–|—|~|to|until|تا)\s*{_TIME}", re.IGNORECASE)
_SHORT_TIMES: Final = re.compile(r"(\d{2})(\d{2})\s*-\s*(\d{2})(\d{2})")
_HOURS: Final = 24
_NOON: Final = 12
_MINUTES: Final = 60

_SPAN: Final = re.compile(r"\s*(?:\.\.|-|–|—|_to_|\bto\b|\buntil\b|\bthrough\b|تا)\s*")
_SEPARATORS: Final = re.compile(r"(?:[\s,،;؛/|&+]|\band\b|\bor\b)+")
_COMMA: Final = re.compile("[,،;؛]")
_NOT_PLAIN: Final = re.compile(r"[\[\]{},]|^[&*!|>'\"%@`#?:~-]|: | #")
_INVISIBLE: Final = ("Cf", "Cc")
_LONGEST_NAME: Final = 63
_LONGEST_TEXT: Final = 60
"""A longer text is no time; it is not searched."""


def seconds_help(text: str) -> str | None:
    """Return how to write a duration such as ``3min``, ``20 s`` or ``1h30m``; None if its meaning is unclear."""
    if len(text) > _LONGEST_TEXT or _PART.sub("", text).strip(" ,"):
        return None
    parts = _PART.findall(text)
    units = [unit.casefold() for _, unit in parts]
    if len(units) > 1 and not units[-1]:
        units[-1] = _NEXT_UNIT.get(units[-2], "")
    if (
        not units
        or any(unit not in _UNITS for unit in units)
        or len(set(units)) < len(units)
        or (len(units) > 1 and "" in units)
    ):
        return None
    total = sum(Fraction(number) * _UNITS[unit] for (number, _), unit in zip(parts, units, strict=True))
    if total.denominator != 1 or total > _MOST_SECONDS:
        return None
    return f"write `{_duration(int(total))}`"


def _duration(seconds: int) -> str:
    for unit, size in (("h", 3600), ("m", 60)):
        if seconds and seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def is_closed(text: str) -> bool:
    """Whether a text says that a day has no hours."""
    return _word(text) in _CLOSED


def boolean_help(text: str) -> str | None:
    """Return how to write another word for true or false; None if it is none."""
    word = _word(text)
    if word in _TRUE:
        return "write `true`"
    return "write `false`" if word in _FALSE else None


def range_help(text: str) -> str | None:
    """Return how to write a time range such as ``8:00-12:00`` or ``9am - 5pm``; None if its meaning is unclear."""
    if len(text) > _LONGEST_TEXT:
        return None
    if is_closed(text):
        return CLOSED_HELP
    if _word(text) in _ALL_DAY:
        return f"write `00:00-{_HOURS}:00`"
    match = _RANGE.fullmatch(text.strip())
    if match is None:
        short = _SHORT_TIMES.fullmatch(text.strip())
        if short is None:
            return None
        times = [_time(short[1], short[2], None), _time(short[3], short[4], None)]
    else:
        times = [_time(match[1], match[2], match[3]), _time(match[4], match[5], match[6])]
    begin, end = times
    if begin is None or end is None or begin >= end or begin == f"{_HOURS}:00":
        return None
    return f"write `{begin}-{end}`"


def _time(hour: str, minute: str | None, half: str | None) -> str | None:
    hours, minutes = int(hour), int(minute or 0)
    if half:
        if not 1 <= hours <= _NOON:
            return None
        hours = hours % _NOON + (_NOON if half[0] in "pP" else 0)
    if minutes >= _MINUTES or hours * _MINUTES + minutes > _HOURS * _MINUTES:
        return None
    return f"{hours:02}:{minutes:02}"


def day_help(text: str) -> str | None:
    """Return how to write a day, or a range or list of days; None if it is none."""
    days = named_in(text, WEEK, _FULL_DAYS)
    if _word(text) in ("daily", "everyday", "all", "*", "هرروز"):
        days = list(WEEK)
    if days is None:
        return None
    return f"write `{days[0]}`" if len(days) == 1 else f"write a key for each day: {listed(days)}"


def named_in(text: str, order: Sequence[str], names: Mapping[str, str]) -> list[str] | None:
    """Return the days or months that a text names: one, a range such as ``mon-fri``, or a list; None if it is none.

    Args:
        text: The text.
        order: The days or months in the order in which they follow each other, round and round.
        names: The ones in `order`, by what they are called in lower case.
    """
    if len(text) > _LONGEST_TEXT:
        return None
    for separator in (_SPAN, _SEPARATORS):
        found = [names.get(_word(part)) for part in separator.split(text.strip())]
        known = [one for one in found if one is not None]
        if len(known) < len(found):
            continue
        if len(known) == len(("from", "to")) and separator is _SPAN:
            first, last = map(order.index, known)
            return [order[(first + step) % len(order)] for step in range((last - first) % len(order) + 1)]
        return known
    return None


def words_of(text: str) -> list[str]:
    """Return the words of a text, as a list or a range has them."""
    return [word for part in _SPAN.split(text) for word in _SEPARATORS.split(part) if word]


def is_several(text: str) -> bool:
    """Whether a text has several words, so that it is no misspelling of a single one."""
    return len(words_of(text)) > 1


def listed(texts: Iterable[str]) -> str:
    """Return texts as a list in a help."""
    return ", ".join(f"`{text}`" for text in texts)


def parts_of(text: str) -> list[str]:
    """Return the parts of a text that commas or semicolons separate, also those of Persian and Arabic."""
    return [part for part in map(str.strip, _COMMA.split(text)) if part]


def in_brackets(items: Iterable[str]) -> str:
    """Return items as a list of YAML on one line, quoted where YAML requires it."""
    return f"[{', '.join(map(_flow_scalar, items))}]"


def _flow_scalar(text: str) -> str:
    return "'" + text.replace("'", "''") + "'" if _NOT_PLAIN.search(text) else text


def _word(text: str) -> str:
    """Return a word in lower case, without the signs that join or hide."""
    letters = (sign for sign in text.casefold() if unicodedata.category(sign) not in _INVISIBLE and not sign.isspace())
    return "".join(letters).replace("ي", "ی").replace("ك", "ک").rstrip(".")


def name_help(text: str, *, joiners: str, starts: str, other: str) -> str | None:
    """Return how to write a name in plain letters; None if it is too long.

    Args:
        text: The name.
        joiners: The signs that it may have between letters; the first replaces any other.
        starts: The signs that it may start with.
        other: What takes any text, in words.
    """
    if any(sign.isalnum() and not unicodedata.name(sign, "").startswith(("LATIN", "DIGIT")) for sign in text):
        return f"use Latin letters here; {other} can be any text"
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    mended = re.sub(rf"[^a-z0-9{re.escape(joiners)}]+", joiners[0], folded).strip(joiners)
    if len(mended) > _LONGEST_NAME:
        return None
    return f"write `{mended}`" if mended and mended[0] in starts else "start it with a letter"
