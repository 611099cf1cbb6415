"""Forms of values: another spelling that an editor chose is kept for another value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scenario_kit.profiles.forms import filled, form_of
from scenario_kit.profiles.json_values import WrittenNumber, same_json

if TYPE_CHECKING:
    from scenario_kit.profiles.json_values import Json


@pytest.mark.parametrize(
    ("value", "atoms", "others", "expected"),
    [
        ("s", ["s"], ["t"], "t"),
        ("<s>, {s}", ["s", "s"], ["t", "u"], "<t>, {u}"),
        (["a", {"of": "b"}, None], ["a", "b"], ["c", "d"], ["c", {"of": "d"}, None]),
        ({"mon": "9-5", "at": True}, ["mon", "9-5"], ["tue", "8-4"], {"tue": "8-4", "at": True}),
        ({"n": 5}, ["5"], ["77"], {"n": 77}),
        (5, ["5"], ["1.50"], WrittenNumber("1.50")),
        (False, ["false"], ["true"], True),
    ],
)
def test_a_form_is_filled_with_other_texts(value: Json, atoms: list[str], others: list[str], expected: Json) -> None:
    form = form_of(value, atoms)

    assert form is not None
    assert same_json(filled(form, atoms), value)
    assert same_json(filled(form, others), expected)


@pytest.mark.parametrize(
    ("value", "atoms"),
    [("s", []), ("s", ["t"]), (["a"], ["a", "b"]), (None, ["a"]), ("ba", ["a", "b"])],
)
def test_a_value_without_its_texts_in_order_has_no_form(value: Json, atoms: list[str]) -> None:
    assert form_of(value, atoms) is None


@pytest.mark.parametrize(
    ("written", "other", "expected"),
    [("2 min", "300", "5 min"), ("120 s", "300", "300 s"), (2, "300", 5), ("2 min", "90", None), ("2 min", "x", None)],
)
def test_seconds_written_in_minutes_stay_in_minutes(written: Json, other: str, expected: Json) -> None:
    form = form_of(written, ["120"], seconds=True)

    assert form is not None
    assert same_json(filled(form, [other]), expected)


def test_seconds_written_in_hours_stay_in_hours() -> None:
    form = form_of("PT2H", ["7200"], seconds=True)

    assert form is not None
    assert filled(form, ["10800"]) == "PT3H"


@pytest.mark.parametrize(
    ("form", "atoms"),
    [
        ("{}", []),
        ("{}", ["a", "b"]),
        ({"other": "{}"}, ["name"]),
        ({"other": "{}"}, ["01"]),
        ({"other": "0{}"}, ["5"]),
        ({"unknown": "{}"}, ["a"]),
        ({"members": [["{}"]]}, ["a"]),
    ],
)
def test_a_form_that_does_not_fit_is_not_filled(form: Json, atoms: list[str]) -> None:
    assert filled(form, atoms) is None


def test_braces_of_a_text_are_kept() -> None:
    form = form_of("{{name}}", ["name"])

    assert form == "{{{{{}}}}}"
    assert filled(form, ["other"]) == "{{other}}"
