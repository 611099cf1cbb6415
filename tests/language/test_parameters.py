"""Parameters: what differs from one PBX to the next, put into the strings of a scenario."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario_kit.files.source import parse
from scenario_kit.findings.model import NodePath, Problem
from scenario_kit.language.parameters import UNDEFINED, UNUSED, declared, expand

REFERENCE = "write ${name} for a parameter, or $${ for the text `${`"


def put_in(text: str, given_: dict[str, str] | None = None) -> tuple[object, list[Problem]]:
    source = f"parameters: {{trunk: {{default: 0521}}, crm: {{description: d}}}}\nvalue: '{text}'\n"
    expansion = expand(parse(source.encode(), "x.yaml"), given_ or {})
    assert isinstance(expansion.plain, dict)
    return expansion.plain["value"], [problem for problem in expansion.problems if problem.rule is UNDEFINED]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("${trunk}", "0521"),
        ("a${trunk}b${trunk}", "a0521b0521"),
        ("$${trunk}", "${trunk}"),
        ("$$${trunk}", "$${trunk}"),
        ("$${${trunk}}", "${0521}"),
        ("$trunk $5 {trunk} $", "$trunk $5 {trunk} $"),
        ("", ""),
    ],
)
def test_a_reference_is_the_value_and_everything_else_stays(text: str, value: str) -> None:
    assert put_in(text) == (value, [])


def test_a_value_given_goes_before_the_default_and_is_not_looked_at_again() -> None:
    assert put_in("${trunk}/${crm}", {"trunk": "${crm}$${", "crm": "no", "else": "x"}) == ("${crm}$${/no", [])


@pytest.mark.parametrize(
    ("text", "message", "help_"),
    [
        (
            "${crm}",
            "parameter `crm` has no default and no given value",
            "pass --set crm=VALUE, add it to the --values file, or declare a default",
        ),
        ("${trnk}", "parameter `trnk` is not declared", "did you mean `trunk`?"),
        (
            "${prefix}",
            "parameter `prefix` is not declared",
            "declare it under `parameters`, or write $${ for the text `${`",
        ),
        ("${}", "`${}` is not a parameter reference", REFERENCE),
        ("${ trunk }", "`${ trunk }` is not a parameter reference", REFERENCE),
        ("${trunk", "`${` is not closed by `}`", REFERENCE),
        ("${a{b}", "`${` is not closed by `}`", REFERENCE),
    ],
)
def test_a_reference_that_leads_nowhere_is_reported_and_the_text_stays(text: str, message: str, help_: str) -> None:
    assert put_in(text) == (text, [Problem(UNDEFINED, ("value",), message, help_)])


def test_every_reference_of_a_text_is_reported() -> None:
    text = "${one}${two}${trunk}"
    help_ = "declare it under `parameters`, or write $${ for the text `${`"
    assert put_in(text) == (
        text,
        [
            Problem(UNDEFINED, ("value",), "parameter `one` is not declared", help_),
            Problem(UNDEFINED, ("value",), "parameter `two` is not declared", help_),
        ],
    )


def test_a_string_may_be_anywhere_and_keys_are_not_changed() -> None:
    source = b"parameters: {t: {default: 9, description: '${no}'}}\n'${t}': [{a: '${t}', b: [~, '${t}X.']}]\nn:\n"
    expansion = expand(parse(source, "x.yaml"), {})
    assert expansion.plain == {
        "parameters": {"t": {"default": "9", "description": "${no}"}},
        "${t}": [{"a": "9", "b": [None, "9X."]}],
        "n": None,
    }
    assert (expansion.problems, expansion.broken) == ((), frozenset())


def test_a_default_is_a_text_of_its_own_without_references() -> None:
    source = b"parameters:\n  a: {default: '$${x}'}\n  b: {default: '${a}'}\nc: ${a}${b}\n"
    expansion = expand(parse(source, "x.yaml"), {})
    assert expansion.plain == {"parameters": {"a": {"default": "${x}"}, "b": {"default": "${a}"}}, "c": "${x}${a}"}
    path: NodePath = ("parameters", "b", "default")
    message = "the default of `b` refers to parameter `a`"
    assert expansion.problems == (
        Problem(UNDEFINED, path, message, "write the value; a default cannot refer to a parameter"),
    )
    assert expansion.broken == {path}


def test_a_parameter_that_nothing_refers_to_is_reported_unless_a_reference_to_it_is_misspelt() -> None:
    source = b"parameters: {trunk: {default: 1}, crm: {}, 'my desk': {}, used: {default: 2}}\na: ${trnk} ${used}\n"
    expansion = expand(parse(source, "x.yaml"), {"crm": "x"})
    assert [problem for problem in expansion.problems if problem.rule is UNUSED] == [
        Problem(
            UNUSED,
            ("parameters", "crm"),
            "parameter `crm` is never used",
            "refer to it as ${crm}, or remove it",
            on_key=True,
        )
    ]


@pytest.mark.parametrize("section", ["", "parameters:", "parameters: x", "parameters: [a, b]", "- parameters", "x"])
def test_where_no_parameters_can_be_declared_there_are_none(section: str) -> None:
    assert declared(parse(section.encode(), "x.yaml").root) == {}


def test_declared_parameters_are_known_however_they_are_declared() -> None:
    document = parse(b"parameters: {a: , b: text, c: {default: }, d: {default: [1]}, e: {default: 0521}}", "x.yaml")
    names = {name: default and default.text for name, default in declared(document.root).items()}
    assert names == {"a": None, "b": None, "c": None, "d": None, "e": "0521"}


@given(st.text(st.sampled_from("${}abt "), max_size=20), st.text(max_size=5))
def test_whatever_was_given_text_without_references_is_never_changed(text: str, value: str) -> None:
    literal = text.replace("${", "$${")
    assert put_in(literal, {"trunk": value}) == (text if "${" in text else literal, [])
