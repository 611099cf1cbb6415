"""Compiles a scenario to a call graph: a networkx graph with one node per component and one edge per wire.

A node is named ``sheet/key`` and has the attribute `component`, a `Component`. The key of an edge is the output, and
its attributes are `path`, the place of the wire in the document, and `position`, the index of the output. An edge with
the key ``jump`` leads from a Jump Out to its Jump In.
"""

from __future__ import annotations

from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import networkx as nx

from scenario_kit.callgraph.drafts import drafts
from scenario_kit.language.catalogue import ComponentName, ComponentType, Role, catalogue

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from scenario_kit.callgraph.drafts import Draft, Row, Value
    from scenario_kit.findings.model import NodePath
    from scenario_kit.language.spec import Scenario

JUMP: Final = "jump"


class Component(NamedTuple):
    """A component of the dial plan.

    Attributes:
        sheet: Its sheet.
        key: Its id on that sheet.
        type: Its type.
        name: Its name in the editor; a web service receives it as `app_name`.
        parameters: The given values and the documented defaults, by name in the editor's order.
        rows: Its rows.
        ended: Outputs that end the call on purpose.
        path: Its place in the document.
        generated: Whether it is half of a jump pair that was generated for a wire to another sheet.
    """

    sheet: str
    key: str
    type: ComponentType
    name: str
    parameters: Mapping[str, Value]
    rows: tuple[Row, ...]
    ended: frozenset[str]
    path: NodePath
    generated: bool = False

    @property
    def id(self) -> str:
        """Its node in the graph, ``sheet/key``."""
        return f"{self.sheet}/{self.key}"

    @property
    def outputs(self) -> tuple[str, ...]:
        """The names of its outputs, in the editor's order."""
        return tuple(row.output for row in self.rows) if self.type.has_rows else self.type.outputs


class Wire(NamedTuple):
    """A wire from an output of a component to a target, with its place in the document.

    The target is a node of the graph; for a loose wire it is the text that the author wrote.
    """

    source: str
    output: str
    target: str
    path: NodePath


class CallGraph(nx.MultiDiGraph):
    """A scenario as a frozen networkx graph; the module describes its nodes and edges.

    Copies and subgraphs have the same accessors. The nodes are in the document's order, generated ones last.
    """

    @property
    def scenario(self) -> Scenario:
        """The scenario that the graph was compiled from."""
        scenario: Scenario = self.graph["scenario"]
        return scenario

    @property
    def loose(self) -> tuple[Wire, ...]:
        """The wires whose output or target does not exist; they are not edges of the graph."""
        loose: tuple[Wire, ...] = self.graph["loose"]
        return loose

    @property
    def components(self) -> Collection[Component]:
        """Every component, in the order of the nodes."""
        return [attributes["component"] for attributes in self._node.values()]

    @cached_property
    def sheets(self) -> Mapping[str, tuple[Component, ...]]:
        """The components of each sheet."""
        sheets: dict[str, list[Component]] = {}
        for component in self.components:
            sheets.setdefault(component.sheet, []).append(component)
        return {name: tuple(components) for name, components in sheets.items()}

    @cached_property
    def loose_outputs(self) -> Mapping[str, set[str]]:
        """The outputs, existing or not, of the loose wires, by component."""
        outputs: dict[str, set[str]] = {}
        for wire in self.loose:
            outputs.setdefault(wire.source, set()).add(wire.output)
        return outputs

    def with_scenario(self, scenario: Scenario) -> CallGraph:
        """Return a copy of the graph for another scenario, such as the same one with other tests."""
        copy = self.copy()
        copy.graph["scenario"] = scenario
        frozen: CallGraph = nx.freeze(copy)
        return frozen

    def component(self, node: str) -> Component:
        """Return the component of a node."""
        component: Component = self._node[node]["component"]
        return component

    def wires(self, node: str) -> list[Wire]:
        """Return the wires that leave a component, in the order of its outputs."""
        leaving = [
            (data["position"], Wire(node, output, target, data["path"]))
            for target, edges in self._adj[node].items()
            for output, data in edges.items()
        ]
        leaving.sort(key=itemgetter(0))
        return [wire for _, wire in leaving]

    def targets(self, node: str) -> Mapping[str, str]:
        """Return the target of each wired output of a component."""
        return {output: target for target, outputs in self._adj[node].items() for output in outputs}


