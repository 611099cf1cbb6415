"""Call graph to positions: calls run left to right, and an earlier output lies above a later one.

`columns` assigns components to columns, `order` sorts each column, `places` sets the heights, and `wires` routes the
wires around the components. The same graph always has the same layout.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import networkx as nx

from scenario_kit.callgraph.graph import JUMP
from scenario_kit.language.catalogue import ComponentName, Role
from scenario_kit.rendering.layout.columns import Columns, Edge, Link, columns_of, in_columns
from scenario_kit.rendering.layout.frames import (
    BOX_HEIGHT,
    BOX_WIDTH,
    ENTRANCE,
    HEAD,
    PITCH,
    RADIUS,
    WIDTH,
    Frame,
    Shape,
    frame_of,
)
from scenario_kit.rendering.layout.order import ordered
from scenario_kit.rendering.layout.places import BETWEEN, heights

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scenario_kit.callgraph.graph import CallGraph, Component

__all__ = [
    "BOX_HEIGHT",
    "BOX_WIDTH",
    "ENTRANCE",
    "HEAD",
    "MARGIN",
    "PITCH",
    "RADIUS",
    "WIDTH",
    "Frame",
    "Position",
    "Shape",
    "SheetLayout",
    "lay_out",
]

MARGIN: Final = 80
"""The margin around a sheet."""

_NARROWEST: Final = 64
_WIDEST: Final = 204
_WIDER: Final = 20
_FALL: Final = 150
"""The gap between columns, from narrowest to widest: `_WIDER` pixels more for every `_FALL` that a wire climbs."""

_TURN: Final = 8
"""The distance between lanes of wires that go around all components."""

_TURNS: Final = 8


class Position(NamedTuple):
    """The upper left corner of a component on its sheet, in the editor's pixels; sorts from left to right."""

    x: int
    y: int


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """The layout of a sheet; all lengths are in pixels.

    Attributes:
        positions: The position of each component, by node.
        frames: The frame of each component, by node.
        lefts: The left edge of each column.
        lanes: The height of the lane in which wires to a node pass a column, by node and column.
        returns: The same for wires back to a node.
        around: The height of wires that go around all other components, by their target.
        height: The height of the sheet.
    """

    positions: Mapping[str, Position]
    frames: Mapping[str, Frame]
    lefts: Sequence[int]
    lanes: Mapping[tuple[str, int], int]
    returns: Mapping[tuple[str, int], int]
    around: Mapping[str, int]
    height: int

    @property
    def width(self) -> int:
        """The width of the sheet."""
        return self.lefts[-1] + WIDTH + MARGIN


def lay_out(calls: CallGraph, components: Sequence[Component]) -> SheetLayout:
    """Lay out the components of one sheet."""
    graph = _drawn_wires(calls, components)
    columns = columns_of(graph)
    names = list(columns)
    number = {name: at for at, name in enumerate(names)}
    links = list(_links(calls, number))
    frames = [frame_of(calls.component(name)) for name in names]
    drawn = _Drawn(frames)
    links_of: dict[int, list[Link]] = {}
    parts = sorted(sorted(map(number.__getitem__, part)) for part in nx.weakly_connected_components(graph))
    part_of = {at: index for index, part in enumerate(parts) for at in part}
    for link in links:
        links_of.setdefault(part_of[link.source], []).append(link)
    for index, part in enumerate(parts):
        drawn.add(in_columns(part, links_of.get(index, []), list(columns.values()), len(names)))
    lefts = drawn.lefts()
    return SheetLayout(
        positions={name: Position(lefts[drawn.column[at]], drawn.tops[at]) for at, name in enumerate(names)},
        frames=dict(zip(names, frames, strict=True)),
        lefts=lefts,
        lanes={(names[target], where): top for (target, where), top in drawn.lanes.items()},
        returns={(names[target], where): top for (target, where), top in drawn.returns.items()},
        around={names[target]: top for target, top in drawn.around.items()},
        height=drawn.height,
    )


