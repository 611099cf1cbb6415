"""Write findings as SARIF 2.1.0, which GitHub's code scanning and many viewers read.

Braces in messages need no escape, since the messages have no arguments.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from hashlib import sha256
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from scenario_kit._version import __version__
from scenario_kit.findings.model import Severity
from scenario_kit.report.formats import message_and_help, writable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scenario_kit.findings.model import Finding, Rule
    from scenario_kit.report.formats import Report

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

_ROOT: Final = "%SRCROOT%"
"""The conventional name of the directory that paths are relative to."""

_FINGERPRINT: Final = "scenarioKit/v1"

_FAMILIES: Final = {
    "S": "spec",
    "W": "wiring",
    "C": "calls",
    "I": "settings",
    "N": "inventory",
    "X": "run",
    "T": "tests",
    "P": "probe",
}

_ODD: Final = re.compile("[\ud800-\udc7f\udd00-\udfff]")
"""Lone surrogates that do not represent a byte of a file name."""

_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}

_PROBLEMS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}
"""GitHub's names for the severity of a rule."""


def sarif(report: Report) -> str:
    """Return one run with its findings and their rules."""
    rules = _rules(report.findings)
    run = {
        "tool": {
            "driver": {
                "name": "scenario-kit",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": list(rules.values()),
            },
        },
        "invocations": [{"executionSuccessful": True}],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The directory in which scenario-kit was run."}}},
        "columnKind": "unicodeCodePoints",
        "results": _results(report.findings, {code: index for index, code in enumerate(rules)}),
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return writable(json.dumps(log, ensure_ascii=False, indent=2)) + "\n"


def _rules(findings: Sequence[Finding]) -> dict[str, dict[str, Any]]:
    """Return the rules of the findings, by code."""
    from scenario_kit.rules.checking import all_rules  # noqa: PLC0415  the other formats do not need the rules

    known = {rule.code: _rule(rule) for rule in all_rules()}
    violated = {finding.code: finding.name for finding in findings}
    return {code: known.get(code, {"id": code, "name": name}) for code, name in sorted(violated.items())}


def _rule(rule: Rule) -> dict[str, Any]:
    more = f"Run `scenario-kit explain {rule.code}` for details."
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": f"{rule.summary} {rule.why}"},
        "help": {
            "text": f"{rule.summary} {rule.why}",
            "markdown": f"**{rule.code} {rule.name}**\n\n{rule.summary}\n\n{rule.why}\n\n{more}\n",
        },
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": [_FAMILIES[rule.code[0]]], "problem.severity": _PROBLEMS[rule.severity]},
    }


def _results(findings: Sequence[Finding], indices: dict[str, int]) -> list[dict[str, Any]]:
    seen: Counter[tuple[str, str, str]] = Counter()
    results: list[dict[str, Any]] = []
    for finding in findings:
        identity = (finding.code, finding.file, finding.pointer)
        seen[identity] += 1
        results.append(
            {
                "ruleId": finding.code,
                "ruleIndex": indices[finding.code],
                "level": _LEVELS[finding.severity],
                "message": {"text": message_and_help(finding)},
                "locations": [_location(finding)],
                "partialFingerprints": {_FINGERPRINT: f"{_fingerprint(identity)}:{seen[identity]}"},
            }
        )
    return results


def _fingerprint(identity: tuple[str, str, str]) -> str:
    """Return an identity that does not change when lines move, as those named in messages do."""
    return sha256(json.dumps(identity).encode()).hexdigest()[:32]


def _location(finding: Finding) -> dict[str, Any]:
    span = finding.span
    location: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": _artifact(finding.file),
            "region": {
                "startLine": span.line,
                "startColumn": span.column,
                "endLine": span.end_line,
                "endColumn": span.end_column,
            },
        },
    }
    if finding.pointer:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.pointer}]
    return location


def _artifact(file: str) -> dict[str, Any]:
    path = PurePath(_ODD.sub("\N{REPLACEMENT CHARACTER}", file))
    uri = quote(path.as_posix().encode(errors="surrogateescape"))
    return {"uri": f"file://{uri}"} if path.is_absolute() else {"uri": uri, "uriBaseId": _ROOT}
