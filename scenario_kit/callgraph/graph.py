"""Scenario to call graph: one node a component, one edge a wire keyed by its output. The only place that makes graphs.

Node names are ``sheet/key``. In the networkx graph, the node attribute ``component`` is a `Component`, the edge
attribute ``path`` the place of the wire in the document. A jump is an edge keyed ``jump`` from a Jump Out to its
Jump In.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from scenario_kit.callgraph.drafts import drafts
from scenario_kit.language.catalogue import ComponentType, Role, catalogue

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import networkx as nx

    from scenario_kit.callgraph.drafts import Draft, Row, Value
    from scenario_kit.findings.model import NodePath
    from scenario_kit.language.spec import Scenario

JUMP: Final = "jump"


class Component(NamedTuple):
    """A component of the dial plan.

    Attributes:
        sheet: The sheet it stands on.
        key: Its id on that sheet.
        type: Its type.
        name: Its name in the editor; a web service sees it as `app_name`.
        parameters: The values that were given, and the documented defaults, by name in the editor's order.
        rows: Its rows.
        ended: Outputs that end the call on purpose.
        path: Its place in the document.
        generated: It is half of the pair made for a wire to another sheet.
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
        """Its name in the graph, ``sheet/key``."""
        return f"{self.sheet}/{self.key}"

    @property
    def outputs(self) -> tuple[str, ...]:
        """The names of its outputs, in the editor's order."""
        return tuple(row.output for row in self.rows) if self.type.has_rows else self.type.outputs


class Wire(NamedTuple):
    """A wire: from an output of a component to a target, written at a place in the document.

    In a graph the target is a component's name there; of a loose wire it is what the author wrote.
    """

    source: str
    output: str
    target: str
    path: NodePath


@dataclass(frozen=True)
class CallGraph:
    """A scenario as a graph.

    Attributes:
        scenario: The scenario.
        nodes: Every component by its name in the graph: sheet by sheet in the document's order, those made for jumps
            last.
        wired: The wires that leave each component, by output and in the order of its outputs.
        loose: Wires that lead nowhere, since their output or their target does not exist; they are not in the graph.
    """

    scenario: Scenario
    nodes: Mapping[str, Component]
    wired: Mapping[str, Mapping[str, Wire]]
    loose: tuple[Wire, ...]

    @property
    def components(self) -> Collection[Component]:
        """Every component, in the order of `nodes`."""
        return self.nodes.values()

    @cached_property
    def graph(self) -> nx.MultiDiGraph:
        """The same for the algorithms of networkx; see the module for what its nodes and edges bear."""
        # Checking asks for components and wires only, and must not wait for this import, which takes a tenth of a
        # second: as long as it takes to check ten files.
        import networkx as nx  # noqa: PLC0415

        graph = nx.MultiDiGraph()
        graph.add_nodes_from((node, {"component": component}) for node, component in self.nodes.items())
        wires = (wire for node in self.nodes for wire in self.wires(node))
        graph.add_edges_from((wire.source, wire.target, wire.output, {"path": wire.path}) for wire in wires)
        return graph

    @cached_property
    def sheets(self) -> Mapping[str, tuple[Component, ...]]:
        """The components of each sheet."""
        sheets: dict[str, list[Component]] = {}
        for component in self.components:
            sheets.setdefault(component.sheet, []).append(component)
        return {name: tuple(components) for name, components in sheets.items()}

    @cached_property
    def loose_outputs(self) -> Mapping[str, set[str]]:
        """The outputs, real or not, of the loose wires of each component that has any."""
        outputs: dict[str, set[str]] = {}
        for wire in self.loose:
            outputs.setdefault(wire.source, set()).add(wire.output)
        return outputs

    def component(self, node: str) -> Component:
        """Return a component by its name in the graph."""
        return self.nodes[node]

    def wires(self, node: str) -> list[Wire]:
        """Return the wires that leave a component, in the order of its outputs."""
        return list(self.wired[node].values())

    def wire(self, node: str, output: str) -> Wire | None:
        """Return the wire that leaves a component by an output; None where the call ends there."""
        return self.wired[node].get(output)

    def sources(self, node: str) -> Collection[str]:
        """Return the components from which a wire leads to this one."""
        return self._sources.get(node, ())

    @cached_property
    def _sources(self) -> Mapping[str, Collection[str]]:
        sources: dict[str, dict[str, None]] = {}
        for node in self.nodes:
            for wire in self.wires(node):
                sources.setdefault(wire.target, {})[node] = None
        return sources


