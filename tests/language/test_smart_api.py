"""Smart API commands: what is read, what is refused and where, and laws that hold for every text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.paths import ROOT, TESTS

from scenario_kit.language.smart_api import COMMANDS, Command, CommandError, files, parse_commands

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

GOLDEN = TESTS / "run" / "probe" / "smart-api-refused.txt"
PAGE = ROOT / "docs" / "web-services.md"


def error_in(text: str) -> CommandError | None:
    try:
        parse_commands(text)
    except CommandError as error:
        return error
    return None


def refused(text: str) -> tuple[str, str]:
    """Return the part of a text that is pointed at, and what is said about it."""
    with pytest.raises(CommandError) as caught:
        parse_commands(text)
    error = caught.value
    return text[error.position : error.position + error.length], str(error)


def test_commands_are_read_in_their_order() -> None:
    assert parse_commands("PlayAnnouncement('a');SayNumber(5);GetData('f',10,1);Exit('go')") == (
        Command("PlayAnnouncement", ("a",), 0),
        Command("SayNumber", ("5",), 22),
        Command("GetData", ("f", "10", "1"), 35),
        Command("Exit", ("go",), 53),
    )


def test_blanks_may_stand_around_every_part_and_a_semicolon_at_the_end() -> None:
    assert parse_commands("\n MusicOnHold ( 'default' ,\t60 ) ; ClearUserData ( ) ; ") == (
        Command("MusicOnHold", ("default", "60"), 2),
        Command("ClearUserData", (), 35),
    )


@pytest.mark.parametrize("text", ["Exit('go')", "Exit('go');", ";Exit('go')", " ; ;\nExit('go') ; ; ;"])
def test_empty_commands_are_ignored(text: str) -> None:
    assert [(command.name, command.arguments) for command in parse_commands(text)] == [("Exit", ("go",))]


@pytest.mark.parametrize("text", ["", " \n", ";", " ;; ; "])
def test_a_text_may_have_no_commands(text: str) -> None:
    assert parse_commands(text) == ()


def test_text_in_one_kind_of_quotes_may_hold_the_other() -> None:
    assert parse_commands("""Exit("it's");Exit('"a", (b);')""") == (
        Command("Exit", ("it's",), 0),
        Command("Exit", ('"a", (b);',), 13),
    )


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("PlayAnnouncement('id:5be6a5f294c28e3f068b4575')", ("id:5be6a5f294c28e3f068b4575",)),
        ("Playback('hello-world')", ("hello-world",)),
        ("SayNumber(-5)", ("-5",)),
        ("SayNumber('5201')", ("5201",)),
        ("SayDigit(0912)", ("0912",)),
        ("SayDuration('6.16:0:51')", ("6.16:0:51",)),
        ("SayClock('12:14:09')", ("12:14:09",)),
        ("SayClock(14:00)", ("14:00",)),
        ("SayDate('1395-02-21','jalali')", ("1395-02-21", "jalali")),
        ("SayDate('1403-12-30','jalali')", ("1403-12-30", "jalali")),
        ("SayDate('1447-09-30',\"hijri\")", ("1447-09-30", "hijri")),
        ("SayDate('2028-02-29','gregorian')", ("2028-02-29", "gregorian")),
        ("GetData('a&b&id:7',10,1)", ("a&b&id:7", "10", "1")),
        ("SetExten('200')", ("200",)),
        ("SetLimitOnCall(150)", ("150",)),
        ("ClearUserData()", ()),
        ("Exit('سلام ۱')", ("سلام ۱",)),
    ],
)
def test_each_kind_of_argument_is_kept_as_written(text: str, arguments: tuple[str, ...]) -> None:
    (command,) = parse_commands(text)
    assert command == Command(text.partition("(")[0], arguments, 0)


def test_files_that_play_one_after_another_are_distinguished() -> None:
    assert files("a&id:7&b c") == ("a", "id:7", "b c")


REFUSED = [
    "۱",
    "Exit('a') Exit('b')",
    "exit('a')",
    "PlayAnouncement('a')",
    "Exit",
    "Exit 'a'",
    "Exit\x00('a')",
    "Exit('a'",
    "Exit('a', ",
    "Exit('a",
    "Exit('a',)",
    "Exit('a' 'b')",
    "Exit('it\\'s')",
    "MusicOnHold(‘default’, 60)",
    "Exit()",
    "GetData('f',10)",
    "Exit('a','b')",
    "ClearUserData(1)",
    "Exit(go)",
    "SetExten(200)",
    "SetExten('2 0')",
    "SetExten('SIP/200')",
    "SetExten('')",
    "SetExten('2;3')",
    "Exit('')",
    "Exit('a\nb')",
    "PlayAnnouncement('a&&b')",
    "Playback('id:')",
    "SayNumber(5.5)",
    "SayDigit('۱۲')",
    "GetData('f',0,1)",
    "SetLimitOnCall(9999999999)",
    "SayClock('24:00')",
    "SayDuration('01:00:00')",
    "SayDate('21-02-1395','jalali')",
    "SayDate('1395-02-21','julian')",
    "SayDate('2026-02-29','gregorian')",
    "SayDate('1403-07-31','jalali')",
    "SayDate('1447-13-01','hijri')",
]


def test_what_is_wrong_is_pointed_at_and_said_in_words(golden: Callable[[Path, str], None]) -> None:
    messages = [
        f"{text!r}\n  {pointed_at!r}: {message}\n" for text in REFUSED for pointed_at, message in [refused(text)]
    ]
    golden(GOLDEN, "".join(messages))


@pytest.mark.parametrize(
    ("text", "help_"),
    [
        ("SayDate('1404-01-02','shamsi')", "write `'jalali'`"),
        ("SayDate('1404-01-02','Jalali')", "write `'jalali'`"),
        ("SayDate('1404-01-02','hijri shamsi')", "write `'jalali'`"),
        ("SayDate('1404-01-02','هجری شمسی')", "write `'jalali'`"),
        ("SayDate('1447-01-02','qamari')", "write `'hijri'`"),
        ("SayDate('2026-01-02','miladi')", "write `'gregorian'`"),
        ("SayDate('2026-01-02','gregorain')", "write `'gregorian'`"),
        ("SayDate('1404/1/2','jalali')", "write `'1404-01-02'`"),
        ("GetData('f',10s,1)", "write `10`"),
        ("GetData('f',5m,1)", "write a value such as `10`"),
        ("GetData('f',۱۰,1)", "write `10`"),
        ("MusicOnHold('default')", "write `MusicOnHold('default',10)`"),
        ("MusicOnHold()", "write `MusicOnHold('default',10)`"),
        ("SetExten('200';Exit('go')", "write `SetExten('200')`"),
        ("GetData('f' 10,1)", "write `GetData('f',10,10)`"),
        (f"GetData('{'f' * 60}' 10,1)", "write `GetData(…,10,10)`"),
    ],
)
def test_the_help_keeps_what_the_author_meant(text: str, help_: str) -> None:
    error = error_in(text)
    assert error is not None
    assert error.help == help_


def test_a_long_word_is_not_repeated_in_full() -> None:
    known = ", ".join(COMMANDS)
    assert refused("x" * 100_000 + "('a')")[1] == (
        f"character 1: unknown command `{'x' * 40}…`; known commands: {known}"
    )
    assert refused("Exit(" + "x" * 100_000 + ")")[1] == (
        "character 6: `case` of `Exit` is not quoted; put it in single quotes"
    )


@pytest.mark.unmeasured
def test_as_many_commands_as_fit_into_an_answer_are_read() -> None:
    text = "SayDigit(1);" * 50_000
    assert [command.position for command in parse_commands(text)] == list(range(0, len(text), len("SayDigit(1);")))


def test_the_page_about_web_services_shows_every_command_and_each_can_be_read() -> None:
    shown = re.findall(r"^\| `([A-Z]\w+\(.*?\))` \|", PAGE.read_text("utf-8"), re.MULTILINE)
    assert [command.name for command in parse_commands(";".join(shown))] == list(COMMANDS)


words = st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=20).filter(str.strip)
names = words.filter(lambda word: all(part.strip() not in ("", "id:") for part in word.split("&")))
counts = st.integers(1, 999_999_999).map(str)
clocks = st.times().map(lambda time: time.strftime("%H:%M:%S"))
days = st.dates().map(lambda day: (day.isoformat(), "gregorian"))
arguments: dict[str, st.SearchStrategy[tuple[str, ...]]] = {
    "PlayAnnouncement": st.tuples(names),
    "Playback": st.tuples(names),
    "SayNumber": st.tuples(st.integers().map(str)),
    "SayDigit": st.tuples(st.text("0123456789", min_size=1)),
    "SayDuration": st.tuples(st.tuples(st.integers(0, 999), clocks).map(lambda parts: f"{parts[0]}.{parts[1]}")),
    "SayClock": st.tuples(clocks),
    "SayDate": days,
    "GetData": st.tuples(names, counts, counts),
    "MusicOnHold": st.tuples(words, counts),
    "SetExten": st.tuples(st.from_regex(r"\+?[0-9*#]{1,12}", fullmatch=True)),
    "SetLimitOnCall": st.tuples(counts),
    "ClearUserData": st.just(()),
    "Exit": st.tuples(words),
}
BARE = {("SayNumber", 0), ("SayDigit", 0), ("SayClock", 0), ("GetData", 1), ("GetData", 2), ("MusicOnHold", 1),
        ("SetLimitOnCall", 0)}  # fmt: skip
blanks = st.sampled_from(["", " ", "\n", "\t ", "\u2003"])


@st.composite
def command_lists(draw: st.DrawFn) -> tuple[str, list[tuple[str, tuple[str, ...]]]]:
    """Write some commands: each text in any quotes that it does not hold, numbers maybe in none, blanks anywhere."""
    expected, parts = [], []
    for _ in range(draw(st.integers(1, 5))):
        name = draw(st.sampled_from(list(COMMANDS)))
        values = draw(arguments[name].filter(lambda values: all(not {"'", '"'} <= set(value) for value in values)))
        written = []
        for index, value in enumerate(values):
            quotes = [quote for quote in "'\"" if quote not in value] + ([""] if (name, index) in BARE else [])
            quote = draw(st.sampled_from(quotes))
            written.append(f"{draw(blanks)}{quote}{value}{quote}{draw(blanks)}")
        expected.append((name, values))
        parts.append(f"{draw(blanks)}{name}{draw(blanks)}({','.join(written) or draw(blanks)}){draw(blanks)}")
    return ";".join(parts) + draw(st.sampled_from(["", ";", " ; "])), expected


@given(command_lists())
def test_what_is_written_is_what_is_read(case: tuple[str, list[tuple[str, tuple[str, ...]]]]) -> None:
    text, expected = case
    read = parse_commands(text)
    assert [(command.name, command.arguments) for command in read] == expected
    for command in read:
        assert text[command.position :].startswith(command.name)


@given(
    st.one_of(
        st.text(),
        st.text(st.sampled_from("Exit'\"();, &1\\")),
        st.lists(st.sampled_from([*COMMANDS, "(", ")", "'", '"', ",", ";", " ", "a", "id:", "1", "12:00"])).map(
            "".join
        ),
    )
)
def test_any_other_text_is_refused_at_a_place_in_it(text: str) -> None:
    error = error_in(text)
    if error is not None:
        assert error.text == text
        assert 0 <= error.position <= error.position + error.length <= len(text)
        assert "\n" not in str(error)
