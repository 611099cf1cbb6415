"""Reports: the text that a person reads, mark under the very value, and the JSON that a program reads."""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario_kit.findings.model import START, Finding, Severity, Span
from scenario_kit.findings.printable import printable
from scenario_kit.report import report
from scenario_kit.report.formats import Report
from scenario_kit.report.report import FORMATS, as_json, report_of, text
from scenario_kit.run.checking import check_paths

if TYPE_CHECKING:
    from pathlib import Path

    from scenario_kit.files.document import Document


def finding(span: Span = START, *, message: str = "no", **more: str | Severity | None) -> Finding:
    fields = {"code": "S999", "name": "some-rule", "severity": Severity.ERROR, "file": "a.yaml", **more}
    return Finding(message=message, span=span, **fields)  # type: ignore[arg-type]


def marked(source: str, span: Span) -> str:
    """Return the report of one finding, from its source line on and without the summary."""
    lines = text(Report([finding(span)], 1, {"a.yaml": source})).splitlines()
    assert lines[0] == f"a.yaml:{span.line}:{span.column}: error[S999] no"
    assert lines[-2:] == ["", "1 file checked: 1 error."]
    return "\n".join(lines[1:-2])


def test_a_finding_is_shown_with_its_line_a_mark_and_what_to_do() -> None:
    found = finding(Span(2, 7, 2, 13), message="version `2` is not supported", help="write `version: 1`")

    assert text(Report([found], 3, {"a.yaml": "name: x\nvers: `2000`\n"})) == (
        "a.yaml:2:7: error[S999] version `2` is not supported\n"
        "  2 | vers: `2000`\n"
        "    |       ^^^^^^\n"
        "  help: write `version: 1`\n"
        "\n"
        "3 files checked: 1 error.\n"
    )


def test_a_file_is_masked_and_split_once_however_many_findings_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def counted(document: Document, *, hide_length: bool) -> str:
        assert not hide_length
        seen.append(document.file)
        return document.text

    monkeypatch.setattr(report, "masked_text", counted)
    found = [finding(Span(line, 1, line, 2), file=file) for line in (1, 2, 3) for file in ("a.yaml", "b.yaml")]

    assert text(Report(found, 2, {"a.yaml": "a\nb\nc", "b.yaml": "d\ne\nf"})).count("    | ^") == 6
    assert seen == ["a.yaml", "b.yaml"]


def test_no_findings_are_reported_in_one_line() -> None:
    assert text(Report([], 9)) == "9 files checked: no findings.\n"
    assert text(Report([], 1)) == "1 file checked: no findings.\n"


def test_findings_are_counted_by_their_weight() -> None:
    weights = [Severity.INFO, Severity.ERROR, Severity.WARNING, Severity.ERROR, Severity.INFO]
    found = [finding(severity=severity) for severity in weights]

    assert text(Report(found, 2)).splitlines() == [
        "a.yaml:1:1: info[S999] no",
        "a.yaml:1:1: error[S999] no",
        "a.yaml:1:1: warning[S999] no",
        "a.yaml:1:1: error[S999] no",
        "a.yaml:1:1: info[S999] no",
        "2 files checked: 2 errors, 1 warning, 2 notes.",
    ]


def test_a_line_that_is_not_there_is_not_shown() -> None:
    assert text(Report([finding(Span(7, 1, 7, 2))], 1, {"a.yaml": "one\ntwo"})).splitlines() == [
        "a.yaml:7:1: error[S999] no",
        "1 file checked: 1 error.",
    ]


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_lines_are_found_whatever_ends_them(line_break: str) -> None:
    source = line_break.join(["one", "two: x", "three", ""])

    assert marked(source, Span(2, 6, 2, 7)) == "  2 | two: x\n    |      ^"


