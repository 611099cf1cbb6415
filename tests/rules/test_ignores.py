"""Comments that ignore findings: what they are about, and what is reported of those that ignore nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, SupportsIndex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario_kit.files.source import parse
from scenario_kit.findings.model import Finding, Severity, Span
from scenario_kit.rules.ignores import Ignore, apply, ignores
from scenario_kit.run.checking import check_paths
from scenario_kit.run.selection import Selection

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def wishes(text: str, file: str = "x.yaml") -> list[tuple[str, int | None, tuple[int, int]]]:
    found = ignores(parse(text.encode(), file))
    assert all((wish.span.end_line, wish.span.end_column - wish.span.column) == (wish.span.line, 4) for wish in found)
    return [(wish.code, wish.line, (wish.span.line, wish.span.column)) for wish in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1  # scenario-kit: ignore C204\n", [("C204", 1, (1, 30))]),
        ("a: 1\t#scenario-kit:ignore C204", [("C204", 1, (1, 27))]),
        ("a:\n  # scenario-kit: ignore C204\n  b: 1\n", [("C204", 3, (2, 26))]),
        ("# scenario-kit: ignore C204\na: 1\n", [("C204", None, (1, 24))]),
        ("# A desk.\n\n#  scenario-kit:  ignore  C204\n---\na: 1\n", [("C204", None, (3, 27))]),
        (
            "a: 1  # scenario-kit: ignore C204, W105 X501\n",
            [("C204", 1, (1, 30)), ("W105", 1, (1, 36)), ("X501", 1, (1, 41))],
        ),
        ("a: 1  # scenario-kit: ignore C204: W is on purpose # C205\n", [("C204", 1, (1, 30))]),
        ("a: 1  # scenario-kit: ignore c204\n", []),
        ("a: 1  # scenario-kit: ignore\n", []),
        ("a: 1  # scenario-kit: ignored C204\n", []),
        ("a: 1  # see scenario-kit: ignore C204\n", []),
        ("a: 1# scenario-kit: ignore C204\n", []),
        ("a: '# scenario-kit: ignore C204'\n", []),
        ('a: "b\n  # scenario-kit: ignore C204\n  c"\n', []),
        ("a: |\n  # scenario-kit: ignore C204\n  b\n", []),
        ("a: >-\n  b\n  # scenario-kit: ignore C204\nb: 1\n", []),
        ("a: [b]\n? '# scenario-kit: ignore C204'\n: 1\n", []),
        ("a: 1\na: |\n  # scenario-kit: ignore C204\n  b\n", []),
        ("a: 1\r# scenario-kit: ignore C204\rb: 1\r", [("C204", 3, (2, 24))]),
        ("a: |\n  b\n# scenario-kit: ignore C204\nb: 1\n", [("C204", 4, (3, 24))]),
        ("a:\r\n  # scenario-kit: ignore C204\r\n  b: 1\r\n", [("C204", 3, (2, 26))]),
        ("a: [1,  # scenario-kit: ignore C204\n  2]\n", [("C204", 1, (1, 32))]),
        ("a: 1\n# scenario-kit: ignore C204\n", [("C204", 3, (2, 24))]),
        ("# scenario-kit: ignore C204\n", []),
        ("a: [  # scenario-kit: ignore C204\n", []),
    ],
)
def test_what_a_comment_is_about(text: str, expected: list[tuple[str, int | None, tuple[int, int]]]) -> None:
    assert wishes(text) == expected


def test_comments_before_a_line_may_be_several_with_blank_lines_between() -> None:
    text = "a: 1\n# scenario-kit: ignore C204\n# because\n\n# scenario-kit: ignore W105\n- \n".replace("- \n", "b: 2\n")

    assert wishes(text) == [("C204", 6, (2, 24)), ("W105", 6, (5, 24))]


def test_an_empty_mapping_has_a_head_only() -> None:
    assert wishes("# scenario-kit: ignore S005\n{}\n") == [("S005", None, (1, 24))]


def test_json_has_no_comments_and_its_texts_are_none() -> None:
    assert wishes('{"description": "a # scenario-kit: ignore C204", "b": ["\\u0020"]}', "x.json") == []


@given(st.text("a#: \n'\"|-", max_size=20), st.sampled_from(["a: ", "- ", "", "a: |\n ", "'", "# "]))
def test_any_text_around_is_borne(after: str, before: str) -> None:
    text = f"{before}# scenario-kit: ignore C204\n{after}"

    assert {wish.code for wish in ignores(parse(text.encode(), "x.yaml"))} <= {"C204"}


class Counted(str):
    """A text that counts how many of its characters are copied."""

    __slots__ = ("copied",)
    copied: int

    def __getitem__(self, key: SupportsIndex | slice) -> str:
        part = super().__getitem__(key)
        self.copied += len(part)
        return part


def test_no_comment_copies_the_text_before_it() -> None:
    document = parse(b"".join(b"k%d: 1\n# scenario-kit: ignore C204\n" % number for number in range(500)), "x.yaml")
    text = Counted(document.text)
    text.copied = 0

    assert len(ignores(replace(document, text=text))) == 500
    assert text.copied < len(text)


WHERE = Span(4, 3, 4, 9)


def finding(code: str, line: int) -> Finding:
    return Finding(code, "name", Severity.ERROR, "message", "x", Span(line, 1, line, 2))


def unused(message: str, span: Span = WHERE) -> Finding:
    return Finding("S014", "unused-ignore", Severity.WARNING, message, "x", span, "", "remove it")


def test_a_comment_hides_the_findings_of_its_code_on_its_line_only() -> None:
    found = [finding("C204", 4), finding("C205", 4), finding("C204", 5), finding("C204", 4)]

    assert apply("x", [Ignore("C204", 4, WHERE)], found, lambda _: True) == found[1:3]


def test_a_comment_in_the_head_hides_all_of_its_code() -> None:
    found = [finding("C204", 4), finding("C205", 4), finding("C204", 5)]

    assert apply("x", [Ignore("C204", None, WHERE)], found, lambda _: True) == [found[1]]


def test_two_comments_that_hide_the_same_are_both_of_use() -> None:
    both = [Ignore("C204", None, WHERE), Ignore("C204", 4, WHERE)]

    assert apply("x", both, [finding("C204", 4)], lambda _: True) == []


def test_a_comment_that_hides_nothing_is_told() -> None:
    idle = [Ignore("C204", 4, WHERE), Ignore("C999", None, Span(1, 1, 1, 5))]

    assert apply("x", idle, [finding("C204", 5)], lambda _: True) == [
        finding("C204", 5),
        unused("unused ignore: no C204 finding on line 4"),
        unused("unused ignore: no C999 finding in this file", Span(1, 1, 1, 5)),
    ]


class OnlyTwice(list[Ignore]):
    """Comments that may be looked through twice, however many findings there are."""

    looks = 0

    def __iter__(self) -> Iterator[Ignore]:
        self.looks += 1
        assert self.looks <= 2
        return super().__iter__()


def test_the_comments_are_not_looked_through_for_each_finding() -> None:
    comments = OnlyTwice(Ignore("C204", line, WHERE) for line in range(1, 100))

    assert apply("x", comments, [finding("C204", line) for line in range(1, 100)], lambda _: True) == []


def test_a_comment_about_what_was_not_looked_for_is_left_in_peace() -> None:
    assert apply("x", [Ignore("C204", 4, WHERE)], [], lambda code: code != "C204") == []


@pytest.mark.parametrize("code", ["N401", "X501", "S010", "I306"])
def test_a_comment_about_what_stands_elsewhere_is_left_in_peace(code: str) -> None:
    assert apply("x", [Ignore(code, None, WHERE)], [], lambda _: True) == []


DESK = """\
version: 1
name: desk
call:
  match: [553]
  dial: {extension: any}  # scenario-kit: ignore W105, C204
