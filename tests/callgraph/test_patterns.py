"""Match patterns, held against tables and against a matcher that is not ours: regular expressions."""

from __future__ import annotations

import re
from functools import cache
from itertools import permutations, product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenario_kit.callgraph import pattern_sets
from scenario_kit.callgraph.pattern_sets import Rivals, covers
from scenario_kit.callgraph.patterns import (
    Pattern,
    PatternError,
    example,
    fixed_length,
    parse_cid,
    parse_pattern,
    shortest,
    specificity,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Every way of writing a position, with the regular expression that means the same. Between them they tell only the
# characters 0, 1, 2, 5 (any other digit), a and ~ (anything else) apart, and no pattern has more than three positions,
# so the numbers of up to four of these characters decide every question.
POSITIONS = {
    "X": "[0-9]", "x": "[0-9]", "Z": "[1-9]", "N": "[2-9]", "n": "[2-9]", "[0-9]": "[0-9]", "[03-9]": "[03-9]",
    "[0-1]": "[01]", "[12]": "[12]", "[21]": "[12]", "[a1]": "[1a]", "[0-9a]": "[0-9a]", "0": "0", "1": "1", "[2]": "2",
    "a": "a",
}  # fmt: skip
TAILS = {"": "", ".": ".+", "!": ".*"}
NUMBERS = [*("".join(characters) for length in range(5) for characters in product("0125a~", repeat=length))]

texts = st.tuples(st.lists(st.sampled_from(list(POSITIONS)), max_size=3), st.sampled_from(list(TAILS)))
patterns = texts.filter(any).map(lambda parts: parse_pattern("".join(parts[0]) + parts[1]))
regexes = {**POSITIONS, ".": ".+", "!": ".*"}


@cache
def numbers_of(text: str) -> frozenset[str]:
    """Return the numbers that a pattern matches, by brute force."""
    expression = re.compile("".join(regexes[token] for token in re.findall(r"\[.*?\]|.", text)))
    return frozenset(number for number in NUMBERS if expression.fullmatch(number))


def parsed(rows: str) -> list[Pattern]:
    return [parse_pattern(text) for text in rows.split()]


def share(a: Pattern, b: Pattern) -> bool:
    """Say whether two patterns share a number: the more specific one then takes it from the other."""
    first, second = sorted((a, b), key=specificity)
    return first == second or Rivals((a, b)).before(second) == [first]


law = settings(deadline=None)

# Reading


@pytest.mark.parametrize(
    ("text", "sets", "tail"),
    [
        ("9X.", ["9", "0123456789"], "."),
        ("xzn", ["0123456789", "123456789", "23456789"], ""),
        ("1!", ["1"], "!"),
        (".", [], "."),
        ("[5-8][3568][a-c9]", ["5678", "3568", "abc9"], ""),
        ("[xZ.!_]", ["xZ.!_"], ""),
        ("[-5][5-][--.][1-1]", ["-5", "5-", "-.", "1"], ""),
        ("+98-2_a*#", ["+", "9", "8", "2", "_", "a", "*", "#"], ""),
        ("0912-XX-.", ["0", "9", "1", "2", "0123456789", "0123456789"], "."),
    ],
)
def test_a_pattern_is_read_position_by_position(text: str, sets: list[str], tail: str) -> None:
    pattern = parse_pattern(text)
    assert (pattern.text, list(pattern.sets), pattern.tail) == (text, [frozenset(allowed) for allowed in sets], tail)


EXAMPLE = "write the number or the pattern, for example `9X.`"
AFTER_SET = "write `]` after the last character of the set"


@pytest.mark.parametrize(
    ("text", "position", "length", "reason", "help_"),
    [
        ("", 0, 0, "the text is empty", EXAMPLE),
        ("_9X.", 0, 1, "a pattern has no leading `_` here", "write `9X.`"),
        ("__", 0, 2, "a pattern has no leading `_` here", "remove it"),
        ("_ 9", 0, 1, "a pattern has no leading `_` here", "remove it"),
        ("9.X", 1, 1, "`.` is only allowed at the end", "write `9X.`"),
        ("9!!", 1, 1, "`!` is only allowed at the end", "write `9!`"),
        ("..", 0, 1, "`.` is only allowed at the end", "write `X!` for every number"),
        ("_.", 0, 1, "a pattern has no leading `_` here", "write `X!` for every number"),
        ("_0X/", 0, 1, "a pattern has no leading `_` here", "remove it"),
        ("-", 0, 1, "`-` is ignored, so the pattern is empty", EXAMPLE),
        (
            "9X/305",
            2,
            1,
            "`/` is not allowed in a pattern",
            "remove `/305`, which Asterisk takes for the caller's number",
        ),
        ("021/8800", 3, 1, "`/` is not allowed in a pattern", "write `0218800`"),
        ("0X.,9X.", 3, 1, "`,` is not allowed in a pattern", "write a row for each: `0X.`, `9X.`"),
        ("0X;9", 2, 1, "`;` is not allowed in a pattern", "write a row for each: `0X`, `9`"),
        ("1/2/3", 1, 1, "`/` is not allowed in a pattern", "write a row for each: `1`, `2`, `3`"),
        ("0X,,9", 2, 1, "`,` is not allowed in a pattern", "write a row for each: `0X`, `9`"),
        ("0X,@", 2, 1, "`,` is not allowed in a pattern", "make a row for each pattern"),
        ("0X.;", 3, 1, "`;` is not allowed in a pattern", "write `0X.`"),
        (",", 0, 1, "`,` is not allowed in a pattern", "make a row for each pattern"),
        ("0X.#", 2, 1, "`.` is only allowed at the end", "write `0X.`"),
        ("0X!*#", 2, 1, "`!` is only allowed at the end", "write `0X!`"),
        ("1،2", 1, 1, "`،` cannot be dialled", "write a row for each: `1`, `2`"),
        ("301؛ ۳۰۲", 3, 5, "`؛`, whitespace, `۳`, `۰` and `۲` cannot be dialled", "write a row for each: `301`, `302`"),
        ("301،", 3, 1, "`،` cannot be dialled", "write `301`"),
        ("a،é", 1, 2, "`،` and `é` cannot be dialled", "write `a`"),
        ("0X|9X", 2, 1, "`|` is not allowed in a pattern", "write a row for each: `0X`, `9X`"),
        ("(021)X.", 0, 1, "`(` is not allowed in a pattern", "write `021X.`"),
        ("0X@a", 2, 1, "`@` is not allowed in a pattern", EXAMPLE),
        ("[1,2,3]X", 2, 1, "`,` is a character of the set, not a separator", "write `[123]X`"),
        (
            "[,]",
            1,
            1,
            "`,` is a character of the set, not a separator",
            "list the characters, for example `[5-8]`",
        ),
        ("۰X/", 0, 1, "expected the digits 0 to 9, got `۰`", EXAMPLE),
        ("95-8]", 4, 1, "`]` without `[`", "write `[` before the first character of the set"),
        ("9[5-8", 1, 4, "`[` without `]`", AFTER_SET),
        ("[5[67]", 0, 2, "`[` without `]`", AFTER_SET),
        (
            "0[]",
            1,
            2,
            "the set `[]` is empty and matches nothing",
            "list the allowed characters, for example `[5-8]`",
        ),
        ("0[18-5]", 3, 3, "the range `8-5` is reversed", "write `5-8`"),
        ("021 123", 3, 1, "whitespace cannot be dialled", "write `021123`"),
        ("0\t \u20001", 1, 3, "whitespace cannot be dialled", "write `01`"),
        ("   ", 0, 3, "whitespace cannot be dialled", EXAMPLE),
        ("0\u200f9", 1, 1, "the invisible character U+200F cannot be dialled", "write `09`"),
        ("۰٩12X.", 0, 2, "expected the digits 0 to 9, got `۰٩`", "write `0912X.`"),
        ("[5\u20138]", 2, 1, "`\u2013` cannot be dialled", "write `[5-8]`"),
        ("9é.", 1, 1, "`é` cannot be dialled", EXAMPLE),
    ],
)
def test_a_text_that_is_no_pattern_is_refused(text: str, position: int, length: int, reason: str, help_: str) -> None:
    with pytest.raises(PatternError) as caught:
        parse_pattern(text)
    error = caught.value
    assert (error.text, error.position, error.length) == (text, position, length)
    assert (error.reason, error.help) == (reason, help_)


def test_an_error_reads_as_one_sentence_with_the_character_counted_from_one() -> None:
    with pytest.raises(PatternError, match=r"^character 2: `\.` is only allowed at the end; write `9X\.`$"):
        parse_pattern("9.X")
    with pytest.raises(PatternError, match=r"^the text is empty; "):
        parse_pattern("")
    assert str(PatternError("9", 0, 1, "no")) == "character 1: no"


@law
@given(st.text(max_size=8) | st.text(alphabet="0x.![]-_ 9é", max_size=8))
def test_every_text_is_a_pattern_or_refused_with_a_place_inside_it(text: str) -> None:
    try:
        pattern = parse_pattern(text)
    except PatternError as error:
        assert 0 <= error.position <= error.position + error.length <= len(text)  # noqa: PT017
        assert str(error).isprintable()  # noqa: PT017
    else:
        assert pattern.matches(example(pattern))


def test_patterns_are_equal_when_they_match_the_same_numbers() -> None:
    assert parse_pattern("X[21]!") == parse_pattern("[0-9][1-2]!")
    assert len({parse_pattern("5"), parse_pattern("[5]"), parse_pattern("5!"), parse_pattern("5.")}) == 3


# Matching


@pytest.mark.parametrize(
    ("text", "number", "expected"),
    [
        ("9X.", "912", True),
        ("9X.", "91", False),
        ("9X.", "812", False),
        ("9X.", "9a2", False),
        ("9X.", "91+", True),
        ("X.", "1", False),
        ("1!", "1", True),
        ("1!", "1*a", True),
        ("1!", "", False),
        ("!", "", True),
        (".", "", False),
        ("ZXX", "100", True),
        ("ZXX", "099", False),
        ("ZXX", "1000", False),
        ("[2-5]6[02468].", "3601", True),
        ("[2-5]6[02468].", "360", False),
        ("0912", "0912", True),
        ("0-9", "09", True),
        ("0912-XXX-XXXX", "09120000001", True),
        ("0912XXXXXXX", "0912-000-0001", True),
        ("0.", "0-", False),
        ("[0-9]", "5", True),
        ("[5-]", "-", False),
    ],
)
def test_matching_follows_the_tokens(text: str, number: str, expected: bool) -> None:
    assert parse_pattern(text).matches(number) is expected


@law
@given(patterns)
def test_a_pattern_matches_what_its_regular_expression_matches(pattern: Pattern) -> None:
    assert {number for number in NUMBERS if pattern.matches(number)} == numbers_of(pattern.text)


@law
@given(patterns)
def test_shortest_and_fixed_length_are_those_of_the_numbers(pattern: Pattern) -> None:
    lengths = {len(number) for number in numbers_of(pattern.text)}
    assert shortest(pattern) == min(lengths)
    assert fixed_length(pattern) == (None if len(lengths) > 1 or pattern.tail else lengths.pop())


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0912XXXXXXX", "09125678901"),
        ("9X.", "923"),
        ("!", "1"),
        ("1!", "1"),
        ("[a9][ab][*#]", "9a#"),
        ("[5-8]N", "52"),
    ],
)
def test_the_example_of_a_pattern_is_a_plausible_number(text: str, number: str) -> None:
    assert example(parse_pattern(text)) == number


