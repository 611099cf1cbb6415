"""What the lines of a file become."""

from __future__ import annotations

import pytest
from support.settings_files import (
    ANNOUNCE,
    ENABLED,
    ORIGINATE_SNIPPET,
    REPEAT,
    SETTINGS_SNIPPET,
    TIMEOUT,
    TO_END,
    WANTED,
    after,
    plan,
    read,
)

from scenario_kit.pbx.ini.edits import Edit, EditKind
from scenario_kit.pbx.ini.settings import Layout

ONE = {TIMEOUT: "2"}
TWO = {TIMEOUT: "2", ANNOUNCE: "ding"}


def test_the_documented_snippet_becomes_five_settings() -> None:
    assert after(ORIGINATE_SNIPPET) == ORIGINATE_SNIPPET.replace("    call", "call")
    assert read(after(ORIGINATE_SNIPPET)) == {"api": WANTED}


def test_the_other_documented_snippet_is_changed_where_its_keys_are() -> None:
    changed = after(SETTINGS_SNIPPET, WANTED | {ANNOUNCE: "ding"}, layout=Layout.AUTO)
    assert changed == SETTINGS_SNIPPET.replace("= 5", "= 1").replace("beep\n", "ding\n")


@pytest.mark.parametrize(
    ("layout", "expected"),
    [
        (None, "[api]\n{t} = 2\n{a} = ding\n"),
        (Layout.API, "[api]\n{t} = 2\n{a} = ding\n"),
        (Layout.AUTO, "[api]\n{t} = 2\n{a} = ding\n"),
        (Layout.CALL_LIMIT, "[client_api_service]\n{t} = 2\n\n[call_limit]\n{a} = ding\n"),
    ],
)
def test_an_empty_file_gets_the_sections_of_the_layout(layout: Layout | None, expected: str) -> None:
    assert after("", TWO, layout=layout) == expected.format(t=TIMEOUT, a=ANNOUNCE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[call_limit]\n", "[call_limit]\n{a} = ding\n"),
        ("[client_api_service]\n", "[client_api_service]\n\n[api]\n{a} = ding\n"),
        ("[api]\n[call_limit]\n", "[api]\n{a} = ding\n[call_limit]\n"),
        ("[api]\n[call_limit]\n{e} = 1\n", "[api]\n[call_limit]\n{e} = 1\n{a} = ding\n"),
        ("[api]\n{t} = 5\n[call_limit]\n", "[api]\n{t} = 5\n{a} = ding\n[call_limit]\n"),
        (
            "[api]\n{a} = beep\n[call_limit]\n{a} = beep\n",
            "[api]\n{a} = ding\n[call_limit]\n{a} = ding\n",
        ),
    ],
)
def test_auto_writes_where_the_key_is_or_else_the_settings_it_belongs_with(text: str, expected: str) -> None:
    names = {"a": ANNOUNCE, "e": ENABLED, "t": TIMEOUT}
    assert after(text.format(**names), {ANNOUNCE: "ding"}, layout=Layout.AUTO) == expected.format(**names)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("{t} = 1", "{t} = 2"),
        ("{t}=1", "{t}=2"),
        ("{t}  =   1  ", "{t}  =   2  "),
        ("{t}: 1", "{t}: 2"),
        ("{t} :1", "{t} :2"),
        ("\t{t}\t=\t1", "\t{t}\t=\t2"),
        ("{T} = 1", "{T} = 2"),
        ("{t} = '1'", "{t} = 2"),
        ("{t} = 1  # seconds; not more", "{t} = 2  # seconds; not more"),
        ("{t} = '1 # 1' ; x", "{t} = 2 ; x"),
        ("{t} = # not set", "{t} = 2 # not set"),
        ("{t} =", "{t} = 2"),
        ("{t}=", "{t}=2"),
        ("{t} = ", "{t} = 2"),
        ("{t}", "{t} = 2"),
        ("{t} = None", "{t} = 2"),
        ("{t} = %(x)s$y", "{t} = 2"),
        ("{t} = 1#2", "{t} = 2"),
        ("{t} = = 1", "{t} = 2"),
    ],
)
def test_a_changed_line_keeps_its_key_delimiter_spacing_and_comment(line: str, expected: str) -> None:
    names = {"t": TIMEOUT, "T": TIMEOUT.title()}
    text = "[api]\n{}\nother = 1\n"
    if line.startswith("\t"):
        text = text.replace("other", "\tother")
    assert after(text.format(line.format(**names)), ONE) == text.format(expected.format(**names))


