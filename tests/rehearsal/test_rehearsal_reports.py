"""What the PBX reports of a rehearsed call: the Cdr event and the Survey events."""

from __future__ import annotations

from typing import Any

import pytest
from support.rehearsing import ANSWERED, INCOMING, ORIGINATED, rehearse

SERVICE = "api_address: https://crm.example/x"
AT = "at: 2026-11-23T10:00"

CDR: dict[str, Any] = {
    "event_name": "Cdr",
    "starttime": "2026-11-23 10:00:00",
    "endtime": "2026-11-23 10:01:05",
    "src": "521",
    "dst": "09371234567",
    "type": "outgoing",
    "disposition": "ANSWERED",
    "duration": 65,
    "billsec": 60,
    "wait": 5,
    "record": "",
    "poll_point": "",
    "poll_label": "",
    "entry_point": "",
    "outgoing_point": "Cisco",
    "unique_id": None,
    "originated_call_id": None,
}
"""The event of a call of the API over the trunk Cisco: five seconds of ringing, a minute of talk."""


def test_the_event_of_an_originated_call() -> None:
    assert rehearse(f"{ORIGINATED}call: {{dial: {{trunk: Cisco}}}}", AT).cdr == CDR


def test_without_a_time_the_event_has_no_times() -> None:
    without = {**CDR, "starttime": None, "endtime": None}
    assert rehearse(f"{ORIGINATED}call: {{dial: {{trunk: Cisco}}}}").cdr == without


def test_the_event_of_a_recorded_and_scored_call() -> None:
    scenario = f"{ORIGINATED}call: {{record: true, dial: {{trunk: Cisco}}, survey: {{label: adviser}}}}"
    scored = {**CDR, "record": None, "poll_point": 4, "poll_label": "adviser"}
    assert rehearse(scenario, f"{AT}, world: {{survey: {{digits: 4}}}}").cdr == scored


def test_the_event_of_a_call_from_outside() -> None:
    result = rehearse(
        f"{INCOMING}    x: {{component: extension, extension: 553}}\n", f"caller: 0912, callee: 100, {AT}"
    )
    assert result.cdr == {
        **CDR,
        "src": "0912",
        "dst": "553",
        "type": "incoming",
        "entry_point": None,
        "outgoing_point": "",
        "originated_call_id": "",
    }


def test_the_event_of_a_call_that_no_row_takes() -> None:
    result = rehearse(f"{ORIGINATED}call: {{dial: {{trunk: Cisco}}}}", f"callee: 0912, {AT}")
    assert result.cdr == {
        **CDR,
        "endtime": "2026-11-23 10:00:00",
        "dst": "0912",
        "type": None,
        "disposition": "NO ANSWER",
        "duration": 0,
        "billsec": 0,
        "wait": 0,
        "outgoing_point": "",
    }


def test_the_event_of_a_call_inside_the_pbx_from_a_withheld_number() -> None:
    scenario = """\
version: 1
name: inside
sheets:
  s:
    r: {component: outgoing_route, context: main, rows: [{pattern: 5XX, next: desk}]}
    desk: {component: extension}
"""
    inside = {**CDR, "src": "", "dst": "553", "type": "local", "outgoing_point": "", "originated_call_id": ""}
    assert rehearse(scenario, f"callee: 553, {AT}").cdr == inside


OUTCOMES = [
    ("", "ANSWERED", 60, 65, 5),
    ("ring_sec: 0", "ANSWERED", 60, 60, 0),
    ("talk_sec: 0", "ANSWERED", 0, 5, 5),
    ("talk_sec: 2h, ring_sec: 1m", "ANSWERED", 7200, 7260, 60),
    ("outcome: busy", "BUSY", 0, 5, 5),
    ("outcome: busy, talk_sec: 30", "BUSY", 0, 5, 5),
    ("outcome: no_answer, ring_sec: 30", "NO ANSWER", 0, 30, 30),
    ("outcome: failed, ring_sec: 0", "NO ANSWER", 0, 0, 0),
    ("caller_hangup: true", "ANSWERED", 60, 65, 5),
    ("caller_hangup: true, outcome: no_answer", "NO ANSWER", 0, 5, 5),
]


