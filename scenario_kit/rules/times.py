"""Times: seconds that nobody intends, and conditions that decide nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from scenario_kit.findings.model import Problem, Rule, Severity
from scenario_kit.language.calendars import MONTHS
from scenario_kit.language.catalogue import ComponentName, ParameterType, Role
from scenario_kit.language.component_models import VariableReference
from scenario_kit.language.values import DAYS, WithUnit
from scenario_kit.rules.checks import checks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scenario_kit.callgraph.graph import CallGraph, Component
    from scenario_kit.callgraph.intended import IntendedGraph
    from scenario_kit.findings.model import NodePath

POINTLESS_CONDITION = Rule(
    "C231",
    "pointless-condition",
    Severity.WARNING,
    "All calls leave a condition in the same direction.",
    "It decides nothing; usually the hours or a wire are missing.",
)
OVERLAPPING_RANGES = Rule(
    "C232",
    "overlapping-ranges",
    Severity.WARNING,
    "Two time ranges of a day overlap.",
    "One of them is not what was intended, or repeats the other.",
)
IMPLAUSIBLE_TIME = Rule(
    "C234",
    "implausible-time",
    Severity.WARNING,
    "A number of seconds is 0, longer than a day, or looks like milliseconds.",
    "The PBX waits or limits the talk for a time that nobody intended.",
)

_CONDITION: Final = ("match", "no_match")
_DAY_SEC: Final = 86_400
_THOUSAND: Final = 1000
_HALF_HOUR_SEC: Final = 1800
_LONG_SEC: Final = 10_000
_AT_MOST: Final = ", else a time of at most a day"
_LIMITS: Final = ("call_limit", "call_limit_sec")
_LONG_TIMES: Final = (*_LIMITS, "delay_sec")


@checks(POINTLESS_CONDITION)
def pointless_condition(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the conditions whose outputs lead to one component, and hours that hold always or never."""
    calls = intended.calls
    for component in calls.components:
        if component.type.outputs != _CONDITION:
            continue
        what = f"{component.type.label} `{component.key}`"
        targets = calls.targets(component.id)
        if len(targets) == len(_CONDITION) and targets["match"] == targets["no_match"]:
            target = calls.component(targets["match"]).key.removeprefix("jump-out:")
            message = f"both outputs of {what} lead to `{target}`"
            help_ = "change one of the two targets, or remove the condition"
            yield Problem(POINTLESS_CONDITION, (*component.path, "next"), message, help_, on_key=True)
        elif component.type.name == ComponentName.TIME_CONDITION:
            constant = _constant_hours(component)
            if constant is not None:
                message, help_ = constant
                yield Problem(POINTLESS_CONDITION, component.path, f"{what} {message}", help_, on_key=True)


def _constant_hours(component: Component) -> tuple[str, str] | None:
    """Return what is wrong with hours that always or never hold, and what to write instead."""
    week, months, dates = (
        component.parameters.get(name, ()) for name in ("days_of_week", "month_exceptions", "date_exceptions")
    )
    if any(isinstance(value, VariableReference) for value in (week, months, dates)):
        return None
    ranges = week if isinstance(week, Mapping) else {}
    if not any(ranges.values()):
        return "has no hours, so it never matches", "add them, for example `days_of_week: {sat: [08:00-15:30]}`"
    excepted = {MONTHS[text.lower()] for text in months} if isinstance(months, tuple) else set()
    if excepted == set(MONTHS.values()):
        return "never matches, because all months are exceptions", "remove the months in which it applies"
    if not excepted and not dates and all(_is_whole_day(ranges.get(day, ())) for day in DAYS):
        return "always matches, day and night", "leave out the hours for `no_match`, or remove the condition"
    return None


def _is_whole_day(ranges: Sequence[str]) -> bool:
    reached = "00:00"
    for range_ in sorted(ranges):
        begin, end = range_.split("-")
        if begin <= reached:
            reached = max(reached, end)
    return reached == "24:00"


