"""Where a rehearsed call enters, which row takes it, and how it goes from component to component."""

from __future__ import annotations

import pytest
from support.rehearsing import ANSWERED, INCOMING, ORIGINATED, output, plan_of, rehearse

from scenario_kit.language.rehearsals import Rehearsal
from scenario_kit.pbx.facts import PbxFacts
from scenario_kit.pbx.ini.facts import barred_codes
from scenario_kit.rehearsal.cases import request_of
from scenario_kit.rehearsal.plan import Plan, Undecided, entry_of
from scenario_kit.rehearsal.result import DialEndedBy, EndedBy, EventKind

OUTGOING = """\
version: 1
name: routes
sheets:
  s:
    r: {{component: outgoing_route, context: main, rows: [{rows}]}}
"""


def row_taken(patterns: list[str], number: str) -> str | None:
    """Return the pattern of the row that takes a number; None where none does."""
    rows = ", ".join(f"{{pattern: '{pattern}', next: ~}}" for pattern in patterns)
    result = rehearse(OUTGOING.format(rows=rows), f"callee: '{number}'")
    if result.ended_by is EndedBy.NO_ROUTE:
        assert result.path == ()
        return None
    return patterns[int(output(result, "s/r") or 0) - 1]


@pytest.mark.parametrize(
    ("patterns", "number", "taken"),
    [
        (["0X."], "0912", "0X."),
        (["0X."], "0", None),
        (["0X."], "912", None),
        (["5XX"], "553", "5XX"),
        (["5XX"], "5531", None),
        (["NXX", "ZXX"], "123", "ZXX"),
        (["NXX", "ZXX"], "223", "NXX"),
        (["X.", "0X.", "09X."], "0912", "09X."),
        (["09X.", "0X.", "X."], "0212", "0X."),
        (["X.", "0[1-4]X."], "0212", "0[1-4]X."),
        (["XXX", "553"], "553", "553"),
        (["553", "XXX"], "554", "XXX"),
        (["X!", "X."], "55", "X."),
        (["X!"], "5", "X!"),
        (["5!"], "5", "5!"),
        (["*9X."], "*912", "*9X."),
        (["n"], "2", "n"),  # letters of patterns have no case
        (["n"], "desk", None),
        (["0912-XXX-XXXX"], "09120000001", "0912-XXX-XXXX"),  # hyphens are ignored
        (["sip-alex", "sip-X"], "sipalex", "sip-alex"),
        (["sipalex"], "sip-alex", "sipalex"),
        (["X!-1"], "11", None),
        (["reception"], "reception", "reception"),
    ],
)
def test_the_row_that_fits_best_takes_the_number(patterns: list[str], number: str, taken: str | None) -> None:
    assert row_taken(patterns, number) == taken


def test_which_row_takes_a_number_does_not_hang_on_their_order() -> None:
    patterns = ["X.", "0X.", "09X.", "0912", "091X", "[0-9]9X."]
    for number, taken in (("0912", "0912"), ("0913", "091X"), ("0921", "09X."), ("0211", "0X."), ("1911", "[0-9]9X.")):
        assert {row_taken(order, number) for order in (patterns, patterns[::-1], sorted(patterns))} == {taken}


INBOUND = """\
version: 1
name: inbound
sheets:
  s:
    line:
      component: incoming_route
      context: from-pstn
      rows: [{rows}]
"""


