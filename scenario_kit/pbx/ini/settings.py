"""The managed settings of simotel.ini: their sections, their valid values, and the values that scenarios require."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from scenario_kit.findings.model import Finding, NodePath, Rule, ScenarioKitError, Severity, Span, did_you_mean, pointer
from scenario_kit.pbx.ini.rules import CONFLICTING_SETTINGS, INVALID_BEEPER, INVALID_SETTING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scenario_kit.language.loading import Loaded

ENABLED: Final = "call_limit_warning_beeper_enabled"
ANNOUNCE: Final = "call_limit_warning_beeper_announce"
TIME_TO_END: Final = "call_limit_warning_beeper_time_to_end_sec"
REPEAT_TIME: Final = "call_limit_warning_beeper_repeat_time_sec"
CALLER_TIMEOUT: Final = "client_api_caller_timeout"

BEEPER: Final = (ENABLED, ANNOUNCE, TIME_TO_END, REPEAT_TIME)
MANAGED: Final = (CALLER_TIMEOUT, *BEEPER)
"""The keys that this project writes, in the order of the vendor's example."""

MANAGED_SECTIONS: Final = ("api", "call_limit", "client_api_service")
"""The sections that the vendor documents for the managed keys."""

_BOOLEANS: Final = dict.fromkeys(("1", "yes", "true", "on"), "True") | dict.fromkeys(
    ("0", "no", "false", "off"), "False"
)
_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,8}")
_EXPECTED: Final[Mapping[str, tuple[str, re.Pattern[str]]]] = {
    CALLER_TIMEOUT: ("a number of seconds, at least 1, or None", re.compile(r"None|[1-9][0-9]{0,8}")),
    ENABLED: ("True or False", re.compile(r"True|False")),
    ANNOUNCE: (
        "a plain name, such as beep, or the full path of the audio file",
        re.compile(r"[\w-][\w.-]*|(?:/[\w.@+-]+(?: [\w.@+-]+)*)+"),
    ),
    TIME_TO_END: ("a number of seconds, at least 1", re.compile(r"[1-9][0-9]{0,8}")),
    REPEAT_TIME: ("a number of seconds; 0 for a single warning", _NUMBER),
}


class Layout(StrEnum):
    """The sections of the managed settings; the vendor documents two layouts.

    `API` has all of them in [api]; `CALL_LIMIT` has the warning in [call_limit] and the timeout in
    [client_api_service]; `AUTO` is the section where the file already has each key.
    """

    API = "api"
    CALL_LIMIT = "call_limit"
    AUTO = "auto"


@dataclass(frozen=True, slots=True)
class Setting:
    """A required setting and its origin; the key is managed, and documented for the section.

    Attributes:
        section: The section it is written to, unless a layout overrides it.
        key: One of the managed keys.
        value: The value to write.
        file: The scenario that requires it, or the command-line option.
        span: The place in that file.
        pointer: The place as a JSON pointer.

    Raises:
        ScenarioKitError: The key is not managed, or not documented for the section.
    """

    section: str
    key: str
    value: str
    file: str
    span: Span
    pointer: str = ""

    def __post_init__(self) -> None:
        if self.key not in MANAGED:
            hint = did_you_mean(self.key, MANAGED) or f"managed keys: {', '.join(MANAGED)}"
            raise ScenarioKitError(f"{self.place}: `{self.key}` is not a managed key; {hint}")
        if not is_managed(self.section, self.key):
            sections = f"[{section_of(self.key, Layout.API)}] or [{section_of(self.key, Layout.CALL_LIMIT)}]"
            raise ScenarioKitError(f"{self.place}: `{self.key}` belongs in {sections}, not in [{self.section}]")

    @property
    def place(self) -> str:
        """The origin, for messages."""
        return self.file if self.file.startswith("--") else f"{self.file}:{self.span.line}"

    def finding(self, rule: Rule, message: str, help_: str, severity: Severity | None = None) -> Finding:
        """Return a finding about it, at its origin."""
        severity = severity or rule.severity
        return Finding(rule.code, rule.name, severity, message, self.file, self.span, self.pointer, help_)


def section_of(key: str, layout: Layout) -> str:
    """Return the section of a managed key in a layout; for `AUTO` that of `API`."""
    if layout is not Layout.CALL_LIMIT:
        return "api"
    return "client_api_service" if key == CALLER_TIMEOUT else "call_limit"


