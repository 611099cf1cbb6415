"""What the tests of the settings file begin with."""

from __future__ import annotations

from configparser import RawConfigParser
from typing import TYPE_CHECKING

from scenario_kit.findings.model import START, Span
from scenario_kit.pbx.ini.plan import plan_ini
from scenario_kit.pbx.ini.settings import MANAGED, Setting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scenario_kit.findings.model import Finding
    from scenario_kit.pbx.ini.plan import IniPlan
    from scenario_kit.pbx.ini.settings import Layout

TIMEOUT, ENABLED, ANNOUNCE, TO_END, REPEAT = MANAGED

WANTED = {TIMEOUT: "1", ENABLED: "True", ANNOUNCE: "beep", TO_END: "20", REPEAT: "10"}

ORIGINATE_SNIPPET = f"""\
[api]
# default=None
{TIMEOUT} = 1
{ENABLED} = True
    {ANNOUNCE} = beep
    {TO_END} = 20
    {REPEAT} = 10
\t
"""

SETTINGS_SNIPPET = f"""\
[client_api_service]
{TIMEOUT} = 5

[call_limit]
{ENABLED} = True
{ANNOUNCE} = beep
{TO_END} = 20
{REPEAT} = 10
"""


def setting(key: str, value: str, *, section: str = "api", file: str = "--set-key", line: int = 1) -> Setting:
    return Setting(section, key, value, file, START if line == 1 else Span(line, 3, line, 9))


def plan(text: str, wanted: Mapping[str, str] = WANTED, *, layout: Layout | None = None) -> IniPlan:
    return plan_ini(text.encode(), [setting(*item) for item in wanted.items()], file="simotel.ini", layout=layout)


def after(text: str, wanted: Mapping[str, str] = WANTED, *, layout: Layout | None = None) -> str:
    planned = plan(text, wanted, layout=layout)
    assert planned.findings == ()
    return planned.new_bytes.decode()


def read(text: str) -> dict[str, dict[str, str | None]]:
    """Read as Python does: what stands before the first section is left out, which configparser refuses."""
    parser = RawConfigParser(strict=False, allow_no_value=True, default_section="")
    parser.read_string(text)
    return {section: dict(parser[section]) for section in parser.sections()}


def brief(findings: tuple[Finding, ...]) -> list[tuple[str, int, str, str | None]]:
    return [(f.code, f.span.line, f.message, f.help) for f in findings]
