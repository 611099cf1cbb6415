"""What each type of component does to a call that is rehearsed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.rehearsing import ANSWERED, INCOMING, output, rehearse, through, told

from scenario_kit.language.catalogue import Role, catalogue
from scenario_kit.rehearsal.result import DialEndedBy, Dialling, EndedBy, Score

if TYPE_CHECKING:
    from collections.abc import Callable

HOURS = "time_condition, days_of_week: {mon: [08:00-12:00, 13:00-24:00], tue: [08:00-12:00]}"
MENU = "ivr, announcement: menu, max_digits: 2, rows: [{case: 1}, {case: 2X}, {case: '*'}, {case: t}, {case: i}]"
SERVICE = "api_address: https://crm.example/x"
SMART = f"smart_api, {SERVICE}, rows: [{{case: sales}}, {{case: e}}]"
TRUNK_ANSWER = "response: {ok: 1, trunk: Nasim, extension: 09151412541, call_limit: 30}"


def commands(text: str) -> str:
    return f'response: {{ok: 1, commands: "{text}"}}'


PASSED = [
    # the component, what its world says, the output it leaves by, what is told of it there
    ("answer, type: answer", "", "out", "0 answer, 0 end"),
    ("answer, type: progress", "", "out", "0 answer, 0 end"),
    ("answer, type: definite_answer", "", "out", "0 answer, 0 end"),
    ("announcement, announcement: welcome", "", "out", "0 play, 0 end"),
    ("voicemail, type: listen", "", "out", "0 play, 0 end"),
    ("voicemail, type: record, voicemail: 553", "", "out", "0 play, 0 end"),
    ("call_completion, type: request", "", "out", "0 change, 0 end"),
    ("call_completion, type: cancel", "", "out", "0 change, 0 end"),
    ("mix_monitor, type: start", "", "out", "0 record, 0 end"),
    ("mix_monitor, type: stop", "", "out", "0 record, 0 end"),
    ("authentication, type: user_secret", "", "out", "0 ask, 0 end"),
    ("authentication, type: defined_secret, defined_secret: 4711", "", "out", "0 ask, 0 end"),
    (
        "poll, label: a, announcement_before: b, announcement_after: c",
        "digits: 5",
        "out",
        "0 play, 0 ask, 0 play, 0 end",
    ),
    ("poll, label: a", 'digits: ""', "out", "0 ask, 0 end"),
    ("agi, file: lookup.agi", "output: out", "out", "0 branch, 0 end"),
    ("disa, context: main", "output: out", "out", "0 branch, 0 end"),
    ("custom_plan, code: NoOp", "output: out", "out", "0 branch, 0 end"),
    ("fax", "output: S", "S", "0 branch, 0 end"),
    ("fax", "output: F", "F", "0 branch, 0 end"),
    ("spit_detection", "", "no_match", "0 branch, 0 end"),
    ("spit_detection", "match: true", "match", "0 branch, 0 end"),
    ("blacklist", "", "no_match", "0 branch, 0 end"),
    ("blacklist", "match: true", "match", "0 branch, 0 end"),
    ("whitelist, numbers: [09121112233]", "", "match", "0 branch, 0 end"),
    ("whitelist, numbers: [0912111223, 091211122334]", "", "no_match", "0 branch, 0 end"),
    ("whitelist, numbers: [09121112233]", "match: false", "no_match", "0 branch, 0 end"),
    ("whitelist, labels: [friends]", "", "no_match", "0 branch, 0 end"),
    ("whitelist, labels: [friends]", "match: true", "match", "0 branch, 0 end"),
    ("jump_in, name: here", "", "out", "0 end"),
    ("corrector, extension: 553", "", "out", "0 change, 0 end"),
    ("corrector, caller_id_skip: 1, caller_name: Ada", "", "out", "0 change, 0 end"),
    ("corrector", "", "out", "0 change, 0 end"),
    (MENU, "digits: 1", "1", "0 play, 0 ask, 0 branch, 0 end"),
    (MENU, "digits: 27", "2", "0 play, 0 ask, 0 branch, 0 end"),
    (MENU, "digits: 279", "2", "0 play, 0 ask, 0 branch, 0 end"),
    (MENU, "digits: '*'", "3", "0 play, 0 ask, 0 branch, 0 end"),
    (MENU, 'digits: ""', "4", "0 play, 0 branch, 0 end"),
    (MENU, "", "4", "0 play, 0 branch, 0 end"),
    (MENU, "digits: 3", "5", "0 play, 0 ask, 0 branch, 0 end"),
    (MENU, "digits: 2", "5", "0 play, 0 ask, 0 branch, 0 end"),
    ("ivr, rows: [{case: X}, {case: 4}]", "digits: 4", "2", "0 ask, 0 branch, 0 end"),
    ("ivr, rows: [{case: 1}]", 'digits: ""', "t", "0 branch, 0 end"),
    ("ivr, rows: [{case: 1}]", "digits: 7", "i", "0 ask, 0 branch, 0 end"),
    ("ivr, rows: [{case: 1}], invalid_announcement: n", "digits: 7", "i", "0 ask, 0 branch, 0 play, 0 end"),
    ("ivr, rows: [{case: 1}], timeout_announcement: n", 'digits: ""', "t", "0 branch, 0 play, 0 end"),
    ("ivr, enable_direct_dial: yes, rows: [{case: 1}]", "digits: 1", "1", "0 ask, 0 branch, 0 end"),
    (
        f"ivr_api, {SERVICE}, rows: [{{case: 3}}]",
        "response: {ok: 1, case: 3}",
        "1",
        "0 web_service, 0 web_service, 0 branch, 0 end",
    ),
    (
        f"ivr_api, {SERVICE}, rows: [{{case: 3}}]",
        "digits: 42, response: {ok: 1, case: 3}",
        "1",
        "0 ask, 0 web_service, 0 web_service, 0 branch, 0 end",
    ),
    (f"ivr_api, {SERVICE}, rows: [{{case: 3}}, {{case: t}}]", 'digits: ""', "2", "0 branch, 0 end"),
    (
        f"ivr_api, {SERVICE}, rows: [{{case: 3}}]",
        "response: {ok: 1, case: 4}",
        "i",
        "0 web_service, 0 web_service, 0 branch, 0 end",
    ),
    (
        f"ivr_api, {SERVICE}, rows: [{{case: 3}}, {{case: i}}]",
        "response: {ok: 1, case: 4}",
        "2",
        "0 web_service, 0 web_service, 0 branch, 0 end",
    ),
    (
        f"ivr_api, {SERVICE}, rows: [{{case: 3}}, {{case: i}}]",
        "response: {ok: 0}",
        "2",
        "0 web_service, 0 web_service, 0 branch, 0 end",
    ),
    (
        f"ivr_api, {SERVICE}, rows: [{{case: 3}}, {{case: i}}]",
        "response: {}",
        "2",
        "0 web_service, 0 web_service, 0 branch, 0 end",
    ),
    (
        f"ivr_api, {SERVICE}, rows: [{{case: 4X}}, {{case: route 1}}]",
        "response: {ok: 1, case: route 1}",
        "2",
        "0 web_service, 0 web_service, 0 branch, 0 end",
    ),
    (
        f"ivr_api, {SERVICE}, rows: [{{case: 4X}}, {{case: 42}}]",
        "response: {ok: 1, case: 42}",
        "2",
        "0 web_service, 0 web_service, 0 branch, 0 end",
    ),
    (
        f"ivr_api, {SERVICE}, rows: [{{case: 4X}}, {{case: i}}]",
        "response: {ok: 1, case: t}",
        "2",
        "0 web_service, 0 web_service, 0 branch, 0 end",
    ),
    (
        f"ivr_api, {SERVICE}, rows: [{{case: 3}}, {{case: i}}]",
        "response: timeout",
        "2",
        "0 web_service, 1 web_service, 1 branch, 1 end",
    ),
    (SMART, commands("Exit('sales')"), "1", "0 web_service, 0 web_service, 0 branch, 0 end"),
    (SMART, commands("Exit('e')"), "2", "0 web_service, 0 web_service, 0 branch, 0 end"),
    (SMART, commands("Exit('service')"), "2", "0 web_service, 0 web_service, 0 branch, 0 end"),
    (SMART, commands(";SayNumber(5);;Exit('sales');"), "1", "0 web_service, 0 web_service, 0 play, 0 branch, 0 end"),
    (SMART, commands("SayNumber(5);Exit('sales'"), "2", "0 web_service, 0 web_service, 0 branch, 0 end"),
    (SMART, "response: {ok: 1}", "2", "0 web_service, 0 web_service, 0 branch, 0 end"),
    (SMART, "response: {ok: 0}", "2", "0 web_service, 0 web_service, 0 branch, 0 end"),
    (SMART, "response: timeout", "2", "0 web_service, 1 web_service, 1 branch, 1 end"),
    (
        f"smart_api, {SERVICE}, rows: [{{case: sales}}]",
        "response: timeout",
        "e",
        "0 web_service, 1 web_service, 1 branch, 1 end",
    ),
    ("extension, extension: 553", "", "S", "0 ring, 5 talk, 65 hangup, 65 end"),
    ("extension, extension: 553", "ring_sec: 2, talk_sec: 3", "S", "0 ring, 2 talk, 5 hangup, 5 end"),
    ("extension, extension: 553", "outcome: busy", "B", "0 ring, 5 hangup, 5 end"),
    ("extension, extension: 553", "outcome: no_answer", "F", "0 ring, 5 hangup, 5 end"),
    ("extension, extension: 553", "outcome: failed", "F", "0 ring, 5 hangup, 5 end"),
    ("extension, extension: 553, timeout_sec: 20", "ring_sec: 20", "S", "0 ring, 20 talk, 80 hangup, 80 end"),
    ("extension, extension: 553, timeout_sec: 20", "ring_sec: 21", "F", "0 ring, 20 hangup, 20 end"),
    ("extension, extension: 553, call_limit_sec: 40", "", "S", "0 ring, 5 talk, 45 limit, 45 end"),
    (
        f"extension_api, {SERVICE}",
        "response: {ok: 1, extension: 120}",
        "S",
        "0 web_service, 0 web_service, 0 ring, 5 talk, 65 hangup, 65 end",
    ),
    (
        f"extension_api, {SERVICE}",
        "response: {ok: 1, extension: 120}, outcome: busy",
        "B",
        "0 web_service, 0 web_service, 0 ring, 5 hangup, 5 end",
    ),
    (f"extension_api, {SERVICE}", "response: {ok: 1}", "F", "0 web_service, 0 web_service, 0 hangup, 0 end"),
    (f"extension_api, {SERVICE}", "response: timeout", "F", "0 web_service, 1 web_service, 1 hangup, 1 end"),
    ("queue, queue: 901", "", "S", "0 ring, 5 talk, 65 hangup, 65 end"),
    ("queue, queue: 901", "outcome: no_answer", "F", "0 ring, 5 hangup, 5 end"),
    ("queue, queue: 901, timeout_sec: 4", "", "F", "0 ring, 4 hangup, 4 end"),
    ("trunk, trunk: Cisco", "", "S", "0 ring, 5 talk, 65 hangup, 65 end"),
    ("trunk, trunk: Cisco", "outcome: busy", "F", "0 ring, 5 hangup, 5 end"),
    ("trunk, trunk: Cisco", "outcome: failed", "F", "0 ring, 5 hangup, 5 end"),
    (f"trunk_api, {SERVICE}", TRUNK_ANSWER, "S", "0 web_service, 0 web_service, 0 ring, 5 talk, 35 limit, 35 end"),
    (
        f"trunk_api, {SERVICE}",
        f"{TRUNK_ANSWER}, outcome: no_answer",
        "F",
        "0 web_service, 0 web_service, 0 ring, 5 hangup, 5 end",
    ),
    (f"trunk_api, {SERVICE}", "response: timeout", "F", "0 web_service, 1 web_service, 1 hangup, 1 end"),
    (
        "callback, method: call_extension, extension: 553, delay_sec: 10",
        "",
        "out",
        "0 hangup, 10 ring, 15 answer, 15 end",
    ),
    ("callback, method: call_to_caller, trunk: Cisco", "ring_sec: 3", "out", "0 hangup, 0 ring, 3 answer, 3 end"),
    ("ring_group, extensions: [551, 552]", "", "out", "0 ring, 5 talk, 65 hangup, 65 end"),
    ("ring_group, extensions: [1, 2, 3, 4, 5]", "", "out", "0 ring, 5 talk, 65 hangup, 65 end"),
    ("ring_group, extensions: [1, 2, 3, 4, 5, 6, 7]", "", "out", "0 ring, 5 talk, 65 hangup, 65 end"),
    ("ring_group, extensions: [551, 552], timeout_sec: 9", "ring_sec: 10", "out", "0 ring, 9 hangup, 9 end"),
    ("follow_me, followers: [551, Cisco/0912]", "", "out", "0 ring, 5 talk, 65 hangup, 65 end"),
    ("follow_me, followers: [551, Cisco/0912]", "outcome: busy", "out", "0 ring, 5 hangup, 5 ring, 10 hangup, 10 end"),
    ("follow_me, followers: [551, 552], timeout_sec: 3", "", "out", "0 ring, 3 hangup, 3 ring, 6 hangup, 6 end"),
    ("conference, conference: 8000", "", "out", "0 talk, 60 hangup, 60 end"),
    ("pickup, type: pickup_group", "", "out", "0 talk, 60 hangup, 60 end"),
    ("pickup, type: with_caller_id, delay_sec: 2", "talk_sec: 3", "out", "2 talk, 5 hangup, 5 end"),
    ("pickup, type: without_caller_id, delay_sec: 2", "outcome: failed", "out", "2 hangup, 2 end"),
    ("chanspy, extension: 553", "talk_sec: 7", "out", "0 talk, 7 hangup, 7 end"),
    ("chanspy, extension: 553", "outcome: failed", "out", "0 hangup, 0 end"),
    ("page, extension: 553", "ring_sec: 1, talk_sec: 7", "out", "0 ring, 1 talk, 8 hangup, 8 end"),
    ("page, extension: 553", "outcome: no_answer", "out", "0 ring, 5 hangup, 5 end"),
]


def enters(component: str, world: str) -> bool:
    """Return whether the caller enters something, which takes an answered call."""
    return component.startswith("authentication") or ("digits" in world and 'digits: ""' not in world)


@pytest.mark.parametrize(("component", "world", "left_by", "events"), PASSED)
@pytest.mark.unmeasured
def test_a_component_leaves_by_its_output_and_takes_its_time(
    component: str, world: str, left_by: str, events: str
) -> None:
    answered = enters(component, world)
    result = through(component, world, answered=answered)
    seconds = int(events.rpartition(", ")[2].partition(" ")[0])
    assert (output(result), told(result), result.seconds, result.path, result.ended_by, result.stop) == (
        left_by,
        events,
        seconds,
        ("front/line", *["front/first"] * answered, "front/x"),
        EndedBy.END_OF_PLAN,
        None,
    )


def test_what_is_told_of_each_component(golden: Callable[[Path, str], None]) -> None:
    lines = []
    for component, world, *_ in PASSED:
        result = through(component, world, answered=enters(component, world))
        lines.append(f"{component}{f' | {world}' if world else ''}\n")
        lines += [f"  {one.second:>3} {one.text}\n" for one in result.timeline if one.component == "front/x"]
    golden(Path(__file__).parent / "components.told", "".join(lines))


def test_every_type_is_rehearsed_here() -> None:
    elsewhere = {"jump_out"} | {name for name, type_ in catalogue().items() if type_.role is Role.ENTRY}
    assert {component.partition(",")[0] for component, *_ in PASSED} | elsewhere | {"time_condition"} == set(
        catalogue()
    )


@pytest.mark.parametrize(
    ("at", "left_by"),
    [
        ("2026-11-23T07:59", "no_match"),
        ("2026-11-23T08:00", "match"),
        ("2026-11-23T11:59", "match"),
        ("2026-11-23T12:00", "no_match"),
        ("2026-11-23T13:00", "match"),
        ("2026-11-23T23:59", "match"),
        ("2026-11-24T00:00", "no_match"),
        ("2026-11-24T13:00", "no_match"),
        ("2026-11-25T09:00", "no_match"),
    ],
)
def test_hours_hold_their_start_and_not_their_end(at: str, left_by: str) -> None:
    assert output(through(HOURS, more=f"at: {at}")) == left_by


@pytest.mark.parametrize(
    ("exceptions", "left_by"),
    [
        ("date_exceptions: [2026-11-23]", "no_match"),
        ("date_exceptions: [2025-11-23, 2026-11-22]", "match"),
        ("month_exceptions: [11]", "no_match"),
        ("month_exceptions: [may, November]", "no_match"),
        ("month_exceptions: [NOV]", "no_match"),
        ("month_exceptions: [1, 2, 3, dec]", "match"),
        ("month_exceptions: [01], date_exceptions: [2026-11-23]", "no_match"),
    ],
)
def test_exceptions_go_before_the_hours_of_the_week(exceptions: str, left_by: str) -> None:
    assert output(through(f"{HOURS}, {exceptions}", more="at: 2026-11-23T09:00")) == left_by


def test_a_match_decides_whatever_the_time() -> None:
    decided = [
        output(through(HOURS, f"match: {match}", more=more))
        for match in ("true", "false")
        for more in ("", "at: 2026-11-23T07:00", "at: 2026-11-23T09:00")
    ]
    assert decided == ["match"] * 3 + ["no_match"] * 3


def test_hours_are_those_at_which_the_call_comes_there() -> None:
    late = f"""{INCOMING}\
    x: {{component: extension, extension: 553, next: {{F: hours}}}}
    hours: {{component: {HOURS}}}
