"""`--ini` and the `ini` commands read a settings file alike: the same values, and the same refusals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.command import Done, kit
from support.paths import ROOT
from support.settings_files import ANNOUNCE, ENABLED, ORIGINATE_SNIPPET, TIMEOUT, TO_END

from scenario_kit.findings.model import START, Finding, ScenarioKitError, Severity
from scenario_kit.pbx.facts import DEFAULT_BARRED
from scenario_kit.pbx.ini import check
from scenario_kit.pbx.ini.edits import IniEditor
from scenario_kit.pbx.ini.facts import barred_codes, managed_values
from scenario_kit.pbx.ini.lint import lint_ini
from scenario_kit.pbx.ini.plan import plan_ini
from scenario_kit.pbx.ini.settings import MANAGED_SECTIONS, Setting, is_managed
from scenario_kit.pbx.ini.text import IniText, read_ini

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BARRED = "barred_call_pre_codes"
HARD = sorted((ROOT / "tests/pbx/ini/hard").glob("*.ini"))
VALID = {TIMEOUT: "77", ENABLED: "False", ANNOUNCE: "other"}
LINES = st.one_of(
    st.sampled_from(["", "# comment", "other = 1", "  redis_port = 1", "    more", "other", "= 1", "\ta_b = 2", "a\0"]),
    st.sampled_from([f"[{name}]" for name in (*MANAGED_SECTIONS, "security", "redis", "API")]),
    st.builds(
        "{}{}{}{}{}".format,
        st.sampled_from(["", "", "", "  "]),
        st.sampled_from([TIMEOUT, TIMEOUT.upper(), ENABLED, ANNOUNCE, TO_END, BARRED]),
        st.sampled_from([" = ", ":", "="]),
        st.sampled_from(["1", "True", "'yes'", "beep", "00,+", "['00', \"09\"]", "", "x y"]),
        st.sampled_from(["", "", " # comment", "  ;x"]),
    ),
    st.sampled_from([BARRED, TIMEOUT]),
)
TEXTS = st.lists(LINES, max_size=12).map("\n".join)
SECTIONS = st.permutations([*MANAGED_SECTIONS, "security"])


@st.composite
def tidy(draw: st.DrawFn) -> str:
    """Each section once, so that most files are accepted."""
    lines = []
    for section in draw(SECTIONS):
        lines += [f"[{section}]", *draw(st.lists(LINES.filter(lambda line: not line.startswith("[")), max_size=2))]
    return "\n".join(lines)


def refusal(read: Callable[[bytes, str], object], data: bytes) -> str | None:
    try:
        read(data, "f")
    except ScenarioKitError as error:
        return str(error)
    return None


def shown(finding: Finding) -> str:
    return f"--ini f:{finding.span.line}: {finding.message}; {finding.help}"


def reported(data: bytes, text: IniText) -> set[Finding]:
    """Return what `ini check --all` reports where every managed setting of the file is to be changed."""
    entries = [entry for entry in text.entries if is_managed(entry.section, entry.key)]
    required = [
        Setting(entry.section, entry.key, VALID.get(entry.key, "7"), "--set-key", START)
        for entry in {(entry.section, entry.key): entry for entry in entries}.values()
    ]
    plans = [plan_ini(data, settings, file="f") for settings in ([], required)]
    return {finding for plan in plans for finding in (*plan.findings, *plan.drift)} | {*lint_ini(text)}


def uncertain(findings: set[Finding], lines: set[int]) -> set[str]:
    return {
        shown(finding)
        for finding in findings
        if finding.code in ("I302", "I303") and finding.severity is Severity.ERROR and finding.span.line in lines
    }


def lines_of(text: IniText, sections: tuple[str, ...], names: Callable[[str, str], bool]) -> set[int]:
    entries = [entry for entry in text.entries if names(entry.section, entry.key)]
    headers = {section.header + 1 for section in text.sections if section.name in sections}
    return headers.union(*(range(entry.first + 1, entry.last + 2) for entry in entries))


def agree(data: bytes) -> None:
    text = read_ini(data, file="f")
    if isinstance(text, Finding):
        assert refusal(managed_values, data) == refusal(barred_codes, data) == shown(text)
        return
    findings = reported(data, text)
    managed = uncertain(findings, lines_of(text, MANAGED_SECTIONS, is_managed))
    message = refusal(managed_values, data)
    assert message in managed if managed else message is None
    if message is None:
        values = managed_values(data, "f")
        entries = {(entry.section, entry.key) for entry in text.entries if is_managed(entry.section, entry.key)}
        assert values.keys() == {key for _, key in entries}
        for key, value in values.items():
            section = "api" if ("api", key) in entries else next(name for name, other in entries if other == key)
            targets = {(section, key): Setting(section, key, value, "s", START)}
            assert list(check.drift(IniEditor(text), targets)) == []

    def is_barred(section: str, key: str) -> bool:
        return section == "security" and key == BARRED

    barred = uncertain(findings, lines_of(text, ("security",), is_barred))
    message = refusal(barred_codes, data)
    assert message in barred if barred else message is None
    entry = text.find("security", BARRED)
    if message is None and (entry is None or not text.parts(entry).delimiter):
        assert barred_codes(data, "f") == DEFAULT_BARRED
    elif message is None and entry is not None and not list(text.continuation(entry)):
        codes = {"00,+": ("00", "+"), "['00', \"09\"]": ("00", "09"), "'yes'": ("yes",), "": ()}
        value = text.parts(entry).value
        assert barred_codes(data, "f") == codes.get(value, (value,))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(TEXTS, tidy()))
def test_a_file_has_the_same_values_and_refusals_for_both(text: str) -> None:
    agree(text.encode())


@pytest.mark.parametrize("file", HARD, ids=lambda file: file.stem)
def test_a_hard_file_has_the_same_values_and_refusals_for_both(file: Path) -> None:
    agree(file.read_bytes())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"[api]\n{TIMEOUT} = 1\n[api]\n", "3: duplicate section [api]; it is also on line 1; remove one of them"),
        (
            f"[api]\n{TIMEOUT} = 1\n{TIMEOUT} = 2\n",
            f"3: duplicate key {TIMEOUT} in [api]; it is also on line 2; remove one of them",
        ),
        (
            f"[api]\n{TIMEOUT} = 1\n  {ENABLED} = True\n",
            f"3: {ENABLED} is on an indented line, so it is read as part of the value on line 2; indent it like line 2",
        ),
        (
            f"[api]\n{TIMEOUT} = 1\n  s3cret\n",
            (f"3: this unmanaged line is read as part of the value of {TIMEOUT} on line 2; "
            "remove its indentation, or remove the line"),
        ),
        (
            f"[security]\n{BARRED} = 00\n{BARRED} = 09\n",
            f"3: duplicate key {BARRED}; it is also on line 2; remove one of them",
        ),
        (
            f"[security]\na = 1\n  {BARRED} = 09\n",
            f"3: {BARRED} is on an indented line, so it is read as part of the value on line 2; indent it like line 2",
        ),
        ("[api]\na = \0\n", ("2: cannot read the file: the line contains a NUL byte; "
         "the file is damaged; restore it from a backup")),
    ],
)  # fmt: skip
def test_a_value_that_is_not_certain_is_refused_with_its_line(text: str, message: str) -> None:
    refusals = [refused for read in (barred_codes, managed_values) if (refused := refusal(read, text.encode()))]
    assert set(refusals) == {f"--ini f:{message}"}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("password = 1\n[api]\nclient_api_caller_timeout = 7\n", {TIMEOUT: "7"}),
        (f"[call_limit]\n{ENABLED}: yes # at night\n[api]\n{ENABLED} = 'off'\n", {ENABLED: "False"}),
        (f"[client_api_service]\n{TIMEOUT.upper()} = '7' ; x\n[redis]\n[redis]\n", {TIMEOUT: "7"}),
        (f"[api]\n{ANNOUNCE} = 'a # b'\n", {ANNOUNCE: "a # b"}),
    ],
)
def test_managed_values(text: str, values: dict[str, str]) -> None:
    assert managed_values(text.encode(), "f") == values


def test_a_list_of_barred_codes_may_have_several_lines() -> None:
    assert barred_codes(b"[security]\nbarred_call_pre_codes = ['00',\n  '+',\n  ]\n", "f") == ("00", "+")


SCENARIO = """\
version: 1
name: call
originate: {caller: 521, callee: 09371234567, context: main_routing, caller_id: 557}
call: {dial: {trunk: Cisco}, unavailable: sorry}
simotel_ini: {client_api_caller_timeout: 3}
"""


def test_build_still_corrects_the_swallowed_settings_that_other_commands_refuse(tmp_path: Path) -> None:
    (tmp_path / "call.yaml").write_text(SCENARIO)
    (tmp_path / "simotel.ini").write_text(ORIGINATE_SNIPPET)
    message = (
        f"scenario-kit: --ini simotel.ini:5: {ANNOUNCE} is on an indented line, so it is read as part of the value on "
        "line 4; indent it like line 4\n"
    )
    assert kit("validate", "call.yaml", "--ini", "simotel.ini", cwd=tmp_path) == Done(2, "", message)
    assert kit("build", "call.yaml", "-o", "out", "--ini", "simotel.ini", cwd=tmp_path).code == 0
    assert f"\n{ANNOUNCE} = beep\n" in (tmp_path / "out/simotel.ini").read_text()
