"""Time conditions: whether the time of a call is within the hours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from scenario_kit.language.calendars import MONTHS
from scenario_kit.language.values import DAYS
from scenario_kit.rehearsal.plan import Undecided

if TYPE_CHECKING:
    from datetime import datetime

    from scenario_kit.callgraph.graph import Component
    from scenario_kit.rehearsal.call import Leg


def is_open(leg: Leg, component: Component) -> tuple[bool, str]:
    """Return whether a call reaches a Time Condition within its hours, and the reason.

    The vendor's page calls exceptions non-working months and days; they override the days of the week.

    Raises:
        Undecided: The test has no time.
    """
    if leg.world.match is not None:
        return leg.world.match, "the test says so"
    now = _now(leg, component)
    for text in leg.plan.texts(component, "month_exceptions"):
        if MONTHS[text.lower()] == now.month:
            return False, f"month `{text}` is an exception"
    today = now.date().isoformat()
    if today in leg.plan.texts(component, "date_exceptions"):
        return False, f"{today} is an exception"
    day = DAYS[now.weekday()]
    week = leg.plan.parameter(component, "days_of_week")
    ranges = week.get(day, ()) if isinstance(week, Mapping) else ()
    for range_ in ranges:
        begin, end = range_.split("-")
        if begin <= f"{now:%H:%M}" < end:
            return True, f"{day} {now:%H:%M} is in {range_}"
    return False, f"{day} {now:%H:%M} is outside all ranges"


def _now(leg: Leg, component: Component) -> datetime:
    if leg.request.at is None:
        name = leg.plan.name_of(component.id)
        help_ = f"set a time, for example `at: 2026-11-23T10:00`, or `match` in the world of `{name}`"
        raise Undecided("it compares the time, but the test has none", help_, "--at 2026-11-23T10:00")
    try:
        return leg.request.at + timedelta(seconds=leg.second)
    except OverflowError:
        raise Undecided("the call continues past the year 9999", "shorten the ringing and the talk") from None