@pytest.mark.parametrize(
    ("rows", "caller", "did", "taken"),
    [
        (["{did: 31041000}"], "0912", "31041000", "1"),
        (["{did: 31041000}"], "0912", "3104100", None),
        (["{}"], "0912", "1", "1"),
        (["{cid: any, did: any}"], "", "1", "1"),
        (["{cid: 0912x}"], "", "1", None),
        (["{cid: 0912x}"], "09121", "1", "1"),
        (["{did: x1000}"], "0912", "31041000", "1"),
        (["{did: x1000}"], "0912", "1000", "1"),
        (["{did: x1000}"], "0912", "10001", None),
        (["{did: 3104x}"], "0912", "31041000", "1"),
        (["{did: x41x}"], "0912", "31041000", "1"),
        (["{}", "{did: 31041000}"], "0912", "31041000", "2"),
        (["{did: x1000}", "{did: 31041000}"], "0912", "31041000", "2"),
        (["{did: x000}", "{did: x1000}"], "0912", "31041000", "2"),
        (["{did: x1000x}", "{did: x0}"], "0912", "31041000", "2"),
        # the DID counts first, then the CID, then the place
        (["{cid: 0912, did: any}", "{did: 31041000}"], "0912", "31041000", "2"),
        (["{did: 31041000}", "{cid: 0912, did: 31041000}"], "0912", "31041000", "2"),
        (["{did: 31041000}", "{cid: 09x, did: 31041000}"], "0912", "31041000", "2"),
        (["{did: 31041000}", "{cid: 09x, did: 31041000}"], "", "31041000", "1"),
        (["{did: 3104x}", "{did: x1000}"], "0912", "31041000", "1"),
        (["{did: x1000}", "{did: 3104x}"], "0912", "31041000", "1"),
        (["{}", "{}"], "0912", "1", "1"),
    ],
)
def test_the_row_for_caller_and_dialled_number(rows: list[str], caller: str, did: str, taken: str | None) -> None:
    said = f"caller: {caller}, callee: {did}" if caller else f"callee: {did}"
    result = rehearse(INBOUND.format(rows=", ".join(rows)), said)
    assert (result.ended_by, output(result, "s/line") if result.path else None) == (
        EndedBy.NO_ROUTE if taken is None else EndedBy.END_OF_PLAN,
        taken,
    )


CAMPAIGN = """\
version: 1
name: campaign
sheets:
  s:
    start:
      component: autodialer_route
      context: campaign
      rows: [{text: debt}, {text: any}, {text: vote}]
"""


@pytest.mark.parametrize(
    ("text", "taken"), [("text: debt", "1"), ("text: vote", "3"), ("text: other", "2"), ("", "2"), ("text: any", "2")]
)
def test_the_campaigns_text_chooses_the_row_else_any_does(text: str, taken: str) -> None:
    result = rehearse(CAMPAIGN, f"enter: autodialer, {text}")
    assert (result.enter, output(result, "s/start")) == ("autodialer", taken)


def test_of_two_rows_with_one_text_the_upper_takes_the_campaign() -> None:
    twice = CAMPAIGN.replace("{text: vote}", "{text: debt}, {text: any}")
    calls = [rehearse(twice, f"enter: autodialer, text: {text}") for text in ("debt", "other")]
    assert [output(call, "s/start") for call in calls] == ["1", "2"]


def test_a_campaign_whose_text_no_row_has_is_not_taken() -> None:
    result = rehearse(CAMPAIGN.replace("{text: any}, ", ""), "enter: autodialer, text: other")
    assert (result.path, result.ended_by) == ((), EndedBy.NO_ROUTE)


BOTH_WAYS = """\
version: 1
name: both
sheets:
  s:
    out: {component: outgoing_route, context: main, rows: [{pattern: 1X}]}
    out2: {component: outgoing_route, context: other, rows: [{pattern: XX}]}
    in: {component: incoming_route, context: from-pstn, rows: [{did: 12}]}
    in2: {component: incoming_route, context: from-sip, rows: [{}]}
    dialer: {component: autodialer_route, context: main, rows: [{}]}
"""
ORIGINATE = "originate: {caller: 521, callee: 12, context: other, caller_id: 5}\n"


@pytest.mark.parametrize(
    ("originated", "call", "entered"),
    [
        (False, "callee: 12", "s/in"),
        (False, "callee: 13", "s/in2"),
        (False, "callee: 12, context: from-sip", "s/in2"),
        (False, "callee: 12, context: nowhere", None),
        (False, "callee: 12, enter: outgoing", "s/out"),
        (False, "callee: 22, enter: outgoing", "s/out2"),
        (False, "callee: 12, enter: outgoing, context: other", "s/out2"),
        (False, "callee: 22, enter: outgoing, context: main", None),
        (False, "enter: autodialer", "s/dialer"),
        (True, "", "s/out2"),
        (True, "context: main", "s/out"),
        (True, "callee: 22", "s/out2"),
        (True, "enter: outgoing", "s/out2"),
        (True, "enter: incoming", "s/in"),
        (True, "enter: incoming, context: from-sip", "s/in2"),
        (True, "enter: autodialer", "s/dialer"),
    ],
)
def test_where_a_call_enters(originated: bool, call: str, entered: str | None) -> None:
    result = rehearse(f"{BOTH_WAYS}{ORIGINATE if originated else ''}", call)
    assert (next(iter(result.path), None), result.ended_by) == (
        entered,
        EndedBy.NO_ROUTE if entered is None else EndedBy.END_OF_PLAN,
    )


