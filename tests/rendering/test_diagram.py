"""Pictures: well-formed and complete, no wire through a component, and hostile names inert in each format."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario_kit.callgraph.graph import JUMP, compile_graph
from scenario_kit.files.source import parse
from scenario_kit.language.loading import load
from scenario_kit.rendering.artifacts import GRAPH_FORMATS
from scenario_kit.rendering.diagram import svg_context
from scenario_kit.rendering.drawing import draw
from scenario_kit.rendering.sheets import sheets
from scenario_kit.rendering.text_width import width
from scenario_kit.run.checking import check_paths

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hypothesis.strategies import DrawFn

    from scenario_kit.callgraph.graph import CallGraph

SVG = "{http://www.w3.org/2000/svg}"
PLANS = Path(__file__).parent / "plans"
Point = tuple[float, float]


def compiled(text: str, file: str = "plan.yaml") -> CallGraph:
    loaded = load(parse(text.encode(), file))
    assert loaded.scenario is not None, loaded.findings
    return compile_graph(loaded.scenario)


def drawn(calls: CallGraph, format_: str) -> str:
    return GRAPH_FORMATS[format_](calls).decode()


MANY_ROWS = 12


@st.composite
def plans(draw: DrawFn) -> str:
    """Draw a sheet of menus and extensions wired at random, loops and wires past other boxes among them."""
    count = draw(st.integers(1, 9))
    target = st.integers(0, count - 1).map("c{}".format)
    lines = ["version: 1", "name: plan", "sheets:", "  main:"]
    lines.append("    entry: {component: outgoing_route, context: c, rows: [{pattern: X, next: c0}]}")
    for index in range(count):
        if draw(st.booleans()):
            wires = draw(st.dictionaries(st.sampled_from("SBF"), target))
            nexts = ", ".join(f"{output}: {key}" for output, key in wires.items())
            lines.append(f"    c{index}: {{component: extension, next: {{{nexts}}}}}")
        else:
            cases = draw(st.lists(target, min_size=1, max_size=MANY_ROWS))
            rows = ", ".join(f"{{case: {case}, next: {key}}}" for case, key in enumerate(cases))
            lines.append(f"    c{index}: {{component: ivr, rows: [{rows}]}}")
    return "\n".join(lines)


def drawings(calls: CallGraph) -> list[dict[str, Any]]:
    return [draw(calls, sheet) for sheet in sheets(calls)]


def pieces(path: str) -> Iterator[tuple[str, list[Point]]]:
    """Return the pieces of a path, each with the points inside whose hull it stays: its ends, and a curve's handles."""
    assert re.fullmatch(r"M-?\d+ -?\d+(H-?\d+|C(-?\d+ ){5}-?\d+)*", path), path
    at = (0.0, 0.0)
    for command, numbers in re.findall(r"([MHC])([-\d ]+)", path):
        values = [float(number) for number in numbers.split()]
        if command == "H":
            values.append(at[1])
        ends = list(zip(values[::2], values[1::2], strict=True))
        yield command, [at, *ends] if command != "M" else ends
        at = ends[-1]


def box_of(component: dict[str, Any]) -> tuple[float, float, float, float]:
    x, y = component["x"], component["y"]
    return x, y, x + component["width"], y + component["height"]


def runs_through(points: list[Point], box: tuple[float, float, float, float]) -> bool:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs) < box[2] and max(xs) > box[0] and min(ys) < box[3] and max(ys) > box[1]


@given(plans())
def test_no_wire_runs_through_a_component_and_each_leads_from_a_port_to_an_entrance(text: str) -> None:
    for drawing in drawings(compiled(text)):
        boxes = {component["id"]: component for component in drawing["components"]}
        for wire in drawing["wires"]:
            source, target = boxes[wire["source"]], boxes[wire["target"]]
            way = list(pieces(wire["path"]))
            ports = {(source["x"] + port["x"], source["y"] + port["y"]) for port in source["ports"]}
            assert way[0][1][0] in ports
            assert way[-1][1][-1] == tuple(
                one + other for one, other in zip((target["x"], target["y"]), target["entrance"], strict=True)
            )
            others = {name: box_of(box) for name, box in boxes.items() if box["shape"] == "box"}
            assert not [(wire, name) for _, piece in way for name, box in others.items() if runs_through(piece, box)]


