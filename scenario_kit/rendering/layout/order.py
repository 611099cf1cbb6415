"""The order of components and lanes in each column, with few crossing wires.

The barycentre heuristic, in both directions: a column is sorted by the mean position of its neighbours in the previous
column, then in the next. The order with the fewest crossings wins. The targets of one component in a column keep the
order of its outputs: S above B above F.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import defaultdict
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scenario_kit.rendering.layout.columns import Columns, Edge
    from scenario_kit.rendering.layout.frames import Frame

_SWEEPS: Final = 12
_PATIENCE: Final = 4
"""The number of sweeps without improvement after which sweeping stops."""


def ordered(columns: Columns, frames: Sequence[Frame]) -> list[list[int]]:
    """Return the nodes of each column from top to bottom; `frames` are those of the components, by number."""
    sweep = _Sweep(columns, frames)
    best, fewest, patience = sweep.nodes.copy(), sweep.crossings(), _PATIENCE
    for number in range(_SWEEPS):
        if not fewest or not patience:
            break
        if number % 2 == 0:
            before = sweep.nodes.copy()
            sweep.rightwards()
        else:
            sweep.leftwards()
        crossings = sweep.crossings()
        if crossings < fewest:
            best, fewest, patience = sweep.nodes.copy(), crossings, _PATIENCE
        else:
            patience -= 1
        if number % 2 and sweep.nodes == before:
            break  # a sweep in each direction changed nothing, and neither would the next
    return best


class _Sweep:
    """An order that each sweep improves."""

    def __init__(self, columns: Columns, frames: Sequence[Frame]) -> None:
        self._columns = columns
        self._shares = [1 / (len(frame.ports) + 1) for frame in frames]
        # The lanes in which wires back turn into the column of their target, with that target.
        self._loops = {
            lane: target for (target, where), lane in columns.returns.items() if columns.column[target] == where
        }
        first = _initial(columns)
        self.nodes = [sorted(nodes, key=first.__getitem__) for nodes in columns.nodes]
        self._place = {node: place for nodes in self.nodes for place, node in enumerate(nodes)}
        self._families = [_families(edges, first) for edges in columns.edges]

    def rightwards(self) -> None:
        """Sort each column by the sources of its wires."""
        for where in range(1, len(self.nodes)):
            middles = self._middles(self._columns.edges[where - 1], lambda edge: (edge.target, self._leaves(edge)))
            self._sort(where, middles)

    def leftwards(self) -> None:
        """Sort each column by the targets of its wires."""
        for where in range(len(self.nodes) - 2, -1, -1):
            middles = self._middles(self._columns.edges[where], lambda edge: (edge.source, self._place[edge.target]))
            self._sort(where, middles)

    def crossings(self) -> int:
        """Return the number of pairs of wires that cross."""
        count = 0
        for edges in self._columns.edges:
            if len(edges) <= 1:
                continue
            before: list[int] = []
            for _, arrives in sorted((self._leaves(edge), self._place[edge.target]) for edge in edges):
                count += len(before) - bisect_right(before, arrives)
                insort(before, arrives)
        return count

    def _leaves(self, edge: Edge) -> float:
        """Return the height at which a wire leaves its column; the outputs of a component are below each other."""
        share = 0.0 if edge.port is None else (edge.port + 1) * self._shares[edge.source]
        return self._place[edge.source] + share

    def _middles(self, edges: Sequence[Edge], end: Callable[[Edge], tuple[int, float]]) -> dict[int, float]:
        sums: dict[int, float] = defaultdict(float)
        counts: dict[int, int] = defaultdict(int)
        for node, place in map(end, edges):
            sums[node] += place
            counts[node] += 1
        return {node: total / counts[node] for node, total in sums.items()}

    def _sort(self, where: int, middles: dict[int, float]) -> None:
        """Sort a column; a node without such wires stays below its neighbour, a loop's lane below its target."""
        last = -1.0
        for node in self.nodes[where]:
            last = middles.setdefault(node, last)
        for node in self.nodes[where]:
            if node in self._loops:
                middles[node] = middles[self._loops[node]]
        nodes = sorted(self.nodes[where], key=lambda node: (middles[node], node in self._loops))
        if where:
            _keep_families(nodes, self._families[where - 1])
        self.nodes[where] = nodes
        self._place.update((node, place) for place, node in enumerate(nodes))


def _initial(columns: Columns) -> dict[int, float]:
    """Return the initial order, by number, in which wires of a tree never cross; a lane is where its target is."""
    first: dict[int, float] = {node: float(node) for nodes in columns.nodes for node in nodes}
    first |= {lane: float(target) for (target, _), lane in columns.lanes.items()}
    first |= {lane: target + 0.5 for (target, _), lane in columns.returns.items()}
    return first


def _families(edges: Sequence[Edge], first: dict[int, float]) -> list[list[int]]:
    """Return the targets that each component is the first to lead to, by output, if there are several."""
    if len(edges) <= 1:
        return []
    parents: dict[int, Edge] = {}
    for edge in edges:
        if edge.port is not None:
            parent = parents.setdefault(edge.target, edge)
            parents[edge.target] = min(parent, edge, key=lambda edge: (first[edge.source], edge.port))
    families: dict[int, list[tuple[int | None, int]]] = defaultdict(list)
    for edge in parents.values():
        families[edge.source].append((edge.port, edge.target))
    return [[node for _, node in sorted(family)] for family in families.values() if len(family) > 1]


def _keep_families(nodes: list[int], families: Sequence[list[int]]) -> None:
    """Sort the members of each family among the positions that they hold."""
    place = {node: index for index, node in enumerate(nodes)}
    for family in families:
        for index, node in zip(sorted(place[node] for node in family), family, strict=True):
            nodes[index] = node
