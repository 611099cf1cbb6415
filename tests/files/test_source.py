"""Reading text: every scalar keeps what was typed and where, and nothing that a file holds ends the run."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from scenario_kit.files.document import Document, ListNode, MappingNode, Node, ScalarNode
from scenario_kit.files.source import MAX_BYTES, MAX_DEPTH, MAX_EXPANDED, MAX_EXPANSIONS, parse
from scenario_kit.findings.model import Span
from scenario_kit.language.loading import load
from scenario_kit.rules.checking import check

if TYPE_CHECKING:
    from collections.abc import Iterator


def plain(node: Node | None) -> Any:
    if isinstance(node, MappingNode):
        return {key: plain(value) for key, (_, value) in node.entries.items()}
    if isinstance(node, ListNode):
        return [plain(item) for item in node.items]
    return None if node is None or node.null else node.text


def scalars(node: Node | None) -> Iterator[ScalarNode]:
    if isinstance(node, ScalarNode):
        yield node
    for child in _children(node):
        yield from scalars(child)


def _children(node: Node | None) -> list[Node]:
    if isinstance(node, MappingNode):
        return [child for pair in node.entries.values() for child in pair]
    return node.items if isinstance(node, ListNode) else []


def read(text: str, file: str = "x.yaml") -> Document:
    document = parse(text.encode(), file)
    assert document.findings == ()
    return document


def findings_in(data: bytes | str, file: str = "x.yaml") -> list[tuple[str, Span, str, str | None]]:
    document = parse(data.encode() if isinstance(data, str) else data, file)
    assert document.root is None or {finding.code for finding in document.findings} <= {"S003"}
    return [(finding.code, finding.span, finding.message, finding.help) for finding in document.findings]


# What a scalar keeps.


@pytest.mark.parametrize(
    "text",
    ["02112345670", "0521", "1:30", "0x1F", "1e3", "no", "~1", "1_000", "0o17", "2026-11-23", ".5", "+98", "=", "<<"],
)
def test_a_scalar_stays_the_text_that_was_typed(text: str) -> None:
    assert plain(read(f"callee: {text}\nlist: [{text}]\n").root) == {"callee": text, "list": [text]}


@pytest.mark.parametrize("text", ["", "~", "null", "Null", "NULL"])
def test_nothing_is_what_yaml_calls_nothing_and_only_without_quotes(text: str) -> None:
    assert plain(read(f"a: {text}\nb: '{text}'\nc: !!str {text}\n").root) == {"a": None, "b": text, "c": text}


@pytest.mark.parametrize(
    ("source", "text", "written", "span"),
    [
        ("a: 0521 # c", "0521", "0521", Span(1, 4, 1, 8)),
        ("a:   'it''s'  ", "it's", "'it''s'", Span(1, 6, 1, 13)),
        ('a: "\\u06F1\\tx"', "۱\tx", '"\\u06F1\\tx"', Span(1, 4, 1, 15)),
        ("a: {b: [1,  0X.  ]}", "0X.", "0X.", Span(1, 13, 1, 16)),
        ("a:\n- b: ~1\n", "~1", "~1", Span(2, 6, 2, 8)),
        ("a: |\n  one\n  two\nb: c", "one\ntwo\n", "|\n  one\n  two\n", Span(1, 4, 4, 1)),
        ("a: >-\r\n  one\r\n  two\r\n", "one two", ">-\r\n  one\r\n  two\r\n", Span(1, 4, 4, 1)),
        ("a: one\n  two\nb: c", "one two", "one\n  two", Span(1, 4, 2, 6)),
        ("a: 1\r\nb: 2\rc: last", "last", "last", Span(3, 4, 3, 8)),
        ("\ufeffa: b", "b", "b", Span(1, 4, 1, 5)),
        ("\ufeff\ufeffa: b", "b", "b", Span(1, 4, 1, 5)),
        ("نام: میز 📞 ۱", "میز 📞 ۱", "میز 📞 ۱", Span(1, 6, 1, 13)),
        ("📞: [📞, é, e\u0301x]", "e\u0301x", "e\u0301x", Span(1, 11, 1, 14)),
        ("a: &x 0521", "0521", "0521", Span(1, 4, 1, 11)),
        ("a: ! 0521", "0521", "0521", Span(1, 4, 1, 10)),
        ("? a\n: b", "b", "b", Span(2, 3, 2, 4)),
        ("%YAML 1.1\n---\na: b\n...\n", "b", "b", Span(3, 4, 3, 5)),
    ],
)
def test_a_scalar_knows_its_place(source: str, text: str, written: str, span: Span) -> None:
    document = read(source)
    found = [scalar for scalar in scalars(document.root) if scalar.text == text]
    assert [document.span(scalar.start, scalar.end) for scalar in found] == [span]
    assert [document.text[scalar.start : scalar.end].endswith(written) for scalar in found] == [True]


def test_an_alias_is_at_its_own_place_and_what_is_inside_at_that_of_the_anchor() -> None:
    document = read("a: &n 0521\nb: *n\nc: &m {d: 1}\ne: *m\nf: &l [2]\ng: *l\n")
    assert plain(document.root) == {"a": "0521", "b": "0521", "c": {"d": "1"}, "e": {"d": "1"}, "f": ["2"], "g": ["2"]}
    assert [document.locate(path)[0] for path in [("b",), ("e",), ("e", "d"), ("g",), ("g", 0)]] == [
        Span(2, 4, 2, 6),
        Span(4, 4, 4, 6),
        Span(3, 11, 3, 12),
        Span(6, 4, 6, 6),
        Span(5, 8, 5, 9),
    ]


@pytest.mark.parametrize(
    ("source", "text", "span"),
    [
        ('{"a": "\\ud83d\\ude00", "b": "end"}', "😀", Span(1, 7, 1, 21)),
        ('{"a": "\\ud83d\\ude00", "b": "end"}', "end", Span(1, 28, 1, 33)),
        ('{"\\uD83D\\uDE00": 1,\n"b\\ud83d\\ude00": "\\ud83d\\ude00end"}', "😀end", Span(2, 18, 2, 35)),
        ('{"a": "\\\\ud83d\\\\ude00"}', "\\ud83d\\ude00", Span(1, 7, 1, 23)),
        ('{\n\t"a":\t"\\u0645\\/\\t"\n}', "م/\t", Span(2, 7, 2, 19)),
        ('\ufeff{"a": "\u2028"}', "\u2028", Span(1, 7, 1, 10)),
    ],
)
def test_json_is_read_with_its_own_escapes_and_its_places(source: str, text: str, span: Span) -> None:
    document = read(source, "x.json")
    found = [scalar for scalar in scalars(document.root) if scalar.text == text]
    assert [document.span(scalar.start, scalar.end) for scalar in found] == [span]


# NEL, LS and PS are line breaks to YAML, and the first character of a file may be taken for a byte order mark.
characters = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\ufffe\uffff\x85\u2028\u2029")
texts = st.text(characters, max_size=20)
trees = st.recursive(
    texts, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4), max_leaves=12
)


@given(trees, st.booleans(), st.sampled_from([None, "'", '"']), st.sampled_from(["\n", "\r\n"]), st.booleans())
@example({"سلام": ["0521", "~"]}, False, None, "\r\n", True)
def test_whatever_yaml_was_written_is_read_back_with_exact_places(
    tree: Any, flow: bool, style: str | None, newline: str, unicode: bool
) -> None:
    source = yaml.dump(
        tree,
        Dumper=yaml.SafeDumper,
        default_flow_style=flow,
        default_style=style,
        line_break=newline,
        allow_unicode=unicode,
        width=40,
        sort_keys=False,
    )
    document = read(source)

    assert _as_text(plain(document.root)) == tree
    for scalar in scalars(document.root):
        alone = yaml.load(document.text[scalar.start : scalar.end].rstrip(" \r\n"), Loader=yaml.BaseLoader)  # noqa: S506
        assert alone == scalar.text


def _as_text(value: Any) -> Any:
    """The dumper writes no text as `null` in no style, so nothing can only be an empty text."""
    if isinstance(value, dict):
        return {key: _as_text(child) for key, child in value.items()}
    return [_as_text(child) for child in value] if isinstance(value, list) else value or ""


@given(trees, st.booleans(), st.sampled_from([None, 1, "\t"]))
def test_whatever_json_was_written_is_read_back_with_exact_places(tree: Any, ascii_: bool, indent: int | None) -> None:
    document = read(json.dumps(tree, ensure_ascii=ascii_, indent=indent), "x.json")

    assert plain(document.root) == tree
    for scalar in scalars(document.root):
        assert json.loads(document.text[scalar.start : scalar.end]) == scalar.text


def test_mappings_keep_the_authors_order_and_the_first_of_a_duplicate_key() -> None:
    document = parse(b"b: 1\na: 2\nb: 3\n", "x.yaml")
    assert list(plain(document.root).items()) == [("b", "1"), ("a", "2")]
    assert findings_in(b"b: 1\na: 2\nb: 3\n") == [
        ("S003", Span(3, 1, 3, 2), "duplicate key `b`; first defined on line 1", "remove one of the two")
    ]


# What is refused, and where.

EMPTY = (
    "S002",
    Span(1, 1, 1, 1),
    "the file is empty",
    "start the scenario with `version: 1` and `name: ...`",
)
TOO_DEEP = "the file is nested deeper than 100 levels"
BOMB = (
    "aliases expand more than 100 times or to more than 100000 values",
    "write the values out, or split the scenario",
)
NO_TAGS = "remove the tag; the language defines which values are numbers"


@pytest.mark.parametrize("data", [b"", b"\n\n", b"# nothing\n", b"\xef\xbb\xbf", b"%YAML 1.1\n"])
def test_a_file_without_values_is_empty_or_no_yaml(data: bytes) -> None:
    assert [code for code, *_ in findings_in(data)] == ["S002"]


@pytest.mark.parametrize(
    ("data", "finding"),
    [
        (b"", EMPTY),
        (b"# only this\n", EMPTY),
        (b"a: b\0c", ("S002", Span(1, 5, 1, 6), "the file contains a NUL byte", "remove it")),
        (
            "a: میز\n  \x07".encode(),
            ("S002", Span(2, 3, 2, 4), "the file contains a character U+0007", "remove it"),
        ),
        (b"a: [1", ("S002", Span(1, 6, 1, 7), "missing `,` or `]`; the `[` is on line 1", None)),
        (b"a: [1\n\n", ("S002", Span(3, 1, 3, 2), "missing `,` or `]`; the `[` is on line 1", None)),
        (
            b"a: b\n...\nc: d",
            (
                "S002",
                Span(3, 1, 3, 2),
                "unexpected text after the end of the document",
                "check the indentation; a file holds one scenario",
            ),
        ),
        (
            b"a: *",
            (
                "S002",
                Span(1, 4, 1, 5),
                "missing name after `*`",
                "quote a value that starts with this character",
            ),
        ),
        (
            b"a: - b",
            ("S002", Span(1, 4, 1, 5), "a list cannot start here", "start it on a new line, or write `[...]`"),
        ),
        (b"[1, , 2]", ("S002", Span(1, 5, 1, 6), "missing value", None)),
        (b"%YAML 2.0\n---\na: b", ("S002", Span(1, 1, 1, 2), "not YAML: found incompatible YAML document", None)),
        (
            b"- a\nb: c",
            (
                "S002",
                Span(2, 1, 2, 2),
                "expected an item of the list that starts on line 1",
                "check the indentation: all items of a list start in the same column, each with `- `",
            ),
        ),
        (b"a: !x b", ("S011", Span(1, 4, 1, 6), "tag `!x` is not supported", NO_TAGS)),
        (b"!x\na: b", ("S011", Span(1, 1, 1, 3), "tag `!x` is not supported", NO_TAGS)),
        (b"a: !!int 1", ("S011", Span(1, 4, 1, 9), "tag `!!int` is not supported", NO_TAGS)),
        (
            b"a: 1\n--- b",
            (
                "S011",
                Span(2, 1, 2, 4),
                "the file contains several documents",
                "a file holds one scenario; split it at `---`",
            ),
        ),
        (
            b"a: {[1]: 2}",
            (
                "S011",
                Span(1, 5, 1, 6),
                "a key is a list or a mapping",
                "quote a value that starts with `{` or `[`; a key is a plain word",
            ),
        ),
        (b"&a [*a]", ("S011", Span(1, 5, 1, 7), "alias `*a` is inside its own anchor", "write it out")),
        (
            b"a: &m {b: 1}\n*m : 2\n",
            (
                "S011",
                Span(2, 1, 2, 3),
                "a key is a list or a mapping",
                "a key is a plain word",
            ),
        ),
        (b"- " * (MAX_DEPTH + 1) + b"a", ("S011", Span(1, 201, 1, 201), TOO_DEEP, None)),
    ],
)
def test_what_is_no_scenario_of_text_is_reported_in_place(data: bytes, finding: tuple[Any, ...]) -> None:
    assert findings_in(data) == [finding]


@pytest.mark.parametrize("half", ["\\ud83d", "\\ude00", "\\ud83d\\ud83d"])
def test_half_of_a_surrogate_pair_is_reported(half: str) -> None:
    message = "the escape is half of a surrogate pair, which is not a character"
    assert findings_in(f'{{"a": "{half}"}}', "x.json") == [
        ("S002", Span(1, 10, 1, 11), message, "write the character itself")
    ]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xff\xfev\0", "the file is not UTF-8: byte 0xff on line 1, offset 0"),
        (b"a: 1\nb: \xed\xa0\xbd\n", "the file is not UTF-8: byte 0xed on line 2, offset 8"),
        (b"a: \xc0\x80", "the file is not UTF-8: byte 0xc0 on line 1, offset 3"),
        (b"a: \xd9", "the file is not UTF-8: byte 0xd9 on line 1, offset 3"),
    ],
)
def test_bytes_that_are_no_utf8_are_reported_with_line_and_offset(data: bytes, message: str) -> None:
    assert findings_in(data) == [("S001", Span(1, 1, 1, 1), message, "save it as UTF-8")]


def test_a_file_may_have_five_mebibytes_and_not_one_byte_more() -> None:
    data = b"# " + b"x" * (MAX_BYTES - 7) + b"\na: b"
    assert plain(parse(data, "x.yaml").root) == {"a": "b"}
    over = ("S001", Span(1, 1, 1, 1), "the file is over 5 MiB", "split it into several scenarios")
    assert findings_in(data + b"\n") == [over]


@pytest.mark.parametrize("opening", ["[", '{"a":', "- ", "{a: ["])
def test_ten_thousand_levels_are_refused(opening: str) -> None:
    assert [(code, message) for code, _, message, _ in findings_in(opening * 10_000)] == [("S011", TOO_DEEP)]


def test_a_hundred_levels_are_read() -> None:
    assert parse(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH, "x.yaml").findings == ()


def test_a_hundred_expansions_are_read_and_one_more_is_refused() -> None:
    source = "[&a 1" + ", *a" * MAX_EXPANSIONS
    assert plain(read(source + "]").root) == ["1"] * (MAX_EXPANSIONS + 1)
    assert findings_in(source + ", *a]") == [("S011", Span(1, 408, 1, 410), *BOMB)]


@pytest.mark.parametrize("levels", [3, 9, 50])
def test_an_alias_bomb_is_refused_before_it_goes_off(levels: int) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, levels)]
    assert [finding[2:] for finding in findings_in("\n".join(lines))] == [BOMB]


def test_few_aliases_of_something_large_are_refused_too() -> None:
    large = ", ".join(["x"] * (MAX_EXPANDED // 50))
    assert [finding[2:] for finding in findings_in(f"a: &a [{large}]\nb: [{', '.join(['*a'] * 51)}]\n")] == [BOMB]


# Any input is reported, never raised.

yamlish = st.text(st.sampled_from("ab1: -[]{},&*!|>'\"#%@`?\n\r\t\\~${}\u06f1📞\ufeff\x85\x00."), max_size=60)


@given(st.binary(max_size=200) | yamlish.map(str.encode), st.sampled_from(["x.yaml", "x.json", "-"]))
@example(b'"\\ud83d\\ude00" x', "x.json")
@example(b"version: 1\nname: *name", "x.yaml")
def test_any_bytes_are_read_or_reported(data: bytes, file: str) -> None:
    document = parse(data, file)
    _, findings = check(load(document))

    assert (document.root is None) == bool({finding.code for finding in document.findings} & {"S001", "S002", "S011"})
    lines = document.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for finding in findings:
        span = finding.span
        assert (1, 1) <= (span.line, span.column) <= (span.end_line, span.end_column)
        assert span.end_line <= len(lines)
        assert span.end_column <= len(lines[span.end_line - 1]) + 2