@given(plans())
def test_everything_lies_inside_the_picture(text: str) -> None:
    calls = compiled(text)
    picture = svg_context(calls, sheets(calls))
    bottom = 0

    for sheet in picture["sheets"]:
        drawing = sheet["drawing"]
        left, top = drawing["left"], drawing["top"]
        corners = [box_of(component) for component in drawing["components"]]
        points = [point for box in corners for point in (box[:2], box[2:])]
        points += [point for wire in drawing["wires"] for _, piece in pieces(wire["path"]) for point in piece]
        assert all(left < x < left + drawing["width"] and top < y < top + drawing["height"] for x, y in points)
        assert sheet["down"] > bottom
        assert drawing["width"] <= picture["width"] - 48
        bottom = sheet["down"] + drawing["height"]
    assert picture["height"] > bottom


@given(plans())
def test_every_component_and_every_wire_is_in_every_picture(text: str) -> None:
    calls = compiled(text)
    names = [component.name for component in calls.components]
    wires = [wire for component in calls.components for wire in calls.wires(component.id) if wire.output != JUMP]
    root = ET.fromstring(drawn(calls, "svg"))  # noqa: S314  our own

    assert sorted(
        element.text or "" for element in root.iter(f"{SVG}text") if element.get("class") == "name"
    ) == sorted(names)
    assert sum(element.get("class", "").startswith("line") for element in root.iter(f"{SVG}path")) == len(wires)
    for format_, arrow in (("mermaid", r"n\d+ -->(?:\|.*\|)? n\d+"), ("dot", r"n\d+ -> n\d+")):
        picture = drawn(calls, format_)
        assert len(re.findall(arrow, picture)) == sum(len(calls.wires(component.id)) for component in calls.components)
        assert all(name in picture for name in names)


OFFICE = """
version: 1
name: office
variables: [{name: wait, type: number}]
sheets:
  incoming:
    entry:
      component: incoming_route
      context: from-pstn
      rows: [{cid: 0912X, did: any, next: menu}, {did: 31041000, next: menu}, {next: hours}]
    menu: {component: ivr, announcement: main, rows: [{case: 1, text: sales, next: sales}, {case: t}]}
    sales:
      component: queue
      queue: 901
      agent_introduction: yes
      options: [r, c]
      timeout_sec: {variable: wait}
      next: {F: outgoing/desk}
    hours: {component: time_condition, days_of_week: {sat: [08:00-12:00], sun: [09:00-11:00]}, next: {match: menu}}
  outgoing:
    entry:
      component: outgoing_route
      context: main
      check_speed_dial: no
      rows: [{pattern: {variable: wait}, next: desk}]
    desk: {component: extension_api, name: Front desk, api_address: "https://crm.example/who", timeout_sec: 1m}
    code: {component: extension, options: tT, skip: 2}
    lock: {component: disa, context: main, password: 1234}
"""


def test_mermaid_says_of_each_component_what_it_dials_plays_or_waits_for() -> None:
    assert (
        drawn(compiled(OFFICE), "mermaid")
        == """\
---
title: "office"
---
flowchart LR
  subgraph s0["incoming"]
    n0["Incoming Route<br>entry<br>from-pstn"]
    n1["IVR<br>menu<br>main"]
    n2["Queue<br>sales<br>901, Agent Introduction"]
    n3["Time Condition<br>hours<br>sat 08:00-12:00, sun 09:00-11:00"]
    n9["Jump Out<br>jump-out:outgoing/desk<br>office/outgoing/desk"]
  end
  subgraph s1["outgoing"]
    n4["Outgoing Route<br>entry<br>main"]
    n5["Extension API<br>Front desk<br>crm.example/who, timeout 60 s"]
    n6["Extension<br>code<br>skip 2, tT"]
    n7["DISA<br>lock<br>***, main"]
    n8["Jump In<br>jump-in:desk"]
  end
  n0 -->|"0912X"| n1
  n0 -->|"31041000"| n1
  n0 -->|"any"| n3
  n1 -->|"1"| n2
  n2 -->|"F"| n9
  n3 -->|"match"| n1
  n4 -->|"variable wait"| n5
  n8 --> n5
  n9 -.-> n8
"""
    )