# Which row wins


@pytest.mark.parametrize(
    ("rows", "number", "winner"),
    [
        ("XXX N!! 5XX", "555", "5XX"),
        ("[5-7]X N1 ZX", "51", "[5-7]X"),
        ("X1 ZX", "11", "ZX"),
        ("[1-3]X [2-4]9", "29", "[1-3]X"),
        ("[13]X [12]X", "19", "[12]X"),
        ("9. 9X", "95", "9X"),
        ("9! 9.", "95", "9."),
        ("1X 1X!", "12", "1X!"),
        ("12! 12", "12", "12"),
        ("[1]X! 12", "12", "12"),
        ("! .", "", "!"),
    ],
)
def test_the_more_specific_row_wins_in_any_order(rows: str, number: str, winner: str) -> None:
    for order in permutations(parsed(rows.replace("!!", "!"))):
        won = _winner(pattern for pattern in order if pattern.matches(number))
        assert won is not None
        assert won.text == winner


def _winner(matching: Iterable[Pattern]) -> Pattern | None:
    return min(matching, key=specificity, default=None)


def beats(a: Pattern, b: Pattern) -> bool:
    """Apply the rule as it is written, to two patterns: does `a` win over `b`?"""
    if a.is_exact != b.is_exact:
        return a.is_exact
    for position in range(4):
        left, right = (p.sets[position] if position < len(p.sets) else (p.tail or "end") for p in (a, b))
        if left == right and isinstance(left, frozenset):
            continue
        if isinstance(left, frozenset) and isinstance(right, frozenset):
            if len(left) != len(right):
                return len(left) < len(right)
            return min(left ^ right) in left
        if isinstance(left, frozenset) or isinstance(right, frozenset):
            return isinstance(left, frozenset)
        order = [".", "!", "end"]
        return order.index(left) < order.index(right)
    raise AssertionError  # pragma: no cover


