"""The commands as an admin uses them: what is printed where, exit codes, and that no secret is printed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from support.settings_files import ANNOUNCE, ENABLED, ORIGINATE_SNIPPET, REPEAT, TIMEOUT, TO_END

from scenario_kit.cli.ini import RESTART, ini
from scenario_kit.findings.model import ScenarioKitError

if TYPE_CHECKING:
    from click.testing import Result

SECRET = "s3cret-hunter2"
FILE = f"""\
{SECRET}
[mongodb]
mongodb_connection_string = mongodb://root:{SECRET}@localhost/
  {SECRET}
# redis_password = {SECRET}
[api]
{TIMEOUT} = 1
"""
SCENARIO = """\
version: 1
name: one
sheets:
  outgoing:
    entry: {component: outgoing_route, context: main_routing, rows: [{pattern: "0X.", next: end}]}
    end: {component: announcement, announcement: bye, next: ~}
simotel_ini:
  client_api_caller_timeout: 3
  beeper: {announce: ding}
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = Path("simotel.ini")
    path.write_text(FILE)
    return path


def run(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(ini, arguments, input=stdin)


def one(command: str, *arguments: str) -> Result:
    return run(command, "--file", "simotel.ini", "--set-key", f"{TIMEOUT}=2", *arguments)


def refusal(result: Result) -> str:
    assert isinstance(result.exception, ScenarioKitError)
    assert result.stdout == ""
    return str(result.exception)


def test_diff_shows_the_change_and_nothing_else_of_the_file(file: Path) -> None:
    result = one("diff")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        f"--- simotel.ini\n+++ simotel.ini\n@@ -4,4 +4,4 @@\n   ***\n # ***\n [api]\n-{TIMEOUT} = 1\n+{TIMEOUT} = 2\n"
    )
    assert file.read_text() == FILE


def test_diff_exits_with_one_for_a_change_only_where_that_is_asked_for(file: Path) -> None:
    assert one("diff", "--exit-code").exit_code == 1
    one("apply")
    assert (one("diff", "--exit-code").exit_code, one("diff").stdout) == (0, "")
    assert file.read_text() == FILE.replace("= 1", "= 2")


def test_diff_as_a_patch_is_in_the_encoding_of_the_file(file: Path) -> None:
    file.write_bytes("# é\n".encode("latin-1"))
    result = run("diff", "--file", "simotel.ini", "--set-key", f"{ANNOUNCE}=é", "--patch", "--encoding", "latin-1")
    assert result.stdout_bytes == (
        f"--- simotel.ini\n+++ simotel.ini\n@@ -1,0 +2,3 @@\n+\n+[api]\n+{ANNOUNCE} = é\n".encode("latin-1")
    )


def test_diff_for_programs(file: Path) -> None:
    text = file.read_text() + f"[client_api_service]\n{TIMEOUT} = 5\n"
    file.write_text(text)
    result = one("diff", "--format", "json")
    shown = json.loads(result.stdout)
    assert shown == {
        "version": 1,
        "files": 1,
        "file": "simotel.ini",
        "changed": True,
        "refused": False,
        "findings": [
            {
                "code": "I304", "name": "split-setting", "severity": "warning", "file": "simotel.ini",
                "message": f"{TIMEOUT} is also in [client_api_service] with `5`; the required value in [api] is `2`",
                "line": 9, "column": 1, "end_line": 9, "end_column": 30, "pointer": "",
                "help": "remove one of them, or use --layout auto to write to the existing places",
            }
        ],
        "summary": {"error": 0, "warning": 1, "info": 0},
        "edits": [{"kind": "change", "line": 7, "section": "api", "key": TIMEOUT, "old": "1", "new": "2"}],
        "diff": (
            "--- simotel.ini\n+++ simotel.ini\n@@ -4,6 +4,6 @@\n   ***\n # ***\n [api]\n"
            f"-{TIMEOUT} = 1\n+{TIMEOUT} = 2\n [client_api_service]\n {TIMEOUT} = 5\n"
        ),
    }  # fmt: skip


def test_check_says_what_differs_and_exits_with_one(file: Path) -> None:
    result = one("check")
    assert (result.exit_code, result.stderr) == (1, "")
    assert result.stdout.replace("\n\n", "\n") == (
        f"simotel.ini:7:1: error[I307] [api] {TIMEOUT} is `1`; --set-key requires `2`\n1 file checked: 1 error.\n"
    )
    one("apply")
    assert (one("check").exit_code, one("check").stdout) == (0, "1 file checked: no findings.\n")
    assert json.loads(one("check", "--format", "json").stdout)["findings"] == []
    assert file.read_text() == FILE.replace("= 1", "= 2")


def test_apply_writes_keeps_a_backup_and_names_the_services(file: Path) -> None:
    result = one("apply")
    backup = next(Path().glob("simotel.ini.bak-*"))
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.endswith(f"+{TIMEOUT} = 2\nUpdated simotel.ini; the backup is {backup.resolve()}.\n{RESTART}")
    assert (file.read_text(), backup.read_text()) == (FILE.replace("= 1", "= 2"), FILE)