def test_dot_says_the_same() -> None:
    assert (
        drawn(compiled(OFFICE), "dot")
        == """\
digraph "office" {
  rankdir=LR;
  node [shape=box, style=rounded, fontname="sans-serif"];
  edge [fontname="sans-serif", fontsize=10];
  subgraph cluster_0 {
    label="incoming";
    n0 [label="Incoming Route
entry
from-pstn"];
    n1 [label="IVR
menu
main"];
    n2 [label="Queue
sales
901, Agent Introduction"];
    n3 [label="Time Condition
hours
sat 08:00-12:00, sun 09:00-11:00"];
    n9 [label="Jump Out
jump-out:outgoing/desk
office/outgoing/desk"];
  }
  subgraph cluster_1 {
    label="outgoing";
    n4 [label="Outgoing Route
entry
main"];
    n5 [label="Extension API
Front desk
crm.example/who, timeout 60 s"];
    n6 [label="Extension
code
skip 2, tT"];
    n7 [label="DISA
lock
***, main"];
    n8 [label="Jump In
jump-in:desk"];
  }
  n0 -> n1 [label="0912X"];
  n0 -> n1 [label="31041000"];
  n0 -> n3 [label="any"];
  n1 -> n2 [label="1"];
  n2 -> n9 [label="F"];
  n3 -> n1 [label="match"];
  n4 -> n5 [label="variable wait"];
  n8 -> n5;
  n9 -> n8 [style=dashed];
}
"""
    )


def test_the_full_text_of_a_component_and_of_a_wire_shows_when_pointed_at() -> None:
    root = ET.fromstring(drawn(compiled(OFFICE), "svg"))  # noqa: S314  our own

    boxes = [box.findtext(f"{SVG}title") for box in root.iter(f"{SVG}g") if box.find(f"{SVG}title") is not None]
    assert boxes == [
        "Incoming Route entry\nContext: from-pstn\nCID: 0912X\nDID: any\nCID: any\nDID: 31041000\nCID: any\nDID: any",
        "Time Condition hours\nDays Of Week: sat 08:00-12:00, sun 09:00-11:00",
        "IVR menu\nAnnouncement: main\nCase: 1\nText: sales\nCase: t",
        "Queue sales\nQueue: 901\nAgent Introduction: yes\nTimeout Sec: variable wait\nOptions: r, c",
        "Jump Out jump-out:outgoing/desk\nJump In: office/outgoing/desk",
        "Outgoing Route entry\nContext: main\nCheck Speed Dial: no\nPattern: variable wait",
        "Jump In jump-in:desk\nName: office/outgoing/desk",
        "Extension code\nSkip: 2\nOptions: tT",
        "DISA lock\nPassword: ***\nContext: main",
        "Extension API desk\nName: Front desk\nAPI Address: https://crm.example/who\nTimeout Sec: 60 s",
    ]
    assert [
        wire.findtext(f"{SVG}title") for wire in root.iter(f"{SVG}path") if wire.find(f"{SVG}title") is not None
    ] == [
        "sales F → jump-out:outgoing/desk",
        "entry 0912X → menu",
        "entry 31041000 → menu",
        "entry any → hours",
        "hours match → menu",
        "menu 1 → sales",
        "entry variable wait → desk",
        "jump-in:desk → desk",
    ]


def test_who_sees_no_picture_is_told_what_is_on_it() -> None:
    root = ET.fromstring(drawn(compiled(OFFICE), "svg"))  # noqa: S314  our own

    assert {name: root.get(name) for name in ("role", "aria-labelledby", "aria-describedby")} == {
        "role": "img",
        "aria-labelledby": "title",
        "aria-describedby": "description",
    }
    assert root.findtext(f"{SVG}title") == "office"
    assert (
        root.findtext(f"{SVG}desc")
        == """\
Sheet incoming.
Incoming Route entry. 0912X leads to incoming/menu. 31041000 leads to incoming/menu. any leads to incoming/hours.
IVR menu. 1 leads to incoming/sales.
Queue sales. F leads to incoming/jump-out:outgoing/desk.
Time Condition hours. match leads to incoming/menu.
Jump Out jump-out:outgoing/desk. Leads to outgoing/jump-in:desk.
Sheet outgoing.
Outgoing Route entry. variable wait leads to outgoing/desk.
Extension API desk.
Extension code.
DISA lock.
Jump In jump-in:desk. Leads to outgoing/desk."""
    )