@pytest.mark.parametrize(("world", "disposition", "billsec", "duration", "wait"), OUTCOMES)
def test_the_fate_of_a_dialling(world: str, disposition: str, billsec: int, duration: int, wait: int) -> None:
    cdr = rehearse(f"{ORIGINATED}call: {{dial: {{trunk: Cisco}}}}", f"world: {{dial: {{{world}}}}}").cdr
    assert (cdr["disposition"], cdr["billsec"], cdr["duration"], cdr["wait"]) == (disposition, billsec, duration, wait)


FALLBACK = f"""{INCOMING}\
    x: {{component: extension, extension: 553, next: {{S: ~, B: ask, F: ask}}}}
    ask: {{component: trunk_api, {SERVICE}, next: {{S: ~, F: queue}}}}
    queue: {{component: queue, queue: 901}}
"""
ANSWER = "response: {ok: 1, trunk: Nasim, extension: 0915}"


@pytest.mark.parametrize(
    ("world", "dispositions"),
    [
        ("x: {talk_sec: 7}", ("ANSWERED", 7, "553", "", 5)),
        (f"x: {{outcome: busy}}, ask: {{{ANSWER}, talk_sec: 9}}", ("ANSWERED", 9, "0915", "Nasim", 10)),
        (
            f"x: {{outcome: busy}}, ask: {{{ANSWER}, caller_hangup: true, outcome: busy}}",
            ("BUSY", 0, "0915", "Nasim", 10),
        ),
        ("x: {outcome: busy}, ask: {response: timeout, caller_hangup: true}", ("NO ANSWER", 0, "553", "", 6)),
        (
            f"x: {{outcome: busy}}, ask: {{{ANSWER}, outcome: failed}}, queue: {{ring_sec: 1, talk_sec: 2}}",
            ("ANSWERED", 2, "901", "Nasim", 11),
        ),
        (
            f"x: {{outcome: busy}}, ask: {{{ANSWER}, outcome: failed}}, queue: {{outcome: no_answer, ring_sec: 1}}",
            ("NO ANSWER", 0, "901", "Nasim", 11),
        ),
    ],
)
def test_the_report_is_of_the_last_dialling(world: str, dispositions: tuple[object, ...]) -> None:
    cdr = rehearse(FALLBACK, f"callee: 100, world: {{{world}}}").cdr
    assert tuple(cdr[name] for name in ("disposition", "billsec", "dst", "outgoing_point", "wait")) == dispositions


def test_a_second_talk_hides_the_first_and_not_how_long_the_caller_waited() -> None:
    scenario = f"""{INCOMING}\
    x: {{component: extension, extension: 553, next: {{S: second}}}}
    second: {{component: queue, queue: 901}}
"""
    cdr = rehearse(scenario, "callee: 100, world: {x: {talk_sec: 10}, second: {outcome: no_answer, ring_sec: 3}}").cdr
    assert (cdr["disposition"], cdr["billsec"], cdr["duration"], cdr["wait"]) == ("NO ANSWER", 0, 18, 5)


@pytest.mark.parametrize(
    ("answer", "disposition"),
    [("", "NO ANSWER"), ("answer: answer, ", "NO ANSWER"), ("answer: definite_answer, ", "ANSWERED")],
)
def test_where_nobody_was_dialled_only_a_definite_answer_counts(answer: str, disposition: str) -> None:
    scenario = f"{ORIGINATED}call: {{{answer}hold_music: wait, dial: {{trunk: Cisco}}}}"
    result = rehearse(scenario, "world: {hold_music: {caller_hangup: true}}")
    assert (result.disposition, result.billsec, result.dial_ended_by) == (disposition, 0, None)


