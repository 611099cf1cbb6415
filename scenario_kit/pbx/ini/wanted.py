"""What is wanted of a simotel.ini: the managed settings, their places, and which values the PBX can use."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from scenario_kit.findings.model import Finding, Rule, ScenarioKitError, Severity, Span, did_you_mean
from scenario_kit.pbx.ini.rules import CONFLICTING_SETTINGS, INVALID_BEEPER, INVALID_SETTING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ENABLED: Final = "call_limit_warning_beeper_enabled"
ANNOUNCE: Final = "call_limit_warning_beeper_announce"
TIME_TO_END: Final = "call_limit_warning_beeper_time_to_end_sec"
REPEAT_TIME: Final = "call_limit_warning_beeper_repeat_time_sec"
CALLER_TIMEOUT: Final = "client_api_caller_timeout"

BEEPER: Final = (ENABLED, ANNOUNCE, TIME_TO_END, REPEAT_TIME)
MANAGED: Final = (CALLER_TIMEOUT, *BEEPER)
"""The keys that this project writes, in the order in which the vendor's example has them."""

_BOOLEANS: Final = dict.fromkeys(("1", "yes", "true", "on"), "True") | dict.fromkeys(
    ("0", "no", "false", "off"), "False"
)
_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,8}")
_EXPECTED: Final[Mapping[str, tuple[str, re.Pattern[str]]]] = {
    CALLER_TIMEOUT: ("a number of seconds from 1 on, or None", re.compile(r"None|[1-9][0-9]{0,8}")),
    ENABLED: ("True or False", re.compile(r"True|False")),
    ANNOUNCE: (
        "a plain name, such as beep, or the full path of the audio file",
        re.compile(r"[\w-][\w.-]*|(?:/[\w.@+-]+(?: [\w.@+-]+)*)+"),
    ),
    TIME_TO_END: ("a number of seconds from 1 on", re.compile(r"[1-9][0-9]{0,8}")),
    REPEAT_TIME: ("a number of seconds; 0 for one warning", _NUMBER),
}


class Layout(StrEnum):
    """Where the managed settings stand; the vendor's documentation has them in two ways.

    `API` puts all of them in [api]; `CALL_LIMIT` the warning's in [call_limit] and the time-out in
    [client_api_service]; `AUTO` each where the file has it already.
    """

    API = "api"
    CALL_LIMIT = "call_limit"
    AUTO = "auto"


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting that is wanted, and where it was asked for; the key is managed, and documented for the section.

    Attributes:
        section: The section it goes to, unless a layout says otherwise.
        key: One of the managed keys.
        value: The value, as it is to be written.
        file: The scenario that asks for it, or the option of the command line.
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
            hint = did_you_mean(self.key, MANAGED) or f"managed are: {', '.join(MANAGED)}"
            raise ScenarioKitError(f"{self.place}: `{self.key}` is not a setting that is managed here; {hint}")
        if not is_managed(self.section, self.key):
            sections = f"[{section_of(self.key, Layout.API)}] or [{section_of(self.key, Layout.CALL_LIMIT)}]"
            raise ScenarioKitError(f"{self.place}: `{self.key}` belongs in {sections}, not in [{self.section}]")

    @property
    def place(self) -> str:
        """Where it was asked for, in words."""
        return self.file if self.file.startswith("--") else f"{self.file}:{self.span.line}"

    def finding(
        self, rule: Rule, message: str, help_: str | None = None, *, severity: Severity | None = None
    ) -> Finding:
        """Return a finding about it, at the place where it was asked for."""
        return Finding(
            rule.code, rule.name, severity or rule.severity, message, self.file, self.span, self.pointer, help_
        )


def section_of(key: str, layout: Layout) -> str:
    """Return the section of a managed key in a layout; `AUTO` has none of its own and is taken for `API`."""
    if layout is not Layout.CALL_LIMIT:
        return "api"
    return "client_api_service" if key == CALLER_TIMEOUT else "call_limit"


def is_managed(section: str, key: str) -> bool:
    """Whether a key (in lower case) of a section is one that this project writes."""
    return key in MANAGED and section in (section_of(key, Layout.API), section_of(key, Layout.CALL_LIMIT))


def meaning(key: str, value: str) -> str:
    """Return the meaning of a managed key's value: `True` for yes, 1 and 'true', `20` for "20"."""
    bare = value.strip()
    if len(bare) > 1 and bare[0] == bare[-1] and bare[0] in "'\"":
        bare = bare[1:-1].strip()
    return _BOOLEANS.get(bare.lower(), bare) if key == ENABLED else bare


def check_values(settings: Iterable[Setting], held: Mapping[str, str] = MappingProxyType({})) -> tuple[Finding, ...]:
    """Check that the PBX can use the values that are wanted.

    Args:
        settings: The settings, each key once.
        held: The values that the PBX has already, by key, for what is not wanted.

    Returns:
        A finding for each value that is not of the documented kind, and a warning for a repeat that is never heard.
    """
    findings = []
    wanted = {setting.key: setting for setting in settings}
    for key, setting in wanted.items():
        expected, fits = _EXPECTED[key]
        if not fits.fullmatch(meaning(key, setting.value)):
            rule = INVALID_BEEPER if key in BEEPER else INVALID_SETTING
            findings.append(setting.finding(rule, f"{key} cannot be `{setting.value}`", f"write {expected}"))
    known = {**held, **{key: setting.value for key, setting in wanted.items()}}
    times = [meaning(key, known.get(key, "")) for key in (REPEAT_TIME, TIME_TO_END)]
    if all(_NUMBER.fullmatch(time) for time in times) and int(times[0]) > int(times[1]):
        late = wanted.get(REPEAT_TIME) or wanted.get(TIME_TO_END)
        if late is not None:
            message = f"the warning repeats every {times[0]} s, but begins only {times[1]} s before the end"
            help_ = f"make {REPEAT_TIME} smaller than {TIME_TO_END}, or 0 for one warning"
            findings.append(late.finding(INVALID_BEEPER, message, help_, severity=Severity.WARNING))
    return tuple(findings)


def merge_wanted(settings: Iterable[Setting]) -> tuple[tuple[Setting, ...], tuple[Finding, ...]]:
    """Bring together what several scenarios want of one PBX.

    Returns:
        Each setting once, in the order of `MANAGED`, and a finding for every value that differs from the first one.
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
                    f"{setting.key} is wanted as `{setting.value}` here and as `{earlier.value}` in {earlier.place}",
                    "the setting holds for the whole PBX; agree on one value",
                )
            )
    order = {key: number for number, key in enumerate(MANAGED)}
    return tuple(sorted(merged.values(), key=lambda setting: order[setting.key])), tuple(findings)