@pytest.mark.parametrize(
    "line",
    [
        f"{ENABLED} = True", f"{ENABLED}=true", f"{ENABLED}: 1", f"{ENABLED} = YES", f"{ENABLED} = on",
        f"{ENABLED} = 'True'", f'{ENABLED} = "true" # c', f"{ENABLED.upper()} =  True  ", f"{ENABLED} =\n    True",
    ],
)  # fmt: skip
@pytest.mark.parametrize("wanted", ["True", "yes", "1"])
def test_an_equal_value_is_left_as_it_is_written(line: str, wanted: str) -> None:
    assert not plan(f"[api]\n{line}\n", {ENABLED: wanted}).changed


@pytest.mark.parametrize(("line", "wanted"), [("1", "True"), ("'1'", "1 ")])
def test_a_number_is_no_truth_value(line: str, wanted: str) -> None:
    assert plan(f"[api]\n{TIMEOUT} = {line}\n", {TIMEOUT: wanted}).refused is (wanted == "True")


def test_a_truth_value_is_written_as_the_documentation_writes_it() -> None:
    assert after("", {ENABLED: "off"}) == f"[api]\n{ENABLED} = False\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[api]\n{e} = 1\nother = 1\n", "[api]\n{e} = 1\n{t} = 2\nother = 1\n"),
        ("[api]\nother = 1\n\n# {t} = 5\n\nlast = 1\n", "[api]\nother = 1\n\n# {t} = 5\n{t} = 2\n\nlast = 1\n"),
        ("[api]\n;{T}=5\nlast = 1\n", "[api]\n;{T}=5\n{t} = 2\nlast = 1\n"),
        ("[api]\n# {t} is not set\na = 1\n", "[api]\n# {t} is not set\na = 1\n{t} = 2\n"),
        ("[api]\na = 1\n# {t} = 5\n  b\n", "[api]\na = 1\n# {t} = 5\n  b\n{t} = 2\n"),
        ("[api]\na = 1\n\n# about x\n[x]\n", "[api]\na = 1\n{t} = 2\n\n# about x\n[x]\n"),
        ("[api]\na = 1\n# about x\n# more\n[x]\n", "[api]\na = 1\n{t} = 2\n# about x\n# more\n[x]\n"),
        ("[api]\na = 1\n# about a\n\n[x]\n", "[api]\na = 1\n# about a\n{t} = 2\n\n[x]\n"),
        ("[api]\na = 1\n  more\n\n\n", "[api]\na = 1\n  more\n{t} = 2\n\n\n"),
        ("[api]\n# about x\n[x]\n", "[api]\n{t} = 2\n# about x\n[x]\n"),
        ("[api]\n", "[api]\n{t} = 2\n"),
        ("[api]", "[api]\n{t} = 2"),
        ("[x]\na = 1", "[x]\na = 1\n\n[api]\n{t} = 2"),
        ("[x]\na = 1\n\n", "[x]\na = 1\n\n[api]\n{t} = 2\n"),
        ("before = 1\n", "before = 1\n\n[api]\n{t} = 2\n"),
        ("\n", "\n[api]\n{t} = 2\n"),
        ("[Api]\na = 1\n", "[Api]\na = 1\n\n[api]\n{t} = 2\n"),
        ("[api] # [x]\na = 1\n", "[api] # [x]\na = 1\n\n[api]\n{t} = 2\n"),
        ("[api] # c\na = 1\n", "[api] # c\na = 1\n{t} = 2\n"),
    ],
)
def test_a_new_key_stands_where_it_belongs(text: str, expected: str) -> None:
    names = {"t": TIMEOUT, "T": TIMEOUT.upper(), "e": ENABLED}
    assert after(text.format(**names), ONE) == expected.format(**names)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[api]\n  {e} = 1\n  b = 1\n", "[api]\n  {e} = 1\n  {t} = 2\n  b = 1\n"),
        ("[api]\n# {t} = 1\n\tb = 1\n\tc = 2\n", "[api]\n# {t} = 1\n\t{t} = 2\n\tb = 1\n\tc = 2\n"),
        ("[api]\n # c\n [x]\n a = 1\n", "[api]\n {t} = 2\n # c\n [x]\n a = 1\n"),
        ("[api]\n    a = 1\n  [x]\n", "[api]\n    a = 1\n    {t} = 2\n  [x]\n"),
    ],
)
def test_a_new_key_does_not_swallow_an_indented_line_below_it(text: str, expected: str) -> None:
    names = {"t": TIMEOUT, "e": ENABLED}
    assert after(text.format(**names), ONE) == expected.format(**names)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[api]\na = 1\n  {t} = 2\n", "[api]\na = 1\n{t} = 2\n"),
        ("[api]\na = 1\n  {t} = 2\n  b = 3\n\nc = 1\n", "[api]\na = 1\n  b = 3\n{t} = 2\n\nc = 1\n"),
        ("[api]\na = 1\n  b\n  {T}:2 # c\n", "[api]\na = 1\n  b\n{T}:2 # c\n"),
        ("[api]\n  a = 1\n    {t} = 5\n  b = 1\n", "[api]\n  a = 1\n  {t} = 2\n  b = 1\n"),
        ("[api]\na = 1\n\n  # c\n# d\n\n  {t} = 5\n# e\n", "[api]\na = 1\n\n  # c\n# d\n\n{t} = 2\n# e\n"),
        ("[api]\r\na = 1\r\n  {t} = 1\r\n  b", "[api]\r\na = 1\r\n  b\r\n{t} = 2"),
    ],
)
def test_a_swallowed_setting_becomes_one_of_its_own(text: str, expected: str) -> None:
    names = {"t": TIMEOUT, "T": TIMEOUT.title()}
    assert after(text.format(**names), ONE) == expected.format(**names)


