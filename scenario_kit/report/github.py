"""Findings as workflow commands, which GitHub shows beside the lines of a pull request."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from scenario_kit.findings.model import Severity
from scenario_kit.report.formats import told, writable

if TYPE_CHECKING:
    from scenario_kit.findings.model import Finding
    from scenario_kit.report.formats import Report

_COMMANDS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}

_DATA: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY: Final = _DATA | str.maketrans({":": "%3A", ",": "%2C"})
"""What GitHub's toolkit escapes in the text of a command, and in its properties."""


def github(report: Report) -> str:
    """For a GitHub workflow: one command a finding, nothing where there is none."""
    return writable("".join(map(_command, report.findings)))


def _command(finding: Finding) -> str:
    place = ",".join(f"{name}={str(value).translate(_PROPERTY)}" for name, value in _properties(finding).items())
    return f"::{_COMMANDS[finding.severity]} {place}::{told(finding).translate(_DATA)}\n"


def _properties(finding: Finding) -> dict[str, str | int]:
    span = finding.span
    lines: dict[str, str | int] = {"line": span.line, "endLine": span.end_line}
    if span.line == span.end_line:  # else GitHub drops the columns, with a warning in the log
        lines = {"line": span.line, "col": span.column, "endLine": span.end_line, "endColumn": span.end_column}
    file = str(PurePath(finding.file))  # without the `./` that GitHub would not find in its list of changed files
    return {"file": file, **lines, "title": f"{finding.code} {finding.name}"}