@pytest.mark.parametrize(
    ("source", "span", "shown"),
    [
        ("a\tb: x", Span(1, 6, 1, 7), "  1 | a b: x\n    |      ^"),
        ("نام: سلام", Span(1, 6, 1, 10), "  1 | نام: سلام\n    |      ^^^^"),
        ("می\u200cرود: x", Span(1, 9, 1, 10), "  1 | می\u200cرود: x\n    |        ^"),
        ("نامِ: x", Span(1, 7, 1, 8), "  1 | نامِ: x\n    |      ^"),
        ("日本: x", Span(1, 5, 1, 6), "  1 | 日本: x\n    |       ^"),
        ("x: 日本", Span(1, 4, 1, 6), "  1 | x: 日本\n    |    ^^^^"),
        ("e\u0301: x", Span(1, 5, 1, 6), "  1 | e\u0301: x\n    |    ^"),
        ("❤\ufe0f: x", Span(1, 5, 1, 6), "  1 | ❤\ufe0f: x\n    |    ^"),
        ("key:", Span(1, 5, 1, 5), "  1 | key:\n    |     ^"),
        ("key: |", Span(1, 6, 3, 2), "  1 | key: |\n    |      ^"),
        ("a: [b,", Span(1, 4, 2, 1), "  1 | a: [b,\n    |    ^^^"),
        ("a", Span(1, 1, 1, 2), "  1 | a\n    | ^"),
    ],
    ids=[
        "tab",
        "persian",
        "joiner",
        "vowel",
        "wide-before",
        "wide",
        "accent",
        "selector",
        "empty",
        "block",
        "flow",
        "a",
    ],
)
def test_the_mark_is_under_the_value(source: str, span: Span, shown: str) -> None:
    assert marked(source, span) == shown


def test_the_number_of_the_line_shifts_the_mark() -> None:
    assert marked("\n" * 99 + "key: x", Span(100, 6, 100, 7)) == "  100 | key: x\n      |      ^"


def test_of_a_long_line_the_part_around_the_value_is_shown() -> None:
    begin, end = "a" * 200, "b" * 200
    assert marked(f"{begin}X{end}", Span(1, 201, 1, 202)) == f"  1 | …{'a' * 49}X{'b' * 49}…\n    | {' ' * 50}^"
    assert marked(f"X{end}", Span(1, 1, 1, 2)) == f"  1 | X{'b' * 99}…\n    | ^"
    assert marked(f"{begin}X", Span(1, 201, 1, 202)) == f"  1 | …{'a' * 98}X\n    | {' ' * 99}^"
    assert marked("c" * 100, Span(1, 1, 1, 101)) == f"  1 | {'c' * 100}\n    | {'^' * 100}"
    assert marked("c" * 300, Span(1, 1, 1, 301)) == f"  1 | {'c' * 100}…\n    | {'^' * 100}"


LINE = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), min_size=1, max_size=250)


@given(LINE, st.data())
def test_the_mark_has_the_width_and_the_place_of_what_it_marks(line: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(line) - 1))
    end = data.draw(st.integers(start + 1, min(len(line), start + 30)))

    shown, mark = marked(line, Span(1, start + 1, 1, end + 1)).splitlines()

    before = mark.removeprefix("    | ").index("^")
    above = "".join(character * width(character) for character in shown.removeprefix("  1 | "))
    value = "".join(character * width(character) for character in printable(line[start:end]))
    assert mark.strip(" |") == "^" * max(1, len(value))
    assert above[before : before + len(value)] == value


def width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me") or character in "\u200c\u200d":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


@given(st.text(), st.text(), st.text(), st.text())
def test_nothing_from_outside_steers_a_terminal(message: str, source: str, help_: str, file: str) -> None:
    found = finding(message=message, help=help_, file=file)

    written = text(Report([found], 1, {file: source}))

    assert not [c for c in written if c != "\n" and unicodedata.category(c) in ("Cc", "Zl", "Zp")]
    assert not [c for c in written if unicodedata.category(c) in ("Cf", "Cs") and c not in "\u200c\u200d"]
    assert len(written.splitlines()) in (3, 6)