def test_applying_twice_does_not_touch_the_file(file: Path) -> None:
    one("apply")
    before = file.stat()
    result = one("apply")
    assert (result.exit_code, result.stdout) == (
        0,
        "simotel.ini already has the required settings; nothing was written.\n",
    )
    assert file.stat() == before


def test_apply_that_is_refused_writes_nothing(file: Path) -> None:
    file.write_text(FILE + "[api]\n")
    result = one("apply")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.replace("\n\n", "\n") == (
        "simotel.ini:8:1: error[I302] duplicate section [api]; it is also on line 6\n"
        "  help: remove one of them\n"
        "1 file checked: 1 error.\nsimotel.ini: nothing was written.\n"
    )
    assert [path.name for path in Path().iterdir()] == ["simotel.ini"]


def test_a_file_that_cannot_be_read_as_settings_exits_with_two(file: Path) -> None:
    file.write_bytes(b"\xff")
    assert [one(command).exit_code for command in ("diff", "check", "apply")] == [2, 2, 2]


def test_restore_puts_the_original_bytes_back_and_again_the_new_ones(file: Path) -> None:
    data = b"\xef\xbb\xbf" + ORIGINATE_SNIPPET.replace("\n", "\r\n").encode()
    file.write_bytes(data)
    one("apply")
    changed = file.read_bytes()
    result = run("restore", "--file", "simotel.ini")
    backups = sorted(Path.cwd().glob("simotel.ini.bak-*"))
    assert (result.exit_code, file.read_bytes()) == (0, data)
    assert result.stdout == f"Restored simotel.ini from {backups[0]}; the previous file is {backups[1]}.\n{RESTART}"
    run("restore", "--file", "simotel.ini")
    assert file.read_bytes() == changed


def test_restore_of_what_is_there_does_nothing(file: Path) -> None:
    backup = file.resolve().with_name("simotel.ini.bak-20261124T210000Z")
    backup.write_text(FILE)
    result = run("restore", "--file", "simotel.ini")
    assert (result.exit_code, result.stdout) == (0, f"simotel.ini is identical to {backup}; nothing was written.\n")


def test_restore_brings_a_removed_file_back(file: Path) -> None:
    file.chmod(0o640)
    one("apply", "--keep", "1")
    file.unlink()
    result = run("restore", "--file", "simotel.ini")
    backup = next(Path.cwd().glob("simotel.ini.bak-*"))
    assert result.stdout == f"Restored simotel.ini from {backup}.\n{RESTART}"
    assert (file.read_text(), file.stat().st_mode & 0o777) == (FILE, 0o640)


def test_restore_says_where_a_backup_has_just_gone(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scenario_kit.files.replace.newest_backup", lambda *_, **__: Path("gone"))
    assert refusal(run("restore", "--file", str(file))) == "gone: the backup was removed in the meantime; run again"


def test_backups_can_be_kept_elsewhere_and_few(file: Path) -> None:
    Path("backups").mkdir()
    for value in ("2", "3", "4"):
        run(
            "apply",
            "--file",
            "simotel.ini",
            "--set-key",
            f"{TIMEOUT}={value}",
            "--backup-dir",
            "backups",
            "--keep",
            "2",
        )
    assert len(list(Path("backups").iterdir())) == 2
    run("restore", "--file", "simotel.ini", "--backup-dir", "backups")
    assert file.read_text() == FILE.replace("= 1", "= 3")


def test_scenarios_say_what_is_wanted(file: Path) -> None:
    Path("one.yaml").write_text(SCENARIO)
    result = run("apply", "one.yaml", "--file", "simotel.ini")
    assert (result.exit_code, result.stderr) == (0, "")
    settings = {TIMEOUT: "3", ENABLED: "True", ANNOUNCE: "ding", TO_END: "20", REPEAT: "10"}
    added = "".join(f"{key} = {value}\n" for key, value in settings.items())
    assert file.read_text() == FILE.replace(f"{TIMEOUT} = 1\n", added)


def test_scenarios_that_want_different_things_are_refused_with_both_places(file: Path) -> None:
    Path("one.yaml").write_text(SCENARIO)
    Path("two.yaml").write_text(
        SCENARIO.replace("name: one", "name: two").replace("ding", "dong").replace("0X.", "1X.")
    )
    result = run("check", "one.yaml", "two.yaml", "--file", "simotel.ini")
    assert result.exit_code == 1
    assert f"two.yaml:9:22: error[I306] {ANNOUNCE} is `dong` here but `ding` in one.yaml:9\n" in result.output
    assert file.read_text() == FILE


def test_a_scenario_with_errors_is_not_applied(file: Path) -> None:
    Path("one.yaml").write_text("version: 1\n")
    result = run("apply", "one.yaml", "--file", "simotel.ini")
    assert (result.exit_code, result.stdout, file.read_text()) == (1, "", FILE)
    assert "S005" in result.stderr


def test_the_file_can_come_from_standard_input(file: Path) -> None:
    result = run("diff", "--file", "-", "--set-key", f"{TIMEOUT}=2", "--patch", stdin=file.read_bytes())
    assert result.stdout == f"--- -\n+++ -\n@@ -7 +7 @@\n-{TIMEOUT} = 1\n+{TIMEOUT} = 2\n"
    written = run("apply", "--file", "-", "--set-key", f"{TIMEOUT}=2", stdin=file.read_bytes())
    assert refusal(written) == ("ini apply: cannot write to standard input; give a file, or use ini diff --patch")


def test_a_missing_file_is_made_only_where_that_is_asked_for(file: Path) -> None:
    file.unlink()
    for command in ("diff", "check", "apply"):
        assert refusal(one(command)) == "simotel.ini: no such file; --create treats it as empty"
    result = one("apply", "--create", "--layout", "call_limit")
    assert result.stdout.startswith("--- simotel.ini\n+++ simotel.ini\n@@ -0,0 +1,2 @@\n+[client_api_service]\n")
    assert f"\nCreated simotel.ini.\n{RESTART}" in result.stdout
    assert file.read_text() == f"[client_api_service]\n{TIMEOUT} = 2\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "ini: no required settings; give scenarios, or --set-key NAME=VALUE"),
        (["--set-key", "x"], "--set-key must be NAME=VALUE, for example --set-key client_api_caller_timeout=2"),
        (
            ["--set-key", "client_api_caller_timout=1"],
            f"--set-key: `client_api_caller_timout` is not a managed key; did you mean `{TIMEOUT}`?",
        ),
    ],
)
def test_wrong_use_is_told_in_one_line(file: Path, arguments: list[str], message: str) -> None:
    assert refusal(run("diff", "--file", str(file), *arguments)) == message


