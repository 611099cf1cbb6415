"""Scenario to call graph: the short form's components, jumps between sheets, and a place for every wire."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario_kit.callgraph.graph import JUMP, CallGraph, Wire, compile_graph
from scenario_kit.files.source import parse
from scenario_kit.language.catalogue import catalogue
from scenario_kit.language.loading import load


def graph_of(tree: dict[str, Any] | str, name: str = "x") -> CallGraph:
    if isinstance(tree, str):
        one = load(parse(f"version: 1\nname: {name}\n{tree}".encode(), "x.yaml"))
    else:
        one = load(parse(json.dumps({"version": "1", "name": name, **tree}).encode(), "x.json"))
    assert one.scenario is not None, one.findings
    return compile_graph(one.scenario)


def components(calls: CallGraph) -> list[tuple[Any, ...]]:
    """All that is known of the components, but for their places in the document."""
    return [
        (
            component.id,
            component.type.name,
            component.name,
            component.parameters,
            [(row.output, row.fields) for row in component.rows],
            component.ended,
            component.generated,
        )
        for component in calls.components
    ]


def edges(calls: CallGraph) -> list[tuple[str, str, str]]:
    return [(source, key, target) for source, target, key in calls.edges(keys=True)]


# The short form.

EVERYTHING = """\
originate: {caller: 521, callee: 09371234567, context: main, caller_id: 557}
call:
  unavailable: sorry
  busy: line-busy
  survey: {label: adviser, poll_min: 1, poll_max: 5}
  dial: {extension: {timeout_sec: 1m}}
  record: yes
  hold_music: please-wait
  answer: definite_answer
  match: ["0X.", 553]
