"""Reads the wires of each shape back, from where a second look finds them, to check the exports themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Arrow = tuple[Any, Any]
"""The ids of the components at both ends of a wire."""


def arrows(shape: str, sheet: Any) -> list[Arrow]:
    """Return the wires of an export, each as often as it is drawn."""
    return list(READERS[shape](sheet))


def _flat_wires(sheet: Any) -> Iterator[Arrow]:
    for node in sheet:
        for targets in node.get("wires", []):
            for target in targets:
                yield node["id"], target


def _modules(sheet: Any) -> Iterator[Arrow]:
    for module in sheet["modules"]:
        for branch in module["branches"]:
            if branch["transition"]:
                yield module["id"], branch["transition"]


def _drawflow(sheet: Any) -> Iterator[Arrow]:
    (page,) = sheet["drawflow"].values()
    for node in page["data"].values():
        for port in node["inputs"].values():
            for end in port["connections"]:
                ports = page["data"][end["node"]]["outputs"]
                assert {"node": str(node["id"]), "output": "input_1"} in ports[end["input"]]["connections"]
                yield int(end["node"]), node["id"]


def _n8n(sheet: Any) -> Iterator[Arrow]:
    ids = {node["name"]: node["id"] for node in sheet["nodes"]}
    for name, outputs in sheet["connections"].items():
        for targets in outputs["main"]:
            for target in targets:
                yield ids[name], ids[target["node"]]


def _jointjs(sheet: Any) -> Iterator[Arrow]:
    ports = {port["id"]: cell["id"] for cell in sheet["cells"] for port in cell.get("ports", {"items": []})["items"]}
    for cell in sheet["cells"]:
        if cell["type"] == "standard.Link":
            assert ports[cell["source"]["port"]] == cell["source"]["id"]
            yield cell["source"]["id"], ports[cell["target"]["port"]]


def _litegraph(sheet: Any) -> Iterator[Arrow]:
    nodes = {node["id"]: node for node in sheet["nodes"]}
    for id_, source, slot, target, arriving, _ in sheet["links"]:
        assert id_ in nodes[source]["outputs"][slot]["links"]
        assert nodes[target]["inputs"][arriving]["link"] == id_
        yield source, target


def _twilio(sheet: Any) -> Iterator[Arrow]:
    for state in sheet["states"]:
        for transition in state["transitions"]:
            if "next" in transition and state["type"] != "trigger":
                yield state["name"], transition["next"]


def _react_diagrams(sheet: Any) -> Iterator[Arrow]:
    links, nodes = (layer["models"] for layer in sheet["layers"])
    ports = {port["id"]: port for node in nodes.values() for port in node["ports"]}
    for id_, link in links.items():
        source, target = ports[link["sourcePort"]], ports[link["targetPort"]]
        assert id_ in source["links"]
        assert id_ in target["links"]
        assert not source["in"]
        assert target["in"]
        yield source["parentNode"], target["parentNode"]


def _rete(sheet: Any) -> Iterator[Arrow]:
    for node in sheet["nodes"].values():
        for end in node["inputs"].get("call", {"connections": []})["connections"]:
            leaving = sheet["nodes"][str(end["node"])]["outputs"][end["output"]]["connections"]
            assert node["id"] in [one["node"] for one in leaving]
            yield end["node"], node["id"]


def _bpmn(sheet: Any) -> Iterator[Arrow]:
    process = sheet["definitions"]["process"]
    nodes = {node["id"]: node for node in process["flowNodes"]}
    for flow in process["sequenceFlows"]:
        assert flow["id"] in nodes[flow["sourceRef"]]["outgoing"]
        assert flow["id"] in nodes[flow["targetRef"]]["incoming"]
        yield flow["sourceRef"], flow["targetRef"]


def _oryx(sheet: Any) -> Iterator[Arrow]:
    shapes = {shape["resourceId"]: shape for shape in sheet["childShapes"]}
    for shape in sheet["childShapes"]:
        for leaving in shape["outgoing"] if shape["stencil"]["id"] != "SequenceFlow" else ():
            flow = shapes[leaving["resourceId"]]
            assert flow["outgoing"] == [flow["target"]]
            yield shape["resourceId"], flow["target"]["resourceId"]


def _jsplumb(sheet: Any) -> Iterator[Arrow]:
    for connection in sheet["connections"]:
        source, target = (end.split(":")[0] for end in connection["uuids"])
        yield source, target


def _in_house(sheet: Any) -> Iterator[Arrow]:
    for id_, box in sheet["boxes"].items():
        for source, _ in box["in"]:
            yield source, id_


READERS: Final[Mapping[str, Callable[[Any], Iterator[Arrow]]]] = {
    "flat-wires": _flat_wires,
    "nodes-edges": lambda sheet: ((edge["source"], edge["target"]) for edge in sheet["edges"]),
    "modules": _modules,
    "drawflow": _drawflow,
    "n8n": _n8n,
    "jointjs": _jointjs,
    "gojs": lambda sheet: ((link["from"], link["to"]) for link in sheet["linkDataArray"]),
    "litegraph": _litegraph,
    "twilio": _twilio,
    "react-diagrams": _react_diagrams,
    "rete": _rete,
    "bpmn": _bpmn,
    "oryx": _oryx,
    "jsplumb": _jsplumb,
    "in-house": _in_house,
}
