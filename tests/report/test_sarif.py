"""SARIF: valid against the standard's own schema, and the same finding from run to run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator

from scenario_kit import __version__, all_rules
from scenario_kit.findings.model import START, Finding, Severity, Span
from scenario_kit.report.formats import Report
from scenario_kit.report.sarif import sarif

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent
VALIDATOR = Draft4Validator(json.loads((HERE / "sarif-schema-2.1.0.json").read_text("utf-8")))


def run_of(report: Report) -> dict[str, Any]:
    """Return the run in a valid document."""
    text = sarif(report)
    text.encode()
    log = json.loads(text)
    VALIDATOR.validate(log)
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def finding(**fields: object) -> Finding:
    given_: dict[str, Any] = {"file": "a.yaml", "span": START, "pointer": "/call", **fields}
    return Finding("S004", "unknown-key", Severity.ERROR, given_.pop("message", "no"), **given_)


def fingerprints(*findings: Finding) -> list[str]:
    results = run_of(Report(findings, 1))["results"]
    return [result["partialFingerprints"]["scenarioKit/v1"] for result in results]


def test_the_document_of_a_run(report: Report, golden: Callable[[Path, str], None]) -> None:
    assert run_of(report)
    golden(HERE / "findings.sarif", sarif(report).replace(f'"{__version__}"', '"VERSION"'))


def test_a_run_without_findings_has_no_rules_and_no_results() -> None:
    run = run_of(Report([], 3))

    assert (run["tool"]["driver"]["rules"], run["results"]) == ([], [])
    assert run["invocations"] == [{"executionSuccessful": True}]


def test_every_rule_is_described_and_found_at_its_index() -> None:
    rules = all_rules()
    found = [Finding(rule.code, rule.name, rule.severity, "no", "a.yaml", START) for rule in rules]

    run = run_of(Report(found, 1))

    described = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in described] == [rule.code for rule in rules]
    assert all(rule["help"]["markdown"] and rule["properties"]["tags"] for rule in described)
    assert [described[result["ruleIndex"]]["id"] for result in run["results"]] == [rule.code for rule in rules]
    assert [result["level"] for result in run["results"]] == [
        rule["defaultConfiguration"]["level"] for rule in described
    ]


def test_no_rule_has_markup_in_its_texts() -> None:
    assert [rule.code for rule in all_rules() if set("<>") & set(rule.summary + rule.why)] == []


def test_the_severity_of_the_run_is_reported_beside_that_of_the_rule() -> None:
    run = run_of(Report([finding()._replace(severity=Severity.INFO)], 1))

    assert run["results"][0]["level"] == "note"
    assert run["tool"]["driver"]["rules"][0]["defaultConfiguration"] == {"level": "error"}


def test_a_finding_that_moves_keeps_its_fingerprint() -> None:
    before = finding(message="`x` stands twice; the first is on line 3", span=Span(7, 1, 7, 2))
    after = finding(message="`x` stands twice; the first is on line 9", span=Span(13, 1, 13, 2))

    assert fingerprints(before) == fingerprints(after)


def test_different_findings_have_different_fingerprints() -> None:
    found = [
        finding(),
        finding(),
        finding(pointer="/call/x"),
        finding(file="b.yaml"),
        finding()._replace(code="S005", name="missing-key"),
    ]

    assert len(set(fingerprints(*found))) == len(found)
    assert fingerprints(*found[:1]) == fingerprints(*found)[:1]


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("scenarios/a.yaml", "scenarios/a.yaml"),
        ("./scenarios//a.yaml", "scenarios/a.yaml"),
        ("../a.yaml", "../a.yaml"),
        ("-", "-"),
        ("a b#c?d%20:e.yaml", "a%20b%23c%3Fd%2520%3Ae.yaml"),
        ("back\\slash.yaml", "back%5Cslash.yaml"),
        ("سلام.yaml", "%D8%B3%D9%84%D8%A7%D9%85.yaml"),
        ("caf\udce9.yaml", "caf%E9.yaml"),
    ],
)
def test_a_path_is_a_relative_reference_from_where_the_run_began(file: str, uri: str) -> None:
    (result,) = run_of(Report([finding(file=file)], 1))["results"]

    (location,) = result["locations"]
    assert location["physicalLocation"]["artifactLocation"] == {"uri": uri, "uriBaseId": "%SRCROOT%"}


def test_an_absolute_path_stays_absolute() -> None:
    (result,) = run_of(Report([finding(file="/srv/a b.yaml")], 1))["results"]

    (location,) = result["locations"]
    assert location["physicalLocation"]["artifactLocation"] == {"uri": "file:///srv/a%20b.yaml"}


NAMES = st.lists(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/\0"), min_size=1), min_size=1
).map("/".join)


@given(message=st.text(), help_=st.text(), file=NAMES, pointer=st.text())
def test_any_text_is_read_as_it_was(message: str, help_: str, file: str, pointer: str) -> None:
    report = Report([finding(message=message, file=file, pointer=pointer, help=help_)], 1)
    (result,) = json.loads(sarif(report))["runs"][0]["results"]

    assert result["message"] == {"text": f"{message}\nhelp: {help_}"}
    (location,) = result["locations"]
    assert location.get("logicalLocations", [{"fullyQualifiedName": ""}]) == [{"fullyQualifiedName": pointer}]
    uri = location["physicalLocation"]["artifactLocation"]["uri"]
    assert uri.isascii()
    assert urlsplit(uri)[:2] == ("", "")
    assert Path(unquote_to_bytes(urlsplit(uri).path).decode()) == Path(file)


@pytest.mark.unmeasured
def test_thousands_of_findings_are_all_reported_and_distinguished() -> None:
    found = [finding(span=Span(line, 1, line, 2)) for line in range(1, 10_001)]

    results = json.loads(sarif(Report(found, 1)))["runs"][0]["results"]

    regions = [result["locations"][0]["physicalLocation"]["region"]["startLine"] for result in results]
    assert regions == list(range(1, 10_001))
    assert len({result["partialFingerprints"]["scenarioKit/v1"] for result in results}) == len(found)
