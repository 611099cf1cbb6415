"""The call graph as its author intended it: with a guess for each broken wire and jump."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Final

import networkx as nx

from scenario_kit.findings.model import MAX_GUESSES, nearest
from scenario_kit.language.catalogue import ComponentName, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scenario_kit.callgraph.graph import CallGraph, Component, Wire

INTENDED: Final = "intended"
"""The start of the key of an edge for a broken wire or jump; a number follows."""


@dataclass(frozen=True)
class IntendedGraph:
    """The call graph as its author intended it.

    Attributes:
        calls: The call graph.
    """

    calls: CallGraph

    @cached_property
    def graph(self) -> nx.MultiDiGraph:
        """The call graph with an edge for each broken wire or jump whose intended target could be guessed."""
        guesses = [
            *((wire.source, target) for wire, target in self._wire_guesses.items()),
            *self._jump_guesses.items(),
        ]
        if not guesses:
            return self.calls
        graph = nx.MultiDiGraph(self.calls)
        graph.add_edges_from((*edge, f"{INTENDED}-{number}") for number, edge in enumerate(guesses))
        return nx.freeze(graph)

    def intended_target(self, wire: Wire) -> str | None:
        """Return the probable target of a loose wire."""
        return self._wire_guesses.get(wire)

    @cached_property
    def _wire_guesses(self) -> Mapping[Wire, str]:
        guesses = {wire: self._guess(wire) for wire in self.calls.loose[:MAX_GUESSES]}
        return {wire: guess for wire, guess in guesses.items() if guess is not None}

    def _guess(self, wire: Wire) -> str | None:
        sheet = self.calls.component(wire.source).sheet
        written = wire.target if "/" in wire.target else f"{sheet}/{wire.target}"
        if written in self.calls:
            return written
        sheet, _, key = written.rpartition("/")
        authored = [component for component in self.authored(self.calls) if component.type.role is not Role.ENTRY]
        elsewhere = [component.id for component in authored if component.key == key]
        if len(elsewhere) == 1:
            return elsewhere[0]
        if sheet not in self.calls.sheets:
            sheet = nearest(sheet, self.calls.sheets) or ""
        near = nearest(key, [component.key for component in authored if component.sheet == sheet])
        return None if near is None else f"{sheet}/{near}"

    def authored(self, nodes: Iterable[str]) -> list[Component]:
        """Return the components that the author wrote, without the generated ones."""
        return [component for component in map(self.calls.component, nodes) if not component.generated]

    def intended_jump_in(self, jump_out: Component) -> str | None:
        """Return the probable Jump In of a Jump Out with an unknown name."""
        return self._jump_guesses.get(jump_out.id)

    @cached_property
    def _jump_guesses(self) -> Mapping[str, str]:
        by_name = {
            str(component.parameters["name"]): component.id
            for component in self.authored(self.calls)
            if component.type.name == ComponentName.JUMP_IN
        }
        guesses = {lost.id: nearest(str(lost.parameters["jump_in"]), by_name) for lost in self.lost_jumps[:MAX_GUESSES]}
        return {node: by_name[name] for node, name in guesses.items() if name is not None}

    @cached_property
    def lost_jumps(self) -> tuple[Component, ...]:
        """The Jump Outs whose Jump In does not exist."""
        return tuple(
            component
            for component in self.calls.components
            if isinstance(component.parameters.get("jump_in"), str) and not self.calls.adj[component.id]
        )

    @cached_property
    def open_ends(self) -> frozenset[str]:
        """The components with a broken wire or jump, from which a call may go anywhere."""
        return frozenset((*self.calls.loose_outputs, *(jump.id for jump in self.lost_jumps)))

    @cached_property
    def sheets_without_entry(self) -> Mapping[str, None]:
        """The sheets that no call can enter, not even by a guessed wire, in the document's order."""
        entered = {
            self.calls.component(target).sheet
            for source, target in self.graph.edges()
            if self.calls.component(source).sheet != self.calls.component(target).sheet
        }
        return dict.fromkeys(
            sheet
            for sheet, components in self.calls.sheets.items()
            if sheet not in entered
            and not any(
                component.type.role is Role.ENTRY or component.type.name == ComponentName.JUMP_IN
                for component in components
            )
        )

    @cached_property
    def reached(self) -> Mapping[str, int]:
        """The components that a call can reach, by how near to an entry they are; the nearest first.

        A sheet without an entry counts as entered. Whoever is not an entry has a wire from a component that is nearer.
        """
        roots = [
            component.id
            for component in self.calls.components
            if component.type.role is Role.ENTRY
            or (component.type.name == ComponentName.JUMP_IN and not component.generated)
            or component.sheet in self.sheets_without_entry
        ]
        nearest_first = dict.fromkeys(chain.from_iterable(nx.bfs_layers(self.graph, roots)))
        return {node: index for index, node in enumerate(nearest_first)}
