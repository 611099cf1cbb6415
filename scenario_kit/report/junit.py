"""Write findings as a JUnit report, which GitLab, Jenkins and others show among the tests of a pipeline.

Each file is a test, which fails if the file has an error. The report conforms to the strictest schema, that of
Jenkins' xUnit plugin, so it has no `file` and no `time`. The class name has no dot, since Jenkins splits it there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from scenario_kit.findings.model import Severity
from scenario_kit.report.formats import message_and_help

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scenario_kit.findings.model import Finding
    from scenario_kit.report.formats import Report

_NAME: Final = "scenario-kit"

_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 does not allow, even escaped."""


def junit(report: Report) -> str:
    """Return one suite with a test for each file, which fails if the file has errors."""
    by_file: dict[str, list[Finding]] = {file: [] for file in report.texts}
    for finding in report.findings:
        by_file.setdefault(finding.file, []).append(finding)
    return document([(_NAME, [_case(file, findings) for file, findings in sorted(by_file.items())])])


def document(suites: Sequence[tuple[str, Sequence[ET.Element]]]) -> str:
    """Return the report of some suites, each with its name and test cases."""
    every = [case for _, cases in suites for case in cases]
    root = ET.Element("testsuites", {"name": _NAME, **_counts(every)})
    for name, cases in suites:
        suite = ET.SubElement(root, "testsuite", {"name": clean(name), **_counts(cases), "skipped": "0"})
        suite.extend(cases)
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written.decode() + "\n"


def _counts(cases: Sequence[ET.Element]) -> dict[str, str]:
    failures, errors = (sum(case.find(tag) is not None for case in cases) for tag in ("failure", "error"))
    return {"tests": str(len(cases)), "failures": str(failures), "errors": str(errors)}


def _case(file: str, findings: Sequence[Finding]) -> ET.Element:
    case = ET.Element("testcase", {"classname": _NAME, "name": clean(file)})
    add_findings(case, findings)
    return case


def add_findings(case: ET.Element, findings: Iterable[Finding], output: Iterable[str] = ()) -> None:
    """Add the errors of a test case as its failure, and lines of output and its other findings as its output."""
    errors: list[Finding] = []
    lines = list(output)
    for finding in findings:
        if finding.severity is Severity.ERROR:
            errors.append(finding)
        else:
            lines.append(_line(finding))
    if errors:
        first = errors[0]
        message = first.message if len(errors) == 1 else f"{len(errors)} errors; the first: {first.message}"
        failure = ET.SubElement(case, "failure", {"type": first.code, "message": clean(message)})
        failure.text = clean("\n".join(map(_line, errors)))
    if lines:
        ET.SubElement(case, "system-out").text = clean("\n".join(lines))


def _line(finding: Finding) -> str:
    place = f"{finding.file}:{finding.span.line}:{finding.span.column}"
    return f"{place}: {finding.severity.value}[{finding.code}] {message_and_help(finding)}"


def clean(text: str) -> str:
    """Replace characters that XML does not allow with U+FFFD."""
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)
