"""Call limits, and the warnings that are played before them."""

from __future__ import annotations

import pytest
from support.rehearsing import ORIGINATED, rehearse

from scenario_kit.pbx.facts import PbxFacts
from scenario_kit.pbx.ini.settings import CALLER_TIMEOUT, ENABLED, REPEAT_TIME, TIME_TO_END
from scenario_kit.rehearsal.result import DialEndedBy, EndedBy, EventKind

SERVICE = "api_address: https://crm.example/x"
LIMITED = """\
version: 1
name: consult
originate: {caller: 521, callee: 09371234567, context: main, caller_id: 557, call_limit: %s}
call: {dial: {trunk: Cisco}}
simotel_ini: {beeper: %s}
"""


def talk(limit: str, beeper: str, talk_sec: str) -> tuple[tuple[int, ...], int, str]:
    """Return when it warns, how long they talk and what ends the talk."""
    result = rehearse(LIMITED % (limit, beeper), f"world: {{dial: {{talk_sec: {talk_sec}}}}}")
    assert (result.path, result.stop) == (("outgoing/route", "outgoing/dial"), None)
    return result.warnings_at_sec, result.billsec, str(result.dial_ended_by)


@pytest.mark.parametrize(
    ("limit", "first_and_repeat", "talk_sec", "warnings"),
    [
        ("300", (20, 10), "400", (280, 290)),
        ("5m", (20, 10), "5m", (280, 290)),
        ("300", (20, 10), "301", (280, 290)),
        ("300", (20, 10), "300", (280, 290)),
        ("300", (20, 10), "299", (280, 290)),
        ("300", (20, 10), "291", (280, 290)),
        ("300", (20, 10), "290", (280,)),  # the talk is over as it would be played
        ("300", (20, 10), "281", (280,)),
        ("300", (20, 10), "280", ()),
        ("300", (20, 10), "279", ()),
        ("300", (20, 10), "0", ()),
        ("300", (20, 0), "400", (280,)),
        ("300", (20, 0), "280", ()),
        ("300", (20, 20), "400", (280,)),  # the next would come with the limit itself
        ("300", (20, 19), "400", (280, 299)),
        ("300", (20, 21), "400", (280,)),
        ("300", (20, 7), "400", (280, 287, 294)),
        ("300", (20, 1), "283", (280, 281, 282)),
        ("300", (299, 100), "400", (1, 101, 201)),
        ("300", (300, 10), "400", ()),
        ("300", (301, 10), "400", ()),
        ("20", (20, 10), "400", ()),
        ("21", (20, 10), "400", (1, 11)),
        ("21", (20, 0), "400", (1,)),
        ("300", (1, 0), "400", (299,)),
        ("300", (1, 1), "400", (299,)),
        ("1", (20, 10), "400", ()),
    ],
)
def test_warnings_come_from_the_first_on_below_the_limit_and_the_talk(
    limit: str, first_and_repeat: tuple[int, int], talk_sec: str, warnings: tuple[int, ...]
) -> None:
    first, repeat = first_and_repeat
    played, billed, ended_by = talk(limit, f"{{time_to_end_sec: {first}, repeat_time_sec: {repeat}}}", talk_sec)
    seconds = {"5m": 300}
    talked, most = seconds.get(talk_sec) or int(talk_sec), seconds.get(limit) or int(limit)
    expected = (warnings, most, "call_limit") if talked > most else (warnings, talked, "hangup")
    assert (played, billed, ended_by) == expected


def test_the_limit_ends_the_talk_warns_before_and_the_survey_follows() -> None:
    scenario = f"""{ORIGINATED}
call:
  record: true
  dial: {{trunk_api: {{{SERVICE}}}}}
  survey: {{label: adviser, poll_min: 1, poll_max: 5}}
simotel_ini: {{beeper: {{}}}}
"""
    answer = "{ok: 1, trunk: Cisco, extension: 09371234567, call_limit: 300}"
    result = rehearse(
        scenario,
        f"world: {{dial: {{response: {answer}, outcome: answered, ring_sec: 5, talk_sec: 400}}, "
        "survey: {digits: 5}}",
    )
    assert result.path == ("outgoing/route", "outgoing/record", "outgoing/dial", "outgoing/survey")
    assert (result.ended_by, result.dial_ended_by) == (EndedBy.END_OF_PLAN, DialEndedBy.CALL_LIMIT)
    assert (result.warnings_at_sec, result.recorded) == ((280, 290), True)
    assert (result.disposition, result.billsec, result.cdr["poll_point"]) == ("ANSWERED", 300, 5)
    assert [(event.second, event.kind) for event in result.timeline if event.component == "outgoing/dial"] == [
        (0, EventKind.WEB_SERVICE),
        (0, EventKind.WEB_SERVICE),
        (0, EventKind.RING),
        (5, EventKind.TALK),
        (285, EventKind.WARNING),
        (295, EventKind.WARNING),
        (305, EventKind.LIMIT),
    ]


