"""The call graph for other programs: what networkx reads back is what was compiled."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from support.clinic import CLINIC, compiled
from support.scenario_trees import document, scenarios

from scenario_kit.callgraph.graph import CallGraph
from scenario_kit.files.source import parse
from scenario_kit.findings.model import pointer
from scenario_kit.language.loading import load
from scenario_kit.rendering.graph_files import graphml, node_link
from scenario_kit.rendering.sheets import sheets
from scenario_kit.rules.checking import check


def read_node_link(data: bytes) -> nx.MultiDiGraph:
    return nx.node_link_graph(json.loads(data), edges="edges")


def read_graphml(data: bytes) -> nx.MultiDiGraph:
    return nx.read_graphml(BytesIO(data), force_multigraph=True)


def edges(graph: nx.MultiDiGraph) -> list[tuple[str, str, str]]:
    return sorted(graph.edges(keys=True))


@given(scenarios())
def test_networkx_reads_back_the_nodes_and_edges_that_were_compiled(tree: dict[str, Any]) -> None:
    calls, _ = check(load(parse(document(tree), "x.json")))
    assert calls is not None

    linked, marked = read_node_link(node_link(calls)), read_graphml(graphml(calls))

    assert list(linked) == list(calls)
    assert edges(linked) == edges(calls)
    assert sorted(marked) == sorted(calls)
    assert sorted((source, target, output) for source, target, output in marked.edges(data="output")) == edges(calls)


def test_a_node_has_plain_attributes_and_its_place() -> None:
    calls = compiled(CLINIC)
    graph = read_node_link(node_link(calls))

    front = next(sheet for sheet in sheets(calls) if sheet.name == "front")
    place = front.layout.positions["front/choose"]
    assert graph.nodes["front/choose"] == {
        "sheet": "front",
        "key": "choose",
        "type": "ivr",
        "label": "IVR",
        "name": "choose",
        "generated": False,
        "x": place.x,
        "y": place.y,
        "parameters": {"announcement": {"variable": "greeting"}, "max_digits": 1},
        "rows": [
            {"output": "1", "fields": {"case": "1", "text": "appointments"}},
            {"output": "2", "fields": {"case": "2", "text": "the nurse"}},
            {"output": "3", "fields": {"case": "t"}},
            {"output": "4", "fields": {"case": "i"}},
        ],
        "ended": [],
    }
    assert graph.graph == {"scenario": "clinic", "loose": []}
    wire = calls.wires("front/pick-up")[0]
    assert graph.edges["front/pick-up", "front/open", "out"] == {"pointer": pointer(wire.path)}
    marked = read_graphml(graphml(calls)).nodes["front/choose"]
    assert (marked["x"], marked["generated"], marked["parameters.max_digits"]) == (place.x, False, 1)
    assert json.loads(marked["parameters.announcement"]) == {"variable": "greeting"}


def test_algorithms_of_networkx_answer_on_what_was_written() -> None:
    graph = read_node_link(node_link(compiled(CLINIC)))

    assert "back/locked" in nx.descendants(graph, "front/line")
    assert nx.has_path(graph, "front/choose", "back/nurse")


def test_loose_wires_are_listed_with_what_the_author_wrote() -> None:
    calls, _ = check(load(parse(CLINIC.replace("next: open}", "next: opn}").encode(), "x.yaml")))
    assert isinstance(calls, CallGraph)

    assert read_node_link(node_link(calls)).graph["loose"] == [
        {"source": "front/pick-up", "target": "opn", "key": "out", "pointer": "/sheets/front/pick-up/next/out"}
    ]


@pytest.mark.parametrize("write", [node_link, graphml])
def test_no_secret_is_written(write: Any) -> None:
    assert b"hunter2" not in write(compiled(CLINIC))
    call = 'call: {match: [X.], dial: {trunk_api: "https://user:hunter-22@crm.example/next?token=hunter-23"}}'

    shown = write(compiled(f"version: 1\nname: a\n{call}\n")).decode()

    assert "https://***@crm.example/next?token=***" in shown
    assert "hunter" not in shown


@pytest.mark.parametrize("write", [node_link, graphml])
def test_no_secret_is_written_in_a_list(write: Any) -> None:
    sheet = '{r: {component: whitelist, labels: ["https://user:hunter-24@crm.example"]}}'

    assert "hunter" not in write(compiled(f"version: 1\nname: a\nsheets: {{s: {sheet}}}\n")).decode()


@pytest.mark.parametrize("name", ['<&">', "\ufffe", "\u062f \u200f", "a]]>b"])
def test_graphml_holds_any_text(name: str) -> None:
    calls = compiled(
        json.dumps(
            {
                "version": 1,
                "name": "odd",
                "sheets": {
                    "s": {
                        "r": {"component": "outgoing_route", "name": name, "context": "c", "rows": [{"pattern": "X"}]}
                    }
                },
            }
        ),
        "odd.json",
    )

    assert read_graphml(graphml(calls)).nodes["s/r"]["name"] == name.replace("\ufffe", "\ufffd")


@pytest.mark.parametrize("read", [read_node_link, read_graphml])
def test_seconds_are_a_number_however_they_were_written(read: Any) -> None:
    calls = compiled(
        "version: 1\nname: plan\ncall: {match: [0X.], dial: {trunk: {trunk: Cisco, timeout_sec: 1m}}, unavailable: ~}\n"
    )

    written = read((node_link if read is read_node_link else graphml)(calls))

    (trunk,) = (node for _, node in written.nodes(data=True) if node["type"] == "trunk")
    assert trunk.get("parameters.timeout_sec", trunk.get("parameters", {}).get("timeout_sec")) == 60