@pytest.mark.parametrize(
    ("scenario", "enter"),
    [
        (BOTH_WAYS, "incoming"),
        (BOTH_WAYS + ORIGINATE, "outgoing"),
        (INCOMING + "    x: {component: answer, type: answer}\n", "incoming"),
        (f"{ORIGINATED}call: {{dial: {{trunk: Cisco}}}}", "outgoing"),
        ("version: 1\nname: a\ncall: {match: [X.], dial: {trunk: Cisco}}", "outgoing"),
        (CAMPAIGN, "autodialer"),  # it is the only way in
    ],
)
def test_where_a_call_enters_unless_a_test_says_otherwise(scenario: str, enter: str) -> None:
    assert entry_of(plan_of(scenario)) == enter


def test_a_test_that_does_not_say_enough_makes_no_request() -> None:
    plan = plan_of(INCOMING + "    x: {component: answer, type: answer}\n")
    for call in ({}, {"callee": "1", "enter": "outgoing"}, {"callee": "1", "world": {"y": {}}}):
        with pytest.raises(Undecided):
            request_of(plan, Rehearsal.model_validate({"name": "a", "expect": {}, **call}))


def test_numbers_of_the_request_stand_in_where_a_test_has_none() -> None:
    scenario = f"{ORIGINATED}call: {{match: [X.], dial: {{trunk: Cisco}}}}"
    calls = ["", "caller: 522", "callee: 0912", "caller: 522, callee: 0912"]
    assert [(result.caller, result.callee) for result in (rehearse(scenario, call) for call in calls)] == [
        ("521", "09371234567"),
        ("522", "09371234567"),
        ("521", "0912"),
        ("522", "0912"),
    ]


BARRED = ("barred", DialEndedBy.HANGUP)


@pytest.mark.parametrize(
    ("codes", "number", "barred"),
    [
        (None, "00441", True),
        (None, "+441", True),
        (None, "0441", False),
        (None, "100", False),
        ("00,+", "00", True),
        ("0044", "00491", False),
        ("0044", "00441", True),
        ("09, 00", "0912", True),
        ("", "00441", False),
        ("[]", "+441", False),
    ],
)
def test_a_trunk_does_not_dial_a_number_with_a_barred_code(codes: str | None, number: str, barred: bool) -> None:
    ini = "" if codes is None else f"[security]\nbarred_call_pre_codes = {codes}\n"
    outside = PbxFacts(barred=barred_codes(ini.encode(), "simotel.ini"))
    scenario = "version: 1\nname: a\ncall: {match: [X.], dial: {trunk: Cisco}}"
    scenario = scenario.replace("[X.]", "['X.', '+X.']")
    result = rehearse(scenario, f"callee: '{number}'", outside)
    assert (result.path, result.ended_by) == (
        ("outgoing/route", "outgoing/dial"),
        EndedBy.BARRED if barred else EndedBy.END_OF_PLAN,
    )
    assert (result.disposition, result.seconds) == (("NO ANSWER", 0) if barred else ("ANSWERED", 65))


BARRING = [
    # a component, what its world says, whether it dials a barred number over a trunk
    ("trunk, trunk: Cisco", "", False),
    ("trunk, trunk: Cisco, prefix: 00", "", True),
    ("trunk, trunk: Cisco, prefix: 0, skip: 1", "", True),
    ("extension, extension: 00441", "", False),
    ("extension, prefix: 00", "", False),
    ("queue, queue: 00441", "", False),
    ("follow_me, followers: [Cisco/00441]", "", True),
    ("follow_me, followers: [00441]", "", False),
    ("follow_me, followers: [551, Cisco/00441]", "", False),
    ("follow_me, followers: [551, Cisco/00441]", "outcome: no_answer", True),
    ("callback, method: call_to_number, number: 00441, trunk: Cisco", "", True),
    ("callback, method: call_extension, extension: 00441", "", False),
    ("callback, method: call_to_caller, trunk: Cisco", "", False),
    ("conference, conference: 00441", "", False),
]


