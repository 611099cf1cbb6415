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

SWEEPS: Final = 12
PATIENCE: Final = 4
"""The number of sweeps without improvement after which sweeping stops."""


def ordered(columns: Columns, outputs: Sequence[int]) -> list[list[int]]:
    """Return the nodes of each column from top to bottom.

    Args:
        columns: The columns.
        outputs: The number of outputs of each component.
    """
    sweep = _Sweep(columns, outputs)
    best, fewest, left = sweep.nodes(), sweep.crossings(), PATIENCE
    for number in range(SWEEPS):
        if not fewest or not left:
            break
        if number % 2 == 0:
            begun = sweep.nodes()
            sweep.forth()
        else:
            sweep.back()
        crossings = sweep.crossings()
        if crossings < fewest:
            best, fewest, left = sweep.nodes(), crossings, PATIENCE
        else:
            left -= 1
        if number % 2 and sweep.nodes() == begun:
            break  # a sweep in each direction changed nothing, and neither would the next
    return best


class _Sweep:
    """An order that each sweep improves."""

    def __init__(self, columns: Columns, outputs: Sequence[int]) -> None:
        self._columns = columns
        self._shares = [1 / (count + 1) for count in outputs]
        self._loops = {lane: at for at, lane in _first_lanes(columns)}
        first = _initial(columns)
        self._nodes = [sorted(nodes, key=first.__getitem__) for nodes in columns.nodes]
        self._place: dict[int, int] = {}
        for nodes in self._nodes:
            self._number(nodes)
        self._families = [_families(edges, first) for edges in columns.edges]

    def nodes(self) -> list[list[int]]:
        return [list(nodes) for nodes in self._nodes]

    def forth(self) -> None:
        """Sort each column by the sources of its wires."""
        for where in range(1, len(self._nodes)):
            middles = self._middles(self._columns.edges[where - 1], lambda edge: (edge.target, self._leaves(edge)))
            self._sort(where, middles)

    def back(self) -> None:
        """Sort each column by the targets of its wires."""
        for where in range(len(self._nodes) - 2, -1, -1):
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
        for node in self._nodes[where]:
            last = middles.setdefault(node, last)
        for node in self._nodes[where]:
            if node in self._loops:
                middles[node] = middles[self._loops[node]]
        nodes = sorted(self._nodes[where], key=lambda node: (middles[node], node in self._loops))
        if where:
            _keep_families(nodes, self._families[where - 1])
        self._nodes[where] = nodes
        self._number(nodes)

    def _number(self, nodes: Sequence[int]) -> None:
        for place, node in enumerate(nodes):
            self._place[node] = place


def _first_lanes(columns: Columns) -> list[tuple[int, int]]:
    """Return the return lanes that end in the column of their target, each with that target."""
    return [(target, lane) for (target, where), lane in columns.returns.items() if columns.column[target] == where]


def _initial(columns: Columns) -> dict[int, float]:
    """Return the initial order, by number, in which wires of a tree never cross; a lane is where its target is."""
    first: dict[int, float] = {node: float(node) for nodes in columns.nodes for node in nodes}
    for (target, _), lane in columns.lanes.items():
        first[lane] = target
    for (target, _), lane in columns.returns.items():
        first[lane] = target + 0.5
    return first


def _families(edges: Sequence[Edge], first: dict[int, float]) -> list[list[int]]:
    """Return the targets that each component is the first to lead to, by output, if there are several."""
    if len(edges) <= 1:
        return []
    parents: dict[int, Edge] = {}
    for edge in edges:
        known = parents.get(edge.target)
        if edge.port is not None and (
            known is None or (first[edge.source], edge.port) < (first[known.source], known.port)
        ):
            parents[edge.target] = edge
    families: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for edge in parents.values():
        if edge.port is not None:
            families[edge.source].append((edge.port, edge.target))
    return [[node for _, node in sorted(family)] for family in families.values() if len(family) > 1]


def _keep_families(nodes: list[int], families: Sequence[list[int]]) -> None:
    """Sort the members of each family among the places that they hold."""
    place = {node: index for index, node in enumerate(nodes)}
    for family in families:
        for index, node in zip(sorted(place[node] for node in family), family, strict=True):
            nodes[index] = node