def compile_graph(scenario: Scenario) -> CallGraph:
    """Compile a scenario to its call graph. Pure; wires that lead nowhere are kept apart, so it never fails."""
    return _Linker(scenario, list(drafts(scenario))).link()


def _component(draft: Draft) -> Component:
    ended = frozenset(output for output, (target, _) in draft.next.items() if target is None)
    name = draft.name if isinstance(draft.name, str) else draft.key  # of a Jump In it may be an editor variable
    return Component(
        draft.sheet, draft.key, catalogue()[draft.type], name, draft.parameters, draft.rows, ended, draft.path
    )


class _Linker:
    """Joins drafts to a graph, with a Jump Out and Jump In pair for wires between sheets."""

    def __init__(self, scenario: Scenario, drafts: list[Draft]) -> None:
        self._scenario = scenario
        self._drafts = drafts
        self._nodes: dict[str, Component] = {}
        self._wired: dict[str, dict[str, Wire]] = {}
        self._jump_ins: dict[Value, str] = {}
        self._loose: list[Wire] = []

    def link(self) -> CallGraph:
        for draft in self._drafts:
            self._add(_component(draft))
        for draft in self._drafts:
            node = f"{draft.sheet}/{draft.key}"
            order = {output: index for index, output in enumerate(self._nodes[node].outputs)}
            for output, (target, path) in draft.next.items():
                if target is not None:
                    self._wire(draft.sheet, Wire(node, output, target, path), known=output in order)
            if len(draft.next) > 1:
                wires = self._wired[node]
                self._wired[node] = {output: wires[output] for output in sorted(wires, key=order.__getitem__)}
            if draft.type == "jump_out":
                self._jump(node, draft.parameters["jump_in"], draft.path)
        return CallGraph(self._scenario, self._nodes, self._wired, tuple(self._loose))

    def _add(self, component: Component) -> None:
        self._nodes[component.id] = component
        self._wired[component.id] = {}
        if component.type.name == "jump_in":
            name = component.parameters["name"]
            if isinstance(name, str):
                self._jump_ins.setdefault(name, component.id)

    def _wire(self, sheet: str, wire: Wire, *, known: bool) -> None:
        target = wire.target if "/" in wire.target else f"{sheet}/{wire.target}"
        if not known or target not in self._nodes:
            self._loose.append(wire)
            return
        component = self._nodes[target]
        if component.sheet != sheet and component.type.role is not Role.ENTRY:
            target = self._jump_out(sheet, target, wire.path)
        self._join(wire.source, wire.output, target, wire.path)

    def _join(self, source: str, output: str, target: str, path: NodePath) -> None:
        self._wired[source][output] = Wire(source, output, target, path)

    def _jump_out(self, sheet: str, target: str, path: NodePath) -> str:
        """Return the Jump Out on `sheet` that leads to the component `target` of another sheet."""
        node = f"{sheet}/jump-out:{target}"
        if node not in self._nodes:
            name = self._jump_in(target)
            self._generate(sheet, f"jump-out:{target}", "jump_out", {"jump_in": name}, path)
            self._jump(node, name, path)
        return node

    def _jump_in(self, target: str) -> Value:
        """Return the name of the Jump In that leads to a component."""
        component = self._nodes[target]
        if component.type.name == "jump_in":
            return component.parameters["name"]
        name = f"{self._scenario.name}/{target}"
        node = f"{component.sheet}/jump-in:{component.key}"
        if node not in self._nodes:
            self._generate(component.sheet, f"jump-in:{component.key}", "jump_in", {"name": name}, component.path)
            self._join(node, "out", target, component.path)
        return name

    def _generate(self, sheet: str, key: str, type_: str, parameters: Mapping[str, Value], path: NodePath) -> None:
        self._add(Component(sheet, key, catalogue()[type_], key, parameters, (), frozenset(), path, generated=True))

    def _jump(self, node: str, name: Value, path: NodePath) -> None:
        if isinstance(name, str) and name in self._jump_ins:
            self._join(node, JUMP, self._jump_ins[name], path)