@law
@given(patterns, patterns)
def test_the_sort_key_is_the_written_rule(a: Pattern, b: Pattern) -> None:
    assert (specificity(a) < specificity(b)) is beats(a, b)


@law
@given(patterns, patterns, patterns)
def test_specificity_is_a_strict_total_order(a: Pattern, b: Pattern, c: Pattern) -> None:
    assert [a == b, beats(a, b), beats(b, a)].count(True) == 1
    assert (a == b) is (numbers_of(a.text) == numbers_of(b.text)) is (specificity(a) == specificity(b))
    assert beats(a, c) or not (beats(a, b) and beats(b, c))


# Sets of numbers


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("9X.", "[89]1!", True),
        ("9X", "9X.", False),
        ("9X", "9X!", True),
        ("9.", "9XX", True),
        ("9", "9X!", False),
        ("9!", "9XX.", True),
        ("Z.", "0!", False),
    ],
)
def test_overlap_of_two_rows(a: str, b: str, expected: bool) -> None:
    assert share(parse_pattern(a), parse_pattern(b)) is expected


@law
@given(patterns, patterns)
def test_overlap_is_a_number_that_matches_both(a: Pattern, b: Pattern) -> None:
    assert share(a, b) is share(b, a) is bool(numbers_of(a.text) & numbers_of(b.text))


