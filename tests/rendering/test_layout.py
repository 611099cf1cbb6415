"""Positions on a sheet: held against random wirings, trees, and graphs of ten thousand components."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario_kit.callgraph.graph import JUMP, compile_graph
from scenario_kit.files.source import parse
from scenario_kit.language.loading import load
from scenario_kit.rendering.layout import MARGIN, Position, SheetLayout, lay_out
from scenario_kit.rendering.layout.frames import BOX_HEIGHT, BOX_WIDTH, ENTRANCE, WIDTH
from scenario_kit.rendering.layout.wires import wire_path

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

    from scenario_kit.callgraph.graph import CallGraph

GAP = 40
OUTPUTS = {"extension": ("S", "B", "F"), "trunk": ("S", "F"), "spit_detection": ("match", "no_match")}


def compiled(text: str) -> CallGraph:
    loaded = load(parse(text.encode(), "plan.yaml"))
    assert loaded.scenario is not None, loaded.findings
    return compile_graph(loaded.scenario)


def layouts(calls: CallGraph) -> dict[str, SheetLayout]:
    return {sheet: lay_out(calls, components) for sheet, components in calls.sheets.items()}


def positions(calls: CallGraph, sheet: str = "main") -> dict[str, tuple[int, int]]:
    places = layouts(calls)[sheet].positions
    return {name.removeprefix(f"{sheet}/"): (place.x, place.y) for name, place in places.items()}


def plan(types: list[str], targets: list[dict[str, str]], split: int) -> str:
    lines = ["version: 1", "name: plan", "sheets:"]
    for index, (type_, wires) in enumerate(zip(types, targets, strict=True)):
        if index in (0, split):
            sheet = "first" if index == 0 else "second"
            lines += [
                f"  {sheet}:",
                f"    entry: {{component: outgoing_route, context: {sheet}, rows: [{{pattern: X, next: c{index}}}]}}",
            ]
        trunk = ", trunk: Cisco" if type_ == "trunk" else ""
        nexts = ", ".join(f"{output}: {target}" for output, target in wires.items())
        lines.append(f"    c{index}: {{component: {type_}{trunk}, next: {{{nexts}}}}}")
    return "\n".join(lines)


@st.composite
def plans(draw: DrawFn) -> str:
    """Draw one or two sheets of components wired at random: trees, meshes, loops, and parts that nothing leads to."""
    types = draw(st.lists(st.sampled_from(sorted(OUTPUTS)), min_size=1, max_size=12))
    split = draw(st.integers(1, len(types)))
    sheets = ["first" if index < split else "second" for index in range(len(types))]
    any_target = st.integers(0, len(types) - 1).map(lambda index: f"{sheets[index]}/c{index}")
    targets = [draw(st.dictionaries(st.sampled_from(OUTPUTS[type_]), any_target)) for type_ in types]
    return plan(types, targets, split)


@given(plans())
def test_no_two_components_share_a_place_and_gaps_are_at_least_forty(text: str) -> None:
    for layout in layouts(compiled(text)).values():
        for one, other in combinations(layout.positions, 2):
            first, second = sorted((layout.positions[one], layout.positions[other]), key=lambda place: place.y)
            upper = one if layout.positions[one] is first else other
            beside = abs(first.x - second.x) >= max(BOX_WIDTH, WIDTH) + GAP
            below = second.y - first.y >= max(BOX_HEIGHT, layout.frames[upper].height) + GAP
            assert beside or below, (one, other)
        assert min(place.x for place in layout.positions.values()) == MARGIN
        assert min(place.y for place in layout.positions.values()) >= MARGIN


@given(plans())
def test_wires_run_left_to_right_but_for_those_that_close_a_loop(text: str) -> None:
    calls = compiled(text)
    for sheet, layout in layouts(calls).items():
        places = layout.positions
        wires = [wire for node in places for wire in calls.wires(node) if wire.output != JUMP]
        forward = nx.DiGraph([(w.source, w.target) for w in wires if places[w.source].x < places[w.target].x])
        whole = nx.DiGraph([(w.source, w.target) for w in wires])
        loops = {frozenset(part) for part in nx.strongly_connected_components(whole)}
        for wire in wires:
            in_loop = any({wire.source, wire.target} <= part for part in loops)
            assert in_loop or (wire.source, wire.target) in forward.edges, (sheet, wire)


@given(plans())
def test_the_same_graph_always_lies_the_same_way(text: str) -> None:
    assert layouts(compiled(text)) == layouts(compiled(text))


@given(st.lists(st.sampled_from(sorted(OUTPUTS)), min_size=1, max_size=12), st.data())
def test_of_the_outputs_of_a_tree_the_earlier_lies_above_the_later_and_the_first_way_is_straight(
    types: list[str], data: st.DataObject
) -> None:
    targets: list[dict[str, str]] = [{} for _ in types]
    for index in range(1, len(types)):
        free = [
            (parent, output)
            for parent in range(index)
            for output in OUTPUTS[types[parent]]
            if output not in targets[parent]
        ]
        parent, output = data.draw(st.sampled_from(free))
        targets[parent][output] = f"c{index}"
    calls = compiled(plan(types, targets, len(types)))

    layout = layouts(calls)["first"]

    column = {left: index for index, left in enumerate(layout.lefts)}
    for node, place in layout.positions.items():
        wires = calls.wires(node)
        at = [layout.positions[wire.target] for wire in wires]
        assert [column[target.x] for target in at] == [column[place.x] + 1] * len(at)
        assert [target.y for target in at] == sorted({target.y for target in at})
        for wire, target in list(zip(wires, at, strict=True))[:1]:
            port = calls.component(node).outputs.index(wire.output)
            assert target.y + ENTRANCE == place.y + layout.frames[node].ports[port][1]


def test_success_lies_above_busy_above_failure_whatever_order_they_are_written_in() -> None:
    calls = compiled("""
