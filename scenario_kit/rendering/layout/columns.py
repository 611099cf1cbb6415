"""The wires of a sheet to columns: calls run left to right, and a wire that passes a column has a lane in it.

A component's column is its topological generation; a component without incoming wires is right before its first
target. Wires to the same target share a lane, and so do the wires back to it. The number of lanes is bounded: further
wires go around all components. Linear in components and wires.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple

import networkx as nx

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_LANES_PER_COMPONENT: Final = 20
_MOST_LANES: Final = 40_000
_LONGEST: Final = 40
"""The most columns that a wire passes in lanes."""


class Link(NamedTuple):
    """A wire between two components of a sheet; they are numbered in the order in which calls reach them."""

    source: int
    port: int
    target: int


class Edge(NamedTuple):
    """A piece of a wire between neighbouring columns; `port` is None if it starts in a lane."""

    source: int
    port: int | None
    target: int


@dataclass(frozen=True, slots=True)
class Columns:
    """A connected part of a sheet.

    Components are numbered as in their links, lanes from there on.

    Attributes:
        column: The column of each component and lane.
        nodes: The components and lanes of each column, in the order of their numbers.
        edges: The pieces of wires from each column to the next; the last column has none.
        lanes: The lane of the wires to a target, by target and column.
        returns: The lane of the wires back to a target, by target and column.
        around: Targets whose longer wires go around all components.
    """

    column: dict[int, int]
    nodes: list[list[int]]
    edges: list[list[Edge]]
    lanes: dict[tuple[int, int], int]
    returns: dict[tuple[int, int], int]
    around: frozenset[int]


def columns_of(graph: nx.DiGraph) -> dict[str, int]:
    """Return the column of each node, in the order in which calls reach the nodes.

    Wires back to where a walk came from are left out; of the rest, a node's column is its topological generation.
    """
    order: list[str] = []
    passed: set[str] = set()
    forward = nx.DiGraph()
    forward.add_nodes_from(graph)
    for source, target, kind in nx.dfs_labeled_edges(graph):
        if kind == "reverse":
            passed.discard(target)
        elif kind == "forward":
            order.append(target)
            passed.add(target)
        if kind != "reverse" and source != target and (kind == "forward" or target not in passed):
            forward.add_edge(source, target)
    columns = {node: column for column, nodes in enumerate(nx.topological_generations(forward)) for node in nodes}
    for node in order:
        if not forward.pred[node] and forward.succ[node]:
            columns[node] = min(columns[target] for target in forward.succ[node]) - 1
    return {node: columns[node] for node in order}


def in_columns(part: Sequence[int], links: Sequence[Link], column: Sequence[int], lane: int) -> Columns:
    """Arrange a connected part with its wires in columns, given those of all components; lanes count from `lane`."""
    first = min(column[at] for at in part)
    columns = {at: column[at] - first for at in part}
    arranged = Columns(columns, [[] for _ in range(max(columns.values()) + 1)], [], {}, {}, _around(links, columns))
    _reserve(arranged, links, lane)
    for at, where in columns.items():
        arranged.nodes[where].append(at)
    arranged.edges.extend(_edges(arranged, links))
    return arranged


def _passed(link: Link, columns: dict[int, int]) -> range:
    """Return the columns that a wire passes; a wire back also passes those of its ends."""
    source, target = columns[link.source], columns[link.target]
    return range(source + 1, target) if source < target else range(target, source + 1)


def _around(links: Iterable[Link], columns: dict[int, int]) -> frozenset[int]:
    """Return the targets whose wires get no lanes, since lanes are bounded; those with the longest wires come first."""
    spans: dict[int, int] = defaultdict(int)
    for link in links:
        spans[link.target] = max(spans[link.target], len(_passed(link, columns)))
    room = min(_LANES_PER_COMPONENT * (len(columns) + 1), _MOST_LANES)
    around = set()
    for target, span in sorted(spans.items(), key=itemgetter(1)):
        room -= span
        if span > _LONGEST or (span and room < 0):
            around.add(target)
    return frozenset(around)


def _reserve(arranged: Columns, links: Iterable[Link], lane: int) -> None:
    """Number the lanes of each target, from its farthest source on."""
    columns = arranged.column
    spans: dict[tuple[int, bool], set[int]] = defaultdict(set)
    for link in links:
        if link.target not in arranged.around:
            back = columns[link.source] >= columns[link.target]
            spans[link.target, back].update(_passed(link, columns))
    for (target, back), passed in sorted(spans.items(), key=itemgetter(0)):
        for where in sorted(passed):
            (arranged.returns if back else arranged.lanes)[target, where] = lane
            columns[lane] = where
            lane += 1


def _edges(arranged: Columns, links: Iterable[Link]) -> list[list[Edge]]:
    """Cut wires into pieces between neighbouring columns; shared pieces occur once."""
    column, lanes, returns = arranged.column, arranged.lanes, arranged.returns
    edges: list[list[Edge]] = [[] for _ in arranged.nodes]
    for link in links:
        source, target = column[link.source], column[link.target]
        if source + 1 == target:
            edges[source].append(Edge(*link))
        elif source < target and link.target not in arranged.around:
            edges[source].append(Edge(link.source, link.port, lanes[link.target, source + 1]))
    for kind in (lanes, returns):
        for (target, where), lane in kind.items():
            onward = kind.get((target, where + 1))
            if onward is not None:
                edges[where].append(Edge(lane, None, onward))
            elif kind is lanes:
                edges[where].append(Edge(lane, None, target))
    return edges
