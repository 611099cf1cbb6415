"""The catalogue of keys: what the documentation shows fits, and what does not fit is told apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.settings_files import ANNOUNCE, ENABLED, REPEAT, TIMEOUT, TO_END, setting

from scenario_kit.pbx.ini.keys import Key, KeyType, documented_keys, documented_sections
from scenario_kit.pbx.ini.settings import MANAGED, Layout, check_values, section_of

NONE, TRUE = ["None", "'None'"], ["True", "true", "'yes'", "on", "1", "FALSE", '"0"']
TWELVE = ["12", " 12\t", "'12'", "4 * 3", "(2 + 4)*2", "12 / 1", "24 // 2", "-3 + 15", "012", "- 1 * (-12)"]
BAD_NUMBERS = [
    "",
    "x",
    "1.5",
    "'12",
    "4 *",
    "3 ** 2",
    "1 / 0",
    "7(2)",
    "[1]",
    "12 # x",
    "-1",
    "9" * 101,
    "1 1",
    "(" * 99,
]
BAD_NUMBERS += ["-()", "2 * (3 ** 2)", "(3 ** 2) * 2", "-(3 ** 2)", "12\n13", "none"]

FITS = {
    TIMEOUT: [*TWELVE, *NONE],
    ENABLED: TRUE,
    "redis_port": TWELVE,
    "redis_password": ["", "'", "any thing", *NONE],
    "fax_sender_options": ["", '""', "'", "a,b"],
    "log_directory": ["/var/log", "'/var/log/with blank/'", "/"],
    ANNOUNCE: ["beep", "/a b/c.wav", "'beep'", "بوق"],
    "redis_host": ["localhost", "'10.0.0.1'", "::1", "[::1]", "redis.mycompany.example"],
    "fax_sender_caller_id": ["", "''", "000", "+982112345678"],
    "barred_call_pre_codes": ["", "00", "00,+", "'00, +'  ", "*7 ,#9"],
    "log_level": ["debug", "'INFO'", "Critical"],
    "timezone_name": ["Asia/Tehran", "UTC", "America/Argentina/Buenos_Aires", "Etc/GMT+3", "'Asia/Tehran'"],
    "web_socket_permitted_origin": ["[]", "['a:1']", "['a', \"b\"]", "[ 'a' ,\n'b', ]"],
    "mongodb_connection_string": ["mongodb://u:p@localhost:27017", "'mongodb+srv://h/?a=b'"],
}  # fmt: skip
FITS_NOT = {
    TIMEOUT: ["0", *BAD_NUMBERS],
    TO_END: ["None", "0"],
    ENABLED: ["", "2", "maybe", "'True"],
    "redis_port": ["0", "65536", "None"],
    "redis_db": ["16"],
    "log_directory": ["", "var/log", "'/var/log", "/var/log'"],
    ANNOUNCE: ["", "a/b", "/a/", "'beep"],
    "redis_host": ["", "a b", "http://a"],
    "fax_sender_caller_id": ["abc", "'00", "1,2"],
    "barred_call_pre_codes": ["00;+", "a"],
    "log_level": ["", "loud", "'INFO"],
    "timezone_name": ["", "Asia/", "+03:30", "a b"],
    "web_socket_permitted_origin": ["", "localhost:88", "[1]", "['a'", "'[]'", "['a' 'b']", "['a',, ]"],
    "mongodb_connection_string": ["", "localhost", "mongodb://", "mongodb://a b"],
}  # fmt: skip


def test_what_the_documentation_shows_is_accepted() -> None:
    shown = [key for key in documented_keys().values() if key.shown is not None]
    assert len(shown) > 80
    assert [key.name for key in shown if not key.accepts(f"{key.shown}  ")] == []


def test_nothing_that_could_be_a_secret_is_shown() -> None:
    keys = documented_keys().values()
    secret = [key for key in keys if key.type in (KeyType.SECRET, KeyType.MONGODB)]
    assert {key.name for key in secret} == {
        "mongodb_connection_string", "redis_password", "ami_username", "ami_password"
    }  # fmt: skip
    assert {key.shown for key in secret} == {None}


def test_the_managed_settings_are_documented_for_the_sections_that_they_are_written_to() -> None:
    for key in MANAGED:
        layouts = (section_of(key, Layout.API), section_of(key, Layout.CALL_LIMIT))
        assert documented_keys()[key].sections == layouts


@given(st.sampled_from(MANAGED), st.sampled_from(["1", "True", "beep", "None", "/a b/c", "0", "10", "x y", "'1'", ""]))
def test_a_value_that_may_be_wanted_is_accepted(key: str, value: str) -> None:
    if not check_values([setting(key, value)]):
        assert documented_keys()[key].accepts(value)


def test_every_kind_of_value_is_tried_both_ways() -> None:
    kinds = set(KeyType) - {KeyType.INTEGER, KeyType.PORT}
    assert {documented_keys()[name].type for name in FITS} >= kinds
    assert {documented_keys()[name].type for name in FITS_NOT} >= kinds - {KeyType.TEXT, KeyType.SECRET}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in FITS.items() for value in values])
def test_a_value_that_fits(name: str, value: str) -> None:
    assert documented_keys()[name].accepts(value)


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in FITS_NOT.items() for value in values])
def test_a_value_that_does_not_fit(name: str, value: str) -> None:
    assert not documented_keys()[name].accepts(value)


@given(st.sampled_from([*documented_keys().values()]), st.text())
def test_no_value_is_too_strange_to_be_looked_at(key: Key, value: str) -> None:
    assert key.accepts(value) in (True, False)


@given(st.text("0123456789+-*/() ", max_size=100))
def test_arithmetic_is_worked_out_or_refused(value: str) -> None:
    assert documented_keys()["redis_port"].accepts(value) in (True, False)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (TIMEOUT, "a whole number, at least 1, or None"),
        (REPEAT, "a whole number, at least 0"),
        ("redis_port", "a whole number from 1 to 65535"),
        ("fax_entry_file_format", "one of pdf, tiff"),
        ("log_to_file", "True or False"),
    ],
)
def test_what_is_expected_is_told_in_words(name: str, expected: str) -> None:
    assert documented_keys()[name].expected == expected


def test_sections_are_those_of_the_keys() -> None:
    assert {"api", "call_limit", "redis", "music_on_hold"} < documented_sections()
    assert len(documented_sections()) == 24
