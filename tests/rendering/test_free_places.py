"""Places for new components: near their neighbours, free, on the grid of the sheet; and nothing else moves."""

from __future__ import annotations

import sys
from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario_kit.rendering.layout.frames import BOX_HEIGHT, BOX_WIDTH
from scenario_kit.rendering.layout.free_places import Point, free_places

if TYPE_CHECKING:
    from collections.abc import Mapping

A = {"a": Point(100, 100)}


def placed(
    places: Mapping[str, tuple[float, float]], wires: list[tuple[str, str]], *new: str, height: float = BOX_HEIGHT
) -> dict[str, tuple[float, float]]:
    heights = dict.fromkeys([*places, *new], height)
    found = free_places({name: Point(*place) for name, place in places.items()}, heights, wires)
    return {name: (place.x, place.y) for name, place in found.items()}


def test_right_of_its_source_at_the_usual_distance() -> None:
    places = {"a": (100, 100), "b": (300, 100), "c": (500, 120)}

    assert placed(places, [("a", "b"), ("b", "c"), ("c", "n")], "n") == {"n": (700, 120)}


def test_below_what_is_in_the_way() -> None:
    places = {"a": (100, 100), "b": (300, 100), "c": (300, 240)}

    assert placed(places, [("a", "b"), ("a", "c"), ("a", "n")], "n") == {"n": (300, 380)}


def test_between_two_where_there_is_room() -> None:
    places = {"a": (100, 100), "b": (300, 100), "c": (300, 500)}

    assert placed(places, [("a", "b"), ("a", "c"), ("a", "n")], "n") == {"n": (300, 240)}


def test_left_of_its_target_if_nothing_leads_to_it() -> None:
    assert placed({"a": (500, 100), "b": (700, 100)}, [("a", "b"), ("n", "a")], "n") == {"n": (300, 100)}


def test_below_everything_without_neighbours() -> None:
    assert placed({"a": (500, 100), "b": (700, 300)}, [("a", "b")], "n") == {"n": (500, 440)}


def test_a_chain_of_new_ones_runs_right() -> None:
    places = {"a": (0, 0), "b": (200, 0)}
    wires = [("a", "b"), ("b", "m"), ("m", "n"), ("k", "l"), ("l", "a")]

    found = placed(places, wires, "k", "l", "m", "n")

    assert found == {"k": (-400, 0), "l": (-200, 0), "m": (400, 0), "n": (600, 0)}


def test_on_the_grid_of_the_sheet() -> None:
    places = {"a": (15, 30), "b": (45, 60), "c": (300, 60)}

    x, y = placed(places, [("b", "c"), ("c", "n")], "n")["n"]

    assert ((x - 15) % 15, (y - 30) % 15) == (0, 0)
    assert x >= 300 + 255


def test_without_a_distance_on_the_sheet_at_that_of_the_layout() -> None:
    assert placed({"a": (100, 100)}, [("a", "n")], "n") == {"n": (360, 100)}


def test_in_the_units_of_a_sheet_that_are_no_pixels() -> None:
    places = {"a": (0, 0), "b": (1, 0), "c": (2, 0), "d": (2, 1)}

    assert placed(places, [("a", "b"), ("b", "c"), ("b", "d"), ("b", "n")], "n") == {"n": (2, 2)}


def test_fractions_do_not_grow() -> None:
    assert placed({"a": (0.1, 0.25), "b": (200.3, 0.25)}, [("a", "b"), ("b", "n")], "n") == {"n": (402, 0.25)}


def test_a_tall_one_does_not_reach_into_others() -> None:
    places = {"a": (100, 100), "b": (300, 100), "c": (300, 500)}

    assert placed(places, [("a", "b"), ("a", "n"), ("c", "a")], "n", height=300) == {"n": (300, 840)}


def test_nothing_is_placed_on_a_sheet_without_positions() -> None:
    assert placed({}, [("a", "n")], "a", "n") == {}


names = [f"c{number}" for number in range(12)]
coordinates = st.integers(-3000, 3000) | st.floats(-3000, 3000)


@st.composite
def sheets_with_new(draw: st.DrawFn) -> tuple[dict[str, tuple[float, float]], list[tuple[str, str]], list[str]]:
    known = draw(st.lists(st.sampled_from(names), min_size=1, unique=True))
    places = {name: (draw(coordinates), draw(coordinates)) for name in known}
    wires = draw(st.lists(st.tuples(st.sampled_from(names), st.sampled_from(names)), max_size=20))
    return places, wires, [name for name in names if name not in known]


@given(sheets_with_new())
def test_every_new_one_gets_a_free_place_and_the_same_each_time(
    sheet: tuple[dict[str, tuple[float, float]], list[tuple[str, str]], list[str]],
) -> None:
    places, wires, new = sheet

    found = placed(places, wires, *new)

    assert list(found) == new
    assert found == placed(places, wires, *new)
    steps = [
        right
        for source, target in wires
        if {source, target} <= set(places) and (right := places[target][0] - places[source][0]) > 0
    ]
    if steps and sorted(steps)[(len(steps) - 1) // 2] < BOX_WIDTH:
        return  # the units are no pixels
    for name, other in combinations([*new, *places], 2):
        if name in found:
            (x, y), (other_x, other_y) = found[name], {**places, **found}[other]
            assert abs(x - other_x) >= BOX_WIDTH or abs(y - other_y) >= BOX_HEIGHT


@pytest.mark.parametrize("shape", ["fan", "chain", "alone"])
@pytest.mark.unmeasured
def test_ten_times_as_many_make_about_ten_times_as_many_calls(shape: str) -> None:
    def calls(count: int) -> int:
        new = [f"n{number}" for number in range(count)]
        wires = {
            "fan": [("a", name) for name in new],
            "chain": list(zip(["a", *new], new, strict=False)),
            "alone": [],
        }[shape]
        counted = 0

        def profile(*_: object) -> None:
            nonlocal counted
            counted += 1

        sys.setprofile(profile)
        try:
            places = free_places(A, dict.fromkeys(["a", *new], 90), wires)
        finally:
            sys.setprofile(None)
        assert len(places) == count
        return counted

    assert calls(3000) < 12 * calls(300)
