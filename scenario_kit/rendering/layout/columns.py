"""The wires of a sheet to columns: calls run left to right, and a wire that passes a column has a lane in it.

A component's column is the length of the longest way to it; what nothing leads to stands right before what it leads
to. Wires to one target share a lane, and so do the wires back to one, which close loops. Lanes are bounded in number:
wires beyond that go around all components. Linear in components and wires.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LANES_A_COMPONENT: Final = 20
MOST_LANES: Final = 40_000
LONGEST: Final = 40
"""Columns that a wire may pass in lanes."""


class Link(NamedTuple):
    """A wire between two components of one sheet, which are numbered in the order in which calls come to them."""

    source: int
    port: int
    target: int


class Edge(NamedTuple):
    """A piece of a wire between neighbouring columns; `port` is None where it goes on from a lane."""

    source: int
    port: int | None
    target: int


@dataclass(frozen=True, slots=True)
class Columns:
    """A part of a sheet that hangs together.

    Nodes are numbered: components as in their links, lanes from there on.

    Attributes:
        column: The column of each node.
        nodes: The nodes of each column, in the order of finding.
        edges: The pieces of wires from each column to the next; from the last there are none.
        lanes: The lane of the wires to a target in a column.
        returns: The lane of the wires back to a target in a column.
        around: Targets whose longer wires go around all components.
    """

    column: dict[int, int]
    nodes: list[list[int]]
    edges: list[list[Edge]]
    lanes: dict[tuple[int, int], int]
    returns: dict[tuple[int, int], int]
    around: frozenset[int]


class Walk:
    """A walk depth first, without recursion, that numbers components on the way and tells at its end how far they are.

    Args:
        following: For each component the targets of its wires, in the order of its outputs.
    """

    def __init__(self, following: Sequence[Sequence[int]]) -> None:
        self.order: list[int] = []
        self._following = following
        self._met: set[int] = set()
        self._open: set[int] = set()
        self._finished: list[int] = []
        self._forward: list[list[int]] = [[] for _ in following]

    def start(self, at: int) -> None:
        """Walk on from a component, unless it was met before."""
        if at in self._met:
            return
        self._enter(at)
        stack = [(at, iter(self._following[at]))]
        while stack:
            at, targets = stack[-1]
            target = next(targets, None)
            if target is None:
                self._open.discard(at)
                self._finished.append(at)
                stack.pop()
            elif target not in self._met:
                self._forward[at].append(target)
                self._enter(target)
                stack.append((target, iter(self._following[target])))
            elif target not in self._open:
                self._forward[at].append(target)

    def _enter(self, at: int) -> None:
        self._met.add(at)
        self._open.add(at)
        self.order.append(at)

    def columns(self) -> list[int]:
        """Return the longest way to each component, wires back to where a walk came from left out."""
        columns = [0] * len(self._following)
        reached: set[int] = set()
        for at in reversed(self._finished):
            for target in self._forward[at]:
                columns[target] = max(columns[target], columns[at] + 1)
                reached.add(target)
        for at in self._finished:
            if at not in reached and self._forward[at]:
                columns[at] = min(columns[target] for target in self._forward[at]) - 1
        return columns


def parts(links: Sequence[Link], count: int) -> list[list[int]]:
    """Return the components that hang together by wires, each part and the parts in the order of their numbers."""
    beside: list[list[int]] = [[] for _ in range(count)]
    for link in links:
        beside[link.source].append(link.target)
        beside[link.target].append(link.source)
    found, met = [], [False] * count
    for start in range(count):
        if met[start]:
            continue
        met[start] = True
        part = [start]
        for at in part:
            for other in beside[at]:
                if not met[other]:
                    met[other] = True
                    part.append(other)
        found.append(sorted(part))
    return found


def in_columns(part: Sequence[int], links: Sequence[Link], column: Sequence[int], lane: int) -> Columns:
    """Arrange a part in columns.

    Args:
        part: The components.
        links: Their wires.
        column: The column of every component of the sheet.
        lane: The number from which on lanes are numbered.
    """
    first = min(column[at] for at in part)
    columns = {at: column[at] - first for at in part}
    arranged = Columns(columns, [[] for _ in range(max(columns.values()) + 1)], [], {}, {}, _around(links, columns))
    _reserve(arranged, links, lane)
    for at, where in columns.items():
        arranged.nodes[where].append(at)
    arranged.edges.extend(_edges(arranged, links))
    return arranged


def _passed(link: Link, columns: dict[int, int]) -> range:
    """Return the columns that a wire passes; one back passes those of its ends too."""
    source, target = columns[link.source], columns[link.target]
    return range(source + 1, target) if source < target else range(target, source + 1)


def _around(links: Iterable[Link], columns: dict[int, int]) -> frozenset[int]:
    """Return the targets for whose longer wires there are no lanes left, those with the longest."""
    spans: dict[int, int] = defaultdict(int)
    for link in links:
        passed = len(_passed(link, columns))
        spans[link.target] = max(spans[link.target], passed)
    room = min(LANES_A_COMPONENT * len(columns) + LANES_A_COMPONENT, MOST_LANES)
    around = set()
    for target, span in sorted(spans.items(), key=lambda item: item[1]):
        room -= span
        if span > LONGEST or (span and room < 0):
            around.add(target)
    return frozenset(around)


def _reserve(arranged: Columns, links: Iterable[Link], lane: int) -> None:
    """Number the lanes: for each target those from its farthest source on."""
    columns = arranged.column
    wanted: dict[tuple[bool, int], set[int]] = defaultdict(set)
    for link in links:
        if link.target not in arranged.around:
            back = columns[link.source] >= columns[link.target]
            wanted[back, link.target].update(_passed(link, columns))
    for (back, target), passed in sorted(wanted.items(), key=lambda item: (item[0][1], item[0][0])):
        for where in sorted(passed):
            (arranged.returns if back else arranged.lanes)[target, where] = lane
            columns[lane] = where
            lane += 1


def _edges(arranged: Columns, links: Iterable[Link]) -> list[list[Edge]]:
    """Cut wires into pieces between neighbouring columns; pieces that wires share are there once."""
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