def is_managed(section: str, key: str) -> bool:
    """Whether this project writes a key (in lower case) in a section."""
    return key in MANAGED and section in (section_of(key, Layout.API), section_of(key, Layout.CALL_LIMIT))


def unquoted(value: str) -> str:
    """Return a value without surrounding white space and quotes."""
    bare = value.strip()
    quoted = len(bare) > 1 and bare[0] == bare[-1] and bare[0] in "'\""
    return bare[1:-1].strip() if quoted else bare


def meaning(key: str, value: str) -> str:
    """Return the meaning of a managed key's value: `True` for yes, 1 and 'true', `20` for "20"."""
    bare = unquoted(value)
    return _BOOLEANS.get(bare.lower(), bare) if key == ENABLED else bare


def settings_of(loaded: Loaded) -> tuple[Setting, ...]:
    """Return the settings that one scenario requires, with their places in it."""
    if loaded.scenario is None or loaded.scenario.simotel_ini is None:
        return ()
    simotel_ini = loaded.scenario.simotel_ini
    required: list[tuple[str, object, NodePath]] = [
        (f"call_limit_warning_beeper_{name}", value, ("beeper", name)) for name, value in simotel_ini.beeper or ()
    ]
    if simotel_ini.client_api_caller_timeout is not None:
        required.insert(0, (CALLER_TIMEOUT, simotel_ini.client_api_caller_timeout, (CALLER_TIMEOUT,)))
    settings = []
    for key, value, path in required:
        section = section_of(key, Layout(simotel_ini.section))
        span, located = loaded.document.locate(("simotel_ini", *path))
        settings.append(Setting(section, key, str(value), loaded.document.file, span, pointer(located)))
    return tuple(settings)


def check_values(settings: Iterable[Setting], current: Mapping[str, str] = MappingProxyType({})) -> tuple[Finding, ...]:
    """Find invalid values of required settings, each key once, and warn of a repeat time that has no effect.

    Args:
        settings: The settings.
        current: The values that the file has, by key, for the keys that are not required.
    """
    findings = []
    required = {setting.key: setting for setting in settings}
    for key, setting in required.items():
        expected, pattern = _EXPECTED[key]
        if not pattern.fullmatch(meaning(key, setting.value)):
            rule = INVALID_BEEPER if key in BEEPER else INVALID_SETTING
            findings.append(setting.finding(rule, f"invalid value `{setting.value}` for {key}", f"expected {expected}"))
    values = {**current, **{key: setting.value for key, setting in required.items()}}
    repeat, start = (meaning(key, values.get(key, "")) for key in (REPEAT_TIME, TIME_TO_END))
    at_fault = required.get(REPEAT_TIME) or required.get(TIME_TO_END)
    if at_fault is not None and _NUMBER.fullmatch(repeat) and _NUMBER.fullmatch(start) and int(repeat) > int(start):
        message = f"the warning repeats every {repeat} s but starts only {start} s before the end"
        help_ = f"make {REPEAT_TIME} smaller than {TIME_TO_END}, or 0 for a single warning"
        findings.append(at_fault.finding(INVALID_BEEPER, message, help_, Severity.WARNING))
    return tuple(findings)


def merge_settings(settings: Iterable[Setting]) -> tuple[tuple[Setting, ...], tuple[Finding, ...]]:
    """Merge the settings that several scenarios require of one PBX.

    Returns:
        Each setting once, in the order of `MANAGED`, and a finding for every value that conflicts with the first one.
    """
    merged: dict[tuple[str, str], Setting] = {}
    first: dict[str, Setting] = {}
    findings = []
    for setting in settings:
        earlier = first.setdefault(setting.key, setting)
        if meaning(setting.key, earlier.value) == meaning(setting.key, setting.value):
            merged.setdefault((setting.section, setting.key), setting)
        else:
            message = f"{setting.key} is `{setting.value}` here but `{earlier.value}` in {earlier.place}"
            help_ = "the setting applies to the whole PBX; use one value"
            findings.append(setting.finding(CONFLICTING_SETTINGS, message, help_))
    return tuple(sorted(merged.values(), key=lambda setting: MANAGED.index(setting.key))), tuple(findings)