def _drawn_wires(calls: CallGraph, components: Sequence[Component]) -> nx.MultiDiGraph:
    """Return the graph of the wires drawn on a sheet; its nodes are in the order in which walks start."""
    keys = dict.fromkeys(component.id for component in components)
    wires = [wire for key in keys for wire in calls.wires(key) if wire.output != JUMP and wire.target in keys]
    led_to = {wire.target for wire in wires}
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(one.id for one in sorted(components, key=lambda one: _start(one, led_to=one.id in led_to)))
    graph.add_edges_from((wire.source, wire.target, wire.output) for wire in wires)
    return graph


def _links(calls: CallGraph, number: Mapping[str, int]) -> Iterator[Link]:
    """Return the wires between numbered components, by component and output."""
    for name, at in number.items():
        ports = {output: port for port, output in enumerate(calls.component(name).outputs)}
        for wire in calls.wires(name):
            if wire.output != JUMP and wire.target in number:
                yield Link(at, ports[wire.output], number[wire.target])


def _start(component: Component, *, led_to: bool) -> int:
    """Return the rank of a start of a walk: entries, Jump Ins, components without incoming wires, the rest."""
    if component.type.role is Role.ENTRY:
        return 0
    if component.type.name == ComponentName.JUMP_IN:
        return 1
    return 3 if led_to else 2


class _Drawn:
    """The connected parts of a sheet, one below the other, in shared columns."""

    def __init__(self, frames: Sequence[Frame]) -> None:
        self.column: dict[int, int] = {}
        self.tops: dict[int, int] = {}
        self.lanes: dict[tuple[int, int], int] = {}
        self.returns: dict[tuple[int, int], int] = {}
        self.around: dict[int, int] = {}
        self.next_top = MARGIN
        self._frames = frames
        self._outputs = [len(frame.ports) for frame in frames]
        self._falls: dict[int, int] = {}

    @property
    def height(self) -> int:
        """The height of all parts."""
        return self.next_top - BETWEEN + MARGIN

    def add(self, columns: Columns) -> None:
        """Add a part below the previous ones."""
        downs = heights(columns, ordered(columns, self._outputs), self._frames)
        for index, target in enumerate(sorted(columns.around)):
            self.around[target] = self.next_top + _TURN * (index % _TURNS)
        first = self.next_top + _TURN * min(len(columns.around), _TURNS)
        tops = {node: first + down for node, down in downs.items()}
        bottoms = {node: top + self._height(node) for node, top in tops.items()}
        self.column.update(columns.column)
        self.tops.update(tops)
        self.lanes.update({key: tops[lane] for key, lane in columns.lanes.items()})
        self.returns.update({key: tops[lane] for key, lane in columns.returns.items()})
        for where, edges in enumerate(columns.edges):
            falls = (self._fall(edge, tops) for edge in edges)
            self._falls[where] = max(self._falls.get(where, 0), max(falls, default=0))
        self.next_top = max(bottoms.values()) + BETWEEN

    def lefts(self) -> list[int]:
        """Return the left edges of the columns; the steeper the wires between two, the wider the gap."""
        lefts = [MARGIN]
        for where in range(max(self.column.values())):
            gap = _NARROWEST + _WIDER * (self._falls.get(where, 0) // _FALL)
            lefts.append(lefts[-1] + WIDTH + min(gap, _WIDEST))
        return lefts

    def _height(self, node: int) -> int:
        return self._frames[node].height if node < len(self._frames) else 0

    def _fall(self, edge: Edge, tops: Mapping[int, int]) -> int:
        leaves = 0 if edge.port is None else self._frames[edge.source].ports[edge.port][1]
        arrives = ENTRANCE if edge.target < len(self._frames) else 0
        return abs(tops[edge.source] + leaves - tops[edge.target] - arrives)
