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
from scenario_kit.rendering.layout.frames import WIDTH, Frame, frame_of
from scenario_kit.rendering.layout.order import ordered
from scenario_kit.rendering.layout.places import BETWEEN, Stack, entrance_of, exit_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scenario_kit.callgraph.graph import CallGraph, Component, Wire

MARGIN: Final = 80
"""The margin around a sheet."""

_MIN_GAP: Final = 64
_MAX_GAP: Final = 204
_GAP_STEP: Final = 20
_CLIMB_PER_STEP: Final = 150
"""The gap between columns: `_GAP_STEP` pixels wider for every `_CLIMB_PER_STEP` that a wire climbs."""

_LANE_PITCH: Final = 8
_LANES_AROUND: Final = 8
"""The distance between the lanes of wires that go around all components, and the most lanes."""


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
    parts = _Parts(frames)
    for part in sorted(sorted(map(number.__getitem__, part)) for part in nx.weakly_connected_components(graph)):
        own_links = [link for at in part for link in links[at]]
        parts.add(in_columns(part, own_links, column, len(names)))
    lefts = parts.lefts()
    return SheetLayout(
        positions={name: Position(lefts[parts.column[at]], parts.tops[at]) for at, name in enumerate(names)},
        frames=dict(zip(names, frames, strict=True)),
        wires=wires,
        lefts=lefts,
        lanes={(names[target], where): top for (target, where), top in parts.lanes.items()},
        returns={(names[target], where): top for (target, where), top in parts.returns.items()},
        around={names[target]: top for target, top in parts.around.items()},
        height=parts.next_top - BETWEEN + MARGIN,
    )


def _rank(component: Component, *, is_entered: bool) -> int:
    """Return the rank of a start of a walk: entries, Jump Ins, components without incoming wires, the rest."""
    if component.type.role is Role.ENTRY:
        return 0
    if component.type.name == ComponentName.JUMP_IN:
        return 1
    return 3 if is_entered else 2


class _Parts:
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

    def add(self, columns: Columns) -> None:
        """Add a part below the previous ones."""
        downs = Stack(columns, ordered(columns, self._frames), self._frames).heights()
        for index, target in enumerate(sorted(columns.around)):
            self.around[target] = self.next_top + _LANE_PITCH * (index % _LANES_AROUND)
        first = self.next_top + _LANE_PITCH * min(len(columns.around), _LANES_AROUND)
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
            gap = _MIN_GAP + _GAP_STEP * (self._falls[where] // _CLIMB_PER_STEP)
            lefts.append(lefts[-1] + WIDTH + min(gap, _MAX_GAP))
        return lefts