@pytest.mark.parametrize(("component", "world", "barred"), BARRING)
def test_only_what_a_trunk_would_dial_is_barred(component: str, world: str, barred: bool) -> None:
    plan = f"{INCOMING}    x: {{component: {component}}}\n"
    result = rehearse(plan, f"caller: 0912, callee: 100, world: {{x: {{{world}}}}}")
    assert (result.ended_by, result.path) == (
        EndedBy.BARRED if barred else EndedBy.END_OF_PLAN,
        ("front/line", "front/x"),
    )


def test_a_caller_with_a_barred_code_is_not_called_back_over_a_trunk() -> None:
    plan = f"{INCOMING}    x: {{component: callback, method: call_to_caller, trunk: Cisco, delay_sec: 4}}\n"
    result = rehearse(plan, "caller: 00441, callee: 100")
    assert (result.ended_by, result.seconds) == (EndedBy.BARRED, 4)


@pytest.mark.parametrize(
    ("caller", "trunk", "path", "ended_by"),
    [
        ("'+98912'", ", trunk_name: Cisco", (), EndedBy.BARRED),
        ("0098912", ", trunk_name: Cisco", (), EndedBy.BARRED),
        ("0912", ", trunk_name: Cisco", ("outgoing/route", "outgoing/dial"), EndedBy.END_OF_PLAN),
        ("521", "", ("outgoing/route", "outgoing/dial"), EndedBy.END_OF_PLAN),
    ],
)
def test_the_first_party_is_barred_as_any_other(
    caller: str, trunk: str, path: tuple[str, ...], ended_by: EndedBy
) -> None:
    scenario = f"""\
version: 1
name: a
originate: {{caller: {caller}, callee: 0912, context: main, caller_id: 5{trunk}}}
call: {{dial: {{trunk: Cisco}}}}
"""
    result = rehearse(scenario)
    assert (result.path, result.ended_by) == (path, ended_by)


TWO_SHEETS = """\
version: 1
name: office
sheets:
  front:
    line: {component: incoming_route, context: from-pstn, rows: [{did: 1, next: sorry}, {did: 2, next: back/sorry}]}
    sorry: {component: announcement, announcement: a, next: back/desk}
  back:
    sorry: {component: announcement, announcement: b, next: desk}
    desk: {component: extension, extension: 553, next: {S: front/sorry}}
"""


@pytest.mark.parametrize(
    ("callee", "path"),
    [
        ("1", ("front/line", "front/sorry", "back/desk")),
        ("2", ("front/line", "back/sorry", "back/desk")),
    ],
)
def test_jumps_made_for_wires_between_sheets_are_not_in_the_path(callee: str, path: tuple[str, ...]) -> None:
    result = rehearse(TWO_SHEETS, f"callee: {callee}, world: {{desk: {{outcome: busy}}}}")
    assert (result.path, result.ended_by) == (path, EndedBy.END_OF_PLAN)
    generated = [step.component for step in result.steps if step.generated]
    assert generated == [
        name
        for step in path[1:]
        if step.split("/")[0] == "back" and step == next(one for one in path if one.startswith("back/"))
        for name in (f"front/jump-out:{step}", f"back/jump-in:{step.split('/')[1]}")
    ]


def test_a_world_is_of_the_component_that_it_names() -> None:
    result = rehearse(
        TWO_SHEETS, "callee: 1, world: {front/sorry: {}, back/sorry: {caller_hangup: true}, desk: {talk_sec: 7}}"
    )
    assert (result.path[:3], result.billsec) == (("front/line", "front/sorry", "back/desk"), 7)
    stopped = rehearse(TWO_SHEETS, "callee: 2, world: {back/sorry: {caller_hangup: true}}")
    assert (stopped.path, stopped.ended_by) == (("front/line", "back/sorry"), EndedBy.CALLER_HANGUP)


@pytest.mark.parametrize(
    ("name", "node", "shortest"),
    [
        ("desk", "back/desk", "desk"),
        ("back/desk", "back/desk", "desk"),
        ("front/sorry", "front/sorry", "front/sorry"),
        ("back/sorry", "back/sorry", "back/sorry"),
        ("sorry", None, None),
        ("front/desk", None, None),
        ("/desk", None, None),
        ("back/", None, None),
        ("jump-in:desk", None, None),
        ("back/jump-in:desk", None, None),
        ("", None, None),
    ],
)
def test_the_names_by_which_tests_mean_components(name: str, node: str | None, shortest: str | None) -> None:
    plan = plan_of(TWO_SHEETS)
    assert (plan.node_of(name), None if node is None else plan.name_of(node)) == (node, shortest)


