"""Workflow commands: what GitHub's runner reads out of them is what was found."""

from __future__ import annotations

import re
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario_kit.findings.model import START, Finding, Severity, Span
from scenario_kit.report.formats import Report
from scenario_kit.report.github import github

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent
COMMAND = re.compile("::(?P<command>[a-z]+) (?P<properties>[^:]*)::(?P<message>[^\r\n]*)")
DATA = {"%0D": "\r", "%0A": "\n", "%25": "%"}
PROPERTY = {"%3A": ":", "%2C": ",", **DATA}


def runner(line: str) -> tuple[str, dict[str, str], str]:
    """Read a command as GitHub's runner does."""
    match = COMMAND.fullmatch(line)
    assert match is not None
    command, properties, message = match.groups()
    pairs = (pair.split("=", 1) for pair in properties.split(","))
    return command, {name: unescaped(value, PROPERTY) for name, value in pairs}, unescaped(message, DATA)


def unescaped(text: str, escapes: dict[str, str]) -> str:
    for escape, character in escapes.items():
        text = text.replace(escape, character)
    return text


def test_the_commands_of_a_run(report: Report, golden: Callable[[Path, str], None]) -> None:
    golden(HERE / "findings.github", github(report))


def test_a_run_without_findings_says_nothing() -> None:
    assert github(Report([], 3)) == ""


def test_a_finding_is_one_line_with_its_place_and_what_to_do() -> None:
    found = Finding("C211", "beeper", Severity.INFO, "a beeper", "a.yaml", Span(2, 3, 2, 9), "/x", "set a limit")

    assert github(Report([found], 1)) == (
        "::notice file=a.yaml,line=2,col=3,endLine=2,endColumn=9,title=C211 beeper::a beeper%0Ahelp: set a limit\n"
    )


def test_a_finding_over_several_lines_has_no_columns() -> None:
    found = Finding("W105", "unhandled-output", Severity.WARNING, "no", "a.yaml", Span(2, 3, 4, 1))

    assert github(Report([found], 1)) == "::warning file=a.yaml,line=2,endLine=4,title=W105 unhandled-output::no\n"


@given(message=st.text(), file=st.text())
def test_the_runner_reads_what_was_written(message: str, file: str) -> None:
    written = github(Report([Finding("S001", "no", Severity.ERROR, message, file, START)], 1))

    place = {"file": str(PurePath(file)), "line": "1", "col": "1", "endLine": "1", "endColumn": "1", "title": "S001 no"}
    assert runner(written.removesuffix("\n")) == ("error", place, message)
    written.encode()


@pytest.mark.unmeasured
def test_thousands_of_findings_are_a_line_each() -> None:
    found = Finding("S001", "no", Severity.ERROR, "a\nb", "a.yaml", START)

    assert github(Report([found] * 50_000, 1)) == github(Report([found], 1)) * 50_000