def test_what_would_steer_a_terminal_is_shown_as_a_mark() -> None:
    found = finding(
        Span(1, 4, 1, 9), message="got `\x1b[31m\x07`", help="not \u202etext\n", file="a\x1b]0;owned\x07\udce9.yaml"
    )

    assert text(Report([found], 1, {found.file: "x: \x1b[0mz\u2028\x9b"})) == (
        "a\ufffd]0;owned\ufffd\ufffd.yaml:1:4: error[S999] got `\ufffd[31m\ufffd`\n"
        "  1 | x: \ufffd[0mz\ufffd\ufffd\n"
        "    |    ^^^^^\n"
        "  help: not \ufffdtext\ufffd\n"
        "\n"
        "1 file checked: 1 error.\n"
    )


def test_markup_is_text() -> None:
    assert text(Report([finding(message="section [api] %s {} <b>")], 1)).startswith(
        "a.yaml:1:1: error[S999] section [api] %s {} <b>\n"
    )


@pytest.mark.parametrize(
    ("severity", "colour"), [(Severity.ERROR, "31"), (Severity.WARNING, "33"), (Severity.INFO, "36")]
)
def test_colours_are_for_terminals_alone(severity: Severity, colour: str) -> None:
    found = [finding(Span(1, 1, 1, 2), severity=severity, help="do")]

    plain = text(Report(found, 1, {"a.yaml": "x"}))
    coloured = text(Report(found, 1, {"a.yaml": "x"}, colour=True))

    assert "\x1b" not in plain
    assert coloured.splitlines()[:4] == [
        f"\x1b[1ma.yaml\x1b[0m:1:1: \x1b[{colour}m{severity}[S999]\x1b[0m no",
        "  1 | x",
        f"    | \x1b[{colour}m^\x1b[0m",
        "  help: do",
    ]


def test_json_holds_every_finding_and_their_number() -> None:
    found = [
        finding(Span(2, 3, 4, 5), message='a "quoted" \x1b سلام', pointer="/a~1b/0", help="do this"),
        finding(severity=Severity.WARNING, code="W105", name="other", file="b.yaml"),
        finding(severity=Severity.INFO, file="-"),
    ]

    assert json.loads(as_json(Report(found, 7))) == {
        "version": 1,
        "files": 7,
        "findings": [
            {
                "code": "S999",
                "name": "some-rule",
                "severity": "error",
                "message": 'a "quoted" \x1b سلام',
                "file": "a.yaml",
                "line": 2,
                "column": 3,
                "end_line": 4,
                "end_column": 5,
                "pointer": "/a~1b/0",
                "help": "do this",
            },
            {
                "code": "W105",
                "name": "other",
                "severity": "warning",
                "message": "no",
                "file": "b.yaml",
                "line": 1,
                "column": 1,
                "end_line": 1,
                "end_column": 1,
                "pointer": "",
                "help": None,
            },
            {
                "code": "S999",
                "name": "some-rule",
                "severity": "info",
                "message": "no",
                "file": "-",
                "line": 1,
                "column": 1,
                "end_line": 1,
                "end_column": 1,
                "pointer": "",
                "help": None,
            },
        ],
        "summary": {"error": 1, "warning": 1, "info": 1},
    }


def test_json_of_nothing_is_complete_too() -> None:
    assert as_json(Report([], 0)) == (
        '{\n  "version": 1,\n  "files": 0,\n  "findings": [],\n'
        '  "summary": {\n    "error": 0,\n    "warning": 0,\n    "info": 0\n  }\n}\n'
    )


def test_json_is_utf_8_whatever_a_file_is_called() -> None:
    written = as_json(Report([finding(file="caf\udce9 سلام.yaml")], 1))

    assert json.loads(written.encode())["findings"][0]["file"] == "caf\udce9 سلام.yaml"
    assert "سلام" in written


def test_every_format_is_known_by_its_name() -> None:
    report = Report([], 1)

    assert FORMATS["text"](report) == text(report)
    assert FORMATS["json"](report) == as_json(report)


def test_the_report_of_a_run_has_its_findings_and_its_texts(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("version: 1\nname: Not A Name\n", "utf-8")
    run = check_paths([path])
    more = [finding()]

    assert report_of(run) == Report(run.findings, 1, {str(path): "version: 1\nname: Not A Name\n"})
    assert report_of(run, findings=more, colour=True) == Report(
        more, 1, {str(path): "version: 1\nname: Not A Name\n"}, colour=True
    )