def test_a_call_that_goes_round_ends_after_a_thousand_components() -> None:
    result = rehearse(f"{INCOMING}    x: {{component: answer, type: answer, next: x}}\n", "callee: 1")
    assert (result.path, result.ended_by) == (("front/line", *["front/x"] * 999), EndedBy.LOOP)
    assert result.timeline[-1].kind is EventKind.END


def test_generated_jumps_do_not_count_as_components() -> None:
    result = rehearse(TWO_SHEETS, "callee: 1, world: {desk: {talk_sec: 1, ring_sec: 0}}")
    assert (len(result.path), result.ended_by) == (1000, EndedBy.LOOP)
    assert len(result.steps) > 1900  # back and forth between the sheets, two jumps each time


@pytest.mark.unmeasured
@pytest.mark.parametrize(("length", "ended_by"), [(999, EndedBy.END_OF_PLAN), (1001, EndedBy.LOOP)])
def test_a_long_way_is_no_loop_up_to_a_thousand_components(length: int, ended_by: EndedBy) -> None:
    chain = "".join(
        f"    c{index}: {{component: answer, type: answer, next: {f'c{index + 1}' if index < length - 1 else '~'}}}\n"
        for index in range(1, length)
    )
    result = rehearse(INCOMING.replace("next: x", "next: c1") + chain, "callee: 1")
    assert (len(result.path), result.ended_by) == (min(length, 1000), ended_by)


BROKEN = [
    # wires that lead to nothing, and where the rehearsal stops
    ("extension, extension: 553, next: {S: nowhere}", ("front/line", "front/x"), "front/x"),
    ("extension, extension: 553, next: {S: back/nowhere}", ("front/line", "front/x"), "front/x"),
    ("answer, type: answer, next: line", ("front/line", "front/x", "front/line"), "front/line"),
]


@pytest.mark.parametrize(("component", "path", "at"), BROKEN)
def test_a_wire_that_the_checks_refuse_stops_the_rehearsal(component: str, path: tuple[str, ...], at: str) -> None:
    result = rehearse(f"{INCOMING}    x: {{component: {component}}}\n", "callee: 100")
    assert (result.path, result.ended_by, result.stop and result.stop.component) == (path, None, at)


def test_an_output_that_is_left_open_ends_the_call_as_one_that_is_closed() -> None:
    results = [
        rehearse(f"{INCOMING}    x: {{component: extension, extension: 553{next_}}}\n", "callee: 100")
        for next_ in ("", ", next: {S: ~}", ", next: {F: x}")
    ]
    assert {(result.path, result.ended_by, result.seconds) for result in results} == {
        (("front/line", "front/x"), EndedBy.END_OF_PLAN, 65)
    }


VARIABLES = """
variables:
  - {name: desk, type: number, value: 553}
  - {name: rings, type: number, value: 20}
  - {name: unknown, type: number}
  - {name: words, type: string, value: soon}
  - {name: switch, type: string, value: "On"}
"""


def test_an_editor_variable_stands_for_its_value() -> None:
    plan = (
        f"{INCOMING}    x: {{component: extension, extension: {{variable: desk}}, timeout_sec: {{variable: rings}}}}\n"
    )
    result = rehearse(plan + VARIABLES, "callee: 100, world: {x: {ring_sec: 21}}")
    assert [(one.number, one.ring_sec, one.ended_by) for one in result.diallings] == [
        ("553", 20, DialEndedBy.NO_ANSWER)
    ]