"""


def test_the_short_form_compiles_to_one_sheet_in_the_documented_order() -> None:
    calls = graph_of(EVERYTHING, "consult")
    assert list(calls.sheets) == ["outgoing"]
    assert components(calls) == [
        (
            "outgoing/route",
            "outgoing_route",
            "route",
            {"context": "main"},
            [("1", {"pattern": "0X."}), ("2", {"pattern": "553"})],
            frozenset(),
            False,
        ),
        ("outgoing/answer", "answer", "answer", {"type": "definite_answer"}, [], frozenset(), False),
        ("outgoing/hold_music", "announcement", "hold_music", {"announcement": "please-wait"}, [], frozenset(), False),
        ("outgoing/record", "mix_monitor", "record", {"type": "start"}, [], frozenset(), False),
        ("outgoing/dial", "extension", "consult", {"timeout_sec": 60}, [], frozenset(), False),
        (
            "outgoing/survey",
            "poll",
            "survey",
            {"label": "adviser", "poll_min": 1, "poll_max": 5},
            [],
            frozenset(),
            False,
        ),
        ("outgoing/unavailable", "announcement", "unavailable", {"announcement": "sorry"}, [], frozenset(), False),
        ("outgoing/busy", "announcement", "busy", {"announcement": "line-busy"}, [], frozenset(), False),
    ]
    assert edges(calls) == [
        ("outgoing/route", "1", "outgoing/answer"),
        ("outgoing/route", "2", "outgoing/answer"),
        ("outgoing/answer", "out", "outgoing/hold_music"),
        ("outgoing/hold_music", "out", "outgoing/record"),
        ("outgoing/record", "out", "outgoing/dial"),
        ("outgoing/dial", "S", "outgoing/survey"),
        ("outgoing/dial", "B", "outgoing/busy"),
        ("outgoing/dial", "F", "outgoing/unavailable"),
    ]
    assert calls.loose == ()


@pytest.mark.parametrize(
    ("call", "context", "patterns"),
    [
        ("{dial: {trunk: T}}", "c", ["0521"]),
        ("{match: [X., 9], context: d, dial: {trunk: T}}", "d", ["X.", "9"]),
    ],
)
def test_the_route_takes_what_the_call_says_else_what_originate_says(
    call: str, context: str, patterns: list[str]
) -> None:
    calls = graph_of(f"originate: {{caller: 1, callee: 0521, context: c, caller_id: 1}}\ncall: {call}")
    route = calls.component("outgoing/route")
    assert (route.parameters, [row.fields["pattern"] for row in route.rows]) == ({"context": context}, patterns)


def test_the_route_has_the_default_context_where_nothing_says_another() -> None:
    route = graph_of("call: {match: [1], dial: {trunk: T}}").component("outgoing/route")
    assert route.parameters == {"context": "main_routing"}


@pytest.mark.parametrize(
    ("dial", "after", "wires", "ended"),
    [
        ("extension: any", "", {}, set()),
        ("extension: any", "unavailable: ~", {}, {"F", "B"}),
        ("extension: any", "unavailable: sorry", {"F": "unavailable", "B": "unavailable"}, set()),
        ("extension: any", "busy: engaged", {"B": "busy"}, set()),
        ("extension: any", "busy: ~, unavailable: sorry", {"F": "unavailable"}, {"B"}),
        ("extension_api: http://a.example", "busy: engaged, unavailable: ~", {"B": "busy"}, {"F"}),
        ("trunk: T", "unavailable: sorry", {"F": "unavailable"}, set()),
        ("trunk: T", "busy: engaged, unavailable: sorry", {"F": "unavailable"}, set()),
        ("queue: 900", "unavailable: ~, survey: {label: a}", {"S": "survey"}, {"F"}),
    ],
)
def test_busy_and_unavailable_go_to_the_outputs_that_the_dialling_has(
    dial: str, after: str, wires: dict[str, str], ended: set[str]
) -> None:
    calls = graph_of(f"call: {{match: [1], dial: {{{dial}}}, {after}}}")
    found = {wire.output: wire.target.removeprefix("outgoing/") for wire in calls.wires("outgoing/dial")}
    assert (found, set(calls.component("outgoing/dial").ended)) == (wires, ended)
    assert calls.loose == ()
    assert set(calls) == {"outgoing/route", "outgoing/dial", *(f"outgoing/{key}" for key in wires.values())}


DIALS: dict[str, dict[str, Any]] = {
    "trunk": {"trunk": "Cisco", "skip": "1"},
    "trunk_api": {"api_address": "https://crm.example", "timeout_sec": "30", "name": "selectTrunk"},
    "extension": {"extension": "553"},
    "extension_api": {"api_address": "https://crm.example", "say_busy": "yes"},
    "queue": {"queue": "900", "options": ["t", "T"]},
}
calls_of_the_short_form = st.fixed_dictionaries(
    {
        "match": st.lists(st.sampled_from(["0X.", "553", "9XX"]), min_size=1, max_size=3, unique=True),
        "dial": st.sampled_from(sorted(DIALS)).map(lambda name: {name: DIALS[name]}),
    },
    optional={
        "answer": st.sampled_from(["answer", "progress"]),
        "hold_music": st.just("please-wait"),
        "record": st.sampled_from(["yes", "no"]),
        "survey": st.just({"label": "a"}),
        "busy": st.sampled_from([None, "engaged"]),
        "unavailable": st.sampled_from([None, "sorry"]),
    },
)


def written_out(call: dict[str, Any]) -> dict[str, Any]:
    """The sheet that the documentation gives for a call in the short form."""
    made: dict[str, dict[str, Any]] = {
        "answer": {"component": "answer", "type": call.get("answer")},
        "hold_music": {"component": "announcement", "announcement": call.get("hold_music")},
        "record": {"component": "mix_monitor", "type": "start"},
    }
    chain = [key for key in made if call.get(key) not in (None, "no")]
    ids = [*chain, "dial"]
    rows = [{"pattern": pattern, "next": ids[0]} for pattern in call["match"]]
    ((dial, parameters),) = call["dial"].items()
    return {
        "route": {"component": "outgoing_route", "context": "main_routing", "rows": rows},
        **{key: {**made[key], "next": follower} for key, follower in zip(chain, ids[1:], strict=True)},
        "dial": {"component": dial, "name": "x", **parameters, "next": after(call, dial)},
        **{key: {"component": "poll", **call[key]} for key in ("survey",) if key in call},
        **{
            key: {"component": "announcement", "announcement": call[key]}
            for key in ("unavailable", "busy")
            if call.get(key) and (key == "unavailable" or dial.startswith("extension"))
        },
    }


def after(call: dict[str, Any], dial: str) -> dict[str, Any]:
    """Where the dialling component of the short form leads."""
    wires = {"S": "survey"} if "survey" in call else {}
    outputs = {"unavailable": "FB", "busy": "B"} if dial.startswith("extension") else {"unavailable": "F"}
    for key, letters in outputs.items():
        if key in call:
            wires.update(dict.fromkeys(letters, call[key] and key))
    return wires


@given(calls_of_the_short_form)
def test_the_short_form_is_the_long_form_written_out(call: dict[str, Any]) -> None:
    short, long = graph_of({"call": call}), graph_of({"sheets": {"outgoing": written_out(call)}})

    assert components(short) == components(long)
    assert sorted(edges(short)) == sorted(edges(long))
    assert (short.loose, long.loose) == ((), ())


# Wires between sheets.

OFFICE = """\
sheets:
  incoming:
    entry: {component: incoming_route, context: c, rows: [{did: 1, next: night/box}, {did: 2, next: night/box}, {did: 3, next: hours}]}
    hours: {component: time_condition, next: {match: night/in, no_match: night/box}}
  shop:
    entry: {component: incoming_route, context: d, rows: [{next: night/box}, {did: 9, next: incoming/entry}]}
  night:
    box: {component: voicemail, type: record, next: incoming/hours}
    in: {component: jump_in, name: night, next: box}