version: 1
name: plan
sheets:
  main:
    entry: {component: outgoing_route, context: c, rows: [{pattern: X, next: desk}]}
    failed: {component: announcement, announcement: failed}
    busy: {component: announcement, announcement: busy}
    thanks: {component: announcement, announcement: thanks, next: bye}
    bye: {component: announcement, announcement: bye}
    desk: {component: extension, extension: 1, next: {F: failed, S: thanks, B: busy}}
""")

    # From the desk to its three followers wires fall by up to 226 pixels, so that gap is wider than the others.
    assert positions(calls) == {
        "entry": (80, 80),
        "desk": (324, 80),
        "thanks": (588, 80),
        "bye": (832, 80),
        "busy": (588, 210),
        "failed": (588, 340),
    }


def test_a_loop_back_to_the_menu_and_onto_itself_leaves_the_menu_where_it_is() -> None:
    calls = compiled("""
version: 1
name: plan
sheets:
  main:
    entry: {component: incoming_route, context: c, rows: [{next: menu}]}
    menu:
      component: ivr
      announcement: menu
      rows:
        - {case: i, next: menu}
        - {case: 1, next: sales}
        - {case: t, next: entry-less}
    sales: {component: queue, queue: 901, next: {S: menu, F: menu}}
    entry-less: {component: answer, type: answer, next: sales}
""")
    layout = layouts(calls)["main"]

    assert positions(calls) == {"entry": (80, 80), "menu": (324, 80), "entry-less": (568, 162), "sales": (812, 162)}
    assert layout.lanes == {("main/sales", 2): 142}  # straight on from the menu's second row, above `entry-less`
    assert layout.returns == {("main/menu", column): 272 for column in (1, 2, 3)}  # below all


def test_what_nothing_leads_to_stands_right_before_what_it_leads_to_and_where_fewest_wires_cross() -> None:
    calls = compiled("""
version: 1
name: plan
sheets:
  main:
    entry: {component: incoming_route, context: c, rows: [{did: 1, next: desk}, {next: closed}]}
    desk: {component: extension, extension: 1, next: {S: thanks, F: closed}}
    thanks: {component: announcement, announcement: thanks}
    closed: {component: announcement, announcement: closed}
    from-elsewhere: {component: jump_in, name: elsewhere, next: desk}
    to-thanks: {component: jump_in, name: thanks, next: thanks}
