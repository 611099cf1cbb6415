"""The rules as a whole: what is listed, in which order findings come, and what a run over files makes of them."""

from __future__ import annotations

import json
import random
import re
from typing import TYPE_CHECKING

import pytest
from support.paths import TESTS

from scenario_kit.files.source import parse
from scenario_kit.findings.model import Finding, Severity, Span
from scenario_kit.language.loading import load
from scenario_kit.rules.checking import all_rules, check, check_run
from scenario_kit.rules.claims import Claims, claims_of
from scenario_kit.run.checking import check_paths

if TYPE_CHECKING:
    from pathlib import Path

    from scenario_kit.findings.model import Rule

CODES = {
    **{f"S{number:03}": "error" for number in range(1, 14)},
    "S012": "warning",
    **{f"W{number}": "error" for number in range(101, 111)},
    **dict.fromkeys(["W105", "W108", "W111"], "warning"),
    **dict.fromkeys(["C201", "C202", "C203"], "error"),
}


def test_every_rule_of_these_families_is_listed_with_its_severity() -> None:
    listed = {rule.code: rule.severity for rule in all_rules()}
    assert {code: listed.get(code) for code in CODES} == {code: Severity(name) for code, name in CODES.items()}


def test_rules_are_sorted_and_no_code_or_name_is_used_twice() -> None:
    codes = [rule.code for rule in all_rules()]
    # One scenario whose services bear one name, and two scenarios that do, are the same trouble under two codes.
    names = [rule.name for rule in all_rules() if rule.code != "X503"]
    assert (codes, sorted(names)) == (sorted(set(codes)), sorted(set(names)))


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_a_rule_has_a_code_a_name_and_two_sentences(rule: Rule) -> None:
    assert re.fullmatch(r"[SWCINXTP][0-9]{3}", rule.code)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
    for sentence in (rule.summary, rule.why):
        assert re.fullmatch(r"[A-Z`].*\.", sentence)


BROKEN = """\
version: 1
name: desk
originate: {caller: 09121112233, callee: 553, context: inside, caller_id: 1, calle_id: 2}
call: {match: [553], context: main, dial: {extension: any}}
"""


def test_findings_come_in_the_order_of_their_places() -> None:
    graph, findings = check(load(parse(BROKEN.encode(), "x.yaml")))
    assert graph is not None
    assert [(finding.code, finding.span) for finding in findings] == [
        ("C201", Span(3, 21, 3, 32)),
        ("C202", Span(3, 56, 3, 62)),
        ("S004", Span(3, 78, 3, 86)),
        ("W105", Span(4, 44, 4, 53)),
    ]


def test_what_cannot_be_read_has_no_graph_and_keeps_its_findings() -> None:
    one = load(parse(b"a: [", "x.yaml"))
    assert check(one) == (None, one.findings)
    assert [finding.code for finding in one.findings] == ["S002"]


def scenario(name: str) -> bytes:
    return f"version: 1\nname: {name}\ncall: {{match: [{name}], dial: {{extension: any}}, unavailable: ~}}\n".encode()


def marked(data: bytes, file: str) -> Claims:
    loaded = load(parse(data, file))
    return claims_of(loaded, check(loaded)[0])


def test_a_name_that_is_taken_is_told_in_the_later_file() -> None:
    files = [("a", b"x", "1"), ("b", b"y", "2"), ("a", b"z", "3"), ("a", b"w", "4")]
    sources = [(scenario(name).replace(b"[" + name.encode(), b"[" + route), file) for name, route, file in files]
    run = [marked(source, file) for source, file in sources]
    message, help_ = "scenario name `a` is already used by 1", "choose a unique name"
    where = Span(2, 7, 2, 8)
    assert check_run(run) == (
        Finding("S010", "duplicate-name", Severity.ERROR, message, "3", where, "/name", help_),
        Finding("S010", "duplicate-name", Severity.ERROR, message, "4", where, "/name", help_),
    )


def test_a_file_that_is_no_scenario_takes_no_name() -> None:
    run = [marked(data, file) for data, file in [(b"name: a\n", "1"), (scenario("a"), "2")]]
    assert check_run(run) == ()