@checks(OVERLAPPING_RANGES)
def overlapping_ranges(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the time ranges that overlap another one of the same day."""
    for component in intended.calls.components:
        week = component.parameters.get("days_of_week")
        for day, ranges in week.items() if isinstance(week, Mapping) else ():
            yield from _overlaps((*component.path, "days_of_week", day), ranges)


def _overlaps(path: NodePath, ranges: Sequence[str]) -> Iterator[Problem]:
    order = sorted(range(len(ranges)), key=lambda index: (ranges[index], index))
    latest = order[0] if order else 0
    for index in order[1:]:
        begin, end = ranges[index].split("-")
        first, last = ranges[latest].split("-")
        if begin < last:
            earlier, later = sorted((index, latest))
            message = f"`{ranges[later]}` overlaps `{ranges[earlier]}`"
            help_ = f"write only `{first}-{max(last, end)}`, or correct one of them"
            yield Problem(OVERLAPPING_RANGES, (*path, later), message, help_)
        if end > last:
            latest = index


@checks(IMPLAUSIBLE_TIME)
def implausible_time(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the seconds that nobody intends."""
    for path, seconds, is_long in _times(intended.calls):
        name = path[-1]
        if seconds == 0:
            message = f"`{name}` is 0, which Simotel does not document"
            yield Problem(IMPLAUSIBLE_TIME, path, message, f"leave out `{name}`, or write a time above 0")
        elif not isinstance(seconds, WithUnit) and _looks_like_milliseconds(seconds, is_long=is_long):
            message = f"`{name}` is {seconds} s, about {_in_words(seconds)}"
            help_ = f"write `{seconds // _THOUSAND}` if these are milliseconds"
            yield Problem(IMPLAUSIBLE_TIME, path, message, help_ + (_AT_MOST if seconds > _DAY_SEC else ""))
        elif seconds > _DAY_SEC:
            written = f"`{seconds.written}`" if isinstance(seconds, WithUnit) else f"{seconds} s"
            message = f"`{name}` is {written}, about {_in_words(seconds)}"
            yield Problem(IMPLAUSIBLE_TIME, path, message, "write a time of at most a day, or leave it out")


def _times(calls: CallGraph) -> Iterator[tuple[NodePath, int, bool]]:
    """Return the times that a scenario states, with their places, and whether they may well be hours.

    A 0 is returned only where its meaning is unknown: a menu without a timeout or a callback without a delay is usual.
    """
    originate, settings = calls.scenario.originate, calls.scenario.simotel_ini
    for name in ("timeout", "call_limit") if originate is not None else ():
        seconds = getattr(originate, name)
        if seconds is not None:
            yield ("originate", name), seconds, name in _LONG_TIMES
    for component in calls.components:
        for name, parameter in component.type.parameters.items():
            if parameter.type is not ParameterType.SECONDS or name not in component.parameters:
                continue
            seconds = component.parameters[name]
            is_dialling = component.type.role is Role.DIAL and name != "delay_sec"
            if isinstance(seconds, int) and (seconds or is_dialling):
                is_long = name in _LONG_TIMES or component.type.name == ComponentName.QUEUE
                yield (*component.path, name), seconds, is_long
    if settings is not None and settings.client_api_caller_timeout:
        yield ("simotel_ini", "client_api_caller_timeout"), settings.client_api_caller_timeout, False


def _looks_like_milliseconds(seconds: int, *, is_long: bool) -> bool:
    """Whether a time is a multiple of 1000 where hours are implausible, or where the hours are not even half ones."""
    if seconds % _THOUSAND:
        return False
    return not is_long or seconds > _DAY_SEC or (seconds >= _LONG_SEC and seconds % _HALF_HOUR_SEC != 0)


def _in_words(seconds: int) -> str:
    hours, minutes = divmod(seconds // 60, 60)
    days, hours = divmod(hours, 24)
    parts = {"day": days, "hour": hours, "minute": minutes if not days else 0}
    return " and ".join(f"{count} {unit}{'s' if count > 1 else ''}" for unit, count in parts.items() if count)
