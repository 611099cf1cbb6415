"""Laws of rehearsals: whatever a plan is like and whatever the outside does, there is one result, and it is sound."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st
from support.rehearsing import ANSWERED, INCOMING, rehearse

from scenario_kit.callgraph.graph import JUMP, compile_graph
from scenario_kit.files.source import parse
from scenario_kit.language.catalogue import ParameterType, catalogue
from scenario_kit.language.loading import load
from scenario_kit.language.spec import DIAL_TYPES
from scenario_kit.pbx.facts import PbxFacts
from scenario_kit.rehearsal.cases import mismatches, pbx_of, request_of
from scenario_kit.rehearsal.plan import Plan, Undecided
from scenario_kit.rehearsal.result import DialEndedBy, EndedBy, EventKind
from scenario_kit.rehearsal.simulator import MOST_COMPONENTS, simulate
from scenario_kit.report.tests import call as call_fields
from scenario_kit.report.tests import call_text

if TYPE_CHECKING:
    from scenario_kit.language.catalogue import ComponentType, Parameter
    from scenario_kit.language.spec import Scenario
    from scenario_kit.rehearsal.call import Request
    from scenario_kit.rehearsal.result import Result

WORDS = st.sampled_from(["a", "b", "553", "main", "from-pstn", "Cisco", "سلام", "`x`"])
NUMBERS = st.sampled_from(["1", "100", "553", "521", "0912", "09371234567", "00441", "+441"])
SECONDS = st.sampled_from(["0", "1", "5", "20", "60", "5m", "999999999", "999999999h"])
COUNTS = st.sampled_from(["0", "1", "2", "3", "40", "999999999"])
DIGITS = st.sampled_from(["", "1", "5", "15", "*", "#1", "0912", "9" * 40, "9" * 5000])
SMART = "smart_api, api_address: 'https://crm.example/x', rows: [{case: a, next: x}]"
MOST_EVENTS, LONGEST_TEXT, LONGEST_NUMBER = 10_000, 301, 255
"""A timeline holds no more, and nothing longer; a longer number is not dialled."""

VARIABLES = [
    {"name": "words", "type": "string", "value": "soon"},
    {"name": "digits", "type": "number", "value": "5"},
    {"name": "empty", "type": "string"},
]
VARIABLE = st.sampled_from(["words", "digits", "empty", "undeclared"]).map(lambda name: {"variable": name})
MONTHS = st.lists(st.sampled_from(["11", "november", "Dec", "01"]), max_size=3)
VALUES: dict[ParameterType, st.SearchStrategy[Any]] = {
    ParameterType.TEXT: WORDS | NUMBERS,
    ParameterType.CODE: WORDS,
    ParameterType.NUMBER: NUMBERS,
    ParameterType.INTEGER: COUNTS,
    ParameterType.SECONDS: SECONDS,
    ParameterType.BOOLEAN: st.sampled_from(["true", "no"]),
    ParameterType.URL: st.just("https://crm.example/x"),
    ParameterType.SECRET: st.just("4711"),
    ParameterType.TEXT_LIST: st.lists(st.sampled_from(["551", "Cisco/0912", "Cisco/00441", "11"]), max_size=3),
    ParameterType.NUMBER_LIST: st.lists(NUMBERS, max_size=3),
    ParameterType.DATE_LIST: st.lists(st.sampled_from(["2026-11-23", "2026-01-01"]), max_size=2),
    ParameterType.WEEKLY_RANGES: st.dictionaries(
        st.sampled_from(["mon", "tue", "sun"]), st.just(["00:00-08:00", "09:00-24:00"]), max_size=3
    ),
    ParameterType.MATCH_PATTERN: st.sampled_from(["X.", "0X.", "5XX", "+X.", "!", "100", "[", "9.1"]),
    ParameterType.CID_PATTERN: st.sampled_from(["any", "100", "x0", "09x", "x1x", "1x1"]),
    ParameterType.IVR_CASE: st.sampled_from(["1", "5", "X", "XX", "*", "t", "i", "["]),
}
CASES = st.sampled_from(["a", "b", "e", "1", "t"])
COMMANDS = st.sampled_from(
    [
        "PlayAnnouncement('a&id:3')",
        'Playback("b")',
        "SayNumber(-5)",
        "SayDigit('12')",
        "SayDuration('0.00:05:30')",
        "SayClock(14:30)",
        "SayDate('1405-01-31','jalali')",
        "GetData('menu',10,2)",
        "GetData('menu',999999999,999999999)",
        "MusicOnHold('default',999999999)",
        "SetExten('00441')",
        "SetLimitOnCall(30)",
        "SetLimitOnCall(999999999)",
        "ClearUserData()",
        "Exit('a')",
        "Exit('e')",
        "Exit('nowhere')",
        f"SetLimitOnCall({'0' * 5000}1)",
        f"SetExten('{'1' * 5000}')",
        "SayDigit(1);" * 2000,
        "Exit(",
    ]
)
RESPONSES = st.just("timeout") | st.fixed_dictionaries(
    {},
    optional={
        "ok": st.sampled_from(["1", "1", "1", "0", "yes"]),
        "trunk": WORDS,
        "extension": NUMBERS | st.just("a b"),
        "call_limit": st.sampled_from(["1", "30", "300", "999999999", "0", "-1", "soon", "9" * 40, "0" * 5000 + "1"]),
        "case": CASES,
        "commands": st.lists(COMMANDS, min_size=1, max_size=4).map(";".join),
        "more": WORDS,
    },
)
GOOD_RESPONSES = st.fixed_dictionaries(
    {
        "ok": st.just("1"),
        "trunk": st.just("Nasim"),
        "extension": NUMBERS,
        "case": CASES,
        "commands": st.lists(COMMANDS, min_size=1, max_size=3).map(lambda some: ";".join([*some, "Exit('a')"])),
    },
    optional={"call_limit": st.sampled_from(["1", "30", "300", "999999999"])},
)
WORLDS = st.fixed_dictionaries(
    {},
    optional={
        "response": RESPONSES | GOOD_RESPONSES,
        "outcome": st.sampled_from(["answered", "busy", "no_answer", "failed"]),
        "ring_sec": SECONDS,
        "talk_sec": SECONDS,
        "digits": DIGITS,
        "match": st.sampled_from(["true", "false"]),
        "output": st.sampled_from(["out", "S", "F", "match", "1", "nowhere", "jump"]),
        "caller_hangup": st.sampled_from(["false", "false", "true"]),
    },
)
KEYS = ("a", "b", "c", "d", "e")
TARGETS = st.sampled_from([*KEYS, *KEYS, "t/f", "t/g", "s/a", None, "nowhere", "u/a"])


def _value(parameter: Parameter) -> st.SearchStrategy[Any]:
    value = st.sampled_from(parameter.choices) if parameter.choices else VALUES[parameter.type]
    value = MONTHS if parameter.items == "month" else value
    return st.integers(0, 9).flatmap(lambda chance: VARIABLE if chance == 0 else value)


def _fields(draw: st.DrawFn, parameters: dict[str, Parameter]) -> dict[str, Any]:
    return {
        name: draw(_value(parameter))
        for name, parameter in parameters.items()
        if parameter.required or draw(st.booleans())
    }


@st.composite
def components(draw: st.DrawFn, type_: ComponentType) -> dict[str, Any]:
    """Return a component of a type, with wires that may lead anywhere."""
    written = {"component": type_.name, **_fields(draw, dict(type_.parameters))}
    if type_.has_rows:
        rows = [_fields(draw, dict(type_.row)) | {"next": draw(TARGETS)} for _ in range(draw(st.integers(1, 3)))]
        return {**written, "rows": rows}
    outputs = [*type_.outputs, "nowhere"] if draw(st.integers(0, 9)) == 0 else type_.outputs
    return {**written, "next": {output: draw(TARGETS) for output in outputs if draw(st.integers(0, 5))}}


ENTRANCES = {
    "outgoing": ("outgoing_route", {"pattern": "!"}),
    "incoming": ("incoming_route", {}),
    "autodialer": ("autodialer_route", {}),
}


@st.composite
def long_forms(draw: st.DrawFn) -> tuple[dict[str, Any], list[str]]:
    """Return sheets that a call can enter, and the names of their components."""
    enter = draw(st.sampled_from(sorted(ENTRANCES)))
    route, row = ENTRANCES[enter]
    types = st.sampled_from(sorted(catalogue())).map(catalogue().__getitem__)
    entry = {"component": route, "context": "main", "rows": [{**row, "next": "a"}]}
    sheets: dict[str, Any] = {
        "s": {"in": entry} | {key: draw(types.flatmap(components)) for key in KEYS},
        "t": {key: draw(types.flatmap(components)) for key in ("f", "g", "a")},
    }
    names = [f"{sheet}/{key}" for sheet, written in sheets.items() for key in written]
    return {"sheets": sheets, "variables": VARIABLES}, names


@st.composite
def short_forms(draw: st.DrawFn) -> tuple[dict[str, Any], list[str]]:
    """Return a call in the short form, and the names of its components."""
    dial = draw(st.sampled_from(DIAL_TYPES))
    call: dict[str, Any] = {
        "match": ["!"],
        "context": "main",
        "dial": {dial: _fields(draw, dict(catalogue()[dial].parameters))},
    }
    optional: dict[str, st.SearchStrategy[Any]] = {
        "answer": st.sampled_from(["answer", "progress", "definite_answer"]),
        "hold_music": WORDS,
        "record": st.sampled_from(["true", "false"]),
        "busy": WORDS | st.none(),
        "unavailable": WORDS | st.none(),
    }
    call |= {name: draw(values) for name, values in optional.items() if draw(st.booleans())}
    if draw(st.booleans()):
        call["survey"] = _fields(draw, dict(catalogue()["poll"].parameters))
    return {"call": call, "variables": VARIABLES}, ["dial", "survey", "hold_music", "answer", "outgoing/dial"]


@st.composite
def rehearsals(draw: st.DrawFn, form: dict[str, Any], names: list[str]) -> dict[str, Any]:
    """Return a test of a scenario: a call, and what the outside does anywhere in it."""
    written: dict[str, Any] = {"name": "a", "callee": draw(NUMBERS), "expect": draw(EXPECTED)}
    written |= {name: draw(values) for name, values in OPTIONAL.items() if draw(st.booleans())}
    first = form["sheets"]["s"]["in"]["component"] if "sheets" in form else "outgoing_route"
    written["enter"] = next(enter for enter, (route, _) in ENTRANCES.items() if route == first)
    written["world"] = {name: draw(WORLDS) for name in names if draw(st.integers(0, 3))}
    return written


OPTIONAL = {
    "caller": NUMBERS,
    "text": WORDS,
    "at": st.sampled_from(["2026-11-23T08:59", "0001-01-01T00:00", "9999-12-31T23:59"]),
    "context": st.sampled_from(["main", "main", "main", "nowhere"]),
}
EXPECTED = st.fixed_dictionaries(
    {},
    optional={
        "path": st.lists(st.sampled_from([*KEYS, "s/a", "nowhere"]), max_size=3),
        "ended_by": st.sampled_from([*EndedBy]),
        "dial_ended_by": st.sampled_from([*DialEndedBy]),
        "warnings_at_sec": st.lists(SECONDS, max_size=2),
        "recorded": st.sampled_from(["true", "false"]),
        "cdr": st.fixed_dictionaries({}, optional={"billsec": SECONDS, "dst": NUMBERS, "poll_point": COUNTS}),
    },
)
ORIGINATES = st.fixed_dictionaries(
    {"caller": NUMBERS, "callee": NUMBERS, "context": st.just("main"), "caller_id": WORDS},
    optional={"trunk_name": WORDS, "call_limit": SECONDS},
)
BEEPERS = st.fixed_dictionaries(
    {},
    optional={
        "enabled": st.sampled_from(["true", "true", "false"]),
        "time_to_end_sec": st.sampled_from(["0", "1", "10", "20", "5000", "999999999"]),
        "repeat_time_sec": st.sampled_from(["0", "1", "10", "999999999"]),
    },
)


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Return a scenario of either form with one test, as it is after reading."""
    form, names = draw(long_forms() | long_forms() | short_forms())
    tree = {"version": "1", "name": "a", **form, "tests": [draw(rehearsals(form, names))]}
    if draw(st.booleans()):
        tree["originate"] = draw(ORIGINATES)
    if draw(st.booleans()):
        tree["simotel_ini"] = {"beeper": draw(BEEPERS)}
    loaded = load(parse(json.dumps(tree).encode(), "scenario.json"))
    assert loaded.scenario is not None, tree
    assert len(loaded.scenario.tests) == 1, loaded.findings
    return loaded.scenario