def test_the_order_in_which_files_are_given_does_not_matter(tmp_path: Path) -> None:
    files = {
        "a.yaml": scenario("same"),
        "b.yaml": scenario("same"),
        "c.yaml": BROKEN.encode(),
        "d.yaml": b"\xff",
        "e.json": json.dumps({"version": 2}).encode(),
        "f.yaml": scenario("fine"),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    paths = [tmp_path / name for name in [*files, "missing.yaml"]]
    expected = check_paths(paths)
    codes = {"S001", "S004", "S007", "S010", "W105", "C201", "C202", "X501"}
    assert {finding.code for finding in expected.findings} == codes
    for seed in range(5):
        mixed = random.Random(seed).sample(paths, len(paths))  # noqa: S311
        run = check_paths([*mixed, tmp_path])
        assert run.findings == expected.findings
        assert [one.loaded.document.file for one in run.files] == sorted(map(str, paths))


def test_rows_that_are_no_patterns_are_the_same_where_their_text_is() -> None:
    source = scenario("a").replace(b"match: [a]", b"match: [5.5, 5.6, 5.5]")
    _, findings = check(load(parse(source, "x.yaml")))
    assert [(one.span, one.message) for one in findings if one.code == "W110"] == [
        (Span(3, 26, 3, 29), "rows 1 and 3 of `route` have the same Pattern `5.5`")
    ]


# Files of a size that nobody writes by hand.

HEAD = "version: 1\nname: large\nsheets:\n  s:\n    e: {component: incoming_route, context: c, rows: [{next: c0}]}\n"


@pytest.mark.large
def test_ten_thousand_components_are_checked() -> None:
    line = "    c{}: {{component: agi, file: f, next: c{}}}\n"
    chain = "".join(line.format(number, number + 1) for number in range(10_000))
    graph, findings = check(load(parse((HEAD + chain).replace("agi, file: f", "corrector").encode(), "x.yaml")))
    assert graph is not None
    assert graph.number_of_nodes() == 10_001
    assert [(one.code, one.message, one.help) for one in findings] == [
        ("W102", "unknown component `c10000` on sheet `s`", "add it, or change the target")
    ]


@pytest.mark.large
@pytest.mark.parametrize(
    ("line", "codes"),
    [
        ("    c{0}: {{component: corrector, next: d{1}}}\n", {"W102"}),
        ("    c{0}: {{component: corrector, nxt: c{1}}}\n", {"S004", "W102"}),
        (
            "    c{0}: {{component: jump_out, jump_in: j{0}}}\n    k{0}: {{component: jump_in, name: k{0}}}\n",
            {"W105", "W107", "W108"},
        ),
        ("    c{0}: {{component: blacklist, next: {{match: c{0}, no_match: c{1}}}}}\n", {"W106", "W102"}),
        ("    c{0}: {{component: corrector, next: x/y}}\n", {"W102"}),
        ("    c{0}: {{component: corrector}}\n", {"W104", "W105"}),
        ("    c{0}: {{component: corrector, caller_id: '${{p{0}}}'}}\n", {"S009", "W104", "W105"}),
    ],
)
def test_thousands_of_mistakes_are_told(line: str, codes: set[str]) -> None:
    source = HEAD + "".join(line.format(number, number + 1) for number in range(2_000))
    _, findings = check(load(parse(source.encode(), "x.yaml")))
    assert {finding.code for finding in findings} == codes


def test_a_busy_beside_sheets_without_a_dial_is_no_error_of_the_program() -> None:
    text = """version: 1
name: x
call: {match: [X], dial: {trunk: T}, busy: engaged}
sheets: {s: {r: {component: outgoing_route, context: c, rows: [{pattern: X, next: ~}]}}}
"""
    assert "W111" not in [one.code for one in check(load(parse(text.encode(), "x.yaml")))[1]]


@pytest.mark.parametrize("example", ["W106-the-wire-that-leads-back", "W106-retries", "W106-fails-or-is-busy"])
def test_the_help_for_a_loop_cuts_off_no_component(example: str) -> None:
    text = (TESTS / "err" / f"{example}.yaml").read_text()
    for _ in range(20):
        findings = check(load(parse(text.encode(), "x.yaml")))[1]
        if not findings:
            break
        span = findings[0].span
        assert (findings[0].code, span.line) == ("W106", span.end_line)
        lines = text.splitlines(keepends=True)
        line = lines[span.line - 1]
        lines[span.line - 1] = f"{line[: span.column - 1]}~{line[span.end_column - 1 :]}"
        text = "".join(lines)
    assert not findings
