"""Values in other spellings: what to write in their place, as the help of a finding."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from typing import Final

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

_TIME: Final = r"(\d{1,2})(?:[:.](\d{2}))?(?::00)?\s*([ap]\.?m\.?)?"
_RANGE: Final = re.compile(rf"{_TIME}\s*(?:-|‐|–|—|~|to|until|تا)\s*{_TIME}", re.IGNORECASE)
_SHORT_TIMES: Final = re.compile(r"(\d{2})(\d{2})\s*-\s*(\d{2})(\d{2})")
_HOURS: Final = 24
_NOON: Final = 12
_MINUTES: Final = 60

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
    return f"write {_duration(int(total))}"


def _duration(seconds: int) -> str:
    for unit, size in (("h", 3600), ("m", 60)):
        if seconds and seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def range_help(text: str) -> str | None:
    """Return how to write a time range such as ``8:00-12:00`` or ``9am - 5pm``; None if its meaning is unclear."""
    if len(text) > _LONGEST_TEXT:
        return None
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
    return f"write {begin}-{end}"


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
    days = _days_in(text) if len(text) <= _LONGEST_TEXT else None
    if days is None:
        return None
    return f"write `{days[0]}`" if len(days) == 1 else f"write a key for each day: {', '.join(days)}"


def _days_in(text: str) -> list[str] | None:
    if _word(text) in ("daily", "everyday", "all", "*", "هرروز"):
        return list(WEEK)
    ends = re.split(r"\s*(?:\.\.|-|–|—|_to_|\bto\b|تا)\s*", text.strip())
    listed = re.split(r"[\s,;/&+]+", text.strip())
    for parts in (ends, listed):
        days = [_FULL_DAYS.get(_word(part)) for part in parts]
        known = [day for day in days if day is not None]
        if len(known) < len(days):
            continue
        if len(known) == len(("from", "to")) and parts is ends:
            first, last = map(WEEK.index, known)
            return [WEEK[(first + step) % len(WEEK)] for step in range((last - first) % len(WEEK) + 1)]
        return known
    return None


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
