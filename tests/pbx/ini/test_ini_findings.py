"""What is found in a file and in what is wanted of it; whole findings."""

from __future__ import annotations

import codecs

import pytest
from support.settings_files import ANNOUNCE, ENABLED, ORIGINATE_SNIPPET, REPEAT, TIMEOUT, TO_END, brief, plan, setting

from scenario_kit.findings.model import START, Finding, ScenarioKitError, Severity, Span
from scenario_kit.pbx.ini.plan import plan_ini
from scenario_kit.pbx.ini.settings import MANAGED, Layout, Setting, check_values, merge_settings

ONE = {TIMEOUT: "2"}


@pytest.mark.parametrize(
    ("data", "encoding", "line", "message", "help_"),
    [
        (
            b"[api]\na = \xff\n", "utf-8", 2, "cannot read the file: byte 10 is not utf-8",
            "convert the file to utf-8, or set --encoding of the `ini` commands",
        ),
        (
            b"", "none", 1, "cannot read the file: `none` is not a text encoding",
            "use an encoding such as utf-8 or cp1256",
        ),
        (
            b"", "hex", 1, "cannot read the file: `hex` is not a text encoding",
            "use an encoding such as utf-8 or cp1256",
        ),
        (
            codecs.BOM_UTF16_BE + "[api]".encode("utf-16-be"), "utf-16", 1,
            "cannot read the file: decoding as utf-16 loses bytes",
            "give the exact encoding, such as utf-16-le",
        ),
        (
            b"[api]\r\n\r\na = \0\r\n", "utf-8", 3, "cannot read the file: the line contains a NUL byte",
            "the file is damaged; restore it from a backup",
        ),
        (
            b"[api]\na = 1\n\n= s3cret\n: s3cret\n", "utf-8", 4,
            "cannot read the file: the line has a value without a key",
            "add a key, or remove the line",
        ),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_with_the_line(
    data: bytes, encoding: str, line: int, message: str, help_: str
) -> None:
    planned = plan_ini(data, [setting(TIMEOUT, "2")], file="simotel.ini", encoding=encoding)
    span = Span(line, 1, line, 1)
    expected = Finding("I301", "unreadable-ini", Severity.ERROR, message, "simotel.ini", span, "", help_)
    assert (planned.findings, planned.refused, planned.changed) == ((expected,), True, False)
    assert planned.new_bytes == data


@pytest.mark.parametrize("encoding", ["cp1256", "utf-16-le", "utf-16-be", "utf-8-sig", "iso-8859-1"])
def test_a_declared_encoding_is_kept(encoding: str) -> None:
    text = f"[api]\n{TIMEOUT} = 1\nother = é\n"
    planned = plan_ini(text.encode(encoding), [setting(TIMEOUT, "2")], file="f", encoding=encoding)
    assert planned.new_bytes == text.replace("= 1", "= 2").encode(encoding)


def test_a_value_that_the_encoding_has_no_letters_for_is_refused() -> None:
    planned = plan_ini(b"", [setting(ANNOUNCE, "بوق")], file="f", encoding="latin-1")
    message = f"{ANNOUNCE}: `بوق` cannot be written in the file's encoding, latin-1"
    assert brief(planned.findings) == [("I305", 1, message, "use only characters of latin-1, or another encoding")]
    assert planned.refused


REMOVE_ONE = "remove one of them"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("[api]\na = 1\n[api]\nb = 1\n", 3, "duplicate section [api]; it is also on line 1"),
        (
            "[call_limit]\n[client_api_service]\n[call_limit]\n",
            3,
            "duplicate section [call_limit]; it is also on line 1",
        ),
        ("[api]\n{t} = 1\n{T}: 2\n", 3, "duplicate key {t} in [api]; it is also on line 2"),
        ("[api]\n{t} = 1\na = 1\n  {t} = 2\n", 4, "duplicate key {t} in [api]; it is also on line 2"),
    ],
)
def test_what_stands_twice_is_refused_with_both_lines(text: str, line: int, message: str) -> None:
    names = {"t": TIMEOUT, "T": TIMEOUT.upper()}
    planned = plan(text.format(**names), ONE)
    assert brief(planned.findings) == [("I302", line, message.format(**names), REMOVE_ONE)]
    assert planned.refused
    assert (planned.edits, planned.drift) == ((), ())


@pytest.mark.parametrize("text", ["[x]\n[x]\n", "[x]\na = 1\na = 2\n", "[x]\n{t} = 1\n{t} = 2\n"])
def test_what_stands_twice_elsewhere_is_left_alone(text: str) -> None:
    assert not plan(text.format(t=TIMEOUT), {}).refused


def test_a_swallowed_setting_is_drift() -> None:
    planned = plan(ORIGINATE_SNIPPET)
    help_ = "indent it like line 4"
    assert brief(planned.drift) == [
        ("I303", line, f"{key} is on an indented line, so it is read as part of the value on line 4", help_)
        for line, key in ((5, ANNOUNCE), (6, TO_END), (7, REPEAT))
    ]
    assert planned.findings == ()
    assert planned.drift[0].span == Span(5, 5, 5, 46)