@given(scenarios())
@settings(max_examples=2 * settings().max_examples, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_written_a_call_has_one_sound_result(scenario: Scenario) -> None:
    plan = Plan(compile_graph(scenario))
    test = scenario.tests[0]
    try:
        request = request_of(plan, test)
    except Undecided:
        event("no request")
        return
    pbx = pbx_of(scenario, PbxFacts())
    result = simulate(plan, request, pbx)
    event(f"ended by {result.ended_by}")
    event(f"{'no' if len(result.path) < 2 else 'some' if len(result.path) < 6 else 'many'} components")

    assert (result.ended_by is None) == (result.stop is not None)
    assert len(result.path) <= MOST_COMPONENTS
    _is_a_walk(plan, request, result)
    _is_in_time(result)
    _is_warned_in_time(result)
    assert result.billsec == 0 or result.disposition == "ANSWERED"
    assert result == simulate(Plan(compile_graph(scenario)), request_of(plan, test), pbx)
    assert call_text(result, plan).endswith("\n")
    json.dumps(call_fields(result))
    assert all(mismatch.expected != mismatch.actual for mismatch in mismatches(plan, test.expect, result))


def _is_a_walk(plan: Plan, request: Request, result: Result) -> None:
    """See that every step goes on by an edge of the graph to the next, from a route of the kind asked for."""
    graph = plan.calls
    assert result.path == tuple(step.component for step in result.steps if not step.generated)
    for step, following in zip(result.steps, result.steps[1:], strict=False):
        assert graph.has_edge(step.component, following.component, key=step.output)
    for step in result.steps:
        component = plan.calls.component(step.component)
        open_ends = component.type.open_ends if component.type.has_rows else ()
        assert step.output in (None, JUMP, *component.outputs, *open_ends)
    if result.steps:
        assert result.steps[0].component in [route.id for route in plan.entries(request.enter, None)]
    if result.ended_by is EndedBy.END_OF_PLAN:
        last = result.steps[-1]
        assert last.output is None or last.output not in plan.targets[last.component]
    assert (result.ended_by is EndedBy.NO_ROUTE) <= (not result.steps)
    assert (result.ended_by is EndedBy.LOOP) == (
        len(result.path) == MOST_COMPONENTS
        and result.timeline[-1].kind is EventKind.END
        and result.steps[-1].output in plan.targets[result.steps[-1].component]
    )


def _is_in_time(result: Result) -> None:
    for seconds in (
        [happened.second for happened in result.timeline],
        [step.second for step in result.steps],
        [dialling.second for dialling in result.diallings],
        [score.second for score in result.scores],
    ):
        assert [0, *seconds, result.seconds] == sorted([0, *seconds, result.seconds])
    places = {None, *(step.component for step in result.steps)}
    assert {happened.component for happened in result.timeline} <= places
    assert len(result.timeline) <= MOST_EVENTS
    assert all(len(happened.text) <= LONGEST_TEXT for happened in result.timeline)


def _is_warned_in_time(result: Result) -> None:
    for one in result.diallings:
        if one.warnings_at_sec:
            assert one.limit_sec is not None
            assert one.talk_sec is not None
            assert 0 < one.warnings_at_sec[0] <= one.warnings_at_sec[-1] < min(one.limit_sec, one.talk_sec)
            assert list(one.warnings_at_sec) == sorted(set(one.warnings_at_sec))
        if one.limit_sec is not None:
            assert one.talk_sec is not None
            assert one.talk_sec <= one.limit_sec


@given(
    limit=st.integers(0, 400),
    first=st.integers(0, 400),
    repeat=st.integers(0, 400),
    talk=st.integers(0, 500),
)
@example(limit=300, first=20, repeat=10, talk=400)
@settings(max_examples=2 * settings().max_examples)
def test_warnings_are_what_the_design_says(limit: int, first: int, repeat: int, talk: int) -> None:
    scenario = f"""\
version: 1
name: limits
originate: {{caller: 521, callee: 0912, context: main, caller_id: 5, call_limit: {limit}}}
call: {{dial: {{trunk: Cisco}}}}
simotel_ini: {{beeper: {{time_to_end_sec: {first}, repeat_time_sec: {repeat}}}}}
"""
    result = rehearse(scenario, f"world: {{dial: {{talk_sec: {talk}}}}}")
    warnings = [at for at in range(min(limit, talk)) if _warns(at - (limit - first), repeat) and limit > first]
    assert (list(result.warnings_at_sec), result.billsec) == (warnings, min(limit, talk))


def _warns(since_the_first: int, repeat: int) -> bool:
    return since_the_first == 0 or (since_the_first > 0 and repeat > 0 and since_the_first % repeat == 0)


UNBOUNDED = [
    # what grows or happens without end while the call goes round, and what ends that
    (f"corrector, extension_prefix: {'1' * 20000}, next: x", "", 2),
    ("corrector, extension_prefix: 1, next: x", "", 300),
    (f"follow_me, followers: [{', '.join(['551'] * 5000)}], next: x", "outcome: busy", 2),
    (SMART, f"response: {{ok: 1, commands: \"{'SayDigit(1);' * 2000}Exit('a')\"}}", 6),
    (SMART, f"response: {{ok: 1, commands: \"SetExten('{'1' * 5000}');Exit('a')\"}}", 2),
]


@pytest.mark.parametrize(("component", "world", "components"), UNBOUNDED)
def test_a_call_that_grows_without_end_stops(component: str, world: str, components: int) -> None:
    result = rehearse(f"{INCOMING}    x: {{component: {component}}}\n", f"callee: 100, world: {{x: {{{world}}}}}")
    assert (result.ended_by, result.stop and result.stop.component) == (None, "front/x")
    assert len(result.path) <= components
    assert len(result.timeline) <= MOST_EVENTS
    assert len(result.callee) <= LONGEST_NUMBER


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    "component",
    [
        f"ring_group, extensions: [{', '.join(['551'] * 5000)}], next: x",
        f"poll, label: {'5' * 100000}, next: x",
        f"whitelist, numbers: [{', '.join(['551'] * 5000)}], next: {{no_match: x}}",
    ],
)
def test_long_values_do_not_make_a_timeline_long(component: str) -> None:
    world = "digits: 5" if component.startswith("poll") else "match: no" if component.startswith("white") else ""
    result = rehearse(f"{ANSWERED}    x: {{component: {component}}}\n", f"callee: 100, world: {{x: {{{world}}}}}")
    assert (result.ended_by, len(result.path)) == (EndedBy.LOOP, 1000)
    assert sum(len(happened.text) for happened in result.timeline) < MOST_EVENTS * LONGEST_TEXT


