"""The type of the value at a path, whether the scenario has the value or not."""

from __future__ import annotations

from typing import Any

import pytest

from scenario_kit.language.model_errors import label
from scenario_kit.language.model_paths import fitting_keys, need_of, type_at

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


WORLDS: Any = {
    "sheets": {
        "one": {"a": {"component": "ring_group"}, "b": {"component": "ivr"}, "c": {"component": "disc"}},
        "two": {"a": {"component": "ivr"}},
        "three": None,
    }
}


@pytest.mark.parametrize(
    ("plan", "name", "keys"),
    [
        (WORLDS, "one/a", ["outcome", "ring_sec", "talk_sec", "caller_hangup"]),
        (WORLDS, "b", ["digits", "caller_hangup"]),
        ({"call": {"dial": {"extension_api": "x"}}}, "dial", ["response", "outcome", "ring_sec", "talk_sec"]),
    ],
)
def test_a_test_is_offered_what_its_component_supports(plan: Any, name: str, keys: list[str]) -> None:
    assert list(fitting_keys(plan, ("tests", 0, "world", name)))[: len(keys)] == keys


@pytest.mark.parametrize(
    ("plan", "name"), [(WORLDS, "a"), (WORLDS, "c"), (WORLDS, "dial"), ({"call": None}, "dial"), ({"call": {}}, "dial")]
)
def test_a_test_is_offered_every_key_where_its_component_is_unclear(plan: Any, name: str) -> None:
    assert "output" in fitting_keys(plan, ("tests", 0, "world", name))


ASKING: Any = {
    "originate": {"caller": "521"},
    "sheets": {"one": {"ask": {"component": "authentication", "type": "user_secret"}, "b": {"component": "disc"}}},
}


@pytest.mark.parametrize(
    ("path", "need"),
    [
        (("originate", "trunk_name"), None),
        (("originate", "callee"), ""),
        (("originate", "timeout"), None),
        (("sheets", "one", "ask", "defined_secret"), None),
        (("sheets", "one", "ask", "type"), ""),
        (("sheets", "one", "b", "extension"), None),
        (("sheets", "one", "ask", "next", "out"), None),
    ],
)
def test_what_is_needed_cannot_be_left_out(path: tuple[str | int, ...], need: str | None) -> None:
    assert need_of(ASKING, path) == need


@pytest.mark.parametrize(
    ("path", "name"), [((), "the scenario"), (("call", "match"), "`match`"), (("call", "match", 0), "`match[0]`")]
)
def test_a_value_is_named_by_its_last_key(path: tuple[str | int, ...], name: str) -> None:
    assert label(path) == name
