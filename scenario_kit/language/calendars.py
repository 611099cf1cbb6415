"""Dates and months: scenarios use the Gregorian calendar, and a date of another calendar is told from a wrong one."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import Final

from scenario_kit.findings.model import did_you_mean
from scenario_kit.language.dialable import nearest_ascii

MONTHS: Final = {
    text.lower(): number
    for number in range(1, 13)
    for name in [calendar.month_name[number]]  # in English, since nothing sets a locale
    for text in (name, name[:3], str(number), f"{number:02}")
}
"""The number of each month, by its number or its English name, long or short, in lower case."""

_NAMES: Final = [text for text in MONTHS if text.isalpha()]
_JALALI_YEARS: Final = range(1200, 1601)
"""Years that are taken for Jalali ones, which are 1821 to 2222 in the Gregorian calendar."""

_DATE: Final = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(T.*)?", re.ASCII)


def is_jalali(day: date) -> bool:
    """Whether the year of a date shows that it is one of the Jalali calendar."""
    return day.year in _JALALI_YEARS


def help_for_date(text: str) -> str | None:
    """Return what to write instead of a text that is no Gregorian date, with or without a time; None if unclear."""
    match = _DATE.fullmatch(nearest_ascii(text))
    if match is None:
        return None
    year, month, day = map(int, match.groups()[:3])
    time = match[4] or ""
    if year in _JALALI_YEARS:
        gregorian = _from_jalali(year, month, day)
        if gregorian is None:
            return f"{year} is a year of the Jalali calendar, which has no such day either; write a Gregorian date"
        return f"{year} is a year of the Jalali calendar; write {gregorian}{time}"
    try:
        written = f"{date(year, month, day)}{time}"
    except ValueError:
        return None
    return f"write {written}" if written != text else None


def _from_jalali(year: int, month: int, day: int) -> date | None:
    import jdatetime  # noqa: PLC0415  most scenarios have no Jalali date

    try:
        gregorian: date = jdatetime.date(year, month, day).togregorian()
    except ValueError:
        return None
    return gregorian


def help_for_month(text: str) -> str | None:
    """Return what to write instead of a text that is no Gregorian month; None if unclear."""
    import jdatetime  # noqa: PLC0415  most scenarios have no Jalali month

    jalali = [*map(str.casefold, jdatetime.date.j_months_en), *jdatetime.date.j_months_fa]
    if text.casefold() in jalali:
        return f"`{text}` is a month of the Jalali calendar; list its days in `date_exceptions`, as Gregorian dates"
    plain = nearest_ascii(text).lower()
    return f"write {plain}" if plain in MONTHS else did_you_mean(plain, _NAMES)
