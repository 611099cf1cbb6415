"""One report for all formats, with everything that could break one."""

from __future__ import annotations

import pytest

from scenario_kit.findings.model import START, Finding, Severity, Span
from scenario_kit.report.formats import Report

HOSTILE = "50% ::error::\n]]>\r<b a=\"1\">&amp; `[api]` {0} ${x}, 'q'\t\x01\x1b[0m\x85\ufffe می‌روم 📞 \ud800"
ODD_NAME = "سلام, a:b 100% #1?/caf\udce9 \ud800\\.yaml"


@pytest.fixture
def report() -> Report:
    misspelt = "`dial` has no key `trnk`"
    findings = [
        Finding("S001", "unreadable-file", Severity.ERROR, "`/etc/x.yaml` cannot be read", "/etc/x.yaml", START),
        Finding(
            "S004",
            "unknown-key",
            Severity.ERROR,
            misspelt,
            "scenarios/a.yaml",
            Span(7, 10, 7, 14),
            "/call/dial/trnk",
            "did you mean `trunk`?",
        ),
        Finding("W108", "unused-jump-in", Severity.WARNING, HOSTILE, "scenarios/a.yaml", Span(8, 3, 9, 5), "/a~1b/0"),
        Finding("S004", "unknown-key", Severity.ERROR, misspelt, "scenarios/a.yaml", Span(12, 1, 12, 5), "/call"),
        Finding("Y999", "from-elsewhere", Severity.INFO, "a note", "./scenarios/b.yaml", START, help=HOSTILE),
        Finding("S002", "syntax-error", Severity.ERROR, HOSTILE, ODD_NAME, Span(1, 1, 1, 2)),
    ]
    texts = dict.fromkeys(("scenarios/a.yaml", "./scenarios/b.yaml", "scenarios/fine.yaml", ODD_NAME), "")
    return Report(findings, len(texts) + 1, texts)