@pytest.mark.parametrize("line", ["redis_password = s3cret", "s3cret"])
def test_a_line_that_is_not_managed_is_not_removed_from_a_value(line: str) -> None:
    planned = plan(f"[api]\n{TIMEOUT} = 1\n# c\n  {line}\n  {ENABLED} = 1\n", ONE)
    message = f"this unmanaged line is read as part of the value of {TIMEOUT} on line 2"
    assert brief(planned.findings) == [("I303", 4, message, "remove its indentation, or remove the line")]
    assert planned.refused
    assert "s3cret" not in repr(planned)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "[api]\n{t} = 1\n[client_api_service]\n{t} = 5 # s3cret\n",
            (4, "{t} is also in [client_api_service] with `5`; the required value in [api] is `2`"),
        ),
        ("{t} = 5\n[api]\n", (1, "{t} is also {x}; the required value in [api] is `2`")),
        ("[API]\n{t} = 5\n", (2, "{t} is also {x}; the required value in [api] is `2`")),
        ("[call_limit]\n{t} = 5\n", (2, "{t} is also {x}; the required value in [api] is `2`")),
        (
            "[api]\n{t} = 2\n{e} = 1\n[call_limit]\n{e} = 0\n",
            (5, "{e} is also in [call_limit] with `0`; [api] has `1` on line 3"),
        ),
        ("[x]\na = 1\n  {t} = 5\n", None),
        ("[x]\n{e} = 1\n[y]\n{e} = 1\n", None),
    ],
)
def test_a_setting_that_also_stands_elsewhere_is_a_warning(text: str, found: tuple[int, str] | None) -> None:
    names = {"t": TIMEOUT, "e": ENABLED, "x": "in a section where it is not documented"}
    planned = plan(text.format(**names), ONE)
    help_ = "remove one of them, or use --layout auto to write to the existing places"
    expected = [] if found is None else [("I304", found[0], found[1].format(**names), help_)]
    assert brief(planned.findings) == expected
    assert not planned.refused


def test_settings_that_belong_together_are_not_silently_split() -> None:
    text = f"[call_limit]\n{ENABLED} = True\n"
    message = f"{ANNOUNCE} is added to [api], but {ENABLED} is in [call_limit]"
    assert brief(plan(text, {ANNOUNCE: "ding"}).findings) == [
        ("I304", 2, message, "use --layout auto to write to the section of the others")
    ]
    assert plan(text, {ANNOUNCE: "ding"}, layout=Layout.AUTO).findings == ()


SECONDS = "expected a number of seconds, at least 1"


@pytest.mark.parametrize(
    ("key", "values", "code", "help_"),
    [
        (TIMEOUT, ["0", "-1", "01", "1.5", "", "x", "1\n2", "True", "9" * 10], "I310", f"{SECONDS}, or None"),
        (ENABLED, ["2", "", "maybe", "None"], "I305", "expected True or False"),
        (
            ANNOUNCE,
            ["", "a b", "a/b", "./a", "/", "/a/", "/a #b", "/a ;b", "a\nb", "a\n[x]", "/a\nb",
             "$(id)", "x;y", ".", "//a", "/a  b"],
            "I305",
            "expected a plain name, such as beep, or the full path of the audio file",
        ),
        (TO_END, ["0", "-1", "1.0", "x"], "I305", SECONDS),
        (REPEAT, ["-1", "x", "1s"], "I305", "expected a number of seconds; 0 for a single warning"),
    ],
)  # fmt: skip
def test_a_value_that_the_pbx_cannot_use_is_refused(key: str, values: list[str], code: str, help_: str) -> None:
    for value in values:
        planned = plan("", {key: value})
        assert brief(planned.findings) == [(code, 1, f"invalid value `{value}` for {key}", help_)]
        assert planned.refused
        assert planned.findings[0].file == "--set-key"


@pytest.mark.parametrize(
    ("key", "values"),
    [
        (TIMEOUT, ["1", "None", "120"]),
        (ENABLED, ["True", "no", "ON"]),
        (ANNOUNCE, ["beep", "بوق", "a-b_c.1", "/var/lib/a b/c.wav", "/beep"]),
        (TO_END, ["1", "240"]),
        (REPEAT, ["0", "10"]),
    ],
)
def test_a_value_that_the_pbx_can_use_is_taken(key: str, values: list[str]) -> None:
    for value in values:
        assert plan("", {key: value}).findings == ()