def component(calls: CallGraph, id_: str) -> dict[str, Any]:
    found: dict[str, dict[str, Any]] = {one["id"]: one for drawing in drawings(calls) for one in drawing["components"]}
    return found[id_]


def texts(calls: CallGraph, id_: str) -> list[tuple[str, str]]:
    return [(text["kind"], text["text"]) for text in component(calls, id_)["texts"]]


def test_a_component_bears_its_type_its_name_and_what_it_dials_or_plays() -> None:
    calls = compiled(OFFICE)

    assert texts(calls, "outgoing/desk") == [
        ("kind", "Extension API"),
        ("name", "Front desk"),
        ("row", "S"),
        ("row", "B"),
        ("row", "F"),
        ("detail", "crm.example/who"),
        ("detail", "timeout 60 s"),
    ]
    assert texts(calls, "incoming/entry") == [
        ("kind", "Incoming Route · from-…"),
        ("name", "entry"),
        ("row", "0912X"),
        ("row", "31041000"),
        ("row", "any"),
    ]
    assert texts(calls, "incoming/menu") == [
        ("kind", "IVR"),
        ("name", "menu"),
        ("row", "1 · sales"),
        ("row", "t"),
        ("detail", "main"),
    ]
    assert texts(calls, "outgoing/jump-in:desk") == [("kind", "Jump In"), ("name", "desk")]


def test_conditions_are_diamonds_with_a_tick_and_a_cross_and_jumps_are_circles() -> None:
    calls = compiled(OFFICE)
    ids = ("incoming/hours", "incoming/jump-out:outgoing/desk", "outgoing/jump-in:desk", "incoming/menu")

    shapes = [
        (one["shape"], [port["glyph"] for port in one["ports"]]) for one in (component(calls, id_) for id_ in ids)
    ]
    assert shapes == [("diamond", ["tick", "cross"]), ("circle", []), ("circle", [""]), ("box", ["", ""])]


def test_a_port_tells_wired_ended_left_open_and_leading_nowhere_apart() -> None:
    calls = compiled("""
version: 1
name: plan
sheets:
  main:
    entry:
      component: outgoing_route
      context: c
      rows: [{pattern: 1, next: entry}, {pattern: 2, next: ~}, {pattern: 3}, {pattern: 4, next: nowhere}]
""")

    assert [port["state"] for port in component(calls, "main/entry")["ports"]] == ["wired", "ended", "open", "broken"]


def test_a_wire_into_the_route_of_another_sheet_ends_in_the_air_in_every_format() -> None:
    calls = compiled("""
version: 1
name: plan
sheets:
  main: {entry: {component: outgoing_route, context: c, rows: [{pattern: X, next: other/entry}]}}
  other: {entry: {component: outgoing_route, context: d, rows: [{pattern: X, next: ~}]}}
""")

    assert [len(drawing["wires"]) for drawing in drawings(calls)] == [0, 0]
    assert [port["state"] for port in component(calls, "main/entry")["ports"]] == ["broken"]
    assert "n0 -->" in drawn(calls, "mermaid")


def test_a_persian_name_begins_at_the_right_edge_and_its_ellipsis_is_at_its_end() -> None:
    long = "کارشناس پشتیبانی مشتریان شعبهٔ مرکزی"
    name = component(hostile(long), "main/code")["texts"][1]

    assert name == {
        "kind": "name",
        "text": "کارشناس پشتیبانی…",
        "x": 171,
        "y": 28,
        "anchor": "start",
        "backwards": True,
    }
    root = ET.fromstring(drawn(hostile(long), "svg"))  # noqa: S314  our own
    assert {one.get("direction") for one in root.iter(f"{SVG}text") if one.get("class") == "name"} == {"rtl"}


HOSTILE = [
    '"] --> x["',
    "a\"b'c$(id)</script>",
    "</text><script>alert(1)</script>",
    "<!-- ]]> &amp; &#10;",
    "\\",
    '\\\\" \\N \\l',
    "#quot;#35;",
    "%%{init: {}}%%",
    "```",
    'click n0 href "javascript:alert(1)"',
    "end",
    "{{ 7 * 7 }}",
    "نام فارسی",
    "日本語 📞",
    "\u202eevil",
    "\u0080\u009b\ufffe\uffff",
]


