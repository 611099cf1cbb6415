"""The default profile's sheet, compared whole; and numbers, which stay the text that was written, all the way."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from scenario_kit.callgraph.graph import compile_graph
from scenario_kit.files.source import parse
from scenario_kit.language.loading import load
from scenario_kit.rendering.artifacts import GRAPH_FORMATS, render
from scenario_kit.rendering.sheets import sheets, template_context

if TYPE_CHECKING:
    from scenario_kit.callgraph.graph import CallGraph


def compiled(text: str) -> CallGraph:
    loaded = load(parse(text.encode(), "plan.yaml"))
    assert loaded.scenario is not None, loaded.findings
    return compile_graph(loaded.scenario)


def files(calls: CallGraph) -> dict[str, bytes]:
    return {artifact.path.removeprefix(f"{calls.scenario.name}/"): artifact.data for artifact in render(calls)}


def written(calls: CallGraph, file: str) -> Any:
    return json.loads(files(calls)[file])


CONSULT = """
version: 1
name: consult-with-limit
originate: {caller: 521, callee: 09371234567, context: main_routing, caller_id: 557}
call:
  match: ["0X.", "00X."]
  record: true
  dial: {trunk_api: {api_address: "https://crm.example/trunk", timeout_sec: 30s}}
  unavailable: sorry
"""


def test_a_sheet_holds_components_wires_and_variables_as_the_format_says() -> None:
    route = "5427b74b-03ef-502d-8200-4bd3d2a3875c"
    record = "8e34497b-5846-509a-8b2a-a162b1a25424"
    dial = "8b973047-c481-5f3a-8381-4f8418887db5"
    unavailable = "6c7ca285-f65c-53a4-9739-e31958620b5b"

    assert written(compiled(CONSULT), "sheets/outgoing.json") == {
        "format": "scenario-kit/sheet",
        "version": 1,
        "scenario": "consult-with-limit",
        "sheet": "outgoing",
        "components": [
            {
                "id": route,
                "key": "route",
                "type": "outgoing_route",
                "name": "route",
                "x": 80,
                "y": 80,
                "parameters": {"context": "main_routing"},
                "rows": [{"output": "1", "pattern": "0X."}, {"output": "2", "pattern": "00X."}],
                "outputs": ["1", "2"],
            },
            {
                "id": record,
                "key": "record",
                "type": "mix_monitor",
                "name": "record",
                "x": 324,
                "y": 80,
                "parameters": {"type": "start"},
                "rows": [],
                "outputs": ["out"],
            },
            {
                "id": dial,
                "key": "dial",
                "type": "trunk_api",
                "name": "consult-with-limit",
                "x": 568,
                "y": 80,
                "parameters": {"api_address": "https://crm.example/trunk", "timeout_sec": 30},
                "rows": [],
                "outputs": ["S", "F"],
            },
            {
                "id": unavailable,
                "key": "unavailable",
                "type": "announcement",
                "name": "unavailable",
                "x": 812,
                "y": 97,
                "parameters": {"announcement": "sorry"},
                "rows": [],
                "outputs": ["out"],
            },
        ],
        "connections": [
            {"from": route, "output": "1", "to": record},
            {"from": route, "output": "2", "to": record},
            {"from": record, "output": "out", "to": dial},
            {"from": dial, "output": "F", "to": unavailable},
        ],
        "variables": [],
    }


OFFICE = """
version: 1
name: office
description: Two sheets, a variable and a password.
variables:
  - {name: greeting, type: announcement, value: welcome, description: What is played first.}
  - {name: limit, type: number}
sheets:
  incoming:
    entry: {component: incoming_route, context: from-pstn, rows: [{did: 31041000, next: hours}]}
    closed: {component: announcement, announcement: closed}
    hours:
      component: time_condition
      days_of_week: {sat: [08:00-12:00, 13:00-15:30], sun: [08:00-15:30]}
      date_exceptions: [2026-03-21]
      next: {no_match: closed, match: welcome}
    welcome: {component: announcement, announcement: {variable: greeting}, next: inside}
    inside: {component: disa, password: hunter2, context: main_routing, next: outgoing/desk}
  outgoing:
    entry:
      component: outgoing_route
      context: main_routing
      check_speed_dial: true
      rows: [{pattern: 5XX, next: desk}]
    desk: {component: extension, call_limit_sec: {variable: limit}, next: {S: ~, B: ~, F: incoming/closed}}
