"""The tests of a scenario: makes the call of a test, and compares the result with what the test expects."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from scenario_kit.language.catalogue import catalogue
from scenario_kit.language.spec import Beeper
from scenario_kit.pbx.ini.settings import CALLER_TIMEOUT, ENABLED, REPEAT_TIME, TIME_TO_END
from scenario_kit.rehearsal.call import Pbx, Request
from scenario_kit.rehearsal.plan import ENTRIES, Plan, Undecided, entry_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scenario_kit.findings.model import NodePath
    from scenario_kit.language.rehearsals import Expectation, Rehearsal, World
    from scenario_kit.language.spec import Scenario
    from scenario_kit.pbx.facts import PbxFacts
    from scenario_kit.rehearsal.result import Result

CALLER_TIMEOUT_SEC: Final = 1
"""Default number of seconds that the PBX waits for a web service, from the vendor's documentation."""

_SHOWN: Final = 30
_ENDS: Final = 5
_SECONDS: Final = re.compile("[0-9]{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A difference between a result and what a test expects.

    Attributes:
        at: The place of the expectation, relative to the test.
        what: Its name in the test.
        expected: The expected value.
        actual: The actual value.
    """

    at: NodePath
    what: str
    expected: str
    actual: str


def request_of(plan: Plan, test: Rehearsal) -> Request:
    """Return the call that a test describes.

    Raises:
        Undecided: The test is incomplete, or names an unknown component.
    """
    originate = plan.calls.scenario.originate
    enter = test.enter or entry_of(plan)
    if not plan.entries(enter, None):
        label = catalogue()[ENTRIES[enter]].label
        raise Undecided(f"the scenario has no {label} for the call to enter", "change `enter`", "--enter KIND")
    originated = originate is not None and enter == "outgoing"
    callee = test.callee or (originate.callee if originate else None)
    if callee is None and enter != "autodialer":
        raise Undecided("the number dialled is unknown", "set `callee` in the test", "--callee NUMBER")
    return Request(
        enter=enter,
        caller=test.caller or (originate.caller if originate else ""),
        callee=callee or "",
        context=test.context or (originate.context if originate and originated else None),
        text=test.text,
        at=test.at,
        worlds=_worlds(plan, test.world),
        originated=originated,
        trunk=originate.trunk_name if originate and originated else None,
        limit_sec=originate.call_limit if originate and originated else None,
    )


def _worlds(plan: Plan, worlds: Mapping[str, World]) -> Mapping[str, World]:
    by_node = {}
    for name, world in worlds.items():
        node = plan.node_of(name)
        if node is None:
            raise Undecided(f"component `{name}` is unknown or ambiguous", "use its id, or sheet/id")
        by_node[node] = world
    return by_node


def pbx_of(scenario: Scenario, facts: PbxFacts) -> Pbx:
    """Return the settings of the PBX: those of the scenario, else those of its settings file, else the defaults."""
    own, current = scenario.simotel_ini, facts.settings
    timeout = current.get(CALLER_TIMEOUT, "")
    seconds = int(timeout) if _SECONDS.fullmatch(timeout) else CALLER_TIMEOUT_SEC
    if own is not None and own.client_api_caller_timeout is not None:
        seconds = own.client_api_caller_timeout
    beeper = own.beeper if own is not None and own.beeper is not None else _beeper(current)
    return Pbx(facts.barred, seconds, beeper)


def _beeper(settings: Mapping[str, str]) -> Beeper | None:
    if settings.get(ENABLED) != "True":
        return None
    times = {"time_to_end_sec": settings.get(TIME_TO_END, ""), "repeat_time_sec": settings.get(REPEAT_TIME, "")}
    usable = {name: time for name, time in times.items() if _SECONDS.fullmatch(time)}
    return Beeper.model_validate(usable)


def mismatches(plan: Plan, expect: Expectation, result: Result) -> Iterator[Mismatch]:
    """Compare the result of a call with what a test expects; only what the test lists is compared."""
    if expect.path is not None:
        nodes = [plan.node_of(name) or name for name in expect.path]
        if nodes != list(result.path):
            yield Mismatch(("expect", "path"), "path", way(expect.path), way(map(plan.name_of, result.path)))
    for name in ("ended_by", "dial_ended_by", "warnings_at_sec", "recorded"):
        expected, actual = getattr(expect, name), getattr(result, name)
        if expected is not None and expected != actual:
            yield Mismatch(("expect", name), name, _shown(expected), _shown(actual))
    cdr = result.cdr
    for name, expected in expect.cdr or ():
        if expected is not None and expected != cdr[name]:
            yield Mismatch(("expect", "cdr", name), f"cdr.{name}", _shown(expected), _shown(cdr[name]))


def way(names: Iterable[str]) -> str:
    """Return a path as text, shortened in the middle if it is long."""
    listed = list(names)
    if len(listed) > _SHOWN + _ENDS:
        omitted = len(listed) - _SHOWN
        listed = [*listed[: _SHOWN - _ENDS], f"... {omitted} more ...", *listed[-_ENDS:]]
    return " → ".join(listed) or "nothing"


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return f"[{', '.join(map(str, value))}]"
    return "nothing" if value is None or value == "" else str(value)
