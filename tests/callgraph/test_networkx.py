"""The call graph is a networkx graph, and the only structure of wires that checks, layout and rehearsals know.

Wires are removed and added by networkx alone; what the rules find, where components lie and where a call goes follow.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import networkx as nx
import pytest
from support.paths import ROOT

from scenario_kit.callgraph.graph import JUMP, CallGraph, Component, compile_graph
from scenario_kit.callgraph.intended import IntendedGraph
from scenario_kit.files.source import parse
from scenario_kit.language.loading import load
from scenario_kit.rehearsal.call import Pbx, Request
from scenario_kit.rehearsal.plan import Plan
from scenario_kit.rehearsal.simulator import simulate
from scenario_kit.rendering.layout import lay_out
from scenario_kit.rules.wiring import endless_loop, unhandled_output, unreachable

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT = """\
version: 1
name: desk
sheets:
  front:
    line: {component: incoming_route, context: c, rows: [{did: 2144001000, next: hello}]}
    hello: {component: answer, type: answer, next: bye}
    bye: {component: announcement, announcement: bye, next: out}
    out: {component: jump_out, jump_in: night}
  back:
    in: {component: jump_in, name: night, next: [END]}
    end: {component: announcement, announcement: closed, next: ~}
""".replace("[END]", "end")


@pytest.fixture
def calls() -> CallGraph:
    scenario = load(parse(TEXT.encode(), "desk.yaml")).scenario
    assert scenario is not None
    return compile_graph(scenario)


def edited(calls: CallGraph) -> CallGraph:
    """Return a copy that networkx may change."""
    copy = calls.copy()
    assert isinstance(copy, CallGraph)
    return copy


def test_a_compiled_scenario_is_a_frozen_multidigraph(calls: CallGraph) -> None:
    assert isinstance(calls, nx.MultiDiGraph)
    assert nx.is_frozen(calls)
    with pytest.raises(nx.NetworkXError):
        calls.add_edge("front/hello", "back/end", "out")
    assert all(isinstance(component, Component) for _, component in calls.nodes(data="component"))
    assert list(calls.edges(keys=True)) == [
        ("front/line", "front/hello", "1"),
        ("front/hello", "front/bye", "out"),
        ("front/bye", "front/out", "out"),
        ("front/out", "back/in", JUMP),
        ("back/in", "back/end", "out"),
    ]
    assert calls.edges["front/hello", "front/bye", "out"] == {
        "path": ("sheets", "front", "hello", "next", "out"),
        "position": 0,
    }


def test_copies_subgraphs_and_views_keep_the_accessors(calls: CallGraph) -> None:
    part = calls.subgraph(["front/hello", "front/bye"])

    assert {component.key for component in part.components} == {"hello", "bye"}
    assert [wire.target for wire in part.wires("front/hello")] == ["front/bye"]
    assert part.wires("front/bye") == []
    assert (part.scenario, part.loose) == (calls.scenario, ())
    assert edited(calls).wires("front/bye") == calls.wires("front/bye")


def test_a_copy_may_be_of_another_scenario(calls: CallGraph) -> None:
    other = calls.with_scenario(calls.scenario.model_copy(update={"name": "other"}))

    assert (other.scenario.name, calls.scenario.name) == ("other", "desk")
    assert nx.is_frozen(other)
    assert other.wires("front/bye") == calls.wires("front/bye")


def test_algorithms_of_networkx_answer_questions_about_calls(calls: CallGraph) -> None:
    assert nx.shortest_path(calls, "front/line", "back/end")[-2:] == ["back/in", "back/end"]
    assert nx.ancestors(calls, "back/end") == set(calls) - {"back/end"}
    assert nx.is_directed_acyclic_graph(calls)


def test_rules_follow_the_edges(calls: CallGraph) -> None:
    cut, circle = edited(calls), edited(calls)
    cut.remove_edge("front/hello", "front/bye", "out")
    circle.remove_edge("back/in", "back/end", "out")
    circle.add_edge("back/in", "front/hello", "out", path=(), position=0)

    assert [problem.at[-1] for problem in unreachable.run(IntendedGraph(calls))] == []
    assert [problem.at[-1] for problem in unreachable.run(IntendedGraph(cut))] == ["bye"]
    assert [problem.at[-1] for problem in endless_loop.run(IntendedGraph(calls))] == []
    assert [problem.at[-1] for problem in endless_loop.run(IntendedGraph(circle))] == ["hello"]
    assert list(unhandled_output.run(IntendedGraph(calls))) == []


def test_the_layout_follows_the_edges(calls: CallGraph) -> None:
    cut = edited(calls)
    cut.remove_edge("front/hello", "front/bye", "out")

    whole = lay_out(calls, calls.sheets["front"]).positions
    parted = lay_out(cut, cut.sheets["front"]).positions

    assert whole["front/bye"].x > whole["front/hello"].x
    assert parted["front/bye"].x < parted["front/hello"].x
    assert parted["front/bye"].y > parted["front/hello"].y


def test_a_rehearsal_follows_the_edges(calls: CallGraph) -> None:
    short = edited(calls)
    short.remove_edge("front/hello", "front/bye", "out")
    short.add_edge("front/hello", "back/end", "out", path=(), position=0)

    assert passed(calls) == ["front/line", "front/hello", "front/bye", "front/out", "back/in", "back/end"]
    assert passed(short) == ["front/line", "front/hello", "back/end"]


def passed(calls: CallGraph) -> list[str]:
    call = Request(enter="incoming", caller="09121112233", callee="2144001000", context="c")
    return [step.component for step in simulate(Plan(calls), call, Pbx(barred=())).steps]


def names_in(tree: ast.AST, kind: Callable[[ast.AST], str | None]) -> set[str]:
    return {name for node in ast.walk(tree) if (name := kind(node)) is not None}


@pytest.mark.unmeasured
def test_no_module_but_the_compiler_makes_wires() -> None:
    def called(node: ast.AST) -> str | None:
        return node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else None

    makers = {
        path.name
        for path in (ROOT / "scenario_kit").rglob("*.py")
        if "Wire" in names_in(ast.parse(path.read_text("utf-8")), called)
    }
    assert makers == {"graph.py"}
