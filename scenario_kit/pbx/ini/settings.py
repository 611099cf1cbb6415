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
    from collections.abc import Iterable, Iterator, Mapping

    from scenario_kit.language.loading import Loaded
    from scenario_kit.language.spec import SimotelIni

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

    def finding(
        self, rule: Rule, message: str, help_: str | None = None, *, severity: Severity | None = None
    ) -> Finding:
        """Return a finding about it, at its origin."""
        return Finding(
            rule.code, rule.name, severity or rule.severity, message, self.file, self.span, self.pointer, help_
        )


def section_of(key: str, layout: Layout) -> str:
    """Return the section of a managed key in a layout; for `AUTO` that of `API`."""
    if layout is not Layout.CALL_LIMIT:
        return "api"
    return "client_api_service" if key == CALLER_TIMEOUT else "call_limit"


def is_managed(section: str, key: str) -> bool:
    """Whether this project writes a key (in lower case) in a section."""
    return key in MANAGED and section in (section_of(key, Layout.API), section_of(key, Layout.CALL_LIMIT))


def meaning(key: str, value: str) -> str:
    """Return the meaning of a managed key's value: `True` for yes, 1 and 'true', `20` for "20"."""
    bare = value.strip()
    if len(bare) > 1 and bare[0] == bare[-1] and bare[0] in "'\"":
        bare = bare[1:-1].strip()
    return _BOOLEANS.get(bare.lower(), bare) if key == ENABLED else bare


def settings_of(loaded: Loaded) -> tuple[Setting, ...]:
    """Return the settings that one scenario requires, with their places in it."""
    if loaded.scenario is None or loaded.scenario.simotel_ini is None:
        return ()
    simotel_ini = loaded.scenario.simotel_ini
    layout = Layout(simotel_ini.section)
    settings = []
    for key, value, path in _required(simotel_ini):
        span, located = loaded.document.locate(path)
        settings.append(Setting(section_of(key, layout), key, value, loaded.document.file, span, pointer(located)))
    return tuple(settings)


def _required(simotel_ini: SimotelIni) -> Iterator[tuple[str, str, NodePath]]:
    root: NodePath = ("simotel_ini",)
    timeout = simotel_ini.client_api_caller_timeout
    if timeout is not None:
        yield CALLER_TIMEOUT, str(timeout), (*root, CALLER_TIMEOUT)
    for name, value in simotel_ini.beeper or ():
        yield f"call_limit_warning_beeper_{name}", str(value), (*root, "beeper", name)


def check_values(settings: Iterable[Setting], current: Mapping[str, str] = MappingProxyType({})) -> tuple[Finding, ...]:
    """Check the values of required settings.

    Args:
        settings: The settings, each key once.
        current: The values that the file has, by key, for the keys that are not required.

    Returns:
        A finding for each invalid value, and a warning for a repeat time that has no effect.
    """
    findings = []
    required = {setting.key: setting for setting in settings}
    for key, setting in required.items():
        expected, pattern = _EXPECTED[key]
        if not pattern.fullmatch(meaning(key, setting.value)):
            rule = INVALID_BEEPER if key in BEEPER else INVALID_SETTING
            findings.append(setting.finding(rule, f"invalid value `{setting.value}` for {key}", f"expected {expected}"))
    values = {**current, **{key: setting.value for key, setting in required.items()}}
    times = [meaning(key, values.get(key, "")) for key in (REPEAT_TIME, TIME_TO_END)]
    if all(_NUMBER.fullmatch(time) for time in times) and int(times[0]) > int(times[1]):
        setting_at_fault = required.get(REPEAT_TIME) or required.get(TIME_TO_END)
        if setting_at_fault is not None:
            message = f"the warning repeats every {times[0]} s but starts only {times[1]} s before the end"
            help_ = f"make {REPEAT_TIME} smaller than {TIME_TO_END}, or 0 for a single warning"
            findings.append(setting_at_fault.finding(INVALID_BEEPER, message, help_, severity=Severity.WARNING))
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
            findings.append(
                setting.finding(
                    CONFLICTING_SETTINGS,
                    f"{setting.key} is `{setting.value}` here but `{earlier.value}` in {earlier.place}",
                    "the setting applies to the whole PBX; use one value",
                )
            )
    order = {key: number for number, key in enumerate(MANAGED)}
    return tuple(sorted(merged.values(), key=lambda setting: order[setting.key])), tuple(findings)