def test_a_definite_answer_does_not_hide_that_nobody_answered() -> None:
    scenario = f"{ORIGINATED}call: {{answer: definite_answer, dial: {{trunk: Cisco}}}}"
    assert rehearse(scenario, "world: {dial: {outcome: no_answer}}").disposition == "NO ANSWER"


@pytest.mark.parametrize(
    ("dial", "dst"),
    [
        ("trunk, trunk: Cisco", "0912"),
        ("trunk, trunk: Cisco, skip: 1", "912"),
        ("trunk, trunk: Cisco, skip: 1, prefix: 98", "98912"),
        ("trunk_api, " + SERVICE, "0915"),
        ("extension", "0912"),
        ("extension, extension: 553", "553"),
        ("queue, queue: 901", "901"),
        ("conference", "0912"),
        ("ring_group, extensions: [551, 552]", "0912"),  # which of them answered is not known
        ("announcement, announcement: a", "0912"),
    ],
)
def test_dst_is_the_number_that_was_dialled_last(dial: str, dst: str) -> None:
    scenario = f"""\
version: 1
name: a
sheets:
  s:
    r: {{component: outgoing_route, context: main, rows: [{{pattern: 'X.', next: dial}}]}}
    dial: {{component: {dial}}}
"""
    world = ANSWER if dial.startswith("trunk_api") else ""
    assert rehearse(scenario, f"callee: 0912, world: {{dial: {{{world}}}}}").cdr["dst"] == dst


def test_dst_without_a_dialling_is_the_number_as_it_was_corrected() -> None:
    plan = f"{INCOMING}    x: {{component: corrector, extension_skip: 1, extension_prefix: 7, caller_id: 521}}\n"
    cdr = rehearse(plan, "caller: 0912, callee: 100").cdr
    assert (cdr["src"], cdr["dst"]) == ("521", "700")


def test_skip_and_prefix_are_for_one_dialling_and_a_correction_for_the_rest() -> None:
    plan = f"""{INCOMING}\
    x: {{component: extension, skip: 1, prefix: 7, next: {{F: change, S: ~, B: ~}}}}
    change: {{component: corrector, extension_prefix: 4, next: again}}
    again: {{component: extension, prefix: 9, next: {{S: ~}}}}
"""
    result = rehearse(plan, "callee: 100, world: {x: {outcome: failed}}")
    assert [one.number for one in result.diallings] == ["700", "94100"]
    assert (result.cdr["dst"], result.callee) == ("94100", "4100")


SURVEYED = f"""{INCOMING}\
    x: {{component: queue, queue: 901, next: {{S: first, F: first}}}}
    first: {{component: poll, label: agent, max_digits: 1, poll_min: 1, poll_max: 5, next: desk}}
    desk: {{component: extension, extension: 553, next: {{S: second, F: second}}}}
    second: {{component: poll, label: company, max_digits: 2}}
"""


def test_each_score_goes_out_as_an_event_and_the_last_with_the_report() -> None:
    result = rehearse(
        SURVEYED,
        f"caller: 0912, callee: 100, {AT}, "
        "world: {first: {digits: 5}, second: {digits: 10}, x: {talk_sec: 1m}}",
    )
    survey = {"event": "Survey", "unique_id": None, "src": "0912", "queue": "901"}
    assert result.surveys == (
        {**survey, "dst": "901", "date": "2026-11-23 10:01:05", "point": 5, "label": "agent"},
        {**survey, "dst": "553", "date": "2026-11-23 10:02:10", "point": 10, "label": "company"},
    )
    assert [list(event) for event in result.surveys] == [
        ["event", "unique_id", "src", "dst", "queue", "date", "point", "label"]
    ] * 2
    assert (result.cdr["poll_point"], result.cdr["poll_label"]) == (10, "company")