@pytest.mark.parametrize(
    "component",
    [
        "extension, extension: {variable: unknown}",
        "extension, extension: {variable: nobody}",
        "extension, extension: 553, timeout_sec: {variable: unknown}",
        "extension, extension: 553, timeout_sec: {variable: words}",
        "trunk, trunk: {variable: unknown}",
        # lists and hours, which no variable can be
        "ring_group, extensions: {variable: desk}",
        "follow_me, followers: {variable: desk}",
        "whitelist, numbers: {variable: desk}",
        "trunk, trunk: Cisco, permitted_extensions: {variable: desk}",
        "time_condition, days_of_week: {variable: words}",
        "time_condition, month_exceptions: {variable: words}",
        "time_condition, date_exceptions: {variable: words}",
        "ivr, enable_direct_dial: {variable: words}, rows: [{case: 1}]",
        "ivr, rows: [{case: {variable: unknown}}]",
        "smart_api, api_address: 'https://crm.example/x', rows: [{case: {variable: unknown}}]",
    ],
)
def test_an_editor_variable_without_a_value_that_fits_stops_the_rehearsal(component: str) -> None:
    world = "response: {ok: 1, commands: Exit('a')}" if component.startswith("smart_api") else "digits: 9"
    result = rehearse(
        f"{INCOMING}    x: {{component: {component}}}\n{VARIABLES}",
        f"caller: 521, callee: 100, at: 2026-11-23T10:00, world: {{x: {{{world}}}}}",
    )
    assert (result.path, result.ended_by, result.stop and result.stop.component) == (
        ("front/line", "front/x"),
        None,
        "front/x",
    )


VARIABLE_ROWS = [
    # a component with rows, what its world says, and the row that is taken
    ("ivr, rows: [{case: 1}, {case: {variable: desk}}]", "digits: 553", "2"),
    ("ivr, rows: [{case: 5XX}, {case: {variable: desk}}]", "digits: 553", "2"),
    (
        "smart_api, api_address: 'https://crm.example/x', rows: [{case: {variable: words}}]",
        "response: {ok: 1, commands: Exit('soon')}",
        "1",
    ),
    (
        "ivr_api, api_address: 'https://crm.example/x', rows: [{case: {variable: rings}}]",
        "response: {ok: 1, case: 20}",
        "1",
    ),
]


@pytest.mark.parametrize(("component", "world", "row"), VARIABLE_ROWS)
def test_an_editor_variable_in_a_row_stands_for_its_value(component: str, world: str, row: str) -> None:
    plan = f"{ANSWERED}    x: {{component: {component}}}\n{VARIABLES}"
    result = rehearse(plan, f"callee: 100, world: {{x: {{{world}}}}}")
    assert (output(result, "front/x"), result.stop) == (row, None)


@pytest.mark.parametrize(
    ("enter", "route", "call"),
    [
        ("outgoing", "outgoing_route, context: main, rows: [{pattern: 1}, {pattern: {variable: desk}}]", "callee: 553"),
        ("incoming", "incoming_route, context: main, rows: [{did: 1}, {did: {variable: desk}}]", "callee: 553"),
        ("incoming", "incoming_route, context: main, rows: [{}, {cid: {variable: desk}}]", "callee: 1, caller: 553"),
        ("autodialer", "autodialer_route, context: main, rows: [{}, {text: {variable: words}}]", "text: soon"),
        (
            "outgoing",
            "outgoing_route, context: {variable: words}, rows: [{pattern: 1}, {pattern: 2}]",
            "callee: 2, context: soon",
        ),
    ],
)
def test_an_editor_variable_in_a_route_stands_for_its_value(enter: str, route: str, call: str) -> None:
    scenario = f"version: 1\nname: a\nsheets: {{s: {{r: {{component: {route}}}}}}}\n{VARIABLES}"
    assert output(rehearse(scenario, f"enter: {enter}, {call}"), "s/r") == "2"


def test_a_route_whose_variable_has_no_value_stops_the_rehearsal() -> None:
    route = "incoming_route, context: main, rows: [{did: {variable: unknown}}]"
    result = rehearse(f"version: 1\nname: a\nsheets: {{s: {{r: {{component: {route}}}}}}}\n{VARIABLES}", "callee: 1")
    assert (result.path, result.ended_by, result.stop and result.stop.component) == ((), None, None)


def test_a_switch_may_be_an_editor_variable() -> None:
    menu = "component: ivr, enable_direct_dial: {variable: switch}, rows: [{case: 1}]"
    result = rehearse(f"{INCOMING}    x: {{{menu}}}\n{VARIABLES}", "callee: 100, world: {x: {digits: 9}}")
    assert (result.ended_by, result.stop and result.stop.component) == (None, "front/x")  # an extension 9 would ring


def test_a_call_is_rehearsed_as_often_as_one_likes() -> None:
    plan: Plan = plan_of(TWO_SHEETS)
    targets = plan.targets
    assert (plan.targets is targets, targets["back/desk"]) == (True, {"S": "back/jump-out:front/sorry"})