"""
    call = "callee: 100, at: 2026-11-23T07:59, world: {x: {outcome: no_answer, ring_sec: %s}}"
    assert [output(rehearse(late, call % ring), "front/hours") for ring in (59, 60)] == ["no_match", "match"]


@dataclass(frozen=True)
class Dialled:
    """What a dialling came to, and where the call went on."""

    left_by: str | None
    dialling: Dialling


def dialled(left_by: str | None = "S", number: str = "553", **more: object) -> Dialled:
    talked: dict[str, object] = {"ring_sec": 5, "talk_sec": 60, "ended_by": DialEndedBy.HANGUP}
    return Dialled(left_by, Dialling("front/x", **{"second": 0, "number": number, **talked, **more}))  # type: ignore[arg-type]


def in_vain(ended_by: DialEndedBy | None, left_by: str | None = "F", number: str = "553", **more: object) -> Dialled:
    return dialled(left_by, number, **{"talk_sec": None, "ended_by": ended_by, **more})


@pytest.mark.parametrize(
    ("component", "world", "expected"),
    [
        ("extension, extension: 553", "", dialled()),
        ("extension, extension: 553", "talk_sec: 0", dialled(talk_sec=0)),
        ("extension, extension: 553", "ring_sec: 0", dialled(ring_sec=0)),
        ("extension, extension: 553", "outcome: busy", in_vain(DialEndedBy.BUSY, "B")),
        ("extension, extension: 553", "outcome: no_answer", in_vain(DialEndedBy.NO_ANSWER)),
        ("extension, extension: 553", "outcome: failed", in_vain(DialEndedBy.FAILED)),
        (
            "extension, extension: 553, timeout_sec: 20",
            "ring_sec: 1h",
            in_vain(DialEndedBy.NO_ANSWER, ring_sec=20),
        ),
        (
            "extension, extension: 553, call_limit_sec: 40",
            "talk_sec: 41",
            dialled(talk_sec=40, limit_sec=40, ended_by=DialEndedBy.CALL_LIMIT),
        ),
        ("extension, extension: 553, call_limit_sec: 40", "talk_sec: 40", dialled(talk_sec=40, limit_sec=40)),
        ("extension", "", dialled(number="100")),
        ("extension, skip: 1", "", dialled(number="00")),
        ("extension, prefix: 9", "", dialled(number="9100")),
        ("extension, skip: 2, prefix: 55", "", dialled(number="550")),
        ("extension, extension: 553, skip: 2, prefix: 55", "", dialled()),
        (f"extension_api, {SERVICE}", "response: {ok: 1, extension: 120}", dialled(number="120")),
        (
            f"extension_api, {SERVICE}, timeout_sec: 4",
            "response: {ok: 1, extension: 120}",
            in_vain(DialEndedBy.NO_ANSWER, number="120", ring_sec=4),
        ),
        (
            f"extension_api, {SERVICE}",
            "response: timeout",
            in_vain(DialEndedBy.WEB_SERVICE, number="", second=1, ring_sec=0),
        ),
        (
            f"extension_api, {SERVICE}",
            "response: {ok: 1}",
            in_vain(DialEndedBy.WEB_SERVICE, number="", ring_sec=0),
        ),
        ("queue, queue: 901", "", dialled(number="901", queue="901")),
        ("queue", "", dialled(number="100", queue="100")),
        ("queue, skip: 1, prefix: 9", "", dialled(number="900", queue="900")),
        (
            "queue, queue: 901, call_limit_sec: 30",
            "",
            dialled(number="901", queue="901", talk_sec=30, limit_sec=30, ended_by=DialEndedBy.CALL_LIMIT),
        ),
        ("queue, queue: 901", "outcome: failed", in_vain(DialEndedBy.FAILED, number="901", queue="901")),
        ("trunk, trunk: Cisco", "", dialled(number="100", trunk="Cisco")),
        ("trunk, trunk: Cisco, skip: 1, prefix: 021", "", dialled(number="02100", trunk="Cisco")),
        ("trunk, trunk: Cisco", "outcome: busy", in_vain(DialEndedBy.BUSY, number="100", trunk="Cisco")),
        (
            "trunk, trunk: Cisco, permitted_extensions: [521]",
            "",
            dialled(number="100", trunk="Cisco"),  # the caller is no extension
        ),
        (
            f"trunk_api, {SERVICE}",
            TRUNK_ANSWER,
            dialled(number="09151412541", trunk="Nasim", talk_sec=30, limit_sec=30, ended_by=DialEndedBy.CALL_LIMIT),
        ),
        (
            f"trunk_api, {SERVICE}, timeout_sec: 4",
            "response: {ok: 1, trunk: Nasim, extension: 0915}",
            in_vain(DialEndedBy.NO_ANSWER, number="0915", trunk="Nasim", ring_sec=4),
        ),
        (
            f"trunk_api, {SERVICE}",
            "response: {ok: 0, trunk: Nasim, extension: 0915}",
            in_vain(DialEndedBy.WEB_SERVICE, number="", trunk="", ring_sec=0),
        ),
        ("ring_group, extensions: [551]", "", dialled("out", number="551")),
        ("follow_me, followers: [551, 552]", "", dialled("out", number="551")),
        ("follow_me, followers: [Cisco/09125]", "", dialled("out", number="09125", trunk="Cisco")),
        (
            "follow_me, followers: [551], call_limit_sec: 20",
            "",
            dialled("out", number="551", talk_sec=20, limit_sec=20, ended_by=DialEndedBy.CALL_LIMIT),
        ),
        ("conference, conference: 8000", "", dialled("out", number="8000", ring_sec=0)),
        ("conference", "talk_sec: 1h", dialled("out", number="100", ring_sec=0, talk_sec=3600)),
        ("pickup, type: with_caller_id, extension: 553", "", dialled("out", ring_sec=0)),
        ("pickup, type: with_caller_id, delay_sec: 2, skip: 1", "", dialled("out", "00", second=2, ring_sec=0)),
        (
            "pickup, type: without_caller_id, extension: 553",
            "outcome: failed",
            in_vain(DialEndedBy.FAILED, "out", ring_sec=0),
        ),
        ("chanspy, extension: 553", "talk_sec: 7", dialled("out", ring_sec=0, talk_sec=7)),
        ("chanspy, prefix: 2", "", dialled("out", number="2100", ring_sec=0)),
        ("page, extension: 553", "", dialled("out")),
        ("page, skip: 2, timeout_sec: 3", "", in_vain(DialEndedBy.NO_ANSWER, "out", number="0", ring_sec=3)),
    ],
)
def test_what_a_dialling_came_to(component: str, world: str, expected: Dialled) -> None:
    result = through(component, world)
    assert Dialled(output(result), *result.diallings) == expected


def test_an_extension_that_is_not_permitted_leaves_a_trunk_by_f_at_once() -> None:
    result = through("trunk, trunk: Cisco, permitted_extensions: [521, 522]", caller="523")
    assert Dialled(output(result), *result.diallings).left_by == "F"
    assert (result.seconds, result.dial_ended_by, result.disposition) == (0, DialEndedBy.FAILED, "NO ANSWER")
    assert output(through("trunk, trunk: Cisco, permitted_extensions: [521, 522]", caller="522")) == "S"


def test_each_follower_is_tried_for_as_long_as_it_rings() -> None:
    result = through("follow_me, followers: [551, Cisco/0912, 552], timeout_sec: 4", "ring_sec: 7")
    no_answer = {"ring_sec": 4, "ended_by": DialEndedBy.NO_ANSWER}
    assert result.diallings == (
        Dialling("front/x", 0, "551", **no_answer),  # type: ignore[arg-type]
        Dialling("front/x", 4, "0912", "Cisco", **no_answer),  # type: ignore[arg-type]
        Dialling("front/x", 8, "552", **no_answer),  # type: ignore[arg-type]
    )


def test_a_caller_without_a_number_is_no_extension_that_is_not_permitted() -> None:
    assert output(through("trunk, trunk: Cisco, permitted_extensions: [521]", caller="")) == "S"


@pytest.mark.parametrize(
    "component", ["extension, skip: 3", "trunk, trunk: Cisco, skip: 9", "queue, skip: 3", "page, skip: 4"]
)
def test_where_nothing_is_left_to_dial_the_rehearsal_stops(component: str) -> None:
    result = through(component)
    assert (result.diallings, result.ended_by, result.stop and result.stop.component) == ((), None, "front/x")


@pytest.mark.parametrize(
    "component",
    [
        "callback, method: call_to_caller, trunk: Cisco, delay_sec: 10",
        "callback, method: call_to_number, trunk: Cisco, number: 0912, delay_sec: 10",
        "callback, method: call_extension, extension: 553, delay_sec: 10",
    ],
)
def test_a_call_that_is_called_back_in_vain_ends_there(component: str) -> None:
    result = through(f"{component}, next: later", "outcome: no_answer", also="later: {component: answer, type: answer}")
    ended = (result.path, output(result), result.ended_by, result.seconds, result.disposition)
    assert ended == (("front/line", "front/x"), None, EndedBy.END_OF_PLAN, 15, "NO ANSWER")


def test_a_call_that_is_called_back_is_reported_as_answered() -> None:
    result = through("callback, method: call_to_caller, trunk: Cisco, delay_sec: 10", "ring_sec: 3")
    (dialling,) = result.diallings
    assert (dialling.number, dialling.trunk, dialling.second, dialling.ring_sec) == ("09121112233", "Cisco", 10, 3)
    assert (result.disposition, result.billsec, result.cdr["wait"]) == ("ANSWERED", 0, 13)


def test_a_callback_after_a_busy_extension_is_what_the_report_is_of() -> None:
    result = through(
        "extension, extension: 553, next: {B: again}",
        "outcome: busy",
        also="again: {component: callback, method: call_extension, extension: 521}",
    )
    assert (result.disposition, result.billsec, result.cdr["dst"]) == ("ANSWERED", 0, "521")


@pytest.mark.parametrize(
    ("component", "number", "trunk"),
    [
        ("callback, method: call_to_caller, trunk: Cisco", "09121112233", "Cisco"),
        ("callback, method: call_to_number, trunk: Cisco, number: 0912", "0912", "Cisco"),
        ("callback, method: call_extension, trunk: Cisco, extension: 553", "553", None),
    ],
)
def test_whom_a_callback_calls(component: str, number: str, trunk: str | None) -> None:
    expected = Dialling("front/x", 10, number, trunk, ring_sec=3, ended_by=DialEndedBy.BUSY)
    assert through(f"{component}, delay_sec: 10", "outcome: busy, ring_sec: 3").diallings == (expected,)


def test_a_callback_to_nobody_stops_the_rehearsal() -> None:
    for component, caller in (
        ("callback, method: call_to_caller, trunk: Cisco", ""),
        ("callback, method: call_to_number, trunk: Cisco", "0912"),
        ("callback, method: call_extension", "0912"),
    ):
        stop = through(component, caller=caller).stop
        assert (stop and stop.component) == "front/x"


def test_only_a_definite_answer_is_reported_as_answered() -> None:
    results = [through(f"answer, type: {type_}") for type_ in ("answer", "progress", "definite_answer")]
    assert [(result.answered_definitely, result.disposition) for result in results] == [
        (False, "NO ANSWER"),
        (False, "NO ANSWER"),
        (True, "ANSWERED"),
    ]


@pytest.mark.parametrize(
    ("limits", "digits", "scores"),
    [
        ("", "5", (5,)),
        ("", '""', ()),
        ("", "0", (0,)),
        ("", "12", (12,)),
        ("max_digits: 1", "12", (1,)),
        ("poll_min: 1, poll_max: 5", "1", (1,)),
        ("poll_min: 1, poll_max: 5", "5", (5,)),
        ("poll_min: 1, poll_max: 5", "0", ()),
        ("poll_min: 1, poll_max: 5", "6", ()),
        ("poll_min: 1, poll_max: 5, max_digits: 1", "55", (5,)),
        ("poll_min: 1, poll_max: 5", "05", (5,)),
        ("poll_min: 1, poll_max: 5", "'*'", ()),
        ("poll_min: 1, poll_max: 5", "'1#'", ()),
        ("poll_max: 5", "6", ()),
        ("poll_min: 2", "1", ()),
        ("poll_min: 2", "999", (999,)),
        ("", "9" * 5000, ()),
        ("max_digits: 2", "9" * 5000, (99,)),
    ],
)
def test_a_score_is_what_lies_between_the_lowest_and_the_highest(
    limits: str, digits: str, scores: tuple[int, ...]
) -> None:
    result = through(f"poll, label: adviser, {limits}", f"digits: {digits}", answered=True)
    assert result.scores == tuple(Score("adviser", point, 0, "09121112233", "100", "") for point in scores)


def test_a_poll_that_is_not_told_of_records_nothing() -> None:
    assert through("poll, label: adviser").scores == ()


RECORDINGS = [
    # types of the components that a call passes in turn, and whether a talk was recorded
    (["start", "extension"], True),
    (["extension"], False),
    (["start", "stop", "extension"], False),
    (["start", "stop", "start", "extension"], True),
    (["extension", "start"], False),
    (["start", "extension", "stop", "extension"], True),
    (["start", "ring_group"], False),
    (["start", "ring_group", "extension"], True),
    (["start", "queue"], True),
    (["start", "trunk"], True),
    (["start", "follow_me"], True),
    (["start", "conference"], True),
    (["start", "announcement"], False),
]


@pytest.mark.parametrize(("passed", "recorded"), RECORDINGS)
def test_a_talk_between_start_and_stop_is_recorded(passed: list[str], recorded: bool) -> None:
    written = {
        "start": "mix_monitor, type: start",
        "stop": "mix_monitor, type: stop",
        "extension": "extension, extension: 553",
        "ring_group": "ring_group, extensions: [551, 552]",
        "queue": "queue, queue: 901",
        "trunk": "trunk, trunk: Cisco",
        "follow_me": "follow_me, followers: [551]",
        "conference": "conference",
        "announcement": "announcement, announcement: a",
    }
    lines = []
    for index, name in enumerate(passed):
        ways = catalogue()[written[name].partition(",")[0]].outputs
        key, target = f"c{index}" if index else "x", f"c{index + 1}" if index + 1 < len(passed) else "~"
        lines.append(f"    {key}: {{component: {written[name]}, next: {{{ways[0]}: {target}}}}}\n")
    result = rehearse(INCOMING + "".join(lines), "callee: 0912")
    assert (result.recorded, len(result.path), result.cdr["record"]) == (
        recorded,
        len(passed) + 1,
        None if recorded else "",
    )


def test_a_talk_of_no_seconds_and_an_unanswered_call_are_not_recorded() -> None:
    plan = f"""{INCOMING}\
    x: {{component: mix_monitor, type: start, next: desk}}
    desk: {{component: extension, extension: 553}}