def compile_graph(scenario: Scenario) -> CallGraph:
    """Compile a scenario to its call graph; never fails, since broken wires are collected in `CallGraph.loose`."""
    return _Linker(scenario, list(drafts(scenario))).link()


def _component(draft: Draft) -> Component:
    ended = frozenset(output for output, (target, _) in draft.next.items() if target is None)
    name = draft.name if isinstance(draft.name, str) else draft.key  # of a Jump In it may be an editor variable
    return Component(
        draft.sheet, draft.key, catalogue()[draft.type], name, draft.parameters, draft.rows, ended, draft.path
    )


class _Linker:
    """Links drafts to a graph, with a Jump Out and a Jump In for each wire to another sheet."""

    def __init__(self, scenario: Scenario, drafts: list[Draft]) -> None:
        self._scenario = scenario
        self._drafts = drafts
        self._components: dict[str, Component] = {}
        self._edges: list[tuple[str, str, str, dict[str, Any]]] = []
        self._jump_ins: dict[Value, str] = {}
        self._loose: list[Wire] = []

    def link(self) -> CallGraph:
        for draft in self._drafts:
            self._add(_component(draft))
        for draft in self._drafts:
            node = f"{draft.sheet}/{draft.key}"
            position = {output: index for index, output in enumerate(self._components[node].outputs)}
            for output, (target, path) in draft.next.items():
                if target is not None:
                    self._wire(draft.sheet, Wire(node, output, target, path), position.get(output))
            if draft.type == ComponentName.JUMP_OUT:
                self._jump(node, draft.parameters["jump_in"], draft.path)
        graph = CallGraph(scenario=self._scenario, loose=tuple(self._loose))
        graph.add_nodes_from((node, {"component": component}) for node, component in self._components.items())
        graph.add_edges_from(sorted(self._edges, key=lambda edge: edge[3]["position"]))
        frozen: CallGraph = nx.freeze(graph)
        return frozen

    def _add(self, component: Component) -> None:
        self._components[component.id] = component
        if component.type.name == ComponentName.JUMP_IN:
            name = component.parameters["name"]
            if isinstance(name, str):
                self._jump_ins.setdefault(name, component.id)

    def _wire(self, sheet: str, wire: Wire, position: int | None) -> None:
        target = wire.target if "/" in wire.target else f"{sheet}/{wire.target}"
        if position is None or target not in self._components:
            self._loose.append(wire)
            return
        component = self._components[target]
        if component.sheet != sheet and component.type.role is not Role.ENTRY:
            target = self._jump_out(sheet, target, wire.path)
        self._join(wire.source, wire.output, target, wire.path, position)

    def _join(self, source: str, output: str, target: str, path: NodePath, position: int = 0) -> None:
        self._edges.append((source, target, output, {"path": path, "position": position}))

    def _jump_out(self, sheet: str, target: str, path: NodePath) -> str:
        """Return the Jump Out on `sheet` that leads to the component `target` of another sheet."""
        node = f"{sheet}/jump-out:{target}"
        if node not in self._components:
            name = self._jump_in(target)
            self._generate(sheet, f"jump-out:{target}", ComponentName.JUMP_OUT, {"jump_in": name}, path)
            self._jump(node, name, path)
        return node

    def _jump_in(self, target: str) -> Value:
        """Return the name of the Jump In that leads to a component."""
        component = self._components[target]
        if component.type.name == ComponentName.JUMP_IN:
            return component.parameters["name"]
        name = f"{self._scenario.name}/{target}"
        node = f"{component.sheet}/jump-in:{component.key}"
        if node not in self._components:
            self._generate(
                component.sheet, f"jump-in:{component.key}", ComponentName.JUMP_IN, {"name": name}, component.path
            )
            self._join(node, "out", target, component.path)
        return name

    def _generate(
        self, sheet: str, key: str, name: ComponentName, parameters: Mapping[str, Value], path: NodePath
    ) -> None:
        self._add(Component(sheet, key, catalogue()[name], key, parameters, (), frozenset(), path, generated=True))

    def _jump(self, node: str, name: Value, path: NodePath) -> None:
        if isinstance(name, str) and name in self._jump_ins:
            self._join(node, JUMP, self._jump_ins[name], path)