def test_swallowed_settings_are_mended_though_nobody_asks_for_their_values() -> None:
    assert after(ORIGINATE_SNIPPET, {}) == after(ORIGINATE_SNIPPET)


def test_a_key_that_is_not_managed_in_its_section_is_left_swallowed() -> None:
    assert not plan(f"[redis]\na = 1\n  {TIMEOUT} = 2\n", {}).changed


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("final", [True, False])
def test_newlines_bom_and_the_end_of_the_file_stay(newline: str, bom: str, final: bool) -> None:
    text = bom + newline.join(["# فارسی", "[api]", f"{ENABLED} = 0", "", "[x]", "a = 1"]) + newline * final
    expected = text.replace(f"{ENABLED} = 0", f"{ENABLED} = True{newline}{REPEAT} = 10")
    assert after(text, {ENABLED: "True", REPEAT: "10"}) == expected


def test_each_line_of_a_file_with_mixed_newlines_keeps_its_own() -> None:
    text = f"[api]\r\n{TIMEOUT} = 1\n{ENABLED} = 0\r\n\n[x]\r\na = 1\rb = 2"
    expected = f"[api]\r\n{TIMEOUT} = 2\n{ENABLED} = 0\r\n{ANNOUNCE} = ding\r\n\n[x]\r\na = 1\rb = 2"
    assert after(text, TWO) == expected


def test_other_line_separators_of_unicode_are_part_of_a_line() -> None:
    text = f"[api]\na = 1\x0b\x0c\x1c\x85\u2028\u2029{TIMEOUT} = 1\n"
    assert after(text, ONE) == f"{text}{TIMEOUT} = 2\n"


def test_an_indented_comment_is_no_setting() -> None:
    assert (
        after(f"[api]\n  # a = b\n    {TIMEOUT} = 1\n  ; c\n", ONE) == f"[api]\n  # a = b\n    {TIMEOUT} = 2\n  ; c\n"
    )


def test_every_edit_is_told_with_its_line_and_values() -> None:
    planned = plan(
        f"[api]\n{ENABLED} = 0 # s3cret\n  {ANNOUNCE} = beep\n", {ENABLED: "True", ANNOUNCE: "ding", TO_END: "9"}
    )
    assert planned.edits == (
        Edit(EditKind.CHANGE, 2, "api", ENABLED, "0", "True"),
        Edit(EditKind.DETACH, 3, "api", ANNOUNCE, "beep", "ding"),
        Edit(EditKind.ADD, 3, "api", TO_END, None, "9"),
    )
