"""New ids: in the form of the map, and never one that something else has."""

from __future__ import annotations

import pytest

from scenario_kit.profiles.ids import IdMaker
from scenario_kit.profiles.spellings import IdForm


@pytest.mark.parametrize(
    ("form", "taken", "reserved", "expected"),
    [
        ("{name}", [], [], ["desk", "desk-2", "desk-3"]),
        ("{name}", ["desk"], ["desk-3"], ["desk-2", "desk-4", "desk-5"]),
        ("node_{number}", [], [], ["node_1", "node_2", "node_3"]),
        ("node_{number}", ["node_7", "other_9"], ["node_9"], ["node_8", "node_10", "node_11"]),
    ],
)
def test_a_new_id_is_none_of_the_others(form: str, taken: list[str], reserved: list[str], expected: list[str]) -> None:
    maker = IdMaker(IdForm(form=form), taken, reserved)

    assert [maker.new("plan/front/desk", {"name": "desk"}) for _ in expected] == expected


def test_the_same_seed_gets_the_same_id_once() -> None:
    first, second = (IdMaker(IdForm(form="{hex:8}")) for _ in range(2))

    assert first.new("a", {}) == second.new("a", {})
    assert first.new("a", {}) != second.new("b", {})
    assert len({first.new("a", {}) for _ in range(5)}) == 5