"""  # noqa: E501


def test_a_wire_to_another_sheet_is_a_pair_of_jumps_shared_by_all_wires_to_the_same_target() -> None:
    calls = graph_of(OFFICE, "office")
    generated = [
        (component.id, component.type.name, component.parameters)
        for component in calls.components
        if component.generated
    ]
    assert generated == [
        ("night/jump-in:box", "jump_in", {"name": "office/night/box"}),
        ("incoming/jump-out:night/box", "jump_out", {"jump_in": "office/night/box"}),
        ("incoming/jump-out:night/in", "jump_out", {"jump_in": "night"}),
        ("shop/jump-out:night/box", "jump_out", {"jump_in": "office/night/box"}),
        ("incoming/jump-in:hours", "jump_in", {"name": "office/incoming/hours"}),
        ("night/jump-out:incoming/hours", "jump_out", {"jump_in": "office/incoming/hours"}),
    ]
    assert sorted(edges(calls)) == sorted(
        [
            ("incoming/entry", "1", "incoming/jump-out:night/box"),
            ("incoming/entry", "2", "incoming/jump-out:night/box"),
            ("incoming/entry", "3", "incoming/hours"),
            ("incoming/hours", "match", "incoming/jump-out:night/in"),
            ("incoming/hours", "no_match", "incoming/jump-out:night/box"),
            ("shop/entry", "1", "shop/jump-out:night/box"),
            ("shop/entry", "2", "incoming/entry"),
            ("night/box", "out", "night/jump-out:incoming/hours"),
            ("night/in", "out", "night/box"),
            ("incoming/jump-out:night/box", JUMP, "night/jump-in:box"),
            ("incoming/jump-out:night/in", JUMP, "night/in"),
            ("shop/jump-out:night/box", JUMP, "night/jump-in:box"),
            ("night/jump-in:box", "out", "night/box"),
            ("night/jump-out:incoming/hours", JUMP, "incoming/jump-in:hours"),
            ("incoming/jump-in:hours", "out", "incoming/hours"),
        ]
    )


def test_explicit_jumps_are_joined_by_name_and_one_without_its_jump_in_is_not() -> None:
    calls = graph_of("""\
sheets:
  a:
    entry: {component: incoming_route, context: c, rows: [{next: out}]}
    out: {component: jump_out, jump_in: there}
    lost: {component: jump_out, jump_in: nowhere}
  b:
    in: {component: jump_in, name: there, next: bye}
    bye: {component: answer}
    too: {component: jump_in, name: there, next: bye}
""")
    assert [edge for edge in edges(calls) if edge[1] == JUMP] == [("a/out", JUMP, "b/in")]
    assert (calls.out_degree("a/lost"), calls.in_degree("b/too")) == (0, 0)


def test_wires_come_in_the_order_of_the_outputs_with_their_places() -> None:
    calls = graph_of("""\
sheets:
  s:
    desk: {component: extension, next: {F: bye, S: desk, B: ~, X: bye}}
    bye: {component: announcement, announcement: bye, next: gone}