"""
    worlds = ("talk_sec: 0", "outcome: busy", "talk_sec: 1")
    assert [rehearse(plan, f"callee: 1, world: {{desk: {{{world}}}}}").recorded for world in worlds] == [
        False,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("corrections", "caller", "callee"),
    [
        ("", "09121112233", "100"),
        ("caller_id: 557", "557", "100"),
        ("caller_id_skip: 1", "9121112233", "100"),
        ("caller_id_prefix: 98", "9809121112233", "100"),
        ("caller_id_skip: 1, caller_id_prefix: 98", "989121112233", "100"),
        ("caller_id: 557, caller_id_skip: 1, caller_id_prefix: 6", "657", "100"),
        ("caller_id_skip: 20", "", "100"),
        ("extension: 553", "09121112233", "553"),
        ("extension_skip: 1", "09121112233", "00"),
        ("extension_prefix: 9", "09121112233", "9100"),
        ("extension: 553, extension_skip: 2, extension_prefix: 7", "09121112233", "73"),
        ("caller_name: Ada, caller_name_skip: 1, caller_name_prefix: x", "09121112233", "100"),
    ],
)
def test_a_corrector_puts_in_the_new_value_then_skips_then_prefixes(corrections: str, caller: str, callee: str) -> None:
    result = through(f"corrector, {corrections}")
    assert (result.caller, result.callee) == (caller, callee)


def test_what_a_corrector_changes_holds_for_the_rest_of_the_call() -> None:
    result = through(
        "corrector, caller_id: 521, extension: 0553, next: listed",
        also="""
        listed: {component: whitelist, numbers: [521], next: {match: desk}}
        desk: {component: extension, skip: 1, next: {S: room}}
        room: {component: conference}
        """,
    )
    assert result.path == ("front/line", "front/x", "front/listed", "front/desk", "front/room")
    assert [dialling.number for dialling in result.diallings] == ["553", "0553"]
    assert (result.cdr["src"], result.cdr["dst"]) == ("521", "0553")


COMMANDS = [
    ("PlayAnnouncement('welcome')", "0 play", 0),
    ("PlayAnnouncement('welcome&id:12')", "0 play", 0),
    ("Playback('beep')", "0 play", 0),
    ("SayNumber(-5)", "0 play", 0),
    ("SayDigit('0912')", "0 play", 0),
    ("SayDuration('0.00:05:30')", "0 play", 0),
    ("SayClock('14:30:00')", "0 play", 0),
    ("SayDate('1405-01-31','jalali')", "0 play", 0),
    ("GetData('menu', 10, 1)", "0 play, 0 ask", 0),
    ("MusicOnHold('default', 12)", "0 play", 12),
    ("SetExten('553')", "0 change", 0),
    ("SetLimitOnCall(300)", "0 limit", 0),
    ("ClearUserData()", "0 change", 0),
]


@pytest.mark.parametrize(("command", "events", "seconds"), COMMANDS)
@pytest.mark.parametrize("quotes", ["'", '\\"'])
def test_each_command_is_run_with_quotes_of_either_kind(command: str, events: str, seconds: int, quotes: str) -> None:
    text = f"{command.replace(chr(39), quotes)};Exit({quotes}sales{quotes})"
    result = through(SMART, f"digits: 7, {commands(text)}", answered=True)
    expected = f"0 web_service, 0 web_service, {events}, {seconds} branch, {seconds} end"
    assert (output(result), told(result)) == ("1", expected)


def test_commands_run_in_order_up_to_exit() -> None:
    result = through(
        SMART, commands("MusicOnHold('a',5);SetExten('1');MusicOnHold('b',6);Exit('sales');SetExten('2');SayNumber(3)")
    )
    assert told(result) == "0 web_service, 0 web_service, 0 play, 5 change, 5 play, 11 branch, 11 end"
    assert (result.callee, result.seconds) == ("1", 11)


def test_get_data_waits_for_its_time_where_the_caller_enters_nothing() -> None:
    result = through(SMART, commands("GetData('menu',10,1);Exit('sales')"))
    assert told(result) == "0 web_service, 0 web_service, 0 play, 10 ask, 10 branch, 10 end"


def test_what_commands_take_adds_up() -> None:
    result = through(SMART, commands("MusicOnHold('a',5);GetData('menu',10,1);GetData('menu',10,1);Exit('sales')"))
    assert told(result) == "0 web_service, 0 web_service, 0 play, 5 play, 15 ask, 15 play, 25 ask, 25 branch, 25 end"


@pytest.mark.parametrize("text", ["SayNumber(5)", "SayNumber(5);", "", ";"])
def test_a_rehearsal_stops_at_commands_without_exit(text: str) -> None:
    result = through(SMART, commands(text))
    assert (output(result), result.ended_by) == (None, None)
    assert result.stop is not None
    assert (result.stop.reason, result.stop.help) == (
        "the answer's commands have no Exit, and it is not documented where the call then goes",
        "end the commands with Exit and the case of a row",
    )


def test_what_commands_set_holds_for_the_rest_of_the_call() -> None:
    result = through(
        f"smart_api, {SERVICE}, rows: [{{case: go, next: desk}}]",
        commands("SetExten('5530');SetLimitOnCall(20);Exit('go')"),
        also="""
        desk: {component: extension, skip: 1, next: {S: again}}
        again: {component: extension, prefix: 9, call_limit_sec: 15}
        """,
    )
    assert [(one.number, one.limit_sec, one.talk_sec) for one in result.diallings] == [
        ("530", 20, 20),
        ("95530", 15, 15),
    ]


def test_an_explicit_jump_goes_on_at_its_jump_in() -> None:
    plan = f"""{INCOMING}    x: {{component: jump_out, jump_in: desk}}
  back:
    arrive: {{component: jump_in, name: desk, next: desk}}
    desk: {{component: extension, extension: 553}}
