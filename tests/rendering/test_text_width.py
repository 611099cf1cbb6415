"""Texts in pictures: cut where their room ends, never inside of a character, and known by their direction."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario_kit.rendering.text_width import ELLIPSIS, runs_right_to_left, truncate, width


@given(st.text(max_size=60), st.integers(30, 200), st.sampled_from([10.5, 11, 13]))
def test_a_cut_text_fits_and_says_that_something_is_missing(text: str, room: int, size: float) -> None:
    line = " ".join(text.split())
    short = truncate(text, room, size)

    assert width(short, size) <= room
    assert short == line or (short.endswith(ELLIPSIS) and line.startswith(short.removesuffix(ELLIPSIS)))


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("front-desk", "front-desk"),
        ("the desk at the front door", "the desk at t…"),
        ("iiiiiiiiiiiiiiiiiiiiiiiii", "iiiiiiiiiiiiiiiiiiiiiiiii"),
        ("日本語日本語日本語", "日本語日本語…"),
        ("two\nlines  of\ttext", "two lines of t…"),
        ("کارشناس پشتیبانی مشتریان", "کارشناس پشتی…"),
        ("👩\u200d🚀👩\u200d🚀👩\u200d🚀👩\u200d🚀", "👩\u200d🚀👩\u200d🚀👩\u200d🚀…"),
        ("e\u0301" * 20, "e\u0301" * 11 + "…"),
        ("", ""),
    ],
)
def test_a_text_is_cut_by_the_width_of_its_characters_and_between_them(text: str, short: str) -> None:
    assert truncate(text, 120, 13) == short


@given(st.text(st.sampled_from("ab\u0301\u200d👩🏽"), max_size=40))
def test_no_mark_and_nothing_joined_is_left_without_what_it_belongs_to(text: str) -> None:
    short = truncate(text, 60, 13).removesuffix(ELLIPSIS)
    rest = " ".join(text.split())[len(short) :]

    assert not short.endswith("\u200d") or not rest
    assert not rest or not unicodedata.combining(rest[0]) or not short


@pytest.mark.parametrize(
    ("text", "backwards"),
    [
        ("desk", False),
        ("میز", True),
        ("שלום", True),
        ("1 · فروش", True),
        ("VIP مشتریان", False),
        ("0912", False),
        ("", False),
        ("→ میز", True),
    ],
)
def test_the_first_letter_with_a_direction_decides_which_way_a_text_runs(text: str, *, backwards: bool) -> None:
    assert runs_right_to_left(text) is backwards