def test_a_survey_is_of_the_moment_in_which_the_score_is_given() -> None:
    plan = f"""{ANSWERED}\
    x: {{component: poll, label: before, next: change}}
    change: {{component: corrector, caller_id: 521, extension: 7, next: desk}}
    desk: {{component: extension, extension: 553, next: {{S: last}}}}
    last: {{component: poll, label: after}}
"""
    worlds = "world: {x: {digits: 1}, last: {digits: 2}, desk: {ring_sec: 0, talk_sec: 0}}"
    surveys = rehearse(plan, f"caller: 0912, callee: 100, {worlds}").surveys
    assert [(one["label"], one["src"], one["dst"]) for one in surveys] == [
        ("before", "0912", "100"),
        ("after", "521", "553"),
    ]


def test_the_outgoing_point_is_the_trunk_that_was_used_last() -> None:
    plan = f"""{INCOMING}\
    x: {{component: trunk, trunk: Cisco, next: {{F: other, S: ~}}}}
    other: {{component: trunk, trunk: Nasim, next: {{S: ~, F: ~}}}}
"""
    worlds = ("x: {}", "x: {outcome: busy}", "x: {outcome: busy}, other: {outcome: failed}")
    calls = [rehearse(plan, f"callee: 100, world: {{{world}}}") for world in worlds]
    assert [call.cdr["outgoing_point"] for call in calls] == ["Cisco", "Nasim", "Nasim"]


def test_the_survey_names_the_queue_in_which_the_call_was_last() -> None:
    plan = f"""{INCOMING}\
    x: {{component: queue, queue: 901, next: {{F: other, S: score}}}}
    other: {{component: queue, queue: 902, next: {{F: score, S: score}}}}
    score: {{component: poll, label: a}}
"""
    worlds = ("x: {}", "x: {outcome: failed}")
    calls = [rehearse(plan, f"callee: 100, world: {{{world}, score: {{digits: 1}}}}") for world in worlds]
    assert [survey["queue"] for call in calls for survey in call.surveys] == ["901", "902"]


def test_a_trunk_that_was_not_used_is_no_outgoing_point() -> None:
    scenario = f"{ORIGINATED}call: {{match: [X.], dial: {{trunk: {{trunk: Cisco, permitted_extensions: [522]}}}}}}"
    points = [
        rehearse(scenario, call).cdr["outgoing_point"] for call in ("", "caller: 522", "caller: 522, callee: 00441")
    ]
    assert points == ["", "Cisco", ""]


@pytest.mark.parametrize(
    ("first", "second", "point", "label", "labels"),
    [
        ("5", '""', 5, "agent", ["agent"]),
        ('""', "7", 7, "company", ["company"]),
        ('""', '""', "", "", []),
        ("9", "7", 7, "company", ["company"]),  # 9 is above poll_max
        ("0", "0", 0, "company", ["company"]),
        ("3", "3", 3, "company", ["agent", "company"]),
    ],
)
def test_what_is_no_score_is_not_reported(
    first: str, second: str, point: object, label: str, labels: list[str]
) -> None:
    result = rehearse(SURVEYED, f"callee: 100, world: {{first: {{digits: {first}}}, second: {{digits: {second}}}}}")
    assert (result.cdr["poll_point"], result.cdr["poll_label"]) == (point, label)
    assert [survey["label"] for survey in result.surveys] == labels


def test_a_poll_in_a_loop_reports_each_score() -> None:
    plan = f"{ANSWERED}    x: {{component: poll, label: again, next: x}}\n"
    result = rehearse(plan, "callee: 100, world: {x: {digits: 3}}")
    assert [survey["point"] for survey in result.surveys] == [3] * 998


def test_a_talk_past_the_calendar_has_no_time() -> None:
    plan = f"{INCOMING}    x: {{component: extension, extension: 553}}\n"
    cdr = rehearse(plan, "callee: 100, at: 9999-12-31T23:59, world: {x: {talk_sec: 1h}}").cdr
    assert (cdr["starttime"], cdr["endtime"], cdr["billsec"]) == ("9999-12-31 23:59:00", None, 3600)
