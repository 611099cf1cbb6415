"""Paths to places: what an author is shown for a path into a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scenario_kit.files.source import parse
from scenario_kit.findings.model import (
    START,
    Finding,
    NodePath,
    Problem,
    Rule,
    Severity,
    Span,
    did_you_mean,
    nearest,
    pointer,
)

if TYPE_CHECKING:
    from scenario_kit.files.document import Document

TEXT = """\
a: 0521
b:
  c: [1, {d: x}]
  e:
  f:
  - one
  - g: two
    h: three
i: {}
"""
RULE = Rule("X000", "made-up", Severity.WARNING, "Made up for this test.", "Nothing.")


@pytest.fixture(scope="module")
def document() -> Document:
    return parse(TEXT.encode(), "x.yaml")


@pytest.mark.parametrize(
    ("path", "span"),
    [
        (("a",), Span(1, 4, 1, 8)),
        (("b", "c"), Span(3, 6, 3, 17)),
        (("b", "c", 1), Span(3, 10, 3, 16)),
        (("b", "c", 1, "d"), Span(3, 14, 3, 15)),
        (("i",), Span(9, 4, 9, 6)),
    ],
)
def test_a_value_on_one_line_is_shown_itself(document: Document, path: NodePath, span: Span) -> None:
    assert document.locate(path) == (span, path)


@pytest.mark.parametrize(
    ("path", "span"),
    [
        ((), Span(1, 1, 1, 2)),
        (("b",), Span(2, 1, 2, 2)),
        (("b", "e"), Span(4, 3, 4, 4)),
        (("b", "f"), Span(5, 3, 5, 4)),
        (("b", "f", 1), Span(7, 5, 7, 6)),
    ],
)
def test_a_block_and_an_empty_value_are_shown_by_a_key(document: Document, path: NodePath, span: Span) -> None:
    assert document.locate(path) == (span, path)


def test_a_key_is_shown_where_it_is_the_key_that_is_wrong(document: Document) -> None:
    assert document.locate(("b", "c", 1, "d"), on_key=True) == (Span(3, 11, 3, 12), ("b", "c", 1, "d"))


@pytest.mark.parametrize(
    ("path", "span", "there"),
    [
        (("z",), Span(1, 1, 1, 2), ()),
        (("a", "z"), Span(1, 4, 1, 8), ("a",)),
        (("b", "z", 3), Span(2, 1, 2, 2), ("b",)),
        (("b", "c", 7), Span(3, 3, 3, 4), ("b", "c")),
        (("b", "c", "d"), Span(3, 3, 3, 4), ("b", "c")),
    ],
)
def test_a_path_that_is_not_there_is_shown_by_the_deepest_value_on_the_way(
    document: Document, path: NodePath, span: Span, there: NodePath
) -> None:
    assert document.locate(path) == (span, there)


@pytest.mark.parametrize(
    ("text", "span"), [("[]", Span(1, 1, 1, 3)), ("[a]", Span(1, 2, 1, 3)), ("~", Span(1, 1, 1, 2))]
)
def test_the_whole_of_a_document_is_shown_by_its_first_value(text: str, span: Span) -> None:
    assert parse(text.encode(), "x.yaml").locate(()) == (span, ())


def test_where_nothing_could_be_read_every_path_is_the_start() -> None:
    assert parse(b"", "x.yaml").locate(("a",)) == (START, ())


def test_a_problem_becomes_a_finding_with_file_place_and_pointer(document: Document) -> None:
    assert document.finding_at(Problem(RULE, ("b", "f", 1, "g"), "wrong", "write it right")) == Finding(
        "X000", "made-up", Severity.WARNING, "wrong", "x.yaml", Span(7, 8, 7, 11), "/b/f/1/g", "write it right"
    )


@pytest.mark.parametrize(
    ("path", "text"), [((), ""), (("a/b", 0, "c~d"), "/a~1b/0/c~0d"), (("~1", ""), "/~01/"), (("میز",), "/میز")]
)
def test_a_pointer_escapes_what_rfc_6901_escapes(path: NodePath, text: str) -> None:
    assert pointer(path) == text


@pytest.mark.parametrize(
    ("word", "choice"),
    [
        ("call_id", "caller_id"),
        ("Caller-ID", "caller_id"),
        ("caller id", "caller_id"),
        ("CALLER_ID", "caller_id"),
        ("jump-in", "jump-in"),
        ("zzz", None),
        ("", None),
    ],
)
def test_the_nearest_choice_is_the_one_that_was_probably_intended(word: str, choice: str | None) -> None:
    choices = ["caller", "caller_id", "callee", "jump-in"]
    assert nearest(word, choices) == choice
    assert did_you_mean(word, choices) == (choice and f"did you mean `{choice}`?")


def test_among_too_many_choices_nothing_is_looked_for() -> None:
    assert nearest("desk", [f"desk{number}" for number in range(1001)]) is None
