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
    "It decides nothing; usually the hours or a wire are missing. A day of `00:00-23:59` counts as a whole day here, "
    "because the last minute of a range counts in Asterisk. A rehearsal counts that minute as outside, because Simotel "
    "does not document it.",
)
OVERLAPPING_RANGES = Rule(
    "C232",
    "overlapping-ranges",
    Severity.WARNING,
    "Time ranges of a day overlap.",
    "One of them is not what was intended, or repeats another.",
)
IMPLAUSIBLE_TIME = Rule(
    "C234",
    "implausible-time",
    Severity.WARNING,
    "A number of seconds is 0, longer than a day, or looks like milliseconds.",
    "The PBX waits or limits the talk for a time that nobody intended. What looks like milliseconds is a multiple of "
    "1000 without a unit. Whole hours are accepted for a call limit, the wait in a queue and the delay of a Callback; "
    "so is anything below 10000 for the first two.",
)

_CONDITION: Final = ("match", "no_match")
_DAY_MIN: Final = 1440
_DAY_SEC: Final = 86_400
_THOUSAND: Final = 1000
_HOUR_SEC: Final = 3600
_LONG_SEC: Final = 10_000
_AT_MOST: Final = ", else a time of at most a day"
_LIMITS: Final = ("call_limit", "call_limit_sec")


