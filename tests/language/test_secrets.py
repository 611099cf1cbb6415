"""Secrets: masked wherever they are in a scenario's text, and quoted by no finding."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario_kit.files.source import parse
from scenario_kit.findings.model import START, Finding, Severity
from scenario_kit.language.secrets import is_secret_name, masked_text, without_secrets


def masked(text: str, file: str = "plan.yaml") -> str:
    return masked_text(parse(text.encode(), file))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "line: {component: disa, password: hunter2, context: c}",
            "line: {component: disa, password: ***, context: c}",
        ),
        ('ask:\n  defined_secret: "hunter2"  # why', 'ask:\n  defined_secret: "***"  # why'),
        (
            "line:\n  password: >-\n    hunter2\n    hunter2\n  context: c",
            "line:\n  password: ***\n    ***\n    ***\n  context: c",
        ),
        ("line: {pasword: hunter2}", "line: {pasword: ***}"),
        ('line: {"pasword": hunter2}', 'line: {"pasword": ***}'),
        ('{"line": {"password":"hunter2"}}', '{"line": {"password":"***"}}'),
        ("line:\n  password:\n    hunter2", "line:\n  password:\n    ***"),
        ("line: {password: [hunter2, hunter2]}", "line: {password: [***, ***]}"),
        ("line: {password: one, password: two}", "line: {password: ***, password: ***}"),
        ("line: {password: one, password: |\n two\n}", None),
        ("a: &pin hunter2\nline: {password: *pin}", "a: &pin ***\nline: {password: ***}"),
        ("a: &pin\n  hunter2\nline: {password: *pin}", "a: &pin\n  ***\nline: {password: ***}"),
        ("a: &line {password: hunter2}\nb: *line", "a: &line {password: ***}\nb: *line"),
        ("parameters: {crm_token: {default: hunter2}}", "parameters: {crm_token: {default: ***}}"),
        (
            "parameters:\n  pin: {default: hunter2}\nline: {password: 'x${pin}'}",
            "parameters:\n  pin: {default: ***}\nline: {password: '***'}",
        ),
        ("parameters: {pin: hunter2}\nline: {password: '${pin}'}", "parameters: {pin: ***}\nline: {password: '***'}"),
        (
            "parameters: {pin: {default: hunter2}, open: {default: hunter2}}\nline: {password: '$${open}${pin}'}",
            "parameters: {pin: {default: ***}, open: {default: hunter2}}\nline: {password: '***'}",
        ),
        (
            "parameters: {key: {default: hunter2}}\na: https://crm.example/?api_key=${key}",
            "parameters: {key: {default: ***}}\na: https://crm.example/?api_key=***",
        ),
        (
            "variables: [{name: a_token, value: hunter2}, {name: pin, value: hunter2}]\na: {pasword: {variable: pin}}",
            "variables: [{name: a_token, value: ***}, {name: pin, value: ***}]\na: {pasword: {variable: ***}}",
        ),
        (
            "sheets: {a: {ask-password: {component: disa, password: x, context: c}}}",
            "sheets: {a: {ask-password: {component: disa, password: ***, context: c}}}",
        ),
        ("sheets: {a: {b: {password: {value: hunter2}}}}", "sheets: {a: {b: {password: {***: ***}}}}"),
        ("sheets: {a: {b: {password: {hunter2}}}}", "sheets: {a: {b: {password: {***}}}}"),
        ("- api_address: https://me:hunter2@crm.example/", "- api_address: https://***@crm.example/"),
        ("a: https://me:hun@ter2@crm.example/", "a: https://***@crm.example/"),
        ('{"a": "https://crm.example/?api_key=hunter2&for=1"}', '{"a": "https://crm.example/?api_key=***&for=1"}'),
        (r'{"a": "https:\/\/me:hunter2@crm.example\/"}', '{"a": "***"}'),
        ("a: 1  # password: hunter2", "a: 1  # password: ***"),
        ("a: '# x'  # pasword = hunter2 hunter2", "a: '# x'  # pasword = ***"),
        ("# see https://me:hunter2@crm.example/\na: 1", "# see https://***@crm.example/\na: 1"),
        ("a: 'b # password: c'", "a: 'b # password: c'"),
        ("word: open\npass: 1\nname: password", "word: open\npass: 1\nname: password"),
    ],
)
def test_a_secret_is_masked_and_the_rest_is_unchanged(text: str, expected: str | None) -> None:
    if expected is None:
        assert "two" not in masked(text)
    else:
        assert masked(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('line:\n  password: "hunter2\n  other: 1', "line:\n  password: ***\n  other: 1"),
        (
            "line:\n  pasword: |\n    hunter2\n\n    hunter2\n  a: b: c",
            "line:\n  pasword: ***\n    ***\n\n    ***\n  a: b: c",
        ),
        ('{"password":\n"hunter2",\n"a" 1}', '{"password":\n***\n"a" 1}'),
        ("a: &pin hunter2\npassword: *pin\nb: [", "a: ***\npassword: ***\nb: ["),
        (
            "parameters:\n  pin: {default: hunter2}\n  open: {default: x}\nline: {password: '${pin}'\n",
            "parameters:\n  pin: ***\n  open: {default: x}\nline: {password: ***\n",
        ),
        ("parameters:\n  pin:\n    default: hunter2\npassword: ${pin}\na: [", None),
        ("a: [https://me:hunter2@crm.example/\n# token: hunter2", "a: [https://***@crm.example/\n# token: ***"),
    ],
)
def test_a_file_that_cannot_be_parsed_is_masked_by_its_lines(text: str, expected: str | None) -> None:
    assert parse(text.encode(), "plan.yaml").root is None
    if expected is None:
        assert "hunter2" not in masked(text)
    else:
        assert masked(text) == expected


def test_columns_can_stay_where_they_are() -> None:
    text = 'a: {"password": "hunt er", b: 1}  # secret: x\r\nc:\r\n  password: |\r\n    abc\r\n'

    assert masked_text(parse(text.encode(), "plan.yaml"), hide_length=False) == (
        'a: {"password": "*******", b: 1}  # secret: *\r\nc:\r\n  password: *\r\n    ***\r\n'
    )


@given(st.text("a# \n\r:{}[]'\"|&*-${}@/password", max_size=80), st.booleans())
def test_any_text_keeps_its_lines(text: str, hide_length: bool) -> None:
    document = parse(text.encode(), "plan.yaml")

    shown = masked_text(document, hide_length=hide_length)

    assert [len(line) for line in shown.split("\n")] == [len(line) for line in document.text.split("\n")] or hide_length
    assert shown.count("\n") == document.text.count("\n")
    assert shown.count("\r") == document.text.count("\r")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("password", True),
        ("pasword", True),
        ("Defined Secret", True),
        ("api-key", True),
        ("extension", False),
        ("pass", False),
    ],
)
def test_a_name_tells_whether_its_value_is_secret(name: str, expected: bool) -> None:
    assert is_secret_name(name) is expected


@pytest.mark.parametrize(
    ("secret", "message", "expected"),
    [
        ("hunter2", "expected a number, got `hunter2`", "expected a number, got `***`"),
        ("hunter2", "expected a number, got `xhunter2x`", "expected a number, got `x***x`"),
        ("hunt er2", "write hunter2", "write ***"),
        ('"a\\tb cd"', "got `a\\tb cd`", "got `***`"),
        ("x" * 99, f"got `{'x' * 80}…`", "got `***`"),
        ("1234", "got `1234`, not `91234`", "got `***`, not `91234`"),
        ("1", "line 1 has `1`", "line 1 has `***`"),
        ("hunter2", "`https://me:you@crm.example/?token=x`", "`https://***@crm.example/?token=***`"),
    ],
)
def test_no_finding_quotes_a_secret(secret: str, message: str, expected: str) -> None:
    document = parse(f"line: {{password: {secret}}}".encode(), "plan.yaml")
    found = Finding("S006", "invalid-value", Severity.ERROR, message, "plan.yaml", START, "", message)

    assert without_secrets(document, [found]) == (found._replace(message=expected, help=expected),)


def test_no_finding_quotes_the_value_that_a_secret_is_given() -> None:
    text = "parameters: {pin: {}}\nline: {password: 'x${pin}y'}"
    found = Finding("S006", "invalid-value", Severity.ERROR, "`xhunter2y`, `hunter2`, `other`", "plan.yaml", START)

    (clean,) = without_secrets(parse(text.encode(), "plan.yaml"), [found], {"pin": "hunter2", "open": "other"})

    assert clean.message == "`***`, `***`, `other`"