@pytest.mark.parametrize("command", ["diff", "check", "apply", "restore"])
def test_help_has_an_example(command: str) -> None:
    assert f"Example: scenario-kit ini {command} " in run(command, "--help").stdout


def test_what_would_steer_a_terminal_is_not_printed(file: Path) -> None:
    file.write_text(f"[api]\n{TIMEOUT} = \x1b[31m1\n")
    assert "\x1b" not in one("diff").stdout + one("check").stdout + one("apply").stdout


PROGRAM = "from scenario_kit.cli.ini import ini; ini()"
HOSTILE = [
    FILE,
    FILE.replace("[api]", f"[api]\n{TIMEOUT} = 5"),
    FILE.replace(f"{TIMEOUT} = 1", f"{TIMEOUT} = 1 ; {SECRET}\n  {SECRET}\n  password = {SECRET}\n"),
    FILE.replace(f"{TIMEOUT} = 1", f"password = {SECRET}\n  {TIMEOUT} = 1\n  {SECRET}"),
    FILE.replace("[api]", f"[api {SECRET}]\n[{SECRET}]"),
    f"= {SECRET}\n[x]\n= {SECRET}\n: {SECRET}\n",
    f"{FILE}{SECRET} = \0",
    f"{FILE}{SECRET}",
    f"[{TIMEOUT}]\n{ENABLED} {SECRET}\n{SECRET}[api] = [{SECRET}]\n",
]


@pytest.mark.unmeasured
@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    "arguments",
    [["diff"], ["diff", "--format", "json"], ["diff", "--patch"], ["check"], ["check", "--format", "json"], ["apply"]],
)
@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b"\xff\n"])
def test_no_secret_leaves_the_process(file: Path, text: str, arguments: list[str], ending: bytes) -> None:
    file.write_bytes(text.encode().replace(b"\n", ending))
    result = one(arguments[0], *arguments[1:])
    told = result.stdout + result.stderr + repr(result.exception)
    if "--patch" in arguments:
        told = told.replace(f"{TIMEOUT} = 1 ; {SECRET}", "").replace(f"{TIMEOUT} = 2 ; {SECRET}", "")
    assert SECRET not in told
    error = result.exception
    while error is not None:
        assert SECRET not in str(error)
        error = error.__context__


@pytest.mark.process
def test_the_real_command_in_a_locale_without_persian_letters(file: Path) -> None:
    file.write_text(FILE + f"{ANNOUNCE} = بوق\n", "utf-8")
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C"}
    arguments = ["diff", "--file", str(file), "--set-key", f"{ANNOUNCE}=زنگ"]
    done = subprocess.run([sys.executable, "-c", PROGRAM, *arguments], env=environment, capture_output=True, check=True)
    assert f"-{ANNOUNCE} = بوق\n+{ANNOUNCE} = زنگ\n" in done.stdout.decode()
    assert SECRET.encode() not in done.stdout + done.stderr
