"""Ways of a call: what comes after what, and in which state."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario_kit.callgraph.flow import (
    entries,
    fewest_digits,
    is_answered,
    is_talk,
    loops,
    may_dial,
    recorded_before,
    walk,
    wires_past_jumps,
)
from scenario_kit.callgraph.graph import CallGraph, compile_graph
from scenario_kit.callgraph.intended import IntendedGraph
from scenario_kit.files.source import parse
from scenario_kit.language.loading import load


def graph(sheets: str) -> CallGraph:
    scenario = load(parse(f"version: 1\nname: x\nsheets:\n{sheets}".encode(), "x.yaml")).scenario
    assert scenario is not None
    return compile_graph(scenario)


SHOP = graph("""
  incoming:
    entry: {component: incoming_route, context: c, rows: [{did: 31041000, next: hello}, {next: night/desk}]}
    hello: {component: answer, type: answer, next: sales}
    tone: {component: answer, type: progress}
    bare: {component: answer}
    open: {component: answer, type: {variable: how}}
    sales: {component: queue, queue: 901, next: {S: bye, F: night/desk}}
    bye: {component: announcement, announcement: bye, next: sales}
    all: {component: ring_group, extensions: [553]}
  night:
    desk: {component: extension, extension: 553, next: {S: ~, B: incoming/bye, F: ~}}
""")


def left_by(component: str, output: str) -> tuple[bool, bool]:
    one = SHOP.component(component)
    return is_answered(one, output), is_talk(one, output)


def test_a_walk_goes_where_it_may_and_ends_in_loops() -> None:
    everywhere = walk(SHOP, ["incoming/entry"], lambda *_: True)
    assert [node for node in everywhere if ":" not in node] == [
        "incoming/entry",
        "incoming/hello",
        "incoming/sales",
        "incoming/bye",
        "night/desk",
    ]
    nobody = walk(SHOP, ["incoming/hello"], lambda component, output: not is_talk(component, output))
    assert [node for node in nobody if ":" not in node] == [
        "incoming/hello",
        "incoming/sales",
        "night/desk",
        "incoming/bye",
    ]
    assert walk(SHOP, [], lambda *_: True) == {}


def test_entries_are_found_by_type() -> None:
    assert [one.id for one in entries(SHOP, "incoming_route", "ring_group")] == ["incoming/entry", "incoming/all"]
    assert entries(SHOP) == []


def test_a_call_is_answered_by_an_answer_or_by_a_party() -> None:
    assert left_by("incoming/hello", "out") == (True, False)
    assert left_by("incoming/sales", "S") == (True, True)
    assert left_by("incoming/sales", "F") == (False, False)
    assert left_by("night/desk", "B") == (False, False)
    assert left_by("incoming/entry", "1") == (False, False)


@pytest.mark.parametrize(("key", "answered"), [("tone", False), ("bare", True), ("open", True), ("all", False)])
def test_an_answer_that_is_not_known_counts_and_a_group_that_may_not_answer_does_not(
    key: str, *, answered: bool
) -> None:
    assert is_answered(SHOP.component(f"incoming/{key}"), "out") is answered


RECORDED = graph("""
  outgoing:
    route: {component: outgoing_route, context: c, rows: [{pattern: 0X., next: start}, {pattern: 9X., next: menu}]}
    start: {component: mix_monitor, type: start, next: line}
    line: {component: trunk, trunk: Cisco, next: {S: stop, F: desk}}
    desk: {component: extension, next: {S: stop, B: ~, F: ~}}
    stop: {component: mix_monitor, type: stop, next: sales}
    sales: {component: queue}
    menu: {component: ivr, enable_direct_dial: yes, rows: [{case: 1, next: plain}]}
    plain: {component: ivr, enable_direct_dial: no, rows: [{case: 1, next: disa}]}
    disa: {component: disa, context: c, next: plan}
    plan: {component: custom_plan, code: Dial(SIP/553), next: agi}
    agi: {component: agi, file: dial.py}