@pytest.mark.parametrize(
    ("world", "path", "ended_by", "dial_ended_by", "disposition"),
    [
        ("response: timeout", "unavailable", "end_of_plan", "web_service", "NO ANSWER"),
        ("response: {ok: 0}", "unavailable", "end_of_plan", "web_service", "NO ANSWER"),
        (
            "response: {ok: 1, trunk: T, extension: 0912}, outcome: no_answer",
            "unavailable",
            "end_of_plan",
            "no_answer",
            "NO ANSWER",
        ),
        (
            "response: {ok: 1, trunk: T, extension: 0912}, outcome: failed",
            "unavailable",
            "end_of_plan",
            "failed",
            "NO ANSWER",
        ),
        ("response: {ok: 1, trunk: T, extension: 0912}, outcome: busy", "unavailable", "end_of_plan", "busy", "BUSY"),
        ("response: {ok: 1, trunk: T, extension: 00441}", None, "barred", "None", "NO ANSWER"),
        ("response: {ok: 1, trunk: T, extension: '+441'}", None, "barred", "None", "NO ANSWER"),
    ],
)
def test_a_dialling_that_comes_to_nothing_ends_as_the_design_says(
    world: str, path: str | None, ended_by: str, dial_ended_by: str, disposition: str
) -> None:
    scenario = f"{ORIGINATED}call: {{dial: {{trunk_api: {{{SERVICE}}}}}, unavailable: sorry}}\n"
    result = rehearse(scenario, f"world: {{dial: {{{world}}}}}")
    passed = ("outgoing/route", "outgoing/dial", *([f"outgoing/{path}"] if path else []))
    assert (result.path, result.ended_by, str(result.dial_ended_by)) == (passed, ended_by, dial_ended_by)
    assert (result.disposition, result.billsec, result.warnings_at_sec) == (disposition, 0, ())


def test_a_number_that_no_row_takes_has_an_empty_path() -> None:
    result = rehearse(LIMITED % (300, "{}"), "callee: 0912")
    assert (result.path, result.ended_by, result.seconds) == ((), EndedBy.NO_ROUTE, 0)


LIMITS = [
    # of the API's request, of the component, of its web service, set by a Smart API before; the one in force
    (None, None, None, None, None),
    (300, None, None, None, 300),
    (None, 300, None, None, 300),
    (None, None, None, 300, 300),
    (300, 200, None, None, 200),
    (200, 300, None, None, 200),
    (300, 200, None, 100, 100),
    (100, 200, None, 300, 100),
    (None, None, 300, None, 300),
    (300, None, 200, None, 200),
    (200, None, 300, None, 200),
    (300, None, 200, 100, 100),
]


@pytest.mark.parametrize(("of_request", "of_component", "of_service", "of_smart_api", "in_force"), LIMITS)
def test_the_smallest_limit_is_in_force(
    of_request: int | None,
    of_component: int | None,
    of_service: int | None,
    of_smart_api: int | None,
    in_force: int | None,
) -> None:
    originate = "{caller: 521, callee: 0912, context: main, caller_id: 5%s}"
    own = "" if of_component is None else f", call_limit_sec: {of_component}"
    served = "" if of_service is None else f", call_limit: {of_service}"
    dial = f"trunk_api, {SERVICE}" if of_service is not None else f"trunk, trunk: Cisco{own}"
    set_ = "" if of_smart_api is None else f"SetLimitOnCall({of_smart_api});"
    scenario = f"""\
version: 1
name: limits
originate: {originate % ("" if of_request is None else f", call_limit: {of_request}")}
sheets:
  s:
    route: {{component: outgoing_route, context: main, rows: [{{pattern: X., next: ask}}]}}
    ask: {{component: smart_api, {SERVICE}, rows: [{{case: go, next: dial}}]}}
    dial: {{component: {dial}}}
"""
    response = f", response: {{ok: 1, trunk: Cisco, extension: 0912{served}}}" if of_service is not None else ""
    asked = f"ask: {{response: {{ok: 1, commands: \"{set_}Exit('go')\"}}}}"
    result = rehearse(scenario, f"world: {{{asked}, dial: {{talk_sec: 1h{response}}}}}")
    (dialling,) = result.diallings
    ended_by = DialEndedBy.HANGUP if in_force is None else DialEndedBy.CALL_LIMIT
    assert (dialling.limit_sec, dialling.talk_sec, dialling.ended_by) == (in_force, in_force or 3600, ended_by)


def test_the_limit_of_one_web_service_is_not_that_of_the_next_dialling() -> None:
    scenario = f"""\
version: 1
name: limits
sheets:
  s:
    route: {{component: outgoing_route, context: main, rows: [{{pattern: X., next: first}}]}}
    first: {{component: trunk_api, {SERVICE}, next: {{S: second}}}}
    second: {{component: trunk, trunk: Cisco}}
"""
    result = rehearse(
        scenario,
        "callee: 0912, world: {first: {talk_sec: 100, response: {ok: 1, trunk: T, extension: 0912, call_limit: 10}},"
        " second: {talk_sec: 100}}",
    )
    assert [(one.limit_sec, one.talk_sec) for one in result.diallings] == [(10, 10), (None, 100)]


