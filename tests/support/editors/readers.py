"""Reads the wires of each shape back, from where a second look finds them, to check the exports themselves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from scenario_kit.language.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from support.editors.shape import Shape

Arrow = tuple[Any, str | int, Any]
"""The id of the source, the word or the position of the output, and the id of the target."""

COUNTED_FROM_0: Final = {"flat-wires", "nodes-edges", "modules", "n8n", "gojs", "twilio", "react-diagrams", "rete"}
"""Shapes that count rows from 0."""


def arrows(shape: Shape, sheet: Any) -> list[Arrow]:
    """Return the wires of an export, each as often as it is drawn."""
    return list(READERS[shape.name](sheet))


def wires_of(shape: Shape, sheet: Any, oracle: Mapping[str, Any]) -> Iterator[Arrow]:
    """Return the wires of an export with our names of the outputs."""
    types = {one["id"]: catalogue()[one["type"]] for one in oracle["components"]}
    for source, word, target in arrows(shape, sheet):
        type_ = types[source]
        if type_.has_rows:
            (digits,) = re.findall(r"\d+", str(word))
            yield source, str(int(digits) + (shape.name in COUNTED_FROM_0)), target
        elif isinstance(word, int):
            yield source, type_.outputs[word], target
        else:
            words = {shape.spelling.output(type_, output): output for output in type_.outputs}
            yield source, words[word], target


def _flat_wires(sheet: Any) -> Iterator[Arrow]:
    for node in sheet:
        for index, targets in enumerate(node.get("wires", [])):
            for target in targets:
                yield node["id"], index, target


def _nodes_edges(sheet: Any) -> Iterator[Arrow]:
    for edge in sheet["edges"]:
        yield edge["source"], edge["sourceHandle"], edge["target"]


def _gojs(sheet: Any) -> Iterator[Arrow]:
    for link in sheet["linkDataArray"]:
        yield link["from"], link["fromPort"], link["to"]


def _modules(sheet: Any) -> Iterator[Arrow]:
    for module in sheet["modules"]:
        for index, branch in enumerate(module["branches"]):
            if branch["transition"]:
                yield module["id"], index if "when" in branch else branch["condition"], branch["transition"]


def _drawflow(sheet: Any) -> Iterator[Arrow]:
    (page,) = sheet["drawflow"].values()
    for node in page["data"].values():
        for port in node["inputs"].values():
            for end in port["connections"]:
                ports = page["data"][end["node"]]["outputs"]
                assert {"node": str(node["id"]), "output": "input_1"} in ports[end["input"]]["connections"]
                yield int(end["node"]), end["input"], node["id"]


def _n8n(sheet: Any) -> Iterator[Arrow]:
    ids = {node["name"]: node["id"] for node in sheet["nodes"]}
    for name, outputs in sheet["connections"].items():
        for index, targets in enumerate(outputs["main"]):
            for target in targets:
                yield ids[name], index, ids[target["node"]]


def _jointjs(sheet: Any) -> Iterator[Arrow]:
    elements = [cell for cell in sheet["cells"] if cell["type"] != "standard.Link"]
    ports = {port["id"]: cell["id"] for cell in elements for port in cell["ports"]["items"]}
    captions = {port["id"]: port["attrs"]["label"]["text"] for cell in elements for port in cell["ports"]["items"]}
    for cell in sheet["cells"]:
        if cell["type"] == "standard.Link":
            assert ports[cell["source"]["port"]] == cell["source"]["id"]
            yield cell["source"]["id"], captions[cell["source"]["port"]], ports[cell["target"]["port"]]


def _litegraph(sheet: Any) -> Iterator[Arrow]:
    nodes = {node["id"]: node for node in sheet["nodes"]}
    for id_, source, slot, target, arriving, _ in sheet["links"]:
        assert id_ in nodes[source]["outputs"][slot]["links"]
        assert nodes[target]["inputs"][arriving]["link"] == id_
        yield source, nodes[source]["outputs"][slot]["name"], target


def _twilio(sheet: Any) -> Iterator[Arrow]:
    for state in sheet["states"]:
        for index, transition in enumerate(state["transitions"]):
            if "next" in transition and state["type"] != "trigger":
                yield state["name"], index if "conditions" in transition else transition["event"], transition["next"]


def _react_diagrams(sheet: Any) -> Iterator[Arrow]:
    links, nodes = (layer["models"] for layer in sheet["layers"])
    ports = {port["id"]: port for node in nodes.values() for port in node["ports"]}
    for id_, link in links.items():
        source, target = ports[link["sourcePort"]], ports[link["targetPort"]]
        assert id_ in source["links"]
        assert id_ in target["links"]
        assert not source["in"]
        assert target["in"]
        yield source["parentNode"], source["name"], target["parentNode"]


def _rete(sheet: Any) -> Iterator[Arrow]:
    for node in sheet["nodes"].values():
        for end in node["inputs"].get("call", {"connections": []})["connections"]:
            leaving = sheet["nodes"][str(end["node"])]["outputs"][end["output"]]["connections"]
            assert node["id"] in [one["node"] for one in leaving]
            yield end["node"], end["output"], node["id"]


def _bpmn(sheet: Any) -> Iterator[Arrow]:
    process = sheet["definitions"]["process"]
    nodes = {node["id"]: node for node in process["flowNodes"]}
    for flow in process["sequenceFlows"]:
        assert flow["id"] in nodes[flow["sourceRef"]]["outgoing"]
        assert flow["id"] in nodes[flow["targetRef"]]["incoming"]
        yield flow["sourceRef"], flow.get("name", ""), flow["targetRef"]


def _oryx(sheet: Any) -> Iterator[Arrow]:
    shapes = {shape["resourceId"]: shape for shape in sheet["childShapes"]}
    for shape in sheet["childShapes"]:
        for leaving in shape["outgoing"] if shape["stencil"]["id"] != "SequenceFlow" else ():
            flow = shapes[leaving["resourceId"]]
            assert flow["outgoing"] == [flow["target"]]
            yield shape["resourceId"], flow["properties"]["name"], flow["target"]["resourceId"]


def _jsplumb(sheet: Any) -> Iterator[Arrow]:
    for connection in sheet["connections"]:
        (source, port), (target, _) = (end.split(":") for end in connection["uuids"])
        yield source, port, target


def _in_house(sheet: Any) -> Iterator[Arrow]:
    for id_, box in sheet["boxes"].items():
        for source, port in box["in"]:
            yield source, port, id_


READERS: Final[Mapping[str, Callable[[Any], Iterator[Arrow]]]] = {
    "flat-wires": _flat_wires,
    "nodes-edges": _nodes_edges,
    "modules": _modules,
    "drawflow": _drawflow,
    "n8n": _n8n,
    "jointjs": _jointjs,
    "gojs": _gojs,
    "litegraph": _litegraph,
    "twilio": _twilio,
    "react-diagrams": _react_diagrams,
    "rete": _rete,
    "bpmn": _bpmn,
    "oryx": _oryx,
    "jsplumb": _jsplumb,
    "in-house": _in_house,
}
