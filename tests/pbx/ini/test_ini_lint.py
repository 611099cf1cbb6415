"""A whole file beside the documentation of its keys; whole findings, without a word of what is not documented."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from support.settings_files import ANNOUNCE, ENABLED, ORIGINATE_SNIPPET, SETTINGS_SNIPPET, TIMEOUT, TO_END, brief

from scenario_kit.cli.ini import ini
from scenario_kit.findings.model import Finding, Severity, Span
from scenario_kit.pbx.ini.keys import documented_keys
from scenario_kit.pbx.ini.lint import lint_ini
from scenario_kit.pbx.ini.text import IniText, read_ini

if TYPE_CHECKING:
    from pathlib import Path

INDENT = "indent it like line 2"


def surveyed(text: str) -> tuple[Finding, ...]:
    parsed = read_ini(text.encode(), file="simotel.ini")
    assert isinstance(parsed, IniText)
    return lint_ini(parsed)


def documented_file() -> str:
    """The file as the settings page shows it, section by section, the keys without a section last."""
    sections: dict[str, list[str]] = {}
    for key in documented_keys().values():
        sections.setdefault(key.sections[-1] if key.sections else "services", []).append(
            f"{key.name} = {key.shown or 'mongodb://u:p@localhost'}  "
        )
    return "".join(f"[{name}]\n" + "\n".join(lines) + "\n\n" for name, lines in sections.items())


@pytest.mark.parametrize("text", ["", documented_file(), SETTINGS_SNIPPET, documented_file().replace("\n", "\r\n")])
def test_a_file_as_it_is_documented_has_nothing_wrong(text: str) -> None:
    assert surveyed(text) == ()


def test_the_documented_snippet_swallows_three_settings() -> None:
    assert [(finding.code, finding.span.line) for finding in surveyed(ORIGINATE_SNIPPET)] == [
        ("I303", 5), ("I303", 6), ("I303", 7)
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "[redis]\ns3cret = s3cret\nredis_host2 = a\nredis_sentinel = b\nredis_dc = 1\n",  # a short word is another one
        "[mine]\nredis_prt = 1\n[redis]\n",  # a section of someone else's
        "[redis]\nredis_port = 1\nredis_prt = 2\n",  # the key is there, so the other is another one
        "[logging]\nlog_nonitor_exyen_s3cret = 1\n",
        "[DEFAULT]\nredis_port = 1\n",
        "service_fax_monitor_enabled = True\n[x]\nservice_simulator_enabled = 0\n",
        "[websocket]\nweb_socket_permitted_origin = ['a',\n    'b',\n  ]\n",
        "[mine]\nlist = [\n  an_item = s3cret\n  ]\n",
        "[mine]\ncertificate = s3cret\n  abcd==\n  key: s3cret\n  s3cret=\n",
        "[websocket]\nweb_socket_check_origin_list = s3cret\n",
    ],
)
def test_what_is_not_documented_is_left_in_peace(text: str) -> None:
    assert surveyed(text) == ()


@pytest.mark.parametrize(
    ("text", "line", "where", "belongs"),
    [
        ("[mine]\nredis_port = 1\n", 2, "in another section", "[redis]"),
        ("[Redis]\nredis_port = 1\n", 2, "in another section", "[redis]"),
        ("[ami]\nREDIS_PORT = 1\n", 2, "in [ami]", "[redis]"),
        ("redis_port = 1\n[redis]\n", 1, "before the first section", "[redis]"),
    ],
)
def test_a_key_in_the_wrong_section(text: str, line: int, where: str, belongs: str) -> None:
    message = f"redis_port is {where}, but belongs in {belongs}"
    assert brief(surveyed(text)) == [("I308", line, message, f"move the line to {belongs}")]


def test_a_key_that_is_documented_twice_may_be_in_two_sections() -> None:
    found = surveyed(f"[call]\n{TIMEOUT} = 1\n")
    message = f"{TIMEOUT} is in [call], but belongs in [api] or [client_api_service]"
    assert brief(found) == [("I308", 2, message, "move the line to [api] or [client_api_service]")]


@pytest.mark.parametrize(
    ("section", "wrong", "meant"),
    [
        ("redis", "redis_pasword", "redis_password"),
        ("redis", "redis_passsword", "redis_password"),
        ("redis", "redis_passwodr", "redis_password"),
        ("redis", "redis_paswsord", "redis_password"),
        ("redis", "redis-password", "redis_password"),
        ("redis", "Redis Password", "redis_password"),
        ("redis", "redispassword", "redis_password"),
        ("redis", "rediss_passwort", "redis_password"),
        ("call_limit", "call_limit_warning_beper_anounce", ANNOUNCE),
        ("api", "call_limit_waring_beeper_enabeld", ENABLED),
        ("client_api_service", "client_api_caller_timeot", TIMEOUT),
        ("mine", "service_simulater_enabled", "service_simulator_enabled"),
        ("voicemail", "voicemailv2_directry", "voicemailv2_directory"),
        ("logging", "log_monitor_trnk", "log_monitor_trunk"),
    ],
)
def test_a_misspelt_key(section: str, wrong: str, meant: str) -> None:
    found = surveyed(f"[{section}]\n{wrong} = s3cret\n")
    message = "unknown key that looks like a documented one"
    assert brief(found) == [("I309", 2, message, f"did you mean `{meant}`?")]


def test_a_value_that_the_pbx_cannot_use() -> None:
    text = "[redis]\nredis_port = s3cret\n[ami]\nami_port = '5038\n[mongodb]\nmongodb_connection_string = s3cret\n"
    assert surveyed(text)[0].severity is Severity.ERROR
    assert brief(surveyed(text)) == [
        ("I310", 2, "invalid value for redis_port", "expected a whole number from 1 to 65535, such as `6379`"),
        ("I310", 4, "invalid value for ami_port", "expected a whole number from 1 to 65535, such as `'5038'`"),
        (
            "I310", 6, "invalid value for mongodb_connection_string",
            "expected a database URL, mongodb://…",
        ),
    ]  # fmt: skip


def test_a_comment_behind_a_value_and_lines_that_continue_it() -> None:
    assert surveyed("[redis]\nredis_db = 1  # s3cret\n") == ()
    found = surveyed("[redis]\nredis_db = 1\n  s3cret\n  redis_port = 1\n  redis_else = 3\n")
    assert [(finding.code, finding.span.line) for finding in found] == [("I310", 2), ("I303", 4), ("I303", 5)]
    assert surveyed("[redis]\nredis_db = 1\n\n# s3cret\n") == ()
    assert [finding.code for finding in surveyed("[redis]\nredis_db\n")] == ["I310"]


def test_swallowed_settings_anywhere() -> None:
    found = surveyed(f"[mine]\ns3cret = 1\n  redis_port = 1\n  my_s3cret = 2\n  {TO_END} = 2\n")
    of_two = "is read as part of the value on line 2"
    assert brief(found) == [
        ("I303", 3, f"redis_port is on an indented line, so it {of_two}", INDENT),
        ("I303", 4, f"this line looks like a setting but {of_two}", INDENT),
        ("I303", 5, f"{TO_END} is on an indented line, so it {of_two}", INDENT),
    ]
    assert [finding.severity for finding in found] == [Severity.ERROR, Severity.WARNING, Severity.ERROR]
    assert found[1].span == Span(4, 3, 4, 16)


def test_what_stands_twice_anywhere() -> None:
    text = "[redis]\nredis_db = 1\ns3cret = 1\nredis_db = 2\ns3cret = 2\n[s3cret]\n[redis]\n[s3cret]\n[api]\n[api]\n"
    text += f"{TIMEOUT} = 1\n{TIMEOUT} = 2\n"  # the plan's to tell
    assert brief(surveyed(text)) == [
        ("I302", 4, "duplicate key redis_db; it is also on line 2", "remove one of them"),
        ("I302", 5, "duplicate key; it is also on line 3", "remove one of them"),
        ("I302", 7, "duplicate section [redis]; it is also on line 1", "remove one of them"),
        ("I302", 8, "duplicate section; it is also on line 6", "remove one of them"),
    ]


WRONG = f"[redis]\nredis_port = s3cret\nredis_pasword = s3cret\n[s3cret]\nredis_db = 3\n[api]\n{ORIGINATE_SNIPPET[6:]}"


def check(file: Path, text: str, *arguments: str) -> tuple[int, str]:
    file.write_text(text)
    result = CliRunner().invoke(ini, ["check", "--all", "--file", str(file), *arguments])
    assert result.stderr == ""
    return result.exit_code, result.stdout


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path.relative_to(tmp_path) / "simotel.ini"


def test_the_command_checks_the_whole_file_without_anything_wanted(file: Path) -> None:
    code, told = check(file, WRONG)
    assert code == 1
    assert [line.split("] ")[0] for line in told.splitlines() if line.startswith("simotel")] == [
        "simotel.ini:2:1: error[I310", "simotel.ini:3:1: warning[I309", "simotel.ini:5:1: warning[I308",
        "simotel.ini:10:5: error[I303", "simotel.ini:11:5: error[I303", "simotel.ini:12:5: error[I303",
    ]  # fmt: skip
    assert "s3cret" not in told
    assert check(file, documented_file()) == (0, "1 file checked: no findings.\n")


def test_warnings_do_not_fail_it(file: Path) -> None:
    assert check(file, "[mine]\nredis_port = 1\n")[0] == 0


def test_the_command_tells_programs_the_same_beside_what_is_wanted(file: Path) -> None:
    code, told = check(file, WRONG, "--set-key", f"{TIMEOUT}=2", "--format", "json")
    assert code == 1
    assert [finding["code"] for finding in json.loads(told)["findings"]] == [
        "I310", "I309", "I308", "I307", "I303", "I303", "I303"
    ]  # fmt: skip
    assert "s3cret" not in told


def test_a_file_that_cannot_be_read_is_not_checked_further(file: Path) -> None:
    code, told = check(file, "[redis]\nredis_port = \0\n")
    assert (code, told.count("error[")) == (2, 1)
