"""Call graph to positions: calls run left to right, and an earlier output lies above a later one.

`columns` assigns components to columns, `order` sorts each column, `places` sets the heights, and `wires` routes the
wires around the components. The same graph always has the same layout.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import networkx as nx

from scenario_kit.callgraph.graph import JUMP
from scenario_kit.language.catalogue import ComponentName, Role
from scenario_kit.rendering.layout.columns import Columns, Link, columns_of, in_columns
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
from scenario_kit.rendering.layout.places import BETWEEN, Stack, entrance_of, exit_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scenario_kit.callgraph.graph import CallGraph, Component, Wire

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
        wires: The wires drawn on the sheet, by source; not jumps, nor wires to a route of another sheet.
        lefts: The left edge of each column.
        lanes: The height of the lane in which wires to a node pass a column, by node and column.
        returns: The same for wires back to a node.
        around: The height of wires that go around all other components, by their target.
        height: The height of the sheet.
    """

    positions: Mapping[str, Position]
    frames: Mapping[str, Frame]
    wires: Mapping[str, Sequence[Wire]]
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
    ids = {component.id for component in components}
    wires = {
        component.id: [wire for wire in calls.wires(component.id) if wire.output != JUMP and wire.target in ids]
        for component in components
    }
    entered = {wire.target for own in wires.values() for wire in own}
    graph = nx.DiGraph()
    starts = sorted(components, key=lambda component: _rank(component, is_entered=component.id in entered))
    graph.add_nodes_from(component.id for component in starts)
    graph.add_edges_from((wire.source, wire.target) for own in wires.values() for wire in own)
    columns = columns_of(graph)
    names = list(columns)
    number = {name: at for at, name in enumerate(names)}
    links: list[list[Link]] = []
    for name, at in number.items():
        ports = {output: port for port, output in enumerate(calls.component(name).outputs)}
        links.append([Link(at, ports[wire.output], number[wire.target]) for wire in wires[name]])
    frames = [frame_of(calls.component(name)) for name in names]
    column = list(columns.values())
    drawn = _Drawn(frames)
    for part in sorted(sorted(map(number.__getitem__, part)) for part in nx.weakly_connected_components(graph)):
        own_links = [link for at in part for link in links[at]]
        drawn.add(in_columns(part, own_links, column, len(names)))
    lefts = drawn.lefts()
    return SheetLayout(
        positions={name: Position(lefts[drawn.column[at]], drawn.tops[at]) for at, name in enumerate(names)},
        frames=dict(zip(names, frames, strict=True)),
        wires=wires,
        lefts=lefts,
        lanes={(names[target], where): top for (target, where), top in drawn.lanes.items()},
        returns={(names[target], where): top for (target, where), top in drawn.returns.items()},
        around={names[target]: top for target, top in drawn.around.items()},
        height=drawn.height,
    )


def _rank(component: Component, *, is_entered: bool) -> int:
    """Return the rank of a start of a walk: entries, Jump Ins, components without incoming wires, the rest."""
    if component.type.role is Role.ENTRY:
        return 0
    if component.type.name == ComponentName.JUMP_IN:
        return 1
    return 3 if is_entered else 2


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
        self._falls: dict[int, int] = defaultdict(int)

    @property
    def height(self) -> int:
        """The height of all parts."""
        return self.next_top - BETWEEN + MARGIN

    def add(self, columns: Columns) -> None:
        """Add a part below the previous ones."""
        downs = Stack(columns, ordered(columns, self._frames), self._frames).heights()
        for index, target in enumerate(sorted(columns.around)):
            self.around[target] = self.next_top + _TURN * (index % _TURNS)
        first = self.next_top + _TURN * min(len(columns.around), _TURNS)
        tops = {node: first + down for node, down in downs.items()}
        self.column.update(columns.column)
        self.tops.update(tops)
        self.lanes.update({key: tops[lane] for key, lane in columns.lanes.items()})
        self.returns.update({key: tops[lane] for key, lane in columns.returns.items()})
        for where, edges in enumerate(columns.edges):
            for edge in edges:
                start = tops[edge.source] + exit_of(self._frames, edge)
                end = tops[edge.target] + entrance_of(self._frames, edge.target)
                self._falls[where] = max(self._falls[where], abs(start - end))
        bottoms = (top + (self._frames[node].height if node < len(self._frames) else 0) for node, top in tops.items())
        self.next_top = max(bottoms) + BETWEEN

    def lefts(self) -> list[int]:
        """Return the left edges of the columns; the steeper the wires between two, the wider the gap."""
        lefts = [MARGIN]
        for where in range(max(self.column.values())):
            gap = _NARROWEST + _WIDER * (self._falls[where] // _FALL)
            lefts.append(lefts[-1] + WIDTH + min(gap, _WIDEST))
        return lefts