def test_the_limit_of_the_request_is_for_the_call_that_it_starts() -> None:
    scenario = """\
version: 1
name: limits
originate: {caller: 521, callee: 0912, context: main, caller_id: 5, call_limit: 30}
sheets:
  s:
    out: {component: outgoing_route, context: main, rows: [{pattern: X., next: desk}]}
    in: {component: incoming_route, context: from-pstn, rows: [{next: desk}]}
    desk: {component: extension, extension: 553}
"""
    limits = [rehearse(scenario, f"enter: {enter}").diallings[0].limit_sec for enter in ("outgoing", "incoming")]
    assert limits == [30, None]


BEEPERS = [
    # the scenario's own, the values of the settings file, and the times of the one that sounds
    ("", {}, None),
    ("simotel_ini: {}", {}, None),
    ("simotel_ini: {beeper: {}}", {}, (20, 10)),
    ("simotel_ini: {beeper: {enabled: false}}", {}, None),
    ("", {ENABLED: "True"}, (20, 10)),
    ("", {ENABLED: "False", TIME_TO_END: "30"}, None),
    ("", {TIME_TO_END: "30"}, None),
    ("", {ENABLED: "True", TIME_TO_END: "30"}, (30, 10)),
    ("", {ENABLED: "True", TIME_TO_END: "30", REPEAT_TIME: "5"}, (30, 5)),
    ("", {ENABLED: "True", REPEAT_TIME: "0"}, (20, 0)),
    ("", {ENABLED: "True", TIME_TO_END: "soon", REPEAT_TIME: "-1"}, (20, 10)),
    ("simotel_ini: {client_api_caller_timeout: 2}", {ENABLED: "True", TIME_TO_END: "30"}, (30, 10)),
    ("simotel_ini: {beeper: {time_to_end_sec: 40}}", {ENABLED: "True", TIME_TO_END: "30", REPEAT_TIME: "5"}, (40, 10)),
    ("simotel_ini: {beeper: {enabled: no}}", {ENABLED: "True"}, None),
]


@pytest.mark.parametrize(("own", "held", "sounds"), BEEPERS)
def test_the_scenarios_beeper_goes_before_that_of_the_settings_file(
    own: str, held: dict[str, str], sounds: tuple[int, int] | None
) -> None:
    scenario = f"{(LIMITED % (300, '{}')).rpartition('simotel_ini')[0]}{own}\n"
    result = rehearse(scenario, "world: {dial: {talk_sec: 400}}", PbxFacts(settings=held))
    warnings: tuple[int, ...] = ()
    if sounds is not None:
        first, repeat = sounds
        warnings = tuple(range(300 - first, 300, repeat or 300))
    assert result.warnings_at_sec == warnings


def test_a_beeper_without_a_limit_is_silent() -> None:
    scenario = f"{ORIGINATED}call: {{dial: {{trunk: Cisco}}}}\nsimotel_ini: {{beeper: {{}}}}\n"
    assert rehearse(scenario, "world: {dial: {talk_sec: 1h}}").warnings_at_sec == ()


@pytest.mark.parametrize(
    ("own", "held", "seconds"),
    [
        ("", {}, 1),
        ("simotel_ini: {client_api_caller_timeout: 4s}", {}, 4),
        ("", {CALLER_TIMEOUT: "3"}, 3),
        ("simotel_ini: {client_api_caller_timeout: 4}", {CALLER_TIMEOUT: "3"}, 4),
        ("", {CALLER_TIMEOUT: "long"}, 1),
    ],
)
def test_a_web_service_is_waited_for_as_long_as_the_pbx_is_set_to(own: str, held: dict[str, str], seconds: int) -> None:
    scenario = f"{ORIGINATED}call: {{dial: {{trunk_api: {{{SERVICE}}}}}}}\n{own}\n"
    result = rehearse(scenario, "world: {dial: {response: timeout}}", PbxFacts(settings=held))
    assert (result.seconds, result.cdr["duration"], result.cdr["wait"]) == (seconds, seconds, seconds)


def test_warnings_stand_in_the_timeline_at_their_second_of_the_call() -> None:
    result = rehearse(LIMITED % (30, "{time_to_end_sec: 10, repeat_time_sec: 6}"), "world: {dial: {ring_sec: 7}}")
    sounded = [event for event in result.timeline if event.kind in (EventKind.TALK, EventKind.WARNING, EventKind.LIMIT)]
    assert [(event.second, event.component, event.kind) for event in sounded] == [
        (7, "outgoing/dial", EventKind.TALK),
        (27, "outgoing/dial", EventKind.WARNING),
        (33, "outgoing/dial", EventKind.WARNING),
        (37, "outgoing/dial", EventKind.LIMIT),
    ]


def test_more_warnings_than_anybody_could_mean_stop_the_rehearsal() -> None:
    warned = [
        rehearse(LIMITED % (5000, f"{{time_to_end_sec: {first}, repeat_time_sec: 1}}"), "world: {dial: {talk_sec: 2h}}")
        for first in (1000, 1001)
    ]
    assert warned[0].warnings_at_sec == tuple(range(4000, 5000))
    assert (warned[1].stop and warned[1].stop.component, warned[1].ended_by) == ("outgoing/dial", None)
