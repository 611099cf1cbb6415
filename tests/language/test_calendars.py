"""Dates of the Gregorian calendar, and what is said about others."""

from __future__ import annotations

from datetime import date

import jdatetime
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario_kit.language.calendars import help_for_date, help_for_month

DAYS = st.dates(date(1821, 3, 21), date(2222, 3, 20))


@given(DAYS, st.sampled_from(["", "T08:30"]))
def test_a_jalali_date_gets_its_gregorian_date_as_help(day: date, time: str) -> None:
    jalali = jdatetime.date.fromgregorian(date=day)
    written = f"{jalali.year}-{jalali.month:02}-{jalali.day:02}{time}"
    help_ = f"{jalali.year} is a year of the Jalali calendar; write {day}{time}"
    persian = written.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))

    assert (help_for_date(written), help_for_date(written.replace("-", "/", 2))) == (help_, help_)
    assert time or help_for_date(persian) == help_


@pytest.mark.parametrize("text", ["", "tomorrow", "1404", "21.3.2026", "2026-13-01", "2026-02-30", "04-01-02"])
def test_what_is_no_date_of_either_calendar_gets_no_help(text: str) -> None:
    assert help_for_date(text) is None


@pytest.mark.parametrize(
    ("text", "help_"),
    [
        ("۰۳", "write 03"),
        ("Febuary", "did you mean `february`?"),
        (
            "Esfand",
            "`Esfand` is a month of the Jalali calendar; list its days in `date_exceptions`, as Gregorian dates",
        ),
        ("0", None),
        ("13", None),
    ],
)
def test_a_wrong_month_gets_the_month_that_was_intended(text: str, help_: str | None) -> None:
    assert help_for_month(text) == help_
