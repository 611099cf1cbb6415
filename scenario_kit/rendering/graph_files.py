"""A call graph for other programs: networkx's node-link form as JSON, and GraphML.

Both hold one graph whose attributes are plain values; secrets are masked, as in every picture. A node has the
attributes `sheet`, `key`, `type`, `label`, `name`, `generated`, `x` and `y` in pixels, `parameters`, `rows` and
`ended`; an edge has its output as key, and the attribute `pointer`, the place of the wire as a JSON pointer.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

import networkx as nx

from scenario_kit.findings.model import pointer
from scenario_kit.rendering.sheets import masked, sheets

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scenario_kit.callgraph.drafts import Value
    from scenario_kit.callgraph.graph import CallGraph, Component
    from scenario_kit.language.catalogue import Parameter
    from scenario_kit.rendering.layout import Position

NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document can hold, not even escaped."""


def plain_graph(calls: CallGraph) -> nx.MultiDiGraph:
    """Return the call graph with attributes of JSON types only, and without secrets."""
    loose = [
        {"source": wire.source, "target": wire.target, "key": wire.output, "pointer": pointer(wire.path)}
        for wire in calls.loose
    ]
    graph = nx.MultiDiGraph(scenario=calls.scenario.name, loose=loose)
    places = {node: place for sheet in sheets(calls) for node, place in sheet.layout.positions.items()}
    graph.add_nodes_from((component.id, _attributes(component, places[component.id])) for component in calls.components)
    graph.add_edges_from(
        (source, target, output, {"pointer": pointer(path)})
        for source, target, output, path in calls.edges(keys=True, data="path")
    )
    return graph


def node_link(calls: CallGraph) -> bytes:
    """Return networkx's node-link form as JSON; `networkx.node_link_graph(data, edges="edges")` reads it."""
    data = nx.node_link_data(plain_graph(calls), edges="edges")
    return (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode()


def graphml(calls: CallGraph) -> bytes:
    """Return GraphML, for Gephi, yEd and networkx.

    GraphML has no lists or mappings: a parameter is an attribute ``parameters.NAME``, and other such values are JSON.
    """
    graph = nx.MultiDiGraph(scenario=calls.scenario.name)
    source = plain_graph(calls)
    for node, attributes in source.nodes(data=True):
        parameters = {f"parameters.{name}": value for name, value in attributes.pop("parameters").items()}
        graph.add_node(node, **{name: _xml_value(value) for name, value in (attributes | parameters).items()})
    for tail, head, output, attributes in source.edges(keys=True, data=True):
        graph.add_edge(tail, head, output, id=f"{tail}:{output}", output=output, **attributes)
    lines = nx.generate_graphml(graph, edge_id_from_attribute="id")
    return ("\n".join(lines) + "\n").encode()


def _attributes(component: Component, place: Position) -> dict[str, Any]:
    return {
        "sheet": component.sheet,
        "key": component.key,
        "type": str(component.type.name),
        "label": component.type.label,
        "name": component.name,
        "generated": component.generated,
        "x": place.x,
        "y": place.y,
        "parameters": _masked(component.parameters, component.type.parameters),
        "rows": [{"output": row.output, "fields": _masked(row.fields, component.type.row)} for row in component.rows],
        "ended": sorted(component.ended),
    }


def _masked(values: Mapping[str, Value], parameters: Mapping[str, Parameter]) -> dict[str, Any]:
    return {name: masked(value, parameters[name]) for name, value in values.items()}


def _xml_value(value: object) -> str | int | bool:
    if isinstance(value, int):
        return value if isinstance(value, bool) else int(value)  # networkx refuses the subclass of seconds with a unit
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
