"""What is shown of a plan, and that the program `patch` makes of it what we write."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from support.settings_files import (
    ANNOUNCE,
    ENABLED,
    ORIGINATE_SNIPPET,
    SETTINGS_SNIPPET,
    TIMEOUT,
    WANTED,
    plan,
    setting,
)

from scenario_kit.findings.model import ScenarioKitError
from scenario_kit.pbx.ini.diff import unified_diff
from scenario_kit.pbx.ini.plan import plan_ini

if TYPE_CHECKING:
    from pathlib import Path

SECRETS = f"""\
hunter2
token = hunter2
Basic aHVudGVyMg== : hunter2

[mongodb] # hunter2
mongodb_connection_string = mongodb://root:hunter2@db/
# redis_password = hunter2
hunter2
aHVudGVyMg== = 1
[hunter2 x]
a = 1
  hunter2
  redis_password = hunter2
[api]
  ; hunter2
{TIMEOUT} = 1 # hunter2
other: hunter2
"""


def test_the_picture_shows_names_but_no_values_of_others() -> None:
    planned = plan(SECRETS, {TIMEOUT: "2"})
    shown = unified_diff(planned)
    assert shown == (
        "--- simotel.ini\n+++ simotel.ini\n@@ -13,5 +13,5 @@\n   ***\n [api]\n   # ***\n"
        f"-{TIMEOUT} = 1 # ***\n+{TIMEOUT} = 2 # ***\n other = ***\n"
    )


@pytest.mark.parametrize(
    ("line", "masked"),
    [
        ("password = hunter2", "password = ***"),
        ("\tpassword:hunter2", "\tpassword = ***"),
        ("Password = hunter2", "*** = ***"),
        ("aHVudGVyMg== = hunter2", "*** = ***"),
        ("hunter2", "***"),
        ("[hunter2", "***"),
        ("# hunter2", "# ***"),
        ("  ;password = hunter2", "  # ***"),
        (f"#{TIMEOUT} = hunter2", "# ***"),
        ("a = 1\n  hunter2\n  password = hunter2", "  ***\n   ***"),
        ("[redis] # hunter2", "[redis]"),
        ("[hunter2 x]", "[***]"),
        ("  \t ", ""),
    ],
)
@pytest.mark.parametrize("before", ["", "[x]\n"])
def test_every_kind_of_foreign_line_is_masked(line: str, masked: str, before: str) -> None:
    shown = unified_diff(plan(f"{before}{line}\n[api]\n{TIMEOUT} = 1\n", {TIMEOUT: "2"}))
    assert "hunter2" not in shown
    if before or "\n" not in line:
        assert f"\n {masked}\n [api]\n-{TIMEOUT} = 1\n+{TIMEOUT} = 2\n" in shown


def test_nothing_is_shown_where_nothing_changes() -> None:
    assert unified_diff(plan(SETTINGS_SNIPPET, {})) == unified_diff(plan("\0", {})) == ""


def test_a_far_change_begins_a_hunk_of_its_own() -> None:
    text = f"[api]\n{TIMEOUT} = 1\n" + "a = 1\n" * 7 + f"{ENABLED} = 0\n" + "b = 2\n" * 4
    assert unified_diff(plan(text, {TIMEOUT: "2", ENABLED: "1"})) == (
        "--- simotel.ini\n+++ simotel.ini\n"
        f"@@ -1,5 +1,5 @@\n [api]\n-{TIMEOUT} = 1\n+{TIMEOUT} = 2\n a = ***\n a = ***\n a = ***\n"
        f"@@ -7,7 +7,7 @@\n a = ***\n a = ***\n a = ***\n-{ENABLED} = 0\n+{ENABLED} = True\n"
        " b = ***\n b = ***\n b = ***\n"
    )


def test_an_unfinished_last_line_is_told() -> None:
    assert unified_diff(plan("[api]\r\na = 1", {TIMEOUT: "2"})) == (
        "--- simotel.ini\n+++ simotel.ini\n@@ -1,2 +1,3 @@\n [api]\n a = ***\n\\ No newline at end of file\n"
        f"+{TIMEOUT} = 2\n\\ No newline at end of file\n"
    )


def test_a_name_with_a_newline_in_it_does_not_spoil_the_patch() -> None:
    planned = plan_ini(b"", [setting(TIMEOUT, "2")], file="a\n+b\x1b")
    assert unified_diff(planned).startswith("--- a?+b?\n+++ a?+b?\n@@ -0,0 +1,2 @@\n")


PATCHED = [
    SECRETS,
    ORIGINATE_SNIPPET,
    ORIGINATE_SNIPPET.replace("\n", "\r\n"),
    "\ufeff" + ORIGINATE_SNIPPET,
    SETTINGS_SNIPPET,
    "",
    "[api]\n",
    "[x]\npassword = hunter2",
    f"[x]\npassword = hunter2\n[api]\n{TIMEOUT} = 1",
    f"[x]\r\npassword = hunter2\r\n[api]\r\n{TIMEOUT} = 1",
    f"[api]\r\n{TIMEOUT} = 1\n{ENABLED} = 0\r\n\r\n",
    f"[api]\na = 1\n  {TIMEOUT} = 1\n  hunter2\n{ENABLED} = 0\n[x]\n",
    f"[api]\n{ANNOUNCE} = 1\n\x0c\n\x85\n{ENABLED} = 0\n",
]


@pytest.mark.parametrize("text", PATCHED)
def test_patch_makes_the_same_file_and_sees_no_foreign_line(text: str, tmp_path: Path) -> None:
    planned = plan(text, WANTED | {TIMEOUT: "7"})
    shown = unified_diff(planned, patch=True)
    file = tmp_path / "simotel.ini"
    file.write_bytes(text.encode())
    subprocess.run(["patch", "--quiet", str(file)], input=shown.encode(), check=True, cwd=tmp_path)
    assert file.read_bytes() == planned.new_bytes
    assert "hunter2" not in shown.replace(f"{TIMEOUT} = 1 # hunter2", "").replace(f"{TIMEOUT} = 7 # hunter2", "")


@pytest.mark.parametrize(
    ("text", "encoding", "why"),
    [
        ("[x]\r\npassword = hunter2", "utf-8", "the last line has no line end; add one, or use `ini apply`"),
        (f"[api]\r{TIMEOUT} = 1\n", "utf-8", "some lines end with a bare carriage return; use `ini apply`"),
        ("[api]\n", "utf-16-le", "`patch` does not support utf-16-le; use `ini apply`"),
    ],
)
def test_a_patch_that_would_show_or_spoil_a_foreign_line_is_refused(text: str, encoding: str, why: str) -> None:
    planned = plan_ini(text.encode(encoding), [setting(TIMEOUT, "2")], file="f", encoding=encoding)
    with pytest.raises(ScenarioKitError) as caught:
        unified_diff(planned, patch=True)
    assert str(caught.value) == f"f: cannot make a patch without unmanaged lines: {why}"
