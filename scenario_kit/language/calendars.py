"""Dates and months: scenarios use the Gregorian calendar, and a date of another calendar is told from a wrong one."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import Final

from scenario_kit.findings.model import did_you_mean
from scenario_kit.language.dialable import nearest_ascii
from scenario_kit.language.mended import is_several, listed, named_in, words_of

MONTHS: Final = {
    text.lower(): number
    for number in range(1, 13)
    for name in [calendar.month_name[number]]  # in English, since nothing sets a locale
    for text in (name, name[:3], str(number), f"{number:02}")
}
"""The number of each month, by its number or its English name, long or short, in lower case."""

_NAMES: Final = [text for text in MONTHS if text.isalpha()]
_IN_ORDER: Final = [calendar.month_name[number].lower() for number in range(1, 13)]
_FULL_NAMES: Final = {text: _IN_ORDER[number - 1] for text, number in MONTHS.items()} | {"sept": "september"}
_MONTHS_OF_A_YEAR: Final = range(1, 13)
_JALALI_YEARS: Final = range(1200, 1601)
"""Years that are taken for Jalali ones, which are 1821 to 2222 in the Gregorian calendar."""

_UNCLEAR_YEARS: Final = range(1430, 1601)
"""Those that are as well, or rather, years of the lunar Hijri calendar, which 1447 (2025 and 2026) is."""

_DATE: Final = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(T.*)?", re.ASCII)
_DAY_FIRST: Final = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})(T.*)?", re.ASCII)
_BEFORE_TIME: Final = re.compile(r"(?<=\d)\s+(?=\d+:)")


def is_jalali(day: date) -> bool:
    """Whether the year of a date shows that it is one of the Jalali calendar."""
    return day.year in _JALALI_YEARS


def help_for_date(text: str) -> str | None:
    """Return what to write instead of a text that is no Gregorian date, with or without a time; None if unclear."""
    plain = nearest_ascii(_BEFORE_TIME.sub("T", text.strip()))
    if match := _DATE.fullmatch(plain):
        year, month, day = map(int, match.groups()[:3])
        return _help_for_day(text, year, month, day, match[4] or "")
    if match := _DAY_FIRST.fullmatch(plain):
        first, second, year = map(int, match.groups()[:3])
        if first in _MONTHS_OF_A_YEAR and second in _MONTHS_OF_A_YEAR and first != second:
            return "write the year first, then the month and the day"
        month, day = (first, second) if first in _MONTHS_OF_A_YEAR else (second, first)
        return _help_for_day(text, year, month, day, match[4] or "")
    return None


def _help_for_day(text: str, year: int, month: int, day: int, time: str) -> str | None:
    if year in _JALALI_YEARS:
        return _help_for_jalali(year, month, day, time)
    if year < date.min.year:
        return None
    if month not in _MONTHS_OF_A_YEAR and day in _MONTHS_OF_A_YEAR:
        month, day = day, month
    if month not in _MONTHS_OF_A_YEAR:
        return "a year has 12 months; correct the month"
    days = calendar.monthrange(year, month)[1]
    if not 1 <= day <= days:
        return f"{calendar.month_name[month]} {year} has {days} days; correct the day"
    written = f"{date(year, month, day)}{time}"
    return f"write `{written}`" if written != text else None


def _help_for_jalali(year: int, month: int, day: int, time: str) -> str:
    if year in _UNCLEAR_YEARS:
        return f"{year} is a year of the Jalali or of the lunar Hijri calendar; write the Gregorian date"
    gregorian = _from_jalali(year, month, day)
    if gregorian is None:
        return f"{year} is a year of the Jalali calendar, which has no such day either; write a Gregorian date"
    return f"{year} is a year of the Jalali calendar; write `{gregorian}{time}`"


def _from_jalali(year: int, month: int, day: int) -> date | None:
    import jdatetime  # noqa: PLC0415  most scenarios have no Jalali date

    try:
        gregorian: date = jdatetime.date(year, month, day).togregorian()
    except ValueError:
        return None
    return gregorian


def help_for_month(text: str) -> str:
    """Return what to write instead of a text that is no Gregorian month."""
    import jdatetime  # noqa: PLC0415  most scenarios have no Jalali month

    jalali = [*map(str.casefold, jdatetime.date.j_months_en), *jdatetime.date.j_months_fa]
    for word in words_of(text):
        if word.casefold() in jalali:
            return f"`{word}` is a month of the Jalali calendar; list its days in `date_exceptions`, as Gregorian dates"
    plain = nearest_ascii(text).lower()
    if plain in MONTHS:
        return f"write `{plain}`"
    months = named_in(text, _IN_ORDER, _FULL_NAMES)
    if months is not None:
        return f"write `{months[0]}`" if len(months) == 1 else f"write an item for each month: {listed(months)}"
    likely = None if is_several(text) else did_you_mean(plain, _NAMES)
    return likely or "write a number from 1 to 12, or a name such as `march`"