def hostile(name: str) -> CallGraph:
    components = {
        "entry": {
            "component": "outgoing_route",
            "context": name,
            "name": name,
            "rows": [{"pattern": "X", "next": "code"}],
        },
        "code": {"component": "custom_plan", "name": name, "code": f"{name}\n\x00\x01\x1b[31m{name}"},
    }
    return compiled(json.dumps({"version": 1, "name": "hostile", "sheets": {"main": components}}), "hostile.json")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_text_in_an_svg(name: str) -> None:
    root = ET.fromstring(drawn(hostile(name), "svg"))  # noqa: S314  our own
    plain = ET.fromstring(drawn(hostile("plain"), "svg"))  # noqa: S314  our own

    name = re.sub("[\ufffe\uffff]", "\ufffd", name)  # which no XML can hold
    boxes = [box.findtext(f"{SVG}title") for box in root.iter(f"{SVG}g") if box.find(f"{SVG}title") is not None]
    assert boxes == [
        f"Outgoing Route entry\nName: {name}\nContext: {name}\nPattern: X",
        f"Custom Plan code\nName: {name}\nCode: {name}\n\ufffd\ufffd\ufffd[31m{name}",
    ]
    assert [element.tag for element in root.iter()] == [element.tag for element in plain.iter()]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_of_a_row_is_text_at_its_wire_in_an_svg(name: str) -> None:
    route = {"component": "autodialer_route", "context": "c", "rows": [{"text": name, "next": "end"}]}
    main = {"in": route, "end": {"component": "announcement", "announcement": "a"}}
    calls = compiled(json.dumps({"version": 1, "name": "hostile", "sheets": {"main": main}}), "hostile.json")

    root = ET.fromstring(drawn(calls, "svg"))  # noqa: S314  our own

    name = re.sub("[\ufffe\uffff]", "\ufffd", name)
    assert [line.findtext(f"{SVG}title") for line in root.iter(f"{SVG}path") if line.get("class") == "line"] == [
        f"in {name} → end"
    ]


def entities(text: str) -> str:
    safe = " -_.,:/+*~()="
    return "".join(c if c.isalnum() or c in safe else f"#{ord(c)};" for c in text)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_cannot_leave_its_quotes_in_mermaid(name: str) -> None:
    text = entities(name)

    assert drawn(hostile(name), "mermaid") == (
        '---\ntitle: "hostile"\n---\nflowchart LR\n  subgraph s0["main"]\n'
        f'    n0["Outgoing Route<br>{text}<br>{text}"]\n'
        f'    n1["Custom Plan<br>{text}<br>{text}#10;#0;#1;#27;#91;31m{text}"]\n'
        '  end\n  n0 -->|"X"| n1\n'
    )


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_cannot_leave_its_quotes_in_dot(name: str) -> None:
    strings = re.findall(r'"((?:[^"\\]|\\.)*)"', drawn(hostile(name), "dot"), re.DOTALL)
    outside = re.sub(r'"(?:[^"\\]|\\.)*"', "TEXT", drawn(hostile(name), "dot"), flags=re.DOTALL)

    assert [re.sub(r"\\(.)", r"\1", string, flags=re.DOTALL) for string in strings] == [
        "hostile",
        "sans-serif",
        "sans-serif",
        "main",
        f"Outgoing Route\n{name}\n{name}",
        f"Custom Plan\n{name}\n{name}\n\ufffd\x01\x1b[31m{name}",
        "X",
    ]
    assert (
        outside
        == """\
digraph TEXT {
  rankdir=LR;
  node [shape=box, style=rounded, fontname=TEXT];
  edge [fontname=TEXT, fontsize=10];
  subgraph cluster_0 {
    label=TEXT;
    n0 [label=TEXT];
    n1 [label=TEXT];
  }
  n0 -> n1 [label=TEXT];
}
"""
    )