""")
    place = ("sheets", "s", "desk", "next")
    assert calls.wires("s/desk") == [
        Wire("s/desk", "S", "s/desk", (*place, "S")),
        Wire("s/desk", "F", "s/bye", (*place, "F")),
    ]
    assert calls.loose == (
        Wire("s/desk", "X", "bye", (*place, "X")),
        Wire("s/bye", "out", "gone", ("sheets", "s", "bye", "next", "out")),
    )
    assert calls.component("s/desk").ended == {"B"}


# Wiring at random.

TYPES: dict[str, dict[str, Any]] = {
    "answer": {},
    "extension": {},
    "time_condition": {},
    "jump_out": {"jump_in": "one a"},
    "jump_in": {},
    "incoming_route": {"context": "c"},
    "smart_api": {"api_address": "https://crm.example"},
}
IDS = ["a", "b", "c", "d"]
targets = st.sampled_from([None, *IDS, "e", "one/a", "one/b", "two/a", "two/c", "three/a", "two/e", "/", "a/b/c"])


@st.composite
def sheets(draw: st.DrawFn) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for sheet in draw(st.lists(st.sampled_from(["one", "two"]), min_size=1, unique=True)):
        tree[sheet] = {}
        for key in draw(st.lists(st.sampled_from(IDS), min_size=1, unique=True)):
            type_ = draw(st.sampled_from(sorted(TYPES)))
            component = {"component": type_, **TYPES[type_]}
            if type_ == "jump_in":
                component["name"] = f"{sheet} {key}"
            if catalogue()[type_].has_rows:
                extra = {"case": "x"} if type_ == "smart_api" else {}
                component["rows"] = [{**extra, "next": target} for target in draw(st.lists(targets, min_size=1))]
            else:
                outputs = st.sampled_from([*catalogue()[type_].outputs, "X"])
                component["next"] = draw(st.dictionaries(outputs, targets))
            tree[sheet][key] = component
    return tree


def written(tree: dict[str, Any]) -> dict[tuple[str, str], str]:
    wires: dict[tuple[str, str], str] = {}
    for sheet, parts in tree.items():
        for key, component in parts.items():
            rows = enumerate(component.get("rows", ()), 1)
            next_ = component.get("next", {}) | {str(number): row["next"] for number, row in rows}
            for output, target in next_.items():
                if target is not None:
                    wires[f"{sheet}/{key}", output] = target
    return wires


@given(sheets())
def test_every_wire_is_in_the_graph_or_loose_and_that_once(tree: dict[str, Any]) -> None:
    calls = graph_of({"sheets": tree})

    wires = [
        (wire.source, wire.output, _behind_the_jump(calls, wire.target))
        for component in calls.components
        if not component.generated
        for wire in calls.wires(component.id)
        if wire.output != JUMP
    ]
    loose = [(wire.source, wire.output, wire.target) for wire in calls.loose]
    every = written(tree)
    assert sorted((source, output) for source, output, _ in [*wires, *loose]) == sorted(every)
    for source, output, target in wires:
        text = every[source, output]
        assert target == (text if "/" in text else f"{source.partition('/')[0]}/{text}")
        assert output in calls.component(source).outputs
    for source, output, target in loose:
        assert target == every[source, output]
        known = target in calls or f"{source.partition('/')[0]}/{target}" in calls
        assert not (known and output in calls.component(source).outputs)


def _behind_the_jump(calls: CallGraph, node: str) -> str:
    """Where a wire that goes through a made pair of jumps arrives."""
    while calls.component(node).generated:
        (node,) = calls.successors(node)
    return node


@given(sheets())
def test_a_made_jump_never_leaves_its_sheet_but_by_the_jump(tree: dict[str, Any]) -> None:
    calls = graph_of({"sheets": tree})
    for source, key, target in edges(calls):
        across = calls.component(source).sheet != calls.component(target).sheet
        into_entry = calls.component(target).type.name == "incoming_route"
        assert not across or key == JUMP or into_entry
    names = [str(one.parameters["name"]) for one in calls.components if one.type.name == "jump_in" and one.generated]
    assert len(set(names)) == len(names)


@given(sheets(), st.randoms(use_true_random=False))
def test_the_order_of_sheets_and_components_changes_no_wire(tree: dict[str, Any], random: Any) -> None:
    mixed = {sheet: dict(random.sample(list(parts.items()), len(parts))) for sheet, parts in tree.items()}
    mixed = dict(random.sample(list(mixed.items()), len(mixed)))

    one, other = graph_of({"sheets": tree}), graph_of({"sheets": mixed})

    assert _unordered(one) == _unordered(other)
    assert sorted(one.loose, key=str) == sorted(other.loose, key=str)


def _unordered(calls: CallGraph) -> tuple[list[Any], list[Any]]:
    return sorted(components(calls), key=str), sorted(edges(calls))
