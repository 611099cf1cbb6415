"""Pictures: well-formed and complete, no wire through a box, and hostile names inert in each format."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from itertools import pairwise
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario_kit.graph import compile_graph
from scenario_kit.layout import BOX_HEIGHT, BOX_WIDTH
from scenario_kit.loading import load
from scenario_kit.picture import svg_context
from scenario_kit.rendering import GRAPH_FORMATS
from scenario_kit.source import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hypothesis.strategies import DrawFn

    from scenario_kit.graph import CallGraph

SVG = "{http://www.w3.org/2000/svg}"
Point = tuple[int, int]


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


def points(path: str) -> Iterator[Point]:
    """Give the corners of a path of absolute moves and of lines at right angles."""
    assert re.fullmatch(r"M-?\d+ -?\d+([HV]-?\d+)*", path), path
    x = y = 0
    for command, first, second in re.findall(r"([MHV])(-?\d+)(?: (-?\d+))?", path):
        x = int(first) if command != "V" else x
        y = int(second) if command == "M" else int(first) if command == "V" else y
        yield x, y


def crosses(one: Point, other: Point, box: Point) -> bool:
    """Whether a line at right angles runs through the inside of a box."""
    (left, right), (top, bottom) = sorted((one[0], other[0])), sorted((one[1], other[1]))
    return left < box[0] + BOX_WIDTH and right > box[0] and top < box[1] + BOX_HEIGHT and bottom > box[1]


def corners(element: ET.Element) -> Point:
    return int(element.attrib["x"]), int(element.attrib["y"])


@given(plans())
def test_no_wire_runs_through_a_box_and_each_ends_at_one(text: str) -> None:
    for sheet in svg_context(compiled(text))["sheets"]:
        boxes = [(box["x"], box["y"]) for box in sheet["boxes"]]
        for wire in sheet["wires"]:
            way = list(points(wire["path"]))
            assert way[0][0] - BOX_WIDTH in {x for x, _ in boxes}
            assert (way[-1][0], way[-1][1] - BOX_HEIGHT // 2) in boxes
            assert not [(a, b, box) for a, b in pairwise(way) for box in boxes if crosses(a, b, box)]


@given(plans())
def test_everything_lies_inside_the_picture(text: str) -> None:
    picture = svg_context(compiled(text))
    bottom = 0

    for sheet in picture["sheets"]:
        places = [(box["x"] + BOX_WIDTH, box["y"] + BOX_HEIGHT) for box in sheet["boxes"]]
        places += [point for wire in sheet["wires"] for point in points(wire["path"])]
        assert all(0 < x < picture["width"] and 0 < y < sheet["height"] for x, y in places)
        assert sheet["top"] > bottom
        bottom = sheet["top"] + sheet["height"]
    assert picture["height"] > bottom


@given(plans())
def test_every_component_and_every_wire_is_in_every_picture(text: str) -> None:
    calls = compiled(text)
    names = [component.name for component in calls.components]
    wires = {(wire.source, wire.target) for component in calls.components for wire in calls.wires(component.id)}
    root = ET.fromstring(drawn(calls, "svg"))  # noqa: S314  our own

    assert sorted(
        element.text or "" for element in root.iter(f"{SVG}text") if element.get("class") == "name"
    ) == sorted(names)
    assert sum(element.get("class", "").startswith("wire") for element in root.iter(f"{SVG}path")) == len(wires)
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


def test_the_full_text_of_a_box_and_of_a_wire_shows_when_pointed_at() -> None:
    root = ET.fromstring(drawn(compiled(OFFICE), "svg"))  # noqa: S314  our own

    boxes = [box.findtext(f"{SVG}title") for box in root.iter(f"{SVG}g") if box.find(f"{SVG}title") is not None]
    assert boxes == [
        "Incoming Route entry\nContext: from-pstn\nCID: 0912X\nDID: any\nCID: any\nDID: 31041000\nCID: any\nDID: any",
        "Time Condition hours\nDays Of Week: sat 08:00-12:00, sun 09:00-11:00",
        "IVR menu\nAnnouncement: main\nCase: 1\nText: sales\nCase: t",
        "Queue sales\nQueue: 901\nAgent Introduction: Agent Introduction\nTimeout Sec: variable wait\nOptions: r, c",
        "Jump Out jump-out:outgoing/desk\nJump In: office/outgoing/desk",
        "Outgoing Route entry\nContext: main\nCheck Speed Dial: False\nPattern: variable wait",
        "Jump In jump-in:desk\nName: office/outgoing/desk",
        "Extension code\nSkip: 2\nOptions: tT",
        "DISA lock\nPassword: ***\nContext: main",
        "Extension API desk\nName: Front desk\nAPI Address: https://crm.example/who\nTimeout Sec: 60 s",
    ]
    assert [wire.findtext(f"{SVG}title") for wire in root.iter(f"{SVG}path") if wire.get("marker-end")] == [
        "entry 0912X, 31041000 → menu",
        "entry any → hours",
        "hours match → menu",
        "menu 1 → sales",
        "sales F → jump-out:outgoing/desk",
        "entry variable wait → desk",
        "jump-in:desk → desk",
    ]


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


def test_long_names_are_cut_where_their_box_ends_and_wide_characters_count_twice() -> None:
    narrow, wide = "a" * 14, "\u65e5" * 7
    short = [box["short"]["name"] for name in (narrow[1:], narrow, wide[1:], wide) for box in boxes_named(name)]

    assert short == ["a" * 13, "a" * 12 + "…", "\u65e5" * 6, "\u65e5" * 5 + "…"]


def boxes_named(name: str) -> list[dict[str, dict[str, str]]]:
    (sheet,) = svg_context(hostile(name))["sheets"]
    return list(sheet["boxes"][:1])


def test_a_fan_of_two_thousand_wires_is_drawn() -> None:
    count = 2_000
    rows = [{"pattern": str(index), "next": f"c{index}"} for index in range(count)]
    components = {f"c{index}": {"component": "answer", "type": "answer"} for index in range(count)}
    entry = {"component": "outgoing_route", "context": "c", "rows": rows}
    scenario = {"version": 1, "name": "fan", "sheets": {"main": {"entry": entry, **components}}}

    (sheet,) = svg_context(compiled(json.dumps(scenario), "fan.json"))["sheets"]

    assert [len(sheet[part]) for part in ("boxes", "wires", "labels")] == [count + 1, count, count]


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
    for draw in GRAPH_FORMATS.values():
        assert b"hunter2" not in draw(calls)