@checks(POINTLESS_CONDITION)
def pointless_condition(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the conditions whose outputs lead to one component or both end the call, and hours that decide nothing."""
    calls = intended.calls
    for component in calls.components:
        if component.type.outputs != _CONDITION:
            continue
        what = f"{component.type.label} `{component.key}`"
        targets = calls.targets(component.id)
        same, other = None, "change one of the two targets"
        if component.ended.issuperset(_CONDITION) and component.id in intended.reached:
            same, other = "end the call", "wire one of them to a component"
        elif len(targets) == len(_CONDITION) and targets["match"] == targets["no_match"]:
            same = f"lead to `{calls.component(targets['match']).key.removeprefix('jump-out:')}`"
        if same is not None:
            message = f"both outputs of {what} {same}"
            help_ = f"{other}, or remove the condition"
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
        help_ = "remove the months in which it applies from `month_exceptions`"
        return "never matches, because all months are exceptions", help_
    if excepted or dates:
        return None
    help_ = "write only the hours for `match`, or remove the condition"
    for last, why in ((0, ""), (1, ", as the last minute of a range counts in Asterisk")):
        if all(_is_whole_day(ranges.get(day, ()), last) for day in DAYS):
            return f"always matches, day and night{why}", help_
    return None


def _is_whole_day(ranges: Sequence[str], last: int) -> bool:
    """Whether ranges cover a day, if the minute at the end of a range counts (`last` 1) or does not (0)."""
    reached = 0
    for begin, end in sorted(map(_minutes, ranges)):
        if begin <= reached:
            reached = max(reached, end + last)
    return reached >= _DAY_MIN


def _minutes(range_: str) -> tuple[int, int]:
    begin, end = (int(time[:2]) * 60 + int(time[3:]) for time in range_.split("-"))
    return begin, end


@checks(OVERLAPPING_RANGES)
def overlapping_ranges(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the time ranges that overlap others of the same day; all that hang together are one finding."""
    for component in intended.calls.components:
        week = component.parameters.get("days_of_week")
        for day, ranges in week.items() if isinstance(week, Mapping) else ():
            yield from _overlaps((*component.path, "days_of_week", day), ranges)


def _overlaps(path: NodePath, ranges: Sequence[str]) -> Iterator[Problem]:
    groups: list[list[int]] = []
    reached = ""
    for index in sorted(range(len(ranges)), key=ranges.__getitem__):
        begin, end = ranges[index].split("-")
        if begin < reached:
            groups[-1].append(index)
        else:
            groups.append([index])
        reached = max(reached, end)
    for group in sorted(map(sorted, groups)):
        *others, later = (ranges[index] for index in group)
        if not others:
            continue
        begins, ends = zip(*(ranges[index].split("-") for index in group), strict=True)
        help_ = f"write only `{min(begins)}-{max(ends)}`, or correct one of them"
        message = f"`{later}` overlaps {' and '.join(f'`{other}`' for other in others)}"
        if set(others) == {later}:
            message, help_ = f"duplicate time range `{later}`", "remove it, or change it"
        elif len(others) > 1:
            message = f"{', '.join(f'`{other}`' for other in others)} and `{later}` overlap"
        yield Problem(OVERLAPPING_RANGES, (*path, group[-1]), message, help_)


@checks(IMPLAUSIBLE_TIME)
def implausible_time(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the seconds that nobody intends."""
    for path, seconds, hours_from in _times(intended.calls):
        name = path[-1]
        if seconds == 0:
            message = f"`{name}` is 0, which Simotel does not document"
            yield Problem(IMPLAUSIBLE_TIME, path, message, f"leave out `{name}`, or write a time above 0")
        elif not isinstance(seconds, WithUnit) and _looks_like_milliseconds(seconds, hours_from):
            message = f"`{name}` is {seconds} s, about {_in_words(seconds)}"
            help_ = f"write `{seconds // _THOUSAND}` if these are milliseconds"
            yield Problem(IMPLAUSIBLE_TIME, path, message, help_ + (_AT_MOST if seconds > _DAY_SEC else ""))
        elif seconds > _DAY_SEC:
            written = f"`{seconds.written}`" if isinstance(seconds, WithUnit) else f"{seconds} s"
            message = f"`{name}` is {written}, about {_in_words(seconds)}"
            yield Problem(IMPLAUSIBLE_TIME, path, message, "write a time of at most a day, or leave it out")


def _times(calls: CallGraph) -> Iterator[tuple[NodePath, int, int | None]]:
    """Return the times that a scenario states, with their places, and from when on only whole hours are plausible.

    This is None where hours are implausible. A 0 is returned only where its meaning is unknown: a menu without a
    timeout or a callback without a delay is usual.
    """
    originate, settings = calls.scenario.originate, calls.scenario.simotel_ini
    for name in ("timeout", "call_limit") if originate is not None else ():
        seconds = getattr(originate, name)
        if seconds is not None:
            yield ("originate", name), seconds, _LONG_SEC if name in _LIMITS else None
    for component in calls.components:
        for name, parameter in component.type.parameters.items():
            if parameter.type is not ParameterType.SECONDS or name not in component.parameters:
                continue
            seconds = component.parameters[name]
            is_dialling = component.type.role is Role.DIAL and name != "delay_sec"
            if isinstance(seconds, int) and (seconds or is_dialling):
                yield (*component.path, name), seconds, _hours_from(component, name)
    if settings is not None and settings.client_api_caller_timeout:
        yield ("simotel_ini", "client_api_caller_timeout"), settings.client_api_caller_timeout, None


def _hours_from(component: Component, name: str) -> int | None:
    if name in _LIMITS or component.type.name == ComponentName.QUEUE:
        return _LONG_SEC
    return _THOUSAND if component.type.name == ComponentName.CALLBACK and name == "delay_sec" else None


def _looks_like_milliseconds(seconds: int, hours_from: int | None) -> bool:
    """Whether a time is a multiple of 1000 where hours are implausible, or where the hours are not whole ones."""
    if seconds % _THOUSAND:
        return False
    return hours_from is None or seconds > _DAY_SEC or (seconds >= hours_from and seconds % _HOUR_SEC != 0)


def _in_words(seconds: int) -> str:
    hours, minutes = divmod(seconds // 60, 60)
    days, hours = divmod(hours, 24)
    parts = {"day": days, "hour": hours, "minute": minutes if not days else 0}
    return " and ".join(f"{count} {unit}{'s' if count > 1 else ''}" for unit, count in parts.items() if count)