"""


def components(sheet: Any) -> list[tuple[str, str, int, int]]:
    return [(one["key"], one["type"], one["x"], one["y"]) for one in sheet["components"]]


def connections(sheet: Any) -> list[tuple[str, str, str]]:
    keys = {one["id"]: one["key"] for one in sheet["components"]}
    return [(keys[wire["from"]], wire["output"], keys[wire["to"]]) for wire in sheet["connections"]]


def parameters(sheet: Any) -> dict[str, Any]:
    return {one["key"]: one["parameters"] for one in sheet["components"]}


def test_components_are_in_reading_order_and_wires_in_the_order_of_their_sources_and_outputs() -> None:
    sheet = written(compiled(OFFICE), "sheets/incoming.json")

    assert components(sheet) == [
        ("entry", "incoming_route", 80, 80),
        ("hours", "time_condition", 324, 80),
        ("jump-in:closed", "jump_in", 324, 210),
        ("welcome", "announcement", 568, 80),
        ("closed", "announcement", 568, 210),
        ("inside", "disa", 812, 80),
        ("jump-out:outgoing/desk", "jump_out", 1056, 80),
    ]
    assert connections(sheet) == [
        ("entry", "1", "hours"),
        ("hours", "match", "welcome"),
        ("hours", "no_match", "closed"),
        ("jump-in:closed", "out", "closed"),
        ("welcome", "out", "inside"),
        ("inside", "out", "jump-out:outgoing/desk"),
    ]


def test_a_wire_to_another_sheet_becomes_a_jump_out_and_a_jump_in_of_one_name() -> None:
    calls = compiled(OFFICE)
    incoming = parameters(written(calls, "sheets/incoming.json"))
    outgoing = parameters(written(calls, "sheets/outgoing.json"))

    assert incoming["jump-out:outgoing/desk"] == {"jump_in": "office/outgoing/desk"}
    assert outgoing["jump-in:desk"] == {"name": "office/outgoing/desk"}
    assert outgoing["jump-out:incoming/closed"] == {"jump_in": "office/incoming/closed"}
    assert incoming["jump-in:closed"] == {"name": "office/incoming/closed"}


def test_values_keep_their_kind_in_a_sheet() -> None:
    calls = compiled(OFFICE)

    assert parameters(written(calls, "sheets/incoming.json")) == {
        "entry": {"context": "from-pstn"},
        "jump-in:closed": {"name": "office/incoming/closed"},
        "hours": {
            "days_of_week": {"sat": ["08:00-12:00", "13:00-15:30"], "sun": ["08:00-15:30"]},
            "date_exceptions": ["2026-03-21"],
        },
        "welcome": {"announcement": {"variable": "greeting"}},
        "closed": {"announcement": "closed"},
        "inside": {"password": "hunter2", "context": "main_routing"},
        "jump-out:outgoing/desk": {"jump_in": "office/outgoing/desk"},
    }
    assert parameters(written(calls, "sheets/outgoing.json"))["entry"] == {
        "context": "main_routing",
        "check_speed_dial": True,
    }


def test_a_value_is_on_the_line_of_its_parameter() -> None:
    calls = compiled(
        "version: 1\nname: plan\nsheets:\n  main:\n"
        "    hours: {component: time_condition, days_of_week: {sat: ['08:00-12:00', '14:00-18:00'], fri: []},\n"
        "            date_exceptions: ['2028-02-29'], next: {match: staff, no_match: ~}}\n"
        "    staff: {component: follow_me, followers: [401, Cisco/09121234567], next: ~}\n"
    )

    lines = [line.strip() for line in files(calls)["sheets/main.json"].decode().splitlines()]

    assert '"days_of_week": {"sat": ["08:00-12:00", "14:00-18:00"], "fri": []},' in lines
    assert '"date_exceptions": ["2028-02-29"]' in lines
    assert '"followers": ["401", "Cisco/09121234567"]' in lines


def test_every_sheet_lists_the_variables_of_the_scenario() -> None:
    calls = compiled(OFFICE)
    variables = [
        {"name": "greeting", "type": "announcement", "value": "welcome", "description": "What is played first."},
        {"name": "limit", "type": "number"},
    ]

    assert [written(calls, f"sheets/{name}.json")["variables"] for name in ("incoming", "outgoing")] == [variables] * 2


@pytest.mark.parametrize("format_", ["svg", "mermaid", "dot"])
def test_a_password_is_in_the_sheet_and_three_stars_in_the_picture(format_: str) -> None:
    calls = compiled(OFFICE)
    picture = GRAPH_FORMATS[format_](calls).decode()

    assert b'"password": "hunter2"' in files(calls)["sheets/incoming.json"]
    assert "hunter2" not in picture
    assert "***" in picture or "#42;#42;#42;" in picture


def test_a_profile_is_told_our_name_and_the_editors_label_of_everything() -> None:
    calls = compiled("""
version: 1
name: desk
description: One desk.
sheets:
  main:
    entry: {component: incoming_route, context: from-pstn, rows: [{did: 31041000, next: desk}]}
    desk: {component: extension, name: Front desk, extension: 0521, say_busy: no}
