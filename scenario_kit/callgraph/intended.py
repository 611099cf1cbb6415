"""What calls can reach, also where a wire is broken: a broken wire counts as the wire that was probably meant."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from scenario_kit.findings.model import MAX_GUESSES, nearest
from scenario_kit.language.catalogue import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import networkx as nx

    from scenario_kit.callgraph.graph import CallGraph, Component, Wire


@dataclass(frozen=True)
class IntendedGraph:
    """The call graph as its author meant it.

    Attributes:
        calls: The call graph.
    """

    calls: CallGraph

    def target_meant(self, wire: Wire) -> str | None:
        """Return the component that a loose wire was probably meant to lead to."""
        return self._guesses.get(wire)

    @cached_property
    def _guesses(self) -> dict[Wire, str]:
        guesses = {wire: self._guess(wire) for wire in self.calls.loose[:MAX_GUESSES]}
        return {wire: guess for wire, guess in guesses.items() if guess is not None}

    def _guess(self, wire: Wire) -> str | None:
        sheet = self.calls.component(wire.source).sheet
        written = wire.target if "/" in wire.target else f"{sheet}/{wire.target}"
        if written in self.calls.nodes:
            return written
        sheet, _, key = written.rpartition("/")
        authored = [one for one in self.authored(self.calls.nodes) if one.type.role is not Role.ENTRY]
        elsewhere = [component.id for component in authored if component.key == key]
        if len(elsewhere) == 1:
            return elsewhere[0]
        if sheet not in self.calls.sheets:
            sheet = nearest(sheet, self.calls.sheets) or ""
        near = nearest(key, [component.key for component in authored if component.sheet == sheet])
        return None if near is None else f"{sheet}/{near}"

    def authored(self, nodes: Iterable[str]) -> list[Component]:
        """Return those of the components that the author wrote, not made for a wire to another sheet."""
        return [component for node in nodes if not (component := self.calls.component(node)).generated]

    def jump_meant(self, jump_out: Component) -> str | None:
        """Return the Jump In that a Jump Out with an unknown name was probably meant to lead to."""
        return self._jump_guesses.get(jump_out.id)

    @cached_property
    def _jump_guesses(self) -> dict[str, str]:
        by_name = {
            str(component.parameters["name"]): component.id
            for component in self.authored(self.calls.nodes)
            if component.type.name == "jump_in"
        }
        guesses = {lost.id: nearest(str(lost.parameters["jump_in"]), by_name) for lost in self.lost_jumps[:MAX_GUESSES]}
        return {node: by_name[name] for node, name in guesses.items() if name is not None}

    @cached_property
    def lost_jumps(self) -> tuple[Component, ...]:
        """The Jump Outs whose Jump In does not exist."""
        return tuple(
            component
            for component in self.calls.components
            if isinstance(component.parameters.get("jump_in"), str) and not self.calls.wires(component.id)
        )

    @cached_property
    def open_ends(self) -> frozenset[str]:
        """The components with a broken wire or jump, so that it is not known where calls come to from there."""
        return frozenset((*self.calls.loose_outputs, *(jump.id for jump in self.lost_jumps)))

    def successors(self, node: str) -> list[str]:
        """Return the components that a component leads to, also by the wires that were probably meant."""
        return [*(wire.target for wire in self.calls.wires(node)), *self._meant.get(node, ())]

    @cached_property
    def _meant(self) -> Mapping[str, list[str]]:
        """What broken wires and jumps were probably meant to lead to, by their source."""
        meant: dict[str, list[str]] = {}
        for source, target in (
            *((wire.source, self.target_meant(wire)) for wire in self.calls.loose),
            *((jump_out.id, self.jump_meant(jump_out)) for jump_out in self.lost_jumps),
        ):
            if target is not None:
                meant.setdefault(source, []).append(target)
        return meant

    @cached_property
    def entered(self) -> frozenset[str]:
        """The components that some wire leads to, also one that was only meant to."""
        return frozenset(target for node in self.calls.nodes for target in self.successors(node))

    @cached_property
    def graph(self) -> nx.DiGraph:
        """The same for the algorithms of networkx."""
        import networkx as nx  # noqa: PLC0415  see `CallGraph.graph`

        return nx.DiGraph({node: self.successors(node) for node in self.calls.nodes})

    @cached_property
    def sheets_without_entry(self) -> Mapping[str, None]:
        """The sheets that no call can enter, not even by a wire that was probably meant, in the document's order."""
        return dict.fromkeys(
            sheet
            for sheet, components in self.calls.sheets.items()
            if not any(
                component.type.role is Role.ENTRY or component.type.name == "jump_in" for component in components
            )
            and sheet not in self._entered_sheets
        )

    @cached_property
    def _entered_sheets(self) -> frozenset[str]:
        """The sheets into which a wire leads from another."""
        sheet_of = {node: component.sheet for node, component in self.calls.nodes.items()}
        return frozenset(
            sheet_of[target]
            for node, sheet in sheet_of.items()
            for target in self.successors(node)
            if sheet_of[target] != sheet
        )

    @cached_property
    def reached(self) -> frozenset[str]:
        """The components that a call can reach; a sheet without entry counts as entered, that being its own problem."""
        roots = [
            component.id
            for component in self.calls.components
            if component.type.role is Role.ENTRY
            or (component.type.name == "jump_in" and not component.generated)
            or component.sheet in self.sheets_without_entry
        ]
        reached, left = set(roots), roots
        while left:
            found = [node for node in self.successors(left.pop()) if node not in reached]
            reached.update(found)
            left += found
        return frozenset(reached)
