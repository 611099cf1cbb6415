"""The type of the value at a path, whether the scenario has the value or not."""

from __future__ import annotations

from typing import Any

import pytest

from scenario_kit.language.model_errors import label
from scenario_kit.language.model_paths import type_at

PLAN: Any = {
    "sheets": {
        "front": {
            "open": {"component": "time_condition", "days_of_week": {"mon": ["09:00-12:00"]}},
            "all": {"component": "ring_group", "extensions": ["611"]},
        }
    }
}


@pytest.mark.parametrize(
    ("path", "type_"),
    [
        (("sheets", "front", "open", "days_of_week", "mon"), list),
        (("sheets", "front", "open", "days_of_week", "tue"), list),
        (("sheets", "front", "open", "days_of_week", "mon", 0), str),
        (("sheets", "front", "open", "next", "match"), str),
        (("sheets", "front", "all", "extensions", 0), str),
        (("sheets", "front", "all", "extensions", "x"), None),
        (("sheets", "front", "all", "colour"), None),
        (("tests", 0, "expect", "warnings_at_sec", 0), int),
    ],
)
def test_the_type_of_a_value_follows_from_its_path(path: tuple[str | int, ...], type_: type | None) -> None:
    assert type_at(PLAN, path) == type_


@pytest.mark.parametrize(
    ("path", "name"), [((), "the scenario"), (("call", "match"), "`match`"), (("call", "match", 0), "`match[0]`")]
)
def test_a_value_is_named_by_its_last_key(path: tuple[str | int, ...], name: str) -> None:
    assert label(path) == name