""")
    entry = {"key": "entry", "id": "7f3786d3-0535-58fb-bd3e-1683a735d11a"}
    desk = {"key": "desk", "id": "84196a93-a960-5947-93e3-6060cb8f041e"}

    assert [template_context(calls, sheet) for sheet in sheets(calls)] == [
        {
            "scenario": "desk",
            "description": "One desk.",
            "sheet": "main",
            "components": [
                {
                    **entry,
                    "type": "incoming_route",
                    "label": "Incoming Route",
                    "name": "entry",
                    "x": 80,
                    "y": 80,
                    "parameters": [{"name": "context", "label": "Context", "type": "text", "value": "from-pstn"}],
                    "rows": [
                        {
                            "output": "1",
                            "fields": [
                                {"name": "cid", "label": "CID", "type": "cid_pattern", "value": "any"},
                                {"name": "did", "label": "DID", "type": "cid_pattern", "value": "31041000"},
                            ],
                        }
                    ],
                    "outputs": ["1"],
                },
                {
                    **desk,
                    "type": "extension",
                    "label": "Extension",
                    "name": "Front desk",
                    "x": 324,
                    "y": 80,
                    "parameters": [
                        {"name": "extension", "label": "Extension", "type": "number", "value": "0521"},
                        {"name": "say_busy", "label": "Say Busy", "type": "boolean", "value": False},
                    ],
                    "rows": [],
                    "outputs": ["S", "B", "F"],
                },
            ],
            "wires": [{"source": entry, "output": "1", "target": desk}],
            "variables": [],
        }
    ]


def test_the_id_of_a_component_depends_on_nothing_but_scenario_sheet_and_key() -> None:
    one = written(compiled(CONSULT), "sheets/outgoing.json")
    changed = CONSULT.replace("record: true", "hold_music: wait").replace("557", "558")
    other = written(compiled(changed), "sheets/outgoing.json")
    renamed = written(compiled(CONSULT.replace("consult", "consul")), "sheets/outgoing.json")

    ids = [{component["key"]: component["id"] for component in sheet["components"]} for sheet in (one, other, renamed)]
    shared = ids[0].keys() & ids[1].keys()
    assert shared == {"route", "dial", "unavailable"}
    assert {key: ids[1][key] for key in shared} == {key: ids[0][key] for key in shared}
    assert not set(ids[0].values()) & set(ids[2].values())


NUMBERS = ["02112345670", "0521", "0x1F", "1e3", "no", "~1", "0o17", "1_000", "+98", "TRUE"]
PATTERNS = {"0x1F": "0[x]1F", "no": "[n]o"}
"""Numbers with letters that match other characters too, as rows that only they take."""


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_stays_the_text_that_was_written(number: str) -> None:
    calls = compiled(f"""
version: 1
name: numbers
originate: {{caller: {number}, callee: {number}, context: main_routing, caller_id: {number}}}
sheets:
  main:
    entry: {{component: outgoing_route, context: {number}, rows: [{{pattern: {number}, next: desk}}]}}
    desk: {{component: extension, extension: {number}, next: {{S: ~, B: ~, F: ~}}}}
""")
    sheet = written(calls, "sheets/main.json")

    assert sheet["components"][0]["rows"] == [{"output": "1", "pattern": number}]
    assert parameters(sheet) == {"entry": {"context": number}, "desk": {"extension": number}}
    assert written(calls, "originate.json") == {
        "caller": number,
        "callee": number,
        "context": "main_routing",
        "caller_id": number,
    }


@pytest.mark.parametrize("number", NUMBERS)
def test_in_the_short_form_only_the_callee_takes_the_row(number: str) -> None:
    calls = compiled(f"""
version: 1
name: numbers
originate:
  caller: 521
  callee: {number}
  context: main_routing
  caller_id: 557
call:
  dial:
    extension: {number}
""")
    sheet = written(calls, "sheets/outgoing.json")

    assert sheet["components"][0]["rows"] == [{"output": "1", "pattern": PATTERNS.get(number, number)}]
    assert parameters(sheet)["dial"] == {"extension": number}
    assert written(calls, "originate.json")["callee"] == number


def test_every_value_of_the_request_is_text_durations_too() -> None:
    calls = compiled("""
version: 1
name: limited
originate: {caller: 0912, callee: 521, context: c, caller_id: 5, trunk_name: Cisco, timeout: 30s, call_limit: 5m}
call: {dial: {extension: any}}
""")

    assert written(calls, "originate.json") == {
        "caller": "0912",
        "callee": "521",
        "context": "c",
        "caller_id": "5",
        "trunk_name": "Cisco",
        "timeout": "30",
        "call_limit": "300",
    }
