"""What is dialled for a number or a pattern after changes on the way, and whether it is barred."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario_kit.callgraph.dialled import Change, barred_code, barred_code_of_all
from scenario_kit.callgraph.patterns import Pattern, example, parse_pattern

digits = st.text("0129+", max_size=4)
changes = st.builds(Change, st.none() | digits, st.integers(0, 4), digits)
patterns = st.from_regex(r"[0-29XZ+]{1,4}[.!]?", fullmatch=True).map(parse_pattern)


@given(digits, changes, changes)
def test_two_changes_are_one(number: str, first: Change, second: Change) -> None:
    assert first.then(second).apply(number) == second.apply(first.apply(number))


@given(patterns, changes)
def test_the_changed_pattern_matches_the_changed_number(pattern: Pattern, change: Change) -> None:
    number = example(pattern)
    assert change.of(pattern).matches(change.apply(number))


@given(patterns, st.lists(st.sampled_from(["00", "+", "9", "02"]), max_size=3))
def test_where_every_number_is_barred_an_example_is(pattern: Pattern, codes: list[str]) -> None:
    code = barred_code_of_all(pattern, codes)
    assert code == (None if code is None else barred_code(example(pattern), codes))


@pytest.mark.parametrize(
    ("text", "codes", "code"),
    [
        ("00X.", ("00", "+"), "00"),
        ("+98.", ("00", "+"), "+"),
        ("[0]0!", ("00",), "00"),
        ("0X.", ("00", "+"), None),
        ("0!", ("00",), None),
        ("[+0]0X", ("00", "+"), "00"),
        ("00X", (), None),
        ("X.", tuple("0123456789"), "1"),
    ],
)
def test_a_pattern_is_barred_if_every_number_is(text: str, codes: tuple[str, ...], code: str | None) -> None:
    assert barred_code_of_all(parse_pattern(text), codes) == code
