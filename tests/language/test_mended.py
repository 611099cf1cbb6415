"""Values in other spellings: the help says what to write, and what it says is valid."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario_kit.language.mended import CLOSED_HELP, WEEK, day_help, name_help, range_help, seconds_help
from scenario_kit.language.values import _range, _seconds


@pytest.mark.parametrize(
    ("written", "mended"),
    [
        ("3min", "3m"),
        ("20 s", "20s"),
        ("1h30m", "90m"),
        ("1h 30m 5s", "5405s"),
        ("90 seconds", "90s"),
        ("1.5m", "90s"),
        ("2 Hours", "2h"),
        ("5M", "5m"),
        ("30000ms", "30s"),
        ("1d", "24h"),
        ("0 s", "0s"),
        ("۳۰", "30s"),
        ("5 دقیقه", "5m"),
        ("1:30", None),
        ("500ms", None),
        ("30 30", None),
        ("1h30", "90m"),
        ("1m30", "90s"),
        ("1s 2", None),
        ("1m 2m", None),
        ("5 apples", None),
        ("-5", None),
        ("", None),
        ("9999999999 h", None),
        ("999999999h", None),
        ("1" * 100, None),
    ],
)
def test_a_duration_in_another_spelling_is_written_as_the_language_has_it(written: str, mended: str | None) -> None:
    assert seconds_help(written) == (mended and f"write `{mended}`")


@pytest.mark.parametrize(
    ("written", "mended"),
    [
        ("8:00-12:00", "08:00-12:00"),
        ("08:00 - 12:00", "08:00-12:00"),
        ("8-12", "08:00-12:00"),
        ("08.30-12.45", "08:30-12:45"),
        ("08:00:00-12:00:00", "08:00-12:00"),
        ("0800-1200", "08:00-12:00"),
        ("9am-5pm", "09:00-17:00"),
        ("9 a.m. to 12 p.m.", "09:00-12:00"),
        ("12am-1am", "00:00-01:00"),
        ("08:00–24:00", "08:00-24:00"),
        ("۸:۰۰-۱۲:۰۰", "08:00-12:00"),
        ("22:00-06:00", None),
        ("8:00-8:00", None),
        ("08:00-24:30", None),
        ("08:60-12:00", None),
        ("13pm-14pm", None),
        ("24:00-08:00", None),
        ("morning", None),
        ("all day", "00:00-24:00"),
        ("08:00", None),
        ("0" * 100, None),
    ],
)
def test_a_time_range_in_another_spelling_is_written_as_the_language_has_it(written: str, mended: str | None) -> None:
    assert range_help(written) == (mended and f"write `{mended}`")


@pytest.mark.parametrize(
    ("written", "mended"),
    [
        ("saturday", "write `sat`"),
        ("Sat", "write `sat`"),
        ("Thurs.", "write `thu`"),
        ("شنبه", "write `sat`"),
        ("سه‌شنبه", "write `tue`"),
        ("پنج شنبه", "write `thu`"),
        ("mon-fri", "write a key for each day: `mon`, `tue`, `wed`, `thu`, `fri`"),
        ("Saturday to Wednesday", "write a key for each day: `sat`, `sun`, `mon`, `tue`, `wed`"),
        ("sat,sun", "write a key for each day: `sat`, `sun`"),
        ("daily", "write a key for each day: `mon`, `tue`, `wed`, `thu`, `fri`, `sat`, `sun`"),
        ("weekdays", None),
        ("mond", None),
        ("", None),
        ("m" * 100, None),
    ],
)
def test_a_day_in_another_spelling_is_written_as_the_language_has_it(written: str, mended: str | None) -> None:
    assert day_help(written) == mended


@pytest.mark.parametrize(
    ("written", "mended"),
    [
        ("My_Scenario", "write `my-scenario`"),
        ("After  Sales!", "write `after-sales`"),
        ("Café", "write `cafe`"),
        ("-a-", "write `a`"),
        ("فروش", "use Latin letters here; the `description` can be any text"),
        ("فروش-2", "use Latin letters here; the `description` can be any text"),
        ("---", "start it with a letter"),
        ("a" * 64, None),
    ],
)
def test_a_name_is_written_in_plain_letters(written: str, mended: str | None) -> None:
    assert name_help(written, joiners="-", starts="abcdefghijklmnopqrstuvwxyz", other="the `description`") == mended


@given(st.text(alphabet="0123456789.:-,hmsdHM ۵amp", max_size=20))
def test_what_the_help_says_is_valid(written: str) -> None:
    if (seconds := seconds_help(written)) is not None:
        assert _seconds(seconds.removeprefix("write ").strip("`")) >= 0
    if (range_ := range_help(written)) not in (None, CLOSED_HELP):
        assert range_ is not None
        text = range_.removeprefix("write ").strip("`")
        assert _range(text) == text


@given(st.sampled_from(WEEK), st.sampled_from(WEEK))
def test_a_range_of_days_starts_and_ends_with_its_days(first: str, last: str) -> None:
    help_ = day_help(f"{first}-{last}")
    assert help_ is not None
    days = help_.replace("`", "").replace(":", "").replace(",", "").split()
    assert next(day for day in days if day in WEEK) == first
    assert days[-1] == last