""")

    places = layouts(calls)["main"].positions
    left = {name.removeprefix("main/"): place.x for name, place in places.items()}

    assert left["from-elsewhere"] == left["entry"] < left["to-thanks"] == left["desk"] < left["thanks"]
    assert places["main/from-elsewhere"].y < places["main/entry"].y  # below it, its wire would cross one of the entry's
    assert places["main/to-thanks"].y < places["main/desk"].y


CHAIN = 10_000


@pytest.fixture(scope="module")
def chain() -> CallGraph:
    return compiled(
        "version: 1\nname: plan\nsheets:\n  main:\n"
        "    entry: {component: outgoing_route, context: c, rows: [{pattern: X, next: c0}]}\n"
        + "".join(f"    c{i}: {{component: answer, type: answer, next: c{i + 1}}}\n" for i in range(CHAIN - 1))
        + f"    c{CHAIN - 1}: {{component: answer, type: answer, next: ~}}\n"
    )


@pytest.mark.large
def test_ten_thousand_components_in_a_row_lie_in_a_row(chain: CallGraph) -> None:
    assert positions(chain) == {
        "entry": (80, 80),
        **{f"c{index}": (80 + 244 * (index + 1), 80) for index in range(CHAIN)},
    }


@pytest.mark.large
def test_ten_thousand_ways_from_one_component_lie_below_each_other() -> None:
    calls = compiled(
        "version: 1\nname: plan\nsheets:\n  main:\n    entry:\n      component: outgoing_route\n      context: c\n"
        "      rows:\n"
        + "".join(f"        - {{pattern: {i}, next: c{i}}}\n" for i in range(CHAIN))
        + "".join(f"    c{i}: {{component: answer, type: answer}}\n" for i in range(CHAIN))
    )

    assert positions(calls) == {
        "entry": (80, 80),
        **{f"c{index}": (464, 80 + 130 * index) for index in range(CHAIN)},
    }


@pytest.mark.large
def test_every_component_of_a_long_plan_may_lead_to_its_end_and_lanes_stay_few() -> None:
    calls = compiled(
        "version: 1\nname: plan\nsheets:\n  main:\n"
        "    entry: {component: outgoing_route, context: c, rows: [{pattern: X, next: c0}]}\n"
        + "".join(
            f"    c{i}: {{component: trunk, trunk: Cisco, next: {{S: c{i + 1}, F: end}}}}\n" for i in range(CHAIN)
        )
        + f"    c{CHAIN}: {{component: answer, type: answer, next: end}}\n"
        "    end: {component: announcement, announcement: sorry}\n"
    )

    layout = layouts(calls)["main"]

    assert (len(layout.lanes), layout.around) == (0, {"main/end": 80})
    assert layout.positions["main/entry"] == Position(80, 88)


def test_long_wires_run_above_all_components_forwards_and_back() -> None:
    calls = compiled(
        "version: 1\nname: plan\nsheets:\n  main:\n"
        "    entry: {component: outgoing_route, context: c, rows: [{pattern: X, next: c0}]}\n"
        + "".join(f"    c{i}: {{component: trunk, trunk: Cisco, next: {{S: c{i + 1}, F: end}}}}\n" for i in range(50))
        + "    c50: {component: answer, type: answer, next: end}\n"
        "    end: {component: announcement, announcement: sorry, next: c0}\n"
    )
    layout = layouts(calls)["main"]
    first, last = layout.positions["main/c0"], layout.positions["main/end"]

    assert layout.around == {"main/c0": 80, "main/end": 88}
    assert {place.y for place in layout.positions.values()} == {96}
    assert wire_path(layout, "main/c0", 1, "main/end") == (
        f"M{first.x + WIDTH} 158C{first.x + 212} 158 {first.x + 212} 88 {first.x + 244} 88"
        f"H{last.x - 64}C{last.x - 32} 88 {last.x - 32} 141 {last.x} 141"
    )
    assert wire_path(layout, "main/end", 0, "main/c0") == (
        f"M{last.x + WIDTH} 141C{last.x + 216} 141 {last.x + 216} 80 {last.x + 180} 80"
        f"H{first.x}C{first.x - 36} 80 {first.x - 36} 141 {first.x} 141"
    )