HUGE = "999999999h"


@pytest.mark.unmeasured
@pytest.mark.parametrize("at", ["", "at: 0001-01-01T00:00, ", "at: 9999-12-31T23:59, "])
@pytest.mark.parametrize(
    "loop",
    [
        "extension, extension: 5, timeout_sec: 999999999h, next: {S: x, B: x, F: x}",
        "callback, method: call_extension, extension: 5, delay_sec: 999999999h, next: x",
        "pickup, type: pickup_group, delay_sec: 999999999h, next: x",
        "follow_me, followers: [1, 2], next: x",
        "conference, next: x",
        "page, next: x",
    ],
)
def test_seconds_without_number_end_in_a_loop(loop: str, at: str) -> None:
    world = "talk_sec: 999999999h, ring_sec: 999999999h" if "follow" not in loop else f"ring_sec: {HUGE}, outcome: busy"
    result = rehearse(f"{INCOMING}    x: {{component: {loop}}}\n", f"callee: 1, {at}world: {{x: {{{world}}}}}")
    assert (result.ended_by, len(result.path)) == (EndedBy.LOOP, 1000)
    assert result.seconds >= 999 * 999_999_999 * 3600
    assert (result.cdr["endtime"], result.cdr["duration"]) == (None, result.seconds)


def test_hours_past_the_calendar_stop_the_rehearsal() -> None:
    plan = f"""{INCOMING}\
    x: {{component: conference, next: hours}}
    hours: {{component: time_condition, days_of_week: {{mon: [00:00-24:00]}}}}
"""
    result = rehearse(plan, f"callee: 1, at: 2026-11-23T10:00, world: {{x: {{talk_sec: {HUGE}}}}}")
    assert (result.path[-1], result.ended_by, result.stop and result.stop.component) == (
        "front/hours",
        None,
        "front/hours",
    )
