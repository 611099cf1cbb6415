"""Write findings as text or JSON, and look up the other formats by name."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Final

from scenario_kit.files.document import LINE_BREAK
from scenario_kit.files.source import parse
from scenario_kit.findings.model import Finding, Severity
from scenario_kit.findings.printable import JOINERS, paint, printable
from scenario_kit.language.secrets import masked_text
from scenario_kit.report.formats import Report

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from scenario_kit.run.checking import Run

LINE_WIDTH: Final = 100
"""The maximum number of characters that are shown of a source line."""

_COLOURS: Final = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}


def report_of(run: Run, *, findings: Sequence[Finding] | None = None, colour: bool = False) -> Report:
    """Return the report of a run, with `findings` in place of its own if given."""
    shown = run.findings if findings is None else findings
    return Report(shown, len(run.texts), run.texts, colour, run.masked_texts)


def text(report: Report) -> str:
    """Return text for people: each finding with its source line, a mark under the value, and the help."""
    return findings_text(report) + _summary(report) + "\n"


def findings_text(report: Report) -> str:
    """Return the text of each finding, without a summary."""
    files = dict.fromkeys(finding.file for finding in report.findings)
    lines = {file: _masked_lines(report, file) for file in files}
    return "".join(_block(finding, lines[finding.file], colour=report.colour) + "\n" for finding in report.findings)


def _masked_lines(report: Report, file: str) -> list[str]:
    if file in report.masked_texts:
        return LINE_BREAK.split(report.masked_texts[file])
    source = report.texts.get(file, "")
    if not source:
        return []
    return LINE_BREAK.split(masked_text(parse(source.encode(), file), hide_length=False))


def as_json(report: Report) -> str:
    """Return JSON, format version 1: the findings, and their number by severity."""
    count = Counter(finding.severity for finding in report.findings)
    document = {
        "version": 1,
        "files": report.files,
        "findings": [_fields(finding) for finding in report.findings],
        "summary": {severity.value: count[severity] for severity in Severity},
    }
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    return text.encode(errors="backslashreplace").decode()  # JSON's escape for undecodable bytes in a file name


def _github(report: Report) -> str:
    from scenario_kit.report.github import github  # noqa: PLC0415  a run uses one format

    return github(report)


def _sarif(report: Report) -> str:
    from scenario_kit.report.sarif import sarif  # noqa: PLC0415  the same

    return sarif(report)


def _junit(report: Report) -> str:
    from scenario_kit.report.junit import junit  # noqa: PLC0415  the same

    return junit(report)


FORMATS: Final[Mapping[str, Callable[[Report], str]]] = {
    "text": text,
    "json": as_json,
    "github": _github,
    "sarif": _sarif,
    "junit": _junit,
}
"""The formats by name."""


def _fields(finding: Finding) -> dict[str, object]:
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "message": finding.message,
        "file": finding.file,
        "line": finding.span.line,
        "column": finding.span.column,
        "end_line": finding.span.end_line,
        "end_column": finding.span.end_column,
        "pointer": finding.pointer,
        "help": finding.help,
    }


def _block(finding: Finding, source_lines: Sequence[str], *, colour: bool) -> str:
    span = finding.span
    severity = paint(f"{finding.severity.value}[{finding.code}]", _COLOURS[finding.severity], colour=colour)
    file = paint(printable(finding.file), "1", colour=colour)
    lines = [f"{file}:{span.line}:{span.column}: {severity} {printable(finding.message)}"]
    source = source_lines[span.line - 1] if span.line <= len(source_lines) else None
    if source is not None:
        end = span.end_column if span.end_line == span.line else len(source) + 1
        shown, before, marked = _crop(source, span.column - 1, end - 1)
        gutter = " " * len(str(span.line))
        mark = paint("^" * max(1, marked), _COLOURS[finding.severity], colour=colour)
        lines += [f"  {span.line} | {shown}", f"  {gutter} | {' ' * before}{mark}"]
    if finding.help is not None:
        lines.append(f"  help: {printable(finding.help)}")
    return "\n".join(lines) + ("" if source is None else "\n")


def _crop(line: str, start: int, end: int) -> tuple[str, int, int]:
    """Return the part of a line to show, and the widths before and of the mark, in terminal cells."""
    first = max(0, min(start - LINE_WIDTH // 2, len(line) - LINE_WIDTH))
    left = "…" if first else ""
    last = first + LINE_WIDTH
    shown = left + line[first + len(left) : last] + ("…" if last < len(line) else "")
    begin, stop = start - first, min(end, last) - first
    return printable(shown), _cells(shown[:begin]), _cells(shown[begin:stop])


def _cells(part: str) -> int:
    """Return the width of a text: combining marks and joiners have none."""
    visible = (char for char in part if unicodedata.category(char) not in ("Mn", "Me") and char not in JOINERS)
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in visible)


def _summary(report: Report) -> str:
    files = f"{report.files} file" + ("s" if report.files != 1 else "")
    if not report.findings:
        return f"{files} checked: no findings."
    count = Counter(finding.severity for finding in report.findings)
    parts = [
        f"{count[severity]} {name}" + ("s" if count[severity] != 1 else "")
        for severity, name in ((Severity.ERROR, "error"), (Severity.WARNING, "warning"), (Severity.INFO, "note"))
        if count[severity]
    ]
    return f"{files} checked: {', '.join(parts)}."