@pytest.mark.parametrize(
    ("text", "wanted", "times"),
    [
        ("", {TO_END: "5", REPEAT: "6"}, ("6", "5")),
        (f"[api]\n{TO_END} = 5\n", {REPEAT: "6"}, ("6", "5")),
        (f"[api]\n{REPEAT} = '6' # s3cret\n", {TO_END: "5"}, ("6", "5")),
        (f"[api]\n{REPEAT} = 6\n{TO_END} = 5\n", {ENABLED: "1"}, None),
        ("", {TO_END: "5", REPEAT: "5"}, None),
        (f"[api]\n{TO_END} = 2 + 3\n", {REPEAT: "6"}, None),
    ],
)
def test_a_repeat_that_is_never_heard_is_a_warning(
    text: str, wanted: dict[str, str], times: tuple[str, str] | None
) -> None:
    planned = plan(text, wanted)
    found = [(finding.code, finding.severity, finding.message, finding.help) for finding in planned.findings]
    assert found == (
        []
        if times is None
        else [
            (
                "I305",
                Severity.WARNING,
                f"the warning repeats every {times[0]} s but starts only {times[1]} s before the end",
                f"make {REPEAT} smaller than {TO_END}, or 0 for a single warning",
            )
        ]
    )


def test_two_scenarios_that_want_different_values_are_refused_with_both_places() -> None:
    first = setting(ANNOUNCE, "beep", file="a.yaml", line=12)
    same = setting(ANNOUNCE, "'beep'", file="b.yaml", line=9)
    other = setting(ANNOUNCE, "ding", section="call_limit", file="c.yaml", line=7)
    finding = Finding(
        "I306",
        "conflicting-settings",
        Severity.ERROR,
        f"{ANNOUNCE} is `ding` here but `beep` in a.yaml:12",
        "c.yaml",
        Span(7, 3, 7, 9),
        "",
        "the setting applies to the whole PBX; use one value",
    )
    assert merge_settings([first, same, other]) == ((first,), (finding,))
    planned = plan_ini(b"", [first, same, other], file="f")
    assert (planned.findings, planned.refused, planned.new_bytes) == ((finding,), True, b"")


def test_conflicts_are_told_even_where_the_file_cannot_be_read() -> None:
    planned = plan_ini(b"\0", [setting(REPEAT, "1"), setting(REPEAT, "2")], file="f")
    assert [finding.code for finding in planned.findings] == ["I306", "I301"]


def test_wanted_settings_come_in_the_order_of_the_documentation() -> None:
    wanted = [
        setting(key, "1", section=section)
        for key, section in ((REPEAT, "call_limit"), (TIMEOUT, "api"), (REPEAT, "api"))
    ]
    assert merge_settings(wanted) == ((wanted[1], wanted[0], wanted[2]), ())


def test_drift_names_the_place_in_the_file_and_who_wants_what() -> None:
    planned = plan(f"[x]\n[api]\n{TIMEOUT} = 1 # s3cret\n", {TIMEOUT: "2", ENABLED: "1"})
    elsewhere = plan("[x]\n", ONE)
    assert brief(planned.drift) == [
        ("I307", 2, f"[api] has no {ENABLED}; --set-key requires `1`", None),
        ("I307", 3, f"[api] {TIMEOUT} is `1`; --set-key requires `2`", None),
    ]
    assert brief(elsewhere.drift) == [("I307", 1, f"no section [api] with {TIMEOUT}; --set-key requires `2`", None)]


def test_drift_names_the_scenario_and_its_line() -> None:
    planned = plan_ini(b"[api]\n", [setting(TIMEOUT, "2", file="a.yaml", line=4)], file="f")
    assert brief(planned.drift) == [("I307", 1, f"[api] has no {TIMEOUT}; a.yaml:4 requires `2`", None)]


@pytest.mark.parametrize(
    ("section", "key", "message"),
    [
        ("api", "client_api_caller_timout", f"is not a managed key; did you mean `{TIMEOUT}`?"),
        ("api", "x", f"is not a managed key; managed keys: {', '.join(MANAGED)}"),
        ("redis", TIMEOUT, "belongs in [api] or [client_api_service], not in [redis]"),
        ("call_limit", TIMEOUT, "belongs in [api] or [client_api_service], not in [call_limit]"),
        ("client_api_service", ENABLED, "belongs in [api] or [call_limit], not in [client_api_service]"),
    ],
)
def test_only_managed_settings_can_be_wanted(section: str, key: str, message: str) -> None:
    with pytest.raises(ScenarioKitError) as caught:
        Setting(section, key, "1", "--set-key", START)
    assert str(caught.value) == f"--set-key: `{key}` {message}"


def test_values_can_be_checked_without_a_file() -> None:
    assert check_values([setting(TIMEOUT, "1"), setting(REPEAT, "3")]) == ()


def test_reading_does_not_look_for_each_setting_among_all_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def search(_: object) -> int:
        raise AssertionError("a search for each line makes the time grow with the square of their number")

    monkeypatch.setattr("configupdater.block.Block.container_idx", property(search))
    assert plan(f"[redis]\na = 1\n\n# c\nb = 2\n[api]\n{TIMEOUT} = 1\n", ONE).changed
