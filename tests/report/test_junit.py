"""The JUnit report: what a reader makes of it is what was found."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from junitparser import JUnitXml, TestSuite

from scenario_kit.findings.model import START, Finding, Severity, Span
from scenario_kit.report.formats import Report
from scenario_kit.report.junit import junit

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent
TAKEN = {
    "testsuites": {"name", "tests", "failures", "errors"},
    "testsuite": {"name", "tests", "failures", "errors", "skipped"},
    "testcase": {"classname", "name"},
    "failure": {"type", "message"},
    "system-out": set(),
}
"""The part that we write of what the schema of Jenkins' xUnit plugin takes."""


def read(text: str) -> TestSuite:
    (suite,) = JUnitXml.fromstring(text.encode())
    assert isinstance(suite, TestSuite)
    return suite


def test_the_document_of_a_run(report: Report, golden: Callable[[Path, str], None]) -> None:
    golden(HERE / "findings.xml", junit(report))


def test_no_file_is_an_empty_suite() -> None:
    assert junit(Report([], 0)) == (
        "<?xml version='1.0' encoding='utf-8'?>\n"
        '<testsuites name="scenario-kit" tests="0" failures="0" errors="0">\n'
        '  <testsuite name="scenario-kit" tests="0" failures="0" errors="0" skipped="0" />\n'
        "</testsuites>\n"
    )


def test_a_file_with_an_error_fails_and_one_with_a_warning_passes() -> None:
    error = Finding("S004", "unknown-key", Severity.ERROR, "no key `x`", "b.yaml", Span(2, 3, 2, 9), help="drop it")
    warning = Finding("W108", "unused", Severity.WARNING, "unused `y`", "b.yaml", Span(4, 1, 4, 2))
    note = Finding("C211", "beeper", Severity.INFO, "a beeper", "c.yaml", START)

    assert junit(Report([error, warning, note], 3, {"c.yaml": "", "a.yaml": ""})) == (
        "<?xml version='1.0' encoding='utf-8'?>\n"
        '<testsuites name="scenario-kit" tests="3" failures="1" errors="0">\n'
        '  <testsuite name="scenario-kit" tests="3" failures="1" errors="0" skipped="0">\n'
        '    <testcase classname="scenario-kit" name="a.yaml" />\n'
        '    <testcase classname="scenario-kit" name="b.yaml">\n'
        '      <failure type="S004" message="no key `x`">b.yaml:2:3: error[S004] no key `x`\nhelp: drop it</failure>\n'
        "      <system-out>b.yaml:4:1: warning[W108] unused `y`</system-out>\n"
        "    </testcase>\n"
        '    <testcase classname="scenario-kit" name="c.yaml">\n'
        "      <system-out>c.yaml:1:1: info[C211] a beeper</system-out>\n"
        "    </testcase>\n"
        "  </testsuite>\n"
        "</testsuites>\n"
    )


def test_a_reader_counts_the_same(report: Report) -> None:
    suite = read(junit(report))

    assert (suite.tests, suite.failures, suite.errors, suite.skipped) == (5, 3, 0, 0)
    assert [(case.name, case.is_failure) for case in suite] == [
        ("./scenarios/b.yaml", False),
        ("/etc/x.yaml", True),
        ("scenarios/a.yaml", True),
        ("scenarios/fine.yaml", False),
        ("سلام, a:b 100% #1?/caf\ufffd \ufffd\\.yaml", True),
    ]


def test_only_what_the_strictest_reader_takes_is_written(report: Report) -> None:
    written = {element.tag: set(element.keys()) for element in ET.fromstring(junit(report)).iter()}  # noqa: S314  ours

    assert written == TAKEN


@given(message=st.text(), file=st.text(min_size=1))
def test_any_text_is_read_as_it_was_but_for_what_xml_cannot_hold(message: str, file: str) -> None:
    found = Finding("S001", "no", Severity.ERROR, message, file, START)

    (case,) = read(junit(Report([found], 1)))
    (failure,) = case.result
    assert (case.name, failure.message) == (held(file), held(message))
    assert failure.text == re.sub("\r\n?", "\n", held(f"{file}:1:1: error[S001] {message}"))


def held(text: str) -> str:
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "\ufffd", text)


@pytest.mark.unmeasured
def test_thousands_of_findings_are_all_reported() -> None:
    found = [
        Finding("S004", "no", Severity.ERROR, f"no {n}", f"{n % 5_000:04}.yaml", Span(n, 1, n, 1))
        for n in range(1, 50_001)
    ]

    suite = read(junit(Report(found, 5_000)))

    assert (suite.tests, suite.failures) == (5_000, 5_000)
    written = sorted(line for case in suite for line in case.result[0].text.splitlines())
    assert written == sorted(f"{one.file}:{one.span.line}:1: error[S004] {one.message}" for one in found)
