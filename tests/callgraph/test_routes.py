"""Routes and rows: which row takes a number, and what a telephone number is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario_kit.callgraph.graph import CallGraph, compile_graph
from scenario_kit.callgraph.patterns import parse_cid, parse_pattern, specificity
from scenario_kit.callgraph.routes import (
    cid_of,
    incoming_row_for,
    pattern_of,
    pattern_text,
    routes_of,
    row_for,
)
from scenario_kit.files.source import parse as read
from scenario_kit.language.dialable import is_telephone_number
from scenario_kit.language.loading import load

if TYPE_CHECKING:
    from scenario_kit.callgraph.graph import Component


def graph(sheet: str) -> CallGraph:
    scenario = load(read(f"version: 1\nname: x\nsheets:\n  s:\n{sheet}".encode(), "x.yaml")).scenario
    assert scenario is not None
    return compile_graph(scenario)


def route(*patterns: str) -> Component:
    rows = ", ".join(f'{{pattern: "{pattern}", next: ~}}' for pattern in patterns)
    (component,) = graph(f"    r: {{component: outgoing_route, context: c, rows: [{rows}]}}\n").components
    return component


@pytest.mark.parametrize(
    ("number", "outside"),
    [
        ("521", False),
        ("310410", False),
        ("3104100", True),
        ("0", True),
        ("05", True),
        ("+", True),
        ("+98", True),
        ("sip-desk", False),
        ("reception", False),
        ("*7812345", False),
        ("", False),
    ],
)
def test_a_telephone_number_begins_with_0_or_plus_or_has_seven_digits(number: str, *, outside: bool) -> None:
    assert is_telephone_number(number) is outside


@pytest.mark.parametrize(
    ("number", "row"),
    [
        ("553", "553"),
        ("554", "55X"),
        ("563", "5XX"),
        ("5x3", None),
        ("09", "0!"),
        ("0", "0!"),
        ("0912", "0X."),
        ("9", None),
        ("XZN", "XZN"),
        ("112", "XZN"),
    ],
)
def test_the_most_specific_row_takes_a_number_and_its_own_text_before_all(number: str, row: str | None) -> None:
    found = row_for(route("5XX", "0!", "XZN", "0X.", "553", "55X", "[bad"), number)

    assert (found and found.fields["pattern"]) == row


@given(
    st.lists(st.text("09XZ", min_size=1, max_size=4), min_size=1, max_size=5, unique=True), st.text("019", min_size=1)
)
def test_the_order_of_rows_does_not_matter(patterns: list[str], number: str) -> None:
    winner = number if number in patterns else None
    matching = [pattern for pattern in map(parse_pattern, patterns) if pattern.matches(number)]
    expected = winner or (min(matching, key=specificity).text if matching else None)
    for order in (patterns, patterns[::-1]):
        row = row_for(route(*order), number)
        assert (row and row.fields["pattern"]) == expected


ROWS = graph("""
    menu: {component: ivr, rows: [{case: 1X}, {case: t}, {case: i}, {case: "[1"}]}
    service: {component: smart_api, api_address: https://crm.example, rows: [{case: go}, {case: e}]}
    entry: {component: incoming_route, context: c, rows: [{cid: x12, did: any}, {cid: x, did: 1x2x3}]}
    campaign: {component: autodialer_route, context: c, rows: [{text: offer}]}
    variable: {component: outgoing_route, context: d, rows: [{pattern: {variable: number}}]}
""")


def patterns(key: str) -> list[tuple[str | None, object]]:
    component = ROWS.component(f"s/{key}")
    return [(pattern_text(component, row), pattern_of(component, row)) for row in component.rows]


def test_special_cases_names_and_broken_rows_are_no_patterns() -> None:
    assert patterns("menu") == [("1X", parse_pattern("1X")), (None, None), (None, None), ("[1", None)]
    assert patterns("service") == [(None, None), (None, None)]
    assert patterns("entry") == [(None, None), (None, None)]
    assert patterns("campaign") == [(None, None)]


def test_callers_and_dialled_numbers_are_read_where_they_can_be() -> None:
    rows = [(cid_of(row, "cid"), cid_of(row, "did")) for row in ROWS.component("s/entry").rows]

    assert rows == [(parse_cid("x12"), parse_cid("any")), (None, None)]
    assert cid_of(ROWS.component("s/campaign").rows[0], "cid") is None


def test_routes_are_found_by_context() -> None:
    assert [one.id for one in routes_of(ROWS, "d")] == ["s/variable"]
    assert routes_of(ROWS, "c") == []


VARIED = """\
    out: {component: outgoing_route, context: c, rows: [{pattern: {variable: A}, next: ~}, {pattern: 0X., next: ~}]}
    in: {component: incoming_route, context: c, rows: [{did: {variable: A}, next: ~}, {did: 021, next: ~}]}
"""


def test_a_row_whose_text_is_an_editor_variable_takes_no_number_that_is_known() -> None:
    leaving, arriving = graph(VARIED).components

    assert (row := row_for(leaving, "0912")) is not None
    assert row.output == "2"
    assert (row := incoming_row_for(arriving.rows, "0912", "021")) is not None
    assert row.output == "2"
    assert incoming_row_for(arriving.rows, "0912", "022") is None
