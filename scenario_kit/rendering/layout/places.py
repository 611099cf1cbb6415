"""Sorted columns to heights: main routes and lanes are straight, and everything is as high up as it can be.

Wires that do not cross can be straight, and tie their ends into blocks; those of first outputs have priority. Blocks
are stacked from the top, then pulled towards their sources. Linear except for a sort.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from itertools import pairwise
from statistics import median_low
from typing import TYPE_CHECKING, Final

from scenario_kit.rendering.layout.frames import ENTRANCE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scenario_kit.rendering.layout.columns import Columns, Edge
    from scenario_kit.rendering.layout.frames import Frame

BETWEEN: Final = 40
"""The distance between two components of a column."""

BESIDE_LANE: Final = 20
"""The distance between a component and a lane."""

BETWEEN_LANES: Final = 14


def exit_of(frames: Sequence[Frame], edge: Edge) -> int:
    """Return the distance from the top of a wire's source to where the wire leaves it."""
    return 0 if edge.port is None else frames[edge.source].ports[edge.port][1]


def entrance_of(frames: Sequence[Frame], node: int) -> int:
    """Return the distance from the top of a component or a lane to where wires arrive."""
    return ENTRANCE if node < len(frames) else 0


class Stack:
    """Blocks, the offset of each node in its block, and the distances between blocks.

    Args:
        columns: The columns.
        order: The nodes of each column from top to bottom.
        frames: The frame of each component, by its number.
    """

    def __init__(self, columns: Columns, order: Sequence[Sequence[int]], frames: Sequence[Frame]) -> None:
        self._frames = frames
        self._block: dict[int, int] = {node: node for nodes in order for node in nodes}
        self._shift: dict[int, int] = dict.fromkeys(self._block, 0)
        for edges, nodes, following in zip(columns.edges, order, order[1:], strict=False):
            self._tie(edges, nodes, following)
        self._floor = dict.fromkeys(self._block, 0)
        for node, block in self._block.items():
            self._floor[block] = max(self._floor[block], -self._shift[node])
        self._below: dict[int, dict[int, int]] = defaultdict(dict)
        self._above: dict[int, dict[int, int]] = defaultdict(dict)
        for nodes in order:
            for upper, lower in pairwise(nodes):
                self._keep_apart(upper, lower)
        self._pulls = self._find_pulls(columns.edges)

    def heights(self) -> dict[int, int]:
        """Return the height of each component's upper edge and of each lane; the uppermost is at 0."""
        down = self._from_the_top()
        top = dict.fromkeys(down, 0)
        for block in down:
            top[block] = self._highest(block, top)
        for _ in range(2):
            for block in reversed(down):
                ideal = self._ideal(block, top)
                lowest = min((top[lower] - gap for lower, gap in self._below[block].items()), default=ideal)
                top[block] = max(top[block], min(ideal, lowest))
            for block in down:
                top[block] = min(top[block], max(self._ideal(block, top), self._highest(block, top)))
        tops = {node: top[block] + self._shift[node] for node, block in self._block.items()}
        least = min(tops.values())
        return {node: height - least for node, height in tops.items()}

    def _highest(self, block: int, top: Mapping[int, int]) -> int:
        return max([self._floor[block], *(top[upper] + gap for upper, gap in self._above[block].items())])

    def _is_lane(self, node: int) -> bool:
        return node >= len(self._frames)

    def _fall(self, edge: Edge) -> int:
        """Return how much lower than its source a wire's target is if the wire is straight."""
        return exit_of(self._frames, edge) - entrance_of(self._frames, edge.target)

    def _tie(self, edges: Sequence[Edge], nodes: Sequence[int], following: Sequence[int]) -> None:
        """Choose the straight wires between two columns: they do not cross and share no end."""
        if len(edges) == 1:
            self._straighten(edges[0])
            return
        place = {node: index for column in (nodes, following) for index, node in enumerate(column)}
        first: dict[int, int] = {}
        for edge in edges:
            if edge.port is not None:
                first[edge.source] = min(first.get(edge.source, edge.port), edge.port)

        def rank(edge: Edge) -> tuple[int, int, int]:
            lanes = self._is_lane(edge.source) + self._is_lane(edge.target)
            main = edge.port is not None and edge.port == first[edge.source]
            kind = 0 if main and not lanes else 1 if lanes == 2 else 2 if main or edge.port is None else 3  # noqa: PLR2004
            return kind, place[edge.source], edge.port or 0

        sources: list[int] = []
        targets: list[int] = []
        for edge in sorted(edges, key=rank):
            source, target = place[edge.source], place[edge.target]
            at = bisect_left(sources, source)
            taken = at < len(sources) and sources[at] == source
            if taken or (at and targets[at - 1] >= target) or (at < len(targets) and targets[at] <= target):
                continue
            sources.insert(at, source)
            targets.insert(at, target)
            self._straighten(edge)

    def _straighten(self, edge: Edge) -> None:
        self._block[edge.target] = self._block[edge.source]
        self._shift[edge.target] = self._shift[edge.source] + self._fall(edge)

    def _keep_apart(self, upper: int, lower: int) -> None:
        lanes = self._is_lane(upper) + self._is_lane(lower)
        between = (BETWEEN, BESIDE_LANE, BETWEEN_LANES)[lanes]
        height = 0 if self._is_lane(upper) else self._frames[upper].height
        gap = height + between + self._shift[upper] - self._shift[lower]
        above, below = self._block[upper], self._block[lower]
        gap = max(gap, self._below[above].get(below, gap))
        self._below[above][below] = self._above[below][above] = gap

    def _from_the_top(self) -> list[int]:
        """Return the blocks so that each comes after those above it, which exists since straight wires never cross."""
        blocks = list(dict.fromkeys(self._block.values()))
        waiting = {block: len(self._above[block]) for block in blocks}
        down = [block for block in blocks if not waiting[block]]
        for block in down:
            for lower in self._below[block]:
                waiting[lower] -= 1
                if not waiting[lower]:
                    down.append(lower)
        return down

    def _find_pulls(self, edges: Sequence[Sequence[Edge]]) -> Mapping[int, list[tuple[int, int]]]:
        """Return the offsets at which each block's incoming wires, or else its outgoing ones, would be straight."""
        arriving: dict[int, list[tuple[int, int]]] = defaultdict(list)
        leaving: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for edge in (edge for column in edges for edge in column):
            source, target = self._block[edge.source], self._block[edge.target]
            if source != target:
                offset = self._shift[edge.source] + self._fall(edge) - self._shift[edge.target]
                arriving[target].append((source, offset))
                leaving[source].append((target, -offset))
        members = Counter(self._block.values())
        alone = [block for block in leaving if block not in arriving and members[block] == 1]
        return {**arriving, **{block: leaving[block] for block in alone}}

    def _ideal(self, block: int, top: Mapping[int, int]) -> int:
        """Return the height at which most of a block's wires would be straight."""
        pulls = self._pulls.get(block)
        return top[block] if pulls is None else median_low(top[other] + offset for other, offset in pulls)