""")


def test_a_recording_is_before_what_is_reached_until_it_is_stopped() -> None:
    queue = recorded_before(IntendedGraph(RECORDED), lambda component: component.key == "sales")
    desk = recorded_before(IntendedGraph(RECORDED), lambda component: component.key == "desk")

    assert queue == set()
    assert desk == {"outgoing/line", "outgoing/start", "outgoing/route"}
    assert recorded_before(IntendedGraph(RECORDED), lambda _: False) == set()


def test_programs_and_dialling_by_hand_may_dial() -> None:
    assert [one.key for one in RECORDED.components if may_dial(one)] == [
        "line",
        "desk",
        "sales",
        "menu",
        "disa",
        "plan",
        "agi",
    ]


def test_the_fewest_digits_arrive_by_the_shortest_way_in() -> None:
    leaving = {("outgoing/route", "1"): 3, ("outgoing/route", "2"): 1, ("outgoing/line", "F"): 2}

    fewest = fewest_digits(RECORDED, leaving, lambda _: False)

    assert {node.rpartition("/")[2]: digits for node, digits in fewest.items()} == {
        **dict.fromkeys(["menu", "plain", "disa", "plan", "agi"], 1),
        **dict.fromkeys(["desk", "stop", "sales"], 2),
        **dict.fromkeys(["start", "line"], 3),
    }
    assert fewest_digits(RECORDED, {}, lambda _: False) == {}


def past_jumps(calls: CallGraph, node: str) -> list[tuple[str, str]]:
    return [(wire.output, wire.target) for wire in wires_past_jumps(calls, node)]


def test_jumps_are_passed_also_several_in_a_row() -> None:
    calls = graph("""
  a:
    route:
      component: outgoing_route
      context: c
      rows: [{pattern: 1, next: b/desk}, {pattern: 2, next: out}, {pattern: 3, next: desk}, {pattern: 4, next: lost}]
    out: {component: jump_out, jump_in: one}
    desk: {component: extension}
    lost: {component: jump_out, jump_in: nowhere}
  b:
    desk: {component: extension}
    in: {component: jump_in, name: one, next: out}
    out: {component: jump_out, jump_in: two}
    two: {component: jump_in, name: two, next: desk}
""")

    assert past_jumps(calls, "a/route") == [("1", "b/desk"), ("2", "b/desk"), ("3", "a/desk"), ("4", "a/lost")]


def test_jumps_in_a_circle_have_an_end() -> None:
    calls = graph("""
  a:
    route: {component: outgoing_route, context: c, rows: [{pattern: 1, next: out}]}
    out: {component: jump_out, jump_in: one}
    in: {component: jump_in, name: one, next: out}
""")

    assert past_jumps(calls, "a/route") == [("1", "a/in")]


@given(st.dictionaries(st.sampled_from("abcdefg"), st.lists(st.sampled_from("abcdefgz"))))
def test_a_loop_is_all_nodes_that_lead_to_each_other(wires: dict[str, list[str]]) -> None:
    graph = nx.MultiDiGraph(
        {node: [target for target in targets if target in wires] for node, targets in wires.items()}
    )
    leads_to = {node: behind(graph, node) for node in graph}
    expected = {
        frozenset(other for other in graph if node in leads_to[other] and other in leads_to[node])
        for node in graph
        if node in leads_to[node]
    }

    found = loops(graph, graph)

    order = list(graph)
    assert {frozenset(loop) for loop in found} == expected
    assert found == [sorted(loop, key=order.index) for loop in found]
    assert found == sorted(found, key=lambda loop: order.index(loop[0]))


def test_loops_are_looked_for_among_some_nodes_and_come_in_their_order() -> None:
    graph = nx.MultiDiGraph(["ab", "ba", "cd", "dc", "de", "ed", "ff", "ga"])

    assert loops(graph, "fdcbag") == [["f"], ["d", "c"], ["b", "a"]]
    assert loops(graph, "ace") == []


def behind(graph: nx.MultiDiGraph, node: str) -> set[str]:
    found: set[str] = set()
    ahead = list(graph.successors(node))
    while ahead:
        following = ahead.pop()
        if following not in found:
            found.add(following)
            ahead += graph.successors(following)
    return found


@pytest.mark.unmeasured
def test_a_loop_of_many_components_is_no_deep_recursion() -> None:
    graph = nx.cycle_graph(50_000, create_using=nx.MultiDiGraph)

    (loop,) = loops(graph, graph)

    assert len(loop) == 50_000
