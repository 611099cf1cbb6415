"""Dates of the Gregorian calendar, and what is said about others."""

from __future__ import annotations

from datetime import date

import jdatetime
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario_kit.language.calendars import help_for_date, help_for_month

GENERAL = "write a number from 1 to 12, or a name such as `march`"
DAYS = st.dates(date(1821, 3, 21), date(2051, 3, 20))


@given(DAYS, st.sampled_from(["", "T08:30"]))
def test_a_jalali_date_gets_its_gregorian_date_as_help(day: date, time: str) -> None:
    jalali = jdatetime.date.fromgregorian(date=day)
    written = f"{jalali.year}-{jalali.month:02}-{jalali.day:02}{time}"
    help_ = f"{jalali.year} is a year of the Jalali calendar; write `{day}{time}`"
    persian = written.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))

    assert (help_for_date(written), help_for_date(written.replace("-", "/", 2))) == (help_, help_)
    assert time or help_for_date(persian) == help_


@pytest.mark.parametrize("text", ["", "tomorrow", "1404", "04-01-02", "0000-01-01"])
def test_what_is_no_date_of_either_calendar_gets_no_help(text: str) -> None:
    assert help_for_date(text) is None


@pytest.mark.parametrize(
    ("text", "help_"),
    [
        ("21.3.2026", "write `2026-03-21`"),
        ("03/21/2026", "write `2026-03-21`"),
        ("03-03-2026", "write `2026-03-03`"),
        ("03-04-2026", "write the year first, then the month and the day"),
        ("30-01-1404", "1404 is a year of the Jalali calendar; write `2025-04-19`"),
        ("2026-21-03", "write `2026-03-21`"),
        ("2026-14-15", "a year has 12 months; correct the month"),
        ("2026-02-30", "February 2026 has 28 days; correct the day"),
        ("2026-04-00", "April 2026 has 30 days; correct the day"),
        ("2026-11-23 10:00", "write `2026-11-23T10:00`"),
        ("1447-09-01", "1447 is a year of the Jalali or of the lunar Hijri calendar; write the Gregorian date"),
    ],
)
def test_a_date_in_another_form_gets_what_to_write(text: str, help_: str) -> None:
    assert help_for_date(text) == help_


@pytest.mark.parametrize(
    ("text", "help_"),
    [
        ("۰۳", "write `03`"),
        ("Sept", "write `september`"),
        ("march-april", "write an item for each month: `march`, `april`"),
        ("Nov to Jan", "write an item for each month: `november`, `december`, `january`"),
        ("1-3", "write an item for each month: `january`, `february`, `march`"),
        ("mar، apr", "write an item for each month: `march`, `april`"),
        ("march-aprl", GENERAL),
        ("1.5", GENERAL),
        ("Febuary", "did you mean `february`?"),
        (
            "Esfand",
            "`Esfand` is a month of the Jalali calendar; list its days in `date_exceptions`, as Gregorian dates",
        ),
        (
            "Dey-Bahman",
            "`Dey` is a month of the Jalali calendar; list its days in `date_exceptions`, as Gregorian dates",
        ),
        ("0", GENERAL),
        ("13", GENERAL),
    ],
)
def test_a_wrong_month_gets_the_month_that_was_intended(text: str, help_: str) -> None:
    assert help_for_month(text) == help_