"""


def told(tmp_path: Path, text: str, selection: Selection | None = None) -> list[tuple[str, Severity, Span]]:
    path = tmp_path / "desk.yaml"
    path.write_text(text)
    return [(one.code, one.severity, one.span) for one in check_paths([path], selection=selection).findings]


def test_a_run_leaves_out_what_comments_hide_and_tells_those_of_no_use(tmp_path: Path) -> None:
    assert told(tmp_path, DESK) == [("S014", Severity.WARNING, Span(5, 56, 5, 60))]


@pytest.mark.parametrize(
    "selection",
    [Selection(ignore=("S014",)), Selection(ignore=("C2",)), Selection(select=("W",)), Selection(("C204",))],
)
def test_comments_of_no_use_are_told_only_where_they_are_looked_for(tmp_path: Path, selection: Selection) -> None:
    assert told(tmp_path, DESK, selection) == []


def test_comments_of_no_use_can_weigh_otherwise(tmp_path: Path) -> None:
    selection = Selection(severity={"S014": Severity.ERROR})

    assert told(tmp_path, DESK, selection) == [("S014", Severity.ERROR, Span(5, 56, 5, 60))]


def test_where_a_scenario_cannot_be_read_nothing_is_said_of_the_other_rules(tmp_path: Path) -> None:
    text = DESK.replace("553", "5 5").replace("C204", "C204 S012")

    assert told(tmp_path, text) == [
        ("S006", Severity.ERROR, Span(4, 11, 4, 14)),
        ("S014", Severity.WARNING, Span(5, 61, 5, 65)),
    ]