@pytest.mark.unmeasured
def test_graphviz_draws_the_picture() -> None:
    dot = shutil.which("dot")
    if dot is None:
        (pytest.fail if os.environ.get("SCENARIO_KIT_TESTS_NEED_ALL") else pytest.skip)("dot is not installed")
    for name in HOSTILE:
        done = subprocess.run(
            [dot, "-Tplain"], input=GRAPH_FORMATS["dot"](hostile(name)), capture_output=True, check=False, timeout=60
        )
        assert (done.returncode, done.stderr) == (0, b"")
        assert done.stdout.count(b"\nnode ") == 2


def test_the_note_says_who_is_called_and_for_how_long() -> None:
    calls = compiled("""
version: 1
name: limited
originate: {caller: 521, callee: 553, context: c, caller_id: 5, call_limit: 5m}
call: {dial: {extension: any}}
""")
    root = ET.fromstring(drawn(calls, "svg"))  # noqa: S314  our own

    notes = [element.text for element in root.iter(f"{SVG}text") if element.get("class") == "note"]
    assert notes == ["Originate: 521, then 553, 300 s at most"]


SIZES = {"kind": 10.5, "name": 13.0, "detail": 11.0, "row": 11.0}


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
def test_no_text_is_wider_than_its_component(name: str) -> None:
    components = {
        "entry": {
            "component": "incoming_route",
            "context": name,
            "name": name,
            "rows": [{"did": str(index), "next": "hours"} for index in range(4)],
        },
        "hours": {"component": "time_condition", "name": name, "next": {"match": "menu"}},
        "menu": {"component": "ivr", "announcement": name, "rows": [{"case": 1, "text": name, "next": "menu"}]},
        "in": {"component": "jump_in", "name": "in", "next": "menu"},
    }
    loaded = load(parse(json.dumps({"version": 1, "name": "long", "sheets": {"main": components}}).encode(), "l.json"))
    if loaded.scenario is None:  # some characters are refused
        return
    for one in drawings(compile_graph(loaded.scenario))[0]["components"]:
        for text in one["texts"]:
            wide = width(text["text"], SIZES[text["kind"]])
            leftmost = text["x"] - {"start": wide * text["backwards"], "middle": wide / 2, "end": wide}[text["anchor"]]
            assert leftmost >= -0.5
            assert leftmost + wide <= one["width"] + 0.5


@pytest.mark.unmeasured
def test_a_fan_of_two_thousand_wires_is_drawn() -> None:
    count = 2_000
    rows = [{"pattern": str(index), "next": f"c{index}"} for index in range(count)]
    components = {f"c{index}": {"component": "answer", "type": "answer"} for index in range(count)}
    entry = {"component": "outgoing_route", "context": "c", "rows": rows}
    scenario = {"version": 1, "name": "fan", "sheets": {"main": {"entry": entry, **components}}}

    (drawing,) = drawings(compiled(json.dumps(scenario), "fan.json"))

    assert [len(drawing[part]) for part in ("components", "wires")] == [count + 1, count]
    assert drawing["components"][0]["height"] == 45 + 17 * count - 6


def test_the_user_and_the_tokens_of_an_address_are_in_no_picture() -> None:
    calls = compiled("""
version: 1
name: guarded
sheets:
  outgoing:
    entry: {component: outgoing_route, context: main_routing, rows: [{pattern: 0X., next: ask}]}
    ask: {component: trunk_api, api_address: "https://me:hunter2@crm.example/who?apikey=hunter2&for=sales"}
""")
    for format_ in ("svg", "mermaid", "dot"):
        assert "hunter2" not in drawn(calls, format_)
    assert component(calls, "outgoing/ask")["title"] == (
        "Trunk API ask\nAPI Address: https://***@crm.example/who?apikey=***&for=sales"
    )


@pytest.mark.parametrize("plan", sorted(PLANS.glob("*.yaml")), ids=lambda path: path.name)
def test_the_plans_that_pictures_are_tried_on_are_without_findings(plan: Path) -> None:
    assert check_paths([plan]).findings == ()


def test_no_picture_shows_a_secret() -> None:
    calls = compiled("""
version: 1
name: guarded
sheets:
  outgoing:
    entry: {component: outgoing_route, context: main_routing, rows: [{pattern: 0X., next: ask}]}
    ask: {component: authentication, type: defined_secret, defined_secret: hunter2, next: line}
    line: {component: disa, password: hunter2, context: main_routing}
""")
    for picture in GRAPH_FORMATS.values():
        assert b"hunter2" not in picture(calls)