@pytest.mark.parametrize(
    ("text", "by", "expected"),
    [
        ("ZXX", "[1-4]XX [5-9]XX", True),
        ("ZXX", "[1-4]XX [6-9]XX", False),
        ("XX", "0X Z0 ZZ", True),
        ("XX", "[0-4]X X[5-9] [5-9][0-4]", True),
        ("XX", "[0-4]X X[5-9] [5-9][0-3]", False),
        ("9!", "9 9.", True),
        ("9!", "9.", False),
        ("9.", "9!", True),
        ("9.", "9X!", False),
        ("9.", "9X 9X. 9a", False),
        ("9X.", ".", True),
        (".", "[0-9*#+]!", False),
        ("!", ".", False),
        ("X", "", False),
        ("X", "0 1 2 3 4 5 6 7 8 9", True),
        ("9XX", "9X!", True),
        ("9XX", "9XX. 9X", False),
    ],
)
def test_rows_cover_a_pattern_together(text: str, by: str, expected: bool) -> None:
    assert covers(parse_pattern(text), parsed(by)) is expected


@law
@given(patterns, st.lists(patterns, max_size=7))
def test_covering_leaves_no_number_out(pattern: Pattern, by: Sequence[Pattern]) -> None:
    taken = frozenset[str]().union(*(numbers_of(other.text) for other in by))
    assert covers(pattern, by) is (numbers_of(pattern.text) <= taken)


@law
@given(st.lists(patterns, min_size=1, max_size=7))
def test_a_row_that_can_win_wins_some_number(rows: list[Pattern]) -> None:
    won = [
        _winner(row for row in rows if number in numbers_of(row.text))
        for number in frozenset().union(*(numbers_of(row.text) for row in rows))
    ]
    assert [Rivals(rows).winnable(row) for row in rows] == [row in won for row in rows]


@law
@given(st.lists(patterns, min_size=1, max_size=12))
def test_rivals_are_the_more_specific_rows_that_share_a_number(rows: list[Pattern]) -> None:
    rivals = Rivals(rows)
    for row in rows:
        sharing = {other for other in rows if numbers_of(other.text) & numbers_of(row.text)}
        better = [other for other in sharing if specificity(other) < specificity(row)]
        assert rivals.before(row) == sorted(better, key=specificity)


@law
@given(st.lists(patterns, max_size=12), patterns)
def test_rows_overlap_with_a_pattern_that_shares_a_number(rows: list[Pattern], pattern: Pattern) -> None:
    sharing = {row for row in rows if numbers_of(row.text) & numbers_of(pattern.text)}
    assert list(Rivals(rows).overlapping(pattern)) == sorted(sharing, key=specificity)


@law
@given(st.lists(patterns, min_size=1, max_size=12))
def test_longer_rows_continue_a_number_of_the_row(rows: list[Pattern]) -> None:
    rivals = Rivals(rows)
    for row in rows:
        if row.tail:
            continue
        longer = {
            other
            for other in rows
            if any(
                number[: len(row.sets)] in numbers_of(row.text) and len(number) > len(row.sets)
                for number in numbers_of(other.text)
            )
        }
        assert rivals.longer(row) == min(longer, key=specificity, default=None)


