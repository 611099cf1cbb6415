"""Write findings as GitHub workflow commands, which annotate the lines of a pull request."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from scenario_kit.findings.model import Severity
from scenario_kit.report.formats import message_and_help, writable

if TYPE_CHECKING:
    from scenario_kit.findings.model import Finding
    from scenario_kit.report.formats import Report

_COMMANDS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}

_DATA: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY: Final = _DATA | str.maketrans({":": "%3A", ",": "%2C"})
"""The escapes of GitHub's toolkit for the text and the properties of a command."""


def github(report: Report) -> str:
    """Return one workflow command for each finding."""
    return writable("".join(map(_command, report.findings)))


def _command(finding: Finding) -> str:
    place = ",".join(f"{name}={str(value).translate(_PROPERTY)}" for name, value in _properties(finding).items())
    return f"::{_COMMANDS[finding.severity]} {place}::{message_and_help(finding).translate(_DATA)}\n"


def _properties(finding: Finding) -> dict[str, str | int]:
    span = finding.span
    lines: dict[str, str | int] = {"line": span.line, "endLine": span.end_line}
    if span.line == span.end_line:  # otherwise GitHub ignores the columns and logs a warning
        lines = {"line": span.line, "col": span.column, "endLine": span.end_line, "endColumn": span.end_column}
    file = str(PurePath(finding.file))  # GitHub does not match a path that starts with `./`
    return {"file": file, **lines, "title": f"{finding.code} {finding.name}"}