"""
    result = rehearse(plan, "callee: 100")
    assert result.path == ("front/line", "front/x", "back/arrive", "back/desk")
    assert (output(result), told(result)) == ("jump", "0 jump")


STOPS = [
    ("agi, file: lookup.agi", ""),
    ("disa, context: main", ""),
    ("custom_plan, code: NoOp", ""),
    ("fax", ""),
    ("jump_out, jump_in: in-another-file", ""),
    ("ivr, enable_direct_dial: yes, rows: [{case: 1}]", "digits: 553"),
    (HOURS, ""),
    (f"trunk_api, {SERVICE}", ""),
    (f"extension_api, {SERVICE}", "outcome: busy"),
    (f"ivr_api, {SERVICE}, rows: [{{case: 1}}]", "digits: 1"),
    (f"ivr_api, {SERVICE}, rows: [{{case: 4X}}, {{case: i}}]", "response: {ok: 1, case: 43}"),
    (SMART, ""),
]


@pytest.mark.parametrize(("component", "world"), STOPS)
def test_what_cannot_be_known_stops_the_rehearsal_there(component: str, world: str) -> None:
    answered = enters(component, world)
    result = through(component, world, answered=answered)
    assert (result.path, result.ended_by, result.stop and result.stop.component) == (
        ("front/line", *["front/first"] * answered, "front/x"),
        None,
        "front/x",
    )


@pytest.mark.parametrize(
    ("component", "world", "act"),
    [
        (MENU, "digits: 1", "enter digits"),
        (f"ivr_api, {SERVICE}, rows: [{{case: 1}}]", "digits: 1, response: {ok: 1, case: 1}", "enter digits"),
        ("poll, label: a", "digits: 5", "enter digits"),
        (SMART, "digits: 7, " + commands("GetData('menu',10,1);Exit('sales')"), "enter digits"),
        ("authentication, type: user_secret", "", "enter the secret"),
    ],
)
@pytest.mark.parametrize("before", ["", "progress", "answer", "definite_answer"])
def test_only_an_answered_call_can_enter_digits(component: str, world: str, act: str, before: str) -> None:
    head = ANSWERED.replace("type: answer", f"type: {before}") if before else INCOMING

    result = rehearse(f"{head}    x: {{component: {component}}}\n", f"callee: 100, world: {{x: {{{world}}}}}")

    if before in ("answer", "definite_answer"):
        assert result.stop is None
        return
    assert result.stop is not None
    assert (result.stop.reason, result.stop.help) == (
        f"the call is not answered, so the caller cannot {act}",
        "answer the call first, with `answer: definite_answer` or a component of type answer",
    )


@pytest.mark.parametrize("world", ["", 'digits: ""'])
def test_a_call_that_is_not_answered_enters_nothing(world: str) -> None:
    assert [output(through(MENU, world)), through("poll, label: a", world).stop] == ["4", None]


LEAST = {  # what each type cannot do without
    "agi": "file: a",
    "announcement": "announcement: a",
    "answer": "type: answer",
    "authentication": "type: user_secret",
    "call_completion": "type: request",
    "callback": "method: call_extension, extension: 553",
    "custom_plan": "code: a",
    "disa": "context: main",
    "extension_api": SERVICE,
    "follow_me": "followers: [551]",
    "ivr": "rows: [{case: 1}]",
    "ivr_api": f"{SERVICE}, rows: [{{case: 1}}]",
    "jump_in": "name: a",
    "jump_out": "jump_in: a",
    "mix_monitor": "type: start",
    "pickup": "type: pickup_group",
    "poll": "label: a",
    "ring_group": "extensions: [551]",
    "smart_api": f"{SERVICE}, rows: [{{case: a}}]",
    "trunk": "trunk: Cisco",
    "trunk_api": SERVICE,
    "voicemail": "type: listen",
}


@pytest.mark.parametrize("type_", sorted(name for name, type_ in catalogue().items() if type_.role is not Role.ENTRY))
@pytest.mark.unmeasured
def test_a_caller_may_hang_up_at_every_component(type_: str) -> None:
    result = through(f"{type_}, {LEAST.get(type_, '')}", "caller_hangup: true")
    assert (result.path, output(result), result.ended_by, result.stop) == (
        ("front/line", "front/x"),
        None,
        EndedBy.CALLER_HANGUP,
        None,
    )


@pytest.mark.parametrize(
    ("component", "world"),
    [
        ("ivr, enable_direct_dial: yes, rows: [{case: 1}]", "digits: 9"),
        (f"ivr_api, {SERVICE}, rows: [{{case: 1}}]", "digits: 9"),
        (f"smart_api, {SERVICE}, rows: [{{case: a}}]", "digits: 9"),
        (f"trunk_api, {SERVICE}", "talk_sec: 20"),
        ("callback, method: call_to_number", "ring_sec: 2"),
        ("extension, skip: 3", "talk_sec: 2"),
        ("fax", "output: F"),
        (HOURS, "match: true"),
    ],
)
def test_what_cannot_be_known_does_not_matter_where_the_caller_hangs_up(component: str, world: str) -> None:
    result = through(component, f"{world}, caller_hangup: true")
    assert (result.path, output(result), result.ended_by, result.stop) == (
        ("front/line", "front/x"),
        None,
        EndedBy.CALLER_HANGUP,
        None,
    )


@pytest.mark.parametrize(
    ("enter", "route"),
    [
        ("outgoing", "outgoing_route, context: main, rows: [{pattern: X., next: ~}]"),
        ("incoming", "incoming_route, context: main, rows: [{next: ~}]"),
        ("autodialer", "autodialer_route, context: main, rows: [{next: ~}]"),
    ],
)
def test_a_caller_may_hang_up_at_a_route(enter: str, route: str) -> None:
    scenario = f"version: 1\nname: a\nsheets: {{s: {{r: {{component: {route}}}}}}}\n"
    call = f"enter: {enter}, callee: 100, world: {{r: {{caller_hangup: %s}}}}"
    results = [rehearse(scenario, call % word) for word in ("true", "false")]
    assert [(result.path, result.ended_by) for result in results] == [
        (("s/r",), EndedBy.CALLER_HANGUP),
        (("s/r",), EndedBy.END_OF_PLAN),
    ]


def test_a_caller_who_hangs_up_ends_the_talk_and_does_not_go_on() -> None:
    result = through(
        "extension, extension: 553, next: {S: score}",
        "talk_sec: 20, caller_hangup: true",
        also="score: {component: poll, label: a}",
    )
    assert (result.path, result.ended_by, result.dial_ended_by, result.billsec) == (
        ("front/line", "front/x"),
        EndedBy.CALLER_HANGUP,
        DialEndedBy.HANGUP,
        20,
    )