@law
@given(st.data())
def test_a_pattern_cut_to_pieces_is_covered_until_a_piece_is_missing(data: st.DataObject) -> None:
    whole = Pattern("", (frozenset("0123456789"),) * 12, data.draw(st.sampled_from(["", ".", "!"])))
    pieces = [whole]
    for _ in range(data.draw(st.integers(1, 60))):
        piece = pieces.pop(data.draw(st.integers(0, len(pieces) - 1)))
        at = data.draw(st.integers(0, 11))
        order = sorted(piece.sets[at])
        cut = data.draw(st.integers(0, len(order)))
        pieces.extend(
            Pattern("", (*piece.sets[:at], frozenset(part), *piece.sets[at + 1 :]), piece.tail)
            for part in (order[:cut], order[cut:])
            if part
        )
    assert covers(whole, pieces)
    pieces.pop(data.draw(st.integers(0, len(pieces) - 1)))
    assert not covers(whole, pieces)


def test_a_row_is_shadowed_by_its_betters_together_and_never_by_its_equal() -> None:
    rows = parsed("ZXX [1-4]XX [5-9]XX 123 [5]XX 5XX .")
    assert [row.text for row in rows if not Rivals(rows).winnable(row)] == ["ZXX"]


@pytest.mark.unmeasured
def test_long_rows_and_many_rows_are_decided() -> None:
    numbers = [parse_pattern(f"{number:04}") for number in range(10_000)]
    assert covers(parse_pattern("XXXX"), numbers)
    assert not covers(parse_pattern("XXXX"), numbers[1:])
    steps = [parse_pattern("X" * before + "[0-4]" + "X" * (1_999 - before)) for before in range(50)]
    assert not covers(parse_pattern("X" * 2_000), steps)
    assert covers(parse_pattern("X" * 2_000), [*steps, parse_pattern("[5-9]" * 50 + "X!")])


def test_a_question_beyond_the_effort_is_answered_no(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = parsed("[0-4]X X[5-9] [5-9][0-4]")
    assert covers(parse_pattern("XX"), rows)
    monkeypatch.setattr(pattern_sets, "EFFORT", 2)
    assert not covers(parse_pattern("XX"), rows)


# Caller and dialled numbers of an Incoming Route


@pytest.mark.parametrize(
    ("text", "matching", "others"),
    [
        ("any", ["", "310410", "anonymous"], []),
        ("ANY", ["5"], []),
        ("310410", ["310410"], ["51310410", "3104101", ""]),
        ("x310410", ["310410", "51310410"], ["+985131410", "3104101", ""]),
        ("310410X", ["310410", "3104101"], ["51310410"]),
        ("x310410x", ["310410", "513104109"], ["31041"]),
        ("+98x", ["+98", "+985131410"], ["985131410"]),
        ("anyone", ["anyone"], ["any"]),
    ],
)
def test_an_x_stands_for_anything_before_or_after_the_digits(text: str, matching: list[str], others: list[str]) -> None:
    pattern = parse_cid(text)
    assert [number for number in [*matching, *others] if pattern.matches(number)] == matching


AROUND = "`x` is only allowed once before and once after the digits"
ONE_X = "one `x` already matches any number of characters"


@pytest.mark.parametrize(
    ("text", "position", "length", "reason", "help_"),
    [
        ("", 0, 0, "the text is empty", "write a number or `any`"),
        ("31 04x", 2, 1, "whitespace cannot be dialled", "write `3104x`"),
        ("xX", 0, 2, "`x` without digits", "write `any` for every number"),
        ("31x04", 2, 1, AROUND, ONE_X),
        ("xx31", 1, 1, AROUND, ONE_X),
        ("0912XXX", 4, 1, AROUND, ONE_X),
        (
            "31[04]",
            2,
            1,
            "`[` is not allowed in a caller or dialled number",
            "write digits, with an `x` before or after them for any other characters",
        ),
    ],
)
def test_a_text_that_is_no_caller_number_is_refused(
    text: str, position: int, length: int, reason: str, help_: str
) -> None:
    with pytest.raises(PatternError) as caught:
        parse_cid(text)
    error = caught.value
    assert (error.position, error.length, error.reason, error.help) == (position, length, reason, help_)


def test_caller_numbers_are_equal_when_they_match_the_same_numbers() -> None:
    assert parse_cid("X31x") == parse_cid("x31X") != parse_cid("x31")
