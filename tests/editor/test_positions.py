"""Where an export holds the positions of its components."""

from __future__ import annotations

from typing import Any

import pytest

from scenario_kit.editor.learning.evidence import Export, Item, KnownComponent
from scenario_kit.editor.learning.places import position_paths, positions, row_container
from scenario_kit.language.catalogue import catalogue


def items(*values: Any, type_: str = "fax", rows: tuple[dict[str, Any], ...] = ()) -> list[Item]:
    known = KnownComponent("a", catalogue()[type_], "a", {}, rows, ())
    return [Item(Export("x.json", None), known, index, value) for index, value in enumerate(values)]


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ({"x": 80, "y": 96}, {"x": 1.5, "y": -2}, {0: (80, 96), 1: (1.5, -2)}),
        ({"left": "80px", "top": "96.5px"}, {"left": "1px", "top": "2px"}, {0: (80, 96.5), 1: (1, 2)}),
        ({"pos": [80, 96]}, {"pos": [1, 2]}, {0: (80, 96), 1: (1, 2)}),
        ({"loc": "80 96"}, {"loc": "1 2"}, {0: (80, 96), 1: (1, 2)}),
        ({"loc": "80 96 7"}, {"loc": "1 2"}, {}),
        ({"x": True, "y": 96}, {"x": 1, "y": 2}, {}),
        ({"x": 80, "y": "none"}, {"x": 1, "y": 2}, {}),
        ({"x": 80, "y": 96}, {"x": 1}, {}),
        (
            {"x": True, "y": 9, "at": {"x": 80, "y": 96}},
            {"x": True, "y": 9, "at": {"x": 1, "y": 2}},
            {0: (80, 96), 1: (1, 2)},
        ),
        ({"pos": "here"}, {"pos": 7}, {}),
        ({"colour": "80 96"}, {"colour": "1 2"}, {}),
    ],
)
def test_a_position_is_two_numbers_whose_names_are_those_of_coordinates(first: Any, second: Any, found: Any) -> None:
    assert positions(items(first, second)) == found


def test_all_pairs_of_coordinates_are_positions() -> None:
    value = {"at": {"x": 1, "y": 2}, "pos": [3, 4], "size": [5, 6], "x": 7}

    assert position_paths(items(value, value)) == {("at", "x"), ("at", "y"), ("pos", 0), ("pos", 1)}


def test_the_rows_are_the_list_with_as_many_members_that_has_their_values() -> None:
    rows = ({"case": "3"}, {"case": "5"})
    value = {"tags": ["a", "b"], "lines": [{"c": "3"}, {"c": "5"}], "one": [{"c": "3"}]}

    assert row_container(items(value, type_="ivr", rows=rows), None, ()) == ("lines",)
    assert row_container(items({"tags": ["a", "b"]}, type_="ivr", rows=rows), None, ()) is None
    assert row_container(items(value), None, ()) is None
