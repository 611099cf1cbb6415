"""Answers of web services: what each component takes from them, and what is said of every other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario_kit.language.answers import (
    FIELDS,
    CaseAnswer,
    CommandsAnswer,
    ExtensionAnswer,
    Fault,
    TrunkAnswer,
    read_answer,
)
from scenario_kit.language.catalogue import catalogue
from scenario_kit.language.smart_api import Command

if TYPE_CHECKING:
    from scenario_kit.language.answers import Answer

TRUNK = {"ok": "1", "trunk": "Cisco", "extension": "09371234567"}


def faults(component_type: str, fields: dict[str, Any]) -> list[tuple[str, bool]]:
    """Return what is said about an answer, and whether that spoils it."""
    return [(fault.message, fault.spoils) for fault in read_answer(component_type, fields)[1]]


def test_every_component_that_asks_a_web_service_has_its_fields() -> None:
    asking = {name for name, type_ in catalogue().items() if type_.web_service}
    assert set(FIELDS) == asking
    assert {fields[0] for fields in FIELDS.values()} == {"ok"}


@pytest.mark.parametrize(
    ("component_type", "fields", "answer"),
    [
        ("trunk_api", TRUNK, TrunkAnswer("Cisco", "09371234567", None)),
        ("trunk_api", {**TRUNK, "call_limit": "300"}, TrunkAnswer("Cisco", "09371234567", 300)),
        ("trunk_api", {**TRUNK, "ok": 1, "call_limit": 300}, TrunkAnswer("Cisco", "09371234567", 300)),
        ("trunk_api", {**TRUNK, "trunk": 7}, TrunkAnswer("7", "09371234567", None)),
        ("trunk_api", {**TRUNK, "extension": "+98*#"}, TrunkAnswer("Cisco", "+98*#", None)),
        ("extension_api", {"ok": "1", "extension": "0553"}, ExtensionAnswer("0553")),
        ("ivr_api", {"ok": "1", "case": "03"}, CaseAnswer("03")),
        ("ivr_api", {"ok": 1, "case": 3}, CaseAnswer("3")),
        ("smart_api", {"ok": "1", "commands": "Exit('a')"}, CommandsAnswer((Command("Exit", ("a",), 0),))),
    ],
)
def test_a_correct_answer_is_taken_without_a_word(component_type: str, fields: dict[str, Any], answer: Answer) -> None:
    assert read_answer(component_type, fields) == (answer, ())


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "is null"),
        (True, "is true"),
        (False, "is false"),
        ("", "is an empty text"),
        ("true", "is `true`"),
        ("01", "is `01`"),
        ("1 ", "is `1 `"),
        (1.0, "is `1.0`"),
        (2, "is `2`"),
        (10**100, "is a number that is too long"),
        ([], "is an empty list"),
        ({"a": 1}, "is a mapping"),
    ],
)
def test_ok_is_1_and_nothing_else(value: object, shown: str) -> None:
    assert read_answer("trunk_api", {**TRUNK, "ok": value}) == (
        None,
        (Fault("ok", f"`ok` {shown}", 'answer `"ok": "1"`'),),
    )


@pytest.mark.parametrize("value", ["0", 0])
def test_an_answer_that_refuses_needs_no_other_field(value: object) -> None:
    help_ = 'answer `"ok": "1"` with the other fields'
    reported = Fault("ok", "`ok` is `0`: the service refuses the call", help_)
    assert read_answer("trunk_api", {"ok": value}) == (None, (reported,))


def test_every_field_that_is_missing_is_reported() -> None:
    missing = {"trunk_api": ["ok", "trunk", "extension"], "extension_api": ["ok", "extension"],
               "ivr_api": ["ok", "case"], "smart_api": ["ok", "commands"]}  # fmt: skip
    for component_type, fields in missing.items():
        reported = [(f"`{field}` is missing", True) for field in fields]
        assert (read_answer(component_type, {})[0], faults(component_type, {})) == (None, reported)


@pytest.mark.parametrize(
    ("field", "value", "message", "help_"),
    [
        ("trunk", "", "`trunk` is an empty text", 'answer text, such as `"trunk": "Cisco"`'),
        ("trunk", " \t", "`trunk` is ` \\t`", 'answer text, such as `"trunk": "Cisco"`'),
        ("trunk", "a\nb", "`trunk` is `a\\nb`", 'answer text, such as `"trunk": "Cisco"`'),
        ("trunk", 1.5, "`trunk` is `1.5`", 'answer text, such as `"trunk": "Cisco"`'),
        ("trunk", True, "`trunk` is true", 'answer text, such as `"trunk": "Cisco"`'),
        (
            "extension",
            "0937 123",
            "`extension`: expected a number to dial, without spaces, got `0937 123`",
            'answer `"extension": "0937123"`',
        ),
        (
            "extension",
            "۰۹۳۷",
            "`extension`: expected a number to dial, in the digits 0 to 9, got `۰۹۳۷`",
            'answer `"extension": "0937"`',
        ),
        *(
            (
                "extension",
                value,
                f"`extension`: expected a number to dial, {expected}, got `{value}`",
                f'answer `"extension": "{mended}"`',
            )
            for value, expected, mended in [
                ("SIP/200", "without `SIP/`", "200"),
                ("0912@provider", "without `@provider`", "0912"),
                ("tel:+98912", "without `tel:`", "+98912"),
                ("0912-000-0001", "without `-`", "09120000001"),
                ("O9120000001", "in digits, without the letter `O`", "09120000001"),
            ]
        ),
        (
            "extension",
            "09120000001;09120000002",
            "`extension`: expected a number to dial, without `;`, got `09120000001;09120000002`",
            'answer digits in quotes, such as `"extension": "09371234567"`',
        ),
        ("extension", -5, "`extension` is `-5`", 'answer digits in quotes, such as `"extension": "09371234567"`'),
        (
            "extension",
            9.371234567e9,
            "`extension` is `9371234567.0`",
            'answer digits in quotes, such as `"extension": "09371234567"`',
        ),
        (
            "extension",
            10**100,
            "`extension` is a number that is too long",
            'answer digits in quotes, such as `"extension": "09371234567"`',
        ),
        *(
            (
                "call_limit",
                value,
                f"`call_limit` {shown}, not a whole number of seconds above 0",
                'answer `"call_limit": "300"`, or omit it for no limit',
            )
            for value, shown in [
                ("", "is an empty text"),
                ("0", "is `0`"),
                (0, "is `0`"),
                (-300, "is `-300`"),
                ("5m", "is `5m`"),
                ("300.0", "is `300.0`"),
                (300.0, "is `300.0`"),
                ("۳۰۰", "is `۳۰۰`"),
                (True, "is true"),
                ("9999999999", "is `9999999999`"),
                ([300], "is a list"),
            ]
        ),
    ],
)
def test_a_field_that_is_not_as_needed_spoils_the_answer(field: str, value: object, message: str, help_: str) -> None:
    assert read_answer("trunk_api", {**TRUNK, field: value}) == (None, (Fault(field, message, help_),))


def test_a_number_that_python_cannot_write_is_no_answer() -> None:
    fields = {**TRUNK, "ok": 10**5000, "extension": 10**5000, "call_limit": 10**5000}
    assert read_answer("trunk_api", fields)[0] is None
    assert len(faults("trunk_api", fields)) == 3


def test_a_number_that_came_as_a_json_number_is_used_and_reported() -> None:
    answer, reported = read_answer("trunk_api", {**TRUNK, "extension": 9371234567})
    assert answer == TrunkAnswer("Cisco", "9371234567", None)
    message = "`extension` is the JSON number 9371234567, which loses leading zeros"
    help_ = 'answer it as text, with its leading zero if it has one, such as `"extension": "09371234567"`'
    assert reported == (Fault("extension", message, help_, spoils=False),)


def test_a_call_limit_of_null_is_none_and_reported() -> None:
    answer, reported = read_answer("trunk_api", {**TRUNK, "call_limit": None})
    assert answer == TrunkAnswer("Cisco", "09371234567", None)
    assert reported == (Fault("call_limit", "`call_limit` is null", "omit it for no limit", spoils=False),)


def test_a_field_that_is_not_known_does_not_spoil_the_answer() -> None:
    answer, reported = read_answer("trunk_api", {**TRUNK, "calllimit": "300", "price": 5})
    assert answer == TrunkAnswer("Cisco", "09371234567", None)
    assert reported == (
        Fault("calllimit", "unknown field `calllimit`", "did you mean `call_limit`?", spoils=False),
        Fault("price", "unknown field `price`", "known fields: ok, trunk, extension, call_limit", spoils=False),
    )


def test_of_many_unknown_fields_only_the_first_are_reported_one_by_one() -> None:
    fields = {"ok": "1", "case": "1", **{f"field-{number}": "" for number in range(1000)}}
    reported = [message for message, _ in faults("ivr_api", fields)]
    assert reported == [
        *(f"unknown field `field-{number}`" for number in range(5)),
        "995 more unknown fields",
    ]


@pytest.mark.parametrize(
    ("value", "message", "help_"),
    [
        ("Exit('a'", "`commands`, character 5: the `(` of `Exit` is not closed", "write `)` after the last argument"),
        (None, "`commands` is null", 'answer `"commands": "Exit(\'sales\')"`'),
        (["Exit('a')"], "`commands` is a list", 'answer `"commands": "Exit(\'sales\')"`'),
        (5, "`commands` is `5`", 'answer `"commands": "Exit(\'sales\')"`'),
    ],
)
def test_commands_that_cannot_be_read_spoil_the_answer(value: object, message: str, help_: str) -> None:
    assert read_answer("smart_api", {"ok": "1", "commands": value}) == (None, (Fault("commands", message, help_),))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda values: st.lists(values, max_size=3) | st.dictionaries(st.text(), values, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(list(FIELDS)), st.data())
def test_whatever_is_answered_is_an_answer_or_a_fault(component_type: str, data: st.DataObject) -> None:
    names = st.sampled_from(FIELDS[component_type]) | st.text()
    fields = data.draw(st.dictionaries(names, json_values | st.sampled_from(["1", 1, "Exit('a')"])))
    answer, reported = read_answer(component_type, fields)
    assert (answer is None) == any(fault.spoils for fault in reported)
    if isinstance(answer, TrunkAnswer):
        assert answer.trunk.strip()
        assert answer.number
        assert answer.call_limit is None or answer.call_limit > 0
