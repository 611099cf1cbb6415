"""Bytes into everything that `validate` does, guided by coverage: whatever they are, there is an answer.

``python tests/fuzz/fuzz_validate.py -runs=5000`` runs a fixed count; without it, until it is stopped. A crash is
written to a file in the working directory, which libFuzzer takes as an argument to repeat it.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["scenario_kit"]):
    from scenario_kit.files.source import parse
    from scenario_kit.language.loading import load
    from scenario_kit.rendering.artifacts import render
    from scenario_kit.report.formats import Report
    from scenario_kit.report.report import FORMATS
    from scenario_kit.rules.checking import check
    from scenario_kit.rules.ignores import apply, ignores

FILES = ("fuzz.yaml", "fuzz.json")


def one(data: bytes) -> None:
    """Take one input all the way; it must not raise, and every place must lie in the text."""
    for file in FILES:
        document = parse(data, file)
        loaded = load(document, {"trunk": "Cisco"})
        calls, findings = check(loaded)
        told = apply(file, ignores(document), findings, lambda _: True)
        lines = document.text.count("\n") + document.text.count("\r") + 1
        for finding in told:
            if not 1 <= finding.span.line <= finding.span.end_line <= lines:
                raise AssertionError(finding)
        for form in FORMATS.values():
            form(Report(told, 1, {file: document.text}))
        if calls is not None and not any(finding.severity.value == "error" for finding in findings):
            render(calls)


def main() -> None:
    """Start from the tests' examples and the shipped scenarios; what is found on the way goes to a scratch folder."""
    tests = Path(__file__).parent.parent
    scratch = tempfile.mkdtemp(prefix="scenario-kit-fuzz-")
    seeds = [str(folder) for folder in (tests / "ok", tests / "err", tests.parent / "scenarios")]
    atheris.Setup([*sys.argv, "-rss_limit_mb=1024", "-max_len=4096", "-timeout=20", scratch, *seeds], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
